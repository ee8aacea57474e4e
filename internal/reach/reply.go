package reach

import (
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
	var from handed
	if w.arrived != arrivedOutside {
		from = w.answer(back)
	}
	if w.redirect != nil && last >= 0 {
		from = w.fromEdge(w.senders[last])
	} else if last >= 0 {
		s := w.senders[last]
		w.unseen(s.trail, nil, s.self.addr, s.sees.addr, s.back)
	}
	for k := last; k >= 0; k-- {
		s := w.senders[k]
		joined := s.joined
		if k == last {
			joined = w.arrived == arrivedInSubnet
		} else {
			from = w.translateBack(w.senders[k+1], s)
		}
		near := holds(joined)
		near = near.or(from.in(s.subnet))
		w.aclUnless(near, s.subnet, false, s.sees.addr, s.back)
	}
	if w.outer != nil && !isGap(w.senders[0].roundabout) {
		w.answerOuter()
	}
}

// answer lets the destination send the reply: out of its subnet, and by a route
// that leads back the way the packet came.
func (w *walker) answer(back packetService) handed {
	if w.arrived == arrivedInSubnet {
		return handed{}
	}
	s := w.destinationSubnet()
	if s == nil {
		return handed{}
	}
	if w.via != nil && w.via.client != nil {
		w.acl(s, true, w.via.client.addr, back, codeACL)
		return handed{} // the fabric takes it back through the load balancer
	}
	at := w.backThrough(s, w.source, w.to.addr, back, w.trail)
	if isGap(at.lost) {
		return handed{astray: at.lost}
	}
	w.unseen(w.trail, at.passed, w.source.addr, w.to.addr, back)
	switch {
	case at.home:
		return handed{from: at.at}
	case !at.ok:
		w.border(maybe(at.route.gaps...), proof.Step{Resource: at.at.ID, Kind: "route", Rule: "route table of " + string(at.at.ID), Origin: at.at.Origin})
		return handed{}
	}
	w.replyRoute(at.at, at.table, at.route)
	w.unredirected(at.route, at.passed)
	if len(at.passed) > 0 && at.route.target.Kind == ToLocal {
		return handed{from: at.at}
	}
	return handed{}
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

// replyRoute judges the route of a reply: it must lead back where the packet
// came from.
func (w *walker) replyRoute(s *Subnet, t *RouteTable, h hop) {
	if len(h.gaps) > 0 || h.target.Kind == ToNowhere {
		w.replyStep(s, w.source, t, h, yes())
		return
	}
	is := no()
	switch h.target.Kind {
	case ToUnknown:
		is = maybe(h.target.Gap)
	case ToLocal:
		is = holds(w.arrived == arrivedLocally)
	case ToPeering:
		if far, ok := h.target.Peering.far(s.VPC); ok && w.arrived == arrivedByPeering && w.source.vpc != nil {
			is = sameVPC(far, w.source.vpc).and(h.target.Peering.Exists)
		}
	case ToGateway:
		is = w.replyGateway(s, h.target.Gateway)
	}
	w.replyStep(s, w.source, t, h, is)
	if is.Yes() && w.arrived == arrivedByVPN && h.target.Kind == ToGateway {
		w.behind(h.target.Gateway, w.source)
	}
}

// replyGateway: what came through an internet or VPN gateway goes back through
// one of the same kind.
func (w *walker) replyGateway(s *Subnet, g *Gateway) Trit {
	want := InternetGateway
	switch w.arrived {
	case arrivedPublicly:
	case arrivedByVPN:
		want = VPNGateway
	default:
		return no()
	}
	if g.Kind != want {
		return no()
	}
	is, _ := w.n.attachedTo(g, s.VPC)
	return is.and(g.Exists)
}

func (w *walker) replyStep(s *Subnet, to party, t *RouteTable, h hop, leadsBack Trit) {
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

// translateBack takes a reply from a NAT gateway to the sender before it.
func (w *walker) translateBack(nat, s sender) handed {
	if s.joined || isGap(nat.roundabout) {
		return handed{astray: nat.roundabout}
	}
	return w.home(nat.subnet, s, s.sees.addr, s.trail)
}
