package escalation

// The forms of ARNs of what methods make ("Actions, resources, and condition keys
// for AWS services", resource types).
const (
	newUser     = "arn:aws:iam::{account}:user/x"
	newRole     = "arn:aws:iam::{account}:role/x"
	newProfile  = "arn:aws:iam::{account}:instance-profile/x"
	newFunction = "arn:aws:lambda:{region}:{account}:function:x"
	newMapping  = "arn:aws:lambda:{region}:{account}:event-source-mapping:x"
	newStack    = "arn:aws:cloudformation:{region}:{account}:stack/x/x"
	newStackSet = "arn:aws:cloudformation:{region}:{account}:stackset/x:x"
	newTask     = "arn:aws:ecs:{region}:{account}:task-definition/x:1"
	newProject  = "arn:aws:codebuild:{region}:{account}:project/x"
	newMachine  = "arn:aws:states:{region}:{account}:stateMachine:x"
	newJob      = "arn:aws:glue:{region}:{account}:job/x"
	newNotebook = "arn:aws:sagemaker:{region}:{account}:notebook-instance/x"
	anything    = "*"
)

// methods are the ways to gain rights that are publicly documented. What each of
// them gains is what its steps are asked on: anything, or the permissions of a role
// or user.
func methods() []Method {
	var out []Method
	for _, list := range [][]Method{onOneself(), byNewPrincipals(), onOthers(), passing(), byLaunching(), carrying()} {
		out = append(out, list...)
	}
	return out
}

// onOneself gain any permission ("Policies and permissions in IAM").
func onOneself() []Method {
	return []Method{
		self("user", "iam:AttachUserPolicy", "attach any policy to itself"),
		self("user", "iam:PutUserPolicy", "write itself an inline policy"),
		self("role", "iam:AttachRolePolicy", "attach any policy to itself"),
		self("role", "iam:PutRolePolicy", "write itself an inline policy"),
		{Name: "attach any policy to its group", By: "user", Steps: []Step{{Action: "iam:AttachGroupPolicy", On: OnGroup}}},
		{Name: "write its group an inline policy", By: "user", Steps: []Step{{Action: "iam:PutGroupPolicy", On: OnGroup}}},
		{Name: "join a group with every permission", By: "user", Steps: []Step{{Action: "iam:AddUserToGroup", On: OnPowerful}}},
		{Name: "write a new version of a policy that it has", Steps: []Step{{Action: "iam:CreatePolicyVersion", On: OnPolicy}}},
		{
			Name: "set an earlier version of a policy that it has", Steps: []Step{{Action: "iam:SetDefaultPolicyVersion", On: OnPolicy}},
			Doubt: "what earlier versions of the policy allow",
		},
	}
}

// byNewPrincipals gain any permission by a user or role of their own making. A role
// whose trust policy names its maker by ARN needs no further Allow ("Policy
// evaluation for requests within a single account").
func byNewPrincipals() []Method {
	user := func(grant, credential string) Method {
		return Method{Name: "make a user with any rights", Kind: Create, Steps: []Step{made("iam:CreateUser", newUser), made(grant, newUser), made(credential, newUser)}}
	}
	role := func(grant string) Method {
		return Method{Name: "make a role with any rights and take it", Kind: Create, Steps: []Step{made("iam:CreateRole", newRole), made(grant, newRole)}}
	}
	return []Method{
		user("iam:AttachUserPolicy", "iam:CreateAccessKey"), user("iam:PutUserPolicy", "iam:CreateAccessKey"),
		user("iam:AttachUserPolicy", "iam:CreateLoginProfile"), user("iam:PutUserPolicy", "iam:CreateLoginProfile"),
		role("iam:AttachRolePolicy"), role("iam:PutRolePolicy"),
	}
}

// onOthers gain the permissions of a user or role whose credentials or trust they
// change.
func onOthers() []Method {
	on := func(kind, action, name string) Method {
		return Method{Name: name, Kind: Rights, Carrier: kind, Steps: []Step{{Action: action, On: OnGained}}}
	}
	return []Method{
		on("user", "iam:CreateAccessKey", "make an access key of"),
		on("user", "iam:CreateLoginProfile", "give a password to"),
		on("user", "iam:UpdateLoginProfile", "set the password of"),
		on("role", "iam:UpdateAssumeRolePolicy", "let itself take"),
	}
}

