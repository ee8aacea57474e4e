package identity

import (
	"slices"

	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// SCPPresent asks that every account stands under some guardrail.
func SCPPresent() *review.Rule {
	return &review.Rule{
		ID: "IAM-SCP-PRESENT", Area: finding.Identity, Severity: finding.Medium,
		Title: "Every unit of the organisation is under service control policies",
		Why: "FullAWSAccess, which AWS attaches by itself, limits nothing. Without a policy of one's own every administrator of an " +
			"account can do everything in it, whatever the organisation has agreed on.",
		Fix: "Attach an SCP to the root, or to the unit: begin with denials of what nobody needs (leaving the organisation, " +
			"switching off logs, other Regions).",
		Needs: []string{"ORG"}, References: []string{"WA SEC03-BP05", "WA SEC01-BP01"},
		Specimen: organisationSpecimen(sandboxes + scp("Stay", "!Ref Workloads", stay)),
		Twin:     organisationSpecimen(sandboxes + scp("Stay", "!Ref Workloads, !Ref Sandboxes", stay)),
		Check:    checkSCPPresent,
	}
}

const stay = `{Effect: Deny, Action: "organizations:LeaveOrganization", Resource: "*"}`

const sandboxes = `  Sandboxes:
    Type: AWS::Organizations::OrganizationalUnit
    Properties: {Name: sandboxes, ParentId: !GetAtt Organisation.RootId}
  Alice:
    Type: AWS::Organizations::Account
    Properties: {AccountName: alice, Email: alice@example.com, ParentIds: [!Ref Sandboxes]}
`

// checkSCPPresent makes one finding for each unit (or account below the root) that
// no policy is above.
func checkSCPPresent(p *review.Pass) {
	in, ok := members(p)
	if !ok {
		return
	}
	d := p.Shared.Directory()
	bare := map[estate.ID][]directory.Member{}
	var order []estate.ID
	for _, m := range in {
		chain := d.Chain(m.Resource)
		if chain == nil {
			p.Judge(m.Resource, estate.Maybe(review.Gap("the units above account "+accountName(m), "no source says where the account stands", "aws organizations list-parents --child-id "+m.Account.String(), m.Resource.Origin)),
				review.Detail{Message: "no service control policy may be above the account"})
			continue
		}
		limited, maybe := false, false
		for _, id := range chain {
			names, open := d.Attached(false, id)
			limited, maybe = limited || len(names) > 0, maybe || open
		}
		unit := chain[max(1, len(chain)-2)]
		switch {
		case limited:
			p.Good(m.Resource)
		case maybe:
			p.Judge(m.Resource, estate.Maybe(review.Gap("the service control policies above account "+accountName(m), "not all that are attached are known", "aws organizations list-policies-for-target for the root, each unit and each account", m.Resource.Origin)),
				review.Detail{Message: "no service control policy may be above the account"})
		default:
			if !slices.Contains(order, unit) {
				order = append(order, unit)
			}
			bare[unit] = append(bare[unit], m)
		}
	}
	for _, unit := range order {
		judgeBare(p, unit, bare[unit])
	}
}

func judgeBare(p *review.Pass, unit estate.ID, in []directory.Member) {
	r, _ := p.Estate.Get(unit)
	var names []string
	d := review.Detail{}
	for _, m := range in {
		names = append(names, accountName(m))
		if m.Resource.ID != unit {
			d.Also = append(d.Also, m.Resource.ID)
		}
	}
	d.Message = "no service control policy but FullAWSAccess is above " + plural(len(names), "account ", "accounts ") + some(names)
	p.Judge(r, estate.Holds(r.Base().When), d)
}
