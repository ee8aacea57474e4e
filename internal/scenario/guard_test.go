package scenario

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// assignment is one concrete scenario of the small world below.
type assignment map[*Variable]string

func smallWorld() []*Variable {
	return []*Variable{
		{Name: "A", Domain: []string{"x", "y", "z"}, Default: "x", HasDefault: true},
		{Name: "B", Domain: []string{"false", "true"}},
		{Name: "C", Default: "p", HasDefault: true}, // open
		{Name: "D", Kind: Outside},                  // open
	}
}

// valuesOf lists the values by which the oracle tries a variable: of an open
// one the two values that formulas mention and one they never do.
func valuesOf(v *Variable) []string {
	if v.Closed() {
		return v.Domain
	}
	return []string{"p", "q", "something else"}
}

func everyAssignment(vars []*Variable) []assignment {
	out := []assignment{{}}
	for _, v := range vars {
		var next []assignment
		for _, a := range out {
			for _, s := range valuesOf(v) {
				b := assignment{v: s}
				for k, x := range a {
					b[k] = x
				}
				next = append(next, b)
			}
		}
		out = next
	}
	return out
}

func (g Guard) holds(a assignment) bool {
	n := g.n
	for !terminal(n) {
		n = n.child(a[n.v])
	}
	return n == nil
}

// formula is the oracle's twin of a guard: evaluated, never normalised.
type formula struct {
	guard Guard
	eval  func(assignment) bool
}

func randomFormula(r *rand.Rand, vars []*Variable, depth int) formula {
	if depth == 0 || r.IntN(4) == 0 {
		v := vars[r.IntN(len(vars))]
		values := []string{"p", "q"}
		if v.Closed() {
			values = append([]string{"not in the domain"}, v.Domain...)
		}
		s := values[r.IntN(len(values))]
		return formula{Atom(v, s), func(a assignment) bool { return a[v] == s }}
	}
	f := randomFormula(r, vars, depth-1)
	if r.IntN(3) == 0 {
		return formula{f.guard.Not(), func(a assignment) bool { return !f.eval(a) }}
	}
	h := randomFormula(r, vars, depth-1)
	if r.IntN(2) == 0 {
		return formula{f.guard.And(h.guard), func(a assignment) bool { return f.eval(a) && h.eval(a) }}
	}
	return formula{f.guard.Or(h.guard), func(a assignment) bool { return f.eval(a) || h.eval(a) }}
}

func TestGuardsAgreeWithBruteForce(t *testing.T) {
	vars := smallWorld()
	all := everyAssignment(vars)
	r := rand.New(rand.NewPCG(1, 2))
	var previous formula
	for i := range 5000 {
		f := randomFormula(r, vars, 4)
		any, every := false, true
		same := i > 0
		for _, a := range all {
			want := f.eval(a)
			if got := f.guard.holds(a); got != want {
				t.Fatalf("trial %d: %v in %v: got %v, want %v", i, f.guard, a, got, want)
			}
			any, every = any || want, every && want
			if i > 0 && previous.eval(a) != want {
				same = false
			}
		}
		if f.guard.IsNever() == any || f.guard.IsAlways() != every {
			t.Fatalf("trial %d: %v: never %v, always %v; the oracle says any %v, every %v",
				i, f.guard, f.guard.IsNever(), f.guard.IsAlways(), any, every)
		}
		if i > 0 && f.guard.Equal(previous.guard) != same {
			t.Fatalf("trial %d: %v equal %v: not canonical", i, f.guard, previous.guard)
		}
		checkWitness(t, f)
		if first, ok := f.guard.First(); ok != (len(f.guard.Support()) > 0) || ok && first != f.guard.Support()[0] {
			t.Fatalf("trial %d: %v hangs on %v first", i, f.guard, first)
		}
		previous = f
	}
}

func checkWitness(t *testing.T, f formula) {
	t.Helper()
	settings, ok := f.guard.Witness()
	if ok == f.guard.IsNever() {
		t.Fatalf("%v: witness %v %v", f.guard, settings, ok)
	}
	restricted := f.guard
	for _, s := range settings {
		v, value := s.Variable, s.Value
		if s.Other {
			value = "something else"
		}
		restricted = restricted.Given(func(x *Variable) (string, bool) { return value, x == v })
	}
	if ok && !restricted.IsAlways() {
		t.Fatalf("%v does not hold under its own witness %v: %v is left", f.guard, settings, restricted)
	}
}

func TestMutuallyExclusiveConditionsAreSeenAsSuch(t *testing.T) {
	env := &Variable{Name: "Env"}
	dev, prod := Atom(env, "dev"), Atom(env, "prod")
	if !dev.Disjoint(prod) {
		t.Error("one parameter cannot have two values")
	}
	if dev.Or(prod).IsAlways() {
		t.Error("an open parameter may have a third value")
	}
	closed := &Variable{Name: "Env", Domain: []string{"dev", "prod"}}
	if !Atom(closed, "dev").Or(Atom(closed, "prod")).IsAlways() {
		t.Error("AllowedValues are all the values there are")
	}
	if !Atom(closed, "test").IsNever() {
		t.Error("a value outside AllowedValues is impossible")
	}
}

