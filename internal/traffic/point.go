package traffic

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"net/netip"
)

// point is an address on one line that holds both families: IPv4 first, then
// IPv6, then the end. The three words are one 192-bit number, chosen so that
// the address after 255.255.255.255 is ::, the one after the last IPv6 address
// is the end, and the zeros at a point's tail say how large a block may start
// there: 32 bits at 0.0.0.0, 128 at ::.
type point struct{ top, mid, low uint64 }

// fourTag fills the bits above an IPv4 address.
const fourTag = 0xffffffff << 32

// The landmarks of the line.

func firstFour() point { return point{0, ^uint64(0), fourTag} }
func firstSix() point  { return point{top: 1} }
func endOfAll() point  { return point{top: 2} }

// pointOf places an address; it is not ok for the zero [netip.Addr]. A zone is
// forgotten, and an IPv4 address in IPv6 clothes is the IPv4 address.
func pointOf(a netip.Addr) (p point, ok bool) {
	a = a.Unmap()
	switch {
	case a.Is4():
		four := a.As4()
		return point{0, ^uint64(0), fourTag | uint64(binary.BigEndian.Uint32(four[:]))}, true
	case a.Is6():
		six := a.As16()
		return point{1, binary.BigEndian.Uint64(six[:8]), binary.BigEndian.Uint64(six[8:])}, true
	}
	return point{}, false
}

// addr is the address at a point before the end.
func (p point) addr() netip.Addr {
	if p.top == 0 {
		var four [4]byte
		binary.BigEndian.PutUint32(four[:], uint32(p.low))
		return netip.AddrFrom4(four)
	}
	var six [16]byte
	binary.BigEndian.PutUint64(six[:8], p.mid)
	binary.BigEndian.PutUint64(six[8:], p.low)
	return netip.AddrFrom16(six)
}

func (p point) compare(q point) int {
	switch {
	case p.top != q.top:
		return cmp.Compare(p.top, q.top)
	case p.mid != q.mid:
		return cmp.Compare(p.mid, q.mid)
	}
	return cmp.Compare(p.low, q.low)
}

// previous is the point just before; the first has none.
func (p point) previous() point {
	low, borrow := bits.Sub64(p.low, 1, 0)
	mid, borrow := bits.Sub64(p.mid, 0, borrow)
	return point{p.top - borrow, mid, low}
}

// plus is the point 2^size addresses further on, for size up to 128.
func (p point) plus(size int) point {
	var step [3]uint64
	step[size/64] = 1 << (size % 64)
	low, carry := bits.Add64(p.low, step[0], 0)
	mid, carry := bits.Add64(p.mid, step[1], carry)
	return point{p.top + step[2] + carry, mid, low}
}

// alignment is the size in bits of the largest block that may start here.
func (p point) alignment() int {
	switch {
	case p.low != 0:
		return bits.TrailingZeros64(p.low)
	case p.mid != 0:
		return 64 + bits.TrailingZeros64(p.mid)
	}
	return 128
}

// blockOf gives the points that a prefix starts at and ends before.
func blockOf(p netip.Prefix) (from, to point, ok bool) {
	p = p.Masked()
	from, ok = pointOf(p.Addr())
	if !ok {
		return point{}, point{}, false
	}
	return from, from.plus(p.Addr().BitLen() - p.Bits()), true
}
