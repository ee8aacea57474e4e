package report

import (
	"fmt"
	"io"
	"strconv"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/proof"
)

// NewText makes a writer of text for people.
func NewText(w io.Writer, s Style) Writer {
	if s.Width <= 0 {
		s.Width = 100
	}
	return textWriter{w, s}
}

type textWriter struct {
	w     io.Writer
	style Style
}

// Write writes the entry as a page of text.
func (t textWriter) Write(e Entry) error {
	p := &page{Style: t.style}
	switch {
	case e.Review != nil:
		p.review(e.Review)
	case e.Catalog != nil:
		p.catalog(e.Catalog)
	case e.Reach != nil:
		p.reach(e.Reach)
	case e.Pairs != nil:
		p.pairs(e.Pairs)
	case e.Exposure != nil:
		p.exposure(e.Exposure)
	case e.Show != nil:
		p.inventory(e.Show)
	case e.Control != nil:
		p.control(e.Control)
	case e.Plan != nil:
		p.plan(e.Plan)
	case e.Expansion != nil:
		p.expansion(e.Expansion)
	case e.PolicyCheck != nil:
		p.policyCheck(e.PolicyCheck)
	case e.Definitions != nil:
		p.definitions(e.Definitions)
	case e.Permission != nil:
		p.permission(e.Permission)
	case e.WhoCan != nil:
		p.whoCan(e.WhoCan)
	case e.Access != nil:
		p.access(e.Access)
	case e.Comparison != nil:
		p.comparison(e.Comparison)
	default:
		return fmt.Errorf("write text: %w", ErrFormat)
	}
	return p.flush(t.w)
}

func number(n int) string { return strconv.Itoa(n) }

func severityInk(s finding.Severity) ink {
	switch s {
	case finding.Critical:
		return loud
	case finding.High:
		return red
	case finding.Medium:
		return yellow
	case finding.Low:
		return blue
	}
	return dim
}

// steps writes the gates of a proof in order. A file is named where it differs
// from the one before; file is the one that was named last.
func (p *page) steps(indent int, file string, steps []proof.Step) {
	var kinds []string
	for _, s := range steps {
		kinds = append(kinds, s.Kind)
	}
	width := min(widest(kinds...), 20)
	for _, s := range steps {
		p.step(indent, width, s, placeAfter(file, s.Origin))
		if s.Origin.File != "" {
			file = s.Origin.File
		}
	}
}

// placeAfter is a place for a reader who knows which file was named last.
func placeAfter(file string, o estate.Origin) string {
	switch {
	case o.File == "":
		return ""
	case o.File == file && o.Line > 0:
		return fmt.Sprintf(":%d:%d", o.Line, o.Column)
	}
	return o.String()
}

func (p *page) step(indent, width int, s proof.Step, place string) {
	mark, i := "✓", green
	switch s.Effect {
	case proof.Blocks:
		mark, i = "✗", red
	case proof.Depends:
		mark, i = "?", cyan
	}
	text := string(s.Resource)
	if s.Rule != "" {
		text = join(text, ": ", s.Rule)
	}
	if s.Detail != "" {
		text = join(text, " — ", s.Detail)
	}
	lead := fmt.Sprintf("%*s%s %s  ", indent, "", p.paint(i, mark), pad(s.Kind, width))
	p.placed(lead, indent+width+4, text, place)
}

// placed writes text behind a lead, with the place where it stands at its end.
func (p *page) placed(lead string, width int, text, place string) {
	lines := wrap(text, max(24, p.Width-width))
	for n, l := range lines {
		if n == 0 {
			l = lead + l
		} else {
			l = pad("", width) + l
		}
		if n == len(lines)-1 {
			l += "  " + p.paint(dim, place)
		}
		p.line(l)
	}
}

func join(a, between, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + between + b
}
