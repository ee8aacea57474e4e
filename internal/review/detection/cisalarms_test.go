package detection

import (
	"strings"
	"testing"

	"ringwall/internal/filterpattern"
	"ringwall/internal/finding"
	"ringwall/internal/review/reviewtest"
)

// The benchmark's own patterns (section 5, in the audit procedures) must set off the
// alarms that they are for, for every record.
func TestThePatternsOfTheBenchmarkMatchItsRecords(t *testing.T) {
	patterns := map[string]string{
		"5.1":  `{($.errorCode ="*UnauthorizedOperation") || ($.errorCode ="AccessDenied*") && ($.sourceIPAddress!="delivery.logs.amazonaws.com") && ($.eventName!="HeadBucket") }`,
		"5.2":  `{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }`,
		"5.3":  `{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }`,
		"5.4":  `{($.eventSource=iam.amazonaws.com) && (($.eventName=DeleteGroupPolicy)||($.eventName=DeleteRolePolicy)||($.eventName=DeleteUserPolicy)||($.eventName=PutGroupPolicy)||($.eventName=PutRolePolicy)||($.eventName=PutUserPolicy)||($.eventName=CreatePolicy)||($.eventName=DeletePolicy)||($.eventName=CreatePolicyVersion)||($.eventName=DeletePolicyVersion)||($.eventName=AttachRolePolicy)||($.eventName=DetachRolePolicy)||($.eventName=AttachUserPolicy)||($.eventName=DetachUserPolicy)||($.eventName=AttachGroupPolicy)||($.eventName=DetachGroupPolicy))}`,
		"5.5":  `{($.eventName=CreateTrail)||($.eventName=UpdateTrail)||($.eventName=DeleteTrail)||($.eventName=StartLogging)||($.eventName=StopLogging)}`,
		"5.6":  `{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}`,
		"5.7":  `{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey)||($.eventName=ScheduleKeyDeletion))}`,
		"5.8":  `{($.eventSource=s3.amazonaws.com) && (($.eventName=PutBucketAcl)||($.eventName=PutBucketPolicy)||($.eventName=PutBucketCors)||($.eventName=PutBucketLifecycle)||($.eventName=PutBucketReplication)||($.eventName=DeleteBucketPolicy)||($.eventName=DeleteBucketCors)||($.eventName=DeleteBucketLifecycle)||($.eventName=DeleteBucketReplication))}`,
		"5.9":  `{($.eventSource=config.amazonaws.com) && (($.eventName=StopConfigurationRecorder)||($.eventName=DeleteDeliveryChannel)||($.eventName=PutDeliveryChannel)||($.eventName=PutConfigurationRecorder))}`,
		"5.10": `{($.eventName=AuthorizeSecurityGroupIngress)||($.eventName=AuthorizeSecurityGroupEgress)||($.eventName=RevokeSecurityGroupIngress)||($.eventName=RevokeSecurityGroupEgress)||($.eventName=CreateSecurityGroup)||($.eventName=DeleteSecurityGroup)}`,
		"5.11": `{($.eventName=CreateNetworkAcl)||($.eventName=CreateNetworkAclEntry)||($.eventName=DeleteNetworkAcl)||($.eventName=DeleteNetworkAclEntry)||($.eventName=ReplaceNetworkAclEntry)||($.eventName=ReplaceNetworkAclAssociation)}`,
		"5.12": `{($.eventName=CreateCustomerGateway)||($.eventName=DeleteCustomerGateway)||($.eventName=AttachInternetGateway)||($.eventName=CreateInternetGateway)||($.eventName=DeleteInternetGateway)||($.eventName=DetachInternetGateway)}`,
		"5.13": `{($.eventSource=ec2.amazonaws.com) && (($.eventName=CreateRoute)||($.eventName=CreateRouteTable)||($.eventName=ReplaceRoute)||($.eventName=ReplaceRouteTableAssociation)||($.eventName=DeleteRouteTable)||($.eventName=DeleteRoute)||($.eventName=DisassociateRouteTable))}`,
		"5.14": `{($.eventName=CreateVpc)||($.eventName=DeleteVpc)||($.eventName=ModifyVpcAttribute)||($.eventName=AcceptVpcPeeringConnection)||($.eventName=CreateVpcPeeringConnection)||($.eventName=DeleteVpcPeeringConnection)||($.eventName=RejectVpcPeeringConnection)||($.eventName=AttachClassicLinkVpc)}`,
		"5.15": `{($.eventSource=organizations.amazonaws.com) && (($.eventName=AcceptHandshake)||($.eventName=AttachPolicy)||($.eventName=CreateAccount)||($.eventName=CreateOrganizationalUnit)||($.eventName=CreatePolicy)||($.eventName=DeclineHandshake)||($.eventName=DeleteOrganization)||($.eventName=DeleteOrganizationalUnit)||($.eventName=DeletePolicy)||($.eventName=DetachPolicy)||($.eventName=DisablePolicyType)||($.eventName=EnablePolicyType)||($.eventName=InviteAccountToOrganization)||($.eventName=LeaveOrganization)||($.eventName=MoveAccount)||($.eventName=RemoveAccountFromOrganization)||($.eventName=UpdatePolicy)||($.eventName=UpdateOrganizationalUnit))}`,
	}
	alarms := cisAlarms()
	if len(alarms) != len(patterns) {
		t.Fatalf("%d alarms, %d patterns", len(alarms), len(patterns))
	}
	for _, a := range alarms {
		p, err := filterpattern.Parse(patterns[a.id])
		if err != nil {
			t.Errorf("%s: %v", a.id, err)
			continue
		}
		for _, r := range a.records {
			if p.Match(map[string]any(r)) != filterpattern.Yes {
				t.Errorf("%s, %s: the benchmark's pattern does not match %v", a.id, a.title, r["eventName"])
			}
		}
		for _, other := range alarms {
			if other.id != a.id && other.id != "5.1" && a.id != "5.3" && a.id != "5.1" && len(other.records) > 2 && p.Match(map[string]any(other.records[0])) == filterpattern.Yes {
				t.Errorf("%s matches %v of %s", a.id, other.records[0]["eventName"], other.id)
			}
		}
	}
}

