package reach

import (
	"encoding/binary"
	"net/netip"

	"ringwall/internal/traffic"
)

// filterText is all that a filter decides by. Filters are written in one VPC as in
// another, so most are alike; those of one text are one gate, which is compiled
// once and remembers what it answered for any of them.
type filterText []byte

// gateOf is the gate of a text: the one that was made before, or a new one.
func (e *engine) gateOf(text filterText, compile func() *gate) *gate {
	g, known := e.gates[string(text)]
	if !known {
		g = compile()
		g.number = uint32(len(e.gates))
		e.gates[string(text)] = g
	}
	return g
}

func (t filterText) flags(flags ...bool) filterText {
	bits := byte(0)
	for n, f := range flags {
		if f {
			bits |= 1 << n
		}
	}
	return append(t, bits)
}

func (t filterText) number(n uint32) filterText {
	return binary.BigEndian.AppendUint32(t, n)
}

func (t filterText) prefix(p netip.Prefix) filterText {
	a := p.Addr().As16()
	return append(append(t.flags(p.IsValid(), p.Addr().Is4()), a[:]...), byte(p.Bits()))
}

// filter is what a network ACL comes to, in both directions.
func (e *engine) filter(a *NetworkACL) subnetGates {
	return subnetGates{e.filterOf(a.In), e.filterOf(a.Out)}
}

func (e *engine) filterOf(list []*ACLEntry) *gate {
	text := filterText(append(e.text[:0], "ACL"...))
	for _, x := range list {
		text = append(text, byte(x.Exists.Is), byte(x.Allow.Is), byte(x.Family))
		text = text.flags(isGap(x.NumberGap), isGap(x.ServicesGap)).number(uint32(e.table.Intern(x.Services))).prefix(x.Prefix)
	}
	e.text = text
	return e.gateOf(text, func() *gate { return gateOfACL(e.n, list) })
}

// gateOfRules is what the rules of a group come to whose peers are addresses.
func (e *engine) gateOfRules(list []*Rule, more bool) *gate {
	text := filterText(append(e.text[:0], "group"...)).flags(more)
	for _, x := range list {
		if x.Peer.Kind == PeerGroup || x.Peer.Kind == PeerService && !x.Peer.isListed() {
			continue
		}
		text = append(text, byte(x.Peer.Kind), byte(x.Peer.Family))
		text = text.flags(x.Exists.Yes(), isGap(x.ServicesGap), isGap(x.Peer.Gap)).number(uint32(e.table.Intern(x.Services)))
		text = text.number(uint32(len(x.Peer.Prefixes)))
		for _, p := range x.Peer.Prefixes {
			text = text.prefix(p)
		}
	}
	e.text = text
	return e.gateOf(text, func() *gate {
		var certain, possible []traffic.Set
		for _, x := range list {
			sure, most := x.addresses()
			certain, possible = append(certain, sure), append(possible, most)
		}
		if more {
			possible = append(possible, traffic.Everything())
		}
		return &gate{certain: traffic.UnionOf(certain...), possible: traffic.UnionOf(possible...)}
	})
}

// gateOfGroups is what an interface's groups come to, each of which may be one of
// them for certain or not.
func (e *engine) gateOfGroups(groups []*gate, is []Trit, more bool) *gate {
	if len(groups) == 1 && is[0].Yes() && !more {
		return groups[0]
	}
	text := filterText(append(e.text[:0], "groups"...)).flags(more)
	for k, g := range groups {
		text = append(text.number(g.number), byte(is[k].Is))
	}
	e.text = text
	return e.gateOf(text, func() *gate {
		var certain, possible []traffic.Set
		for k, g := range groups {
			if possible = append(possible, g.possible); is[k].Yes() {
				certain = append(certain, g.certain)
			}
		}
		if more {
			possible = append(possible, traffic.Everything())
		}
		return &gate{certain: traffic.UnionOf(certain...), possible: traffic.UnionOf(possible...)}
	})
}

// addresses are what a rule admits by address, for certain and at most; nothing
// where its peer is a group, or a service of which no entries are listed.
func (x *Rule) addresses() (certain, possible traffic.Set) {
	services, sure := x.Services, x.Exists.Yes() && !isGap(x.ServicesGap)
	if isGap(x.ServicesGap) {
		services = traffic.AllServices()
	}
	switch {
	case x.Peer.Kind == PeerGroup, x.Peer.Kind == PeerService && !x.Peer.isListed():
		return certain, possible
	case x.Peer.Kind == PeerUnknown:
		return certain, traffic.Of(family(x.Peer.Family), services)
	}
	listed := traffic.Prefixes(x.Peer.Prefixes...).Intersect(family(x.Peer.Family))
	if sure {
		certain = traffic.Of(listed, services)
	}
	if isGap(x.Peer.Gap) {
		listed = family(x.Peer.Family)
	}
	return certain, traffic.Of(listed, services)
}
