package all_test

import (
	"fmt"
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// TestToldRight are templates of which something was told in wrong words, with the
// wrong weight or at the wrong place once: what is told of each today.
func TestToldRight(t *testing.T) {
	for _, c := range []struct{ name, control, text, want string }{
		{"what is certain comes before what may be", "IAM-DATA-ACTIONS-WIDE", `Parameters: {Queue: {Type: String}}
Resources:
  P: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: [
    {Effect: Allow, Action: "sqs:ReceiveMessage", Resource: !Ref Queue},
    {Effect: Allow, Action: "ssm:GetParameters", Resource: "arn:aws:ssm:eu-west-1:111122223333:parameter/*"}]}}}
`, "5 medium allows read actions (ssm:GetParameters) on every ssm parameter"},
		{"resources are said as they are written", "IAM-SERVICE-STAR", `Resources:
  B: {Type: AWS::S3::Bucket}
  P: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: [{Effect: Allow, Action: "s3:*", Resource: !Sub "${B.Arn}/*"}]}}}
`, "3 low allows s3:*; statement: allows s3:* on ${B.Arn}/*"},
		{"one of AWS's policies is named where it is attached", "IAM-PRIVESC-DIRECT", `Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/IAMFullAccess"]
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
`, "2 high can attach any policy to itself (iam:AttachRolePolicy): any permission it likes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := estateOf([]byte(c.text))
			if e == nil {
				t.Fatal("cannot be read")
			}
			list := review.Run(e, rulesOf(c.control)).Findings
			if len(list) != 1 || list[0].Status != finding.Fail {
				t.Fatalf("told is %v", list)
			}
			if got := toldAs(list[0], len(c.want)); got != c.want {
				t.Errorf("told is %q,\nwant    %q", got, c.want)
			}
		})
	}
}

// toldAs is a finding's line, severity, message and first fact, as much of it as is
// asked for.
func toldAs(f finding.Finding, most int) string {
	out := fmt.Sprintf("%d %s %s", f.Origin.Line, f.Severity, f.Message)
	if len(f.Facts) > 0 && len(out) < most {
		out += "; " + f.Facts[0]
	}
	return out
}

// TestManagedPoliciesAreDetached: nobody can take a statement out of a policy of AWS's.
func TestManagedPoliciesAreDetached(t *testing.T) {
	e := estateOf([]byte(`Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/IAMFullAccess"]
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
`))
	const want = "Detach IAMFullAccess, which is AWS's own and cannot be changed, and allow the actions that are used, on users and roles that are no administrators."
	list := review.Run(e, rulesOf("IAM-PRIVESC-DIRECT")).Findings
	if len(list) != 1 || list[0].Fix != want {
		t.Errorf("told is %+v", list)
	}
}
