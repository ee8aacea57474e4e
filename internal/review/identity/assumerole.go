package identity

import (
	"slices"
	"strings"

	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// AssumeRole asks that sts:AssumeRole says which role.
func AssumeRole() *review.Rule {
	return &review.Rule{
		ID: "IAM-ASSUMEROLE-SCOPED", Area: finding.Identity, Severity: finding.Low,
		Title: "sts:AssumeRole names its roles",
		Why: "Whoever may take any role waits for a trust policy that is too wide: of a role that trusts the whole account, as the " +
			"console suggests, or of another company's that trusts yours.",
		Fix:   "Set Resource to the ARNs of the roles, or to a path of them (arn:aws:iam::111122223333:role/deploy/*).",
		Needs: []string{"IAM"}, References: []string{"WA SEC03-BP02"},
		Specimen: policySpecimen(`{Effect: Allow, Action: "sts:AssumeRole", Resource: "*"}`),
		Twin:     policySpecimen(`{Effect: Allow, Action: "sts:AssumeRole", Resource: "arn:aws:iam::111122223333:role/deploy"}`),
		Check: func(p *review.Pass) {
			judge(p, func(d policy.Document) policy.Result {
				return effective(p, assumesAny(d), func(policy.Reason) []string { return []string{"sts:AssumeRole"} })
			}, func([]policy.Reason) review.Detail {
				return review.Detail{Fix: "Set Resource to the ARNs of the roles."}
			})
		},
	}
}

// assumesAny are statements that allow sts:AssumeRole by name for any role, without a
// condition. *, sts:* and the like are the controls' on those.
func assumesAny(d policy.Document) policy.Result {
	assume := policy.ActionPattern(policy.Literal("sts:AssumeRole"))
	anyRole := policy.ResourcePattern(policy.Literal("arn:aws:iam::999999999999:role/anything"), false)
	return review.AskStatements(d, func(s policy.Statement) policy.Reason {
		if s.NotActions != nil || len(s.Conditions) > 0 {
			return policy.Reason{Answer: policy.No}
		}
		named := slices.ContainsFunc(s.Actions, func(t policy.Text) bool {
			return open(t.String()) || strings.HasPrefix(strings.ToLower(t.String()), "sts:a")
		})
		if !named {
			return policy.Reason{Answer: policy.No}
		}
		return policy.Reason{
			Answer: s.IsAllow().And(s.CoversAction(assume)).And(s.CoversResource(anyRole)), Why: "allows sts:AssumeRole for every role",
			Actions: review.Names(s.Actions), Resources: review.Names(s.Resources),
		}
	})
}
