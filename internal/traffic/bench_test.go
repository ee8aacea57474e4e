package traffic

import (
	"encoding/binary"
	"math/rand/v2"
	"net/netip"
	"testing"
)

// manyPorts is a set of n separate port ranges.
func manyPorts(n, shift int) Services {
	var e edges[slot]
	base, _ := protocolSlots(TCP)
	for i := range n {
		at := base + slot(i*20+shift)
		e = append(e, at, at+10)
	}
	return Services{e}
}

func BenchmarkServicesIntersect(b *testing.B) {
	x, y := manyPorts(1000, 0), manyPorts(1000, 5)
	b.ReportAllocs()
	for b.Loop() {
		if x.Intersect(y).IsEmpty() {
			b.Fatal("empty")
		}
	}
}

func BenchmarkServicesIntersectSmall(b *testing.B) {
	x, y := Ports(TCP, 443, 443), Ports(TCP, 0, 65535).Union(Ports(UDP, 53, 53))
	b.ReportAllocs()
	for b.Loop() {
		if x.Intersect(y).IsEmpty() {
			b.Fatal("empty")
		}
	}
}

func BenchmarkServicesCovers(b *testing.B) {
	x, y := manyPorts(1000, 0), WholeProtocol(TCP)
	b.ReportAllocs()
	for b.Loop() {
		if !y.Covers(x) {
			b.Fatal("not covered")
		}
	}
}

// manyRules is n rules with random prefixes and a few services.
func manyRules(n int) []Set {
	random := rand.New(rand.NewPCG(1, 2))
	rules := make([]Set, n)
	for i := range rules {
		var four [4]byte
		binary.BigEndian.PutUint32(four[:], random.Uint32())
		prefix := netip.PrefixFrom(netip.AddrFrom4(four), 8+random.IntN(25))
		port := uint16(random.IntN(20) * 100)
		rules[i] = Of(Prefixes(prefix), Ports(TCP, port, port+50))
	}
	return rules
}

func BenchmarkSetUnionOf(b *testing.B) {
	rules := manyRules(1000)
	b.ReportAllocs()
	for b.Loop() {
		if UnionOf(rules...).IsEmpty() {
			b.Fatal("empty")
		}
	}
}

func BenchmarkSetUnionOneByOne(b *testing.B) {
	rules := manyRules(1000)
	b.ReportAllocs()
	for b.Loop() {
		var all Set
		for _, rule := range rules {
			all = all.Union(rule)
		}
		if all.IsEmpty() {
			b.Fatal("empty")
		}
	}
}

func BenchmarkSetAt(b *testing.B) {
	all := UnionOf(manyRules(1000)...)
	addr := netip.MustParseAddr("93.184.216.34")
	b.ReportAllocs()
	for b.Loop() {
		all.At(addr)
	}
}

func BenchmarkAddressesIntersect(b *testing.B) {
	half := func(rules []Set) Addresses { return UnionOf(rules...).Addresses() }
	rules := manyRules(2000)
	x, y := half(rules[:1000]), half(rules[1000:])
	b.ReportAllocs()
	for b.Loop() {
		x.Intersect(y)
	}
}

func BenchmarkAtoms(b *testing.B) {
	var sets []Addresses
	for _, rule := range manyRules(1000) {
		sets = append(sets, rule.Addresses())
	}
	b.ReportAllocs()
	for b.Loop() {
		Atoms(sets...)
	}
}

func BenchmarkTableAnd(b *testing.B) {
	t := NewTable()
	var ids []ID
	for i := range 100 {
		ids = append(ids, t.Intern(manyPorts(20, i)))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		t.And(ids[i%100], ids[(i*7)%100])
	}
}

func BenchmarkTableIntern(b *testing.B) {
	t := NewTable()
	s := manyPorts(5, 0)
	b.ReportAllocs()
	for b.Loop() {
		t.Intern(s)
	}
}

func BenchmarkInternet(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Internet()
	}
}
