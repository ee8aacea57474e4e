package traffic

import (
	"net/netip"
	"slices"
	"testing"
)

// The brute-force model: the line of services is cut into 16 cells and the line
// of addresses into 32, all of IPv4 and all of IPv6 among them, so that both
// ends and the border of the families take part. A set that is a union of cells
// is a bitmap, and the operations on bitmaps are Go's own.

type (
	serviceBits uint16
	addressBits uint32
	setBits     [32]serviceBits
)

// serviceCells are where the cells of services begin; the last entry is the end.
func serviceCells() [17]slot {
	return [...]slot{
		0, 1 << 16, 1<<16 + 1<<8, 1<<16 + 8<<8, 1<<16 + 8<<8 + 1, // icmp 0, 1-7, 8/0
		2 << 16, 6 << 16, 6<<16 + 22, 6<<16 + 23, 6<<16 + 80, 6<<16 + 81, // tcp 22, 80
		7 << 16, 17 << 16, 17<<16 + 53, 17<<16 + 54, 18 << 16, // udp 53
		1 << 24,
	}
}

// addressCell is where a cell of addresses begins; 32 is the end.
func addressCell(i int) point {
	switch {
	case i < 16:
		return point{0, ^uint64(0), fourTag | uint64(i)<<28}
	case i < 32:
		return point{1, uint64(i-16) << 60, 0}
	}
	return endOfAll()
}

// services builds the one true form of a bitmap, without any operation.
func (m serviceBits) services() Services {
	var e edges[slot]
	before := serviceBits(0)
	for i, at := range serviceCells() {
		now := m >> i & 1 // 0 beyond the last cell
		if now != before {
			e = append(e, at)
		}
		before = now
	}
	return Services{e}
}

func (m addressBits) addresses() Addresses {
	var e edges[point]
	before := addressBits(0)
	for i := range 33 {
		now := m >> i & 1
		if now != before {
			e = append(e, addressCell(i))
		}
		before = now
	}
	return Addresses{e}
}

func (m setBits) set() Set {
	var steps []step
	before := serviceBits(0)
	for i := range 33 {
		now := serviceBits(0)
		if i < 32 {
			now = m[i]
		}
		if now != before {
			steps = append(steps, step{addressCell(i), now.services()})
		}
		before = now
	}
	return Set{steps}
}

// on gives the bitmap of what op gives for every address.
func (m setBits) on(n setBits, op func(a, b serviceBits) serviceBits) setBits {
	for i := range m {
		m[i] = op(m[i], n[i])
	}
	return m
}

func (m setBits) over(addresses addressBits) (all, some serviceBits) {
	if addresses == 0 {
		return 0, 0
	}
	all = ^all
	for i := range m {
		if addresses>>i&1 == 1 {
			all &= m[i]
			some |= m[i]
		}
	}
	return all, some
}

func (m setBits) addressesFor(services serviceBits) addressBits {
	var out addressBits
	for i := range m {
		if m[i]&services != 0 {
			out |= 1 << i
		}
	}
	return out
}

func bitsUnion(a, b serviceBits) serviceBits     { return a | b }
func bitsIntersect(a, b serviceBits) serviceBits { return a & b }
func bitsSubtract(a, b serviceBits) serviceBits  { return a &^ b }

// Wants: each compares with the one form and checks it by membership too.
// They call Helper only to fail: millions of calls pass.

func wantServices(t *testing.T, what string, got Services, want serviceBits) {
	if !got.Equal(want.services()) || got.IsEmpty() != (want == 0) {
		t.Helper()
		t.Fatalf("%s: got %v, want %v", what, got, want.services())
	}
	for i, at := range serviceCells() {
		if i < 16 && got.Contains(Protocol(at>>16), uint16(at)) != (want>>i&1 == 1) {
			t.Helper()
			t.Fatalf("%s: wrong about slot %#x", what, at)
		}
	}
}

func wantAddresses(t *testing.T, what string, got Addresses, want addressBits) {
	if !got.Equal(want.addresses()) || got.IsEmpty() != (want == 0) {
		t.Helper()
		t.Fatalf("%s: got %v, want %v", what, got, want.addresses())
	}
	for i := range 32 {
		first, last := addressCell(i).addr(), addressCell(i+1).previous().addr()
		in := want>>i&1 == 1
		if got.Contains(first) != in || got.Contains(last) != in {
			t.Helper()
			t.Fatalf("%s: wrong about %v to %v", what, first, last)
		}
	}
}

func wantSet(t *testing.T, what string, got Set, want setBits) {
	if !got.Equal(want.set()) || got.IsEmpty() != (want == setBits{}) {
		t.Helper()
		t.Fatalf("%s: got %v, want %v", what, got, want.set())
	}
	for i := range 32 {
		if last := addressCell(i + 1).previous().addr(); !got.At(last).Equal(want[i].services()) {
			t.Helper()
			t.Fatalf("%s: wrong about %v", what, last)
		}
	}
}

func want(t *testing.T, what string, got, want bool) {
	if got != want {
		t.Helper()
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

func TestModelIsWhatItSays(t *testing.T) {
	if !serviceBits(0xffff).services().IsAll() || !addressBits(0xffffffff).addresses().IsAll() {
		t.Fatal("all cells are not everything")
	}
	one := Single(netip.MustParseAddr("255.255.255.255"))
	if !addressBits(1 << 15).addresses().Covers(one) {
		t.Fatal("cell 15 does not end IPv4")
	}
	cells := serviceCells()
	if !slices.IsSorted(cells[:]) {
		t.Fatal("cells out of order")
	}
}
