package reach

import (
	"testing"
)

// Rules of network.md, section 2.4 (security groups) and 2.5 (network ACLs).

func TestSecurityGroup_UnionOverAllGroups(t *testing.T) {
	b := two(t)
	b.SG("http", "v", "in tcp 80 from 0.0.0.0/0")
	b.SG("ssh", "v", "in tcp 22 from 0.0.0.0/0")
	b.Instance("z", "b", "http ssh")
	n := b.New()
	n.yes("x -> z tcp 80")
	n.yes("x -> z tcp 22")
	n.no("x -> z tcp 443", codeGroup)
}

func TestSecurityGroup_MinusOneIgnoresPorts(t *testing.T) {
	b := two(t)
	b.SG("s", "v", "in -1 80 from 0.0.0.0/0")
	b.Instance("z", "b", "s")
	n := b.New()
	n.yes("x -> z tcp 22")
	n.yes("x -> z udp 53")
	n.yes("x -> z 47")
}

func TestSecurityGroup_OtherProtocolsHaveAllPorts(t *testing.T) {
	b := two(t)
	b.SG("s", "v", "in 47 from 0.0.0.0/0")
	b.Instance("z", "b", "s")
	n := b.New()
	n.yes("x -> z 47")
	n.no("x -> z 50", codeGroup)
}

func TestSecurityGroup_ICMPTypesAndCodes(t *testing.T) {
	b := two(t)
	b.SG("echo", "v", "in icmp 8/-1 from 0.0.0.0/0")
	b.SG("frag", "v", "in icmp 3/4 from 0.0.0.0/0")
	b.SG("any", "v", "in icmp -1/-1 from 0.0.0.0/0")
	b.Instance("e", "b", "echo")
	b.Instance("f", "b", "frag")
	b.Instance("g", "b", "any")
	n := b.New()
	n.yes("x -> e icmp 8/0")
	n.no("x -> e icmp 3/4", codeGroup)
	n.yes("x -> f icmp 3/4")
	n.no("x -> f icmp 3/1", codeGroup)
	n.yes("x -> g icmp 13/0")
	n.no("x -> g tcp 22", codeGroup)
}

func TestSecurityGroup_ICMPAndICMPv6AreApart(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16", "2001:db8:1::/56")
	b.Subnet("a", "v", "10.0.0.0/24", "2001:db8:1::/64", "assign6")
	b.SG("v4", "v", "in icmp -1/-1 from 0.0.0.0/0", "in icmp -1/-1 from ::/0")
	b.SG("v6", "v", "in icmpv6 from ::/0")
	b.Instance("x", "a", "v4")
	b.Instance("y", "a", "v6")
	n := b.New()
	n.yes("y -> x icmp 8/0")
	n.no("y -> x icmpv6 128/0", codeGroup) // icmp with an IPv6 CIDR matches nothing
	n.yes("x -> y icmpv6 128/0")
	n.no("x -> y icmp 8/0", codeGroup)
}

func TestSecurityGroup_ReferenceMatchesPrivateAddressesOfMembers(t *testing.T) {
	b := two(t)
	b.SG("clients", "v")
	b.SG("s", "v", "in tcp 5432 from clients")
	b.Instance("c", "a", "clients")
	b.Instance("z", "b", "s")
	n := b.New()
	n.yes("c -> z tcp 5432")
	n.no("x -> z tcp 5432", codeGroup)
}

func TestSecurityGroup_ReferenceDoesNotMatchPublicSource(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a b", "0.0.0.0/0 igw")
	b.SG("clients", "v")
	b.SG("s", "v", "in tcp 80 from clients")
	b.Instance("c", "a", "clients")
	b.Instance("z", "a", "s", "public")
	n := b.New()
	n.yes("c -> z tcp 80")
	n.no("c -> public:z tcp 80", codeGroupReference)
}

func TestSecurityGroup_RulesOfTheReferencedGroupAreNotInherited(t *testing.T) {
	b := two(t)
	b.SG("inner", "v", "in tcp 22 from 0.0.0.0/0")
	b.SG("s", "v", "in tcp 5432 from inner")
	b.Instance("z", "b", "s")
	b.New().no("x -> z tcp 22", codeGroup)
}

