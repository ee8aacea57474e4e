package detection_test

import (
	"strings"
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/detection"
	"ringwall/internal/review/reviewtest"
)

func TestNearTheSpecimens(t *testing.T) {
	const fail, pass, unknown = finding.Fail, finding.Pass, finding.Unknown
	trail, data, bucket := detection.TrailOrg(), detection.TrailData(), detection.S3AccessLogs()
	cdn, waf, db := detection.CloudFrontLogs(), detection.WAFLogs(), detection.DBLogs()
	hub, inspector, lake := detection.SecurityHubOn(), detection.InspectorOn(), detection.SecurityLake()
	reviewtest.CheckNear(t, []reviewtest.Near{
		{Rule: trail, Twin: true, From: "IsMultiRegionTrail: true", To: "IsMultiRegionTrail: !Ref Param", Resource: "Trail", Want: unknown},
		{Rule: trail, Twin: true, From: "IsMultiRegionTrail: true", To: "IsMultiRegionTrail: !Ref Off", Resource: "Trail", Want: fail},
		{Rule: trail, Twin: true, From: "IsLogging: true", To: "EventSelectors: [{ReadWriteType: WriteOnly}]", Resource: "Trail", Want: fail, Says: "leaves management events out"},
		{Rule: trail, Twin: true, From: "IsLogging: true", To: "EventSelectors: [{ReadWriteType: WriteOnly}, {ReadWriteType: ReadOnly}]", Resource: "Trail", Want: pass},
		{Rule: trail, Twin: true, From: "IsLogging: true", To: "EventSelectors: [{ReadWriteType: All, ExcludeManagementEventSources: [kms.amazonaws.com]}]", Resource: "Trail", Want: pass},
		{Rule: trail, Twin: true, From: "IsLogging: true", To: "AdvancedEventSelectors: [{FieldSelectors: [{Field: eventCategory, Equals: [Management]}]}]", Resource: "Trail", Want: pass},
		{Rule: trail, Twin: true, From: "IsLogging: true", To: "AdvancedEventSelectors: [{FieldSelectors: [{Field: eventCategory, Equals: [Data]}, {Field: resources.type, Equals: ['AWS::S3::Object']}]}]", Resource: "Trail", Want: fail, Says: "info"},
		{Rule: trail, Twin: true, From: "IsLogging: true", To: "AdvancedEventSelectors: [{FieldSelectors: [{Field: eventCategory, Equals: [Management]}, {Field: readOnly, Equals: ['false']}]}]", Resource: "Trail", Want: fail, Says: "medium"},
		{Rule: trail, From: "Resources:", To: "Resources:\n  Organisation: {Type: 'AWS::Organizations::Organization'}\n  Store: {Type: 'AWS::CloudTrail::EventDataStore', Properties: {OrganizationEnabled: true}}", Resource: "Trail", Want: pass},
		{Rule: trail, Twin: true, From: "Resources:", To: "Resources:\n  Organisation: {Type: 'AWS::Organizations::Organization'}", Resource: "Trail", Want: fail, Says: "this account only"},

		{Rule: data, From: "arn:aws:s3:::other-bucket/", To: "arn:aws:s3", Resource: "Orders", Want: pass},
		{Rule: data, From: `"arn:aws:s3:::other-bucket/"`, To: `!Sub "${Orders.Arn}/"`, Resource: "Orders", Want: pass},
		{Rule: data, From: `"arn:aws:s3:::other-bucket/"`, To: `!Sub "arn:${AWS::Partition}:s3:::${Orders}/"`, Resource: "Orders", Want: pass},
		{Rule: data, From: `"arn:aws:s3:::other-bucket/"`, To: `!Ref Param`, Resource: "Orders", Want: unknown},
		{Rule: data, Twin: true, From: "ReadWriteType: All", To: "ReadWriteType: WriteOnly", Resource: "Orders", Want: fail},
		{Rule: data, Twin: true, From: "IsLogging: true", To: "IsLogging: false", Resource: "Orders", Want: fail},
		{Rule: data, From: "Value: confidential", To: "Value: internal", Resource: "Orders", Want: pass},
		{Rule: data, From: "Value: confidential", To: "Value: !Ref Param", Resource: "Orders", Want: unknown},

		{Rule: bucket, From: "VersioningConfiguration: {Status: Enabled}", To: "BucketName: my-access-logs", Resource: "Orders", Want: pass},
		{Rule: bucket, From: "VersioningConfiguration: {Status: Enabled}", To: "BucketName: product-catalog", Resource: "Orders", Want: fail, Says: "low"},
		{Rule: bucket, From: "AccessControl: LogDeliveryWrite", To: "BucketName: other", Resource: "AccessLogs", Want: pass},
		{Rule: bucket, From: "AccessLogs:\n    Type: AWS::S3::Bucket", To: "Second:\n    Type: AWS::SNS::Topic", Resource: "Orders", Want: fail, Says: "info"},
		{Rule: bucket, From: "VersioningConfiguration: {Status: Enabled}", To: "Tags: [{Key: data-classification, Value: restricted}]", Resource: "Orders", Want: fail, Says: "medium holds restricted"},
		{Rule: bucket, From: "Resources:", To: "Resources:\n  T: {Type: 'AWS::CloudTrail::Trail', Properties: {S3BucketName: x, IsLogging: true, EventSelectors: [{DataResources: [{Type: 'AWS::S3::Object', Values: ['arn:aws:s3']}]}]}}", Resource: "Orders", Want: pass},
		{Rule: bucket, From: "Type: AWS::S3::Bucket\n    Properties:\n", To: "Type: AWS::S3::Bucket\n    Properties:\n      Fn::Transform: {Name: 'AWS::Include', Parameters: {Location: s3://x/y}}\n", Resource: "Orders", Want: unknown},

		{Rule: cdn, From: "Enabled: true", To: "Enabled: false", Resource: "Shop", Want: pass},
		{Rule: cdn, From: "Enabled: true", To: "Enabled: !Ref Param", Resource: "Shop", Want: unknown},
		{Rule: cdn, From: "Resources:", To: "Resources:\n  Source: {Type: 'AWS::Logs::DeliverySource', Properties: {Name: cdn, LogType: ACCESS_LOGS, ResourceArn: !Sub 'arn:aws:cloudfront::${AWS::AccountId}:distribution/${Shop}'}}", Resource: "Shop", Want: pass},
		{Rule: cdn, From: "{Id: app, DomainName: app.example.com, CustomOriginConfig: {OriginProtocolPolicy: https-only}}", To: "{Id: app, DomainName: files.s3.eu-west-1.amazonaws.com, S3OriginConfig: {}}", Resource: "Shop", Want: fail, Says: "low"},
		{Rule: cdn, Twin: true, From: "{Bucket: cdn-logs.s3.amazonaws.com}", To: "!If [Made, {Bucket: b}, !Ref 'AWS::NoValue']\nConditions: {Made: !Equals [!Ref Param, x]}\n", Resource: "Shop", Want: unknown},

		{Rule: waf, From: "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/other/1", To: "!Ref Param", Resource: "WebAcl", Want: unknown},
		{Rule: waf, Twin: true, From: "aws-waf-logs-shop", To: "shop-logs", Resource: "Logging", Want: fail, Says: "aws-waf-logs-"},
		{Rule: waf, Twin: true, From: "{SingleHeader: {Name: cookie}}", To: "{QueryString: {}}", Resource: "Logging", Want: fail, Says: "info the headers"},
		{Rule: waf, Twin: true, From: "Name: authorization", To: "Name: Authorization", Resource: "Logging", Want: pass},
		{Rule: waf, Twin: true, From: "Resources:", To: "Resources:\n  Old: {Type: 'AWS::WAFRegional::WebACL', Properties: {Name: old, MetricName: old, DefaultAction: {Type: ALLOW}}}", Resource: "Old", Want: unknown, Says: "no template can turn on"},

		{Rule: db, From: "Engine: postgres", To: "Engine: !Ref Param\n      EnableCloudwatchLogsExports: [audit]", Resource: "Database", Want: unknown},
		{Rule: db, From: "Engine: postgres", To: "Engine: mysql\n      EnableCloudwatchLogsExports: [error, slowquery]", Resource: "Database", Want: fail, Says: "no audit log is among"},
		{Rule: db, From: "Engine: postgres", To: "Engine: mysql\n      EnableCloudwatchLogsExports: [error, audit]", Resource: "Database", Want: pass},
		{Rule: db, From: "Engine: postgres", To: "Engine: sqlserver-ex\n      EnableCloudwatchLogsExports: [error]", Resource: "Database", Want: pass},
		{Rule: db, From: "Engine: postgres", To: "Engine: aurora-mysql\n      DBClusterIdentifier: shop", Resource: "Database", Want: pass},
		{Rule: db, From: "Engine: postgres", To: "Engine: postgres\n      Tags: [{Key: data-classification, Value: pii}]", Resource: "Database", Want: fail, Says: "medium"},

		{Rule: detection.EKSAudit(), From: "[{Type: api}]", To: "[{Type: audit}]", Resource: "Cluster", Want: fail, Says: "low"},
		{Rule: detection.EKSAudit(), From: "[{Type: api}]", To: "[{Type: !Ref Param}]", Resource: "Cluster", Want: unknown},

		{Rule: hub, From: "Resources:", To: "Resources:\n  Best: {Type: 'AWS::SecurityHub::Standard', Properties: {StandardsArn: 'arn:aws:securityhub:eu-west-1::standards/aws-foundational-security-best-practices/v/1.0.0'}}", Resource: "Hub", Want: pass},
		{Rule: hub, From: "EnableDefaultStandards: false", To: "EnableDefaultStandards: !Ref Param", Resource: "Hub", Want: unknown},
		{Rule: hub, From: "Resources:", To: "Resources:\n  Central: {Type: 'AWS::SecurityHub::ConfigurationPolicy', Properties: {Name: all, ConfigurationPolicy: {SecurityHub: {ServiceEnabled: true, EnabledStandardIdentifiers: ['arn:aws:x']}}}}", Resource: "Hub", Want: pass},
		{Rule: hub, From: "Resources:", To: "Resources:\n  Central: {Type: 'AWS::SecurityHub::ConfigurationPolicy', Properties: {Name: all, ConfigurationPolicy: {SecurityHub: {ServiceEnabled: false}}}}", Resource: "Central", Want: fail},

		{Rule: inspector, From: "CRITICAL", To: "LOW", Resource: "Hidden", Want: pass},
		{Rule: inspector, From: "CRITICAL", To: "!Ref Param", Resource: "Hidden", Want: unknown},
		{Rule: inspector, From: "{Severity: [{Comparison: EQUALS, Value: CRITICAL}]}", To: "{ResourceType: [{Comparison: EQUALS, Value: AWS_EC2_INSTANCE}]}", Resource: "Hidden", Want: fail},
		{Rule: inspector, From: "SUPPRESS", To: "NONE", Resource: "Hidden", Want: pass},

		{Rule: detection.MacieOn(), From: "PAUSED", To: "!Ref Param", Resource: "Macie", Want: unknown},
		{Rule: detection.DetectiveOn(), From: "AutoEnableMembers: false", To: "AutoEnableMembers: !Ref Param", Resource: "Graph", Want: unknown},
		{Rule: detection.DetectiveOn(), From: "AWS::Detective::OrganizationAdmin\n    Properties: {AccountId: \"111122223333\"}", To: "AWS::SNS::Topic", Resource: "Graph", Want: pass},

		{Rule: lake, From: "SourceName: VPC_FLOW", To: "SourceName: !Ref Param", Resource: "Lake", Want: unknown},
		{Rule: detection.TrailOrg(), From: "IsLogging: true", To: "IsLogging: true, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false", Resource: "Trail", Want: fail, Says: "global services"},

		{Rule: detection.Tracing(), From: "TracingEnabled: false", To: "TracingEnabled: !Ref Param", Resource: "Stage", Want: unknown},
		{Rule: detection.ResourceMonitoring(), From: "MonitoringInterval: 0", To: "MonitoringInterval: !Ref Param", Resource: "Database", Want: unknown},
		{Rule: detection.AcceleratorLogs(), Twin: true, From: "FlowLogsEnabled: true", To: "FlowLogsEnabled: !Ref Param", Resource: "Front", Want: unknown},
		{Rule: detection.AcceleratorLogs(), From: "Name: front", To: "Name: front, Enabled: false", Resource: "Front", Want: pass},
	})
}

