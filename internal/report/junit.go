package report

import (
	"fmt"
	"io"
	"strings"

	"ringwall/internal/finding"
)

// NewJUnit makes a writer of JUnit's XML, as Jenkins and GitLab read it: a suite
// for each area, a case for each control that was put. A control that fails is a
// failure, one that is unknown is skipped with its causes, and so is one of which
// all that it finds is accepted.
func NewJUnit(w io.Writer) Writer { return junitWriter{w} }

type junitWriter struct{ w io.Writer }

// Write writes a review as one document.
func (j junitWriter) Write(e Entry) error {
	if e.Review == nil {
		return fmt.Errorf("write junit: %w", ErrFormat)
	}
	_, err := io.WriteString(j.w, junitDocument(e.Review))
	return err
}

// junitCase is how one control stands.
type junitCase struct {
	control *Control
	outcome string // failure, skipped; empty for a pass
	message string
	text    string
}

type junitSuite struct {
	area              finding.Area
	cases             []junitCase
	failures, skipped int
}

func junitDocument(r *Review) string {
	var suites []junitSuite
	all := junitSuite{}
	for _, area := range finding.Areas() {
		s := junitSuite{area: area}
		for _, c := range r.Controls {
			if c.Control.Area == area && c.Status != finding.NotApplicable {
				s.add(r.junitCase(c))
			}
		}
		if len(s.cases) > 0 {
			suites = append(suites, s)
			all.cases = append(all.cases, s.cases...)
			all.failures, all.skipped = all.failures+s.failures, all.skipped+s.skipped
		}
	}
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	fmt.Fprintf(&b, "<testsuites name=%s %s>\n", attribute("ringwall review of "+strings.Join(r.Subject.Names, ", ")), all.counts())
	for _, s := range suites {
		s.write(&b)
	}
	b.WriteString("</testsuites>\n")
	return b.String()
}

func (s *junitSuite) add(c junitCase) {
	s.cases = append(s.cases, c)
	switch c.outcome {
	case "failure":
		s.failures++
	case "skipped":
		s.skipped++
	}
}

// counts are the attributes that suites have.
func (s *junitSuite) counts() string {
	return fmt.Sprintf(`tests="%d" failures="%d" errors="0" skipped="%d" time="0"`, len(s.cases), s.failures, s.skipped)
}

func (s *junitSuite) write(b *strings.Builder) {
	fmt.Fprintf(b, "  <testsuite name=%s %s>\n", attribute(s.area.Title()), s.counts())
	for _, c := range s.cases {
		fmt.Fprintf(b, "    <testcase classname=%s name=%s time=\"0\"", attribute(string(s.area)), attribute(c.control.ID+": "+c.control.Title))
		switch c.outcome {
		case "":
			b.WriteString("/>\n")
			continue
		case "failure":
			fmt.Fprintf(b, ">\n      <failure message=%s type=%s>%s</failure>\n", attribute(c.message), attribute(c.control.Severity.String()), lines(c.text))
		default:
			fmt.Fprintf(b, ">\n      <skipped message=%s/>\n", attribute(c.message))
		}
		b.WriteString("    </testcase>\n")
	}
	b.WriteString("  </testsuite>\n")
}

func attribute(s string) string { return `"` + escaped(s) + `"` }

// lines are a text whose line breaks are kept as they are.
func lines(s string) string { return strings.ReplaceAll(escaped(s), "&#10;", "\n") }

// junitCase says how a control stands: worst first, what fails, what is unknown,
// what is accepted.
func (r *Review) junitCase(c ControlStatus) junitCase {
	out := junitCase{control: c.Control}
	var failing, unknown []string
	for _, f := range r.Findings {
		switch {
		case f.Control != c.Control.ID:
		case f.Status == finding.Fail:
			failing = append(failing, r.Subject.plainly(f))
		default:
			unknown = append(unknown, r.Subject.plainly(f))
		}
	}
	if c.Suppression == nil {
		for _, g := range c.Because {
			unknown = append(unknown, sentenceCase(causeOf(g)))
		}
	}
	switch {
	case len(failing) > 0:
		out.outcome = "failure"
		out.message = plural(len(failing), "finding")
		out.text = strings.Join(append(failing, unknown...), "\n\n") + "\n\nFix: " + c.Control.Fix
	case len(unknown) > 0:
		out.outcome, out.message = "skipped", "unknown: "+strings.Join(unknown, "\n")
	case c.Accepted:
		out.outcome, out.message = "skipped", "suppressed: "+r.reasons(c)
	case c.Status != finding.Pass:
		out.outcome, out.message = "skipped", c.Status.String()+", but nothing of it is shown: known by the baseline, or under --severity"
	}
	return out
}

// reasons are why what a control finds is accepted.
func (r *Review) reasons(c ControlStatus) string {
	var out []string
	if c.Suppression != nil {
		out = append(out, accepted(c.Suppression))
	}
	for _, f := range r.Suppressed {
		if f.Control == c.Control.ID {
			out = append(out, accepted(f.Suppression))
		}
	}
	return strings.Join(out, "; ")
}

// plainly is a finding in lines of text: what, where, by what path, and what it
// hangs on.
func (s Subject) plainly(f finding.Finding) string {
	out := []string{strings.ToUpper(f.Severity.String()) + " " + s.named(f) + ": " + sentenceCase(s.message(f))}
	if at := f.Origin.String(); at != "" {
		out = append(out, "  at "+at)
	}
	for _, e := range evidence(f) {
		out = append(out, "  - "+e)
	}
	for _, c := range because(f) {
		out = append(out, "  ? "+c)
	}
	return strings.Join(out, "\n")
}
