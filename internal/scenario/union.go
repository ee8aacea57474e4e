package scenario

import "slices"

// AnyOf is the set of scenarios that are in at least one of the guards. What hangs on
// one parameter of many values is put together of many guards, one a value: joined one
// after the other, each would be gone through for every other.
func AnyOf(guards ...Guard) Guard {
	var few [8]*node
	list := few[:0]
	for _, g := range guards {
		if g.n == nil {
			return g
		}
		if g.n != never && !slices.Contains(list, g.n) {
			list = append(list, g.n)
		}
	}
	if len(list) < 3 || !list[0].v.Closed() || slices.ContainsFunc(list, func(n *node) bool { return n.v != list[0].v }) {
		return fold(list)
	}
	v := list[0].v
	cases := make([]branch, len(v.Domain))
	var parts [8]*node
	for i, s := range v.Domain {
		cases[i] = branch{s, then(list, i, parts[:0])}
	}
	return Guard{closedNode(v, cases)}
}

// then is where any of some nodes of one closed variable goes for its i-th value; parts
// is room for them.
func then(list []*node, i int, parts []*node) *node {
	for _, n := range list {
		switch to := n.cases[i].then; {
		case to == nil:
			return nil
		case to != never && !slices.Contains(parts, to):
			parts = append(parts, to)
		}
	}
	return fold(parts).n
}

func fold(list []*node) Guard {
	out := Never()
	for _, n := range list {
		out = out.Or(Guard{n})
	}
	return out
}
