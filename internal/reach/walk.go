package reach

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// mostParts bounds the combinations of address parts that a trace looks at.
const mostParts = 256

// Trace follows a packet and its reply. The verdict is yes if every gate passes
// for certain, no if any blocks for certain, else unknown. Of an address that
// only AWS will choose, the verdict is for every choice.
func (n *Network) Trace(p Packet) Trace { return n.whoever(n.trace(p, nil), p) }

func (n *Network) trace(p Packet, via *handover) Trace {
	if p.From.Kind == AtPublicAddress {
		p.From.Kind = AtInterface
	}
	from, to := n.resolve(p.From, p.is6()), n.resolve(p.To, p.is6())
	t := n.walk(p, from, to, via)
	if t.Verdict != proof.Unknown {
		return t
	}
	return n.traceParts(t, p, from, to, via)
}

// traceParts tries to settle an unknown verdict by looking at the parts of the
// endpoints' address ranges one by one.
func (n *Network) traceParts(whole Trace, p Packet, from, to party, via *handover) Trace {
	mine, ok := n.cuts.cells(from.addr, mostParts)
	theirs, also := n.cuts.cells(to.addr, mostParts)
	if !ok || !also || len(mine)*len(theirs) > mostParts || len(mine)*len(theirs) <= 1 {
		return whole
	}
	var first Trace
	for i, a := range mine {
		for j, b := range theirs {
			from.addr, to.addr = a, b
			t := n.walk(p, from, to, via)
			if i+j == 0 {
				first = t
			}
			if t.Verdict == proof.Unknown || t.Verdict != first.Verdict {
				return whole
			}
		}
	}
	return first
}

// arrival is how a packet came to its end.
type arrival uint8

const (
	arrivedNowhere   arrival = iota // the path is not determined
	arrivedAtOnce                   // within the sender's own host: nothing comes back through gates
	arrivedInSubnet                 // without leaving the subnet
	arrivedLocally                  // by a local route
	arrivedByPeering                // from a peer VPC
	arrivedPublicly                 // through the internet gateway of its VPC
	arrivedByVPN                    // from on premises
	arrivedOutside                  // at the internet, a service or on premises
)

// sender is one that sent the packet on under its own address: the source, or a
// NAT gateway. The reply comes back through all of them.
type sender struct {
	host   *Interface // nil for an address whose interface is unknown
	subnet *Subnet
	self   party
	sees   party         // the destination, as it sent to it
	back   packetService // what a reply to it is
	joined bool          // the next sender stands in the same subnet
	trail  []passage     // the middleboxes on the way to the next sender
	exits  []exit        // where it came out of transit gateways on that way
	// roundabout: an appliance of several interfaces sends it on, so replies may
	// leave it by another one.
	roundabout estate.Gap
}

// handover is a connection that a load balancer opens for a client.
type handover struct {
	forward *Forward
	client  *party // as whom the target sees the source; nil: the load balancer
}

// walker follows one packet.
type walker struct {
	n       *Network
	service packetService
	to      party
	source  party // as the packet shows it now
	via     *handover

	senders []sender
	arrived arrival
	crossed int  // transit gateways' VPC attachments
	left    bool // on premises, by a transit gateway
	peering *Peering
	gateway *Gateway

	// entered is how the packet came into the VPC from outside, if it did; trail
	// the middleboxes that it has passed since the last sender; redirect what the
	// gateway's route table puts in the way of replies to the first sender; outer
	// the first part of its way where an appliance then sent under its own address.
	entered  arrival
	trail    []passage
	exits    []exit
	redirect *Middlebox
	outer    *walker
	trace    *Trace
	answers  packetService // what the first sender gets back
	answered bool          // whether it gets anything back
	forked   bool          // its ways were followed to their ends
	// apart is set where it is unknown whether both ends share a subnet, so that
	// what stands between subnets may not apply.
	apart estate.Gap

	steps   *[]proof.Step
	verdict Trit

	table   *RouteTable // looked up last
	next    mend        // how the gate that comes next could be opened, if it blocks
	mends   []mend
	limits  []aclLimit
	replies bool // it follows the reply
}

