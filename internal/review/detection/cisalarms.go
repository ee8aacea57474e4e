package detection

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/filterpattern"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/eventpattern"
)

// CISAlarms is DET-CIS-ALARMS: changes of what guards the account set off an alarm.
func CISAlarms() *review.Rule {
	return &review.Rule{
		ID: "DET-CIS-ALARMS", Area: finding.Detection, Severity: finding.Low,
		Title: "Alarms go off at the changes that the CIS benchmark names",
		Why: "Use of the root user, a trail that is stopped, a policy that is widened: the steps of an attack are calls that happen " +
			"seldom. A pattern with a wrong word looks right and never counts anything, so patterns are tried on sample records.",
		Fix: "On the trail's log group add an AWS::Logs::MetricFilter for each, an AWS::CloudWatch::Alarm on its metric and an " +
			"AlarmAction; or an AWS::Events::Rule on the same calls. docs/controls.md lists them.",
		Needs: []string{"J"},
		References: []string{
			"CIS 5.1", "CIS 5.2", "CIS 5.3", "CIS 5.4", "CIS 5.5", "CIS 5.6", "CIS 5.7", "CIS 5.8", "CIS 5.9", "CIS 5.10", "CIS 5.11",
			"CIS 5.12", "CIS 5.13", "CIS 5.14", "CIS 5.15", "WA SEC04-BP04",
		},
		Specimen: cisTemplate(1),
		Twin:     cisTemplate(len(examplePatterns)),
		Check:    checkCISAlarms,
	}
}

// examplePatterns are patterns for the alarms, in the benchmark's order.
var examplePatterns = []string{
	`{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }`,
	`{ $.eventName = "ConsoleLogin" && $.additionalEventData.MFAUsed != "Yes" }`,
	`{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }`,
	`{ $.eventSource = iam.amazonaws.com && $.readOnly IS FALSE }`,
	`{ $.eventName = "*Trail" || $.eventName = "St*Logging" }`,
	`{ $.eventName = ConsoleLogin && $.errorMessage = "Failed authentication" }`,
	`{ $.eventSource = kms.amazonaws.com && ($.eventName = DisableKey || $.eventName = ScheduleKeyDeletion) }`,
	`{ $.eventSource = s3.amazonaws.com && ($.eventName = "PutBucket*" || $.eventName = "DeleteBucket*") }`,
	`{ $.eventSource = config.amazonaws.com && $.readOnly IS FALSE }`,
	`{ $.eventName = "*SecurityGroup*" && $.readOnly IS FALSE }`,
	`{ $.eventName = "*NetworkAcl*" && $.readOnly IS FALSE }`,
	`{ $.eventName = "*CustomerGateway" || $.eventName = "*InternetGateway" }`,
	`{ $.eventName = "*Route*" && $.readOnly IS FALSE }`,
	`{ $.eventName = "*Vpc*" && $.readOnly IS FALSE }`,
}

// cisTemplate has a trail and the first n of the alarms.
func cisTemplate(n int) string {
	var b strings.Builder
	b.WriteString(`Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: audit-logs
      IsLogging: true
      IsMultiRegionTrail: true
      CloudWatchLogsLogGroupArn: !GetAtt Calls.Arn
      CloudWatchLogsRoleArn: arn:aws:iam::111122223333:role/trail
  Calls:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 365}
  People:
    Type: AWS::SNS::Topic
    Properties: {Subscription: [{Protocol: email, Endpoint: security@example.com}]}
`)
	for i := range n {
		fmt.Fprintf(&b, `  Filter%[1]d:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref Calls
      FilterPattern: '%[2]s'
      MetricTransformations: [{MetricNamespace: CIS, MetricName: "alarm-%[1]d", MetricValue: "1"}]
  Alarm%[1]d:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: CIS
      MetricName: "alarm-%[1]d"
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 1
      ComparisonOperator: GreaterThanOrEqualToThreshold
      AlarmActions: [!Ref People]
`, i+1, examplePatterns[i])
	}
	return b.String()
}

