package cli

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"ringwall/internal/suppress"
)

const equivalentsPage = "../../docs/suppressions.md"

// TestEquivalents: every control that the tables of other tools' rules name is
// one of ours, no line stands twice, and docs/suppressions.md has them all; with
// -update it is written.
func TestEquivalents(t *testing.T) {
	seen := map[suppress.Equivalent]bool{}
	var table strings.Builder
	table.WriteString("| tool | rules, all of them | control |\n|---|---|---|\n")
	for _, e := range suppress.Equivalents() {
		if ruleByID(rules(), e.Control) == nil {
			t.Errorf("%s %s: there is no control %s", e.Tool, e.IDs, e.Control)
		}
		if seen[e] {
			t.Errorf("%v stands twice", e)
		}
		seen[e] = true
		fmt.Fprintf(&table, "| %s | %s | %s |\n", e.Tool, strings.ReplaceAll(e.IDs, " ", ", "), e.Control)
	}
	if len(seen) < 100 {
		t.Errorf("only %d lines", len(seen))
	}
	page, err := os.ReadFile(equivalentsPage)
	if err != nil {
		t.Fatal(err)
	}
	const mark = "-update -->\n\n"
	text, have, _ := bytes.Cut(page, []byte(mark))
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile(equivalentsPage, append(append(text, mark...), table.String()...), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(have) != table.String() {
		t.Errorf("%s has other tables: run go test ./internal/cli -run TestEquivalents -update", equivalentsPage)
	}
}
