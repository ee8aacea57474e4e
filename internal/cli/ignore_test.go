package cli

import (
	"testing"

	"ringwall/internal/suppress"
)

// TestEquivalents: every control that the tables of other tools' rules name is
// one of ours, and no line stands twice.
func TestEquivalents(t *testing.T) {
	seen := map[suppress.Equivalent]bool{}
	for _, e := range suppress.Equivalents() {
		if ruleByID(rules(), e.Control) == nil {
			t.Errorf("%s %s: there is no control %s", e.Tool, e.IDs, e.Control)
		}
		if seen[e] {
			t.Errorf("%v stands twice", e)
		}
		seen[e] = true
	}
	if len(seen) < 100 {
		t.Errorf("only %d lines", len(seen))
	}
}
