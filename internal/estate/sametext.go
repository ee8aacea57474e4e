package estate

import (
	"strings"

	"ringwall/internal/scenario"
)

// SameText are the scenarios in which two texts are the same string. Of two forms
// that may be the same or not, undecided says when they are.
func SameText(a, b Text, undecided func(x, y Alternative[string]) scenario.Guard) scenario.Guard {
	if a.Equal(b) {
		return scenario.Always()
	}
	if want, ok := b.Known(); ok {
		if g, ok := a.is(want); ok {
			return g
		}
	}
	if want, ok := a.Known(); ok {
		if g, ok := b.is(want); ok {
			return g
		}
	}
	out := scenario.Never()
	for _, x := range a.Expand() {
		for _, y := range b.Expand() {
			when := x.When.And(y.When)
			if when.IsNever() {
				continue
			}
			same, ok := sameForm(a, b, x, y)
			if !ok {
				same = undecided(x, y)
			}
			out = out.Or(when.And(same))
		}
	}
	return out
}

// sameForm compares two forms of texts; ok is false where that cannot be told.
func sameForm(a, b Text, x, y Alternative[string]) (same scenario.Guard, ok bool) {
	switch {
	case x.State == Known && y.State == Known:
		return Literal(x.Is).is(y.Is)
	case x.State == Known:
		return b.is(x.Is)
	case y.State == Known:
		return a.is(y.Is)
	}
	return scenario.Guard{}, false
}

// is are the scenarios in which t, which has one variable at the most, perhaps
// between literals, is the string want: the variable must be what remains of it.
// Of a text with a reference or several variables it says nothing.
func (t Text) is(want string) (scenario.Guard, bool) {
	if have, ok := t.Known(); ok {
		if have == want {
			return scenario.Always(), true
		}
		return scenario.Never(), true
	}
	var v *scenario.Variable
	var before, after string
	for _, p := range t.open() {
		switch {
		case p.Reference != nil || p.Variable != nil && v != nil:
			return scenario.Guard{}, false
		case p.Variable != nil:
			v = p.Variable
		case v == nil:
			before += p.Literal
		default:
			after += p.Literal
		}
	}
	if len(want) < len(before)+len(after) || !strings.HasPrefix(want, before) || !strings.HasSuffix(want, after) {
		return scenario.Never(), true
	}
	return scenario.Atom(v, want[len(before):len(want)-len(after)]), true
}
