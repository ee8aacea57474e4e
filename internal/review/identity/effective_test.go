package identity_test

import (
	"strings"
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/identity"
	"ringwall/internal/review/reviewtest"
)

// roles writes roles that a service takes, each with statements.
func roles(service, name string, statements ...string) string {
	return "  " + name + ":\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: " + service + "}, Action: 'sts:AssumeRole'}]}\n" +
		"      Policies:\n        - PolicyName: p\n          PolicyDocument:\n            Version: '2012-10-17'\n            Statement:\n              - " + strings.Join(statements, "\n              - ") + "\n"
}

const administrator = `{Effect: Allow, Action: "*", Resource: "*"}`

func TestEscalation(t *testing.T) {
	put := func(more string) string {
		return `{Effect: Allow, Action: "iam:PutRolePolicy", Resource: "*"` + more + `}`
	}
	check(t, identity.PrivescDirect(), []trap{
		{"surely", "Resources:\n" + roles("codebuild.amazonaws.com", "Role", put("")), "Role", finding.Fail, "high can write itself an inline policy (iam:PutRolePolicy): any permission it likes"},
		{"under a key that nobody knows", "Resources:\n" + roles("codebuild.amazonaws.com", "Role", put(`, Condition: {StringEquals: {"aws:CalledViaFirst": "x"}}`)), "Role", finding.Unknown, "aws:CalledViaFirst"},
		{"by a service's own code", "Resources:\n" + roles("backup.amazonaws.com", "Role", put("")), "Role", finding.Fail, "low can write itself an inline policy (iam:PutRolePolicy): any permission it likes; only backup.amazonaws.com"},
		{"an administrator is one already", "Resources:\n" + roles("codebuild.amazonaws.com", "Role", administrator), "Role", finding.Pass, ""},
		{"the name decides", "Parameters:\n  Name: {Type: String}\nResources:\n" + roles("codebuild.amazonaws.com", "Role", `{Effect: Allow, Action: "iam:PutRolePolicy", Resource: !Sub "arn:aws:iam::${AWS::AccountId}:role/${Name}"}`), "Role", finding.Unknown, "Name"},
	})
	pass := "Resources:\n" + roles("lambda.amazonaws.com", "Admin", administrator) + roles("lambda.amazonaws.com", "Task", `{Effect: Allow, Action: "s3:GetObject", Resource: "*"}`) +
		roles("codebuild.amazonaws.com", "Role", `{Effect: Allow, Action: ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"], Resource: "*"}`)
	check(t, identity.PrivescPassRole(), []trap{
		{"the fix names the other roles", pass, "Role", finding.Fail, "lambda.amazonaws.com may take arn:aws:iam::${AWS::AccountId}:role/${Task}"},
		{"a condition on a tag", strings.Replace(pass, `"lambda:InvokeFunction"], Resource: "*"`, `"lambda:InvokeFunction"], Resource: "*", Condition: {StringEquals: {"aws:RequestTag/team": a}}`, 1), "Role", finding.Unknown, "aws:RequestTag/team"},
	})
	create := func(resource string) string {
		return "Resources:\n" + roles("codebuild.amazonaws.com", "Role", `{Effect: Allow, Action: ["iam:CreateRole", "iam:AttachRolePolicy"], Resource: "`+resource+`"}`)
	}
	check(t, identity.Boundary(), []trap{
		{"a user of one's own", "Resources:\n" + roles("codebuild.amazonaws.com", "Role", `{Effect: Allow, Action: ["iam:CreateUser", "iam:PutUserPolicy", "iam:CreateAccessKey"], Resource: "arn:aws:iam::*:user/app-*"}`), "Role", finding.Fail, "make a user with any rights"},
		{"a role of one name", create("arn:aws:iam::*:role/app/x"), "Role", finding.Fail, "make a role with any rights"},
		{"no policies for it", strings.Replace(create("*"), `, "iam:AttachRolePolicy"`, "", 1), "Role", finding.Pass, ""},
	})
}

func TestWhatIsNotReadLeavesTheControlOpen(t *testing.T) {
	template := "Parameters:\n  Managed: {Type: String}\nResources:\n" + roles("codebuild.amazonaws.com", "Role", `{Effect: Allow, Action: "s3:GetObject", Resource: "*"}`) + "      ManagedPolicyArns: [!Ref Managed]\n"
	r := reviewtest.Run(t, identity.PrivescDirect(), template)
	if r.Controls[0].Status != finding.Unknown || len(r.Findings) != 0 || len(r.Controls[0].Because) == 0 {
		t.Errorf("got %v with %d findings, want unknown as a whole", r.Controls[0].Status, len(r.Findings))
	}
}

