package escalation

import (
	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/policy"
)

// byTaking is the hop by which a principal gives any permission to a role that it
// can take, and takes it; nil if there is none, or, where only a sure one counts, no
// sure one.
func (g *Graph) byTaking(p *directory.Principal, surely bool) *Hop {
	var open *Hop
	for _, x := range []struct{ action, does string }{
		{"iam:PutRolePolicy", "write an inline policy of"}, {"iam:AttachRolePolicy", "attach any policy to"},
	} {
		if !g.may[holding{p, x.action}] {
			continue
		}
		for _, q := range g.directory.Principals() {
			if q == p || q.Kind != policy.RoleSession {
				continue
			}
			surely := surely || open != nil // of hops that are not sure one is enough
			if may, tells := g.directory.MayTrust(q, p); !may || !tells && surely || !sameAccount(p, q) {
				continue
			}
			hop := g.changeAndTake(x.action, p, q, surely)
			if hop == nil {
				continue
			}
			hop.Method = &Method{Name: x.does + " " + q.Resource.Base().Logical + ", which it may take", Kind: Rights}
			switch {
			case hop.Verdict == authz.Allowed:
				return hop
			case open == nil:
				open = hop
			}
		}
	}
	return open
}

func (g *Graph) changeAndTake(action string, p, q *directory.Principal, surely bool) *Hop {
	t, _ := g.directory.On(q.Resource, action)
	if t == nil || surely && !g.directory.MayBeGranted(p, action, t) || !g.directory.MayReach(p, action, t) || !g.unbound(q) {
		return nil
	}
	change := g.question(p, action, t, "")
	if surely && !g.directory.MayBeCertain(change) {
		return nil
	}
	// Few may take a role, and whether they are named is soon seen: that comes first.
	taker, may := g.directory.Taker(q, p)
	if !may {
		return nil
	}
	hop := &Hop{From: p, Verdict: authz.Allowed}
	if !hop.add(action, t.Name, g.directory.Ask(change)) || !hop.add(takeRole, q.Name, taker.Answer) {
		return nil
	}
	return hop
}
