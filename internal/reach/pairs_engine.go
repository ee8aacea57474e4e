package reach

import "ringwall/internal/traffic"

// AllPairs says what can flow between all classes of endpoints, in the default
// scenario's class. What goes out to the internet and comes back in by a public
// address is two links.
func (m *Model) AllPairs() *Pairs {
	m.lock()
	defer m.unlock()
	if len(m.worlds) == 0 {
		return &Pairs{table: traffic.NewTable()}
	}
	return m.worlds[0].open(m).allPairs()
}

func (e *engine) allPairs() *Pairs {
	b := pairing{e: e, out: &Pairs{table: e.table, network: e.n}, partials: map[[2]traffic.ID]bool{}}
	for _, c := range e.classes {
		b.out.Classes = append(b.out.Classes, partyOf(c.members))
		b.out.vpcs = append(b.out.vpcs, c.subnet.VPC)
	}
	b.outside()
	b.inside()
	b.out.table = e.table.Frozen()
	return b.out
}

type pairing struct {
	e   *engine
	out *Pairs
	// full are the links but for the last; growing one long list would copy it
	// over and over.
	full [][]Link
	last []Link
	// what zones gathers, kept for its memory.
	senders []*class
	sends   []bound
	// partials are what partial answered.
	partials map[[2]traffic.ID]bool
	// only limits the links to those of some classes, which are in the VPCs of
	// within; nil is all.
	only   []bool
	within map[*VPC]bool
}

// linksAtOnce is how many links are gathered in one list.
const linksAtOnce = 1 << 13

func (b *pairing) add(from, to int, is, ret bound) {
	if is.hi == traffic.None || b.only != nil && !b.concerns(from) && !b.concerns(to) {
		return
	}
	l := Link{From: int32(from), To: int32(to), certain: is.lo, possible: is.hi}
	if ret.lo != traffic.All && is.lo != traffic.None {
		l.Partial = b.partial(ret.lo, is.lo)
	}
	if len(b.last) == linksAtOnce {
		b.full, b.last = append(b.full, b.last), make([]Link, 0, linksAtOnce)
	}
	b.last = append(b.last, l)
}

func (b *pairing) concerns(class int) bool { return class < len(b.only) && b.only[class] }

// partial: replies to some services get back to some client ports only.
func (b *pairing) partial(ret, services traffic.ID) bool {
	at := [2]traffic.ID{ret, services}
	is, known := b.partials[at]
	if !known {
		_, is = portsOf(b.e.table.Services(ret), b.e.table.Services(services))
		b.partials[at] = is
	}
	return is
}

// gathered are all links that were added.
func (b *pairing) gathered() [][]Link { return append(b.full, b.last) }

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
			if b.only != nil && !b.only[i] {
				continue
			}
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
		is = e.or(is, s.sum)
		ret = e.and(ret, back)
	}
	return is, ret
}

// inside links the classes with each other, by IPv4 and IPv6: those of one VPC and
// of VPCs that know each other one by one, those of strangers by what they are
// alike in.
func (b *pairing) inside() {
	c := b.e.inCrowd()
	four, six := b.e.byVPC(false), b.e.byVPC(true)
	for _, groups := range [][]*vpcZones{four, six} {
		b.acquainted(c.strangers, groups)
	}
	lists := b.gathered()
	both := len(four) > 0 && len(six) > 0
	if both {
		lists = [][]Link{byKey(lists, len(b.out.Classes), func(l *Link) int32 { return l.To })}
	}
	b.out.Links = byKey(lists, len(b.out.Classes), func(l *Link) int32 { return l.From })
	if both {
		b.join()
	}
	b.across(c)
}

// acquainted links the classes of one VPC, and of VPCs that are no strangers.
func (b *pairing) acquainted(s *strangers, groups []*vpcZones) {
	for _, from := range groups {
		for _, to := range groups {
			if b.only != nil && !b.within[from.vpc] && !b.within[to.vpc] || s.are(from.vpc, to.vpc) || !b.e.joined(from.vpc, to.vpc) {
				continue
			}
			for _, x := range from.zones {
				for _, y := range to.zones {
					b.zones(x, y)
				}
			}
		}
	}
}

