package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// reply follows the answer back. Security groups let it through, since they
// remember the connection; network ACLs and routes do not.
func (w *walker) reply(back packetService) {
	switch w.arrived {
	case arrivedNowhere, arrivedAtOnce:
		return
	}
	last := len(w.senders) - 1
	if last >= 0 {
		back = w.senders[last].back
	}
	from := handed{near: w.arrived == arrivedInSubnet}
	if w.arrived != arrivedOutside {
		from = w.answer(back)
	}
	var passed []passage
	if w.left && last >= 0 {
		from, passed = w.backFromPremises(w.senders[last])
	}
	if w.redirect != nil && last >= 0 {
		from = w.fromEdge(w.senders[last])
	} else if last >= 0 {
		s := w.senders[last]
		w.unseen(s.trail, passed, s.self.addr, s.sees.addr, s.back)
	}
	for k := last; k >= 0; k-- {
		s := w.senders[k]
		if k < last {
			from = w.handBack(w.senders[k+1], s)
		}
		w.aclUnless(from.in(s.subnet), s.subnet, false, s.sees.addr, s.back)
	}
	if w.outer != nil && !isGap(w.senders[0].roundabout) {
		w.answerOuter()
	}
}

// handBack takes a reply from one that sent a packet on to the sender before it.
func (w *walker) handBack(from, to sender) handed {
	if to.joined || isGap(from.roundabout) {
		return handed{near: to.joined, astray: from.roundabout}
	}
	return w.home(from.subnet, to)
}

// answer lets the destination send the reply: out of its subnet, and by a route
// that leads back.
func (w *walker) answer(back packetService) handed {
	if w.arrived == arrivedInSubnet {
		return handed{near: true}
	}
	s := w.destinationSubnet()
	if s == nil {
		return handed{}
	}
	if w.via != nil && w.via.client != nil {
		w.acl(s, true, w.via.client.addr, back, codeACL)
		return handed{} // the fabric takes it back through the load balancer
	}
	r := homing{
		self: w.to, to: w.source, back: back, trail: w.trail, exits: w.exits, last: true,
		public: w.arrived == arrivedPublicly && w.source.kind != OnPremises,
		open:   w.arrived == arrivedByPeering && w.source.host != nil && w.source.host.NAT,
	}
	if last := len(w.senders) - 1; last >= 0 {
		r.sender = w.senders[last].subnet
	}
	return w.homeward(s, r)
}

func (w *walker) destinationSubnet() *Subnet {
	if w.to.host != nil {
		return w.to.host.Subnet
	}
	if w.to.vpc != nil {
		return w.n.subnetOf(w.to.vpc, w.to.addr)
	}
	return nil
}

// homing is a reply on its way to whom it is for.
type homing struct {
	self, to party   // as whom it shows its source, and whom it is for
	sender   *Subnet // of whom it is for, if that is in one
	back     packetService
	trail    []passage // the middleboxes that the packet passed
	exits    []exit    // and where it came out of transit gateways
	last     bool      // it is the destination's own
	public   bool      // what came through an internet gateway goes back through one
	open     bool      // see replyOverPeering
}

// homeward takes a reply from a subnet back to whom it is for: past the subnet's
// network ACL, by routes, and through the middleboxes to which they lead. passed
// are those that it has passed already.
func (w *walker) homeward(s *Subnet, r homing, passed ...passage) handed {
	at := w.backThrough(s, r, passed)
	from := w.onItsWay(&at, r)
	if !isGap(at.lost) {
		w.unseen(r.trail, at.passed, r.to.addr, r.self.addr, r.back)
	}
	return from
}

// onItsWay goes on where no more middlebox takes the reply in a VPC.
func (w *walker) onItsWay(at *returning, r homing) handed {
	s, t, h := at.at, at.table, at.route
	var here handed
	if len(at.passed) > 0 {
		here.from = s
	}
	switch {
	case isGap(at.lost):
		return handed{astray: at.lost}
	case at.home:
		return here
	case !at.ok:
		w.border(maybe(h.gaps...), proof.Step{Resource: s.ID, Kind: "route", Rule: "route table of " + string(s.ID), Origin: s.Origin})
		return here
	case r.open && w.replyOverPeering(s, t, h):
		return handed{}
	case len(h.gaps) > 0 || h.target.Kind == ToNowhere:
		w.replyStep(s, r.to, t, h, yes())
		return here
	case h.target.Kind == ToTransit && !r.public:
		w.replyStep(s, r.to, t, h, yes())
		return w.replyThroughTransit(at, h.target.Transit, r)
	}
	w.replyStep(s, r.to, t, h, w.leadsBack(s, h.target, r.to, r.public))
	if r.last {
		w.unredirected(h, at.passed)
	}
	if h.target.Kind == ToLocal || h.target.Kind == ToInterface {
		return here
	}
	return handed{}
}

