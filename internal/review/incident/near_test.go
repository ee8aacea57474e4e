package incident_test

import (
	"strings"
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/incident"
	"ringwall/internal/review/reviewtest"
)

func TestNearTheSpecimens(t *testing.T) {
	const fail, pass, unknown = finding.Fail, finding.Pass, finding.Unknown
	isolate, room, plan := incident.IsolateInstance(), incident.ForensicsAccount(), incident.IncidentManager()
	reach, books, drill, route := incident.LogReach(), incident.RunbookDocs(), incident.GameDay(), incident.CrossRegionRoute()
	const runbook = "Isolate-Instance:\n    Type: AWS::SSM::Document\n    Properties:\n      DocumentType: Automation\n      Name: isolate-ec2-instance\n      Content: {schemaVersion: '0.3', mainSteps: ["
	const moves = `{name: move, action: 'aws:executeAwsApi', inputs: {Service: ec2, Api: ModifyInstanceAttribute}}`
	const keeps = `{name: keep, action: 'aws:executeAwsApi', inputs: {Service: ec2, Api: CreateSnapshots}}`
	const forward = "  Rule:\n    Type: AWS::Events::Rule\n    Properties: {EventPattern: {source: [aws.guardduty]}, Targets: [{Id: a, Arn: 'arn:aws:events:us-east-1:111122223333:event-bus/central'"
	const sender = "  Sender:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: 'sts:AssumeRole'}]}\n      Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Resource: '*', Action: "
	reviewtest.CheckNear(t, []reviewtest.Near{
		{Rule: isolate, From: `"ec2:DescribeInstances"`, To: `!Ref Param`, Resource: "IsolateInstance", Want: unknown},
		{Rule: isolate, From: `"ec2:DescribeInstances"`, To: `"ec2:*"`, Resource: "IsolateInstance", Want: pass},
		{Rule: isolate, From: `"ec2:DescribeInstances"`, To: `"ec2:ModifyNetworkInterfaceAttribute"`, Resource: "IsolateInstance", Want: fail, Says: "low its role may not keep"},
		{Rule: isolate, From: "  IsolateInstance:", To: "  TenantIsolationServer:", Resource: "TenantIsolationServer", Want: pass},
		{Rule: isolate, From: "Resources:\n", To: "Resources:\n  " + strings.Replace(runbook, "Isolate-Instance", "Book", 1) + moves + ", " + keeps + "]}\n", Resource: "Book", Want: pass},
		{Rule: isolate, From: "Resources:\n", To: "Resources:\n  " + strings.Replace(runbook, "Isolate-Instance", "Book", 1) + keeps + "]}\n", Resource: "Book", Want: fail, Says: "no step moves"},
		{Rule: isolate, From: "Resources:\n", To: "Resources:\n  " + strings.Replace(runbook, "Isolate-Instance", "Book", 1) + "{name: s, action: 'aws:executeScript', inputs: {Script: 'ec2.modify_instance_attribute(); ec2.create_snapshots()'}}]}\n", Resource: "Book", Want: pass},
		{Rule: isolate, From: "Resources:\n", To: "Resources:\n  " + strings.Replace(runbook, "Isolate-Instance", "Book", 1) + "{name: s, action: 'aws:executeAutomation', inputs: {DocumentName: other}}]}\n", Resource: "Book", Want: unknown},

		{Rule: room, From: "VpcId: !Ref Forensics", To: "VpcId: !Ref Param", Resource: "Forensics", Want: unknown},
		{Rule: room, Twin: true, From: "Resources:\n", To: "Resources:\n  Peer: {Type: 'AWS::EC2::VPCPeeringConnection', Properties: {VpcId: !Ref Services, PeerVpcId: !Ref Forensics}}\n", Resource: "Forensics", Want: fail, Says: "peered"},
		{Rule: room, Twin: true, From: "Resources:\n", To: "Resources:\n  S: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref Forensics, CidrBlock: 10.9.0.0/24}}\n  N: {Type: 'AWS::EC2::NatGateway', Properties: {SubnetId: !Ref S}}\n", Resource: "Forensics", Want: fail},
		{Rule: room, Twin: true, From: "Resources:\n", To: "Resources:\n  S: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref Services, CidrBlock: 10.8.0.0/24}}\n  N: {Type: 'AWS::EC2::NatGateway', Properties: {SubnetId: !Ref S}}\n", Resource: "Forensics", Want: pass},

		{Rule: plan, From: "Engagements: []", To: "Engagements: [!Ref Param]", Resource: "Breach", Want: pass},
		{Rule: plan, From: "Engagements: []", To: "Engagements: !Split [',', !Ref Param]", Resource: "Breach", Want: unknown},
		{Rule: plan, From: "Engagements: []", To: "ChatChannel: {ChatbotSns: ['arn:aws:sns:eu-west-1:111122223333:chat']}", Resource: "Breach", Want: pass},
		{Rule: plan, Twin: true, From: "Resources:\n", To: "Resources:\n  Person: {Type: 'AWS::SSMContacts::Contact', Properties: {Alias: p, DisplayName: p, Type: PERSONAL, Plan: []}}\n", Resource: "Person", Want: fail},
		{Rule: plan, Twin: true, From: "Resources:\n", To: "Resources:\n  Person: {Type: 'AWS::SSMContacts::Contact', Properties: {Alias: p, DisplayName: p, Type: PERSONAL}}\n  Way: {Type: 'AWS::SSMContacts::Plan', Properties: {ContactId: !Ref Person, Stages: [{DurationInMinutes: 5}]}}\n", Resource: "Person", Want: pass},

		{Rule: reach, From: "RetentionInDays: 14", To: "RetentionInDays: !Ref Param", Resource: "Vpc", Want: unknown},
		{Rule: reach, From: "RetentionInDays: 14", To: "RetentionInDays: 120", Resource: "Vpc", Want: fail, Says: "info flows of Vpc are kept for less than 365 days"},
		{Rule: reach, From: "RetentionInDays: 14", To: "LogGroupName: flows", Resource: "Vpc", Want: pass},
		{Rule: reach, Twin: true, From: "ExpirationInDays: 400", To: "ExpirationInDays: 30", Resource: "Vpc", Want: fail, Says: "calls (CloudTrail) of Trail are kept for less than 90 days"},
		{Rule: reach, Twin: true, From: "ExpirationInDays: 400", To: "NoncurrentVersionExpiration: {NoncurrentDays: 30}", Resource: "Vpc", Want: pass},

		{Rule: books, Twin: true, From: "RansomwareRunbook", To: "OtherRunbook", Resource: "CryptoMinerRunbook", Want: fail, Says: "none says that it is for ransomware"},
		{Rule: books, Twin: true, From: "Resources:\n", To: "Transform: [CompanyDefaults]\nResources:\n", Resource: "LeakedKeyRunbook", Want: pass},
		{Rule: books, From: "Resources:\n", To: "Transform: [CompanyDefaults]\nResources:\n", Resource: "LeakedKeyRunbook", Want: unknown},

		{Rule: drill, From: "State: DISABLED", To: "State: !Ref Param", Resource: "GameDay", Want: unknown},
		{Rule: drill, From: "arn:aws:scheduler:::aws-sdk:fis:startExperiment", To: "arn:aws:scheduler:::aws-sdk:rds:startDBInstance", Resource: "GameDay", Want: fail},
		{Rule: drill, From: "  GameDay:", To: "  Nightly:", Resource: "Nightly", Want: fail},
		{Rule: drill, Twin: true, From: "Resources:\n", To: "Resources:\n  X: {Type: 'AWS::FIS::ExperimentTemplate', Properties: {Description: x, RoleArn: r, Targets: {}, Tags: {}, StopConditions: [{Source: none}]}}\n", Resource: "X", Want: fail},
		{Rule: drill, Twin: true, From: "Resources:\n", To: "Resources:\n  X: {Type: 'AWS::FIS::ExperimentTemplate', Properties: {Description: x, RoleArn: r, Targets: {}, Tags: {}, StopConditions: [{Source: 'aws:cloudwatch:alarm', Value: a}]}}\n", Resource: "X", Want: pass},

		{Rule: route, From: "NO_REGIONS", To: "!Ref Param", Resource: "Aggregator", Want: unknown},
		{Rule: route, From: "NO_REGIONS", To: "SPECIFIED_REGIONS, Regions: [us-east-1]", Resource: "Aggregator", Want: unknown, Says: "the Regions in use"},
		{Rule: route, Twin: true, From: "Resources:\n", To: "Resources:\n" + forward + "}]}\n", Resource: "Rule", Want: unknown, Says: "the Region of the stack"},
		{Rule: route, Twin: true, From: "Resources:\n", To: "Resources:\n" + forward + ", RoleArn: !GetAtt Sender.Arn}]}\n" + sender + "'events:PutEvents'}]}}]\n", Resource: "Rule", Want: pass},
		{Rule: route, Twin: true, From: "Resources:\n", To: "Resources:\n" + forward + ", RoleArn: !GetAtt Sender.Arn}]}\n" + sender + "'events:PutRule'}]}}]\n", Resource: "Rule", Want: fail, Says: "may not do events:PutEvents"},

		{Rule: incident.Contacts(), From: "policy/ReadOnlyAccess", To: "policy/AdministratorAccess", Resource: "role/support", Want: pass},
	})
}

