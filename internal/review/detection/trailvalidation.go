package detection

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// TrailValidation is DET-TRAIL-VALIDATION: trails sign what they deliver.
func TrailValidation() *review.Rule {
	return &review.Rule{
		ID: "DET-TRAIL-VALIDATION", Area: finding.Detection, Severity: finding.Medium,
		Title: "CloudTrail signs its log files",
		Why: "Whoever can write to the log bucket can edit or remove the record of what they did. With log file " +
			"validation CloudTrail delivers signed digests, so a changed or missing file shows.",
		Fix:        "Set EnableLogFileValidation: true on the trail.",
		Needs:      []string{"A"},
		References: []string{"FSBP CloudTrail.4", "CIS 4.2", "WA SEC04-BP01"},
		Specimen: `Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: {S3BucketName: audit-logs, IsLogging: true, IsMultiRegionTrail: true}
`,
		Twin: `Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: {S3BucketName: audit-logs, IsLogging: true, IsMultiRegionTrail: true, EnableLogFileValidation: true}
`,
		Check: func(p *review.Pass) {
			for _, t := range estate.All[*estate.Trail](p.Estate) {
				p.Judge(t, estate.Is(t.Validation.Or(false), false), review.Detail{
					At: t.Validation.Origin, Message: "EnableLogFileValidation is not true: edited or deleted log files would not show",
				})
			}
		},
	}
}
