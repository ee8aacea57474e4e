//go:build unix

package all_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"syscall"
	"testing"
	"time"

	"ringwall/internal/finding"
	"ringwall/internal/iac"
	"ringwall/internal/reach"
	"ringwall/internal/review"
	"ringwall/internal/review/all"
)

// TestCorpus reviews every template below the folder that RINGWALL_CORPUS names
// and asks for its exposure: nothing may panic. It reports how long each step
// took and how often each control fired, for judging on real templates that are
// not part of this repository.
func TestCorpus(t *testing.T) {
	root := os.Getenv("RINGWALL_CORPUS")
	if root == "" {
		t.Skip("RINGWALL_CORPUS names no folder of templates; see docs/performance.md")
	}
	out := corpusRun{counts: map[string][2]int{}}
	rules := all.Rules()
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch filepath.Ext(p) {
		case ".yaml", ".yml", ".json", ".template", ".cfn":
			out.reviewOne(t, p, rules)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.load) == 0 {
		t.Fatal("RINGWALL_CORPUS holds no template that loads")
	}
	out.log(t, rules)
}

// corpusRun is how long each step took, template by template, what the process
// used of the processors for it in all, and how often each control failed and
// was unknown.
type corpusRun struct {
	load, review, both, exposure []time.Duration
	loadCPU, reviewCPU           time.Duration
	counts                       map[string][2]int
}

func (c *corpusRun) reviewOne(t *testing.T, p string, rules []*review.Rule) {
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("%s: %v\n%s", p, r, debug.Stack())
		}
	}()
	start, used := time.Now(), processors()
	e, err := iac.Open([]string{p}, iac.Options{})
	if err != nil {
		return
	}
	loaded, usedToLoad := time.Now(), processors()
	report := review.Run(e, rules)
	reviewed, usedToReview := time.Now(), processors()
	reach.Exposure(e)
	exposed := time.Now()
	c.loadCPU, c.reviewCPU = c.loadCPU+usedToLoad-used, c.reviewCPU+usedToReview-usedToLoad
	c.load = append(c.load, loaded.Sub(start))
	c.review = append(c.review, reviewed.Sub(loaded))
	c.both = append(c.both, reviewed.Sub(start))
	c.exposure = append(c.exposure, exposed.Sub(reviewed))
	if took := exposed.Sub(start); took > 300*time.Millisecond {
		t.Logf("slow: %v %s", took, p)
	}
	seen := map[string]bool{}
	for _, f := range report.Findings {
		if seen[f.Fingerprint] {
			t.Errorf("%s: two findings are %s, one of %s", p, f.Fingerprint, f.Control)
		}
		seen[f.Fingerprint] = true
		n := c.counts[f.Control]
		if f.Status == finding.Fail {
			n[0]++
		} else {
			n[1]++
		}
		c.counts[f.Control] = n
	}
}

func (c *corpusRun) log(t *testing.T, rules []*review.Rule) {
	t.Logf("%d templates", len(c.load))
	for _, step := range []struct {
		name string
		took []time.Duration
	}{{"load", c.load}, {"review", c.review}, {"load and review", c.both}, {"exposure", c.exposure}} {
		var sum time.Duration
		for _, d := range step.took {
			sum += d
		}
		slices.Sort(step.took)
		n := len(step.took)
		t.Logf("%-16s mean %v, median %v, p99 %v, worst %v", step.name,
			sum/time.Duration(n), step.took[n/2], step.took[n*99/100], step.took[n-1])
	}
	n := time.Duration(len(c.load))
	t.Logf("processor time on average: load %v, review %v, both %v", c.loadCPU/n, c.reviewCPU/n, (c.loadCPU+c.reviewCPU)/n)
	for _, r := range rules {
		t.Logf("%-26s %5d fail %5d unknown", r.ID, c.counts[r.ID][0], c.counts[r.ID][1])
	}
}

// processors is the processor time that the process has used. On a machine with
// other work it says more than the clock.
func processors() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
