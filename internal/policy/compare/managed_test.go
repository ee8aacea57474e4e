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

// managedPolicies are every so manieth of AWS's managed policies.
func managedPolicies(t testing.TB, step int, also ...string) []compare.Document {
	t.Helper()
	managed, err := catalog.Managed()
	if err != nil {
		t.Fatal(err)
	}
	var docs []compare.Document
	for i, name := range managed.Names() {
		if i%step == 0 || slices.Contains(also, name) {
			p, _ := managed.Policy(name)
			docs = append(docs, document(t, name, p.Document))
		}
	}
	return docs
}

// Of AWS's own policies nothing is left open: pairs of 200 of them, all 40,000 with
// RINGWALL_ORACLE=full.
func TestManagedPairs(t *testing.T) {
	by := compare.NewComparer(newTable(t))
	docs := managedPolicies(t, 8)
	var times []time.Duration
	count := map[compare.Verdict]int{}
	for i, old := range docs {
		for j, changed := range docs {
			if os.Getenv("RINGWALL_ORACLE") != "full" && (i*7+j*3)%100 != 0 {
				continue
			}
			start := cpuTime()
			r := by.Compare([]compare.Document{old}, []compare.Document{changed}, policy.ManagedPolicy)
			times = append(times, cpuTime()-start)
			count[r.Verdict]++
			if r.Verdict == compare.Undecided || i == j && r.Verdict != compare.NoNewAccess {
				t.Errorf("%s against %s: %v %v", old.Name, changed.Name, r.Verdict, r.Because)
			}
		}
	}
	slices.Sort(times)
	t.Logf("%d policies, %v, median %v, p99 %v, most %v", len(docs), count, times[len(times)/2], times[len(times)*99/100], times[len(times)-1])
}

// BenchmarkLarge compares AWS's largest policies.
func BenchmarkLarge(b *testing.B) {
	docs := managedPolicies(b, 1<<20, "ReadOnlyAccess", "ViewOnlyAccess", "SecurityAudit")
	docs = slices.DeleteFunc(docs, func(d compare.Document) bool {
		return d.Name != "ReadOnlyAccess" && d.Name != "ViewOnlyAccess" && d.Name != "SecurityAudit"
	})
	by := compare.NewComparer(newTable(b))
	for _, old := range docs {
		for _, changed := range docs {
			b.Run(old.Name+"/"+changed.Name, func(b *testing.B) {
				for b.Loop() {
					by.Compare([]compare.Document{old}, []compare.Document{changed}, policy.ManagedPolicy)
				}
			})
		}
	}
}
