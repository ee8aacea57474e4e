package review

import (
	"cmp"
	"slices"
	"time"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/scenario"
)

// Result is how one control stands over the whole estate.
type Result struct {
	Rule      *Rule
	Status    finding.Status
	Resources int // subjects that were looked at
	Pass      int
	Fail      int
	Unknown   int
	// Because says why a control cannot be decided as a whole.
	Because []estate.Gap
}

// Report is the outcome of a review: findings, worst first, and every control.
type Report struct {
	Findings []finding.Finding
	Controls []Result
	// Types are the resource types that some control looked at, sorted.
	Types []string
	// Assumed are the variables whose defaults some verdict takes for granted,
	// also where it is a pass, by name.
	Assumed []*scenario.Variable
}

// Run applies rules to an estate. The outcome depends on nothing else, and is
// in a fixed order. What ends at a date counts as ended if it had when the table
// of such dates was made.
func Run(e *estate.Estate, rules []*Rule) Report { return RunAt(e, rules, time.Time{}) }

// RunAt is [Run] at a time: what ends at a date has ended by then.
func RunAt(e *estate.Estate, rules []*Rule, now time.Time) Report {
	shared := &Shared{Now: now, estate: e}
	seen, hidden := newLedger(), newHidden(e, now)
	var out Report
	for _, r := range rules {
		p := &Pass{Estate: e, Shared: shared, rule: r, result: Result{Rule: r}, ledger: seen}
		r.Check(p)
		hidden.doubt(p)
		p.result.Status = p.status()
		out.Controls = append(out.Controls, p.result)
		out.Findings = append(out.Findings, p.findings...)
	}
	slices.SortStableFunc(out.Findings, Compare)
	out.Findings = withoutEchoes(e, out.Findings)
	tellApart(out.Findings)
	out.Types, out.Assumed = seen.types(), seen.assumptions()
	return out
}

func (p *Pass) status() finding.Status {
	switch {
	case p.result.Fail > 0:
		return finding.Fail
	case p.result.Unknown > 0 || len(p.result.Because) > 0:
		return finding.Unknown
	case p.result.Resources > 0:
		return finding.Pass
	}
	return finding.NotApplicable
}

// Compare orders findings: failures before what is unknown, then the worst
// first, then by control and place.
func Compare(a, b finding.Finding) int {
	return cmp.Or(
		cmp.Compare(b.Status, a.Status),
		cmp.Compare(b.Severity, a.Severity),
		cmp.Compare(a.Control, b.Control),
		cmp.Compare(a.Origin.File, b.Origin.File),
		cmp.Compare(a.Origin.Line, b.Origin.Line),
		cmp.Compare(a.Origin.Column, b.Origin.Column),
		cmp.Compare(a.Resource, b.Resource),
		cmp.Compare(a.Message, b.Message),
	)
}

// tellApart gives each of the findings of one name a fingerprint of its own: two
// stacks may have a resource of the same name with the same fault. Which of them
// is the first hangs on their order; the fingerprints of all of them do not.
func tellApart(list []finding.Finding) {
	seen := make(map[string]int, len(list))
	for i := range list {
		f := &list[i]
		seen[f.Fingerprint]++
		if n := seen[f.Fingerprint]; n > 1 {
			f.Fingerprint = finding.Another(f.Fingerprint, n)
		}
	}
}
