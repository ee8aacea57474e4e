package infrastructure

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// SageMakerIsolated is INF-SAGEMAKER-ISOLATED.
func SageMakerIsolated() *review.Rule {
	return &review.Rule{
		ID: "INF-SAGEMAKER-ISOLATED", Area: finding.Infrastructure, Severity: finding.Medium, Raise: review.ByClass,
		Title: "Notebooks, domains and models of SageMaker stay in the VPC",
		Why: "A notebook has a role that reads the training data, and runs any code that somebody pastes. With an internet access of its " +
			"own it goes around every control of the VPC, and the data leaves with it. Models are often other people's code.",
		Fix: "Set DirectInternetAccess: Disabled with a SubnetId, RootAccess: Disabled and MinimumInstanceMetadataServiceVersion: \"2\" on notebooks, " +
			"AppNetworkAccessType: VpcOnly on domains, EnableNetworkIsolation on models and EnableInterContainerTrafficEncryption on jobs.",
		Needs:      []string{"A"},
		References: []string{"FSBP SageMaker.1", "FSBP SageMaker.2", "FSBP SageMaker.3", "FSBP SageMaker.4", "FSBP SageMaker.5", "WA SEC06-BP02"},
		Specimen:   notebookTemplate("Enabled"), Twin: notebookTemplate("Disabled"),
		Check: checkSageMaker,
	}
}

func notebookTemplate(direct string) string {
	return `Resources:
  Notebook:
    Type: AWS::SageMaker::NotebookInstance
    Properties:
      InstanceType: ml.t3.medium
      RoleArn: arn:aws:iam::111122223333:role/notebook
      SubnetId: subnet-1
      SecurityGroupIds: [sg-1]
      DirectInternetAccess: ` + direct + `
      RootAccess: Disabled
      InstanceMetadataServiceConfiguration: {MinimumInstanceMetadataServiceVersion: "2"}
`
}

func checkSageMaker(p *review.Pass) {
	for _, n := range estate.All[*estate.Notebook](p.Estate) {
		p.JudgeParts(n, []review.Part{
			{Bad: estate.Is(n.Direct, true), Says: "it has direct access to the internet, around the VPC", Severity: finding.Medium, At: n.Direct.Origin},
			{Bad: n.Subnets.IsEmpty(), Says: "it is in no VPC of one's own", Severity: finding.Medium, At: n.Subnets.Origin},
			{Bad: estate.Is(n.Root, true), Says: "its users are root", Severity: finding.Low, At: n.Root.Origin},
			{Bad: isOneOf(n.Metadata, "1"), Says: "IMDSv1 answers on it", Severity: finding.Low, At: n.Metadata.Origin},
		}, review.Detail{})
	}
	for _, d := range estate.All[*estate.StudioDomain](p.Estate) {
		p.Judge(d, isOneOf(d.Access, "PublicInternetOnly"), review.Detail{
			At: d.Access.Origin, Message: "its applications reach the internet through SageMaker, around the VPC",
		})
	}
	for _, m := range estate.All[*estate.Model](p.Estate) {
		p.Judge(m, estate.Is(m.Isolated, false).And(m.Subnets.IsEmpty()), review.Detail{
			At: m.Isolated.Origin, Message: "its containers reach the internet: they are neither isolated nor in a VPC", Severity: finding.Low, Weighed: true,
		})
		if some := estate.Is(m.Isolated, false).And(m.Subnets.IsEmpty().Not()); !some.True.IsNever() {
			p.Judge(m, some, review.Detail{
				At: m.Isolated.Origin, Message: "its containers are not isolated: they reach what the VPC lets them", Severity: finding.Info, Weighed: true, Key: "vpc",
			})
		}
	}
	for _, e := range estate.All[*estate.EndpointConfig](p.Estate) {
		one := review.AnyItem(e.Counts, func(n int) estate.Truth { return holds(n == 1) })
		p.Judge(e, one, review.Detail{At: e.Counts.Origin, Message: "a variant has one instance only, in one Availability Zone", Severity: finding.Info, Weighed: true})
	}
	for _, j := range estate.All[*estate.MonitoringJob](p.Estate) {
		p.JudgeParts(j, []review.Part{
			{Bad: estate.Is(j.Encrypted, false).And(estate.Is(j.Count, 1).Not()), Says: "what its instances tell each other is not encrypted", Severity: finding.Low, At: j.Encrypted.Origin},
			{Bad: estate.Is(j.Isolated, false).And(j.Subnets.IsEmpty()), Says: "its containers reach the internet: they are neither isolated nor in a VPC", Severity: finding.Low, At: j.Isolated.Origin},
		}, review.Detail{})
	}
}
