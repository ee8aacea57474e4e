package reach

import (
	"slices"

	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// balances is the gate of a load balancer's own connections: to its targets, on
// their ports, and to nobody else.
func (w *walker) balances(i *Interface) {
	lb := i.Balancer
	step := proof.Step{Resource: lb.ID, Kind: "load-balancer", Rule: "to its targets only", Code: codeTargetAddress, Origin: i.Origin}
	if lb.Kind == GatewayBalancer {
		w.gate(maybe(notFollowed("Gateway Load Balancer", lb.ID, i.Origin)), step)
		return
	}
	is := w.n.absent()
	if lb.Idle && len(lb.Forwards) == 0 {
		step.Code, step.Detail = codeNoTargets, "its target groups have no targets"
	}
	if isGap(lb.MoreTargets) {
		is = maybe(lb.MoreTargets)
	}
	for _, f := range lb.Forwards {
		if f.Target == nil || f.Target != w.to.host {
			continue
		}
		step.Code, step.Rule, step.Origin = codeTargetPort, "target group "+string(f.Group), f.Origin
		sends := holds(f.Services.Contains(w.service.protocol, w.service.lo) || f.Health.Contains(w.service.protocol, w.service.lo))
		if isGap(f.ServicesGap) {
			sends = sends.or(maybe(f.ServicesGap))
		}
		is = is.or(sends.and(f.Exists).and(f.zone(i)))
	}
	w.gate(is, step)
}

// TraceForward follows a client's packet to a load balancer's interface and on
// to a target, as two connections; the client's own goes to the listener. The
// packet's Port is the listener's. Health checks are left out: trace a packet
// from the load balancer for these.
func (n *Network) TraceForward(p Packet, f *Forward) Trace {
	t := n.Trace(p)
	lb := n.Interfaces[p.To.Interface]
	taken := holds(f.Listens.Contains(p.Protocol, p.Port))
	if isGap(f.ServicesGap) {
		taken = maybe(f.ServicesGap)
	}
	taken = taken.and(f.Exists)
	step := proof.Step{Resource: f.Group, Kind: "load-balancer", Rule: "forwards to " + f.name(), Origin: f.Origin, Code: codeListenerPort}
	if f.Balancer.Kind == ClassicBalancer {
		step.Code = codeClassicListenerPort
	}
	t = t.then(n.note(taken, step))
	if f.Link != nil {
		return t.then(n.traceLink(p, lb, f))
	}
	return t.then(n.crossing(lb, f)).then(n.traceHandover(p, lb, f))
}

// traceFrom follows what a node of a load balancer sends to a target, for a
// client that is no end of the question: another load balancer, CloudFront. If
// the target sees that client, it is not known whether its filters admit it.
func (n *Network) traceFrom(lb *Interface, f *Forward, protocol traffic.Protocol) Trace {
	hidden := *f
	hidden.KeepsClient = no()
	if !f.KeepsClient.No() {
		hidden.Exists = f.Exists.and(maybe(outside("whether "+f.name()+" admits the client", "the load balancer keeps the client's address, which AWS chooses", f.Origin)))
	}
	t := n.note(hidden.Exists, proof.Step{Resource: f.Group, Kind: "load-balancer", Rule: "forwards to " + f.name(), Origin: f.Origin})
	return t.then(n.crossing(lb, f)).then(n.traceHandover(Packet{From: At(lb), To: At(lb), Protocol: protocol}, lb, &hidden))
}

// traceNext goes on where a load balancer's target is another load balancer.
func (n *Network) traceNext(f, next *Forward, protocol traffic.Protocol) Trace {
	port := packetService{protocol: protocol, lo: f.port(protocol), hi: f.port(protocol)}
	taken := holds(next.Listens.Contains(protocol, port.lo))
	if isGap(next.ServicesGap) {
		taken = maybe(next.ServicesGap)
	}
	step := proof.Step{Resource: next.Balancer.ID, Kind: "load-balancer", Rule: "listens on " + port.String(), Code: codeListeners, Origin: next.Origin}
	return n.note(taken, step).then(n.traceFrom(f.Target, next, protocol))
}

func (f *Forward) name() string {
	if f.Target != nil {
		return f.Target.Name()
	}
	return f.Address.String()
}

// note is a trace of one gate.
func (n *Network) note(is Trit, s proof.Step) Trace {
	var t Trace
	w := &walker{n: n, verdict: yes(), steps: &t.Forward}
	w.gate(is, s)
	t.Verdict, t.Gaps, t.mends = w.verdict.Is, w.verdict.Gaps(), w.mends
	return t
}

// then is one trace after the other: both must hold.
func (t Trace) then(u Trace) Trace {
	both := judged(t.Verdict, t.Gaps).and(judged(u.Verdict, u.Gaps))
	return Trace{
		Verdict: both.Is, Gaps: both.Gaps(),
		Forward: append(append([]proof.Step(nil), t.Forward...), u.Forward...),
		Reply:   append(append([]proof.Step(nil), t.Reply...), u.Reply...),
		mends:   slices.Concat(t.mends, u.mends),
		limits:  slices.Concat(t.limits, u.limits),
	}
}

// traceHandover follows what the load balancer sends to a target. Where it is
// unknown whether the target sees the client's address, both must agree.
func (n *Network) traceHandover(p Packet, lb *Interface, f *Forward) Trace {
	q := Packet{From: At(lb), Protocol: p.Protocol, ClientPort: p.ClientPort, IPv6: p.is6()}
	q.Port = f.port(p.Protocol)
	q.To = Endpoint{Kind: InVPC, VPC: f.VPC.ID, Address: f.Address}
	if f.Target != nil {
		q.To = At(f.Target)
		if _, has := f.Target.address(q.IPv6); has.No() {
			q.IPv6 = false // IPv6 clients are passed on to IPv4 targets
		}
	}
	own := q
	own.ClientPort = 0 // the load balancer chooses
	hidden := n.trace(own, &handover{forward: f})
	if f.KeepsClient.No() || p.is6() != q.IPv6 {
		return hidden
	}
	client := n.resolve(p.From, p.is6())
	client.identity, client.relay = no(), lb
	if client.host == f.Target && f.Target != nil {
		return n.note(no(), proof.Step{Resource: lb.Owner, Kind: "load-balancer", Rule: "the target is its own client", Detail: "with the client's address kept, a connection to oneself fails", Origin: f.Origin})
	}
	shown := n.trace(q, &handover{forward: f, client: &client})
	if f.KeepsClient.Yes() || shown.Verdict == hidden.Verdict {
		return shown
	}
	shown.Verdict, shown.Gaps = proof.Unknown, joinGaps(f.KeepsClient.Gaps(), shown.Gaps, hidden.Gaps)
	return shown
}

// port is the port to which a forward sends.
func (f *Forward) port(p traffic.Protocol) uint16 {
	for _, r := range f.Services.PortRanges(p) {
		return r.Lo
	}
	return 0
}
