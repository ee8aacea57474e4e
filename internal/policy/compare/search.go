package compare

import (
	"slices"
	"strconv"

	"ringwall/internal/policy"
)

// model is a value of one dimension.
type model struct {
	text   string
	runes  []rune
	person *person
	fact   fact
	open   bool // a bound was met: there may be a value, or none
}

// search looks for a request in one cell and case. It keeps a value for each
// dimension, with which all literals are as they are to be, and splits on
// statements that must not apply and do.
type search struct {
	c     *comparison
	cell  *cell
	e     *env
	may   bool
	lits  map[int][]literal // by dimension
	has   map[int]model
	steps int
	limit bool // a bound was met: what wasn't found may be there
}

// maxSteps bounds the splits of one search, maxWork the work of a comparison.
const (
	maxSteps = 5_000
	maxWork  = 1_000_000
)

func (c *comparison) newSearch(x *cell, e *env, may bool) *search {
	return &search{c: c, cell: x, e: e, may: may, lits: map[int][]literal{}, has: map[int]model{}}
}

// answer is whether an atom holds of the values that the search has now.
func (s *search) answer(a *atom) policy.Answer {
	if a.dim == noDim {
		return policy.Unknown
	}
	m, ok := s.model(a.dim)
	if !ok {
		return policy.Unknown
	}
	return s.answerOf(a, m)
}

func (s *search) answerOf(a *atom, m model) policy.Answer {
	switch {
	case m.open:
		return policy.Unknown
	case a.dim == callerDim:
		return m.person.answer(a, s.e)
	case a.cond != nil:
		return s.e.answer(a, m.fact)
	}
	for _, q := range s.e.values(a, false) {
		if q.match(m.runes) {
			return policy.Yes
		}
	}
	for _, q := range s.e.values(a, true) {
		if q.match(m.runes) {
			return policy.Unknown
		}
	}
	return policy.No
}

// model is the value of a dimension; the first is any.
func (s *search) model(dim int) (model, bool) {
	if m, ok := s.has[dim]; ok {
		return m, true
	}
	m, st := s.solve(dim)
	if st == limit {
		m = model{open: true}
	} else if st != some {
		return m, false
	}
	s.has[dim] = m
	return m, true
}

// assert adds a literal; false if it can't be so. What it returns undoes it.
func (s *search) assert(a *atom, want bool) (undo func(), ok bool) {
	if s.c.work++; s.c.work > maxWork {
		s.limit = true
		return nil, false
	}
	for _, l := range s.lits[a.dim] {
		if l.atom == a {
			return func() {}, l.want == want
		}
	}
	if a.dim == noDim && !s.may {
		return nil, false
	}
	before, had := s.has[a.dim]
	n := len(s.lits[a.dim])
	s.lits[a.dim] = append(s.lits[a.dim], literal{a, want})
	undo = func() {
		s.lits[a.dim] = s.lits[a.dim][:n]
		if had {
			s.has[a.dim] = before
		} else {
			delete(s.has, a.dim)
		}
	}
	if a.dim == noDim || had && !before.open && agrees(s.answerOf(a, before), want, s.may) {
		return undo, true
	}
	m, st := s.solve(a.dim)
	switch {
	case st == limit && s.may:
		// There may be one; whether that matters is seen at the end.
		m = model{open: true}
	case st != some:
		s.limit = s.limit || st == limit
		undo()
		return nil, false
	}
	s.has[a.dim] = m
	return undo, true
}

// assertAll adds literals of the same sign.
func (s *search) assertAll(list []*atom, want bool) (undo func(), ok bool) {
	var undos []func()
	undo = func() {
		for _, u := range slices.Backward(undos) {
			u()
		}
	}
	for _, a := range list {
		u, ok := s.assert(a, want)
		if !ok {
			undo()
			return nil, false
		}
		undos = append(undos, u)
	}
	return undo, true
}

// lists are the elements of which one entry, or none, must match.
func (s *search) lists(m member) []list {
	var out []list
	if m.resources != nil {
		out = append(out, *m.resources)
	}
	if s.cell.unknown {
		out = append(out, m.actions)
	}
	return out
}

func (m member) all() []*atom {
	if m.doubt != nil {
		return append(slices.Clone(m.atoms), m.doubt)
	}
	return m.atoms
}

// apply makes a statement apply, in each way that there is, until then is true.
func (s *search) apply(m member, then func() bool) bool {
	undo, ok := s.assertAll(m.all(), true)
	if !ok {
		return false
	}
	if s.applyLists(s.lists(m), then) {
		return true
	}
	undo()
	return false
}

