package scenario

// comparison is one run of [Guard.Implies] or [Guard.Disjoint]: it looks for a
// scenario that refutes it and builds no guard.
type comparison struct {
	implies bool
	known   memo[pair, bool]
	work    int
}

// Implies reports whether every scenario of g is one of h. It may answer false
// of formulas that are too many to follow together.
func (g Guard) Implies(h Guard) bool {
	c := comparison{implies: true}
	return c.holds(g.n, h.n) && c.work <= maxNodes
}

// Disjoint reports whether no scenario is in both g and h. It may answer false
// of formulas that are too many to follow together.
func (g Guard) Disjoint(h Guard) bool {
	c := comparison{}
	return c.holds(g.n, h.n) && c.work <= maxNodes
}

func (c *comparison) holds(a, b *node) bool {
	if is, ok := c.shortcut(a, b); ok {
		return is
	}
	at := pair{a, b}
	if is, ok := c.known.get(at); ok {
		return is
	}
	if c.work++; c.work > maxNodes {
		return false
	}
	v := firstOf(a, b)
	is := false
	if v.Closed() {
		is = c.closed(v, a, b)
	} else {
		is = c.open(v, a, b)
	}
	c.known.put(at, is)
	return is
}

func (c *comparison) closed(v *Variable, a, b *node) bool {
	for i := range v.Domain {
		if !c.holds(a.when(v, i), b.when(v, i)) {
			return false
		}
	}
	return true
}

func (c *comparison) open(v *Variable, a, b *node) bool {
	xs, restA := a.of(v)
	ys, restB := b.of(v)
	for len(xs)+len(ys) > 0 {
		if _, x, y := nextCase(&xs, &ys, restA, restB); !c.holds(x, y) {
			return false
		}
	}
	return c.holds(restA, restB)
}

// shortcut answers where one of the sets is empty, is everything, or both are
// one. A node that is neither of the first two has scenarios in it and out of
// it.
func (c *comparison) shortcut(a, b *node) (is, ok bool) {
	if c.implies {
		switch {
		case a == b || a == never || b == nil:
			return true, true
		case a == nil || b == never:
			return false, true
		}
		return false, false
	}
	switch {
	case a == never || b == never:
		return true, true
	case a == nil || b == nil || a == b:
		return false, true
	}
	return false, false
}
