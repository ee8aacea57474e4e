package reach

import (
	"net/netip"
	"strings"
	"testing"

	"ringwall/internal/estate"
)

// Rules of "Amazon VPC attachments in AWS Transit Gateway", "How AWS Transit
// Gateway works", "How network ACLs work with transit gateways" and "Transit
// gateway route tables", of network.md section 2.3.

// TGW options: "manual" for no default table, "refs" for security group
// referencing.
func (b *estateBuilder) TGW(id string, options ...string) {
	g := &estate.TransitGateway{Core: b.core(id, "AWS::EC2::TransitGateway"), DefaultAssociation: str("enable"), DefaultPropagation: str("enable"), GroupReferencing: str("disable")}
	for _, o := range options {
		switch o {
		case "manual":
			g.DefaultAssociation, g.DefaultPropagation = str("disable"), str("disable")
		case "refs":
			g.GroupReferencing = str("enable")
		}
	}
	b.add(g)
}

// Arm attaches a VPC; options are "Name=enable".
func (b *estateBuilder) Arm(id, gateway, vpc, subnets string, options ...string) {
	t := &estate.Tree{Kind: estate.Map}
	for _, o := range options {
		name, value, _ := strings.Cut(o, "=")
		t.Fields = append(t.Fields, estate.Field{Name: name, Value: estate.NewScalar(estate.Literal(value), b.here())})
	}
	b.add(&estate.TransitGatewayAttachment{Core: b.core(id, "AWS::EC2::TransitGatewayAttachment"), Gateway: b.ref(gateway), VPC: b.ref(vpc), Subnets: b.refs(subnets), Options: t})
}

// TransitTable has arms associated with it and arms that propagate into it;
// routes are "prefix arm" or "prefix blackhole".
func (b *estateBuilder) TransitTable(id, gateway, associated, propagated string, routes ...string) {
	b.add(&estate.TransitGatewayRouteTable{Core: b.core(id, "AWS::EC2::TransitGatewayRouteTable"), Gateway: b.ref(gateway)})
	for _, a := range strings.Fields(associated) {
		b.add(&estate.TransitGatewayAssociation{Core: b.core(id+"<"+a, "AWS::EC2::TransitGatewayRouteTableAssociation"), Table: b.ref(id), Attachment: b.ref(a)})
	}
	for _, a := range strings.Fields(propagated) {
		b.add(&estate.TransitGatewayPropagation{Core: b.core(id+">"+a, "AWS::EC2::TransitGatewayRouteTablePropagation"), Table: b.ref(id), Attachment: b.ref(a)})
	}
	for _, r := range routes {
		to, arm, _ := strings.Cut(r, " ")
		x := &estate.TransitGatewayRoute{Core: b.core(id+" "+to, "AWS::EC2::TransitGatewayRoute"), Table: b.ref(id), Destination: estate.Of(netip.MustParsePrefix(to), b.here()), Blackhole: flag(arm == "blackhole")}
		if arm != "blackhole" {
			x.Attachment = b.ref(arm)
		}
		b.add(x)
	}
}

func (b *estateBuilder) zone(name string) {
	lastSubnet(b).AvailabilityZone = estate.Of(estate.Literal(name), b.here())
}

// hub is two VPCs, each with a workload subnet and one for the transit gateway,
// and routes to the other by the gateway.
func hub(t testing.TB, options ...string) *estateBuilder {
	b := build(t)
	b.TGW("tgw", options...)
	for k, v := range []string{"v", "w"} {
		block := "10." + string(rune('0'+k)) + "."
		b.VPC(v, block+"0.0/16")
		b.Subnet(v+"a", v, block+"0.0/24")
		b.zone("eu-west-1a")
		b.Subnet(v+"t", v, block+"9.0/28")
		b.zone("eu-west-1a")
		b.Arm("arm-"+v, "tgw", v, v+"t")
		b.Table("rt-"+v, v, v+"a", "10.0.0.0/8 tgw")
		b.SG("open-"+v, v, "in all from 0.0.0.0/0")
	}
	b.Instance("x", "va", "open-v")
	b.Instance("y", "wa", "open-w")
	return b
}

func TestTransit_DefaultTableJoinsAllAttachedVPCs(t *testing.T) {
	n := hub(t).New()
	n.yes("x -> y tcp 22")
	n.yes("y -> x udp 53")
}

