package reach

import (
	"net/netip"
	"slices"
	"strconv"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// mend adds the change that opens a gate; why is set where there is none.
func (x *mender) mend(b mend) (why string) {
	switch b.kind {
	case mendRule:
		return x.rule(b)
	case mendEntry:
		return x.entry(b)
	case mendRoute:
		return x.route(b)
	case mendAttach:
		return x.attach(b)
	case mendAddress:
		return x.publicAddress(b)
	}
	if b.why != "" {
		return b.why
	}
	out := b.step.Kind + " " + string(b.step.Resource) + ": " + b.step.Rule
	if b.step.Detail != "" {
		out += " (" + b.step.Detail + ")"
	}
	return out
}

// add notes a change, once.
func (x *mender) add(text string, at estate.ID, origin estate.Origin, edits ...estate.Change) {
	if !x.seen[text] {
		x.seen[text] = true
		x.list = append(x.list, Remedied{Text: text, Resource: at, Origin: origin, Edits: edits})
	}
}

// proposed is the origin of what only a remedy writes.
func proposed() estate.Origin { return estate.Origin{Implied: "a proposed change"} }

func of[T any](v T) estate.Value[T] { return estate.Of(v, proposed()) }

// core is the common part of a new resource, beside another.
func (x *mender) core(typ string, beside estate.ID) estate.Core {
	x.made++
	id := "proposed-" + strconv.Itoa(x.made)
	c := estate.Core{ID: estate.ID(id), Logical: id, Type: typ, Origin: proposed()}
	if r, ok := x.model.Estate.Get(beside); ok {
		c.Stack, c.Account, c.Region = r.Base().Stack, r.Base().Account, r.Base().Region
	}
	return c
}

// ref is what names a component in the estate; not ok if only a parameter or an
// attribute does, so that nobody can be sure to mean the same.
func (x *mender) ref(c *Component) (estate.Value[estate.Text], bool) {
	if _, ok := x.model.Estate.Get(c.ID); ok && !c.Placeholder {
		return of(estate.OfReference(c.ID, "")), true
	}
	if c.Placeholder && isPhysical(c.ID) {
		return of(estate.Literal(string(c.ID))), true
	}
	return estate.Value[estate.Text]{}, false
}

// carried is the first group that an interface is in for certain.
func (x *mender) carried(i *Interface) (*SecurityGroup, estate.Value[estate.Text], bool) {
	for _, m := range i.Groups {
		if ref, ok := x.ref(&m.Group.Component); ok && m.Is.Yes() {
			return m.Group, ref, true
		}
	}
	return nil, estate.Value[estate.Text]{}, false
}

// rule adds a security group rule that admits the peer: by its group where the
// fabric still shows who it is, else by its addresses.
func (x *mender) rule(b mend) (why string) {
	g, owner, ok := x.carried(b.at)
	if !ok {
		return "the security groups of " + b.at.Name() + " are not known"
	}
	typ, lead, end := "AWS::EC2::SecurityGroupIngress", "in ", " from "
	if b.egress {
		typ, lead, end = "AWS::EC2::SecurityGroupEgress", "out ", " to "
	}
	r := &estate.SecurityGroupRuleResource{Core: x.core(typ, g.ID), Owner: owner}
	r.Rule = estate.SecurityGroupRule{Origin: proposed(), Owner: r.ID, Egress: b.egress}
	s := x.wide(b.service)
	r.Rule.Protocol, r.Rule.From, r.Rule.To = s.fields()
	text := "add to " + string(g.ID) + ": " + lead + s.words() + end
	if b.peer.host != nil && b.peer.identity.Yes() && !b.peer.host.NAT {
		if peer, ref, ok := x.carried(b.peer.host); ok {
			r.Rule.Group = ref
			x.add(text+string(peer.ID), g.ID, g.Origin, estate.Add(r))
			return ""
		}
	}
	p, why := x.prefix(b.peer.addr, b.peer)
	if why != "" {
		return why
	}
	r.Rule.IPv4, r.Rule.IPv6 = byFamily(p)
	x.add(text+p.String(), g.ID, g.Origin, estate.Add(r))
	return ""
}

func byFamily(p netip.Prefix) (four, six estate.Value[netip.Prefix]) {
	if p.Addr().Is6() {
		return four, of(p)
	}
	return of(p), six
}

// wide takes the range of ports that was asked for instead of the one port that
// was traced.
func (x *mender) wide(s packetService) packetService {
	if s.lo != s.hi || x.q.Services.IsAll() || !s.protocol.HasPorts() {
		return s
	}
	for _, r := range x.q.Services.PortRanges(s.protocol) {
		if r.Lo <= s.lo && s.lo <= r.Hi {
			s.lo, s.hi = r.Lo, r.Hi
		}
	}
	return s
}

// fields are the protocol and ports (of ICMP type and code) of a rule or entry.
func (s packetService) fields() (protocol estate.Value[string], from, to estate.Value[int]) {
	protocol = of(s.protocol.String())
	switch {
	case s.protocol.HasTypes():
		return protocol, of(int(s.lo >> 8)), of(int(s.lo & 255))
	case s.protocol.HasPorts() && (s.protocol == traffic.TCP || s.protocol == traffic.UDP):
		return protocol, of(int(s.lo)), of(int(s.hi))
	}
	return protocol, from, to
}

// services are what a rule or entry of the fields is for.
func (s packetService) services() traffic.Services {
	switch {
	case s.protocol.HasTypes():
		return traffic.ICMPTypes(s.protocol, int(s.lo>>8), int(s.lo&255))
	case s.protocol == traffic.TCP || s.protocol == traffic.UDP:
		return traffic.Ports(s.protocol, s.lo, s.hi)
	}
	return traffic.WholeProtocol(s.protocol)
}

// words are the services as rules name them: "tcp 443".
func (s packetService) words() string { return s.services().String() }

// entry adds a network ACL entry below the one that denies.
func (x *mender) entry(b mend) (why string) {
	acl, ok := x.ref(&b.acl.Component)
	if !ok {
		return "it is not known which network ACL " + string(b.acl.ID) + " is"
	}
	p, why := x.prefix(b.address, b.peer)
	if why != "" {
		return why
	}
	list, lead, end := b.acl.In, "in ", " from "
	if b.egress {
		list, lead, end = b.acl.Out, "out ", " to "
	}
	s := b.service
	if s.lo == s.hi && !b.reply {
		s = x.wide(s)
	}
	what := " allow " + s.words() + end + p.String()
	key := string(b.acl.ID) + " " + lead + what
	if x.seen[key] {
		return ""
	}
	x.seen[key] = true
	number, ok := x.freeNumber(b.acl, list, p, s)
	if !ok {
		return "no number below the entries of " + string(b.acl.ID) + " that deny is free"
	}
	r := &estate.NetworkACLEntry{Core: x.core("AWS::EC2::NetworkAclEntry", b.acl.ID), ACL: acl}
	r.Rule = estate.NetworkACLRule{Origin: proposed(), Owner: r.ID, Egress: of(b.egress), Number: of(number), Allow: of(true)}
	var from, to estate.Value[int]
	r.Rule.Protocol, from, to = s.fields()
	if s.protocol.HasTypes() {
		r.Rule.ICMPType, r.Rule.ICMPCode = from, to
	} else {
		r.Rule.From, r.Rule.To = from, to
	}
	r.Rule.IPv4, r.Rule.IPv6 = byFamily(p)
	x.add("add to "+string(b.acl.ID)+": "+lead+strconv.Itoa(number)+what, b.acl.ID, b.acl.Origin, estate.Add(r))
	return ""
}

// freeNumber is a number for an entry before the first that denies any of what
// it is to allow; where only the last, unnumbered one does, behind all others.
func (x *mender) freeNumber(a *NetworkACL, list []*ACLEntry, p netip.Prefix, s packetService) (int, bool) {
	used := slices.Clone(x.taken[a])
	number, step := 90, 10
	for _, e := range list {
		used = append(used, e.Number)
		denies := !e.Allow.Yes() && e.Prefix.Overlaps(p) && e.Services.Overlaps(s.services())
		switch {
		case step < 0:
		case denies:
			number, step = e.Number, -1
		case e.Number < 32_000:
			number = max(number, e.Number/10*10)
		}
	}
	for number += step; number > 0 && number < 32_767; number += step {
		if !slices.Contains(used, number) {
			x.taken[a] = append(x.taken[a], number)
			return number, true
		}
	}
	return 0, false
}

// prefix is the addresses that a change must be for: those that were asked for,
// all of the internet, an interface's own address, or its subnet's block where
// AWS chooses the address.
func (x *mender) prefix(a Address, p party) (netip.Prefix, string) {
	six := a.is6()
	exact, isExact := a.Exact()
	for _, s := range []Selector{x.q.From, x.q.To} {
		if s.Kind == SelectAddresses && s.Prefix.Addr().Is6() == six && isExact && s.Prefix.Contains(exact) {
			return s.Prefix, ""
		}
	}
	switch {
	case isExact && traffic.Internet().Contains(exact) && p.host == nil:
		return anywhere(six), ""
	case isExact:
		return netip.PrefixFrom(exact, exact.BitLen()), ""
	case a.Service() != "":
		return anywhere(six), ""
	case p.public != nil:
		return netip.Prefix{}, "the public address of " + p.public.Name() + " is not known"
	case p.host != nil && p.host.Subnet.block(six).IsValid():
		return p.host.Subnet.block(six), ""
	case p.kind == OnPremises:
		return x.premises(six)
	}
	return x.blockOf(a)
}

func anywhere(six bool) netip.Prefix {
	if six {
		return anyIPv6()
	}
	return anyIPv4()
}

// premises is the range behind the VPN gateways, if it is one.
func (x *mender) premises(six bool) (netip.Prefix, string) {
	var found []netip.Prefix
	for _, g := range x.in.network.Gateways {
		for _, p := range g.OnPremises {
			if p.Addr().Is6() == six {
				found = append(found, p)
			}
		}
	}
	if len(found) != 1 {
		return netip.Prefix{}, "the on-premises addresses are not one known range: ask for one of them"
	}
	return found[0], ""
}

// blockOf is the block of the subnet within which an unknown address lies.
func (x *mender) blockOf(a Address) (netip.Prefix, string) {
	for _, s := range x.in.network.Subnets {
		if p := s.block(a.is6()); p.IsValid() && a.in(p).Yes() {
			return p, ""
		}
	}
	return netip.Prefix{}, "it is not known for which addresses: " + a.String()
}
