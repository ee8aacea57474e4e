package detection_test

import (
	"strings"
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/detection"
	"ringwall/internal/review/reviewtest"
)

// place is the folder of an account and Region.
const place = "111122223333/eu-west-1/"

// on writes files of an account and Region, by the commands that they are called after.
func on(files map[string]string) string {
	var b strings.Builder
	for name, text := range files {
		if !strings.Contains(name, "/") {
			name = place + name
		}
		b.WriteString("-- " + name + ".json --\n" + text + "\n")
	}
	return b.String()
}

// TestWhatWatchesALiveAccount: a list that was asked for and is empty is a fact, one
// that was not is unknown, and what is there is judged as a template's.
func TestWhatWatchesALiveAccount(t *testing.T) {
	const (
		regions  = `{"Regions": [{"RegionName": "eu-west-1", "OptInStatus": "opt-in-not-required"}]}`
		all      = "111122223333/global/describe-regions"
		noStores = `{"EventDataStores": []}`
		detector = `{"Status": "ENABLED", "FindingPublishingFrequency": "SIX_HOURS", "Features": [{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}]}`
	)
	trail := func(more string) string {
		return `{"trailList": [{"Name": "audit", "TrailARN": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit", "S3BucketName": "logs", "IsMultiRegionTrail": true,
			"IncludeGlobalServiceEvents": true, "IsOrganizationTrail": false, "HomeRegion": "us-east-1", ` + more + `}]}`
	}
	tests := []struct {
		name  string
		rule  *review.Rule
		files map[string]string
		want  finding.Status
	}{
		{"GuardDuty is off", detection.GuardDutyOn(), map[string]string{"list-detectors": `{"DetectorIds": []}`}, finding.Fail},
		{"nobody asked for detectors", detection.GuardDutyOn(), map[string]string{"describe-trails": `{"trailList": []}`}, finding.Unknown},
		{"a detector that nobody asked about", detection.GuardDutyOn(), map[string]string{"list-detectors": `{"DetectorIds": ["d"]}`}, finding.Unknown},
		{"a detector", detection.GuardDutyOn(), map[string]string{"list-detectors": `{"DetectorIds": ["d"]}`, "get-detector--d": detector}, finding.Pass},
		{"a suspended detector", detection.GuardDutyOn(), map[string]string{
			"list-detectors": `{"DetectorIds": ["d"]}`, "get-detector--d": strings.Replace(detector, "ENABLED", "DISABLED", 1)}, finding.Fail},
		{"a detector in one Region of two", detection.GuardDutyOn(), map[string]string{
			"list-detectors": `{"DetectorIds": ["d"]}`, "get-detector--d": detector, "111122223333/us-east-1/list-detectors": `{"DetectorIds": []}`}, finding.Fail},
		{"Security Hub is off", detection.SecurityHubOn(), map[string]string{"describe-hub": `{"HubArn": null}`}, finding.Fail},
		{"a hub whose standards nobody asked for", detection.SecurityHubOn(), map[string]string{"describe-hub": hub}, finding.Unknown},
		{"a hub without standards", detection.SecurityHubOn(), map[string]string{"describe-hub": hub, "get-enabled-standards": `{"StandardsSubscriptions": []}`}, finding.Fail},
		{"a hub with a standard", detection.SecurityHubOn(), map[string]string{"describe-hub": hub, "get-enabled-standards": `{"StandardsSubscriptions": [{"StandardsStatus": "READY",
			"StandardsArn": "arn:aws:securityhub:::ruleset/cis/v/1.2.0", "StandardsSubscriptionArn": "arn:aws:securityhub:eu-west-1:111122223333:subscription/cis/v/1.2.0"}]}`}, finding.Pass},
		{"Macie is off", detection.MacieOn(), map[string]string{"get-macie-session": `{"status": null}`}, finding.Fail},
		{"Config is off", detection.ConfigOn(), map[string]string{"describe-configuration-recorders": `{"ConfigurationRecorders": []}`}, finding.Fail},
		{"a recorder without status", detection.ConfigOn(), map[string]string{"describe-configuration-recorders": recorder, "describe-delivery-channels": channel}, finding.Unknown},
		{"a recorder without channel", detection.ConfigOn(), map[string]string{
			"describe-configuration-recorders": recorder, "describe-configuration-recorder-status": recording, "describe-delivery-channels": `{"DeliveryChannels": []}`}, finding.Fail},
		{"a recorder that records", detection.ConfigOn(), map[string]string{
			"describe-configuration-recorders": recorder, "describe-configuration-recorder-status": recording, "describe-delivery-channels": channel}, finding.Pass},
		{"Inspector is off", detection.InspectorOn(), map[string]string{"batch-get-account-status": `{"accounts": [{"accountId": "111122223333", "resourceState": {"ec2": {"status": "DISABLED"}}}]}`}, finding.Fail},
		{"Inspector is on", detection.InspectorOn(), map[string]string{
			"batch-get-account-status": `{"accounts": [{"accountId": "111122223333", "resourceState": {"ec2": {"status": "ENABLED"}, "ecr": {"status": "ENABLED"}, "lambda": {"status": "ENABLED"}}}]}`}, finding.Pass},

		{"no trail in any Region", detection.TrailOrg(), map[string]string{all: regions, "describe-trails": `{"trailList": []}`, "list-event-data-stores": noStores}, finding.Fail},
		{"no trail, and a Region that nobody asked in", detection.TrailOrg(), map[string]string{"describe-trails": `{"trailList": []}`, "list-event-data-stores": noStores}, finding.Unknown},
		{"a trail that nobody asked about", detection.TrailOrg(), map[string]string{"describe-trails": trail(`"HasCustomEventSelectors": false`)}, finding.Unknown},
		{"selectors that nobody asked for", detection.TrailOrg(), map[string]string{"describe-trails": trail(`"HasCustomEventSelectors": true`), "get-trail-status--audit": `{"IsLogging": true}`}, finding.Unknown},
		{"a trail that logs", detection.TrailOrg(), map[string]string{"describe-trails": trail(`"HasCustomEventSelectors": false`), "get-trail-status--audit": `{"IsLogging": true}`}, finding.Pass},
		{"a trail that is off", detection.TrailOrg(), map[string]string{
			all: regions, "describe-trails": trail(`"HasCustomEventSelectors": false`), "get-trail-status--audit": `{"IsLogging": false}`, "list-event-data-stores": noStores}, finding.Fail},
		{"a trail to no log group, without a store", detection.TrailLogs(), map[string]string{
			all: regions, "describe-trails": trail(`"HasCustomEventSelectors": false`), "get-trail-status--audit": `{"IsLogging": true}`, "list-event-data-stores": noStores}, finding.Fail},

		{"a VPC without flow logs", detection.FlowLogs(), map[string]string{"describe-vpcs": vpcs, "describe-flow-logs": `{"FlowLogs": []}`}, finding.Fail},
		{"a VPC whose flow logs nobody asked for", detection.FlowLogs(), map[string]string{"describe-vpcs": vpcs}, finding.Unknown},
		{"a VPC whose queries are not logged", detection.DNSLogs(), map[string]string{"describe-vpcs": vpcs,
			"list-resolver-query-log-config-associations": `{"ResolverQueryLogConfigAssociations": []}`, "list-profile-associations": `{"ProfileAssociations": []}`}, finding.Fail},
		{"a VPC with a profile", detection.DNSLogs(), map[string]string{"describe-vpcs": vpcs,
			"list-resolver-query-log-config-associations": `{"ResolverQueryLogConfigAssociations": []}`, "list-profile-associations": `{"ProfileAssociations": [{"Id": "rpassoc-1", "ResourceId": "vpc-0a"}]}`}, finding.Unknown},
		{"a log group for ever", detection.LogRetention(), map[string]string{"describe-log-groups": `{"logGroups": [{"logGroupName": "g", "arn": "arn:aws:logs:eu-west-1:111122223333:log-group:g:*"}]}`}, finding.Fail},
		{"a log group for a year", detection.LogRetention(), map[string]string{
			"describe-log-groups": `{"logGroups": [{"logGroupName": "g", "retentionInDays": 365, "arn": "arn:aws:logs:eu-west-1:111122223333:log-group:g:*"}]}`}, finding.Pass},
		{"a topic without subscribers", detection.AlertReachesHuman(), alarmed(`{"Subscriptions": []}`), finding.Fail},
		{"a topic that somebody reads", detection.AlertReachesHuman(), alarmed(`{"Subscriptions": [{"TopicArn": "` + people + `", "SubscriptionArn": "` + people + `:1", "Protocol": "email"}]}`), finding.Pass},
		{"a topic whose subscribers nobody asked for", detection.AlertReachesHuman(), alarmed(""), finding.Unknown},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			got := reviewtest.Run(t, x.rule, on(x.files))
			if have := got.Controls[0].Status; have != x.want {
				t.Errorf("%s is %v, want %v: %+v %v", x.rule.ID, have, x.want, got.Findings, got.Controls[0].Because)
			}
		})
	}
}

