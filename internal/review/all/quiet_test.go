package all_test

import (
	"fmt"
	"maps"
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

// leastAgreed is how much of what is told an architect must agree with.
const leastAgreed = 0.95

// judgement is what somebody who read the template thought of one finding.
type judgement struct {
	sample            string // first, second, third, fourth
	verdict           string // right, defensible, wrong; none: nothing was told of the template
	control, resource string
	template          string // OWNER/NAME/path
	why               string // of what is not right
}

func judgements(t *testing.T) []judgement {
	t.Helper()
	var out []judgement
	for _, f := range tsv(t, "quiet", "judged.tsv") {
		if len(f) != 6 {
			t.Fatalf("judged.tsv: %d fields: %q", len(f), f)
		}
		out = append(out, judgement{f[0], f[1], f[2], f[3], f[4], f[5]})
	}
	return out
}

// repository is the OWNER/NAME that a template is from.
func (j judgement) repository() string {
	f := strings.SplitN(j.template, "/", 3)
	return f[0] + "/" + f[1]
}

// least is the severity from which findings were drawn.
func (j judgement) least() finding.Severity {
	if j.sample == "first" {
		return finding.Low
	}
	return finding.Medium
}

// TestQuietJudgements holds the judged findings to the controls that there are.
func TestQuietJudgements(t *testing.T) {
	known := map[string]bool{}
	for _, r := range all.Rules() {
		known[r.ID] = true
	}
	commits := map[string]bool{}
	for _, f := range tsv(t, "quiet", "repositories.tsv") {
		commits[f[0]] = len(f) == 2 && len(f[1]) == 40
	}
	for _, j := range judgements(t) {
		if !commits[j.repository()] {
			t.Errorf("%s: no commit is known of its repository", j.template)
		}
		switch j.verdict {
		case "none":
			continue
		case "right":
		case "defensible", "wrong":
			if j.why == "" {
				t.Errorf("%s %s %s is %s, and nothing says why", j.control, j.resource, j.template, j.verdict)
			}
		default:
			t.Errorf("%s is no verdict", j.verdict)
		}
		if !known[j.control] {
			t.Errorf("%s is no control", j.control)
		}
	}
	for _, p := range plantings(t) {
		if !known[p.control] || !commits[(judgement{template: p.file}).repository()] || p.old == p.new {
			t.Errorf("%s in %s: no control, no commit, or nothing planted", p.control, p.file)
		}
	}
}

// TestQuiet reviews the templates of the samples again, from the folder that
// RINGWALL_QUIET names, with a checkout OWNER/NAME of each repository, and tells
// how much of what was judged is still told, and what of that was agreed with
// (docs/quietness.md).
func TestQuiet(t *testing.T) {
	root := os.Getenv("RINGWALL_QUIET")
	if root == "" {
		t.Skip("RINGWALL_QUIET names no folder of checkouts; see docs/quietness.md")
	}
	here := map[string]bool{}
	for _, f := range tsv(t, "quiet", "repositories.tsv") {
		if _, err := os.Stat(filepath.Join(root, f[0])); err == nil {
			here[f[0]] = true
		} else {
			t.Logf("NOT CHECKED, not in the folder: %s, commit %s", f[0], f[1])
		}
	}
	if len(here) == 0 {
		t.Fatalf("%s holds none of the repositories", root)
	}
	told := map[string]tellings{}
	for _, sample := range []string{"first", "second", "third", "fourth"} {
		t.Run(sample, func(t *testing.T) {
			tally := tally{verdicts: map[string]int{}, rest: map[string]int{}}
			for _, j := range judgements(t) {
				if j.sample != sample || !here[j.repository()] {
					continue
				}
				if told[j.template] == nil {
					told[j.template] = tellingsOf(t, filepath.Join(root, j.template))
				}
				tally.judged(t, j, told[j.template])
			}
			tally.close(t)
		})
	}
}

// telling is one resource that a control fails on; of several findings of one
// control on it, the gravest.
type telling struct{ control, resource string }

type tellings map[telling]finding.Severity

func tellingsOf(t *testing.T, file string) tellings {
	t.Helper()
	e, err := iac.Open([]string{file}, iac.Options{})
	if err != nil {
		t.Fatalf("read a judged template: %v", err)
	}
	out := tellings{}
	for _, f := range review.Run(e, all.Rules()).Findings {
		if f.Status != finding.Fail {
			continue
		}
		for _, id := range append(f.Also, f.Resource) {
			if r, ok := e.Get(id); ok {
				at := telling{f.Control, r.Base().Logical}
				out[at] = max(out[at], f.Severity)
			}
		}
	}
	return out
}

// tally counts the judged findings of one sample.
type tally struct {
	verdicts map[string]int // of those that are told today
	gone     int            // judged, and told no more, or with less weight
	rest     map[string]int // told of the templates, and not judged, by template
}

func (c *tally) judged(t *testing.T, j judgement, told tellings) {
	if _, ok := c.rest[j.template]; !ok {
		c.rest[j.template] = 0
		for _, severity := range told {
			if severity >= j.least() {
				c.rest[j.template]++
			}
		}
	}
	if j.verdict == "none" {
		return
	}
	if told[telling{j.control, j.resource}] < j.least() {
		c.gone++
		t.Logf("told no more, or with less weight: %s %s %s, which was %s", j.control, j.resource, j.template, j.verdict)
		return
	}
	c.verdicts[j.verdict]++
	c.rest[j.template]--
}

func (c *tally) close(t *testing.T) {
	if len(c.rest) == 0 {
		t.Skip("none of the sample's repositories is in the folder")
	}
	var told, rest int
	for _, n := range c.verdicts {
		told += n
	}
	for _, n := range c.rest {
		rest += n
	}
	agreed := float64(told-c.verdicts["wrong"]) / float64(max(told, 1))
	t.Logf("%d judged: %d told today: %d right, %d defensible, %d wrong: %.1f%% agreed; %d told no more; %d others are told of these %d templates",
		told+c.gone, told, c.verdicts["right"], c.verdicts["defensible"], c.verdicts["wrong"], 100*agreed, c.gone, rest, len(c.rest))
	if agreed < leastAgreed {
		t.Errorf("%.1f%% are agreed with", 100*agreed)
	}
}

// TestQuietPage holds the tables of docs/quietness.md to what was judged.
func TestQuietPage(t *testing.T) {
	var b strings.Builder
	for _, s := range []struct{ name, title string }{
		{"third", "Two hundred findings on others' references, by control"},
		{"fourth", "Sixty more, by control"},
		{"second", "Two hundred findings of medium and above, by control"},
		{"first", "The first sample, by control"},
	} {
		b.WriteString("\n## " + s.title + "\n\n| control | findings | right | defensible | wrong | why not right |\n|---|---:|---:|---:|---:|---|\n")
		byControl := map[string][]judgement{}
		for _, j := range judgements(t) {
			if j.sample == s.name && j.verdict != "none" {
				byControl[j.control] = append(byControl[j.control], j)
			}
		}
		for _, control := range slices.Sorted(maps.Keys(byControl)) {
			b.WriteString(controlRow(control, byControl[control]))
		}
	}
	b.WriteString("\n## The repositories\n\n| repository | commit | templates | findings judged |\n|---|---|---:|---:|\n")
	for _, f := range tsv(t, "quiet", "repositories.tsv") {
		templates, findings := map[string]bool{}, 0
		for _, j := range judgements(t) {
			if j.repository() != f[0] {
				continue
			}
			templates[j.template] = true
			if j.verdict != "none" {
				findings++
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %d | %d |\n", f[0], f[1][:7], len(templates), findings)
	}
	page(t, "quietness.md", b.String())
}

func controlRow(control string, list []judgement) string {
	count, why := map[string]int{}, map[string]bool{}
	for _, j := range list {
		count[j.verdict]++
		if j.why != "" {
			why[j.why] = true
		}
	}
	return fmt.Sprintf("| %s | %d | %d | %d | %d | %s |\n", control, len(list), count["right"], count["defensible"], count["wrong"],
		strings.Join(slices.Sorted(maps.Keys(why)), "; "))
}
