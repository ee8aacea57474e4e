package identity

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// raising are the actions of IAM with which whoever has them on everything gains
// any rights ("Policies and permissions in IAM").
var raising = []string{
	"iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:CreateAccessKey", "iam:CreateLoginProfile",
	"iam:CreatePolicyVersion", "iam:PutGroupPolicy", "iam:PutRolePolicy", "iam:PutUserPolicy", "iam:SetDefaultPolicyVersion",
	"iam:UpdateAssumeRolePolicy", "iam:UpdateLoginProfile",
}

// judgeUnattached looks at policies that nobody in the sources has, and that nobody
// is judged by therefore: what they would give.
func judgeUnattached(p *review.Pass) {
	var lone []document
	held := heldPolicies(p.Estate)
	for _, d := range documents(p.Estate) {
		switch r := d.resource.(type) {
		case *estate.AttachedPolicy:
			if !isOfSomebody(p.Estate, r.Roles, r.Users, r.Groups) {
				lone = append(lone, d)
			}
		case *estate.ManagedPolicy:
			if !held[r.ID] && !isOfSomebody(p.Estate, r.Roles, r.Users, r.Groups) {
				lone = append(lone, d)
			}
		}
	}
	judgeDocuments(p, lone, raises, func(r []policy.Reason) review.Detail {
		d := review.Detail{Severity: finding.Medium, Weighed: true, Fix: "Name the users, roles and policies that the actions are for."}
		if len(r) > 0 {
			d.Message = "whoever is given the policy can raise its own rights: it " + r[0].Why
		}
		return d
	})
}

// raises leaves what allows everything, or all of IAM, to the controls on that.
func raises(d policy.Document) policy.Result {
	out := keep(except(policy.WildResources(d, nil), policy.AllowsEverything(d)), func(r policy.Reason) bool {
		return (onEverything(r) || r.Answer == policy.Unknown) && !conditional(r) && slices.ContainsFunc(r.Actions, raisesRights)
	})
	for i, r := range out.Because {
		if !slices.ContainsFunc(r.Actions, func(a string) bool { return !open(a) && raisesRights(a) }) {
			out.Because[i].Answer = r.Answer.And(policy.Unknown)
		}
	}
	return keep(out, func(policy.Reason) bool { return true })
}

// raisesRights is true of an entry that allows one of the actions, or may.
func raisesRights(entry string) bool {
	pattern := policy.ActionPattern(policy.Literal(entry))
	return open(entry) || !isServiceStar(entry) && slices.ContainsFunc(raising, func(s string) bool { return pattern.Match(s) == policy.Yes })
}

// heldPolicies are the managed policies that some principal or group names.
func heldPolicies(e *estate.Estate) map[estate.ID]bool {
	out := map[estate.ID]bool{}
	add := func(list estate.Items[estate.Text]) {
		for _, t := range list.Known {
			if m, ok := estate.FollowTo[*estate.ManagedPolicy](e, t.Is); ok {
				out[m.ID] = true
			}
		}
	}
	for _, r := range e.Resources {
		switch r := r.(type) {
		case *estate.Role:
			add(r.Managed)
		case *estate.User:
			add(r.Managed)
		case *estate.Group:
			add(r.Managed)
		}
	}
	return out
}

// isOfSomebody reports a policy that names principals of the sources itself.
func isOfSomebody(e *estate.Estate, lists ...estate.Items[estate.Text]) bool {
	for _, list := range lists {
		for _, t := range list.Known {
			if _, ok := estate.FollowTo[estate.Resource](e, t.Is); ok {
				return true
			}
		}
	}
	return false
}
