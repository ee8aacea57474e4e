package scenario

import (
	"math/rand/v2"
	"testing"
)

// TestSettlesAgreesWithImplication: a value is settled where a guard implies it.
func TestSettlesAgreesWithImplication(t *testing.T) {
	vars := append(smallWorld(), &Variable{Name: "Only", Domain: []string{"one"}}, &Variable{Name: "Empty", Domain: []string{"", "full"}})
	r := rand.New(rand.NewPCG(7, 8))
	settled := 0
	for i := range 3000 {
		g := randomFormula(r, vars, 1+r.IntN(3)).guard
		if g.IsNever() {
			continue
		}
		for _, v := range vars {
			want, is := "", false
			for _, s := range append([]string{"p", "q", ""}, v.Domain...) {
				if v.Admits(s) && g.Implies(Atom(v, s)) {
					want, is = s, true
				}
			}
			if got, ok := g.Settles(v); ok != is || ok && got != want {
				t.Fatalf("trial %d: %s settles %s: %q %v, want %q %v", i, g, v.Name, got, ok, want, is)
			}
			if is && len(v.Domain) != 1 {
				settled++
			}
		}
	}
	if settled < 300 {
		t.Errorf("only %d are settled", settled)
	}
}