// byKey sorts links by a class, stably, in one pass.
func byKey(lists [][]Link, classes int, class func(*Link) int32) []Link {
	at := make([]int, classes+1)
	for _, list := range lists {
		for i := range list {
			at[class(&list[i])+1]++
		}
	}
	for i := range classes {
		at[i+1] += at[i]
	}
	out := make([]Link, at[classes])
	for _, list := range lists {
		for i := range list {
			k := class(&list[i])
			out[at[k]] = list[i]
			at[k]++
		}
	}
	return out
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

// vpcZones are the spots of a VPC.
type vpcZones struct {
	vpc   *VPC
	zones []*zoneClasses
}

// zoneClasses are the classes at one spot.
type zoneClasses struct {
	spot    *spot
	classes []*class
}

// byVPC sorts the classes that have addresses of a family by VPC and spot, once.
func (e *engine) byVPC(six bool) []*vpcZones {
	at := map[bool]int{true: 1}[six]
	if e.zones[at] == nil {
		e.zones[at] = e.sortByVPC(six)
	}
	return e.zones[at]
}

func (e *engine) sortByVPC(six bool) []*vpcZones {
	at, zones := map[*VPC]*vpcZones{}, map[*spot]*zoneClasses{}
	out := []*vpcZones{}
	for _, c := range e.classes {
		s := e.own(c, six)
		if s == nil || c.sample().NAT { // a NAT gateway is no end
			continue
		}
		z := zones[s]
		if z == nil {
			z = &zoneClasses{spot: s}
			zones[s] = z
			v := at[s.subnet.VPC]
			if v == nil {
				v = &vpcZones{vpc: s.subnet.VPC}
				at[v.vpc] = v
				out = append(out, v)
			}
			v.zones = append(v.zones, z)
		}
		z.classes = append(z.classes, c)
	}
	return out
}

// zones links the classes at one spot with those at another. It computes
// [engine.between] for all of them at once: what depends on one side only is
// looked up once.
func (b *pairing) zones(from, to *zoneClasses) {
	e := b.e
	if e.overInternet(from.spot, to.spot) {
		return
	}
	legs := e.travel(from.spot, to.spot)
	if len(legs) == 1 && legs[0].fwd.hi == traffic.None {
		return
	}
	simple := len(legs) == 1 && legs[0].seen == from.spot && legs[0].isPlain()
	senders, sends := b.senders[:0], b.sends[:0]
	for _, c := range from.classes {
		switch {
		case !simple || c.sample().Balancer != nil:
			b.oneByOne(from, to, c)
		default:
			if s := e.sendsToAny(c, from.spot, to.spot); s.hi != traffic.None {
				senders, sends = append(senders, c), append(sends, s)
			}
		}
	}
	b.senders, b.sends = senders, sends
	if len(senders) == 0 {
		return
	}
	back := e.answered(legs[0].ret)
	for _, d := range to.classes {
		takes := e.and(e.and(e.takes(end{d, to.spot}), legs[0].fwd), back)
		if takes.hi != traffic.None {
			b.column(senders, sends, d, takes, legs[0], to.spot)
		}
	}
}

func (b *pairing) oneByOne(from, to *zoneClasses, s *class) {
	for _, d := range to.classes {
		if s == d && len(s.members) == 1 {
			continue
		}
		l := b.e.between(end{s, from.spot}, end{d, to.spot})
		b.add(s.index, d.index, b.e.flows(l), l.ret)
	}
}

// sendsToAny is [engine.sends] but for references to the groups of the peer.
func (e *engine) sendsToAny(c *class, from, to *spot) bound {
	x := c.sample()
	if x.InboundOnly || x.NAT {
		return nothing()
	}
	_, has := x.address(from.six)
	b := everything().given(c.alive()).given(has)
	if c.set.none || len(c.set.out.refs) > 0 {
		return b // looked at pair by pair
	}
	return e.and(b, e.admits(&c.set.out, to, nil, no()))
}

// column links many classes with one.
func (b *pairing) column(senders []*class, sends []bound, d *class, takes bound, g leg, to *spot) {
	e := b.e
	in, none := everything(), d.set.none
	refs := !none && len(d.set.in.refs) > 0 && !g.refs.No()
	if !none {
		in = e.admits(&d.set.in, g.seen, nil, no())
	}
	base := e.and(in, takes)
	if base.hi == traffic.None && !refs {
		return
	}
	last := [3]bound{base, everything(), base} // neighbours often have like rules
	for i, s := range senders {
		is := base
		if refs && !s.set.none {
			if by := e.ofMembers(&d.set.in, s.set).given(g.refs); by.hi != traffic.None {
				is = e.and(e.or(in, by), takes)
			}
		}
		if is.hi == traffic.None || s == d && len(s.members) == 1 {
			continue
		}
		if is != last[0] || sends[i] != last[1] {
			last = [3]bound{is, sends[i], e.and(is, sends[i])}
		}
		is = last[2]
		if len(s.set.out.refs) > 0 && is.hi != traffic.None {
			is = e.and(is, e.admits(&s.set.out, to, d.set, e.knownTo(g.seen.subnet, to)))
		}
		b.add(s.index, d.index, is, g.ret)
	}
}
