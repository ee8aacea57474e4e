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

func TestDeliveriesAreProved(t *testing.T) {
	eventRule := func(policy string) string {
		return "Resources:\n  Daily:\n    Type: AWS::Events::Rule\n    Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: !Ref Alerts}]}\n" +
			"  Alerts:\n    Type: AWS::SNS::Topic\n    Properties: {Subscription: [{Protocol: email, Endpoint: a@example.com}]}\n" + policy
	}
	topicPolicy := func(statement string) string {
		return "  Policy:\n    Type: AWS::SNS::TopicPolicy\n    Properties: {Topics: [!Ref Alerts], PolicyDocument: {Version: '2012-10-17', Statement: [" + statement + "]}}\n"
	}
	publish := `{Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sns:Publish", Resource: !Ref Alerts`
	for _, x := range []struct {
		name           string
		rule           *review.Rule
		template, from string
		to             string
		resource       estate.ID
		want           finding.Status
		says           string
	}{
		{"an alarm on a topic without a key", detection.AlertReachesHuman(), "", "KmsMasterKeyId: !Ref Key", "DisplayName: alerts", "Alerts", finding.Pass, ""},
		{"AWS's key", detection.AlertReachesHuman(), "", "KmsMasterKeyId: !Ref Key", "KmsMasterKeyId: alias/aws/sns", "Alerts", finding.Fail, "a key of AWS's"},
		{"nobody reads", detection.AlertReachesHuman(), "", "Subscription: [{Protocol: email, Endpoint: security@example.com}]", "DisplayName: alerts", "Alerts", finding.Fail, "nobody has subscribed"},
		{"a service by a parameter", detection.AlertReachesHuman(), "Parameters:\n  Service: {Type: String}\n", "Service: sns.amazonaws.com", "Service: !Ref Service", "Alerts", finding.Unknown, ""},
		{"a rule without a topic policy", detection.AlertReachesHuman(), eventRule(""), "", "", "Alerts", finding.Fail, "events.amazonaws.com do sns:Publish"},
		{"a rule that may", detection.AlertReachesHuman(), eventRule(topicPolicy(publish + "}")), "", "", "Alerts", finding.Pass, ""},
		{"this rule alone", detection.AlertReachesHuman(), eventRule(topicPolicy(publish + `, Condition: {ArnEquals: {"aws:SourceArn": !GetAtt Daily.Arn}}}`)), "", "", "Alerts", finding.Pass, ""},
		{"another rule alone", detection.AlertReachesHuman(), eventRule(topicPolicy(publish + `, Condition: {ArnEquals: {"aws:SourceArn": "arn:aws:sqs:eu-west-1:111122223333:x"}}}`)), "", "", "Alerts", finding.Fail, ""},
		{"no key", detection.TrailKMS(), "", ", KMSKeyId: !GetAtt Key.Arn", "", "Trail", finding.Fail, "low"},
		{"another trail's condition", detection.TrailKMS(), "", `Action: "kms:Encrypt"`, `Action: "kms:GenerateDataKey*"`, "Trail", finding.Pass, ""},
		{"the action by a parameter", detection.TrailKMS(), "Parameters:\n  Action: {Type: String}\n", `Action: "kms:Encrypt"`, `Action: !Ref Action`, "Trail", finding.Unknown, ""},
		{"compliance keeps the log from anybody", detection.LogBucketLock(), "", "ObjectLockEnabled: true", "ObjectLockEnabled: true\n      ObjectLockConfiguration: {ObjectLockEnabled: Enabled, Rule: {DefaultRetention: {Mode: COMPLIANCE, Days: 365}}}", "Logs", finding.Pass, ""},
		{"a role by a parameter", detection.LogBucketLock(), "Parameters:\n  Action: {Type: String}\n", `["s3:PutObject", "s3:DeleteObject*"]`, "[!Ref Action]", "Logs", finding.Unknown, "Web"},
		{"neither versioned nor locked", detection.LogBucketLock(), "", "VersioningConfiguration: {Status: Enabled}\n      ObjectLockEnabled: true", "BucketName: audit", "Logs", finding.Fail, "neither versioned nor locked"},
	} {
		template := x.template
		if !strings.Contains(template, "Resources:") {
			specimen := x.rule.Specimen
			if !strings.Contains(specimen, x.from) {
				t.Fatalf("%s: the specimen has no %q", x.name, x.from)
			}
			template += strings.Replace(specimen, x.from, x.to, 1)
		}
		reviewtest.Check(t, x.rule, reviewtest.Trap{Name: x.name, Template: template, Resource: x.resource, Want: x.want, Says: x.says})
	}
}
