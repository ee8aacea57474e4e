package detection

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// TrailLogs is DET-TRAIL-LOGS: a trail records, and to where it can be searched
// and alarmed on.
func TrailLogs() *review.Rule {
	return &review.Rule{
		ID: "DET-TRAIL-LOGS", Area: finding.Detection, Severity: finding.Low,
		Title: "CloudTrail's events reach CloudWatch Logs or CloudTrail Lake",
		Why: "A trail that only fills a bucket is read after the damage is done. In CloudWatch Logs metric filters can " +
			"raise an alarm within minutes, in Lake an investigator can ask questions at once. A trail that is switched " +
			"off records nothing at all.",
		Fix: "Set IsLogging: true, CloudWatchLogsLogGroupArn and CloudWatchLogsRoleArn on the trail, or add an " +
			"AWS::CloudTrail::EventDataStore.",
		Needs:      []string{"J"},
		References: []string{"FSBP CloudTrail.5", "WA SEC04-BP02"},
		Specimen: `Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: {S3BucketName: audit-logs, IsLogging: true, EnableLogFileValidation: true}
`,
		Twin: `Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: audit-logs
      IsLogging: true
      CloudWatchLogsLogGroupArn: !GetAtt TrailLogs.Arn
      CloudWatchLogsRoleArn: arn:aws:iam::111122223333:role/trail
  TrailLogs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 365}
`,
		Check: checkTrailLogs,
	}
}

func checkTrailLogs(p *review.Pass) {
	for _, t := range estate.All[*estate.Trail](p.Estate) {
		lake := estate.No()
		for _, s := range review.SameAccount(estate.All[*estate.EventDataStore](p.Estate), &t.Core) {
			lake = lake.Or(estate.Is(s.Ingesting.Or(true), true).Given(s.When))
		}
		p.JudgeParts(t, []review.Part{
			{
				Bad: estate.Is(t.Logging, false), Says: "IsLogging is false: the trail records nothing",
				Severity: finding.High, At: t.Logging.Origin,
			},
			{
				Bad:  estate.IsAbsent(t.LogGroup).And(p.LacksAnywhere(&t.Core, lake, estate.EventDataStoreListing)),
				Says: "the trail's events go to a bucket only: nothing can alarm on them", Severity: weight(t),
				At: t.LogGroup.Origin,
			},
		}, review.Detail{})
	}
}

// weight: a trail that leaves out management events feeds some automation, and
// is not what an investigation stands on.
func weight(t *estate.Trail) finding.Severity {
	if dataOnly(t) {
		return finding.Info
	}
	return finding.Low
}
