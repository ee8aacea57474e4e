package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// liveNames are what live interfaces refer to, resolved once.
type liveNames struct {
	traits  map[liveKey]*Traits
	subnets map[string]*Subnet
	sorts   map[liveSort]uint32
	// last is the sort that was asked for last, and number its number.
	last   liveSort
	number uint32
}

// liveKey is what the traits of a live interface hang on. Interfaces share their
// lists of groups, so that these need not be looked into.
type liveKey struct {
	groups *estate.Text
	count  uint32
	sort   uint32
}

// liveSort is what few of the live interfaces differ in.
type liveSort struct {
	stack, kind string
	check       bool
}

// numberOf numbers the sorts of interfaces.
func (l *liveNames) numberOf(s liveSort) uint32 {
	if s == l.last && l.number > 0 {
		return l.number
	}
	n, known := l.sorts[s]
	if !known {
		n = uint32(len(l.sorts)) + 1
		l.sorts[s] = n
	}
	l.last, l.number = s, n
	return n
}

// placeLive makes the interface of one that a live account shows. There may be a
// hundred thousand, of which all is known: no placement is made of each, and
// what many have in common is resolved once. It comes to what [builder.place]
// makes of [estate.LiveInterface.Placements].
func (b *builder) placeLive(r *estate.LiveInterface) {
	exists := within(r.When, b.world, r.Origin)
	if exists.No() || !r.Stands() {
		return
	}
	if r.Doubt != nil || len(r.Addresses) > 1 || len(r.IPv6) > 1 || len(r.Prefixes) > 0 {
		c, _ := b.component(&r.Core)
		b.place(r, c, &r.Placements(b.e)[0])
		return
	}
	s := b.liveSubnet(r)
	if exists = exists.and(s.Exists); exists.No() {
		return
	}
	i := b.cards.one()
	i.Traits, i.Owner, i.Card, i.Origin, i.Exists, i.Subnet = b.traitsOfLive(r, s), r.ID, r.ID, r.Origin, exists, s
	i.IPv4, i.Has4, i.IPv6, i.Has6 = s.Address4, s.Has4, s.Address6, holds(len(r.IPv6) > 0).and(s.Has6)
	i.PublicIPv4, i.Public = holds(r.PublicIPv4().IsValid()), publicOf(r.PublicIPv4())
	for _, a := range r.Addresses {
		b.fix(i, a.Private)
	}
	for _, a := range r.IPv6 {
		b.fix(i, a)
	}
	b.n.Interfaces = append(b.n.Interfaces, i)
}

func (b *builder) liveSubnet(r *estate.LiveInterface) *Subnet {
	s, known := b.live.subnets[r.Subnet]
	if !known {
		s = b.subnet(b.nameOf(estate.Literal(r.Subnet), r.Origin))
		b.live.subnets[r.Subnet] = s
	}
	return s
}

func (b *builder) traitsOfLive(r *estate.LiveInterface, s *Subnet) *Traits {
	at := liveKey{count: uint32(len(r.Groups)), sort: b.live.numberOf(liveSort{r.Stack, r.Kind, r.SourceDestCheck})}
	if len(r.Groups) > 0 {
		at.groups = &r.Groups[0]
	}
	t, known := b.live.traits[at]
	switch {
	case r.GroupsUnknown:
		c, _ := b.component(&r.Core)
		return b.traits(r, c, &r.Placements(b.e)[0], s)
	case !known:
		t = b.sharedTraits(r)
		b.live.traits[at] = t
	}
	return t
}

// sharedTraits is what [builder.traits] makes of an interface of which all is known.
func (b *builder) sharedTraits(r *estate.LiveInterface) *Traits {
	t := &Traits{
		Type: r.Type, Stack: r.Stack, InUse: yes(), NoGroups: len(r.Groups) == 0, OutboundOnly: r.Kind == "lambda", InboundOnly: r.Kind == "vpc_endpoint",
		SourceDestCheck: holds(r.SourceDestCheck), Listens: traffic.AllServices(),
	}
	if !t.NoGroups {
		t.Groups = make([]Membership, 0, len(r.Groups))
	}
	for _, g := range r.Groups {
		t.Groups = append(t.Groups, Membership{b.group(b.nameOf(g, r.Origin)), yes()})
	}
	return t
}

// slab makes values many at a time, where there are a great many small ones.
type slab[T any] struct{ free []T }

// mostSlab bounds the values that a slab makes at a time, which stay together.
const mostSlab = 256

func (s *slab[T]) one() *T {
	if len(s.free) == 0 {
		s.free = make([]T, mostSlab)
	}
	out := &s.free[0]
	s.free = s.free[1:]
	return out
}
