package reach

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// mostPassages bounds the middleboxes on one way.
const mostPassages = 6

// staysIn asks whether a route leads to a middlebox in the subnet itself, so that
// the packet does not leave it.
func (h hop) staysIn(s *Subnet, ok bool) Trit {
	if !ok || len(h.gaps) > 0 || h.target.Box == nil || len(h.target.Box.Subnets) == 0 {
		return no()
	}
	first := sameSubnet(s, h.target.Box.Subnets[0])
	for _, t := range h.target.Box.Subnets[1:] {
		if sameSubnet(s, t).Is != first.Is {
			return maybe(h.target.Box.More)
		}
	}
	return first
}

// aclUnless is the gate of a subnet's network ACL, for a packet that may not
// cross its border.
func (w *walker) aclUnless(inside Trit, s *Subnet, egress bool, peer Address, service packetService) {
	if inside.Yes() {
		return
	}
	apart := w.apart
	if inside.Unknown() && !isGap(apart) {
		w.apart = outside("whether traffic crosses the border of "+string(s.ID), "it is not known where it comes from", s.Origin)
	}
	w.acl(s, egress, peer, service, codeACL)
	w.apart = apart
}

// pass takes the packet through a middlebox. s is the subnet it comes from; nil
// for a gateway, whose own route table led here.
func (w *walker) pass(s *Subnet, m *Middlebox) {
	if m.is(w.to) {
		w.delivered(true)
		return
	}
	if w.loops(m) {
		return
	}
	if w.via != nil && w.via.client != nil {
		w.lost(maybe(outside("whether a client's address is kept across "+m.Name, "AWS does not support it", m.Origin)))
		return
	}
	seen := w.source
	w.anonymous(m)
	if m.Kind == Appliance {
		w.appliance(s, m, seen)
		return
	}
	if len(m.Subnets) == 0 || isGap(m.More) {
		w.lost(maybe(m.More))
		return
	}
	var ways []func(*walker)
	for _, at := range m.Subnets {
		ways = append(ways, func(w *walker) { w.inspect(s, m, at) })
	}
	w.fork(outside("in which of its subnets "+m.Name+" stands", "AWS does not fix the order of a firewall's endpoints", m.Origin), ways)
}

// loops ends the way of a packet that comes to a middlebox again.
func (w *walker) loops(m *Middlebox) bool {
	again := slices.ContainsFunc(w.trail, func(p passage) bool { return p.box == m })
	if !again && len(w.trail) < mostPassages && len(w.senders) < mostPassages {
		return false
	}
	step := proof.Step{Resource: m.ID, Kind: m.Kind.String(), Rule: "the route behind it leads back to it", Origin: m.Origin}
	is := holds(!again || m.Kind == Appliance)
	if is.Yes() {
		is = maybe(outside("what "+m.Name+" does with traffic that comes back to it", "its software decides", m.Origin))
	}
	w.gate(is, step)
	w.lost(is)
	return true
}

// anonymous: across a middlebox, references to security groups match no more, in
// the rules of either end ("Security group rules").
func (w *walker) anonymous(m *Middlebox) {
	defer func() { w.source.identity = no() }()
	if len(w.senders) != 1 || len(w.trail) > 0 || w.senders[0].host == nil || w.senders[0].host.NoGroups {
		return
	}
	s := w.senders[0]
	known, _ := w.n.admits(s.host, true, s.sees, w.service)
	s.sees.identity = no()
	is, _ := w.n.admits(s.host, true, s.sees, w.service)
	if is.Is == known.Is {
		return
	}
	w.gate(is, proof.Step{
		Resource: s.host.Owner, Kind: "security-group", Rule: "references to a security group don't match across " + m.Name,
		Detail: "no other rule admits out " + w.service.String() + " to " + s.sees.addr.String(), Code: codeGroupReference, Origin: s.host.Origin,
	})
}

// inspect passes an endpoint of a Gateway Load Balancer or of a firewall: what it
// takes comes back as it was, or not at all. Security groups don't apply to it.
func (w *walker) inspect(s *Subnet, m *Middlebox, at *Subnet) {
	near := no()
	if s != nil {
		near = sameSubnet(s, at)
	}
	w.aclUnless(near, at, false, w.source.addr, w.service)
	if m.Kind == FirewallEndpoint {
		w.asks(m.Firewall, w.source.addr, w.to.addr, w.clientOfNow(), unanswered, "what opens the connection")
	} else {
		w.gate(m.Exists.and(w.inspected(m)), proof.Step{Resource: m.ID, Kind: m.Kind.String(), Rule: "inspection by " + m.Name, Origin: m.Origin})
	}
	w.trail = append(slices.Clip(w.trail), passage{m, at})
	w.onward(at)
}

