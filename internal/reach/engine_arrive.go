package reach

import (
	"ringwall/internal/traffic"
)

// receive lets packets arrive at an interface and follows the replies.
func (j *journey) receive(crosses bool) leg {
	if crosses {
		j.pass(j.e.aclAt(j.to.subnet, false, j.source))
	}
	return j.finish(j.answer())
}

// outside lets packets arrive where no gate of the estate stands.
func (j *journey) outside() leg {
	j.arrived = arrivedOutside
	return j.finish(false)
}

// back is the line of replies to a sender.
func (j *journey) back(nat bool) *bound {
	if nat {
		return &j.nat
	}
	return &j.ret
}

// answer lets the destination send the replies, as [walker.answer].
func (j *journey) answer() (near bool) {
	if j.arrived == arrivedInSubnet {
		return true
	}
	nat, sender := false, (*Subnet)(nil)
	if last := len(j.senders) - 1; last >= 0 {
		nat, sender = j.senders[last].nat, j.senders[last].subnet
	}
	return j.homeward(j.back(nat), j.to.subnet, j.to, j.source, sender)
}

// homeward takes replies from a subnet back to whom they are for, as
// [walker.homeward].
func (j *journey) homeward(line *bound, s *Subnet, self, to *spot, sender *Subnet) (near bool) {
	*line = j.e.and(*line, j.e.aclAt(s, true, to))
	h, ok := j.e.lookup(s, to)
	if !ok || len(h.gaps) > 0 {
		*line = line.given(maybe())
		return false
	}
	public := j.arrived == arrivedPublicly && to.kind != OnPremises
	open := j.arrived == arrivedByPeering && to.sample != nil && to.sample.NAT // see replyOverPeering
	if h.target.Kind == ToTransit && !public && !open {
		return j.replyThroughTransit(line, s, h.target.Transit, self, to, sender)
	}
	back := j.leadsBack(s, &h.target, to, public)
	if open && back.No() {
		back = maybe()
	}
	*line = line.given(back)
	return false
}

// leadsBack is [walker.leadsBack].
func (j *journey) leadsBack(s *Subnet, t *Target, to *spot, public bool) Trit {
	switch t.Kind {
	case ToUnknown, ToInterface:
		return maybe()
	case ToLocal:
		if to.party.vpc != nil {
			return sameVPC(s.VPC, to.party.vpc)
		}
	case ToPeering:
		if far, ok := t.Peering.far(s.VPC); ok && to.party.vpc != nil {
			return sameVPC(far, to.party.vpc).and(t.Peering.Exists)
		}
	case ToGateway:
		here, _ := j.e.n.attachedTo(t.Gateway, s.VPC)
		here = here.and(t.Gateway.Exists)
		switch {
		case t.Gateway.Kind == InternetGateway && public:
			return here
		case t.Gateway.Kind == InternetGateway && to.six && to.kind != OnPremises:
			return here.and(maybe())
		case t.Gateway.Kind == VPNGateway && to.kind == OnPremises:
			return here.and(behindGateway(t.Gateway, to.party))
		}
	}
	return no()
}

// finish takes the replies back through all that sent the packets on. near:
// they come to the last of these without passing its network ACL.
func (j *journey) finish(near bool) leg {
	e := j.e
	for k := len(j.senders) - 1; k >= 0; k-- {
		s := j.senders[k]
		line := j.back(s.nat)
		if k < len(j.senders)-1 {
			near = s.joined || j.homeward(line, j.senders[k+1].subnet, s.sees, s.self, s.subnet)
		}
		if !near {
			*line = e.and(*line, e.aclAt(s.subnet, false, s.sees))
		}
	}
	if j.nat != everything() {
		j.pass(e.answeredWhatever(j.nat))
	}
	return j.alsoICMP(leg{fwd: j.fwd, ret: j.ret, seen: j.source, refs: Trit{Is: j.refs.Is}})
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
	var out traffic.ID
	if id == traffic.None {
		out = e.table.Intern(unanswered())
	} else {
		out = e.table.Intern(answerable(e.table.Services(id), full))
	}
	e.answers[at] = out
	return out
}

// unanswered are the services that need no answer: ICMP but for what asks for
// one. It is what answerable is of nothing.
func unanswered() traffic.Services {
	out := traffic.NoServices()
	for _, p := range []traffic.Protocol{traffic.ICMP, traffic.ICMPv6} {
		out = out.Union(traffic.WholeProtocol(p))
		for t := range 256 {
			if _, needs := replyType(p, uint16(t)); needs {
				out = out.Subtract(traffic.ICMPTypes(p, t, -1))
			}
		}
	}
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