func TestTransit_NeedsRoutesOfTheSubnetsBothWays(t *testing.T) {
	b := hub(t)
	b.Subnet("lone", "w", "10.1.5.0/24")
	b.zone("eu-west-1a")
	b.Instance("z", "lone", "open-w")
	n := b.New()
	n.no("z -> x tcp 22", codeNoRoute)
	n.no("x -> z tcp 22", codeNoRoute) // the reply
}

func TestTransit_AnAttachmentWithoutATableDropsWhatComesIn(t *testing.T) {
	b := hub(t, "manual")
	b.TransitTable("rtb", "tgw", "arm-w", "arm-v arm-w")
	n := b.New()
	n.no("x -> y tcp 22", codeTransitNoTable)
	n.no("y -> x tcp 22", codeTransitNoTable) // the reply
}

// "transit_gateway_default_route_table_association" of Terraform's
// aws_ec2_transit_gateway_vpc_attachment: the attachment is not associated with the
// default table, and so with none.
func TestTransit_AnAttachmentMayOptOutOfTheDefaultTables(t *testing.T) {
	optOut := func(change func(*estate.TransitGatewayAttachment)) *testNetwork {
		b := hub(t)
		for _, r := range b.list {
			if a, ok := r.(*estate.TransitGatewayAttachment); ok && a.ID == "arm-v" {
				change(a)
			}
		}
		return b.New()
	}
	n := optOut(func(a *estate.TransitGatewayAttachment) { a.UsesDefault = flag(false) })
	n.no("x -> y tcp 22", codeTransitNoTable)
	n = optOut(func(a *estate.TransitGatewayAttachment) { a.PropagatesByDefault = flag(false) })
	n.no("y -> x tcp 22", codeTransitNoRoute)
	n = optOut(func(a *estate.TransitGatewayAttachment) {
		a.UsesDefault, a.PropagatesByDefault = flag(true), flag(true)
	})
	n.yes("x -> y tcp 22")
}

func TestTransit_PropagationWithoutAssociationIsOneWay(t *testing.T) {
	b := hub(t, "manual")
	b.TransitTable("from-v", "tgw", "arm-v", "arm-w")
	b.TransitTable("from-w", "tgw", "arm-w", "")
	b.New().no("x -> y tcp 22", codeTransitNoRoute) // the reply has no route back
	b.TransitTable("unused", "tgw", "", "arm-v")
	b.New().no("x -> y tcp 22", codeTransitNoRoute)
}

func TestTransit_AStaticBlackholeBeatsAPropagatedRoute(t *testing.T) {
	b := hub(t, "manual")
	b.TransitTable("rtb", "tgw", "arm-v arm-w", "arm-v arm-w", "10.1.0.0/16 blackhole")
	b.New().no("x -> y tcp 22", codeTransitBlackhole)
}

func TestTransit_LongestPrefixWinsOverABlackhole(t *testing.T) {
	b := hub(t, "manual")
	b.TransitTable("rtb", "tgw", "arm-v arm-w", "arm-v arm-w", "10.0.0.0/8 blackhole")
	b.New().yes("x -> y tcp 22")
}

func TestTransit_TakesNothingFromAZoneWithoutAnAttachment(t *testing.T) {
	b := hub(t)
	b.Subnet("vb", "v", "10.0.1.0/24")
	b.zone("eu-west-1b")
	b.Table("rt-vb", "v", "vb", "10.0.0.0/8 tgw")
	b.Instance("z", "vb", "open-v")
	n := b.New()
	n.no("z -> y tcp 22", codeTransitZone)
	n.no("y -> z tcp 22", codeTransitZone) // its reply
}

func TestTransit_AnUnknownZoneIsUnknown(t *testing.T) {
	b := hub(t)
	b.Subnet("vb", "v", "10.0.1.0/24")
	b.Table("rt-vb", "v", "vb", "10.0.0.0/8 tgw")
	b.Instance("z", "vb", "open-v")
	b.New().unknown("z -> y tcp 22", "Availability Zone")
}

func TestTransit_AttachmentSubnetsACLActsInwardsOnTheWayIn(t *testing.T) {
	b := hub(t)
	b.ACL("acl", "v", "vt", "in 100 deny all 10.0.0.0/16", "in 200 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0")
	b.New().no("x -> y tcp 22", codeACL)
	b = hub(t)
	// Outwards it sees only what comes out there: the replies, to x.
	b.ACL("acl", "v", "vt", "in 100 allow all 0.0.0.0/0", "out 100 deny all 10.1.0.0/16", "out 200 allow all 0.0.0.0/0")
	b.New().yes("x -> y tcp 22")
}

