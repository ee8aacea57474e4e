package report

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/scenario"
)

// Limits on what a short review shows; -v shows all.
const (
	shortDefaults = 6 // assumptions
	shortCauses   = 8 // causes of the unknown
	shortTypes    = 4 // types that no control examines
	shortRepeats  = 6 // further findings of one control
	shortUnknown  = 3 // unknown findings for one cause
)

func (p *page) review(r *Review) {
	p.header(r)
	p.areas(r)
	p.assumed(r)
	p.unknownCauses(r)
	p.failures(r)
	p.unknowns(r)
	p.invisible(r)
	p.suppressed(r)
	if p.Verbose {
		p.standing(r)
	}
	p.verdict(r)
}

// header says what was read, and what of it nobody looks at.
func (p *page) header(r *Review) {
	e := r.Subject.Estate
	p.text(p.paint(bold, "Review of "), len("Review of "), bold, strings.Join(r.Subject.Names, ", "))
	text, skipped := contents(e.Sources)
	text += ", " + plural(e.Declared(), "resource")
	if e.Unresolved > 0 {
		text += ", " + plural(e.Unresolved, "property value") + " unresolved"
	}
	p.line(text)
	if len(r.Unexamined) > 0 {
		p.paragraph(0, plain, unexamined(r.Unexamined, p.Verbose))
	}
	if skipped > 0 {
		p.skipped(e.Sources, skipped)
	}
}

// contents counts what was read: stacks, and files of live accounts; and what was
// not.
func contents(sources []estate.Source) (text string, skipped int) {
	stacks, files := 0, 0
	for _, s := range sources {
		switch {
		case s.Skipped != "":
			skipped++
		case s.Format == estate.FormatLive:
			files++
		default:
			stacks++
		}
	}
	switch {
	case files == 0:
		return plural(stacks, "stack"), skipped
	case stacks == 0:
		return plural(files, "file") + " of live accounts", skipped
	}
	return plural(stacks, "stack") + ", " + plural(files, "file") + " of live accounts", skipped
}

func (p *page) skipped(sources []estate.Source, n int) {
	p.line("Not read: ", plural(n, "file"), p.more(!p.Verbose))
	for _, s := range sources {
		if s.Skipped != "" && p.Verbose {
			p.text("  "+s.Name+"  ", 2+columns(s.Name)+2, dim, s.Skipped)
		}
	}
}

// more says how to see what is left out.
func (p *page) more(left bool) string {
	if !left {
		return ""
	}
	return p.paint(dim, " (-v lists them)")
}

func unexamined(types []TypeCount, all bool) string {
	n := 0
	var words []string
	for i, t := range types {
		n += t.Count
		if all || i < shortTypes {
			words = append(words, fmt.Sprintf("%s (%d)", t.Type, t.Count))
		}
	}
	if left := len(types) - len(words); left > 0 {
		words = append(words, plural(left, "more type"))
	}
	return "Examined by no control: " + plural(n, "resource") + ": " + strings.Join(words, ", ")
}

// areas counts controls by area, for the areas of which any was put.
func (p *page) areas(r *Review) {
	var areas []Area
	width := 0
	for _, a := range r.Areas {
		if slices.ContainsFunc(r.Controls, func(c ControlStatus) bool { return c.Control.Area == a.ID }) {
			areas = append(areas, a)
			width = max(width, columns(a.ID.Title()))
		}
	}
	p.gap()
	accepted := slices.ContainsFunc(areas, func(a Area) bool { return a.Suppressed > 0 })
	heads, last := pad("Controls by area", width+2)+"  pass  fail  unknown", ""
	if accepted {
		heads += "  suppressed"
	}
	p.line(p.paint(dim, heads))
	for _, a := range areas {
		if accepted {
			last = "  " + p.counted(plain, a.Suppressed, 10)
		}
		p.line("  ", pad(a.ID.Title(), width), "  ",
			p.counted(green, a.Pass, 4), "  ", p.counted(red, a.Fail, 4), "  ", p.counted(cyan, a.Unknown, 7), last)
	}
}

// counted writes a number in a column; zero is not worth a colour.
func (p *page) counted(i ink, n, width int) string {
	if n == 0 {
		return p.paint(dim, padLeft("-", width))
	}
	return p.paint(i, padLeft(number(n), width))
}

func (p *page) assumed(r *Review) {
	if len(r.Assumed) == 0 {
		return
	}
	p.heading("Assumed")
	p.paragraph(2, dim, "A parameter that was not given has its default. --param NAME=VALUE sets it; --assume any takes a default as one possibility.")
	for i, v := range r.Assumed {
		if !p.Verbose && i == shortDefaults {
			p.line("  ", p.paint(dim, fmt.Sprintf("… and %s (-v lists them)", plural(len(r.Assumed)-i, "more default"))))
			return
		}
		p.paragraph(2, plain, defaultOf(v))
	}
}

// cause is something that is not known, and the findings that hang on it.
type cause struct {
	names       []string // of the variables that are unknown for the same reason
	why, settle string
	findings    []finding.Finding
}

