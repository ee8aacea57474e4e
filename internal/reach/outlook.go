package reach

import (
	"encoding/binary"
	"slices"

	"ringwall/internal/traffic"
)

// outlooks compares the spots of plain VPCs as strangers meet them (see
// [strangers]): what their network ACLs, routes and transit gateway attachment do
// with addresses that nobody in the VPC knows, and how others' packets come in.
// Between two strangers any two spots of equal outlooks may be exchanged without
// a difference to what flows.
type outlooks struct {
	e   *engine
	s   *strangers
	six bool

	zones []*zoneClasses // the spots of plain VPCs, with their classes
	cells []int          // the parts of the address space that have any
	// hosts are, by cell, spots of different VPCs; seen what stands for a cell as
	// a VPC sees it, nil where it has no stranger there.
	hosts [][]*spot
	seen  map[*VPC][]*spot
	// places are the Availability Zones that the spots are in, a subnet of each;
	// kinds the attachments that differ in more than their VPC, one of each.
	places []*Subnet
	kinds  []*TransitAttachment

	looks []*outlook
	known map[string]*outlook // by description
	of    map[*spot]*outlook
	ways  map[[2]int]throughway
	led   map[*VPC][]byte  // what waysTo wrote
	parts map[string]*role // by description, whether of senders or of receivers
}

// outlook is a set of spots that are alike to strangers.
type outlook struct {
	index int
	cell  int // index of outlooks.cells
	spots []*spot
}

// throughway is what flows from one outlook to another but for the ends' groups.
type throughway struct {
	fwd bound // what passes and is answered
	ret bound
}

// outlooksOf compares the spots of a family. VPCs of which something cannot be
// compared are struck from the plain ones; then it is not ok, and the rest has to
// be compared anew.
func (e *engine) outlooksOf(s *strangers, six bool, groups []*vpcZones) (*outlooks, bool) {
	o := &outlooks{e: e, s: s, six: six, seen: map[*VPC][]*spot{}, known: map[string]*outlook{}, of: map[*spot]*outlook{}, ways: map[[2]int]throughway{}, led: map[*VPC][]byte{}, parts: map[string]*role{}}
	if !o.gather(groups) {
		return nil, false
	}
	ok := true
	for _, z := range o.zones {
		if s.plain[z.spot.subnet.VPC.Index] && !o.look(z.spot) {
			s.unlike(z.spot.subnet.VPC)
			ok = false
		}
	}
	return o, ok
}

// look gives a spot its outlook, if it can be compared.
func (o *outlooks) look(s *spot) bool {
	text, ok := o.describe(nil, s)
	if !ok {
		return false
	}
	look := o.known[string(text)]
	if look == nil {
		look = &outlook{index: len(o.looks), cell: o.cellOf(s)}
		o.known[string(text)] = look
		o.looks = append(o.looks, look)
	}
	look.spots = append(look.spots, s)
	o.of[s] = look
	return true
}

// gather finds the spots, and what there is to compare them by.
func (o *outlooks) gather(groups []*vpcZones) bool {
	ok := true
	for _, g := range groups {
		if g.vpc.Placeholder || !o.s.plain[g.vpc.Index] {
			continue
		}
		for _, z := range g.zones {
			if _, one := o.cell(z.spot); !one || !o.place(z.spot.subnet) {
				o.s.unlike(g.vpc)
				ok = false
				break
			}
			o.zones = append(o.zones, z)
		}
		if a := o.s.arms[g.vpc.Index]; a != nil && o.kind(a) < 0 {
			o.kinds = append(o.kinds, a)
		}
	}
	if !ok {
		return false
	}
	at := map[int]int{}
	for _, z := range o.zones {
		cell, _ := o.cell(z.spot)
		k, known := at[cell]
		if !known {
			k = len(o.cells)
			at[cell] = k
			o.cells, o.hosts = append(o.cells, cell), append(o.hosts, nil)
		}
		if list := o.hosts[k]; len(list) == 0 || list[len(list)-1].subnet.VPC != z.spot.subnet.VPC {
			o.hosts[k] = append(list, z.spot)
		}
	}
	return true
}

// cell is the part of the address space in which a spot is, if it is one.
func (o *outlooks) cell(s *spot) (cell int, one bool) {
	k := keySpace{cuts: o.s.bounds}
	spans := s.party.addr.Spans()
	if len(spans) == 0 {
		return 0, false
	}
	cell = k.cell(spans[0].Lo)
	for _, x := range spans {
		if k.cell(x.Lo) != cell || k.cell(x.Hi) != cell {
			return 0, false
		}
	}
	return cell, true
}

