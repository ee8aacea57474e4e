package reach

import (
	"slices"
	"strconv"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// packetService is what filters see of a packet besides addresses: protocol, and
// a range of destination ports of which it has one. ICMP's type and code stand
// for the port.
type packetService struct {
	protocol traffic.Protocol
	lo, hi   uint16
	gap      estate.Gap // why the port isn't known, where lo < hi
}

func (s packetService) String() string {
	switch {
	case s.protocol.HasTypes():
		return s.protocol.String() + " type " + strconv.Itoa(int(s.lo>>8)) + " code " + strconv.Itoa(int(s.lo&255))
	case !s.protocol.HasPorts():
		return "protocol " + s.protocol.String()
	case s.lo == s.hi:
		return s.protocol.String() + "/" + strconv.Itoa(int(s.lo))
	}
	return s.protocol.String() + "/" + strconv.Itoa(int(s.lo)) + "-" + strconv.Itoa(int(s.hi))
}

// admits asks whether an interface's security groups let a packet out to (or in
// from) a peer. The rule is the one that decides; nil where none admits it.
func (n *Network) admits(i *Interface, egress bool, peer party, s packetService) (Trit, *Rule) {
	t := no()
	var deciding *Rule
	for _, m := range i.Groups {
		list, more := m.Group.In, m.Group.MoreIn
		if egress {
			list, more = m.Group.Out, m.Group.MoreOut
		}
		for _, r := range list {
			is := n.ruleMatches(r, i, peer, s).and(m.Is)
			if is.Yes() {
				return is, r
			}
			if is.Unknown() && deciding == nil {
				deciding = r
			}
			t = t.or(is)
		}
		if isGap(more) {
			t = t.or(maybe(more).and(m.Is))
		}
	}
	if isGap(i.MoreGroups) {
		t = t.or(maybe(i.MoreGroups))
	}
	return t, deciding
}

func (n *Network) ruleMatches(r *Rule, i *Interface, peer party, s packetService) Trit {
	service := holds(r.Services.Contains(s.protocol, s.lo))
	if isGap(r.ServicesGap) {
		service = maybe(r.ServicesGap)
	}
	if service = service.and(r.Exists); service.No() {
		return service
	}
	return service.and(n.peerMatches(r.Peer, i, peer))
}

func (n *Network) peerMatches(p Peer, i *Interface, peer party) Trit {
	family := 4
	if peer.addr.is6() {
		family = 6
	}
	if p.Family != 0 && p.Family != family {
		return no()
	}
	switch p.Kind {
	case PeerGroup:
		return n.memberOf(p.Group, i, peer)
	case PeerService:
		return n.serviceAddress(p, peer)
	case PeerUnknown:
		return maybe(p.Gap)
	}
	t := peer.addr.inAny(p.Prefixes)
	if isGap(p.Gap) {
		t = t.or(maybe(p.Gap))
	}
	return t
}

// memberOf asks whether a packet's peer is the private address of a member of a
// group, seen as such: translated, routed through an appliance or from elsewhere
// it is not.
func (n *Network) memberOf(g *SecurityGroup, i *Interface, peer party) Trit {
	t := no()
	if peer.host != nil {
		t = peer.host.carries(g).and(peer.identity)
	} else if peer.kind == InVPC {
		for _, j := range n.Interfaces {
			own, has := j.address(peer.addr.is6())
			if j == i || has.No() || j.Subnet.VPC != peer.vpc || own.inSpan(peer.addr.Spans()[0]).No() {
				continue
			}
			if !j.carries(g).No() {
				t = t.or(maybe(own.Gap()))
			}
		}
	}
	if peer.relay != nil {
		t = t.or(peer.relay.carries(g))
	}
	return t
}

// serviceAddress asks whether a peer has one of the addresses of an AWS-managed
// prefix list.
func (n *Network) serviceAddress(p Peer, peer party) Trit {
	switch {
	case peer.addr.Service() != "":
		return holds(peer.addr.Service() == p.Service)
	case p.isListed():
		return peer.addr.inAny(p.Prefixes)
	case peer.host != nil && !peer.addr.is6() || peer.kind == OnPremises || peer.kind == InVPC:
		return no()
	case peer.kind == OnInternet && hasGateway(p.Service):
		return no()
	}
	return maybe(p.Gap)
}

// passes asks whether the network ACL of a subnet lets a packet through that
// leaves (or enters) it, where peer is the address on the other side. It holds
// for a range of ports only if it does for each.
func (n *Network) passes(c Choice[*NetworkACL], egress bool, peer Address, s packetService) (Trit, *ACLEntry, *NetworkACL) {
	if acl, ok := c.Settled(); ok {
		t, e := n.aclPasses(acl, egress, peer, s)
		return t, e, acl
	}
	var results []Trit
	var entry *ACLEntry
	var of *NetworkACL
	for _, acl := range c.Options {
		t, e := n.aclPasses(acl, egress, peer, s)
		results, entry, of = append(results, t), e, acl
	}
	if c.Open || len(results) == 0 {
		results = append(results, maybe(c.Gap))
	}
	return agree(results, c.Gap), entry, of
}

// agree is the answer on which all agree; else it depends.
func agree(results []Trit, gap estate.Gap) Trit {
	first := results[0]
	if !first.Unknown() && !slices.ContainsFunc(results, func(t Trit) bool { return t.Is != first.Is }) {
		return first
	}
	var gaps []estate.Gap
	for _, t := range results {
		gaps = joinGaps(gaps, t.Gaps())
	}
	if isGap(gap) {
		gaps = joinGaps(gaps, []estate.Gap{gap})
	}
	return maybe(gaps...)
}

func (n *Network) aclPasses(a *NetworkACL, egress bool, peer Address, s packetService) (Trit, *ACLEntry) {
	list := a.In
	if egress {
		list = a.Out
	}
	var results []Trit
	var entry *ACLEntry
	for _, port := range portCells(list, s) {
		t, e := n.firstMatch(list, peer, s.protocol, port)
		results = append(results, t)
		if entry == nil || !t.Yes() {
			entry = e
		}
	}
	return agree(results, s.gap), entry
}

// portCells lists one port of each part of a range that no entry tells further
// apart.
func portCells(list []*ACLEntry, s packetService) []uint16 {
	ports := []uint16{s.lo}
	if s.lo == s.hi {
		return ports
	}
	for _, e := range list {
		for _, r := range e.Services.PortRanges(s.protocol) {
			if r.Lo > s.lo && r.Lo <= s.hi {
				ports = append(ports, r.Lo)
			}
			if r.Hi >= s.lo && r.Hi < s.hi {
				ports = append(ports, r.Hi+1)
			}
		}
	}
	slices.Sort(ports)
	return slices.Compact(ports)
}

// firstMatch is what the lowest entry that matches says. Entries of which it is
// unknown whether, or at which number, they match may be that one.
func (n *Network) firstMatch(list []*ACLEntry, peer Address, protocol traffic.Protocol, port uint16) (Trit, *ACLEntry) {
	var results []Trit
	var gap estate.Gap
	var maybeEntry *ACLEntry
	for _, e := range list {
		is := e.matches(peer, protocol, port)
		if isGap(e.NumberGap) {
			is = is.and(maybe(e.NumberGap))
		}
		switch {
		case is.No():
			continue
		case is.Yes():
			t := agree(append(results, e.Allow), gap)
			if t.Unknown() && maybeEntry != nil {
				return t, maybeEntry
			}
			return t, e
		}
		results = append(results, e.Allow)
		if maybeEntry == nil {
			maybeEntry = e
		}
		if !isGap(gap) {
			gap = is.cause(gap)
		}
	}
	return agree(append(results, n.absent()), gap), maybeEntry
}

func (e *ACLEntry) matches(peer Address, protocol traffic.Protocol, port uint16) Trit {
	if (e.Family == 6) != peer.is6() {
		return no()
	}
	service := holds(e.Services.Contains(protocol, port))
	if isGap(e.ServicesGap) {
		service = maybe(e.ServicesGap)
	}
	prefix := maybe(e.PrefixGap)
	if e.Prefix.IsValid() {
		prefix = peer.in(e.Prefix)
	}
	return e.Exists.and(service).and(prefix)
}
