package diagram

import (
	"ringwall/internal/estate"
)

// marking is what the marks say, by resource.
type marking struct {
	focus   bool
	ids     map[estate.ID]bool // that stand for themselves, as far as they can
	spots   map[estate.ID][]int
	tones   map[estate.ID]Tone
	outside map[Outside]bool
	numbers []int // of the first gate of each path
}

// readMarks numbers the gates of paths, then the spots, and finds the resources
// that these are about.
func readMarks(e *estate.Estate, m Marks) *marking {
	out := &marking{
		focus: m.Focus && len(m.Paths)+len(m.Spots) > 0,
		ids:   map[estate.ID]bool{}, spots: map[estate.ID][]int{}, tones: map[estate.ID]Tone{}, outside: map[Outside]bool{},
	}
	number := 1
	for _, p := range m.Paths {
		out.numbers = append(out.numbers, number)
		number += len(p.Gates)
		for _, end := range []End{p.From, p.To} {
			out.ids[end.Resource] = true
			out.outside[end.Outside] = true
		}
		for _, id := range p.Via {
			out.ids[id] = true
		}
		for _, g := range p.Gates {
			out.ids[g.Resource] = true
		}
	}
	delete(out.ids, "")
	a := anchors{e: e, kinds: newKinds()}
	for _, s := range m.Spots {
		for _, id := range append([]estate.ID{s.Resource}, s.Also...) {
			for _, at := range a.of(id) {
				out.ids[at] = true
				out.spots[at] = append(out.spots[at], number)
				out.tones[at] = s.Tone
			}
		}
		number++
	}
	return out
}

// anchors find where fine print stands in the picture: at what it refers to (a
// bucket policy at its bucket), else at what refers to it (a security group at
// its members).
type anchors struct {
	e     *estate.Estate
	kinds kinds
	users map[estate.ID][]estate.ID // made when it is asked for first
}

func (a *anchors) of(id estate.ID) []estate.ID {
	r, ok := a.e.Get(id)
	if !ok {
		return nil
	}
	if a.drawn(r) {
		return []estate.ID{id}
	}
	var out []estate.ID
	add := func(ids []estate.ID) {
		for _, ref := range ids {
			if r, ok := a.e.Get(ref); ok && ref != id && a.drawn(r) && len(out) < fewMarked {
				if _, frame := r.(*estate.VPC); !frame {
					out = appendNew(out, ref)
				}
			}
		}
	}
	if a.users == nil {
		a.users = usersOf(a.e)
	}
	if _, isGroup := r.(*estate.SecurityGroup); isGroup {
		add(a.users[id])
		return out
	}
	add(refersTo(a.e, r))
	if len(out) == 0 {
		add(a.users[id])
	}
	return out
}

func (a *anchors) drawn(r estate.Resource) bool {
	c := r.Base()
	return c.Origin.Implied == "" && !a.kinds.of(c.Type).fine
}

func refersTo(e *estate.Estate, r estate.Resource) []estate.ID {
	var out []estate.ID
	for _, ref := range r.Base().Properties.References() {
		out = appendNew(out, ref.Resource)
	}
	return append(out, e.Mentions(r)...)
}

func usersOf(e *estate.Estate) map[estate.ID][]estate.ID {
	out := map[estate.ID][]estate.ID{}
	for _, r := range e.Resources {
		for _, id := range refersTo(e, r) {
			out[id] = append(out[id], r.Base().ID)
		}
	}
	return out
}

func appendNew(list []estate.ID, id estate.ID) []estate.ID {
	for _, have := range list {
		if have == id {
			return list
		}
	}
	return append(list, id)
}
