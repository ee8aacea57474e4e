package reach

import "slices"

// check is what the security groups of a middlebox on the way admit.
type check struct {
	rules *rules
	peer  *spot
	// of says whose groups the peer carries: the sender's or the receiver's class,
	// or an interface on the way.
	of   checkOf
	self *Interface
	refs Trit
}

type checkOf uint8

const (
	ofSender checkOf = iota
	ofReceiver
	ofSelf
)

// checked is what the security groups on a way admit.
func (e *engine) checked(g leg, from, to *class) bound {
	b := everything()
	for _, c := range g.checks {
		var peer *groupSet
		switch {
		case c.of == ofSelf:
			peer = e.sets[e.setOf[c.self.Index]]
		case c.of == ofSender && from != nil:
			peer = from.set
		case c.of == ofReceiver && to != nil:
			peer = to.set
		}
		b = e.and(b, e.admits(c.rules, c.peer, peer, c.refs))
	}
	return b
}

// isPlain: nothing on the way looks at security groups but its ends.
func (g leg) isPlain() bool { return len(g.checks) == 0 && !g.blind && g.by == nil }

// passUnless limits packets to what a network ACL lets through, if they cross
// its border.
func (j *journey) passUnless(inside Trit, b bound) { j.fwd = j.e.unless(j.fwd, inside, b) }

func (e *engine) unless(have bound, inside Trit, b bound) bound {
	switch {
	case inside.Yes():
		return have
	case inside.Unknown():
		b.hi = everything().hi
	}
	return e.and(have, b)
}

// through passes a middlebox, as [walker.pass] does.
func (j *journey) through(s *Subnet, m *Middlebox) []leg {
	if m.is(j.to.party) {
		return []leg{j.delivered(true)}
	}
	if again := slices.ContainsFunc(j.trail, func(p passage) bool { return p.box == m }); again || len(j.trail) >= mostPassages || len(j.senders) >= mostPassages {
		if again && m.Kind != Appliance {
			return j.lost(no())
		}
		return j.lost(maybe())
	}
	known := j.refs
	if len(j.senders) == 1 && len(j.trail) == 0 && j.senders[0].self.sample != nil && !j.senders[0].self.sample.NoGroups && !j.senders[0].nat {
		j.blind = true
	}
	j.refs = no()
	if m.Kind == Appliance {
		return j.appliance(s, m, known)
	}
	if len(m.Subnets) == 0 || isGap(m.More) {
		return j.lost(maybe())
	}
	var out []leg
	for _, at := range m.Subnets {
		n := j.clone()
		n.passUnless(between(s, at), n.e.aclAt(at, false, n.source))
		if m.Kind == FirewallEndpoint {
			n.passFirewall(m.Firewall, n.source, n.to, n.lineOfNow(), unanswered)
		} else {
			n.passIf(m.Exists.and(maybe()))
		}
		n.trail = append(n.trail, passage{m, at})
		out = append(out, n.onward(at)...)
	}
	return out
}

// between asks whether a packet comes from within a subnet; s is nil for a
// gateway.
func between(s, at *Subnet) Trit {
	if s == nil {
		return no()
	}
	return sameSubnet(s, at)
}

// clone is a journey whose way may part from this one's.
func (j *journey) clone() *journey {
	n := *j
	n.senders, n.trail, n.exits, n.checks = slices.Clone(j.senders), slices.Clone(j.trail), slices.Clone(j.exits), slices.Clone(j.checks)
	return &n
}

// appliance hands packets to an interface that routes.
func (j *journey) appliance(s *Subnet, m *Middlebox, known Trit) []leg {
	i := m.Interface
	j.passUnless(between(s, i.Subnet), j.e.aclAt(i.Subnet, false, j.source))
	j.passIf(i.Exists.and(i.InUse).and(i.SourceDestCheck.not()))
	j.passIf(maybe())
	j.checkGroups(i, false, j.source, ofSender, known)
	if isGap(m.More) || j.to.kind == OnPremises || len(m.Exits) > 2 {
		return j.lost(maybe())
	}
	var out []leg
	for _, exit := range m.Exits {
		n := j.clone()
		n.checkGroups(exit, true, n.to, ofReceiver, no())
		n.trail = append(n.trail, passage{m, exit.Subnet})
		out = append(out, n.onward(exit.Subnet)...)
		out = append(out, j.clone().translated(m, exit)...)
	}
	return out
}

// checkGroups notes what the groups of an interface on the way must admit.
func (j *journey) checkGroups(i *Interface, egress bool, peer *spot, of checkOf, refs Trit) {
	set := j.e.sets[j.e.setOf[i.Index]]
	if set.none {
		return
	}
	c := check{rules: &set.in, peer: peer, of: of, refs: refs}
	if egress {
		c.rules = &set.out
	}
	if of == ofSender && j.by != nil {
		c.of, c.self = ofSelf, j.by
	}
	j.checks = append(slices.Clip(j.checks), c)
}

// translated lets an appliance send packets on under its own address.
func (j *journey) translated(m *Middlebox, exit *Interface) []leg {
	c := j.e.classes[j.e.classOf[exit.Index]]
	self := j.e.own(c, j.to.six)
	if self == nil {
		return []leg{blocked()}
	}
	refs := holds(j.to.kind == AtInterface)
	j.checkGroups(exit, true, j.to, ofReceiver, refs)
	if last := len(j.senders) - 1; last >= 0 {
		j.keep(&j.senders[last])
	} else {
		outer := *j
		d := j.e.classes[j.e.classOf[m.Interface.Index]]
		outer.to = j.e.own(d, self.six)
		j.outer = &outer
	}
	j.source, j.refs, j.by = self, yes(), exit
	j.trail, j.exits, j.entered = nil, nil, arrivedNowhere
	j.senders = append(j.senders, stop{subnet: exit.Subnet, self: self, sees: j.to, nat: true, roundabout: len(m.Exits) > 1})
	return j.onward(exit.Subnet)
}

