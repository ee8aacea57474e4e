package identity

import (
	"ringwall/internal/authz/escalation"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// PrivescDirect asks that nobody raises its own rights by changing policies or
// credentials. Who makes new principals is IAM-BOUNDARY's, who has everything
// already IAM-ADMIN-STAR's.
func PrivescDirect() *review.Rule {
	return &review.Rule{
		ID: "IAM-PRIVESC-DIRECT", Area: finding.Identity, Severity: finding.High,
		Title: "Nobody can raise its own rights",
		Why: "Whoever may write or attach policies to itself, or take over the credentials or the trust policy of an administrator, is " +
			"an administrator one call later: what its policies leave out protects nothing.",
		Fix: "Take the action away, or name the roles, users and policies that it is for, itself not among them; a permissions " +
			"boundary that it cannot take away limits what it can gain.",
		Needs: []string{"IAM"}, References: []string{"WA SEC03-BP02"},
		Specimen: "Resources:\n" + roleWith("Deployer", "codebuild.amazonaws.com", `{Effect: Allow, Action: ["iam:PutRolePolicy"], Resource: "*"}`),
		Twin: "Resources:\n" + roleWith("Deployer", "codebuild.amazonaws.com",
			`{Effect: Allow, Action: ["iam:PutRolePolicy"], Resource: "arn:aws:iam::111122223333:role/app"}`),
		Check: func(p *review.Pass) {
			judgePaths(p, func(path escalation.Path) bool {
				return len(path.Hops) == 1 && path.Hops[0].Method.Kind == escalation.Rights
			}, directFix)
			judgeUnattached(p)
		},
	}
}

// directFix names the statement that has to change.
func directFix(_ *review.Pass, path escalation.Path) string {
	request := path.Hops[0].Requests[0]
	by, _ := cited(request.Answer, path.Hops[0].From.Resource.Base().Origin)
	if c := request.Answer.Decision.Statements; len(c) > 0 && ofCatalog(&c[0]) {
		return "Detach " + c[0].Policy + ", which is AWS's own and cannot be changed, and allow the actions that are used, on users and roles that are no administrators."
	}
	if path.Hops[0].To != nil {
		return "Take " + request.Action + " out of " + by + ", or name users or roles there that are no administrators."
	}
	return "Take " + request.Action + " out of " + by + ", or name others there than this principal, its groups and its policies."
}
