package reach

import (
	"slices"

	"ringwall/internal/traffic"
)

// RedundantRule is a rule of a security group that could be removed without any
// packet being stopped: other rules of the group admit all that it admits.
type RedundantRule struct {
	Rule *Rule
	// By are the rules that cover it; none of them can be left out.
	By []*Rule
}

// Redundant lists the rules of each group that its others cover, by set
// difference over peers and services. All of the listed ones can be removed
// together. A reference to a group admits its members' private addresses, so
// ranges cover it where they hold the blocks of the VPC; that a range holds only
// members at the moment makes no reference cover the range. Rules of which
// anything is unknown neither cover nor are judged.
func Redundant(n *Network) []RedundantRule {
	var out []RedundantRule
	c := covering{n: n}
	for _, i := range n.Interfaces {
		if lb := i.Balancer; lb != nil && (lb.Kind == NetworkBalancer || lb.Kind == BalancerUnknown) {
			c.balancers = append(c.balancers, i)
		}
	}
	for _, g := range n.Groups {
		for _, list := range [][]*Rule{g.In, g.Out} {
			out = append(out, c.redundantIn(list)...)
		}
	}
	return out
}

// covering finds which rules others cover.
type covering struct {
	n         *Network
	balancers []*Interface // of load balancers that may keep their clients' addresses
}

// redundantIn judges the last rules first, so that of two alike the first stays.
func (c *covering) redundantIn(list []*Rule) []RedundantRule {
	kept := make([]*Rule, 0, len(list))
	for _, r := range list {
		if r.settled() {
			kept = append(kept, r)
		}
	}
	var out []RedundantRule
	for i := len(kept) - 1; i >= 0; i-- {
		r := kept[i]
		if others := c.relevant(r, kept); c.covered(r, others) {
			out = append(out, RedundantRule{r, c.cover(r, others)})
			kept = slices.Delete(kept, i, i+1)
		}
	}
	slices.Reverse(out)
	return out
}

// relevant are the other rules that admit some of what a rule admits, or may.
func (c *covering) relevant(r *Rule, list []*Rule) []*Rule {
	var out []*Rule
	for _, x := range list {
		if x != r && x.Services.Overlaps(r.Services) && (x.Peer.Kind != PeerPrefixes || r.Peer.Kind != PeerPrefixes || x.admits().Overlaps(r.admits())) {
			out = append(out, x)
		}
	}
	return out
}

// settled: the rule is there, and what it admits is known.
func (r *Rule) settled() bool {
	known := r.Exists.Yes() && !isGap(r.ServicesGap) && !r.Services.IsEmpty()
	switch r.Peer.Kind {
	case PeerPrefixes:
		return known && !isGap(r.Peer.Gap)
	case PeerGroup, PeerService:
		return known
	}
	return false
}

// cover leaves out the rules that a covering does not need.
func (c *covering) cover(r *Rule, by []*Rule) []*Rule {
	for i := len(by) - 1; i >= 0; i-- {
		if fewer := slices.Delete(slices.Clone(by), i, i+1); c.covered(r, fewer) {
			by = fewer
		}
	}
	return by
}

// covered asks whether some rules admit all that another one admits.
func (c *covering) covered(r *Rule, by []*Rule) bool {
	rest := r.Services
	var ranges []traffic.Set
	for _, x := range by {
		switch {
		case x.Peer.Kind == PeerPrefixes:
			ranges = append(ranges, x.admits())
		case r.Peer.Kind == PeerGroup && x.Peer.Kind == PeerGroup && x.Peer.Group == r.Peer.Group,
			r.Peer.Kind == PeerService && x.Peer.Kind == PeerService && x.Peer.Service == r.Peer.Service:
			rest = rest.Subtract(x.Services)
		}
	}
	if rest.IsEmpty() {
		return true
	}
	peers, known := c.addressesOf(r.Peer)
	return known && traffic.UnionOf(ranges...).Covers(traffic.Of(peers, rest))
}

// admits is what a rule of ranges lets through.
func (r *Rule) admits() traffic.Set {
	return traffic.Of(traffic.Prefixes(r.Peer.Prefixes...).Intersect(family(r.Peer.Family)), r.Services)
}

// addressesOf are all the addresses that a peer may have; not known for a group
// whose members' addresses may be anywhere.
func (c *covering) addressesOf(p Peer) (traffic.Addresses, bool) {
	switch p.Kind {
	case PeerPrefixes:
		return traffic.Prefixes(p.Prefixes...).Intersect(family(p.Family)), true
	case PeerService:
		return family(p.Family), true
	}
	g := p.Group
	if g.Placeholder || g.VPC == nil || c.speaksForClients(g) {
		return traffic.NoAddresses(), false
	}
	out := traffic.NoAddresses()
	for _, v := range g.vpcs() {
		if v.Placeholder || isGap(v.Gap4) || isGap(v.Gap6) {
			return traffic.NoAddresses(), false
		}
		out = out.Union(traffic.Prefixes(v.IPv4...)).Union(traffic.Prefixes(v.IPv6...))
	}
	return out, len(c.n.Open) == 0
}

// speaksForClients: a Network Load Balancer may be in the group. In its name
// clients of any address come.
func (c *covering) speaksForClients(g *SecurityGroup) bool {
	return slices.ContainsFunc(c.balancers, func(i *Interface) bool { return !i.carries(g).No() })
}

// IdleEntry is an entry of a network ACL that could be removed without any
// packet being treated otherwise.
type IdleEntry struct {
	Entry *ACLEntry
	// Shadowed: earlier entries match all its packets. Otherwise it decides
	// some, but as later entries, or the final deny, would.
	Shadowed bool
	// By are the entries that decide its packets then; what none does, the final
	// deny decides.
	By []*ACLEntry
}

// IdleEntries lists the entries that change nothing, proved by removal from
// tables of which all is known. Each by itself can be removed.
func IdleEntries(n *Network) []IdleEntry {
	var out []IdleEntry
	for _, a := range n.ACLs {
		for _, list := range [][]*ACLEntry{a.In, a.Out} {
			out = append(out, n.idleIn(list)...)
		}
	}
	return out
}

func (n *Network) idleIn(list []*ACLEntry) []IdleEntry {
	for _, e := range list {
		if !e.settled() {
			return nil
		}
	}
	var out []IdleEntry
	whole := gateOfACL(n, list)
	for i, e := range list {
		others := slices.Delete(slices.Clone(list), i, i+1)
		without := gateOfACL(n, others)
		if !without.certain.Equal(whole.certain) || !without.possible.Equal(whole.possible) {
			continue
		}
		mine, _ := e.bounds()
		x := IdleEntry{Entry: e}
		x.Shadowed = unionOfEntries(list[:i]).Covers(mine)
		for k, o := range list {
			part, _ := o.bounds()
			if k != i && part.Overlaps(mine) && (k < i || !x.Shadowed) {
				x.By, mine = append(x.By, o), mine.Subtract(part)
			}
		}
		out = append(out, x)
	}
	return out
}

func unionOfEntries(list []*ACLEntry) traffic.Set {
	sets := make([]traffic.Set, len(list))
	for i, e := range list {
		sets[i], _ = e.bounds()
	}
	return traffic.UnionOf(sets...)
}

// settled: all that the entry says is known.
func (x *ACLEntry) settled() bool {
	return x.Exists.Yes() && !isGap(x.NumberGap) && !isGap(x.ServicesGap) && x.Prefix.IsValid() && !x.Allow.Unknown()
}
