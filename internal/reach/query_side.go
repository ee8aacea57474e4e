package reach

import (
	"net/netip"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// side is one side of a question in one class of scenarios.
type side struct {
	parts []part
	// internet and premises are the addresses outside that are meant.
	internet, premises traffic.Addresses
	// literal: the addresses were asked for by number, so that they may be S3's or
	// DynamoDB's.
	literal bool
	service string
	// translated are addresses of the internet that NAT gateways send from.
	translated traffic.Addresses
	// unowned are VPCs of which addresses are meant that no interface has for
	// certain.
	unowned []*VPC
	// vacant are VPCs of which addresses are meant that nobody has: all interfaces in
	// them are listed.
	vacant []*VPC
}

// part is the interfaces of one class that a selector names.
type part struct {
	class   *class
	members []*Interface
	is      Trit // Unknown where it is not known whether it names them
	only    ends // which of their addresses are meant
}

// ends are kinds of addresses of interfaces; none stands for all of them.
type ends uint8

const (
	byIPv4 ends = 1 << iota
	byIPv6
	byPublic
)

// meet asks whether packets between addresses of two kinds are meant. What goes to
// a public address comes from one, whichever address of the sender was named.
func (p part) meet(q part, from, to ends) bool {
	return (p.only == 0 || p.only&from != 0) && (q.only == 0 || q.only&to != 0)
}

// abroad asks whether packets of a family to or from outside are meant.
func (p part) abroad(six bool) bool {
	if six {
		return p.only == 0 || p.only&byIPv6 != 0
	}
	return p.only != byIPv6
}

func (s side) isEmpty() bool {
	return len(s.parts) == 0 && s.internet.IsEmpty() && s.premises.IsEmpty() && s.service == "" && len(s.unowned) == 0
}

// side resolves a selection in the engine's network.
func (e *engine) side(s selection) side {
	switch s.Kind {
	case SelectInternet:
		return side{internet: e.outside(OnInternet)}
	case SelectOnPremises:
		return side{premises: traffic.AllAddresses()}
	case SelectAny:
		out := side{internet: e.outside(OnInternet), parts: e.partsOf(e.n.Interfaces, func(*Interface) Trit { return yes() })}
		if len(e.n.allPremises()) > 0 {
			out.premises = traffic.AllAddresses()
		}
		return out
	case SelectAddresses:
		return e.addressSide(s)
	}
	if s.service != "" {
		return side{service: s.service}
	}
	out := side{parts: e.partsOf(e.owned(s), func(i *Interface) Trit {
		return e.named(s, i.Owner, i.Origin).or(e.named(s, i.Card, i.Origin))
	})}
	if len(out.parts) == 0 {
		out.parts = e.partsOf(e.housedBy(s), func(i *Interface) Trit { return e.housed(s, i) })
	}
	return out
}

// named asks whether a selection names a resource in the world at hand.
func (e *engine) named(s selection, id estate.ID, at estate.Origin) Trit {
	t, ok := s.resources[id]
	if !ok {
		return no()
	}
	return truth(t, e.n.World, at)
}

// housed asks whether a selection names an interface's subnet, VPC or one of
// its groups.
func (e *engine) housed(s selection, i *Interface) Trit {
	t := e.named(s, i.Subnet.ID, i.Origin).or(e.named(s, i.Subnet.VPC.ID, i.Origin))
	for _, m := range i.Groups {
		t = t.or(e.named(s, m.Group.ID, i.Origin).and(m.Is))
	}
	return t
}

// addressSide is what has the addresses of a prefix: interfaces, the internet,
// on-premises networks, or somebody in a VPC.
func (e *engine) addressSide(s selection) side {
	want := s.addresses()
	span := spanOf(s.Prefix)
	six := s.Prefix.Addr().Is6()
	out := side{internet: want.Intersect(e.outside(OnInternet)), literal: isLiteral(s.Prefix)}
	if out.literal {
		out.internet = out.internet.Union(want.Intersect(e.n.lists.gateway))
	}
	sure := false
	out.parts = e.partsOf(e.near(s.Prefix), func(i *Interface) Trit {
		if i.Subnet.Bare { // AWS's own, whose addresses nobody asks for
			return no()
		}
		own, has := i.address(six)
		t := own.inSpan(span).and(has)
		if _, exact := own.Exact(); i.Alias && !exact && !t.No() {
			t = has // all addresses of a prefix that is delegated to it are its own
		}
		sure = sure || t.Yes()
		return t
	})
	for k := range out.parts {
		out.parts[k].only = byIPv4
		if six {
			out.parts[k].only = byIPv6
		}
	}
	if !six {
		e.publicSide(&out, span)
	}
	inside := traffic.NoAddresses()
	for _, v := range e.n.VPCs {
		blocks := v.IPv4
		if six {
			blocks = v.IPv6
		}
		if !slices.ContainsFunc(blocks, s.Prefix.Overlaps) {
			continue
		}
		if in := traffic.Prefixes(blocks...); in.Overlaps(want) {
			out.internet, inside = out.internet.Subtract(in), inside.Union(in)
			switch {
			case sure:
			case isResolver(s.Prefix, v) || len(out.parts) == 0 && e.listsAll(v):
				out.vacant = append(out.vacant, v)
			default:
				out.unowned = append(out.unowned, v)
			}
		}
	}
	if e.premisesOpen() && len(out.unowned)+len(out.vacant) == 0 && !sure {
		out.premises = want.Subtract(e.outside(OnInternet))
	} else {
		out.premises = want.Intersect(e.outside(OnPremises))
	}
	if overlap := out.premises.Intersect(inside); !overlap.IsEmpty() { // on premises only where the sources say so
		out.premises = out.premises.Subtract(overlap)
		for _, listed := range e.n.premisesBorders() {
			out.premises = out.premises.Union(overlap.Intersect(listed))
		}
	}
	if !sure && len(out.unowned)+len(out.vacant) == 0 && out.internet.IsEmpty() && out.premises.IsEmpty() {
		out.unowned = e.blockless(six)
	}
	return out
}

// publicSide adds whose public addresses are in a run of addresses; nobody else on
// the internet has these.
func (e *engine) publicSide(s *side, span Span) {
	shown := e.shownPublic()
	at, _ := slices.BinarySearchFunc(shown, span.Lo, func(x shownAddress, a netip.Addr) int { return x.addr.Compare(a) })
	var list []*Interface
	for _, x := range shown[at:] {
		if span.Hi.Less(x.addr) {
			break
		}
		list = append(list, x.of)
		one := traffic.Range(x.addr, x.addr)
		s.internet = s.internet.Subtract(one)
		if x.of.NAT {
			s.translated = s.translated.Union(one)
		}
	}
	for _, p := range e.partsOf(list, func(*Interface) Trit { return yes() }) {
		p.only = byPublic
		s.parts = append(s.parts, p)
	}
}

// shownAddress is a public address of which it is known whose it is.
type shownAddress struct {
	addr netip.Addr
	of   *Interface
}

// shownPublic lists the public addresses that the sources show, sorted.
func (e *engine) shownPublic() []shownAddress {
	if e.found.public == nil {
		e.found.public = []shownAddress{}
		for _, i := range e.n.Interfaces {
			for _, s := range i.Public.Spans() {
				e.found.public = append(e.found.public, shownAddress{s.Lo, i})
			}
		}
		slices.SortStableFunc(e.found.public, func(x, y shownAddress) int { return x.addr.Compare(y.addr) })
	}
	return e.found.public
}

// blockless are the VPCs of which not all blocks of a family are known: a
// private address that is nowhere else may be in one of these.
func (e *engine) blockless(six bool) []*VPC {
	var out []*VPC
	for _, v := range e.n.VPCs {
		if !six && isGap(v.Gap4) || six && isGap(v.Gap6) {
			out = append(out, v)
		}
	}
	return out
}
