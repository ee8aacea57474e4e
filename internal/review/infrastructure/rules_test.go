package infrastructure_test

import (
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/infrastructure"
	"ringwall/internal/review/reviewtest"
)

func TestRulesFailOnTheirSpecimenAndPassOnTheirTwin(t *testing.T) {
	reviewtest.Specimens(t, infrastructure.Rules())
}

type trap struct {
	name     string
	template string
	resource estate.ID
	want     finding.Status
	severity finding.Severity // of the worst finding, if it matters
}

func run(t *testing.T, rule *review.Rule, traps []trap) {
	t.Helper()
	for _, x := range traps {
		t.Run(x.name, func(t *testing.T) {
			report := reviewtest.Run(t, rule, x.template)
			if got := reviewtest.Status(report, x.resource); got != x.want {
				t.Errorf("%s is %v, want %v: %+v", x.resource, got, x.want, report.Findings)
			}
			if x.severity > 0 && (len(report.Findings) == 0 || report.Findings[0].Severity != x.severity) {
				t.Errorf("want severity %v: %+v", x.severity, report.Findings)
			}
		})
	}
}

const vpc = "Resources:\n  Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}\n"

func subnet(name, block, more string) string {
	return "  " + name + ": {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref Vpc, CidrBlock: " + block + more + "}}\n"
}

func TestSubnetPlans(t *testing.T) {
	given := "Parameters: {Block: {Type: String, Default: 10.0.1.0/24}, Open: {Type: String}}\n"
	run(t, infrastructure.SubnetPlan(), []trap{
		{"too small", vpc + subnet("S", "10.0.0.0/29", ""), "S", finding.Fail, finding.Medium},
		{"outside", vpc + subnet("S", "10.1.0.0/24", ""), "S", finding.Fail, finding.Medium},
		{"host bits", vpc + subnet("S", "10.0.1.5/24", ""), "S", finding.Fail, finding.Low},
		{"overlap", vpc + subnet("A", "10.0.0.0/23", "") + subnet("B", "10.0.1.0/24", ""), "B", finding.Fail, finding.Medium},
		{"overlap is said of the later one", vpc + subnet("A", "10.0.0.0/23", "") + subnet("B", "10.0.1.0/24", ""), "A", finding.Pass, 0},
		{
			"in a secondary block", vpc + subnet("S", "10.1.0.0/24", "") +
				"  More: {Type: 'AWS::EC2::VPCCidrBlock', Properties: {VpcId: !Ref Vpc, CidrBlock: 10.1.0.0/16}}\n", "S", finding.Pass, 0,
		},
		{"a default that overlaps", given + vpc + subnet("A", "10.0.1.0/24", "") + subnet("B", "!Ref Block", ""), "B", finding.Fail, 0},
		{"a default that does not", given + vpc + subnet("A", "10.0.2.0/24", "") + subnet("B", "!Ref Block", ""), "B", finding.Pass, 0},
		{"whatever is not known", given + vpc + subnet("A", "10.0.1.0/24", "") + subnet("B", "!Ref Open", ""), "B", finding.Pass, 0},
		{
			"a VPC that is a parameter", "Parameters: {Vpc: {Type: String}}\nResources:\n" + subnet("S", "10.9.0.0/24", ""), "S", finding.Pass, 0,
		},
		{"a VPC too large", "Resources:\n  Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/8}}\n", "Vpc", finding.Fail, finding.Medium},
	})
}

