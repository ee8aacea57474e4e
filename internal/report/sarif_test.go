package report_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/proof"
	"ringwall/internal/report"
	"ringwall/internal/scenario"
)

// sample is a review with a failure and an unknown, with all that either can
// have.
func sample() *report.Review {
	stage := &scenario.Variable{Name: "Stage", Default: "dev", HasDefault: true, Domain: []string{"dev", "prod"}, Settle: "--param Stage=VALUE"}
	cidr := &scenario.Variable{Name: "Cidr", Why: "parameter without a default", Settle: "--param Cidr=VALUE"}
	at := estate.Origin{File: "my templates/web.yaml", Line: 7, Column: 9}
	group := &estate.Other{Core: estate.Core{ID: "Group", Logical: "Group", Type: "AWS::EC2::SecurityGroup", Origin: at, Stack: "web"}}
	e := estate.New(estate.Estate{
		Sources:   []estate.Source{{Name: at.File, Format: "CloudFormation", Stack: "web", Resources: 1}, {Name: "notes.yaml", Skipped: "not a template"}},
		Resources: []estate.Resource{group}, Gaps: []estate.Gap{{Variable: cidr, Origin: at}},
	})
	c := &report.Control{
		ID: "NET-ADMIN-PORT-INTERNET", Area: finding.Infrastructure, Severity: finding.High, Title: "No internet path to administration ports",
		Why: "They are guessed at.", Fix: "Use Session Manager.", References: []string{"FSBP EC2.19"},
	}
	invisible := &report.Control{ID: "DET-GUARDDUTY-ON", Area: finding.Detection, Severity: finding.Medium, Title: "GuardDuty is on", Fix: "Switch it on."}
	fail := finding.Finding{
		Control: c.ID, Area: c.Area, Severity: finding.Critical, Status: finding.Fail, Resource: "Group", Origin: at,
		Message: "tcp 22 is open to 0.0.0.0/0", Fix: c.Fix, References: c.References, Fingerprint: "0123456789abcdef",
		Proof: proof.Proof{Verdict: proof.Yes, Steps: []proof.Step{
			{Resource: "Group", Kind: "security-group", Rule: "in tcp/22 from 0.0.0.0/0", Origin: at},
			{Kind: "internet", Effect: proof.Passes},
		}, Assumed: []*scenario.Variable{stage}},
	}
	unknown := fail
	unknown.Status, unknown.Fingerprint = finding.Unknown, "fedcba9876543210"
	unknown.Proof = proof.Proof{Gaps: []estate.Gap{{Variable: cidr}}, Scenario: []scenario.Setting{{Variable: stage, Value: "prod"}}}
	whole := fail
	whole.Resource, whole.Origin, whole.Proof, whole.Severity = "", estate.Origin{}, proof.Proof{}, finding.Low
	return &report.Review{
		Subject: report.Subject{Estate: e, Names: []string{at.File}}, FailOn: finding.High,
		Findings: []finding.Finding{fail, whole, unknown}, Assumed: []*scenario.Variable{stage},
		Areas: []report.Area{{ID: finding.Infrastructure, Fail: 1}, {ID: finding.Detection, Unknown: 1}},
		Controls: []report.ControlStatus{
			{Control: c, Status: finding.Fail, Resources: 1},
			{Control: invisible, Status: finding.Unknown, Because: []estate.Gap{{Variable: &scenario.Variable{Name: invisible.ID, Why: "it belongs to the account"}}}},
		},
		Failures: [finding.Critical + 1]int{finding.Critical: 1, finding.Low: 1}, Undecided: 2,
	}
}

// TestSARIFSchema validates a log against the schema of SARIF 2.1.0.
func TestSARIFSchema(t *testing.T) {
	var b bytes.Buffer
	if err := report.NewSARIF(&b, "v1.2.3").Write(report.Entry{Review: sample()}); err != nil {
		t.Fatal(err)
	}
	validate(t, b.Bytes())
	for _, want := range []string{
		`"kind": "open"`, `"level": "none"`, `"level": "error"`, `"level": "note"`, `"uri": "my%20templates/web.yaml"`,
		`"ringwall/v1": "0123456789abcdef"`, `"startLine": 7`, "Because: Cidr: parameter without a default",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the log lacks %s", want)
		}
	}
}

// TestSARIFEmpty: a review that finds nothing is a valid log too.
func TestSARIFEmpty(t *testing.T) {
	r := sample()
	r.Findings, r.Controls, r.Assumed = nil, nil, nil
	var b bytes.Buffer
	if err := report.NewSARIF(&b, "").Write(report.Entry{Review: r}); err != nil {
		t.Fatal(err)
	}
	validate(t, b.Bytes())
}

func validate(t *testing.T, log []byte) {
	t.Helper()
	file, err := os.Open("testdata/sarif-2.1.0-rtm.5.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	schema, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(instance); err != nil {
		t.Errorf("%v\n%s", err, log)
	}
}
