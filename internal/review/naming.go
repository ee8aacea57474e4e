package review

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// Naming finds of many things those of which a value may refer to a resource:
// of all others [Refers] is false in every scenario. A large estate has thousands of
// both, and asking each of each would take longer than all else.
type Naming[T any] struct {
	list []T
	of   map[estate.ID][]int
	said map[string][]int // by the literals that they say, and what stands after a colon of one
	open []int            // what may refer to any resource
}

// NamingOf indexes things by the resources to which a value of theirs refers.
func NamingOf[T any](e *estate.Estate, list []T, value func(T) estate.Value[estate.Text]) Naming[T] {
	out := Naming[T]{list: list, of: map[estate.ID][]int{}, said: map[string][]int{}}
	for n, x := range list {
		v := value(x)
		ids, plain := referred(e, v)
		if !plain {
			out.open = append(out.open, n)
			continue
		}
		for _, id := range ids {
			out.of[id] = append(out.of[id], n)
		}
		for _, a := range v.Alternatives() {
			out.say(a.Is, n)
		}
	}
	return out
}

// say notes what a text may be the name of, as [Named] tells it.
func (n *Naming[T]) say(t estate.Text, at int) {
	text, known := t.Known()
	for known && text != "" {
		n.said[text] = append(n.said[text], at)
		_, text, known = strings.Cut(text, ":")
	}
}

// All lists all things.
func (n Naming[T]) All() []T { return n.list }

// Of lists in their order the things that may refer to a resource.
func (n Naming[T]) Of(id estate.ID) []T { return n.pick(slices.Concat(n.of[id], n.open)) }

// OfNamed lists those that may refer to a resource, or say the name that it has.
func (n Naming[T]) OfNamed(id estate.ID, name estate.Value[estate.Text]) []T {
	at := slices.Concat(n.of[id], n.open)
	for _, a := range name.Alternatives() {
		text, known := a.Is.Known()
		if a.State == estate.Unknown || !known || strings.HasSuffix(text, "}") { // "}" ends what stands for an open part
			return n.list
		}
		at = append(at, n.said[text]...)
	}
	return n.pick(at)
}

func (n Naming[T]) pick(at []int) []T {
	slices.Sort(at)
	at = slices.Compact(at)
	out := make([]T, len(at))
	for i, k := range at {
		out[i] = n.list[k]
	}
	return out
}

// referred are the resources to which a value refers in some scenario, as [Mentions]
// tells them; it is not plain where there is more to be said of others than no.
func referred(e *estate.Estate, v estate.Value[estate.Text]) (ids []estate.ID, plain bool) {
	if !v.Possible().IsAlways() {
		return nil, false
	}
	for _, a := range v.Alternatives() {
		switch {
		case a.State == estate.Absent:
			continue
		case a.State == estate.Unknown:
			return nil, false
		}
		if r, ok := e.Follow(a.Is); ok {
			ids = append(ids, r.Base().ID, e.Unqualified(r).Base().ID)
			continue
		}
		if ref, ok := a.Is.Reference(); ok {
			ids = append(ids, ref.Resource)
		} else if _, known := a.Is.Known(); !known {
			return nil, false
		}
	}
	return ids, true
}
