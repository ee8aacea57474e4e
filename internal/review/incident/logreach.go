package incident

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// LogReach is IR-LOG-REACH: what an investigator needs is there, for long enough.
func LogReach() *review.Rule {
	return &review.Rule{
		ID: "IR-LOG-REACH", Area: finding.Incident, Severity: finding.Info,
		Title: "Logs of every workload reach an investigator: calls, flows, names, requests",
		Why: "Intruders are found after weeks or months. What was not logged then, or is deleted by now, nobody can ask: 90 days at " +
			"hand and a year in all are what investigations use.",
		Fix: "Keep audit logs 365 days (90 of them where they can be queried): RetentionInDays of log groups, lifecycle rules of log " +
			"buckets; the controls of detection say which logs are missing.",
		Needs:      []string{"J"},
		References: []string{"FSBP CloudWatch.16", "WA SEC10-BP06"},
		Specimen:   logReachTemplate(14),
		Twin:       logReachTemplate(365),
		Check:      checkLogReach,
	}
}

func logReachTemplate(days int) string {
	return fmt.Sprintf(`Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: {S3BucketName: !Ref Archive, IsLogging: true, IsMultiRegionTrail: true}
  Archive:
    Type: AWS::S3::Bucket
    Properties: {LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: 400}]}}
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  Flows:
    Type: AWS::EC2::FlowLog
    Properties: {ResourceType: VPC, ResourceId: !Ref Vpc, TrafficType: ALL, LogGroupName: !Ref FlowLogs, DeliverLogsPermissionArn: "arn:aws:iam::111122223333:role/flows"}
  FlowLogs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: %d}
  Names:
    Type: AWS::Route53Resolver::ResolverQueryLoggingConfig
    Properties: {DestinationArn: "arn:aws:s3:::names"}
  NamesOfVpc:
    Type: AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation
    Properties: {ResolverQueryLogConfigId: !Ref Names, ResourceId: !Ref Vpc}
`, days)
}

// How long logs are to be kept at least, in days.
const (
	hotDays  = 90
	coldDays = 365
)

// sourceOf is one workload or account, and one kind of its logs.
type sourceOf struct {
	kind    string // "calls (CloudTrail)"
	subject estate.Resource
	on      estate.Truth
	to      []estate.Value[estate.Text] // where the logs go
}

// checkLogReach tells once, with a table of all workloads. That a log is missing,
// the controls of detection weigh.
func checkLogReach(p *review.Pass) {
	sources := workloadLogs(p.Estate)
	if len(sources) == 0 {
		return
	}
	table := gaps{}
	d := review.Detail{Key: "estate"}
	for _, s := range sources {
		kept := keptFor(p.Estate, s)
		name := string(s.subject.Base().ID)
		d.Facts = append(d.Facts, fmt.Sprintf("%s of %s: %s", s.kind, name, kept.says))
		exists := s.subject.Base().When
		if s.kind != callLogs {
			table.add(s.kind, "are not logged", name, p.Lacks(s.on).Given(exists), finding.Info, estate.Origin{})
		}
		table.add(s.kind, fmt.Sprintf("are kept for less than %d days", hotDays), name, kept.short.Given(exists), finding.Low, kept.at)
		table.add(s.kind, fmt.Sprintf("are kept for less than %d days", coldDays), name, kept.shortish.Given(exists), finding.Info, kept.at)
	}
	p.JudgeParts(sources[0].subject, table.parts(), d)
	for i, s := range sources[1:] {
		if s.subject != sources[i].subject {
			p.Count(s.subject, estate.No())
		}
	}
	if len(estate.All[*estate.Trail](p.Estate)) == 0 {
		p.NotVisible("no source has the trail that records calls", "aws cloudtrail describe-trails, or load the stack that holds it")
	}
}

// gaps gathers what is wrong by what it is: one sentence for all workloads of which
// it is true.
type gaps struct{ list []*gap }

type gap struct {
	kind, says  string
	names, open []string
	part        review.Part
}

func (g *gaps) add(kind, says, name string, bad estate.Truth, s finding.Severity, at estate.Origin) {
	if bad.True.IsNever() && bad.Unknown.IsNever() {
		return
	}
	i := slices.IndexFunc(g.list, func(x *gap) bool { return x.kind == kind && x.says == says })
	if i < 0 {
		i = len(g.list)
		g.list = append(g.list, &gap{kind: kind, says: says, part: review.Part{Bad: estate.No(), Severity: s, At: at}})
	}
	x := g.list[i]
	x.part.Bad = x.part.Bad.Or(bad)
	if bad.True.IsNever() {
		x.open = append(x.open, name)
	} else {
		x.names = append(x.names, name)
	}
}

func (g *gaps) parts() []review.Part {
	var out []review.Part
	for _, x := range g.list {
		names := x.names
		if len(names) == 0 {
			names = x.open
		}
		of := strings.Join(names, ", ")
		if len(names) > 3 {
			of = fmt.Sprintf("%s and %d more", strings.Join(names[:3], ", "), len(names)-3)
		}
		x.part.Says = fmt.Sprintf("%s of %s %s", x.kind, of, x.says)
		out = append(out, x.part)
	}
	return out
}

const callLogs = "calls (CloudTrail)"

