package report_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/report"
)

func written(t *testing.T, make func(io.Writer) report.Writer, e report.Entry) string {
	t.Helper()
	var b bytes.Buffer
	if err := make(&b).Write(e); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// junit is the part of JUnit's XML that readers agree on (the schema of Jenkins's
// xUnit plugin): suites with counts, cases with a name, and in a case at most one
// outcome.
type junit struct {
	XMLName  xml.Name `xml:"testsuites"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Skipped  int      `xml:"skipped,attr"`
	Suites   []struct {
		Name     string `xml:"name,attr"`
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Errors   int    `xml:"errors,attr"`
		Skipped  int    `xml:"skipped,attr"`
		Cases    []struct {
			Name    string `xml:"name,attr"`
			Class   string `xml:"classname,attr"`
			Time    string `xml:"time,attr"`
			Failure []struct {
				Message string `xml:"message,attr"`
				Type    string `xml:"type,attr"`
				Text    string `xml:",chardata"`
			} `xml:"failure"`
			Skipped []struct {
				Message string `xml:"message,attr"`
			} `xml:"skipped"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

// readJUnit checks the document's form: its counts are those of its cases.
func readJUnit(t *testing.T, text string) junit {
	t.Helper()
	var doc junit
	if err := xml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatalf("%s in\n%s", err, text)
	}
	all := [3]int{}
	for _, s := range doc.Suites {
		counts := [3]int{len(s.Cases)}
		names := map[string]bool{}
		for _, c := range s.Cases {
			counts[1] += len(c.Failure)
			counts[2] += len(c.Skipped)
			if len(c.Failure)+len(c.Skipped) > 1 || c.Name == "" || c.Class == "" || c.Time == "" || names[c.Name] {
				t.Errorf("case %+v", c)
			}
			names[c.Name] = true
		}
		if counts != [3]int{s.Tests, s.Failures, s.Skipped} || s.Errors != 0 || s.Name == "" {
			t.Errorf("suite %s counts %d, %d, %d; it has %v", s.Name, s.Tests, s.Failures, s.Skipped, counts)
		}
		for i := range all {
			all[i] += counts[i]
		}
	}
	if all != [3]int{doc.Tests, doc.Failures, doc.Skipped} {
		t.Errorf("the suites count %v, the document %d, %d, %d", all, doc.Tests, doc.Failures, doc.Skipped)
	}
	return doc
}

// TestJUnit: a suite an area, a case a control; failures with what fails, and what
// is unknown skipped with its cause.
func TestJUnit(t *testing.T) {
	r := sample()
	passing := &report.Control{ID: "DATA-OK", Area: finding.Data, Title: "All is well"}
	absent := &report.Control{ID: "DATA-NONE", Area: finding.Data, Title: "Nothing of it is there"}
	r.Controls = append(r.Controls, report.ControlStatus{Control: passing, Status: finding.Pass}, report.ControlStatus{Control: absent})
	doc := readJUnit(t, written(t, report.NewJUnit, report.Entry{Review: r}))
	if doc.Tests != 3 || doc.Failures != 1 || doc.Skipped != 1 {
		t.Errorf("%d tests, %d failures, %d skipped", doc.Tests, doc.Failures, doc.Skipped)
	}
	if s := doc.Suites[0].Cases[0].Skipped; doc.Suites[0].Name != "Detective controls" || len(s) != 1 || s[0].Message != "unknown: DET-GUARDDUTY-ON: it belongs to the account" {
		t.Errorf("%+v", doc.Suites[0])
	}
	f := doc.Suites[1].Cases[0].Failure[0]
	for _, want := range []string{
		"CRITICAL Group (AWS::EC2::SecurityGroup): tcp 22 is open to 0.0.0.0/0\n  at my templates/web.yaml:7:9",
		"security group Group passes: in tcp/22 from 0.0.0.0/0", "  ? Cidr: parameter without a default", "Fix: Use Session Manager.",
	} {
		if !strings.Contains(f.Text, want) {
			t.Errorf("the failure lacks %q:\n%s", want, f.Text)
		}
	}
	if f.Message != "2 findings" || f.Type != "high" {
		t.Errorf("message %q, type %q", f.Message, f.Type)
	}
}

// TestJUnitSuppressed: what is accepted is no failure, and says why.
func TestJUnitSuppressed(t *testing.T) {
	r := accepted()
	r.Findings = nil
	r.Controls[0].Accepted = true
	doc := readJUnit(t, written(t, report.NewJUnit, report.Entry{Review: r}))
	if s := doc.Suites[1].Cases[0].Skipped; doc.Failures != 0 || len(s) != 1 || !strings.HasPrefix(s[0].Message, "suppressed: cfn_nag W2 at ") {
		t.Errorf("%+v", doc.Suites[1])
	}
}

// hostile is a review whose names try to be markup everywhere.
func hostile() *report.Review {
	r := sample()
	bad := "<script>alert(1)</script>\"'&`|*_[x](http://x)@octocat,::error::%0A\x00\u0085\xff\n::error file=x::gotcha"
	id := estate.ID("R" + bad)
	r.Subject.Estate = estate.New(estate.Estate{Resources: []estate.Resource{
		&estate.Other{Core: estate.Core{ID: id, Logical: string(id), Type: "AWS::" + bad, Origin: estate.Origin{File: "f" + bad, Line: 1, Column: 2}}}}})
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Resource, f.Message, f.Fix, f.Facts = id, bad, bad, []string{bad}
		f.Origin = estate.Origin{File: "f" + bad, Line: 1, Column: 2}
		f.References = []string{bad}
		for s := range f.Proof.Steps {
			f.Proof.Steps[s].Resource, f.Proof.Steps[s].Rule, f.Proof.Steps[s].Detail, f.Proof.Steps[s].Kind = id, bad, bad, bad
		}
	}
	s := r.Findings[0]
	s.Suppression = &finding.Suppression{By: bad, ID: bad, Reason: bad, Origin: s.Origin}
	r.Suppressed, r.Accepted = []finding.Finding{s}, 1
	r.Subject.Names = []string{bad}
	r.Controls[0].Control.Title, r.Controls[0].Control.Why = bad, bad
	return r
}

