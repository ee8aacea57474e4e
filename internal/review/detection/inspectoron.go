package detection

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// InspectorOn is DET-INSPECTOR-ON: machines, images and functions are scanned.
func InspectorOn() *review.Rule {
	return &review.Rule{
		ID: "DET-INSPECTOR-ON", Area: finding.Detection, Severity: finding.Medium,
		Title: "Amazon Inspector scans instances, images and functions, and its findings are not hidden",
		Why: "Known holes in software are what is tried first. Inspector finds them, and which of them the network lets anybody reach; " +
			"a filter that hides its bad findings makes it as good as off.",
		Fix: "Enable it for EC2, ECR, LAMBDA and LAMBDA_CODE (aws inspector2 enable --resource-types …; CloudFormation cannot). " +
			"Narrow an AWS::InspectorV2::Filter that suppresses to what was judged, by vulnerability or resource.",
		Needs:      []string{"ORG"},
		References: []string{"FSBP Inspector.1", "FSBP Inspector.2", "FSBP Inspector.3", "FSBP Inspector.4", "WA SEC06-BP01"},
		Specimen:   inspectorTemplate(`{Severity: [{Comparison: EQUALS, Value: CRITICAL}]}`),
		Twin:       inspectorTemplate(`{VulnerabilityId: [{Comparison: EQUALS, Value: CVE-2024-0001}]}`),
		Check:      checkInspector,
	}
}

func inspectorTemplate(criteria string) string {
	return `Resources:
  Hidden:
    Type: AWS::InspectorV2::Filter
    Properties: {Name: hidden, FilterAction: SUPPRESS, FilterCriteria: ` + criteria + `}
`
}

// narrow are criteria that choose what was looked at: one hole, one package, one
// resource. Others take all findings of a kind, also those of tomorrow.
var narrow = []string{
	"VulnerabilityId", "VulnerablePackages", "ResourceId", "FindingArn", "Title", "RelatedVulnerabilities", "EcrImageHash",
	"LambdaFunctionName", "CodeVulnerabilityFilePath", "CodeVulnerabilityDetectorName", "ResourceTags", "AwsAccountId",
	"Ec2InstanceVpcId", "Ec2InstanceSubnetId", "Ec2InstanceImageId", "EcrImageRepositoryName", "EcrImageTags",
}

// checkInspector: whether scanning is on, no template says; what a template can do
// is hide.
func checkInspector(p *review.Pass) {
	filters := estate.All[*estate.InspectorFilter](p.Estate)
	for _, f := range filters {
		p.Judge(f, estate.Is(f.Action, "SUPPRESS").And(hidesBad(f.Criteria)), review.Detail{
			At: f.Criteria.Place(), Message: "the filter hides critical and high findings of any kind, also those that come",
		})
	}
	for _, i := range estate.All[*estate.Inspector](p.Estate) {
		if i.Type == "AWS::Inspector::AssessmentTemplate" {
			p.Judge(i, estate.Yes(), review.Detail{
				Message:  "the assessment is of Inspector Classic, which Amazon Inspector has replaced",
				Severity: finding.Low, Weighed: true, Fix: "Use Amazon Inspector (inspector2), which scans without assessments.",
			})
		}
	}
	scanned := estate.All[*estate.Inspector](p.Estate)
	listed := p.JudgeRegions(estate.InspectorListing, func(r *estate.AccountRegion) estate.Truth {
		return review.InRegion(scanned, r, scansAll)
	}, review.Detail{Message: "Amazon Inspector does not scan all of instances, images and functions"})
	if len(filters) == 0 && !listed {
		p.NotVisible("whether Amazon Inspector is on, only the account says", "aws inspector2 batch-get-account-status --region REGION")
	}
}

// scansAll asks of an account's status whether all kinds of resources are scanned.
func scansAll(i *estate.Inspector) estate.Truth {
	out := holds(i.Type == "AWS::InspectorV2::AccountStatus")
	for _, kind := range []string{"EC2", "ECR", "LAMBDA"} {
		out = out.And(review.AnyItem(i.Resources, func(s string) estate.Truth { return holds(s == kind) }))
	}
	return out
}

// hidesBad asks whether criteria let a finding of severity high or critical
// through, whatever it is of.
func hidesBad(criteria *estate.Tree) estate.Truth {
	out := estate.Yes()
	for _, name := range narrow {
		out = out.And(criteria.Written(name).Not())
	}
	severity := criteria.At("Severity")
	if severity.IsMissing() {
		return out
	}
	bad := estate.No()
	severity.Walk(func(path string, t *estate.Tree) bool {
		if path == "" && t.Kind == estate.Map || path == "" && t.Kind == estate.List {
			return true
		}
		if path == "Value" {
			bad = bad.Or(estate.When(t.AsString(), false, func(s string) bool {
				return strings.EqualFold(s, "CRITICAL") || strings.EqualFold(s, "HIGH")
			}))
		}
		if t.Kind == estate.Opaque {
			bad = bad.Or(estate.Maybe(t.Gap()))
		}
		return true
	})
	return out.And(bad)
}
