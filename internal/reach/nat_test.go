package reach

import (
	"net/netip"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// Rules of network.md, section 2.3: NAT gateways ("NAT gateways", "NAT gateway
// basics", "Regional NAT gateways for automatic multi-AZ expansion").

func (b *estateBuilder) RegionalNAT(id, vpc string, zones ...string) {
	r := &estate.NATGateway{Core: b.core(id, "AWS::EC2::NatGateway"), VPC: b.ref(vpc), Availability: str("regional")}
	for _, z := range zones {
		r.Zones.Known = append(r.Zones.Known, estate.Item[estate.Text]{Is: b.text(z)})
	}
	b.add(r)
}

func TestNAT_OnlyForItsOwnVPC(t *testing.T) {
	b := natted(t)
	b.VPC("w", "10.1.0.0/16")
	b.Subnet("c", "w", "10.1.0.0/24")
	b.SG("openW", "w", "in all from 0.0.0.0/0")
	b.Instance("z", "c", "openW")
	b.Peering("pcx", "v", "w")
	b.Table("rtW", "w", "c", "0.0.0.0/0 pcx")
	n := b.New()
	n.no("z -> 198.51.100.7 tcp 443", codePeering, "internet-gateway", codePublicForEgress) // no edge-to-edge routing over peering
}

// nattedToPeer is a NAT gateway whose subnet has a route to a peer VPC.
func nattedToPeer(t testing.TB, back ...string) *estateBuilder {
	b := natted(t)
	b.VPC("w", "10.1.0.0/16")
	b.Subnet("c", "w", "10.1.0.0/24")
	b.SG("byNAT", "w", "in tcp 443 from 10.0.0.0/24")
	b.Instance("z", "c", "byNAT")
	b.Peering("pcx", "v", "w")
	b.Route("rt", "10.1.0.0/16 pcx")
	b.Table("rtW", "w", "c", back...)
	return b
}

func TestNAT_ToAPeerComesFromTheGatewaysAddress(t *testing.T) {
	n := nattedToPeer(t, "10.0.0.0/16 pcx").New()
	n.yes("y -> z tcp 443")
	n.no("y -> z tcp 80", codeGroup)
}

func TestNAT_ReplyFromAPeerWithoutARouteIsUnknown(t *testing.T) {
	nattedToPeer(t).New().unknown("y -> z tcp 443", "replies to the NAT gateway nat")
}

func TestNAT_RegionalNeedsNoSubnet(t *testing.T) {
	b := two(t)
	b.RegionalNAT("nat", "v")
	b.Table("priv", "v", "b", "0.0.0.0/0 nat")
	b.ACL("acl", "v", "a", "in 100 deny all 0.0.0.0/0") // of a subnet that it does not stand in
	n := b.New()
	n.yes("y -> 198.51.100.7 tcp 443")
	n.no("198.51.100.7 -> y tcp 443", codePublicForIngress, codeNoRoute)
	n.no("198.51.100.7 -> nat tcp 443")
}

func TestNAT_RegionalWithoutAnInternetGateway(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	b.Subnet("b", "v", "10.0.1.0/24")
	b.SG("open", "v", "in all from 0.0.0.0/0")
	b.Instance("y", "b", "open")
	b.RegionalNAT("nat", "v")
	b.Table("priv", "v", "b", "0.0.0.0/0 nat")
	b.New().no("y -> 198.51.100.7 tcp 443", codeBadStateRoute, "internet-gateway")
}

func TestNAT_RegionalServesTheZonesThatItIsRegisteredIn(t *testing.T) {
	for zone, want := range map[string]string{"=eu-west-1a": "yes", "=eu-west-1b": "no", "=euw1-az2": "unknown", "$Zone": "unknown"} {
		b := build(t)
		b.VPC("v", "10.0.0.0/16")
		b.IGW("igw", "v")
		b.Subnet("b", "v", "10.0.1.0/24", "zone=eu-west-1a")
		b.SG("open", "v", "in all from 0.0.0.0/0")
		b.Instance("y", "b", "open")
		b.RegionalNAT("nat", "v", zone)
		b.Table("priv", "v", "b", "0.0.0.0/0 nat")
		n := b.New()
		switch want {
		case "yes":
			n.yes("y -> 198.51.100.7 tcp 443")
		case "no":
			n.no("y -> 198.51.100.7 tcp 443", codeRegionalNATZone)
		default:
			n.unknown("y -> 198.51.100.7 tcp 443", "Availability Zone of b")
		}
	}
}

func TestNAT_RegionalTableTakesFurtherRoutes(t *testing.T) {
	b := two(t)
	b.VGW("vgw", "v")
	b.VPN("vpn", "vgw", "192.168.0.0/16")
	b.RegionalNAT("nat", "v")
	b.Table("priv", "v", "b", "0.0.0.0/0 nat")
	b.add(&estate.Route{
		Core: b.core("further", "AWS::EC2::Route"), Table: estate.Of(estate.OfReference("nat", "RouteTableId"), estate.Origin{}),
		IPv4: estate.Of(prefixOfText("192.168.0.0/16"), estate.Origin{}), Target: estate.Of(estate.RouteTarget{Kind: estate.TargetGateway, Ref: b.text("vgw")}, estate.Origin{}),
	})
	b.New().yes("y -> onprem:192.168.0.9 tcp 443")
}

// only6 is an IPv6-only subnet whose table leads NAT64's prefix to a NAT gateway
// in a public subnet ("DNS64 and NAT64").
func only6(t testing.TB, routes ...string) *estateBuilder {
	b := build(t)
	b.VPC("v", "10.0.0.0/16", "2001:db8:1::/56")
	b.IGW("igw", "v")
	b.Subnet("pub", "v", "10.0.0.0/24")
	b.Table("rtPub", "v", "pub", "0.0.0.0/0 igw")
	b.NAT("nat", "pub")
	b.EgressOnly("eigw", "v")
	b.Subnet("six", "v", "", "2001:db8:1:1::/64", "assign6")
	b.Table("rt6", "v", "six", routes...)
	b.SG("open", "v", "in all from ::/0")
	b.SG("narrow", "v", "out tcp 443 to 64:ff9b::c633:6400/120")
	b.Instance("x", "six", "open")
	b.Instance("y", "six", "narrow")
	return b
}

func TestNAT64_IPv4BehindTheWellKnownPrefix(t *testing.T) {
	n := only6(t, "64:ff9b::/96 nat", "::/0 eigw").New()
	n.yes("x -> 64:ff9b::c633:6407 tcp 443") // 198.51.100.7
	n.yes("x -> 2001:db8:ffff::1 tcp 443")   // IPv6 as it is
	n.no("x -> 198.51.100.7 tcp 443")        // it has no IPv4 address
	n.no("2001:db8:ffff::1 -> x tcp 443")
	n.yes("y -> 64:ff9b::c633:6407 tcp 443")
	n.no("y -> 64:ff9b::c633:6507 tcp 443", codeGroup) // security groups see IPv6
	n.unknown("x -> 64:ff9b::a00:9 tcp 443", "who has 10.0.0.9")
	n.unknown("x -> 64:ff9b::c633:6407 58 128/0", "ICMP through NAT64")
}

func TestNAT64_NeedsItsRoute(t *testing.T) {
	n := only6(t, "::/0 eigw").New()
	n.no("x -> 64:ff9b::c633:6407 tcp 443", codeNoDestination)
	n = only6(t, "::/0 nat").New()
	n.no("x -> 2001:db8:ffff::1 tcp 443", codeProtocol) // a NAT gateway translates IPv6 to IPv4 only
}

func TestNAT64_GatewaysACLSeesIPv4OnTheFarSide(t *testing.T) {
	for _, c := range []struct {
		entries []string
		ok      bool
	}{
		{[]string{"in 100 allow all ::/0", "in 110 allow tcp 1024-65535 198.51.100.0/24", "out 100 allow tcp 443 198.51.100.0/24", "out 110 allow all ::/0"}, true},
		{[]string{"in 100 allow all ::/0", "in 110 allow tcp 1024-65535 198.51.100.0/24", "out 100 allow tcp 443 203.0.113.0/24", "out 110 allow all ::/0"}, false},
	} {
		b := only6(t, "64:ff9b::/96 nat")
		b.ACL("acl", "v", "pub", c.entries...)
		if n := b.New(); c.ok {
			n.yes("x -> 64:ff9b::c633:6407 tcp 443")
		} else {
			n.no("x -> 64:ff9b::c633:6407 tcp 443", codeACL)
		}
	}
}

func TestNAT64_Asked(t *testing.T) {
	b := only6(t, "64:ff9b::/96 nat", "::/0 eigw")
	e := estate.New(estate.Estate{Resources: b.list})
	to, _ := ParseSelector("64:ff9b::/96")
	for from, want := range map[string]traffic.Services{"x": traffic.WholeProtocol(traffic.TCP).Union(traffic.WholeProtocol(traffic.UDP)), "y": traffic.Ports(traffic.TCP, 443, 443)} {
		got, err := Ask(e, Question{From: Resources(estate.ID(from)), To: to})
		if err != nil || got.Proof.Verdict != proof.Yes || !got.Traffic.Equal(want) {
			t.Errorf("%s: %v %v %v", from, got.Proof.Verdict, got.Traffic, err)
		}
	}
}

func TestNAT_ALiveOneSpeaksFromItsOwnAddress(t *testing.T) {
	b := nattedToPeer(t, "10.0.0.0/16 pcx")
	b.SG("exact", "w", "in tcp 443 from 10.0.0.77/32")
	b.Instance("e", "c", "exact")
	b.New().unknown("y -> e tcp 443")
	for _, r := range b.list {
		if n, ok := r.(*estate.NATGateway); ok {
			n.Addresses = []estate.LiveAddress{{Private: netip.MustParseAddr("10.0.0.77")}}
		}
	}
	n := b.New()
	n.yes("y -> e tcp 443")
	n.no("y -> 198.51.100.7 tcp 443", codePublicForEgress) // it has no public one
}

// Replies to a NAT gateway come to a port that it chose itself, of 1024 to 65535
// ("Network ACLs", ephemeral ports): whether a network ACL that admits some of these
// drops a reply is not for the client to say. Where replies are on to the client
// again, its own ports decide.
func TestNAT_RepliesAreToThePortsOfWhoeverSent(t *testing.T) {
	for _, x := range []struct {
		acl   []string
		exact bool
	}{
		{[]string{"a", "out 100 allow all 0.0.0.0/0", "in 100 allow tcp 32768-65535 0.0.0.0/0"}, true},                                      // into the client's subnet
		{[]string{"p", "in 100 allow all 0.0.0.0/0", "out 100 allow tcp 443 0.0.0.0/0", "out 110 allow tcp 32768-65535 10.0.0.0/24"}, true}, // out of the NAT gateway's, to the client
		{[]string{"p", "out 100 allow all 0.0.0.0/0", "in 100 allow tcp 32768-65535 0.0.0.0/0", "in 110 allow tcp 443 10.0.0.0/24"}, false}, // into the NAT gateway's
		{[]string{"p", "out 100 allow all 0.0.0.0/0", "in 100 allow tcp 1024-65535 0.0.0.0/0", "in 110 allow tcp 443 10.0.0.0/24"}, true},   // all that it may choose
	} {
		b := build(t)
		b.VPC("v", "10.0.0.0/16")
		b.Subnet("a", "v", "10.0.0.0/24")
		b.Subnet("p", "v", "10.0.1.0/24")
		b.IGW("igw", "v")
		b.Table("public", "v", "p", "0.0.0.0/0 igw")
		b.NAT("nat", "p")
		b.Table("rt", "v", "a", "0.0.0.0/0 nat")
		b.SG("open", "v")
		b.Instance("x", "a", "open")
		b.ACL("acl", "v", x.acl[0], x.acl[1:]...)
		n := b.New()
		if !x.exact {
			n.unknown("x -> 198.51.100.7 tcp 443 client 40000", "port")
			n.unknown("x -> 198.51.100.7 tcp 443 client 2000", "port")
			continue
		}
		n.yes("x -> 198.51.100.7 tcp 443 client 40000")
		if all := strings.Contains(strings.Join(x.acl, " "), "1024-65535"); all {
			n.yes("x -> 198.51.100.7 tcp 443 client 2000")
		} else {
			n.no("x -> 198.51.100.7 tcp 443 client 2000", codeACL)
		}
	}
}
