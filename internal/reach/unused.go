package reach

import (
	"ringwall/internal/traffic"
)

// usage finds out who can use the rules of security groups.
type usage struct {
	*engine
	carriers map[*SecurityGroup][]*class
	loose    []*class // that may carry any group
	// forwards: some load balancer that keeps its clients' addresses has targets
	// that no source shows. kept are the targets that the sources do show.
	forwards bool
	kept     map[*Interface]bool
}

func (e *engine) usage() *usage {
	u := &usage{engine: e, carriers: map[*SecurityGroup][]*class{}, kept: map[*Interface]bool{}}
	for _, c := range e.classes {
		if !c.set.plain && !c.set.none {
			u.loose = append(u.loose, c)
			continue
		}
		for _, m := range c.set.members {
			if !c.set.none && !m.Is.No() {
				u.carriers[m.Group] = append(u.carriers[m.Group], c)
			}
		}
	}
	for _, i := range e.n.Interfaces {
		if lb := i.Balancer; lb != nil && lb.Kind != ApplicationBalancer && lb.Kind != ClassicBalancer {
			u.forwards = u.forwards || isGap(lb.MoreTargets)
		}
	}
	for _, f := range e.n.Forwards {
		if !f.KeepsClient.No() {
			u.kept[f.Target], u.forwards = true, u.forwards || f.Target == nil
		}
	}
	return u
}

// unusedOf finds the rules of a group that admit nobody. A group that no
// interface carries is not looked at: all its rules are unused, and that is one
// finding, not many.
func (e *usage) unusedOf(g *SecurityGroup, found ruleFound) {
	members := e.membersOf(g)
	if len(members) == 0 || g.Placeholder {
		return
	}
	for _, r := range append(append([]*Rule(nil), g.In...), g.Out...) {
		if !r.Exists.Yes() || isGap(r.ServicesGap) {
			continue
		}
		switch {
		case r.Peer.Kind == PeerGroup && r.Peer.Group.Placeholder:
			found(r, maybe(r.Peer.Group.Gap), []string{"who is in " + r.Peer.words() + " is not known"})
		case r.Peer.Kind == PeerGroup && len(e.membersOf(r.Peer.Group)) == 0:
			found(r, e.n.absent().not(), []string{"nothing in the sources is in " + string(r.Peer.Group.ID)})
		case !r.Egress && !e.used(r, members):
			found(r, yes(), []string{"no way leads from " + r.Peer.words() + " to what has " + string(g.ID)})
		}
	}
}

// membersOf are the classes that carry a group, or may.
func (e *usage) membersOf(g *SecurityGroup) []*class {
	out := append([]*class(nil), e.carriers[g]...)
	for _, c := range e.loose {
		if !c.set.carries(g).No() {
			out = append(out, c)
		}
	}
	return out
}

// used asks whether a packet that an inbound rule admits may arrive at any
// member: everything but security groups of the receiving end is looked at.
func (e *usage) used(r *Rule, members []*class) bool {
	for _, c := range members {
		if e.comesTo(r, c) {
			return true
		}
	}
	return false
}

func (e *usage) comesTo(r *Rule, c *class) bool {
	switch r.Peer.Kind {
	case PeerGroup:
		return e.comesFromMembers(r, c)
	case PeerUnknown:
		return true
	case PeerService:
		return e.comesFromService(r, c)
	}
	return isGap(r.Peer.Gap) || e.comesFromVPC(r, c) || e.comesForwarded(r, c) ||
		e.comesFromOutside(r, c, OnInternet) || e.comesFromOutside(r, c, OnPremises)
}

// comesFromMembers asks whether some member of the group that a rule refers to
// reaches a class by a private address, seen as such.
func (e *usage) comesFromMembers(r *Rule, c *class) bool {
	for _, a := range e.membersOf(r.Peer.Group) {
		if a == c && len(c.members) == 1 {
			continue
		}
		if lb := a.sample().Balancer; lb != nil && lb.Kind != ApplicationBalancer {
			return true // clients may come in its name
		}
		for _, pair := range [][2]*spot{{e.four[a.index], e.four[c.index]}, {e.six[a.index], e.six[c.index]}} {
			if pair[0] == nil || pair[1] == nil {
				continue
			}
			from, to := end{a, pair[0]}, end{c, pair[1]}
			for _, g := range e.travel(from.spot, to.spot) {
				b := e.and(e.and(e.sends(from, to), e.takes(to)), g.fwd)
				if !g.refs.No() && e.table.Services(b.hi).Overlaps(r.Services) {
					return true
				}
			}
		}
	}
	return false
}

// comesFromVPC: somebody in a VPC that has a way to the class may have one of
// the addresses; the sources need not show who.
func (e *usage) comesFromVPC(r *Rule, c *class) bool {
	if !e.listensOn(r, c) {
		return false
	}
	peers := traffic.Prefixes(r.Peer.Prefixes...)
	for _, v := range e.n.VPCs {
		if !e.joined(v, c.subnet.VPC) && !e.joined(c.subnet.VPC, v) {
			continue
		}
		if v.Placeholder || isGap(v.Gap4) || isGap(v.Gap6) || traffic.Prefixes(v.IPv4...).Union(traffic.Prefixes(v.IPv6...)).Overlaps(peers) {
			return true
		}
	}
	return false
}

func (e *usage) listensOn(r *Rule, c *class) bool {
	x := c.sample()
	return !x.OutboundOnly && !x.NAT && e.table.Services(c.listens.hi).Overlaps(r.Services)
}

func (e *usage) comesFromOutside(r *Rule, c *class, kind EndpointKind) bool {
	peers := traffic.Prefixes(r.Peer.Prefixes...)
	for _, region := range e.regionsOf(c.subnet.VPC, kind) {
		own := e.own(c, region.six)
		if own == nil || !region.region.Overlaps(peers) {
			continue
		}
		if e.table.Services(e.arriving(region, end{c, own})).Overlaps(r.Services) {
			return true
		}
	}
	return false
}

// comesFromService: what has the addresses of an AWS list comes from the
// internet; S3 and DynamoDB open no connections.
func (e *usage) comesFromService(r *Rule, c *class) bool {
	for _, own := range []*spot{e.four[c.index], e.six[c.index]} {
		if own == nil {
			continue
		}
		if e.table.Services(e.arriving(e.serviceSpot(r.Peer.Service, own.six), end{c, own})).Overlaps(r.Services) {
			return true
		}
	}
	return false
}

// comesForwarded: a load balancer that keeps its clients' addresses may pass
// them on to the class.
func (e *usage) comesForwarded(r *Rule, c *class) bool {
	return (e.forwards || e.kept[c.sample()]) && e.listensOn(r, c)
}