func TestControlsOfPeopleAreQuietInAnApplication(t *testing.T) {
	for _, r := range []*review.Rule{
		incident.Contacts(), incident.CrossRegionRoute(), incident.IsolateInstance(), incident.ForensicsAccount(), incident.IncidentManager(),
		incident.RunbookDocs(), incident.GameDay(),
	} {
		report := reviewtest.Run(t, r, "Resources:\n  B: {Type: 'AWS::S3::Bucket'}\n  Restart: {Type: 'AWS::SSM::Document', Properties: {Content: {schemaVersion: '2.2', description: restart the web server}}}\n")
		c := report.Controls[0]
		if c.Status != finding.Unknown || len(c.Because) != 1 || c.Because[0].Variable.Settle == "" || len(report.Findings) > 0 {
			t.Errorf("%s: got %+v, want unknown, with what would settle it and no finding", r.ID, c)
		}
	}
}

// Two Regions with GuardDuty, one of them without a rule.
func TestFindingsOfARegionThatNobodyHears(t *testing.T) {
	a := "Resources:\n  D: {Type: 'AWS::GuardDuty::Detector', Properties: {Enable: true}}\n"
	e := reviewtest.Load(t, a)
	if got := review.Run(e, []*review.Rule{incident.CrossRegionRoute()}).Controls[0].Status; got != finding.Unknown {
		t.Errorf("one Region: got %v, want unknown as a whole", got)
	}
}

// A machine with no VPC, load balancer or trail beside it has no table.
func TestNoWorkloadNoTable(t *testing.T) {
	if got := reviewtest.Run(t, incident.LogReach(), "Resources: {T: {Type: 'AWS::SNS::Topic'}}\n").Controls[0].Status; got != finding.NotApplicable {
		t.Errorf("got %v", got)
	}
}
