package detection

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
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
	ears := earsOf(p)
	seen := false
	for _, t := range estate.All[*estate.Trail](p.Estate) {
		if absent := estate.IsAbsent(t.LogGroup); !absent.True.IsAlways() {
			seen = true
			judgeAlarms(p, t, ears)
		}
	}
	for _, c := range ears.counters {
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

// judgeAlarms asks which of the benchmark's alarms are missing at a trail.
func judgeAlarms(p *review.Pass, t *estate.Trail, ears *ears) {
	organised := len(estate.All[*estate.Organization](p.Estate)) > 0
	bad := estate.No()
	var missing []string
	d := review.Detail{At: t.LogGroup.Origin, Severity: weight(t), Weighed: true}
	total, at := 0, ears.at(t)
	for n, alarm := range ears.alarms {
		if alarm.organisation && !organised {
			continue
		}
		total++
		lacks, records := at.missed(n)
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

// judgeCounter asks of a filter on CloudTrail's records whether anybody hears what
// it counts.
func judgeCounter(p *review.Pass, c *counter) {
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
