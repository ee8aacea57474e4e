package escalation

import (
	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
)

// seeds are the principals with every permission, and those that can give
// themselves any.
func (g *Graph) seeds() []*directory.Principal {
	var out []*directory.Principal
	for _, p := range g.directory.Principals() {
		if g.isFull(p) {
			g.full[p] = true
			out = append(out, p)
		}
	}
	for _, p := range g.directory.Principals() {
		if g.full[p] {
			continue
		}
		hop := g.selfMade(p)
		if hop == nil || hop.Verdict != authz.Allowed {
			if taking := g.byTaking(p, hop != nil || g.settled(p)); taking != nil && (hop == nil || taking.Verdict == authz.Allowed) {
				hop = taking
			}
		}
		if hop != nil && g.note(hop) {
			out = append(out, p)
		}
	}
	return out
}

// isFull reports whether a principal has every permission: a statement allows all
// actions on all resources, and nothing keeps it from handing out rights.
func (g *Graph) isFull(p *directory.Principal) bool {
	everything := false
	for _, grant := range g.directory.Grants(p, "iam:AttachUserPolicy") {
		alone := policy.Document{Statements: []policy.Statement{grant.Statement}}
		if policy.AllowsEverything(alone).Answer == policy.Yes && p.When().Implies(grant.When) {
			everything = true
			break
		}
	}
	if !everything || !g.unbound(p) {
		return false
	}
	target := directory.Fresh(fill(newUser, g.directory.Account(p)))
	return g.ask(p, "iam:AttachUserPolicy", target, "").Verdict == authz.Allowed
}

// unbound reports whether a permissions boundary, if there is one, leaves all of
// the rights that a principal may give itself.
func (g *Graph) unbound(p *directory.Principal) bool {
	documents, unread := g.directory.Boundaries(p)
	for _, d := range documents {
		if policy.AllowsEverything(d).Answer != policy.Yes {
			return false
		}
	}
	return !unread
}

// walk goes from administrators to who can become one, sure hops first.
func (g *Graph) walk(queue []*directory.Principal) {
	for len(queue) > 0 || len(g.pending) > 0 {
		if len(queue) == 0 {
			hop := g.pending[0]
			g.pending = g.pending[1:]
			if g.full[hop.From] || g.next[hop.From] != nil {
				continue
			}
			g.next[hop.From] = hop
			queue = append(queue, hop.From)
		}
		p := queue[0]
		queue = queue[1:]
		for _, hop := range g.into(p) {
			if g.note(hop) {
				queue = append(queue, hop.From)
			}
		}
	}
}

// note takes a hop down, and reports whether it is sure and its principal new. One
// that is not sure waits until all sure ones are known.
func (g *Graph) note(hop *Hop) bool {
	if g.full[hop.From] || g.next[hop.From] != nil {
		return false
	}
	if hop.Verdict != authz.Allowed {
		if !g.settled(hop.From) {
			g.waiting[hop.From] = true
			g.pending = append(g.pending, hop)
		}
		return false
	}
	g.next[hop.From] = hop
	return true
}

// open reports a principal of whom no way is known yet.
func (g *Graph) open(p, q *directory.Principal) bool {
	return p != q && !g.full[p] && g.next[p] == nil
}

// into are the hops by which others gain the permissions of a principal.
func (g *Graph) into(q *directory.Principal) []*Hop {
	var out []*Hop
	if q.Kind == policy.RoleSession {
		asked := func(p *directory.Principal) bool {
			if !g.open(p, q) {
				return false
			}
			_, tells := g.directory.MayTrust(q, p)
			return tells || !g.settled(p)
		}
		for _, t := range g.directory.TakersAmong(q, g.holders[takeRole], asked) {
			hop := &Hop{From: t.Principal, To: q, Method: &Method{Name: "take", Kind: Take}, Verdict: authz.Allowed}
			hop.add(takeRole, q.Name, t.Answer)
			out = append(out, hop)
		}
	}
	for i := range g.methods {
		m := &g.methods[i]
		switch {
		case m.Kind == Rights && m.Carrier == "user" && q.Kind == policy.User, m.Kind == Rights && m.Carrier == "role" && q.Kind == policy.RoleSession:
			out = append(out, g.by(m, q, nil)...)
		case m.Kind == Code:
			for _, r := range g.carriers[q] {
				if r.Base().Type == m.Carrier && g.runs(m, q) {
					out = append(out, g.by(m, q, r)...)
				}
			}
		}
	}
	return append(out, g.passed(q)...)
}

// runs reports whether what acts with a role can be made to act for others: an
// instance is reached by Systems Manager if its role lets the agent connect
// ("Configure instance permissions required for Systems Manager").
func (g *Graph) runs(m *Method, q *directory.Principal) bool {
	return !m.Managed || g.ask(q, "ssmmessages:CreateControlChannel", directory.Everything(), "").Verdict == authz.Allowed
}

// by are the hops of a method for all who may do what it asks.
func (g *Graph) by(m *Method, q *directory.Principal, carrier estate.Resource) []*Hop {
	var out []*Hop
	for _, p := range g.able[m] {
		if !g.open(p, q) || !sameAccount(p, q) {
			continue
		}
		if hop := g.try(m, p, q, carrier); hop != nil {
			out = append(out, hop)
		}
	}
	return out
}

func sameAccount(p, q *directory.Principal) bool {
	return p.Resource.Base().Account.Equal(q.Resource.Base().Account)
}

// passed are the hops by which a role is passed to something new.
func (g *Graph) passed(q *directory.Principal) []*Hop {
	if q.Kind != policy.RoleSession {
		return nil
	}
	t, _ := g.directory.On(q.Resource, "iam:PassRole")
	if t == nil {
		return nil
	}
	methods := g.passing(q)
	if len(methods) == 0 {
		return nil
	}
	var out []*Hop
	for _, p := range g.holders["iam:PassRole"] {
		if !g.open(p, q) || !sameAccount(p, q) || g.settled(p) && !g.directory.MayBeGranted(p, "iam:PassRole", t) || !g.directory.MayReach(p, "iam:PassRole", t) {
			continue
		}
		for _, m := range methods {
			if !g.isAble(p, m) {
				continue
			}
			if hop := g.try(m, p, q, nil); hop != nil {
				out = append(out, hop)
				if hop.Verdict == authz.Allowed {
					break
				}
			}
		}
	}
	return out
}

// passing are the methods by which a role can be passed: its trust policy lets their
// service take it, or may.
func (g *Graph) passing(q *directory.Principal) []*Method {
	var out []*Method
	for i := range g.methods {
		m := &g.methods[i]
		if m.Kind != Pass || m.Carrier != "" && !g.carried(q, m.Carrier) {
			continue
		}
		if v := g.trusts(q, m.Service).Verdict; v == authz.Allowed || v == authz.Unknown {
			out = append(out, m)
		}
	}
	return out
}

// carried reports whether a resource of a type acts with a role.
func (g *Graph) carried(q *directory.Principal, typ string) bool {
	for _, r := range g.carriers[q] {
		if r.Base().Type == typ {
			return true
		}
	}
	return false
}
