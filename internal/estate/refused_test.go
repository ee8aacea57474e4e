package estate

import (
	"testing"

	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// TestServicesThatAWSRefuses: what will stand there instead is not known, neither that
// it is nothing nor that it is all ("IpPermission", "CreateNetworkAclEntry").
func TestServicesThatAWSRefuses(t *testing.T) {
	at := Origin{File: "a.yaml", Line: 3, Column: 7}
	n := func(p int) Value[int] { return Of(p, at) }
	var none Value[int]
	for _, c := range []struct {
		protocol string
		from, to Value[int]
		why      string
	}{
		{"tcp", n(443), n(22), "a range of ports from 443 to 22 is none: AWS refuses it"},
		{"17", n(53), n(70000), "port 70000 is out of the range from 0 to 65535: AWS refuses it"},
		{"tcp", n(-5), n(22), "port -5 is out of the range from 0 to 65535: AWS refuses it"},
		{"tcp", n(-1), n(-1), "port -1 is out of the range from 0 to 65535: AWS refuses it"},
		{"tcp", n(443), none, "TCP without a range of ports, for which AWS asks"},
		{"udp", none, none, "UDP without a range of ports, for which AWS asks"},
		{"icmp", none, none, "ICMP without a type and a code, for which AWS asks (-1 is any)"},
		{"icmp", n(300), n(-1), "ICMP has no type or code 300: AWS refuses it"},
	} {
		r := SecurityGroupRule{Protocol: Of(c.protocol, at), From: c.from, To: c.to}
		a := r.Services().In(scenario.Always())
		if want := "the rule at a.yaml:3:7: " + c.why; a.State != Unknown || a.Gap.Cause() != want {
			t.Errorf("%s: %v, %s; want %s", c.protocol, a.State, a.Gap.Cause(), want)
		}
		certain, possible, _ := r.ServicesIn(scenario.Always())
		p, _, _ := traffic.ParseProtocol(c.protocol)
		if !certain.IsEmpty() || !possible.Covers(traffic.WholeProtocol(p)) {
			t.Errorf("%s: certain %v, possible %v", c.protocol, certain, possible)
		}
		if got := Refusals([]Resource{&SecurityGroupRuleResource{Rule: r}}); len(got) != 1 || got[0].Origin != at {
			t.Errorf("%s: told %v", c.protocol, got)
		}
	}
	acl := NetworkACLRule{Protocol: Of("6", at), From: n(443), To: n(22)}
	if got := Refusals([]Resource{&NetworkACLEntry{Rule: acl}}); len(got) != 1 {
		t.Errorf("a network ACL's entry: told %v", got)
	}
}

// TestBlocksWithTheirLength: "To specify a single IPv4 address, use the /32 prefix
// length"; "AWS canonicalizes IPv4 and IPv6 CIDRs" ("IpRange").
func TestBlocksWithTheirLength(t *testing.T) {
	read := func(s string, six bool) (string, bool) {
		p, ok := (&Tree{Kind: Scalar, Text: Literal(s)}).AsBlock(six).Known()
		return p.String(), ok
	}
	for s, six := range map[string]bool{"10.0.0.0/8": false, "10.0.0.5/8": false, "::/0": true, "2001:db8::1/64": true} {
		if got, ok := read(s, six); !ok || got != s {
			t.Errorf("%s: %s %v", s, got, ok)
		}
	}
	for s, six := range map[string]bool{"10.0.0.1": false, "::/0": false, "0.0.0.0/0": true, "10.0.0.0/33": false, "10.0.0.256/32": false, "": false} {
		if got, ok := read(s, six); ok {
			t.Errorf("%s is read as %s", s, got)
		}
	}
}
