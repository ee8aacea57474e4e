package reach

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// homeward is where a reply has come to on its way back.
type homeward struct {
	at     *Subnet
	route  hop
	table  *RouteTable
	ok     bool
	home   bool       // it was handed over within at
	lost   estate.Gap // why it is not known where it went
	passed []passage
}

// handed is how a reply comes to a sender's subnet: from a subnet of the VPC, or
// by a gateway; astray is set where that is not known.
type handed struct {
	from   *Subnet
	astray estate.Gap
}

// in asks whether it is handed over within a subnet.
func (h handed) in(s *Subnet) Trit {
	switch {
	case isGap(h.astray):
		return maybe(h.astray)
	case h.from == nil:
		return no()
	}
	return sameSubnet(h.from, s)
}

// backThrough follows a reply from a subnet through middleboxes, to the hop that
// leads elsewhere. sees is the address that replies, trail the middleboxes that
// the packet passed on its way out.
func (w *walker) backThrough(s *Subnet, to party, sees Address, back packetService, trail []passage) homeward {
	at := homeward{at: s}
	for {
		if len(at.passed) > 0 && to.host != nil && sameSubnet(at.at, to.host.Subnet).Yes() {
			at.home = true
			return at
		}
		at.route, at.table, at.ok = w.n.lookupFrom(at.at, to)
		w.aclUnless(at.route.staysIn(at.at, at.ok), at.at, true, to.addr, back)
		box := at.route.target.Box
		if !at.ok || len(at.route.gaps) > 0 || box == nil {
			return at
		}
		w.route(at.at, to.addr, at.table, at.route)
		if at.lost = w.backBy(&at, box, to.addr, sees, back, trail); isGap(at.lost) {
			return at
		}
	}
}

// backBy takes a reply through one middlebox; a gap if it cannot be followed.
func (w *walker) backBy(at *homeward, box *Middlebox, to, sees Address, back packetService, trail []passage) estate.Gap {
	into := box.standsAt(trail)
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
	w.aclUnless(near, into, false, sees, back)
	if box.Kind == FirewallEndpoint {
		mode := backOnly
		if slices.ContainsFunc(trail, func(p passage) bool { return p.box == box }) {
			mode = bothWays
		}
		w.asks(box.Firewall, to, sees, back, mode, "the connection and its replies")
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

// fromEdge takes a reply that a gateway's own route table redirects to the
// sender.
func (w *walker) fromEdge(s sender) handed {
	at := homeward{}
	if gap := w.backBy(&at, w.redirect, s.self.addr, s.sees.addr, s.back, s.trail); isGap(gap) {
		return handed{astray: gap}
	}
	return w.home(at.at, s, s.sees.addr, s.trail, at.passed...)
}

// home takes a reply from a subnet to a sender of the same VPC.
func (w *walker) home(from *Subnet, s sender, sees Address, trail []passage, passed ...passage) handed {
	if s.host != nil && sameSubnet(from, s.subnet).Yes() {
		w.unseen(trail, passed, s.self.addr, sees, s.back)
		return handed{from: from}
	}
	at := w.backThrough(from, s.self, sees, s.back, trail)
	if isGap(at.lost) {
		return handed{astray: at.lost}
	}
	w.unseen(trail, append(passed, at.passed...), s.self.addr, sees, s.back)
	switch {
	case at.home:
		return handed{from: at.at}
	case !at.ok:
		w.border(maybe(at.route.gaps...), proof.Step{Resource: at.at.ID, Kind: "route", Rule: "route table of " + string(at.at.ID), Origin: at.at.Origin})
		return handed{from: at.at}
	}
	is := holds(at.route.target.Kind == ToLocal)
	if len(at.route.gaps) > 0 || at.route.target.Kind == ToNowhere {
		is = yes()
	} else if at.route.target.Kind == ToUnknown {
		is = maybe(outside("what "+at.route.target.Name+" does with replies", "it is not followed", estate.Origin{}))
	}
	w.replyStep(at.at, s.self, at.table, at.route, is)
	return handed{from: at.at}
}

// answerOuter lets an appliance that has sent a packet from outside on under its
// own address answer it.
func (w *walker) answerOuter() {
	o := *w.outer
	o.trace, o.steps, o.verdict, o.apart = w.trace, w.steps, yes(), w.apart
	o.arrived = o.entered
	o.answer(w.answers)
	w.verdict = w.verdict.and(o.verdict)
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