func (o *outlooks) cellOf(s *spot) int {
	cell, _ := o.cell(s)
	return slices.Index(o.cells, cell)
}

// place notes the zone of a subnet; it is not ok if that is not known.
func (o *outlooks) place(s *Subnet) bool {
	if same, known := s.Zone.Same(s.Zone); !same || !known {
		return false
	}
	if o.placeOf(s) < 0 {
		o.places = append(o.places, s)
	}
	return true
}

func (o *outlooks) placeOf(s *Subnet) int {
	return slices.IndexFunc(o.places, func(p *Subnet) bool {
		x, y := p.Zone, s.Zone
		return x.ID == y.ID && x.Stack == y.Stack && x.Name.Equal(y.Name) && x.Account.Equal(y.Account) && x.Region.Equal(y.Region)
	})
}

// kind numbers the attachments by what transit gateways know of them beside
// their VPC; -1 is a new one.
func (o *outlooks) kind(a *TransitAttachment) int {
	t, _ := a.Table.Settled()
	return slices.IndexFunc(o.kinds, func(k *TransitAttachment) bool {
		u, _ := k.Table.Settled()
		return k.Gateway == a.Gateway && t == u && k.IPv6.Is == a.IPv6.Is && k.GroupReferences.Is == a.GroupReferences.Is
	})
}

// foreign are the spots that stand for the cells as a VPC sees them.
func (o *outlooks) foreign(v *VPC) []*spot {
	if list, known := o.seen[v]; known {
		return list
	}
	out := make([]*spot, len(o.cells))
	for k, hosts := range o.hosts {
		for _, s := range hosts {
			if o.s.are(v, s.subnet.VPC) {
				out[k] = s
				break
			}
		}
	}
	o.seen[v] = out
	return out
}

// describe writes all that a stranger may learn of a spot; it is not ok where
// that cannot be compared.
func (o *outlooks) describe(out []byte, s *spot) ([]byte, bool) {
	e, v := o.e, s.subnet.VPC
	arm := o.s.arms[v.Index]
	put := func(list ...int) {
		for _, x := range list {
			out = binary.BigEndian.AppendUint32(out, uint32(x))
		}
	}
	bounds := func(b bound) { put(int(b.lo), int(b.hi)) }
	put(o.cellOf(s), o.placeOf(s.subnet))
	for _, there := range o.foreign(v) {
		if there == nil {
			put(-1)
			continue
		}
		hop, ok := o.hop(s.subnet, there, arm)
		if !ok {
			return nil, false
		}
		put(hop)
		bounds(e.aclAt(s.subnet, true, there))
		bounds(e.aclAt(s.subnet, false, there))
	}
	if arm == nil {
		return out, true
	}
	door := e.doorTo(arm.Gateway, s.subnet)
	switch put(o.kind(arm), int(door.is.Is)); {
	case door.subnet != nil:
		bounds(e.aclAt(door.subnet, false, s))
	case !door.is.No():
		return nil, false
	default:
		put(-1)
	}
	ways, ok := o.waysTo(s, arm)
	if !ok {
		return nil, false
	}
	return o.arrivals(append(out, ways...), s, arm)
}

// waysTo writes how transit gateways' tables lead to a spot from each kind of
// attachment. Where no route tells the addresses of its VPC apart, it is the same
// for all of these.
func (o *outlooks) waysTo(s *spot, arm *TransitAttachment) ([]byte, bool) {
	v := s.subnet.VPC
	whole := o.s.whole(v, o.six)
	if out, known := o.led[v]; known && whole {
		return out, out != nil
	}
	out := []byte{}
	for _, from := range o.kinds {
		way := o.e.n.throughTransit(from, s.party)
		switch {
		case way.is.No() || way.out != nil && way.out.Kind == TransitPremises:
			out = append(out, 0)
		case way.out == arm:
			out = append(out, 1, byte(way.is.Is), byte(way.refs.Is))
		default:
			o.led[v] = nil
			return nil, false
		}
	}
	o.led[v] = out
	return out, true
}

// Where packets for a stranger go from a subnet.
const (
	hopNowhere = iota
	hopTransit
	hopGateway // of IPv6 only; with what is known of it added
)

