package reach

import (
	"ringwall/internal/traffic"
)

// receive lets packets arrive at an interface and follows the replies.
func (j *journey) receive(crosses bool) leg {
	if crosses {
		j.pass(j.e.aclAt(j.to.subnet, false, j.source))
	}
	var from handedTo
	if j.arrived != arrivedInSubnet {
		from = j.answer()
	}
	return j.finish(from)
}

// outside lets packets arrive where no gate of the estate stands.
func (j *journey) outside() leg {
	j.arrived = arrivedOutside
	return j.finish(handedTo{})
}

// back is the line of replies to a sender.
func (j *journey) back(nat bool) *bound {
	if nat {
		return &j.nat
	}
	return &j.ret
}

// answer lets the destination send the replies: out of its subnet, by a route
// that leads back.
func (j *journey) answer() handedTo {
	nat := false
	if last := len(j.senders) - 1; last >= 0 {
		nat = j.senders[last].nat
	}
	line := j.back(nat)
	at := j.backThrough(line, j.to.subnet, j.source, j.to, j.trail)
	if at.lost {
		return handedTo{astray: true}
	}
	j.unseen(line, j.trail, at.passed, j.source, j.to)
	if at.home {
		return handedTo{from: at.at}
	}
	*line = line.given(j.leadsBack(at.at.VPC, at.route, at.ok)).given(j.e.unredirected(at.route, at.ok, j.to, at.passed))
	if len(at.passed) > 0 && at.ok && at.route.target.Kind == ToLocal {
		return handedTo{from: at.at}
	}
	return handedTo{}
}

// leadsBack asks whether a route takes replies back the way the packets came.
func (j *journey) leadsBack(v *VPC, h *hop, ok bool) Trit {
	if !ok || len(h.gaps) > 0 {
		return maybe()
	}
	switch t := &h.target; t.Kind {
	case ToUnknown:
		return maybe()
	case ToLocal:
		return holds(j.arrived == arrivedLocally)
	case ToPeering:
		if far, ok := t.Peering.far(v); ok && j.arrived == arrivedByPeering && j.source.party.vpc != nil {
			return sameVPC(far, j.source.party.vpc).and(t.Peering.Exists)
		}
	case ToGateway:
		want := InternetGateway
		if j.arrived == arrivedByVPN {
			want = VPNGateway
		}
		if j.arrived != arrivedByVPN && j.arrived != arrivedPublicly || t.Gateway.Kind != want {
			return no()
		}
		is, _ := j.e.n.attachedTo(t.Gateway, v)
		is = is.and(t.Gateway.Exists)
		if j.arrived == arrivedByVPN {
			is = is.and(j.e.behind(t.Gateway, j.source))
		}
		return is
	}
	return no()
}

// finish takes the replies back through all that sent the packets on; from is
// where a middlebox hands them over to the last.
func (j *journey) finish(from handedTo) leg {
	e := j.e
	last := len(j.senders) - 1
	if j.redirect != nil && last >= 0 {
		from = j.fromEdge(j.senders[last])
	} else if last >= 0 {
		s := j.senders[last]
		j.unseen(j.back(s.nat), s.trail, nil, s.self, s.sees)
	}
	for k := last; k >= 0; k-- {
		s := j.senders[k]
		line := j.back(s.nat)
		joined := s.joined
		if k == last {
			joined = j.arrived == arrivedInSubnet
		} else if from = (handedTo{astray: j.senders[k+1].roundabout}); !joined && !from.astray {
			from = j.home(line, j.senders[k+1].subnet, s, s.trail)
		}
		*line = e.unless(*line, holds(joined).or(from.in(s.subnet)), e.aclAt(s.subnet, false, s.sees))
	}
	if j.outer != nil && !j.senders[0].roundabout {
		o := *j.outer
		o.arrived = o.entered
		o.answer()
		j.ret = e.and(j.ret, o.ret)
	}
	if j.nat != everything() {
		j.pass(e.answeredWhatever(j.nat))
	}
	return leg{fwd: j.fwd, ret: j.ret, seen: j.source, refs: Trit{Is: j.refs.Is}, by: j.by, checks: j.checks, blind: j.blind}
}

