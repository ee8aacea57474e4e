package identity_test

import (
	"strings"
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/identity"
	"ringwall/internal/review/reviewtest"
)

// organisationWith is an organisation with an account Live below a unit, and
// policies.
func organisationWith(policies ...string) string {
	out := identity.SCPProtectsDetection().Twin
	return out[:strings.Index(out, "  KeepWatching:")] + strings.Join(policies, "")
}

func controlPolicy(name, kind, target, statement string) string {
	return "  " + name + ":\n    Type: AWS::Organizations::Policy\n    Properties:\n      Name: " + name + "\n      Type: " + kind +
		"\n      TargetIds: [" + target + "]\n      Content: {Version: '2012-10-17', Statement: [" + statement + "]}\n"
}

func service(name, statement string) string {
	return controlPolicy(name, "SERVICE_CONTROL_POLICY", "!Ref Workloads", statement)
}

const watching = `Effect: Deny, Action: ["cloudtrail:*", "config:*", "guardduty:*", "securityhub:*"], Resource: "*"`

func TestDetectionIsProtectedFromEveryoneButTheNamed(t *testing.T) {
	check(t, identity.SCPProtectsDetection(), []trap{
		{"everyone", organisationWith(service("P", "{"+watching+"}")), "Live", finding.Pass, ""},
		{"named roles go free", organisationWith(service("P", "{"+watching+`, Condition: {ArnNotLike: {"aws:PrincipalArn": ["arn:aws:iam::*:role/Security*", "arn:aws:iam::*:role/Break"]}}}`)), "Live", finding.Pass, ""},
		{"all roles go free", organisationWith(service("P", "{"+watching+`, Condition: {ArnNotLike: {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}}`)), "Live", finding.Fail, "a role may do cloudtrail:StopLogging"},
		{"the root user goes free", organisationWith(service("P", "{"+watching+`, Condition: {StringNotLike: {"aws:PrincipalArn": "arn:aws:iam::*:root"}}}`)), "Live", finding.Fail, "the root user may do"},
		{"who has a tag", organisationWith(service("P", "{"+watching+`, Condition: {StringNotEquals: {"aws:PrincipalTag/team": security}}}`)), "Live", finding.Unknown, "aws:PrincipalTag/team"},
		{"one service is left out", organisationWith(service("P", strings.Replace("{"+watching+"}", `"config:*", `, "", 1))), "Live", finding.Fail, "config:StopConfigurationRecorder"},
		{"in one Region", organisationWith(service("P", "{"+watching+`, Condition: {StringEquals: {"aws:RequestedRegion": eu-west-1}}}`)), "Live", finding.Fail, "with aws:RequestedRegion=ap-southeast-3"},
		{"some trails", organisationWith(service("P", "{"+strings.Replace(watching, `"*"`, `"arn:aws:cloudtrail:*:*:trail/org"`, 1)+"}")), "Live", finding.Unknown, "the resource"},
		{"in halves", organisationWith(service("P", strings.Replace("{"+watching+"}", `"config:*", `, "", 1)), controlPolicy("Q", "SERVICE_CONTROL_POLICY", "!GetAtt Organisation.RootId", `{Effect: Deny, Action: "config:*", Resource: "*"}`)), "Live", finding.Pass, ""},
		{"another unit", organisationWith(controlPolicy("P", "SERVICE_CONTROL_POLICY", "ou-ab12-11111111", "{"+watching+"}")), "Live", finding.Unknown, ""},
		{"by a parameter", "Parameters:\n  Target: {Type: String}\n" + organisationWith(controlPolicy("P", "SERVICE_CONTROL_POLICY", "!Ref Target", "{"+watching+"}")), "Live", finding.Unknown, ""},
		{"a policy of another kind", organisationWith(controlPolicy("P", "RESOURCE_CONTROL_POLICY", "!Ref Workloads", "{"+strings.Replace(watching, "Action", `Principal: "*", Action`, 1)+"}")), "Live", finding.Fail, "no statement"},
	})
}

