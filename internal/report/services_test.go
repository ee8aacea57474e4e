package report_test

import (
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/report"
)

func stamp() report.Stamp {
	return report.Stamp{Time: time.Unix(1_767_225_600, 0), Version: "v1", Account: "111122223333", Region: "eu-west-1"}
}

func asff(w io.Writer) report.Writer { return report.NewASFF(w, stamp()) }
func ocsf(w io.Writer) report.Writer { return report.NewOCSF(w, stamp()) }

func listOf(t *testing.T, text string) []map[string]any {
	t.Helper()
	var out []map[string]any
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// at follows keys and places downwards; nil where there is nothing.
func at(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[p]
		case int:
			l, _ := v.([]any)
			if p >= len(l) {
				return nil
			}
			v = l[p]
		}
	}
	return v
}

// checkASFF holds a finding to what AWS's API reference says of AwsSecurityFinding.
func checkASFF(t *testing.T, f map[string]any) {
	t.Helper()
	for name, most := range map[string]int{
		"SchemaVersion": 32, "Id": 512, "ProductArn": 2048, "GeneratorId": 512, "AwsAccountId": 12, "CreatedAt": 64, "UpdatedAt": 64,
		"Title": 256, "Description": 1024, "RecordState": 8,
	} {
		s, _ := f[name].(string)
		if strings.TrimSpace(s) == "" || len(s) > most {
			t.Errorf("%s is %q", name, s)
		}
	}
	if f["SchemaVersion"] != "2018-10-08" || !regexp.MustCompile(`^arn:aws[a-z-]*:securityhub:[a-z0-9-]+:\d{12}:product/\d{12}/default$`).MatchString(f["ProductArn"].(string)) {
		t.Errorf("%v, %v", f["SchemaVersion"], f["ProductArn"])
	}
	if _, err := time.Parse(time.RFC3339, f["CreatedAt"].(string)); err != nil {
		t.Error(err)
	}
	oneOf := func(v any, words string) {
		if s, _ := v.(string); !slices.Contains(strings.Fields(words), s) {
			t.Errorf("%v is none of %s", v, words)
		}
	}
	oneOf(at(f, "Severity", "Label"), "INFORMATIONAL LOW MEDIUM HIGH CRITICAL")
	oneOf(at(f, "Compliance", "Status"), "FAILED NOT_AVAILABLE")
	oneOf(at(f, "Workflow", "Status"), "NEW SUPPRESSED")
	oneOf(f["RecordState"], "ACTIVE ARCHIVED")
	resources, _ := f["Resources"].([]any)
	if len(resources) == 0 || len(resources) > 32 {
		t.Errorf("%d resources", len(resources))
	}
	for _, r := range resources {
		if at(r, "Id") == "" || !regexp.MustCompile(`^(Other|Aws[A-Z][A-Za-z0-9]+)$`).MatchString(at(r, "Type").(string)) {
			t.Errorf("resource %v", r)
		}
	}
	fields, _ := f["ProductFields"].(map[string]any)
	if len(fields) > 50 {
		t.Errorf("%d product fields", len(fields))
	}
	for k, v := range fields {
		if len(k) > 128 || len(v.(string)) > 2048 || v == "" {
			t.Errorf("product field %s: %v", k, v)
		}
	}
	if s := at(f, "Remediation", "Recommendation", "Text").(string); s == "" || len(s) > 512 {
		t.Errorf("recommendation %q", s)
	}
	if requirements, _ := at(f, "Compliance", "RelatedRequirements").([]any); len(requirements) > 32 {
		t.Errorf("%d requirements", len(requirements))
	}
}

// long is a review whose texts are longer than the formats take.
func long() *report.Review {
	r := hostile()
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Message, f.Fix = strings.Repeat("ü", 5000), strings.Repeat("ö", 5000)
		for range 100 {
			f.Facts, f.Also = append(f.Facts, strings.Repeat("ä", 3000)), append(f.Also, "Other")
			f.References = append(f.References, "CIS 1")
		}
	}
	return r
}

// TestASFF: what Security Hub asks of a finding, also where names are hostile and
// texts long.
func TestASFF(t *testing.T) {
	for _, r := range []*report.Review{sample(), accepted(), hostile(), long()} {
		list := listOf(t, written(t, asff, report.Entry{Review: r}))
		if len(list) != len(r.Findings)+len(r.Suppressed) {
			t.Errorf("%d findings", len(list))
		}
		for _, f := range list {
			checkASFF(t, f)
		}
	}
	list := listOf(t, written(t, asff, report.Entry{Review: accepted()}))
	whole, unknown, suppressed := list[0], list[1], list[2]
	if at(whole, "Resources", 0, "Type") != "AwsAccount" || at(whole, "Compliance", "Status") != "FAILED" {
		t.Errorf("%v", whole)
	}
	if at(unknown, "Compliance", "Status") != "NOT_AVAILABLE" || at(unknown, "Compliance", "StatusReasons", 0, "Description") != "Cidr: parameter without a default (settle: --param Cidr=VALUE)" {
		t.Errorf("%v", unknown["Compliance"])
	}
	if at(suppressed, "Workflow", "Status") != "SUPPRESSED" || at(suppressed, "Resources", 0, "Type") != "AwsEc2SecurityGroup" ||
		at(suppressed, "Note", "Text") != "cfn_nag W2 at my templates/web.yaml:5:7: a bastion (until 2999-12-31)" {
		t.Errorf("%v", suppressed)
	}
	if at(suppressed, "Types", 0) != "Software and Configuration Checks/AWS Security Best Practices/Network Reachability" {
		t.Errorf("%v", suppressed["Types"])
	}
}

