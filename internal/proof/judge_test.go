package proof_test

import (
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
)

func param(name, byDefault string, domain ...string) *scenario.Variable {
	return &scenario.Variable{Name: name, Domain: domain, Default: byDefault, HasDefault: byDefault != ""}
}

// valueOf is the value that a variable has: known where its values are named.
func valueOf(v *scenario.Variable) estate.Value[string] {
	return estate.OfAlternatives(estate.Origin{}, estate.OfVariable(v).Expand()...)
}

func isBad(v estate.Value[string]) estate.Truth { return estate.Is(v, "bad") }

// TestJudge is the table of docs/design/03-what-counts.md.
func TestJudge(t *testing.T) {
	imported := &scenario.Variable{Name: "import:x", Kind: scenario.Outside}
	env := param("Env", "good", "bad", "good")
	branch := func(condition *scenario.Variable, then, otherwise estate.Truth) estate.Truth {
		g := scenario.Atom(condition, "bad")
		return then.Given(g).Or(otherwise.Given(g.Not()))
	}
	tests := []struct {
		name     string
		bad      estate.Truth
		defaults string // verdict, with the scenario in brackets
		any      string
	}{
		{"always", estate.Yes(), "yes", "yes"},
		{"never", estate.No(), "no", "no"},
		{"default bad", isBad(valueOf(param("P", "bad", "bad", "good"))), "yes", "yes [P=bad]"},
		{"default good, alternative bad", isBad(valueOf(param("P", "good", "bad", "good"))), "unknown [P=bad]", "yes [P=bad]"},
		{"no default, all allowed values bad", isBad(valueOf(param("P", "", "bad"))), "yes", "yes"},
		{"no default, all allowed values good", isBad(valueOf(param("P", "", "fine", "good"))), "no", "no"},
		{"no default, mixed", isBad(valueOf(param("P", "", "bad", "good"))), "unknown [P=bad]", "yes [P=bad]"},
		{"open without default", isBad(valueOf(param("P", ""))), "unknown", "unknown"},
		{"open, default good", isBad(valueOf(param("P", "good"))), "no", "unknown"},
		{"open, default bad", isBad(valueOf(param("P", "bad"))), "yes", "yes [P=bad]"},
		{"imported", isBad(valueOf(imported)), "unknown", "unknown"},
		{"bad only if an import has some value", estate.Holds(scenario.Atom(imported, "x")), "unknown [import:x=x]", "unknown [import:x=x]"},
		{"unknown in the branch not taken", branch(env, isBad(valueOf(imported)), estate.No()), "unknown [Env=bad]", "unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for assume, want := range map[estate.Assume]string{estate.AssumeDefaults: tt.defaults, estate.AssumeAny: tt.any} {
				e := &estate.Estate{Assume: assume}
				if got := show(proof.Judge(e, tt.bad, scenario.Always())); got != want {
					t.Errorf("assume %v: got %s, want %s", assume, got, want)
				}
			}
		})
	}
}

func show(p proof.Proof) string {
	out := p.Verdict.String()
	if len(p.Scenario) > 0 {
		var words []string
		for _, s := range p.Scenario {
			words = append(words, s.String())
		}
		out += " [" + strings.Join(words, ", ") + "]"
	}
	return out
}

func TestJudgeNamesWhatAnUnknownHangsOn(t *testing.T) {
	p := proof.Judge(&estate.Estate{}, isBad(valueOf(param("P", ""))), scenario.Always())
	if len(p.Gaps) != 1 || p.Gaps[0].Variable.Name != "P" {
		t.Errorf("gaps %v, want P", p.Gaps)
	}
}

func TestJudgeListsTheDefaultsItTakesForGranted(t *testing.T) {
	p := proof.Judge(&estate.Estate{}, isBad(valueOf(param("P", "good"))), scenario.Always())
	if len(p.Assumed) != 1 || p.Assumed[0].Name != "P" {
		t.Errorf("assumed %v, want P", p.Assumed)
	}
}

func TestWhereTheThingDoesNotExistItIsGood(t *testing.T) {
	env := param("Env", "dev", "dev", "prod")
	inProd := scenario.Atom(env, "prod")
	p := proof.Judge(&estate.Estate{}, estate.Yes(), inProd)
	if got := show(p); got != "unknown [Env=prod]" {
		t.Errorf("bad only where it exists, and by default it does not: got %s", got)
	}
	if got := show(proof.Judge(&estate.Estate{}, estate.Yes(), scenario.Never())); got != "no" {
		t.Errorf("a thing that never exists: got %s", got)
	}
}

func TestScenariosThatTheRulesForbidDoNotCount(t *testing.T) {
	p := param("P", "", "bad", "good")
	e := &estate.Estate{Possible: scenario.Rules{}.With(scenario.Atom(p, "good")), Assume: estate.AssumeAny}
	if got := show(proof.Judge(e, isBad(valueOf(p)), scenario.Always())); got != "no" {
		t.Errorf("got %s, want no: a rule forbids the bad value", got)
	}
}

// Rules that the defaults break, of parameters that the statement does not hang on,
// take nothing from its answer: nor do they add assumptions.
func TestRulesOfOtherParametersAreNotLookedAt(t *testing.T) {
	p, other := param("P", "bad", "bad", "good"), param("KeyName", "", "", "mine")
	e := &estate.Estate{Possible: scenario.Rules{}.With(scenario.Atom(other, "mine"))}
	got := proof.Judge(e, isBad(valueOf(p)), scenario.Always())
	if show(got) != "yes" || len(got.Assumed) != 1 || got.Assumed[0] != p {
		t.Errorf("got %s assuming %v, want yes assuming P alone", show(got), got.Assumed)
	}
}
