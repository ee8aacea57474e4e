package escalation_test

import (
	"strings"
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/authz/escalation"
	"ringwall/internal/catalog"
	"ringwall/internal/estate"
	"ringwall/internal/review/reviewtest"
)

func graph(t testing.TB, template string) (*escalation.Graph, *directory.Directory, *estate.Estate) {
	t.Helper()
	e := reviewtest.Load(t, template)
	c, err := catalog.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	m, err := catalog.Managed()
	if err != nil {
		t.Fatal(err)
	}
	d := directory.New(e, c, m)
	return escalation.New(e, d, c), d, e
}

// told is the way of a principal in words: "PutRolePolicy", "PassRole>Admin", with
// a question mark where it is not sure, "full" for who has every permission.
func told(t testing.TB, template string, id estate.ID) string {
	t.Helper()
	g, d, e := graph(t, template)
	r, ok := e.Get(id)
	if !ok {
		t.Fatalf("no %s", id)
	}
	p := d.Of(r)
	if g.Full(p) {
		return "full"
	}
	path, ok := g.Path(p)
	if !ok {
		return "none"
	}
	var out []string
	for _, hop := range path.Hops {
		var actions []string
		for _, q := range hop.Requests {
			actions = append(actions, q.Action)
		}
		s := strings.Join(actions, "+")
		if hop.To != nil {
			s += ">" + string(hop.To.Resource.Base().ID)
		}
		out = append(out, s)
	}
	s := strings.Join(out, " ")
	if path.Verdict == authz.Unknown {
		s += "?"
	}
	return s
}

// role is a role that a service may take, with statements.
func role(name, service string, statements ...string) string {
	return "  " + name + ":\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: " + service + "}, Action: 'sts:AssumeRole'}]}\n" +
		"      Policies:\n        - PolicyName: p\n          PolicyDocument:\n            Version: '2012-10-17'\n            Statement:\n              - " + strings.Join(statements, "\n              - ") + "\n"
}

func allow(actions, on string) string {
	return `{Effect: Allow, Action: [` + actions + `], Resource: ` + on + `}`
}

const everything = `{Effect: Allow, Action: "*", Resource: "*"}`

func admin(service string) string { return role("Admin", service, everything) }

// ways is a principal, what the way of it is.
type way struct{ name, template, want string }

