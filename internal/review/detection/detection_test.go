package detection_test

import (
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/detection"
	"ringwall/internal/review/reviewtest"
)

func TestRulesFailOnTheirSpecimenAndPassOnTheirTwin(t *testing.T) {
	reviewtest.Specimens(t, detection.Rules())
}

const vpc = `
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
`

const subnets = `
  A:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}
  B:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}
`

func flowLog(name, kind, id, traffic string) string {
	return `
  ` + name + `:
    Type: AWS::EC2::FlowLog
    Properties: {ResourceType: ` + kind + `, ResourceId: ` + id + `, TrafficType: ` + traffic + `, LogDestinationType: s3, LogDestination: "arn:aws:s3:::flows"}
`
}

type trap struct {
	name     string
	template string
	resource estate.ID
	want     finding.Status
}

func run(t *testing.T, rule *review.Rule, traps []trap) {
	t.Helper()
	for _, x := range traps {
		t.Run(x.name, func(t *testing.T) {
			report := reviewtest.Run(t, rule, x.template)
			if got := reviewtest.Status(report, x.resource); got != x.want {
				t.Errorf("%s is %v, want %v: %+v", x.resource, got, x.want, report.Findings)
			}
		})
	}
}

func TestFlowLogs(t *testing.T) {
	run(t, detection.FlowLogs(), []trap{
		{"rejects are enough", "Resources:" + vpc + flowLog("Log", "VPC", "!Ref Vpc", "REJECT"), "Vpc", finding.Pass},
		{"accepts only", "Resources:" + vpc + flowLog("Log", "VPC", "!Ref Vpc", "ACCEPT"), "Vpc", finding.Fail},
		{"a log whose VPC is a parameter may be its", "Parameters: {Id: {Type: String}}\nResources:" + vpc + flowLog("Log", "VPC", "!Ref Id", "ALL"), "Vpc", finding.Unknown},
		{"a log of another VPC by id", "Resources:" + vpc + flowLog("Log", "VPC", "vpc-12345678", "ALL"), "Vpc", finding.Fail},
		{"a log of one subnet", "Resources:" + vpc + subnets + flowLog("Log", "Subnet", "!Ref A", "ALL"), "Vpc", finding.Fail},
		{
			"a log of each subnet", "Resources:" + vpc + subnets + flowLog("LogA", "Subnet", "!Ref A", "ALL") + flowLog("LogB", "Subnet", "!Ref B", "ALL"),
			"Vpc", finding.Pass,
		},
		{
			"a macro may add one", "Transform: [CompanyDefaults]\nResources:" + vpc, "Vpc", finding.Unknown,
		},
		{
			"in some deployments only",
			"Parameters: {Log: {Type: String, Default: 'no', AllowedValues: ['yes', 'no']}}\nConditions: {Logs: !Equals [!Ref Log, 'yes']}\nResources:" +
				vpc + flowLog("Log", "VPC", "!Ref Vpc", "ALL") + "    Condition: Logs\n",
			"Vpc", finding.Fail,
		},
		{
			"by default, but not always",
			"Parameters: {Log: {Type: String, Default: 'yes', AllowedValues: ['yes', 'no']}}\nConditions: {Logs: !Equals [!Ref Log, 'yes']}\nResources:" +
				vpc + flowLog("Log", "VPC", "!Ref Vpc", "ALL") + "    Condition: Logs\n",
			"Vpc", finding.Unknown,
		},
	})
}

func TestTrailThatIsOff(t *testing.T) {
	template := "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties: {S3BucketName: logs, IsLogging: false, CloudWatchLogsLogGroupArn: a, CloudWatchLogsRoleArn: b}\n"
	report := reviewtest.Run(t, detection.TrailLogs(), template)
	if len(report.Findings) != 1 || report.Findings[0].Severity != finding.High {
		t.Errorf("got %+v, want one finding of high severity", report.Findings)
	}
}

func TestLogRetention(t *testing.T) {
	group := func(properties string) string {
		return "Resources:\n  Logs:\n    Type: AWS::Logs::LogGroup\n    Properties: {LogGroupName: /x, " + properties + "}\n"
	}
	run(t, detection.LogRetention(), []trap{
		{"a month for an application", group("RetentionInDays: 30"), "Logs", finding.Pass},
		{"a month for flow logs", group("RetentionInDays: 30") + flowLog("Log", "VPC", "vpc-1", "ALL") + "  Unused: {Type: 'AWS::SNS::Topic'}\n", "Logs", finding.Pass},
		{
			"a month for a trail", group("RetentionInDays: 30") +
				"  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties: {S3BucketName: b, IsLogging: true, CloudWatchLogsLogGroupArn: !GetAtt Logs.Arn}\n",
			"Logs", finding.Fail,
		},
		{"a parameter", "Parameters: {Days: {Type: Number}}\n" + group("RetentionInDays: !Ref Days"), "Logs", finding.Unknown},
	})
}

