package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// spot is one end of a connection as gates and routes see it: interfaces of one
// subnet whose addresses no rule tells apart, or a part of the world outside.
// Spots are compared by pointer.
type spot struct {
	id     int32
	kind   EndpointKind
	six    bool
	key    key
	party  party // for looking routes up
	subnet *Subnet
	// sample is an interface of the spot; nil outside.
	sample *Interface
	// classic: it is a Classic Load Balancer's.
	classic bool
	// private is where packets to a public address arrive.
	private *spot
	// region is what an outside spot's addresses are.
	region traffic.Addresses
}

// zone tells interfaces' spots apart.
type zone struct {
	subnet     int
	key4, key6 key
	seen       key // its public address
	public     uint8
	classic    bool
	alone      int // NAT gateways and what routes send packets through are spots of their own
}

// hostSpots are the spots of a class's own addresses and of its public one.
type hostSpots struct{ four, six, public *spot }

// spotsOf makes the spots of the classes: by class, IPv4 and IPv6; nil where it
// has no address of the family.
func (e *engine) spotsOf() {
	known := map[zone]hostSpots{}
	routers := e.n.forwarding()
	e.four, e.six, e.public = make([]*spot, len(e.classes)), make([]*spot, len(e.classes)), make([]*spot, len(e.classes))
	for _, c := range e.classes {
		x := c.sample()
		z := zone{subnet: c.subnet.Index, key4: c.key4, key6: c.key6, seen: c.public, public: uint8(x.PublicIPv4.Is), classic: x.isClassic(), alone: -1}
		if x.NAT || routers[x] {
			z.alone = x.Index
		}
		p, ok := known[z]
		if !ok {
			p = e.spotsAt(x)
			known[z] = p
		}
		e.place(c, p)
	}
}

func (e *engine) spotsAt(x *Interface) hostSpots {
	p := hostSpots{four: e.hostSpot(x, false), six: e.hostSpot(x, true)}
	p.public = e.publicSpot(x, p.four)
	return p
}

// place gives a class its spots.
func (e *engine) place(c *class, p hostSpots) {
	x := c.sample()
	e.four[c.index], e.six[c.index], e.public[c.index] = nil, nil, nil
	if !x.Has4.No() && c.key4 != noKey {
		e.four[c.index], e.public[c.index] = p.four, p.public
	}
	if !x.Has6.No() && c.key6 != noKey {
		e.six[c.index] = p.six
	}
}

// own is the spot of a class's own addresses of a family; nil if it has none.
func (e *engine) own(c *class, six bool) *spot {
	if six {
		return e.six[c.index]
	}
	return e.four[c.index]
}

func (i *Interface) isClassic() bool { return i.Balancer != nil && i.Balancer.Kind == ClassicBalancer }

func (e *engine) addSpot(s *spot) *spot {
	s.id = e.spots
	e.spots++
	if s.kind != AtInterface {
		e.afar = append(e.afar, s)
	}
	return s
}

// keyed gives a spot that is no interface's own the key of its addresses.
func (e *engine) keyed(s *spot) *spot {
	a := s.party.addr
	if !s.region.IsEmpty() {
		a = among(spansOf(s.region), estate.Gap{})
	}
	s.key = e.keys.of(a)
	return s
}

// hostSpot is where an interface's own address is.
func (e *engine) hostSpot(x *Interface, six bool) *spot {
	p := e.n.resolve(At(x), six)
	return e.addSpot(&spot{
		kind: AtInterface, six: six, key: e.keys.of(p.addr), party: p, subnet: x.Subnet, sample: x, classic: x.isClassic(),
	})
}

// publicSpot is an interface's public IPv4 address.
func (e *engine) publicSpot(x *Interface, private *spot) *spot {
	p := e.n.resolve(Public(x), false)
	return e.keyed(e.addSpot(&spot{kind: AtPublicAddress, party: p, subnet: x.Subnet, sample: x, private: private}))
}

// natSpot is a NAT gateway, as sender.
func (e *engine) natSpot(nat *Interface) *spot {
	return e.four[e.classOf[nat.Index]]
}

// asPublic is an interface as those outside its VPC see it, by its public address.
func (e *engine) asPublic(x *Interface) *spot {
	if x.Public.IsZero() {
		return e.somePublic()
	}
	at := e.classes[e.classOf[x.Index]].public
	s := e.seenAs[at]
	if s == nil {
		s = e.keyed(e.addSpot(&spot{kind: OnInternet, party: party{kind: OnInternet, identity: no(), addr: x.Public}}))
		e.seenAs[at] = s
	}
	return s
}

// somePublic is a public IPv4 address of which only AWS knows which it is.
func (e *engine) somePublic() *spot {
	if e.anyPublic == nil {
		p := party{kind: OnInternet, identity: no(), addr: e.n.anyPublic(false, outside("a public address", "AWS chooses it", estate.Origin{}))}
		e.anyPublic = e.keyed(e.addSpot(&spot{kind: OnInternet, party: p}))
	}
	return e.anyPublic
}

// serviceSpot is an AWS service behind a prefix list.
func (e *engine) serviceSpot(name string, six bool) *spot {
	at := serviceKey{name, six}
	if s, ok := e.services[at]; ok {
		return s
	}
	p := e.n.resolve(Service(name), six)
	s := e.keyed(e.addSpot(&spot{kind: AtService, six: six, party: p}))
	e.services[at] = s
	return s
}

type serviceKey struct {
	name string
	six  bool
}

// outsideSpot is a part of the internet or of on-premises networks that nothing
// in the VPCs tells further apart.
func (e *engine) outsideSpot(kind EndpointKind, region traffic.Addresses) *spot {
	a := among(spansOf(region), estate.Gap{})
	s := &spot{kind: kind, region: region, six: a.is6()}
	// Routes and blocks treat all of its addresses like the first.
	s.party = party{kind: kind, identity: no(), fixed: true, addr: exactly(a.Spans()[0].Lo)}
	return e.keyed(e.addSpot(s))
}
