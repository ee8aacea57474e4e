package traffic

import "slices"

// position is a place on one of the package's two number lines: a service or
// an address.
type position[P any] interface {
	comparable
	compare(P) int
}

// edges is a set on a number line, written as the sorted places where
// membership changes: in at the first, out at the second, in again at the
// third. A set that reaches the end of its line closes with the position just
// after the last, so the length is always even. The empty set is nil. Written
// so, every set has one form, and every operation is one merge.
type edges[P position[P]] []P

// operation is a truth table of two memberships: bit 0 for a place in neither
// set, bit 1 for the first only, bit 2 for the second only, bit 3 for both.
type operation uint8

const (
	union     operation = 0b1110
	intersect operation = 0b1000
	subtract  operation = 0b0010
)

// holds gives the verdict after i edges of the first set and j of the second:
// an odd number of edges passed means inside.
func (op operation) holds(i, j int) bool {
	return op>>(i&1|j&1<<1)&1 != 0
}

func (op operation) keepsFirstAlone() bool  { return op.holds(1, 0) }
func (op operation) keepsSecondAlone() bool { return op.holds(0, 1) }

// combine merges two sets in one pass over both.
func combine[P position[P]](a, b edges[P], op operation) edges[P] {
	out := make(edges[P], 0, len(a)+len(b))
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		order := a[i].compare(b[j])
		at := a[i]
		if order > 0 {
			at = b[j]
		}
		if order <= 0 {
			i++
		}
		if order >= 0 {
			j++
		}
		if op.holds(i, j) != (len(out)&1 == 1) {
			out = append(out, at)
		}
	}
	if op.keepsFirstAlone() {
		out = append(out, a[i:]...)
	}
	if op.keepsSecondAlone() {
		out = append(out, b[j:]...)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// leaves reports whether combine would give a set with anything in it, without
// making that set.
func leaves[P position[P]](a, b edges[P], op operation) bool {
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		order := a[i].compare(b[j])
		if order <= 0 {
			i++
		}
		if order >= 0 {
			j++
		}
		if op.holds(i, j) {
			return true
		}
	}
	return i < len(a) && op.keepsFirstAlone() || j < len(b) && op.keepsSecondAlone()
}

// same reports equality; sets that share their memory are not walked.
func (e edges[P]) same(f edges[P]) bool {
	return len(e) == len(f) && (len(e) == 0 || &e[0] == &f[0] || slices.Equal(e, f))
}

func (e edges[P]) contains(at P) bool {
	passed, found := slices.BinarySearchFunc(e, at, P.compare)
	if found {
		passed++
	}
	return passed&1 == 1
}

// union, intersect and subtract answer without work or memory when one side
// decides alone.

func (e edges[P]) union(f edges[P]) edges[P] {
	switch {
	case len(e) == 0 || e.same(f):
		return f
	case len(f) == 0:
		return e
	}
	return combine(e, f, union)
}

func (e edges[P]) intersect(f edges[P]) edges[P] {
	switch {
	case len(e) == 0 || len(f) == 0:
		return nil
	case e.same(f):
		return e
	}
	return combine(e, f, intersect)
}

func (e edges[P]) subtract(f edges[P]) edges[P] {
	switch {
	case len(e) == 0 || e.same(f):
		return nil
	case len(f) == 0:
		return e
	}
	return combine(e, f, subtract)
}
