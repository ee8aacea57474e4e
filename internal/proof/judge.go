package proof

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// Judge turns a three-valued statement about something that exists in the
// scenarios of exists into a verdict: Yes if it holds in every scenario that
// counts, No if in none, else Unknown. Where the thing does not exist the
// statement does not hold; scenarios that the sources' own rules forbid do not
// count. Rules that have nothing to do with the statement are not looked at.
//
// Under [estate.AssumeDefaults] the scenario that counts is the one in which
// each parameter that has a default takes it; a statement that does not hold
// there, but does under values that the source itself offers (AllowedValues, a
// condition's other branch), is Unknown and names such a scenario. Under
// [estate.AssumeAny] every scenario counts, and a statement that holds in one
// that parameters alone bring about is Yes, with that scenario.
//
// Judge is monotone: settling a variable may turn Unknown into Yes or No, never
// one of these into the other.
func Judge(e *estate.Estate, t estate.Truth, exists scenario.Guard) Proof {
	if t.False.IsAlways() {
		return Proof{Verdict: No}
	}
	gaps := t.Gaps // many, of which most verdicts need none
	t.Gaps = nil
	t = t.Given(exists)
	if p, ok := settled(t); ok && p.Verdict == No {
		return p // whatever the rules leave of it
	}
	open := t.Unknown
	t = t.Admitted(e.Possible)
	if p, ok := settled(t); ok {
		return p
	}
	t.Gaps = slices.DeleteFunc(slices.Clone(gaps), func(g estate.GuardedGap) bool { return g.When.Disjoint(open) })
	t = t.Admitted(e.Possible) // the gaps too, and the rules that concern them alone
	if e.Assume == estate.AssumeAny {
		return judgeAny(t)
	}
	return judgeDefaults(t)
}

// settled is the verdict where it is the same in all scenarios.
func settled(t estate.Truth) (Proof, bool) {
	possible := t.Possible()
	switch {
	case possible.Implies(t.False): // also when nothing is possible
		return Proof{Verdict: No}, true
	case possible.Implies(t.True):
		return Proof{Verdict: Yes}, true
	}
	return Proof{}, false
}

func judgeAny(t estate.Truth) Proof {
	if settings, ok := settable(t.True); ok {
		return Proof{Verdict: Yes, Scenario: settings}
	}
	p := Proof{Gaps: gapsIn(t, scenario.Always())}
	if !t.True.IsNever() {
		p.Scenario, _ = t.True.Witness()
		p.Gaps = append(p.Gaps, gapsOf(p.Scenario)...)
	}
	p.Gaps = unique(p.Gaps)
	return p
}

func judgeDefaults(t estate.Truth) Proof {
	yes, no, open := t.True.ByDefault(), t.False.ByDefault(), t.Unknown.ByDefault()
	counts := yes.Or(no).Or(open)
	assumed := assumptions(t)
	switch {
	case counts.IsNever(): // the defaults themselves break the sources' rules
		p := judgeAny(t)
		p.Verdict, p.Gaps = Unknown, unique(append(p.Gaps, gapsOf(p.Scenario)...))
		return p
	case counts.Implies(yes):
		return Proof{Verdict: Yes, Assumed: assumed}
	case !yes.IsNever():
		s, _ := yes.Witness()
		return Proof{Scenario: s, Assumed: assumed, Gaps: unique(append(gapsOf(s), gapsIn(t, open)...))}
	case !open.IsNever():
		gaps := gapsIn(t, open)
		if len(gaps) == 0 {
			gaps = openVariables(open)
		}
		return Proof{Assumed: assumed, Gaps: unique(gaps)}
	}
	// No by default. Does the source offer an alternative in which it is Yes?
	if s, ok := t.True.Witness(); ok {
		return Proof{Scenario: s, Assumed: assumed, Gaps: unique(gapsOf(s))}
	}
	if g, when, ok := elsewhere(t); ok {
		s, _ := when.Witness()
		return Proof{Scenario: s, Assumed: assumed, Gaps: unique(append([]estate.Gap{g}, gapsOf(s)...))}
	}
	return Proof{Verdict: No, Assumed: assumed}
}

