package traffic

import (
	"slices"
	"testing"
)

func TestParseProtocol(t *testing.T) {
	for text, want := range map[string]Protocol{
		"tcp": TCP, "TCP": TCP, " Udp ": UDP, "6": TCP, "icmp": ICMP, "ICMPv6": ICMPv6,
		"ipv6-icmp": ICMPv6, "58": ICMPv6, "0": 0, "255": 255, "gre": GRE, "esp": ESP, "sctp": SCTP,
	} {
		if p, all, err := ParseProtocol(text); p != want || all || err != nil {
			t.Errorf("%q: got %v, %v, %v", text, p, all, err)
		}
	}
	for _, text := range []string{"-1", "all", "ALL", "any"} {
		if _, all, err := ParseProtocol(text); !all || err != nil {
			t.Errorf("%q: got %v, %v", text, all, err)
		}
	}
	for _, text := range []string{"", "tpc", "256", "-2", "+6", "6.0"} {
		if _, _, err := ParseProtocol(text); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

func TestParseServiceAndString(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"tcp/443", "tcp 443"},
		{"TCP/443", "tcp 443"},
		{"tcp/1000-2000", "tcp 1000-2000"},
		{"tcp", "tcp all"},
		{"tcp/all", "tcp all"},
		{"tcp/0-65535", "tcp all"},
		{"udp/53", "udp 53"},
		{"icmp", "icmp all"},
		{"icmp/8", "icmp 8"},
		{"icmp/8/0", "icmp 8/0"},
		{"icmp/3/1-4", "icmp 3/1-4"},
		{"icmp/3-5", "icmp 3-5"},
		{"icmp/3/4,4,5/0", "icmp 3/4,4,5/0"},
		{"icmp/0-255", "icmp all"},
		{"icmpv6/128,129", "icmpv6 128-129"},
		{"any", "all"},
		{"ALL", "all"},
		{"-1", "all"},
		{"none", "none"},
		{"tcp/80,443", "tcp 80,443"},
		{"tcp/80,81", "tcp 80-81"},
		{"tcp/443, 80, udp/53", "tcp 80,443; udp 53"},
		{"udp/53,tcp/80", "tcp 80; udp 53"},
		{"tcp 80,443; udp 53", "tcp 80,443; udp 53"},
		{"6", "tcp all"},
		{"6/22", "tcp 22"},
		{"gre", "47 all"},
		{"4;5", "4-5 all"},
		{"4-5 all; 6 all", "tcp all; 4-5 all"},
		{"sctp/3868", "132 3868"},
		{"132 1-5,9; 133; 134 all", "132 1-5,9; 133-134 all"},
		{"tcp,udp,icmp", "tcp all; udp all; icmp all"},
		{"tcp/443,any", "all"},
	} {
		s, err := ParseService(c.text)
		if err != nil || s.String() != c.want {
			t.Errorf("%q: got %v, %v, want %v", c.text, s, err, c.want)
		}
	}
}

func TestParseServiceRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":              `parse service "": a service is missing`,
		"tcp/80,":       `parse service "tcp/80,": a service is missing`,
		"tcp/99999":     `parse service "tcp/99999": "99999" is not a number from 0 to 65535`,
		"tcp/":          `parse service "tcp/": "" is not a number from 0 to 65535`,
		"tcp/90-80":     `parse service "tcp/90-80": range "90-80" runs backwards`,
		"tcp,80":        `parse service "tcp,80": "80" follows no ports or types: write protocol/number, or ; before a protocol's number`,
		"any/80":        `parse service "any/80": any means every protocol, and takes no ports`,
		"gre/80":        `parse service "gre/80": protocol 47 has no ports`,
		"icmp/256":      `parse service "icmp/256": "256" is not a number from 0 to 255`,
		"icmp/3-4/1":    `parse service "icmp/3-4/1": "3-4/1" gives codes for several types`,
		"htpp":          `parse service "htpp": parse protocol "htpp": neither a known name nor a number from 0 to 255`,
		"/80":           `parse service "/80": parse protocol "": neither a known name nor a number from 0 to 255`,
		"tcp/80;udp/-1": `parse service "tcp/80;udp/-1": "" is not a number from 0 to 65535`,
	} {
		s, err := ParseService(text)
		if err == nil || err.Error() != want || !s.IsEmpty() {
			t.Errorf("%q: got %v, %v, want %v", text, s, err, want)
		}
	}
}

