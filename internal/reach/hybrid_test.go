package reach

import (
	"testing"

	"ringwall/internal/estate"
)

// Rules of network.md, section 2.3 (peering, VPN), 2.6 (endpoints, Lambda, RDS),
// 2.7 (addresses), and the traps of 2.9 about them.

// peered is two VPCs with a subnet and an instance each, and routes both ways.
func peered(t testing.TB) *estateBuilder {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	b.VPC("w", "10.1.0.0/16")
	b.Subnet("a", "v", "10.0.0.0/24", "public")
	b.Subnet("p", "w", "10.1.0.0/24")
	b.Peering("pcx", "v", "w")
	b.IGW("igw", "v")
	b.Table("rta", "v", "a", "10.1.0.0/16 pcx", "0.0.0.0/0 igw")
	b.Table("rtp", "w", "p", "10.0.0.0/16 pcx")
	b.SG("openA", "v", "in all from 0.0.0.0/0")
	b.SG("openP", "w", "in all from 0.0.0.0/0")
	b.Instance("x", "a", "openA")
	b.Instance("y", "p", "openP")
	return b
}

func TestPeering_BothWays(t *testing.T) {
	n := peered(t).New()
	n.yes("x -> y tcp 22")
	n.yes("y -> x tcp 22")
}

func TestPeering_NeedsRoutesOnBothSides(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	b.VPC("w", "10.1.0.0/16")
	b.Subnet("a", "v", "10.0.0.0/24")
	b.Subnet("p", "w", "10.1.0.0/24")
	b.Peering("pcx", "v", "w")
	b.Table("rta", "v", "a", "10.1.0.0/16 pcx")
	b.SG("openA", "v", "in all from 0.0.0.0/0")
	b.SG("openP", "w", "in all from 0.0.0.0/0")
	b.Instance("x", "a", "openA")
	b.Instance("y", "p", "openP")
	n := b.New()
	n.no("x -> y tcp 22", codeNoRoute) // the reply
	n.no("y -> x tcp 22", codeNoRoute)
}

func TestPeering_WithoutOneVPCsAreApart(t *testing.T) {
	b := peered(t)
	b.VPC("z", "10.2.0.0/16")
	b.Subnet("q", "z", "10.2.0.0/24")
	b.SG("openQ", "z", "in all from 0.0.0.0/0")
	b.Instance("s", "q", "openQ")
	b.New().no("y -> s tcp 22", codeNoRoute, codeDisconnected)
}

func TestPeering_IsNotTransitive(t *testing.T) {
	b := peered(t)
	b.VPC("z", "10.2.0.0/16")
	b.Subnet("q", "z", "10.2.0.0/24")
	b.Peering("pcx2", "w", "z")
	b.Table("rtq", "z", "q", "10.0.0.0/8 pcx2")
	b.Route("rta", "10.2.0.0/16 pcx") // through the middle one
	b.SG("openQ", "z", "in all from 0.0.0.0/0")
	b.Instance("s", "q", "openQ")
	b.New().no("x -> s tcp 22", codePeering, codeDisconnected)
}

func TestPeering_NoEdgeToEdge(t *testing.T) {
	b := peered(t)
	b.NAT("nat", "a")
	b.Route("rtp", "0.0.0.0/0 pcx")
	b.VGW("vgw", "v")
	b.VPN("vpn", "vgw", "192.168.0.0/16")
	n := b.New()
	n.no("y -> 198.51.100.7 tcp 443", codePeering, "internet-gateway", codePublicForEgress)
	n.no("y -> onprem:192.168.1.1 tcp 443", codePeering)
	n.no("onprem:192.168.1.1 -> y tcp 443")
}

func TestPeering_ReferencesCrossItInOneRegion(t *testing.T) {
	b := peered(t)
	b.SG("ref", "w", "in tcp 5432 from openA")
	b.Instance("db", "p", "ref")
	b.New().yes("x -> db tcp 5432")
	for _, r := range b.list {
		if p, ok := r.(*estate.PeeringConnection); ok {
			p.PeerRegion = estate.Of(estate.Literal("us-east-1"), estate.Origin{})
		}
	}
	b.New().no("x -> db tcp 5432", codeGroupReference)
}

