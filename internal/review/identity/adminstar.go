package identity

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// AdminStar asks that nobody is given everything. "NotAction: iam:*" weighs the
// same: what it grants reads and destroys all data, assumes every role that
// trusts the account, changes the code of functions that hold roles, and leaves
// the organization with its guardrails. Without the three services that AWS
// leaves out of PowerUserAccess (iam, organizations, account) it is a wide grant
// on data, which is IAM-DATA-ACTIONS-WIDE's.
func AdminStar() *review.Rule {
	return &review.Rule{
		ID: "IAM-ADMIN-STAR", Area: finding.Identity, Severity: finding.High,
		Title: "No identity is given every action on every resource",
		Why: "Whoever takes over such a role, user or function owns the account: data, keys, logs and the other identities. One " +
			"injected command or one leaked key is then the whole incident.",
		Fix: "Name the actions and resources that are needed; IAM Access Analyzer can generate them from CloudTrail. Keep " +
			"administration to a break-glass role, and add a PermissionsBoundary to roles that create roles.",
		Needs: []string{"IAM"}, References: []string{"FSBP IAM.1", "CIS 2.15", "WA SEC03-BP02"},
		Specimen: policySpecimen(`{Effect: Allow, Action: "*", Resource: "*"}`),
		Twin:     policySpecimen(`{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*"}`),
		Check:    checkAdminStar,
	}
}

func checkAdminStar(p *review.Pass) {
	// Permission sets are IAM-PERMSET-ADMIN's.
	list := slices.DeleteFunc(documents(p.Estate), func(d document) bool { return d.resource.Base().Type == "AWS::SSO::PermissionSet" })
	judgeDocuments(p, list, func(d policy.Document) policy.Result {
		return effective(p, policy.AllowsEverything(d), func(policy.Reason) []string { return rightsProbes() })
	}, func([]policy.Reason) review.Detail { return review.Detail{} })
	for _, r := range p.Estate.Resources {
		switch r := r.(type) {
		case *estate.Role:
			judgeManaged(p, r, r.Managed, r.Boundary)
		case *estate.User:
			judgeManaged(p, r, r.Managed, r.Boundary)
		case *estate.Group:
			judgeManaged(p, r, r.Managed, estate.Value[estate.Text]{})
		case *estate.AttachedPolicy: // AWS's own policy, to somebody who is not in the sources
			is := review.Ask(r.PolicyName, estate.No(), func(t estate.Text) estate.Truth { return isAdministratorAccess(t, r.PolicyName.Origin) })
			if !r.Document.IsMissing() && r.Document.Kind == estate.Opaque && !is.True.IsNever() {
				p.Judge(r, is, review.Detail{At: r.PolicyName.Origin, Message: "attaches the AWS-managed policy AdministratorAccess", Key: "managed"})
			}
		}
	}
}

// judgeManaged looks for AWS's own policy of everything. A boundary limits what
// it gives.
func judgeManaged(p *review.Pass, r estate.Resource, managed estate.Items[estate.Text], boundary estate.Value[estate.Text]) {
	bad := estate.No()
	d := review.Detail{At: managed.Origin, Message: "has the AWS-managed policy AdministratorAccess", Key: "managed"}
	for _, m := range managed.Known {
		if is := isAdministratorAccess(m.Is, m.Origin); !is.False.IsAlways() {
			bad, d.At = bad.Or(is.Given(m.When)), m.Origin
		}
	}
	for _, g := range managed.Unknown {
		bad = bad.Or(estate.Maybe(g.Gap).Given(g.When))
	}
	if bad.False.IsAlways() {
		return
	}
	if who := p.Shared.Directory().Of(r); who != nil && limited(p, who) && takenBack(p, who, rightsProbes()) {
		p.Good(r)
		return
	}
	if !estate.IsAbsent(boundary).True.IsAlways() {
		d.Message += ", within a permissions boundary"
		bad = bad.And(withinBoundary(p, r, boundary.Origin))
	}
	p.Judge(r, bad, d)
}

// withinBoundary is true where a boundary is known: it did not take the rights of
// an administrator away. Of one that no source has nothing is known.
func withinBoundary(p *review.Pass, r estate.Resource, at estate.Origin) estate.Truth {
	who := p.Shared.Directory().Of(r)
	if who == nil {
		return estate.Yes()
	}
	if _, unread := p.Shared.Directory().Boundaries(who); unread {
		return estate.Maybe(review.Gap("the permissions boundary of "+r.Base().Logical, "it is not in the sources", "add the policy to the sources", at))
	}
	return estate.Yes()
}

const administratorAccess = ":policy/AdministratorAccess"

// isAdministratorAccess asks whether a text is that policy's ARN: where it ends
// in something open, it may be.
func isAdministratorAccess(t estate.Text, at estate.Origin) estate.Truth {
	parts := t.Parts()
	if len(parts) == 0 || parts[len(parts)-1].Reference != nil {
		return estate.No() // a policy of the estate
	}
	end := parts[len(parts)-1].Literal
	switch {
	case strings.HasSuffix(end, administratorAccess):
		return estate.Yes()
	case !strings.HasSuffix(administratorAccess, end):
		return estate.No()
	}
	return estate.When(estate.OfAlternatives(at, t.Expand()...), false, func(s string) bool {
		return strings.HasSuffix(s, administratorAccess)
	})
}
