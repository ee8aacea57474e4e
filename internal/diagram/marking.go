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
	paths   []Path // with ends that stand in the picture, where there are any
	numbers []int  // of the first gate of each path
}

// readMarks numbers the gates of paths, then the spots, and finds the resources
// that these are about.
func readMarks(e *estate.Estate, m Marks) *marking {
	out := &marking{
		focus: m.Focus && len(m.Paths)+len(m.Spots) > 0,
		ids:   map[estate.ID]bool{}, spots: map[estate.ID][]int{}, tones: map[estate.ID]Tone{}, outside: map[Outside]bool{},
	}
	number := 1
	a := anchors{e: e, kinds: newKinds()}
	for _, p := range m.Paths {
		out.numbers = append(out.numbers, number)
		out.addPath(&a, p, number)
		number += len(p.Gates)
	}
	for _, s := range m.Spots {
		for _, id := range append([]estate.ID{s.Resource}, s.Also...) {
			for _, at := range a.of(id) {
				out.spot(at, number, s.Tone)
			}
		}
		number++
	}
	return out
}

func (m *marking) spot(at estate.ID, number int, tone Tone) {
	m.ids[at] = true
	m.spots[at] = append(m.spots[at], number)
	m.tones[at] = tone
}

// addPath marks what a path passes. A path of which only one place stands in the
// picture is said of that place.
func (m *marking) addPath(a *anchors, p Path, number int) {
	places := map[estate.ID]bool{}
	mark := func(id estate.ID) {
		if r, ok := a.e.Get(id); ok && a.drawn(r) {
			m.ids[id] = true
			if isTile(r) {
				places[id] = true
			}
		}
	}
	outside := 0
	for _, end := range []*End{&p.From, &p.To} {
		if at := a.of(end.Resource); len(at) > 0 {
			end.Resource = at[0]
		}
		mark(end.Resource)
		if end.Outside != Nowhere {
			m.outside[end.Outside] = true
			outside++
		}
	}
	for _, id := range p.Via {
		mark(id)
	}
	for _, g := range p.Gates {
		mark(g.Resource)
	}
	if len(places)+outside < 2 {
		for id := range places {
			for n := range p.Gates {
				m.spot(id, number+n, p.Tone)
			}
		}
	}
	m.paths = append(m.paths, p)
}

// isTile reports whether a resource is a tile, not a frame, where it is drawn.
func isTile(r estate.Resource) bool {
	switch r.(type) {
	case *estate.VPC, *estate.Subnet:
		return false
	}
	return true
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
