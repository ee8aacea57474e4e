package reach

import (
	"testing"
)

// Rules of network.md, section 2.3: internet, NAT and egress-only gateways, and
// the traps of 2.9 about them.

func TestInternet_PublicNeedsRouteAddressAndGateway(t *testing.T) {
	base := func(routes string, gateway bool, options ...string) *testNetwork {
		b := build(t)
		b.VPC("v", "10.0.0.0/16")
		b.Subnet("a", "v", "10.0.0.0/24")
		b.IGW("igw", map[bool]string{true: "v"}[gateway])
		b.Table("rt", "v", "a")
		if routes != "" {
			b.Route("rt", routes)
		}
		b.SG("open", "v", "in all from 0.0.0.0/0")
		b.Instance("x", "a", "open", options...)
		return b.New()
	}
	base("0.0.0.0/0 igw", true, "public").yes("198.51.100.7 -> x tcp 80")
	base("", true, "public").no("198.51.100.7 -> x tcp 80", codeNoRoute)
	base("0.0.0.0/0 igw", true).no("198.51.100.7 -> x tcp 80", codePublicForIngress)
	base("0.0.0.0/0 igw", true).no("x -> 198.51.100.7 tcp 80", codePublicForEgress)
	base("0.0.0.0/0 igw", false, "public").no("x -> 198.51.100.7 tcp 80", codeBadStateRoute)
	base("0.0.0.0/0 igw", false, "public").no("198.51.100.7 -> x tcp 80", "internet-gateway", codeNoRoute)
}

func TestInternet_AddressFromSubnetInstanceOrElasticIP(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a b", "0.0.0.0/0 igw")
	b.Instance("hidden", "a", "open", "private") // against the subnet's setting
	b.Instance("fixed", "b", "open")
	b.EIP("eip", "fixed")
	n := b.New()
	n.yes("198.51.100.7 -> x tcp 80")
	n.no("198.51.100.7 -> hidden tcp 80", codePublicForIngress)
	n.yes("198.51.100.7 -> fixed tcp 80")
	n.no("198.51.100.7 -> y tcp 80", codePublicForIngress)
}

func TestInternet_FiltersSeeThePrivateAddress(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.ACL("acl", "v", "a", "in 100 allow all 198.51.100.0/24", "out 100 allow all 198.51.100.0/24")
	n := b.New()
	n.yes("198.51.100.7 -> x tcp 80")
	n.no("203.0.113.7 -> x tcp 80", codeACL, codeACL)
}

func TestInternet_PrivateAddressesAreDropped(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	n := b.New()
	n.no("10.9.9.9 -> x tcp 80", codeFromPrivate)
	n.no("100.64.0.1 -> x tcp 80", codeFromShared)
	n.no("x -> 10.9.9.9 tcp 80", codeToPrivate)
	n.no("x -> 100.64.0.1 tcp 80", codeToShared)
}

func TestInternet_IPv6IsPublicByDefault(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16", "2001:db8:1::/56")
	b.Subnet("a", "v", "10.0.0.0/24", "2001:db8:1::/64", "assign6")
	b.IGW("igw", "v")
	b.Table("rt", "v", "a", "::/0 igw")
	b.SG("s", "v", "in tcp 22 from ::/0")
	b.Instance("x", "a", "s") // no public IPv4 address
	n := b.New()
	n.yes("2001:db8:ffff::1 -> x tcp 22")
	n.no("2001:db8:ffff::1 -> x tcp 80", codeGroup)
	n.yes("x -> 2001:db8:ffff::1 tcp 443")
}

func TestInternet_InterfaceWithoutIPv6HasNoWay(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "::/0 igw")
	b.New().no("2001:db8:ffff::1 -> x tcp 22", "network-interface")
}

func TestInternet_HairpinChangesTheSource(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.SG("private", "v", "in tcp 80 from 10.0.0.0/8")
	b.SG("public", "v", "in tcp 80 from 0.0.0.0/0")
	b.Instance("p", "a", "private")
	b.Instance("q", "a", "public")
	n := b.New()
	n.yes("x -> p tcp 80")
	n.no("x -> public:p tcp 80", codeGroup)
	n.yes("x -> public:q tcp 80")
	n.no("y -> public:q tcp 80") // y has no way to the internet
}

func TestInternet_HairpinThroughNAT(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.NAT("nat", "a")
	b.Table("rtb", "v", "b", "0.0.0.0/0 nat")
	b.SG("ref", "v", "in tcp 80 from open")
	b.Instance("q", "a", "ref")
	n := b.New()
	n.yes("y -> public:x tcp 80")
	n.yes("y -> q tcp 80")
	n.no("y -> public:q tcp 80", codeGroup)
}

func TestInternet_ReplyThroughNATIsLost(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.NAT("nat", "a")
	b.Table("rtb", "v", "b", "0.0.0.0/0 nat")
	b.Instance("z", "b", "open", "public")
	b.New().no("198.51.100.7 -> z tcp 80", codeNoRoute)
}

func TestInternet_DetachedInterfaceIsInDoubt(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.ENI("eni", "a", "open")
	b.New().unknown("x -> eni tcp 22", "attached to")
}

// natted is a private subnet b behind a NAT gateway in the public subnet a.
func natted(t testing.TB) *estateBuilder {
	b := two(t)
	b.NAT("nat", "a")
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.Table("rtb", "v", "b", "0.0.0.0/0 nat")
	return b
}