func TestRegionsHoldForEveryRegionalAction(t *testing.T) {
	twin := identity.SCPInvariants().Twin
	with := func(old, now string) string {
		if !strings.Contains(twin, old) {
			t.Fatalf("the twin has no %q", old)
		}
		return strings.Replace(twin, old, now, 1)
	}
	check(t, identity.SCPInvariants(), []trap{
		{"as AWS has it", with(`"support:*"`, `"support:*", "s3:GetAccountPublic*", "kms:*", "acm:*"`), "Live", finding.Pass, ""},
		{"one action is left out", with(`"support:*"`, `"support:*", "lambda:InvokeFunction"`), "Live", finding.Fail, "a role may do lambda:InvokeFunction in ap-southeast-3"},
		{"some of every service are left out", with(`"support:*"`, `"support:*", "*:Describe*"`), "Live", finding.Fail, ":Describe"},
		{"what is left out is not known", "Parameters:\n  Action: {Type: String}\n" + with(`"support:*"`, `"support:*", !Ref Action`), "Live", finding.Unknown, ""},
		{"a service is left out", with(`"support:*"`, `"support:*", "dynamodb:*"`), "Live", finding.Fail, "dynamodb:"},
		{"only some are denied", with(`NotAction: ["cloudfront:*", "iam:*", "organizations:*", "route53:*", "sts:*", "support:*"]`, `Action: ["ec2:*", "rds:*"]`), "Live", finding.Fail, "others in ap-southeast-3"},
		{"a Region by pattern", with(`[eu-west-1, eu-central-1]`, `["eu-*", "ap-southeast-3"]`), "Live", finding.Pass, ""},
		{"administrators go free", with(`[eu-west-1, eu-central-1]}`, `[eu-west-1]}, ArnNotLike: {"aws:PrincipalArn": "arn:aws:iam::*:role/Admin"}`), "Live", finding.Pass, ""},
		{"nobody asks for the Region", with(`StringNotEquals: {"aws:RequestedRegion": [eu-west-1, eu-central-1]}`, `Bool: {"aws:SecureTransport": "false"}`), "Live", finding.Fail, "in every Region"},
		{"root may do a little", with(`Action: "*", Resource: "*", Condition: {StringLike`, `NotAction: "s3:PutBucketPolicy", Resource: "*", Condition: {StringLike`), "Live", finding.Fail, "the root user may do s3:PutBucketPolicy"},
		{"accounts may leave", with(`organizations:LeaveOrganization`, `organizations:DescribeOrganization`), "Live", finding.Fail, "may do organizations:LeaveOrganization"},
	})
}

func TestPerimeter(t *testing.T) {
	twin := identity.RCPPerimeter().Twin
	check(t, identity.RCPPerimeter(), []trap{
		{"no policy at all", organisationWith(), "Live", finding.Fail, "other organisations from s3:GetObject"},
		{"without IfExists", strings.Replace(twin, "StringNotEqualsIfExists", "StringNotEquals", 1), "Live", finding.Pass, ""},
		{"a list of partners", strings.Replace(twin, `!Ref Organisation}`, `[!Ref Organisation, o-partner0000]}`, 1), "Live", finding.Pass, ""},
		{"one service is open", strings.Replace(twin, `"kms:*", `, "", 1), "Live", finding.Fail, "from kms:Decrypt"},
		{"only who belongs to an organisation", strings.Replace(twin, "BoolIfExists: {", `"Null": {"aws:PrincipalOrgID": "false"}
              BoolIfExists: {`, 1), "Live", finding.Fail, "callers without credentials"},
	})
}

func TestGuardrailsAreInherited(t *testing.T) {
	stay := `{Effect: Deny, Action: "organizations:LeaveOrganization", Resource: "*"}`
	check(t, identity.SCPPresent(), []trap{
		{"at the root", organisationWith(controlPolicy("P", "SERVICE_CONTROL_POLICY", "!GetAtt Organisation.RootId", stay)), "Workloads", finding.Pass, ""},
		{"none", organisationWith(), "Workloads", finding.Fail, "above account live"},
		{"one that allows all", organisationWith(service("P", `{Effect: Allow, Action: "*", Resource: "*"}`)), "Workloads", finding.Fail, "live"},
		{"one that is elsewhere, maybe", "Parameters:\n  Target: {Type: String}\n" + organisationWith(controlPolicy("P", "SERVICE_CONTROL_POLICY", "!Ref Target", stay)), "Live", finding.Unknown, ""},
	})
}