// fromEdge takes replies that a gateway's own route table redirects to a sender.
func (j *journey) fromEdge(s stop) handedTo {
	line, at := j.back(s.nat), goneHome{}
	if !j.backBy(line, &at, j.redirect, s.self, s.sees, s.trail) {
		return handedTo{astray: true}
	}
	return j.home(line, at.at, s, s.trail, at.passed...)
}

// backToSender asks whether a NAT gateway's subnet routes replies to the sender.
func backToSender(h *hop, ok bool) Trit {
	switch {
	case !ok || len(h.gaps) > 0 || h.target.Kind == ToUnknown:
		return maybe()
	}
	return holds(h.target.Kind == ToLocal)
}

// aclAt is what the network ACL of a subnet lets through as packets leave (or
// enter) it, with the peer at a spot.
func (e *engine) aclAt(s *Subnet, egress bool, peer *spot) bound {
	if egress {
		return e.at(e.subnets[s.Index].out, peer.key)
	}
	return e.at(e.subnets[s.Index].in, peer.key)
}

type hopKey struct {
	choice int
	spot   int32
}

// lookup is [Network.lookupFrom], once for each choice of tables and spot.
func (e *engine) lookup(s *Subnet, d *spot) (*hop, bool) {
	at := hopKey{e.tables[s.Index], d.id}
	if h, known := e.hops[at]; known {
		return &h.hop, h.ok
	}
	h, _, ok := e.n.lookupFrom(s, d.party)
	e.hops[at] = &foundHop{h, ok}
	return &e.hops[at].hop, ok
}

type foundHop struct {
	hop
	ok bool
}

// answered are the services to which somebody can answer, given what gets back
// on the line of replies: to some client port of 1024 to 65535, or the ICMP
// reply; what needs no answer is always in.
func (e *engine) answered(ret bound) bound {
	return bound{e.answeredBy(ret.lo, false), e.answeredBy(ret.hi, false)}
}

// answeredWhatever are those of which every port of the reply gets back, for
// certain, or some at most: NAT gateways choose theirs.
func (e *engine) answeredWhatever(ret bound) bound {
	return bound{e.answeredBy(ret.lo, true), e.answeredBy(ret.hi, false)}
}

type answerKey struct {
	id   traffic.ID
	full bool
}

func (e *engine) answeredBy(id traffic.ID, full bool) traffic.ID {
	if id == traffic.All {
		return id
	}
	at := answerKey{id, full}
	if out, known := e.answers[at]; known {
		return out
	}
	out := e.table.Intern(answerable(e.table.Services(id), full))
	e.answers[at] = out
	return out
}

func answerable(ret traffic.Services, full bool) traffic.Services {
	all := traffic.AllServices()
	out := all
	widest := traffic.EphemeralPorts()[0]
	for p := range 256 {
		proto := traffic.Protocol(p)
		switch {
		case proto.HasTypes():
			for t := range 256 {
				if back, needs := replyType(proto, uint16(t)); needs && !ret.Contains(proto, back<<8) {
					out = out.Subtract(traffic.ICMPTypes(proto, t, -1))
				}
			}
		case proto.HasPorts():
			need := traffic.Ports(proto, widest.Lo, widest.Hi)
			if full && !ret.Covers(need) || !ret.Overlaps(need) {
				out = out.Subtract(traffic.WholeProtocol(proto))
			}
		case !ret.Contains(proto, 0):
			out = out.Subtract(traffic.WholeProtocol(proto))
		}
	}
	return out
}

// replyType is the ICMP type that answers a type, if one does.
func replyType(p traffic.Protocol, typ uint16) (uint16, bool) {
	back, ok := replyTo(Packet{Protocol: p, Port: typ << 8})
	return back.lo >> 8, ok
}