// TestHostileNames: no name becomes markup, a command or a mention.
func TestHostileNames(t *testing.T) {
	e := report.Entry{Review: hostile()}
	readJUnit(t, written(t, report.NewJUnit, e))

	commands := written(t, report.NewGitHub, e)
	for i, line := range strings.Split(strings.TrimSpace(commands), "\n") {
		if i < len(e.Review.Findings) != strings.HasPrefix(line, "::") || strings.Contains(line, "\r") {
			t.Errorf("line %d: %s", i, line)
		}
		if at := strings.Index(line, ",col="); i < 1 && (at < 0 || strings.ContainsAny(strings.TrimPrefix(line[:strings.Index(line, ",line=")], "::error file="), ",:")) {
			t.Errorf("line %d: a name ends a property: %s", i, line)
		}
	}

	comment := written(t, report.NewMarkdown, e)
	outside := withoutCode(comment)
	for _, bad := range []string{"<script", "x](http", "@octocat", "\x00", "\n::error"} {
		if strings.Contains(outside, bad) {
			t.Errorf("the comment has %q:\n%s", bad, outside)
		}
	}
	for _, line := range strings.Split(comment, "\n") {
		if n := len(regexp.MustCompile(`(^|[^\\])\|`).FindAllString(line, -1)); strings.HasPrefix(line, "| 🔴") && n != 6 {
			t.Errorf("%d bars in a row of five cells: %s", n, line)
		}
	}
}

// withoutCode takes the code spans out, as CommonMark finds them: from a run of
// backticks that none escapes to the next run of the same length.
func withoutCode(s string) string {
	run := func(s string) int { return len(s) - len(strings.TrimLeft(s, "`")) }
	var out strings.Builder
next:
	for i := 0; i < len(s); {
		n := run(s[i:])
		if n == 0 || i > 0 && s[i-1] == '\\' {
			out.WriteByte(s[i])
			i++
			continue
		}
		for j := i + n; j < len(s); j += max(1, run(s[j:])) {
			if run(s[j:]) == n {
				i = j + n
				continue next
			}
		}
		out.WriteString(s[i : i+n])
		i += n
	}
	return out.String()
}

// TestGitHub: levels by severity, places, and the escapes of GitHub's
// documentation.
func TestGitHub(t *testing.T) {
	got := written(t, report.NewGitHub, report.Entry{Review: sample()})
	for _, want := range []string{
		"::error file=my templates/web.yaml,line=7,col=9,title=NET-ADMIN-PORT-INTERNET (critical)::Group (AWS::EC2::SecurityGroup): tcp 22 is open to 0.0.0.0/0.%0A- security group",
		"::notice title=NET-ADMIN-PORT-INTERNET (low)::the estate: ",
		"::notice file=my templates/web.yaml,line=7,col=9,title=NET-ADMIN-PORT-INTERNET (unknown)::",
		"%0ABecause: Cidr: parameter without a default (settle: --param Cidr=VALUE); it fails in the scenario Stage=prod%0A",
		"\n2 failures, 2 undecided\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, got)
		}
	}
}

// TestMarkdownRoom: however many findings there are, the comment is one that
// GitHub takes, and says what it leaves out.
func TestMarkdownRoom(t *testing.T) {
	r := sample()
	f := r.Findings[0]
	f.Message = strings.Repeat("long ", 100)
	r.Findings = nil
	for i := range 500 {
		f.Fingerprint = fmt.Sprint(i)
		r.Findings = append(r.Findings, f)
	}
	got := written(t, report.NewMarkdown, report.Entry{Review: r})
	if len(got) > 65_536 || !strings.Contains(got, "… and 460 more.") || !strings.Contains(got, "… and 480 more.") {
		t.Errorf("%d bytes", len(got))
	}
	if strings.Count(got, "<details>") != strings.Count(got, "</details>") {
		t.Error("a fold is left open")
	}
}

// TestOnlyReviews: what these formats have no form for is refused.
func TestOnlyReviews(t *testing.T) {
	for _, make := range []func(io.Writer) report.Writer{asff, ocsf, report.NewHTML, report.NewJUnit, report.NewMarkdown, report.NewGitHub} {
		if err := make(io.Discard).Write(report.Entry{Catalog: &report.Catalog{}}); !errors.Is(err, report.ErrFormat) {
			t.Errorf("%v", err)
		}
	}
}
