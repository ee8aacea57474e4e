package traffic

import (
	"encoding/binary"
	"net/netip"
	"testing"
)

func FuzzParseService(f *testing.F) {
	for _, seed := range []string{
		"tcp/443", "tcp/1000-2000", "udp/53", "icmp/8/0", "icmp/8-9", "any", "none", "-1", "6",
		"tcp/80,443", "tcp/80,udp/53", "tcp 80,443; udp 53; 4-5 all", "icmp 3/1-4,5,6-8/2", "/80", ",", ";", "tcp,80",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseService(text)
		if err != nil {
			want(t, "nothing comes with an error", s.IsEmpty(), true)
			return
		}
		again, err := ParseService(s.String())
		if err != nil || !again.Equal(s) {
			t.Fatalf("%q is %v, which reads back as %v, %v", text, s, again, err)
		}
	})
}

// FuzzServicesAlgebra runs a program on a stack of sets: each byte pushes the
// cells below its two halves, or combines the two sets on top.
func FuzzServicesAlgebra(f *testing.F) {
	f.Add([]byte{0x13, 0x57, 0xf0, 0x9b, 0xf1, 0xf2})
	f.Fuzz(func(t *testing.T, program []byte) {
		models, sets := []serviceBits{0, 0xffff}, []Services{NoServices(), AllServices()}
		for _, code := range program[:min(len(program), 64)] {
			top := len(sets) - 1
			a, b, x, y := models[top-1], models[top], sets[top-1], sets[top]
			m, s := a|b, x.Union(y)
			switch code {
			case 0xf0:
			case 0xf1:
				m, s = a&b, x.Intersect(y)
			case 0xf2:
				m, s = a&^b, x.Subtract(y)
			case 0xf3:
				m, s = b&^a, y.Subtract(x)
			default:
				lo, hi := code&15, code>>4
				m = serviceBits(1<<hi) | serviceBits(1<<lo)
				s = m.services()
			}
			want(t, "covers", x.Covers(y), b&^a == 0)
			wantServices(t, "program", s, m)
			models, sets = append(models, m), append(sets, s)
		}
	})
}

// FuzzSetAlgebra does the same with sets of packets; four bytes are a step: an
// operation or a push, a run of address cells, and a bitmap of services.
func FuzzSetAlgebra(f *testing.F) {
	f.Add([]byte{3, 0x0f, 0xff, 0x00, 3, 0x88, 0x0f, 0xf0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0})
	f.Fuzz(func(t *testing.T, program []byte) {
		models, sets := []setBits{{}, {}}, []Set{Nothing(), Nothing()}
		program = program[:min(len(program), 128)]
		for ; len(program) >= 4; program = program[4:] {
			top := len(sets) - 1
			a, b, x, y := models[top-1], models[top], sets[top-1], sets[top]
			var m setBits
			var s Set
			switch program[0] % 6 {
			case 0:
				m, s = a.on(b, bitsUnion), x.Union(y)
			case 1:
				m, s = a.on(b, bitsIntersect), x.Intersect(y)
			case 2:
				m, s = a.on(b, bitsSubtract), x.Subtract(y)
			default:
				m, s = pushed(program)
			}
			wantSet(t, "program", s, m)
			want(t, "covers", x.Covers(y), b.on(a, bitsSubtract) == setBits{})
			checkViews(t, s)
			models, sets = append(models, m), append(sets, s)
		}
	})
}

// pushed is one rule: a run of address cells and some services.
func pushed(program []byte) (setBits, Set) {
	lo, length := int(program[1]&31), int(program[1]>>5)*4
	services := serviceBits(binary.BigEndian.Uint16(program[2:]))
	var m setBits
	var addresses addressBits
	for i := lo; i < min(lo+length, 32); i++ {
		m[i] = services
		addresses |= 1 << i
	}
	return m, Of(addresses.addresses(), services.services())
}

func FuzzPrefix(f *testing.F) {
	for _, seed := range []string{"10.0.0.0/16", "10.1.2.3/8", "0.0.0.0/0", "::/0", "2001:db8::/56", "::ffff:10.0.0.0/120", "255.255.255.255/32", "ffff::/128"} {
		f.Add(seed, 3, 8, 2)
	}
	f.Fuzz(func(t *testing.T, text string, count, hostBits, newBits int) {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return
		}
		whole := Prefixes(p)
		if !p.Addr().Is4In6() {
			if list := whole.Prefixes(); len(list) != 1 || list[0] != p.Masked() {
				t.Fatalf("%v became %v", p, list)
			}
		}
		checkBlocks(t, whole, func() ([]netip.Prefix, error) { return Cidr(p, count, hostBits) })
		parts, err := Split(p, newBits%10)
		checkBlocks(t, whole, func() ([]netip.Prefix, error) { return parts, err })
		if err == nil && !Prefixes(parts...).Equal(whole) {
			t.Fatalf("the parts of %v are not %v", p, parts)
		}
		if err := CheckSubnetPrefix(p); err == nil && len(Reserved(p)) != 5 {
			t.Fatalf("%v has reserved addresses %v", p, Reserved(p))
		}
		want(t, "usable are in the subnet", whole.Covers(Usable(p)), true)
	})
}

// checkBlocks wants canonical, disjoint blocks within a set.
func checkBlocks(t *testing.T, whole Addresses, make func() ([]netip.Prefix, error)) {
	t.Helper()
	blocks, err := make()
	if err != nil {
		return
	}
	var before Addresses
	for _, p := range blocks {
		one := Prefixes(p)
		if p != p.Masked() || before.Overlaps(one) || !whole.Covers(one) {
			t.Fatalf("block %v of %v", p, blocks)
		}
		before = before.Union(one)
	}
}
