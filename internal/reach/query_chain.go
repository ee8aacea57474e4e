package reach

import (
	"ringwall/internal/traffic"
)

// chains adds what load balancers pass on to a part, in connections of their
// own: what reaches the load balancer, and what it sends on.
func (f *flowFinder) chains(from side, to part) {
	target := to.class.sample()
	for _, w := range f.e.n.Forwards {
		if w.Target != target {
			continue
		}
		for _, i := range w.Balancer.Interfaces {
			lb := f.e.classes[f.e.classOf[i.Index]]
			for _, a := range from.parts {
				if a.class != lb && a.class != to.class {
					f.chainInside(a, to, lb, w)
				}
			}
			f.chainOutside(from.internet, OnInternet, to, lb, w)
			f.chainOutside(from.premises, OnPremises, to, lb, w)
		}
	}
}

// listened is what clients send to a load balancer for a forward.
func (e *engine) listened(w *Forward) bound {
	if isGap(w.ServicesGap) {
		return bound{traffic.None, traffic.All}
	}
	id := e.table.Intern(w.Listens)
	return bound{id, id}
}

// passedOn is what a load balancer sends to a target for a forward.
func (e *engine) passedOn(w *Forward) bound {
	if isGap(w.ServicesGap) {
		return bound{traffic.None, traffic.All}
	}
	id := e.table.Intern(w.Services)
	return bound{id, id}
}

// handover is what flows from a load balancer to a target in the name of a
// client, who is at a spot outside or of a class.
func (e *engine) handover(lb, to *class, w *Forward, client *spot) bound {
	a, b := end{lb, e.four[lb.index]}, end{to, e.four[to.index]}
	if a.spot == nil || b.spot == nil {
		return nothing()
	}
	limit := e.passedOn(w).given(w.Exists).given(w.zone(lb.sample()))
	hidden := e.and(limit, e.flows(e.between(a, b)))
	if w.KeepsClient.No() || client == nil || client.six {
		return hidden
	}
	shown := e.and(limit, e.shown(a, b, client))
	if w.KeepsClient.Yes() {
		return shown
	}
	return e.agree(hidden, shown)
}

// shown is what a target takes through a load balancer that keeps the client's
// address.
func (e *engine) shown(a, b end, client *spot) bound {
	base := e.and(e.sends(a, b), e.takes(b))
	in := everything()
	if !b.class.set.none {
		in = e.or(e.admits(&b.class.set.in, client, nil, no()), e.ofMembers(&b.class.set.in, a.class.set))
	}
	base = e.and(base, in)
	near := sameSubnet(a.spot.subnet, b.spot.subnet)
	if near.Yes() {
		return base
	}
	h, ok := e.lookup(a.spot.subnet, b.spot)
	way := maybe()
	if ok && len(h.gaps) == 0 && h.target.Kind != ToUnknown && h.target.Box == nil {
		way = holds(h.target.Kind == ToLocal && b.spot.party.vpc == a.spot.party.vpc || h.target.Kind == ToPeering)
	}
	fwd := e.and(e.aclAt(a.spot.subnet, true, b.spot), e.aclAt(b.spot.subnet, false, client))
	ret := e.and(e.aclAt(b.spot.subnet, true, client), e.aclAt(a.spot.subnet, false, b.spot))
	away := e.and(e.and(base, fwd), e.answered(ret)).given(way)
	if near.Unknown() {
		return e.agree(base, away)
	}
	return away
}

func (f *flowFinder) chainInside(a, to part, lb *class, w *Forward) {
	e := f.e
	for _, six := range []bool{false, true} {
		own, entry := e.four[a.class.index], e.four[lb.index]
		if six {
			own, entry = e.six[a.class.index], e.six[lb.index]
		}
		if own == nil || entry == nil {
			continue
		}
		l := e.between(end{a.class, own}, end{lb, entry})
		first := e.and(e.flows(l), e.listened(w))
		x := found{from: partyOf(a.members), to: partyOf(to.members), ret: l.ret}
		x.packet = Packet{From: At(a.members[0]), To: At(lb.sample()), IPv6: six}
		f.chain(x, first, e.handover(lb, to.class, w, own).given(a.is), to, lb, w)
	}
}

// chain adds a chain of two connections if both may be.
func (f *flowFinder) chain(x found, first, second bound, to part, lb *class, w *Forward) {
	if first.hi == traffic.None {
		return
	}
	second = second.given(to.is)
	if first.lo == traffic.None {
		second.lo = traffic.None
	}
	x.via, x.balancer, x.entry = w, lb.sample(), f.e.table.Services(first.hi)
	f.add(x, second, false)
}

// chainOutside adds what comes through a load balancer from addresses outside.
func (f *flowFinder) chainOutside(within traffic.Addresses, kind EndpointKind, to part, lb *class, w *Forward) {
	if within.IsEmpty() {
		return
	}
	e := f.e
	for _, region := range e.regionsOf(lb.subnet.VPC, kind) {
		s, ret := e.exchange(lb, region, false)
		listens := e.listened(w)
		lo, hi := e.table.Services(listens.lo), e.table.Services(listens.hi)
		certain := s.certain.AddressesFor(lo).Intersect(within)
		possible := s.possible.AddressesFor(hi).Intersect(within)
		for _, part := range e.clientParts(possible, certain, to.class, region) {
			first := bound{traffic.None, e.table.Intern(hi)}
			if certain.Covers(part.region) {
				first.lo = e.table.Intern(lo)
			}
			x := found{from: Party{Kind: PartyInternet, Addresses: part.region}, to: partyOf(to.members), ret: ret}
			address, _ := part.region.Any()
			x.packet = Packet{From: Internet(address), To: At(lb.sample()), IPv6: region.six}
			if kind == OnPremises {
				x.from.Kind, x.packet.From = PartyOnPremises, Premises(address)
			}
			f.chain(x, first, e.handover(lb, to.class, w, part), to, lb, w)
		}
	}
}

// clientParts splits clients' addresses by what a target's groups and network
// ACL tell apart.
func (e *engine) clientParts(possible, certain traffic.Addresses, to *class, region *spot) []*spot {
	if possible.IsEmpty() {
		return nil
	}
	borders := append(to.set.in.borders(), certain)
	for _, g := range []*gate{e.subnets[to.subnet.Index].in, e.subnets[to.subnet.Index].out} {
		borders = append(borders, g.borders()...)
	}
	list := e.cut(region.kind, possible, borders)
	for _, s := range list {
		s.party.fixed = region.party.fixed
	}
	return list
}
