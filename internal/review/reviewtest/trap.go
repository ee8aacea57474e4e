package reviewtest

import (
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// Trap is a template with a resource that a rule is easily wrong about.
type Trap struct {
	Name, Template string
	Resource       estate.ID
	Want           finding.Status
	Says           string // in what the findings tell; empty: not asked
}

// Check runs a rule over a trap.
func Check(t *testing.T, rule *review.Rule, x Trap) {
	t.Helper()
	t.Run(x.Name, func(t *testing.T) {
		r := Run(t, rule, x.Template)
		if got := Status(r, x.Resource); got != x.Want {
			t.Errorf("got %v, want %v: %+v", got, x.Want, r.Findings)
		}
		if x.Says != "" && !strings.Contains(Told(r), x.Says) {
			t.Errorf("nothing says %q: %s", x.Says, Told(r))
		}
	})
}

// Told is all that a report's findings say in words: severity, message,
// evidence, fix, causes and scenarios.
func Told(r review.Report) string {
	var b strings.Builder
	for _, f := range r.Findings {
		b.WriteString(f.Severity.String() + " " + f.Message + " " + strings.Join(f.Facts, " ") + " " + f.Fix)
		for _, g := range f.Proof.Gaps {
			b.WriteString(" " + g.Cause())
		}
		for _, s := range f.Proof.Scenario {
			b.WriteString(" " + s.String())
		}
	}
	return b.String()
}