// hop is where a subnet's routes send packets for a spot of another VPC.
func (o *outlooks) hop(from *Subnet, there *spot, arm *TransitAttachment) (int, bool) {
	h, ok := o.e.lookup(from, there)
	if !ok || len(h.gaps) > 0 {
		return 0, false
	}
	switch t := &h.target; t.Kind {
	case ToNowhere, ToPeering: // the peer is no stranger
		return hopNowhere, true
	case ToTransit:
		return hopTransit, arm != nil && arm.Gateway == t.Transit
	case ToGateway:
		if !o.six {
			return hopNowhere, true // private addresses are not to be found there
		}
		is, _ := o.e.n.attachedTo(t.Gateway, from.VPC)
		return hopGateway + 8*int(t.Gateway.Kind) + int(is.and(t.Gateway.Exists).Is), true
	case ToNAT:
		// From the NAT gateway on they have to get lost.
		next, ok := o.e.lookup(t.Interface.Subnet, there)
		return hopNowhere, ok && !o.six && len(next.gaps) == 0 && (next.target.Kind == ToNowhere || next.target.Kind == ToGateway)
	}
	return 0, false
}

// arrivals writes how what comes in by an attachment gets to a spot, from each
// zone.
func (o *outlooks) arrivals(out []byte, s *spot, arm *TransitAttachment) ([]byte, bool) {
	for _, place := range o.places {
		list, _ := o.e.n.surface(arm, place, s.party, nil)
		if len(list) != 1 {
			return nil, false
		}
		at := list[0]
		if at == s.subnet {
			out = append(out, 1)
			continue
		}
		h, ok := o.e.lookup(at, s)
		if !ok || len(h.gaps) > 0 || h.target.Kind != ToLocal {
			return nil, false
		}
		b := o.e.aclAt(at, true, s)
		out = binary.BigEndian.AppendUint32(append(out, 2), uint32(b.lo))
		out = binary.BigEndian.AppendUint32(out, uint32(b.hi))
	}
	return out, true
}

// cross is what flows from one outlook to another, by any two spots of theirs
// that are strangers.
func (o *outlooks) cross(from, to *outlook) throughway {
	at := [2]int{from.index, to.index}
	if c, known := o.ways[at]; known {
		return c
	}
	c := throughway{nothing(), nothing()}
	s, t := o.meeting(from, to)
	if s == nil {
		return c // by other rules there may be some
	}
	if !o.e.overInternet(s, t) {
		// Nothing that plain VPCs hold makes the way other than a single one on
		// which the sender stays who he is.
		g := o.e.travel(s, t)[0]
		c = throughway{o.e.and(g.fwd, o.e.answered(g.ret)), g.ret}
	}
	o.ways[at] = c
	return c
}

// meeting finds two spots that are strangers.
func (o *outlooks) meeting(from, to *outlook) (*spot, *spot) {
	for _, s := range from.spots {
		for _, t := range to.spots {
			if o.s.are(s.subnet.VPC, t.subnet.VPC) {
				return s, t
			}
		}
	}
	return nil, nil
}

// overInternet: IPv6 packets from one VPC to another leave by an internet gateway,
// which is two links and not one.
func (e *engine) overInternet(from, to *spot) bool {
	if !from.six || from.kind != AtInterface || to.kind != AtInterface || sameVPC(from.subnet.VPC, to.subnet.VPC).Yes() {
		return false
	}
	h, ok := e.lookup(from.subnet, to)
	return ok && len(h.gaps) == 0 && h.target.Kind == ToGateway
}

// roleOf is what a class's interfaces send to strangers (or take of them), by
// cell; ok if it is anything at all.
func (o *outlooks) roleOf(c *class, s *spot, egress bool) (role []bound, ok bool) {
	x := c.sample()
	for _, there := range o.foreign(s.subnet.VPC) {
		b := nothing()
		switch {
		case there == nil:
		case !egress:
			b = o.e.takes(end{c, s})
			if b.hi != traffic.None && !c.set.none {
				b = o.e.and(b, o.e.admits(&c.set.in, there, nil, no()))
			}
		case x.InboundOnly || x.NAT || x.Balancer != nil:
		default:
			_, has := x.address(o.six)
			b = everything().given(c.alive()).given(has)
			if !c.set.none {
				b = o.e.and(b, o.e.admits(&c.set.out, there, nil, no()))
			}
		}
		role, ok = append(role, b), ok || b.hi != traffic.None
	}
	return role, ok
}
