package cloudformation

import "ringwall/internal/estate"

func trail(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Trail{
		Core: c, TrailName: p.At("TrailName").AsText(), Bucket: p.At("S3BucketName").AsText(),
		LogGroup: p.At("CloudWatchLogsLogGroupArn").AsText(), LogRole: p.At("CloudWatchLogsRoleArn").AsText(),
		KMSKey: p.At("KMSKeyId").AsText(), Topic: p.At("SnsTopicName").AsText(),
		Validation: p.At("EnableLogFileValidation").AsBool().Or(false), Logging: p.At("IsLogging").AsBool(),
		MultiRegion: p.At("IsMultiRegionTrail").AsBool().Or(false), Organization: p.At("IsOrganizationTrail").AsBool().Or(false),
		GlobalEvents: p.At("IncludeGlobalServiceEvents").AsBool().Or(true), // CreateTrail
		Selectors:    p.At("EventSelectors"), AdvancedSelectors: p.At("AdvancedEventSelectors"), Insights: p.At("InsightSelectors"),
	}
}

func eventDataStore(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.EventDataStore{
		Core: c, KMSKey: p.At("KmsKeyId").AsText(), MultiRegion: p.At("MultiRegionEnabled").AsBool().Or(true),
		Organization: p.At("OrganizationEnabled").AsBool().Or(false), Retention: p.At("RetentionPeriod").AsInt(),
		Protected: p.At("TerminationProtectionEnabled").AsBool().Or(true), Ingesting: p.At("IngestionEnabled").AsBool().Or(true),
		AdvancedSelectors: p.At("AdvancedEventSelectors"),
	}
}
