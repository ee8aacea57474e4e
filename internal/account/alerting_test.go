package account_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/account"
	"ringwall/internal/estate"
)

// TestLogsAndAlarms: describe-log-groups, describe-metric-filters, describe-alarms,
// describe-resource-policies, list-subscriptions-by-topic.
func TestLogsAndAlarms(t *testing.T) {
	const topic = "arn:aws:sns:us-west-2:123456789012:my-topic"
	got := watched(t, map[string]string{
		"describe-log-groups": `{"logGroups": [
		  {"storedBytes": 0, "metricFilterCount": 1, "creationTime": 1433189500783, "logGroupName": "CloudTrail", "retentionInDays": 5, "arn": "arn:aws:logs:us-west-2:123456789012:log-group:CloudTrail:*"},
		  {"logGroupName": "kept", "kmsKeyId": "arn:aws:kms:us-west-2:123456789012:key/k", "arn": "arn:aws:logs:us-west-2:123456789012:log-group:kept:*"}]}`,
		"describe-metric-filters": `{"metricFilters": [{"filterName": "root", "metricTransformations": [{"metricValue": "1", "metricNamespace": "CIS", "metricName": "Root"}], "creationTime": 1433189871774,
		  "filterPattern": "{ $.userIdentity.type = \"Root\" }", "logGroupName": "CloudTrail"}]}`,
		"describe-alarms": `{"CompositeAlarms": [{"AlarmName": "both", "AlarmArn": "arn:aws:cloudwatch:us-west-2:123456789012:alarm:both", "AlarmRule": "ALARM(myalarm)", "ActionsEnabled": true, "AlarmActions": []}],
		  "MetricAlarms": [{"EvaluationPeriods": 2, "AlarmArn": "arn:aws:cloudwatch:us-west-2:123456789012:alarm:myalarm", "ComparisonOperator": "GreaterThanOrEqualToThreshold",
		  "AlarmActions": ["` + topic + `"], "Namespace": "CIS", "AlarmName": "myalarm", "StateValue": "OK", "Period": 300, "Threshold": 70.0, "MetricName": "Root", "Statistic": "Average", "ActionsEnabled": false}]}`,
		"logs-describe-resource-policies": `{"resourcePolicies": [{"policyName": "r53", "policyDocument": "{\"Version\":\"2012-10-17\",\"Statement\":[]}", "lastUpdatedTime": 1}]}`,
		"list-topics":                     `{"Topics": [{"TopicArn": "` + topic + `"}, {"TopicArn": "` + topic + `-2"}]}`,
		"list-subscriptions-by-topic--my-topic": `{"Subscriptions": [{"Owner": "123456789012", "Endpoint": "my-email@example.com", "Protocol": "email", "TopicArn": "` + topic + `", "SubscriptionArn": "` + topic + `:8a21d249-4329-4871-acc6-7be709c6ea7f"},
		  {"Owner": "123456789012", "Endpoint": "late@example.com", "Protocol": "email", "TopicArn": "` + topic + `", "SubscriptionArn": "PendingConfirmation"}]}`,
		"list-resolver-query-log-configs":             `{"ResolverQueryLogConfigs": [{"Id": "rqlc-1", "OwnerId": "123456789012", "Arn": "arn:aws:route53resolver:us-west-2:123456789012:resolver-query-log-config/rqlc-1", "DestinationArn": "arn:aws:s3:::logs"}]}`,
		"list-resolver-query-log-config-associations": `{"ResolverQueryLogConfigAssociations": [{"Id": "rqlca-1", "ResolverQueryLogConfigId": "rqlc-1", "ResourceId": "vpc-1", "Status": "ACTIVE"}, {"Id": "rqlca-2", "ResourceId": "vpc-2", "Status": "FAILED"}, {"Id": "rqlca-3", "ResourceId": "vpc-3", "Status": "ACTION_NEEDED"}]}`,
		"get-ebs-encryption-by-default":               `{"EbsEncryptionByDefault": true}`,
		"get-snapshot-block-public-access-state":      `{"State": "block-all-sharing"}`,
	})
	expectFacts(t, described(t, got, alerts), map[string]string{
		"CloudTrail": "days 5, key ", "kept": "days , key arn:aws:kms:us-west-2:123456789012:key/k",
		"root":    `arn:aws:logs:us-west-2:123456789012:log-group:CloudTrail { $.userIdentity.type = "Root" } CIS Root`,
		"myalarm": "CIS Root, enabled false, actions " + topic, "both": " , enabled true, actions ", "r53": "policy",
		"my-topic": "all known", "my-topic-2": "unknown", "8a21d249-4329-4871-acc6-7be709c6ea7f": topic + " email",
		"rqlc-1": "arn:aws:s3:::logs", "rqlca-1": "vpc-1", "rqlca-3": "?", "ebs-encryption-by-default": "true", "snapshot-block-public-access": "block-all-sharing",
	})
	for _, want := range []string{"us-west-2 logGroups", "us-west-2 metricFilters", "us-west-2 MetricAlarms", "us-west-2 ResolverQueryLogConfigAssociations"} {
		if !slices.Contains(whole(got), want) {
			t.Errorf("%s is not whole: %v", want, whole(got))
		}
	}
}

