package detection

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// GuardDutyOn is DET-GUARDDUTY-ON: threat detection is on.
func GuardDutyOn() *review.Rule {
	return &review.Rule{
		ID: "DET-GUARDDUTY-ON", Area: finding.Detection, Severity: finding.High,
		Title: "GuardDuty is on, with its protection plans",
		Why: "GuardDuty finds stolen credentials, crypto-miners and calls to known attackers in logs that nobody reads " +
			"otherwise. A detector that is suspended looks at nothing, and a plan that is switched off leaves its service unwatched.",
		Fix:   "Set Enable: true on the detector, and Status: ENABLED on the features of services that are used.",
		Needs: []string{"A", "ORG"},
		References: []string{
			"FSBP GuardDuty.1", "FSBP GuardDuty.5", "FSBP GuardDuty.6", "FSBP GuardDuty.7", "FSBP GuardDuty.8",
			"FSBP GuardDuty.9", "FSBP GuardDuty.10", "WA SEC04-BP02",
		},
		Specimen: `Resources:
  Detector:
    Type: AWS::GuardDuty::Detector
    Properties: {Enable: false}
`,
		Twin: `Resources:
  Detector:
    Type: AWS::GuardDuty::Detector
    Properties: {Enable: true}
`,
		Check: checkGuardDuty,
	}
}

func checkGuardDuty(p *review.Pass) {
	detectors := estate.All[*estate.Detector](p.Estate)
	listed := p.JudgeRegions(estate.DetectorListing, func(r *estate.AccountRegion) estate.Truth {
		return review.InRegion(detectors, r, review.Any)
	}, review.Detail{Message: "GuardDuty is off: it has no detector"})
	if len(detectors) == 0 && !listed {
		p.NotVisible("GuardDuty belongs to the account, and no source has a detector",
			"aws guardduty list-detectors --region REGION, or load the account")
	}
	for _, d := range detectors {
		parts := append([]review.Part{{
			Bad: estate.Is(d.Enabled, false), Says: "the detector is not enabled: it watches nothing",
			Severity: finding.High, At: d.Enabled.Origin,
		}}, plansOff(d)...)
		p.JudgeParts(d, parts, review.Detail{})
	}
}

// plansOff looks for protection plans that the source itself switches off. AWS
// enables those that it does not name for a new detector, but for runtime
// monitoring ("CreateDetector").
func plansOff(d *estate.Detector) []review.Part {
	var parts []review.Part
	for _, plan := range []string{
		"S3_DATA_EVENTS", "EKS_AUDIT_LOGS", "EBS_MALWARE_PROTECTION", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS",
	} {
		on := d.Feature(plan)
		parts = append(parts, review.Part{
			Bad: estate.Is(on, false), Says: plan + " is switched off", Severity: finding.Low, At: on.Origin,
		})
	}
	return parts
}
