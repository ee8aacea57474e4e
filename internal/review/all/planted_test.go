package all_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/iac"
	"ringwall/internal/review"
	"ringwall/internal/review/all"
)

// planting is one weakness in the place of what a well-made source says.
type planting struct {
	control, file string // OWNER/NAME/path
	line          int    // from which old is looked for
	old, new      string
}

func plantings(t *testing.T) []planting {
	t.Helper()
	var out []planting
	for _, f := range tsv(t, "quiet", "planted.tsv") {
		if len(f) != 5 {
			t.Fatalf("planted.tsv: %d fields: %q", len(f), f)
		}
		line, err := strconv.Atoi(f[2])
		if err != nil {
			t.Fatal(err)
		}
		texts := [2]string{}
		for i := range texts {
			if texts[i], err = strconv.Unquote(f[3+i]); err != nil {
				t.Fatalf("planted.tsv: %s: %v", f[3+i], err)
			}
		}
		out = append(out, planting{f[0], f[1], line, texts[0], texts[1]})
	}
	return out
}

// TestQuietPlanted plants one weakness at a time into well-made sources from the
// folder that RINGWALL_QUIET names: its control tells of it, first or second of what
// is told more than before, which is three findings on average at most.
func TestQuietPlanted(t *testing.T) {
	root := os.Getenv("RINGWALL_QUIET")
	if root == "" {
		t.Skip("RINGWALL_QUIET names no folder of checkouts; see docs/quietness.md")
	}
	total, done := 0, 0
	for _, p := range plantings(t) {
		if _, err := os.Stat(filepath.Join(root, p.file)); err != nil {
			t.Logf("NOT CHECKED, not in the folder: %s", p.file)
			continue
		}
		more := p.tells(t, root)
		total, done = total+len(more), done+1
		at := slices.IndexFunc(more, func(f finding.Finding) bool { return f.Control == p.control })
		if at < 0 || at > 1 {
			t.Errorf("%s in %s: %s is number %d of %d", p.new, p.file, p.control, at+1, len(more))
		}
	}
	t.Logf("%d findings for %d weaknesses", total, done)
	if total > mostFindings*done {
		t.Errorf("%d findings are too many for %d weaknesses", total, done)
	}
}

// tells is what the review tells once the weakness is there, and did not before.
func (p planting) tells(t *testing.T, root string) []finding.Finding {
	t.Helper()
	source, file := filepath.Join(root, p.file), filepath.Join(t.TempDir(), filepath.Base(p.file))
	if strings.HasSuffix(p.file, ".tf") {
		if err := os.CopyFS(filepath.Dir(file), os.DirFS(filepath.Dir(source))); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfterN(string(text), "\n", p.line)
	before, after, found := strings.Cut(lines[len(lines)-1], p.old)
	if !found {
		t.Fatalf("%s:%d: there is no %q", p.file, p.line, p.old)
	}
	spoilt := strings.Join(lines[:len(lines)-1], "") + before + p.new + after
	known := map[string]int{}
	for _, f := range toldOf(t, file, string(text)) {
		known[weakness(f)]++
	}
	return slices.DeleteFunc(toldOf(t, file, spoilt), func(f finding.Finding) bool {
		known[weakness(f)]--
		return known[weakness(f)] >= 0
	})
}

func weakness(f finding.Finding) string {
	return strings.Join([]string{f.Control, string(f.Resource), f.Message, f.Severity.String()}, "\t")
}

// toldOf are the failures of low severity and over of a template, or of the folder
// of a configuration, one file of which has the text.
func toldOf(t *testing.T, file, text string) []finding.Finding {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	source := file
	if strings.HasSuffix(file, ".tf") {
		source = filepath.Dir(file)
	}
	e, err := iac.Open([]string{source}, iac.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(review.Run(e, all.Rules()).Findings, func(f finding.Finding) bool {
		return f.Status != finding.Fail || f.Severity < finding.Low
	})
}
