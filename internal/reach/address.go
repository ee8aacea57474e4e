package reach

import (
	"net/netip"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// Span is a run of addresses of one family, both ends included.
type Span struct{ Lo, Hi netip.Addr }

// Address is one address as far as it is known. Most are: there is one for every
// interface, so what is known of the others stands apart and is shared.
type Address struct {
	is   netip.Addr // if it is known
	open *openAddress
}

// openAddress is what there is to say of an address beside that it is known: it
// lies in one of the spans, and service names the AWS service ("s3") whose public
// addresses these are, if they are.
type openAddress struct {
	spans   []Span     // at least one
	gap     estate.Gap // why it is not known
	service string
}

func exactly(a netip.Addr) Address { return Address{is: a} }

// among is an address that lies in one of some spans; none, without any.
func among(spans []Span, gap estate.Gap) Address {
	if len(spans) == 0 {
		return Address{}
	}
	return Address{open: &openAddress{spans: spans, gap: gap}}
}

// ofService is the address as one of an AWS service's.
func (a Address) ofService(name string) Address {
	return Address{open: &openAddress{a.Spans(), a.Gap(), name}}
}

// someOf is an address that somebody else chooses in a prefix.
func someOf(p netip.Prefix, gap estate.Gap) Address { return among([]Span{spanOf(p)}, gap) }

// Spans are the runs of addresses in one of which it lies; none of no address.
func (a Address) Spans() []Span {
	switch {
	case a.open != nil:
		return a.open.spans
	case a.is.IsValid():
		return []Span{{a.is, a.is}}
	}
	return nil
}

// Gap is why the address is not known; none where it is.
func (a Address) Gap() estate.Gap {
	if a.open == nil {
		return estate.Gap{}
	}
	return a.open.gap
}

// Service names the AWS service whose public addresses these are; "" for none.
func (a Address) Service() string {
	if a.open == nil {
		return ""
	}
	return a.open.service
}

// Exact returns the address, if it is known, or there is but one that it can be.
func (a Address) Exact() (netip.Addr, bool) {
	if a.open == nil {
		return a.is, a.is.IsValid()
	}
	s := a.open.spans[0]
	return s.Lo, len(a.open.spans) == 1 && s.Lo == s.Hi
}

// IsZero reports whether there is no address at all.
func (a Address) IsZero() bool { return a.open == nil && !a.is.IsValid() }

func (a Address) is6() bool {
	if a.open != nil {
		return a.open.spans[0].Lo.Is6()
	}
	return a.is.Is6()
}

// String is the address, or the range it lies in.
func (a Address) String() string {
	if x, ok := a.Exact(); ok {
		return x.String()
	}
	switch {
	case a.Service() != "":
		return "an address of " + a.Service()
	case len(a.Spans()) == 1:
		return "an address of " + traffic.AddressRange(a.Spans()[0]).String()
	}
	return "an unknown address"
}

// in asks whether the address lies in a prefix.
func (a Address) in(p netip.Prefix) Trit { return a.inSpan(spanOf(p)) }

// inSpan asks whether the address lies in a run of addresses: in all of its
// spans, in none of them, or it depends on which it is.
func (a Address) inSpan(t Span) Trit {
	all, some := !a.IsZero(), false
	for _, s := range a.Spans() {
		switch {
		case s.Lo.BitLen() != t.Lo.BitLen() || s.Hi.Less(t.Lo) || t.Hi.Less(s.Lo):
			all = false
		case s.Lo.Less(t.Lo) || t.Hi.Less(s.Hi):
			all, some = false, true
		default:
			some = true
		}
	}
	switch {
	case all:
		return yes()
	case !some:
		return no()
	}
	return maybe(a.Gap())
}

// inAny asks whether the address lies in any of the prefixes.
func (a Address) inAny(list []netip.Prefix) Trit {
	t := no()
	for _, p := range list {
		t = t.or(a.in(p))
	}
	return t
}

// spanOf is the run of addresses that a prefix holds.
func spanOf(p netip.Prefix) Span {
	p = p.Masked()
	lo := p.Addr()
	bytes := lo.AsSlice()
	for i := p.Bits(); i < lo.BitLen(); i++ {
		bytes[i/8] |= 1 << (7 - i%8)
	}
	hi, _ := netip.AddrFromSlice(bytes)
	return Span{lo, hi}
}

// usable is the run of a subnet's addresses that an interface can have: all
// but the first four and the last.
func usable(p netip.Prefix) Span {
	s := spanOf(p)
	for range 4 {
		s.Lo = s.Lo.Next()
	}
	s.Hi = s.Hi.Prev()
	if s.Hi.Less(s.Lo) { // smaller than AWS allows
		return spanOf(p)
	}
	return s
}

func anyIPv4() netip.Prefix { return netip.PrefixFrom(netip.IPv4Unspecified(), 0) }

func anyIPv6() netip.Prefix { return netip.PrefixFrom(netip.IPv6Unspecified(), 0) }

// globalIPv6 is the space of which AWS gives IPv6 blocks.
func globalIPv6() netip.Prefix { return netip.MustParsePrefix("2000::/3") }

// spansOf lists a set of addresses of one family as spans.
func spansOf(set traffic.Addresses) []Span {
	var out []Span
	for _, r := range set.Ranges() {
		out = append(out, Span(r))
	}
	return out
}
