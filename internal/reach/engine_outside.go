package reach

import (
	"net/netip"

	"ringwall/internal/traffic"
)

// regionKey names the parts into which the gates and routes of one VPC cut the
// world outside.
type regionKey struct {
	vpc  *VPC
	kind EndpointKind
}

// regionsOf are the parts of the internet (or of on-premises networks) that the
// network ACLs and routes tell apart which traffic of a VPC with them may pass.
func (e *engine) regionsOf(v *VPC, kind EndpointKind) []*spot {
	at := regionKey{v, kind}
	if list, known := e.regions[at]; known {
		return list
	}
	var list []*spot
	if kind == OnPremises && e.premisesOpen() {
		for six, region := range []traffic.Addresses{traffic.AllIPv4(), traffic.AllIPv6()} {
			p := e.n.resolve(Premises(netip.Addr{}), six == 1)
			list = append(list, e.keyed(e.addSpot(&spot{kind: kind, six: six == 1, party: p, region: region})))
		}
	} else {
		list = e.cutAlike(kind, e.bordersOf(v, kind))
	}
	e.regions[at] = list
	return list
}

// regionsFor are the parts of what was asked for. Where not all on-premises ranges
// are known, an address that was asked for is looked at for itself: the routes say
// whether anything leads to it.
func (e *engine) regionsFor(v *VPC, kind EndpointKind, within traffic.Addresses) []*spot {
	if kind != OnPremises || !e.premisesOpen() || within.Equal(traffic.AllAddresses()) || within.IsEmpty() {
		return e.regionsOf(v, kind)
	}
	var borders []traffic.Addresses
	for _, k := range e.bordersOf(v, kind) {
		borders = append(borders, e.borders.sets[k])
	}
	return e.cut(kind, within, borders)
}

// outside is all addresses of the internet or of on-premises networks: of those the
// ranges that the sources show, and where others may be, whatever is not the
// internet's.
func (e *engine) outside(kind EndpointKind) traffic.Addresses {
	if kind == OnInternet {
		if e.found.internet.IsEmpty() {
			e.found.internet = addressesOf(e.n.internet4).Union(addressesOf(e.n.internet6))
			if e.n.nat64 {
				e.found.internet = e.found.internet.Union(traffic.Prefixes(wellKnown64()))
			}
		}
		return e.found.internet
	}
	if !e.found.listed {
		e.found.listed = true
		if e.n.premisesElsewhere() {
			e.found.premises = traffic.AllIPv4().Union(traffic.AllIPv6()).Subtract(e.outside(OnInternet))
		}
		for _, set := range e.n.premisesBorders() {
			e.found.premises = e.found.premises.Union(set)
		}
	}
	return e.found.premises
}

// premisesOpen: not all on-premises ranges are known.
func (e *engine) premisesOpen() bool {
	for _, g := range e.n.allPremises() {
		if isGap(g.gap) {
			return true
		}
	}
	return false
}

func addressesOf(spans []Span) traffic.Addresses {
	var out traffic.Addresses
	for _, s := range spans {
		out = out.Union(traffic.Range(s.Lo, s.Hi))
	}
	return out
}

// slice is what a class exchanges with a part of the world outside: services by
// outside address, with both bounds.
type slice struct {
	certain, possible traffic.Set
	sum               bound // services with any address
}

// sliceKey is what a slice hangs on: sets of groups that admit the same addresses
// share theirs, but where they refer to AWS services.
type sliceKey struct {
	gate *gate
	set  int // where it refers to services; else -1
	spot int32
	b    bound
}

// exchange is what flows between a class and a part of the world outside, in
// one direction, whichever of its ways it takes; ret is the line of client ports.
func (e *engine) exchange(c *class, region *spot, egress bool) (s slice, ret bound) {
	var few [2]exchanged // most have one way
	list := e.exchanges(few[:0], c, region, egress)
	if len(list) == 1 {
		return list[0].slice, list[0].ret
	}
	ret = bound{traffic.All, traffic.None}
	for i, x := range list {
		if x.possible.IsEmpty() {
			x.ret = nothing()
		}
		if ret = e.agree(ret, x.ret); i == 0 {
			s = x.slice
			continue
		}
		s.certain, s.possible = s.certain.Intersect(x.certain), s.possible.Union(x.possible)
	}
	s.sum = bound{e.table.Intern(s.certain.Services()), e.table.Intern(s.possible.Services())}
	return s, ret
}

// exchanged is what flows on one way.
type exchanged struct {
	slice
	ret bound
}

// exchanges appends what flows on each of the ways of which one is taken.
func (e *engine) exchanges(out []exchanged, c *class, region *spot, egress bool) []exchanged {
	own := e.own(c, region.six)
	if own == nil {
		return append(out, exchanged{slice{}, nothing()})
	}
	from, to := end{nil, region}, end{c, own}
	var b bound
	if egress {
		from, to = to, from
		_, has := c.sample().address(region.six)
		b = e.opens(c, to).given(c.alive()).given(has)
	} else {
		b = e.takes(to)
	}
	if b.hi == traffic.None {
		return append(out, exchanged{slice{}, nothing()})
	}
	for _, g := range e.travel(from.spot, to.spot) {
		way := e.and(e.and(b, g.fwd), e.answered(g.ret))
		if way.hi != traffic.None && !g.isPlain() {
			way = e.and(way, e.checked(g, from.class, to.class))
		}
		out = append(out, e.onWay(c, region, egress, g, way))
	}
	return out
}

// onWay is what a class exchanges with a part of the world outside on one way.
func (e *engine) onWay(c *class, region *spot, egress bool, g leg, b bound) exchanged {
	switch {
	case b.hi == traffic.None:
		return exchanged{slice{}, nothing()}
	case egress || c.set.none || g.seen == region:
		return exchanged{e.slice(c.set, egress, region, b), g.ret}
	case g.seen == nil:
		b = e.and(b, e.admitsBlindly(&c.set.in, nil, region.six, g.private))
		return exchanged{slice{possible: traffic.Of(region.region, e.table.Services(b.hi)), sum: bound{traffic.None, b.hi}}, g.ret}
	}
	b = e.and(b, e.letsIn(c, g, nil, region.six))
	return exchanged{slice{certain: traffic.Of(region.region, e.table.Services(b.lo)), possible: traffic.Of(region.region, e.table.Services(b.hi)), sum: b}, g.ret}
}

// slice is the part of a set's rules that concerns a region, limited to what
// the way there lets through.
func (e *engine) slice(set *groupSet, egress bool, region *spot, b bound) slice {
	r := &set.in
	if egress {
		r = &set.out
	}
	at := sliceKey{r.gate, -1, region.id, b}
	if len(r.services) > 0 {
		at.set = set.index
	}
	if s, known := e.slices[at]; known {
		return s
	}
	lo, hi := traffic.Of(region.region, e.table.Services(b.lo)), traffic.Of(region.region, e.table.Services(b.hi))
	s := slice{certain: r.certain.Intersect(lo), possible: r.possible.Intersect(hi)}
	for _, x := range r.services {
		if is := region.isOf(&x); !is.No() {
			s.possible = s.possible.Union(traffic.Of(region.region, e.table.Services(e.table.And(b.hi, x.is.hi))))
		}
	}
	s.sum = bound{e.table.Intern(s.certain.Services()), e.table.Intern(s.possible.Services())}
	e.slices[at] = s
	return s
}
