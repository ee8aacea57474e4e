package traffic

import (
	"iter"
	"net/netip"
	"strings"
)

// AddressRange is a run of addresses of one family, both ends included.
type AddressRange struct {
	Lo netip.Addr `json:"lo"`
	Hi netip.Addr `json:"hi"`
}

// String is a single address, a prefix where the range is one, or "lo-hi".
func (r AddressRange) String() string {
	if r.Lo == r.Hi {
		return r.Lo.String()
	}
	if p, ok := r.Prefix(); ok {
		return p.String()
	}
	return r.Lo.String() + "-" + r.Hi.String()
}

// Prefix is the prefix that the range is; not ok if it is not exactly one.
func (r AddressRange) Prefix() (p netip.Prefix, ok bool) {
	prefixes := Range(r.Lo, r.Hi).Prefixes()
	if len(prefixes) != 1 {
		return netip.Prefix{}, false
	}
	return prefixes[0], true
}

// blocks yields the runs of the set in order, none across both families.
func (a Addresses) blocks() iter.Seq[block] {
	return func(yield func(block) bool) {
		for i := 0; i < len(a.edges); i += 2 {
			if !splitFamilies(block{a.edges[i], a.edges[i+1]}, yield) {
				return
			}
		}
	}
}

// splitFamilies yields a block as it is, or as its IPv4 and its IPv6 half. It
// reports whether to go on.
func splitFamilies(b block, yield func(block) bool) bool {
	six := firstSix()
	if b.from.compare(six) >= 0 || b.to.compare(six) <= 0 {
		return yield(b)
	}
	return yield(block{b.from, six}) && yield(block{six, b.to})
}

func (b block) addressRange() AddressRange {
	return AddressRange{b.from.addr(), b.to.previous().addr()}
}

// Ranges lists the set in order as its fewest runs, IPv4 before IPv6.
func (a Addresses) Ranges() []AddressRange {
	var list []AddressRange
	for b := range a.blocks() {
		list = append(list, b.addressRange())
	}
	return list
}

// Prefixes lists the set in order as its fewest prefixes, IPv4 before IPv6.
func (a Addresses) Prefixes() []netip.Prefix {
	var list []netip.Prefix
	for b := range a.blocks() {
		list = b.appendPrefixes(list)
	}
	return list
}

// appendPrefixes takes the largest prefix that may start where the block
// starts, and goes on behind it.
func (b block) appendPrefixes(list []netip.Prefix) []netip.Prefix {
	for b.from.compare(b.to) < 0 {
		size := b.from.alignment()
		for b.from.plus(size).compare(b.to) > 0 {
			size--
		}
		addr := b.from.addr()
		list = append(list, netip.PrefixFrom(addr, addr.BitLen()-size))
		b.from = b.from.plus(size)
	}
	return list
}

// WidestIPv6 is the length of the shortest IPv6 prefix that is wholly in the
// set; -1 if the set holds no IPv6 address.
func (a Addresses) WidestIPv6() int {
	widest := -1
	for _, p := range a.IPv6().Prefixes() {
		if widest < 0 || p.Bits() < widest {
			widest = p.Bits()
		}
	}
	return widest
}

// String is "none", "all", or a list such as "10.0.0.0/8, 192.0.2.4-192.0.2.9".
func (a Addresses) String() string {
	switch {
	case a.IsEmpty():
		return "none"
	case a.IsAll():
		return "all"
	}
	var words []string
	for b := range a.blocks() {
		words = append(words, b.addressRange().String())
	}
	return strings.Join(words, ", ")
}
