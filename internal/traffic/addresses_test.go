package traffic

import (
	"net/netip"
	"slices"
	"testing"
)

func addr(text string) netip.Addr     { return netip.MustParseAddr(text) }
func prefix(text string) netip.Prefix { return netip.MustParsePrefix(text) }

func TestAddressesString(t *testing.T) {
	for _, c := range []struct {
		set  Addresses
		want string
	}{
		{NoAddresses(), "none"},
		{Addresses{}, "none"},
		{AllAddresses(), "all"},
		{AllIPv4(), "0.0.0.0/0"},
		{AllIPv6(), "::/0"},
		{AllIPv4().Union(AllIPv6()), "all"},
		{prefixes("10.0.0.0/9", "10.128.0.0/9"), "10.0.0.0/8"},
		{prefixes("10.1.2.3/8"), "10.0.0.0/8"},
		{prefixes("10.0.0.0/8", "10.1.0.0/16"), "10.0.0.0/8"},
		{prefixes("192.0.2.9/32", "2001:db8::/32", "10.0.0.0/8"), "10.0.0.0/8, 192.0.2.9, 2001:db8::/32"},
		{Range(addr("192.0.2.4"), addr("192.0.2.9")), "192.0.2.4-192.0.2.9"},
		{Range(addr("192.0.2.9"), addr("192.0.2.4")), "none"},
		{Range(addr("192.0.2.9"), addr("::1")), "none"},
		{Range(netip.Addr{}, addr("::1")), "none"},
		{Single(addr("255.255.255.255")), "255.255.255.255"},
		{Single(addr("255.255.255.255")).Union(Single(addr("::"))), "255.255.255.255, ::"},
		{Single(addr("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
		{Single(addr("fe80::1%eth0")), "fe80::1"},
		{Single(addr("::ffff:10.0.0.1")), "10.0.0.1"},
		{Prefixes(prefix("::ffff:10.0.0.0/104")), "10.0.0.0/8"},
		{Single(netip.Addr{}), "none"},
		{Prefixes(netip.Prefix{}), "none"},
	} {
		if got := c.set.String(); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestPrefixesAreMinimal(t *testing.T) {
	for _, c := range []struct {
		set  Addresses
		want []string
	}{
		{Range(addr("10.0.0.1"), addr("10.0.0.6")), []string{"10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/31", "10.0.0.6/32"}},
		{AllAddresses(), []string{"0.0.0.0/0", "::/0"}},
		{AllIPv4().Subtract(Single(addr("0.0.0.0"))).IPv4().Intersect(prefixes("0.0.0.0/30")), []string{"0.0.0.1/32", "0.0.0.2/31"}},
		{Range(addr("::ffff:ffff:ffff:ffff"), addr("0:0:0:1::")), []string{"::ffff:ffff:ffff:ffff/128", "0:0:0:1::/128"}},
		{Range(addr("2001:db8::"), addr("2001:db8:1:ffff:ffff:ffff:ffff:ffff")), []string{"2001:db8::/47"}},
	} {
		var got []string
		for _, p := range c.set.Prefixes() {
			got = append(got, p.String())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v: got %v, want %v", c.set, got, c.want)
		}
	}
}

func TestAddressMeasures(t *testing.T) {
	for _, c := range []struct {
		set     Addresses
		size4   uint64
		widest6 int
		any     string
	}{
		{NoAddresses(), 0, -1, "invalid IP"},
		{AllAddresses(), 1 << 32, 0, "0.0.0.0"},
		{AllIPv6(), 0, 0, "::"},
		{prefixes("10.0.0.0/24", "10.0.2.0/32"), 257, -1, "10.0.0.0"},
		{prefixes("2001:db8::/48", "2001:db8:1::/64", "192.0.2.1/32"), 1, 48, "192.0.2.1"},
		{Range(addr("2001:db8::1"), addr("2001:db8::4")), 0, 127, "2001:db8::1"},
	} {
		witness, ok := c.set.Any()
		if c.set.Size4() != c.size4 || c.set.WidestIPv6() != c.widest6 || witness.String() != c.any || ok == c.set.IsEmpty() {
			t.Errorf("%v: got %d, %d, %v", c.set, c.set.Size4(), c.set.WidestIPv6(), witness)
		}
	}
	if AllAddresses().Contains(netip.Addr{}) {
		t.Error("the zero address is in a set")
	}
}

func TestInternetAndPrivate(t *testing.T) {
	internet, private := Internet(), Private()
	for _, text := range []string{
		"8.8.8.8", "1.1.1.1", "223.255.255.255", "192.0.1.0", "172.15.255.255", "172.32.0.0", "100.63.0.1", "100.128.0.0",
		"192.0.2.1", "198.51.100.1", "203.0.113.7", "2001:db8::1", "3fff::1", "2600:1f18::1", "2a05:d018::1",
	} {
		want(t, text+" is in the internet", internet.Contains(addr(text)), true)
		want(t, text+" is private", private.Contains(addr(text)), false)
	}
	for _, text := range []string{
		"0.0.0.0", "127.0.0.1", "169.254.169.254", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
		"::1", "fe80::1", "ff02::1", "2001::1", "4000::1", "::ffff:10.0.0.1",
	} {
		want(t, text+" is in the internet", internet.Contains(addr(text)), false)
	}
	for _, text := range []string{"10.0.0.1", "100.64.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "fd00:ec2::254", "fc00::"} {
		want(t, text+" is in the internet", internet.Contains(addr(text)), false)
		want(t, text+" is private", private.Contains(addr(text)), true)
	}
	want(t, "they overlap", internet.Overlaps(private), false)
}

func TestRangesSplitFamilies(t *testing.T) {
	want := []AddressRange{
		{addr("10.0.0.0"), addr("10.0.0.255")},
		{addr("255.255.255.0"), addr("255.255.255.255")},
		{addr("::"), addr("::ff")},
	}
	set := prefixes("10.0.0.0/24", "255.255.255.0/24", "::/120")
	if got := set.Ranges(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if p, ok := want[0].Prefix(); !ok || p != prefix("10.0.0.0/24") {
		t.Errorf("got %v, %v", p, ok)
	}
	if p, ok := (AddressRange{addr("10.0.0.1"), addr("10.0.0.2")}).Prefix(); ok {
		t.Errorf("not a prefix: got %v", p)
	}
	if NoAddresses().Ranges() != nil {
		t.Error("the empty set has a range")
	}
}

// TestAppendKey_TellsSetsApart: two sets have one key exactly if they are equal.
func TestAppendKey_TellsSetsApart(t *testing.T) {
	sets := []Addresses{
		NoAddresses(), AllAddresses(), AllIPv4(), AllIPv6(),
		Prefixes(netip.MustParsePrefix("10.0.0.0/8")), Prefixes(netip.MustParsePrefix("10.0.0.0/9")),
		Prefixes(netip.MustParsePrefix("10.0.0.0/9"), netip.MustParsePrefix("10.128.0.0/9")),
	}
	for _, a := range sets {
		for _, b := range sets {
			if same := string(a.AppendKey(nil)) == string(b.AppendKey(nil)); same != a.Equal(b) {
				t.Errorf("%s and %s: one key is %v", a, b, same)
			}
		}
	}
}