// text is a cause in words: "A.HttpTokens, B.HttpTokens: the image decides it".
func (c cause) text() string {
	const most = 3
	names := c.names
	if len(names) > most+1 {
		names = append(names[:most:most], fmt.Sprintf("%d more", len(c.names)-most))
	}
	return join(strings.Join(names, ", "), ": ", c.why)
}

// name adds a variable's name, once.
func (c *cause) name(n string) {
	if !slices.Contains(c.names, n) {
		c.names = append(c.names, n)
	}
}

// causes groups the unknown findings by the first thing they hang on, and adds
// what is unknown of the estate as a whole.
func (r *Review) causes() []cause {
	var out []cause
	at := map[[2]string]int{}
	add := func(v *scenario.Variable) int {
		key := [2]string{v.Why, v.Settle}
		if v.Why == "" || v.Settle == "" {
			key = [2]string{v.Name}
		}
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, cause{why: v.Why, settle: v.Settle})
		}
		out[i].name(v.Name)
		return i
	}
	for _, f := range r.Findings {
		if f.Status == finding.Unknown {
			i := add(decider(f))
			out[i].findings = append(out[i].findings, f)
		}
	}
	for _, g := range r.Subject.Estate.Gaps {
		if g.Variable != nil {
			add(g.Variable)
		}
	}
	return out
}

// decider is the variable that a person would settle first: of a scenario one
// that departs from its default.
func decider(f finding.Finding) *scenario.Variable {
	for _, s := range f.Proof.Scenario {
		if !isDefault(s) {
			return s.Variable
		}
	}
	for _, g := range f.Proof.Gaps {
		if g.Variable != nil {
			return g.Variable
		}
	}
	return &scenario.Variable{Name: "a cause that is not recorded"}
}

func (p *page) unknownCauses(r *Review) {
	causes := r.causes()
	if len(causes) == 0 {
		return
	}
	p.heading("Not known")
	for i, c := range causes {
		if !p.Verbose && i == shortCauses {
			p.line("  ", p.paint(dim, fmt.Sprintf("… and %s (-v lists them)", plural(len(causes)-i, "more cause"))))
			return
		}
		text := c.text()
		if n := len(c.findings); n > 0 {
			text += " (" + plural(n, "finding") + ")"
		}
		p.text(p.paint(cyan, "  ? "), 4, plain, text)
		if c.settle != "" {
			p.text(p.paint(dim, "    settle: "), 12, bold, c.settle)
		}
	}
}

// standing lists every control with its status.
func (p *page) standing(r *Review) {
	p.heading("Controls")
	width := 0
	for _, c := range r.Controls {
		width = max(width, columns(c.Control.ID))
	}
	for _, c := range r.Controls {
		mark, i := "-", dim
		switch c.Status {
		case finding.Pass:
			mark, i = "✓", green
		case finding.Fail:
			mark, i = "✗", red
		case finding.Unknown:
			mark, i = "?", cyan
		}
		if c.Accepted {
			mark, i = "s", dim
		}
		title := c.Control.Title
		if c.Resources > 0 {
			title += " (" + plural(c.Resources, "resource") + ")"
		} else if c.Status == finding.NotApplicable {
			title += " (not applicable)"
		}
		p.text("  "+p.paint(i, mark)+" "+pad(c.Control.ID, width)+"  ", width+6, dim, title)
	}
}

func (p *page) verdict(r *Review) {
	p.gap()
	total := r.Failed(r.FailOn)
	rest := and(r.Failed(finding.Info)-total, "less severe", r.Undecided)
	if total > 0 {
		p.text(p.paint(red, "✗ "), 2, bold, fmt.Sprintf("%s at or over %s: %s%s.",
			plural(total, "failure"), r.FailOn, severities(r.Failures, r.FailOn), rest))
	} else {
		p.text(p.paint(green, "✓ "), 2, bold, fmt.Sprintf("No failure at or over %s%s.", r.FailOn, rest))
	}
	if r.Known > 0 {
		p.line("  ", p.paint(dim, plural(r.Known, "finding")+" of the baseline not shown."))
	}
	if r.Accepted > 0 {
		p.line("  ", p.paint(dim, plural(r.Accepted, "finding")+" suppressed"+p.listed()))
	}
	if id := r.next(); id != "" {
		p.line("  Next: ", p.paint(bold, "ringwall explain "+id), p.hint())
	}
}

func (p *page) hint() string {
	if p.Verbose {
		return ""
	}
	return p.paint(dim, "   (-v shows everything)")
}

// next is the control that is worth explaining first.
func (r *Review) next() string {
	if len(r.Findings) > 0 {
		return r.Findings[0].Control
	}
	return ""
}

func and(others int, what string, unknown int) string {
	out := ""
	if others > 0 {
		out += fmt.Sprintf("; %d %s", others, what)
	}
	if unknown > 0 {
		out += fmt.Sprintf("; %d undecided", unknown)
	}
	return out
}

func severities(by [finding.Critical + 1]int, least finding.Severity) string {
	var words []string
	for s := len(by) - 1; s >= int(least); s-- {
		if by[s] > 0 {
			words = append(words, fmt.Sprintf("%d %s", by[s], finding.Severity(s)))
		}
	}
	return strings.Join(words, ", ")
}
