package compare

import (
	"encoding/binary"
	"slices"
)

// relation is how a statement stands to all others, by their places. It is the same
// in all cells and cases: what is not known may be anything here.
type relation struct {
	apart  hits // those that never apply where it does
	within hits // those that apply wherever it does
}

// relationOf is worked out when it is first asked for.
func (c *comparison) relationOf(m *statement) *relation {
	if r := c.relations[m.place]; r != nil {
		return r
	}
	r := &relation{apart: newHits(len(c.stmts)), within: newHits(len(c.stmts))}
	c.relations[m.place] = r
	s := c.newSearch(&cell{}, c.unsettled(), true)
	for _, t := range c.stmts {
		switch {
		case s.apart(m, t):
			r.apart.set(t.place)
		case s.within(m, t):
			r.within.set(t.place)
		}
	}
	return r
}

// apart reports statements of which there is no request that both are about.
func (s *search) apart(m, t *statement) bool {
	for _, a := range m.atoms {
		for _, b := range t.atoms {
			if a.dim == b.dim && a.dim != noDim && a != b && s.never(a.dim, literal{a, true}, literal{b, true}) {
				return true
			}
		}
	}
	if m.resources == nil || t.resources == nil || m.resources.not && t.resources.not {
		return false
	}
	if m.resources.not {
		return s.missed(t.resources, m.resources)
	}
	if t.resources.not {
		return s.missed(m.resources, t.resources)
	}
	for _, a := range m.resources.atoms {
		for _, b := range t.resources.atoms {
			if !s.c.disjoint(s.e, a, b) {
				return false
			}
		}
	}
	return true
}

// missed reports that what a Resource lists is all left out by a NotResource.
func (s *search) missed(in, out *list) bool {
	return !slices.ContainsFunc(in.atoms, func(a *atom) bool { return !s.listed(a, out) })
}

// listed reports that an entry of a list matches whatever a does.
func (s *search) listed(a *atom, l *list) bool {
	return slices.ContainsFunc(l.atoms, func(b *atom) bool { return a == b || s.c.contains(s.e, b, a) })
}

// within reports that t applies wherever m does, the actions apart.
func (s *search) within(m, t *statement) bool {
	if !s.listWithin(m.resources, t.resources) {
		return false
	}
	for _, b := range t.atoms {
		if slices.Contains(m.atoms, b) {
			continue
		}
		if b.dim == noDim {
			return false
		}
		lits := []literal{{b, false}}
		for _, a := range m.atoms {
			if a.dim == b.dim {
				lits = append(lits, literal{a, true})
			}
		}
		if !s.never(b.dim, lits...) {
			return false
		}
	}
	return true
}

func (s *search) listWithin(m, t *list) bool {
	switch {
	case t == nil:
		return true
	case m == nil || m.not && !t.not:
		return false
	case m.not:
		return s.missed(t, m)
	case t.not:
		for _, a := range m.atoms {
			for _, b := range t.atoms {
				if !s.c.disjoint(s.e, a, b) {
					return false
				}
			}
		}
		return true
	}
	return s.missed(m, t)
}

// actionsWithin is within for the actions, where a cell doesn't settle them.
func (c *comparison) actionsWithin(m, t member) bool {
	return c.newSearch(nil, c.unsettled(), true).listWithin(&m.actions, &t.actions)
}

// never reports that no value is as all literals want it, whatever isn't known.
func (s *search) never(dim int, lits ...literal) bool {
	s.lits[dim] = lits
	_, st := s.solve(dim)
	delete(s.lits, dim)
	return st == none
}

// disjoint reports entries of Resource that no text matches both.
func (c *comparison) disjoint(e *env, a, b *atom) bool {
	return c.between(a, b, 0, func() bool {
		for _, q := range e.values(a, true) {
			for _, r := range e.values(b, true) {
				if q.overlaps(r) {
					return false
				}
			}
		}
		return true
	})
}

// contains reports that an entry surely matches whatever another may; false may be
// that it isn't known.
func (c *comparison) contains(e *env, b, a *atom) bool {
	return c.between(a, b, 2, func() bool {
		for _, r := range e.values(a, true) {
			if !slices.ContainsFunc(e.values(b, false), func(q *sequence) bool { return q.all() || q.covers(r, c.fresh[0]) }) {
				return false
			}
		}
		return true
	})
}

// pairs keeps answers about two entries, by their numbers: 1 for no, 2 for yes.
type pairs struct {
	n     int
	table []uint8
	rare  map[[2]int]uint8 // where a table would be too large
}

// maxTable bounds the entries of which a table is made.
const maxTable = 2000

func newPairs(entries int) pairs {
	n := entries + 1
	if entries > maxTable {
		return pairs{n: n, rare: map[[2]int]uint8{}}
	}
	return pairs{n: n, table: make([]uint8, n*n)}
}

// between keeps what was found of two entries.
func (c *comparison) between(a, b *atom, shift int, find func() bool) bool {
	p := &c.pairs
	if p.n == 0 {
		*p = newPairs(c.entries)
	}
	var kept uint8
	at, id := a.entryID*p.n+b.entryID, [2]int{a.entryID, b.entryID}
	if p.table != nil {
		kept = p.table[at]
	} else {
		kept = p.rare[id]
	}
	if v := kept >> shift & 3; v != 0 {
		return v == 2
	}
	c.work++
	is := find()
	kept |= (1 + boolByte(is)) << shift
	if p.table != nil {
		p.table[at] = kept
	} else {
		p.rare[id] = kept
	}
	return is
}

// rootID tells searches apart whose outcome may differ.
func (c *comparison) rootID(x *cell, e *env, may bool, apply, avoid []member) string {
	b := make([]byte, 0, 64)
	b = append(b, boolByte(may), boolByte(x.whole), boolByte(x.bare), byte(len(apply)))
	b = binary.AppendUvarint(b, uint64(e.id))
	for _, list := range [][]member{apply, avoid} {
		for _, m := range list {
			id := uint64(m.place) * 2
			if m.doubt != nil {
				id++
			}
			b = binary.AppendUvarint(b, id)
		}
	}
	return string(b)
}