func TestTrailsOfWhichNobodyAsksAnything(t *testing.T) {
	trail := "Resources:\n  Trail: {Type: 'AWS::CloudTrail::Trail', Properties: {S3BucketName: b, IsLogging: true}}\n"
	for more, want := range map[string]finding.Status{
		"": finding.Fail,
		"  W: {Type: 'AWS::Athena::WorkGroup', Properties: {Name: w}}\n": finding.Pass,
		"  S: {Type: 'AWS::CloudTrail::EventDataStore'}\n":               finding.Pass,
	} {
		reviewtest.Check(t, detection.SecurityLake(), reviewtest.Trap{Name: "with " + more, Template: trail + more, Resource: "Trail", Want: want})
	}
}

// What belongs to an account is not missing from an application's template: each
// control says how to see it, and has no finding.
func TestControlsOfAccountsAreQuietInAnApplication(t *testing.T) {
	for _, rule := range []*review.Rule{
		detection.TrailOrg(), detection.SecurityHubOn(), detection.InspectorOn(), detection.MacieOn(), detection.DetectiveOn(),
		detection.SecurityLake(), detection.CISAlarms(),
	} {
		report := reviewtest.Run(t, rule, "Resources: {Topic: {Type: 'AWS::SNS::Topic'}}\n")
		c := report.Controls[0]
		if c.Status != finding.Unknown || len(c.Because) != 1 || c.Because[0].Variable.Settle == "" || len(report.Findings) > 0 {
			t.Errorf("%s: got %+v, want unknown, with what would settle it and no finding", rule.ID, c)
		}
	}
}

func TestOneFindingForManyBuckets(t *testing.T) {
	template := "Resources:\n  A: {Type: 'AWS::S3::Bucket'}\n  B: {Type: 'AWS::S3::Bucket'}\n  C: {Type: 'AWS::S3::Bucket'}\n"
	r := reviewtest.Run(t, detection.S3AccessLogs(), template)
	if len(r.Findings) != 1 || len(r.Findings[0].Also) != 2 || !strings.Contains(r.Findings[0].Message, "3 buckets") || r.Controls[0].Fail != 3 {
		t.Errorf("got %+v, want one finding for three buckets", r)
	}
}
