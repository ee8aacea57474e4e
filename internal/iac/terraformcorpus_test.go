package iac_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"ringwall/internal/estate"
	"ringwall/internal/iac"
	"ringwall/internal/iac/terraform"
)

// TestTerraformCorpus loads every folder of Terraform configurations below the
// folder that RINGWALL_CORPUS names, each by itself, and reports what was refused,
// what could not be known and how long loading took. It is for measuring on real
// configurations, which are not part of this repository.
func TestTerraformCorpus(t *testing.T) {
	root := os.Getenv("RINGWALL_CORPUS")
	if root == "" {
		t.Skip("RINGWALL_CORPUS names no folder of configurations; see docs/terraform.md")
	}
	m := corpusMeasure{causes: map[string]int{}, types: map[string]int{}}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") && p != root {
			return filepath.SkipDir
		}
		entries, err := os.ReadDir(p)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if !e.IsDir() && terraform.IsConfig(e.Name()) {
				m.load(t, p)
				break
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	m.report(t)
}

type corpusMeasure struct {
	times              []time.Duration
	refused, resources int
	unresolved         int
	causes, types      map[string]int
}

func (m *corpusMeasure) load(t *testing.T, dir string) {
	start := time.Now()
	e, err := iac.Open([]string{dir}, iac.Options{})
	took := time.Since(start)
	m.times = append(m.times, took)
	if took > time.Second {
		t.Logf("%v: %s", took, dir)
	}
	if err != nil {
		m.refused++
		t.Logf("refused: %v", err)
		return
	}
	m.resources += e.Declared()
	m.unresolved += e.Unresolved
	for _, g := range e.Gaps {
		m.causes[g.Variable.Why]++
	}
	for _, r := range e.Resources {
		if _, other := r.(*estate.Other); other && strings.HasPrefix(r.Base().Type, "aws_") {
			m.types[r.Base().Type]++
		}
	}
}

func (m *corpusMeasure) report(t *testing.T) {
	if len(m.times) == 0 {
		t.Fatal("no folder of configurations found")
	}
	sort.Slice(m.times, func(i, j int) bool { return m.times[i] < m.times[j] })
	var total time.Duration
	for _, d := range m.times {
		total += d
	}
	t.Logf("%d folders, %d refused, %d resources, %d values unresolved", len(m.times), m.refused, m.resources, m.unresolved)
	t.Logf("loading: %v in all; median %v, 99%% under %v, slowest %v", total, m.times[len(m.times)/2], m.times[len(m.times)*99/100], m.times[len(m.times)-1])
	logCounts(t, "gap", m.causes)
	logCounts(t, "type not modelled", m.types)
}

// logCounts logs the most frequent of what was counted.
func logCounts(t *testing.T, what string, counts map[string]int) {
	var names []string
	for n := range counts {
		names = append(names, n)
	}
	sort.Slice(names, func(i, j int) bool {
		if counts[names[i]] != counts[names[j]] {
			return counts[names[i]] > counts[names[j]]
		}
		return names[i] < names[j]
	})
	for i, n := range names {
		if i == 60 {
			break
		}
		t.Logf("%s: %5d %s", what, counts[n], n)
	}
}
