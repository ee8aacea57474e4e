package account

import (
	"strings"

	"ringwall/internal/estate"
)

// recorder reads a ConfigurationRecorder (AWS Config DescribeConfigurationRecorders).
// One that a service has made for itself records what that service asks for.
func (r *reader) recorder() {
	r.soundAnswer = true
	t := r.tree()
	name := r.textAt(t, "name")
	if name == "" {
		r.foreign(estate.RecorderListing)
		return
	}
	if r.textAt(t, "servicePrincipal") != "" {
		return
	}
	group := t.At("recordingGroup")
	x := &estate.ConfigRecorder{
		Core: r.core(name, "AWS::Config::ConfigurationRecorder"), Role: r.textValue(t, "roleARN"),
		AllSupported: r.flagValue(group, "allSupported"), GlobalTypes: r.flagValue(group, "includeGlobalResourceTypes").Or(false),
		Types: r.wordsAt(group, "resourceTypes"), Excluded: r.wordsAt(group, "exclusionByResourceTypes", "resourceTypes"),
		Frequency: r.wordValue(t, "recordingMode", "recordingFrequency").Or("CONTINUOUS"),
	}
	// All types but some: AllSupported is false then ("RecordingStrategy").
	if use := r.textAt(group, "recordingStrategy", "useOnly"); use != "" {
		x.AllSupported = r.values.boolean(use != "INCLUSION_BY_RESOURCE_TYPES", r.at)
	}
	g := estate.NotListed("the recording group of "+name, "the output has none", "look at it in the account")
	unseen(g, r.at, &x.AllSupported)
	r.loose.watching.recorders = append(r.loose.watching.recorders, scoped[*estate.ConfigRecorder]{x, r.scope})
	r.settle(&x.Core)
}

// wordsAt is a list of words of an answer.
func (r *reader) wordsAt(t *estate.Tree, path ...string) estate.Items[string] {
	list := r.textsAt(t, path...)
	out := estate.Items[string]{Origin: list.Origin, Unknown: list.Unknown}
	for _, i := range list.Known {
		out.Known = append(out.Known, item(i.Is.String(), i.Origin))
	}
	return out
}

// recorderStatus reads a ConfigurationRecorderStatus (DescribeConfigurationRecorderStatus).
func (r *reader) recorderStatus() {
	r.soundAnswer = true
	t := r.tree()
	name, is := r.textAt(t, "name"), r.flagValue(t, "recording")
	if name != "" && r.soundAnswer {
		r.loose.watching.recording = append(r.loose.watching.recording, saidOf[estate.Value[bool]]{name, r.scope, is})
	}
}

// joinRecorders gives recorders their status.
func (l *loader) joinRecorders() {
	for _, f := range l.loose.watching.recorders {
		x, name := f.is, f.is.Logical
		if !l.inPlace(x, f.scope, "config", "configuration-recorder/"+name, name) {
			continue
		}
		var ok bool
		if x.Recording, ok = saidHere(l.loose.watching.recording, &x.Core, name); !ok {
			g := l.noOutput("whether the recorder "+name+" records", "configservice describe-configuration-recorder-status", "as describe-configuration-recorder-status.json")
			x.Recording = estate.UnknownValue[bool](g, x.Origin)
		}
	}
}

// deliveryChannel reads a DeliveryChannel (DescribeDeliveryChannels).
func (r *reader) deliveryChannel() {
	r.soundAnswer = true
	t := r.tree()
	name := r.textAt(t, "name")
	if name == "" {
		r.foreign(estate.DeliveryListing)
		return
	}
	x := &estate.ConfigDelivery{
		Core: r.core("", "AWS::Config::DeliveryChannel"), Bucket: r.textValue(t, "s3BucketName"), KMSKey: r.textValue(t, "s3KmsKeyArn"),
		Topic: r.textValue(t, "snsTopicARN"),
	}
	r.inRegion(x, "config", "delivery-channel/"+name, name)
}

// aggregator reads a ConfigurationAggregator (DescribeConfigurationAggregators).
func (r *reader) aggregator() {
	r.soundAnswer = true
	t := r.tree()
	arn := r.textAt(t, "ConfigurationAggregatorArn")
	if arn == "" {
		return
	}
	of := t.At("OrganizationAggregationSource")
	x := &estate.ConfigAggregator{
		Core: r.core("", "AWS::Config::ConfigurationAggregator"), Organization: r.values.boolean(!of.IsMissing(), r.at),
		AllRegions: r.flagValue(of, "AllAwsRegions").Or(false), Accounts: t.At("AccountAggregationSources"),
	}
	r.once(x, r.textAt(t, "ConfigurationAggregatorName"), arn)
}

// configRule reads a ConfigRule (DescribeConfigRules).
func (r *reader) configRule() {
	r.soundAnswer = true
	t := r.tree()
	arn := r.textAt(t, "ConfigRuleArn")
	if !strings.Contains(arn, ":config:") {
		return
	}
	x := &estate.ConfigRule{
		Core: r.core("", "AWS::Config::ConfigRule"), RuleName: r.textValue(t, "ConfigRuleName"), Owner: r.wordValue(t, "Source", "Owner"),
		Identifier: r.textValue(t, "Source", "SourceIdentifier"),
	}
	r.once(x, r.textAt(t, "ConfigRuleName"), arn)
}

// once takes in a resource that has a name and an ARN, once.
func (r *reader) once(x estate.Resource, name, arn string) {
	c := x.Base()
	if _, double := r.byID[typed{c.Type, arn}]; double || arn == "" {
		return
	}
	r.called(c, name, arn)
	r.unlistedTags(x)
	r.add(x)
}

// inRegion takes in a resource whose account its file does not say.
func (r *reader) inRegion(x estate.Resource, service, part, name string) {
	r.loose.placed = append(r.loose.placed, placedResource{x, r.scope, service, part, name})
	r.settle(x.Base())
}

// placedResource is a resource whose ARN ends with a part, once its place is known.
type placedResource struct {
	is                  estate.Resource
	scope               *scope
	service, part, name string
}

// joinPlaced gives resources their names.
func (l *loader) joinPlaced() {
	for _, p := range l.loose.placed {
		l.inPlace(p.is, p.scope, p.service, p.part, p.name)
	}
}
