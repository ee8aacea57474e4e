package estate

import (
	"slices"

	"ringwall/internal/scenario"
)

// Truth is a three-valued statement over scenarios: where it is true, where it
// is false, and where it is unknown for the Gaps named; scenarios in none of the
// three are impossible. It is Kleene logic, scenario by scenario. Make one by
// [Yes], [No], [Maybe], [Holds] or [When]: the zero Truth means nothing.
type Truth struct {
	True, False, Unknown scenario.Guard
	Gaps                 []GuardedGap
}

// GuardedGap is a gap that matters in some scenarios.
type GuardedGap struct {
	When scenario.Guard
	Gap  Gap
}

// Yes is true in every scenario.
func Yes() Truth { return Truth{scenario.Always(), scenario.Never(), scenario.Never(), nil} }

// No is false in every scenario.
func No() Truth { return Truth{scenario.Never(), scenario.Always(), scenario.Never(), nil} }

// Maybe is unknown in every scenario.
func Maybe(g Gap) Truth {
	return Truth{scenario.Never(), scenario.Never(), scenario.Always(), []GuardedGap{{scenario.Always(), g}}}
}

// Holds is true in the scenarios of g and false in all others.
func Holds(g scenario.Guard) Truth { return Truth{g, g.Not(), scenario.Never(), nil} }

// When asks a yes-or-no question of a value: test is asked for known values,
// absent is the answer where the value is absent.
func When[T any](v Value[T], absent bool, test func(T) bool) Truth {
	var yes, no, open []scenario.Guard
	var gaps []GuardedGap
	for _, a := range v.Alternatives() {
		is := absent
		switch a.State {
		case Unknown:
			g := a.Gap
			if g.Origin.IsZero() {
				g.Origin = v.Origin
			}
			open, gaps = append(open, a.When), append(gaps, GuardedGap{a.When, g})
			continue
		case Known:
			is = test(a.Is)
		}
		if is {
			yes = append(yes, a.When)
		} else {
			no = append(no, a.When)
		}
	}
	return Truth{scenario.AnyOf(yes...), scenario.AnyOf(no...), scenario.AnyOf(open...), gaps}
}

// Is asks whether v is known to be want; absence is "no".
func Is[T comparable](v Value[T], want T) Truth {
	return When(v, false, func(x T) bool { return x == want })
}

// IsAbsent asks whether v is not written at all.
func IsAbsent[T any](v Value[T]) Truth {
	return When(v, true, func(T) bool { return false })
}

// Not is true where t is false.
func (t Truth) Not() Truth { return Truth{t.False, t.True, t.Unknown, t.Gaps} }

// And is true where both are, false where either is.
func (t Truth) And(u Truth) Truth {
	switch {
	case t.False.IsAlways():
		return Truth{scenario.Never(), u.Possible(), scenario.Never(), nil}
	case u.False.IsAlways():
		return Truth{scenario.Never(), t.Possible(), scenario.Never(), nil}
	case t.isYes() && u.isPlain():
		return u
	case u.isYes() && t.isPlain():
		return t
	}
	yes := t.True.And(u.True)
	no := t.False.And(u.Possible()).Or(u.False.And(t.Possible()))
	return t.rest(u, yes, no)
}

// isYes reports a truth that takes nothing from another by And.
func (t Truth) isYes() bool { return t.True.IsAlways() && len(t.Gaps) == 0 }

// isPlain reports a truth that stays as it is by And with what is true: nothing
// of its gaps is beside what is unknown.
func (t Truth) isPlain() bool {
	if len(t.Gaps) == 0 {
		return t.Unknown.IsNever()
	}
	return len(t.Gaps) == 1 && t.Gaps[0].When.Equal(t.Unknown) && !t.Unknown.IsNever() &&
		t.Unknown.Disjoint(t.True) && t.Unknown.Disjoint(t.False)
}

// Or is true where either is, false where both are.
func (t Truth) Or(u Truth) Truth { return t.Not().And(u.Not()).Not() }

// Given is t where the guard holds, and no (false) elsewhere.
func (t Truth) Given(g scenario.Guard) Truth {
	if g.IsAlways() && len(t.Gaps) == 0 && t.Unknown.Disjoint(t.True) && t.Unknown.Disjoint(t.False) {
		return t
	}
	return t.And(Holds(g))
}

// Within restricts t to the scenarios of g: all others count as impossible.
func (t Truth) Within(g scenario.Guard) Truth {
	if g.IsAlways() && t.isPlain() {
		return t
	}
	var few [8]restricted // many gaps are of one class of scenarios
	seen := few[:0]
	in := func(x scenario.Guard) scenario.Guard {
		if at := slices.IndexFunc(seen, func(r restricted) bool { return r.from == x }); at >= 0 {
			return seen[at].to
		}
		to := x
		if !x.Implies(g) { // mostly it is in g already
			to = x.And(g)
		}
		if len(seen) < cap(seen) {
			seen = append(seen, restricted{x, to})
		}
		return to
	}
	out := Truth{in(t.True), in(t.False), in(t.Unknown), nil}
	for _, x := range t.Gaps {
		if when := in(x.When); !when.IsNever() {
			out.Gaps = append(out.Gaps, GuardedGap{when, x.Gap})
		}
	}
	return out
}

// restricted are scenarios, and those of them that a truth is restricted to.
type restricted struct{ from, to scenario.Guard }

// Admitted restricts t to the scenarios that the sources' rules admit, as far as
// they have to do with it.
func (t Truth) Admitted(by scenario.Rules) Truth {
	guards := []scenario.Guard{t.True, t.False, t.Unknown}
	for _, x := range t.Gaps {
		guards = append(guards, x.When)
	}
	return t.Within(by.Concerning(guards...))
}

// Possible is every scenario that can be deployed as far as t knows.
func (t Truth) Possible() scenario.Guard { return scenario.AnyOf(t.True, t.False, t.Unknown) }

func (t Truth) rest(u Truth, yes, no scenario.Guard) Truth {
	out := Truth{True: yes, False: no}
	out.Unknown = t.Possible().And(u.Possible()).Minus(yes).Minus(no)
	if out.Unknown.IsNever() {
		return out
	}
	for _, gaps := range [][]GuardedGap{t.Gaps, u.Gaps} {
		for _, x := range gaps {
			if when := x.When.And(out.Unknown); !when.IsNever() {
				out.Gaps = addGap(out.Gaps, GuardedGap{when, x.Gap})
			}
		}
	}
	return out
}

// addGap adds a gap, or widens the scenarios of the one that hangs on the same
// variable: a truth put together of many keeps each cause once.
func addGap(gaps []GuardedGap, g GuardedGap) []GuardedGap {
	for i, have := range gaps {
		if have.Gap.Same(g.Gap) {
			gaps[i].When = have.When.Or(g.When)
			return gaps
		}
	}
	return append(gaps, g)
}

// AllOf is true where every one of ts is; with none it is true.
func AllOf(ts ...Truth) Truth {
	out := Yes()
	for _, t := range ts {
		out = out.And(t)
	}
	return out
}

// AnyOf is true where at least one of ts is; with none it is false.
func AnyOf(ts ...Truth) Truth {
	out := No()
	for _, t := range ts {
		out = out.Or(t)
	}
	return out
}