func TestNAT_OutAndNeverIn(t *testing.T) {
	n := natted(t).New()
	n.yes("y -> 198.51.100.7 tcp 443")
	n.yes("y -> 198.51.100.7 udp 53")
	n.yes("y -> 198.51.100.7 icmp 8/0")
	n.no("198.51.100.7 -> y tcp 22")
	n.no("198.51.100.7 -> nat tcp 443", "network-interface")
}

func TestNAT_OnlyTCPUDPAndICMP(t *testing.T) {
	natted(t).New().no("y -> 198.51.100.7 47", codeProtocol)
}

func TestNAT_NeedsItsOwnSubnetsRouteToAnInternetGateway(t *testing.T) {
	b := two(t)
	b.NAT("nat", "a")
	b.Table("rtb", "v", "b", "0.0.0.0/0 nat")
	b.New().no("y -> 198.51.100.7 tcp 443", codeNoRoute)
}

func TestNAT_DoesNotServeItsOwnSubnet(t *testing.T) {
	b := two(t)
	b.NAT("nat", "a")
	b.Table("rt", "v", "a", "0.0.0.0/0 nat")
	b.New().no("x -> 198.51.100.7 tcp 443", "nat-gateway")
}

func TestNAT_PrivateOneIsDroppedByTheInternetGateway(t *testing.T) {
	b := two(t)
	b.NAT("nat", "a", true)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.Table("rtb", "v", "b", "0.0.0.0/0 nat")
	b.New().no("y -> 198.51.100.7 tcp 443", codePublicForEgress)
}

func TestNAT_PrivateOneToOnPremises(t *testing.T) {
	b := two(t)
	b.NAT("nat", "a", true)
	b.VGW("vgw", "v")
	b.VPN("vpn", "vgw", "192.168.0.0/16")
	b.Table("rt", "v", "a", "192.168.0.0/16 vgw")
	b.Table("rtb", "v", "b", "192.168.0.0/16 nat")
	b.New().yes("y -> onprem:192.168.1.1 tcp 443")
}

func TestNAT_ItsSubnetsACLBothWays(t *testing.T) {
	for _, c := range []struct {
		entries []string
		ok      bool
	}{
		{[]string{"in 100 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0"}, true},
		{[]string{"in 100 allow tcp 443 10.0.0.0/16", "out 100 allow all 0.0.0.0/0"}, false},                                                                                             // replies may not come in
		{[]string{"in 100 allow all 10.0.0.0/16", "in 200 allow tcp 1024-65535 0.0.0.0/0", "out 100 allow tcp 443 0.0.0.0/0"}, false},                                                    // nor go back to the client
		{[]string{"in 100 allow tcp 443 10.0.1.0/24", "in 200 allow tcp 1024-65535 0.0.0.0/0", "out 100 allow tcp 443 0.0.0.0/0", "out 200 allow tcp 1024-65535 10.0.1.0/24"}, true},     // all four
		{[]string{"in 200 allow tcp 1024-65535 0.0.0.0/0", "in 300 deny all 10.0.1.0/24", "out 100 allow tcp 443 0.0.0.0/0", "out 200 allow tcp 1024-65535 10.0.1.0/24"}, false},         // nor the client
		{[]string{"in 100 allow tcp 443 10.0.1.0/24", "in 200 allow tcp 1024-65535 0.0.0.0/0", "out 100 deny tcp 443 0.0.0.0/0", "out 200 allow tcp 1024-65535 10.0.1.0/24"}, false},     // nor on
		{[]string{"in 100 allow tcp 443 10.0.1.0/24", "in 200 allow tcp 1024-65535 198.51.100.0/24", "out 100 allow tcp 443 0.0.0.0/0", "out 200 allow tcp 1024-65535 0.0.0.0/0"}, true}, // by address
	} {
		b := natted(t)
		b.ACL("acl", "v", "a", c.entries...)
		if n := b.New(); c.ok {
			n.yes("y -> 198.51.100.7 tcp 443")
		} else {
			n.no("y -> 198.51.100.7 tcp 443")
		}
	}
}

func TestNAT_ItsPortIsItsOwnChoice(t *testing.T) {
	b := natted(t)
	b.ACL("acl", "v", "a",
		"in 100 allow all 10.0.0.0/16", "in 200 allow tcp 32768-60999 0.0.0.0/0", "out 100 allow all 0.0.0.0/0")
	b.New().unknown("y -> 198.51.100.7 tcp 443 client 40000", "port that nat sends from")
}

func TestEgressOnly_OutAndNeverIn(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16", "2001:db8:1::/56")
	b.Subnet("a", "v", "10.0.0.0/24", "2001:db8:1::/64", "assign6")
	b.EgressOnly("eigw", "v")
	b.Table("rt", "v", "a", "::/0 eigw")
	b.SG("open", "v", "in all from ::/0")
	b.Instance("x", "a", "open")
	n := b.New()
	n.yes("x -> 2001:db8:ffff::1 tcp 443")
	n.no("2001:db8:ffff::1 -> x tcp 443", "internet-gateway", codeNoRoute)
	b.IGW("igw", "v") // attached for IPv4; replies still go to the egress-only one
	b.New().no("2001:db8:ffff::1 -> x tcp 443", codeNoRoute)
}
