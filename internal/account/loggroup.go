package account

import (
	"strings"

	"ringwall/internal/estate"
)

// plainGroup is the ARN of a log group without the ":*" for its streams.
func plainGroup(arn string) string { return strings.TrimSuffix(arn, ":*") }

// logGroup reads a LogGroup (CloudWatch Logs DescribeLogGroups).
func (r *reader) logGroup() {
	r.soundAnswer = true
	t := r.tree()
	arn := plainGroup(r.textAt(t, "arn"))
	if own := r.textAt(t, "logGroupArn"); own != "" {
		arn = plainGroup(own)
	}
	if !strings.Contains(arn, ":log-group:") {
		r.foreign(estate.LogGroupListing)
		return
	}
	x := &estate.LogGroup{
		Core: r.core("", "AWS::Logs::LogGroup"), GroupName: r.textValue(t, "logGroupName"), Retention: r.wholeValue(t, "retentionInDays"),
		KMSKey: r.textValue(t, "kmsKeyId"), Class: r.wordValue(t, "logGroupClass").Or("STANDARD"), Protected: r.flagValue(t, "deletionProtectionEnabled").Or(false),
	}
	g := estate.NotListed("the data protection policy of "+r.textAt(t, "logGroupName"), "aws logs get-data-protection-policy is not read", "look at its output")
	g.Origin = r.at
	if s := r.textAt(t, "dataProtectionStatus"); s != "" && s != "DELETED" {
		x.DataPolicy = estate.NewOpaque(g.Variable, r.at)
	}
	r.once(x, r.textAt(t, "logGroupName"), arn)
	if !r.doubtful() {
		r.loose.watching.groups = append(r.loose.watching.groups, x)
	}
}

// metricFilter reads a MetricFilter (DescribeMetricFilters).
func (r *reader) metricFilter() {
	r.soundAnswer = true
	t := r.tree()
	name, group := r.textAt(t, "filterName"), r.textAt(t, "logGroupName")
	if name == "" || group == "" {
		r.foreign(estate.MetricFilterListing)
		return
	}
	x := &estate.MetricFilter{
		Core: r.core("", "AWS::Logs::MetricFilter"), LogGroup: r.textValue(t, "logGroupName"), Pattern: r.textValue(t, "filterPattern"),
	}
	if c := r.textAt(t, "fieldSelectionCriteria"); c != "" {
		g := estate.NotListed("the records that "+name+" counts", "it selects them by "+c+" as well, which is not read", "look at it in the account")
		x.Pattern = estate.UnknownValue[estate.Text](g, r.at)
	}
	list := t.At("metricTransformations")
	x.Metrics.Origin = list.Place()
	for _, m := range itemsOf(list) {
		x.Metrics.Known = append(x.Metrics.Known, item(estate.MetricName{Namespace: r.textValue(m, "metricNamespace"), Name: r.textValue(m, "metricName")}, m.Origin))
	}
	r.loose.watching.filters = append(r.loose.watching.filters, scoped[*estate.MetricFilter]{x, r.scope})
	r.inRegion(x, "logs", "log-group:"+group+":metric-filter:"+name, name)
}

// joinLogs gives filters the groups that they read: of their own account and Region.
func (l *loader) joinLogs() {
	for _, f := range l.loose.watching.filters {
		x := f.is
		name, _ := x.LogGroup.Known()
		x.LogGroup = l.values.text(l.arnOf(&x.Core, "logs", "log-group:"+name.String()), x.LogGroup.Origin)
	}
}

// logPolicy reads a ResourcePolicy (DescribeResourcePolicies): who may write to the log
// groups of the account in the Region, or of one.
func (r *reader) logPolicy() {
	r.soundAnswer = true
	t := r.tree()
	name := r.textAt(t, "policyName")
	if name == "" {
		return
	}
	x := &estate.ResourcePolicy{Core: r.core("", "AWS::Logs::ResourcePolicy"), Document: r.policyAt(t, "policyDocument")}
	r.inRegion(x, "logs", "resource-policy:"+name, name)
}

// alarm reads a MetricAlarm (CloudWatch DescribeAlarms).
func (r *reader) alarm() {
	r.soundAnswer = true
	r.alarmOf(r.tree(), "AWS::CloudWatch::Alarm")
}

// compositeAlarm reads a CompositeAlarm.
func (r *reader) compositeAlarm() {
	r.soundAnswer = true
	r.alarmOf(r.tree(), "AWS::CloudWatch::CompositeAlarm")
}

