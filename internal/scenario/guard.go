package scenario

import (
	"slices"
	"strings"
)

// Guard is a set of scenarios. The zero Guard is Always. Guards are immutable
// values: every operation is pure and safe for concurrent use.
//
// The representation is a reduced decision diagram over multi-valued variables
// in the order of their names, so that two guards denote the same set exactly
// when they have the same shape.
type Guard struct{ n *node } // nil is Always

// node decides on one variable. Of a closed variable every value has a case and
// rest is unused; of an open one only the values that differ from rest have.
type node struct {
	v     *Variable
	cases []branch
	rest  *node
}

type branch struct {
	value string
	then  *node
}

// never is the empty set's only node. It is immutable.
var never = &node{}

// maxNodes bounds the work of one operation. A formula that would grow past it
// is replaced by an atom over a fresh Outside variable: nothing is lost but
// precision, since that atom may be true or false.
const maxNodes = 20_000

// Always is the set of all scenarios.
func Always() Guard { return Guard{} }

// Never is the empty set of scenarios.
func Never() Guard { return Guard{never} }

// Atom is the set of scenarios in which v has the given value.
func Atom(v *Variable, value string) Guard {
	if !v.Admits(value) {
		return Never()
	}
	if !v.Closed() {
		return Guard{&node{v: v, cases: []branch{{value, nil}}, rest: never}}
	}
	if v.atoms == nil || v.atoms.of != v {
		return closedAtom(v, value)
	}
	return v.atoms.get(value)
}

func closedAtom(v *Variable, value string) Guard {
	return Guard{domain(v, func(s string) bool { return s == value })}
}

// OneOf is the set of scenarios in which v has one of the given values.
func OneOf(v *Variable, values []string) Guard {
	sorted := slices.Compact(slices.Sorted(slices.Values(values)))
	if v.Closed() {
		return Guard{domain(v, func(s string) bool {
			_, is := slices.BinarySearch(sorted, s)
			return is
		})}
	}
	var few [8]branch
	cases := few[:0]
	for _, s := range sorted {
		if v.Admits(s) {
			cases = append(cases, branch{s, nil})
		}
	}
	return Guard{decide(v, cases, never)}
}

// domain is the node of those values of a closed variable that are in a set.
func domain(v *Variable, in func(string) bool) *node {
	if len(v.Domain) == 0 {
		return never
	}
	cases := make([]branch, len(v.Domain))
	for i, s := range v.Domain {
		cases[i] = branch{s, never}
		if in(s) {
			cases[i].then = nil
		}
	}
	return closedNode(v, cases)
}

// IsAlways reports whether g holds in every scenario.
func (g Guard) IsAlways() bool { return g.n == nil }

// IsNever reports whether g holds in no scenario.
func (g Guard) IsNever() bool { return g.n == never }

// Equal reports whether g and h are the same set of scenarios.
func (g Guard) Equal(h Guard) bool { return equal(g.n, h.n) }

// And is the set of scenarios that are in both g and h.
func (g Guard) And(h Guard) Guard {
	if g.n == h.n || h.n == nil {
		return g
	}
	if g.n == nil {
		return h
	}
	return operate(g.n, h.n, both)
}

// Or is the set of scenarios that are in g, in h or in both.
func (g Guard) Or(h Guard) Guard {
	if g.n == h.n || h.n == never {
		return g
	}
	if g.n == never {
		return h
	}
	return operate(g.n, h.n, either)
}

// Not is the set of scenarios that are not in g.
func (g Guard) Not() Guard {
	var known memo[*node, *node]
	return Guard{invert(g.n, &known)}
}

// Minus is the set of scenarios that are in g and not in h.
func (g Guard) Minus(h Guard) Guard {
	if h.n == never {
		return g
	}
	return operate(g.n, h.n, without)
}