func TestReservedAddresses(t *testing.T) {
	server := func(address string) string {
		return vpc + subnet("S", "10.0.0.0/24", "") +
			"  Server: {Type: 'AWS::EC2::Instance', Properties: {ImageId: ami-1, SubnetId: !Ref S, PrivateIpAddress: " + address + "}}\n"
	}
	run(t, infrastructure.ReservedAddress(), []trap{
		{"the slides' web server", server("10.0.0.1"), "Server", finding.Fail, finding.Medium},
		{"the first that is free", server("10.0.0.4"), "Server", finding.Pass, 0},
		{"the last but one", server("10.0.0.254"), "Server", finding.Pass, 0},
		{"broadcast", server("10.0.0.255"), "Server", finding.Fail, 0},
		{"another subnet's", server("10.0.1.10"), "Server", finding.Fail, 0},
		{
			"an interface", vpc + subnet("S", "10.0.0.0/24", "") +
				"  Eni: {Type: 'AWS::EC2::NetworkInterface', Properties: {SubnetId: !Ref S, PrivateIpAddress: 10.0.0.2}}\n", "Eni", finding.Fail, 0,
		},
	})
}

func TestAddressesAreHadOnce(t *testing.T) {
	server := func(name, subnet, more string) string {
		return "  " + name + ": {Type: 'AWS::EC2::Instance'" + more + ", Properties: {ImageId: ami-1, SubnetId: " + subnet + ", PrivateIpAddress: 10.0.0.10}}\n"
	}
	eni := "  Eni: {Type: 'AWS::EC2::NetworkInterface', Properties: {SubnetId: !Ref S, PrivateIpAddresses: [{PrivateIpAddress: 10.0.0.9, Primary: true}, {PrivateIpAddress: 10.0.0.10, Primary: false}]}}\n"
	given := "Parameters: {Subnet: {Type: String}, Other: {Type: String}, Env: {Type: String, AllowedValues: [a, b]}}\nConditions: {A: !Equals [!Ref Env, a], B: !Equals [!Ref Env, b]}\n"
	here := given + vpc + subnet("S", "10.0.0.0/24", "")
	run(t, infrastructure.ReservedAddress(), []trap{
		{"two machines", here + server("A", "!Ref S", "") + server("B", "!Ref S", ""), "B", finding.Fail, finding.Medium},
		{"is said of the later one", here + server("A", "!Ref S", "") + server("B", "!Ref S", ""), "A", finding.Pass, 0},
		{"a machine and an interface", here + server("A", "!Ref S", "") + eni, "Eni", finding.Fail, finding.Medium},
		{"an interface that lists its own address twice", here + "  Eni: {Type: 'AWS::EC2::NetworkInterface', Properties: {SubnetId: !Ref S, PrivateIpAddress: 10.0.0.10, PrivateIpAddresses: [{PrivateIpAddress: 10.0.0.10, Primary: true}]}}\n", "Eni", finding.Pass, 0},
		{"in a subnet that is a parameter", given + "Resources:\n" + server("A", "!Ref Subnet", "") + server("B", "!Ref Subnet", ""), "B", finding.Fail, 0},
		{"in two that are", given + "Resources:\n" + server("A", "!Ref Subnet", "") + server("B", "!Ref Other", ""), "B", finding.Pass, 0},
		{"never both", here + server("A", "!Ref S", ", Condition: A") + server("B", "!Ref S", ", Condition: B"), "B", finding.Pass, 0},
		{
			"in two VPCs", here + "  Second: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}\n" +
				"  T: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref Second, CidrBlock: 10.0.0.0/24}}\n" + server("A", "!Ref S", "") + server("B", "!Ref T", ""), "B", finding.Pass, 0,
		},
	})
}

