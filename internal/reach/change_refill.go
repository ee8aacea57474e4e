package reach

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// refill resolves the rules of the security groups and network ACLs that changes
// concern, as they are in the changed estate, and leaves the network as it is. It
// is not ok where something else has to be resolved with them: a group or list
// that nothing has named before, a rule of which it is unknown whose it is, an
// appliance's groups, by which the world outside is cut.
func refill(n *Network, e *estate.Estate, world scenario.Guard, changes []estate.Change) ([]*refilled, bool) {
	b := newBuilder(e, world)
	b.n = &Network{Estate: e, World: world, Open: n.Open, absence: n.absence, Groups: slices.Clip(n.Groups), ACLs: slices.Clip(n.ACLs)}
	for _, g := range n.Groups {
		b.groupBy[g.ID] = g
	}
	for _, a := range n.ACLs {
		b.aclBy[a.ID] = a
	}
	var of affected
	for _, c := range changes {
		for _, r := range []estate.Resource{c.Old, c.New} {
			if r != nil && !of.note(b, r) {
				return nil, false
			}
		}
	}
	if of.appliances(n) {
		return nil, false
	}
	out := of.empty()
	ok := b.refillGroups(of.groups)
	b.refillACLs(of.acls)
	for _, r := range out {
		r.turn() // what was resolved is kept aside; the network has its own again
	}
	return out, ok && len(b.n.Groups) == len(n.Groups) && len(b.n.ACLs) == len(n.ACLs) && n.lists.covers(&b.n.lists)
}

// affected are the groups and network ACLs that changes concern.
type affected struct {
	groups []*SecurityGroup
	acls   []*NetworkACL
}

// note finds of which group or network ACL a resource is or holds a rule.
func (x *affected) note(b *builder, r estate.Resource) bool {
	id, group := r.Base().ID, true
	switch r := r.(type) {
	case *estate.NetworkACL:
		group = false
	case *estate.SecurityGroupRuleResource:
		id, _, _ = b.name(r.Owner, r.Origin)
	case *estate.NetworkACLEntry:
		group = false
		id, _, _ = b.name(r.ACL, r.Origin)
	}
	if group {
		g := b.groupBy[id]
		if g != nil && !slices.Contains(x.groups, g) {
			x.groups = append(x.groups, g)
		}
		return g != nil && !g.Placeholder
	}
	a := b.aclBy[id]
	if a != nil && !slices.Contains(x.acls, a) {
		x.acls = append(x.acls, a)
	}
	return a != nil && !a.Placeholder
}

// appliances: interfaces that route for others carry one of the groups.
func (x *affected) appliances(n *Network) bool {
	for _, m := range n.Middleboxes {
		if m.Kind != Appliance {
			continue
		}
		for _, i := range append(slices.Clip(m.Exits), m.Interface) {
			for _, c := range i.Groups {
				if slices.Contains(x.groups, c.Group) {
					return true
				}
			}
		}
	}
	return false
}

// empty takes the rules out of the groups and network ACLs, and keeps them.
func (x *affected) empty() []*refilled {
	var out []*refilled
	for _, g := range x.groups {
		out = append(out, &refilled{group: g})
	}
	for _, a := range x.acls {
		out = append(out, &refilled{acl: a})
	}
	for _, r := range out {
		r.turn()
	}
	return out
}

// refillGroups resolves the rules of some groups; not ok where a rule may be of
// any group.
func (b *builder) refillGroups(groups []*SecurityGroup) bool {
	if len(groups) == 0 {
		return true
	}
	for _, g := range groups {
		if r, ok := b.e.Get(g.ID); ok {
			r := r.(*estate.SecurityGroup)
			b.addRules(g, r.Ingress, false)
			b.addRules(g, r.Egress, true)
		}
	}
	b.lists = b.prefixLists()
	b.addPending()
	for _, r := range estate.All[*estate.SecurityGroupRuleResource](b.e) {
		c, ok := b.component(&r.Core)
		id, _, named := b.name(r.Owner, r.Origin)
		if !ok || !named {
			continue
		}
		g := b.groupBy[id]
		if g == nil || g.Placeholder {
			return false
		}
		if slices.Contains(groups, g) {
			g.add(b.permissions(&r.Rule, r.Rule.Egress), c.Exists)
		}
	}
	for _, g := range groups {
		if len(b.n.Open) > 0 {
			g.addGap(false, b.n.Open[0])
			g.addGap(true, b.n.Open[0])
		}
	}
	return true
}

// refillACLs resolves the entries of some network ACLs.
func (b *builder) refillACLs(acls []*NetworkACL) {
	if len(acls) == 0 {
		return
	}
	for _, a := range acls {
		if r, ok := b.e.Get(a.ID); ok {
			b.implied(a, r.(*estate.NetworkACL))
		}
	}
	for _, r := range estate.All[*estate.NetworkACLEntry](b.e) {
		if id, _, ok := b.name(r.ACL, r.Origin); ok && slices.Contains(acls, b.aclBy[id]) {
			b.entry(b.aclBy[id], r)
		}
	}
	for _, a := range acls {
		a.sort(a.In)
		a.sort(a.Out)
	}
}
