package traffic

import (
	"math/rand/v2"
	"testing"
)

func seeded() *rand.Rand { return rand.New(rand.NewPCG(20, 26)) }

func checkServices(t *testing.T, a, b serviceBits) {
	x, y := a.services(), b.services()
	wantServices(t, "union", x.Union(y), a|b)
	wantServices(t, "intersect", x.Intersect(y), a&b)
	wantServices(t, "subtract", x.Subtract(y), a&^b)
	want(t, "covers", x.Covers(y), b&^a == 0)
	want(t, "overlaps", x.Overlaps(y), a&b != 0)
	want(t, "equal", x.Equal(y), a == b)
	want(t, "is all", x.IsAll(), a == 0xffff)
}

func TestServicesAlgebra(t *testing.T) {
	random := seeded()
	for range 100_000 {
		checkServices(t, serviceBits(random.Uint32()), serviceBits(random.Uint32()))
	}
}

func checkAddresses(t *testing.T, a, b addressBits) {
	x, y := a.addresses(), b.addresses()
	wantAddresses(t, "union", x.Union(y), a|b)
	wantAddresses(t, "intersect", x.Intersect(y), a&b)
	wantAddresses(t, "subtract", x.Subtract(y), a&^b)
	wantAddresses(t, "complement", x.Complement(), ^a)
	wantAddresses(t, "prefixes", Prefixes(x.Prefixes()...), a)
	wantAddresses(t, "IPv4", x.IPv4(), a&0xffff)
	wantAddresses(t, "IPv6", x.IPv6(), a&^0xffff)
	want(t, "covers", x.Covers(y), b&^a == 0)
	want(t, "overlaps", x.Overlaps(y), a&b != 0)
	want(t, "equal", x.Equal(y), a == b)
}

func TestAddressesAlgebra(t *testing.T) {
	random := seeded()
	for range 10_000 {
		// Few borders as well as many: and-ing thins, or-ing fills.
		a, b := addressBits(random.Uint32()), addressBits(random.Uint32())
		checkAddresses(t, a, b)
		checkAddresses(t, a&b, a|b)
	}
}

func checkSets(t *testing.T, a, b setBits, addresses addressBits, services serviceBits) {
	x, y := a.set(), b.set()
	wantSet(t, "union", x.Union(y), a.on(b, bitsUnion))
	wantSet(t, "intersect", x.Intersect(y), a.on(b, bitsIntersect))
	wantSet(t, "subtract", x.Subtract(y), a.on(b, bitsSubtract))
	want(t, "covers", x.Covers(y), b.on(a, bitsSubtract) == setBits{})
	want(t, "overlaps", x.Overlaps(y), a.on(b, bitsIntersect) != setBits{})
	want(t, "equal", x.Equal(y), a == b)

	var limit setBits
	for i := range limit {
		if addresses>>i&1 == 1 {
			limit[i] = ^limit[i]
		}
	}
	wantSet(t, "restrict", x.Restrict(addresses.addresses()), a.on(limit, bitsIntersect))
	for i := range limit {
		limit[i] = services
	}
	wantSet(t, "restrict services", x.RestrictServices(services.services()), a.on(limit, bitsIntersect))

	all, some := x.Over(addresses.addresses())
	wantAll, wantSome := a.over(addresses)
	wantServices(t, "over, all", all, wantAll)
	wantServices(t, "over, some", some, wantSome)
	wantAddresses(t, "addresses for", x.AddressesFor(services.services()), a.addressesFor(services))
	wantAddresses(t, "addresses", x.Addresses(), a.addressesFor(0xffff))
	_, anywhere := a.over(0xffffffff)
	wantServices(t, "services", x.Services(), anywhere)
	checkViews(t, x)
}

// checkViews puts a set together again from its pieces and from its groups.
func checkViews(t *testing.T, x Set) {
	var pieces, groups []Set
	for r, services := range x.Pieces() {
		pieces = append(pieces, Of(Range(r.Lo, r.Hi), services))
	}
	for _, g := range x.Groups() {
		groups = append(groups, Of(g.Addresses, g.Services))
	}
	want(t, "pieces make the set", UnionOf(pieces...).Equal(x), true)
	want(t, "groups make the set", UnionOf(groups...).Equal(x), true)
}

// randomSet has few different services and long runs, as real sets have.
func randomSet(random *rand.Rand) setBits {
	var m setBits
	for i := range m {
		switch random.IntN(4) {
		case 0:
			m[i] = serviceBits(random.Uint32())
		case 1:
			m[i] = 0
		default:
			m[i] = m[max(i-1, 0)]
		}
	}
	return m
}

func TestSetAlgebra(t *testing.T) {
	random := seeded()
	for range 3_000 {
		a, b := randomSet(random), randomSet(random)
		checkSets(t, a, b, addressBits(random.Uint32()), serviceBits(random.Uint32()))
		checkSets(t, a, a, 0, 0)
	}
}

// TestLaws checks what must hold whatever the representation is.
func TestLaws(t *testing.T) {
	random := seeded()
	everything := Everything()
	not := func(s Set) Set { return everything.Subtract(s) }
	for range 3_000 {
		a, b, c := randomSet(random).set(), randomSet(random).set(), randomSet(random).set()
		laws := map[string][2]Set{
			"difference is disjoint":    {a.Subtract(b).Intersect(b), Nothing()},
			"De Morgan, or":             {not(a.Union(b)), not(a).Intersect(not(b))},
			"De Morgan, and":            {not(a.Intersect(b)), not(a).Union(not(b))},
			"and over or":               {a.Intersect(b.Union(c)), a.Intersect(b).Union(a.Intersect(c))},
			"or over and":               {a.Union(b.Intersect(c)), a.Union(b).Intersect(a.Union(c))},
			"union is idempotent":       {a.Union(a), a},
			"union is associative":      {a.Union(b).Union(c), a.Union(b.Union(c))},
			"union is commutative":      {a.Union(b), b.Union(a)},
			"absorption":                {a.Union(a.Intersect(b)), a},
			"double complement":         {not(not(a)), a},
			"difference is and-not":     {a.Subtract(b), a.Intersect(not(b))},
			"what is split comes again": {a.Subtract(b).Union(a.Intersect(b)), a},
			"union of":                  {UnionOf(a, b, c), a.Union(b).Union(c)},
		}
		for name, sides := range laws {
			want(t, name, sides[0].Equal(sides[1]), true)
		}
	}
}

// TestAtoms compares with the classes of cells that all the sets treat alike.
func TestAtoms(t *testing.T) {
	random := seeded()
	for range 5_000 {
		var sets []Addresses
		var masks []addressBits
		for range random.IntN(6) {
			m := addressBits(random.Uint64() & (random.Uint64() >> 32))
			masks, sets = append(masks, m), append(sets, m.addresses())
		}
		classes := map[addressBits]addressBits{}
		var order []addressBits
		for i := range 32 {
			var signature addressBits
			for k, m := range masks {
				signature |= m >> i & 1 << k
			}
			if classes[signature] == 0 {
				order = append(order, signature)
			}
			classes[signature] |= 1 << i
		}
		atoms := Atoms(sets...)
		if len(atoms) != len(order) {
			t.Fatalf("got %d atoms, want %d", len(atoms), len(order))
		}
		for i, atom := range atoms {
			wantAddresses(t, "atom", atom, classes[order[i]])
		}
	}
}
