package account

import "ringwall/internal/estate"

// watchingKinds lists the keys of what records and watches.
func watchingKinds() map[string]kind {
	out := map[string]kind{
		"trailList":                    {command: "cloudtrail describe-trails", read: (*reader).trail},
		"EventDataStores":              {command: "cloudtrail list-event-data-stores", read: (*reader).dataStoreListed},
		"ConfigurationRecorders":       {command: "configservice describe-configuration-recorders", read: (*reader).recorder},
		"ConfigurationRecordersStatus": {command: "configservice describe-configuration-recorder-status", read: (*reader).recorderStatus},
		"DeliveryChannels":             {command: "configservice describe-delivery-channels", read: (*reader).deliveryChannel},
		"ConfigurationAggregators":     {command: "configservice describe-configuration-aggregators", read: (*reader).aggregator},
		"ConfigRules":                  {command: "configservice describe-config-rules", read: (*reader).configRule},
		"DetectorIds":                  {command: "guardduty list-detectors", read: (*reader).detectorIDs, strings: true},
		"StandardsSubscriptions":       {command: "securityhub get-enabled-standards", read: (*reader).standard},
		"FindingAggregators":           {command: "securityhub list-finding-aggregators", read: (*reader).findingAggregator},
		"analyzers":                    {command: "accessanalyzer list-analyzers", read: (*reader).analyzer, common: true, named: true, marks: []string{"lastResourceAnalyzed", "arn"}},
		"accounts":                     {command: "inspector2 batch-get-account-status", read: (*reader).inspected, common: true, named: true, marks: []string{"resourceState"}},
		"filters":                      {command: "inspector2 list-filters", read: (*reader).inspectorFilter, common: true, named: true, marks: []string{"criteria"}},
		"GraphList":                    {command: "detective list-graphs", read: (*reader).graph, common: true, named: true, marks: []string{"Arn"}},

		"ResolverQueryLogConfigs":            {command: "route53resolver list-resolver-query-log-configs", read: (*reader).queryLog},
		"ResolverQueryLogConfigAssociations": {command: "route53resolver list-resolver-query-log-config-associations", read: (*reader).queryLogOf},

		"logGroups":        {command: "logs describe-log-groups", read: (*reader).logGroup},
		"metricFilters":    {command: "logs describe-metric-filters", read: (*reader).metricFilter},
		"resourcePolicies": {command: "logs describe-resource-policies", read: (*reader).logPolicy, common: true, named: true, marks: []string{"policyDocument"}},
		"MetricAlarms":     {command: "cloudwatch describe-alarms", read: (*reader).alarm},
		"CompositeAlarms":  {command: "cloudwatch describe-alarms", read: (*reader).compositeAlarm},
		"Subscriptions":    {command: "sns list-subscriptions-by-topic", read: (*reader).subscription, loose: true, common: true, marks: []string{"SubscriptionArn"}},

		"ProfileAssociations": {command: "route53profiles list-profile-associations", read: (*reader).profileOf},
		"failedAccounts":      {command: "inspector2 batch-get-account-status", read: (*reader).notInspected, list: estate.InspectorListing, common: true, loose: true, marks: []string{"resourceStatus"}},
	}
	for key, command := range map[estate.ListingKind]string{
		estate.EventRuleListing: "events list-rules", estate.HubListing: "securityhub describe-hub", estate.MacieListing: "macie2 get-macie-session",
		estate.RegionListing: "ec2 describe-regions", estate.AloneListing: "organizations describe-organization",
		estate.GuardDutyAdministrator: "guardduty get-administrator-account", estate.HubAdministrator: "securityhub get-administrator-account",
	} {
		// No output has these keys: they are what several outputs, or one map, come to.
		global := key == estate.RegionListing || key == estate.AloneListing
		out[string(key)] = kind{command: command, read: func(r *reader) { r.skip() }, loose: true, common: true, global: global, marks: []string{"(none)"}}
	}
	for key, k := range out {
		k.apart = true
		out[key] = k
	}
	return out
}

// kindsByVerb lists keys that mean something else in files that are called after a
// command.
func kindsByVerb() map[string]map[string]kind {
	formed := kind{read: (*reader).formRecord, apart: true, common: true, loose: true}
	lifecycle := formed
	lifecycle.command = "dlm get-lifecycle-policies"
	return map[string]map[string]kind{
		"get-lifecycle-policies": {"Policies": lifecycle},
		"describe-regions": {
			"Regions": {command: "ec2 describe-regions", read: (*reader).enabledRegion, list: estate.RegionListing, apart: true, global: true},
		},
		"list-rules": {
			"Rules": {command: "events list-rules", read: (*reader).eventRule, list: estate.EventRuleListing, apart: true, loose: true, common: true},
		},
		"list-targets-by-rule": {
			"Targets": {command: "events list-targets-by-rule", read: (*reader).eventTarget, list: estate.EventRuleListing, apart: true, loose: true, common: true},
		},
	}
}

// watchingAnswers are the outputs of these services that are one map.
func watchingAnswers() []answer {
	return []answer{
		{verb: "get-trail-status", needs: []string{"IsLogging"}, read: (*reader).trailStatus},
		{verb: "get-event-selectors", needs: []string{"TrailARN"}, read: (*reader).eventSelectors},
		{verb: "get-event-data-store", needs: []string{"EventDataStoreArn", "Status"}, read: (*reader).dataStoreAnswer},
		{verb: "get-detector", needs: []string{"FindingPublishingFrequency", "Status"}, read: (*reader).detectorAnswer},
		{verb: "get-administrator-account", needs: []string{"Administrator"}, read: (*reader).administratorAnswer},
		{verb: "describe-hub", needs: []string{"HubArn"}, read: (*reader).hubAnswer},
		{verb: "get-finding-aggregator", needs: []string{"FindingAggregatorArn", "RegionLinkingMode"}, read: (*reader).findingAggregatorAnswer},
		{verb: "list-archive-rules", needs: []string{"archiveRules"}, read: (*reader).archiveRules},
		{verb: "get-ebs-encryption-by-default", needs: []string{"EbsEncryptionByDefault"}, read: (*reader).ebsDefault},
		{verb: "get-macie-session", needs: []string{"findingPublishingFrequency", "status"}, read: (*reader).macieAnswer},
	}
}

// stateAnswers are those of which other commands' outputs have the members, too: the
// file is called after the command.
func stateAnswers() []answer {
	return []answer{
		{verb: "get-snapshot-block-public-access-state", needs: []string{"State"}, read: (*reader).snapshotBlock, weak: true},
		{verb: "get-macie-session", needs: []string{"status"}, read: (*reader).macieAnswer, weak: true},
	}
}

// watchingMembers are the members of these outputs.
func watchingMembers() []string {
	return []string{
		"TrailName", "EventSelectors", "AdvancedEventSelectors", "MultiRegionEnabled", "OrganizationEnabled", "RetentionPeriod",
		"TerminationProtectionEnabled", "KmsKeyId", "Features", "DataSources", "DetectorId", "AutoEnableControls", "ControlFindingGenerator",
		"Regions", "analyzerName", "Rule", "EventBusName",
	}
}
