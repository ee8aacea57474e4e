package cli

import (
	"slices"
	"time"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/iac"
	"ringwall/internal/report"
	"ringwall/internal/review"
	"ringwall/internal/suppress"
)

// outcome runs the rules, sets apart what is accepted, and keeps for output what
// is at or over a severity and not known before.
func outcome(subject report.Subject, chosen []*review.Rule, g gate, accepted suppress.Metadata, today string) *report.Review {
	now, _ := time.Parse(time.DateOnly, today)
	done := review.RunAt(subject.Estate, chosen, now)
	wordFindings(subject.Estate, done.Findings)
	apart := suppress.Apply(suppress.Asked{
		Estate: subject.Estate, Findings: done.Findings, Controls: ids(chosen), Known: ids(rules()), Open: invisible(done), Today: today,
	}, accepted.List)
	out := &report.Review{
		Subject: subject, FailOn: g.failOn, Assumed: done.Assumed,
		Expired: apart.Expired, Stale: apart.Stale, Foreign: accepted.Foreign, Unmapped: accepted.Unmapped,
	}
	shown := map[string]bool{}
	for _, f := range apart.Suppressed {
		out.Accepted++
		if f.Severity >= g.least {
			shown[f.Control] = true
			out.Suppressed = append(out.Suppressed, f)
		}
	}
	for _, f := range apart.Open {
		if g.before.takes(f) {
			out.Known++
			continue
		}
		if f.Status == finding.Fail {
			out.Failures[f.Severity]++
		}
		if f.Severity < g.least {
			continue
		}
		shown[f.Control] = true
		out.Findings = append(out.Findings, f)
		if f.Status == finding.Unknown {
			out.Undecided++
		}
	}
	for _, c := range done.Controls {
		if c.Rule.Severity < g.least && !shown[c.Rule.ID] {
			continue
		}
		stands := standing(c, apart)
		out.Controls = append(out.Controls, stands)
		if len(c.Because) > 0 && stands.Suppression == nil {
			out.Undecided++
		}
	}
	out.Areas = report.AreasOf(out.Controls)
	out.Unexamined = report.Unexamined(subject.Estate, func(r estate.Resource) bool {
		_, untyped := r.(*estate.Other)
		return !untyped || slices.Contains(done.Types, r.Base().Type)
	})
	return out
}

// invisible lists the controls that are unknown as a whole.
func invisible(r review.Report) []string {
	var out []string
	for _, c := range r.Controls {
		if len(c.Because) > 0 {
			out = append(out, c.Rule.ID)
		}
	}
	return out
}

// standing is how a control stands once what is accepted of it is set apart.
func standing(c review.Result, apart suppress.Outcome) report.ControlStatus {
	out := report.ControlStatus{
		Control: control(c.Rule), Status: c.Status, Resources: c.Resources, Because: c.Because,
		Suppression: apart.Whole[c.Rule.ID],
	}
	here := func(f finding.Finding) bool { return f.Control == c.Rule.ID }
	if !slices.ContainsFunc(apart.Suppressed, here) && out.Suppression == nil {
		return out
	}
	left := finding.NotApplicable
	for _, f := range apart.Open {
		if here(f) {
			left = max(left, f.Status)
		}
	}
	if len(c.Because) > 0 && out.Suppression == nil {
		left = max(left, finding.Unknown)
	}
	if left == finding.NotApplicable {
		out.Accepted = true
	} else {
		out.Status = left
	}
	return out
}

// wordFindings says messages and fixes in the names of the format that each resource
// is written in. The controls say them in CloudFormation's.
func wordFindings(e *estate.Estate, findings []finding.Finding) {
	var words iac.Wording
	for i := range findings {
		if r, ok := e.Get(findings[i].Resource); ok {
			f := &findings[i]
			f.Message, f.Fix = words.Say(r, f.Message), words.Say(r, f.Fix)
		}
	}
}