func checkCISAlarms(p *review.Pass) {
	trails := estate.All[*estate.Trail](p.Estate)
	filters := estate.All[*estate.MetricFilter](p.Estate)
	counters := countersOf(p.Estate, filters)
	seen := false
	for _, t := range trails {
		if absent := estate.IsAbsent(t.LogGroup); !absent.True.IsAlways() {
			seen = true
			judgeAlarms(p, t, counters)
		}
	}
	for _, c := range counters {
		if c.readsTrail {
			seen = true
			judgeCounter(p, c)
		}
	}
	if !seen {
		p.NotVisible("no source has a trail that writes to CloudWatch Logs, or a metric filter for its records",
			"aws logs describe-metric-filters, aws cloudwatch describe-alarms, or load the stack that holds them")
	}
}

// counter is a metric filter with its pattern read, and whether an alarm on what it
// counts does anything.
type counter struct {
	filter     *estate.MetricFilter
	pattern    *filterpattern.Pattern // nil: it can't be read
	alarmed    estate.Truth
	readsTrail bool
}

func countersOf(e *estate.Estate, filters []*estate.MetricFilter) []counter {
	var out []counter
	for _, f := range filters {
		c := counter{filter: f, alarmed: alarmed(e, f)}
		t, _ := f.Pattern.Known()
		if text, ok := t.Known(); ok {
			if parsed, err := filterpattern.Parse(text); err == nil {
				c.pattern = &parsed
			}
			c.readsTrail = strings.HasPrefix(strings.TrimSpace(text), "{") &&
				(strings.Contains(text, "$.eventName") || strings.Contains(text, "$.userIdentity") || strings.Contains(text, "$.eventSource"))
		}
		out = append(out, c)
	}
	return out
}

// alarmed asks whether an alarm on the filter's metric has an action.
func alarmed(e *estate.Estate, f *estate.MetricFilter) estate.Truth {
	out := estate.No()
	for _, a := range review.SamePlace(estate.All[*estate.Alarm](e), &f.Core) {
		acts := a.Actions.IsEmpty().Not().And(estate.Is(a.ActionsEnabled, true)).
			And(estate.When(a.Comparison, true, func(s string) bool { return !strings.HasPrefix(s, "Less") }))
		out = out.Or(watches(a, f).And(acts).Given(a.When))
	}
	return out
}

// watches asks whether an alarm is on a metric that the filter counts, by itself or
// in a formula.
func watches(a *estate.Alarm, f *estate.MetricFilter) estate.Truth {
	return review.AnyItem(f.Metrics, func(m estate.MetricName) estate.Truth {
		direct := sameText(a.Metric.Name, m.Name).And(sameText(a.Metric.Namespace, m.Namespace))
		name, ok := m.Name.Known()
		if !ok {
			return direct
		}
		named := false
		a.Queries.Walk(func(_ string, t *estate.Tree) bool {
			named = named || t.Kind == estate.Scalar && t.Text.Equal(name)
			return !named
		})
		return direct.Or(holds(named))
	})
}

func sameText(v, w estate.Value[estate.Text]) estate.Truth {
	return review.Ask(v, estate.No(), func(t estate.Text) estate.Truth {
		return review.Ask(w, estate.No(), func(u estate.Text) estate.Truth { return review.Same(t, u, v.Origin) })
	})
}

// counts asks whether a filter counts a record.
func (c counter) counts(record map[string]any) estate.Truth {
	at := c.filter.Pattern.Origin
	if c.pattern == nil {
		t, _ := c.filter.Pattern.Known()
		return estate.Maybe(review.Gap("the pattern of "+c.filter.Logical, "it cannot be read: "+t.String(), "write it as AWS's filter pattern syntax has it", at))
	}
	switch c.pattern.Match(any(record)) {
	case filterpattern.Yes:
		return estate.Yes()
	case filterpattern.No:
		return estate.No()
	}
	return estate.Maybe(review.Gap("the pattern of "+c.filter.Logical, "what it makes of a property that is not there AWS's pages do not say", "", at))
}

