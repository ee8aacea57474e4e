package infrastructure_test

import (
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review/infrastructure"
	"ringwall/internal/review/reviewtest"
)

func TestNearTheSpecimens(t *testing.T) {
	const fail, pass, unknown = finding.Fail, finding.Pass, finding.Unknown
	ami, build, optimised, ecs := infrastructure.KnownImages(), infrastructure.CICDHardened(), infrastructure.EBSOptimized(), infrastructure.ECSHardened()
	eks, agent, runtime, patch := infrastructure.EKSPrivate(), infrastructure.GenAIGuarded(), infrastructure.LambdaRuntime(), infrastructure.Patching()
	notebook, ssh, desk := infrastructure.SageMakerIsolated(), infrastructure.SessionManager(), infrastructure.WorkspacesEncrypted()
	reviewtest.CheckNear(t, []reviewtest.Near{
		{Rule: ami, From: "ami-0123456789abcdef0", To: "!Ref Param", Resource: "Server", Want: pass},

		{Rule: build, From: `["iam:*", "s3:*"]`, To: `"iam:PassRole"`, Resource: "Build", Want: pass},
		{Rule: build, Twin: true, From: "Source: {Type: CODEPIPELINE}", To: "Triggers: {Webhook: true, FilterGroups: [[{Type: EVENT, Pattern: 'PULL_REQUEST_CREATED'}]]}\n      Source: {Type: GITHUB, Location: 'https://github.com/a/b'}", Resource: "Build", Want: fail, Says: "pull request of anybody"},
		{Rule: build, Twin: true, From: "Source: {Type: CODEPIPELINE}", To: "Triggers: {Webhook: true, FilterGroups: [[{Type: EVENT, Pattern: PULL_REQUEST_CREATED}, {Type: ACTOR_ACCOUNT_ID, Pattern: '^1$'}]]}\n      Source: {Type: GITHUB, Location: 'https://github.com/a/b'}", Resource: "Build", Want: pass},
		{Rule: build, Twin: true, From: "Source: {Type: CODEPIPELINE}", To: "Source: {Type: GITHUB, Location: !Sub 'https://${Param}@github.com/a/b'}", Resource: "Build", Want: fail, Says: "credentials"},
		{Rule: build, Twin: true, From: "Source: {Type: CODEPIPELINE}", To: "Source: {Type: GITHUB, Location: !Sub 'https://github.com/a/${Param}'}", Resource: "Build", Want: pass},
		{Rule: build, Twin: true, From: "Artifacts: {Type: CODEPIPELINE}", To: "Artifacts: {Type: S3, EncryptionDisabled: !Ref Param}", Resource: "Build", Want: unknown},
		{Rule: build, Twin: true, From: "Artifacts: {Type: CODEPIPELINE}", To: "Artifacts: {Type: S3, EncryptionDisabled: !Ref Off}", Resource: "Build", Want: unknown, Says: "Off=true"},

		{Rule: optimised, From: "m3.xlarge", To: "!Ref Param", Resource: "Server", Want: unknown},
		{Rule: optimised, From: "m3.xlarge", To: "m3.xlarge, EbsOptimized: true", Resource: "Server", Want: pass},

		{Rule: ecs, From: "Privileged: true", To: "Privileged: !Ref Param", Resource: "Task", Want: unknown},
		{Rule: ecs, Twin: true, From: "NetworkMode: awsvpc", To: "NetworkMode: host", Resource: "Task", Want: fail, Says: "low it uses the host's network"},
		{Rule: ecs, Twin: true, From: "LogConfiguration: {LogDriver: awslogs}", To: "Cpu: 256", Resource: "Task", Want: fail, Says: "low app: its output"},
		{Rule: ecs, Twin: true, From: `User: "1000"`, To: "User: 'root:root'", Resource: "Task", Want: fail, Says: "info app: runs as root"},
		{Rule: ecs, Twin: true, From: `          User: "1000"` + "\n", To: "", Resource: "Task", Want: pass}, // the image decides

		{Rule: eks, From: "0.0.0.0/0", To: "!Ref Param", Resource: "Cluster", Want: unknown},
		{Rule: eks, From: "EndpointPublicAccess: true", To: "EndpointPublicAccess: false", Resource: "Cluster", Want: pass},
		{Rule: eks, From: "0.0.0.0/0", To: "0.0.0.0/1, 128.0.0.0/1", Resource: "Cluster", Want: fail},
		{Rule: eks, Twin: true, From: "      RoleArn", To: "      Version: '1.27'\n      RoleArn", Resource: "Cluster", Want: fail, Says: "Kubernetes 1.27 has left standard support"},
		{Rule: eks, Twin: true, From: "      RoleArn", To: "      Version: '1.35'\n      RoleArn", Resource: "Cluster", Want: pass},

		{Rule: agent, Twin: true, From: `GuardrailVersion: "1"`, To: "GuardrailVersion: DRAFT", Resource: "Agent", Want: fail, Says: "low its guardrail is the draft"},
		{Rule: agent, Twin: true, From: `GuardrailVersion: "1"`, To: "GuardrailVersion: !Ref Param", Resource: "Agent", Want: unknown},
		{Rule: agent, Twin: true, From: "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0", To: "*", Resource: "Agent", Want: fail, Says: "may invoke every model"},
		{Rule: agent, Twin: true, From: "InputStrength: HIGH", To: "InputStrength: NONE", Resource: "Guardrail", Want: fail},

		{Rule: runtime, From: "python3.8", To: "!Ref Param", Resource: "Function", Want: unknown},
		{Rule: runtime, From: "python3.8", To: "python9.9", Resource: "Function", Want: pass}, // newer than the table
		{Rule: runtime, Twin: true, From: "Resources:\n", To: "Resources:\n  Url: {Type: 'AWS::Lambda::Url', Properties: {TargetFunctionArn: !Ref Function, AuthType: NONE}}\n", Resource: "Function", Want: fail, Says: "low everybody can invoke it"},
		{Rule: runtime, Twin: true, From: "Resources:\n", To: "Resources:\n  Url: {Type: 'AWS::Lambda::Url', Properties: {TargetFunctionArn: !Ref Function, AuthType: AWS_IAM}}\n", Resource: "Function", Want: pass},

		{Rule: patch, From: "WindowId: !Ref Sunday", To: "WindowId: !Ref Param", Resource: "Sunday", Want: unknown},
		{Rule: patch, From: "WindowId: !Ref Sunday", To: "WindowId: mw-1", Resource: "Sunday", Want: fail, Says: "nothing runs"},

		{Rule: notebook, From: "DirectInternetAccess: Enabled", To: "DirectInternetAccess: !Ref Param", Resource: "Notebook", Want: unknown},
		{Rule: notebook, Twin: true, From: "RootAccess: Disabled", To: "RootAccess: Enabled", Resource: "Notebook", Want: fail, Says: "low its users are root"},

		{Rule: ssh, Twin: true, From: "ImageId: ami-1", To: "ImageId: ami-1\n      KeyName: !Ref Param", Resource: "Server", Want: fail}, // whoever deploys names one
		{Rule: ssh, Twin: true, From: "Resources:\n", To: "Conditions: {Keyed: !Equals [!Ref Off, 'true']}\nResources:\n", Resource: "Server", Want: pass},
		{Rule: ssh, From: "KeyName: operations", To: "KeyName: !If [Keyed, operations, !Ref 'AWS::NoValue']\nConditions: {Keyed: !Equals [!Ref Off, 'true']}", Resource: "Server", Want: unknown, Says: "Off"},
		{Rule: ssh, Twin: true, From: "[arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore]", To: "[arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess]", Resource: "Server", Want: fail, Says: "doesn't let Systems Manager"},

		{Rule: desk, From: "RootVolumeEncryptionEnabled: false", To: "RootVolumeEncryptionEnabled: !Ref Param", Resource: "Desktop", Want: unknown},
	})
}