func TestPeering_OverlappingRangesStayLocal(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	b.VPC("w", "10.0.0.0/16")
	b.Subnet("a", "v", "10.0.0.0/24")
	b.Subnet("p", "w", "10.0.0.0/24")
	b.SG("openA", "v", "in all from 0.0.0.0/0")
	b.SG("openP", "w", "in all from 0.0.0.0/0")
	b.Instance("x", "a", "openA")
	b.Instance("y", "p", "openP")
	b.New().no("x -> y tcp 22", codeDisconnected)
}

func TestPeering_WithAVPCOutsideIsUnknown(t *testing.T) {
	b := peered(t)
	b.Peering("pcx3", "v", "$Shared")
	b.Route("rta", "10.8.0.0/16 pcx3")
	b.Subnet("q", "$Shared", "10.8.0.0/24")
	b.SG("openQ", "$Shared", "in all from 0.0.0.0/0")
	b.SG("shut", "$Shared")
	b.Instance("s", "q", "openQ")
	b.Instance("r", "q", "shut")
	n := b.New()
	n.unknown("x -> s tcp 22", "Shared") // the route of the reply
	n.no("x -> r tcp 22", codeGroupEmpty)
	n.yes("x -> y tcp 22")
}

func vpn(t testing.TB, ranges ...string) *estateBuilder {
	b := two(t)
	b.VGW("vgw", "v")
	b.VPN("vpn", "vgw", ranges...)
	b.Table("rt", "v", "a b")
	b.Propagate("vgw", "rt")
	return b
}

func TestVPN_StaticRangesBothWays(t *testing.T) {
	n := vpn(t, "192.168.0.0/16").New()
	n.yes("x -> onprem:192.168.1.1 tcp 443")
	n.yes("onprem:192.168.1.1 -> x tcp 443")
	n.no("x -> onprem:172.16.1.1 tcp 443", codeNoRoute)
}

func TestVPN_WithoutPropagationRepliesFindNoRoute(t *testing.T) {
	b := two(t)
	b.VGW("vgw", "v")
	b.VPN("vpn", "vgw", "192.168.0.0/16")
	n := b.New()
	n.no("onprem:192.168.1.1 -> x tcp 443", codeNoRoute)
	n.no("x -> onprem:192.168.1.1 tcp 443", codeNoRoute)
}

func TestVPN_RangesByBGPAreUnknown(t *testing.T) {
	n := vpn(t).New()
	n.unknown("x -> onprem:192.168.1.1 tcp 443", "on-premises ranges")
	n.yes("x -> onprem tcp 443") // whatever they are, they have a route
	n.yes("onprem -> x tcp 443")
	n.yes("x -> y tcp 22")
}

func TestVPN_ByBGPDoesNotTouchTheInternetThatHasADefaultRoute(t *testing.T) {
	b := vpn(t)
	n := b.New()
	n.unknown("x -> 198.51.100.7 tcp 443", "on-premises ranges") // BGP may announce one
	b.Route("rt", "0.0.0.0/0 igw")
	b.New().yes("x -> 198.51.100.7 tcp 443")
}

func TestVPN_NoTransitToTheInternetGateway(t *testing.T) {
	b := vpn(t, "192.168.0.0/16")
	b.Route("rt", "0.0.0.0/0 igw")
	n := b.New()
	n.no("onprem:192.168.1.1 -> public:x tcp 80")
}

func TestVPN_WithoutGatewayIsNoWay(t *testing.T) {
	two(t).New().no("onprem:192.168.1.1 -> x tcp 443")
}

func TestGatewayEndpoint_BeatsTheDefaultRoute(t *testing.T) {
	b := two(t)
	b.NAT("nat", "a")
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.Table("rtb", "v", "b", "0.0.0.0/0 nat")
	b.GatewayEndpoint("s3", "v", "s3", "rtb")
	n := b.New()
	trace := n.yes("y -> service:s3 tcp 443")
	for _, s := range trace.Steps() {
		if s.Kind == "nat-gateway" {
			t.Errorf("through NAT:\n%s", show(trace))
		}
	}
	n.yes("y -> service:dynamodb tcp 443") // through NAT
	n.yes("y -> 198.51.100.7 tcp 443")
	n.yes("x -> service:s3 tcp 443") // its table has no endpoint: over the internet
}

