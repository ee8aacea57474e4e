package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func logGroup(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.LogGroup{
		Core: c, GroupName: p.At("LogGroupName").AsText(), Retention: p.At("RetentionInDays").AsInt(),
		KMSKey: p.At("KmsKeyId").AsText(), Class: p.At("LogGroupClass").AsString().Or("STANDARD"),
		Protected:  p.At("DeletionProtectionEnabled").AsBool().Or(false),
		DataPolicy: p.At("DataProtectionPolicy"), Policy: p.At("ResourcePolicyDocument"),
	}
}

func metricFilter(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.MetricFilter{
		Core: c, LogGroup: p.At("LogGroupName").AsText(), Pattern: p.At("FilterPattern").AsText(),
		Metrics: estate.AsItems(p.At("MetricTransformations"), func(_ scenario.Guard, t *estate.Tree) estate.MetricName {
			return estate.MetricName{Namespace: t.At("MetricNamespace").AsText(), Name: t.At("MetricName").AsText()}
		}),
	}
}

func alarm(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Alarm{
		Core: c, AlarmName: p.At("AlarmName").AsText(),
		Metric:  estate.MetricName{Namespace: p.At("Namespace").AsText(), Name: p.At("MetricName").AsText()},
		Queries: p.At("Metrics"), Rule: p.At("AlarmRule").AsText(), Actions: p.At("AlarmActions").AsTexts(),
		ActionsEnabled: p.At("ActionsEnabled").AsBool().Or(true), Threshold: p.At("Threshold").AsString(),
		Comparison: p.At("ComparisonOperator").AsString(), Statistic: p.At("Statistic").AsString(), Period: p.At("Period").AsInt(),
	}
}

func logSubscription(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.LogSubscription{
		Core: c, LogGroup: p.At("LogGroupName").AsText(), Destination: p.At("DestinationArn").AsText(),
		Pattern: p.At("FilterPattern").AsText(),
	}
}

func logPolicy(c estate.Core) estate.Resource {
	return &estate.ResourcePolicy{Core: c, Document: c.Properties.At("PolicyDocument")}
}

func logSource(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.LogSource{
		Core: c, SourceName: p.At("Name").AsText(), Subject: p.At("ResourceArn").AsText(), Kind: p.At("LogType").AsString(),
	}
}

func logDelivery(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.LogDelivery{
		Core: c, Source: p.At("DeliverySourceName").AsText(), Destination: p.At("DeliveryDestinationArn").AsText(),
	}
}
