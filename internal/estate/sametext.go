package estate

import (
	"slices"
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

// SameAsAny are the scenarios in which t, which is known or has one variable at the
// most, is one of some strings; false of another text. Of a variable with hundreds of
// values it is put together at once, where a guard for each would go over all of them.
func (t Text) SameAsAny(wants []string) (scenario.Guard, bool) {
	if have, ok := t.Known(); ok {
		if slices.Contains(wants, have) {
			return scenario.Always(), true
		}
		return scenario.Never(), true
	}
	v, before, after, ok := t.around()
	if !ok {
		return scenario.Guard{}, false
	}
	var values []string
	for _, want := range wants {
		if value, ok := between(want, before, after); ok {
			values = append(values, value)
		}
	}
	if len(values) == 0 {
		return scenario.Never(), true
	}
	return scenario.OneOf(v, values), true
}

// is are the scenarios in which t, which is known or has one variable at the most, is
// the string want: the variable must be what remains of it.
func (t Text) is(want string) (scenario.Guard, bool) {
	if have, ok := t.Known(); ok {
		if have == want {
			return scenario.Always(), true
		}
		return scenario.Never(), true
	}
	v, before, after, ok := t.around()
	if !ok {
		return scenario.Guard{}, false
	}
	value, ok := between(want, before, after)
	if !ok {
		return scenario.Never(), true
	}
	return scenario.Atom(v, value), true
}

// around is the one variable of a text with the literals before and after it; false of
// a text with a reference or several variables.
func (t Text) around() (v *scenario.Variable, before, after string, ok bool) {
	for _, p := range t.open() {
		switch {
		case p.Reference != nil || p.Variable != nil && v != nil:
			return nil, "", "", false
		case p.Variable != nil:
			v = p.Variable
		case v == nil:
			before += p.Literal
		default:
			after += p.Literal
		}
	}
	return v, before, after, true
}

// between is what is left of a string without what it begins and ends with.
func between(s, before, after string) (string, bool) {
	if len(s) < len(before)+len(after) || !strings.HasPrefix(s, before) || !strings.HasSuffix(s, after) {
		return "", false
	}
	return s[len(before) : len(s)-len(after)], true
}
