package traffic

import (
	"fmt"
	"net/netip"
	"testing"
)

func TestCheckPrefixes(t *testing.T) {
	for _, c := range []struct{ prefix, vpc, subnet string }{
		{"10.0.0.0/16", "", ""},
		{"10.0.0.0/28", "", ""},
		{"10.0.0.0/15", "10.0.0.0/15 is too large for a VPC: AWS allows /16 to /28", "10.0.0.0/15 is too large for a VPC subnet: AWS allows /16 to /28"},
		{"203.0.113.0/29", "203.0.113.0/29 is too small for a VPC: AWS allows /16 to /28", "203.0.113.0/29 is too small for a VPC subnet: AWS allows /16 to /28"},
		{"10.0.0.5/24", "10.0.0.5/24 has host bits set: the canonical form is 10.0.0.0/24", "10.0.0.5/24 has host bits set: the canonical form is 10.0.0.0/24"},
		{"2001:db8::/44", "", ""},
		{"2001:db8::/56", "", ""},
		{"2001:db8::/60", "", ""},
		{"2001:db8::/64", "2001:db8::/64 is too small for a VPC: AWS allows /44 to /60 in steps of 4", ""},
		{"2001:db8::/40", "2001:db8::/40 is too large for a VPC: AWS allows /44 to /60 in steps of 4", "2001:db8::/40 is too large for a VPC subnet: AWS allows /44 to /64 in steps of 4"},
		{"2001:db8::/57", "2001:db8::/57 has no size for a VPC: AWS allows /44 to /60 in steps of 4", "2001:db8::/57 has no size for a VPC subnet: AWS allows /44 to /64 in steps of 4"},
		{"::ffff:10.0.0.0/112", "::ffff:10.0.0.0/112 is an IPv4 prefix written as IPv6", "::ffff:10.0.0.0/112 is an IPv4 prefix written as IPv6"},
	} {
		wantError(t, c.prefix+" as VPC", CheckVPCPrefix(prefix(c.prefix)), c.vpc)
		wantError(t, c.prefix+" as subnet", CheckSubnetPrefix(prefix(c.prefix)), c.subnet)
	}
	wantError(t, "zero", CheckSubnetPrefix(netip.Prefix{}), "the prefix is not valid")
}

func wantError(t *testing.T, what string, err error, want string) {
	t.Helper()
	got := ""
	if err != nil {
		got = err.Error()
	}
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func TestReservedAndUsable(t *testing.T) {
	for _, c := range []struct{ subnet, reserved, usable string }{
		{"10.0.0.0/24", "[10.0.0.0 10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.255]", "10.0.0.4-10.0.0.254"},
		{"2001:db8::/64", "[2001:db8:: 2001:db8::1 2001:db8::2 2001:db8::3 2001:db8::ffff:ffff:ffff:ffff]",
			"2001:db8::4-2001:db8::ffff:ffff:ffff:fffe"},
		{"10.0.0.0/30", "[10.0.0.0 10.0.0.1 10.0.0.2 10.0.0.3]", "none"},
		{"255.255.255.255/32", "[255.255.255.255]", "none"},
		{"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]", "none"},
	} {
		var addrs []netip.Addr
		for _, r := range Reserved(prefix(c.subnet)) {
			addrs = append(addrs, r.Addr)
		}
		if got := fmt.Sprint(addrs); got != c.reserved {
			t.Errorf("%s: reserved %s", c.subnet, got)
		}
		if got := Usable(prefix(c.subnet)).String(); got != c.usable {
			t.Errorf("%s: usable %s", c.subnet, got)
		}
	}
	if got := Reserved(netip.Prefix{}); got != nil {
		t.Errorf("zero prefix: %v", got)
	}
}

func TestCidr(t *testing.T) {
	for _, c := range []struct {
		prefix          string
		count, hostBits int
		want, err       string
	}{
		{"192.168.0.0/24", 6, 5, "[192.168.0.0/27 192.168.0.32/27 192.168.0.64/27 192.168.0.96/27 192.168.0.128/27 192.168.0.160/27]", ""},
		{"10.0.0.0/16", 1, 8, "[10.0.0.0/24]", ""},
		{"10.0.0.0/24", 1, 8, "[10.0.0.0/24]", ""},
		{"2001:db8::/56", 2, 64, "[2001:db8::/64 2001:db8:0:1::/64]", ""},
		{"10.0.0.0/24", 9, 5, "[]", "cidr of 10.0.0.0/24: it has room for 8 blocks of /27, not for 9"},
		{"10.0.0.0/24", 1, 9, "[]", "cidr of 10.0.0.0/24: blocks of 9 bits for hosts are larger than a /24"},
		{"10.0.0.0/24", 0, 4, "[]", "cidr of 10.0.0.0/24: count 0 is not between 1 and 256"},
		{"10.0.0.0/8", 257, 4, "[]", "cidr of 10.0.0.0/8: count 257 is not between 1 and 256"},
		{"10.0.0.0/24", 1, 0, "[]", "cidr of 10.0.0.0/24: 0 bits for hosts is less than 1"},
	} {
		got, err := Cidr(prefix(c.prefix), c.count, c.hostBits)
		if fmt.Sprint(got) != c.want {
			t.Errorf("%v: got %v", c, got)
		}
		wantError(t, c.prefix, err, c.err)
	}
	_, err := Cidr(netip.Prefix{}, 1, 1)
	wantError(t, "zero", err, "cidr of invalid Prefix: the prefix is not valid")
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		prefix    string
		newBits   int
		want, err string
	}{
		{"10.0.0.0/16", 2, "[10.0.0.0/18 10.0.64.0/18 10.0.128.0/18 10.0.192.0/18]", ""},
		{"0.0.0.0/0", 1, "[0.0.0.0/1 128.0.0.0/1]", ""},
		{"::/0", 1, "[::/1 8000::/1]", ""},
		{"10.0.0.0/32", 0, "[10.0.0.0/32]", ""},
		{"10.0.0.0/32", 1, "[]", "split 10.0.0.0/32: a /33 is longer than an address"},
		{"10.0.0.0/8", 17, "[]", "split 10.0.0.0/8: 17 more bits is not between 0 and 16"},
	} {
		got, err := Split(prefix(c.prefix), c.newBits)
		if fmt.Sprint(got) != c.want {
			t.Errorf("%v: got %v", c, got)
		}
		wantError(t, c.prefix, err, c.err)
	}
}
