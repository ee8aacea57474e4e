package reach

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// returning is where a reply has come to on its way back.
type returning struct {
	at     *Subnet
	route  hop
	table  *RouteTable
	ok     bool
	home   bool       // it was handed over within at
	lost   estate.Gap // why it is not known where it went
	passed []passage
	// crossed is how many attachments of transit gateways it came out of.
	crossed int
}

// handed is how a reply comes to a sender's subnet: from a subnet of the VPC, or
// by a gateway; near is set where no network ACL stands before the sender, astray
// where none is known to.
type handed struct {
	from   *Subnet
	near   bool
	astray estate.Gap
}

// in asks whether it is handed over within a subnet.
func (h handed) in(s *Subnet) Trit {
	switch {
	case h.near:
		return yes()
	case isGap(h.astray):
		return maybe(h.astray)
	case h.from == nil:
		return no()
	}
	return sameSubnet(h.from, s)
}

// backThrough follows a reply from a subnet through middleboxes, to the hop that
// leads elsewhere.
func (w *walker) backThrough(s *Subnet, r homing, passed []passage) returning {
	at := returning{at: s, passed: slices.Clip(passed)}
	for {
		if len(at.passed) > 0 && r.to.host != nil && sameSubnet(at.at, r.to.host.Subnet).Yes() {
			at.home = true
			return at
		}
		at.route, at.table, at.ok = w.n.lookupFrom(at.at, r.to)
		w.aclUnless(at.route.staysIn(at.at, at.ok), at.at, true, r.to.addr, r.back)
		box := at.route.target.Box
		if !at.ok || len(at.route.gaps) > 0 || box == nil || at.route.target.itself(r.to) {
			return at
		}
		w.route(at.at, r.to.addr, at.table, at.route)
		if at.lost = w.backBy(&at, box, r); isGap(at.lost) {
			return at
		}
	}
}

// backBy takes a reply through one middlebox; a gap if it cannot be followed.
func (w *walker) backBy(at *returning, box *Middlebox, r homing) estate.Gap {
	into := box.standsAt(r.trail)
	var gap estate.Gap
	switch {
	case slices.ContainsFunc(at.passed, func(p passage) bool { return p.box == box }) || len(at.passed) >= mostPassages:
		gap = outside("the way of replies", "it leads in a circle through "+box.Name, box.Origin)
	case into == nil && isGap(box.More):
		gap = box.More
	case into == nil:
		gap = outside("in which of its subnets "+box.Name+" stands", "AWS does not fix the order of a firewall's endpoints", box.Origin)
	}
	if isGap(gap) {
		w.border(maybe(gap), proof.Step{Resource: box.ID, Kind: box.Kind.String(), Rule: "replies through " + box.Name, Origin: box.Origin})
		return gap
	}
	near := no()
	if at.at != nil {
		near = sameSubnet(at.at, into)
	}
	w.aclUnless(near, into, false, r.self.addr, r.back)
	if box.Kind == FirewallEndpoint {
		mode := backOnly
		if slices.ContainsFunc(r.trail, func(p passage) bool { return p.box == box }) {
			mode = bothWays
		}
		w.asks(box.Firewall, r.to.addr, r.self.addr, r.back, mode, "the connection and its replies")
	} else {
		w.border(w.returns(box), proof.Step{Resource: box.ID, Kind: box.Kind.String(), Rule: "replies through " + box.Name, Origin: box.Origin, Code: codeSourceDestCheck})
	}
	at.passed = append(at.passed, passage{box, into})
	at.at = into
	return gap
}

// standsAt is the subnet of a middlebox: the one where the packet passed it, or
// the only one.
func (m *Middlebox) standsAt(trail []passage) *Subnet {
	for _, p := range trail {
		if p.box == m && m.Kind != Appliance {
			return p.at
		}
	}
	if len(m.Subnets) == 1 && !isGap(m.More) && (m.Kind != Appliance || len(m.Exits) == 1) {
		return m.Subnets[0]
	}
	return nil
}

// returns asks whether a middlebox lets a reply through.
func (w *walker) returns(m *Middlebox) Trit {
	software := maybe(outside("what "+m.Name+" does with replies", "its software decides", m.Origin))
	if m.Kind == Appliance {
		return m.Interface.SourceDestCheck.not().and(software)
	}
	return m.Exists.and(w.inspected(m))
}

// homing is a reply to a sender, from the one to whom it sent.
func (s sender) homing() homing {
	return homing{self: s.sees, to: s.self, sender: s.subnet, back: s.back, trail: s.trail, exits: s.exits}
}

// fromEdge takes a reply that a gateway's own route table redirects to the
// sender.
func (w *walker) fromEdge(s sender) handed {
	at := returning{}
	if gap := w.backBy(&at, w.redirect, s.homing()); isGap(gap) {
		return handed{astray: gap}
	}
	return w.home(at.at, s, at.passed...)
}

// home takes a reply from a subnet to a sender.
func (w *walker) home(from *Subnet, s sender, passed ...passage) handed {
	if s.host != nil && sameSubnet(from, s.subnet).Yes() {
		w.unseen(s.trail, passed, s.self.addr, s.sees.addr, s.back)
		return handed{from: from}
	}
	return w.homeward(from, s.homing(), passed...)
}

// answerOuter lets an appliance that has sent a packet from outside on under its
// own address answer it.
func (w *walker) answerOuter() {
	o := *w.outer
	o.trace, o.steps, o.verdict, o.apart = w.trace, w.steps, yes(), w.apart
	o.mends, o.limits, o.replies = w.mends, w.limits, true
	o.arrived = o.entered
	o.answer(w.answers)
	w.verdict, w.mends, w.limits = w.verdict.and(o.verdict), o.mends, o.limits
}

// unredirected is the gate of replies to what an internet gateway redirects on
// its way in: they may not leave by the gateway directly.
func (w *walker) unredirected(h hop, passed []passage) {
	if len(h.gaps) > 0 || h.target.Kind != ToGateway || h.target.Gateway.Kind == EgressOnlyGateway {
		return
	}
	g := h.target.Gateway
	box, edge, is := w.n.redirect(g, w.to)
	if box == nil || !is.Yes() {
		return
	}
	if is = onSameWay(g, box, passed); is.Yes() {
		return
	}
	w.border(is, proof.Step{
		Resource: edge.route.ID, Kind: "route", Rule: "gateway route table: " + edge.route.words(), Origin: edge.route.Origin,
		Detail: "what is redirected on its way in may not leave directly", Code: codeRedirected,
	})
}
