package detection

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// TrailData is DET-TRAIL-DATA: who reads and writes confidential objects is
// recorded.
func TrailData() *review.Rule {
	return &review.Rule{
		ID: "DET-TRAIL-DATA", Area: finding.Detection, Severity: finding.Medium,
		Title: "Data events of buckets with confidential data are recorded",
		Why: "Management events show who changed a bucket, not who read what is in it. After a theft the first question is which " +
			"objects were taken; without data events the answer is: perhaps all of them.",
		Fix: "Add to the trail an AdvancedEventSelector with eventCategory Data, resources.type AWS::S3::Object and resources.ARN " +
			"StartsWith the bucket's ARN and a slash.",
		Needs:      []string{"J"},
		References: []string{"CIS 4.8", "CIS 4.9", "FSBP S3.22", "FSBP S3.23", "WA SEC04-BP01"},
		Specimen:   trailDataTemplate("arn:aws:s3:::other-bucket/"),
		Twin:       trailDataTemplate("arn:aws:s3:::orders/"),
		Check:      checkTrailData,
	}
}

func trailDataTemplate(prefix string) string {
	return `Resources:
  Orders:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: orders
      Tags: [{Key: data-classification, Value: confidential}]
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: audit-logs
      IsLogging: true
      IsMultiRegionTrail: true
      EventSelectors:
        - IncludeManagementEvents: true
          ReadWriteType: All
          DataResources: [{Type: AWS::S3::Object, Values: ["` + prefix + `"]}]
`
}

// objectEvents are a read and a write of an object in a bucket, whose ARN may be
// spelled in several ways.
func objectEvents(b *estate.Bucket) []sampleEvent {
	const object = "/2026/report.csv"
	arns := []string{
		"${" + string(b.ID) + ".Arn}" + object, "arn:aws:s3:::${" + string(b.ID) + "}" + object, withoutPartition(b.ARN.String()) + object,
	}
	named := estate.No()
	if name, ok := b.BucketName.Known(); ok && name.String() != "" {
		arns = append(arns, "arn:aws:s3:::"+name.String()+object)
		named = review.Spells(name, b.BucketName.Origin, func(string) bool { return false })
	}
	var out []sampleEvent
	for _, reads := range []bool{true, false} {
		out = append(out, sampleEvent{data: true, source: "s3.amazonaws.com", readOnly: reads, kind: "AWS::S3::Object", arns: arns, named: named})
	}
	return out
}

// dataRecorded asks whether some trail or store that is on has reads and writes of
// a bucket's objects.
func dataRecorded(e *estate.Estate, b *estate.Bucket) estate.Truth {
	all := estate.Yes()
	for _, event := range objectEvents(b) {
		some := estate.No()
		for _, t := range estate.All[*estate.Trail](e) {
			if some.True.IsAlways() {
				break // one that surely has them is enough
			}
			on := estate.Is(t.Logging.Or(true), true).And(covers(t, &b.Core))
			some = some.Or(on.And(records(t.Selectors, t.AdvancedSelectors, event)).Given(t.When))
		}
		for _, s := range estate.All[*estate.EventDataStore](e) {
			on := estate.Is(s.Ingesting.Or(true), true).And(storeCovers(s, &b.Core))
			some = some.Or(on.And(records(nil, s.AdvancedSelectors, event)).Given(s.When))
		}
		all = all.And(some)
	}
	return all
}

// unrecorded asks whether nothing has the reads and writes of a bucket's objects.
func unrecorded(p *review.Pass, b *estate.Bucket) estate.Truth {
	recorded := dataRecorded(p.Estate, b)
	if b.Physical == "" {
		return p.Lacks(recorded)
	}
	return p.LacksAnywhere(&b.Core, recorded, estate.TrailListing, estate.EventDataStoreListing)
}

// checkTrailData: without any trail in the sources it may be another stack's. The
// bucket that a trail writes into is left out: recording what the trail writes there
// makes it write more ("Logging data events", the note on the trail's own bucket).
func checkTrailData(p *review.Pass) {
	none := len(estate.All[*estate.Trail](p.Estate))+len(estate.All[*estate.EventDataStore](p.Estate))+len(estate.All[*estate.AccountRegion](p.Estate)) == 0
	for _, b := range estate.All[*estate.Bucket](p.Estate) {
		class := review.Sensitive(&b.Core)
		if class.False.IsAlways() {
			continue
		}
		if none && !review.Classified(&b.Core) {
			p.Hinge(b, class)
			continue
		}
		if none {
			p.NotVisible("the sources hold confidential buckets and no trail", "aws cloudtrail get-event-selectors --trail-name NAME, or load the stack that holds the trail")
			return
		}
		own := takesTrails(p.Estate, b)
		if own.True.IsAlways() {
			continue
		}
		p.JudgeClassed(b, &b.Core, own.Not().And(unrecorded(p, b)), review.Detail{
			Message: "holds " + review.ClassName(&b.Core) + " data, and no trail records who reads and writes its objects",
		})
	}
}