func TestSecurityGroup_SelfReferenceNeedsBothToCarryIt(t *testing.T) {
	b := two(t)
	b.SG("self", "v", "in tcp 7000 from self", "out all to 0.0.0.0/0")
	b.Instance("p", "a", "self")
	b.Instance("q", "b", "self")
	n := b.New()
	n.yes("p -> q tcp 7000")
	n.no("x -> q tcp 7000", codeGroup)
}

func TestSecurityGroup_ReferenceWithoutMembersIsNoAccessAndNoError(t *testing.T) {
	b := two(t)
	b.SG("nobody", "v")
	b.SG("s", "v", "in tcp 22 from nobody")
	b.Instance("z", "b", "s")
	b.New().no("x -> z tcp 22", codeGroup)
}

func TestSecurityGroup_StaleReferenceMatchesNothing(t *testing.T) {
	b := two(t)
	b.SG("s", "v", "in tcp 22 from =sg-0123456789abcdef0")
	b.Instance("z", "b", "s")
	b.New().no("x -> z tcp 22", codeGroup)
}

func TestSecurityGroup_EgressIsItsOwnDirection(t *testing.T) {
	b := two(t)
	b.SG("quiet", "v", "in all from 0.0.0.0/0", "out none")
	b.SG("web", "v", "out tcp 443 to open", "out udp 53 to 10.0.1.0/24")
	b.Instance("q", "a", "quiet")
	b.Instance("w", "a", "web")
	n := b.New()
	n.no("q -> y tcp 22", codeGroupEmpty)
	n.yes("y -> q tcp 22") // the reply to an admitted flow passes regardless
	n.yes("w -> y tcp 443")
	n.yes("w -> y udp 53")
	n.no("w -> y tcp 22", codeGroup)
}

func TestSecurityGroup_AppliesWithinASubnetButNotToItself(t *testing.T) {
	b := two(t)
	b.SG("shut", "v", "out none")
	b.Instance("z", "a", "shut")
	n := b.New()
	n.no("x -> z tcp 22", codeGroupEmpty)
	n.yes("z -> z tcp 22")
}

func TestSecurityGroup_DoesNotFilterWhatAWSOffers(t *testing.T) {
	b := two(t)
	b.SG("shut", "v", "out none")
	b.Instance("z", "a", "shut")
	b.ACL("deny", "v", "a")
	n := b.New()
	n.yes("z -> v:169.254.169.254 tcp 80")
	n.yes("z -> v:169.254.169.253 udp 53")
	n.yes("z -> v:10.0.0.2 udp 53") // VPC+2
	n.yes("z -> v:169.254.169.123 udp 123")
	n.no("z -> v:169.254.169.254 tcp 22")
	n.no("z -> v:10.0.0.7 udp 53", codeGroupEmpty) // not the resolver
}

func TestSecurityGroup_CustomerPrefixListByFamily(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.PrefixList("office", "IPv4", "198.51.100.0/24", "203.0.113.0/24")
	b.SG("s", "v", "in tcp 22 from pl:office")
	b.Instance("z", "a", "s")
	n := b.New()
	n.yes("198.51.100.7 -> z tcp 22")
	n.yes("203.0.113.7 -> z tcp 22")
	n.no("192.0.2.7 -> z tcp 22", codeGroup)
}

func TestSecurityGroup_ManagedPrefixListIsUnknownButPublic(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.SG("s", "v", "in tcp 443 from pl:=com.amazonaws.global.cloudfront.origin-facing")
	b.Instance("z", "a", "s")
	n := b.New()
	n.yes("service:cloudfront.origin-facing -> z tcp 443")
	n.unknown("198.51.100.7 -> z tcp 443", "cloudfront.origin-facing")
	n.no("y -> z tcp 443", codeGroup) // a private address is not in it
}

func TestSecurityGroup_EveryBlockerIsNamed(t *testing.T) {
	b := two(t)
	b.SG("shut", "v", "out none")
	b.Instance("p", "a", "shut")
	b.Instance("q", "b", "shut")
	b.ACL("deny", "v", "a b")
	b.New().no("p -> q tcp 22",
		codeGroupEmpty, codeACL, codeACL, codeGroupEmpty, // there
		codeACL, codeACL) // and back
}

func TestNetworkACL_DoesNotApplyWithinASubnet(t *testing.T) {
	b := two(t)
	b.Instance("z", "a", "open")
	b.ACL("deny", "v", "a")
	n := b.New()
	n.yes("x -> z tcp 22")
	n.no("x -> y tcp 22", codeACL, codeACL)
}