// onward takes packets from a middlebox's subnet: to a neighbour there, or out of
// it.
func (j *journey) onward(s *Subnet) []leg {
	near := no()
	if j.to.kind == AtInterface {
		near = sameSubnet(s, j.to.subnet)
	}
	var legs []leg
	if !near.No() {
		legs = append(legs, j.clone().delivered(false))
	}
	if !near.Yes() {
		legs = append(legs, j.leave(s)...)
	}
	return legs
}

// delivered lets packets arrive within the VPC.
func (j *journey) delivered(crosses bool) leg {
	j.arrived = arrivedLocally
	if j.entered != arrivedNowhere {
		j.arrived = j.entered
	} else if !crosses && len(j.trail) == 0 {
		j.arrived = arrivedInSubnet
	}
	return j.receive(crosses)
}

// comeIn goes on behind a gateway: straight to the destination, or where the
// gateway's own route table redirects packets.
func (j *journey) comeIn(g *Gateway, box *Middlebox, straight Trit) []leg {
	if !straight.Yes() {
		return j.lost(straight)
	}
	if box == nil {
		return []leg{j.receive(true)}
	}
	if g.Kind == InternetGateway && box.Kind == Appliance && !j.to.six {
		j.passIf(box.Interface.PublicIPv4)
	}
	return j.through(nil, box)
}

// repliesReturn limits packets that go out to those whose replies the gateway's
// own route table leaves on their way.
func (j *journey) repliesReturn(g *Gateway) {
	box, _, is := j.e.n.redirect(g, j.source.party)
	if box != nil && is.Yes() {
		is = onSameWay(g, box, j.trail)
	}
	j.passIf(is)
	j.redirect = box
}

// goneOut closes the way of the last sender.
func (j *journey) goneOut() {
	if last := len(j.senders) - 1; last >= 0 {
		j.senders = slices.Clone(j.senders)
		j.keep(&j.senders[last])
	}
	j.trail, j.exits = nil, nil
}

// keep is [walker.keep].
func (j *journey) keep(s *stop) {
	s.trail, s.exits = j.trail, j.exits
	j.trail, j.exits = nil, nil
}

// handedTo is how replies come to a sender's subnet, as [handed].
type handedTo struct {
	from         *Subnet
	near, astray bool
}

func (h handedTo) in(s *Subnet) Trit {
	switch {
	case h.near:
		return yes()
	case h.astray:
		return maybe()
	case h.from == nil:
		return no()
	}
	return sameSubnet(h.from, s)
}

// goneHome is where replies have come to on their way back.
type goneHome struct {
	at     *Subnet
	route  *hop
	ok     bool
	home   bool
	lost   bool
	passed []passage

	crossed int
}

// backThrough follows replies from a subnet through middleboxes, to the hop that
// leads elsewhere.
func (j *journey) backThrough(s *Subnet, r replies, passed []passage) goneHome {
	at := goneHome{at: s, passed: slices.Clip(passed)}
	for {
		if len(at.passed) > 0 && r.to.sample != nil && r.to.kind == AtInterface && sameSubnet(at.at, r.to.subnet).Yes() {
			at.home = true
			return at
		}
		at.route, at.ok = j.e.lookup(at.at, r.to)
		*r.line = j.e.unless(*r.line, at.route.staysIn(at.at, at.ok), j.e.aclAt(at.at, true, r.to))
		box := at.route.target.Box
		if !at.ok || len(at.route.gaps) > 0 || box == nil || at.route.target.itself(r.to.party) {
			return at
		}
		if !j.backBy(&at, box, r) {
			at.lost = true
			return at
		}
	}
}

func (j *journey) backBy(at *goneHome, box *Middlebox, r replies) bool {
	line, into := r.line, box.standsAt(r.trail)
	if slices.ContainsFunc(at.passed, func(p passage) bool { return p.box == box }) || len(at.passed) >= mostPassages || into == nil {
		*line = line.given(maybe())
		return false
	}
	*line = j.e.unless(*line, between(at.at, into), j.e.aclAt(into, false, r.self))
	switch seen := slices.ContainsFunc(r.trail, func(p passage) bool { return p.box == box }); {
	case box.Kind == FirewallEndpoint && seen:
		j.passFirewall(box.Firewall, r.to, r.self, line, bothWays)
	case box.Kind == FirewallEndpoint:
		j.passFirewall(box.Firewall, r.to, r.self, line, backOnly)
	case box.Kind == Appliance:
		*line = line.given(box.Interface.SourceDestCheck.not().and(maybe()))
	default:
		*line = line.given(box.Exists.and(maybe()))
	}
	at.passed = append(at.passed, passage{box, into})
	at.at = into
	return true
}

// home takes replies from a subnet to a sender.
func (j *journey) home(from *Subnet, s stop, passed ...passage) handedTo {
	if sameSubnet(from, s.subnet).Yes() {
		j.unseen(j.back(s.nat), s.trail, passed, s.self, s.sees)
		return handedTo{from: from}
	}
	return j.homeward(from, j.repliesTo(s), passed...)
}

// unredirected asks whether replies leave by an internet gateway as its route
// table wants.
func (e *engine) unredirected(h *hop, ok bool, inside *spot, passed []passage) Trit {
	if !ok || len(h.gaps) > 0 || h.target.Kind != ToGateway || h.target.Gateway.Kind == EgressOnlyGateway {
		return yes()
	}
	g := h.target.Gateway
	box, _, is := e.n.redirect(g, inside.party)
	if box == nil || !is.Yes() {
		return yes()
	}
	return onSameWay(g, box, passed)
}
