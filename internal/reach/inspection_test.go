package reach

import (
	"math/rand/v2"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// Centralised inspection and egress over a transit gateway; pages "Example:
// Appliance in a shared services VPC", "Example: Centralized outbound routing to
// the internet", "Centralized egress to internet" and "Centralized network security
// for VPC-to-VPC and on-premises to VPC traffic" (Building a Scalable and Secure
// Multi-VPC AWS Network Infrastructure).

// inspection is spokes v (x) and w (y) and a VPC i, in two zones, whose transit
// gateway's subnets lead everything to the firewall endpoint of their zone, and the
// firewall's subnets back to the transit gateway. The spokes' table has i as its
// way out, the table of i has the spokes.
func inspection(t testing.TB, action string, options ...string) *estateBuilder {
	b := hub(t, "manual")
	b.VPC("i", "10.9.0.0/16")
	for k, z := range []string{"a", "b"} {
		n := string(rune('0' + k))
		b.Subnet("it"+z, "i", "10.9.9."+[]string{"0", "16"}[k]+"/28")
		b.zone("eu-west-1" + z)
		b.Subnet("if"+z, "i", "10.9."+n+".0/24")
		b.zone("eu-west-1" + z)
		b.Table("rt-if"+z, "i", "if"+z, "0.0.0.0/0 tgw")
		b.Table("rt-it"+z, "i", "it"+z, "0.0.0.0/0 =vpce-"+z)
	}
	b.add(&estate.FirewallPolicy{Core: b.core("policy", "AWS::NetworkFirewall::FirewallPolicy"), StatelessDefault: itemsOf(action), RuleOrder: str("DEFAULT_ACTION_ORDER")})
	b.add(&estate.Firewall{Core: b.core("wall", "AWS::NetworkFirewall::Firewall"), VPC: b.ref("i"), Policy: b.ref("policy"), Subnets: b.refs("ifa ifb"), Endpoints: itemsOf(
		estate.FirewallEndpoint{ID: estate.Literal("vpce-a"), Subnet: b.text("ifa")}, estate.FirewallEndpoint{ID: estate.Literal("vpce-b"), Subnet: b.text("ifb")},
	)})
	b.Arm("arm-i", "tgw", "i", "ita itb", options...)
	b.TransitTable("spokes", "tgw", "arm-v arm-w", "", "0.0.0.0/0 arm-i")
	b.TransitTable("firewalls", "tgw", "arm-i", "arm-v arm-w")
	return b
}

func TestInspection_BetweenSpokesBothWaysThroughTheFirewall(t *testing.T) {
	n := inspection(t, "aws:forward_to_sfe", "ApplianceModeSupport=enable").New()
	n.yes("x -> y tcp 22")
	n.yes("y -> x udp 53")
	n = inspection(t, "aws:drop", "ApplianceModeSupport=enable").New()
	n.no("x -> y tcp 22", codeFirewall, codeFirewall)
}

func TestInspection_TheSpokesTableNeedsNoRouteToTheOther(t *testing.T) {
	b := inspection(t, "aws:pass", "ApplianceModeSupport=enable")
	drop(b, "spokes 0.0.0.0/0")
	b.New().no("x -> y tcp 22", codeTransitNoRoute)
}

func TestInspection_TheFirewallsTableNeedsTheSpokes(t *testing.T) {
	b := inspection(t, "aws:pass", "ApplianceModeSupport=enable")
	drop(b, "firewalls>arm-w")
	b.New().no("x -> y tcp 22", codeTransitNoRoute)
	b = inspection(t, "aws:pass", "ApplianceModeSupport=enable")
	drop(b, "firewalls>arm-v")
	b.New().no("x -> y tcp 22", codeTransitNoRoute) // the reply
}

func TestInspection_TheFirewallsSubnetNeedsARouteBackToTheGateway(t *testing.T) {
	b := inspection(t, "aws:pass", "ApplianceModeSupport=enable")
	drop(b, "rt-ifa 0.0.0.0/0 tgw")
	drop(b, "rt-ifb 0.0.0.0/0 tgw")
	b.New().no("x -> y tcp 22", codeNoRoute, codeNoRoute) // the reply lacks it too
}

// TestInspection_WithoutApplianceModeTrafficKeepsItsZone: spokes in one zone pass
// one endpoint both ways; of spokes in two zones each direction passes that of its
// own ("Appliance in a shared services VPC").
func TestInspection_WithoutApplianceModeTrafficKeepsItsZone(t *testing.T) {
	inspection(t, "aws:forward_to_sfe").New().yes("x -> y tcp 22")
	for _, c := range []struct {
		mode string
		ok   bool
	}{{"ApplianceModeSupport=enable", true}, {"ApplianceModeSupport=disable", false}} {
		b := inspection(t, "aws:forward_to_sfe", c.mode)
		for _, r := range b.list {
			if s, ok := r.(*estate.Subnet); ok && (s.ID == "wa" || s.ID == "wt") {
				s.AvailabilityZone = estate.Of(estate.Literal("eu-west-1b"), b.here())
			}
		}
		if n := b.New(); c.ok {
			n.yes("x -> y tcp 22")
			n.yes("y -> x tcp 22")
		} else {
			n.unknown("x -> y tcp 22", "one direction")
			n.unknown("y -> x tcp 22", "one direction")
		}
	}
}

// TestInspection_InApplianceModeEitherZoneMustDo: the gateway chooses the zone by
// a hash of the flow.
func TestInspection_InApplianceModeEitherZoneMustDo(t *testing.T) {
	b := inspection(t, "aws:pass", "ApplianceModeSupport=enable")
	drop(b, "rt-ifb 0.0.0.0/0 tgw")
	b.New().unknown("x -> y tcp 22", "comes out")
	b = inspection(t, "aws:pass") // but here the zone of x is taken
	drop(b, "rt-ifb 0.0.0.0/0 tgw")
	b.New().yes("x -> y tcp 22")
}

func TestInspection_NetworkACLsOfTheFirewallsSubnetSeeBothDirections(t *testing.T) {
	for _, deny := range []string{"in 100 deny tcp 22 0.0.0.0/0", "out 100 deny tcp 22 0.0.0.0/0"} {
		b := inspection(t, "aws:pass", "ApplianceModeSupport=enable")
		b.ACL("acl", "i", "ifa ifb", deny, "in 200 allow all 0.0.0.0/0", "out 200 allow all 0.0.0.0/0")
		n := b.New()
		n.no("x -> y tcp 22", codeACL)
		n.yes("x -> y tcp 23")
	}
}

func TestInspection_ReferencesToGroupsDontCross(t *testing.T) {
	b := inspection(t, "aws:pass", "ApplianceModeSupport=enable", "SecurityGroupReferencingSupport=enable")
	b.SG("ref", "w", "in tcp 22 from open-v")
	b.Instance("r", "wa", "ref")
	b.New().no("x -> r tcp 22", codeTransitReference)
}

// TestInspection_GatewayLoadBalancerEndpointsDecideByTheirSoftware: what routes
// stop is certain, the rest is the appliances' ("Using Gateway Load Balancer with
// Transit Gateway for centralized network security").
func TestInspection_GatewayLoadBalancerEndpointsDecideByTheirSoftware(t *testing.T) {
	b := inspection(t, "aws:pass", "ApplianceModeSupport=enable")
	drop(b, "wall")
	for _, z := range []string{"a", "b"} {
		b.add(&estate.VPCEndpoint{Core: b.core("gwlbe-"+z, "AWS::EC2::VPCEndpoint"), VPC: b.ref("i"), Kind: str("GatewayLoadBalancer"), Subnets: b.refs("if" + z)})
		drop(b, estate.ID("rt-it"+z+" 0.0.0.0/0 =vpce-"+z))
		b.Route("rt-it"+z, "0.0.0.0/0 gwlbe-"+z)
	}
	n := b.New()
	n.unknown("x -> y tcp 22", "the appliances behind")
	drop(b, "firewalls>arm-w")
	b.New().no("x -> y tcp 22", codeTransitNoRoute)
}

// TestInspection_WithoutAMiddleboxItIsNotDocumented that a VPC hands packets back
// to the gateway.
func TestInspection_WithoutAMiddleboxItIsNotDocumented(t *testing.T) {
	b := inspection(t, "aws:pass", "ApplianceModeSupport=enable")
	for _, z := range []string{"a", "b"} {
		drop(b, estate.ID("rt-it"+z+" 0.0.0.0/0 =vpce-"+z))
		b.Route("rt-it"+z, "0.0.0.0/0 tgw")
	}
	b.New().unknown("x -> y tcp 22", "passes traffic from one transit gateway on to another")
}

// egress adds a VPC e with NAT gateways in two zones, to which the firewalls'
// table leads what is not for a spoke.
func egress(b *estateBuilder) *estateBuilder {
	b.VPC("e", "10.8.0.0/16")
	b.IGW("igw", "e")
	for k, z := range []string{"a", "b"} {
		b.Subnet("et"+z, "e", "10.8.9."+[]string{"0", "16"}[k]+"/28")
		b.zone("eu-west-1" + z)
		b.Subnet("en"+z, "e", "10.8."+string(rune('0'+k))+".0/24")
		b.zone("eu-west-1" + z)
		b.NAT("nat-"+z, "en"+z)
		b.Table("rt-en"+z, "e", "en"+z, "0.0.0.0/0 igw", "10.0.0.0/8 tgw")
		b.Table("rt-et"+z, "e", "et"+z, "0.0.0.0/0 nat-"+z)
	}
	b.Arm("arm-e", "tgw", "e", "eta etb")
	b.TransitTable("outside", "tgw", "arm-e", "", "0.0.0.0/0 arm-i")
	b.add(&estate.TransitGatewayRoute{Core: b.core("out", "AWS::EC2::TransitGatewayRoute"), Table: b.ref("firewalls"), Attachment: b.ref("arm-e"), Destination: estate.Of(prefixOfText("0.0.0.0/0"), b.here())})
	b.Route("rt-v", "0.0.0.0/0 tgw")
	return b
}

func TestEgress_ThroughTheFirewallAndTheNATGatewayOfAnotherVPC(t *testing.T) {
	b := egress(inspection(t, "aws:forward_to_sfe", "ApplianceModeSupport=enable"))
	n := b.New()
	n.yes("x -> 198.51.100.7 tcp 443")
	n.no("198.51.100.7 -> x tcp 443")
	n.yes("x -> y tcp 22")
	b = egress(inspection(t, "aws:drop", "ApplianceModeSupport=enable"))
	b.New().no("x -> 198.51.100.7 tcp 443", codeFirewall, codeFirewall)
}

func TestEgress_RepliesMustComeBackThroughTheFirewall(t *testing.T) {
	b := egress(inspection(t, "aws:forward_to_sfe", "ApplianceModeSupport=enable"))
	drop(b, "outside 0.0.0.0/0")
	b.add(&estate.TransitGatewayPropagation{Core: b.core("p", "AWS::EC2::TransitGatewayRouteTablePropagation"), Table: b.ref("outside"), Attachment: b.ref("arm-v")})
	b.New().unknown("x -> 198.51.100.7 tcp 443", "one direction")
	b = egress(inspection(t, "aws:pass", "ApplianceModeSupport=enable"))
	drop(b, "outside 0.0.0.0/0")
	b.New().no("x -> 198.51.100.7 tcp 443", codeTransitNoRoute)
	b = egress(inspection(t, "aws:pass", "ApplianceModeSupport=enable"))
	for _, z := range []string{"a", "b"} {
		drop(b, estate.ID("rt-en"+z+" 10.0.0.0/8 tgw"))
	}
	b.New().no("x -> 198.51.100.7 tcp 443", codeNoRoute)
}

// TestEgress_FirewallAndNATGatewayInOneVPC: the transit gateway's subnet leads to
// the firewall, that to the NAT gateway, and the NAT gateway's subnet back to the
// firewall ("Centralized egress to internet").
func TestEgress_FirewallAndNATGatewayInOneVPC(t *testing.T) {
	for _, back := range []bool{true, false} {
		b := inspection(t, "aws:forward_to_sfe", "ApplianceModeSupport=enable")
		b.IGW("igw", "i")
		for k, z := range []string{"a", "b"} {
			b.Subnet("in"+z, "i", "10.9.2"+string(rune('0'+k))+".0/24")
			b.zone("eu-west-1" + z)
			b.NAT("nat-"+z, "in"+z)
			drop(b, estate.ID("rt-if"+z+" 0.0.0.0/0 tgw"))
			b.Route("rt-if"+z, "0.0.0.0/0 nat-"+z)
			b.Route("rt-if"+z, "10.0.0.0/8 tgw")
			b.Table("rt-in"+z, "i", "in"+z, "0.0.0.0/0 igw")
			if back {
				b.Route("rt-in"+z, "10.0.0.0/8 =vpce-"+z)
			} else {
				b.Route("rt-in"+z, "10.0.0.0/8 tgw")
			}
		}
		b.Route("rt-v", "0.0.0.0/0 tgw")
		n := b.New()
		if back {
			n.yes("x -> 198.51.100.7 tcp 443")
			n.yes("x -> y tcp 22")
		} else {
			n.unknown("x -> 198.51.100.7 tcp 443", "one direction")
		}
	}
}

// TestInspection_OnPremisesToVPC: traffic of a VPN connection passes the firewall
// both ways ("on-premises to VPC traffic").
func TestInspection_OnPremisesToVPC(t *testing.T) {
	premises := func(action string, back bool) *estateBuilder {
		b := inspection(t, action, "ApplianceModeSupport=enable")
		b.add(&estate.VPNConnection{Core: b.core("vpn", "AWS::EC2::VPNConnection"), TransitGateway: b.ref("tgw"), StaticOnly: flag(true)})
		b.add(&estate.VPNConnectionRoute{Core: b.core("vpn-route", "AWS::EC2::VPNConnectionRoute"), Connection: b.ref("vpn"), Destination: estate.Of(prefixOfText("192.168.0.0/16"), b.here())})
		b.Route("rt-v", "192.168.0.0/16 tgw")
		b.add(&estate.TransitGatewayPropagation{Core: b.core("firewalls>vpn", "AWS::EC2::TransitGatewayRouteTablePropagation"), Table: b.ref("firewalls"), Attachment: b.ref("vpn")})
		if back {
			b.TransitTable("premises", "tgw", "vpn", "", "0.0.0.0/0 arm-i")
		} else {
			b.TransitTable("premises", "tgw", "vpn", "arm-v")
		}
		return b
	}
	n := premises("aws:forward_to_sfe", true).New()
	n.yes("x -> onprem:192.168.1.1 tcp 443")
	n.yes("onprem:192.168.1.1 -> x tcp 22")
	n.no("onprem:172.16.0.1 -> x tcp 22")
	n = premises("aws:drop", true).New()
	n.no("x -> onprem:192.168.1.1 tcp 443", codeFirewall, codeFirewall)
	n.no("onprem:192.168.1.1 -> x tcp 22", codeFirewall, codeFirewall)
	n = premises("aws:forward_to_sfe", false).New()
	n.unknown("x -> onprem:192.168.1.1 tcp 443", "one direction") // its replies bypass the firewall
	n.unknown("onprem:192.168.1.1 -> x tcp 22", "comes out")      // of either zone
}

// TestOracle_Inspection compares the set engine with Trace on inspection VPCs out
// of which something is taken or in which something is changed.
func TestOracle_Inspection(t *testing.T) {
	estates := 400
	if _, packets := oracleSize(); packets >= 1_000_000 {
		estates = 20_000
	}
	var seen [3]int
	for seed := range uint64(estates) {
		n := changedInspection(t, rand.New(rand.NewPCG(seed, 5))).New()
		e := newEngine(n.Network)
		for _, text := range []string{
			"x -> y tcp 22", "y -> x tcp 22", "x -> y udp 53", "z -> x tcp 22", "z -> y icmp 8/0", "x -> z tcp 443",
			"x -> 198.51.100.7 tcp 443", "z -> 198.51.100.7 tcp 80", "198.51.100.7 -> x tcp 443",
			"x -> onprem:192.168.1.1 tcp 443", "onprem:192.168.1.1 -> x tcp 22", "onprem:192.168.1.1 -> y tcp 22",
		} {
			p := n.packet(text)
			trace := n.Trace(p)
			lower, upper := e.judge(p)
			seen[trace.Verdict]++
			if trace.Verdict == proof.Yes && !upper || trace.Verdict == proof.No && lower || lower && !upper {
				t.Fatalf("seed %d: %s: trace %v, engine lower %v upper %v\n%s", seed, text, trace.Verdict, lower, upper, stepsOf(trace))
			}
			if !e.bounded && trace.Verdict == proof.Yes && !lower || !e.bounded && trace.Verdict == proof.No && upper {
				t.Fatalf("seed %d: %s: trace %v, engine lower %v upper %v, which is less\n%s", seed, text, trace.Verdict, lower, upper, stepsOf(trace))
			}
		}
	}
	t.Logf("unknown %d, no %d, yes %d", seen[proof.Unknown], seen[proof.No], seen[proof.Yes])
	if seen[proof.Unknown]*seen[proof.No]*seen[proof.Yes] == 0 {
		t.Error("a verdict is missing")
	}
}

// changedInspection is an inspection VPC, with egress and on-premises networks
// maybe, without some of its routes, in other zones, with network ACLs.
func changedInspection(t *testing.T, r *rand.Rand) *estateBuilder {
	some := func(list ...string) string { return list[r.IntN(len(list))] }
	b := inspection(t, some("aws:pass", "aws:forward_to_sfe", "aws:forward_to_sfe", "aws:drop"), "ApplianceModeSupport="+some("enable", "enable", "disable"))
	if r.IntN(3) > 0 {
		egress(b)
	}
	b.add(&estate.VPNConnection{Core: b.core("vpn", "AWS::EC2::VPNConnection"), TransitGateway: b.ref("tgw"), StaticOnly: flag(true)})
	b.add(&estate.VPNConnectionRoute{Core: b.core("vpn-route", "AWS::EC2::VPNConnectionRoute"), Connection: b.ref("vpn"), Destination: estate.Of(prefixOfText("192.168.0.0/16"), b.here())})
	b.Route("rt-"+some("v", "w"), "192.168.0.0/16 tgw")
	b.add(&estate.TransitGatewayPropagation{Core: b.core("firewalls>vpn", "AWS::EC2::TransitGatewayRouteTablePropagation"), Table: b.ref("firewalls"), Attachment: b.ref("vpn")})
	b.TransitTable("premises", "tgw", "vpn", some("", "", "arm-v"), "0.0.0.0/0 arm-"+some("i", "i", "v"))
	b.Instance("z", some("va", "wa", "ifa", "ita", "wt"), "")
	if r.IntN(3) == 0 {
		b.ACL("acl", "i", some("ifa ifb", "ita", "itb", "ifb"), some("in", "out")+" 100 deny tcp "+some("22", "443", "1024-65535")+" "+some("0.0.0.0/0", "10.1.0.0/16"), "in 200 allow all 0.0.0.0/0", "out 200 allow all 0.0.0.0/0")
	}
	for range r.IntN(3) {
		k := r.IntN(len(b.list))
		switch x := b.list[k].(type) {
		case *estate.Route, *estate.TransitGatewayRoute, *estate.TransitGatewayPropagation, *estate.TransitGatewayAssociation, *estate.RouteTableAssociation:
			drop(b, x.Base().ID)
		case *estate.Subnet:
			x.AvailabilityZone = estate.Of(zonePlace(0), b.here())
			if r.IntN(2) == 0 {
				x.AvailabilityZone = estate.Of(estate.Literal(some("eu-west-1a", "eu-west-1b", "eu-west-1c")), b.here())
			}
		}
	}
	return b
}
