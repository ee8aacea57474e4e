package reach

import (
	"ringwall/internal/traffic"
)

// chains adds what load balancers pass on to a part, in connections of their
// own: what reaches the load balancer, and what it sends on. A load balancer
// may itself be the target of another one.
func (f *flowFinder) chains(from side, to part) {
	for _, w := range f.e.forwardsTo(to.class.sample()) {
		for _, i := range w.entries() {
			f.chainsThrough(from, to, i, w)
			for _, before := range f.e.forwardsTo(i) {
				if before.Balancer == w.Balancer {
					continue
				}
				g := *f
				g.next, g.final = w, to
				for _, k := range before.entries() {
					g.chainsThrough(from, part{class: f.e.classes[f.e.classOf[i.Index]], is: yes()}, k, before)
				}
				f.list = g.list
			}
		}
	}
	f.unseenTargets(from, to)
}

// unseenTargets adds what may come through load balancers of which not all
// targets are known: the part may be one of them.
func (f *flowFinder) unseenTargets(from side, to part) {
	before := len(f.list)
	target := to.class.sample()
	for _, i := range f.e.unseenBalancers() {
		lb := i.Balancer
		if i == target {
			continue
		}
		w := &Forward{
			Balancer: lb, Group: lb.ID, Origin: i.Origin, Exists: maybe(lb.MoreTargets), ServicesGap: lb.MoreTargets,
			Target: target, VPC: target.Subnet.VPC, KeepsClient: no(),
		}
		if lb.Kind != ApplicationBalancer && lb.Kind != ClassicBalancer {
			w.KeepsClient = maybe(lb.MoreTargets)
		}
		f.chainsThrough(from, to, i, w)
	}
	for k := range f.list[before:] {
		f.list[before+k].unseen = f.list[before+k].via.Balancer.MoreTargets
	}
}

// chainsThrough adds what comes through one interface of a load balancer.
func (f *flowFinder) chainsThrough(from side, to part, i *Interface, w *Forward) {
	lb := f.e.classes[f.e.classOf[i.Index]]
	for _, a := range from.parts {
		if a.class != lb && a.class != to.class && (f.next == nil || a.class != f.final.class) {
			f.chainInside(a, to, lb, w)
		}
	}
	f.chainOutside(from.internet, OnInternet, to, lb, w)
	f.chainOutside(from.premises, OnPremises, to, lb, w)
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
// client, who is at a spot outside or of a class. Through PrivateLink it comes
// from the node that serves the endpoint, whichever that is.
func (e *engine) handover(lb, to *class, w *Forward, client *spot) bound {
	if w.Link == nil {
		return e.handoverFrom(lb, to, w, client)
	}
	out := bound{traffic.All, traffic.None}
	nodes := w.nodes(lb.sample())
	for _, i := range nodes {
		b := e.handoverFrom(e.classes[e.classOf[i.Index]], to, w, client)
		out = bound{e.table.And(out.lo, b.lo), e.table.Or(out.hi, b.hi)}
	}
	if len(nodes) == 0 {
		out = nothing()
	}
	return out.given(w.Link.Accepted)
}

// linkRules are what the security groups of a service's load balancer admit of a
// client that comes through an endpoint.
func (e *engine) linkRules(w *Forward, client *spot) bound {
	if w.Link == nil || w.Link.Judged.No() {
		return everything()
	}
	set := e.sets[e.setOf[w.Balancer.Interfaces[0].Index]]
	if set.none {
		return everything()
	}
	b := e.admits(&set.in, client, nil, no())
	if w.Link.Judged.Unknown() {
		return e.agree(b, everything())
	}
	return b
}

func (e *engine) handoverFrom(lb, to *class, w *Forward, client *spot) bound {
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
		own, entry := e.own(a.class, six), e.own(lb, six)
		if own == nil || entry == nil || !a.abroad(six) || !six && a.only == byPublic {
			continue
		}
		l := e.between(end{a.class, own}, end{lb, entry})
		first := e.and(e.and(e.flows(l), e.listened(w)), e.linkRules(w, own))
		x := found{from: partyOf(a.members), to: partyOf(to.members), ret: l.ret}
		x.packet = Packet{From: At(a.members[0]), To: At(lb.sample()), IPv6: six}
		f.chain(x, first, e.handover(lb, to.class, w, own).given(a.is), to, lb, w)
	}
	f.chainOverInternet(a, to, lb, w)
}