func TestGatewayEndpoint_TCPAndEchoOnly(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "b")
	b.GatewayEndpoint("s3", "v", "s3", "rt")
	n := b.New()
	n.yes("y -> service:s3 tcp 443")
	n.yes("y -> service:s3 icmp 8/0")
	n.no("y -> service:s3 udp 443", codeEndpointProtocol)
	n.no("y -> 198.51.100.7 tcp 443", codeNoRoute, codePublicForEgress)
	n.no("x -> service:s3 tcp 443", codeNoRoute)
	n.no("service:s3 -> y tcp 443", codeEndpointOpensNone)
}

func TestGatewayEndpoint_GroupsMayNameTheListACLsMayNot(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "b")
	b.GatewayEndpoint("s3", "v", "s3", "rt")
	b.SG("s3only", "v", "out tcp 443 to pl:=com.amazonaws.eu-west-1.s3")
	b.Instance("z", "b", "s3only")
	n := b.New()
	n.yes("z -> service:s3 tcp 443")
	n.no("z -> 198.51.100.7 tcp 443")
	b.ACL("acl", "v", "b", "in 100 allow all 10.0.0.0/8", "out 100 allow all 10.0.0.0/8")
	b.New().no("z -> service:s3 tcp 443", codeACL, codeACL)
}

func TestGatewayEndpoint_NotFromAPeer(t *testing.T) {
	b := peered(t)
	b.GatewayEndpoint("s3", "v", "s3", "rta")
	b.Route("rtp", "=com.amazonaws.eu-west-1.s3 pcx")
	b.New().no("y -> service:s3 tcp 443", codePeering, "internet-gateway", codePublicForEgress)
}

func TestInterfaceEndpoint_AcceptsAndNeverInitiates(t *testing.T) {
	b := two(t)
	b.SG("ep", "v", "in tcp 443 from 10.0.0.0/16")
	b.InterfaceEndpoint("logs", "v", "a b", "ep")
	n := b.New()
	n.yes("x -> logs@b tcp 443")
	n.no("x -> logs@b tcp 80", codeGroup)
	n.no("logs@a -> x tcp 443", codeEndpointOpensNone)
}

func TestInterfaceEndpoint_OverPeering(t *testing.T) {
	b := peered(t)
	b.InterfaceEndpoint("logs", "v", "a", "openA")
	n := b.New()
	n.yes("y -> logs tcp 443")
	n.no("y -> logs udp 53", codeProtocol)
}

func TestLambda_OpensAndNeverAccepts(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.Lambda("fn", "a", "open")
	n := b.New()
	n.yes("fn -> y tcp 5432")
	n.no("y -> fn tcp 443", "network-interface")
	n.no("fn -> 198.51.100.7 tcp 443", codePublicForEgress) // a public subnet does not help
}

func TestLambda_ThroughNAT(t *testing.T) {
	b := natted(t)
	b.Lambda("fn", "b", "open")
	b.New().yes("fn -> 198.51.100.7 tcp 443")
}

func TestDatabase_PublicNeedsTheGatewayAndTheRoute(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.DB("public", "a b", "open", true)
	b.DB("private", "a b", "open", false)
	n := b.New()
	n.yes("198.51.100.7 -> public@a tcp 5432")
	n.no("198.51.100.7 -> public@b tcp 5432", codeNoRoute)
	n.no("198.51.100.7 -> private@a tcp 5432", codePublicForIngress)
}

func TestAddress_SomeOfASubnetAllSomeNone(t *testing.T) {
	b := two(t)
	b.SG("all", "v", "in tcp 80 from 10.0.0.0/24")
	b.SG("some", "v", "in tcp 80 from 10.0.0.0/25")
	b.SG("none", "v", "in tcp 80 from 10.0.7.0/24")
	b.SG("halves", "v", "in tcp 80 from 10.0.0.0/25", "in tcp 80 from 10.0.0.128/25")
	b.SG("reserved", "v", "in tcp 80 from 10.0.0.0/30")
	for _, g := range []string{"all", "some", "none", "halves", "reserved"} {
		b.Instance("i-"+g, "b", g)
	}
	n := b.New()
	n.yes("x -> i-all tcp 80")
	n.unknown("x -> i-some tcp 80", "interface in a")
	n.no("x -> i-none tcp 80", codeGroup)
	n.yes("x -> i-halves tcp 80")
	n.no("x -> i-reserved tcp 80", codeGroup)
}

