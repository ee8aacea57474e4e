package all_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/iac"
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
		{"application load balancers answer HTTP only", "NET-ADMIN-PORT-INTERNET", albOnPort445("application"),
			"3 medium SMB (tcp/445) is open to the internet (in tcp 443-445 from 0.0.0.0/0); what is attached to the group are application load balancers, which answer HTTP only: what is attached later may answer more"},
		{"network load balancers answer all", "NET-ADMIN-PORT-INTERNET", albOnPort445("network"),
			"3 high SMB (tcp/445) is open to the internet (in tcp 443-445 from 0.0.0.0/0)"},
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

// albOnPort445 is a load balancer in a VPC of others, whose group opens too wide a range.
func albOnPort445(kind string) string {
	return `Parameters: {Vpc: {Type: "AWS::EC2::VPC::Id"}, One: {Type: "AWS::EC2::Subnet::Id"}, Two: {Type: "AWS::EC2::Subnet::Id"}}
Resources:
  G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: web, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 445, CidrIp: 0.0.0.0/0}]}}
  L: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Type: ` + kind + `, Scheme: internet-facing, Subnets: [!Ref One, !Ref Two], SecurityGroups: [!Ref G]}}
  T: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {Protocol: TCP, Port: 445, VpcId: !Ref Vpc, TargetType: ip}}
  N: {Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {LoadBalancerArn: !Ref L, Port: 445, Protocol: TCP, DefaultActions: [{Type: forward, TargetGroupArn: !Ref T}]}}
`
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

// TestCausesStandInTheirStatement: what an answer hangs on is a part of the statement
// that decides, not of the first one.
func TestCausesStandInTheirStatement(t *testing.T) {
	e := estateOf([]byte(`Parameters: {Table: {Type: String}, Keys: {Type: String}}
Resources:
  P: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: [
    {Effect: Allow, Action: "dynamodb:GetItem", Resource: !Sub "arn:aws:dynamodb:eu-west-1:111122223333:table/${Table}"},
    {Effect: Allow, Action: "kms:Decrypt", Resource: !Split [",", !Ref Keys]}]}}}
`))
	list := review.Run(e, rulesOf("DATA-KMS-DECRYPT-ALL")).Findings
	if len(list) != 1 || len(list[0].Proof.Gaps) == 0 || list[0].Proof.Gaps[0].Variable.Name != "Keys" {
		t.Errorf("told is %+v", list)
	}
}

// TestFixesNameTheSwitchesOfTheType: of a file system, those of file systems.
func TestFixesNameTheSwitchesOfTheType(t *testing.T) {
	e := estateOf([]byte("Resources:\n  F: {Type: AWS::EFS::FileSystem, Properties: {Encrypted: false}}\n"))
	const want = "Set Encrypted: true and KmsKeyId to a customer-managed key. It cannot be switched on later: copy the files to a new file system."
	list := review.Run(e, rulesOf("DATA-SEARCH-CACHE")).Findings
	if len(list) != 1 || list[0].Fix != want {
		t.Errorf("told is %+v", list)
	}
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

// TestWhatIsNotReadNamesTheWayOn: what settles the one gap settles what hangs on it.
func TestWhatIsNotReadNamesTheWayOn(t *testing.T) {
	file := filepath.Join(t.TempDir(), "t.yaml")
	text := `Resources:
  Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: "https://s3.amazonaws.com/b/roles.yaml"}}
  R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}}}
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	e, err := iac.Open([]string{file}, iac.Options{})
	if err != nil {
		t.Fatal(err)
	}
	because := review.Run(e, rulesOf("IAM-PRIVESC-DIRECT")).Controls[0].Because
	if len(because) != 1 || because[0].Variable.Settle != "add its template to the sources" {
		t.Errorf("it hangs on %+v", because)
	}
}