// chainOverInternet adds what a load balancer passes on of clients that ask it at
// its public address, as those without a private way to it do: it sees theirs.
func (f *flowFinder) chainOverInternet(a, to part, lb *class, w *Forward) {
	e := f.e
	own, entry := e.four[a.class.index], e.public[lb.index]
	if own == nil || entry == nil || lb.sample().PublicIPv4.No() || !a.abroad(false) {
		return
	}
	l := e.between(end{a.class, own}, end{lb, entry})
	first := e.and(e.and(e.flows(l), e.listened(w)), e.linkRules(w, own))
	if first.hi == traffic.None {
		return
	}
	// By which public address the client comes hangs on the way that it takes.
	second := e.handover(lb, to.class, w, nil)
	if !w.KeepsClient.No() {
		second = bound{traffic.None, e.passedOn(w).hi}
		if a.class.sample().PublicIPv4.Yes() {
			second = e.handover(lb, to.class, w, e.asPublic(a.class.sample()))
		}
	}
	x := found{from: partyOf(a.members), to: partyOf(to.members), ret: l.ret}
	x.packet = Packet{From: At(a.members[0]), To: Public(lb.sample())}
	f.chain(x, first, second.given(a.is), to, lb, w)
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
	if f.next != nil {
		second = f.e.onward(second, to.class, f.final, f.next)
		x.next, x.to = f.next, partyOf(f.final.members)
	}
	f.add(x, second, false)
}

// onward is what a load balancer that is the target of another one sends on, of
// what it receives. Its target never sees the first client for certain.
func (e *engine) onward(got bound, lb *class, to part, w *Forward) bound {
	got = e.and(got, e.listened(w))
	if got.hi == traffic.None {
		return nothing()
	}
	b := e.handoverFrom(lb, to.class, w, nil).given(to.is)
	if got.lo == traffic.None || !w.KeepsClient.No() {
		b.lo = traffic.None
	}
	return b
}

// chainOutside adds what comes through a load balancer from addresses outside.
func (f *flowFinder) chainOutside(within traffic.Addresses, kind EndpointKind, to part, lb *class, w *Forward) {
	if within.IsEmpty() {
		return
	}
	e := f.e
	for _, region := range e.regionsFor(lb.subnet.VPC, kind, within) {
		s, ret := e.exchange(lb, region, false)
		listens := e.listened(w)
		lo, hi := e.table.Services(listens.lo), e.table.Services(listens.hi)
		certain := s.certain.AddressesFor(lo).Intersect(within)
		possible := s.possible.AddressesFor(hi).Intersect(within)
		for _, part := range e.clientParts(possible, certain, to.class, region, w) {
			first := bound{traffic.None, e.table.Intern(hi)}
			if certain.Covers(part.region) {
				first.lo = e.table.Intern(lo)
			}
			first = e.and(first, e.linkRules(w, part))
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
// ACL tell apart, and the groups of a load balancer behind an endpoint.
func (e *engine) clientParts(possible, certain traffic.Addresses, to *class, region *spot, w *Forward) []*spot {
	if possible.IsEmpty() {
		return nil
	}
	borders := append(to.set.in.borders(), certain)
	if w.Link != nil {
		borders = append(borders, e.sets[e.setOf[w.Balancer.Interfaces[0].Index]].in.borders()...)
	}
	for _, g := range []*gate{e.subnets[to.subnet.Index].in, e.subnets[to.subnet.Index].out} {
		borders = append(borders, g.borders()...)
	}
	list := e.cut(region.kind, possible, borders)
	for _, s := range list {
		s.party.fixed = region.party.fixed
	}
	return list
}
