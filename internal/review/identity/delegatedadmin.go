package identity

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// DelegatedAdmin asks that security services are run from an account of their own.
func DelegatedAdmin() *review.Rule {
	return &review.Rule{
		ID: "IAM-DELEGATED-ADMIN", Area: finding.Identity, Severity: finding.Medium,
		Title: "Security services are administered from a member account, not from the management account",
		Why: "No service control policy applies to the management account: who works there can do everything in the whole " +
			"organisation. People who read findings every day should not have to.",
		Fix: "Name the security account in AdminAccountId (aws organizations register-delegated-administrator --account-id ID " +
			"--service-principal securityhub.amazonaws.com, and likewise for GuardDuty, Config, Detective, Inspector, Macie).",
		Needs: []string{"ORG"}, References: []string{"WA SEC01-BP01"},
		Specimen: organisationSpecimen(securityHubAdmin("!Ref AWS::AccountId")),
		Twin:     organisationSpecimen(securityHubAdmin("!Ref Live")),
		Check:    checkDelegatedAdmin,
	}
}

func securityHubAdmin(account string) string {
	return `  Administrator:
    Type: AWS::SecurityHub::DelegatedAdmin
    Properties: {AdminAccountId: ` + account + `}
`
}

// delegations are the types that name an administrator, and the property that does.
var delegations = map[string]string{
	"AWS::SecurityHub::DelegatedAdmin":  "AdminAccountId",
	"AWS::Detective::OrganizationAdmin": "AccountId",
}

func checkDelegatedAdmin(p *review.Pass) {
	organisations := estate.All[*estate.Organization](p.Estate)
	seen := false
	judge := func(r estate.Resource, admin estate.Value[estate.Text]) {
		seen = true
		p.Judge(r, isManagement(organisations, admin), review.Detail{
			At: admin.Origin, Message: "the management account administers the service for the organisation",
		})
	}
	for _, r := range p.Estate.Resources {
		switch r := r.(type) {
		case *estate.DelegatedAdministrator:
			judge(r, r.Administrator)
		case *estate.Other:
			if property, ok := delegations[r.Type]; ok {
				judge(r, r.Properties.At(property).AsText())
			}
		}
	}
	if !seen {
		p.NotVisible("no source says which account administers the security services", "aws organizations list-delegated-administrators into a folder (docs/accounts.md)")
	}
}

// isManagement is true where an account is the organisation's management account.
func isManagement(organisations []*estate.Organization, account estate.Value[estate.Text]) estate.Truth {
	out := estate.No()
	for _, o := range organisations {
		out = out.Or(review.Ask(account, estate.No(), func(a estate.Text) estate.Truth {
			return review.Ask(o.Management, estate.No(), func(m estate.Text) estate.Truth {
				_, aKnown := a.Known()
				_, mKnown := m.Known()
				switch {
				case a.Equal(m):
					return estate.Yes()
				case aKnown && mKnown, len(a.References()) > 0:
					return estate.No()
				case aKnown:
					a = m
				}
				return estate.Maybe(estate.NotInEstate(a, account.Origin))
			})
		}).Given(o.When))
	}
	return out
}