func TestEndpointsForWhatIsCalled(t *testing.T) {
	out := "  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Private, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}\n"
	gateways := `  S3: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: com.amazonaws.eu-west-1.s3, RouteTableIds: [!Ref Private]}}
  Ddb: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: com.amazonaws.eu-west-1.dynamodb, RouteTableIds: [!Ref Private]}}
`
	network := func(way, more string) string {
		return vpc + `  Private: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: subnet-1, AllocationId: eipalloc-1}}
  Table: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref A, RouteTableId: !Ref Private}}
` + subnet("A", "10.0.1.0/24", "") + gateways + way + more
	}
	endpoint := func(service string) string {
		return "  E" + strings.ReplaceAll(service, ".", "") + ": {Type: AWS::EC2::VPCEndpoint, Properties: {VpcEndpointType: Interface, VpcId: !Ref Vpc, ServiceName: !Sub 'com.amazonaws.${AWS::Region}." + service + "', SubnetIds: [!Ref A], PrivateDnsEnabled: true}}\n"
	}
	function := func(action, environment string) string {
		return "  Secret: {Type: AWS::SecretsManager::Secret}\n  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}, Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: '" + action + "', Resource: '*'}]}}]}}\n" +
			"  F: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: x}, Role: !GetAtt Role.Arn, VpcConfig: {SubnetIds: [!Ref A], SecurityGroupIds: [sg-1]}, Environment: {Variables: {S: " + environment + "}}}}\n"
	}
	service := func(image string) string {
		return "  Task: {Type: AWS::ECS::TaskDefinition, Properties: {NetworkMode: awsvpc, ContainerDefinitions: [{Name: c, Image: " + image + "}]}}\n" +
			"  S: {Type: AWS::ECS::Service, Properties: {LaunchType: FARGATE, TaskDefinition: !Ref Task, NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref A]}}}}\n"
	}
	machine := "  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}, ManagedPolicyArns: [!Sub 'arn:${AWS::Partition}:iam::aws:policy/AmazonSSMManagedInstanceCore']}}\n" +
		"  Profile: {Type: AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref Role]}}\n  I: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, SubnetId: !Ref A, IamInstanceProfile: !Ref Profile}}\n"
	for _, x := range []reviewtest.Trap{
		{Name: "a function that reads secrets", Template: network(out, function("secretsmanager:GetSecretValue", "x")), Want: finding.Fail, Says: "reach secretsmanager through a NAT gateway, without an interface endpoint (F)"},
		{Name: "with the endpoint", Template: network(out, function("secretsmanager:*", "x")+endpoint("secretsmanager")), Want: finding.Pass},
		{Name: "another service's endpoint", Template: network(out, function("secretsmanager:GetSecret*", "x")+endpoint("ssm")), Want: finding.Fail},
		{Name: "no way at all", Template: network("", function("secretsmanager:GetSecretValue", "x")), Want: finding.Fail, Says: "reach secretsmanager by no way"},
		{Name: "through a transit gateway", Template: network("  T: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Private, DestinationCidrBlock: 0.0.0.0/0, TransitGatewayId: tgw-1}}\n", function("secretsmanager:GetSecretValue", "x")), Want: finding.Pass},
		{Name: "a secret in its environment", Template: network(out, function("logs:PutLogEvents", "!Ref Secret")), Want: finding.Fail, Says: "secretsmanager"},
		{Name: "a secret that the deployment resolves", Template: network(out, function("logs:PutLogEvents", "!Sub '{{resolve:secretsmanager:${Secret}}}'")), Want: finding.Pass},
		{Name: "a wildcard shows no use", Template: network(out, function("*", "x")), Want: finding.Pass},
		{Name: "decryption in others' name", Template: network(out, function("kms:Decrypt", "x")), Want: finding.Pass},
		{Name: "an endpoint of a service that is not known", Template: "Parameters: {Name: {Type: String}}\n" + network(out, function("sts:AssumeRole", "x")+
			"  E: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcEndpointType: Interface, VpcId: !Ref Vpc, ServiceName: !Ref Name, SubnetIds: [!Ref A]}}\n"), Want: finding.Unknown},
		{Name: "images of ECR", Template: network(out, service("111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1")), Want: finding.Fail, Says: "reach ecr.api, ecr.dkr through a NAT gateway"},
		{Name: "images of ECR by endpoints", Template: network(out, service("111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1")+endpoint("ecr.api")+endpoint("ecr.dkr")), Want: finding.Pass},
		{Name: "public images", Template: network(out, service("public.ecr.aws/nginx/nginx:1")), Want: finding.Pass},
		{Name: "the agent of Systems Manager", Template: network(out, machine), Want: finding.Fail, Says: "reach ssm, ssmmessages, ec2messages through a NAT gateway, without an interface endpoint (I)"},
	} {
		x.Resource = "Vpc"
		reviewtest.Check(t, infrastructure.Endpoints(), x)
	}
}