// leadsBack asks whether a target takes a reply to whom it is for: what came
// through an internet gateway goes back through one, what came from a VPC or from
// on premises by any way that leads there.
func (w *walker) leadsBack(s *Subnet, t Target, to party, public bool) Trit {
	switch t.Kind {
	case ToUnknown:
		return maybe(t.Gap)
	case ToInterface:
		return holds(t.itself(to)) // else it was followed as a middlebox
	case ToLocal:
		if to.vpc != nil {
			return sameVPC(s.VPC, to.vpc)
		}
	case ToPeering:
		if far, ok := t.Peering.far(s.VPC); ok && to.vpc != nil {
			return sameVPC(far, to.vpc).and(t.Peering.Exists)
		}
	case ToTransit:
		if public {
			return w.n.hairpin(s, t.Transit, to)
		}
	case ToGateway:
		g := t.Gateway
		here, _ := w.n.attachedTo(g, s.VPC)
		here = here.and(g.Exists)
		switch {
		case g.Kind == InternetGateway && public:
			return here
		case g.Kind == InternetGateway && to.addr.is6() && to.kind != OnPremises:
			// Out to the internet, and in again by the other VPC's gateway.
			return here.and(maybe(outside("whether replies get back over the internet", "the traffic came another way", g.Origin)))
		case g.Kind == VPNGateway && to.kind == OnPremises:
			return here.and(behindGateway(g, to))
		}
	}
	return no()
}

func (w *walker) replyStep(s *Subnet, to party, t *RouteTable, h hop, leadsBack Trit) {
	if leadsBack.No() || len(h.gaps) == 0 && h.target.Kind == ToNowhere {
		w.next = mend{kind: mendRoute, table: t, route: h.route, peer: to, target: w.wayBack(s, to)}
	}
	if leadsBack.No() {
		w.border(no(), proof.Step{
			Resource: h.route.of(), Kind: "route", Rule: h.route.words(), Code: codeNoRoute, Origin: h.route.Origin,
			Detail: "replies from " + string(s.ID) + " do not go back the way the traffic came",
		})
		return
	}
	h.gaps = joinGaps(h.gaps, leadsBack.Gaps())
	w.route(s, to.addr, t, h)
}

// behindGateway asks whether an address is one of the ranges behind a VPN
// gateway.
func behindGateway(g *Gateway, p party) Trit {
	is := p.addr.inAny(g.OnPremises)
	if isGap(g.OnPremisesGap) {
		if is = is.or(maybe(g.OnPremisesGap)); !p.fixed {
			is = yes() // whatever is behind it is what was asked for
		}
	}
	return is
}

// knownTo asks whether references to the groups of a destination match in rules
// for outgoing traffic: within a VPC and over a peering in one Region. Over a
// transit gateway only rules for incoming traffic refer to groups ("Security
// group referencing support").
func (n *Network) knownTo(s *Subnet, to party) Trit {
	if to.host == nil || to.vpc == nil {
		return to.identity
	}
	same := sameVPC(s.VPC, to.vpc)
	if same.Yes() {
		return to.identity
	}
	h, _, ok := n.lookupFrom(s, to)
	return to.identity.and(same.or(identityBeyond(&h, ok)))
}

// identityBeyond asks whether a first hop out of a VPC keeps it known whose
// packets these are.
func identityBeyond(h *hop, ok bool) Trit {
	switch {
	case !ok || len(h.gaps) > 0 || h.target.Kind == ToUnknown:
		return maybe(outside("whether security groups are known on the way", "the way is not determined", estate.Origin{}))
	case h.target.Kind == ToPeering:
		return h.target.Peering.SameRegion
	}
	return no()
}
