package compare_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"ringwall/internal/catalog"
	"ringwall/internal/policy"
	"ringwall/internal/policy/compare"
)

func TestManagedPairs(t *testing.T) {
	managed, err := catalog.Managed()
	if err != nil {
		t.Fatal(err)
	}
	by := compare.NewComparer(newTable(t))
	var docs []compare.Document
	step := 8
	for i, name := range managed.Names() {
		if i%step == 0 {
			p, _ := managed.Policy(name)
			docs = append(docs, document(t, name, p.Document))
		}
	}
	var times []time.Duration
	count := map[compare.Verdict]int{}
	notes := 0
	for i, old := range docs {
		for j, changed := range docs {
			if os.Getenv("ALL") == "" && (i*7+j*3)%40 != 0 {
				continue
			}
			start := cpuTime()
			r := by.Compare([]compare.Document{old}, []compare.Document{changed}, policy.ManagedPolicy)
			d := cpuTime() - start
			times = append(times, d)
			count[r.Verdict]++
			if len(r.Notes) > 0 {
				notes++
			}
			if d > 100*time.Millisecond || r.Verdict == compare.Undecided || len(r.Notes) > 0 && notes < 20 {
				t.Logf("%s -> %s: %v %v %.200v %v", old.Name, changed.Name, d, r.Verdict, r.Because, r.Notes)
			}
		}
	}
	slices.Sort(times)
	t.Logf("%d documents, %v, median %v p99 %v max %v notes %d", len(docs), count, times[len(times)/2], times[len(times)*99/100], times[len(times)-1], notes)
}
