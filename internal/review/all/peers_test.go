package all_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/iac"
	"ringwall/internal/review"
	"ringwall/internal/review/all"
)

// leastRecall is how much of what a control covers must be found.
const leastRecall = 0.95

// TestPeersLabels runs every rule over the labelled examples of other reviewers, in
// the folder that RINGWALL_PEERS names, with checkouts called checkov, trivy-checks
// and cfngoat, and tells how many of the labels that a control of ours covers are
// found (docs/review-quality.md).
func TestPeersLabels(t *testing.T) {
	root := os.Getenv("RINGWALL_PEERS")
	if root == "" {
		t.Skip("RINGWALL_PEERS names no folder of checkouts; see docs/review-quality.md")
	}
	covers := mapping(t)
	for _, set := range []struct {
		name   string
		labels []label
	}{
		{"checkov", labelled(t, "checkov.tsv")},
		{"cfngoat", labelled(t, "cfngoat.tsv")},
		{"trivy-checks", trivyExamples(t, filepath.Join(root, "trivy-checks"))},
	} {
		t.Run(set.name, func(t *testing.T) {
			exam := exam{covers: covers, wrong: rows(t, "wrong.tsv"), root: filepath.Join(root, set.name), reviewed: map[string]*reviewed{}}
			exam.mark(t, set.labels)
		})
	}
}

// label is what somebody says of a resource, or of a whole template: that a check
// of theirs fails on it, or passes.
type label struct {
	check, file string
	fails       bool
	resource    string // logical id; empty: somewhere in the template
	template    string // where it is no file
	expanded    bool   // SAM expands the resource: what comes of it begins with its name
}

// mapping says which controls cover a check; none: why not.
func mapping(t *testing.T) map[string][]string {
	out := map[string][]string{}
	for _, f := range rows(t, "mapping.tsv") {
		controls := strings.Fields(f[1])
		if f[1] == "-" {
			controls = nil
			if len(f) < 3 || f[2] == "" {
				t.Errorf("%s is not covered, and nothing says why", f[0])
			}
		}
		out[f[0]] = controls
	}
	known := map[string]bool{}
	for _, r := range all.Rules() {
		known[r.ID] = true
	}
	for check, controls := range out {
		for _, c := range controls {
			if !known[c] {
				t.Errorf("%s is covered by %s, which is no control", check, c)
			}
		}
	}
	return out
}

// TestPeersMapping holds the table of other reviewers' checks to the controls that
// there are.
func TestPeersMapping(t *testing.T) {
	covers := mapping(t)
	for _, name := range []string{"checkov.tsv", "cfngoat.tsv"} {
		for _, l := range labelled(t, name) {
			if _, ok := covers[l.check]; !ok {
				t.Errorf("%s: %s is not in the mapping", name, l.check)
			}
		}
	}
}

func rows(t *testing.T, name string) [][]string {
	t.Helper()
	return tsv(t, "peers", name)
}

// tsv is a file of testdata, split at tabs.
func tsv(t *testing.T, folder, name string) [][]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", folder, name))
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for line := range strings.Lines(string(data)) {
		out = append(out, strings.Split(strings.TrimRight(line, "\n"), "\t"))
	}
	return out
}

func labelled(t *testing.T, name string) []label {
	var out []label
	for _, f := range rows(t, name) {
		out = append(out, label{
			check: f[0], fails: f[1] == "fail", file: f[2], resource: f[3][strings.LastIndex(f[3], ".")+1:],
			expanded: strings.HasPrefix(f[3], "AWS::Serverless::"),
		})
	}
	return out
}

// reviewed is what the rules say of a template: by control, the resources that fail,
// and those of which it is not known.
type reviewed struct {
	fails, unknown map[string][]string
	err            error
}

func (r *reviewed) says(list map[string][]string, controls []string, l label) bool {
	for _, c := range controls {
		if slices.ContainsFunc(list[c], func(id string) bool {
			return l.resource == "" || id == l.resource || l.expanded && strings.HasPrefix(id, l.resource)
		}) {
			return true
		}
	}
	return false
}

type exam struct {
	covers   map[string][]string
	wrong    [][]string // labels that are argued, with the argument
	root     string
	reviewed map[string]*reviewed
}

