package reach

import (
	"ringwall/internal/traffic"
)

// link is what flows between two ends: services of the packets, and the line of
// client ports that replies get back to.
type link struct{ fwd, ret bound }

func noLink() link { return link{nothing(), nothing()} }

// flows are a link's services that are answered.
func (e *engine) flows(l link) bound {
	if l.fwd.hi == traffic.None {
		return nothing()
	}
	return e.and(l.fwd, e.answered(l.ret))
}

// end is one end of a link: a class's spot, or a spot outside.
type end struct {
	class *class // nil outside
	spot  *spot
}

// between finds what flows from one end to the other. A class's own interfaces
// are taken as different ones.
func (e *engine) between(from, to end) link { return e.fold(e.links(from, to)) }

// fold is what flows whichever of several ways it takes.
func (e *engine) fold(list []link) link {
	if len(list) == 1 {
		return list[0]
	}
	out := link{bound{traffic.All, traffic.None}, bound{traffic.All, traffic.None}}
	for _, l := range list {
		if e.flows(l).hi == traffic.None {
			l = noLink()
		}
		out = link{e.agree(out.fwd, l.fwd), e.agree(out.ret, l.ret)}
	}
	return out
}

// links finds what flows from one end to the other on each of the ways of which
// one is taken.
func (e *engine) links(from, to end) []link {
	none := []link{noLink()}
	if from.spot == nil || to.spot == nil || from.spot.six != to.spot.six {
		return none
	}
	b := e.sends(from, to)
	if b.hi == traffic.None {
		return none
	}
	if b = e.and(b, e.takes(to)); b.hi == traffic.None {
		return none
	}
	var out []link
	for _, g := range e.travel(from.spot, to.spot) {
		l := link{e.and(b, g.fwd), g.ret}
		if l.fwd.hi != traffic.None && !g.isPlain() {
			l.fwd = e.and(l.fwd, e.checked(g, from.class, to.class))
			if g.blind && from.class != nil && !from.class.set.none {
				l.fwd = e.and(l.fwd, e.admits(&from.class.set.out, to.spot, nil, no()))
			}
		}
		if to.class != nil && l.fwd.hi != traffic.None {
			l.fwd = e.and(l.fwd, e.letsIn(to.class, g, from.class, to.spot.six))
		}
		out = append(out, l)
	}
	return out
}

// sends is what the sending end's own gates let out.
func (e *engine) sends(from, to end) bound {
	if from.class == nil {
		return everything()
	}
	c := from.class
	_, has := c.sample().address(from.spot.six)
	b := e.opens(c, to).given(c.alive()).given(has)
	if b.hi == traffic.None || c.set.none {
		return b
	}
	var peer *groupSet
	if to.class != nil && to.spot.kind == AtInterface {
		peer = to.class.set
	}
	return e.and(b, e.admits(&c.set.out, to.spot, peer, e.knownTo(from.spot.subnet, to.spot)))
}

// knownTo is [Network.knownTo].
func (e *engine) knownTo(s *Subnet, to *spot) Trit {
	if to.kind != AtInterface {
		return no()
	}
	same := sameVPC(s.VPC, to.subnet.VPC)
	if same.Yes() {
		return same
	}
	return same.or(identityBeyond(e.lookup(s, to)))
}

// takes is what the receiving end answers at all.
func (e *engine) takes(to end) bound {
	if to.class == nil {
		return everything()
	}
	if to.spot.six {
		return to.class.takes6
	}
	return to.class.takes4
}

// takesOf is what the interfaces of a class answer over IPv4 and IPv6.
func (c *class) takesOf() (four, six bound) {
	x := c.sample()
	if x.OutboundOnly || x.NAT {
		return nothing(), nothing()
	}
	is := c.listens.given(c.alive())
	return is.given(x.Has4), is.given(x.Has6)
}

// alive asks whether the interfaces of a class are there and in use.
func (c *class) alive() Trit {
	x := c.sample()
	return x.Exists.and(x.InUse)
}

