package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"ringwall/internal/claim"
	"ringwall/internal/cli"
	"ringwall/internal/iac"
	"ringwall/internal/reach"
)

const scenarios = "../../testdata/scenarios"

// TestScenarios is the house's exam: every scenario of testdata/scenarios is an
// estate, claims about it that are proved, and the findings that its review
// must have. See testdata/scenarios/README.md; -update rewrites the findings.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob(scenarios + "/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			dir := scenarioEstate(t, archive)
			checkClaims(t, part(archive, "claims"), dir)
			checkWant(t, file, archive, dir)
		})
	}
}

// part is a file of an archive; nil if it has none of the name.
func part(a *txtar.Archive, name string) *txtar.File {
	for i := range a.Files {
		if a.Files[i].Name == name {
			return &a.Files[i]
		}
	}
	return nil
}

// scenarioEstate is the folder that holds the estate: one that the comment names
// ("estate: examples/…"), else a new one with the archive's files.
func scenarioEstate(t *testing.T, a *txtar.Archive) string {
	t.Helper()
	for _, line := range strings.Split(string(a.Comment), "\n") {
		if name, ok := strings.CutPrefix(line, "estate:"); ok {
			return filepath.Join("../..", strings.TrimSpace(name))
		}
	}
	dir := t.TempDir()
	for _, f := range a.Files {
		if f.Name == "claims" || f.Name == "want" {
			continue
		}
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func checkClaims(t *testing.T, f *txtar.File, dir string) {
	t.Helper()
	if f == nil {
		return
	}
	claims, err := claim.ParseAll(string(f.Data))
	if err != nil {
		t.Fatal(err)
	}
	e, err := iac.Open([]string{dir}, iac.Options{})
	if err != nil {
		t.Fatal(err)
	}
	model := reach.NewModel(e)
	for _, c := range claims {
		got, err := c.Prove(model)
		if err != nil {
			t.Errorf("claims:%d: %v", c.Line, err)
		} else if !got.Holds {
			t.Errorf("claims:%d: %s: it is %s", c.Line, c.Text, got.Got)
		}
	}
}

func checkWant(t *testing.T, file string, a *txtar.Archive, dir string) {
	t.Helper()
	want := part(a, "want")
	if want == nil {
		return
	}
	got := findingsOf(t, dir)
	if string(want.Data) == got {
		return
	}
	if !*update {
		t.Errorf("findings are\n%s\nwant\n%s", got, want.Data)
		return
	}
	want.Data = []byte(got)
	if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}

// findingsOf reviews a folder and lists the findings, "severity control resource
// status" a line, sorted.
func findingsOf(t *testing.T, dir string) string {
	t.Helper()
	var out, problems bytes.Buffer
	status := cli.Run([]string{"review", dir, "-o", "json", "--severity", "info"}, strings.NewReader(""), &out, &problems,
		func(string) string { return "" })
	if status != 0 && status != 1 {
		t.Fatalf("exit status %d: %s", status, problems.String())
	}
	var review struct {
		Findings []struct {
			Control, Severity, Status string
			Resource                  struct{ ID string }
		}
	}
	if err := json.Unmarshal(out.Bytes(), &review); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range review.Findings {
		id := f.Resource.ID
		if id == "" {
			id = "-"
		}
		lines = append(lines, fmt.Sprintf("%s %s %s %s\n", f.Severity, f.Control, id, f.Status))
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}
