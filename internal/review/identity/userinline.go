package identity

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// UserInline asks that users have their rights from groups.
func UserInline() *review.Rule {
	return &review.Rule{
		ID: "IAM-USER-INLINE", Area: finding.Identity, Severity: finding.Low,
		Title: "Users have no policies of their own",
		Why: "Rights that hang on single users are missed when somebody changes teams or leaves, and differ from person to person " +
			"until nobody can say who may do what.",
		Fix:   "Attach the policy to a group or a role, and put the user into the group.",
		Needs: []string{"A"}, References: []string{"FSBP IAM.2", "CIS 2.14", "WA SEC03-BP02"},
		Specimen: `Resources:
  Auditor:
    Type: AWS::IAM::User
    Properties:
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/SecurityAudit"]
`,
		Twin: `Resources:
  Auditors:
    Type: AWS::IAM::Group
    Properties:
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/SecurityAudit"]
  Auditor:
    Type: AWS::IAM::User
    Properties:
      Groups: [!Ref Auditors]
`,
		Check: checkUserInline,
	}
}

// inlineNames are the names of a user's own policies, and of the managed ones that
// are attached to it.
func inlineNames(u *estate.User) []string {
	var out []string
	for _, p := range u.Policies.Known {
		name, _ := p.Is.Name.Known()
		out = append(out, name.String())
	}
	for _, m := range u.Managed.Known {
		out = append(out, m.Is.String())
	}
	return out
}

// A policy that names users is told with the user, if the user is here.
func checkUserInline(p *review.Pass) {
	users := estate.All[*estate.User](p.Estate)
	for _, u := range users {
		own := u.Policies.IsEmpty().And(u.Managed.IsEmpty()).Not()
		d := review.Detail{At: u.Policies.Origin}
		if d.At.IsZero() {
			d.At = u.Managed.Origin
		}
		var names []string
		eachPolicy(p.Estate, func(r estate.Resource, to estate.Items[estate.Text]) {
			t := attached(p.Estate, to, u).Given(r.Base().When)
			own = own.Or(t)
			if !t.True.IsNever() {
				names = append(names, r.Base().Logical)
				d.Also = append(d.Also, r.Base().ID)
			}
		})
		d.Message, d.Key = "has policies attached directly", review.Listed(append(inlineNames(u), names...))
		if len(names) > 0 {
			d.Message += ", by " + strings.Join(names, ", ")
		}
		p.Judge(u, own, d)
	}
	eachPolicy(p.Estate, func(r estate.Resource, to estate.Items[estate.Text]) {
		for _, u := range users {
			if !attached(p.Estate, to, u).True.IsNever() {
				return
			}
		}
		if len(to.Known)+len(to.Unknown) > 0 {
			p.Judge(r, to.IsEmpty().Not(), review.Detail{At: to.Origin, Message: "is attached to users directly"})
		}
	})
}

// eachPolicy visits the policies that may name users.
func eachPolicy(e *estate.Estate, visit func(estate.Resource, estate.Items[estate.Text])) {
	for _, r := range e.Resources {
		switch r := r.(type) {
		case *estate.AttachedPolicy:
			visit(r, r.Users)
		case *estate.ManagedPolicy:
			visit(r, r.Users)
		}
	}
}

func attached(e *estate.Estate, to estate.Items[estate.Text], u *estate.User) estate.Truth {
	return review.AnyItem(to, func(t estate.Text) estate.Truth {
		at := estate.Of(t, to.Origin)
		return review.Refers(e, at, u).Or(review.Named(at, u.UserName))
	})
}
