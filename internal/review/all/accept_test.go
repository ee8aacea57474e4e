package all_test

import (
	"slices"
	"strings"
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// TestAcceptingOneWeaknessAcceptsNoOther: a second weakness beside one that somebody
// has accepted has a fingerprint that nobody has accepted. The first line of a case
// is the control; lines that begin with "+" come later, those with "-" go.
func TestAcceptingOneWeaknessAcceptsNoOther(t *testing.T) {
	for _, c := range weaknessesBeside() {
		control, text, _ := strings.Cut(c, "\n")
		t.Run(control, func(t *testing.T) {
			before, after := forms(text)
			rules := rulesOf(control)
			had := failuresOf(t, rules, before)
			have := failuresOf(t, rules, after)
			if len(had) == 0 || len(have) == 0 {
				t.Fatalf("%d failures before and %d after", len(had), len(have))
			}
			if !slices.ContainsFunc(have, func(f finding.Finding) bool {
				return !slices.ContainsFunc(had, func(g finding.Finding) bool { return g.Fingerprint == f.Fingerprint })
			}) {
				t.Errorf("%s is told as %s was: %s", have[0].Message, had[0].Message, have[0].Fingerprint)
			}
		})
	}
}

// forms are a case without the lines that come later, and with them.
func forms(text string) (before, after string) {
	for line := range strings.Lines(text) {
		rest := strings.TrimLeft(line, "+-")
		if line[0] != '+' {
			before += strings.Repeat(" ", len(line)-len(rest)) + rest
		}
		if line[0] != '-' {
			after += strings.Repeat(" ", len(line)-len(rest)) + rest
		}
	}
	return before, after
}

func failuresOf(t *testing.T, rules []*review.Rule, text string) []finding.Finding {
	t.Helper()
	e := estateOf([]byte(text))
	if e == nil {
		t.Fatalf("cannot be read:\n%s", text)
	}
	return slices.DeleteFunc(review.Run(e, rules).Findings, func(f finding.Finding) bool { return f.Status != finding.Fail })
}

func weaknessesBeside() []string {
	return []string{`NET-ADMIN-PORT-INTERNET
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: administration
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
+       - {IpProtocol: tcp, FromPort: 3389, ToPort: 3389, CidrIp: 0.0.0.0/0}
`, `NET-RISKY-PORT-INTERNET
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: stores
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
        - {IpProtocol: tcp, FromPort: 3306, ToPort: 3306, CidrIp: 0.0.0.0/0}
+       - {IpProtocol: tcp, FromPort: 6379, ToPort: 6379, CidrIp: 0.0.0.0/0}
`, `IAM-SERVICE-STAR
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Action: "sqs:*", Resource: "*"}
+         - {Effect: Allow, Action: "kms:*", Resource: "*"}
`, `DATA-S3-BPA
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration:
        BlockPublicAcls: false
        IgnorePublicAcls: true
-       BlockPublicPolicy: true
+       BlockPublicPolicy: false
        RestrictPublicBuckets: true
`, `IR-EVIDENCE-STORE
Resources:
  EvidenceBucket:
    Type: AWS::S3::Bucket
    Properties:
      ObjectLockEnabled: false
      BucketEncryption:
        ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: alias/evidence}}]
-     LoggingConfiguration: {DestinationBucketName: access-logs}
`, `NET-ACL-SHADOWED
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  ACL: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Vpc}}
  A: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref ACL, RuleNumber: 100, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0}}
  B: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref ACL, RuleNumber: 200, Protocol: -1, RuleAction: allow, CidrBlock: 10.0.0.0/8}}
+ C: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref ACL, RuleNumber: 300, Protocol: -1, RuleAction: deny, CidrBlock: 192.0.2.0/24}}
`, `IAM-PRIVESC-DIRECT
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies:
        - PolicyName: a
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: "iam:CreateAccessKey", Resource: "*"}
              - {Effect: Allow, Action: "iam:UpdateAssumeRolePolicy", Resource: "*"}
              - {Effect: Allow, Action: "sts:AssumeRole", Resource: "*"}
+             - {Effect: Allow, Action: "iam:PutRolePolicy", Resource: "*"}
  Admin:
    Type: AWS::IAM::User
    Properties: {ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"]}
`}
}
