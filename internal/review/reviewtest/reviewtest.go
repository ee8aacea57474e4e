// Package reviewtest runs rules on templates in tests: it loads CloudFormation
// text, or what the AWS CLI prints of an account, into an estate, and checks a rule against its own specimen and twin.
//
//	reviewtest.Specimens(t, data.Rules())
package reviewtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"ringwall/internal/account"
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
	if len(templates) == 1 && strings.HasPrefix(templates[0], "-- ") {
		return live(t, templates[0])
	}
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

// live makes an estate of the files of a text, each under a line "-- NAME --": what
// the AWS CLI prints of an account.
func live(t testing.TB, text string) *estate.Estate {
	t.Helper()
	files := fstest.MapFS{}
	for _, part := range strings.Split("\n"+text, "\n-- ")[1:] {
		name, data, ok := strings.Cut(part, " --\n")
		if !ok {
			t.Fatalf("no name in %q", part)
		}
		files[name] = &fstest.MapFile{Data: []byte(data)}
	}
	list, err := account.Files(files, "account")
	if err != nil {
		t.Fatal(err)
	}
	got := account.Load(list, account.Options{Typed: iac.Typed})
	for _, p := range got.Problems {
		t.Error(p)
	}
	return estate.Join(nil, estate.Estate{
		Sources: got.Sources, Resources: got.Resources, Listings: got.Listings, Hidden: got.Hidden, Gaps: got.Gaps, Unseen: []estate.Gap{got.Rest},
	})
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
