package iac_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"testing"
	"time"

	"ringwall/internal/iac"
)

// TestCorpus loads every template below the folder that RINGWALL_CORPUS names,
// each on its own, and reports what was refused and how long loading took. It
// is for measuring on real templates, which are not part of this repository.
func TestCorpus(t *testing.T) {
	root := os.Getenv("RINGWALL_CORPUS")
	if root == "" {
		t.Skip("RINGWALL_CORPUS names no folder of templates; see docs/performance.md")
	}
	var times []time.Duration
	refused, resources := 0, 0
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
		e, err := iac.Open([]string{p}, iac.Options{})
		times = append(times, time.Since(start))
		if err != nil {
			refused++
			t.Logf("refused: %v", err)
			return nil
		}
		resources += e.Declared()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(times) == 0 {
		t.Fatalf("no templates below %s", root)
	}
	var sum time.Duration
	for _, t := range times {
		sum += t
	}
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	at := func(q float64) time.Duration { return times[min(len(times)-1, int(q*float64(len(times))))] }
	t.Logf("%d templates, %d refused, %d resources; load median %v, p99 %v, worst %v, mean %v",
		len(times), refused, resources, at(0.5), at(0.99), times[len(times)-1], sum/time.Duration(len(times)))
}
