package reach

import (
	"sync"

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
	return j.finish(handedTo{})
}

// back is the line of replies to a sender.
func (j *journey) back(nat bool) *bound {
	if nat {
		return &j.nat
	}
	return &j.ret
}

// answer lets the destination send the replies, as [walker.answer].
func (j *journey) answer() handedTo {
	if j.arrived == arrivedInSubnet {
		return handedTo{near: true}
	}
	r := replies{
		self: j.to, to: j.source, line: j.back(false), trail: j.trail, exits: j.exits, last: true,
		public: j.arrived == arrivedPublicly && j.source.kind != OnPremises,
		open:   j.arrived == arrivedByPeering && j.source.sample != nil && j.source.sample.NAT,
	}
	if last := len(j.senders) - 1; last >= 0 {
		r.line, r.sender = j.back(j.senders[last].nat), j.senders[last].subnet
	}
	return j.homeward(j.to.subnet, r)
}

// replies are on their way to whom they are for, as [homing].
type replies struct {
	self, to           *spot
	sender             *Subnet
	line               *bound
	trail              []passage
	exits              []exit
	last, public, open bool
}

// homeward takes replies from a subnet back to whom they are for, as
// [walker.homeward].
func (j *journey) homeward(s *Subnet, r replies, passed ...passage) handedTo {
	at := j.backThrough(s, r, passed)
	from := j.onTheirWay(&at, r)
	if !at.lost {
		j.unseen(r.line, r.trail, at.passed, r.to, r.self)
	}
	return from
}

func (j *journey) onTheirWay(at *goneHome, r replies) handedTo {
	s, h := at.at, at.route
	var here handedTo
	if len(at.passed) > 0 {
		here.from = s
	}
	switch {
	case at.lost:
		return handedTo{astray: true}
	case at.home:
		return here
	case !at.ok || len(h.gaps) > 0:
		*r.line = r.line.given(maybe())
		return here
	case h.target.Kind == ToTransit && !r.public && !r.open:
		return j.replyThroughTransit(at, h.target.Transit, r)
	}
	back := j.leadsBack(s, &h.target, r.to, r.public)
	if r.open && back.No() {
		back = maybe()
	}
	*r.line = r.line.given(back)
	if r.last {
		*r.line = r.line.given(j.e.unredirected(h, at.ok, j.to, at.passed))
	}
	if h.target.Kind == ToLocal || h.target.Kind == ToInterface || h.target.Kind == ToNowhere {
		return here
	}
	return handedTo{}
}

// leadsBack is [walker.leadsBack].
func (j *journey) leadsBack(s *Subnet, t *Target, to *spot, public bool) Trit {
	switch t.Kind {
	case ToUnknown:
		return maybe()
	case ToInterface:
		return holds(t.itself(to.party))
	case ToLocal:
		if to.party.vpc != nil {
			return sameVPC(s.VPC, to.party.vpc)
		}
	case ToPeering:
		if far, ok := t.Peering.far(s.VPC); ok && to.party.vpc != nil {
			return sameVPC(far, to.party.vpc).and(t.Peering.Exists)
		}
	case ToTransit:
		if public {
			return j.e.n.hairpin(s, t.Transit, to.party)
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

// finish takes the replies back through all that sent the packets on; from is
// how they come to the last of these.
func (j *journey) finish(from handedTo) leg {
	e := j.e
	last := len(j.senders) - 1
	var passed []passage
	if j.left && last >= 0 {
		from, passed = j.backFromPremises(j.senders[last])
	}
	if j.redirect != nil && last >= 0 {
		from = j.fromEdge(j.senders[last])
	} else if last >= 0 {
		s := j.senders[last]
		j.unseen(j.back(s.nat), s.trail, passed, s.self, s.sees)
	}
	for k := last; k >= 0; k-- {
		s := j.senders[k]
		if k < last {
			from = j.handBack(j.senders[k+1], s)
		}
		line := j.back(s.nat)
		*line = e.unless(*line, from.in(s.subnet), e.aclAt(s.subnet, false, s.sees))
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
	return j.alsoICMP(leg{fwd: j.fwd, ret: j.ret, seen: j.source, refs: Trit{Is: j.refs.Is}, by: j.by, checks: j.checks, blind: j.blind})
}

// handBack takes replies from one that sent packets on to the sender before it.
func (j *journey) handBack(from, to stop) handedTo {
	if to.joined || from.roundabout {
		return handedTo{near: to.joined, astray: from.roundabout}
	}
	return j.home(from.subnet, to)
}

// repliesTo are those to a sender, from the one to whom it sent.
func (j *journey) repliesTo(s stop) replies {
	return replies{self: s.sees, to: s.self, sender: s.subnet, line: j.back(s.nat), trail: s.trail, exits: s.exits}
}

// fromEdge takes replies that a gateway's own route table redirects to a sender.
func (j *journey) fromEdge(s stop) handedTo {
	at := goneHome{}
	if !j.backBy(&at, j.redirect, j.repliesTo(s)) {
		return handedTo{astray: true}
	}
	return j.home(at.at, s, at.passed...)
}

// aclAt is what the network ACL of a subnet lets through as packets leave (or
// enter) it, with the peer at a spot.
func (e *engine) aclAt(s *Subnet, egress bool, peer *spot) bound {
	if egress {
		return e.at(e.subnets[s.Index].out, peer.key)
	}
	return e.at(e.subnets[s.Index].in, peer.key)
}

type hopKey struct{ choice, spot int32 }

// lookup is [Network.lookupFrom], once for each choice of tables and spot.
func (e *engine) lookup(s *Subnet, d *spot) (*hop, bool) {
	at := hopKey{int32(e.tables[s.Index]), d.id}
	if h, known := e.hops[at]; known {
		return &h.hop, h.ok
	}
	h := &foundHop{}
	h.hop, _, h.ok = e.n.lookupFrom(s, d.party)
	e.hops[at] = h
	return &h.hop, h.ok
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
		out = e.table.Intern(answeredByNone())
	} else {
		out = e.table.Intern(answerable(e.table.Services(id), full))
	}
	e.answers[at] = out
	return out
}

// answeredByNone are the services that need no answer: ICMP but for what asks for
// one. It is what answerable is of nothing.
var answeredByNone = sync.OnceValue(func() traffic.Services {
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
})

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
	if p == traffic.ICMPv6 {
		return 129, typ == 128 // echo
	}
	switch typ {
	case 8: // echo
		return 0, true
	case 13, 15, 17: // timestamp, information, address mask
		return typ + 1, true
	}
	return 0, false
}
