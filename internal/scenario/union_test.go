package scenario

import (
	"math/rand/v2"
	"testing"
)

// TestAnyOfAgreesWithBruteForce: of guards of all shapes, and of many on one closed
// variable, which are joined value by value.
func TestAnyOfAgreesWithBruteForce(t *testing.T) {
	vars := smallWorld()
	all := everyAssignment(vars)
	r := rand.New(rand.NewPCG(5, 6))
	byValue := 0
	for i := range 3000 {
		only := vars
		if v := vars[r.IntN(len(vars))]; v.Closed() && i%2 == 0 {
			only = []*Variable{v}
		}
		var guards []Guard
		var list []formula
		for range r.IntN(6) {
			f := randomFormula(r, only, r.IntN(2))
			if i%4 == 0 { // below it, something else
				g := randomFormula(r, vars, 1)
				f = formula{f.guard.And(g.guard), func(eval, and func(assignment) bool) func(assignment) bool {
					return func(a assignment) bool { return eval(a) && and(a) }
				}(f.eval, g.eval)}
			}
			guards, list = append(guards, f.guard), append(list, f)
		}
		got := AnyOf(guards...)
		for _, a := range all {
			want := false
			for _, f := range list {
				want = want || f.eval(a)
			}
			if got.holds(a) != want {
				t.Fatalf("trial %d: any of %v is %v; in %v the oracle says %v", i, guards, got, a, want)
			}
		}
		one := Never()
		for _, g := range guards {
			one = one.Or(g)
		}
		if !got.Equal(one) {
			t.Fatalf("trial %d: any of %v is %v, one after the other %v", i, guards, got, one)
		}
		if len(only) == 1 && len(guards) > 2 && !terminal(got.n) {
			byValue++
		}
	}
	if byValue < 100 {
		t.Errorf("only %d were joined value by value", byValue)
	}
}