func (x *exam) review(t *testing.T, l label) *reviewed {
	file := filepath.Join(x.root, l.file)
	if l.template != "" {
		file = filepath.Join(t.TempDir(), "template.yaml")
		if err := os.WriteFile(file, []byte(l.template), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if r := x.reviewed[file]; r != nil {
		return r
	}
	out := &reviewed{fails: map[string][]string{}, unknown: map[string][]string{}}
	x.reviewed[file] = out
	e, err := iac.Open([]string{file}, iac.Options{})
	if err != nil {
		out.err = err
		return out
	}
	for _, f := range review.Run(e, all.Rules()).Findings {
		list := out.unknown
		if f.Status == finding.Fail {
			list = out.fails
		}
		for _, id := range append(f.Also, f.Resource) {
			if r, ok := e.Get(id); ok {
				list[f.Control] = append(list[f.Control], r.Base().Logical)
			}
		}
	}
	return out
}

func (x *exam) mark(t *testing.T, labels []label) {
	var covered, found, uncovered, unreadable, quiet, loud, argued int
	var missed, open, over []string
	for _, l := range labels {
		controls, known := x.covers[l.check]
		if !known {
			t.Errorf("%s is not in the mapping", l.check)
		}
		if len(controls) == 0 {
			uncovered++
			continue
		}
		r := x.review(t, l)
		at := fmt.Sprintf("%s %s %s (%s)", l.check, l.file, l.resource, strings.Join(controls, " "))
		switch {
		case r.err != nil:
			unreadable++
			t.Logf("not read: %s: %v", at, r.err)
		case !l.fails && r.says(r.fails, controls, l):
			loud++
			over = append(over, at)
		case !l.fails:
			quiet++
		case x.isWrong(l) && !r.says(r.fails, controls, l):
			argued++
		case r.says(r.fails, controls, l):
			covered++
			found++
		case r.says(r.unknown, controls, l):
			covered++
			open = append(open, at)
		default:
			covered++
			missed = append(missed, at)
		}
	}
	for _, s := range missed {
		t.Logf("missed: %s", s)
	}
	for _, s := range open {
		t.Logf("answered unknown: %s", s)
	}
	for _, s := range over {
		t.Logf("labelled as good, and found: %s", s)
	}
	recall := float64(found) / float64(max(covered, 1))
	t.Logf("%d labels of failures that a control covers: %d found (%.1f%%), %d unknown, %d missed; %d labels are wrong; %d labels of checks that none covers; %d not read; of %d labels of passes %d are found fault with",
		covered, found, 100*recall, len(open), len(missed), argued, uncovered, unreadable, quiet+loud, loud)
	if recall < leastRecall {
		t.Errorf("recall is %.1f%%", 100*recall)
	}
}

// isWrong reports whether a label is argued in docs/review-quality.md.
func (x *exam) isWrong(l label) bool {
	return slices.ContainsFunc(x.wrong, func(w []string) bool {
		return w[0] == l.check && (w[1] == "*" || w[1] == l.resource)
	})
}

// trivyExamples reads the CloudFormation examples beside the checks: YAML files
// with lists "bad" and "good" of templates as block scalars, and the check's id in
// the metadata of the file of the same name.
func trivyExamples(t *testing.T, root string) []label {
	var out []label
	base := filepath.Join(root, "checks", "cloud", "aws")
	err := filepath.WalkDir(base, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(p) != ".yaml" {
			return err
		}
		data, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		check := checkID(strings.TrimSuffix(p, ".yaml") + ".rego")
		name, _ := filepath.Rel(base, p)
		for _, l := range examplesIn(string(data)) {
			l.check, l.file = check, name
			out = append(out, l)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func checkID(file string) string {
	data, _ := os.ReadFile(file)
	for line := range strings.Lines(string(data)) {
		if id, ok := strings.CutPrefix(strings.TrimSpace(line), "#   id:"); ok {
			return strings.TrimSpace(id)
		}
	}
	return ""
}

// examplesIn takes the block scalars below "cloudformation:" out of a file.
func examplesIn(text string) []label {
	var out []label
	section, list := "", ""
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		switch indent := len(line) - len(strings.TrimLeft(line, " ")); {
		case indent == 0 && trimmed != "":
			section = strings.TrimSuffix(trimmed, ":")
		case section != "cloudformation":
		case indent == 2 && trimmed != "":
			list = strings.TrimSuffix(trimmed, ":")
		case indent == 4 && strings.HasPrefix(trimmed, "- |"):
			out = append(out, label{fails: list == "bad"})
		case (list == "bad" || list == "good") && len(out) > 0:
			out[len(out)-1].template += strings.TrimPrefix(line, "      ")
		}
	}
	return slices.DeleteFunc(out, func(l label) bool { return strings.TrimSpace(l.template) == "" })
}

var writePage = flag.Bool("page", false, "write the tables of docs/quietness.md and docs/review-quality.md")

// page holds what stands between the marks of a page of docs to its tables.
func page(t *testing.T, name, tables string) {
	t.Helper()
	const begin, end = "<!-- tables: make docs -->\n", "<!-- end of the tables -->\n"
	file := filepath.Join("..", "..", "..", "docs", name)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(data), begin)
	_, tail, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no place for the tables", name)
	}
	want := head + begin + tables + "\n" + end + tail
	if *writePage {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(data) {
		t.Errorf("docs/%s is not what the exam reads: run make docs", name)
	}
}

// TestPeersPage holds the tables of docs/review-quality.md to the files that the
// exam reads.
func TestPeersPage(t *testing.T) {
	var b strings.Builder
	b.WriteString("\n| label | of | why it is not followed |\n|---|---|---|\n")
	for _, w := range rows(t, "wrong.tsv") {
		b.WriteString("| " + strings.Join(w, " | ") + " |\n")
	}
	b.WriteString("\n## Their checks and our controls\n\n| check | controls, or why none |\n|---|---|\n")
	for _, m := range rows(t, "mapping.tsv") {
		if m[1] == "-" {
			b.WriteString("| " + m[0] + " | not covered: " + m[2] + " |\n")
		} else {
			b.WriteString("| " + m[0] + " | " + strings.ReplaceAll(m[1], " ", ", ") + " |\n")
		}
	}
	page(t, "review-quality.md", b.String())
}
