package all_test

import (
	"strings"
	"testing"

	"ringwall/internal/review"
)

// TestWrongVerdictsOnce are templates on which a control was wrong once. The first
// line of each has the control and what it has to say.
func TestWrongVerdictsOnce(t *testing.T) {
	for _, c := range wrongOnce() {
		head, text, _ := strings.Cut(c, "\n")
		words := strings.Fields(head)
		t.Run(head, func(t *testing.T) {
			e := estateOf([]byte(text))
			if e == nil {
				t.Fatal("cannot be read")
			}
			if got := review.Run(e, rulesOf(words[0])).Controls[0].Status.String(); got != strings.TrimSuffix(words[1], ":") {
				t.Errorf("it says %s", got)
			}
		})
	}
}

func wrongOnce() []string {
	return []string{`DATA-KMS-DECRYPT-ALL fail: all keys, by all actions but a few
Resources:
  P: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: [{Effect: Allow, NotAction: ["kms:ScheduleKeyDeletion", "iam:*"], Resource: "arn:aws:kms:*:*:key/*"}]}}}
`, `DATA-CLASS-KMS unknown: the class of a second store under the key
Parameters: {Class: {Type: String}}
Resources:
  Key: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: true}}
  A: {Type: AWS::EFS::FileSystem, Properties: {Encrypted: true, KmsKeyId: !GetAtt Key.Arn, FileSystemTags: [{Key: data-classification, Value: confidential}]}}
  B: {Type: AWS::EFS::FileSystem, Properties: {Encrypted: true, KmsKeyId: !GetAtt Key.Arn, FileSystemTags: [{Key: data-classification, Value: !Ref Class}]}}
`, `DATA-CLASS-KMS pass: one parameter names the class of both
Parameters: {Class: {Type: String}}
Resources:
  Key: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: true}}
  A: {Type: AWS::EFS::FileSystem, Properties: {Encrypted: true, KmsKeyId: !GetAtt Key.Arn, FileSystemTags: [{Key: data-classification, Value: !Ref Class}]}}
  B: {Type: AWS::EFS::FileSystem, Properties: {Encrypted: true, KmsKeyId: !GetAtt Key.Arn, FileSystemTags: [{Key: data-classification, Value: !Ref Class}]}}
`, `NET-WAF-ATTACHED fail: the web ACL is a parameter that is empty by default
Parameters: {Acl: {Type: String, Default: ""}}
Resources:
  D: {Type: AWS::CloudFront::Distribution, Properties: {DistributionConfig: {Enabled: true, WebACLId: !Ref Acl, Origins: [{Id: a, DomainName: app.example.com, CustomOriginConfig: {OriginProtocolPolicy: https-only}}], DefaultCacheBehavior: {TargetOriginId: a, ViewerProtocolPolicy: https-only}}}}
`, `NET-WAF-ATTACHED unknown: the web ACL is a parameter
Parameters: {Acl: {Type: String}}
Resources:
  D: {Type: AWS::CloudFront::Distribution, Properties: {DistributionConfig: {Enabled: true, WebACLId: !Ref Acl, Origins: [{Id: a, DomainName: app.example.com, CustomOriginConfig: {OriginProtocolPolicy: https-only}}], DefaultCacheBehavior: {TargetOriginId: a, ViewerProtocolPolicy: https-only}}}}
`, `NET-WAF-ATTACHED unknown: in the default group, whose rules nobody knows
Resources:
  L: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: internet-facing, Type: application, Subnets: [subnet-1, subnet-2]}}
`, `DET-TRAIL-KMS fail: the key is a parameter that is empty by default
Parameters: {Key: {Type: String, Default: ""}}
Resources:
  T: {Type: AWS::CloudTrail::Trail, Properties: {IsLogging: true, S3BucketName: audit, KMSKeyId: !Ref Key}}
`, `DET-TRAIL-KMS unknown: the key is a parameter
Parameters: {Key: {Type: String}}
Resources:
  T: {Type: AWS::CloudTrail::Trail, Properties: {IsLogging: true, S3BucketName: audit, KMSKeyId: !Ref Key}}
`, `IAM-PRIVESC-PASSROLE unknown: a parameter names what may be made
Parameters: {Function: {Type: String}}
Resources:
  Admin:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"]
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
  Deployer:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: codebuild.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource: !Ref Function}, {Effect: Allow, Action: "iam:PassRole", Resource: "*"}]}}]
`, `DATA-SECRETS-NOECHO not-applicable: a switch is no password
Parameters: {Managed: {Type: String}}
Resources:
  D: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, DBInstanceClass: db.t3.micro, MasterUsername: a, ManageMasterUserPassword: !Ref Managed, AllocatedStorage: "20"}}
`, `NET-SG-UNUSED fail: a name within other words is no use of it
Resources:
  G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupName: web, GroupDescription: a, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}]}}
  T: {Type: AWS::SNS::Topic, Properties: {DisplayName: what the web servers say}}
`, `DATA-S3-TLS unknown: the policy is of a bucket that a parameter names
Parameters: {Name: {Type: String}}
Resources:
  B: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref Name}}
  P:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: web-site
      PolicyDocument: {Statement: [{Effect: Deny, Principal: "*", Action: "s3:*", Resource: ["arn:aws:s3:::web-site", "arn:aws:s3:::web-site/*"], Condition: {Bool: {"aws:SecureTransport": "false"}}}]}
`, `IR-RESPONDER-ROLE pass: a role takes it, which has no second factor to show
Resources:
  Forensics:
    Type: AWS::IAM::Role
    Properties:
      RoleName: forensic-acquisition
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {AWS: "arn:aws:iam::111122223333:role/triage"}, Action: "sts:AssumeRole"}]}
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: ["ec2:ModifyInstanceAttribute", "ec2:CreateSnapshot"], Resource: "*"}]}}]
`, `IR-RESPONDER-ROLE fail: all roles of an account, and so whoever becomes one
Resources:
  Forensics:
    Type: AWS::IAM::Role
    Properties:
      RoleName: forensic-acquisition
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {AWS: ["arn:aws:iam::111122223333:role/triage", "111122223333"]}, Action: "sts:AssumeRole"}]}
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: ["ec2:ModifyInstanceAttribute", "ec2:CreateSnapshot"], Resource: "*"}]}}]
`, `DATA-SECRETS-NOECHO not-applicable: the name of a parameter in Systems Manager
Parameters: {UserPasswordSSMParameter: {Type: String}}
Resources:
  T: {Type: Custom::Table, Properties: {ServiceToken: "arn:aws:lambda:eu-west-1:111122223333:function:f", Password: !Ref UserPasswordSSMParameter}}
`, `DATA-SECRETS-NOECHO fail: a database's password is one, whatever the parameter is called
Parameters: {UserPasswordParameter: {Type: String}}
Resources:
  D: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, DBInstanceClass: db.t3.micro, MasterUsername: a, MasterUserPassword: !Ref UserPasswordParameter, AllocatedStorage: "20"}}
`, `DATA-SECRETS-NOECHO fail: a custom resource is given a password
Parameters: {UserPassword: {Type: String}}
Resources:
  T: {Type: Custom::Table, Properties: {ServiceToken: "arn:aws:lambda:eu-west-1:111122223333:function:f", Password: !Ref UserPassword}}
`, `DATA-SECRETS-NOECHO fail: a token of GitHub is a secret
Parameters: {GitHubToken: {Type: String}}
Resources:
  Pipeline: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: "https://s3.amazonaws.com/b/pipeline.yaml", Parameters: {GitHubToken: !Ref GitHubToken}}}
`, `DATA-SECRETS-NOECHO not-applicable: a token of a task is none
Parameters: {TaskToken: {Type: String}}
Resources:
  Work: {Type: Custom::Work, Properties: {ServiceToken: "arn:aws:lambda:eu-west-1:111122223333:function:f", TaskToken: !Ref TaskToken}}
`, `DATA-KMS-DECRYPT-ALL pass: only Athena asks for it
Resources:
  P: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: [{Effect: Allow, Action: "kms:Decrypt", Resource: "*", Condition: {"ForAnyValue:StringEquals": {"aws:CalledVia": athena.amazonaws.com}}}]}}}
`, `DATA-KMS-DECRYPT-ALL fail: a permission set
Resources:
  S: {Type: AWS::SSO::PermissionSet, Properties: {InstanceArn: "arn:aws:sso:::instance/ssoins-1", Name: p, InlinePolicy: {Statement: [{Effect: Allow, Action: "kms:Decrypt", Resource: "*"}]}}}
`, `IAM-DATA-ACTIONS-WIDE pass: of keys another control tells
Resources:
  P: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: [{Effect: Allow, Action: "kms:Decrypt", Resource: "*"}]}}}
`}
}
