package reach

import (
	"testing"

	"ringwall/internal/estate"
)

// What transit gateways do with traffic for the internet, for on premises and for
// VPCs behind others ("How AWS Transit Gateway works").

// TestTransit_RepliesThatComeBackFromItMayStillLeave: the gateway's table leads
// replies to the internet back into their own VPC, whose attachment subnet has a
// route to the internet gateway. No page says that AWS drops them.
func TestTransit_RepliesThatComeBackFromItMayStillLeave(t *testing.T) {
	b := hub(t, "manual")
	b.IGW("igw", "v")
	b.Table("rt-vt", "v", "vt", "0.0.0.0/0 igw")
	b.Route("rt-v", "0.0.0.0/0 tgw")
	b.Instance("pub", "va", "open-v", "public")
	b.TransitTable("rtb", "tgw", "arm-v", "arm-v arm-w", "8.0.0.0/7 arm-v", "203.0.113.0/24 arm-w")
	n := b.New()
	n.unknown("8.8.8.8 -> public:pub tcp 22", "whether replies leave")
	expect(t, n.Estate, "8.8.8.8 -> pub tcp/22", "unknown none")
	n.no("203.0.113.7 -> public:pub tcp 22", codeNoRoute)
	n.no("198.51.100.7 -> public:pub tcp 22", codeNoRoute)
}

// TestTransit_WhatIsOnlyNamedMayLeadOnPremises: a route to a gateway that a
// parameter names says that it is attached, and on-premises networks may be behind
// it, as they may be behind a peered transit gateway ("How AWS Transit Gateway
// works").
func TestTransit_WhatIsOnlyNamedMayLeadOnPremises(t *testing.T) {
	for _, route := range []string{"192.168.0.0/16 $Tgw", "192.168.0.0/16 $Vgw"} {
		b := build(t)
		b.VPC("v", "10.0.0.0/16")
		b.SG("open", "v", "in all from 0.0.0.0/0")
		b.Subnet("a", "v", "10.0.0.0/24")
		b.Instance("x", "a", "open")
		b.Table("rt", "v", "a", route)
		b.VPC("w", "10.1.0.0/16")
		b.SG("open-w", "w", "in all from 0.0.0.0/0")
		b.Subnet("c", "w", "10.1.0.0/24")
		b.Instance("y", "c", "open-w")
		n := b.New()
		for _, text := range []string{"x -> onprem:192.168.0.9 tcp 22", "onprem:192.168.0.9 -> x tcp 22"} {
			n.unknown(text, route[len("192.168.0.0/16 $"):])
		}
		for _, text := range []string{"x -> onprem tcp/22", "onprem -> x tcp/22", "x -> 192.168.0.9 tcp/22", "192.168.0.9 -> x tcp/22"} {
			expect(t, n.Estate, text, "unknown none")
		}
		n.no("onprem:192.168.0.9 -> y tcp 22")
		expect(t, n.Estate, "onprem -> y tcp/22", "no none") // nothing leads there
		expect(t, n.Estate, "y -> onprem tcp/22", "no none")
	}
	b := hub(t)
	b.add(&estate.TransitGatewayPeering{Core: b.core("peer", "AWS::EC2::TransitGatewayPeeringAttachment"), Gateway: b.ref("tgw"), PeerGateway: b.ref("tgw2")})
	expect(t, b.New().Estate, "onprem -> x tcp/22", "unknown none")
}

// TestTransit_AnApplianceBehindItMayLeadToAThirdVPC: under its own address it may
// use a peering of its VPC ("Middlebox routing").
func TestTransit_AnApplianceBehindItMayLeadToAThirdVPC(t *testing.T) {
	b := hub(t)
	b.Instance("fw", "wa", "open-w", "ip=10.1.0.10")
	uncheck(b, "fw")
	b.Table("rt-wt", "w", "wt", "10.2.0.0/16 fw")
	b.VPC("third", "10.2.0.0/16")
	b.Subnet("far", "third", "10.2.0.0/24")
	b.SG("open-third", "third", "in all from 0.0.0.0/0")
	b.Instance("z", "far", "open-third", "ip=10.2.0.10")
	b.Peering("pcx", "w", "third")
	b.Table("rt-far", "third", "far", "10.1.0.0/16 pcx")
	b.Route("rt-w", "10.2.0.0/16 pcx")
	b.TransitTable("rtb", "tgw", "arm-v arm-w", "arm-v arm-w", "10.2.0.0/16 arm-w")
	n := b.New()
	n.unknown("x -> z tcp 22", "what fw does")
	expect(t, n.Estate, "x -> z tcp/22", "unknown none")
}

// TestTransit_RoutesOfTheExitTellInternetAddressesApart ("Centralized outbound
// routing to the internet"): what the egress VPC's own routes and network ACL do
// with some addresses holds for the VPCs that use it too.
func TestTransit_RoutesOfTheExitTellInternetAddressesApart(t *testing.T) {
	b := hub(t, "manual")
	b.Subnet("pub", "w", "10.1.2.0/24", "public")
	b.zone("eu-west-1a")
	b.IGW("igw", "w")
	b.NAT("nat", "pub")
	b.Table("rt-pub", "w", "pub", "0.0.0.0/0 igw", "10.0.0.0/8 tgw")
	b.Table("rt-wt", "w", "wt", "0.0.0.0/0 nat", "203.0.113.0/24 tgw")
	b.ACL("acl", "w", "wt", "in 100 allow all 0.0.0.0/0", "out 100 deny all 198.51.100.0/24", "out 200 allow all 0.0.0.0/0")
	b.TransitTable("rtb", "tgw", "arm-v", "arm-w", "0.0.0.0/0 arm-w")
	b.TransitTable("rtb-w", "tgw", "arm-w", "arm-v", "203.0.113.0/24 arm-v")
	b.Route("rt-v", "0.0.0.0/0 tgw")
	n := b.New()
	n.yes("x -> 9.9.9.9 tcp 443")
	n.unknown("x -> 203.0.113.7 tcp 443", "transit gateway on to another")
	n.no("x -> 198.51.100.7 tcp 443", codeACL)
	expect(t, n.Estate, "x -> 9.9.9.9 tcp/443", "yes tcp 443")
	expect(t, n.Estate, "x -> 203.0.113.7 tcp/443", "unknown none")
	expect(t, n.Estate, "x -> 198.51.100.7 tcp/443", "no none")
}

// TestTransit_AVPCThatIsPeeredLeadsOnAsMuchAsOthers: behind the gateway is a VPC
// that is the peer of another one there; its appliance may lead anywhere all the
// same.
func TestTransit_AVPCThatIsPeeredLeadsOnAsMuchAsOthers(t *testing.T) {
	for _, peering := range [][2]string{{"v", "w"}, {"u", "w"}} {
		b := hub(t)
		b.VPC("u", "10.2.0.0/16") // of the gateway's VPCs the first
		b.Subnet("ua", "u", "10.2.0.0/24")
		b.Arm("arm-u", "tgw", "u", "ua")
		b.Peering("pcx", peering[0], peering[1])
		b.Table("rt-ua", "u", "ua", "10.1.9.0/28 pcx")
		b.Table("rt-wt", "w", "wt", "10.9.0.0/16 fw")
		b.ENI("fw", "wt", "open-w")
		b.VPC("z", "10.9.0.0/16")
		e := newEngine(b.New().Network)
		if v, z := e.n.vpcWithID("v"), e.n.vpcWithID("z"); !e.joined(v, z) {
			t.Errorf("%v: the appliance may lead to z", peering)
		}
	}
}
