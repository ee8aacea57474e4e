package identity

import (
	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// ConsoleMFA asks that users who sign in to the console need a second factor.
func ConsoleMFA() *review.Rule {
	return &review.Rule{
		ID: "IAM-CONSOLE-MFA", Area: finding.Identity, Severity: finding.High,
		Title: "Users of the console have a second factor",
		Why: "A password is phished, guessed or reused. Without a second factor it is all that stands between the internet and what " +
			"the user may do.",
		Fix: "Enable an MFA device for the user, better give people access through IAM Identity Center; deny everything but setting " +
			"up a device where aws:MultiFactorAuthPresent is not true (\"AWS: Allows MFA-authenticated IAM users to manage their own credentials\").",
		Needs: []string{"IAM", "ORG"}, References: []string{"FSBP IAM.5", "CIS 2.9", "WA SEC02-BP01"},
		Specimen: mfaSpecimen("false"), Twin: mfaSpecimen("true"),
		Check: checkConsoleMFA,
	}
}

func mfaSpecimen(active string) string {
	report := map[string]string{
		"false": "dXNlcixhcm4scGFzc3dvcmRfZW5hYmxlZCxtZmFfYWN0aXZlCmFubmEsYXJuOmF3czppYW06OjExMTEyMjIyMzMzMzp1c2VyL2FubmEsdHJ1ZSxmYWxzZQo=",
		"true":  "dXNlcixhcm4scGFzc3dvcmRfZW5hYmxlZCxtZmFfYWN0aXZlCmFubmEsYXJuOmF3czppYW06OjExMTEyMjIyMzMzMzp1c2VyL2FubmEsdHJ1ZSx0cnVlCg==",
	}
	return `-- 111122223333/get-account-authorization-details.json --
{"UserDetailList": [{"UserName": "anna", "Arn": "arn:aws:iam::111122223333:user/anna", "UserId": "AIDAEXAMPLE", "Path": "/",
  "GroupList": [], "UserPolicyList": [], "AttachedManagedPolicies": []}], "GroupDetailList": [], "RoleDetailList": [], "Policies": []}
-- 111122223333/get-credential-report.json --
{"Content": "` + report[active] + `", "ReportFormat": "text/csv", "GeneratedTime": "2026-05-04T09:00:00+00:00"}
`
}

func checkConsoleMFA(p *review.Pass) {
	for _, u := range estate.All[*estate.User](p.Estate) {
		console := estate.Is(u.Console, true)
		if console.False.IsAlways() {
			continue
		}
		p.Judge(u, console.And(hasDevice(p.Estate, u).Not()).And(truthOf(!demandsMFA(p, u))), review.Detail{
			Message: "signs in to the console with a password alone",
		})
	}
}

// hasDevice asks whether a user has a device: what a template does not write, the
// user may set up.
func hasDevice(e *estate.Estate, u *estate.User) estate.Truth {
	for _, d := range estate.All[*estate.MFADevice](e) {
		for _, i := range d.Users.Known {
			at := estate.Of(i.Is, d.Users.Origin)
			if t := review.Refers(e, at, u).Or(review.Named(at, u.UserName)); !t.True.IsNever() {
				return t.Given(d.When)
			}
		}
	}
	if estate.IsAbsent(u.MFA).True.IsAlways() {
		return estate.Maybe(review.Gap("the devices of "+u.Logical, "templates do not tell who has set one up", "aws iam list-mfa-devices --user-name "+u.Logical, u.Origin))
	}
	return estate.Is(u.MFA, true)
}

// demandsMFA reports whether a user's policies deny what matters without a second
// factor: to see the buckets, to take a role, to change rights.
func demandsMFA(p *review.Pass, u *estate.User) bool {
	d := p.Shared.Directory()
	who := d.Of(u)
	keys := &policy.Context{}
	keys.Set("aws:MultiFactorAuthPresent", policy.Literal("false"))
	for _, action := range []string{"s3:ListAllMyBuckets", "ec2:DescribeInstances", "iam:AttachUserPolicy", "sts:AssumeRole"} {
		a := d.Ask(directory.Question{Principal: who, Action: action, Target: somewhere(p, who, action), Context: keys})
		if a.Verdict != authz.ExplicitDeny {
			return false
		}
	}
	return true
}