const (
	hub       = `{"HubArn": "arn:aws:securityhub:eu-west-1:111122223333:hub/default", "SubscribedAt": "2026-01-01", "AutoEnableControls": true}`
	recorder  = `{"ConfigurationRecorders": [{"name": "default", "recordingGroup": {"allSupported": true}}]}`
	recording = `{"ConfigurationRecordersStatus": [{"name": "default", "recording": true}]}`
	channel   = `{"DeliveryChannels": [{"name": "default", "s3BucketName": "history"}]}`
	vpcs      = `{"Vpcs": [{"VpcId": "vpc-0a", "CidrBlock": "10.0.0.0/16", "OwnerId": "111122223333"}]}`
	people    = "arn:aws:sns:eu-west-1:111122223333:people"
)

// alarmed is an alarm on a topic whose policy lets CloudWatch in, and the topic's
// subscriptions.
func alarmed(subscriptions string) map[string]string {
	out := map[string]string{
		"describe-alarms": `{"MetricAlarms": [{"AlarmName": "a", "AlarmArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a", "AlarmActions": ["` + people + `"], "ActionsEnabled": true}], "CompositeAlarms": []}`,
		"list-topics":     `{"Topics": [{"TopicArn": "` + people + `"}]}`,
		"get-topic-attributes--people": `{"Attributes": {"TopicArn": "` + people + `",
			"Policy": "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"cloudwatch.amazonaws.com\"}, \"Action\": \"sns:Publish\", \"Resource\": \"` + people + `\"}]}"}}`,
	}
	if subscriptions != "" {
		out["list-subscriptions-by-topic--people"] = strings.Replace(subscriptions, "{", `{"TopicArn": "`+people+`", `, 1)
	}
	return out
}

