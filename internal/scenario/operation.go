package scenario

// operation is one run of And or Or; it shares results within the run. The pair
// where it begins cannot occur again, and small guards have few others, for which
// there is room.
type operation struct {
	and  bool
	few  [8]result
	memo map[[2]*node]*node // the others
	work int
}

// result is what became of a pair.
type result struct{ a, b, is *node }

func operate(a, b *node, and bool) Guard {
	op := operation{and: and}
	r, ok := op.shortcut(a, b)
	if !ok {
		op.work++
		r = op.combine(a, b)
	}
	if op.work > maxNodes {
		return tooComplex(a, b, and)
	}
	return Guard{r}
}

func (op *operation) apply(a, b *node) *node {
	if r, ok := op.shortcut(a, b); ok {
		return r
	}
	if r, ok := op.known(a, b); ok {
		return r
	}
	if op.work++; op.work > maxNodes {
		return never
	}
	r := op.combine(a, b)
	op.note(a, b, r)
	return r
}

// known looks for a pair. Where there is room left stand nils, of which no pair
// consists.
func (op *operation) known(a, b *node) (*node, bool) {
	for i := range op.few {
		if f := &op.few[i]; f.a == a && f.b == b {
			return f.is, true
		}
	}
	r, ok := op.memo[[2]*node{a, b}]
	return r, ok
}

func (op *operation) note(a, b, is *node) {
	for i := range op.few {
		if op.few[i].a == nil {
			op.few[i] = result{a, b, is}
			return
		}
	}
	if op.memo == nil {
		op.memo = map[[2]*node]*node{}
	}
	op.memo[[2]*node{a, b}] = is
}

// combine decides the first variable of a and b.
func (op *operation) combine(a, b *node) *node {
	v := a.v
	if b.v != v && b.v.Name < v.Name {
		v = b.v
	}
	if v.Closed() {
		return op.combineClosed(a, b, v)
	}
	return op.combineOpen(a, b, v)
}

// combineClosed makes the node that decides a variable by all of its values. It
// takes memory only once two of them differ: most results are empty.
func (op *operation) combineClosed(a, b *node, v *Variable) *node {
	var cases []branch
	first := never
	for i, s := range v.Domain {
		then := op.apply(followCase(a, v, i), followCase(b, v, i))
		if i == 0 {
			first = then
		}
		if cases == nil && !equal(then, first) {
			cases = make([]branch, i, len(v.Domain))
			for j := range cases {
				cases[j] = branch{v.Domain[j], first}
			}
		}
		if cases != nil {
			cases = append(cases, branch{s, then})
		}
	}
	if cases == nil {
		return first
	}
	return &node{v: v, cases: cases}
}

// combineOpen makes the node that decides a variable by the values that a or b
// distinguish. Both have theirs in order.
func (op *operation) combineOpen(a, b *node, v *Variable) *node {
	left, right := casesOf(a, v), casesOf(b, v)
	restA, restB := followRest(a, v), followRest(b, v)
	rest := op.apply(restA, restB)
	var kept []branch
	for len(left) > 0 || len(right) > 0 {
		var c branch
		x, y := restA, restB
		inLeft := len(right) == 0 || len(left) > 0 && left[0].value <= right[0].value
		inRight := len(left) == 0 || len(right) > 0 && right[0].value <= left[0].value
		if inLeft {
			c.value, x = left[0].value, left[0].then
		}
		if inRight {
			c.value, y = right[0].value, right[0].then
		}
		if c.then = op.apply(x, y); !equal(c.then, rest) {
			if kept == nil {
				kept = make([]branch, 0, len(left)+len(right))
			}
			kept = append(kept, c)
		}
		if inLeft {
			left = left[1:]
		}
		if inRight {
			right = right[1:]
		}
	}
	if len(kept) == 0 {
		return rest
	}
	return &node{v: v, cases: kept, rest: rest}
}

// casesOf are the cases of n, if it decides v.
func casesOf(n *node, v *Variable) []branch {
	if n.v != v {
		return nil
	}
	return n.cases
}

func (op *operation) shortcut(a, b *node) (*node, bool) {
	absorbing, neutral := never, (*node)(nil) // of And
	if !op.and {
		absorbing, neutral = nil, never
	}
	switch {
	case a == b:
		return a, true
	case a == absorbing || b == absorbing:
		return absorbing, true
	case a == neutral:
		return b, true
	case b == neutral:
		return a, true
	}
	return nil, false
}

// followCase is where n goes for the i-th value of a closed variable, whose
// nodes have a case for every value, in order.
func followCase(n *node, v *Variable, i int) *node {
	if terminal(n) || n.v != v {
		return n
	}
	return n.cases[i].then
}

func followRest(n *node, v *Variable) *node {
	if terminal(n) || n.v != v {
		return n
	}
	return n.rest
}
