package reach

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// side is one side of a question in one class of scenarios.
type side struct {
	parts []part
	// internet and premises are the addresses outside that are meant.
	internet, premises traffic.Addresses
	service            string
	// unowned are VPCs of which addresses are meant that no interface has for
	// certain.
	unowned []*VPC
}

// part is the interfaces of one class that a selector names.
type part struct {
	class   *class
	members []*Interface
	is      Trit // Unknown where it is not known whether it names them
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
	out := side{internet: want.Intersect(e.outside(OnInternet))}
	sure := false
	out.parts = e.partsOf(e.near(s.Prefix), func(i *Interface) Trit {
		if i.Subnet.Bare { // AWS's own, whose addresses nobody asks for
			return no()
		}
		own, has := i.address(six)
		t := own.inSpan(span).and(has)
		sure = sure || t.Yes()
		return t
	})
	for _, v := range e.n.VPCs {
		blocks := v.IPv4
		if six {
			blocks = v.IPv6
		}
		if !slices.ContainsFunc(blocks, s.Prefix.Overlaps) {
			continue
		}
		if in := traffic.Prefixes(blocks...); in.Overlaps(want) {
			out.internet = out.internet.Subtract(in)
			if !sure {
				out.unowned = append(out.unowned, v)
			}
		}
	}
	if e.premisesOpen() && len(out.unowned) == 0 && !sure {
		out.premises = want.Subtract(e.outside(OnInternet))
	} else {
		out.premises = want.Intersect(e.outside(OnPremises))
	}
	if !sure && len(out.unowned) == 0 && out.internet.IsEmpty() && out.premises.IsEmpty() {
		out.unowned = e.blockless(six)
	}
	return out
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
