package detection

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// EKSAudit is DET-EKS-AUDIT: what the Kubernetes API is asked is recorded.
func EKSAudit() *review.Rule {
	return &review.Rule{
		ID: "DET-EKS-AUDIT", Area: finding.Detection, Severity: finding.Medium,
		Title: "EKS control planes log audit and authentication",
		Why: "Who read a secret of the cluster, started a pod with the node's rights or opened a shell in one: only the control plane " +
			"knows, and keeps nothing unless it is told to.",
		Fix:        "Set Logging: {ClusterLogging: {EnabledTypes: [{Type: audit}, {Type: authenticator}]}}.",
		Needs:      []string{"A"},
		References: []string{"FSBP EKS.8", "WA SEC04-BP01"},
		Specimen:   clusterLogsTemplate("api"),
		Twin:       clusterLogsTemplate("audit}, {Type: authenticator"),
		Check:      checkEKSAudit,
	}
}

func clusterLogsTemplate(kinds string) string {
	return `Resources:
  Cluster:
    Type: AWS::EKS::Cluster
    Properties:
      RoleArn: arn:aws:iam::111122223333:role/eks
      ResourcesVpcConfig: {SubnetIds: [subnet-1, subnet-2]}
      Logging: {ClusterLogging: {EnabledTypes: [{Type: ` + kinds + `}]}}
`
}

func checkEKSAudit(p *review.Pass) {
	for _, c := range estate.All[*estate.EKSCluster](p.Estate) {
		logs := func(kind string) estate.Truth {
			return review.AnyItem(c.Logs, func(s string) estate.Truth { return holds(s == kind) })
		}
		p.JudgeParts(c, []review.Part{
			{Bad: logs("audit").Not(), Says: "the control plane keeps no audit log", Severity: finding.Medium, At: c.Logs.Origin},
			{Bad: logs("authenticator").Not(), Says: "the control plane does not log who signs in (authenticator)", Severity: finding.Low, At: c.Logs.Origin},
		}, review.Detail{})
	}
}
