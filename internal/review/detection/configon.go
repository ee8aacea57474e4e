package detection

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// ConfigOn is DET-CONFIG-ON: AWS Config records every type, and delivers.
func ConfigOn() *review.Rule {
	return &review.Rule{
		ID: "DET-CONFIG-ON", Area: finding.Detection, Severity: finding.Medium,
		Title: "AWS Config records all resource types",
		Why: "Config is the history of the account: who changed the security group, when, and what it was before. Types " +
			"that are not recorded have no history, Config rules and most of Security Hub's controls do not see them.",
		Fix:        "Set RecordingGroup: {AllSupported: true} on the recorder, and add an AWS::Config::DeliveryChannel.",
		Needs:      []string{"J", "ORG"},
		References: []string{"FSBP Config.1", "CIS 4.3", "WA SEC04-BP01"},
		Specimen: `Resources:
  Recorder:
    Type: AWS::Config::ConfigurationRecorder
    Properties:
      RoleARN: arn:aws:iam::111122223333:role/config
      RecordingGroup: {AllSupported: false, ResourceTypes: ["AWS::EC2::Instance"]}
  Delivery:
    Type: AWS::Config::DeliveryChannel
    Properties: {S3BucketName: config-history}
`,
		Twin: `Resources:
  Recorder:
    Type: AWS::Config::ConfigurationRecorder
    Properties:
      RoleARN: arn:aws:iam::111122223333:role/config
      RecordingGroup: {AllSupported: true, IncludeGlobalResourceTypes: true}
  Delivery:
    Type: AWS::Config::DeliveryChannel
    Properties: {S3BucketName: config-history}
`,
		Check: checkConfig,
	}
}

func checkConfig(p *review.Pass) {
	recorders := estate.All[*estate.ConfigRecorder](p.Estate)
	listed := p.JudgeRegions(estate.RecorderListing, func(r *estate.AccountRegion) estate.Truth {
		return review.InRegion(recorders, r, review.Any)
	}, review.Detail{Message: "AWS Config is off: it has no recorder"})
	if len(recorders) == 0 && !listed {
		p.NotVisible("AWS Config belongs to the account, and no source has a recorder",
			"aws configservice describe-configuration-recorder-status --region REGION, or load the account")
	}
	for _, r := range recorders {
		delivered := estate.No()
		for _, c := range review.SamePlace(estate.All[*estate.ConfigDelivery](p.Estate), &r.Core) {
			delivered = delivered.Or(estate.Holds(c.When))
		}
		p.JudgeParts(r, []review.Part{
			{
				Bad: estate.Is(r.AllSupported, false), Severity: finding.Medium, At: r.AllSupported.Origin,
				Says: "the recorder keeps the history of some resource types only",
			},
			{
				Bad: p.LacksListed(&r.Core, delivered, estate.DeliveryListing), Severity: finding.Medium,
				Says: "there is no delivery channel, without which a recorder does not start",
			},
			{Bad: estate.Is(r.Recording, false), Severity: finding.Medium, At: r.Recording.Origin, Says: "the recorder is switched off"},
		}, review.Detail{})
	}
	for _, a := range estate.All[*estate.ConfigAggregator](p.Estate) {
		p.Judge(a, someRegionsOnly(a), review.Detail{
			Message: "the aggregator takes in some Regions only: changes in the others are not seen", Severity: finding.Low, Weighed: true,
			Fix: "Set AllAwsRegions: true on the aggregator's source.",
		})
	}
}

// someRegionsOnly is true of an aggregator with a source that names Regions.
func someRegionsOnly(a *estate.ConfigAggregator) estate.Truth {
	accounts := review.AnyItem(estate.AsItems(a.Accounts, func(_ scenario.Guard, t *estate.Tree) estate.Value[bool] {
		return t.At("AllAwsRegions").AsBool().Or(false)
	}), func(all estate.Value[bool]) estate.Truth { return estate.Is(all, false) })
	return accounts.Or(estate.Is(a.Organization, true).And(estate.Is(a.AllRegions, false)))
}
