package identity

import (
	"ringwall/internal/authz"
	"ringwall/internal/authz/escalation"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// PrivescPassRole asks that passing a role to something that is made does not lead
// to an administrator.
func PrivescPassRole() *review.Rule {
	return &review.Rule{
		ID: "IAM-PRIVESC-PASSROLE", Area: finding.Identity, Severity: finding.High,
		Title: "Nobody passes an administrator's role to something of its own",
		Why: "iam:PassRole with the right to start something (a function, an instance, a stack, a job) is the right to act as every " +
			"role that may be passed: whoever starts it chooses what it runs.",
		Fix:   "Name in the statement on iam:PassRole the roles that are needed, and take everything off those that is not.",
		Needs: []string{"IAM"}, References: []string{"WA SEC03-BP02"},
		Specimen: passSpecimen(`"*"`), Twin: passSpecimen("!GetAtt Task.Arn"),
		Check: func(p *review.Pass) {
			judgePaths(p, func(path escalation.Path) bool {
				return len(path.Hops) == 1 && path.Hops[0].Method.Kind == escalation.Pass
			}, passFix)
		},
	}
}

func passSpecimen(roles string) string {
	return "Resources:\n" + roleWith("Admin", "lambda.amazonaws.com", adminStatement) +
		roleWith("Task", "lambda.amazonaws.com", `{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*"}`) +
		roleWith("Deployer", "codebuild.amazonaws.com", `{Effect: Allow, Action: ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource: "*"}`,
			`{Effect: Allow, Action: "iam:PassRole", Resource: `+roles+`}`)
}

// passFix names the roles of the estate that the service may take and that lead no
// further.
func passFix(p *review.Pass, path escalation.Path) string {
	hop := path.Hops[0]
	by, _ := cited(hop.Requests[0].Answer, hop.From.Resource.Base().Origin)
	g, d := p.Shared.Escalation(), p.Shared.Directory()
	var others []string
	for _, r := range estate.All[*estate.Role](p.Estate) {
		q := d.Of(r)
		if _, leads := g.Path(q); leads || g.Full(q) || q == hop.From || d.Trusts(q, hop.Method.Service).Verdict != authz.Allowed {
			continue
		}
		others = append(others, q.Name)
		if len(others) > 5 {
			break
		}
	}
	out := "Name roles in " + by + " that are no administrators"
	if len(others) == 0 {
		return out + "; the sources have no other role that " + hop.Method.Service + " may take."
	}
	return out + ": of the sources' roles " + hop.Method.Service + " may take " + fewOf(others) + ". Which of them are passed, the sources do not tell."
}
