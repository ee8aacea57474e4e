package reach

import (
	"slices"

	"ringwall/internal/traffic"
)

// AllPairs says what can flow between all classes of endpoints, in the default
// scenario's class. What goes out to the internet and comes back in by a public
// address is two links.
func (m *Model) AllPairs() *Pairs {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.worlds) == 0 {
		return &Pairs{table: traffic.NewTable()}
	}
	e := m.worlds[0].open(m)
	b := pairing{e: e, out: &Pairs{table: e.table}}
	for _, c := range e.classes {
		b.out.Classes = append(b.out.Classes, partyOf(c.members))
	}
	b.outside()
	b.inside()
	return b.out
}

type pairing struct {
	e   *engine
	out *Pairs
}

func (b *pairing) add(from, to int, is, ret bound) {
	if is.hi == traffic.None {
		return
	}
	l := Link{From: int32(from), To: int32(to), certain: is.lo, possible: is.hi}
	if ret.lo != traffic.All && is.lo != traffic.None {
		_, l.Partial = portsOf(b.e.table.Services(ret.lo), b.e.table.Services(is.lo))
	}
	b.out.Links = append(b.out.Links, l)
}

// outside links the classes with the internet and on-premises networks.
func (b *pairing) outside() {
	e := b.e
	for _, kind := range []EndpointKind{OnInternet, OnPremises} {
		all := e.outside(kind)
		if kind == OnPremises && all.IsEmpty() && !e.premisesOpen() {
			continue
		}
		party := Party{Kind: PartyInternet, Addresses: all}
		if kind == OnPremises {
			party.Kind = PartyOnPremises
		}
		there := len(b.out.Classes)
		b.out.Classes = append(b.out.Classes, party)
		for i, c := range e.classes {
			in, ret := e.total(c, kind, false)
			b.add(there, i, in, ret)
			out, ret := e.total(c, kind, true)
			b.add(i, there, out, ret)
		}
	}
}

// total is what a class exchanges with any address outside, for certain and at
// most.
func (e *engine) total(c *class, kind EndpointKind, egress bool) (is, ret bound) {
	ret = everything()
	for _, region := range e.regionsOf(c.subnet.VPC, kind) {
		s, back := e.exchange(c, region, egress)
		if s.possible.IsEmpty() {
			continue
		}
		is = e.or(is, e.sumOf(s))
		ret = e.and(ret, back)
	}
	return is, ret
}

// sumOf is the services of a slice with any address.
func (e *engine) sumOf(s slice) bound {
	return bound{e.table.Intern(s.certain.Services()), e.table.Intern(s.possible.Services())}
}

// inside links the classes with each other, by IPv4 and IPv6. Classes are
// grouped by VPC: where no route leads from one VPC to another nothing is
// looked at further.
func (b *pairing) inside() {
	for _, six := range []bool{false, true} {
		groups := b.byZone(six)
		for _, from := range groups {
			for _, to := range groups {
				b.zones(from, to)
			}
		}
	}
	slices.SortFunc(b.out.Links, func(x, y Link) int {
		if x.From != y.From {
			return int(x.From - y.From)
		}
		return int(x.To - y.To)
	})
	b.join()
}

// join unites the links of both families.
func (b *pairing) join() {
	e, list := b.e, b.out.Links[:0]
	for _, l := range b.out.Links {
		if k := len(list) - 1; k >= 0 && list[k].From == l.From && list[k].To == l.To {
			list[k].certain, list[k].possible = e.table.Or(list[k].certain, l.certain), e.table.Or(list[k].possible, l.possible)
			list[k].Partial = list[k].Partial && l.Partial
			continue
		}
		list = append(list, l)
	}
	b.out.Links = list
}

// zoneClasses are the classes at one spot.
type zoneClasses struct {
	spot    *spot
	classes []*class
}

func (b *pairing) byZone(six bool) []*zoneClasses {
	e := b.e
	at := map[*spot]*zoneClasses{}
	var out []*zoneClasses
	for i, c := range e.classes {
		s := e.four[i]
		if six {
			s = e.six[i]
		}
		if s == nil {
			continue
		}
		z := at[s]
		if z == nil {
			z = &zoneClasses{spot: s}
			at[s] = z
			out = append(out, z)
		}
		z.classes = append(z.classes, c)
	}
	return out
}

// zones links the classes at one spot with those at another.
func (b *pairing) zones(from, to *zoneClasses) {
	e := b.e
	legs := e.travel(from.spot, to.spot)
	dead := true
	for _, g := range legs {
		dead = dead && g.fwd.hi == traffic.None
	}
	if dead {
		return
	}
	for _, d := range to.classes {
		target := end{d, to.spot}
		if e.takes(target).hi == traffic.None {
			continue
		}
		for _, s := range from.classes {
			if s == d && len(s.members) == 1 {
				continue
			}
			l := e.between(end{s, from.spot}, target)
			if l.fwd.hi != traffic.None {
				b.add(s.index, d.index, e.flows(l), l.ret)
			}
		}
	}
}
