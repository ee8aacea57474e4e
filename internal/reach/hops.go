package reach

import (
	"net/netip"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// follow takes the packet where a route sends it. s is the subnet it leaves.
func (w *walker) follow(s *Subnet, h hop) {
	if w.crossed > 0 && !w.ownTraffic(s, h) {
		return
	}
	switch t := h.target; t.Kind {
	case ToLocal:
		w.local(s)
	case ToGateway:
		switch t.Gateway.Kind {
		case InternetGateway:
			w.outInternet(s, t.Gateway)
		case EgressOnlyGateway:
			w.outEgressOnly(s, t.Gateway)
		default:
			w.outPremises(s, t.Gateway)
		}
	case ToNAT:
		w.throughNAT(s, t.Interface)
	case ToInterface, ToMiddlebox:
		w.pass(s, t.Box)
	case ToPeering:
		w.acrossPeering(s, t.Peering)
	case ToTransit:
		w.intoTransit(s, t.Transit)
	case ToEndpoint:
		w.gatewayEndpoint(t.Endpoint)
	case ToNowhere:
		w.beyond(s)
	default:
		w.lost(maybe(t.Gap))
	}
}

// ownTraffic is the gate of what only takes traffic of its own VPC's interfaces,
// where packets have come in from a transit gateway: internet and VPN gateways,
// peerings and gateway endpoints; what goes back to a transit gateway must have
// been inspected. NAT gateways take it, since the transit
// gateway's own interface hands it to them.
func (w *walker) ownTraffic(s *Subnet, h hop) bool {
	switch h.target.Kind {
	case ToTransit:
		if handsBack(w.exits, len(w.trail), h.target.Transit) {
			return true
		}
		on := w.n.handedOn(w.exits[len(w.exits)-1].arm, h.target.Transit, w.to)
		if on.is.No() {
			for _, x := range on.gates {
				w.border(x.is, x.step)
			}
			w.lost(no())
			return false
		}
		w.lost(maybe(outside("whether "+string(s.VPC.ID)+" passes traffic from one transit gateway on to another", "it is documented for the same one, behind a middlebox", s.Origin)))
		return false
	case ToGateway, ToPeering, ToEndpoint:
	default:
		return true
	}
	is := no()
	if w.source.vpc != nil {
		is = sameVPC(w.source.vpc, s.VPC)
	}
	if is.Yes() {
		return true
	}
	w.border(is, proof.Step{
		Resource: estate.ID(h.target.Name), Kind: "route", Rule: "to " + h.target.Name, Detail: "it takes only what interfaces of " + string(s.VPC.ID) + " send",
		Code: codeNoDestination, Origin: s.Origin,
	})
	w.lost(is)
	return false
}

// local delivers within the VPC.
func (w *walker) local(s *Subnet) {
	if w.to.vpc == nil {
		w.border(no(), proof.Step{Resource: s.VPC.ID, Kind: "vpc", Rule: "local route", Detail: "it keeps the packet in the VPC, where nobody has the address", Code: codeNoDestination, Origin: s.VPC.Origin})
		w.lost(no())
		return
	}
	same := sameVPC(w.to.vpc, s.VPC)
	if !same.Yes() {
		if same.No() {
			w.next.why = "both VPCs use the same addresses"
			w.border(no(), proof.Step{Resource: s.VPC.ID, Kind: "vpc", Rule: "local route", Detail: "it keeps the packet in the VPC; the destination is in " + string(w.to.vpc.ID), Code: codeDisconnected, Origin: s.VPC.Origin})
		}
		w.lost(same)
		return
	}
	w.delivered(true)
}

// outInternet passes the internet gateway outwards: it exchanges private IPv4
// addresses for public ones, and drops what has none.
func (w *walker) outInternet(s *Subnet, g *Gateway) {
	w.attached(g, s.VPC)
	w.publicAccess(crossing{subnet: s, outOnly: w.source.host != nil && w.source.host.NAT, inspected: inspected(w.trail)})
	w.repliesReturn(g)
	if !w.to.addr.is6() {
		w.sourceHasPublic(g)
		w.notPrivate(g, w.to.addr, codeToPrivate, codeToShared, "destination")
	}
	w.becomePublic(g)
	w.goneOut()
	w.intoInternet(g)
}

// sourceHasPublic is the gate of the source's public address.
func (w *walker) sourceHasPublic(g *Gateway) {
	has := maybe(outside("whether "+w.source.addr.String()+" has a public address", "it is not known whose it is", g.Origin))
	step := proof.Step{Resource: g.ID, Kind: "internet-gateway", Rule: "public address of the source", Code: codePublicForEgress, Origin: g.Origin}
	if h := w.source.host; h != nil {
		has, step.Resource, step.Origin = h.PublicIPv4, h.Owner, h.publicOrigin()
		w.next = mend{kind: mendAddress, at: h}
		step.Detail = h.Name() + map[bool]string{true: " has one", false: " has none"}[has.Yes()]
		if has.Unknown() {
			step.Detail = ""
		}
	}
	w.gate(has, step)
}

// notPrivate: internet gateways drop what comes from or goes to private space.
func (w *walker) notPrivate(g *Gateway, a Address, private, shared, what string) {
	if a.Service() != "" && len(a.Spans()) > 1 {
		return
	}
	step := proof.Step{Resource: g.ID, Kind: "internet-gateway", Rule: what + " " + a.String(), Detail: "internet gateways drop private addresses", Origin: g.Origin}
	if in := a.inAny(rfc1918()); !in.No() {
		step.Code = private
		w.gate(in.not(), step)
	} else if in := a.in(rfc6598()); !in.No() {
		step.Code = shared
		w.gate(in.not(), step)
	}
}

func rfc1918() []netip.Prefix {
	return []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16")}
}

func rfc6598() netip.Prefix { return netip.MustParsePrefix("100.64.0.0/10") }

// becomePublic changes the source to what the internet sees. References to its
// groups no longer match.
func (w *walker) becomePublic(g *Gateway) {
	w.source.identity = no()
	if w.source.addr.is6() {
		return
	}
	seen := w.n.anyPublic(false, outside("the public address of "+w.source.addr.String(), "AWS chooses it", g.Origin))
	if w.source.host != nil {
		seen = w.n.publicAddress(w.source.host, g.Origin)
	}
	w.source = party{addr: seen, public: w.source.host, kind: OnInternet, identity: no()}
}

// intoInternet goes on beyond a gateway: to the internet, a service, or back
// into a VPC by a public address.
func (w *walker) intoInternet(g *Gateway) {
	switch {
	case w.to.public != nil:
		w.enter(w.to.public)
	case w.to.host != nil && w.to.addr.is6():
		w.enter(w.to.host)
	case w.to.kind == OnInternet && !w.to.addr.unroutable().No():
		is := w.to.addr.unroutable().not()
		w.gate(is, proof.Step{Resource: g.ID, Kind: g.Kind.String(), Rule: "destination " + w.to.addr.String(), Detail: "no route leads NAT64 addresses to a NAT gateway", Code: codeNoDestination, Origin: g.Origin})
		w.lost(is)
	case w.to.kind == OnInternet || w.to.kind == AtService:
		w.arrived = arrivedOutside
	case w.to.kind == OnPremises:
		w.lost(maybe(outside("whether "+w.to.addr.String()+" is reached over the internet", "it is on premises", g.Origin)))
	default:
		w.gate(no(), proof.Step{Resource: g.ID, Kind: g.Kind.String(), Rule: "destination " + w.to.addr.String(), Detail: "it is not reached by its private address from outside its VPC", Code: codeNoDestination, Origin: g.Origin})
		w.lost(no())
	}
}

// outEgressOnly passes an egress-only gateway: IPv6 only.
func (w *walker) outEgressOnly(s *Subnet, g *Gateway) {
	if !w.to.addr.is6() {
		w.gate(no(), proof.Step{Resource: g.ID, Kind: g.Kind.String(), Rule: "IPv6 only", Code: codeProtocol, Origin: g.Origin})
		w.lost(no())
		return
	}
	w.attached(g, s.VPC)
	w.publicAccess(crossing{subnet: s, outOnly: true, inspected: inspected(w.trail)})
	w.source.identity = no()
	w.goneOut()
	w.intoInternet(g)
}

// attached is the gate of a gateway's attachment to a VPC.
func (w *walker) attached(g *Gateway, v *VPC) {
	is, at := w.n.attachedTo(g, v)
	step := proof.Step{Resource: g.ID, Kind: g.Kind.String(), Rule: "attached to " + string(v.ID), Origin: at, Code: codeBadStateRoute}
	if is.No() {
		step.Rule, step.Detail, step.Origin = "not attached to "+string(v.ID), "so the route to it is a blackhole", g.Origin
		w.next = w.attachment(g, v)
		if g.isNew() {
			step.Resource, step.Rule, step.Detail, step.Code, step.Origin = v.ID, "no internet gateway is attached to "+string(v.ID), "", "", v.Origin
		}
	}
	w.gate(is.and(g.Exists), step)
}

// fromInternet lets a host of the internet send.
func (w *walker) fromInternet() {
	switch {
	case w.to.host != nil:
		w.enter(w.to.host)
	case w.to.public != nil:
		w.enter(w.to.public)
	default:
		w.gate(no(), proof.Step{Kind: "internet-gateway", Rule: "destination " + w.to.addr.String(), Detail: "nobody on the internet reaches it by a private address", Code: codeDestinationNotInVPC})
	}
}

// enter passes the internet gateway of an interface's VPC inwards.
func (w *walker) enter(i *Interface) {
	v := i.Subnet.VPC
	if is := w.source.addr.unroutable(); w.source.kind == OnInternet && !is.No() {
		w.gate(is.not(), proof.Step{Resource: v.ID, Kind: "internet-gateway", Rule: "source " + w.source.addr.String(), Detail: "NAT64 addresses are nobody's", Code: codeNoDestination, Origin: v.Origin})
	}
	g, is := w.n.internetGatewayOf(v)
	step := proof.Step{Resource: v.ID, Kind: "internet-gateway", Rule: "no internet gateway is attached to " + string(v.ID), Origin: v.Origin}
	if g != nil {
		step.Resource, step.Rule, step.Origin = g.ID, "attached to "+string(v.ID), g.Origin
	}
	if is.No() {
		g = w.n.freeGateway(v, InternetGateway)
		w.next = mend{kind: mendAttach, gateway: g, vpc: v}
	}
	w.gate(is, step)
	w.gateway = g
	inside := w.n.resolve(At(i), w.source.addr.is6())
	if w.to.host == i { // keeps the part of its range that is looked at
		inside.addr = w.to.addr
	}
	box, h, straight := w.n.redirect(g, inside)
	w.publicAccess(entrance(i.Subnet, box))
	if g == nil {
		g = &Gateway{Component: v.Component}
	}
	if !w.source.addr.is6() {
		w.notPrivate(g, w.source.addr, codeFromPrivate, codeFromShared, "source")
		detail := i.Name() + " has none"
		if !i.PublicIPv4.No() {
			detail = ""
		}
		w.next = mend{kind: mendAddress, at: i}
		w.gate(i.PublicIPv4, proof.Step{Resource: i.Owner, Kind: "internet-gateway", Rule: "public address of the destination", Detail: detail, Code: codePublicForIngress, Origin: i.publicOrigin()})
	}
	w.to = inside
	w.entered, w.arrived = arrivedPublicly, arrivedPublicly
	w.comeIn(g, box, h, straight)
}

// internetGatewayOf finds the internet gateway of a VPC.
func (n *Network) internetGatewayOf(v *VPC) (*Gateway, Trit) {
	best, t := (*Gateway)(nil), n.absent()
	if v.Placeholder {
		t = maybe(v.Gap)
	}
	doubts := [][]estate.Gap{t.Gaps()} // before those of the gateways
	for _, g := range n.Gateways {
		if g.Kind != InternetGateway {
			continue
		}
		is, _ := n.attachedTo(g, v)
		if is = is.and(g.Exists); is.Yes() {
			return g, is
		}
		if is.Unknown() {
			doubts = append(doubts, is.Gaps())
			if best == nil {
				best = g
			}
		}
	}
	if best == nil {
		return nil, t
	}
	return best, maybe(joinGaps(nil, doubts...)...)
}

// throughNAT passes a NAT gateway: it takes TCP, UDP and ICMP of its own VPC's
// interfaces and sends them on under its own address.
func (w *walker) throughNAT(s *Subnet, nat *Interface) {
	step := proof.Step{Resource: nat.Owner, Kind: "nat-gateway", Rule: "sends on under its own address", Origin: nat.Origin}
	is := nat.Exists.and(sameVPC(nat.Subnet.VPC, s.VPC))
	switch p := w.service.protocol; {
	case len(w.senders) == 0: // from on premises, or through a gateway's own route table
		w.lost(maybe(outside("whether "+nat.Name()+" takes traffic from outside", "it is not documented", nat.Origin)))
		return
	case w.source.host == nat || len(w.senders) > 4:
		is, step.Rule = no(), "its own subnet's route leads back to it"
		w.gate(is, step)
		w.lost(no())
		return
	case w.to.addr.is6() && p == traffic.ICMPv6:
	case p != traffic.TCP && p != traffic.UDP && p != traffic.ICMP:
		is, step.Rule, step.Code = no(), "TCP, UDP and ICMP only", codeProtocol
	case is.No():
		step.Rule, step.Code = "serves its own VPC only", codeNATForeignSource
	}
	last := &w.senders[len(w.senders)-1]
	if near := sameSubnet(s, nat.Subnet); near.Yes() {
		last.joined = s == last.subnet // else it came out here from a transit gateway
	} else {
		w.acl(nat.Subnet, false, w.source.addr, w.service, codeACL)
	}
	w.gate(is, step)
	w.serving(nat, s)
	if w.to.addr.is6() && !w.translate64(nat) {
		return
	}
	w.source = party{addr: nat.IPv4, host: nat, vpc: nat.Subnet.VPC, identity: no()}
	w.keep(last)
	back := last.back
	if back.protocol.HasPorts() {
		back = clientPorts(back.protocol, outside("the port that "+nat.Name()+" sends from", "it chooses one of 1024 to 65535", nat.Origin))
	}
	w.senders = append(w.senders, sender{host: nat, subnet: nat.Subnet, self: w.source, sees: w.to, back: back})
	w.depart(nat.Subnet, nil)
}

// acrossPeering passes a peering connection: only to addresses of the VPC on the
// other side.
func (w *walker) acrossPeering(s *Subnet, p *Peering) {
	step := proof.Step{Resource: p.ID, Kind: "peering", Rule: "to the peer VPC's addresses only", Code: codePeering, Origin: p.Origin}
	far, ok := p.far(s.VPC)
	if !ok {
		w.gate(sameVPC(p.VPCs[0], s.VPC).or(sameVPC(p.VPCs[1], s.VPC)), step)
		w.lost(maybe(outside("the other side of "+string(p.ID), "it is not known which VPC it is", p.Origin)))
		return
	}
	in := no()
	if w.to.vpc != nil {
		in = sameVPC(w.to.vpc, far)
	}
	if !in.Yes() {
		step.Detail = "the destination is not in " + string(far.ID)
		if in.Unknown() {
			step.Detail = ""
		}
		if in.No() {
			w.leadsElsewhere(s, step)
			return
		}
		w.gate(in.and(p.Exists), step)
		w.lost(in)
		return
	}
	w.gate(p.Exists, step)
	w.peering, w.arrived = p, arrivedByPeering
	w.source.identity = w.source.identity.and(p.SameRegion)
	w.receive(true)
}

// gatewayEndpoint reaches the service of a gateway endpoint.
func (w *walker) gatewayEndpoint(e *GatewayEndpoint) {
	p := w.service
	echo := p.protocol == traffic.ICMP && p.lo>>8 == 8
	w.gate(holds(p.protocol == traffic.TCP || echo), proof.Step{Resource: e.ID, Kind: "vpc-endpoint", Rule: "TCP and ICMP echo only", Code: codeEndpointProtocol, Origin: e.Origin})
	w.gate(e.Exists, proof.Step{Resource: e.ID, Kind: "vpc-endpoint", Rule: "to " + e.Service, Detail: "whether its policy admits the call is another question", Origin: e.Origin})
	w.arrived = arrivedOutside
}
