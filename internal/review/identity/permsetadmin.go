package identity

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// PermsetAdmin asks that administration by a permission set is for a group and an
// hour.
func PermsetAdmin() *review.Rule {
	return &review.Rule{
		ID: "IAM-PERMSET-ADMIN", Area: finding.Identity, Severity: finding.High,
		Title: "Administrators' permission sets are for a group, and an hour at most",
		Why: "A permission set of everything makes an administrator of everybody it is assigned to, in every account. Kept for the " +
			"emergency group and short, a stolen browser session is worth little.",
		Fix:   "Assign permission sets of what people do every day; keep AdministratorAccess to a break-glass group, with SessionDuration: PT1H.",
		Needs: []string{"IAM", "ORG"}, References: []string{"WA SEC03-BP03"},
		Specimen: adminSetSpecimen("PT8H"), Twin: adminSetSpecimen("PT1H"),
		Check: checkPermsetAdmin,
	}
}

func adminSetSpecimen(duration string) string {
	return strings.NewReplacer("ReadOnlyAccess", "AdministratorAccess", "Developers", "BreakGlass", "developers", "break-glass").Replace(setSpecimen(duration)) + `  Assignment:
    Type: AWS::SSO::Assignment
    Properties:
      InstanceArn: arn:aws:sso:::instance/ssoins-1234567890abcdef
      PermissionSetArn: !GetAtt BreakGlass.PermissionSetArn
      PrincipalType: GROUP
      PrincipalId: 11112222-3333-4444-5555-666677778888
      TargetType: AWS_ACCOUNT
      TargetId: "111122223333"
`
}

func checkPermsetAdmin(p *review.Pass) {
	for _, s := range permissionSets(p.Estate) {
		admin := administers(p, s)
		people := estate.No()
		for _, a := range others(p.Estate, "AWS::SSO::Assignment") {
			mine := review.Refers(p.Estate, a.Properties.At("PermissionSetArn").AsText(), s)
			user := review.Ask(a.Properties.At("PrincipalType").AsText(), estate.No(), func(t estate.Text) estate.Truth {
				return estate.When(estate.OfAlternatives(a.Origin, t.Expand()...), false, func(s string) bool { return s == "USER" })
			})
			people = people.Or(mine.And(user).Given(a.When))
		}
		parts := []review.Part{
			{Bad: admin.And(session(s, func(minutes int) bool { return minutes > 60 })), Says: "makes administrators for more than an hour", Severity: finding.High, At: s.Properties.At("SessionDuration").Place()},
			{Bad: admin.And(people), Says: "makes an administrator of a single user", Severity: finding.Medium},
		}
		p.JudgeParts(s, parts, review.Detail{})
	}
}

// administers asks whether a permission set gives everything, by AWS's policy or by
// its own.
func administers(p *review.Pass, s *estate.Other) estate.Truth {
	managed := s.Properties.At("ManagedPolicies").AsTexts()
	out := review.AnyItem(managed, func(t estate.Text) estate.Truth { return isAdministratorAccess(t, managed.Origin) })
	if t := s.Properties.At("InlinePolicy"); !t.IsMissing() {
		own, _ := p.AskDocument(t, func(d policy.Document) policy.Result { return policy.AllowsEverything(named(d)) })
		out = out.Or(own)
	}
	if boundary := s.Properties.At("PermissionsBoundary"); !boundary.IsMissing() {
		out = out.And(estate.Maybe(review.Gap("the permissions boundary of "+s.Logical, "permission sets' boundaries are not read", "", boundary.Place())))
	}
	return out
}