func TestELBLogs(t *testing.T) {
	balancer := func(properties, more string) string {
		return "Resources:\n  Lb:\n    Type: AWS::ElasticLoadBalancingV2::LoadBalancer\n    Properties: {Subnets: [a, b], " + properties + "}\n" + more
	}
	listener := func(protocol string) string {
		return "  Listener:\n    Type: AWS::ElasticLoadBalancingV2::Listener\n    Properties: {LoadBalancerArn: !Ref Lb, Port: 443, Protocol: " + protocol + "}\n"
	}
	run(t, detection.ELBLogs(), []trap{
		{"a network load balancer has no requests", balancer("Type: network", listener("TCP")), "Lb", finding.Pass},
		{"unless it speaks TLS", balancer("Type: network", listener("TLS")), "Lb", finding.Fail},
		{"a gateway load balancer has none", balancer("Type: gateway", ""), "Lb", finding.Pass},
		{
			"log delivery does it too", balancer("Type: application",
				"  Source:\n    Type: AWS::Logs::DeliverySource\n    Properties: {Name: lb, LogType: ACCESS_LOGS, ResourceArn: !Ref Lb}\n"),
			"Lb", finding.Pass,
		},
	})
}

func TestAccountServicesAreNotVisibleInAnApplication(t *testing.T) {
	for _, rule := range []*review.Rule{detection.GuardDutyOn(), detection.ConfigOn()} {
		report := reviewtest.Run(t, rule, "Resources: {Topic: {Type: 'AWS::SNS::Topic'}}\n")
		c := report.Controls[0]
		if c.Status != finding.Unknown || len(c.Because) != 1 || c.Because[0].Variable.Settle == "" || len(report.Findings) > 0 {
			t.Errorf("%s: got %+v, want unknown, with what would settle it and no finding", rule.ID, c)
		}
	}
}

func TestGuardDutyPlans(t *testing.T) {
	template := "Resources:\n  D:\n    Type: AWS::GuardDuty::Detector\n    Properties: {Enable: true, Features: [{Name: S3_DATA_EVENTS, Status: DISABLED}]}\n"
	report := reviewtest.Run(t, detection.GuardDutyOn(), template)
	if len(report.Findings) != 1 || report.Findings[0].Severity != finding.Low {
		t.Errorf("got %+v, want one finding of low severity", report.Findings)
	}
}

// A log that only a condition makes is not the log that is there.
func TestFlowLogsThatAConditionLeavesOut(t *testing.T) {
	template := "Parameters:\n  Log: {Type: String, Default: 'false', AllowedValues: ['true', 'false']}\n  Kind: {Type: String, Default: REJECT, AllowedValues: [ACCEPT, ALL, REJECT]}\n" +
		"Conditions: {Log: !Equals [!Ref Log, 'true']}\nResources:" + vpc +
		"  F:\n    Type: AWS::EC2::FlowLog\n    Condition: Log\n    Properties: {ResourceType: VPC, ResourceId: !Ref Vpc, TrafficType: !Ref Kind}\n"
	if told := reviewtest.Told(reviewtest.Run(t, detection.FlowLogs(), template)); !strings.Contains(told, "no flow log records") {
		t.Errorf("got %q", told)
	}
	there := strings.NewReplacer("Default: 'false'", "Default: 'true'", "Default: REJECT", "Default: ACCEPT").Replace(template)
	if told := reviewtest.Told(reviewtest.Run(t, detection.FlowLogs(), there)); !strings.Contains(told, "accepted traffic only") {
		t.Errorf("got %q", told)
	}
}

// "Logging data events": a trail that records what it writes into its own bucket
// writes without end.
func TestATrailsOwnBucketNeedsNoDataEvents(t *testing.T) {
	specimen := detection.TrailData().Specimen
	if got := reviewtest.Run(t, detection.TrailData(), specimen); len(got.Findings) != 1 {
		t.Fatalf("%d findings on another trail's bucket", len(got.Findings))
	}
	own := strings.Replace(specimen, "S3BucketName: audit-logs", "S3BucketName: !Ref Orders", 1)
	if got := reviewtest.Run(t, detection.TrailData(), own); len(got.Findings) != 0 {
		t.Errorf("%d findings on its own", len(got.Findings))
	}
}
