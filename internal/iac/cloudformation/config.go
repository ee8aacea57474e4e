package cloudformation

import (
	"strings"

	"ringwall/internal/estate"
)

// configRecorder reads what is recorded: without a recording group all supported
// types but IAM's, which are global (AWS::Config::ConfigurationRecorder
// RecordingGroup).
func configRecorder(c estate.Core) estate.Resource {
	p := c.Properties
	group := p.At("RecordingGroup")
	strategy := estate.Derive(below(group, "RecordingStrategy.UseOnly").AsString(), func(s string) estate.Alternative[bool] {
		return estate.Alternative[bool]{State: estate.Known, Is: !strings.EqualFold(s, "INCLUSION_BY_RESOURCE_TYPES")}
	})
	ungrouped := estate.OfTruth(p.Written("RecordingGroup").Not(), c.Origin)
	return &estate.ConfigRecorder{
		Core: c, Role: p.At("RoleARN").AsText(),
		AllSupported: strategy.OrElse(group.At("AllSupported").AsBool()).OrElse(ungrouped),
		GlobalTypes:  group.At("IncludeGlobalResourceTypes").AsBool().Or(false),
		Types:        group.At("ResourceTypes").AsStrings(),
		Excluded:     below(group, "ExclusionByResourceTypes.ResourceTypes").AsStrings(),
		Frequency:    below(p, "RecordingMode.RecordingFrequency").AsString().Or("CONTINUOUS"),
	}
}

func configDelivery(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.ConfigDelivery{
		Core: c, Bucket: p.At("S3BucketName").AsText(), KMSKey: p.At("S3KmsKeyArn").AsText(), Topic: p.At("SnsTopicARN").AsText(),
	}
}

func configAggregator(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.ConfigAggregator{
		Core: c, Organization: present(p.At("OrganizationAggregationSource")),
		AllRegions: below(p, "OrganizationAggregationSource.AllAwsRegions").AsBool().Or(false),
		Accounts:   p.At("AccountAggregationSources"),
	}
}

func configRule(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.ConfigRule{
		Core: c, RuleName: p.At("ConfigRuleName").AsText(), Owner: below(p, "Source.Owner").AsString(),
		Identifier: below(p, "Source.SourceIdentifier").AsText(),
	}
}
