package reach

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"ringwall/internal/traffic"
)

// borders are the lines along which VPCs cut the world outside: sets of its
// addresses that some filter or route tells from the rest. Equal sets have one
// number, what draws them (a route table, a gate) is looked at once, and VPCs
// with the same borders share the parts into which these cut the world: most
// routes are to private addresses, which tell no two of the internet's apart.
type borders struct {
	numbers map[string]int32
	sets    []traffic.Addresses
	drawn   map[drawing][]int32
	cut     map[string][]*spot
	scratch []byte
}

// drawing is something that draws borders in the internet or on premises.
type drawing struct {
	kind EndpointKind
	by   any // a pointer, a prefix, or what there is one of
}

// What there is one of that draws borders.
type (
	premisesBorder struct{}
	nat64Border    struct{}
)

func newBorders() borders {
	return borders{numbers: map[string]int32{}, drawn: map[drawing][]int32{}, cut: map[string][]*spot{}}
}

// cutAlike makes a spot of each part into which borders cut the world outside,
// once for all VPCs with the same ones.
func (e *engine) cutAlike(kind EndpointKind, numbers []int32) []*spot {
	key := []byte{byte(kind)}
	for _, k := range numbers {
		key = binary.BigEndian.AppendUint32(key, uint32(k))
	}
	list, known := e.borders.cut[string(key)]
	if !known {
		var sets []traffic.Addresses
		for _, k := range numbers {
			sets = append(sets, e.borders.sets[k])
		}
		list = e.cut(kind, e.outside(kind), sets)
		e.borders.cut[string(key)] = list
	}
	return list
}

// cut splits addresses along borders and makes a spot of each part.
func (e *engine) cut(kind EndpointKind, all traffic.Addresses, borders []traffic.Addresses) []*spot {
	var within []traffic.Addresses
	for _, b := range borders {
		if part := b.Intersect(all); !part.IsEmpty() && !part.Equal(all) {
			within = append(within, part)
		}
	}
	var list []*spot
	for _, atom := range traffic.Atoms(append(within, all)...) {
		for _, part := range []traffic.Addresses{atom.Intersect(all).IPv4(), atom.Intersect(all).IPv6()} {
			if !part.IsEmpty() {
				list = append(list, e.outsideSpot(kind, part))
			}
		}
	}
	return list
}

// bordersOf numbers the sets of addresses that network ACLs, routes and middleboxes
// tell apart on the way between a VPC and the world outside, each once.
func (e *engine) bordersOf(v *VPC, kind EndpointKind) []int32 {
	vpcs, gateways := e.outwards(v, kind)
	var out []int32
	for _, w := range vpcs {
		out = append(out, e.bordersIn(w, kind)...)
	}
	out = append(out, e.drawnBy(kind, premisesBorder{}, e.n.premisesBorders)...)
	for _, g := range gateways {
		out = append(out, e.drawnBy(kind, g, g.borders)...)
	}
	if kind == OnPremises { // internet gateways drop private addresses
		out = append(append(out, e.numbered(kind, traffic.Prefixes(rfc1918()...))...), e.numbered(kind, traffic.Prefixes(rfc6598()))...)
	}
	if e.n.nat64 {
		out = append(out, e.drawnBy(kind, nat64Border{}, func() []traffic.Addresses {
			return []traffic.Addresses{addressesOf(e.n.internet4), traffic.Prefixes(wellKnown64())}
		})...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// bordersIn are those of the blocks, route tables, network ACLs and middleboxes of
// one VPC.
func (e *engine) bordersIn(v *VPC, kind EndpointKind) []int32 {
	var out []int32
	for _, s := range v.Subnets {
		for _, t := range s.Tables.Options {
			out = append(out, e.drawnBy(kind, t, t.borders)...)
		}
		gates := e.subnets[s.Index]
		out = append(append(out, e.drawnBy(kind, gates.in, gates.in.borders)...), e.drawnBy(kind, gates.out, gates.out.borders)...)
	}
	for _, list := range [][]netip.Prefix{v.IPv4, v.IPv6} {
		out = append(out, e.numbered(kind, traffic.Prefixes(list...))...)
	}
	for _, set := range e.bordersOfBoxes(v) {
		out = append(out, e.numbered(kind, set)...)
	}
	return out
}

// drawnBy numbers the borders that something draws, once.
func (e *engine) drawnBy(kind EndpointKind, what any, list func() []traffic.Addresses) []int32 {
	at := drawing{kind, what}
	out, known := e.borders.drawn[at]
	if !known {
		for _, set := range list() {
			out = append(out, e.numbered(kind, set)...)
		}
		slices.Sort(out)
		out = slices.Compact(out)
		e.borders.drawn[at] = out
	}
	return out
}

// numbered numbers the border that a set draws outside, if it does: in NAT64's
// addresses, too, if these are in use.
func (e *engine) numbered(kind EndpointKind, set traffic.Addresses) []int32 {
	all := e.outside(kind)
	sets := []traffic.Addresses{set}
	if e.n.nat64 {
		sets = append(sets, embedded(set))
	}
	var out []int32
	for _, s := range sets {
		if part := s.Intersect(all); !part.IsEmpty() && !part.Equal(all) {
			out = append(out, e.borders.number(part))
		}
	}
	return out
}

func (b *borders) number(set traffic.Addresses) int32 {
	b.scratch = set.AppendKey(b.scratch[:0])
	k, known := b.numbers[string(b.scratch)]
	if !known {
		k = int32(len(b.sets))
		b.numbers[string(b.scratch)] = k
		b.sets = append(b.sets, set)
	}
	return k
}

func (t *RouteTable) borders() []traffic.Addresses {
	var out []traffic.Addresses
	for _, r := range t.Routes {
		if r.Prefix.IsValid() {
			out = append(out, traffic.Prefixes(r.Prefix))
		}
	}
	return out
}

func (g *TransitGateway) borders() []traffic.Addresses {
	var out []traffic.Addresses
	for _, t := range g.tables() {
		for _, r := range t.Routes {
			if r.Prefix.IsValid() {
				out = append(out, traffic.Prefixes(r.Prefix))
			}
		}
	}
	return out
}

func (n *Network) premisesBorders() []traffic.Addresses {
	var out []traffic.Addresses
	for _, g := range n.allPremises() {
		out = append(out, traffic.Prefixes(g.ranges...))
	}
	return out
}

// bordersOfBoxes are those of the filters of a VPC's middleboxes.
func (e *engine) bordersOfBoxes(v *VPC) []traffic.Addresses {
	var out []traffic.Addresses
	for _, m := range e.n.Middleboxes {
		if len(m.Subnets) == 0 || m.Subnets[0].VPC != v {
			continue
		}
		if m.Firewall != nil {
			for _, r := range append(slices.Clip(m.Firewall.Stateless), m.Firewall.Stateful...) {
				out = append(out, r.From.certain, r.From.possible, r.To.certain, r.To.possible)
			}
		}
		if m.Kind != Appliance {
			continue
		}
		for _, i := range append(slices.Clip(m.Exits), m.Interface) {
			set := e.sets[e.setOf[i.Index]]
			out = append(append(out, set.in.borders()...), set.out.borders()...)
		}
	}
	return out
}

func (g *gate) borders() []traffic.Addresses {
	var out []traffic.Addresses
	for _, s := range []traffic.Set{g.certain, g.possible} {
		for _, x := range s.Groups() {
			out = append(out, x.Addresses)
		}
	}
	return out
}