// What is written differently and does the same passes; what looks the same and
// does not fails.
func TestAlarmsOfTheBenchmark(t *testing.T) {
	twin := CISAlarms().Twin
	rule := func(pattern string) string {
		return "  Told:\n    Type: AWS::Events::Rule\n    Properties: {EventPattern: " + pattern + ", Targets: [{Id: a, Arn: !Ref People}]}\n"
	}
	for _, x := range []struct {
		name, from, to, more string
		want                 finding.Status
		says                 string
	}{
		{name: "as it is", want: finding.Pass},
		{name: "a word in the wrong case", from: "$.userIdentity.type = \"Root\"", to: "$.userIdentity.type = \"root\"", want: finding.Fail, says: "use of the root user"},
		{name: "one call forgotten", from: "$.eventName = ScheduleKeyDeletion", to: "$.eventName = EnableKey", want: finding.Fail, says: "nothing tells of ScheduleKeyDeletion"},
		{name: "all calls of the service", from: `{ $.eventSource = kms.amazonaws.com && ($.eventName = DisableKey || $.eventName = ScheduleKeyDeletion) }`, to: `{ $.eventSource = "kms.*" }`, want: finding.Pass},
		{name: "the alarm has no action", from: "AlarmActions: [!Ref People]", to: "AlarmDescription: none", want: finding.Fail, says: "unauthorized API calls"},
		{name: "its actions are off", from: "AlarmActions: [!Ref People]", to: "AlarmActions: [!Ref People]\n      ActionsEnabled: false", want: finding.Fail},
		{name: "it is on another metric", from: "MetricName: \"alarm-3\"\n      Statistic", to: "MetricName: \"alarm-33\"\n      Statistic", want: finding.Fail},
		{name: "it goes off when nothing happens", from: "GreaterThanOrEqualToThreshold", to: "LessThanThreshold", want: finding.Fail},
		{name: "the filter is on another group", from: "LogGroupName: !Ref Calls", to: "LogGroupName: /app/orders", want: finding.Fail},
		{name: "the filter's group is a parameter", from: "LogGroupName: !Ref Calls", to: "LogGroupName: !Ref Param", want: finding.Unknown},
		{name: "a pattern is a parameter", from: "FilterPattern: '{ $.userIdentity", to: "FilterPattern: !Ref Param #", want: finding.Unknown},
		{name: "a pattern that cannot be read", from: "{ $.eventName = \"ConsoleLogin\" && $.additionalEventData.MFAUsed != \"Yes\" }", to: "{ $.eventName = }", want: finding.Unknown, says: "cannot be read"},
		{
			name: "an event rule does it", from: "$.userIdentity.type = \"Root\"", to: "$.userIdentity.type = \"nobody\"",
			more: rule(`{detail: {userIdentity: {type: [Root]}}}`), want: finding.Pass,
		},
		{
			name: "an event rule for something else", from: "$.userIdentity.type = \"Root\"", to: "$.userIdentity.type = \"nobody\"",
			more: rule(`{detail: {userIdentity: {type: [root]}}}`), want: finding.Fail,
		},
	} {
		if !strings.Contains(twin, x.from) {
			t.Fatalf("%s: the twin has no %q", x.name, x.from)
		}
		template := "Parameters: {Param: {Type: String}}\n" + strings.Replace(twin, x.from, x.to, 1) + x.more
		reviewtest.Check(t, CISAlarms(), reviewtest.Trap{Name: x.name, Template: template, Resource: "Trail", Want: x.want, Says: x.says})
	}
}

func TestAFilterThatCountsForNobody(t *testing.T) {
	template := `Parameters: {Group: {Type: String}}
Resources:
  Root:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref Group
      FilterPattern: '{ $.userIdentity.type = "Root" }'
      MetricTransformations: [{MetricNamespace: CIS, MetricName: root, MetricValue: "1"}]
`
	alarm := `  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties: {Namespace: CIS, MetricName: root, ComparisonOperator: GreaterThanThreshold, EvaluationPeriods: 1, Threshold: 0, AlarmActions: ["arn:aws:sns:eu-west-1:111122223333:people"]}
`
	reviewtest.Check(t, CISAlarms(), reviewtest.Trap{Name: "no alarm", Template: template, Resource: "Root", Want: finding.Fail})
	reviewtest.Check(t, CISAlarms(), reviewtest.Trap{Name: "an alarm", Template: template + alarm, Resource: "Root", Want: finding.Pass})
	app := strings.Replace(template, `{ $.userIdentity.type = "Root" }`, `{ $.level = "ERROR" }`, 1)
	reviewtest.Check(t, CISAlarms(), reviewtest.Trap{Name: "a filter of an application", Template: app, Resource: "Root", Want: finding.Pass})
}