func TestAddress_FixedAndSecondary(t *testing.T) {
	b := two(t)
	b.SG("one", "v", "in tcp 80 from 10.0.0.9/32")
	b.Instance("fixed", "a", "open", "ip=10.0.0.9,10.0.0.10")
	b.Instance("z", "b", "one")
	n := b.New()
	n.yes("fixed -> z tcp 80")
	n.yes("v:10.0.0.9 -> z tcp 80") // found by its address
	n.no("v:10.0.0.10 -> z tcp 80", codeGroup)
}

// "Secondary IP addresses for your EC2 instances": a rule that admits a secondary
// address admits the instance, and a question about it is about that address.
func TestAddress_SecondaryAddressesAreTheInterfacesToo(t *testing.T) {
	b := two(t)
	b.SG("second", "v", "in tcp 80 from 10.0.0.10/32")
	b.SG("neither", "v", "in tcp 80 from 10.0.0.11/32")
	b.Instance("fixed", "a", "open", "ip=10.0.0.9,10.0.0.10")
	b.Instance("z", "b", "second")
	b.Instance("w", "b", "neither")
	e := b.New().Estate
	expect(t, e, "fixed -> z tcp/80", "yes tcp 80")
	expect(t, e, "10.0.0.10 -> z tcp/80", "yes tcp 80")
	expect(t, e, "fixed -> w tcp/80", "no none")
	expect(t, e, "x -> 10.0.0.10 tcp/80", "yes tcp 80")
}

// TestSubnet_IPv6Only: what stands in an IPv6-only subnet has no IPv4 address
// ("Subnet types": IPv6 only).
func TestSubnet_IPv6Only(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16", "2600:1::/56")
	b.Subnet("six", "v", "", "2600:1:0:1::/64", "assign6", "public")
	b.Subnet("dual", "v", "10.0.1.0/24", "2600:1:0:2::/64", "assign6")
	b.IGW("igw", "v")
	b.Table("rt", "v", "six dual", "::/0 igw", "0.0.0.0/0 igw")
	b.SG("open", "v", "in all from 0.0.0.0/0", "in all from ::/0")
	b.Instance("x", "six", "open")
	b.Instance("y", "dual", "open")
	n := b.New()
	n.yes("x -> y 6 tcp 22")
	n.yes("y -> x 6 tcp 22")
	n.yes("2001:db8::1 -> x tcp 22")
	n.no("x -> y tcp 22")
	n.no("y -> x tcp 22")
	n.no("198.51.100.7 -> x tcp 22")
	n.no("x -> 198.51.100.7 tcp 443")
}

func TestAddress_OfNobodyKnown(t *testing.T) {
	b := two(t)
	b.SG("s", "v", "in tcp 80 from 10.0.0.0/16", "in tcp 81 from open")
	b.Instance("z", "b", "s")
	n := b.New()
	n.unknown("v:10.0.0.77 -> z tcp 80", "10.0.0.77")
	n.unknown("v:10.0.0.77 -> z tcp 81")
	n.no("v:10.0.0.77 -> z tcp 22")
	n.unknown("x -> v:10.0.1.77 tcp 80", "10.0.1.77")
}

func TestAddress_ZeroInternetMeansAny(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.SG("halves", "v", "in tcp 80 from 0.0.0.0/1", "in tcp 80 from 128.0.0.0/1")
	b.SG("office", "v", "in tcp 80 from 198.51.100.0/24")
	b.Instance("h", "a", "halves")
	b.Instance("o", "a", "office")
	n := b.New()
	n.yes("internet -> x tcp 80")
	n.yes("internet -> h tcp 80")
	n.unknown("internet -> o tcp 80")
	n.no("internet -> o tcp 22", codeGroup)
}

func TestPeering_AnIPv6AnswerMayGoOverTheInternet(t *testing.T) {
	b := build(t)
	for k, v := range []string{"v", "w"} {
		d := string(rune('1' + k))
		b.VPC(v, "10."+d+".0.0/16", "2600:"+d+"::/56")
		b.Subnet(v+"a", v, "10."+d+".0.0/24", "2600:"+d+":0:1::/64")
		b.IGW("igw-"+v, v)
		b.SG("open-"+v, v, "in all from ::/0")
		b.Instance("i-"+v, v+"a", "open-"+v, "v6")
	}
	b.Peering("pcx", "v", "w")
	b.Table("rt-v", "v", "va", "2600:2::/56 pcx", "::/0 igw-v")
	b.Table("rt-w", "w", "wa", "::/0 igw-w")
	b.New().unknown("i-v -> i-w 6 tcp 22", "over the internet")
}
