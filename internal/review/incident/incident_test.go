package incident_test

import (
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/incident"
	"ringwall/internal/review/reviewtest"
)

func TestRulesFailOnTheirSpecimenAndPassOnTheirTwin(t *testing.T) {
	reviewtest.Specimens(t, incident.Rules())
}

func check(t *testing.T, rule *review.Rule, template string, id estate.ID, want finding.Status) {
	t.Helper()
	report := reviewtest.Run(t, rule, template)
	if got := reviewtest.Status(report, id); got != want {
		t.Errorf("%s is %v, want %v: %+v", id, got, want, report.Findings)
	}
}

func TestFindingRoutes(t *testing.T) {
	detector := "  Detector:\n    Type: AWS::GuardDuty::Detector\n    Properties: {Enable: true}\n"
	hub := "  Hub: {Type: 'AWS::SecurityHub::Hub'}\n"
	rule := func(pattern, more string) string {
		return "  Topic: {Type: 'AWS::SNS::Topic'}\n  Rule:\n    Type: AWS::Events::Rule\n    Properties: {EventPattern: " + pattern + ", Targets: [{Id: a, Arn: !Ref Topic}]" + more + "}\n"
	}
	guardDuty := `{source: [aws.guardduty], detail-type: [GuardDuty Finding], detail: {severity: `
	labels := `{source: [aws.securityhub], detail-type: ["Security Hub Findings - Imported"], detail: {findings: {Severity: {Label: `
	for _, x := range []struct {
		name, resources string
		id              estate.ID
		want            finding.Status
	}{
		{"nobody listens", detector, "Detector", finding.Fail},
		{"every finding", detector + rule(`{source: [aws.guardduty]}`, ""), "Detector", finding.Pass},
		{"the list of numbers that AWS shows", detector + rule(guardDuty+`[7, 7.0, 7.5, 8, 8.0, 8.9, 9, 9.0]}}`, ""), "Detector", finding.Pass},
		{"high without critical", detector + rule(guardDuty+`[{numeric: [">=", 7, "<", 9]}]}}`, ""), "Detector", finding.Fail},
		{"numbers written as text", detector + rule(guardDuty+`["7", "8", "9"]}}`, ""), "Detector", finding.Fail},
		{"the rule is off", detector + rule(guardDuty+`[{numeric: [">=", 4]}]}}`, ", State: DISABLED"), "Detector", finding.Fail},
		{"another bus", detector + rule(guardDuty+`[{numeric: [">=", 4]}]}}`, ", EventBusName: orders"), "Detector", finding.Fail},
		{"through Security Hub", detector + hub + rule(labels+`[HIGH, CRITICAL]}}}}`, ""), "Detector", finding.Pass},
		{"Security Hub itself", hub + rule(labels+`[HIGH, CRITICAL]}}}}`, ""), "Hub", finding.Pass},
		{"labels in the wrong case", hub + rule(labels+`[High, Critical]}}}}`, ""), "Hub", finding.Fail},
		{"a rule by itself that is wrong", rule(labels+`[High, Critical]}}}}`, ""), "Rule", finding.Fail},
		{"a rule by itself that is right", rule(labels+`[{anything-but: [LOW, MEDIUM, INFORMATIONAL]}]}}}}`, ""), "Rule", finding.Pass},
	} {
		t.Run(x.name, func(t *testing.T) {
			check(t, incident.FindingRoute(), "Resources:\n"+x.resources, x.id, x.want)
		})
	}
	t.Run("a parameter decides", func(t *testing.T) {
		check(t, incident.FindingRoute(), "Parameters: {Least: {Type: Number}}\nResources:\n"+detector+rule(guardDuty+`[{numeric: [">=", !Ref Least]}]}}`, ""),
			"Detector", finding.Unknown)
	})
	t.Run("nothing to see", func(t *testing.T) {
		report := reviewtest.Run(t, incident.FindingRoute(), "Resources: {Topic: {Type: 'AWS::SNS::Topic'}}\n")
		if c := report.Controls[0]; c.Status != finding.Unknown || len(c.Because) != 1 {
			t.Errorf("got %+v, want unknown as a whole", c)
		}
	})
}

func TestQuarantineGroups(t *testing.T) {
	template := func(rules string) string {
		return "Parameters: {Range: {Type: String}}\nResources:\n  Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}\n" +
			"  Empty:\n    Type: AWS::EC2::SecurityGroup\n    Properties: {GroupDescription: x, VpcId: !Ref Vpc" + rules + "}\n"
	}
	for _, x := range []struct {
		name, rules string
		want        finding.Status
	}{
		{"CloudFormation's own egress", "", finding.Fail},
		{"loopback", `, SecurityGroupEgress: [{IpProtocol: "-1", CidrIp: 127.0.0.1/32}]`, finding.Pass},
		{"the address of nothing", `, SecurityGroupEgress: [{IpProtocol: icmp, FromPort: 252, ToPort: 86, CidrIp: 255.255.255.255/32}]`, finding.Pass},
		{"an address that is one", `, SecurityGroupEgress: [{IpProtocol: "-1", CidrIp: 10.0.0.1/32}]`, finding.Fail},
		{"an ingress from itself", `, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 1, ToPort: 2, SourceSecurityGroupId: sg-1}], SecurityGroupEgress: [{IpProtocol: "-1", CidrIp: 127.0.0.1/32}]`, finding.Fail},
		{"a parameter", `, SecurityGroupEgress: [{IpProtocol: "-1", CidrIp: !Ref Range}]`, finding.Unknown},
	} {
		t.Run(x.name, func(t *testing.T) { check(t, incident.QuarantineGroup(), template(x.rules), "Vpc", x.want) })
	}
}