func TestNetworkACL_FirstMatchByNumberThenDeny(t *testing.T) {
	b := two(t)
	b.ACL("acl", "v", "b",
		"in 200 allow tcp 22 0.0.0.0/0", "in 100 deny tcp 22 10.0.0.0/24", "in 300 allow tcp 80 0.0.0.0/0",
		"out 100 allow all 0.0.0.0/0")
	b.Subnet("c", "v", "10.0.2.0/24")
	b.Instance("z", "c", "open")
	n := b.New()
	n.no("x -> y tcp 22", codeACL)
	n.yes("z -> y tcp 22")
	n.yes("x -> y tcp 80")
	trace := n.no("x -> y tcp 443", codeACL)
	if s := trace.Blockers()[0]; s.Rule != "in * deny all" || s.Resource != "acl" {
		t.Errorf("decided by %+v", s)
	}
}

func TestNetworkACL_CustomOneDeniesAll(t *testing.T) {
	b := two(t)
	b.ACL("empty", "v", "b")
	b.New().no("x -> y tcp 22", codeACL, codeACL)
}

func TestNetworkACL_FamiliesAreApart(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16", "2001:db8:1::/56")
	b.Subnet("a", "v", "10.0.0.0/24", "2001:db8:1::/64", "assign6")
	b.Subnet("b", "v", "10.0.1.0/24", "2001:db8:1:1::/64", "assign6")
	b.ACL("four", "v", "b", "in 100 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0")
	b.SG("open", "v", "in all from 0.0.0.0/0", "in all from ::/0")
	b.Instance("x", "a", "open")
	b.Instance("y", "b", "open")
	n := b.New()
	n.yes("x -> y tcp 22")
	n.no("x -> y 6 tcp 22", codeACL, codeACL)
}

func TestNetworkACL_ReplyNeedsTheClientsPort(t *testing.T) {
	b := two(t)
	b.ACL("acl", "v", "b", "in 100 allow tcp 22 0.0.0.0/0", "out 100 allow tcp 32768-60999 0.0.0.0/0")
	n := b.New()
	n.yes("x -> y tcp 22 client 40000")
	n.no("x -> y tcp 22 client 1024", codeACL)
	n.unknown("x -> y tcp 22", "client's port")
}

func TestNetworkACL_ReplyToAnyClientPort(t *testing.T) {
	b := two(t)
	b.ACL("all", "v", "b", "in 100 allow tcp 22 0.0.0.0/0", "out 100 allow tcp 1024-65535 0.0.0.0/0")
	n := b.New()
	n.yes("x -> y tcp 22")
	b.ACL("none", "v", "a", "in 100 deny tcp 0-1023 0.0.0.0/0", "out 100 allow all 0.0.0.0/0")
	b.New().no("x -> y tcp 22", codeACL)
}

func TestNetworkACL_EchoReply(t *testing.T) {
	b := two(t)
	b.ACL("acl", "v", "b", "in 100 allow icmp 8/-1 0.0.0.0/0", "out 100 allow icmp 0/-1 0.0.0.0/0")
	b.ACL("oneway", "v", "a", "out 100 allow icmp 8/-1 0.0.0.0/0")
	n := b.New()
	n.no("x -> y icmp 8/0", codeACL) // the reply may not come in
	b.Entry("oneway", "in 100 allow icmp 0/-1 0.0.0.0/0")
	b.New().yes("x -> y icmp 8/0")
}

func TestNetworkACL_FourGatesBetweenSubnets(t *testing.T) {
	trace := two(t).New().yes("x -> y tcp 22")
	count := 0
	for _, s := range trace.Steps() {
		if s.Kind == "network-acl" {
			count++
		}
	}
	if count != 4 {
		t.Errorf("%d network ACL gates, want out, in, out, in:\n%s", count, show(trace))
	}
}

func TestNetworkACL_ProtocolNumbersAndMinusOne(t *testing.T) {
	b := two(t)
	b.ACL("acl", "v", "b", "in 100 allow 47 0.0.0.0/0", "out 100 allow -1 0.0.0.0/0")
	n := b.New()
	n.yes("x -> y 47")
	n.no("x -> y tcp 22", codeACL)
}
