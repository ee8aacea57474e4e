package report

import (
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"ringwall/internal/finding"
)

// NewGitHub makes a writer of workflow commands, which GitHub Actions shows beside
// the lines of a pull request: errors from high upwards, warnings for medium, and
// notices for the rest and for what is unknown.
func NewGitHub(w io.Writer) Writer { return githubWriter{w} }

type githubWriter struct{ w io.Writer }

// Write writes a review, or a check of policies, a command a line.
func (g githubWriter) Write(e Entry) error {
	r := e.Review
	if e.PolicyCheck != nil {
		r = e.PolicyCheck.review()
	}
	if r == nil {
		return fmt.Errorf("write github: %w", ErrFormat)
	}
	var b strings.Builder
	for _, f := range r.Findings {
		b.WriteString(r.Subject.workflowCommand(f) + "\n")
	}
	fmt.Fprintf(&b, "%s, %d undecided", plural(r.Failed(finding.Info), "failure"), r.Undecided)
	if r.Accepted > 0 {
		fmt.Fprintf(&b, ", %d suppressed", r.Accepted)
	}
	if r.Known > 0 {
		fmt.Fprintf(&b, ", %d of the baseline", r.Known)
	}
	_, err := io.WriteString(g.w, b.String()+"\n")
	return err
}

// workflowCommand is a finding as GitHub's documentation has it ("Workflow
// commands for GitHub Actions").
func (s Subject) workflowCommand(f finding.Finding) string {
	level := "notice"
	switch {
	case f.Status == finding.Unknown:
	case f.Severity >= finding.High:
		level = "error"
	case f.Severity == finding.Medium:
		level = "warning"
	}
	var properties []string
	set := func(name, value string) { properties = append(properties, name+"="+commandProperty(value)) }
	if f.Origin.File != "" {
		set("file", strings.TrimPrefix(filepath.ToSlash(f.Origin.File), "./"))
	}
	if f.Origin.Line > 0 {
		set("line", strconv.Itoa(f.Origin.Line))
	}
	if f.Origin.Column > 0 {
		set("col", strconv.Itoa(f.Origin.Column))
	}
	word := f.Severity.String()
	if f.Status == finding.Unknown {
		word = "unknown"
	}
	set("title", f.Control+" ("+word+")")
	text := s.named(f) + ": " + s.message(f) + "."
	if list := because(f); len(list) > 0 {
		text += "\nBecause: " + strings.Join(list, "; ")
	}
	for _, e := range evidence(f) {
		text += "\n- " + e
	}
	return "::" + level + " " + strings.Join(properties, ",") + "::" + commandData(text+"\nFix: "+f.Fix)
}

// commandData escapes what stands behind a command, commandProperty what stands in
// it: a line break or a comma of a name must not begin a command or a property.
func commandData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func commandProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
