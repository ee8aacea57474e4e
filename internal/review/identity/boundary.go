package identity

import (
	"ringwall/internal/authz/escalation"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// Boundary asks that who makes users or roles cannot give them more than a
// permissions boundary.
func Boundary() *review.Rule {
	return &review.Rule{
		ID: "IAM-BOUNDARY", Area: finding.Identity, Severity: finding.High,
		Title: "Who makes roles or users is held to a permissions boundary",
		Why: "A pipeline or developer that makes roles and writes their policies makes itself an administrator: the new role may do " +
			"anything, and it takes it. A boundary on what is made keeps the freedom and takes the risk away.",
		Fix: "Allow iam:CreateRole, iam:PutRolePolicy and iam:AttachRolePolicy only with Condition: {StringEquals: " +
			"{iam:PermissionsBoundary: ARN-OF-THE-BOUNDARY}}, and deny taking the boundary away.",
		Needs: []string{"IAM"}, References: []string{"WA SEC03-BP05"},
		Specimen: boundarySpecimen(""),
		Twin:     boundarySpecimen(`, Condition: {StringEquals: {"iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/boundary"}}`),
		Check: func(p *review.Pass) {
			judgePaths(p, func(path escalation.Path) bool {
				return len(path.Hops) == 1 && path.Hops[0].Method.Kind == escalation.Create
			}, func(*review.Pass, escalation.Path) string { return "" })
		},
	}
}

func boundarySpecimen(condition string) string {
	return "Resources:\n" + roleWith("Deployer", "codebuild.amazonaws.com",
		`{Effect: Allow, Action: ["iam:CreateRole", "iam:PutRolePolicy"], Resource: "arn:aws:iam::111122223333:role/app-*"`+condition+`}`)
}
