// Package reviewtest runs rules on templates in tests: it loads CloudFormation
// text into an estate, and checks a rule against its own specimen and twin.
//
//	reviewtest.Specimens(t, data.Rules())
package reviewtest

import (
	"os"
	"path/filepath"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/iac"
	"ringwall/internal/review"
)

// Load makes an estate of templates; the first is template.yaml, further ones
// are stacks of their own.
func Load(t testing.TB, templates ...string) *estate.Estate {
	t.Helper()
	return LoadWith(t, iac.Options{}, templates...)
}

// LoadWith is [Load] with options.
func LoadWith(t testing.TB, o iac.Options, templates ...string) *estate.Estate {
	t.Helper()
	dir := t.TempDir()
	for i, text := range templates {
		name := "template.yaml"
		if i > 0 {
			name = "template" + string(rune('0'+i)) + ".yaml"
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	e, err := iac.Open([]string{dir}, o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Run runs one rule on templates.
func Run(t testing.TB, r *review.Rule, templates ...string) review.Report {
	t.Helper()
	return review.Run(Load(t, templates...), []*review.Rule{r})
}

// Status is what a report says of a resource: the worst of its findings, and
// [finding.Pass] if it has none.
func Status(r review.Report, id estate.ID) finding.Status {
	out := finding.Pass
	for _, f := range r.Findings {
		if f.Resource == id {
			out = max(out, f.Status)
		}
	}
	return out
}

// Specimens checks that every rule fails on its specimen and passes on its twin,
// and that it documents itself.
func Specimens(t *testing.T, rules []*review.Rule) {
	t.Helper()
	for i, r := range rules {
		t.Run(r.ID, func(t *testing.T) {
			if i > 0 && rules[i-1].ID >= r.ID {
				t.Errorf("%s is listed after %s: rules stand in the order of their ids", r.ID, rules[i-1].ID)
			}
			documented(t, r)
			failing := Run(t, r, r.Specimen)
			if got := failing.Controls[0].Status; got != finding.Fail {
				t.Errorf("the specimen: got %v, want fail", got)
			}
			for _, f := range failing.Findings {
				if f.Message == "" || f.Fix == "" || f.Origin.Line == 0 || f.Resource == "" {
					t.Errorf("a finding lacks message, fix, place or resource: %+v", f)
				}
			}
			passing := Run(t, r, r.Twin)
			if got := passing.Controls[0].Status; got != finding.Pass {
				t.Errorf("the twin: got %v, want pass: %+v", got, passing.Findings)
			}
		})
	}
}

func documented(t *testing.T, r *review.Rule) {
	t.Helper()
	for name, text := range map[string]string{
		"title": r.Title, "why": r.Why, "fix": r.Fix, "specimen": r.Specimen, "twin": r.Twin, "area": string(r.Area),
	} {
		if text == "" {
			t.Errorf("it has no %s", name)
		}
	}
	if len(r.Needs) == 0 || len(r.References) == 0 {
		t.Error("it says neither what it needs nor what it refers to")
	}
}