// inspected is what is behind an endpoint.
func (w *walker) inspected(m *Middlebox) Trit {
	return maybe(outside("what the appliances behind "+m.Name+" let through", "their software decides", m.Origin))
}

// appliance hands the packet to an interface that routes. What runs there is not
// known: it may send the packet on, by any of the interfaces of its instance, as
// it is or under its own address (a NAT instance, a proxy).
func (w *walker) appliance(s *Subnet, m *Middlebox, seen party) {
	i := m.Interface
	near := no()
	if s != nil {
		near = sameSubnet(s, i.Subnet)
	}
	w.aclUnless(near, i.Subnet, false, w.source.addr, w.service)
	w.exists(i)
	w.groups(i, false, seen)
	w.gate(i.SourceDestCheck.not(), proof.Step{Resource: i.Owner, Kind: "network-interface", Rule: "source/destination check", Detail: "it takes only what is addressed to it", Code: codeSourceDestCheck, Origin: i.Origin})
	gap := outside("what "+i.Name()+" does with traffic that is routed to it", "its software decides", i.Origin)
	w.gate(maybe(gap), proof.Step{Resource: i.Owner, Kind: "appliance", Rule: "subject to " + i.Name(), Origin: i.Origin})
	switch {
	case isGap(m.More):
		w.lost(maybe(m.More))
	case w.to.kind == OnPremises: // it may end a VPN of its own
		w.lost(maybe(gap))
	case len(m.Exits) > 2:
		w.lost(maybe(gap))
	default:
		var ways []func(*walker)
		for _, exit := range m.Exits {
			ways = append(ways, func(w *walker) { w.forwarded(m, exit) }, func(w *walker) { w.translated(m, exit) })
		}
		w.fork(gap, ways)
	}
}

// forwarded lets an appliance send the packet on as it is.
func (w *walker) forwarded(m *Middlebox, exit *Interface) {
	to := w.to
	to.identity = no()
	w.groups(exit, true, to)
	w.trail = append(slices.Clip(w.trail), passage{m, exit.Subnet})
	w.onward(exit.Subnet)
}

// translated lets an appliance send the packet on under its own address.
func (w *walker) translated(m *Middlebox, exit *Interface) {
	own, has := exit.address(w.to.addr.is6())
	if has.No() {
		w.gate(no(), proof.Step{Resource: exit.Owner, Kind: "network-interface", Rule: "has no " + familyName(w.to.addr.is6()) + " address", Origin: exit.Origin})
		return
	}
	w.groups(exit, true, w.to)
	back := w.answers
	if last := len(w.senders) - 1; last >= 0 {
		w.senders = slices.Clone(w.senders)
		w.keep(&w.senders[last])
		back = w.senders[last].back
	} else {
		outer := *w
		w.outer = &outer
	}
	if back.protocol.HasPorts() {
		back = clientPorts(back.protocol, outside("the port that "+exit.Name()+" sends from", "its software chooses it", exit.Origin))
	}
	if w.outer != nil {
		w.outer.to = w.n.resolve(At(m.Interface), w.to.addr.is6())
	}
	w.source = party{addr: own, host: exit, vpc: exit.Subnet.VPC, identity: yes()}
	w.trail, w.exits, w.entered = nil, nil, arrivedNowhere
	w.senders = append(w.senders, sender{host: exit, subnet: exit.Subnet, self: w.source, sees: w.to, back: back, roundabout: m.roundabout()})
	w.onward(exit.Subnet)
}

// roundabout is why replies need not go the way of the packet.
func (m *Middlebox) roundabout() estate.Gap {
	if len(m.Exits) < 2 {
		return estate.Gap{}
	}
	return outside("by which interface "+m.Name+" answers", "its instance has several", m.Origin)
}

// onward takes the packet from a middlebox's subnet: to a neighbour there, or out
// of it.
func (w *walker) onward(s *Subnet) {
	near := w.neighbour(s)
	if near.Yes() {
		w.delivered(false)
		return
	}
	if near.Unknown() {
		w.apart = near.Gaps()[0]
	}
	w.leave(s)
}

// delivered lets the packet arrive within the VPC.
func (w *walker) delivered(crosses bool) {
	w.arrived = arrivedLocally
	if w.entered != arrivedNowhere {
		w.arrived = w.entered
	} else if !crosses && len(w.trail) == 0 {
		w.arrived = arrivedInSubnet
	}
	w.receive(crosses)
}