func TestFleetsAreMachines(t *testing.T) {
	network := func(more string) string {
		return vpc + `  Gateway: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Default: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  TableA: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Public, RouteTableId: !Ref Table}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}]}}
` + subnet("Public", "10.0.0.0/24", ", MapPublicIpOnLaunch: true") + subnet("Private", "10.0.1.0/24", "") + more
	}
	spot := func(spec string) string {
		return network("  F: {Type: 'AWS::EC2::SpotFleet', Properties: {SpotFleetRequestConfigData: {IamFleetRole: r, TargetCapacity: 1, LaunchSpecifications: [{ImageId: ami-1, " + spec + "}]}}}\n")
	}
	fleet := func(subnets string) string {
		return network("  L: {Type: 'AWS::EC2::LaunchTemplate', Properties: {LaunchTemplateData: {ImageId: ami-1, SecurityGroupIds: [!Ref Group]}}}\n" +
			"  F: {Type: 'AWS::EC2::EC2Fleet', Properties: {TargetCapacitySpecification: {TotalTargetCapacity: 1}, LaunchTemplateConfigs: [{LaunchTemplateSpecification: {LaunchTemplateId: !Ref L, Version: '1'}, Overrides: [" + subnets + "]}]}}\n")
	}
	run(t, infrastructure.PublicTier(), []trap{
		{"in a public subnet", spot("SubnetId: !Ref Public, SecurityGroups: [{GroupId: !Ref Group}]"), "F", finding.Fail, 0},
		{"in one of two", spot("SubnetId: !Sub '${Private}, ${Public}', SecurityGroups: [{GroupId: !Ref Group}]"), "F", finding.Fail, 0},
		{"in a private one", spot("SubnetId: !Ref Private, SecurityGroups: [{GroupId: !Ref Group}]"), "F", finding.Pass, 0},
		{"with an interface of its own", spot("NetworkInterfaces: [{DeviceIndex: 0, SubnetId: !Ref Public, Groups: [!Ref Group], AssociatePublicIpAddress: false}]"), "F", finding.Pass, 0},
		{"by an override", fleet("{SubnetId: !Ref Private}, {SubnetId: !Ref Public}"), "F", finding.Fail, 0},
		{"by none", fleet("{SubnetId: !Ref Private}"), "F", finding.Pass, 0},
	})
	run(t, infrastructure.AdminPorts(), []trap{{"SSH on a fleet", fleet("{SubnetId: !Ref Public}"), "Group", finding.Fail, finding.Critical}})
}

func entry(name, properties string) string {
	return "  " + name + ": {Type: 'AWS::EC2::NetworkAclEntry', Properties: {NetworkAclId: !Ref Acl, " + properties + "}}\n"
}

const acl = "Resources:\n  Acl: {Type: 'AWS::EC2::NetworkAcl', Properties: {VpcId: vpc-1}}\n"