func TestPartitionTellsGuardsApart(t *testing.T) {
	vars := smallWorld()
	a, c := vars[0], vars[2]
	guards := []Guard{Atom(a, "y"), Atom(a, "z"), Atom(c, "q")}
	classes, ok := Partition(Always(), guards, 100)
	if !ok || len(classes) != 6 {
		t.Fatalf("got %d classes, want 3 values of A times 2 of C: %v", len(classes), classes)
	}
	if classes[0].ByDefault().IsNever() {
		t.Error("the default scenario comes first")
	}
	for i, x := range classes {
		for _, g := range guards {
			if !x.Implies(g) && !x.Disjoint(g) {
				t.Errorf("%v does not decide %v", x, g)
			}
		}
		for _, y := range classes[i+1:] {
			if !x.Disjoint(y) {
				t.Errorf("%v and %v overlap", x, y)
			}
		}
	}
	if _, ok := Partition(Always(), guards, 5); ok {
		t.Error("the limit is not kept")
	}
}

func TestAFormulaTooLargeBecomesUnknownNotWrong(t *testing.T) {
	g := Always()
	for i := range 40 {
		a := &Variable{Name: "a" + string(rune('0'+i/10)) + string(rune('0'+i%10))}
		b := &Variable{Name: "b" + string(rune('0'+i/10)) + string(rune('0'+i%10))}
		same := Atom(a, "1").And(Atom(b, "1")).Or(Atom(a, "1").Not().And(Atom(b, "1").Not()))
		g = g.And(same)
	}
	if g.IsAlways() || g.IsNever() {
		t.Errorf("a formula that was given up must stay undecided, got %v", g)
	}
}

func TestByDefaultTakesDefaults(t *testing.T) {
	vars := smallWorld()
	g := Atom(vars[0], "x").And(Atom(vars[1], "true"))
	if got := g.ByDefault(); !got.Equal(Atom(vars[1], "true")) {
		t.Errorf("got %v, want B=true", got)
	}
}

func TestOneOfIsTheUnionOfItsAtoms(t *testing.T) {
	for _, v := range smallWorld() {
		for _, values := range [][]string{nil, {"p"}, {"x"}, {"q", "p", "q"}, {"z", "x"}, {"true", "false"}, {"x", "y", "z", "no value"}} {
			want := Never()
			for _, s := range values {
				want = want.Or(Atom(v, s))
			}
			if got := OneOf(v, values); !got.Equal(want) {
				t.Errorf("OneOf(%s, %q) is %s, want %s", v.Name, values, got, want)
			}
		}
	}
}

func TestKeptGuardsAreThoseOfTheirVariable(t *testing.T) {
	v := &Variable{Name: "Size", Domain: []string{"l", "m", "s", "xl"}}
	plain := *v
	v.Keep()
	if v.atoms == nil {
		t.Fatal("a variable of four values keeps no guards")
	}
	other := *v // a copy is another variable
	for _, s := range []string{"s", "s", "xl", "none"} {
		for _, u := range []*Variable{v, &other, &plain} {
			got := Atom(u, s)
			if s == "none" {
				if !got.IsNever() {
					t.Errorf("%s=%s is %s", u.Name, s, got)
				}
			} else if a := got.Support(); len(a) != 1 || a[0] != u || !got.Equal(closedAtom(u, s)) {
				t.Errorf("%s=%s is %s, on %v", u.Name, s, got, a)
			}
		}
	}
}

// TestComparisonsAgreeWithBruteForce holds what compares or subtracts two guards
// to what their formulas say.
func TestComparisonsAgreeWithBruteForce(t *testing.T) {
	vars := smallWorld()
	all := everyAssignment(vars)
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 5000 {
		f, h := randomFormula(r, vars, 3), randomFormula(r, vars, 3)
		minus := f.guard.Minus(h.guard)
		implies, disjoint := true, true
		for _, a := range all {
			in, also := f.eval(a), h.eval(a)
			implies, disjoint = implies && (!in || also), disjoint && !(in && also)
			if got := minus.holds(a); got != (in && !also) {
				t.Fatalf("trial %d: %v without %v in %v: got %v", i, f.guard, h.guard, a, got)
			}
		}
		if got := f.guard.Implies(h.guard); got != implies {
			t.Fatalf("trial %d: %v implies %v: got %v", i, f.guard, h.guard, got)
		}
		if got := f.guard.Disjoint(h.guard); got != disjoint {
			t.Fatalf("trial %d: %v disjoint from %v: got %v", i, f.guard, h.guard, got)
		}
		if !minus.Equal(f.guard.And(h.guard.Not())) {
			t.Fatalf("trial %d: %v without %v: not canonical", i, f.guard, h.guard)
		}
	}
}

// TestEqualDiagramsThatShareNodes: how many of forty conditions hold, even or odd, has
// two nodes a condition and a million millions of paths.
func TestEqualDiagramsThatShareNodes(t *testing.T) {
	variables := make([]*Variable, 40)
	for i := range variables {
		variables[i] = &Variable{Name: fmt.Sprintf("v%02d", i), Domain: []string{"false", "true"}}
	}
	odd := func() Guard {
		g := Never()
		for _, v := range variables {
			g = g.And(Atom(v, "true").Not()).Or(g.Not().And(Atom(v, "true")))
		}
		return g
	}
	if !odd().Equal(odd()) {
		t.Error("a diagram is unlike itself")
	}
	if odd().Equal(odd().Not()) {
		t.Error("odd is even")
	}
}
