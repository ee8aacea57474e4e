package reach

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// found is a flow in one class of scenarios, with what is needed to explain it.
type found struct {
	from, to          Party
	certain, possible traffic.Services
	ret               bound
	via               *Forward
	next              *Forward // of the load balancer that via leads to, if it does
	balancer          *Interface
	entry             traffic.Services
	// packet asks [Network.Trace] for the way of a service of the flow.
	packet Packet
	unseen estate.Gap // why nobody can be asked
}

// flowsBetween lists what flows from one side to the other, limited to some
// services.
func (e *engine) flowsBetween(from, to side, services traffic.Services, direct bool) []found {
	f := flowFinder{e: e, services: services, literal: to.literal}
	for _, a := range from.parts {
		for _, b := range to.parts {
			f.insides(a, b)
		}
		f.outsides(a, to.internet, OnInternet, true)
		f.outsides(a, to.premises, OnPremises, true)
		f.service(a, to.service)
	}
	for _, b := range to.parts {
		f.outsides(b, from.internet, OnInternet, false)
		f.outsides(b, from.premises, OnPremises, false)
		if !direct && b.only != byPublic { // load balancers send to private addresses
			f.chains(from, b)
		}
	}
	f.unowned(from, to)
	return f.list
}

type flowFinder struct {
	e        *engine
	services traffic.Services
	literal  bool // addresses that are asked for may be S3's or DynamoDB's
	list     []found
	// next and final are set while chains of two load balancers are looked at:
	// how the second goes on, and to whom.
	next  *Forward
	final part
}

func (f *flowFinder) add(x found, b bound, six bool) {
	x.certain, x.possible = f.limited(b.lo, six), f.limited(b.hi, six)
	if !x.possible.IsEmpty() {
		f.list = append(f.list, x)
	}
}

// limited is a set of services, without those that were not asked for or that
// the family doesn't have; "all" stays all if all was asked for.
func (f *flowFinder) limited(id traffic.ID, six bool) traffic.Services {
	s := f.e.table.Services(id).Intersect(f.services)
	if s.IsAll() {
		return s
	}
	if six {
		return s.Subtract(traffic.WholeProtocol(traffic.ICMP))
	}
	return s.Subtract(traffic.WholeProtocol(traffic.ICMPv6))
}

// insides adds what flows between interfaces: by their IPv4 and IPv6 addresses,
// and by the public address of the destination.
func (f *flowFinder) insides(a, b part) {
	if len(a.members) == 1 && len(b.members) == 1 && a.members[0] == b.members[0] {
		return
	}
	e := f.e
	is := a.is.and(b.is)
	sample, other := a.members[0], b.members[0]
	if sample == other {
		if len(b.members) > 1 {
			other = b.members[1]
		} else {
			sample = a.members[1]
		}
	}
	base := found{from: partyOf(a.members), to: partyOf(b.members)}
	ways := []struct {
		from, to end
		packet   Packet
		meant    bool
	}{
		{end{a.class, e.four[a.class.index]}, end{b.class, e.four[b.class.index]}, Packet{From: At(sample), To: At(other)}, a.meet(b, byIPv4, byIPv4)},
		{end{a.class, e.six[a.class.index]}, end{b.class, e.six[b.class.index]}, Packet{From: At(sample), To: At(other), IPv6: true}, a.meet(b, byIPv6, byIPv6)},
		{end{a.class, e.four[a.class.index]}, end{b.class, e.public[b.class.index]}, Packet{From: At(sample), To: Public(other)}, a.meet(b, byIPv4|byPublic, byPublic)},
	}
	for _, x := range ways {
		if !x.meant || x.from.spot == nil || x.to.spot == nil || x.to.spot.kind == AtPublicAddress && other.PublicIPv4.No() {
			continue
		}
		l := e.between(x.from, x.to)
		flow := base
		flow.ret, flow.packet = l.ret, x.packet
		f.add(flow, e.flows(l).given(is), x.from.spot.six)
	}
}

// outsides adds what flows between interfaces and addresses outside.
func (f *flowFinder) outsides(p part, within traffic.Addresses, kind EndpointKind, egress bool) {
	if within.IsEmpty() {
		return
	}
	regions := f.e.regionsFor(p.class.subnet.VPC, kind, within)
	if egress && kind == OnInternet {
		regions = append(slices.Clip(regions), f.e.listedRegions(within)...)
	}
	for _, region := range regions {
		if !p.abroad(region.six) {
			continue
		}
		wanted := within.Intersect(region.region)
		if wanted.IsEmpty() {
			continue
		}
		s, ret := f.e.exchange(p.class, region, egress)
		if egress && f.literal {
			s, ret = f.e.whoever(p.class, region, wanted, s, ret)
		}
		if p.is.Unknown() {
			s.certain = traffic.Nothing()
		}
		limit := traffic.Of(wanted, f.services)
		certain, possible := s.certain.Intersect(limit), s.possible.Intersect(limit)
		for _, g := range certain.Groups() {
			all, _ := possible.Over(g.Addresses)
			f.outside(p, kind, egress, region, g.Addresses, g.Services, all.Union(g.Services), ret)
		}
		for _, g := range possible.Restrict(possible.Addresses().Subtract(certain.Addresses())).Groups() {
			f.outside(p, kind, egress, region, g.Addresses, traffic.NoServices(), g.Services, ret)
		}
	}
}