// TestAccountsAreJudgedApart: what one account has is no other's, but for a trail of
// the organisation, which stands in the lists of both.
func TestAccountsAreJudgedApart(t *testing.T) {
	const other = "444455556666/eu-west-1/"
	trail := func(organization string) string {
		return `{"trailList": [{"Name": "audit", "TrailARN": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit", "S3BucketName": "logs", "IsMultiRegionTrail": true,
			"IncludeGlobalServiceEvents": true, "IsOrganizationTrail": ` + organization + `, "HasCustomEventSelectors": false, "HomeRegion": "eu-west-1"}]}`
	}
	const (
		none    = `{"trailList": []}`
		stores  = `{"EventDataStores": []}`
		regions = `{"Regions": [{"RegionName": "eu-west-1"}]}`
		status  = `{"IsLogging": true}`
	)
	base := map[string]string{
		"list-event-data-stores": stores, other + "list-event-data-stores": stores, "get-trail-status--audit": status,
		"111122223333/global/describe-regions": regions, "444455556666/global/describe-regions": regions,
	}
	for _, x := range []struct {
		name, one, two string
		want           finding.Status
	}{
		{"a trail of one account", trail("false"), none, finding.Fail},
		{"a trail of the organisation", trail("true"), trail("true"), finding.Pass},
	} {
		files := map[string]string{"describe-trails": x.one, other + "describe-trails": x.two}
		for k, v := range base {
			files[k] = v
		}
		got := reviewtest.Run(t, detection.TrailOrg(), on(files))
		if have := got.Controls[0].Status; have != x.want {
			t.Errorf("%s: %v, want %v: %+v", x.name, have, x.want, got.Findings)
		}
	}
	got := reviewtest.Run(t, detection.GuardDutyOn(), on(map[string]string{
		"list-detectors": `{"DetectorIds": []}`, other + "list-detectors": `{"DetectorIds": []}`, "444455556666/us-east-1/list-detectors": `{"DetectorIds": []}`,
	}))
	var says []string
	for _, f := range got.Findings {
		says = append(says, string(f.Resource)+": "+f.Message)
	}
	want := "111122223333/eu-west-1: GuardDuty is off: it has no detector in eu-west-1; 444455556666/eu-west-1: GuardDuty is off: it has no detector in eu-west-1, us-east-1"
	if have := strings.Join(says, "; "); have != want {
		t.Errorf("have %s, want %s", have, want)
	}
}
