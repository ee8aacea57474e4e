package suppress_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/iac"
	"ringwall/internal/suppress"
)

func load(t *testing.T, template string) *estate.Estate {
	t.Helper()
	file := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(file, []byte(template), 0o600); err != nil {
		t.Fatal(err)
	}
	e, err := iac.Open([]string{file}, iac.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

const bucket = "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Metadata: "

// TestMetadata: what the metadata of a resource accept, in our own form and in
// those of other tools.
func TestMetadata(t *testing.T) {
	for _, c := range []struct{ name, metadata, want string }{
		{"ours", "{ringwall: {suppress: [{control: DATA-*, reason: public data}]}}", "ringwall DATA-* public data"},
		{"cfn_nag", "{cfn_nag: {rules_to_suppress: [{id: W60, reason: elsewhere}]}}", "cfn_nag DET-FLOWLOGS elsewhere"},
		{"cfn_nag without a reason", "{cfn_nag: {rules_to_suppress: [{id: W60}]}}", "cfn_nag DET-FLOWLOGS "},
		{"checkov", "{checkov: {skip: [{id: CKV_AWS_21, comment: no versions}]}}", "checkov DATA-S3-VERSION-LOCK no versions"},
		{"cdk-nag", "{cdk_nag: {rules_to_suppress: [{id: AwsSolutions-S10, reason: plain}]}}", "cdk_nag DATA-S3-TLS plain"},
		{"cdk-nag's other letters", "{cdk_nag: {rules_to_suppress: [{id: AwsSolutions-S10, reason: w6k=, is_reason_encoded: true}]}}", "cdk_nag DATA-S3-TLS \u00e9"},
		{"a part is not the whole", "{checkov: {skip: [{id: CKV_AWS_53}, {id: CKV_AWS_54}, {id: CKV_AWS_55}]}}", ""},
		{"all parts are", "{checkov: {skip: [{id: CKV_AWS_53, comment: a}, {id: CKV_AWS_54}, {id: CKV_AWS_55}, {id: CKV_AWS_56, comment: b}]}}", "checkov DATA-S3-BPA a; b"},
		{"some of what a rule finds", "{cdk_nag: {rules_to_suppress: [{id: AwsSolutions-IAM5, reason: r, applies_to: ['Action::s3:*']}]}}", ""},
		{"no control here", "{cfn_nag: {rules_to_suppress: [{id: W28, reason: named}]}}", ""},
		{"nonsense of others", "{cfn_nag: {rules_to_suppress: {id: W60}}, checkov: yes, cdk_nag: []}", ""},
		{"an id that is not written out", "{cfn_nag: {rules_to_suppress: [{id: !Ref AWS::Region}]}}", ""},
	} {
		got, err := suppress.Declared(load(t, bucket+c.metadata))
		if err != nil {
			t.Fatalf("%s: %s", c.name, err)
		}
		var lines []string
		for _, s := range got.List {
			lines = append(lines, s.By+" "+strings.Join(s.Controls, ",")+" "+s.Reason)
			if s.Resource != "Bucket" || s.Origin.Line != 4 {
				t.Errorf("%s: on %s at %s", c.name, s.Resource, s.Origin)
			}
		}
		if strings.Join(lines, "\n") != c.want {
			t.Errorf("%s: got %q, want %q", c.name, lines, c.want)
		}
	}
}

// TestCounts: rules of other tools are counted, with and without a control.
func TestCounts(t *testing.T) {
	got, err := suppress.Declared(load(t, bucket+"{cfn_nag: {rules_to_suppress: [{id: W28}, {id: W60}, {id: W51}]}}"))
	if err != nil || got.Foreign != 3 || got.Unmapped != 2 {
		t.Errorf("%d named, %d without a control, %v", got.Foreign, got.Unmapped, err)
	}
}

// TestTemplateMetadata: metadata of a whole template are for its stack.
func TestTemplateMetadata(t *testing.T) {
	got, err := suppress.Declared(load(t, `Metadata:
  ringwall: {suppress: [{control: DATA-*, resource: B*, reason: whole}]}
  cdk_nag: {rules_to_suppress: [{id: AwsSolutions-S10, reason: stack}]}
  cfn_nag: {rules_to_suppress: [{id: W60, reason: it does not stand there}]}
Resources:
  Bucket: {Type: AWS::S3::Bucket}
`))
	if err != nil || len(got.List) != 2 {
		t.Fatalf("%v, %v", got.List, err)
	}
	for _, s := range got.List {
		if s.Stack == "" || s.Resource != "" {
			t.Errorf("for stack %q, resource %q", s.Stack, s.Resource)
		}
	}
}

// TestMetadataMistakes: our own form is held to its rules in templates too.
func TestMetadataMistakes(t *testing.T) {
	for metadata, want := range map[string]string{
		"{ringwall: {suppress: [{control: A}]}}":                           "template.yaml:5:38: the suppression gives no reason",
		"{ringwall: {suppress: [{control: A, reason: r, resource: B}]}}":   "is for what it is written on",
		"{ringwall: {suppress: [{control: A, reason: !Ref AWS::Region}]}}": "reason must be a text that is written out",
		"{ringwall: {suppress: !If [C, [{control: A, reason: r}], []]}}":   "suppress must be a list",
	} {
		_, err := suppress.Declared(load(t, "Conditions: {C: !Equals [!Ref AWS::Region, eu-west-1]}\n"+bucket+metadata))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", metadata, err, want)
		}
	}
}