func TestMethods(t *testing.T) {
	who := func(service string, actions, on string) string {
		return "Resources:\n" + admin(service) + role("Who", "lambda.amazonaws.com", allow(actions, on))
	}
	user := func(actions, on string) string {
		return "Resources:\n  Who:\n    Type: AWS::IAM::User\n    Properties:\n      Groups: [!Ref Group]\n      ManagedPolicyArns: [!Ref Own]\n" +
			"  Group: {Type: AWS::IAM::Group, Properties: {GroupName: team}}\n" +
			"  Powerful: {Type: AWS::IAM::Group, Properties: {ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess']}}\n" +
			"  Boss: {Type: AWS::IAM::User, Properties: {ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess']}}\n" +
			"  Own:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: {Version: '2012-10-17', Statement: [" + allow(actions, on) + "]}\n"
	}
	carrier := func(service, actions, resource string) string {
		return who(service, actions, `"*"`) + resource
	}
	for _, x := range []way{
		{"nothing", who("lambda.amazonaws.com", "s3:GetObject", `"*"`), "none"},
		{"its own policies", who("lambda.amazonaws.com", "iam:PutRolePolicy", `"*"`), "iam:PutRolePolicy"},
		{"another's policies only", who("lambda.amazonaws.com", "iam:PutRolePolicy", `"arn:aws:iam::111122223333:role/other"`), "none"},
		{"attaching", who("lambda.amazonaws.com", "iam:AttachRolePolicy", `!Sub "arn:aws:iam::${AWS::AccountId}:role/*"`), "iam:AttachRolePolicy"},
		{"a user's inline policy", user("iam:PutUserPolicy", `"*"`), "iam:PutUserPolicy"},
		{"a user's policies", user("iam:AttachUserPolicy", `"*"`), "iam:AttachUserPolicy"},
		{"a group's", user("iam:AttachGroupPolicy", `"arn:aws:iam::*:group/team"`), "iam:AttachGroupPolicy"},
		{"a group's inline policy", user("iam:PutGroupPolicy", `"arn:aws:iam::*:group/team"`), "iam:PutGroupPolicy"},
		{"a group of others", user("iam:PutGroupPolicy", `"arn:aws:iam::*:group/others"`), "none"},
		{"joining", user("iam:AddUserToGroup", `"*"`), "iam:AddUserToGroup"},
		{"a new version", user("iam:CreatePolicyVersion", `"*"`), "iam:CreatePolicyVersion"},
		{"an old version", user("iam:SetDefaultPolicyVersion", `"*"`), "iam:SetDefaultPolicyVersion?"},
		{"a key", user("iam:CreateAccessKey", `"*"`), "iam:CreateAccessKey>Boss"},
		{"a password", user("iam:CreateLoginProfile", `"*"`), "iam:CreateLoginProfile>Boss"},
		{"another password", user("iam:UpdateLoginProfile", `"*"`), "iam:UpdateLoginProfile>Boss"},
		{"a key of one's own", user("iam:CreateAccessKey", `"arn:aws:iam::*:user/${aws:username}"`), "none"},
		{"a trust policy", who("ec2.amazonaws.com", "iam:UpdateAssumeRolePolicy", `"*"`), "iam:UpdateAssumeRolePolicy>Admin"},
		{"a new user", who("ec2.amazonaws.com", `"iam:CreateUser", "iam:AttachUserPolicy", "iam:CreateAccessKey"`, `"arn:aws:iam::*:user/app-*"`), "iam:CreateUser+iam:AttachUserPolicy+iam:CreateAccessKey"},
		{"a role that is there", strings.Replace(who("ec2.amazonaws.com", `"iam:CreateRole", "iam:PutRolePolicy"`, `!Sub "arn:aws:iam::${AWS::AccountId}:role/boss"`), "Properties:\n", "Properties:\n      RoleName: boss\n", 1), "none"},
		{"a new role", who("ec2.amazonaws.com", `"iam:CreateRole", "iam:PutRolePolicy"`, `!Sub "arn:aws:iam::${AWS::AccountId}:role/app-*"`), "iam:CreateRole+iam:PutRolePolicy"},
		{"a function", who("lambda.amazonaws.com", `"iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"`, `"*"`), "iam:PassRole+lambda:CreateFunction+lambda:InvokeFunction>Admin"},
		{"a function for a stream", who("lambda.amazonaws.com", `"iam:PassRole", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"`, `"*"`), "iam:PassRole+lambda:CreateFunction+lambda:CreateEventSourceMapping>Admin"},
		{"a function that nobody invokes", who("lambda.amazonaws.com", `"iam:PassRole", "lambda:CreateFunction"`, `"*"`), "none"},
		{"a role that another service takes", who("ec2.amazonaws.com", `"iam:PassRole", "lambda:*"`, `"*"`), "none"},
		{"a stack", who("cloudformation.amazonaws.com", `"iam:PassRole", "cloudformation:CreateStack"`, `"*"`), "iam:PassRole+cloudformation:CreateStack>Admin"},
		{"a task", who("ecs-tasks.amazonaws.com", `"iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask"`, `"*"`), "iam:PassRole+ecs:RegisterTaskDefinition+ecs:RunTask>Admin"},
		{"a build", who("codebuild.amazonaws.com", `"iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuild"`, `"*"`), "iam:PassRole+codebuild:CreateProject+codebuild:StartBuild>Admin"},
		{"a state machine", who("states.amazonaws.com", `"iam:PassRole", "states:CreateStateMachine", "states:StartExecution"`, `"*"`), "iam:PassRole+states:CreateStateMachine+states:StartExecution>Admin"},
		{"an endpoint", who("glue.amazonaws.com", `"iam:PassRole", "glue:CreateDevEndpoint"`, `"*"`), "iam:PassRole+glue:CreateDevEndpoint>Admin"},
		{"a notebook", who("sagemaker.amazonaws.com", `"iam:PassRole", "sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"`, `"*"`), "iam:PassRole+sagemaker:CreateNotebookInstance+sagemaker:CreatePresignedNotebookInstanceUrl>Admin"},
		{"a pipeline", who("datapipeline.amazonaws.com", `"iam:PassRole", "datapipeline:*"`, `"*"`), "iam:PassRole+datapipeline:CreatePipeline+datapipeline:PutPipelineDefinition+datapipeline:ActivatePipeline>Admin"},
		{"an instance without a profile", who("ec2.amazonaws.com", `"iam:PassRole", "ec2:RunInstances"`, `"*"`), "none"},
		{
			"an instance", who("ec2.amazonaws.com", `"iam:PassRole", "ec2:RunInstances"`, `"*"`) + "  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref Admin]}}\n",
			"iam:PassRole+ec2:RunInstances+ec2:RunInstances+ec2:RunInstances+ec2:RunInstances+ec2:RunInstances+ec2:RunInstances>Admin",
		},
		{"code", carrier("lambda.amazonaws.com", "lambda:UpdateFunctionCode", "  F: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Admin.Arn, Code: {ImageUri: i}}}\n"), "lambda:UpdateFunctionCode>Admin"},
		{"layers", carrier("lambda.amazonaws.com", "lambda:UpdateFunctionConfiguration", "  F: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Admin.Arn, Code: {ImageUri: i}}}\n"), "lambda:UpdateFunctionConfiguration>Admin"},
		{
			"a command", carrier("ec2.amazonaws.com", "ssm:SendCommand", "  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref Admin]}}\n  I: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, IamInstanceProfile: !Ref Profile}}\n"),
			"ssm:SendCommand+ssm:SendCommand>Admin",
		},
		{"roles with a path", who("lambda.amazonaws.com", "iam:AttachRolePolicy", `!Sub "arn:aws:iam::${AWS::AccountId}:role/aws-service-role/*"`), "none"},
		{"a build of its own", carrier("codebuild.amazonaws.com", "codebuild:StartBuild", "  B: {Type: AWS::CodeBuild::Project, Properties: {ServiceRole: !GetAtt Admin.Arn, Source: {Type: NO_SOURCE}}}\n"), "codebuild:StartBuild>Admin"},
		{"a notebook that is there", carrier("sagemaker.amazonaws.com", "sagemaker:CreatePresignedNotebookInstanceUrl", "  N: {Type: AWS::SageMaker::NotebookInstance, Properties: {RoleArn: !GetAtt Admin.Arn, InstanceType: ml.t3.medium}}\n"), "sagemaker:CreatePresignedNotebookInstanceUrl>Admin"},
	} {
		t.Run(x.name, func(t *testing.T) {
			if got := told(t, x.template, "Who"); got != x.want {
				t.Errorf("got %s, want %s", got, x.want)
			}
		})
	}
}

