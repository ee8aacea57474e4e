package incident

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// Contacts is IR-CONTACTS: AWS knows whom to call, and somebody may call AWS.
func Contacts() *review.Rule {
	return &review.Rule{
		ID: "IR-CONTACTS", Area: finding.Incident, Severity: finding.Low,
		Title: "Accounts have a security contact and a role for AWS Support",
		Why: "AWS writes to the security contact when it sees stolen keys or abuse; without one the mail goes to the root user's " +
			"address, which nobody reads at night. Without a role for it nobody can open a case in the incident.",
		Fix: "aws account put-alternate-contact --alternate-contact-type SECURITY …, for every account of the organisation; and a role " +
			"with the managed policy AWSSupportAccess.",
		Needs:      []string{"ORG"},
		References: []string{"FSBP Account.1", "CIS 2.1", "CIS 2.2", "CIS 2.16", "WA SEC10-BP01"},
		Specimen:   contactSpecimen("ReadOnlyAccess"),
		Twin:       contactSpecimen("AWSSupportAccess"),
		Check:      checkContacts,
	}
}

func contactSpecimen(policy string) string {
	return `-- 111122223333/get-account-authorization-details.json --
{"UserDetailList": [], "GroupDetailList": [], "Policies": [], "RoleDetailList": [
  {"Path": "/", "RoleName": "support", "RoleId": "AROAEXAMPLE", "Arn": "arn:aws:iam::111122223333:role/support", "CreateDate": "2026-01-01T00:00:00Z",
   "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}, "InstanceProfileList": [], "RolePolicyList": [],
   "AttachedManagedPolicies": [{"PolicyName": "` + policy + `", "PolicyArn": "arn:aws:iam::aws:policy/` + policy + `"}]}]}
-- 111122223333/get-alternate-contact.json --
{"AlternateContact": {"AlternateContactType": "SECURITY", "Name": "On call", "Title": "Security", "EmailAddress": "security@example.com", "PhoneNumber": "+3531234567"}}
`
}

// checkContacts judges accounts of which the sources hold the roles. Of contacts
// that are not there AWS's command prints an error and no list: they are not known.
func checkContacts(p *review.Pass) {
	told := map[string]bool{}
	for _, c := range estate.All[*estate.AlternateContact](p.Estate) {
		if estate.Is(c.Kind, "SECURITY").True.IsAlways() {
			told[c.Account.String()] = true
		}
	}
	missing := len(told) == 0
	seen := map[string]bool{}
	roles := estate.All[*estate.Role](p.Estate)
	for _, r := range roles {
		account := r.Account.String()
		if r.Physical == "" || seen[account] {
			continue
		}
		seen[account] = true
		missing = missing || !told[account]
		if !p.Estate.Lists(estate.RoleListing, &r.Core) {
			continue
		}
		support := estate.No()
		for _, x := range roles {
			if x.Account.String() == account {
				support = support.Or(mayAskSupport(x).Given(x.When))
			}
		}
		p.Judge(r, support.Not(), review.Detail{
			Key: "support", Message: "no role of account " + account + " has AWSSupportAccess: nobody can open a case",
		})
	}
	if missing {
		p.NotVisible("no source has the security contact of each account", "aws account get-alternate-contact --alternate-contact-type SECURITY, into the folder of each account")
	}
}

// mayAskSupport asks whether a role has AWS's policy for support, or all.
func mayAskSupport(r *estate.Role) estate.Truth {
	return review.AnyItem(r.Managed, func(t estate.Text) estate.Truth {
		for _, name := range []string{"/AWSSupportAccess", "/AdministratorAccess"} {
			if strings.HasSuffix(t.String(), name) {
				return estate.Yes()
			}
		}
		return estate.No()
	})
}