func TestWhatAMacroMakesLeavesTheControlOpen(t *testing.T) {
	template := "Transform: Unheard::Of\nResources:\n" + roles("codebuild.amazonaws.com", "Role", `{Effect: Allow, Action: "s3:GetObject", Resource: "*"}`)
	r := reviewtest.Run(t, identity.PrivescChain(), template)
	if r.Controls[0].Status != finding.Unknown || len(r.Findings) != 0 {
		t.Errorf("got %v with %d findings, want unknown as a whole", r.Controls[0].Status, len(r.Findings))
	}
}

func TestGrantsThatAreTakenAwayAgain(t *testing.T) {
	bounded := func(boundary string) string {
		return "Resources:\n" + roles("lambda.amazonaws.com", "Role", `{Effect: Allow, Action: ["s3:Get*", "s3:Put*"], Resource: "*"}`) + "      PermissionsBoundary: !Ref Boundary\n" +
			"  Boundary:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: {Version: '2012-10-17', Statement: [" + boundary + "]}\n"
	}
	check(t, identity.DataActionsWide(), []trap{
		{"by a boundary on one bucket", bounded(`{Effect: Allow, Action: "s3:*", Resource: "arn:aws:s3:::reports/*"}`), "Role", finding.Pass, ""},
		{"not by a boundary on all", bounded(`{Effect: Allow, Action: "s3:*", Resource: "*"}`), "Role", finding.Fail, ""},
		{"not by one that lets something through", bounded(`{Effect: Allow, Action: "s3:GetObject", Resource: "*"}`), "Role", finding.Fail, ""},
	})
	check(t, identity.PassRole(), []trap{
		{"to services that it names if there is one", "Resources:\n" + roles("codepipeline.amazonaws.com", "Role", `{Effect: Allow, Action: "iam:PassRole", Resource: "*", Condition: {StringEqualsIfExists: {"iam:PassedToService": [ec2.amazonaws.com]}}}`), "Role", finding.Fail, "low"},
	})
	items := "Resources:\n" + roles("lambda.amazonaws.com", "Role", `{Effect: Allow, Action: "dynamodb:*Item", Resource: "*"}`, `{Effect: Deny, Action: "dynamodb:*", Resource: "arn:aws:dynamodb:us-east-1:*:*"}`)
	check(t, identity.DataActionsWide(), []trap{
		{"not by a Deny in one Region", items, "Role", finding.Fail, ""},
		{"by a Deny in all", strings.Replace(items, "us-east-1", "*", 1), "Role", finding.Pass, ""},
	})
	star := "Resources:\n" + roles("lambda.amazonaws.com", "Role", `{Effect: Allow, Action: "sqs:*", Resource: "*"}`, `{Effect: Deny, NotAction: "logs:*", Resource: "*"}`)
	check(t, identity.ServiceStar(), []trap{
		{"by a Deny of all else", star, "Role", finding.Pass, ""},
		{"not by a Deny of one", strings.Replace(star, `NotAction: "logs:*"`, `Action: "sqs:DeleteQueue"`, 1), "Role", finding.Fail, ""},
	})
}

func TestTheFixNamesWhatTheWorkloadIsGiven(t *testing.T) {
	template := "Resources:\n" + roles("lambda.amazonaws.com", "Role", `{Effect: Allow, Action: ["s3:Get*", "s3:Put*"], Resource: "*"}`) +
		"  Reports: {Type: AWS::S3::Bucket}\n  Unused: {Type: AWS::S3::Bucket}\n" +
		"  F:\n    Type: AWS::Lambda::Function\n    Properties: {Role: !GetAtt Role.Arn, Code: {ImageUri: i}, Environment: {Variables: {BUCKET: !Ref Reports}}}\n"
	r := reviewtest.Run(t, identity.DataActionsWide(), template)
	told := reviewtest.Told(r)
	if !strings.Contains(told, "function F names these of the sources: Resource: [arn:aws:s3:::${Reports}, arn:aws:s3:::${Reports}/*]") || strings.Contains(told, "Unused") {
		t.Errorf("the fix says %s", told)
	}
}