func TestACLEntries(t *testing.T) {
	all := "Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0"
	https := "Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, PortRange: {From: 443, To: 443}"
	halves := entry("L", "RuleNumber: 1, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/1") +
		entry("H", "RuleNumber: 2, Protocol: -1, RuleAction: allow, CidrBlock: 128.0.0.0/1")
	run(t, infrastructure.ACLShadowed(), []trap{
		{"the talk's table", acl + entry("A", "RuleNumber: 100, "+all) + entry("B", "RuleNumber: 101, "+https), "Acl", finding.Fail, finding.Low},
		{"covered by two halves", acl + halves + entry("B", "RuleNumber: 3, "+https), "Acl", finding.Fail, 0},
		{"a deny that comes too late", acl + entry("A", "RuleNumber: 100, "+all) + entry("B", "RuleNumber: 200, "+strings.Replace(https, "allow", "deny", 1)), "Acl", finding.Fail, finding.Medium},
		{"a deny that comes first", acl + entry("A", "RuleNumber: 300, "+all) + entry("B", "RuleNumber: 200, "+strings.Replace(https, "allow", "deny", 1)), "Acl", finding.Pass, 0},
		{"an allow that a later one repeats", acl + entry("A", "RuleNumber: 300, "+all) + entry("B", "RuleNumber: 200, "+https), "Acl", finding.Fail, 0},
		{"the other direction", acl + entry("A", "RuleNumber: 100, "+all) + entry("B", "RuleNumber: 101, Egress: true, "+https), "Acl", finding.Pass, 0},
		{"the other family", acl + entry("A", "RuleNumber: 100, "+all) + entry("B", "RuleNumber: 101, Protocol: -1, RuleAction: allow, Ipv6CidrBlock: '::/0'"), "Acl", finding.Pass, 0},
		{"a final deny", acl + entry("A", "RuleNumber: 100, "+https) + entry("B", "RuleNumber: 200, Protocol: -1, RuleAction: deny, CidrBlock: 0.0.0.0/0"), "Acl", finding.Pass, 0},
		{"a range that is not known covers or not", "Parameters: {R: {Type: String}}\n" + acl + entry("A", "RuleNumber: 100, Protocol: -1, RuleAction: allow, CidrBlock: !Ref R") + entry("B", "RuleNumber: 101, "+https), "Acl", finding.Unknown, 0},
	})
	stands := "  S: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: vpc-12345678, CidrBlock: 10.0.0.0/24}}\n" +
		"  U: {Type: 'AWS::EC2::SubnetNetworkAclAssociation', Properties: {SubnetId: !Ref S, NetworkAclId: !Ref Acl}}\n"
	web := "RuleNumber: 50, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, PortRange: {From: 80, To: 443}"
	run(t, infrastructure.ACLOpen(), []trap{
		{"both ways", acl + entry("A", "RuleNumber: 100, "+all) + entry("B", "RuleNumber: 100, Egress: true, "+all), "Acl", finding.Fail, 0},
		{"in halves", acl + halves + entry("B", "RuleNumber: 100, Egress: true, "+all), "Acl", finding.Fail, 0},
		{"but for one port", acl + entry("D", "RuleNumber: 1, "+strings.Replace(https, "allow", "deny", 1)) + entry("A", "RuleNumber: 100, "+all) + entry("B", "RuleNumber: 100, Egress: true, "+all) + stands, "Acl", finding.Pass, 0},
		{"in only", acl + entry("A", "RuleNumber: 100, "+all) + stands, "Acl", finding.Pass, 0},
		{"administration, and no subnet shows the paths", acl + entry("A", "RuleNumber: 100, "+all), "Acl", finding.Fail, finding.Low},
		{"the web only", acl + entry("A", web), "Acl", finding.Pass, 0},
		{"all is denied first", acl + entry("D", "RuleNumber: 1, "+strings.Replace(all, "allow", "deny", 1)) + entry("A", "RuleNumber: 100, "+all), "Acl", finding.Pass, 0},
	})
}

func TestIMDS(t *testing.T) {
	launch := func(data string) string {
		return "Resources:\n  L: {Type: 'AWS::EC2::LaunchTemplate', Properties: {LaunchTemplateData: {" + data + "}}}\n"
	}
	run(t, infrastructure.IMDSv2(), []trap{
		{"not written: the account decides", launch("ImageId: ami-1"), "L", finding.Unknown, 0},
		{"an image that requires it", launch("ImageId: '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}'"), "L", finding.Pass, 0},
		{"switched off", launch("MetadataOptions: {HttpEndpoint: disabled, HttpTokens: optional}"), "L", finding.Pass, 0},
		{"far", launch("MetadataOptions: {HttpTokens: required, HttpPutResponseHopLimit: 16}"), "L", finding.Fail, finding.Low},
		{
			"a machine leaves it to its template", launch("MetadataOptions: {HttpTokens: required}") +
				"  I: {Type: 'AWS::EC2::Instance', Properties: {LaunchTemplate: {LaunchTemplateId: !Ref L, Version: '1'}}}\n", "I", finding.Pass, 0,
		},
	})
}