func (r *reader) alarmOf(t *estate.Tree, typ string) {
	arn := r.textAt(t, "AlarmArn")
	if !strings.Contains(arn, ":alarm:") {
		r.foreign(estate.AlarmListing)
		return
	}
	x := &estate.Alarm{
		Core: r.core("", typ), AlarmName: r.textValue(t, "AlarmName"), Queries: t.At("Metrics"), Rule: r.textValue(t, "AlarmRule"),
		Metric:  estate.MetricName{Namespace: r.textValue(t, "Namespace"), Name: r.textValue(t, "MetricName")},
		Actions: r.textsAt(t, "AlarmActions"), ActionsEnabled: r.flagValue(t, "ActionsEnabled").Or(true),
		Threshold: t.At("Threshold").AsString(), Comparison: r.wordValue(t, "ComparisonOperator"), Statistic: r.wordValue(t, "Statistic"),
		Period: r.wholeValue(t, "Period"),
	}
	r.once(x, r.textAt(t, "AlarmName"), arn)
}

// subscription reads a Subscription (SNS ListSubscriptionsByTopic). One that nobody
// confirmed yet gets nothing; its ARN says so.
func (r *reader) subscription() {
	r.soundAnswer = true
	t := r.tree()
	arn, topic := r.textAt(t, "SubscriptionArn"), r.textAt(t, "TopicArn")
	if !strings.Contains(topic, ":sns:") {
		return
	}
	r.part.events.topic = topic
	if !strings.HasPrefix(arn, "arn:") {
		return
	}
	x := &estate.Subscription{
		Core: r.core("", "AWS::SNS::Subscription"), Topic: r.textValue(t, "TopicArn"), Protocol: r.wordValue(t, "Protocol"), Endpoint: r.textValue(t, "Endpoint"),
	}
	g := estate.NotListed("the filter of the subscription "+lastPart(arn), "aws sns get-subscription-attributes is not read", "look at its output")
	g.Origin = r.at
	unseen(g, r.at, &x.DeadLetter)
	x.Filter = estate.NewOpaque(g.Variable, r.at)
	r.once(x, lastPart(arn), arn)
}

// profileOf reads a ProfileAssociation (Route 53 Profiles ListProfileAssociations): what
// a profile has applies to its VPCs, query logging among it.
func (r *reader) profileOf() {
	r.soundAnswer = true
	t := r.tree()
	id := r.textAt(t, "Id")
	if id == "" {
		r.foreign(estate.ProfileListing)
		return
	}
	x := &estate.Other{Core: r.core("", "AWS::Route53Profiles::ProfileAssociation")}
	x.Properties = t
	r.inRegion(x, "route53profiles", "profile-association/"+id, id)
}

// joinSubscriptions: of a topic whose subscriptions no file lists whole, there may be
// some.
func (l *loader) joinSubscriptions() {
	for _, x := range l.result.Resources {
		t, ok := x.(*estate.Topic)
		if !ok || t.Physical == "" || l.loose.watching.subscribed[t.Physical] {
			continue
		}
		t.Subscriptions.Unknown = l.notHeld(t.Origin, "the subscriptions of "+t.Logical, "sns list-subscriptions-by-topic", "as list-subscriptions-by-topic--"+t.Logical+".json")
	}
}

// queryLog reads a ResolverQueryLogConfig (Route 53 Resolver ListResolverQueryLogConfigs).
func (r *reader) queryLog() {
	r.soundAnswer = true
	t := r.tree()
	arn := r.textAt(t, "Arn")
	x := &estate.QueryLogging{Core: r.core("", "AWS::Route53Resolver::ResolverQueryLoggingConfig"), Destination: r.textValue(t, "DestinationArn")}
	r.once(x, r.textAt(t, "Id"), arn)
}

// queryLogOf reads a ResolverQueryLogConfigAssociation
// (ListResolverQueryLogConfigAssociations).
func (r *reader) queryLogOf() {
	r.soundAnswer = true
	t := r.tree()
	id, status := r.textAt(t, "Id"), r.textAt(t, "Status")
	if id == "" {
		r.foreign(estate.QueryLogListing)
		return
	}
	if status == "FAILED" || status == "DELETING" {
		return
	}
	vpc := r.textValue(t, "ResourceId")
	if status == "ACTION_NEEDED" {
		g := estate.NotListed("the query logs of "+r.textAt(t, "ResourceId"), "AWS says that the association needs action", "look at it in the account")
		vpc = estate.UnknownValue[estate.Text](g, r.at)
	}
	x := &estate.QueryLoggingAssociation{
		Core: r.core("", "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation"), Config: r.textValue(t, "ResolverQueryLogConfigId"), VPC: vpc,
	}
	r.inRegion(x, "route53resolver", "resolver-query-log-config-association/"+id, id)
}
