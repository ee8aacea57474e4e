package report

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
)

// failures writes what fails, worst first. Short, further findings of a control
// at the same severity take a line each, and low ones a line together.
func (p *page) failures(r *Review) {
	var list []finding.Finding
	for _, f := range r.Findings {
		if f.Status == finding.Fail {
			list = append(list, f)
		}
	}
	if len(list) == 0 {
		return
	}
	p.heading("Failures")
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].Control == list[0].Control && list[n].Severity == list[0].Severity {
			n++
		}
		group := list[:n]
		list = list[n:]
		switch {
		case p.Verbose:
			for _, f := range group {
				p.failure(r, f)
			}
		case group[0].Severity <= finding.Low:
			p.brief(r, group)
		default:
			p.failure(r, group[0])
			p.repeats(r, group[1:])
		}
	}
}

// failure writes one finding in full.
func (p *page) failure(r *Review, f finding.Finding) {
	p.gap()
	p.line(p.paint(severityInk(f.Severity), pad(strings.ToUpper(f.Severity.String()), 8)), "  ",
		p.paint(bold, f.Control), "  ", r.Subject.named(f))
	if at := f.Origin.String(); at != "" {
		p.line("  ", p.paint(dim, at))
	}
	p.paragraph(2, plain, sentenceCase(r.Subject.message(f)))
	p.steps(4, f.Origin.File, f.Proof.Steps)
	for _, fact := range f.Facts {
		p.text("    · ", 6, plain, fact)
	}
	if len(f.Also) > 0 {
		p.text("    also ", 9, plain, p.ids(f.Also))
	}
	if f.Status == finding.Unknown {
		for _, c := range because(f) {
			p.text(p.paint(cyan, "    ? "), 6, plain, c)
		}
	}
	p.text(p.paint(green, "  Fix: "), 7, plain, f.Fix)
	if p.Verbose {
		p.details(f)
	}
}

// details are what few need: what a finding takes for granted, where the
// control comes from, its stable name.
func (p *page) details(f finding.Finding) {
	if len(f.Proof.Assumed) > 0 {
		p.text(p.paint(dim, "  Assumes: "), 11, dim, strings.Join(assumptions(sortedVariables(f.Proof.Assumed)), ", "))
	}
	if len(f.References) > 0 {
		p.text(p.paint(dim, "  See: "), 7, dim, strings.Join(f.References, ", "))
	}
	p.line(p.paint(dim, "  Fingerprint: "+f.Fingerprint))
}

// ids lists resources, a few of them unless all are asked for.
func (p *page) ids(list []estate.ID) string {
	var words []string
	for i, id := range list {
		if !p.Verbose && i == shortRepeats {
			words = append(words, fmt.Sprintf("%d more", len(list)-i))
			break
		}
		words = append(words, string(id))
	}
	return strings.Join(words, ", ")
}

// named is a finding's resource for people: "WebGroup (AWS::EC2::SecurityGroup)".
func (s Subject) named(f finding.Finding) string {
	if f.Resource == "" {
		return "the estate"
	}
	r, ok := s.Estate.Get(f.Resource)
	if !ok {
		return string(f.Resource)
	}
	return fmt.Sprintf("%s (%s)", f.Resource, r.Base().Type)
}

