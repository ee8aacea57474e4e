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
	near := w.arrived == arrivedInSubnet
	if w.arrived != arrivedOutside {
		near = w.answer(back)
	}
	for k := last; k >= 0; k-- {
		s := w.senders[k]
		if k < last {
			near = s.joined || w.homeward(w.senders[k+1].subnet, s.sees, s.self, s.subnet, s.back)
		}
		if !near {
			w.acl(s.subnet, false, s.sees.addr, s.back, codeACL)
		}
	}
}

// answer lets the destination send the reply: out of its subnet, and by a route
// that leads back. It answers whether the reply comes to the sender without
// passing the network ACL of the sender's subnet.
func (w *walker) answer(back packetService) (near bool) {
	if w.arrived == arrivedInSubnet {
		return true
	}
	s := w.destinationSubnet()
	if s == nil {
		return false
	}
	if w.via != nil && w.via.client != nil {
		w.acl(s, true, w.via.client.addr, back, codeACL)
		return false // the fabric takes it back through the load balancer
	}
	var sender *Subnet
	if last := len(w.senders) - 1; last >= 0 {
		sender = w.senders[last].subnet
	}
	return w.homeward(s, w.to, w.source, sender, back)
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

// homeward takes a reply from a subnet back to whom it is for: past the subnet's
// network ACL, and by routes. self is whom the reply shows as its source, sender
// the subnet of whom it is for, if that is in one. It answers whether the reply
// gets there without passing that subnet's network ACL.
func (w *walker) homeward(s *Subnet, self, to party, sender *Subnet, back packetService) (near bool) {
	w.acl(s, true, to.addr, back, codeACL)
	h, t, ok := w.n.lookupFrom(s, to)
	switch {
	case !ok:
		w.border(maybe(h.gaps...), proof.Step{Resource: s.ID, Kind: "route", Rule: "route table of " + string(s.ID), Origin: s.Origin})
		return false
	case w.arrived == arrivedByPeering && to.host != nil && to.host.NAT && w.replyOverPeering(s, t, h):
		return false
	case len(h.gaps) > 0 || h.target.Kind == ToNowhere:
		w.replyStep(s, to, t, h, yes())
		return false
	}
	public := w.arrived == arrivedPublicly && to.kind != OnPremises
	if h.target.Kind == ToTransit && !public {
		w.replyStep(s, to, t, h, yes())
		return w.replyThroughTransit(s, h.target.Transit, self, to, sender, back)
	}
	w.replyStep(s, to, t, h, w.leadsBack(s, h.target, to, public))
	return false
}

// leadsBack asks whether a target takes a reply to whom it is for: what came
// through an internet gateway goes back through one, what came from a VPC or from
// on premises by any way that leads there.
func (w *walker) leadsBack(s *Subnet, t Target, to party, public bool) Trit {
	switch t.Kind {
	case ToUnknown:
		return maybe(t.Gap)
	case ToInterface:
		return maybe(outside("what "+t.Name+" does with replies", "its software decides", t.Interface.Origin))
	case ToLocal:
		if to.vpc != nil {
			return sameVPC(s.VPC, to.vpc)
		}
	case ToPeering:
		if far, ok := t.Peering.far(s.VPC); ok && to.vpc != nil {
			return sameVPC(far, to.vpc).and(t.Peering.Exists)
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
			Resource: h.route.ID, Kind: "route", Rule: h.route.words(), Code: codeNoRoute, Origin: h.route.Origin,
			Detail: "replies from " + string(s.ID) + " do not go back the way the traffic came",
		})
		return
	}
	h.gaps = joinGaps(h.gaps, leadsBack.Gaps)
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