func (n *Network) walk(p Packet, from, to party, via *handover) Trace {
	var t Trace
	w := &walker{
		n: n, to: to, source: from, via: via, verdict: yes(), steps: &t.Forward,
		service: packetService{protocol: p.Protocol, lo: p.Port, hi: p.Port},
	}
	w.trace = &t
	w.answers, w.answered = replyTo(p)
	if w.wellFormed(p) {
		w.forward(w.answers)
		w.finish()
	}
	t.Verdict, t.Gaps = w.verdict.Is, w.verdict.Gaps()
	t.mends, t.limits = w.mends, w.limits
	return t
}

// replyTo is what answers a packet: for ICMP the reply type; not ok if nothing
// does.
func replyTo(p Packet) (s packetService, ok bool) {
	s = packetService{protocol: p.Protocol}
	switch {
	case p.Protocol.HasTypes():
		kind, ok := replyType(p.Protocol, p.Port>>8)
		s.lo, s.hi = kind<<8, kind<<8
		return s, ok
	case !p.Protocol.HasPorts():
		return s, true
	case p.ClientPort != 0:
		s.lo, s.hi = p.ClientPort, p.ClientPort
		return s, true
	}
	return clientPorts(p.Protocol, outside("the client's port", "clients choose one of 1024 to 65535", estate.Origin{})), true
}

func clientPorts(protocol traffic.Protocol, gap estate.Gap) packetService {
	if !protocol.HasPorts() {
		return packetService{protocol: protocol}
	}
	widest := traffic.EphemeralPorts()[0]
	return packetService{protocol: protocol, lo: widest.Lo, hi: widest.Hi, gap: gap}
}

// gate notes a step and what it does to the verdict. The code is kept where it
// blocks; where it depends, the cause is the detail if there is no other.
func (w *walker) gate(t Trit, s proof.Step) {
	switch t.Is {
	case proof.Yes:
		s.Effect, s.Code = proof.Passes, ""
	case proof.No:
		s.Effect = proof.Blocks
		w.next.step, w.next.reply = s, w.replies
		w.mends = append(w.mends, w.next)
	default:
		s.Effect, s.Code = proof.Depends, ""
		if gap := t.cause(estate.Gap{}); s.Detail == "" && isGap(gap) {
			s.Detail = gap.Cause()
		}
	}
	*w.steps = append(*w.steps, s)
	w.verdict, w.next = w.verdict.and(t), mend{}
}

// border is a gate that stands between subnets.
func (w *walker) border(t Trit, s proof.Step) {
	if t.No() && isGap(w.apart) {
		t = maybe(w.apart)
	}
	w.gate(t, s)
}

// wellFormed checks what makes a packet impossible: ICMP of the other family,
// an end without an address of the family.
func (w *walker) wellFormed(p Packet) bool {
	six := w.to.addr.is6()
	if p.Protocol == traffic.ICMP && six || p.Protocol == traffic.ICMPv6 && !six || w.source.addr.is6() != six && !w.source.addr.IsZero() && !w.to.addr.IsZero() {
		w.gate(no(), proof.Step{Kind: "packet", Rule: w.service.String(), Detail: "there is no such packet in this address family", Code: codeProtocol})
		return false
	}
	for _, end := range []party{w.source, w.to} {
		if end.public != nil && p.is6() {
			w.gate(no(), proof.Step{Resource: end.public.Owner, Kind: "network-interface", Rule: "its public address is IPv4", Code: codeProtocol, Origin: end.public.Origin})
			return false
		}
		if end.host == nil {
			continue
		}
		_, has := end.host.address(p.is6())
		if end.fixed {
			has = yes()
		}
		if !has.Yes() {
			w.gate(has, proof.Step{Resource: end.host.Owner, Kind: "network-interface", Rule: "has no " + familyName(p.is6()) + " address", Origin: end.host.Origin})
			if has.No() {
				return false
			}
		}
	}
	return true
}

func familyName(six bool) string {
	if six {
		return "IPv6"
	}
	return "IPv4"
}