// TestASFFPlace: a finding is nowhere unless the sources or the user say where; of
// sources of one account, the estate's findings are there too.
func TestASFFPlace(t *testing.T) {
	nowhere := func(w io.Writer) report.Writer { return report.NewASFF(w, report.Stamp{Time: time.Unix(0, 0)}) }
	if err := nowhere(io.Discard).Write(report.Entry{Review: sample()}); !errors.Is(err, report.ErrPlace) {
		t.Errorf("%v", err)
	}
	r := sample()
	group := r.Subject.Estate.Resources[0].Base()
	group.Account, group.Region = estate.Literal("444455556666"), estate.Literal("us-gov-west-1")
	for _, f := range listOf(t, written(t, nowhere, report.Entry{Review: r})) {
		if f["AwsAccountId"] != "444455556666" || f["ProductArn"] != "arn:aws-us-gov:securityhub:us-gov-west-1:444455556666:product/444455556666/default" {
			t.Errorf("%v", f["ProductArn"])
		}
	}
}

// TestASFFTypes: names of types as the Security Hub user guide has them.
func TestASFFTypes(t *testing.T) {
	for typ, want := range map[string]string{
		"AWS::EC2::VPC": "AwsEc2Vpc", "AWS::EC2::Instance": "AwsEc2Instance", "AWS::S3::Bucket": "AwsS3Bucket", "AWS::RDS::DBInstance": "AwsRdsDbInstance",
		"AWS::IAM::Role": "AwsIamRole", "AWS::DynamoDB::Table": "AwsDynamoDbTable", "AWS::CloudTrail::Trail": "AwsCloudTrailTrail", "AWS::ECS::TaskDefinition": "AwsEcsTaskDefinition",
		"AWS::EC2::EIP": "AwsEc2Eip", "AWS::ElasticLoadBalancingV2::LoadBalancer": "AwsElbv2LoadBalancer", "AWS::Unheard::Of": "Other", "Custom::Thing": "Other",
	} {
		r := sample()
		r.Subject.Estate.Resources[0].Base().Type = typ
		if got := at(listOf(t, written(t, asff, report.Entry{Review: r}))[0], "Resources", 0, "Type"); got != want {
			t.Errorf("%s: %v, want %s", typ, got, want)
		}
	}
}

// TestOCSF: the required attributes of class 2003, with values of its enumerations
// (ocsf-schema, events/findings/compliance_finding.json and what it extends).
func TestOCSF(t *testing.T) {
	for _, r := range []*report.Review{sample(), accepted(), hostile()} {
		for _, e := range listOf(t, written(t, ocsf, report.Entry{Review: r})) {
			for _, path := range [][]any{
				{"activity_id"}, {"category_uid"}, {"class_uid"}, {"type_uid"}, {"time"}, {"severity_id"}, {"metadata", "version"}, {"metadata", "product", "vendor_name"},
				{"cloud", "provider"}, {"finding_info", "uid"}, {"finding_info", "title"}, {"compliance", "standards", 0}, {"compliance", "control"}, {"resources", 0, "uid"},
			} {
				if v := at(e, path...); v == nil || v == "" || v == 0.0 {
					t.Errorf("%v is %v", path, v)
				}
			}
			if e["class_uid"] != 2003.0 || e["type_uid"] != 200301.0 || e["time"] != 1_767_225_600_000.0 {
				t.Errorf("%v, %v, %v", e["class_uid"], e["type_uid"], e["time"])
			}
		}
	}
	list := listOf(t, written(t, ocsf, report.Entry{Review: accepted()}))
	if at(list[1], "compliance", "status_id") != 2.0 || !strings.HasPrefix(at(list[1], "compliance", "status_detail").(string), "Cidr: ") || at(list[1], "status_id") != 1.0 {
		t.Errorf("%v", list[1])
	}
	if at(list[2], "status_id") != 3.0 || at(list[2], "severity_id") != float64(finding.Critical)+1 || at(list[2], "compliance", "standards", 0) != "AWS Foundational Security Best Practices" {
		t.Errorf("%v", list[2])
	}
}