// comeIn goes on behind a gateway: straight to the destination, or where the
// gateway's own route table redirects the packet.
func (w *walker) comeIn(g *Gateway, box *Middlebox, h hop, straight Trit) {
	step := proof.Step{Kind: "route", Resource: g.ID, Rule: "gateway route table of " + string(g.ID), Origin: g.Origin, Code: codeBadStateRoute}
	if h.route != nil {
		step.Resource, step.Rule, step.Origin = h.route.ID, "gateway route table: "+h.route.words(), h.route.Origin
	}
	if !straight.Yes() || box != nil {
		w.gate(straight, step)
	}
	if !straight.Yes() {
		w.lost(straight)
		return
	}
	if box == nil {
		w.receive(true)
		return
	}
	if g.Kind == InternetGateway && box.Kind == Appliance && !w.source.addr.is6() {
		w.gate(box.Interface.PublicIPv4, proof.Step{Resource: box.ID, Kind: "network-interface", Rule: "public address of the appliance", Detail: "without one it gets nothing from an internet gateway's route table", Code: codeRedirectedNoPublic, Origin: box.Origin})
	}
	w.pass(nil, box)
}

// entrance is a packet's way in: by the middlebox to which it is redirected.
func entrance(s *Subnet, box *Middlebox) crossing {
	c := crossing{subnet: s, inbound: true}
	if box != nil && len(box.Subnets) > 0 {
		c.subnet, c.inspected = box.Subnets[0], box.Kind == FirewallEndpoint
	}
	return c
}

// inspected: the last middlebox on a way is a firewall's.
func inspected(trail []passage) bool {
	return len(trail) > 0 && trail[len(trail)-1].box.Kind == FirewallEndpoint
}

// repliesReturn is the gate of a gateway's own route table for the replies to
// what goes out: what it redirects must have come by the same middlebox
// ("Middlebox routing").
func (w *walker) repliesReturn(g *Gateway) {
	box, h, is := w.n.redirect(g, w.source)
	if box == nil && is.Yes() {
		return
	}
	step := proof.Step{Resource: g.ID, Kind: "route", Rule: "gateway route table of " + string(g.ID), Origin: g.Origin, Code: codeBadStateRoute}
	if h.route != nil {
		step.Resource, step.Rule, step.Origin = h.route.ID, "gateway route table: "+h.route.words(), h.route.Origin
	}
	if is.Yes() {
		is = onSameWay(g, box, w.trail)
		step.Code, step.Detail = codeRedirected, "replies are redirected, so traffic must go out the same way"
	}
	w.gate(is, step)
	w.redirect = box
}

// goneOut closes the way of the last sender, whose packet has left the VPC.
func (w *walker) goneOut() {
	if last := len(w.senders) - 1; last >= 0 {
		w.senders = slices.Clone(w.senders)
		w.keep(&w.senders[last])
	}
	w.trail, w.exits = nil, nil
}

// keep notes the way of a sender's packet; another one's begins.
func (w *walker) keep(s *sender) {
	s.trail, s.exits = w.trail, w.exits
	w.trail, w.exits = nil, nil
}

// onSameWay asks whether what a gateway redirects to a middlebox may pass it on a
// way.
func onSameWay(g *Gateway, box *Middlebox, trail []passage) Trit {
	switch {
	case len(trail) > 0 && trail[len(trail)-1].box == box:
		return yes()
	case len(trail) == 0 && g.Kind == InternetGateway:
		return no()
	}
	return maybe(outside("what "+box.Name+" does with replies to what it has not seen", "traffic goes out another way", box.Origin))
}

// fork follows several ways of which one is taken: what holds on all of them
// holds. The steps are those of the likeliest.
func (w *walker) fork(why estate.Gap, ways []func(*walker)) {
	if len(ways) == 1 {
		ways[0](w)
		return
	}
	var results []Trit
	var best *walker
	for _, way := range ways {
		b := *w
		b.senders, b.mends, b.limits = slices.Clone(w.senders), slices.Clip(w.mends), slices.Clip(w.limits)
		b.trace = &Trace{Forward: slices.Clone(w.trace.Forward), Reply: slices.Clone(w.trace.Reply)}
		b.steps = &b.trace.Forward
		way(&b)
		b.finish()
		results = append(results, b.verdict)
		if best == nil || best.verdict.No() && !b.verdict.No() {
			best = &b
		}
	}
	w.trace.Forward, w.trace.Reply = best.trace.Forward, best.trace.Reply
	w.mends, w.limits = best.mends, best.limits
	w.verdict, w.forked = agree(results, why), true
}

// finish follows the reply, unless that was done.
func (w *walker) finish() {
	if w.forked || !w.answered {
		return
	}
	w.steps, w.replies = &w.trace.Reply, true
	w.reply(w.answers)
}