func alerts(x estate.Resource) string {
	switch x := x.(type) {
	case *estate.LogGroup:
		return "days " + short(x.Retention) + ", key " + short(x.KMSKey)
	case *estate.MetricFilter:
		m := x.Metrics.Known[0].Is
		return short(x.LogGroup) + " " + short(x.Pattern) + " " + short(m.Namespace) + " " + short(m.Name)
	case *estate.Alarm:
		var to []string
		for _, a := range x.Actions.Known {
			to = append(to, a.Is.String())
		}
		return short(x.Metric.Namespace) + " " + short(x.Metric.Name) + ", enabled " + short(x.ActionsEnabled) + ", actions " + strings.Join(to, " ")
	case *estate.ResourcePolicy:
		return "policy"
	case *estate.Topic:
		if len(x.Subscriptions.Unknown) > 0 {
			return "unknown"
		}
		return "all known"
	case *estate.Subscription:
		return short(x.Topic) + " " + short(x.Protocol)
	case *estate.QueryLogging:
		return short(x.Destination)
	case *estate.QueryLoggingAssociation:
		return short(x.VPC)
	case *estate.EBSDefault:
		return short(x.Enabled)
	case *estate.SnapshotBlock:
		return short(x.State)
	case *estate.EventRule:
		var to []string
		for _, a := range x.Targets.Known {
			to = append(to, short(a.Is.ARN))
		}
		return fmt.Sprintf("bus %s, enabled %s, pattern %s, targets %s, open %t", short(x.Bus), short(x.Enabled), written(x.Pattern), strings.Join(to, " "), len(x.Targets.Unknown) > 0)
	}
	return ""
}

const rulesOfDefault = `{"Rules": [
  {"EventPattern": "{\"source\":[\"aws.guardduty\"],\"account\":[\"123456789012\",\"444455556666\"]}", "State": "DISABLED", "Name": "findings", "Arn": "arn:aws:events:us-west-2:123456789012:rule/findings", "EventBusName": "default"},
  {"ScheduleExpression": "rate(5 minutes)", "Name": "nightly", "State": "ENABLED", "Arn": "arn:aws:events:us-west-2:123456789012:rule/nightly", "EventBusName": "default"}]}`

// TestEventRules: list-event-buses, list-rules, list-targets-by-rule. All rules are
// known where those of every bus are; targets that were not asked for are unknown.
func TestEventRules(t *testing.T) {
	files := map[string]string{
		"list-event-buses":               `{"EventBuses": [{"Name": "default", "Arn": "arn:aws:events:us-west-2:123456789012:event-bus/default"}, {"Name": "own", "Arn": "arn:aws:events:us-west-2:123456789012:event-bus/own"}]}`,
		"list-rules":                     rulesOfDefault,
		"events-list-rules--own":         `{"EventBusName": "own", "Rules": []}`,
		"list-targets-by-rule--findings": `{"Targets": [{"Id": "1", "Arn": "arn:aws:sns:us-west-2:123456789012:people", "Input": "(removed: not collected)"}]}`,
	}
	facts := func(x estate.Resource) string {
		if _, ok := x.(*estate.EventRule); ok {
			return alerts(x)
		}
		return ""
	}
	want := map[string]string{
		"findings": "bus default, enabled false, pattern source=aws.guardduty account=${AWS::AccountId} account=444455556666, targets arn:aws:sns:us-west-2:123456789012:people, open false",
		"nightly":  "bus default, enabled true, pattern , targets , open true",
	}
	got := watched(t, files)
	expectFacts(t, described(t, got, facts), want)
	if !slices.Contains(whole(got), "us-west-2 EventRules") {
		t.Errorf("the rules are not all known: %v", whole(got))
	}
	for _, lacking := range []string{"events-list-rules--own", "list-rules", "list-event-buses"} {
		fewer := map[string]string{}
		for name, text := range files {
			if name != lacking {
				fewer[name] = text
			}
		}
		if got := watched(t, fewer); slices.Contains(whole(got), "us-west-2 EventRules") {
			t.Errorf("without %s all rules are said to be known", lacking)
		}
	}
	files["list-rules"] = strings.TrimSuffix(rulesOfDefault, "}") + `, "NextToken": "more"}`
	if got := watched(t, files); slices.Contains(whole(got), "us-west-2 EventRules") {
		t.Error("a list that is cut off is said to be whole")
	}
}

