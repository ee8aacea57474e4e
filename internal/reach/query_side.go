package reach

import (
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
		out := side{internet: e.outside(OnInternet), parts: e.parts(func(*Interface) Trit { return yes() })}
		for _, g := range e.n.Gateways {
			if g.Kind == VPNGateway {
				out.premises = traffic.AllAddresses()
			}
		}
		return out
	case SelectAddresses:
		return e.addressSide(s)
	}
	if s.service != "" {
		return side{service: s.service}
	}
	out := side{parts: e.parts(func(i *Interface) Trit { return e.named(s, i.Owner, i.Origin) })}
	if len(out.parts) == 0 {
		out.parts = e.parts(func(i *Interface) Trit { return e.housed(s, i) })
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

// parts gathers the interfaces for which is holds or may hold, by class.
func (e *engine) parts(is func(*Interface) Trit) []part {
	at := map[int]int{}
	var out []part
	for _, c := range e.classes {
		for _, i := range c.members {
			t := is(i)
			if t.No() {
				continue
			}
			k, known := at[c.index]
			if !known {
				k = len(out)
				at[c.index] = k
				out = append(out, part{class: c, is: t})
			}
			out[k].members = append(out[k].members, i)
			if t.Yes() {
				out[k].is = t
			}
		}
	}
	return out
}

// addressSide is what has the addresses of a prefix: interfaces, the internet,
// on-premises networks, or somebody in a VPC.
func (e *engine) addressSide(s selection) side {
	want := s.addresses()
	span := spanOf(s.Prefix)
	six := s.Prefix.Addr().Is6()
	out := side{internet: want.Intersect(e.outside(OnInternet))}
	sure := false
	out.parts = e.parts(func(i *Interface) Trit {
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
	return out
}