func TestNearTheSpecimensOfNetworks(t *testing.T) {
	const fail, pass, unknown = finding.Fail, finding.Pass, finding.Unknown
	place, egress, lambda, lateral := infrastructure.DefaultVPC(), infrastructure.EgressInspected(), infrastructure.FunctionInVPC(), infrastructure.Lateral()
	firewall, peering, prod := infrastructure.FirewallConfig(), infrastructure.PeeringLeast(), infrastructure.ProdApart()
	words, shield, block := infrastructure.GroupDescription(), infrastructure.Shield(), infrastructure.BlockPublicAccess()
	reviewtest.CheckNear(t, []reviewtest.Near{
		{Rule: place, From: "{ImageId", To: "{SubnetId: !Ref Param, ImageId", Resource: "Server", Want: pass},

		{Rule: egress, Twin: true, From: "VpcId: !Ref Vpc, FirewallRuleGroupId", To: "VpcId: !Ref Param, FirewallRuleGroupId", Resource: "Vpc", Want: unknown},
		{Rule: egress, From: "DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway", To: "DestinationCidrBlock: 0.0.0.0/0, TransitGatewayId: tgw-1", Resource: "Vpc", Want: unknown},

		{Rule: lambda, Twin: true, From: "[subnet-1], SecurityGroupIds", To: "!Split [',', !Ref Param], SecurityGroupIds", Resource: "Function", Want: unknown},
		{Rule: lambda, From: "!GetAtt Cache.Endpoint.Address", To: "!GetAtt Cache.ARN", Resource: "Function", Want: pass},

		{Rule: lateral, From: "  NodeF:", To: "  Other: {Type: 'AWS::EC2::EIP'}\n  NodeZ:", Resource: "WebServer", Want: fail},
		{Rule: lateral, From: "FromPort: 8080, ToPort: 8080, CidrIp: 10.0.0.0/16", To: "FromPort: 8080, ToPort: 8080, CidrIp: !Ref Param", Resource: "WebServer", Want: pass}, // only what surely flows counts

		{Rule: firewall, From: "[aws:pass]", To: "[!Ref Param]", Resource: "Policy", Want: unknown},
		{Rule: firewall, Twin: true, From: "FirewallArn: !Ref Firewall", To: "FirewallArn: !Ref Param", Resource: "Firewall", Want: unknown},
		{Rule: firewall, Twin: true, From: "[{SubnetId: subnet-1}, {SubnetId: subnet-2}]", To: "[{SubnetId: subnet-1}]", Resource: "Firewall", Want: fail, Says: "one Availability Zone"},
		{Rule: firewall, Twin: true, From: "StatefulRuleGroupReferences: [{ResourceArn: !GetAtt Rules.RuleGroupArn}]", To: "StatefulEngineOptions: {RuleOrder: STRICT_ORDER}", Resource: "Policy", Want: fail, Says: "no rule groups"},

		{Rule: peering, From: "DestinationCidrBlock: 10.2.0.0/16", To: "DestinationCidrBlock: !Ref Param", Resource: "ToB", Want: unknown},
		{Rule: peering, From: "DestinationCidrBlock: 10.2.0.0/16", To: "DestinationCidrBlock: 0.0.0.0/0", Resource: "ToB", Want: fail, Says: "medium all traffic"},
		{Rule: peering, Twin: true, From: "Resources:\n", To: "Resources:\n  Hub: {Type: 'AWS::EC2::TransitGateway', Properties: {AutoAcceptSharedAttachments: enable}}\n", Resource: "Hub", Want: fail},

		{Rule: prod, From: "DestinationCidrBlock: 10.2.0.0/16", To: "DestinationCidrBlock: !Ref Param", Resource: "VpcA", Want: unknown},
		{Rule: prod, From: "DestinationCidrBlock: 10.2.0.0/16", To: "DestinationCidrBlock: 10.3.0.0/16", Resource: "VpcA", Want: pass},
		{Rule: prod, From: "Value: dev", To: "Value: preprod", Resource: "VpcA", Want: fail},

		{Rule: words, From: "CidrIp: 10.0.0.0/16", To: "CidrIp: 10.0.0.0/16, Description: !Ref Param", Resource: "Group", Want: pass},
		{Rule: words, From: "CidrIp: 10.0.0.0/16", To: "CidrIp: 10.0.0.0/16, Description: ' '", Resource: "Group", Want: fail},

		{Rule: shield, From: "!GetAtt Other.AllocationId", To: "!Ref Param", Resource: "Front", Want: unknown},
		{Rule: shield, From: "Value: critical", To: "Value: low", Resource: "Front", Want: pass},

		{Rule: block, From: `"off"`, To: "!Ref Param", Resource: "Block", Want: unknown},
		{Rule: block, From: `"off"`, To: "block-bidirectional", Resource: "Block", Want: pass},
	})
}
