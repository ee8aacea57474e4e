package reach

import "ringwall/internal/traffic"

// leg is one way that packets between two spots take, or may take: what passes
// all gates on it but those of the ends' own security groups.
type leg struct {
	fwd bound // of the packets
	ret bound // of the replies, on the line of the client's ports
	// seen is as whom the destination sees the source, refs whether references
	// to its groups match; seen is nil where the way is not determined.
	seen *spot
	refs Trit
	// by is the appliance as which the sender is seen, if it is one; checks what
	// the groups of appliances on the way must admit; blind: references in the
	// sender's own rules don't match.
	by     *Interface
	checks []check
	blind  bool
	// private: where seen is nil, whoever is seen is an interface all the same.
	private bool
}

func blocked() leg { return leg{fwd: nothing(), ret: nothing(), refs: no()} }

// journey follows packets between two spots, as [walker] follows one.
type journey struct {
	e        *engine
	to       *spot
	source   *spot
	refs     Trit
	fwd, ret bound
	nat      bound // of replies to a NAT gateway, which chooses its ports
	senders  []stop
	arrived  arrival
	left     bool       // as in [walker]
	crossed  int        // transit gateways' VPC attachments
	icmp6    traffic.ID // what of ICMPv6 a NAT gateway may have translated

	// as in [walker]
	entered  arrival
	trail    []passage
	exits    []exit
	redirect *Middlebox
	outer    *journey
	by       *Interface
	checks   []check
	blind    bool
}

// stop is one that sends the packets on under its own address.
type stop struct {
	subnet     *Subnet
	self, sees *spot
	joined     bool
	nat        bool
	trail      []passage
	exits      []exit
	roundabout bool
}

type legKey struct{ from, to int32 }

// travel finds the ways between two spots: one, or two where it is unknown
// whether they share a subnet.
func (e *engine) travel(from, to *spot) []leg {
	at := legKey{from.id, to.id}
	if legs, known := e.legs[at]; known {
		return legs
	}
	j := journey{e: e, to: to, source: from, refs: no(), fwd: everything(), ret: everything(), nat: everything(), icmp6: traffic.None}
	var legs []leg
	switch {
	case from.kind == AtInterface && to.kind == AtInterface && !to.six && !e.joined(from.subnet.VPC, to.subnet.VPC):
		legs = []leg{blocked()}
	case from.kind == AtInterface:
		j.refs = yes()
		j.senders = []stop{{subnet: from.subnet, self: from, sees: to}}
		legs = j.depart(from.subnet, from.classic)
	case from.kind == OnPremises:
		legs = j.fromPremises()
	case from.kind == AtService && hasGateway(from.party.addr.Service()), from.kind == OnInternet && e.n.isListedService(from.party.addr):
		legs = []leg{blocked()}
	default:
		legs = j.enter()
	}
	e.legs[at] = legs
	return legs
}

func (j *journey) pass(b bound) { j.fwd = j.e.and(j.fwd, b) }

func (j *journey) passIf(t Trit) { j.fwd = j.fwd.given(t) }

// lost is a way that nobody can tell; lost(no()) one that ends.
func (j *journey) lost(t Trit) []leg {
	if t.No() {
		return []leg{blocked()}
	}
	return []leg{j.alsoICMP(leg{fwd: j.fwd.given(maybe()), ret: everything(), refs: maybe(), checks: j.checks, blind: j.blind, private: j.source.kind == AtInterface})}
}

// depart takes packets from a subnet's interface: straight to a neighbour, or
// out of the subnet.
func (j *journey) depart(s *Subnet, classic bool) []leg {
	near := no()
	if j.to.kind == AtInterface {
		near = sameSubnet(s, j.to.subnet)
	}
	var legs []leg
	if !near.No() {
		n := *j
		if classic {
			n.pass(n.e.aclAt(s, true, n.to))
		}
		n.arrived = arrivedInSubnet
		legs = append(legs, n.receive(false))
	}
	if !near.Yes() {
		legs = append(legs, j.leave(s)...)
	}
	return legs
}

