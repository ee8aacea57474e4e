package scenario

import (
	"hash/fnv"
	"strconv"
	"strings"
)

// operator is what an operation makes of two sets.
type operator uint8

const (
	both operator = iota
	either
	without
)

// operation is one run of an operator; it shares results within the run.
type operation struct {
	is    operator
	known memo[pair, *node]
	work  int
}

// pair is two nodes that an operation has met together.
type pair struct{ a, b *node }

func operate(a, b *node, is operator) Guard {
	op := operation{is: is}
	r := op.apply(a, b)
	if op.work <= maxNodes {
		return Guard{r}
	}
	if is == without {
		b = Guard{b}.Not().n
	}
	return tooComplex(a, b, is != either)
}

func (op *operation) apply(a, b *node) *node {
	if r, ok := op.shortcut(a, b); ok {
		return r
	}
	at := pair{a, b}
	if r, ok := op.known.get(at); ok {
		return r
	}
	if op.work++; op.work > maxNodes {
		return never
	}
	v := firstOf(a, b)
	var r *node
	if v.Closed() {
		r = op.closed(v, a, b)
	} else {
		r = op.open(v, a, b)
	}
	op.known.put(at, r)
	return r
}

// firstOf is the variable on which two nodes are decided first.
func firstOf(a, b *node) *Variable {
	if b.v != a.v && b.v.Name < a.v.Name {
		return b.v
	}
	return a.v
}

// when is what is left of n if a closed variable has its i-th value.
func (n *node) when(v *Variable, i int) *node {
	if n.v == v {
		return n.cases[i].then
	}
	return n
}

// closed decides on a closed variable, whose nodes have a case for every value, in
// order. Most operations take little away: the result is a or b, or does not hang on
// the variable, and cases are made only from the first value on for which that ends.
func (op *operation) closed(v *Variable, a, b *node) *node {
	if len(v.Domain) == 0 {
		return never
	}
	var cases []branch
	var first *node
	likeA, likeB, alike := a.v == v, b.v == v, true
	for i, s := range v.Domain {
		then := op.apply(a.when(v, i), b.when(v, i))
		if cases != nil {
			cases = append(cases, branch{s, then})
			continue
		}
		if i == 0 {
			first = then
		}
		wasA, wasB := likeA, likeB
		likeA = likeA && then == a.cases[i].then
		likeB = likeB && then == b.cases[i].then
		alike = alike && then == first
		if likeA || likeB || alike {
			continue
		}
		cases = make([]branch, 0, len(v.Domain))
		switch {
		case wasA:
			cases = append(cases, a.cases[:i]...)
		case wasB:
			cases = append(cases, b.cases[:i]...)
		default:
			for _, s := range v.Domain[:i] {
				cases = append(cases, branch{s, first})
			}
		}
		cases = append(cases, branch{s, then})
	}
	switch {
	case cases != nil:
		return closedNode(v, cases)
	case alike:
		return first
	case likeA:
		return a
	}
	return b
}

// open decides on an open variable, by the values that a or b distinguish.
func (op *operation) open(v *Variable, a, b *node) *node {
	xs, restA := a.of(v)
	ys, restB := b.of(v)
	var few [8]branch
	cases := few[:0]
	for len(xs)+len(ys) > 0 {
		value, x, y := nextCase(&xs, &ys, restA, restB)
		then := op.apply(x, y)
		cases = append(cases, branch{value, then})
	}
	return decide(v, cases, op.apply(restA, restB), a, b)
}

// of is how a node decides on an open variable: its cases, and where it goes for
// any other value.
func (n *node) of(v *Variable) ([]branch, *node) {
	if n.v != v {
		return nil, n
	}
	return n.cases, n.rest
}

// nextCase takes the least value off two sorted lists of cases, and answers
// where each of the two nodes goes for it.
func nextCase(xs, ys *[]branch, restA, restB *node) (value string, x, y *node) {
	order := 0
	switch {
	case len(*ys) == 0:
		order = -1
	case len(*xs) == 0:
		order = 1
	default:
		order = strings.Compare((*xs)[0].value, (*ys)[0].value)
	}
	x, y = restA, restB
	if order <= 0 {
		value, x, *xs = (*xs)[0].value, (*xs)[0].then, (*xs)[1:]
	}
	if order >= 0 {
		value, y, *ys = (*ys)[0].value, (*ys)[0].then, (*ys)[1:]
	}
	return value, x, y
}

func (op *operation) shortcut(a, b *node) (*node, bool) {
	if op.is == without {
		return shortcutWithout(a, b)
	}
	absorbing, neutral := never, (*node)(nil) // of both
	if op.is == either {
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

func shortcutWithout(a, b *node) (*node, bool) {
	switch {
	case a == b || a == never || b == nil:
		return never, true
	case b == never:
		return a, true
	case a == nil:
		return Guard{b}.Not().n, true
	}
	return nil, false
}

// tooComplex stands for a formula that was too large to keep.
func tooComplex(a, b *node, and bool) Guard {
	h := fnv.New64a()
	var write func(*node, int)
	write = func(n *node, depth int) {
		if terminal(n) || depth > 12 {
			h.Write([]byte{byte(depth)})
			return
		}
		h.Write([]byte(n.v.Name))
		for _, c := range n.cases {
			h.Write([]byte(c.value))
			write(c.then, depth+1)
		}
		write(n.rest, depth+1)
	}
	write(a, 0)
	write(b, 0)
	v := &Variable{
		Name: "conditions#" + strconv.FormatUint(h.Sum64(), 16) + "/" + strconv.FormatBool(and),
		Kind: Outside,
		Why:  "the conditions are too many to follow together",
	}
	return Atom(v, "true")
}
