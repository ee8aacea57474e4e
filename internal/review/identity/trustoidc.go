package identity

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// TrustOIDC asks that trust in an identity provider says whose tokens.
func TrustOIDC() *review.Rule {
	return &review.Rule{
		ID: "IAM-TRUST-OIDC", Area: finding.Identity, Severity: finding.High,
		Title: "Web-identity trust pins audience and subject",
		Why: "GitHub, GitLab and the like sign tokens for everybody. A role that trusts the provider without saying which repository " +
			"or workload can be assumed from a stranger's pipeline.",
		Fix:   "Add StringEquals conditions on PROVIDER:aud and on PROVIDER:sub, for instance repo:my-org/my-repo:ref:refs/heads/main.",
		Needs: []string{"IAM"}, References: []string{"WA SEC02-BP02"},
		Specimen: trustSpecimen(`Effect: Allow
            Principal: {Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}
            Action: sts:AssumeRoleWithWebIdentity
            Condition: {StringEquals: {"token.actions.githubusercontent.com:aud": sts.amazonaws.com}}`),
		Twin: trustSpecimen(`Effect: Allow
            Principal: {Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}
            Action: sts:AssumeRoleWithWebIdentity
            Condition: {StringEquals: {"token.actions.githubusercontent.com:aud": sts.amazonaws.com, "token.actions.githubusercontent.com:sub": "repo:acme/shop:ref:refs/heads/main"}}`),
		Check: func(p *review.Pass) {
			for _, r := range estate.All[*estate.Role](p.Estate) {
				p.JudgeDocument(r, r.Trust, policy.LooseFederation, estate.No(), review.Detail{}, weighFederation)
			}
		},
	}
}

// weighFederation: without the audience alone, the subject still tells who.
func weighFederation(reasons []policy.Reason) finding.Severity {
	for _, r := range reasons {
		if !strings.HasSuffix(r.Why, " aud") {
			return finding.High
		}
	}
	return finding.Low
}
