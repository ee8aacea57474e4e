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
	if w.arrived != arrivedOutside {
		w.answer(back)
	}
	for k := last; k >= 0; k-- {
		s := w.senders[k]
		joined := s.joined
		if k == last {
			joined = w.arrived == arrivedInSubnet
		} else {
			w.translateBack(w.senders[k+1], s)
		}
		if !joined {
			w.acl(s.subnet, false, s.sees.addr, s.back, codeACL)
		}
	}
}

// answer lets the destination send the reply: out of its subnet, and by a route
// that leads back the way the packet came.
func (w *walker) answer(back packetService) {
	if w.arrived == arrivedInSubnet {
		return
	}
	s := w.destinationSubnet()
	if s == nil {
		return
	}
	to := w.source
	if w.via != nil && w.via.client != nil {
		w.acl(s, true, w.via.client.addr, back, codeACL)
		return // the fabric takes it back through the load balancer
	}
	w.acl(s, true, to.addr, back, codeACL)
	h, t, ok := w.n.lookupFrom(s, to)
	if !ok {
		w.border(maybe(h.gaps...), proof.Step{Resource: s.ID, Kind: "route", Rule: "route table of " + string(s.ID), Origin: s.Origin})
		return
	}
	w.replyRoute(s, t, h)
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
	if last := len(w.senders) - 1; w.arrived == arrivedByPeering && last >= 0 && w.senders[last].host != nil && w.senders[last].host.NAT {
		if w.replyOverPeering(s, t, h) {
			return
		}
	}
	if len(h.gaps) > 0 || h.target.Kind == ToNowhere {
		w.replyStep(s, w.source, t, h, yes())
		return
	}
	is := no()
	switch h.target.Kind {
	case ToUnknown:
		is = maybe(h.target.Gap)
	case ToInterface:
		is = maybe(outside("what "+h.target.Name+" does with replies", "its software decides", h.target.Interface.Origin))
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
func (w *walker) translateBack(nat, s sender) {
	if s.joined {
		return
	}
	w.acl(nat.subnet, true, s.self.addr, s.back, codeACL)
	h, t, ok := w.n.lookupFrom(nat.subnet, s.self)
	if !ok {
		w.border(maybe(h.gaps...), proof.Step{Resource: nat.subnet.ID, Kind: "route", Rule: "route table of " + string(nat.subnet.ID), Origin: nat.subnet.Origin})
		return
	}
	is := holds(h.target.Kind == ToLocal)
	if len(h.gaps) > 0 || h.target.Kind == ToNowhere {
		is = yes()
	} else if h.target.Kind == ToInterface || h.target.Kind == ToUnknown {
		is = maybe(outside("what "+h.target.Name+" does with replies", "it is not followed", estate.Origin{}))
	}
	w.replyStep(nat.subnet, s.self, t, h, is)
}