func (s *search) applyLists(lists []list, then func() bool) bool {
	if len(lists) == 0 {
		return then()
	}
	l, rest := lists[0], lists[1:]
	next := func() bool { return s.applyLists(rest, then) }
	if l.not {
		return s.try(l.atoms, false, next)
	}
	for _, a := range l.atoms {
		if s.try([]*atom{a}, true, next) {
			return true
		}
	}
	return false
}

// try adds literals and goes on.
func (s *search) try(list []*atom, want bool, then func() bool) bool {
	undo, ok := s.assertAll(list, want)
	if !ok {
		return false
	}
	if then() {
		return true
	}
	undo()
	return false
}

// avoid makes none of the statements apply.
func (s *search) avoid(list []member) bool {
	if s.steps++; s.steps > maxSteps || s.c.work > maxWork {
		s.limit = true
		return false
	}
	for _, m := range list {
		if !s.avoided(m) {
			return s.split(m, list)
		}
	}
	return true
}

// isFalse reports an atom that is false now, and may be taken to be.
func (s *search) isFalse(a *atom) bool {
	for _, l := range s.lits[a.dim] {
		if l.atom == a {
			return !l.want
		}
	}
	return s.answer(a) == policy.No
}

func (s *search) isTrue(a *atom) bool {
	for _, l := range s.lits[a.dim] {
		if l.atom == a {
			return l.want
		}
	}
	return s.answer(a) == policy.Yes
}

func (s *search) avoided(m member) bool {
	for _, l := range s.lists(m) {
		if l.not && slices.ContainsFunc(l.atoms, s.isTrue) {
			return true
		}
		if !l.not && !slices.ContainsFunc(l.atoms, func(a *atom) bool { return !s.isFalse(a) }) {
			return true
		}
	}
	return slices.ContainsFunc(m.all(), s.isFalse)
}

// split goes through the ways in which a statement doesn't apply. Where nothing is
// left open, what was tried in vain is true from then on.
func (s *search) split(m member, list []member) bool {
	next := func() bool { return s.avoid(list) }
	var undos []func()
	defer func() {
		for _, u := range slices.Backward(undos) {
			u()
		}
	}()
	for _, a := range m.all() {
		if s.try([]*atom{a}, false, next) {
			undos = nil
			return true
		}
		if s.may {
			undo, ok := s.assert(a, true)
			if !ok {
				return false
			}
			undos = append(undos, undo)
		}
	}
	for _, l := range s.lists(m) {
		if !l.not {
			if s.try(l.atoms, false, next) {
				undos = nil
				return true
			}
			continue
		}
		for _, a := range l.atoms {
			if s.try([]*atom{a}, true, next) {
				undos = nil
				return true
			}
		}
	}
	return false
}

// solve finds a value for a dimension with which its literals are as they are to be.
func (s *search) solve(dim int) (model, status) {
	id := s.id(dim)
	if kept, ok := s.e.solved[id]; ok {
		return kept.m, kept.s
	}
	s.c.work += 20 + len(s.lits[dim])
	m, st := s.ask(dim)
	m.runes = []rune(m.text)
	s.e.solved[id] = solution{m, st}
	return m, st
}

func (s *search) id(dim int) string {
	var ids []int
	for _, l := range s.lits[dim] {
		id := l.atom.id * 2
		if l.want {
			id++
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	b := []byte{'d'}
	b = strconv.AppendInt(b, int64(dim), 10)
	b = append(b, '0'+boolByte(s.may))
	if dim == resourceDim {
		b = append(b, '0'+boolByte(s.cell.whole), '0'+boolByte(s.cell.bare))
	}
	for _, id := range ids {
		b = append(b, ' ')
		b = strconv.AppendInt(b, int64(id), 36)
	}
	return string(b)
}

func (s *search) ask(dim int) (model, status) {
	switch dim {
	case resourceDim:
		return s.resource()
	case actionDim:
		return s.action()
	case callerDim:
		return s.person()
	}
	k := s.c.keys[dim-firstKey]
	if f, fixed := s.e.facts[k.lower]; fixed {
		q := keyQuestion{k: k, e: s.e, may: s.may, wants: s.lits[dim]}
		if q.holds(f) {
			return model{fact: f}, some
		}
		return model{}, none
	}
	q := keyQuestion{k: k, e: s.e, may: s.may, wants: s.lits[dim]}
	f, st := q.solve()
	return model{fact: f}, st
}

func (s *search) person() (model, status) {
	for _, p := range s.c.people {
		ok := true
		for _, l := range s.lits[callerDim] {
			if ok = agrees(p.answer(l.atom, s.e), l.want, s.may); !ok {
				break
			}
		}
		if ok {
			return model{person: p}, some
		}
	}
	return model{}, none
}
