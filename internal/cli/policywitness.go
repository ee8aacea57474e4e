package cli

import (
	"slices"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
	"ringwall/internal/policy/compare"
	"ringwall/internal/report"
)

// strangerAccount is one that no witness is of.
const strangerAccount = "999988887777"

// requestExample is a witness as ringwall can takes it: where the account of the
// resource, or what the caller's own policies say, would make a difference, so that
// the policies that are compared decide. False if no such choice is there.
func requestExample(w *compare.Witness, sides *comparedPolicies) (*report.RequestExample, bool) {
	out := &report.RequestExample{Principal: w.Principal, Action: w.Action, Resource: w.Resource, OpenBoundary: w.Bounded}
	for _, v := range w.Context {
		out.Context = append(out.Context, report.ContextValue{Key: v.Key, Values: v.Values, Many: v.Many})
	}
	caller := accountOf(w.Principal)
	owners := []string{caller, ""}
	if caller != "" {
		owners[1] = strangerAccount
	}
	resources := []string{w.Resource}
	if fields := strings.SplitN(w.Resource, ":", 6); len(fields) == 6 && fields[4] != "" {
		owners = []string{""} // it is in the ARN
		if fields[4] == caller {
			fields[4] = strangerAccount
			resources = append(resources, strings.Join(fields, ":"))
		}
	}
	for _, resource := range resources {
		for _, owner := range owners {
			for _, identity := range []bool{false, true} {
				if sides.decides(w, resource, owner, identity) {
					out.Resource, out.ResourceAccount, out.OpenIdentity = resource, owner, identity
					return out, true
				}
			}
		}
	}
	out.ResourceAccount = owners[0]
	return out, false
}

func accountOf(principal string) string {
	if fields := strings.SplitN(principal, ":", 6); len(fields) == 6 {
		return fields[4]
	}
	return ""
}

// decides reports that with one side's policies alone, or with an identity that
// may do everything, the request is allowed, and with the other's denied.
func (c *comparedPolicies) decides(w *compare.Witness, resource, owner string, identity bool) bool {
	r := &authz.Request{Request: *w.Request()}
	r.Resource = policy.Literal(resource)
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
	for _, d := range c.together(side) {
		all = append(all, authz.NewPolicy(d.Name, d.Policy, c.use))
	}
	switch c.layer() {
	case "identity":
		p.Identity = all
	case "boundary":
		p.Boundary = all
	case "session":
		p.Session = all
	case "endpoint":
		p.Endpoint = all
	case "scp":
		p.SCP = [][]*authz.Policy{all}
	case "rcp":
		p.RCP = [][]*authz.Policy{all}
	default:
		p.Resource = all[0]
	}
	return p
}

// layer is the member of a request that the policies belong to.
func (c *comparedPolicies) layer() string {
	switch c.use {
	case policy.IdentityPolicy:
		if c.name == "boundary" {
			return "boundary"
		}
		return "identity"
	case policy.SessionPolicy:
		return "session"
	case policy.EndpointPolicy:
		return "endpoint"
	case policy.ServiceControlPolicy:
		return "scp"
	case policy.ResourceControlPolicy:
		return "rcp"
	}
	return "resource_policy"
}

// together are the documents of a side. A resource has one policy: if their versions
// are the same, they are put into one.
func (c *comparedPolicies) together(side int) []compare.Document {
	docs := c.documents[side]
	if c.layer() != "resource_policy" || len(docs) < 2 {
		return docs
	}
	all := docs[0]
	all.Policy.Statements = slices.Clone(all.Policy.Statements)
	for _, d := range docs[1:] {
		if d.Policy.Version.String() != all.Policy.Version.String() {
			return docs
		}
		all.Policy.Statements = append(all.Policy.Statements, d.Policy.Statements...)
	}
	return []compare.Document{all}
}

func (c *comparedPolicies) texts(side int) [][]byte {
	var out [][]byte
	for _, d := range c.together(side) {
		out = append(out, d.Policy.JSON())
	}
	return out
}