func TestTransit_AttachmentSubnetsACLActsOutwardsOnTheWayOut(t *testing.T) {
	b := hub(t)
	b.ACL("acl", "w", "wt", "in 100 allow all 0.0.0.0/0", "out 100 deny tcp 22 0.0.0.0/0", "out 200 allow all 0.0.0.0/0")
	n := b.New()
	n.no("x -> y tcp 22", codeACL)
	n.yes("x -> y tcp 23")
	b = hub(t)
	// Inwards it sees only what goes in there: the replies of y.
	b.ACL("acl", "w", "wt", "in 100 deny tcp 22 0.0.0.0/0", "in 200 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0")
	b.New().yes("x -> y tcp 22")
}

// inAttachmentSubnet puts both workloads into the attachments' own subnets.
func inAttachmentSubnet(t testing.TB) *estateBuilder {
	b := hub(t)
	for _, v := range []string{"v", "w"} {
		b.Table("rt-t"+v, v, v+"t", "10.0.0.0/8 tgw")
		b.Instance("in-"+v, v+"t", "open-"+v)
	}
	return b
}

func TestTransit_InTheAttachmentsSubnetTheACLActsBothWaysOnTheWayIn(t *testing.T) {
	for _, deny := range []string{"in 100 deny all 10.0.0.0/16", "out 100 deny all 10.1.0.0/16"} {
		b := inAttachmentSubnet(t)
		b.ACL("acl", "v", "vt", deny, "in 200 allow all 0.0.0.0/0", "out 200 allow all 0.0.0.0/0")
		b.New().no("in-v -> y tcp 22", codeACL)
	}
}

func TestTransit_InTheAttachmentsSubnetNoACLActsOnTheWayOut(t *testing.T) {
	b := inAttachmentSubnet(t)
	b.ACL("acl", "w", "wt", "in 100 deny tcp 22 0.0.0.0/0", "in 200 allow all 0.0.0.0/0", "out 100 deny tcp 22 0.0.0.0/0", "out 200 allow all 0.0.0.0/0")
	b.New().yes("x -> in-w tcp 22")
}

// TestTransit_InTheAttachmentsSubnetNoRouteActsOnTheWayOut: routes are for what
// leaves a subnet; what goes from one of its interfaces to another does not
// ("Gateway route tables", rules and considerations), and the attachment has an
// interface there.
func TestTransit_InTheAttachmentsSubnetNoRouteActsOnTheWayOut(t *testing.T) {
	b := inAttachmentSubnet(t)
	b.Instance("box", "wa", "open-w")
	b.Route("rt-tw", "10.1.9.0/28 box")
	n := b.New()
	n.yes("x -> in-w tcp 22")
	n.yes("in-w -> x tcp 22") // its reply
}

func TestTransit_TheAttachmentSubnetsRouteTableAppliesOnTheWayOut(t *testing.T) {
	b := hub(t)
	b.VPC("egress", "10.2.0.0/16")
	b.Subnet("pub", "egress", "10.2.0.0/24", "public")
	b.zone("eu-west-1a")
	b.Subnet("et", "egress", "10.2.9.0/28")
	b.zone("eu-west-1a")
	b.IGW("igw", "egress")
	b.NAT("nat", "pub")
	b.Table("rt-pub", "egress", "pub", "0.0.0.0/0 igw", "10.0.0.0/8 tgw")
	b.Table("rt-et", "egress", "et", "0.0.0.0/0 nat")
	b.Arm("arm-e", "tgw", "egress", "et")
	b.TransitTable("rtb", "tgw", "arm-v", "arm-w", "0.0.0.0/0 arm-e")
	b.TransitTable("rtb-e", "tgw", "arm-e", "arm-v arm-w")
	b.Route("rt-v", "0.0.0.0/0 tgw")
	n := b.New()
	n.yes("x -> 198.51.100.7 tcp 443") // the central NAT gateway
	n.no("x -> 198.51.100.7 50", codeProtocol)
	n.no("198.51.100.7 -> x tcp 443")
	b.Route("rt-w", "0.0.0.0/0 tgw")
	b.New().no("y -> 198.51.100.7 tcp 443", codeTransitNoRoute) // its table has no way there
}