// passing gain the permissions of a role that is passed ("Grant a user permissions
// to pass a role to an AWS service").
func passing() []Method {
	function := func(name string, more ...Step) Method {
		return pass("lambda.amazonaws.com", name, append([]Step{made("lambda:CreateFunction", newFunction)}, more...)...)
	}
	return []Method{
		function("a new function, which it invokes", made("lambda:InvokeFunction", newFunction)),
		function("a new function, which a queue or stream invokes", made("lambda:CreateEventSourceMapping", newMapping)),
		function("a new function, which it lets others invoke", made("lambda:AddPermission", newFunction)),
		pass("cloudformation.amazonaws.com", "a new stack", made("cloudformation:CreateStack", newStack)),
		pass("cloudformation.amazonaws.com", "a stack, by a change set", made("cloudformation:CreateChangeSet", newStack), made("cloudformation:ExecuteChangeSet", newStack)),
		pass("cloudformation.amazonaws.com", "a stack, by an update", made("cloudformation:UpdateStack", newStack)),
		pass("cloudformation.amazonaws.com", "a new stack set", made("cloudformation:CreateStackSet", newStackSet), made("cloudformation:CreateStackInstances", newStackSet)),
		pass("ecs-tasks.amazonaws.com", "a new task", made("ecs:RegisterTaskDefinition", newTask), made("ecs:RunTask", newTask)),
		pass("ecs-tasks.amazonaws.com", "a new batch job", made("batch:RegisterJobDefinition", "arn:aws:batch:{region}:{account}:job-definition/x"), made("batch:SubmitJob", "arn:aws:batch:{region}:{account}:job-definition/x")),
		pass("codebuild.amazonaws.com", "a new build project", made("codebuild:CreateProject", newProject), made("codebuild:StartBuild", newProject)),
		pass("codebuild.amazonaws.com", "a build project, by an update", made("codebuild:UpdateProject", newProject), made("codebuild:StartBuild", newProject)),
		pass("states.amazonaws.com", "a new state machine", made("states:CreateStateMachine", newMachine), made("states:StartExecution", newMachine)),
		pass("scheduler.amazonaws.com", "a new schedule", made("scheduler:CreateSchedule", "arn:aws:scheduler:{region}:{account}:schedule/default/x")),
		pass("ssm.amazonaws.com", "a new automation", made("ssm:StartAutomationExecution", "arn:aws:ssm:{region}:{account}:automation-definition/x:1")),
		pass("glue.amazonaws.com", "a new development endpoint", made("glue:CreateDevEndpoint", anything)),
		pass("glue.amazonaws.com", "a new Glue job", made("glue:CreateJob", newJob), made("glue:StartJobRun", newJob)),
		pass("glue.amazonaws.com", "a Glue job, by an update", made("glue:UpdateJob", newJob), made("glue:StartJobRun", newJob)),
		pass("glue.amazonaws.com", "a new Glue session", made("glue:CreateSession", "arn:aws:glue:{region}:{account}:session/x"), made("glue:RunStatement", "arn:aws:glue:{region}:{account}:session/x")),
		pass("sagemaker.amazonaws.com", "a new notebook", made("sagemaker:CreateNotebookInstance", newNotebook), made("sagemaker:CreatePresignedNotebookInstanceUrl", newNotebook)),
		pass("sagemaker.amazonaws.com", "a new training job", made("sagemaker:CreateTrainingJob", "arn:aws:sagemaker:{region}:{account}:training-job/x")),
		pass("sagemaker.amazonaws.com", "a new processing job", made("sagemaker:CreateProcessingJob", "arn:aws:sagemaker:{region}:{account}:processing-job/x")),
		pass("datapipeline.amazonaws.com", "a new data pipeline", made("datapipeline:CreatePipeline", anything), made("datapipeline:PutPipelineDefinition", "arn:aws:datapipeline:{region}:{account}:pipeline/x"), made("datapipeline:ActivatePipeline", "arn:aws:datapipeline:{region}:{account}:pipeline/x")),
		pass("tasks.apprunner.amazonaws.com", "a new App Runner service", made("apprunner:CreateService", "arn:aws:apprunner:{region}:{account}:service/x/x")),
		pass("codestar.amazonaws.com", "a new CodeStar project", made("codestar:CreateProject", anything)),
		pass("bedrock-agentcore.amazonaws.com", "a new AgentCore runtime", made("bedrock-agentcore:CreateAgentRuntime", anything), made("bedrock-agentcore:InvokeAgentRuntime", "arn:aws:bedrock-agentcore:{region}:{account}:runtime/x")),
		pass("bedrock-agentcore.amazonaws.com", "a new code interpreter", made("bedrock-agentcore:CreateCodeInterpreter", anything), made("bedrock-agentcore:InvokeCodeInterpreter", "arn:aws:bedrock-agentcore:{region}:{account}:code-interpreter-custom/x")),
	}
}

