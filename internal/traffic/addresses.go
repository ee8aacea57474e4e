package traffic

import (
	"encoding/binary"
	"net/netip"
	"slices"
)

// Addresses is a set of IPv4 and IPv6 addresses. Addresses carry no zone, and
// an IPv4 address mapped into IPv6 is the IPv4 address.
type Addresses struct{ edges edges[point] }

// NoAddresses is the empty set.
func NoAddresses() Addresses { return Addresses{} }

// AllAddresses is every IPv4 and every IPv6 address.
func AllAddresses() Addresses { return Addresses{edges[point]{firstFour(), endOfAll()}} }

// AllIPv4 is 0.0.0.0/0.
func AllIPv4() Addresses { return Addresses{edges[point]{firstFour(), firstSix()}} }

// AllIPv6 is ::/0.
func AllIPv6() Addresses { return Addresses{edges[point]{firstSix(), endOfAll()}} }

// Prefixes is the union of the prefixes. Host bits are ignored, and so is a
// prefix that is not valid: it holds no address.
func Prefixes(prefixes ...netip.Prefix) Addresses {
	blocks := make([]block, 0, len(prefixes))
	for _, p := range prefixes {
		if from, to, ok := blockOf(p); ok {
			blocks = append(blocks, block{from, to})
		}
	}
	return join(blocks)
}

// Range is the addresses lo to hi, both included. It is empty if lo is above
// hi, or if they are not of one family.
func Range(lo, hi netip.Addr) Addresses {
	from, ok := pointOf(lo)
	last, also := pointOf(hi)
	if !ok || !also || from.top != last.top || from.compare(last) > 0 {
		return NoAddresses()
	}
	return Addresses{edges[point]{from, last.plus(0)}}
}

// Single is the set of one address; of the zero [netip.Addr], the empty set.
func Single(a netip.Addr) Addresses { return Range(a, a) }

// block is a half-open stretch of the line of addresses.
type block struct{ from, to point }

// join unites blocks in any order.
func join(blocks []block) Addresses {
	slices.SortFunc(blocks, func(a, b block) int { return a.from.compare(b.from) })
	var out edges[point]
	for _, b := range blocks {
		last := len(out) - 1
		switch {
		case last < 0 || out[last].compare(b.from) < 0:
			out = append(out, b.from, b.to)
		case out[last].compare(b.to) < 0:
			out[last] = b.to
		}
	}
	return Addresses{out}
}

// Union is what is in either set.
func (a Addresses) Union(b Addresses) Addresses { return Addresses{a.edges.union(b.edges)} }

// Intersect is what is in both sets.
func (a Addresses) Intersect(b Addresses) Addresses {
	switch {
	case a.IsAll():
		return b
	case b.IsAll():
		return a
	}
	return Addresses{a.edges.intersect(b.edges)}
}

// Subtract is what is in a and not in b.
func (a Addresses) Subtract(b Addresses) Addresses { return Addresses{a.edges.subtract(b.edges)} }

// Complement is every address of either family that is not in a.
func (a Addresses) Complement() Addresses { return AllAddresses().Subtract(a) }

// Equal reports whether both sets hold the same addresses.
func (a Addresses) Equal(b Addresses) bool { return a.edges.same(b.edges) }

// AppendKey appends bytes that equal sets share and no other set has, for use as
// the key of a map.
func (a Addresses) AppendKey(out []byte) []byte {
	for _, p := range a.edges {
		for _, word := range [...]uint64{p.top, p.mid, p.low} {
			out = binary.BigEndian.AppendUint64(out, word)
		}
	}
	return out
}

// IsEmpty reports whether nothing is in the set.
func (a Addresses) IsEmpty() bool { return len(a.edges) == 0 }

// IsAll reports whether every address of both families is in the set.
func (a Addresses) IsAll() bool {
	return len(a.edges) == 2 && a.edges[0] == firstFour() && a.edges[1] == endOfAll()
}

// Contains reports whether the set holds an address.
func (a Addresses) Contains(addr netip.Addr) bool {
	p, ok := pointOf(addr)
	return ok && a.edges.contains(p)
}

// Covers reports whether everything in b is in a.
func (a Addresses) Covers(b Addresses) bool { return !leaves(b.edges, a.edges, subtract) }

// Overlaps reports whether the sets have anything in common.
func (a Addresses) Overlaps(b Addresses) bool { return leaves(a.edges, b.edges, intersect) }

// IPv4 is the part of the set in the IPv4 family.
func (a Addresses) IPv4() Addresses { return a.Intersect(AllIPv4()) }

// IPv6 is the part of the set in the IPv6 family.
func (a Addresses) IPv6() Addresses { return a.Intersect(AllIPv6()) }

// Size4 is the number of IPv4 addresses in the set.
func (a Addresses) Size4() uint64 {
	var n uint64
	for b := range a.blocks() {
		if b.from.top == 0 {
			n += b.to.previous().low - b.from.low + 1
		}
	}
	return n
}

// Any is a witness: the lowest address of the set, IPv4 before IPv6. It is not
// ok if the set is empty.
func (a Addresses) Any() (addr netip.Addr, ok bool) {
	if a.IsEmpty() {
		return netip.Addr{}, false
	}
	return a.edges[0].addr(), true
}
