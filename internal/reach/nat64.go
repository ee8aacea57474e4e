package reach

import (
	"net/netip"

	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// NAT64 ("DNS64 and NAT64"): an IPv6 packet to an address of 64:ff9b::/96 that a
// route leads to a NAT gateway goes on as an IPv4 packet to the address in the
// last 32 bits. The Route 53 Resolver gives such addresses out (DNS64).

func wellKnown64() netip.Prefix { return netip.MustParsePrefix("64:ff9b::/96") }

// translatesIPv6: some route leads IPv6 to a NAT gateway, or may.
func (n *Network) translatesIPv6() bool {
	for _, t := range n.Tables {
		for _, r := range t.Routes {
			if r.Target.Kind != ToNAT && r.Target.Kind != ToUnknown || r.Family == 4 || r.Service != "" {
				continue
			}
			if !r.Prefix.IsValid() || r.Prefix.Overlaps(wellKnown64()) {
				return true
			}
		}
	}
	return false
}

// embed is an IPv4 address as NAT64 clients ask for it.
func embed(a netip.Addr) netip.Addr {
	out, four := wellKnown64().Addr().As16(), a.As4()
	copy(out[12:], four[:])
	return netip.AddrFrom16(out)
}

// extract is the IPv4 address in one of 64:ff9b::/96.
func extract(a netip.Addr) netip.Addr {
	all := a.As16()
	return netip.AddrFrom4([4]byte(all[12:]))
}

// embeddedCuts are the IPv4 cuts among some, as NAT64 sees them, and the ends of
// its prefix.
func embeddedCuts(list []netip.Addr) []netip.Addr {
	whole := spanOf(wellKnown64())
	out := []netip.Addr{whole.Lo, whole.Hi.Next()}
	for _, a := range list {
		if a.Is4() {
			out = append(out, embed(a))
		}
	}
	return out
}

// embedded maps IPv4 addresses to NAT64's.
func embedded(a traffic.Addresses) traffic.Addresses {
	out := traffic.NoAddresses()
	for _, r := range a.IPv4().Ranges() {
		out = out.Union(traffic.Range(embed(r.Lo), embed(r.Hi)))
	}
	return out
}

// extracted maps NAT64's addresses to IPv4.
func extracted(a traffic.Addresses) traffic.Addresses {
	out := traffic.NoAddresses()
	for _, r := range a.Intersect(traffic.Prefixes(wellKnown64())).Ranges() {
		out = out.Union(traffic.Range(extract(r.Lo), extract(r.Hi)))
	}
	return out
}

// translate64 makes an IPv4 packet of an IPv6 one that a NAT gateway takes; not
// ok where the way ends or is not known.
func (w *walker) translate64(nat *Interface) bool {
	step := proof.Step{Resource: nat.Owner, Kind: "nat-gateway", Rule: "NAT64 of " + w.to.addr.String(), Origin: nat.Origin, Code: codeProtocol}
	is := w.to.addr.in(wellKnown64())
	if is.No() {
		step.Detail = "it translates IPv6 to addresses of 64:ff9b::/96 only"
	}
	a, exact := w.to.addr.Exact()
	switch {
	case !is.Yes():
	case !exact:
		is = maybe(w.to.addr.Gap())
	case w.service.protocol == traffic.ICMPv6:
		is = maybe(outside("ICMP through NAT64", "which types are translated is not documented", nat.Origin))
	case !exactly(extract(a)).onInternet(w.n):
		is = maybe(outside("who has "+extract(a).String(), "NAT64 is followed to public addresses only", nat.Origin))
	}
	if !is.Yes() {
		w.gate(is, step)
		w.lost(is)
		return false
	}
	w.gate(is, step)
	w.to = w.n.resolve(Internet(extract(a)), false)
	return true
}

// onInternet: all of the address' possibilities are public IPv4 ones.
func (a Address) onInternet(n *Network) bool {
	return addressesOf(n.internet4).Covers(addressesOf(a.Spans()))
}

// unroutable: nobody on the internet has an address of NAT64's prefix.
func (a Address) unroutable() Trit {
	if !a.is6() {
		return no()
	}
	return a.in(wellKnown64())
}

// translated is the IPv4 spot behind one of 64:ff9b::/96; nil where it is not
// only public.
func (e *engine) translated(s *spot) *spot {
	if out, known := e.behind64[s.id]; known {
		return out
	}
	var out *spot
	if four := extracted(s.region); !four.IsEmpty() && addressesOf(e.n.internet4).Covers(four) && traffic.Prefixes(wellKnown64()).Covers(s.region) {
		out = e.outsideSpot(OnInternet, four)
	}
	e.behind64[s.id] = out
	return out
}

// translate64 is what [walker.translate64] does, for a set of packets; legs are
// set where the way ends or is not known.
func (j *journey) translate64() (legs []leg) {
	is := j.to.party.addr.in(wellKnown64())
	if !is.Yes() {
		return j.lost(is)
	}
	four := j.e.translated(j.to)
	if four == nil {
		return j.lost(maybe())
	}
	j.icmp6 = j.e.table.And(j.fwd.hi, j.e.table.Intern(traffic.WholeProtocol(traffic.ICMPv6)))
	j.to = four
	return nil
}

// alsoICMP adds ICMPv6 that a NAT gateway may have translated.
func (j *journey) alsoICMP(l leg) leg {
	if j.icmp6 != traffic.None {
		l.fwd.hi = j.e.table.Or(l.fwd.hi, j.icmp6)
		l.ret.hi = j.e.table.Or(l.ret.hi, j.e.table.Intern(traffic.WholeProtocol(traffic.ICMPv6)))
	}
	return l
}