func TestWhatLimits(t *testing.T) {
	deny := `{Effect: Deny, Action: "iam:*", Resource: "*"}`
	bounded := func(statements, boundary string) string {
		return "Resources:\n" + role("Who", "lambda.amazonaws.com", statements) + "      PermissionsBoundary: !Ref Boundary\n" +
			"  Boundary:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: {Version: '2012-10-17', Statement: [" + boundary + "]}\n"
	}
	putAny := allow("iam:PutRolePolicy", `"*"`)
	for _, x := range []way{
		{"everything", "Resources:\n" + role("Who", "lambda.amazonaws.com", everything), "full"},
		{"everything but IAM", "Resources:\n" + role("Who", "lambda.amazonaws.com", everything, deny), "none"},
		{"a boundary", bounded(everything, allow("s3:*", `"*"`)), "none"},
		{"a boundary of everything", bounded(everything, everything), "full"},
		{"a boundary that lets it write its policies", bounded(putAny, allow(`"s3:*", "iam:PutRolePolicy"`, `"*"`)), "none"},
		{"a boundary that it takes away", bounded(allow(`"iam:PutRolePolicy", "iam:DeleteRolePermissionsBoundary"`, `"*"`), allow(`"iam:*"`, `"*"`)), "iam:PutRolePolicy"},
		{"a boundary elsewhere", strings.Replace(bounded(everything, everything), "!Ref Boundary", "arn:aws:iam::111122223333:policy/b", 1), "none"},
		{
			"boundaries for new roles", "Resources:\n" + role("Who", "lambda.amazonaws.com", `{Effect: Allow, Action: ["iam:CreateRole", "iam:PutRolePolicy"], Resource: "arn:aws:iam::*:role/app-*", Condition: {StringEquals: {"iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/b"}}}`),
			"none",
		},
		{
			"one policy to attach", "Resources:\n" + role("Who", "lambda.amazonaws.com", `{Effect: Allow, Action: "iam:AttachRolePolicy", Resource: "*", Condition: {ArnEquals: {"iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"}}}`),
			"none",
		},
		{
			"a key that is not known", "Resources:\n" + role("Who", "lambda.amazonaws.com", `{Effect: Allow, Action: "iam:AttachRolePolicy", Resource: "*", Condition: {Bool: {"aws:MultiFactorAuthPresent": "true"}}}`),
			"iam:AttachRolePolicy?",
		},
		{
			"one service to pass to", "Resources:\n" + admin("lambda.amazonaws.com") + role("Who", "lambda.amazonaws.com", allow(`"lambda:CreateFunction", "lambda:InvokeFunction"`, `"*"`), `{Effect: Allow, Action: "iam:PassRole", Resource: "*", Condition: {StringEquals: {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}}`),
			"none",
		},
		{"a role of one's own to pass", "Resources:\n" + admin("lambda.amazonaws.com") + role("Task", "lambda.amazonaws.com", allow("s3:GetObject", `"*"`)) +
			role("Who", "lambda.amazonaws.com", allow(`"lambda:CreateFunction", "lambda:InvokeFunction"`, `"*"`), allow("iam:PassRole", "!GetAtt Task.Arn")), "none"},
	} {
		t.Run(x.name, func(t *testing.T) {
			if got := told(t, x.template, "Who"); got != x.want {
				t.Errorf("got %s, want %s", got, x.want)
			}
		})
	}
}

