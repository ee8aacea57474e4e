package reach

import (
	"net/netip"
	"testing"

	"ringwall/internal/estate"
)

// Rules of network.md, section 2.3 (VPN, Direct Connect); pages "Allowed prefixes
// interactions for AWS Direct Connect gateways", "Direct Connect gateways".

// direct is a VPC behind a VPN gateway with a Direct Connect gateway. BGP has
// brought a range that is in the live route table.
func direct(t testing.TB, allowed ...string) *estateBuilder {
	b := two(t)
	b.VGW("vgw", "v")
	b.Table("rt", "v", "a b")
	b.learned("rt", "192.168.0.0/16", "vgw")
	if len(allowed) > 0 {
		b.associate("vgw", allowed...)
	}
	return b
}

// learned is a route of a live table that a VPN gateway wrote.
func (b *estateBuilder) learned(table, prefix, gateway string) {
	b.Route(table, prefix+" "+gateway)
	b.list[len(b.list)-1].(*estate.Route).Propagated = true
}

// associate joins a gateway to the Direct Connect gateway dx.
func (b *estateBuilder) associate(gateway string, allowed ...string) {
	r := &estate.DirectConnectAssociation{Core: b.core("dx/"+gateway, "AWS::DirectConnect::DirectConnectGatewayAssociation"), Gateway: b.ref("=dx"), With: b.ref(gateway)}
	for _, p := range allowed {
		r.Allowed.Known = append(r.Allowed.Known, itemsOf(netip.MustParsePrefix(p)).Known...)
	}
	b.add(r)
}

func TestDirectConnect_WhatALiveTableHasFromTheGatewayIsBehindIt(t *testing.T) {
	n := direct(t).New()
	n.yes("x -> onprem:192.168.1.1 tcp 443")
	n.yes("onprem:192.168.1.1 -> x tcp 443")
	n.no("x -> onprem:172.16.1.1 tcp 443", codeNoRoute)
	n.no("onprem:172.16.1.1 -> x tcp 443", codeNoRoute) // its reply
}

// TestDirectConnect_ADefaultRouteDoesNotSayWhatIsThere: whoever announces one takes
// what no other route does; which of it is on premises, nobody says.
func TestDirectConnect_ADefaultRouteDoesNotSayWhatIsThere(t *testing.T) {
	b := direct(t)
	b.learned("rt", "0.0.0.0/0", "vgw")
	n := b.New()
	n.yes("x -> onprem:192.168.1.1 tcp 443")
	n.unknown("x -> onprem:172.16.1.1 tcp 443", "on-premises ranges behind vgw")
	n.unknown("x -> 203.0.113.7 tcp 443", "on-premises ranges behind vgw")
}

func TestTransit_ADefaultRouteToAStaticVPNDoesNotSayWhatIsThere(t *testing.T) {
	b := hub(t)
	b.add(&estate.VPNConnection{Core: b.core("arm-vpn", "AWS::EC2::VPNConnection"), TransitGateway: b.ref("tgw"), StaticOnly: flag(true)})
	b.TransitTable("rtb", "tgw", "arm-v arm-w arm-vpn", "arm-v arm-w", "0.0.0.0/0 arm-vpn")
	b.Route("rt-v", "0.0.0.0/0 tgw")
	n := b.New()
	n.unknown("x -> onprem:192.168.1.1 tcp 443", "on-premises ranges behind arm-vpn")
	n.unknown("onprem:192.168.1.1 -> x tcp 443", "on-premises ranges behind arm-vpn")
}

// TestDirectConnect_AllowedPrefixesFilterTheBlocksOfTheVPC: the page's examples,
// of a VPC 10.0.0.0/16.
func TestDirectConnect_AllowedPrefixesFilterTheBlocksOfTheVPC(t *testing.T) {
	for _, c := range []struct {
		allowed string
		ok      bool
	}{{"22.0.0.0/24", false}, {"10.0.0.0/24", false}, {"10.0.0.0/16", true}, {"10.0.0.0/15", true}} {
		n := direct(t, c.allowed).New()
		for _, text := range []string{"onprem:192.168.1.1 -> x tcp 443", "x -> onprem:192.168.1.1 tcp 443"} {
			if c.ok {
				n.yes(text)
			} else {
				n.unknown(text, "on-premises networks know")
			}
		}
	}
}

func TestDirectConnect_AVPNConnectionAnnouncesAllOfTheVPC(t *testing.T) {
	b := direct(t, "22.0.0.0/24")
	b.VPN("vpn", "vgw", "192.168.0.0/16")
	b.New().yes("onprem:192.168.1.1 -> x tcp 443")
}

// TestDirectConnect_TransitGatewaysAreKnownByTheAllowedPrefixesAlone: for a transit
// gateway these are announced as they are.
func TestDirectConnect_TransitGatewaysAreKnownByTheAllowedPrefixesAlone(t *testing.T) {
	for _, c := range []struct {
		allowed string
		ok      bool
	}{{"10.0.0.0/24", true}, {"10.0.0.0/8", true}, {"10.1.0.0/16", false}} {
		b := hub(t)
		b.add(&estate.TransitGatewayAttachment{Core: b.core("arm-dx", "AWS::EC2::TransitGatewayAttachment"), Gateway: b.ref("tgw"), Kind: "direct-connect-gateway", Resource: estate.Literal("dx")})
		b.TransitTable("rtb", "tgw", "arm-v arm-w arm-dx", "arm-v arm-w", "192.168.0.0/16 arm-dx")
		b.Route("rt-v", "192.168.0.0/16 tgw")
		b.associate("tgw", c.allowed)
		n := b.New()
		if c.ok {
			n.yes("onprem:192.168.1.1 -> x tcp 443")
			n.yes("x -> onprem:192.168.1.1 tcp 443")
		} else {
			n.no("onprem:192.168.1.1 -> x tcp 443")
			n.no("x -> onprem:192.168.1.1 tcp 443", codeTransitNoRoute) // the replies
		}
	}
}

func TestRoute_OfALiveTableABlackholeDropsWhateverItNames(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.Route("rt", "198.51.100.0/24 =nat-0123456789abcdef0")
	b.list[len(b.list)-1].(*estate.Route).Blackhole = true
	n := b.New()
	n.no("x -> 198.51.100.7 tcp 443", codeBadStateRoute)
	n.yes("x -> 203.0.113.7 tcp 443")
}
