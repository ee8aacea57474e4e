package infrastructure

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// ECRHardened is INF-ECR-SCAN-IMMUTABLE: what is deployed is what was built and
// looked at.
func ECRHardened() *review.Rule {
	return &review.Rule{
		ID: "INF-ECR-SCAN-IMMUTABLE", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Images are scanned when they are pushed, and their tags stay what they are",
		Why: "A tag that can be moved lets whoever may push replace what production pulls next, and nothing shows it. Images that " +
			"nobody scans carry known holes for years.",
		Fix: "Set ImageTagMutability: IMMUTABLE and ImageScanningConfiguration {ScanOnPush: true} (or enhanced scanning of the " +
			"registry), and a LifecyclePolicy.",
		Needs:      []string{"A", "IAM"},
		References: []string{"FSBP ECR.1", "FSBP ECR.2", "FSBP ECR.3", "WA SEC06-BP01"},
		Specimen:   repositoryTemplate("MUTABLE"), Twin: repositoryTemplate("IMMUTABLE"),
		Check: checkECR,
	}
}

func repositoryTemplate(mutability string) string {
	return `Resources:
  Images:
    Type: AWS::ECR::Repository
    Properties:
      ImageTagMutability: ` + mutability + `
      ImageScanningConfiguration: {ScanOnPush: true}
      LifecyclePolicy: {LifecyclePolicyText: '{"rules": []}'}
`
}

// checkECR leaves public policies to DATA-QUEUE-TOPIC-PUBLIC.
func checkECR(p *review.Pass) {
	registry := estate.No()
	for _, r := range p.Estate.Resources {
		if c := r.Base(); c.Type == "AWS::ECR::RegistryScanningConfiguration" {
			registry = registry.Or(estate.Holds(c.When))
		}
	}
	for _, r := range estate.All[*estate.Repository](p.Estate) {
		missing := estate.No()
		if r.Lifecycle.IsMissing() {
			missing = estate.Yes()
		}
		p.JudgeParts(r, []review.Part{
			{Bad: estate.Is(r.ScanOnPush, false).And(registry.Not()), Says: "images are not scanned when they are pushed", Severity: finding.Low, At: r.ScanOnPush.Origin},
			{Bad: estate.When(r.Mutability, false, func(s string) bool { return s == "MUTABLE" }), Says: "tags can be moved to other images", Severity: finding.Low, At: r.Mutability.Origin},
			{Bad: missing, Says: "old images are kept for ever", Severity: finding.Info},
		}, review.Detail{})
	}
}