func TestTransit_AnInternetGatewayTakesOnlyItsOwnVPCsTraffic(t *testing.T) {
	b := hub(t)
	b.IGW("igw", "w")
	b.Table("rt-wt", "w", "wt", "0.0.0.0/0 igw")
	b.TransitTable("rtb", "tgw", "arm-v", "", "0.0.0.0/0 arm-w")
	b.Route("rt-v", "0.0.0.0/0 tgw")
	b.Instance("pub", "va", "open-v", "public")
	b.New().no("pub -> 198.51.100.7 tcp 443", codeNoDestination)
}

func TestTransit_ReferencesNeedItsSupportAndThatOfBothAttachments(t *testing.T) {
	for _, c := range []struct {
		gateway, option string
		ok              bool
	}{{"refs", "", true}, {"", "", false}, {"refs", "SecurityGroupReferencingSupport=disable", false}} {
		b := hub(t, c.gateway)
		b.SG("ref", "w", "in tcp 5432 from open-v")
		b.Instance("db", "wa", "ref")
		if c.option != "" {
			for _, r := range b.list {
				if a, ok := r.(*estate.TransitGatewayAttachment); ok && a.ID == "arm-w" {
					name, value, _ := strings.Cut(c.option, "=")
					a.Options.Fields = append(a.Options.Fields, estate.Field{Name: name, Value: estate.NewScalar(estate.Literal(value), b.here())})
				}
			}
		}
		if c.ok {
			b.New().yes("x -> db tcp 5432")
		} else {
			b.New().no("x -> db tcp 5432", codeTransitReference)
		}
	}
}

func TestTransit_ReferencesOfOutgoingRulesNeverCrossIt(t *testing.T) {
	b := hub(t, "refs")
	b.SG("out", "v", "in all from 0.0.0.0/0", "out tcp 5432 to open-w")
	b.Instance("z", "va", "out")
	b.New().no("z -> y tcp 5432", codeGroupReference)
}

func TestTransit_PeeredGatewaysNeedStaticRoutesAndForgetGroups(t *testing.T) {
	b := hub(t, "refs")
	b.TGW("tgw2", "refs")
	b.VPC("far", "10.7.0.0/16")
	b.Subnet("fa", "far", "10.7.0.0/24")
	b.zone("us-east-1a")
	b.Subnet("ft", "far", "10.7.9.0/28")
	b.zone("us-east-1a")
	b.Arm("arm-f", "tgw2", "far", "ft")
	b.Table("rt-f", "far", "fa", "10.0.0.0/8 tgw2")
	b.SG("open-f", "far", "in all from 0.0.0.0/0")
	b.SG("ref-f", "far", "in tcp 22 from open-v")
	b.Instance("z", "fa", "open-f")
	b.Instance("r", "fa", "ref-f")
	b.add(&estate.TransitGatewayPeering{Core: b.core("peer", "AWS::EC2::TransitGatewayPeeringAttachment"), Gateway: b.ref("tgw"), PeerGateway: b.ref("tgw2")})
	b.New().no("x -> z tcp 22", codeTransitNoRoute) // peerings propagate nothing
	b.TransitTable("rtb1", "tgw", "arm-v peer", "arm-v arm-w", "10.7.0.0/16 peer")
	b.New().no("x -> z tcp 22", codeTransitNoRoute) // the reply
	b.TransitTable("rtb2", "tgw2", "arm-f peer", "arm-f", "10.0.0.0/14 peer")
	n := b.New()
	n.yes("x -> z tcp 22")
	n.yes("z -> x tcp 22")
	n.no("x -> r tcp 22", codeTransitReference)
}

func TestTransit_VPNLeadsOnPremisesBothWays(t *testing.T) {
	b := hub(t)
	b.add(&estate.VPNConnection{Core: b.core("vpn", "AWS::EC2::VPNConnection"), TransitGateway: b.ref("tgw"), StaticOnly: flag(true)})
	b.add(&estate.VPNConnectionRoute{Core: b.core("vpn-route", "AWS::EC2::VPNConnectionRoute"), Connection: b.ref("vpn"), Destination: estate.Of(netip.MustParsePrefix("192.168.0.0/16"), b.here())})
	b.Route("rt-v", "192.168.0.0/16 tgw")
	n := b.New()
	n.yes("x -> onprem:192.168.1.1 tcp 443")
	n.yes("onprem:192.168.1.1 -> x tcp 22")
	n.no("onprem:192.168.1.1 -> y tcp 22", codeNoRoute) // w's subnet has no way back
	n.no("onprem:172.16.0.1 -> x tcp 22")
}