func TestOutsiders(t *testing.T) {
	external := func(more, condition string) string {
		return more + "  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {AWS: 'arn:aws:iam::444455556666:role/x'}, Action: 'sts:AssumeRole'" + condition + "}]}\n"
	}
	org := "Resources:\n  Org: {Type: AWS::Organizations::Organization, Properties: {FeatureSet: ALL}}\n"
	check(t, identity.TrustExternal(), []trap{
		{"without an organisation", external("Resources:\n", ""), "Role", finding.Unknown, "whose the account is"},
		{"with one", external(org, ""), "Role", finding.Fail, "444455556666, of another organisation"},
		{"with an external id", external("Resources:\n", ", Condition: {StringEquals: {'sts:ExternalId': a}}"), "Role", finding.Pass, ""},
		{"for the organisation", external(org, ", Condition: {StringEquals: {'aws:PrincipalOrgID': o-1234567890}}"), "Role", finding.Pass, ""},
	})
	queue := func(service, condition string) string {
		return "Resources:\n  Q: {Type: AWS::SQS::Queue}\n  Policy:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [!Ref Q]\n      PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: " + service + "}, Action: 'sqs:SendMessage', Resource: '*'" + condition + "}]}\n"
	}
	check(t, identity.ConfusedDeputy(), []trap{
		{"for everybody", queue("events.amazonaws.com", ""), "Policy", finding.Fail, "events.amazonaws.com"},
		{"for an account", queue("events.amazonaws.com", ", Condition: {StringEquals: {'aws:SourceAccount': !Ref 'AWS::AccountId'}}"), "Policy", finding.Pass, ""},
		{"under another condition", queue("events.amazonaws.com", ", Condition: {Bool: {'aws:SecureTransport': 'true'}}"), "Policy", finding.Fail, ""},
	})
	bucket := func(action string) string {
		return "Resources:\n  Policy:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: logs\n      PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: cloudtrail.amazonaws.com}, Action: ['s3:GetBucketAcl', '" + action + "'], Resource: '*'}]}\n"
	}
	check(t, identity.ConfusedDeputy(), []trap{
		{"that looks only", bucket("s3:ListBucket"), "Policy", finding.Pass, ""},
		{"that writes too", bucket("s3:PutObject"), "Policy", finding.Fail, "cloudtrail.amazonaws.com"},
	})
	permission := func(p string) string {
		return "Parameters:\n  Who: {Type: String}\nResources:\n  P: {Type: AWS::Lambda::Permission, Properties: {FunctionName: f, Action: 'lambda:InvokeFunction', " + p + "}}\n"
	}
	check(t, identity.LambdaPublic(), []trap{
		{"everyone", permission("Principal: '*'"), "P", finding.Fail, "critical"},
		{"everyone of an organisation", permission("Principal: '*', PrincipalOrgID: o-1234567890"), "P", finding.Pass, ""},
		{"whoever a parameter names", permission("Principal: !Ref Who"), "P", finding.Unknown, "Who"},
		{"S3 without an account", permission("Principal: s3.amazonaws.com"), "P", finding.Fail, "medium"},
		{"EventBridge", permission("Principal: events.amazonaws.com"), "P", finding.Fail, "low"},
		{"an account", permission("Principal: '111122223333'"), "P", finding.Pass, ""},
		{"a URL for everyone", "Resources:\n  P: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: f, AuthType: NONE}}\n", "P", finding.Fail, "AuthType NONE"},
	})
}

func TestGuests(t *testing.T) {
	pool := func(guests, statement string) string {
		return "Parameters:\n  Guests: {Type: String}\nResources:\n  Pool: {Type: AWS::Cognito::IdentityPool, Properties: {AllowUnauthenticatedIdentities: " + guests + "}}\n" +
			"  Roles: {Type: AWS::Cognito::IdentityPoolRoleAttachment, Properties: {IdentityPoolId: !Ref Pool, Roles: {unauthenticated: !GetAtt Role.Arn}}}\n" +
			roles("cognito-identity.amazonaws.com", "Role", statement)
	}
	harmful := `{Effect: Allow, Action: "s3:GetObject", Resource: "*"}`
	check(t, identity.CognitoUnauth(), []trap{
		{"no guests", pool("false", harmful), "Pool", finding.Pass, ""},
		{"guests who read", pool("true", harmful), "Pool", finding.Fail, "the rights of Role: s3:GetObject"},
		{"guests who administer", pool("true", administrator), "Pool", finding.Fail, "critical"},
		{"guests whom a parameter decides", pool("!Ref Guests", harmful), "Pool", finding.Unknown, "Guests"},
		{"a wildcard that is more than it looks", pool("true", `{Effect: Allow, Action: "rum:*", Resource: "*"}`), "Pool", finding.Fail, "rum:*"},
	})
}