// judgeAlarms asks which of the benchmark's alarms are missing at a trail.
func judgeAlarms(p *review.Pass, t *estate.Trail, counters []counter) {
	organised := len(estate.All[*estate.Organization](p.Estate)) > 0
	bad := estate.No()
	var missing []string
	d := review.Detail{At: t.LogGroup.Origin, Severity: weight(t), Weighed: true}
	total := 0
	for _, alarm := range cisAlarms() {
		if alarm.organisation && !organised {
			continue
		}
		total++
		lacks, records := missed(p, t, counters, alarm)
		bad = bad.Or(lacks)
		if len(records) > 0 {
			missing = append(missing, alarm.title)
			d.Facts = append(d.Facts, fmt.Sprintf("CIS %s, %s: nothing tells of %s", alarm.id, alarm.title, few(records)))
		}
	}
	d.Key = review.Listed(missing)
	switch {
	case len(missing) == total:
		d.Message, d.Facts = "no metric filter with an alarm, and no event rule, tells of what the trail records", nil
	case len(missing) > 0:
		d.Message = "no alarm tells of " + strings.Join(missing, ", ")
	default:
		d.Message = "an alarm may be missing"
	}
	p.Judge(t, p.Lacks(bad.Not()), d)
}

// missed asks whether some record of an alarm is told by nothing, and names those
// that surely are not.
func missed(p *review.Pass, t *estate.Trail, counters []counter, alarm cisAlarm) (estate.Truth, []string) {
	bad := estate.No()
	var names []string
	for _, record := range alarm.records {
		told := estate.No()
		for _, c := range counters {
			told = told.Or(watchesTrail(p.Estate, c.filter, t).And(c.alarmed).And(c.counts(record)).Given(c.filter.When))
		}
		for _, r := range review.SameAccount(estate.All[*estate.EventRule](p.Estate), &t.Core) {
			if !r.Pattern.IsMissing() {
				told = told.Or(eventpattern.Sends(p.Estate, r).And(eventpattern.Match(r.Pattern, asEvent(record))).And(hearsAll(r, t)).Given(r.When))
			}
		}
		if name := record["eventName"].(string); told.True.IsNever() && told.Unknown.IsNever() && !slices.Contains(names, name) {
			names = append(names, name)
		}
		bad = bad.Or(told.Not())
	}
	return bad, names
}

// hearsAll asks whether a rule hears all that a trail records: in an account, of its own
// Region only.
func hearsAll(r *estate.EventRule, t *estate.Trail) estate.Truth {
	if r.Physical == "" || t.Physical == "" {
		return estate.Yes()
	}
	elsewhere := estate.Is(t.MultiRegion.Or(false), true).Or(holds(!r.Region.Equal(t.Region)))
	gap := review.Gap(string(r.ID), "the rule hears what happens in its own Region", "look at the rules of the other Regions", r.Origin)
	return elsewhere.Not().Or(estate.Maybe(gap))
}

// watchesTrail asks whether a filter reads the log group of a trail.
func watchesTrail(e *estate.Estate, f *estate.MetricFilter, t *estate.Trail) estate.Truth {
	return review.Ask(t.LogGroup, estate.No(), func(arn estate.Text) estate.Truth {
		if g, ok := estate.FollowTo[*estate.LogGroup](e, arn); ok {
			return review.Refers(e, f.LogGroup, g).Or(review.Named(f.LogGroup, g.GroupName))
		}
		return review.Ask(f.LogGroup, estate.No(), func(name estate.Text) estate.Truth {
			if name.Equal(arn) || strings.Contains(arn.String(), ":log-group:"+name.String()) {
				return estate.Yes()
			}
			if _, ours := e.Follow(name); ours {
				return estate.No()
			}
			return estate.Maybe(estate.NotInEstate(arn, t.LogGroup.Origin))
		})
	})
}

// judgeCounter asks of a filter on CloudTrail's records whether anybody hears what
// it counts.
func judgeCounter(p *review.Pass, c counter) {
	p.Judge(c.filter, p.Lacks(c.alarmed), review.Detail{
		At: c.filter.Pattern.Origin, Message: "the filter counts records of CloudTrail, and no alarm with an action is on its metric",
		Key: "alarm", Fix: "Add an AWS::CloudWatch::Alarm on the metric, with AlarmActions.",
	})
}

func few(names []string) string {
	const most = 4
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}