func mustParse(t *testing.T, text string) Services {
	t.Helper()
	s, err := ParseService(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDescribe(t *testing.T) {
	for _, c := range []struct {
		set  Services
		want []Description
	}{
		{NoServices(), nil},
		{AllServices(), []Description{{"all", "all", ""}}},
		{mustParse(t, "udp/53,icmp/8/0,tcp/1024-65535"), []Description{
			{"tcp", "1024-65535", ""}, {"udp", "53", ""}, {"icmp", "", "8/0"},
		}},
		{AllServices().Subtract(mustParse(t, "tcp/22")), []Description{
			{"tcp", "0-21,23-65535", ""}, {"udp", "all", ""}, {"icmp", "", "all"}, {"icmpv6", "", "all"},
			{"0", "all", ""}, {"2-5", "all", ""}, {"7-16", "all", ""}, {"18-57", "all", ""}, {"59-255", "all", ""},
		}},
		{AllServices().Subtract(mustParse(t, "icmp/8/0")).Intersect(mustParse(t, "icmp")), []Description{
			{"icmp", "", "0-7,8/1-255,9-255"},
		}},
	} {
		if got := c.set.Describe(); !slices.Equal(got, c.want) {
			t.Errorf("%v: got %v, want %v", c.set, got, c.want)
		}
	}
}

func TestConstructorsAtTheirLimits(t *testing.T) {
	for _, c := range []struct {
		what string
		set  Services
		want string
	}{
		{"backwards", Ports(TCP, 2, 1), "none"},
		{"the last port", Ports(TCP, 65535, 65535), "tcp 65535"},
		{"a protocol without ports", Ports(GRE, 80, 80), "47 all"},
		{"ports of ICMP", Ports(ICMP, 0, 65535), "none"},
		{"types of TCP", ICMPTypes(TCP, -1, -1), "none"},
		{"any type", ICMPTypes(ICMP, -1, -1), "icmp all"},
		{"any type, one code", ICMPTypes(ICMP, -1, 3), "icmp all"},
		{"any code", ICMPTypes(ICMPv6, 128, -1), "icmpv6 128"},
		{"one code", ICMPTypes(ICMP, 255, 255), "icmp 255/255"},
		{"no such type", ICMPTypes(ICMP, 256, 0), "none"},
		{"no such code", ICMPTypes(ICMP, 0, -2), "none"},
		{"the last protocol", WholeProtocol(255), "255 all"},
	} {
		if got := c.set.String(); got != c.want {
			t.Errorf("%s: got %s, want %s", c.what, got, c.want)
		}
	}
}

func TestProtocolsAndPorts(t *testing.T) {
	s := mustParse(t, "tcp/80,443-445; udp/53; icmp/8/0")
	if got := s.Protocols(); !slices.Equal(got, []Protocol{ICMP, TCP, UDP}) {
		t.Errorf("protocols: got %v", got)
	}
	if got := s.PortRanges(TCP); !slices.Equal(got, []PortRange{{80, 80}, {443, 445}}) {
		t.Errorf("tcp: got %v", got)
	}
	if got := s.PortRanges(SCTP); got != nil {
		t.Errorf("sctp: got %v", got)
	}
	if got := AllServices().Protocols(); len(got) != 256 || got[0] != 0 || got[255] != 255 {
		t.Errorf("all: got %v", got)
	}
	if got := AllServices().PortRanges(TCP); !slices.Equal(got, []PortRange{{0, 65535}}) {
		t.Errorf("all ports: got %v", got)
	}
	if got := s.Restrict(UDP).String(); got != "udp 53" {
		t.Errorf("restrict: got %v", got)
	}
	for _, r := range EphemeralPorts() {
		want(t, "the widest comes first", Ports(TCP, 1024, 65535).Covers(Ports(TCP, r.Lo, r.Hi)), true)
	}
}

// TestFastPathsAllocateNothing holds the operations that engines repeat most to
// no memory at all.
func TestFastPathsAllocateNothing(t *testing.T) {
	none, all, some := NoServices(), AllServices(), manyPorts(50, 0)
	twin := manyPorts(50, 0)
	everything, rules := Everything(), UnionOf(manyRules(50)...)
	table := NewTable()
	a, b := table.Intern(some), table.Intern(manyPorts(50, 5))
	table.And(a, b)
	allocations := testing.AllocsPerRun(100, func() {
		_ = some.Union(none).Intersect(all).Union(twin).Intersect(twin).Subtract(none)
		_, _, _ = some.Subtract(twin), some.Covers(twin), all.Overlaps(some)
		_, _ = rules.Union(Nothing()), rules.Intersect(everything)
		_ = rules.Covers(everything)
		_, _ = table.And(b, a), table.Intern(twin)
	})
	if allocations != 0 {
		t.Errorf("got %v allocations", allocations)
	}
}