func (f *flowFinder) outside(p part, kind EndpointKind, egress bool, region *spot, at traffic.Addresses, certain, possible traffic.Services, ret bound) {
	e := f.e
	there := Party{Kind: PartyInternet, Addresses: at}
	address, _ := at.Any()
	far := Internet(address)
	if kind == OnPremises {
		there.Kind = PartyOnPremises
		if far = Premises(address); !region.party.fixed {
			far.Address = anyAddress()
		}
	}
	x := found{from: there, to: partyOf(p.members), ret: ret}
	x.packet = Packet{From: far, To: At(p.members[0]), IPv6: region.six}
	if egress {
		x.packet.From.Literal = f.literal && kind == OnInternet
		x.from, x.to = x.to, x.from
		x.packet.From, x.packet.To = x.packet.To, x.packet.From
	}
	f.add(x, bound{e.table.Intern(certain), e.table.Intern(possible)}, region.six)
}

// service adds what flows from interfaces to an AWS service.
func (f *flowFinder) service(p part, name string) {
	if name == "" {
		return
	}
	for _, own := range []*spot{f.e.four[p.class.index], f.e.six[p.class.index]} {
		if own == nil || !p.abroad(own.six) {
			continue
		}
		l := f.e.between(end{p.class, own}, end{nil, f.e.serviceSpot(name, own.six)})
		x := found{from: partyOf(p.members), to: Party{Kind: PartyService, Service: name}, ret: l.ret}
		x.packet = Packet{From: At(p.members[0]), To: Service(name), IPv6: own.six}
		f.add(x, f.e.flows(l).given(p.is), own.six)
	}
}

// unowned adds what may flow to or from addresses of which no interface of the
// sources is known to have them.
func (f *flowFinder) unowned(from, to side) {
	add := func(v *VPC, a, b Party) {
		gap := outside("who has the address in "+string(v.ID), "no interface of the sources has it for certain", v.Origin)
		if isGap(v.Gap4) && len(v.IPv4) == 0 {
			gap = v.Gap4
		}
		f.list = append(f.list, found{from: a, to: b, possible: f.services, ret: bound{traffic.None, traffic.All}, unseen: gap})
	}
	for _, v := range from.unowned {
		for _, b := range to.parts {
			add(v, Party{Kind: PartyNetwork, VPC: v.ID}, partyOf(b.members))
		}
		if !to.internet.IsEmpty() {
			add(v, Party{Kind: PartyNetwork, VPC: v.ID}, Party{Kind: PartyInternet, Addresses: to.internet})
		}
	}
	for _, v := range to.unowned {
		for _, a := range from.parts {
			add(v, partyOf(a.members), Party{Kind: PartyNetwork, VPC: v.ID})
		}
		if !from.premises.IsEmpty() {
			add(v, Party{Kind: PartyOnPremises}, Party{Kind: PartyNetwork, VPC: v.ID})
		}
	}
}

// partyOf names interfaces by their resources.
func partyOf(members []*Interface) Party {
	list := owners(members)
	p := Party{Kind: PartyResources, Resources: make([]estate.ID, len(list))}
	for k, i := range list {
		p.Resources[k] = i.Owner
	}
	for _, i := range members {
		if i.Placement != "" {
			p.Interfaces = append(p.Interfaces, i.Name())
		}
	}
	return p
}

// portsOf are the client ports in the line of replies, for the protocols of
// some services.
func portsOf(ret, services traffic.Services) (ports []traffic.PortRange, partial bool) {
	widest := traffic.EphemeralPorts()[0]
	whole := traffic.Ports(traffic.TCP, widest.Lo, widest.Hi)
	common := whole
	for _, p := range []traffic.Protocol{traffic.TCP, traffic.UDP, traffic.DCCP, traffic.SCTP, traffic.UDPLite} {
		if !services.Overlaps(traffic.WholeProtocol(p)) || services.IsAll() && p != traffic.TCP && p != traffic.UDP {
			continue
		}
		var as traffic.Services
		for _, r := range ret.PortRanges(p) {
			as = as.Union(traffic.Ports(traffic.TCP, r.Lo, r.Hi))
		}
		common = common.Intersect(as)
	}
	if common.Equal(whole) {
		return nil, false
	}
	return common.PortRanges(traffic.TCP), true
}
