package detection

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// SecurityLake is DET-SECURITY-LAKE: logs can be asked questions in one place.
func SecurityLake() *review.Rule {
	return &review.Rule{
		ID: "DET-SECURITY-LAKE", Area: finding.Detection, Severity: finding.Low,
		Title: "Logs can be queried in one place",
		Why: "In an incident the question is where else this address or key was seen. Files in a bucket do not answer; a lake, " +
			"Athena or CloudTrail Lake does, if it was set up before.",
		Fix: "Add AWS::SecurityLake::AwsLogSource for CLOUD_TRAIL_MGMT, VPC_FLOW, ROUTE53 and SH_FINDINGS to the data lake; or an " +
			"AWS::CloudTrail::EventDataStore; or Athena over the log bucket.",
		Needs:      []string{"J"},
		References: []string{"WA SEC04-BP02"},
		Specimen:   lakeTemplate("VPC_FLOW"),
		Twin:       lakeTemplate("CLOUD_TRAIL_MGMT"),
		Check:      checkSecurityLake,
	}
}

func lakeTemplate(source string) string {
	return `Resources:
  Lake:
    Type: AWS::SecurityLake::DataLake
    Properties: {MetaStoreManagerRoleArn: "arn:aws:iam::111122223333:role/lake"}
  Source:
    Type: AWS::SecurityLake::AwsLogSource
    Properties: {DataLakeArn: !GetAtt Lake.Arn, SourceName: ` + source + `, SourceVersion: "2.0"}
`
}

// checkSecurityLake judges a lake by what it collects, and else trails by whether
// anything lets one ask what is in their buckets.
func checkSecurityLake(p *review.Pass) {
	lakes := estate.All[*estate.DataLake](p.Estate)
	for _, l := range lakes {
		collects := estate.No()
		for _, s := range estate.All[*estate.LakeSource](p.Estate) {
			calls := estate.When(s.Kind, false, func(kind string) bool { return kind == "CLOUD_TRAIL_MGMT" })
			collects = collects.Or(calls.And(review.Refers(p.Estate, s.Lake, l)).Given(s.When))
		}
		p.Judge(l, p.Lacks(collects.Or(anySource(p.Estate, l))), review.Detail{
			Message: "the lake collects no management events of CloudTrail (no AwsLogSource CLOUD_TRAIL_MGMT)",
		})
	}
	trails := estate.All[*estate.Trail](p.Estate)
	if len(lakes) > 0 {
		return
	}
	if len(trails) == 0 {
		p.NotVisible("no source has a trail, a data lake or an event data store", "aws securitylake list-data-lakes, aws cloudtrail list-event-data-stores")
		return
	}
	asked := estate.No()
	for _, r := range p.Estate.Resources {
		switch c := r.Base(); {
		case slices.Contains([]string{"AWS::Athena::WorkGroup", "AWS::Athena::NamedQuery", "AWS::Glue::Table", "AWS::SecurityLake::Subscriber"}, c.Type):
			asked = asked.Or(estate.Holds(c.When))
		case c.Type == "AWS::OpenSearchService::Domain" && strings.Contains(strings.ToLower(c.Logical), "log"):
			asked = asked.Or(estate.Holds(c.When))
		}
	}
	for _, t := range trails {
		toStore := estate.No()
		for _, s := range review.SameAccount(estate.All[*estate.EventDataStore](p.Estate), &t.Core) {
			toStore = toStore.Or(estate.Holds(s.When))
		}
		toLogs := estate.IsAbsent(t.LogGroup).Not() // Logs Insights asks there
		p.Judge(t, p.Lacks(asked.Or(toStore).Or(toLogs)), review.Detail{
			Message: "the trail's files lie in a bucket, and nothing of the sources can query them", Severity: finding.Info, Weighed: true,
		})
	}
}

// anySource is unknown where a source of the lake is of a kind that isn't known.
func anySource(e *estate.Estate, l *estate.DataLake) estate.Truth {
	out := estate.No()
	for _, s := range estate.All[*estate.LakeSource](e) {
		kind := estate.When(s.Kind, false, func(string) bool { return false })
		out = out.Or(kind.And(review.Refers(e, s.Lake, l)).Given(s.When))
	}
	return out
}