// TestRegionsOfAnAccount: where it is known what watches an account, its Regions are
// there, those that are enabled among them; a list that was refused is not whole, and
// its gap names the permission.
func TestRegionsOfAnAccount(t *testing.T) {
	got := account.Load(inMemory(map[string][]byte{
		"snapshot.json": []byte(`{"format": "ringwall.snapshot", "version": 1, "collected": "2026-11-22T12:00:00Z", "tool": "t", "accounts": [{"id": "123456789012", "regions": ["us-west-2"]}],
		  "missing": [{"account": "123456789012", "region": "us-west-2", "call": "configservice:DescribeConfigurationRecorders", "permission": "config:DescribeConfigurationRecorders", "error": "AccessDeniedException"},
		    {"account": "123456789012", "region": "us-west-2", "call": "guardduty:GetDetector", "permission": "guardduty:GetDetector", "resource": "d", "error": "AccessDeniedException"}]}`),
		"123456789012/global/ec2-describe-regions.json": []byte(`{"Regions": [{"Endpoint": "ec2.us-west-2.amazonaws.com", "RegionName": "us-west-2", "OptInStatus": "opt-in-not-required"},
		  {"RegionName": "eu-south-1", "OptInStatus": "not-opted-in"}, {"RegionName": "eu-north-1", "OptInStatus": "opt-in-not-required"}]}`),
		"123456789012/us-west-2/guardduty-list-detectors.json": []byte(`{"DetectorIds": ["d"]}`),
	}), account.Options{})
	for _, p := range got.Problems {
		t.Error(p)
	}
	expectFacts(t, described(t, got, func(x estate.Resource) string {
		switch x := x.(type) {
		case *estate.AccountRegion:
			return "a Region"
		case *estate.Detector:
			return x.Enabled.Alternatives()[0].Gap.Variable.Settle
		}
		return ""
	}), map[string]string{"123456789012/us-west-2": "a Region", "123456789012/eu-north-1": "a Region", "d": "allow guardduty:GetDetector and collect again"})
	for _, l := range got.Listings {
		if l.Kind == estate.RecorderListing && (l.Gap.Variable == nil || l.Gap.Variable.Settle != "allow config:DescribeConfigurationRecorders and collect again") {
			t.Errorf("the list of recorders that was refused: %+v", l)
		}
	}
	if !slices.Contains(whole(got), "enabled Regions") {
		t.Errorf("the Regions are not known: %v", whole(got))
	}
}

// TestEmptyListsOfCommonKeys: an empty list whose key other services have too counts
// only in a file that is called after the command.
func TestEmptyListsOfCommonKeys(t *testing.T) {
	for name, want := range map[string]bool{"list-analyzers": true, "accessanalyzer": false} {
		got := watched(t, map[string]string{name: `{"analyzers": []}`})
		if have := slices.Contains(whole(got), "us-west-2 analyzers"); have != want {
			t.Errorf("%s.json: the list is whole: %t, want %t", name, have, want)
		}
	}
	got := account.Load(inMemory(map[string][]byte{
		"1/123456789012/us-west-2/batch-get-account-status.json": []byte(`{"accounts": [], "failedAccounts": [{"accountId": "123456789012", "errorCode": "ACCESS_DENIED", "resourceStatus": {}}]}`),
	}), account.Options{})
	if slices.Contains(whole(got), "us-west-2 accounts") {
		t.Error("an account of which Inspector's status failed is said to be known")
	}
}