// forward follows the packet to its end.
func (w *walker) forward(back packetService) {
	switch {
	case w.source.host != nil:
		w.send(w.source.host, back)
	case w.source.kind == InVPC:
		w.sendFromAddress(back)
	case w.source.kind == OnPremises:
		w.fromPremises()
	case w.source.kind == AtService && hasGateway(w.source.addr.Service()):
		w.gate(no(), proof.Step{Kind: "service", Rule: w.source.addr.Service() + " opens no connections", Code: codeEndpointOpensNone})
	case w.source.kind == OnInternet && w.n.isListedService(w.source.addr):
		w.gate(no(), proof.Step{Kind: "service", Rule: w.source.addr.String() + " is of S3 or DynamoDB, which open no connections", Code: codeEndpointOpensNone})
	default:
		w.fromInternet()
	}
}

// send lets an interface send the packet.
func (w *walker) send(i *Interface, back packetService) {
	w.exists(i)
	w.opens(i)
	w.senders = []sender{{host: i, subnet: i.Subnet, self: w.source, sees: w.to, back: back}}
	if w.to.host == i && w.via == nil {
		w.arrived = arrivedAtOnce
		w.gate(yes(), proof.Step{Resource: i.Owner, Kind: "network-interface", Rule: "to itself", Detail: "traffic of an interface to itself passes no filter"})
		return
	}
	if w.toAWSItself(i) {
		return
	}
	to := w.to
	to.identity = w.n.knownTo(i.Subnet, to)
	w.groups(i, true, to)
	w.depart(i.Subnet, i.Balancer)
}

// sendFromAddress lets an address of a VPC send, of which it is not known whose
// it is: its own security groups can't be looked at.
func (w *walker) sendFromAddress(back packetService) {
	gap := outside("the interface with address "+w.source.addr.String(), "no interface of the sources has it for certain", estate.Origin{})
	s := w.n.subnetOf(w.source.vpc, w.source.addr)
	w.gate(maybe(gap), proof.Step{Resource: w.source.vpc.ID, Kind: "network-interface", Rule: "sent by " + w.source.addr.String()})
	if s == nil {
		w.lost(maybe(gap))
		return
	}
	w.senders = []sender{{subnet: s, self: w.source, sees: w.to, back: back}}
	w.depart(s, nil)
}

// depart takes the packet from a subnet's interface: straight to a neighbour, or
// out of the subnet.
func (w *walker) depart(s *Subnet, from *Balancer) {
	near := w.neighbour(s)
	switch {
	case near.Yes():
		if from != nil && from.Kind == ClassicBalancer {
			w.acl(s, true, w.to.addr, w.service, codeClassicACL)
		}
		w.arrived = arrivedInSubnet
		w.receive(false)
		return
	case near.Unknown():
		w.apart = near.Gaps()[0]
	}
	w.leave(s)
}

// neighbour asks whether the destination is in the same subnet.
func (w *walker) neighbour(s *Subnet) Trit {
	switch {
	case w.to.host != nil && w.to.public == nil:
		return sameSubnet(s, w.to.host.Subnet)
	case w.to.kind == InVPC && w.to.vpc == s.VPC:
		if t := w.n.subnetOf(w.to.vpc, w.to.addr); t != nil {
			return sameSubnet(s, t)
		}
	}
	return no()
}

// subnetOf finds the subnet that holds an address of a VPC.
func (n *Network) subnetOf(v *VPC, a Address) *Subnet {
	for _, s := range v.Subnets {
		if p := s.block(a.is6()); p.IsValid() && a.in(p).Yes() {
			return s
		}
	}
	return nil
}

// leave takes the packet out of a subnet: its network ACL, its route table.
func (w *walker) leave(s *Subnet) {
	h, t, ok := w.n.lookupFrom(s, w.to)
	w.aclUnless(h.staysIn(s, ok), s, true, w.to.addr, w.service)
	if !ok {
		w.lost(maybe(h.gaps...))
		return
	}
	w.table = t
	if w.misled(s, h) {
		w.leadsAway(s, h)
		return
	}
	w.missing(s, h)
	w.route(s, w.to.addr, t, h)
	if len(h.gaps) > 0 {
		w.lost(maybe(h.gaps...))
		return
	}
	if isGap(w.apart) && h.target.Kind != ToLocal {
		w.lost(maybe(w.apart)) // straight to a neighbour, or elsewhere
		return
	}
	w.follow(s, h)
}