// letsIn is what the receiving end's security groups admit.
func (e *engine) letsIn(c *class, g leg, from *class, six bool) bound {
	if c.set.none {
		return everything()
	}
	var peer *groupSet
	if from != nil {
		peer = from.set
	}
	if g.seen == nil {
		return e.admitsBlindly(&c.set.in, peer, six, g.private)
	}
	switch {
	case g.by != nil:
		peer = e.sets[e.setOf[g.by.Index]]
	case g.seen.sample == nil || g.seen.sample.NAT:
		peer = nil
	}
	return e.admits(&c.set.in, g.seen, peer, g.refs)
}

// admits is what rules let through for a peer; peer is the set of groups that it
// carries, refs whether references to them match.
func (e *engine) admits(r *rules, at *spot, peer *groupSet, refs Trit) bound {
	b := e.at(r.gate, at.key)
	if peer != nil && !refs.No() && len(r.refs) > 0 {
		b = e.or(b, e.ofMembers(r, peer).given(refs))
	}
	for _, x := range r.services {
		b = e.or(b, x.is.given(at.isOf(&x)))
	}
	return b
}

// admitsBlindly is what rules may let through of a peer of whom it is not known
// as whom it comes.
func (e *engine) admitsBlindly(r *rules, peer *groupSet, six, private bool) bound {
	_, some := r.possible.Over(family(map[bool]int{false: 4, true: 6}[six]))
	hi := e.table.Intern(some)
	if peer != nil {
		hi = e.table.Or(hi, e.ofMembers(r, peer).hi)
	}
	if six || !private { // no interface has a service's IPv4 address
		for _, x := range r.services {
			hi = e.table.Or(hi, x.is.hi)
		}
	}
	return bound{traffic.None, hi}
}

// isOf asks whether a spot's addresses are those of a service's prefix list; where
// its entries are listed, the gate says so of any but the service by name.
func (s *spot) isOf(x *reference) Trit {
	switch {
	case s.kind == AtService:
		return holds(s.party.addr.Service() == x.service)
	case x.listed:
		return no()
	case s.kind == AtInterface && !s.six || s.kind == OnPremises || s.kind == InVPC:
		return no()
	case s.kind == OnInternet && hasGateway(x.service):
		return no()
	}
	return maybe()
}

// opens is which connections a class opens at all: a load balancer only those
// to its targets.
func (e *engine) opens(c *class, to end) bound {
	x := c.sample()
	switch {
	case x.InboundOnly || x.NAT:
		return nothing()
	case x.Balancer == nil:
		return everything()
	case x.Balancer.Kind == GatewayBalancer:
		return everything().given(maybe())
	}
	out := everything().given(e.n.absent())
	if isGap(x.Balancer.MoreTargets) {
		out = everything().given(maybe())
	}
	if to.class == nil || to.spot.kind != AtInterface {
		return out
	}
	for _, f := range x.Balancer.Forwards {
		if f.Target != nil && f.Target == to.class.sample() {
			out = e.or(out, e.forwarded(f).given(f.Exists.and(f.zone(x))))
		}
	}
	return out
}

// forwarded is what a load balancer sends to a target: traffic and health
// checks.
func (e *engine) forwarded(f *Forward) bound {
	id := e.table.Intern(f.Services.Union(f.Health))
	if isGap(f.ServicesGap) {
		return bound{id, traffic.All}
	}
	return bound{id, id}
}

// internetGatewayOf and vpnGatewayOf find a VPC's gateways, once.
func (e *engine) internetGatewayOf(v *VPC) (*Gateway, Trit) {
	if g, ok := e.igws[v]; ok {
		return g.gateway, g.is
	}
	g, is := e.n.internetGatewayOf(v)
	e.igws[v] = foundGateway{g, is}
	return g, is
}

type foundGateway struct {
	gateway *Gateway
	is      Trit
}

func (e *engine) vpnGatewayOf(v *VPC) (*Gateway, Trit) {
	var found *Gateway
	is := e.n.absent()
	if v.Placeholder {
		is = maybe(v.Gap)
	}
	for _, g := range e.n.Gateways {
		if g.Kind != VPNGateway {
			continue
		}
		here, _ := e.n.attachedTo(g, v)
		if here = here.and(g.Exists); here.Yes() || here.Unknown() && found == nil {
			found = g
		}
		is = is.or(here)
	}
	return found, is
}