func TestARoleThatIsChangedAndTaken(t *testing.T) {
	taken := func(by string) string {
		return "Resources:\n" + strings.Replace(strings.Replace(role("Taken", "ec2.amazonaws.com", allow("s3:GetObject", `"*"`)), "Service: ec2.amazonaws.com", "AWS: !GetAtt "+by+".Arn", 1), "Properties:\n", "Properties:\n      RoleName: taken\n", 1) +
			role("Who", "ec2.amazonaws.com", allow("iam:AttachRolePolicy", `!Sub "arn:aws:iam::${AWS::AccountId}:role/taken"`)) +
			role("Other", "ec2.amazonaws.com", allow("s3:GetObject", `"*"`))
	}
	if got, want := told(t, taken("Who"), "Who"), "iam:AttachRolePolicy+sts:AssumeRole"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := told(t, taken("Other"), "Who"); got != "none" {
		t.Errorf("a role that another takes: got %s, want none", got)
	}
}

func TestACommandNeedsADocumentThatRunsIt(t *testing.T) {
	template := "Resources:\n" + admin("ec2.amazonaws.com") +
		"  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref Admin]}}\n  I: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, IamInstanceProfile: !Ref Profile}}\n" +
		role("Backup", "backup.amazonaws.com", allow("ssm:SendCommand", `["arn:aws:ec2:*:*:instance/*", "arn:aws:ssm:*:*:document/AWSEC2-CreateVssSnapshot"]`))
	if got := told(t, template, "Backup"); got != "none" {
		t.Errorf("got %s, want none", got)
	}
}

func TestChains(t *testing.T) {
	taken := func(name, by string, statements ...string) string {
		return strings.Replace(role(name, "ec2.amazonaws.com", statements...), "Service: ec2.amazonaws.com", "AWS: !GetAtt "+by+".Arn", 1)
	}
	template := "Resources:\n" + admin("lambda.amazonaws.com") +
		"  F: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Admin.Arn, Code: {ImageUri: i}}}\n" +
		role("First", "ec2.amazonaws.com", allow("sts:AssumeRole", `"*"`)) +
		taken("Second", "First", allow("lambda:UpdateFunctionCode", "!GetAtt F.Arn")) +
		role("Bystander", "ec2.amazonaws.com", allow("sts:AssumeRole", `"*"`))
	for id, want := range map[estate.ID]string{
		"Admin": "full", "First": "sts:AssumeRole>Second lambda:UpdateFunctionCode>Admin", "Second": "lambda:UpdateFunctionCode>Admin", "Bystander": "none",
	} {
		if got := told(t, template, id); got != want {
			t.Errorf("%s: got %s, want %s", id, got, want)
		}
	}
}