// workloadLogs lists what an investigator asks for, of what the sources hold.
func workloadLogs(e *estate.Estate) []sourceOf {
	var out []sourceOf
	for _, v := range estate.All[*estate.VPC](e) {
		if v.External {
			continue
		}
		flows := sourceOf{kind: "flows", subject: v, on: estate.No()}
		for _, f := range estate.All[*estate.FlowLog](e) {
			if here := review.Refers(e, f.Subject, v).Given(f.When); !here.True.IsNever() || !here.Unknown.IsNever() {
				flows.on, flows.to = flows.on.Or(here), append(flows.to, f.Destination, f.LogGroup)
			}
		}
		names := sourceOf{kind: "DNS queries", subject: v, on: estate.No()}
		for _, a := range estate.All[*estate.QueryLoggingAssociation](e) {
			if here := review.Refers(e, a.VPC, v).Given(a.When); !here.True.IsNever() || !here.Unknown.IsNever() {
				names.on = names.on.Or(here)
				if t, ok := a.Config.Known(); ok {
					if c, found := estate.FollowTo[*estate.QueryLogging](e, t); found {
						names.to = append(names.to, c.Destination)
					}
				}
			}
		}
		out = append(out, flows, names)
	}
	for _, l := range estate.All[*estate.LoadBalancer](e) {
		logs := estate.When(l.Kind, false, func(kind string) bool { return kind == "application" || kind == "classic" })
		if logs.False.IsAlways() {
			continue
		}
		on := estate.When(l.Attributes.Get("access_logs.s3.enabled"), false, func(s string) bool { return strings.EqualFold(s, "true") }).Or(estate.Is(l.AccessLogs, true))
		out = append(out, sourceOf{kind: "requests", subject: l, on: on.Or(delivers(e, l))})
	}
	for _, d := range estate.All[*estate.Distribution](e) {
		out = append(out, sourceOf{kind: "requests", subject: d, on: estate.Is(d.Logs, true).Or(delivers(e, d)), to: []estate.Value[estate.Text]{d.LogBucket}})
	}
	for _, t := range estate.All[*estate.Trail](e) {
		out = append(out, sourceOf{kind: callLogs, subject: t, on: estate.Yes(), to: []estate.Value[estate.Text]{t.Bucket}})
	}
	return out
}

// delivers asks whether a resource's logs go through CloudWatch's log delivery.
func delivers(e *estate.Estate, r estate.Resource) estate.Truth {
	out := estate.No()
	for _, s := range estate.All[*estate.LogSource](e) {
		out = out.Or(review.Refers(e, s.Subject, r).Given(s.When))
	}
	return out
}

// kept says how long logs stay where they go.
type kept struct {
	short, shortish estate.Truth // less than hot, less than cold but not that
	says            string
	at              estate.Origin
}

// keptFor looks at the log groups and buckets of the sources to which logs go; the
// longest counts. Where they go elsewhere nothing is said.
func keptFor(e *estate.Estate, s sourceOf) kept {
	out := kept{short: estate.No(), shortish: estate.No(), says: "not logged"}
	if !s.on.True.ByDefault().IsNever() {
		out.says = "logged, where the sources do not show"
	}
	var lists []func(int) estate.Truth
	for _, to := range s.to {
		atLeast, name, at, found := keeps(e, to)
		if !found {
			if !estate.IsAbsent(to).True.IsAlways() {
				return kept{short: estate.No(), shortish: estate.No(), says: out.says}
			}
			continue
		}
		lists, out.at = append(lists, atLeast), at
		out.says = keptWords(atLeast, name)
	}
	if len(lists) == 0 {
		return out
	}
	hot, cold := estate.No(), estate.No()
	for _, atLeast := range lists {
		hot, cold = hot.Or(atLeast(hotDays)), cold.Or(atLeast(coldDays))
	}
	out.short, out.shortish = hot.Not().And(s.on), cold.Not().And(hot).And(s.on)
	return out
}

// keptWords says how long logs stay, as far as investigations care.
func keptWords(atLeast func(int) estate.Truth, name string) string {
	switch {
	case atLeast(coldDays).True.IsAlways():
		return fmt.Sprintf("kept %d days or more in %s", coldDays, name)
	case atLeast(hotDays).True.IsAlways():
		return fmt.Sprintf("kept %d days or more in %s, but not always %d", hotDays, name, coldDays)
	case atLeast(hotDays).False.IsAlways():
		return fmt.Sprintf("kept less than %d days in %s", hotDays, name)
	}
	return "kept in " + name + ", for how long is not known"
}

// keeps asks of a log group or a bucket whether what it gets stays for some days at
// least. What says nothing keeps for ever.
func keeps(e *estate.Estate, to estate.Value[estate.Text]) (atLeast func(days int) estate.Truth, name string, at estate.Origin, ok bool) {
	t, known := to.Known()
	if !known {
		return nil, "", at, false
	}
	if g, found := estate.FollowTo[*estate.LogGroup](e, t); found {
		return func(days int) estate.Truth {
			return estate.When(g.Retention, true, func(n int) bool { return n >= days })
		}, g.Logical, g.Retention.Origin, true
	}
	b, found := estate.FollowTo[*estate.Bucket](e, t)
	for _, x := range estate.All[*estate.Bucket](e) {
		if !found && !review.Named(to, x.BucketName).True.IsNever() {
			b, found = x, true
		}
	}
	if !found {
		return nil, "", at, false
	}
	return func(days int) estate.Truth {
		return review.AnyItem(b.Lifecycle, func(r estate.LifecycleRule) estate.Truth {
			return estate.Is(r.Enabled, true).And(estate.When(r.ExpirationDays, false, func(n int) bool { return n < days }))
		}).Not()
	}, b.Logical, b.Lifecycle.Origin, true
}
