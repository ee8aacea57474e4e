package report_test

import (
	"bytes"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/report"
)

// accepted is the sample with its failure suppressed.
func accepted() *report.Review {
	r := sample()
	f := r.Findings[0]
	f.Suppression = &finding.Suppression{
		By: "cfn_nag", ID: "W2", Controls: []string{f.Control}, Resource: "Group", Reason: "a bastion", Expires: "2999-12-31",
		Origin: estate.Origin{File: "my templates/web.yaml", Line: 5, Column: 7},
	}
	r.Findings, r.Suppressed, r.Accepted = r.Findings[1:], []finding.Finding{f}, 1
	r.Failures[finding.Critical]--
	return r
}

// TestTextSuppressed: what is suppressed is counted, and listed with its reason
// where all is asked for.
func TestTextSuppressed(t *testing.T) {
	short := text(t, report.Entry{Review: accepted()}, report.Style{})
	if !strings.Contains(short, "1 finding suppressed (-v lists them).") || strings.Contains(short, "a bastion") {
		t.Error(short)
	}
	long := text(t, report.Entry{Review: accepted()}, report.Style{Verbose: true})
	for _, want := range []string{"Suppressed\n  critical  NET-ADMIN-PORT-INTERNET  Group", "cfn_nag W2 at my templates/web.yaml:5:7: a bastion (until 2999-12-31)", "1 finding suppressed.\n"} {
		if !strings.Contains(long, want) {
			t.Errorf("the text lacks %q:\n%s", want, long)
		}
	}
}

// TestSARIFSuppressed: a log with a suppressed result says of all results whether
// they are.
func TestSARIFSuppressed(t *testing.T) {
	var b bytes.Buffer
	if err := report.NewSARIF(&b, "").Write(report.Entry{Review: accepted()}); err != nil {
		t.Fatal(err)
	}
	validate(t, b.Bytes())
	if n := strings.Count(b.String(), `"suppressions": []`); n != 2 {
		t.Errorf("%d results are said not to be suppressed, want 2", n)
	}
	if !strings.Contains(b.String(), `"kind": "inSource"`) {
		t.Error("the suppression in metadata is not in the source")
	}
}
