package identity

import (
	"slices"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/catalog"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// The functions of this file ask whether what a statement grants is there in the
// end: boundaries, organisation policies and Denies in other policies take away.

// holders are the principals that have the statement at a place, which allows an
// action, among their own.
func holders(p *review.Pass, at policy.Position, action string) []*directory.Principal {
	if at == (policy.Position{}) {
		return nil
	}
	d := p.Shared.Directory()
	var out []*directory.Principal
	for _, who := range d.Holders(at) {
		if slices.ContainsFunc(d.Grants(who, action), func(g directory.Grant) bool { return g.Statement.Pos == at }) {
			out = append(out, who)
		}
	}
	return out
}

// rightsProbes are actions of the three services that hand out rights: who can do
// none of them lacks what an administrator has.
func rightsProbes() []string {
	return []string{
		"iam:AttachUserPolicy", "iam:PutUserPolicy", "iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:CreatePolicyVersion",
		"organizations:LeaveOrganization", "organizations:DetachPolicy", "organizations:UpdatePolicy", "organizations:DisablePolicyType",
	}
}

// takenBack reports whether a principal surely can do none of the actions on
// something that is not named anywhere, whatever a statement of its own allows.
func takenBack(p *review.Pass, who *directory.Principal, actions []string) bool {
	d := p.Shared.Directory()
	return !slices.ContainsFunc(actions, func(action string) bool {
		v := d.Ask(directory.Question{Principal: who, Action: action, Target: somewhere(p, who, action)}).Verdict
		return v == authz.Allowed || v == authz.Unknown
	})
}

// somewhere is a target that an action takes and that no policy names.
func somewhere(p *review.Pass, who *directory.Principal, action string) *directory.Target {
	known, ok := p.Shared.Catalog().Action(action)
	if !ok || !known.ResourceLevel() {
		return directory.Everything()
	}
	// A request to an access point hangs on the bucket behind it: the object is asked.
	of := slices.IndexFunc(known.Resources, func(u catalog.Use) bool { return !strings.HasPrefix(u.Type, "accesspoint") })
	t, ok := p.Shared.Catalog().Type(known.Service, known.Resources[max(of, 0)].Type)
	if !ok || len(t.ARNs) == 0 {
		return directory.Everything()
	}
	return directory.Fresh(policy.Join(unnamed(t.ARNs[0], p.Shared.Directory().Account(who))...))
}

// unnamed is the ARN of a type with the placeholders filled in.
func unnamed(form string, account policy.Text) []policy.Part {
	var out []policy.Part
	for {
		before, after, found := strings.Cut(form, "${")
		out = append(out, policy.Part{Literal: before})
		if !found {
			return out
		}
		name, rest, _ := strings.Cut(after, "}")
		form = rest
		switch name {
		case "Partition":
			out = append(out, policy.Part{Literal: "aws"})
		case "Region":
			// A Deny of one Region takes nothing back in the others.
			out = append(out, policy.Part{Hole: "the Region", Plain: true, Segment: true})
		case "Account":
			for _, part := range account.Parts() {
				part.Plain = part.Hole != ""
				out = append(out, part)
			}
		default:
			out = append(out, policy.Part{Literal: "named-by-no-policy"})
		}
	}
}

// limited reports principals that have a boundary or live under an organisation's
// policies, or a Deny of their own: only these can have less than is granted.
func limited(p *review.Pass, who *directory.Principal) bool {
	d := p.Shared.Directory()
	documents, _ := d.Boundaries(who) // of one that is not read nothing can be proved
	return len(documents) > 0 || len(estate.All[*estate.OrganizationPolicy](p.Estate)) > 0 || d.MayDeny(who)
}

// mostAsked bounds for how many actions a holder is asked: a grant of more counts as
// it is written.
const mostAsked = 40

// effective narrows a result to the statements that grant something in the end: it
// leaves out those of which every holder is surely kept from all of the actions.
func effective(p *review.Pass, r policy.Result, actions func(policy.Reason) []string) policy.Result {
	return keep(r, func(x policy.Reason) bool {
		list := actions(x)
		if len(list) == 0 || len(list) > mostAsked || x.Answer != policy.Yes {
			return true
		}
		who := holders(p, x.Pos, list[0])
		return len(who) == 0 || slices.ContainsFunc(who, func(h *directory.Principal) bool {
			return !limited(p, h) || !takenBack(p, h, list)
		})
	})
}

// expanded are the actions that the entries of a reason stand for; none if they are too
// many to ask for each: what a document grants then counts as it is written.
func expanded(p *review.Pass, r policy.Reason) []string {
	const most = 200
	var out []string
	for _, entry := range r.Actions {
		if strings.HasPrefix(entry, "all but ") || strings.Trim(entry, "*:") == "" {
			return nil
		}
		out = append(out, p.Shared.Catalog().Expand(entry)...)
		if len(out) > most {
			return nil
		}
	}
	return out
}
