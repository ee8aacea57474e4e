package reach

import (
	"net/netip"
	"slices"
)

// cuts are the addresses at which some rule, route or block begins, and those
// just behind one's end, sorted: between two cuts no rule tells addresses apart.
type cuts []netip.Addr

func (n *Network) findCuts() cuts {
	var out cuts
	add := func(list ...netip.Prefix) {
		for _, p := range list {
			if !p.IsValid() {
				continue
			}
			s := spanOf(p)
			out = append(out, s.Lo)
			if next := s.Hi.Next(); next.IsValid() {
				out = append(out, next)
			}
		}
	}
	for _, v := range n.VPCs {
		add(v.IPv4...)
		add(v.IPv6...)
	}
	for _, s := range n.Subnets {
		add(s.IPv4, s.IPv6)
	}
	for _, t := range n.Tables {
		for _, r := range t.Routes {
			add(r.Prefix)
		}
	}
	for _, a := range n.ACLs {
		for _, e := range append(append([]*ACLEntry(nil), a.In...), a.Out...) {
			add(e.Prefix)
		}
	}
	for _, g := range n.Groups {
		for _, r := range append(append([]*Rule(nil), g.In...), g.Out...) {
			add(r.Peer.Prefixes...)
		}
	}
	for _, g := range n.allPremises() {
		add(g.ranges...)
	}
	for _, g := range n.Transits {
		for _, t := range g.tables() {
			for _, r := range t.Routes {
				add(r.Prefix)
			}
		}
	}
	if n.nat64 {
		out = append(out, embeddedCuts(out)...)
	}
	for _, m := range n.Middleboxes {
		if m.Firewall == nil {
			continue
		}
		for _, r := range append(slices.Clip(m.Firewall.Stateless), m.Firewall.Stateful...) {
			add(r.prefixes()...)
		}
	}
	slices.SortFunc(out, netip.Addr.Compare)
	return slices.Compact(out)
}

// cells splits an address into the parts that no rule of the network tells
// further apart. It is not ok if there are more than most.
func (c cuts) cells(a Address, most int) (parts []Address, ok bool) {
	for _, s := range a.Spans() {
		lo := s.Lo
		if lo == s.Hi {
			parts = append(parts, a.part(lo, lo))
			continue
		}
		from, _ := slices.BinarySearchFunc(c, lo.Next(), netip.Addr.Compare)
		for _, cut := range c[from:] {
			if s.Hi.Less(cut) || cut.BitLen() != lo.BitLen() {
				break
			}
			parts = append(parts, a.part(lo, cut.Prev()))
			if lo = cut; len(parts) >= most {
				return nil, false
			}
		}
		parts = append(parts, a.part(lo, s.Hi))
	}
	return parts, len(parts) <= most
}

func (a Address) part(lo, hi netip.Addr) Address {
	return Address{open: &openAddress{[]Span{{lo, hi}}, a.Gap(), a.Service()}}
}
