package cli

import (
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
	"ringwall/internal/policy/compare"
	"ringwall/internal/report"
)

// requestExample is a witness as ringwall can takes it: where the account of the
// resource, or what the caller's own policies say, would make a difference, so that
// the policies that are compared decide.
func requestExample(w *compare.Witness, sides *comparedPolicies) *report.RequestExample {
	out := &report.RequestExample{Principal: w.Principal, Action: w.Action, Resource: w.Resource}
	for _, v := range w.Context {
		out.Context = append(out.Context, report.ContextValue{Key: v.Key, Values: v.Values, Many: v.Many})
	}
	out.OpenBoundary = w.Bounded
	account := accountOf(w.Principal)
	if fields := strings.SplitN(w.Resource, ":", 6); len(fields) == 6 && fields[4] != "" {
		account = "" // it is in the ARN
	}
	other := ""
	if account != "" {
		other = "999988887777"
	}
	for _, owner := range []string{account, other} {
		for _, identity := range []bool{false, true} {
			if sides.decides(w, owner, identity) {
				out.ResourceAccount, out.OpenIdentity = owner, identity
				return out
			}
		}
	}
	out.ResourceAccount = account
	return out
}

func accountOf(principal string) string {
	if fields := strings.SplitN(principal, ":", 6); len(fields) == 6 {
		return fields[4]
	}
	return ""
}

// decides reports that with one side's policies alone, or with an identity that
// may do everything, the request is allowed, and with the other's denied.
func (c *comparedPolicies) decides(w *compare.Witness, owner string, identity bool) bool {
	r := &authz.Request{Request: *w.Request()}
	if owner != "" {
		r.ResourceAccount = policy.Literal(owner)
	}
	var verdicts [2]authz.Verdict
	for side := range c.documents {
		p := c.policies(side)
		if identity {
			p.Identity = append(p.Identity, authz.NewPolicy("identity", openPolicy(), policy.IdentityPolicy))
		}
		verdicts[side] = authz.Decider{}.Decide(r, p).Verdict
	}
	denied := verdicts[0] == authz.ExplicitDeny || verdicts[0] == authz.ImplicitDeny
	return denied && verdicts[1] == authz.Allowed
}

// openPolicy allows everything.
func openPolicy() policy.Document {
	all := []policy.Text{policy.Literal("*")}
	return policy.Document{Version: policy.Literal(policy.Version2012),
		Statements: []policy.Statement{{Effect: policy.Literal("Allow"), Actions: all, Resources: all}}}
}

// policies are those of a side where they belong.
func (c *comparedPolicies) policies(side int) *authz.Policies {
	p := &authz.Policies{}
	var all []*authz.Policy
	for _, d := range c.documents[side] {
		all = append(all, authz.NewPolicy(d.Name, d.Policy, c.use))
	}
	switch c.use {
	case policy.IdentityPolicy:
		p.Identity = all
		if c.name == "boundary" {
			p.Identity, p.Boundary = nil, all
		}
	case policy.SessionPolicy:
		p.Session = all
	case policy.EndpointPolicy:
		p.Endpoint = all
	case policy.ServiceControlPolicy:
		p.SCP = [][]*authz.Policy{all}
	case policy.ResourceControlPolicy:
		p.RCP = [][]*authz.Policy{all}
	default:
		p.Resource = all[0]
	}
	return p
}
