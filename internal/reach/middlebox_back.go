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
	home   bool // it was handed over within at
	lost   bool // it is not known where it went
	passed []passage
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
		if !w.backBy(&at, box, sees, back, trail) {
			at.lost = true
			return at
		}
	}
}

// backBy takes a reply through one middlebox; not ok if it cannot be followed.
func (w *walker) backBy(at *homeward, box *Middlebox, sees Address, back packetService, trail []passage) bool {
	if slices.ContainsFunc(at.passed, func(p passage) bool { return p.box == box }) || len(at.passed) >= mostPassages {
		w.border(maybe(outside("the way of replies", "it leads in a circle through "+box.Name, box.Origin)), proof.Step{Resource: box.ID, Kind: box.Kind.String(), Rule: "replies come back to it", Origin: box.Origin})
		return false
	}
	into := box.standsAt(trail)
	if into == nil {
		gap := box.More
		if !isGap(gap) {
			gap = outside("in which of its subnets "+box.Name+" stands", "AWS does not fix the order of a firewall's endpoints", box.Origin)
		}
		w.border(maybe(gap), proof.Step{Resource: box.ID, Kind: box.Kind.String(), Rule: "replies through " + box.Name, Origin: box.Origin})
		return false
	}
	near := no()
	if at.at != nil {
		near = sameSubnet(at.at, into)
	}
	w.aclUnless(near, into, false, sees, back)
	is := w.returns(box, trail)
	w.border(is, proof.Step{Resource: box.ID, Kind: box.Kind.String(), Rule: "replies through " + box.Name, Origin: box.Origin, Code: codeSourceDestCheck})
	at.passed = append(at.passed, passage{box, into})
	at.at = into
	return true
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
func (w *walker) returns(m *Middlebox, trail []passage) Trit {
	software := maybe(outside("what "+m.Name+" does with replies", "its software decides", m.Origin))
	if m.Kind == Appliance {
		return m.Interface.SourceDestCheck.not().and(software)
	}
	return m.Exists.and(w.inspected(m))
}

// fromEdge takes a reply that a gateway's own route table redirects to the
// sender; it returns the subnet that it comes from, nil for the gateway.
func (w *walker) fromEdge(s sender) *Subnet {
	at := homeward{}
	if !w.backBy(&at, w.redirect, s.sees.addr, s.back, s.trail) {
		return nil
	}
	return w.home(at.at, s, s.sees.addr, s.trail)
}

// home takes a reply from a subnet to a sender of the same VPC, and returns the
// subnet from which it is handed over.
func (w *walker) home(from *Subnet, s sender, sees Address, trail []passage) *Subnet {
	if s.host != nil && sameSubnet(from, s.subnet).Yes() {
		return from
	}
	at := w.backThrough(from, s.self, sees, s.back, trail)
	if at.home || at.lost {
		return at.at
	}
	if !at.ok {
		w.border(maybe(at.route.gaps...), proof.Step{Resource: at.at.ID, Kind: "route", Rule: "route table of " + string(at.at.ID), Origin: at.at.Origin})
		return at.at
	}
	is := holds(at.route.target.Kind == ToLocal)
	if len(at.route.gaps) > 0 || at.route.target.Kind == ToNowhere {
		is = yes()
	} else if at.route.target.Kind == ToUnknown {
		is = maybe(outside("what "+at.route.target.Name+" does with replies", "it is not followed", estate.Origin{}))
	}
	w.replyStep(at.at, s.self, at.table, at.route, is)
	return at.at
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
