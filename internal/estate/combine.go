package estate

import "ringwall/internal/scenario"

// The functions of this file put one fact together from several properties,
// scenario by scenario.

// OrElse is v, or w in the scenarios in which v is absent.
func (v Value[T]) OrElse(w Value[T]) Value[T] {
	if len(v.alts) == 0 {
		return w
	}
	out := Value[T]{Origin: v.Origin}
	if out.Origin.IsZero() {
		out.Origin = w.Origin
	}
	for _, a := range v.alts {
		if a.State != Absent {
			out.alts = append(out.alts, a)
			continue
		}
		for _, b := range w.Alternatives() {
			b.When = b.When.And(a.When)
			if !b.When.IsNever() {
				out.alts = append(out.alts, b)
			}
		}
	}
	return out
}

// Given is v in the scenarios of the guard, and absent in all others.
func (v Value[T]) Given(when scenario.Guard) Value[T] {
	if when.IsAlways() {
		return v
	}
	out := Value[T]{Origin: v.Origin}
	for _, a := range v.Alternatives() {
		if a.When = a.When.And(when); !a.When.IsNever() {
			out.alts = append(out.alts, a)
		}
	}
	if rest := when.Not(); !rest.IsNever() {
		out.alts = append(out.alts, Alternative[T]{When: rest})
	}
	return out
}

// NotEmpty is v, and absent in the scenarios in which it is the empty text: some
// properties are read so.
func NotEmpty(v Value[Text]) Value[Text] {
	out := Value[Text]{Origin: v.Origin}
	for _, a := range v.Alternatives() {
		rest := a.When
		if a.State == Known {
			for _, e := range a.Is.Expand() {
				if e.State == Known && e.Is == "" {
					out.alts = append(out.alts, Alternative[Text]{When: e.When.And(a.When)})
					rest = rest.Minus(e.When)
				}
			}
		}
		if a.When = rest; !rest.IsNever() {
			out.alts = append(out.alts, a)
		}
	}
	return out
}

// Append joins lists: the result has the members of all of them.
func (l Items[T]) Append(others ...Items[T]) Items[T] {
	known, unknown := len(l.Known), len(l.Unknown)
	for _, o := range others {
		known += len(o.Known)
		unknown += len(o.Unknown)
	}
	out := Items[T]{Origin: l.Origin}
	if known > 0 {
		out.Known = append(make([]Item[T], 0, known), l.Known...)
	}
	if unknown > 0 {
		out.Unknown = append(make([]GuardedGap, 0, unknown), l.Unknown...)
	}
	for _, o := range others {
		if out.Origin.IsZero() {
			out.Origin = o.Origin
		}
		out.Known = append(out.Known, o.Known...)
		out.Unknown = append(out.Unknown, o.Unknown...)
	}
	return out
}

// Given are the members of l in the scenarios of the guard, and none in others.
func (l Items[T]) Given(when scenario.Guard) Items[T] {
	out := Items[T]{Origin: l.Origin}
	for _, i := range l.Known {
		if i.When = i.When.And(when); !i.When.IsNever() {
			out.Known = append(out.Known, i)
		}
	}
	for _, g := range l.Unknown {
		if g.When = g.When.And(when); !g.When.IsNever() {
			out.Unknown = append(out.Unknown, g)
		}
	}
	return out
}

// orElements is l, or m in the scenarios in which l has no members.
func (l Items[T]) orElements(m Items[T]) Items[T] {
	if l.isEmpty() {
		return m
	}
	return l.Append(m.Given(l.IsEmpty().True))
}

// Single is the list of one that a value stands for; absence is the empty list.
func Single[T any](v Value[T]) Items[T] {
	out := Items[T]{Origin: v.Origin}
	for _, a := range v.Alternatives() {
		switch a.State {
		case Known:
			out.Known = append(out.Known, Item[T]{a.When, a.Is, v.Origin})
		case Unknown:
			out.Unknown = append(out.Unknown, GuardedGap{a.When, a.Gap})
		}
	}
	return out
}

// Written is true where the source writes the field, whatever its value. A
// field that a macro may have added is unknown.
func (t *Tree) Written(field string) Truth {
	f := t.field(field)
	out := Truth{True: scenario.Never(), False: scenario.Never(), Unknown: scenario.Never()}
	added := f != nil && f.Kind == Opaque && !t.declares(field)
	for _, l := range f.Leaves() {
		switch {
		case l.Tree == nil:
			out.False = out.False.Or(l.When)
		case added:
			out.Unknown = out.Unknown.Or(l.When)
			out.Gaps = append(out.Gaps, GuardedGap{l.When, l.Tree.Gap()})
		default:
			out.True = out.True.Or(l.When)
		}
	}
	return out
}

// declares reports whether the source itself names the field.
func (t *Tree) declares(field string) bool {
	if t == nil {
		return false
	}
	for _, f := range t.Fields {
		if f.Name == field {
			return true
		}
	}
	for _, a := range t.Alts {
		if a.Then.declares(field) {
			return true
		}
	}
	return false
}

// OfTruth is a statement as a value: known to be true or false, or unknown for
// the statement's first gap.
func OfTruth(t Truth, at Origin) Value[bool] {
	out := Value[bool]{Origin: at}
	add := func(when scenario.Guard, a Alternative[bool]) {
		if a.When = when; !when.IsNever() {
			out.alts = append(out.alts, a)
		}
	}
	add(t.True, Alternative[bool]{State: Known, Is: true})
	add(t.False, Alternative[bool]{State: Known})
	rest := t.Unknown
	for _, g := range t.Gaps {
		add(rest.And(g.When), Alternative[bool]{State: Unknown, Gap: g.Gap})
		rest = rest.Minus(g.When)
	}
	add(rest, Alternative[bool]{State: Unknown})
	return out
}