func TestCredentials(t *testing.T) {
	status := func(r *review.Rule, text string) finding.Status {
		t.Helper()
		return reviewtest.Run(t, r, text).Controls[0].Status
	}
	other := "-- 111122223333/list-roles.json --\n{\"Roles\": [{\"Path\": \"/\", \"RoleName\": \"app\", \"RoleId\": \"AROAEXAMPLE\", \"Arn\": \"arn:aws:iam::111122223333:role/app\", \"AssumeRolePolicyDocument\": {\"Version\": \"2012-10-17\", \"Statement\": []}}]}\n"
	for _, x := range []struct {
		name string
		rule *review.Rule
		text string
		want finding.Status
	}{
		{"no source speaks of the root user", identity.RootKeys(), other, finding.Unknown},
		{"a template has no root user", identity.RootKeys(), "Resources: {Q: {Type: AWS::SQS::Queue}}\n", finding.NotApplicable},
		{"the root user without a second factor", identity.RootKeys(), strings.Replace(identity.RootKeys().Twin, `"AccountMFAEnabled": 1`, `"AccountMFAEnabled": 0`, 1), finding.Fail},
		{"a summary that says half", identity.RootKeys(), strings.Replace(identity.RootKeys().Twin, `, "AccountMFAEnabled": 1`, "", 1), finding.Unknown},
		{"passwords that are used again", identity.PasswordPolicy(), strings.Replace(identity.PasswordPolicy().Twin, `"PasswordReusePrevention": 24, `, "", 1), finding.Fail},
		{"a key without a date to compare with", identity.KeyAge(), "-- 111122223333/list-access-keys.json --\n{\"AccessKeyMetadata\": [{\"UserName\": \"ci\", \"AccessKeyId\": \"AKIAIOSFODNN7EXAMPLE\", \"Status\": \"Active\"}]}\n", finding.Unknown},
		{"an old key that is switched off", identity.KeyAge(), strings.Replace(identity.KeyAge().Specimen, `"Active"`, `"Inactive"`, 1), finding.Pass},
		{"a password in a template", identity.ConsoleMFA(), "Resources:\n  U: {Type: AWS::IAM::User, Properties: {LoginProfile: {Password: '{{resolve:secretsmanager:p}}'}}}\n", finding.Unknown},
		{"a device in the template", identity.ConsoleMFA(), "Resources:\n  U: {Type: AWS::IAM::User, Properties: {LoginProfile: {Password: '{{resolve:secretsmanager:p}}'}}}\n  D: {Type: AWS::IAM::VirtualMFADevice, Properties: {Users: [!Ref U]}}\n", finding.Pass},
		{"a policy that denies all without", identity.ConsoleMFA(), "Resources:\n  U:\n    Type: AWS::IAM::User\n    Properties:\n      LoginProfile: {Password: '{{resolve:secretsmanager:p}}'}\n      Policies: [{PolicyName: mfa, PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Deny, NotAction: ['iam:EnableMFADevice', 'sts:GetSessionToken'], Resource: '*', Condition: {BoolIfExists: {'aws:MultiFactorAuthPresent': 'false'}}}]}}]\n", finding.Pass},
	} {
		if got := status(x.rule, x.text); got != x.want {
			t.Errorf("%s: got %v, want %v", x.name, got, x.want)
		}
	}
}

func TestPermissionSetsAndEmergencies(t *testing.T) {
	check(t, identity.PermsetAdmin(), []trap{
		{"for a user", strings.Replace(identity.PermsetAdmin().Twin, "GROUP", "USER", 1), "BreakGlass", finding.Fail, "medium makes an administrator of a single user"},
		{"of readers", identity.IDCUsed().Specimen, "Developers", finding.Pass, ""},
		{"for as long as a parameter says", "Parameters:\n  Long: {Type: String}\n" + strings.Replace(identity.PermsetAdmin().Twin, "PT1H", "!Ref Long", 1), "BreakGlass", finding.Unknown, "Long"},
		{"for an hour, unless it says", strings.Replace(identity.PermsetAdmin().Twin, "      SessionDuration: PT1H\n", "", 1), "BreakGlass", finding.Pass, ""},
	})
	twin := identity.BreakGlass().Twin
	check(t, identity.BreakGlass(), []trap{
		{"nobody is told", strings.Replace(twin, "suffix: role/break-glass", "suffix: role/other", 1), "BreakGlass", finding.Fail, "no rule or metric filter"},
		{"a rule that sees no reads", strings.Replace(twin, "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", "ENABLED", 1), "BreakGlass", finding.Fail, "no rule or metric filter"},
		{"another role", strings.ReplaceAll(strings.ReplaceAll(twin, "BreakGlass", "Reader"), "break-glass", "reader"), "Reader", finding.Pass, ""},
	})
}
