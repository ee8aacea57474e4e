package scenario

// Settles is the value that v has in every scenario of g; false if it has several there,
// or one that is not named.
func (g Guard) Settles(v *Variable) (string, bool) {
	if v.Closed() && len(v.Domain) == 1 {
		return v.Domain[0], true
	}
	s := settling{of: v}
	return s.value, s.settled(g.n) && s.found
}

// settling looks for the one value of a variable.
type settling struct {
	of    *Variable
	seen  memo[*node, bool]
	value string
	found bool
}

// settled reports whether every way from a node on to a scenario gives the variable the
// value that was found.
func (s *settling) settled(n *node) bool {
	switch {
	case n == never:
		return true
	case n == nil, n.v != s.of && n.v.Name >= s.of.Name: // it may be anything
		return false
	}
	if _, known := s.seen.get(n); known {
		return true
	}
	s.seen.put(n, true)
	for _, c := range n.cases {
		switch {
		case n.v != s.of:
			if !s.settled(c.then) {
				return false
			}
		case c.then != never:
			if s.found && s.value != c.value {
				return false
			}
			s.value, s.found = c.value, true
		}
	}
	switch {
	case n.v.Closed():
		return true
	case n.v == s.of:
		return n.rest == never
	}
	return s.settled(n.rest)
}
