package review

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// The functions of this file ask questions that several rules ask of values and
// of the references between resources.

// Ask puts a three-valued question to a value, alternative by alternative:
// absent is the answer where there is none.
func Ask[T any](v estate.Value[T], absent estate.Truth, question func(T) estate.Truth) estate.Truth {
	var yes, no, open []scenario.Guard
	var gaps []estate.GuardedGap
	for _, a := range v.Alternatives() {
		answer := absent
		switch a.State {
		case estate.Known:
			answer = question(a.Is)
		case estate.Unknown:
			gap := a.Gap
			if gap.Origin.IsZero() {
				gap.Origin = v.Origin
			}
			answer = estate.Maybe(gap)
		}
		answer = answer.Within(a.When)
		yes, no, open = append(yes, answer.True), append(no, answer.False), append(open, answer.Unknown)
		gaps = append(gaps, answer.Gaps...)
	}
	return estate.Truth{True: scenario.AnyOf(yes...), False: scenario.AnyOf(no...), Unknown: scenario.AnyOf(open...), Gaps: gaps}
}

// AnyItem is true where some member of a list answers yes; where the list may
// have members that cannot be known, it is unknown unless one that is known
// does.
func AnyItem[T any](l estate.Items[T], question func(T) estate.Truth) estate.Truth {
	out := estate.No()
	for _, i := range l.Known {
		out = out.Or(question(i.Is).Given(i.When))
	}
	for _, g := range l.Unknown {
		out = out.Or(estate.Maybe(g.Gap).Given(g.When))
	}
	return out
}

// Blank is true where a text is not written or empty: a parameter with an empty
// default is as good as nothing.
func Blank(v estate.Value[estate.Text]) estate.Truth {
	return Ask(v, estate.Yes(), func(t estate.Text) estate.Truth {
		first, last := t.Ends()
		if len(t.References()) > 0 || first+last != "" {
			return estate.No()
		}
		return Spells(t, v.Origin, func(s string) bool { return s == "" })
	})
}

// Sure is t where it is known, and no elsewhere: what is unknown is left to
// [Pass.Hinge].
func Sure(t estate.Truth) estate.Truth {
	return estate.Truth{True: t.True, False: t.False.Or(t.Unknown), Unknown: scenario.Never()}
}

// Open is unknown where a value is, and no elsewhere.
func Open[T any](v estate.Value[T]) estate.Truth {
	return estate.When(v, false, func(T) bool { return false })
}

// Refers is true where v refers to a resource: by reference, through one of its
// attributes, or inside a longer text such as an ARN. It is unknown where v
// hangs on something outside the sources, which may be that resource, and false
// for other resources and for literals.
func Refers(e *estate.Estate, v estate.Value[estate.Text], to estate.Resource) estate.Truth {
	return Ask(v, estate.No(), func(t estate.Text) estate.Truth { return Mentions(e, t, to, v.Origin) })
}

// Mentions is [Refers] of one text.
func Mentions(e *estate.Estate, t estate.Text, to estate.Resource, at estate.Origin) estate.Truth {
	id := to.Base().ID
	if r, ok := e.Follow(t); ok {
		if r.Base().ID == id || e.Unqualified(r).Base().ID == id {
			return estate.Yes()
		}
		return estate.No()
	}
	for _, r := range t.References() {
		if r.Resource == id {
			return estate.Yes()
		}
	}
	if len(t.References()) > 0 {
		return estate.No()
	}
	return mayBe(t, at)
}

// mayBe is unknown where a text hangs on something that is not in the sources.
// What depends on the deployment's place alone is a name that somebody wrote,
// not an id that AWS gives.
func mayBe(t estate.Text, at estate.Origin) estate.Truth {
	open := false
	for _, v := range t.Variables() {
		open = open || v.Kind != scenario.Pseudo
	}
	if !open {
		return estate.No()
	}
	if v, ok := t.Variable(); ok && !v.HasDefault && !v.Closed() {
		return estate.Maybe(estate.NotInEstate(t, at))
	}
	out := estate.OfAlternatives(at, t.Expand()...)
	return estate.When(out, false, func(string) bool { return false })
}

// Named is true where v is the name that a resource was given: the same literal
// or the same text. It is unknown where a part of either may make it that.
func Named(v, name estate.Value[estate.Text]) estate.Truth {
	return Ask(v, estate.No(), func(t estate.Text) estate.Truth {
		return Ask(name, estate.No(), func(n estate.Text) estate.Truth {
			switch {
			case n.String() == "":
				return estate.No()
			case n.Equal(t) || strings.HasSuffix(t.String(), ":"+n.String()):
				return estate.Yes()
			case len(n.References())+len(t.References()) > 0: // names that AWS makes up
				return estate.No()
			}
			return Same(t, n, v.Origin)
		})
	})
}

// Gap is something outside the sources that a verdict hangs on.
func Gap(name, why, settle string, at estate.Origin) estate.Gap {
	return estate.Gap{Variable: &scenario.Variable{Name: name, Kind: scenario.Outside, Why: why, Settle: settle}, Origin: at}
}
