package collect

import "ringwall/internal/account/wire"

// detectionCalls ask for what records and watches.
func detectionCalls() []Call {
	const (
		trails, trail = "trailList[].TrailARN", "DescribeTrails"
		hub           = "InvalidAccessException: not subscribed"
		detector      = "DetectorIds[]"
	)
	list := simple("cloudtrail", trail, "ListEventDataStores")
	list = append(list,
		of("cloudtrail", "GetTrailStatus", trail, trails, "Name").inRegionOfARN(),
		of("cloudtrail", "GetEventSelectors", trail, trails, "TrailName").inRegionOfARN(),
		of("cloudtrail", "GetEventDataStore", "ListEventDataStores", "EventDataStores[].EventDataStoreArn", "EventDataStore"),
	)
	list = append(list, simple("config", "DescribeConfigurationRecorders", "DescribeConfigurationRecorderStatus", "DescribeDeliveryChannels",
		"DescribeConfigurationAggregators", "DescribeConfigRules")...)
	list = append(list, simple("guardduty", "ListDetectors")...)
	list = append(list,
		of("guardduty", "GetDetector", "ListDetectors", detector, "DetectorId"),
		of("guardduty", "GetAdministratorAccount", "ListDetectors", detector, "DetectorId").noneIf("Administrator"),
		Call{Service: "securityhub", Operation: "DescribeHub"}.noneIf("HubArn", hub, "ResourceNotFoundException"),
		Call{Service: "securityhub", Operation: "GetEnabledStandards"}.noneIf("", hub),
		Call{Service: "securityhub", Operation: "GetAdministratorAccount"}.noneIf("Administrator", hub, "ResourceNotFoundException"),
		// Answered to the account that administers the organisation's hubs.
		Call{Service: "securityhub", Operation: "DescribeOrganizationConfiguration", Each: []Each{{Operation: "DescribeHub", Path: "HubArn"}}}.
			noneIf("", "InvalidAccessException: is not an administrator for this organization"),
		Call{Service: "securityhub", Operation: "ListFindingAggregators"}.noneIf("", hub),
		of("securityhub", "GetFindingAggregator", "ListFindingAggregators", "FindingAggregators[].FindingAggregatorArn", "FindingAggregatorArn"),
		Call{Service: "accessanalyzer", Operation: "ListAnalyzers"},
		of("accessanalyzer", "ListArchiveRules", "ListAnalyzers", "analyzers[].name", "analyzerName"),
		Call{Service: "inspector2", Operation: "BatchGetAccountStatus"},
		Call{Service: "inspector2", Operation: "ListFilters"},
		Call{Service: "macie2", Operation: "GetMacieSession"}.noneIf("status", "AccessDeniedException: Macie is not enabled"),
		Call{Service: "detective", Operation: "ListGraphs"},
		Call{Service: "route53resolver", Operation: "ListResolverQueryLogConfigs"},
		Call{Service: "route53resolver", Operation: "ListResolverQueryLogConfigAssociations"},
		Call{Service: "route53profiles", Operation: "ListProfileAssociations"},
	)
	return list
}

// alertCalls ask for what tells of what is recorded.
func alertCalls() []Call {
	list := simple("logs", "DescribeLogGroups", "DescribeMetricFilters", "DescribeResourcePolicies")
	return append(list,
		// Without the types only alarms on metrics are given ("DescribeAlarms").
		Call{Service: "cloudwatch", Operation: "DescribeAlarms", Params: wire.Params{"AlarmTypes": []string{"MetricAlarm", "CompositeAlarm"}}},
		of("events", "ListRules", "ListEventBuses", "EventBuses[].Name", "EventBusName"),
		Call{Service: "events", Operation: "ListTargetsByRule", Each: []Each{{Operation: "ListRules", Path: "Rules[].Name", Param: "Rule", Also: "EventBusName"}}},
		of("sns", "ListSubscriptionsByTopic", "ListTopics", "Topics[].TopicArn", "TopicArn"),
	)
}

// settingCalls ask for what an account has set for a Region.
func settingCalls() []Call {
	return simple("ec2", "GetEbsEncryptionByDefault", "GetSnapshotBlockPublicAccessState")
}