func TestTransit_IPv6NeedsTheAttachmentsSupport(t *testing.T) {
	b := hub(t)
	b.VPC("s", "10.5.0.0/16", "2600:1:5::/56")
	b.Subnet("sa", "s", "10.5.0.0/24", "2600:1:5:1::/64")
	b.zone("eu-west-1a")
	b.VPC("u", "10.6.0.0/16", "2600:1:6::/56")
	b.Subnet("ua", "u", "10.6.0.0/24", "2600:1:6:1::/64")
	b.zone("eu-west-1a")
	b.SG("open-s", "s", "in all from ::/0")
	b.SG("open-u", "u", "in all from ::/0")
	b.Instance("i", "sa", "open-s", "v6")
	b.Instance("j", "ua", "open-u", "v6")
	b.Table("rt-s", "s", "sa", "2600:1:6::/56 tgw")
	b.Table("rt-u", "u", "ua", "2600:1:5::/56 tgw")
	b.Arm("arm-s", "tgw", "s", "sa", "Ipv6Support=enable")
	c := *b
	c.list = append([]estate.Resource(nil), b.list...)
	c.Arm("arm-u", "tgw", "u", "ua")
	c.New().no("i -> j 6 tcp 22", codeProtocol)
	b.Arm("arm-u", "tgw", "u", "ua", "Ipv6Support=enable")
	b.New().yes("i -> j 6 tcp 22")
}

func TestTransit_EqualBlocksArePropagatedOnce(t *testing.T) {
	b := hub(t)
	b.VPC("twin", "10.1.0.0/16")
	b.Subnet("ta", "twin", "10.1.0.0/24")
	b.zone("eu-west-1a")
	b.Arm("arm-twin", "tgw", "twin", "ta")
	b.New().unknown("x -> y tcp 22", "which of arm-twin")
}

func TestTransit_ApplianceModeMayComeOutInAnyZone(t *testing.T) {
	b := hub(t)
	b.Subnet("wb", "w", "10.1.8.0/28")
	b.zone("eu-west-1b")
	b.ACL("shut", "w", "wb")
	b.Arm("arm-w2", "tgw", "w", "wt wb", "ApplianceModeSupport=enable")
	drop(b, "arm-w")
	b.New().unknown("x -> y tcp 22", "arm-w2")
	b.Arm("arm-w3", "tgw", "w", "wt wb")
	drop(b, "arm-w2")
	b.New().yes("x -> y tcp 22") // it stays in the zone
}

// drop takes a resource out of the estate.
func drop(b *estateBuilder, id estate.ID) {
	for i, r := range b.list {
		if r.Base().ID == id {
			b.list = append(b.list[:i:i], b.list[i+1:]...)
			return
		}
	}
	b.t.Fatalf("no resource %s", id)
}

func TestTransit_OfALiveGatewayTheListedAssociationsAreAll(t *testing.T) {
	b := hub(t)
	for _, r := range b.list {
		if g, ok := r.(*estate.TransitGateway); ok {
			g.Physical = "tgw-0123456789abcdef0"
		}
	}
	b.New().no("x -> y tcp 22", codeTransitNoTable)
}

func TestTransit_RepliesFromOnPremisesNeedARouteToTheVPC(t *testing.T) {
	b := hub(t, "manual")
	b.add(&estate.VPNConnection{Core: b.core("vpn", "AWS::EC2::VPNConnection"), TransitGateway: b.ref("tgw"), StaticOnly: flag(true)})
	b.add(&estate.VPNConnectionRoute{Core: b.core("vpn-route", "AWS::EC2::VPNConnectionRoute"), Connection: b.ref("vpn"), Destination: estate.Of(netip.MustParsePrefix("192.168.0.0/16"), b.here())})
	b.Route("rt-v", "192.168.0.0/16 tgw")
	b.TransitTable("out", "tgw", "arm-v", "vpn")
	b.TransitTable("in", "tgw", "vpn", "arm-w")
	b.New().no("x -> onprem:192.168.1.1 tcp 443", codeTransitNoRoute)
	b.add(&estate.TransitGatewayPropagation{Core: b.core("in>arm-v", "AWS::EC2::TransitGatewayRouteTablePropagation"), Table: b.ref("in"), Attachment: b.ref("arm-v")})
	b.New().yes("x -> onprem:192.168.1.1 tcp 443")
	b.ACL("acl", "v", "vt", "in 100 allow all 0.0.0.0/0", "out 100 allow tcp 443 0.0.0.0/0")
	b.New().no("x -> onprem:192.168.1.1 tcp 443", codeACL) // replies come out in the attachment's subnet
}