// byLaunching gain the role of an instance profile. A role without one needs to be
// put into one first.
func byLaunching() []Method {
	instance := []Step{
		made("ec2:RunInstances", "arn:aws:ec2:{region}:{account}:instance/x"),
		made("ec2:RunInstances", "arn:aws:ec2:{region}::image/ami-x"),
		made("ec2:RunInstances", "arn:aws:ec2:{region}:{account}:network-interface/x"),
		made("ec2:RunInstances", "arn:aws:ec2:{region}:{account}:security-group/x"),
		made("ec2:RunInstances", "arn:aws:ec2:{region}:{account}:subnet/x"),
		made("ec2:RunInstances", "arn:aws:ec2:{region}:{account}:volume/x"),
	}
	group := "arn:aws:autoscaling:{region}:{account}:autoScalingGroup:x:autoScalingGroupName/x"
	scaled := []Step{
		made("autoscaling:CreateLaunchConfiguration", "arn:aws:autoscaling:{region}:{account}:launchConfiguration:x:launchConfigurationName/x"),
		made("autoscaling:CreateAutoScalingGroup", group),
	}
	launched := append([]Step{made("ec2:CreateLaunchTemplate", "arn:aws:ec2:{region}:{account}:launch-template/x"), made("autoscaling:CreateAutoScalingGroup", group)}, instance...)
	cluster := []Step{made("elasticmapreduce:RunJobFlow", anything)}
	var out []Method
	for _, x := range []struct {
		name  string
		steps []Step
	}{
		{"a new instance", instance}, {"a new Auto Scaling group", scaled},
		{"a new Auto Scaling group with a launch template", launched}, {"a new EMR cluster", cluster},
	} {
		profiled := pass("ec2.amazonaws.com", x.name, x.steps...)
		profiled.Carrier = "AWS::IAM::InstanceProfile"
		joined := pass("ec2.amazonaws.com", x.name, append([]Step{made("iam:AddRoleToInstanceProfile", newProfile)}, x.steps...)...)
		out = append(out, profiled, joined)
	}
	return out
}

// carrying gain the role of something that is there already.
func carrying() []Method {
	command := Method{
		Name: "run commands on", Kind: Code, Carrier: "AWS::EC2::Instance", Managed: true,
		Steps: []Step{{Action: "ssm:SendCommand", On: OnCarrier}, made("ssm:SendCommand", "arn:aws:ssm:{region}::document/AWS-RunShellScript")},
	}
	session := existing("AWS::EC2::Instance", "open a session on", "ssm:StartSession")
	session.Managed = true
	return []Method{
		existing("AWS::Lambda::Function", "change the code of", "lambda:UpdateFunctionCode"),
		existing("AWS::Lambda::Function", "change the layers of", "lambda:UpdateFunctionConfiguration"),
		command, session,
		existing("AWS::EC2::Instance", "change the user data of", "ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"),
		existing("AWS::CodeBuild::Project", "start a build of its own in", "codebuild:StartBuild"),
		existing("AWS::StepFunctions::StateMachine", "change the steps of", "states:UpdateStateMachine", "states:StartExecution"),
		existing("AWS::Glue::DevEndpoint", "log in to", "glue:UpdateDevEndpoint"),
		existing("AWS::Glue::Job", "change the script of", "glue:UpdateJob", "glue:StartJobRun"),
		existing("AWS::SageMaker::NotebookInstance", "open", "sagemaker:CreatePresignedNotebookInstanceUrl"),
	}
}
