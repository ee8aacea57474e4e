package scenario

import (
	"math/rand/v2"
	"testing"
)

// A question that hangs on some guards gets the same answer of the rules that
// concern it as of all: a scenario of its own is admitted by both or by neither.
func TestRulesThatConcernAQuestionAreEnough(t *testing.T) {
	vars := smallWorld()
	r := rand.New(rand.NewPCG(7, 11))
	fewer := 0
	for range 3000 {
		var rules Rules
		all := Always()
		for range r.IntN(4) {
			f := randomFormula(r, vars[r.IntN(3):], 1+r.IntN(2))
			rules, all = rules.With(f.guard), all.And(f.guard)
		}
		if !rules.All().Equal(all) {
			t.Fatalf("all rules: %s, want %s", rules.All(), all)
		}
		asked := randomFormula(r, vars[:1+r.IntN(3)], 2).guard
		concerning := rules.Concerning(asked)
		if !all.Implies(concerning) {
			t.Fatalf("of %s, %s leaves out scenarios of %s", rules.All(), concerning, asked)
		}
		if asked.And(all).IsNever() != asked.And(concerning).IsNever() || all.Implies(asked) != concerning.Implies(asked) {
			t.Fatalf("%s is answered by %s, which concerns it, otherwise than by %s", asked, concerning, all)
		}
		if !concerning.Equal(all) {
			fewer++
		}
	}
	if fewer == 0 {
		t.Error("no question was spared a rule")
	}
}

func TestRulesThatAdmitNothingConcernAll(t *testing.T) {
	v, w := &Variable{Name: "V", Domain: []string{"a", "b"}}, &Variable{Name: "W", Domain: []string{"a", "b"}}
	rules := Rules{}.With(Atom(v, "a")).With(Atom(v, "b"))
	if !rules.Concerning(Atom(w, "a")).IsNever() {
		t.Error("nothing can be deployed, whatever the question")
	}
}
