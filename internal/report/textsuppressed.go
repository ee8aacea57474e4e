package report

import (
	"strings"

	"ringwall/internal/finding"
)

// suppressed lists what somebody has accepted, and why.
func (p *page) suppressed(r *Review) {
	whole := r.wholly()
	if !p.Verbose || len(r.Suppressed)+len(whole) == 0 {
		return
	}
	p.heading("Suppressed")
	for _, f := range r.Suppressed {
		p.line("  ", p.paint(severityInk(f.Severity), pad(f.Severity.String(), 8)), "  ", f.Control, "  ",
			string(f.Resource), "  ", p.paint(dim, f.Origin.String()))
		p.text("            ", 12, plain, sentenceCase(r.Subject.message(f)))
		p.text("            ", 12, dim, accepted(f.Suppression))
	}
	for _, c := range whole {
		p.line("  ", p.paint(dim, pad("unknown", 8)), "  ", c.Control.ID)
		p.text("            ", 12, dim, accepted(c.Suppression))
	}
}

// wholly lists the controls that are accepted as unknown for all of the estate.
func (r *Review) wholly() []ControlStatus {
	var out []ControlStatus
	for _, c := range r.Controls {
		if c.Suppression != nil {
			out = append(out, c)
		}
	}
	return out
}

// accepted says who accepts a finding, and why: "cfn_nag W11 at a.yaml:3:5: no
// narrower resource (until 2027-01-31)".
func accepted(s *finding.Suppression) string {
	text := strings.TrimSuffix(s.Reason, ".")
	if text == "" {
		text = "no reason is given"
	}
	if s.Expires != "" {
		text += " (until " + s.Expires + ")"
	}
	if by := join(ruleOf(s), " at ", s.Origin.String()); by != "" {
		text = by + ": " + text
	}
	return text
}

// ruleOf is another tool's rule, by which something is accepted.
func ruleOf(s *finding.Suppression) string {
	if s.By == "" || s.By == "ringwall" {
		return ""
	}
	return s.By + " " + s.ID
}

// listed says how to see what is suppressed.
func (p *page) listed() string {
	if p.Verbose {
		return "."
	}
	return " (-v lists them)."
}
