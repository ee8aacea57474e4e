package estate

import (
	"fmt"
	"slices"
)

// Change is a reversible edit of an estate: one resource is added, replaced by
// another of the same ID, or removed. A changed value is a replaced resource,
// which [Edit] makes. What AWS itself adds follows from the rest and is not
// changed: name a default group or a main route table by its ID instead.
type Change struct {
	Old Resource // nil where it is added
	New Resource // nil where it is removed
}

// Add makes the change that adds a resource.
func Add(r Resource) Change { return Change{New: r} }

// Remove makes the change that takes a resource away.
func Remove(r Resource) Change { return Change{Old: r} }

// Replace makes the change that puts a resource in the place of another.
func Replace(old, with Resource) Change { return Change{Old: old, New: with} }

// Edit makes the change of some values of a resource: edit is given a copy. It
// must not write through the copy's slices, which the original shares.
//
//	estate.Edit(instance, func(i *estate.Instance) { i.SourceDestCheck = estate.Of(false, at) })
func Edit[T any, P interface {
	*T
	Resource
}](r P, edit func(P)) Change {
	made := *r
	edit(&made)
	return Replace(r, P(&made))
}

// Resource is the ID of what is changed.
func (c Change) Resource() ID {
	if c.New != nil {
		return c.New.Base().ID
	}
	return c.Old.Base().ID
}

// Undo is the change that takes this one back.
func (c Change) Undo() Change { return Change{Old: c.New, New: c.Old} }

// UndoAll lists what takes a list of changes back, the last one first.
func UndoAll(changes []Change) []Change {
	out := make([]Change, 0, len(changes))
	for _, c := range slices.Backward(changes) {
		out = append(out, c.Undo())
	}
	return out
}

// With is the estate after some changes, in order; e stays as it is. It fails
// where a change does not fit: what is added stands already, what is replaced or
// removed is not there or is another.
func (e *Estate) With(changes ...Change) (*Estate, error) {
	if !slices.ContainsFunc(changes, func(c Change) bool { return !c.OfRules() }) {
		return e.withRules(changes)
	}
	made := e.declared()
	at := make(map[ID]int, len(made))
	for k, r := range made {
		at[r.Base().ID] = k
	}
	for _, c := range changes {
		if err := c.apply(&made, at); err != nil {
			return nil, err
		}
	}
	made = slices.DeleteFunc(made, func(r Resource) bool { return r == nil })
	out := Estate{
		Sources: e.Sources, Assume: e.Assume, Resources: made, Gaps: e.Gaps, Open: e.Open, Unseen: e.Unseen,
		Possible: e.Possible, Parameters: e.Parameters, Listings: e.Listings, Hidden: e.Hidden,
	}
	return New(out), nil
}

// declared lists the resources without those that AWS adds, in a slice of its
// own.
func (e *Estate) declared() []Resource {
	implied := make(map[Resource]bool, len(e.implied))
	for _, r := range e.implied {
		implied[r] = true
	}
	out := make([]Resource, 0, len(e.Resources))
	for _, r := range e.Resources {
		if !implied[r] {
			out = append(out, r)
		}
	}
	return out
}

// apply makes the change in a list; a resource that goes leaves a nil.
func (c Change) apply(list *[]Resource, at map[ID]int) error {
	switch {
	case c.Old == nil && c.New == nil:
		return fmt.Errorf("change an estate: the change is empty")
	case c.Old != nil && c.New != nil && c.Old.Base().ID != c.New.Base().ID:
		return fmt.Errorf("replace %s: the new resource is called %s", c.Old.Base().ID, c.New.Base().ID)
	}
	id := c.Resource()
	k, stands := at[id]
	switch {
	case c.Old == nil && stands:
		return fmt.Errorf("add %s: a resource of that ID stands already", id)
	case c.Old == nil:
		at[id] = len(*list)
		*list = append(*list, c.New)
		return nil
	case !stands:
		return fmt.Errorf("change %s: it is not in the estate", id)
	case (*list)[k] != c.Old:
		return fmt.Errorf("change %s: it is not what the change was made for", id)
	}
	(*list)[k] = c.New // nil if it is removed
	if c.New == nil {
		delete(at, id)
	}
	return nil
}