func TestDefaultGroups(t *testing.T) {
	closed := "Resources:\n  Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}\n"
	run(t, infrastructure.DefaultGroup(), []trap{
		{"unused, but with AWS's rules", closed, "Vpc/default-security-group", finding.Fail, 0},
		{
			"emptied by AWS Config", closed + "  R: {Type: 'AWS::Config::RemediationConfiguration', Properties: {ConfigRuleName: r, TargetType: SSM_DOCUMENT, TargetId: AWSConfigRemediation-RemoveVPCDefaultSecurityGroupRules}}\n",
			"Vpc/default-security-group", finding.Pass, 0,
		},
		{"named outright", closed + "  I: {Type: 'AWS::EC2::Instance', Properties: {ImageId: a, SecurityGroupIds: [!GetAtt Vpc.DefaultSecurityGroup]}}\n", "I", finding.Fail, finding.Medium},
		{"groups that are a parameter", "Parameters: {G: {Type: 'List<AWS::EC2::SecurityGroup::Id>'}}\n" + closed + "  I: {Type: 'AWS::EC2::Instance', Properties: {ImageId: a, SecurityGroupIds: !Ref G}}\n", "I", finding.Pass, 0},
		{"a function outside VPCs", closed + "  F: {Type: 'AWS::Lambda::Function', Properties: {Code: {ZipFile: x}, Role: r}}\n", "F", finding.Pass, 0},
		{"a network load balancer without groups", closed + "  L: {Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: {Type: network, Subnets: [a, b]}}\n", "L", finding.Pass, 0},
	})
}

func TestUnusedGroups(t *testing.T) {
	group := "Resources:\n  G:\n    Type: AWS::EC2::SecurityGroup\n    Properties: {GroupDescription: x, VpcId: v, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/8}]}\n"
	run(t, infrastructure.UnusedGroup(), []trap{
		{"a rule of its own is no use", group + "  R: {Type: 'AWS::EC2::SecurityGroupIngress', Properties: {GroupId: !Ref G, IpProtocol: tcp, FromPort: 1, ToPort: 1, SourceSecurityGroupId: !Ref G}}\n", "G", finding.Fail, 0},
		{"the peer of another's rule", group + "  H: {Type: 'AWS::EC2::SecurityGroup', Properties: {GroupDescription: h, VpcId: v, SecurityGroupIngress: [{IpProtocol: '-1', SourceSecurityGroupId: !Ref G}]}}\n", "G", finding.Pass, 0},
		{"offered by an output", group + "Outputs: {Id: {Value: !Ref G}}\n", "G", finding.Unknown, 0},
		{"a type that nobody models", group + "  X: {Type: 'Custom::Thing', Properties: {ServiceToken: t, Group: !Ref G}}\n", "G", finding.Pass, 0},
	})
}

