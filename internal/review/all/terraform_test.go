package all_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"ringwall/internal/finding"
	"ringwall/internal/iac"
	"ringwall/internal/review"
	"ringwall/internal/review/all"
)

// mostFindings is how many findings of low severity and above a case may have: a
// configuration with one mistake is not worth a page.
const mostFindings = 3

// wanted is the line of a configuration that says which controls find its mistake:
// one of these is enough. "more" admits more findings than [mostFindings], where
// they are all worth it.
var wanted = regexp.MustCompile(`(?m)^# want ([A-Z0-9,-]+)( more)?$`)

// TestTerraformCases reviews small configurations, each with one mistake, and their
// twins without it: the control that the first names finds it, and says nothing of
// the twin.
func TestTerraformCases(t *testing.T) {
	files, err := filepath.Glob("testdata/terraform/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		root := t.TempDir()
		for name, want := range unpackCases(t, file, root) {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+name, func(t *testing.T) {
				bad := told(t, filepath.Join(root, name, "bad"))
				hits := bad.of(want[1])
				if len(hits) == 0 {
					t.Errorf("%s does not find it; found is %v", want[1], bad)
				}
				if n := bad.listed(); n > mostFindings && want[2] == "" {
					t.Errorf("%d findings: %v", n, bad)
				}
				if twin := told(t, filepath.Join(root, name, "good")).of(want[1]); len(hits) > 0 && twin.holds(hits) {
					t.Errorf("the twin has all of it: %v", twin)
				}
			})
		}
	}
}

// unpackCases writes the cases of an archive below root, and gives what each wants.
func unpackCases(t *testing.T, file, root string) map[string][]string {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, f := range archive.Files {
		name, rest, _ := strings.Cut(f.Name, "/")
		if rest == "bad.tf" || rest == "good.tf" {
			rest = strings.TrimSuffix(rest, ".tf") + "/main.tf"
		}
		if m := wanted.FindStringSubmatch(string(f.Data)); m != nil {
			out[name] = m
		}
		path := filepath.Join(root, name, filepath.FromSlash(rest))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// failures are the findings of a review that fail.
type failures []finding.Finding

func told(t *testing.T, dir string) failures {
	t.Helper()
	e, err := iac.Open([]string{dir}, iac.Options{Region: "eu-west-1", Account: "111122223333"})
	if err != nil {
		t.Fatal(err)
	}
	var out failures
	for _, f := range review.Run(e, all.Rules()).Findings {
		if f.Status == finding.Fail {
			out = append(out, f)
		}
	}
	return out
}

// String lists the controls and resources.
func (l failures) String() string {
	var out []string
	for _, f := range l {
		out = append(out, f.Severity.String()+" "+f.Control+" "+string(f.Resource))
	}
	return strings.Join(out, ", ")
}

// listed is how many a review lists unless asked for more.
func (l failures) listed() int {
	n := 0
	for _, f := range l {
		if f.Severity > finding.Info {
			n++
		}
	}
	return n
}

// holds reports whether all of some findings are among these.
func (l failures) holds(all failures) bool {
	for _, a := range all {
		if !slices.ContainsFunc(l, func(f finding.Finding) bool {
			return f.Control == a.Control && f.Resource == a.Resource && f.Message == a.Message
		}) {
			return false
		}
	}
	return true
}

// of are those of some controls.
func (l failures) of(controls string) failures {
	var out failures
	for _, f := range l {
		for c := range strings.SplitSeq(controls, ",") {
			if f.Control == c {
				out = append(out, f)
			}
		}
	}
	return out
}
