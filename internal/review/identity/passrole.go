package identity

import (
	"slices"
	"strings"

	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// PassRole asks that iam:PassRole says which role, or to which service.
func PassRole() *review.Rule {
	return &review.Rule{
		ID: "IAM-PASSROLE-SCOPED", Area: finding.Identity, Severity: finding.Medium,
		Title: "iam:PassRole names its roles or the service",
		Why: "Whoever may pass any role starts a function, instance or stack with the strongest role of the account, and acts as it: " +
			"the usual way from a build job to administrator.",
		Fix:   passRoleFix,
		Needs: []string{"IAM"}, References: []string{"WA SEC03-BP02"},
		Specimen: policySpecimen(`{Effect: Allow, Action: "iam:PassRole", Resource: "*"}`),
		Twin: policySpecimen(`{Effect: Allow, Action: "iam:PassRole", Resource: "*", ` +
			`Condition: {StringEquals: {"iam:PassedToService": ecs-tasks.amazonaws.com}}}`),
		Check: func(p *review.Pass) {
			judge(p, func(d policy.Document) policy.Result {
				return effective(p, passRole(d), func(policy.Reason) []string { return []string{"iam:PassRole"} })
			}, func(r []policy.Reason) review.Detail {
				d := review.Detail{Fix: passRoleFix}
				switch {
				case !slices.ContainsFunc(r, func(x policy.Reason) bool { return !ifPassed(x) }):
					d.Severity, d.Weighed = finding.Low, true
				case slices.ContainsFunc(r, alsoStarts):
					d.Severity, d.Weighed = finding.High, true
				}
				return d
			})
		},
	}
}

const passRoleFix = "Set Resource to the ARN of the role, and add Condition: {StringEquals: {iam:PassedToService: ecs-tasks.amazonaws.com}}."

// passRole leaves *, iam:* and the like to the controls on those.
func passRole(d policy.Document) policy.Result {
	named := func(r policy.Reason) bool {
		return slices.ContainsFunc(r.Actions, func(a string) bool { return open(a) || service(a) == "iam" && !isServiceStar(a) })
	}
	return keep(except(policy.PassRoleUnscoped(d), policy.AllowsEverything(d)), func(r policy.Reason) bool {
		return named(r) && !slices.ContainsFunc(r.Actions, func(a string) bool { return a == "iam:*" || a == "*" })
	})
}

// starters are actions that start something with a role that is passed.
var starters = []string{"lambda:CreateFunction", "ec2:RunInstances", "ecs:RunTask", "ecs:RegisterTaskDefinition", "cloudformation:CreateStack",
	"glue:CreateDevEndpoint", "glue:CreateJob", "sagemaker:CreateNotebookInstance", "codebuild:CreateProject", "datapipeline:CreatePipeline"}

// ifPassed reports a statement that limits the service only where the request names
// one (StringEqualsIfExists), as the policy does that CodePipeline makes for itself.
func ifPassed(r policy.Reason) bool {
	return conditional(r) && strings.Contains(strings.ToLower(r.Why), "iam:passedtoservice")
}

// alsoStarts reports whether the statement that passes any role starts
// something with it, too.
func alsoStarts(r policy.Reason) bool {
	return slices.ContainsFunc(r.Actions, func(a string) bool {
		pattern := policy.ActionPattern(policy.Literal(a))
		return slices.ContainsFunc(starters, func(s string) bool { return pattern.Match(s) == policy.Yes })
	})
}