func TestWAF(t *testing.T) {
	balancer := func(scheme, source string) string {
		return "Resources:\n  L: {Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: {Scheme: " + scheme + ", Subnets: [a, b], SecurityGroups: [!Ref G]}}\n" +
			"  G: {Type: 'AWS::EC2::SecurityGroup', Properties: {GroupDescription: x, VpcId: v, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, " + source + "}]}}\n"
	}
	stage := "Resources:\n  Api: {Type: 'AWS::ApiGateway::RestApi', Properties: {Name: x}}\n  S: {Type: 'AWS::ApiGateway::Stage', Properties: {RestApiId: !Ref Api, StageName: prod, DeploymentId: d}}\n"
	run(t, infrastructure.WAFAttached(), []trap{
		{"open to the internet", balancer("internet-facing", "CidrIp: 0.0.0.0/0"), "L", finding.Fail, finding.Medium},
		{"internal", balancer("internal", "CidrIp: 0.0.0.0/0"), "L", finding.Pass, 0},
		{"from a prefix list that no source shows", balancer("internet-facing", "SourcePrefixListId: pl-1"), "L", finding.Unknown, 0},
		{"from a prefix list of an office", balancer("internet-facing", "SourcePrefixListId: !Ref P") +
			"  P: {Type: 'AWS::EC2::PrefixList', Properties: {PrefixListName: o, AddressFamily: IPv4, MaxEntries: 1, Entries: [{Cidr: 198.51.100.0/24}]}}\n", "L", finding.Pass, 0},
		{"open in halves", balancer("internet-facing", "CidrIp: 0.0.0.0/1}, {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 128.0.0.0/1"), "L", finding.Fail, finding.Medium},
		{"open to a provider's IPv6", balancer("internet-facing", "CidrIpv6: '2600::/24'"), "L", finding.Fail, finding.Medium},
		{"from one IPv6 site", balancer("internet-facing", "CidrIpv6: '2600:1f00:1::/48'"), "L", finding.Pass, 0},
		{"from an office", balancer("internet-facing", "CidrIp: 198.51.100.0/24"), "L", finding.Pass, 0},
		{"a stage by its ARN", stage + "  A: {Type: 'AWS::WAFv2::WebACLAssociation', Properties: {WebACLArn: w, ResourceArn: !Sub 'arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/prod'}}\n", "S", finding.Pass, 0},
		{"another stage's", stage + "  A: {Type: 'AWS::WAFv2::WebACLAssociation', Properties: {WebACLArn: w, ResourceArn: !Sub 'arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/test'}}\n", "S", finding.Fail, 0},
		{"a second stage, made by a deployment, beside one that lacks it too", stage + "  D: {Type: 'AWS::ApiGateway::Deployment', Properties: {RestApiId: !Ref Api, StageName: Stage}}\n", "D", finding.Pass, 0},
		{"a second stage beside one that has it", stage + "  D: {Type: 'AWS::ApiGateway::Deployment', Properties: {RestApiId: !Ref Api, StageName: Stage}}\n" +
			"  A: {Type: 'AWS::WAFv2::WebACLAssociation', Properties: {WebACLArn: w, ResourceArn: !Sub 'arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/prod'}}\n", "D", finding.Fail, 0},
		{"an ACL that only counts", "Resources:\n  W: {Type: 'AWS::WAFv2::WebACL', Properties: {Scope: REGIONAL, DefaultAction: {Allow: {}}, Rules: [{Name: a, Priority: 1, Action: {Count: {}}, Statement: {RateBasedStatement: {Limit: 1000, AggregateKeyType: IP}}}]}}\n", "W", finding.Fail, 0},
	})
}

func TestASearchDomainOutsideOfAnyVPCIsOnTheInternet(t *testing.T) {
	domain := func(more string) string {
		return "Parameters: {Inside: {Type: String, AllowedValues: ['yes', 'no']}}\nConditions: {In: !Equals [!Ref Inside, 'yes']}\n" +
			"Resources:\n  D: {Type: 'AWS::OpenSearchService::Domain', Properties: {" + more + "}}\n"
	}
	const anyone = "AccessPolicies: {Statement: [{Effect: Allow, Principal: {AWS: '*'}, Action: 'es:*', Resource: '*'"
	run(t, infrastructure.DataStoreExposed(), []trap{
		{"open to everyone", domain(anyone + "}]}"), "D", finding.Fail, finding.Critical},
		{"to an office", domain(anyone + ", Condition: {IpAddress: {'aws:SourceIp': 203.0.113.0/24}}}]}"), "D", finding.Fail, finding.Medium},
		{"with users of its own", domain(anyone + "}]}, AdvancedSecurityOptions: {Enabled: true}"), "D", finding.Fail, finding.Medium},
		{"without a policy", domain("DomainName: d"), "D", finding.Fail, finding.Medium},
		{"in a VPC", domain("VPCOptions: {SubnetIds: [subnet-12345678], SecurityGroupIds: [sg-12345678]}"), "D", finding.Pass, 0},
		{"in one by condition", domain("VPCOptions: !If [In, {SubnetIds: [subnet-12345678]}, !Ref 'AWS::NoValue']"), "D", finding.Unknown, 0},
	})
}

