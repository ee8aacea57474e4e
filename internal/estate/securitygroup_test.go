package estate

import (
	"fmt"
	"net/netip"
	"testing"

	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

func core(id ID, typ string) Core {
	return Core{ID: id, Logical: string(id), Type: typ, Origin: Origin{File: "t.yaml", Line: 1}}
}

func TestServicesOfEveryProtocolForm(t *testing.T) {
	n := func(p int) Value[int] { return Of(p, Origin{}) }
	var none Value[int]
	tcp := func(lo, hi uint16) traffic.Services { return traffic.Ports(traffic.TCP, lo, hi) }
	for _, c := range []struct {
		protocol string
		from, to Value[int]
		want     traffic.Services
	}{
		{"-1", n(80), n(80), traffic.AllServices()},
		{"all", none, none, traffic.AllServices()},
		{"tcp", n(80), n(443), tcp(80, 443)},
		{"TCP", n(22), n(22), tcp(22, 22)},
		{"6", n(0), n(65535), tcp(0, 65535)},
		{"udp", n(53), n(53), traffic.Ports(traffic.UDP, 53, 53)},
		{"icmp", n(8), n(0), traffic.ICMPTypes(traffic.ICMP, 8, 0)},
		{"icmp", n(8), n(-1), traffic.ICMPTypes(traffic.ICMP, 8, -1)},
		{"1", n(-1), n(-1), traffic.WholeProtocol(traffic.ICMP)},
		{"icmpv6", n(128), n(0), traffic.ICMPTypes(traffic.ICMPv6, 128, 0)},
		{"58", none, none, traffic.WholeProtocol(traffic.ICMPv6)},
		{"50", n(1), n(2), traffic.WholeProtocol(50)},
		{"47", none, none, traffic.WholeProtocol(47)},
	} {
		r := SecurityGroupRule{Protocol: Of(c.protocol, Origin{}), From: c.from, To: c.to}
		got, ok := r.Services().Known()
		if !ok || !got.Equal(c.want) {
			t.Errorf("%s %v-%v: got %v %v", c.protocol, c.from, c.to, got, ok)
		}
	}
}

// TestServicesOfNoProtocol: what is no protocol is unknown, and the cause has its place.
func TestServicesOfNoProtocol(t *testing.T) {
	at := Origin{File: "a.yaml", Line: 3, Column: 7}
	for _, protocol := range []string{"999", "tpc", ""} {
		a := (&SecurityGroupRule{Protocol: Of(protocol, at)}).Services().In(scenario.Always())
		if want := fmt.Sprintf("the value at a.yaml:3:7: it is not a protocol's name or number, but %q: AWS refuses it", protocol); a.State != Unknown || a.Gap.Cause() != want {
			t.Errorf("%q: %v, %s", protocol, a.State, a.Gap.Cause())
		}
	}
}

func TestServicesOfUnknownPorts(t *testing.T) {
	gap := Gap{Variable: paramC}
	unknown := UnknownValue[int](gap, Origin{})
	for protocol, want := range map[string]State{"tcp": Unknown, "icmp": Unknown, "-1": Known, "50": Known} {
		r := SecurityGroupRule{Protocol: Of(protocol, Origin{}), From: unknown, To: unknown}
		if a := r.Services().In(scenario.Always()); a.State != want {
			t.Errorf("%s: got %v, want %v", protocol, a.State, want)
		}
	}
}

func TestNetworkACLRulesTakeTypeAndCode(t *testing.T) {
	r := NetworkACLRule{Protocol: Of("1", Origin{}), ICMPType: Of(8, Origin{}), ICMPCode: Of(-1, Origin{})}
	if got, _ := r.Services().Known(); !got.Equal(traffic.ICMPTypes(traffic.ICMP, 8, -1)) {
		t.Errorf("got %v", got)
	}
	r = NetworkACLRule{Protocol: Of("6", Origin{}), From: Of(80, Origin{}), To: Of(80, Origin{})}
	if got, _ := r.Services().Known(); !got.Equal(traffic.Ports(traffic.TCP, 80, 80)) {
		t.Errorf("got %v", got)
	}
}

func ruleFor(owner Text, egress bool, when scenario.Guard, id ID) *SecurityGroupRuleResource {
	c := core(id, "AWS::EC2::SecurityGroupIngress")
	c.When = when
	return &SecurityGroupRuleResource{
		Core: c, Owner: Of(owner, c.Origin),
		Rule: SecurityGroupRule{Owner: id, Egress: egress, Protocol: Of("tcp", c.Origin), IPv4: Of(netip.MustParsePrefix("10.0.0.0/8"), c.Origin)},
	}
}

func TestRulesOfJoinsRulesThatStandAlone(t *testing.T) {
	isX := scenario.Atom(paramA, "x")
	g := &SecurityGroup{Core: core("G", "AWS::EC2::SecurityGroup"), Egress: AllowAllEgress("G", Origin{})}
	other := &SecurityGroup{Core: core("H", "AWS::EC2::SecurityGroup"), Egress: AllowAllEgress("H", Origin{})}
	e := New(Estate{Resources: []Resource{
		g, other,
		ruleFor(OfReference("G", ""), false, scenario.Always(), "In"),
		ruleFor(OfReference("G", "GroupId"), false, isX, "InOnlyIfX"),
		ruleFor(OfReference("G", "GroupId"), true, isX, "OutOnlyIfX"),
		ruleFor(Literal("sg-elsewhere"), false, scenario.Always(), "Elsewhere"),
	}})
	in := e.RulesOf(g, false)
	if len(in.Known) != 2 || in.Known[0].Is.Owner != "In" || !in.Known[1].When.Equal(isX) {
		t.Errorf("ingress: %+v", in.Known)
	}
	out := e.RulesOf(g, true)
	if len(out.Known) != 3 {
		t.Fatalf("egress: %+v", out.Known)
	}
	for _, r := range out.Known[:2] {
		if !r.Is.ByDefault || !r.When.Equal(isX.Not()) {
			t.Errorf("the default rule goes where another comes: %v %v", r.Is.ByDefault, r.When)
		}
	}
	if rest := e.RulesOf(other, true); len(rest.Known) != 2 || !rest.Known[0].When.IsAlways() {
		t.Errorf("another group keeps its default: %+v", rest.Known)
	}
}
