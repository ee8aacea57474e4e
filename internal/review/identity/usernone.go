package identity

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// UserNone asks for roles instead of users with long-lived credentials.
func UserNone() *review.Rule {
	return &review.Rule{
		ID: "IAM-USER-NONE", Area: finding.Identity, Severity: finding.Low,
		Title: "No IAM users, no access keys in templates",
		Why: "A user's password or access key works until somebody takes it away, from anywhere, and leaks by laptops, repositories " +
			"and build logs. A key that a template makes also shows its secret in the stack.",
		Fix: "Give people access through IAM Identity Center or federation, workloads a role, and pipelines an OIDC provider; " +
			"remove the AWS::IAM::User and AWS::IAM::AccessKey.",
		Needs: []string{"A"}, References: []string{"CIS 2.20", "WA SEC02-BP02"},
		Specimen: `Resources:
  Deployer:
    Type: AWS::IAM::User
  Key:
    Type: AWS::IAM::AccessKey
    Properties: {UserName: !Ref Deployer}
`,
		Twin: `Resources:
  Deployer:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: codebuild.amazonaws.com}, Action: "sts:AssumeRole"}]
`,
		Check: checkUserNone,
	}
}

// One finding for a user with all its credentials; a key weighs more than a
// user without, since it is the credential.
func checkUserNone(p *review.Pass) {
	keys := estate.All[*estate.AccessKey](p.Estate)
	told := map[estate.ID]bool{}
	users := estate.All[*estate.User](p.Estate)
	for _, u := range users {
		d := review.Detail{Message: "an IAM user"}
		if !estate.Is(u.Console, true).True.IsNever() {
			d.Message, d.Severity, d.Weighed = "an IAM user with a password for the console", finding.Medium, true
		}
		for _, k := range keys {
			if review.Refers(p.Estate, k.User, u).True.IsNever() {
				continue
			}
			told[k.ID] = true
			d.Also = append(d.Also, k.ID)
			d.Message, d.Severity, d.Weighed = d.Message+" with an access key", finding.Medium, true
		}
		p.Fail(u, d)
	}
	for _, k := range keys {
		if !told[k.ID] {
			p.Fail(k, review.Detail{Message: "a long-lived access key", Severity: finding.Medium, Weighed: true})
		}
	}
	if len(users)+len(keys) > 0 {
		return
	}
	for _, r := range estate.All[*estate.Role](p.Estate) {
		p.Good(r)
	}
}
