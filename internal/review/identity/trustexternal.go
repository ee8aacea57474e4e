package identity

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// TrustExternal asks that a role which another company's account may take demands an
// external id.
func TrustExternal() *review.Rule {
	return &review.Rule{
		ID: "IAM-TRUST-EXTERNAL", Area: finding.Identity, Severity: finding.Medium,
		Title: "Roles for other companies demand an external id",
		Why: "A vendor that serves many customers from one account can be tricked into taking your role for somebody else, unless " +
			"the role demands the id that the vendor has for you alone. Accounts of one's own organisation need none.",
		Fix: "Add Condition: {StringEquals: {sts:ExternalId: THE-ID}} for a vendor; for accounts of one's own organisation a " +
			"condition on aws:PrincipalOrgID.",
		Needs: []string{"IAM", "ORG"}, References: []string{"WA SEC03-BP08"},
		Specimen: externalSpecimen(`{Effect: Allow, Principal: {AWS: "arn:aws:iam::444455556666:root"}, Action: "sts:AssumeRole"}`),
		Twin: externalSpecimen(`{Effect: Allow, Principal: {AWS: "arn:aws:iam::444455556666:root"}, Action: "sts:AssumeRole", ` +
			`Condition: {StringEquals: {"sts:ExternalId": 3f2a}}}`),
		Check: func(p *review.Pass) {
			for _, r := range estate.All[*estate.Role](p.Estate) {
				judgeExternal(p, r)
			}
		},
	}
}

// externalSpecimen is a role in an organisation with one other account.
func externalSpecimen(statement string) string {
	return trustSpecimen(statement) + `  Organization:
    Type: AWS::Organizations::Organization
    Properties: {FeatureSet: ALL}
`
}

// judgeExternal judges a role's trust in accounts that are named. Without an
// organisation in the sources an account may be one's own.
func judgeExternal(p *review.Pass, r *estate.Role) {
	held := len(estate.All[*estate.Organization](p.Estate)) > 0
	bad, reasons := p.AskDocument(r.Trust, externalTrust(ownAccounts(p.Estate, r)))
	d := review.Because(reasons, review.Detail{}, nil)
	if !held && len(reasons) > 0 && !bad.True.IsNever() {
		gap := review.Gap("whose the account is", "no source has an organisation", "aws organizations list-accounts, or load the management account", d.At)
		bad = bad.And(estate.Maybe(gap))
	}
	p.Judge(r, bad, d)
}

// externalTrust answers which statements let an account in that is none of one's
// own, without an external id.
func externalTrust(own []string) question {
	return func(d policy.Document) policy.Result {
		out := policy.Result{Answer: policy.No}
		for _, t := range policy.TrustsAccounts(d) {
			account, known := t.Account.Known()
			perhaps := policy.Yes
			switch {
			case t.Kind == policy.TrustUnknown && !isKnown(t.Name):
				account, perhaps = t.Name.String(), policy.Unknown
			case t.Kind != policy.TrustAccount && t.Kind != policy.TrustPrincipal:
				continue
			case !known:
				account, perhaps = t.Account.String(), policy.Unknown
			}
			if slices.Contains(own, account) {
				continue
			}
			if bad := perhaps.And(t.Limited.Or(t.ExternalID).Not()); bad != policy.No {
				out.Answer = out.Answer.Or(bad)
				out.Because = append(out.Because, policy.Reason{
					Answer: bad, Statement: t.Statement, Sid: t.Sid, Pos: t.Pos, Resources: []string{t.Name.String()},
					Why: "may be taken by account " + account + ", of another organisation, without an external id",
				})
			}
		}
		return out
	}
}

// ownAccounts are the accounts of the organisation, and that of a resource.
func isKnown(t policy.Text) bool {
	_, known := t.Known()
	return known
}

func ownAccounts(e *estate.Estate, r estate.Resource) []string {
	var out []string
	add := func(t estate.Text) {
		if s := t.String(); s != "" {
			out = append(out, s) // of one that is not known the name: ${AWS::AccountId}
		}
	}
	add(r.Base().Account)
	for _, a := range estate.All[*estate.Account](e) {
		out = append(out, a.Physical)
	}
	for _, o := range estate.All[*estate.Organization](e) {
		if t, known := o.Management.Known(); known {
			add(t)
		}
	}
	return out
}
