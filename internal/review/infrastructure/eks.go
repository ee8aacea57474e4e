package infrastructure

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// EKSPrivate is INF-EKS-PRIVATE.
func EKSPrivate() *review.Rule {
	return &review.Rule{
		ID: "INF-EKS-PRIVATE", Area: finding.Infrastructure, Severity: finding.Medium,
		Title: "The Kubernetes API answers known networks only, on a version that is supported",
		Why: "The API server is the way to everything in the cluster. Open to the internet, one stolen token or one flaw before " +
			"authentication is enough. A version without support gets no more fixes, and is moved on by AWS without asking.",
		Fix: "Set EndpointPrivateAccess: true and EndpointPublicAccess: false, or PublicAccessCidrs to your own addresses; " +
			"EncryptionConfig with a key of your own for secrets; a supported Version; SourceSecurityGroups where nodes have an Ec2SshKey.",
		Needs:      []string{"A", "NET"},
		References: []string{"FSBP EKS.1", "FSBP EKS.2", "FSBP EKS.3", "WA SEC06-BP02"},
		Specimen:   clusterTemplate("0.0.0.0/0"), Twin: clusterTemplate("198.51.100.0/24"),
		Check: checkEKS,
	}
}

func clusterTemplate(from string) string {
	return `Resources:
  Cluster:
    Type: AWS::EKS::Cluster
    Properties:
      RoleArn: arn:aws:iam::111122223333:role/eks
      ResourcesVpcConfig:
        SubnetIds: [subnet-1, subnet-2]
        EndpointPublicAccess: true
        EndpointPrivateAccess: true
        PublicAccessCidrs: [` + from + `]
      EncryptionConfig: [{Provider: {KeyArn: arn:aws:kms:eu-west-1:111122223333:key/1}, Resources: [secrets]}]
`
}

// kubernetesRead is when the table below was read.
var kubernetesRead = time.Date(2026, 8, 20, 0, 0, 0, 0, time.UTC)

// kubernetesEnds are the days on which a minor version of Kubernetes 1 leaves
// standard support ("Understand the Kubernetes version lifecycle on EKS", "Amazon
// EKS Kubernetes release calendar"). A year later AWS upgrades the cluster. All
// earlier ones are over.
func kubernetesEnds(minor int) (time.Time, bool) {
	day, ok := map[int]string{
		28: "2024-11-26", 29: "2025-03-23", 30: "2025-07-23", 31: "2025-11-26", 32: "2026-03-23", 33: "2026-07-29",
		34: "2026-12-02", 35: "2027-03-27",
	}[minor]
	if minor < 28 {
		day, ok = "2024-11-26", true
	}
	end, err := time.Parse(time.DateOnly, day)
	return end, ok && err == nil
}

func checkEKS(p *review.Pass) {
	now := p.Shared.Now
	if now.IsZero() {
		now = kubernetesRead
	}
	for _, c := range estate.All[*estate.EKSCluster](p.Estate) {
		old, says := outdated(c, now)
		p.JudgeParts(c, []review.Part{
			{
				Bad:  estate.Is(c.PublicEndpoint, true).And(review.AnyItem(c.PublicCIDRs, isWidePrefix)),
				Says: "the Kubernetes API answers the whole internet", Severity: finding.Medium, At: c.PublicCIDRs.Origin,
			},
			{Bad: old, Says: says, Severity: finding.Low, At: c.Version.Origin},
			{
				Bad: estate.IsAbsent(c.SecretsKey), Severity: finding.Info, At: c.SecretsKey.Origin,
				Says: "secrets are encrypted with a key that AWS owns, if at all (Kubernetes 1.28 and later), and not with one of the customer",
			},
		}, review.Detail{})
	}
	for _, g := range estate.All[*estate.EKSNodegroup](p.Estate) {
		open := estate.IsAbsent(g.SSHKey).Not().And(g.SSHSources.IsEmpty())
		p.Judge(g, open, review.Detail{
			At: g.SSHKey.Origin, Severity: finding.High, Weighed: true,
			Message: "its nodes have an SSH key and no source groups: EKS opens port 22 to the internet",
			Fix:     "Name SourceSecurityGroups, or drop RemoteAccess and use Session Manager.",
		})
	}
}

// isWidePrefix is true of a prefix that holds a large part of the internet.
func isWidePrefix(s string) estate.Truth {
	p, ok := estate.ParsePrefix(s)
	return holds(ok && wide(traffic.Of(traffic.Prefixes(p), traffic.AllServices())))
}

// outdated is true of a cluster whose version has left standard support; without
// a version EKS takes its latest.
func outdated(c *estate.EKSCluster, now time.Time) (estate.Truth, string) {
	over := func(v string) (time.Time, bool) {
		_, minor, ok := strings.Cut(v, ".")
		n, err := strconv.Atoi(minor)
		end, known := kubernetesEnds(n)
		return end, ok && err == nil && known && !now.Before(end)
	}
	says := "its version of Kubernetes has left standard support"
	for _, a := range c.Version.Alternatives() {
		if end, is := over(a.Is); is && a.State == estate.Known {
			says = fmt.Sprintf("Kubernetes %s has left standard support on %s", a.Is, end.Format(time.DateOnly))
		}
	}
	return estate.When(c.Version, false, func(v string) bool { _, is := over(v); return is }), says
}