func TestNoOrganisationIsUnknownNotPassed(t *testing.T) {
	bucket := "Resources:\n  B:\n    Type: AWS::S3::Bucket\n"
	for _, r := range []*review.Rule{
		identity.SCPPresent(), identity.SCPProtectsDetection(), identity.SCPInvariants(), identity.RCPPerimeter(), identity.MultiAccount(), identity.DelegatedAdmin(),
	} {
		got := reviewtest.Run(t, r, bucket).Controls[0]
		if got.Status != finding.Unknown || len(got.Because) != 1 || got.Because[0].Variable.Settle == "" {
			t.Errorf("%s: got %v, %v", r.ID, got.Status, got.Because)
		}
	}
}

func TestOneFindingForAccountsThatFailAlike(t *testing.T) {
	two := organisationWith("  Staging:\n    Type: AWS::Organizations::Account\n    Properties: {AccountName: staging, Email: s@example.com, ParentIds: [!Ref Workloads]}\n")
	r := reviewtest.Run(t, identity.SCPProtectsDetection(), two)
	if len(r.Findings) != 1 || len(r.Findings[0].Also) != 1 || r.Controls[0].Fail != 2 || !strings.Contains(r.Findings[0].Message, "in accounts live and staging") {
		t.Errorf("got %+v", r)
	}
}

func TestDutiesByNamesOfAccountsAndUnits(t *testing.T) {
	account := func(name, parent string) string {
		return "  A" + strings.ReplaceAll(name, " ", "") + ":\n    Type: AWS::Organizations::Account\n    Properties: {AccountName: " + name + ", Email: x@example.com, ParentIds: [" + parent + "]}\n"
	}
	check(t, identity.MultiAccount(), []trap{
		{"too few", organisationWith(), "Organisation", finding.Fail, "one member account can't keep"},
		{"names that say nothing", organisationWith(account("one", "!Ref Workloads"), account("two", "!Ref Workloads"), account("three", "!Ref Workloads")), "Organisation", finding.Unknown, "development or tests, the log archive or security tools"},
		{"all duties", organisationWith(account("Log Archive", "!Ref Workloads"), account("staging", "!Ref Workloads"), account("audit", "!Ref Workloads")), "Organisation", finding.Pass, ""},
	})
}

func TestManagementAccountAdministersNothing(t *testing.T) {
	admin := func(id string) string {
		return organisationWith("  Admin:\n    Type: AWS::SecurityHub::DelegatedAdmin\n    Properties: {AdminAccountId: " + id + "}\n")
	}
	check(t, identity.DelegatedAdmin(), []trap{
		{"a number", admin("'111122223333'"), "Admin", finding.Unknown, "AWS::AccountId"},
		{"a parameter", "Parameters:\n  Security: {Type: String}\n" + admin("!Ref Security"), "Admin", finding.Unknown, "Security"},
	})
}

// What is said of one account must not be taken for another that the statements
// tell apart.
func TestAccountsThatStatementsTellApart(t *testing.T) {
	regions := `{Effect: Deny, NotAction: ["iam:*", "sts:*", "organizations:*"], Resource: "*", Condition: {StringNotEquals: {"aws:RequestedRegion": eu-west-1, "aws:PrincipalAccount": !Ref Staging}}}`
	two := organisationWith("  Staging:\n    Type: AWS::Organizations::Account\n    Properties: {AccountName: staging, Email: s@example.com, ParentIds: [!Ref Workloads]}\n", service("P", regions))
	r := reviewtest.Run(t, identity.SCPInvariants(), two)
	if len(r.Findings) != 2 {
		t.Fatalf("got %d findings, want one for each account: %+v", len(r.Findings), r.Findings)
	}
	for _, f := range r.Findings {
		if free := strings.Contains(f.Message, " in ap-southeast-3"); free != (f.Resource == "Staging") {
			t.Errorf("%s: %s", f.Resource, f.Message)
		}
	}
}

// BenchmarkOpenAction: what an action of a parameter's may be is every action that
// there is.
func BenchmarkOpenAction(b *testing.B) {
	text := "Parameters:\n  Action: {Type: String}\n" + strings.Replace(identity.SCPInvariants().Twin, `"support:*"`, `"support:*", !Ref Action`, 1)
	e := reviewtest.Load(b, text)
	for b.Loop() {
		review.Run(e, []*review.Rule{identity.SCPInvariants()})
	}
}