func sentenceCase(s string) string {
	// Property names and paths keep their letters; only plain words are raised.
	first, _, _ := strings.Cut(s, " ")
	if first == "" || strings.ToLower(first) != first || strings.ContainsAny(first, "0123456789/.:*_-$") || isProtocol(first) {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func isProtocol(word string) bool {
	switch word {
	case "tcp", "udp", "icmp", "icmpv6":
		return true
	}
	return false
}

// repeats are the further findings of a control, a line each.
func (p *page) repeats(r *Review, list []finding.Finding) {
	for i, f := range list {
		if i == shortRepeats {
			p.line("      ", p.paint(dim, fmt.Sprintf("… and %d more (-v lists them)", len(list)-i)))
			return
		}
		p.oneLine("  and ", r.Subject, f)
	}
}

// oneLine is a finding in a line: resource, what, where.
func (p *page) oneLine(lead string, s Subject, f finding.Finding) {
	name := string(f.Resource)
	if name == "" {
		name = "the estate"
	}
	at := f.Origin.String()
	room := p.Width - columns(lead) - columns(name) - columns(at) - 4
	p.line(p.paint(dim, lead), name, "  ", p.paint(dim, cut(s.message(f), room)), "  ", p.paint(dim, at))
}

// cut shortens s to width columns.
func cut(s string, width int) string {
	r := []rune(s)
	switch {
	case len(r) <= width:
		return s
	case width < 12:
		return ""
	}
	return string(r[:width-1]) + "…"
}

// brief writes all findings of a control of little weight in a line or two.
func (p *page) brief(r *Review, group []finding.Finding) {
	f := group[0]
	var ids []estate.ID
	for _, g := range group {
		if g.Resource != "" {
			ids = append(ids, g.Resource)
		}
	}
	lead := p.paint(severityInk(f.Severity), pad(strings.ToUpper(f.Severity.String()), 8)) + "  " + p.paint(bold, f.Control) + "  "
	text := sentenceCase(r.Subject.message(f))
	if len(group) > 1 {
		text = sentenceCase(r.title(f.Control)) + ": not so for " + plural(len(group), "resource")
	}
	p.gap()
	p.text(lead, 12+columns(f.Control), plain, text)
	if len(group) == 1 {
		p.line("  ", p.paint(dim, join(string(f.Resource), "  ", f.Origin.String())))
		return
	}
	p.text("  ", 2, dim, p.ids(ids))
}

func (r *Review) title(control string) string {
	for _, c := range r.Controls {
		if c.Control.ID == control {
			return c.Control.Title
		}
	}
	return control
}

// unknowns writes what could not be decided: by cause, or each in full.
func (p *page) unknowns(r *Review) {
	var list []cause
	for _, c := range r.causes() {
		if len(c.findings) > 0 {
			list = append(list, c)
		}
	}
	if len(list) == 0 {
		return
	}
	p.heading("Unknown")
	for i, c := range list {
		if p.Verbose {
			for _, f := range c.findings {
				p.failure(r, f)
			}
			continue
		}
		if i == shortCauses {
			p.line("  ", p.paint(dim, fmt.Sprintf("… and %s (-v lists them)", plural(len(list)-i, "more cause"))))
			return
		}
		p.text(p.paint(cyan, "  ? "), 4, plain, c.text())
		p.byControl(r.Subject, c.findings)
	}
}

// byControl writes a line for each of a few findings, with its control.
func (p *page) byControl(s Subject, list []finding.Finding) {
	for i, f := range list {
		if i == shortUnknown && len(list) > shortUnknown+1 {
			p.line("    ", p.paint(dim, fmt.Sprintf("… and %d more (-v lists them)", len(list)-i)))
			return
		}
		p.line("    ", p.paint(severityInk(f.Severity), pad(f.Severity.String(), 8)), "  ", f.Control, "  ",
			string(f.Resource), "  ", p.paint(dim, f.Origin.String()))
		if len(f.Proof.Scenario) > 0 {
			p.text("              ", 14, dim, "fails if "+s.conditions(f.Proof.Scenario))
		}
	}
}

// unseen are controls that the sources cannot show, all for one reason.
type unseen struct {
	why, settle string
	controls    []string
}

// unseen lists what the sources cannot show, by reason.
func (r *Review) unseen() []*unseen {
	var list []*unseen
	at := map[[2]string]*unseen{}
	for _, c := range r.Controls {
		if c.Suppression != nil {
			continue
		}
		for _, g := range c.Because {
			key := [2]string{why(g), settles(g)}
			if at[key] == nil {
				at[key] = &unseen{why: key[0], settle: key[1]}
				list = append(list, at[key])
			}
			at[key].controls = append(at[key].controls, c.Control.ID)
		}
	}
	return list
}

// mostUnseen is how many reasons are told one by one unless everything is, and
// mostNamed of how many controls at least the names.
const mostUnseen, mostNamed = 3, 8

// invisible lists the controls that the sources cannot show, by reason: one line for
// them all where they are many, as on a workload's template, which shows nothing of
// its account.
func (p *page) invisible(r *Review) {
	list := r.unseen()
	if len(list) == 0 {
		return
	}
	p.heading("Not visible in these sources")
	if len(list) > mostUnseen && !p.Verbose {
		var controls []string
		for _, x := range list {
			controls = append(controls, x.controls...)
		}
		which := ": -v names them, and what would show each"
		if len(controls) <= mostNamed {
			slices.Sort(controls)
			which = ": " + strings.Join(controls, ", ") + "; -v says what would show each"
		}
		p.text(p.paint(cyan, "  ? "), 4, plain, fmt.Sprintf("%d controls need the account, its organisation or other stacks%s", len(controls), which))
		return
	}
	for _, x := range list {
		p.text(p.paint(cyan, "  ? "), 4, plain, sentenceCase(x.why)+": "+strings.Join(x.controls, ", "))
		if x.settle != "" {
			p.text(p.paint(dim, "    settle: "), 12, bold, x.settle)
		}
	}
}

func why(g estate.Gap) string {
	if g.Variable == nil {
		return "unknown"
	}
	if g.Variable.Why == "" {
		return g.Variable.Name
	}
	return g.Variable.Why
}