func TestTransit_WhatAParameterNamesIsNeverTakenForNothing(t *testing.T) {
	b := hub(t, "manual")
	b.TransitTable("rtb", "tgw", "$Arm arm-w", "arm-v arm-w")
	b.New().unknown("x -> y tcp 22", "Arm") // it may be that of v
	b = hub(t, "manual")
	b.TransitTable("rtb", "tgw", "arm-v arm-w", "arm-v $Arm")
	b.New().unknown("x -> y tcp 22", "Arm")
	b = hub(t, "manual")
	b.TransitTable("rtb", "tgw", "arm-v arm-w", "arm-v")
	b.add(&estate.TransitGatewayPropagation{Core: b.core("p", "AWS::EC2::TransitGatewayRouteTablePropagation"), Table: b.ref("$Table"), Attachment: b.ref("arm-w")})
	b.New().unknown("x -> y tcp 22", "Table")
	b = hub(t, "manual")
	b.TransitTable("rtb", "tgw", "arm-v arm-w", "arm-v")
	b.add(&estate.TransitGatewayRoute{Core: b.core("r", "AWS::EC2::TransitGatewayRoute"), Table: b.ref("$Table"), Attachment: b.ref("arm-w"), Destination: estate.Of(netip.MustParsePrefix("10.1.0.0/16"), b.here())})
	b.New().unknown("x -> y tcp 22", "Table")
	b = hub(t)
	for _, r := range b.list {
		if g, ok := r.(*estate.TransitGateway); ok {
			g.AssociationTable = b.ref("$Table")
		}
	}
	b.New().unknown("x -> y tcp 22", "Table")
}

// "Virtual private gateways do not support IPv6 for Site-to-Site VPN connections", those
// of transit gateways carry one of both ("How AWS Site-to-Site VPN works", "IPv4 and IPv6
// traffic in AWS Site-to-Site VPN").
func TestTransit_AVPNConnectionCarriesIPv4OrIPv6(t *testing.T) {
	sets := func(inside string, beside bool) *testNetwork {
		b := hub(t)
		b.VPC("s", "10.5.0.0/16", "2600:1:5::/56")
		b.Subnet("sa", "s", "10.5.0.0/24", "2600:1:5:1::/64", "assign6")
		b.zone("eu-west-1a")
		b.SG("open-s", "s", "in all from ::/0", "in all from 0.0.0.0/0")
		b.Instance("i", "sa", "open-s", "v6")
		b.Table("rt-s", "s", "sa", "2001:db8:5::/48 tgw", "192.168.0.0/16 tgw")
		b.Arm("arm-s", "tgw", "s", "sa", "Ipv6Support=enable")
		if beside {
			b.VGW("vgw", "s")
		}
		b.add(&estate.VPNConnection{Core: b.core("vpn", "AWS::EC2::VPNConnection"), TransitGateway: b.ref("tgw"), StaticOnly: flag(true), Inside: str(inside)})
		for _, p := range []string{"192.168.0.0/16", "2001:db8:5::/48"} {
			b.add(&estate.VPNConnectionRoute{Core: b.core("to-"+p, "AWS::EC2::VPNConnectionRoute"), Connection: b.ref("vpn"), Destination: estate.Of(netip.MustParsePrefix(p), b.here())})
		}
		return b.New()
	}
	for _, beside := range []bool{false, true} {
		n := sets("ipv6", beside)
		n.yes("onprem:2001:db8:5::9 -> i tcp 443")
		n.yes("i -> onprem:2001:db8:5::9 tcp 443")
		n = sets("", beside)
		n.no("onprem:2001:db8:5::9 -> i tcp 443")
		n.no("i -> onprem:2001:db8:5::9 tcp 443")
	}
	n := sets("ipv6", false)
	n.no("i -> onprem:192.168.1.1 tcp 443")
	n.no("onprem:192.168.1.1 -> i tcp 443")
	n = sets("", false)
	n.yes("i -> onprem:192.168.1.1 tcp 443")
	n.yes("onprem:192.168.1.1 -> i tcp 443")
}