// lookupFrom looks the destination up in a subnet's route table; not ok if it is
// not known which table that is and it matters.
func (n *Network) lookupFrom(s *Subnet, d party) (hop, *RouteTable, bool) {
	if t, ok := s.Tables.Settled(); ok {
		return n.lookup(t, d), t, true
	}
	if s.Tables.Open || len(s.Tables.Options) == 0 {
		return hop{gaps: []estate.Gap{s.Tables.Gap}}, nil, false
	}
	var found []hop
	var gaps []estate.Gap
	for _, t := range s.Tables.Options {
		h := n.lookup(t, d)
		gaps = joinGaps(gaps, h.gaps)
		h.gaps = []estate.Gap{s.Tables.Gap}
		found = append(found, h)
	}
	h := oneOf(found)
	h.gaps = joinGaps(h.gaps, gaps)
	return h, s.Tables.Options[0], true
}

// route notes the route that was taken to an address.
func (w *walker) route(s *Subnet, to Address, t *RouteTable, h hop) {
	step := proof.Step{Resource: t.ID, Kind: "route", Origin: t.Origin}
	is := yes()
	switch {
	case h.several || len(h.gaps) > 0 && h.route == nil:
		is, step.Rule = maybe(h.gaps...), "one of several routes"
	case len(h.gaps) > 0:
		is, step.Resource, step.Rule, step.Origin = maybe(h.gaps...), h.route.of(), h.route.words(), h.route.Origin
	case h.route == nil:
		is, step.Code = no(), codeNoRoute
		step.Rule = "no route to " + to.String()
		step.Detail = "the route table of " + string(s.ID)
	default:
		step.Resource, step.Rule, step.Origin = h.route.of(), h.route.words(), h.route.Origin
		if h.target.Kind == ToNowhere {
			is, step.Code, step.Detail = no(), codeBadStateRoute, "its target does not exist"
		}
	}
	if is.No() && !w.replies {
		step.Detail = joinClauses(step.Detail, w.next.assumed())
	}
	w.border(is, step)
}

// of is what a route is part of: itself in a template, its table in a live account,
// where routes have no ids.
func (r *Route) of() estate.ID {
	if r.Table == nil {
		return r.ID
	}
	return lineOf(r.ID, r.Table.ID)
}

// lineOf is the table of a route that is named by it and has no name of its own.
func lineOf(route, table estate.ID) estate.ID {
	if strings.HasPrefix(string(route), string(table)+"/") {
		return table
	}
	return route
}

// words is the route as its table shows it: "0.0.0.0/0 -> igw".
func (r *Route) words() string {
	to := "?"
	switch {
	case r.Prefix.IsValid():
		to = r.Prefix.String()
	case r.Service != "":
		to = "addresses of " + r.Service
	case r.Source == RouteLocal:
		to = "the VPC's blocks"
	case isGap(r.Gap):
		to = "a range that hangs on " + r.Gap.Variable.Name
	}
	out := to + " -> " + r.Target.Name
	if r.Source == RoutePropagated {
		out += " (propagated)"
	}
	return out
}

// lost ends a way that is not determined, or that is blocked so that nobody can
// tell where it would lead. What the destination refuses whatever the way is
// still noted.
func (w *walker) lost(why Trit) {
	w.arrived = arrivedNowhere
	if why.No() && isGap(w.apart) {
		why = maybe(w.apart)
	}
	if !w.verdict.No() && !why.Yes() {
		w.gate(why, proof.Step{Kind: "path", Rule: "the way on is not known"})
	}
	i := w.to.host
	if i == nil {
		i = w.to.public
	}
	if i == nil {
		return
	}
	anywhere := anyIPv4()
	if w.to.addr.is6() {
		anywhere = anyIPv6()
	}
	gap := why.cause(outside("the way to "+i.Name(), "it is not determined", i.Origin))
	blind := party{addr: someOf(anywhere, gap), host: w.source.host, identity: maybe(gap)}
	if is, _ := w.n.admits(i, false, blind, w.service); is.No() && !i.NoGroups {
		w.groups(i, false, blind)
	}
	if i.OutboundOnly || !i.listens(w.service).Yes() {
		w.accepts(i)
	}
}