func (j *journey) leave(s *Subnet) []leg {
	h, ok := j.e.lookup(s, j.to)
	j.passUnless(h.staysIn(s, ok), j.e.aclAt(s, true, j.to))
	if !ok || len(h.gaps) > 0 {
		return j.lost(maybe())
	}
	if j.crossed > 0 {
		if own := j.ownTraffic(s, &h.target); !own.Yes() {
			return j.lost(own)
		}
	}
	switch t := &h.target; t.Kind {
	case ToLocal:
		return j.local(s)
	case ToGateway:
		return j.throughGateway(s, t.Gateway)
	case ToInterface, ToMiddlebox:
		return j.through(s, t.Box)
	case ToNAT:
		return j.throughNAT(s, t.Interface)
	case ToPeering:
		return j.acrossPeering(s, t.Peering)
	case ToTransit:
		return j.intoTransit(s, t.Transit)
	case ToEndpoint:
		echo := traffic.ICMPTypes(traffic.ICMP, 8, -1)
		id := j.e.table.Intern(traffic.WholeProtocol(traffic.TCP).Union(echo))
		j.pass(bound{id, id})
		j.passIf(t.Endpoint.Exists)
		return []leg{j.outside()}
	case ToNowhere:
		return j.lost(no())
	}
	return j.lost(maybe())
}

func (j *journey) local(s *Subnet) []leg {
	if j.to.party.vpc == nil {
		return j.lost(no())
	}
	if same := sameVPC(j.to.party.vpc, s.VPC); !same.Yes() {
		return j.lost(same)
	}
	return []leg{j.delivered(true)}
}

func (j *journey) acrossPeering(s *Subnet, p *Peering) []leg {
	far, ok := p.far(s.VPC)
	if !ok {
		return j.lost(maybe())
	}
	in := no()
	if j.to.party.vpc != nil {
		in = sameVPC(j.to.party.vpc, far)
	}
	j.passIf(p.Exists)
	if !in.Yes() {
		return j.lost(in)
	}
	j.arrived = arrivedByPeering
	j.refs = j.refs.and(p.SameRegion)
	return []leg{j.receive(true)}
}

// throughGateway passes an internet, egress-only or VPN gateway outwards.
func (j *journey) throughGateway(s *Subnet, g *Gateway) []leg {
	is, _ := j.e.n.attachedTo(g, s.VPC)
	j.passIf(is.and(g.Exists))
	if g.Kind == VPNGateway {
		return j.outPremises(s, g)
	}
	nat := j.source.sample != nil && j.source.sample.NAT
	j.passPublicAccess(crossing{subnet: s, outOnly: nat || g.Kind == EgressOnlyGateway, inspected: inspected(j.trail)})
	j.refs = no()
	switch {
	case g.Kind == EgressOnlyGateway && !j.to.six:
		return []leg{blocked()}
	case g.Kind == InternetGateway:
		j.repliesReturn(g)
		if !j.to.six {
			j.passIf(j.source.sample.PublicIPv4)
			j.source = j.e.asPublic(j.source.sample)
		}
	}
	j.goneOut()
	switch {
	case j.to.kind == AtPublicAddress, j.to.kind == AtInterface && j.to.six:
		return j.enter()
	case j.to.kind == OnInternet || j.to.kind == AtService:
		j.passIf(j.to.party.addr.unroutable().not())
		return []leg{j.outside()}
	case j.to.kind == OnPremises:
		if !j.to.six { // internet gateways drop private addresses
			j.passIf(j.to.party.addr.inAny(append(rfc1918(), rfc6598())).not())
		}
		return j.lost(maybe())
	}
	return []leg{blocked()}
}

