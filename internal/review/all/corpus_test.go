package all_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sort"
	"testing"
	"time"

	"ringwall/internal/finding"
	"ringwall/internal/iac"
	"ringwall/internal/reach"
	"ringwall/internal/review"
	"ringwall/internal/review/all"
)

// TestCorpus reviews every template below the folder that RINGWALL_CORPUS names
// and asks for its exposure: nothing may panic. It reports how long that took
// and how often each control fired, for judging on real templates that are not
// part of this repository.
func TestCorpus(t *testing.T) {
	root := os.Getenv("RINGWALL_CORPUS")
	if root == "" {
		t.Skip("RINGWALL_CORPUS names no folder of templates; see docs/performance.md")
	}
	var times []time.Duration
	counts := map[string][2]int{}
	rules := all.Rules()
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch filepath.Ext(p) {
		case ".yaml", ".yml", ".json", ".template", ".cfn":
		default:
			return nil
		}
		start := time.Now()
		reviewOne(t, p, rules, counts)
		took := time.Since(start)
		if times = append(times, took); took > 300*time.Millisecond {
			t.Logf("slow: %v %s", took, p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	var sum time.Duration
	for _, d := range times {
		sum += d
	}
	t.Logf("%d templates loaded and reviewed; mean %v, median %v, p99 %v, worst %v", len(times),
		sum/time.Duration(len(times)), times[len(times)/2], times[len(times)*99/100], times[len(times)-1])
	for _, r := range rules {
		t.Logf("%-26s %5d fail %5d unknown", r.ID, counts[r.ID][0], counts[r.ID][1])
	}
}

func reviewOne(t *testing.T, p string, rules []*review.Rule, counts map[string][2]int) {
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("%s: %v\n%s", p, r, debug.Stack())
		}
	}()
	e, err := iac.Open([]string{p}, iac.Options{})
	if err != nil {
		return
	}
	for _, f := range review.Run(e, rules).Findings {
		c := counts[f.Control]
		if f.Status == finding.Fail {
			c[0]++
		} else {
			c[1]++
		}
		counts[f.Control] = c
	}
	reach.Exposure(e)
}
