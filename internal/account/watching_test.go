package account_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/account"
	"ringwall/internal/estate"
)

// watched loads files of one account and Region, by the commands that they are called
// after.
func watched(t *testing.T, files map[string]string) account.Result {
	t.Helper()
	all := map[string][]byte{}
	for name, text := range files {
		if !strings.Contains(name, "/") {
			name = "123456789012/us-west-2/" + name + ".json"
		}
		all[name] = []byte(text)
	}
	got := account.Load(inMemory(all), account.Options{})
	for _, p := range got.Problems {
		t.Error(p)
	}
	for _, s := range got.Sources {
		if s.Skipped != "" {
			t.Errorf("%s is not read: %s", s.Name, s.Skipped)
		}
	}
	return got
}

// described are the resources of a result, each in a line: its id, and what is asked
// of it.
func described(t *testing.T, got account.Result, of func(estate.Resource) string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, x := range got.Resources {
		if s := of(x); s != "" {
			id := string(x.Base().ID)
			if out[id] != "" {
				t.Errorf("%s is there twice", id)
			}
			out[id] = s
		}
	}
	return out
}

func expectFacts(t *testing.T, have, want map[string]string) {
	t.Helper()
	for _, id := range slices.Sorted(maps.Keys(want)) {
		if have[id] != want[id] {
			t.Errorf("%s is %q, want %q", id, have[id], want[id])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(have)) {
		if want[id] == "" {
			t.Errorf("%s is %q, and should not be there", id, have[id])
		}
	}
}

// whole are the lists of a result that are whole, by Region.
func whole(got account.Result) []string {
	var out []string
	for _, l := range got.Listings {
		if l.Gap.Variable == nil {
			out = append(out, strings.TrimSpace(l.Region+" "+string(l.Kind)))
		}
	}
	return out
}

// The outputs of the tests below are those of the AWS CLI Command Reference's examples,
// under the command's name, shortened.

func trailFacts(x estate.Resource) string {
	switch x := x.(type) {
	case *estate.Trail:
		return strings.Join([]string{
			short(x.Bucket), short(x.LogGroup), "validation " + short(x.Validation), "logging " + short(x.Logging), "multi " + short(x.MultiRegion),
			"organization " + short(x.Organization), "selectors " + form(x.Selectors) + " " + form(x.AdvancedSelectors), fmt.Sprint(x.Accounts),
		}, ", ")
	case *estate.EventDataStore:
		return "ingesting " + short(x.Ingesting) + ", multi " + short(x.MultiRegion) + ", days " + short(x.Retention) + ", selectors " + form(x.AdvancedSelectors)
	}
	return ""
}

// form is the form of a tree: how many members a list has.
func form(t *estate.Tree) string {
	switch {
	case t.IsMissing():
		return "none"
	case t.Kind == estate.Opaque:
		return "?"
	}
	return fmt.Sprint(len(t.Items) + len(t.Fields))
}

// written are the texts of a tree, under their names.
func written(t *estate.Tree) string {
	if !t.IsMissing() && t.Kind == estate.Opaque {
		return "?"
	}
	var out []string
	t.Walk(func(path string, t *estate.Tree) bool {
		if t.Kind == estate.Scalar {
			out = append(out, path+"="+t.Text.String())
		}
		return true
	})
	return strings.Join(out, " ")
}

const twoTrails = `{"trailList": [
  {"IncludeGlobalServiceEvents": true, "Name": "Trail1", "TrailARN": "arn:aws:cloudtrail:us-west-2:123456789012:trail/Trail1", "LogFileValidationEnabled": false,
   "IsMultiRegionTrail": false, "S3BucketName": "amzn-s3-demo-bucket", "HasCustomEventSelectors": false, "IsOrganizationTrail": false,
   "CloudWatchLogsLogGroupArn": "arn:aws:logs:us-west-2:123456789012:log-group:CloudTrail:*", "SnsTopicName": "my-topic", "HomeRegion": "us-west-2"},
  {"IncludeGlobalServiceEvents": true, "Name": "Trail2", "TrailARN": "arn:aws:cloudtrail:us-east-1:999999999999:trail/Trail2", "LogFileValidationEnabled": true,
   "IsMultiRegionTrail": true, "S3BucketName": "amzn-s3-demo-bucket2", "KmsKeyId": "arn:aws:kms:us-west-2:123456789012:key/4c5ae5ac-3c13-421e-8335-c7868ef6a769",
   "HasCustomEventSelectors": true, "IsOrganizationTrail": true, "HomeRegion": "us-east-1"}]}`

// TestTrails: describe-trails, get-trail-status and get-event-selectors. A trail that
// the lists of several Regions and accounts show ("shadow trail") is one; whether it is
// logging is unknown unless it was asked, and so are selectors of its own.
func TestTrails(t *testing.T) {
	got := watched(t, map[string]string{
		"describe-trails": twoTrails,
		"123456789012/us-east-1/describe-trails.json": twoTrails,
		"999999999999/us-east-1/describe-trails.json": twoTrails[:15] + twoTrails[strings.Index(twoTrails, `{"IncludeGlobalServiceEvents": true, "Name": "Trail2"`):],
		"get-trail-status--Trail1":                    `{"IsLogging": true, "LatestDeliveryTime": 1454022144.869, "TimeLoggingStarted": "2015-11-06T18:36:38Z"}`,
		"list-event-data-stores":                      `{"EventDataStores": [{"EventDataStoreArn": "arn:aws:cloudtrail:us-west-2:123456789012:eventdatastore/EXAMPLE-1", "Name": "one"}, {"EventDataStoreArn": "arn:aws:cloudtrail:us-west-2:123456789012:eventdatastore/EXAMPLE-2", "Name": "two"}]}`,
		"get-event-data-store--one": `{"EventDataStoreArn": "arn:aws:cloudtrail:us-west-2:123456789012:eventdatastore/EXAMPLE-1", "Name": "one", "Status": "STOPPED_INGESTION",
			"AdvancedEventSelectors": [{"Name": "Default management events", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}],
			"MultiRegionEnabled": true, "OrganizationEnabled": false, "RetentionPeriod": 2557, "TerminationProtectionEnabled": true}`,
	})
	expectFacts(t, described(t, got, trailFacts), map[string]string{
		"Trail1": "amzn-s3-demo-bucket, arn:aws:logs:us-west-2:123456789012:log-group:CloudTrail, validation false, logging true, multi false, organization false, selectors none none, [123456789012]",
		"Trail2": "amzn-s3-demo-bucket2, , validation true, logging ?, multi true, organization true, selectors ? none, [123456789012 999999999999]",
		"one":    "ingesting false, multi true, days 2557, selectors 1",
		"two":    "ingesting ?, multi ?, days ?, selectors ?",
	})
	got = watched(t, map[string]string{
		"describe-trails": twoTrails,
		"get-event-selectors": `{"TrailARN": "arn:aws:cloudtrail:us-east-1:999999999999:trail/Trail2", "AdvancedEventSelectors": [
			{"Name": "Log all", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}, {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}]}`,
		"get-trail-status--other": `{"IsLogging": false, "Name": "arn:aws:cloudtrail:us-east-1:999999999999:trail/Trail2"}`,
	})
	for _, x := range got.Resources {
		if s := trailFacts(x); x.Base().ID == "Trail2" && !strings.HasSuffix(s, "logging false, multi true, organization true, selectors none 2, [123456789012]") {
			t.Errorf("Trail2 is %q", s)
		}
	}
}

// TestConfigRecorders: describe-configuration-recorders, -recorder-status,
// describe-delivery-channels, describe-configuration-aggregators, describe-config-rules.
func TestConfigRecorders(t *testing.T) {
	files := map[string]string{
		"describe-configuration-recorders": `{"ConfigurationRecorders": [
		  {"name": "default", "roleARN": "arn:aws:iam::123456789012:role/config", "recordingGroup": {"allSupported": true, "includeGlobalResourceTypes": true, "resourceTypes": []}},
		  {"name": "some", "recordingGroup": {"allSupported": false, "resourceTypes": ["AWS::EC2::Instance"], "recordingStrategy": {"useOnly": "INCLUSION_BY_RESOURCE_TYPES"}}},
		  {"name": "but", "recordingGroup": {"allSupported": false, "exclusionByResourceTypes": {"resourceTypes": ["AWS::EC2::Volume"]}, "recordingStrategy": {"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"}}},
		  {"name": "AWSConfigurationRecorderForX", "servicePrincipal": "x.amazonaws.com", "recordingGroup": {"allSupported": true}}]}`,
		"describe-configuration-recorder-status": `{"ConfigurationRecordersStatus": [{"name": "default", "lastStatus": "SUCCESS", "recording": true, "lastStopTime": 1393272872.035}, {"name": "some", "recording": false}]}`,
		"describe-delivery-channels":             `{"DeliveryChannels": [{"snsTopicARN": "arn:aws:sns:us-west-2:123456789012:config-topic", "name": "default", "s3BucketName": "config-bucket-123456789012"}]}`,
		"describe-configuration-aggregators": `{"ConfigurationAggregators": [{"ConfigurationAggregatorName": "MyAggregator", "ConfigurationAggregatorArn": "arn:aws:config:us-west-2:123456789012:config-aggregator/config-aggregator-1",
		  "OrganizationAggregationSource": {"AllAwsRegions": true, "RoleArn": "arn:aws:iam::123456789012:role/My-Config-Role"}}]}`,
		"describe-config-rules": `{"ConfigRules": [{"ConfigRuleState": "ACTIVE", "Source": {"Owner": "AWS", "SourceIdentifier": "REQUIRED_TAGS"}, "ConfigRuleArn": "arn:aws:config:us-west-2:123456789012:config-rule/config-rule-1", "ConfigRuleName": "tags"}]}`,
	}
	facts := func(x estate.Resource) string {
		switch x := x.(type) {
		case *estate.ConfigRecorder:
			return "all " + short(x.AllSupported) + ", recording " + short(x.Recording)
		case *estate.ConfigDelivery:
			return short(x.Bucket)
		case *estate.ConfigAggregator:
			return "organization " + short(x.Organization) + " regions " + short(x.AllRegions)
		case *estate.ConfigRule:
			return short(x.Owner) + " " + short(x.Identifier)
		}
		return ""
	}
	got := watched(t, files)
	expectFacts(t, described(t, got, facts), map[string]string{
		"arn:aws:config:us-west-2:123456789012:configuration-recorder/default": "all true, recording true", "some": "all false, recording false", "but": "all true, recording ?",
		"arn:aws:config:us-west-2:123456789012:delivery-channel/default": "config-bucket-123456789012", "MyAggregator": "organization true regions true", "tags": "AWS REQUIRED_TAGS",
	})
	delete(files, "describe-configuration-recorder-status")
	if s := described(t, watched(t, files), facts)["some"]; s != "all false, recording ?" {
		t.Errorf("without its status a recorder is %q", s)
	}
}

// TestDetectors: list-detectors, get-detector, get-administrator-account, describe-hub,
// get-enabled-standards, list-finding-aggregators, get-finding-aggregator.
func TestDetectors(t *testing.T) {
	facts := func(x estate.Resource) string {
		switch x := x.(type) {
		case *estate.Detector:
			return "on " + short(x.Enabled) + ", S3 " + short(x.Feature("S3_DATA_EVENTS")) + ", Lambda " + short(x.Feature("LAMBDA_NETWORK_LOGS"))
		case *estate.SecurityHub:
			return "new controls " + short(x.AutoEnableControls)
		case *estate.SecurityStandard:
			return short(x.ARN)
		case *estate.FindingAggregator:
			return short(x.Mode)
		case *estate.Other:
			return x.Type
		}
		return ""
	}
	got := watched(t, map[string]string{
		"list-detectors": `{"DetectorIds": ["12abc34d567e8fa901bc2d34e56789f0", "b6b992d6d2f48e64af59180bfexample"]}`,
		"get-detector--12abc34d567e8fa901bc2d34e56789f0": `{"Status": "ENABLED", "ServiceRole": "arn:aws:iam::123456789012:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty",
			"Tags": {}, "FindingPublishingFrequency": "SIX_HOURS", "UpdatedAt": "2018-11-07T03:24:22.938Z", "CreatedAt": "2017-12-22T22:51:31.940Z",
			"Features": [{"Name": "S3_DATA_EVENTS", "Status": "ENABLED", "UpdatedAt": "2023-01-01"}, {"Name": "LAMBDA_NETWORK_LOGS", "Status": "DISABLED"}]}`,
		"guardduty-get-administrator-account--12abc34d567e8fa901bc2d34e56789f0": `{"Administrator": {"AccountId": "111122223333", "InvitationId": "7ab94db1e2a0", "RelationshipStatus": "Enabled"}}`,
		"securityhub-get-administrator-account":                                 `{"Administrator": null}`,
		"describe-hub":                                                          `{"HubArn": "arn:aws:securityhub:us-west-2:123456789012:hub/default", "SubscribedAt": "2019-11-19T23:15:10.046Z", "AutoEnableControls": false}`,
		"get-enabled-standards": `{"StandardsSubscriptions": [{"StandardsArn": "arn:aws:securityhub:us-west-2::standards/pci-dss/v/3.2.1", "StandardsInput": {}, "StandardsStatus": "READY",
			"StandardsSubscriptionArn": "arn:aws:securityhub:us-west-2:123456789012:subscription/pci-dss/v/3.2.1"}]}`,
		"list-finding-aggregators": `{"FindingAggregators": [{"FindingAggregatorArn": "arn:aws:securityhub:us-east-1:222222222222:finding-aggregator/123e4567-e89b-12d3-a456-426652340000"}]}`,
		"get-finding-aggregator": `{"FindingAggregatorArn": "arn:aws:securityhub:us-east-1:222222222222:finding-aggregator/123e4567-e89b-12d3-a456-426652340000",
			"FindingAggregationRegion": "us-east-1", "RegionLinkingMode": "SPECIFIED_REGIONS", "Regions": ["us-west-1"]}`,
	})
	expectFacts(t, described(t, got, facts), map[string]string{
		"12abc34d567e8fa901bc2d34e56789f0": "on true, S3 true, Lambda false", "b6b992d6d2f48e64af59180bfexample": "on ?, S3 ?, Lambda ?",
		"administrator/111122223333": "AWS::GuardDuty::Master", "default": "new controls false", "pci-dss/v/3.2.1": "arn:aws:securityhub:us-west-2::standards/pci-dss/v/3.2.1",
		"123e4567-e89b-12d3-a456-426652340000": "SPECIFIED_REGIONS",
	})
	for _, want := range []string{"us-west-2 DetectorIds", "us-west-2 SecurityHub", "us-west-2 GuardDuty administrator", "us-west-2 Security Hub administrator", "us-west-2 StandardsSubscriptions", "us-west-2 FindingAggregators"} {
		if !slices.Contains(whole(got), want) {
			t.Errorf("%s is not whole: %v", want, whole(got))
		}
	}
}

// TestAnalyzersAndScanners: list-analyzers, list-archive-rules, batch-get-account-status,
// list-filters, get-macie-session, list-graphs.
func TestAnalyzersAndScanners(t *testing.T) {
	facts := func(x estate.Resource) string {
		switch x := x.(type) {
		case *estate.Analyzer:
			return short(x.Kind) + " " + written(x.Archive)
		case *estate.Inspector:
			var out []string
			for _, i := range x.Resources.Known {
				out = append(out, i.Is)
			}
			return "scans " + strings.Join(out, " ")
		case *estate.InspectorFilter:
			return short(x.Action) + " " + written(x.Criteria)
		case *estate.Macie:
			return "on " + short(x.Enabled)
		case *estate.DetectiveGraph:
			return "new accounts " + short(x.AutoEnable)
		}
		return ""
	}
	got := watched(t, map[string]string{
		"list-analyzers": `{"analyzers": [
		  {"arn": "arn:aws:access-analyzer:us-west-2:123456789012:analyzer/UnusedAccess-ConsoleAnalyzer-organization", "createdAt": "2024-02-15T00:46:40+00:00", "name": "UnusedAccess-ConsoleAnalyzer-organization", "status": "ACTIVE", "tags": {}, "type": "ORGANIZATION_UNUSED_ACCESS"},
		  {"arn": "arn:aws:access-analyzer:us-west-2:123456789012:analyzer/ConsoleAnalyzer", "name": "ConsoleAnalyzer", "status": "ACTIVE", "type": "ACCOUNT"},
		  {"arn": "arn:aws:access-analyzer:us-west-2:123456789012:analyzer/Off", "name": "Off", "status": "DISABLED", "type": "ACCOUNT"}]}`,
		"list-archive-rules--ConsoleAnalyzer": `{"archiveRules": [{"createdAt": "2024-02-15T00:49:27+00:00", "filter": {"resource": {"contains": ["Cognito"]}, "resourceType": {"eq": ["AWS::IAM::Role"]}}, "ruleName": "MyArchiveRule", "updatedAt": "2024-02-15T00:49:27+00:00"}]}`,
		"batch-get-account-status":            `{"accounts": [{"accountId": "123456789012", "resourceState": {"ec2": {"status": "ENABLED"}, "ecr": {"status": "ENABLED"}, "lambda": {"status": "DISABLED"}, "lambdaCode": {"status": "DISABLED"}}, "state": {"status": "ENABLED"}}], "failedAccounts": []}`,
		"list-filters":                        `{"filters": [{"action": "SUPPRESS", "arn": "arn:aws:inspector2:us-west-2:123456789012:owner/o-a1b2c3d4e5/filter/7c31a4b0ec5e4e09", "criteria": {"severity": [{"comparison": "EQUALS", "value": "CRITICAL"}]}, "name": "ExampleFilter", "ownerId": "o-a1b2c3d4e5"}]}`,
		"get-macie-session":                   `{"createdAt": "2020-05-15T17:41:25.105000+00:00", "findingPublishingFrequency": "SIX_HOURS", "serviceRole": "arn:aws:iam::123456789012:role/r", "status": "PAUSED", "updatedAt": "2023-07-28T18:35:07.114000+00:00"}`,
		"list-graphs":                         `{"GraphList": [{"Arn": "arn:aws:detective:us-west-2:123456789012:graph:123412341234", "CreatedTime": "2019-11-19T23:15:10.046Z"}]}`,
	})
	expectFacts(t, described(t, got, facts), map[string]string{
		"UnusedAccess-ConsoleAnalyzer-organization": "ORGANIZATION_UNUSED_ACCESS ?",
		"ConsoleAnalyzer": "ACCOUNT RuleName=MyArchiveRule Filter.Property=resource Filter.Contains=Cognito Filter.Property=resourceType Filter.Eq=AWS::IAM::Role", "inspector2": "scans EC2 ECR", "ExampleFilter": "SUPPRESS Severity.Comparison=EQUALS Severity.Value=CRITICAL", "macie": "on false", "123412341234": "new accounts ?",
	})
}
