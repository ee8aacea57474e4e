package report

import (
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// page collects lines of text.
type page struct {
	Style
	b strings.Builder
}

// ink is a colour of the terminal.
type ink string

const (
	plain  ink = ""
	bold   ink = "1"
	dim    ink = "2"
	red    ink = "31"
	loud   ink = "1;31"
	green  ink = "32"
	yellow ink = "33"
	blue   ink = "34"
	cyan   ink = "36"
)

func (p *page) paint(i ink, s string) string {
	if !p.Color || i == plain || s == "" {
		return s
	}
	return "\x1b[" + string(i) + "m" + s + "\x1b[0m"
}

func (p *page) line(parts ...string) {
	p.b.WriteString(strings.TrimRight(strings.Join(parts, ""), " ") + "\n")
}

func (p *page) gap() { p.b.WriteString("\n") }

// heading starts a section.
func (p *page) heading(s string) {
	p.gap()
	p.line(p.paint(bold, s))
}

// text writes a paragraph, broken at the width; later lines are indented like
// what follows the first line's lead. The lead's width is given apart, for it
// may hold colours.
func (p *page) text(lead string, width int, i ink, s string) {
	lines := wrap(s, max(24, p.Width-width))
	for n, l := range lines {
		if n == 0 {
			p.line(lead, p.paint(i, l))
		} else {
			p.line(strings.Repeat(" ", width), p.paint(i, l))
		}
	}
}

// paragraph writes a paragraph that is indented.
func (p *page) paragraph(indent int, i ink, s string) {
	p.text(strings.Repeat(" ", indent), indent, i, s)
}

func (p *page) flush(w io.Writer) error {
	_, err := io.WriteString(w, printable(p.b.String(), p.Color))
	return err
}

// wrap breaks text at spaces into lines of at most width columns; longer words
// keep a line of their own. Line breaks of the text are kept.
func wrap(s string, width int) []string {
	var out []string
	for _, part := range strings.Split(s, "\n") {
		line := ""
		for _, w := range strings.Fields(part) {
			if line != "" && columns(line)+1+columns(w) > width {
				out = append(out, line)
				line = ""
			}
			if line != "" {
				line += " "
			}
			line += w
		}
		out = append(out, line)
	}
	return out
}

func columns(s string) int { return utf8.RuneCountInString(s) }

// pad fills s with spaces on the right.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-columns(s)))
}

// padLeft fills s with spaces on the left.
func padLeft(s string, width int) string {
	return strings.Repeat(" ", max(0, width-columns(s))) + s
}

// widest is the width of the longest of some strings.
func widest(list ...string) int {
	n := 0
	for _, s := range list {
		n = max(n, columns(s))
	}
	return n
}

// plural writes a count and its noun: "1 finding", "3 findings".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	many := one + "s"
	if strings.HasSuffix(one, "y") {
		many = strings.TrimSuffix(one, "y") + "ies"
	}
	return number(n) + " " + many
}

func sortedBy[T any](list []T, key func(T) string) []T {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b T) int { return strings.Compare(key(a), key(b)) })
	return out
}