// Support lists the variables on which g depends, by name.
func (g Guard) Support() []*Variable {
	var out []*Variable
	var w walk
	w.variables(g, func(v *Variable) { out = append(out, v) })
	slices.SortFunc(out, func(a, b *Variable) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// First is the first variable by name on which g depends, and whether there is one.
func (g Guard) First() (*Variable, bool) {
	if terminal(g.n) {
		return nil, false
	}
	return g.n.v, true
}

// walk goes through the nodes of guards, each once however many share it.
type walk struct {
	nodes memo[*node, bool]
	met   memo[*Variable, bool]
}

// variables calls found for those on which g depends and that were not met before.
func (w *walk) variables(g Guard, found func(*Variable)) {
	if terminal(g.n) {
		return
	}
	if _, seen := w.nodes.get(g.n); seen {
		return
	}
	w.nodes.put(g.n, true)
	if _, met := w.met.get(g.n.v); !met {
		w.met.put(g.n.v, true)
		found(g.n.v)
	}
	for _, c := range g.n.cases {
		w.variables(Guard{c.then}, found)
	}
	w.variables(Guard{g.n.rest}, found)
}

// Given restricts g to the scenarios in which the variables for which value
// answers true have that value; those variables no longer occur in the result.
func (g Guard) Given(value func(*Variable) (string, bool)) Guard {
	if terminal(g.n) {
		return g
	}
	var known memo[*node, *node]
	var walk func(*node) *node
	walk = func(n *node) *node {
		if terminal(n) {
			return n
		}
		if r, ok := known.get(n); ok {
			return r
		}
		var r *node
		if s, ok := value(n.v); ok {
			r = walk(n.child(s))
		} else {
			var few [8]branch
			cases := few[:0]
			for _, c := range n.cases {
				cases = append(cases, branch{c.value, walk(c.then)})
			}
			r = decide(n.v, cases, walk(n.rest), n)
		}
		known.put(n, r)
		return r
	}
	return Guard{walk(g.n)}
}

// ByDefault restricts g to the scenario in which every variable that has a
// default takes it.
func (g Guard) ByDefault() Guard {
	return g.Given(func(v *Variable) (string, bool) { return v.Default, v.HasDefault })
}

func terminal(n *node) bool { return n == nil || n == never }

// child is where n goes when its variable has the given value.
func (n *node) child(value string) *node {
	for _, c := range n.cases {
		if c.value == value {
			return c.then
		}
	}
	if n.v.Closed() {
		return never
	}
	return n.rest
}

// decide is the canonical node that decides v by the given cases, of which it keeps a
// copy; or one of like, if that does the same. Most operations take little away, and
// what they share with their operands is compared at a glance.
func decide(v *Variable, cases []branch, rest *node, like ...*node) *node {
	switch {
	case !v.Closed():
		cases = slices.DeleteFunc(cases, func(c branch) bool { return equal(c.then, rest) })
		if len(cases) == 0 {
			return rest
		}
	case len(cases) == 0:
		return never
	case allAlike(cases):
		return cases[0].then
	}
	for _, n := range like {
		if n.v == v && n.rest == rest && slices.Equal(n.cases, cases) {
			return n
		}
	}
	if len(cases) == 1 { // as mostly: the node and its case are made together
		one := &struct {
			node
			of [1]branch
		}{node{v: v, rest: rest}, [1]branch{cases[0]}}
		one.cases = one.of[:]
		return &one.node
	}
	return &node{v: v, cases: slices.Clone(cases), rest: rest}
}

// closedNode is the canonical node that decides a closed variable by a case for each
// of its values, of which there are some. The cases are its own.
func closedNode(v *Variable, cases []branch) *node {
	if allAlike(cases) {
		return cases[0].then
	}
	return &node{v: v, cases: cases}
}

// allAlike reports that the cases all lead to one set.
func allAlike(cases []branch) bool {
	for _, c := range cases[1:] {
		if !equal(c.then, cases[0].then) {
			return false
		}
	}
	return true
}

func equal(a, b *node) bool { return a == b || (&equality{}).of(a, b) }

// equality compares two diagrams. Their nodes are shared within each: without the
// pairs that were found equal, every path would be walked, and there may be more
// paths than can be counted. Small ones are compared without keeping any.
type equality struct {
	work int
	same map[pair]bool
}

// comparedFreely is how many pairs of nodes are compared before pairs are kept.
const comparedFreely = 64

func (e *equality) of(a, b *node) bool {
	if a == b {
		return true
	}
	if terminal(a) || terminal(b) || a.v != b.v || len(a.cases) != len(b.cases) {
		return false
	}
	e.work++
	if e.same[pair{a, b}] {
		return true
	}
	for i := range a.cases {
		if a.cases[i].value != b.cases[i].value || !e.of(a.cases[i].then, b.cases[i].then) {
			return false
		}
	}
	if !e.of(a.rest, b.rest) {
		return false
	}
	if e.work > comparedFreely {
		if e.same == nil {
			e.same = map[pair]bool{}
		}
		e.same[pair{a, b}] = true
	}
	return true
}

func invert(n *node, known *memo[*node, *node]) *node {
	switch {
	case n == nil:
		return never
	case n == never:
		return nil
	}
	if r, ok := known.get(n); ok {
		return r
	}
	r := &node{v: n.v, cases: make([]branch, len(n.cases))}
	for i, c := range n.cases {
		r.cases[i] = branch{c.value, invert(c.then, known)}
	}
	if !n.v.Closed() {
		r.rest = invert(n.rest, known)
	}
	known.put(n, r)
	return r
}

// String prints g as alternatives of settings: "Environment=dev or
// Environment=test, Debug=true". Long formulas are cut with "…".
func (g Guard) String() string {
	if g.IsAlways() {
		return "always"
	}
	if g.IsNever() {
		return "never"
	}
	const most = 4
	var out []string
	for _, s := range g.paths(most + 1) {
		words := make([]string, len(s))
		for i, x := range s {
			words[i] = x.String()
		}
		out = append(out, strings.Join(words, ", "))
	}
	if len(out) > most {
		out = append(out[:most], "…")
	}
	return strings.Join(out, " or ")
}

// Values lists the values of v that g tells apart, sorted.
func (g Guard) Values(v *Variable) []string {
	seen := map[*node]bool{}
	var out []string
	var walk func(*node)
	walk = func(n *node) {
		if terminal(n) || seen[n] {
			return
		}
		seen[n] = true
		for _, c := range n.cases {
			if n.v == v {
				out = append(out, c.value)
			}
			walk(c.then)
		}
		walk(n.rest)
	}
	walk(g.n)
	slices.Sort(out)
	return slices.Compact(out)
}
