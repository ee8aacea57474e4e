package report

import (
	"cmp"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/scenario"
)

// Review is the outcome of a review.
type Review struct {
	Subject  Subject
	Areas    []Area
	Findings []finding.Finding // worst first
	Controls []ControlStatus
	// Assumed are the parameters whose defaults some verdict takes for granted.
	Assumed []*scenario.Variable
	// Unexamined are the resource types that no control looks at.
	Unexamined []TypeCount
	FailOn     finding.Severity
	// Failures counts what fails by severity, also what is not shown.
	Failures [finding.Critical + 1]int
	// Undecided counts the unknown findings, and the controls that are unknown
	// as a whole.
	Undecided int
	// Known counts the findings that a baseline has already; they are in none of
	// the other fields but Controls and Areas.
	Known int
	// Suppressed are findings that somebody has accepted, worst first; Accepted
	// counts them, also those that are not shown.
	Suppressed []finding.Finding
	Accepted   int
	// Expired and Stale are suppressions that hold no more, and that match nothing.
	Expired, Stale []finding.Suppression
	// Foreign counts the rules of other tools that metadata suppress, Unmapped those
	// of them to which no control answers.
	Foreign, Unmapped int
	// Pictures draw for formats that show pictures; nil: none.
	Pictures *Pictures
}

// Area is how the controls of one area stand.
type Area struct {
	ID                  finding.Area
	Pass, Fail, Unknown int
	// Suppressed counts the controls of which all that they find is accepted.
	Suppressed int
}

// AreasOf counts the controls of each area by status.
func AreasOf(controls []ControlStatus) []Area {
	var out []Area
	for _, id := range finding.Areas() {
		a := Area{ID: id}
		for _, c := range controls {
			switch {
			case c.Control.Area != id:
			case c.Accepted:
				a.Suppressed++
			case c.Status == finding.Pass:
				a.Pass++
			case c.Status == finding.Fail:
				a.Fail++
			case c.Status == finding.Unknown:
				a.Unknown++
			}
		}
		out = append(out, a)
	}
	return out
}

// ControlStatus is how one control stands.
type ControlStatus struct {
	Control   *Control
	Status    finding.Status
	Resources int
	// Because says why a control cannot be decided as a whole.
	Because []estate.Gap
	// Accepted: all that the control finds is accepted.
	Accepted bool
	// Suppression accepts that it cannot be decided as a whole; nil if none does.
	Suppression *finding.Suppression
}

// Standing is the control's status in a word.
func (c ControlStatus) Standing() string {
	if c.Accepted {
		return "suppressed"
	}
	return c.Status.String()
}

// TypeCount counts the resources of one type.
type TypeCount struct {
	Type  string `json:"type"`
	Count int    `json:"count"`
}

// Control is what a person may want to know of a control.
type Control struct {
	ID         string
	Area       finding.Area
	Severity   finding.Severity
	Title      string
	Why        string
	Fix        string
	Needs      []string
	References []string
	Specimen   string
	Twin       string
	Raised     string // what makes its findings weigh more than Severity
}

// Catalog is the list of controls.
type Catalog struct{ Controls []*Control }

// Unexamined counts the declared resources of types for which known answers
// false, most first.
func Unexamined(e *estate.Estate, known func(estate.Resource) bool) []TypeCount {
	counts := map[string]int{}
	for _, r := range e.Resources {
		if r.Base().Origin.Implied == "" && !known(r) {
			counts[r.Base().Type]++
		}
	}
	var out []TypeCount
	for t, n := range counts {
		out = append(out, TypeCount{t, n})
	}
	slices.SortFunc(out, func(a, b TypeCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Type, b.Type))
	})
	return out
}

// Failed counts the failures at or over a severity.
func (r *Review) Failed(least finding.Severity) int {
	n := 0
	for _, count := range r.Failures[least:] {
		n += count
	}
	return n
}