func (j *journey) outPremises(s *Subnet, g *Gateway) []leg {
	if j.to.six {
		six := g.carriesIPv6()
		if six.No() {
			return []leg{blocked()}
		}
		j.passIf(six)
	}
	j.passIf(j.e.n.announces(g, s.VPC, j.source.party.addr))
	j.repliesReturn(g)
	j.goneOut()
	switch j.to.kind {
	case OnPremises:
		j.passIf(behindGateway(g, j.to.party))
		return []leg{j.outside()}
	case OnInternet, AtService:
		is := j.to.party.addr.inAny(g.OnPremises)
		if !is.No() || isGap(g.OnPremisesGap) {
			return j.lost(maybe())
		}
	}
	return []leg{blocked()}
}

func (j *journey) throughNAT(s *Subnet, nat *Interface) []leg {
	for _, x := range j.senders {
		if x.self.sample == nat {
			return j.lost(no())
		}
	}
	self := j.e.natSpot(nat)
	if len(j.senders) == 0 || self == nil || len(j.senders) > 4 {
		return j.lost(maybe())
	}
	j.senders = append([]stop(nil), j.senders...)
	last := &j.senders[len(j.senders)-1]
	j.keep(last)
	if sameSubnet(s, nat.Subnet).Yes() {
		last.joined = s == last.subnet
	} else {
		j.pass(j.e.aclAt(nat.Subnet, false, j.source))
	}
	j.passIf(nat.Exists.and(sameVPC(nat.Subnet.VPC, s.VPC)).and(nat.serves(s)))
	if j.to.six {
		if legs := j.translate64(); legs != nil {
			return legs
		}
	}
	j.pass(j.e.natServices())
	j.source, j.refs, j.by = self, no(), nil
	j.senders = append(j.senders, stop{subnet: nat.Subnet, self: self, sees: j.to, nat: true})
	return j.depart(nat.Subnet, false)
}

// natServices are the protocols that NAT gateways translate.
func (e *engine) natServices() bound {
	id := e.table.Intern(traffic.WholeProtocol(traffic.TCP).Union(traffic.WholeProtocol(traffic.UDP)).Union(traffic.WholeProtocol(traffic.ICMP)))
	return bound{id, id}
}

// enter passes the internet gateway of the destination's VPC inwards.
func (j *journey) enter() []leg {
	x := j.to.sample
	if x == nil || j.source.kind == OnInternet && j.source.party.addr.unroutable().Yes() {
		return []leg{blocked()}
	}
	g, is := j.e.internetGatewayOf(x.Subnet.VPC)
	j.passIf(is)
	if !j.to.six {
		j.passIf(x.PublicIPv4)
	}
	if j.fwd.hi == traffic.None { // most interfaces have no public address
		return []leg{blocked()}
	}
	if j.to.kind == AtPublicAddress {
		j.to = j.to.private
	}
	box, _, straight := j.e.n.redirect(g, j.to.party)
	j.passPublicAccess(entrance(x.Subnet, box))
	j.entered, j.arrived = arrivedPublicly, arrivedPublicly
	return j.comeIn(g, box, straight)
}

// fromPremises passes the VPN gateway of the destination's VPC inwards.
func (j *journey) fromPremises() []leg {
	v := j.to.party.vpc
	if v == nil {
		return []leg{blocked()}
	}
	g, is := j.e.vpnGatewayOf(v)
	if j.to.six {
		is = is.and(g.carriesIPv6())
	}
	if !is.Yes() {
		if arm, by := j.e.n.premisesArm(v, j.source.party, j.to.party); !by.No() && (by.Yes() || g == nil || is.No()) {
			return j.comeByTransit(arm, by)
		}
	}
	j.passIf(is)
	if g == nil {
		return j.lost(is)
	}
	j.passIf(j.e.n.announces(g, v, j.to.party.addr))
	j.entered, j.arrived = arrivedByVPN, arrivedByVPN
	box, _, straight := j.e.n.redirect(g, j.to.party)
	return j.comeIn(g, box, straight)
}
