package traffic

import (
	"net/netip"
	"testing"
)

func TestZeroValues(t *testing.T) {
	var s Set
	want(t, "zero set is nothing", s.Equal(Nothing()) && s.IsEmpty(), true)
	want(t, "of no addresses", Of(NoAddresses(), AllServices()).IsEmpty(), true)
	want(t, "of no services", Of(AllAddresses(), NoServices()).IsEmpty(), true)
	want(t, "union of none", UnionOf().IsEmpty(), true)
	want(t, "everything covers", Everything().Covers(s) && !s.Covers(Everything()), true)
	want(t, "at the zero address", Everything().At(netip.Addr{}).IsEmpty(), true)
	all, some := Everything().Over(NoAddresses())
	want(t, "over no addresses", all.IsEmpty() && some.IsEmpty(), true)
	for range s.Pieces() {
		t.Error("nothing has a piece")
	}
}

func TestSetString(t *testing.T) {
	ten, office := prefixes("10.0.0.0/8"), prefixes("203.0.113.7/32")
	https, ssh := mustParse(t, "tcp/443"), mustParse(t, "tcp/22")
	for _, c := range []struct {
		set  Set
		want string
	}{
		{Nothing(), "nothing"},
		{Everything(), "everything"},
		{Of(AllIPv4(), AllServices()), "all with 0.0.0.0/0"},
		{Of(AllAddresses(), https), "tcp 443 with all"},
		{Of(ten.Union(office), https).Union(Of(office, ssh)), "tcp 443 with 10.0.0.0/8 | tcp 22,443 with 203.0.113.7"},
		{Of(AllIPv6(), https).Union(Of(AllIPv4(), https)), "tcp 443 with all"},
		{Of(ten, https).Union(Of(prefixes("11.0.0.0/8"), ssh)).Union(Of(prefixes("12.0.0.0/8"), https)),
			"tcp 443 with 10.0.0.0/8, 12.0.0.0/8 | tcp 22 with 11.0.0.0/8"},
	} {
		if got := c.set.String(); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestPiecesStopAndSplitFamilies(t *testing.T) {
	n := 0
	for r, services := range Everything().Pieces() {
		n++
		want(t, "a range of one family", r.Lo.Is4() == r.Hi.Is4() && services.IsAll(), true)
	}
	want(t, "two pieces", n == 2, true)
	for range Everything().Pieces() {
		n++
		break
	}
	want(t, "the loop ends at break", n == 3, true)
}

func TestOver(t *testing.T) {
	s := Of(prefixes("10.0.0.0/24"), mustParse(t, "tcp/80,443")).Union(Of(prefixes("10.0.0.0/25"), mustParse(t, "tcp/22")))
	for _, c := range []struct{ over, all, some string }{
		{"10.0.0.0/25", "tcp 22,80,443", "tcp 22,80,443"},
		{"10.0.0.0/24", "tcp 80,443", "tcp 22,80,443"},
		{"10.0.0.0/23", "none", "tcp 22,80,443"},
		{"10.0.0.255/32", "tcp 80,443", "tcp 80,443"},
		{"10.0.1.0/24", "none", "none"},
		{"::/0", "none", "none"},
	} {
		all, some := s.Over(prefixes(c.over))
		if all.String() != c.all || some.String() != c.some {
			t.Errorf("%s: got %v, %v", c.over, all, some)
		}
	}
}

// Groups are the same whether they are few or so many that a table finds them.
func TestGroupsOfMany(t *testing.T) {
	for _, n := range []int{3, manyGroups - 1, manyGroups, 3 * manyGroups} {
		set := Nothing()
		for i := range 4 * n {
			prefix := netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, byte(i), 0}), 24)
			set = set.Union(Of(Prefixes(prefix), Ports(TCP, uint16(i%n), uint16(i%n))))
		}
		groups := set.Groups()
		if len(groups) != n {
			t.Fatalf("%d groups, want %d", len(groups), n)
		}
		for i, g := range groups {
			if want := Ports(TCP, uint16(i), uint16(i)); !g.Services.Equal(want) || g.Addresses.Size4() != 4*256 {
				t.Errorf("group %d of %d is %v with %d addresses", i, n, g.Services, g.Addresses.Size4())
			}
		}
	}
}