func TestRulesThatDoNothing(t *testing.T) {
	group := func(name, rules string) string {
		return "  " + name + ": {Type: 'AWS::EC2::SecurityGroup', Properties: {GroupDescription: x, VpcId: !Ref Vpc, SecurityGroupIngress: [" + rules + "]}}\n"
	}
	server := subnet("S", "10.0.0.0/24", "") + "  I: {Type: 'AWS::EC2::Instance', Properties: {ImageId: a, SubnetId: !Ref S, SecurityGroupIds: [!Ref G]}}\n"
	port := func(n, peer string) string {
		return "{IpProtocol: tcp, FromPort: " + n + ", ToPort: " + n + ", " + peer + "}"
	}
	run(t, infrastructure.DeadRules(), []trap{
		{"a reference twice", vpc + group("W", "") + group("G", port("80", "SourceSecurityGroupId: !Ref W")+", {IpProtocol: '-1', SourceSecurityGroupId: !Ref W}"), "G", finding.Fail, 0},
		{"a reference that the VPC's range covers", vpc + group("W", "") + group("G", port("80", "SourceSecurityGroupId: !Ref W")+", "+port("80", "CidrIp: 10.0.0.0/16")), "G", finding.Fail, 0},
		{"a range wider than the reference", vpc + group("W", "") + group("G", port("80", "SourceSecurityGroupId: !Ref W")+", "+port("80", "CidrIp: 10.0.0.0/24")), "G", finding.Pass, 0},
		{
			"covered under another stage only", "Parameters: {R: {Type: String, Default: 10.0.0.0/24, AllowedValues: [10.0.0.0/24, 0.0.0.0/0]}}\n" + vpc +
				group("G", port("80", "CidrIp: !Ref R")+", "+port("80", "CidrIp: 10.0.0.0/16")), "G", finding.Fail, 0,
		},
	})
	run(t, infrastructure.UnusedRule(), []trap{
		{"a group without members", vpc + server + group("W", "") + group("G", port("80", "SourceSecurityGroupId: !Ref W")), "G", finding.Fail, finding.Info},
		{"a group without members that an output offers", vpc + server + group("W", "") + group("G", port("80", "SourceSecurityGroupId: !Ref W")) + "Outputs: {W: {Value: !Ref W}}\n", "G", finding.Unknown, 0},
		{"a group that a parameter names", "Parameters: {W: {Type: String}}\n" + vpc + server + group("G", port("80", "SourceSecurityGroupId: !Ref W")), "G", finding.Unknown, 0},
		{"from the internet, which has no way in", vpc + server + group("G", port("80", "CidrIp: 198.51.100.0/24")), "G", finding.Fail, 0},
		{"from everywhere: also from the VPC", vpc + server + group("G", port("80", "CidrIp: 0.0.0.0/0")), "G", finding.Pass, 0},
		{"from its own VPC", vpc + server + group("G", port("80", "CidrIp: 10.0.5.0/24")), "G", finding.Pass, 0},
		{"carried by nothing", vpc + group("W", "") + group("G", port("80", "SourceSecurityGroupId: !Ref W")), "G", finding.Pass, 0},
	})
}
