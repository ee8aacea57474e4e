package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"ringwall/internal/finding"
)

// Limits on what a comment holds: GitHub takes 65,536 characters.
const (
	mostRows     = 40     // of findings in the table
	mostDetails  = 20     // findings told in full
	mostComment  = 60_000 // bytes, after which no further detail begins
	mostCauses   = 20     // causes of what is unknown
	mostAccepted = 20     // suppressed findings
)

// NewMarkdown makes a writer of Markdown for the comment on a pull request: a
// verdict, a table of what fails, and all else folded away.
func NewMarkdown(w io.Writer) Writer { return markdownWriter{w} }

type markdownWriter struct{ w io.Writer }

// Write writes a review as one comment.
func (m markdownWriter) Write(e Entry) error {
	if e.Review == nil {
		return fmt.Errorf("write markdown: %w", ErrFormat)
	}
	d := markdown{r: e.Review}
	d.verdict()
	d.areas()
	d.failures()
	d.details()
	d.unknowns()
	d.suppressed()
	_, err := io.WriteString(m.w, d.b.String())
	return err
}

// markdown collects a comment.
type markdown struct {
	r *Review
	b strings.Builder
}

func (d *markdown) line(format string, args ...any) { fmt.Fprintf(&d.b, format+"\n", args...) }

func (d *markdown) verdict() {
	r := d.r
	if n := r.Failed(r.FailOn); n > 0 {
		d.line("### ❌ Ringwall: %s at or over %s", plural(n, "failure"), r.FailOn)
	} else {
		d.line("### ✅ Ringwall: no failure at or over %s", r.FailOn)
	}
	words := []string{plural(r.Subject.Estate.Declared(), "resource"), plural(r.Failed(finding.Info), "failure"), strconv.Itoa(r.Undecided) + " undecided"}
	if r.Accepted > 0 {
		words = append(words, strconv.Itoa(r.Accepted)+" suppressed")
	}
	if r.Known > 0 {
		words = append(words, strconv.Itoa(r.Known)+" of the baseline")
	}
	d.line("\n%s: %s.", code(strings.Join(r.Subject.Names, ", ")), strings.Join(words, ", "))
	if len(r.Assumed) > 0 {
		var list []string
		for _, v := range r.Assumed {
			list = append(list, code(defaultOf(v)))
		}
		d.line("\nAssumed: %s.", strings.Join(list, ", "))
	}
}

func (d *markdown) areas() {
	d.line("\n| area | pass | fail | unknown | suppressed |\n| --- | ---: | ---: | ---: | ---: |")
	for _, a := range d.r.Areas {
		if a.Pass+a.Fail+a.Unknown+a.Suppressed > 0 {
			d.line("| %s | %d | %d | %d | %d |", a.ID.Title(), a.Pass, a.Fail, a.Unknown, a.Suppressed)
		}
	}
}

// failing lists the failures, worst first.
func (r *Review) failing() []finding.Finding {
	var out []finding.Finding
	for _, f := range r.Findings {
		if f.Status == finding.Fail {
			out = append(out, f)
		}
	}
	return out
}

func (d *markdown) failures() {
	list := d.r.failing()
	if len(list) == 0 {
		return
	}
	d.line("\n| severity | control | resource | what | where |\n| --- | --- | --- | --- | --- |")
	for i, f := range list {
		if i == mostRows {
			d.line("\n… and %d more.", len(list)-i)
			return
		}
		name := "the estate"
		if f.Resource != "" {
			name = code(string(f.Resource))
		}
		d.line("| %s | %s | %s | %s | %s |", badge(f.Severity), code(f.Control), name, prose(sentenceCase(d.r.Subject.message(f))), code(f.Origin.String()))
	}
}

// badge is a severity as it catches the eye; the word says it too.
func badge(s finding.Severity) string {
	return [...]string{"⚪ info", "🔵 low", "🟡 medium", "🟠 **high**", "🔴 **critical**"}[s]
}

// details folds up the failures in full, as many as there is room for.
func (d *markdown) details() {
	list := d.r.failing()
	for i, f := range list {
		if i == mostDetails || d.b.Len() > mostComment {
			return
		}
		if i == 0 {
			d.line("\n<details><summary>Paths, evidence and fixes</summary>")
		}
		d.line("\n**%s** %s", code(f.Control), code(d.r.Subject.named(f)))
		d.line("\n%s.\n", prose(sentenceCase(d.r.Subject.message(f))))
		for n, s := range f.Proof.Steps {
			d.line("%d. %s", n+1, prose(sentence(s)))
		}
		for _, fact := range f.Facts {
			d.line("- %s", prose(fact))
		}
		d.line("\n*Fix:* %s", prose(f.Fix))
		if len(f.References) > 0 {
			d.line("\n<sub>%s</sub>", prose(strings.Join(f.References, ", ")))
		}
		if i == len(list)-1 || i == mostDetails-1 || d.b.Len() > mostComment {
			if left := len(list) - i - 1; left > 0 {
				d.line("\n… and %d more.", left)
			}
			d.line("\n</details>")
		}
	}
}

func (d *markdown) unknowns() {
	causes, unseen := d.r.causes(), d.r.unseen()
	if len(causes)+len(unseen) == 0 {
		return
	}
	d.line("\n<details><summary>What is not known, and what settles it</summary>\n")
	for i, c := range causes {
		if i == mostCauses {
			d.line("- … and %d more", len(causes)-i)
			break
		}
		text := prose(c.text())
		if n := len(c.findings); n > 0 {
			text += " (" + plural(n, "finding") + ")"
		}
		if c.settle != "" {
			text += ": " + code(c.settle)
		}
		d.line("- %s", text)
	}
	for _, x := range unseen {
		d.line("- %s: %s", prose(sentenceCase(x.why)), code(strings.Join(x.controls, ", ")))
		if x.settle != "" {
			d.line("  %s", code(x.settle))
		}
	}
	d.line("\n</details>")
}

func (d *markdown) suppressed() {
	list, whole := d.r.Suppressed, d.r.wholly()
	if len(list)+len(whole) == 0 {
		return
	}
	d.line("\n<details><summary>Suppressed</summary>\n")
	for i, f := range list {
		if i == mostAccepted {
			d.line("- … and %d more", len(list)-i)
			break
		}
		d.line("- %s %s %s: %s", f.Severity, code(f.Control), code(string(f.Resource)), prose(accepted(f.Suppression)))
	}
	for _, c := range whole {
		d.line("- unknown %s: %s", code(c.Control.ID), prose(accepted(c.Suppression)))
	}
	d.line("\n</details>")
}

// code is a code span, which shows its text as it is; a bar would end a table's
// cell even there.
func code(s string) string {
	if s == "" {
		return ""
	}
	s = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + strings.ReplaceAll(s, "|", `\|`) + fence
}

// prose is text in which nothing is markup: no emphasis, link, HTML, table or
// mention of a person comes of a name.
func prose(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '@':
			b.WriteString("@<!-- -->")
		case strings.ContainsRune("\\`*_[]|~#!", r):
			b.WriteString(`\` + string(r))
		case r < ' ':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
