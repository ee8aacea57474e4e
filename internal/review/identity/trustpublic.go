package identity

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// TrustPublic asks that no role can be assumed by everyone.
func TrustPublic() *review.Rule {
	return &review.Rule{
		ID: "IAM-TRUST-PUBLIC", Area: finding.Identity, Severity: finding.Critical,
		Title: "No role can be assumed by everyone",
		Why: "With a wildcard as principal any AWS account in the world may assume the role and has its rights here. Account ids and " +
			"role names are no secrets, and an external id is not one either.",
		Fix:   "Name the accounts, roles or services in Principal; for the whole organisation add a condition on aws:PrincipalOrgID.",
		Needs: []string{"IAM"}, References: []string{"WA SEC03-BP07"},
		Specimen: trustSpecimen(`{Effect: Allow, Principal: {AWS: "*"}, Action: "sts:AssumeRole"}`),
		Twin:     trustSpecimen(`{Effect: Allow, Principal: {AWS: "arn:aws:iam::111122223333:role/ci"}, Action: "sts:AssumeRole"}`),
		Check: func(p *review.Pass) {
			for _, r := range estate.All[*estate.Role](p.Estate) {
				p.JudgeDocument(r, r.Trust, publicTrust, estate.No(), review.Detail{}, nil)
			}
		},
	}
}

// publicTrust leaves identity providers to IAM-TRUST-OIDC.
func publicTrust(d policy.Document) policy.Result {
	return keep(policy.PublicTrust(d), func(r policy.Reason) bool {
		s := d.Statements[r.Statement]
		return s.NotPrincipal != nil || s.Principal == nil || len(s.Principal.Federated) == 0
	})
}