// elsewhere finds something unknown that a branch not taken by default brings
// in: an import, a dynamic reference, a parameter without a default. That a
// parameter with a default could have another value is no such thing.
func elsewhere(t estate.Truth) (estate.Gap, scenario.Guard, bool) {
	t = t.Within(t.Unknown) // each class of scenarios once, of which many gaps are
	for i, g := range t.Gaps {
		if slices.ContainsFunc(t.Gaps[:i], func(h estate.GuardedGap) bool { return g.Gap.Same(h.Gap) }) {
			continue
		}
		when := scenario.Never()
		for _, h := range t.Gaps[i:] {
			if g.Gap.Same(h.Gap) {
				when = when.Or(h.When)
			}
		}
		if !when.IsNever() && g.Gap.Variable != nil && !g.Gap.Variable.HasDefault && !restsOnOther(when) {
			return g.Gap, when, true
		}
	}
	return estate.Gap{}, scenario.Never(), false
}

// restsOnOther reports whether g holds only where some parameter with a default
// has a value that the source never names.
func restsOnOther(g scenario.Guard) bool {
	for _, v := range g.Support() {
		if v.HasDefault && !v.Closed() {
			named := scenario.Atom(v, v.Default)
			for _, s := range v.Mentioned {
				named = named.Or(scenario.Atom(v, s))
			}
			if g = g.And(named); g.IsNever() {
				return true
			}
		}
	}
	return false
}

// settable finds a scenario of g that needs parameters alone.
func settable(g scenario.Guard) ([]scenario.Setting, bool) {
	for _, v := range g.Support() {
		if v.Kind != scenario.Parameter {
			g = forAll(g, v)
		}
	}
	return g.Witness()
}

// forAll is the set of scenarios in which g holds whatever v is.
func forAll(g scenario.Guard, v *scenario.Variable) scenario.Guard {
	out := scenario.Always()
	values := v.Domain
	if !v.Closed() {
		values = append(g.Values(v), "\x00 any other value")
	}
	for _, s := range values {
		out = out.And(g.Given(func(x *scenario.Variable) (string, bool) { return s, x == v }))
	}
	return out
}

// gapsIn lists the gaps that matter in some scenario of open when defaults are
// taken; with Always, all of them.
func gapsIn(t estate.Truth, open scenario.Guard) []estate.Gap {
	var out []estate.Gap
	for _, g := range t.Gaps {
		if slices.ContainsFunc(out, func(h estate.Gap) bool { return g.Gap.Same(h) }) {
			continue
		}
		if open.IsAlways() || !g.When.ByDefault().And(open).IsNever() {
			out = append(out, g.Gap)
		}
	}
	return out
}

// gapsOf names the variables of a scenario as what would have to be settled.
func gapsOf(settings []scenario.Setting) []estate.Gap {
	var out []estate.Gap
	for _, s := range settings {
		out = append(out, estate.Gap{Variable: s.Variable})
	}
	return out
}

func openVariables(g scenario.Guard) []estate.Gap {
	var out []estate.Gap
	for _, v := range g.Support() {
		out = append(out, estate.Gap{Variable: v})
	}
	return out
}

// assumptions are the variables with defaults on which t depends at all.
func assumptions(t estate.Truth) []*scenario.Variable {
	var out []*scenario.Variable
	seen := map[*scenario.Variable]bool{}
	for _, g := range []scenario.Guard{t.True, t.False, t.Unknown} {
		for _, v := range g.Support() {
			if v.HasDefault && !seen[v] {
				seen[v] = true
				out = append(out, v)
			}
		}
	}
	return out
}

func unique(gaps []estate.Gap) []estate.Gap {
	var out []estate.Gap
	seen := map[*scenario.Variable]bool{}
	names := map[string]bool{}
	for _, g := range gaps {
		if g.Variable == nil || seen[g.Variable] || names[g.Variable.Name] {
			continue
		}
		seen[g.Variable], names[g.Variable.Name] = true, true
		out = append(out, g)
	}
	return out
}
