package identity

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// IDCUsed asks that people come in by federation, for a working day at most.
func IDCUsed() *review.Rule {
	return &review.Rule{
		ID: "IAM-IDC-USED", Area: finding.Identity, Severity: finding.Low,
		Title: "People come in through IAM Identity Center, for a working day at most",
		Why: "Who leaves the company loses access at one place, and credentials end by themselves. Sessions of more than a working " +
			"day are credentials that lie around over night.",
		Fix:   "Give people permission sets of IAM Identity Center (or a SAML provider) in place of IAM users, and set SessionDuration to PT8H or less.",
		Needs: []string{"ORG"}, References: []string{"CIS 2.20", "WA SEC02-BP04"},
		Specimen: setSpecimen("PT12H"), Twin: setSpecimen("PT8H"),
		Check: checkIDCUsed,
	}
}

func setSpecimen(duration string) string {
	return `Resources:
  Developers:
    Type: AWS::SSO::PermissionSet
    Properties:
      InstanceArn: arn:aws:sso:::instance/ssoins-1234567890abcdef
      Name: developers
      SessionDuration: ` + duration + `
      ManagedPolicies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
`
}

// workingDay is how long a session may last, in minutes.
const workingDay = 8 * 60

func checkIDCUsed(p *review.Pass) {
	sets := permissionSets(p.Estate)
	for _, s := range sets {
		p.Judge(s, session(s, func(minutes int) bool { return minutes > workingDay }), review.Detail{
			At: s.Properties.At("SessionDuration").Place(), Message: "its sessions last for more than eight hours",
		})
	}
	if len(sets)+len(estate.All[*estate.SAMLProvider](p.Estate)) > 0 {
		return
	}
	for _, u := range estate.All[*estate.User](p.Estate) {
		if u.Physical != "" && !estate.Is(u.Console, true).True.IsNever() {
			p.NotVisible("people sign in as IAM users, and no source has a permission set or a SAML provider", "aws sso-admin list-permission-sets, aws iam list-saml-providers")
			return
		}
	}
}
