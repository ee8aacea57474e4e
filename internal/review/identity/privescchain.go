package identity

import (
	"ringwall/internal/authz/escalation"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// PrivescChain asks that no way of several steps, or through something that runs
// with a role, leads to an administrator. To take an administrator's role in one
// step, which trust policy and permission both say, is no escalation.
func PrivescChain() *review.Rule {
	return &review.Rule{
		ID: "IAM-PRIVESC-CHAIN", Area: finding.Identity, Severity: finding.High,
		Title: "No chain of steps leads to an administrator",
		Why: "Each step looks harmless alone: taking a role, changing the code of a function, running a command on an instance. " +
			"Together they lead from a build job or a reader to all of the account, and no single policy shows it.",
		Fix: "Break the chain at its cheapest step: take the right to change what runs with the strong role away, or take the rights " +
			"that it does not need off that role.",
		Needs: []string{"IAM"}, References: []string{"WA SEC03-BP02"},
		Specimen: chainSpecimen(adminStatement),
		Twin:     chainSpecimen(`{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*"}`),
		Check: func(p *review.Pass) {
			judgePaths(p, isChain, func(*review.Pass, escalation.Path) string { return "" })
		},
	}
}

func chainSpecimen(statement string) string {
	return "Resources:\n" + roleWith("Strong", "lambda.amazonaws.com", statement) +
		"  Nightly:\n    Type: AWS::Lambda::Function\n    Properties: {Role: !GetAtt Strong.Arn, Code: {ImageUri: app}}\n" +
		roleWith("Deployer", "codebuild.amazonaws.com", `{Effect: Allow, Action: "lambda:UpdateFunctionCode", Resource: !GetAtt Nightly.Arn}`)
}

// isChain leaves single steps to the controls on these.
func isChain(path escalation.Path) bool {
	if len(path.Hops) > 1 {
		return true
	}
	return path.Hops[0].Method.Kind == escalation.Code
}
