package reach

import (
	"testing"
)

// Rules of network.md, section 2.1 (defaults) and 2.2 (routes).

// two makes a VPC of two subnets, a public and a private one, with an instance
// each that takes everything.
func two(t testing.TB) *estateBuilder {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	b.Subnet("a", "v", "10.0.0.0/24", "public", "zone=eu-west-1a")
	b.Subnet("b", "v", "10.0.1.0/24", "zone=eu-west-1a")
	b.SG("open", "v", "in all from 0.0.0.0/0", "in all from ::/0")
	b.Instance("x", "a", "open")
	b.Instance("y", "b", "open")
	b.IGW("igw", "v")
	return b
}

func TestDefault_SubnetWithoutTableHasTheMainOne(t *testing.T) {
	n := two(t).New()
	n.yes("x -> y tcp 22")
	n.no("x -> 198.51.100.7 tcp 443", codeNoRoute)
}

func TestDefault_MainTableThatIsDeclaredReplacesTheImpliedOne(t *testing.T) {
	b := two(t)
	b.Table("main", "v", "", "0.0.0.0/0 igw")
	setMain(b)
	b.New().yes("x -> 198.51.100.7 tcp 443")
}

func TestDefault_NewGroupAdmitsNothingAndLetsAllOut(t *testing.T) {
	b := two(t)
	b.SG("new", "v")
	b.Instance("z", "a", "new")
	n := b.New()
	n.no("y -> z tcp 22", codeGroupEmpty)
	n.yes("z -> y tcp 22")
}

func TestDefault_InterfaceWithoutGroupsHasTheDefaultOne(t *testing.T) {
	b := two(t)
	b.Instance("d1", "a", "")
	b.Instance("d2", "b", "")
	n := b.New()
	n.yes("d1 -> d2 tcp 22") // members of the default group admit each other
	n.no("y -> d2 tcp 22", codeGroup)
}

func TestDefault_EgressRuleReplacesTheDefaultOne(t *testing.T) {
	b := two(t)
	b.SG("s", "v")
	b.Rule("s", "out tcp 443 to 0.0.0.0/0")
	b.Instance("z", "a", "s")
	n := b.New()
	n.yes("z -> y tcp 443")
	n.no("z -> y tcp 22", codeGroup)
}

func TestRoute_IPv4SaysNothingOfIPv6(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16", "2001:db8:1::/56")
	b.Subnet("a", "v", "10.0.0.0/24", "public", "2001:db8:1::/64", "assign6")
	b.IGW("igw", "v")
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.SG("open", "v", "in all from 0.0.0.0/0", "in all from ::/0")
	b.Instance("x", "a", "open")
	n := b.New()
	n.yes("x -> 198.51.100.7 tcp 443")
	n.no("x -> 2001:db8:ffff::1 tcp 443", codeNoRoute)
	n.no("2001:db8:ffff::1 -> x tcp 443", codeNoRoute) // the reply finds no route
}

func TestRoute_LongestPrefixWinsWhateverTheOrigin(t *testing.T) {
	b := two(t)
	b.VGW("vgw", "v")
	b.VPN("vpn", "vgw", "198.51.100.0/24")
	b.Table("rt", "v", "a", "198.51.0.0/16 igw", "0.0.0.0/0 igw")
	b.Propagate("vgw", "rt")
	n := b.New()
	n.yes("x -> onprem:198.51.100.7 tcp 443") // propagated /24 before static /16
	n.yes("x -> 198.51.7.7 tcp 443")
}

func TestRoute_StaticBeforePropagatedOfEqualLength(t *testing.T) {
	b := two(t)
	b.VGW("vgw", "v")
	b.VPN("vpn", "vgw", "198.51.100.0/24")
	b.Table("rt", "v", "a", "198.51.100.0/24 igw")
	b.Propagate("vgw", "rt")
	b.New().yes("x -> 198.51.100.7 tcp 443")
}

func TestRoute_CIDRBeforePrefixListOfEqualLength(t *testing.T) {
	b := two(t)
	b.PrefixList("pl", "IPv4", "198.51.100.0/24")
	b.NAT("nat", "a")
	b.Table("rt", "v", "b", "pl nat", "198.51.100.0/24 igw")
	b.Table("public", "v", "a", "0.0.0.0/0 igw")
	n := b.New()
	n.no("y -> 198.51.100.7 tcp 443", codePublicForEgress) // the CIDR route, to the internet gateway
}

func TestRoute_TwoPrefixListsOfEqualLengthAreIndeterminate(t *testing.T) {
	b := two(t)
	b.PrefixList("pl1", "IPv4", "198.51.100.0/24")
	b.PrefixList("pl2", "IPv4", "198.51.100.0/24")
	b.NAT("nat", "a")
	b.Table("rt", "v", "b", "pl1 igw", "pl2 nat")
	b.Table("public", "v", "a", "0.0.0.0/0 igw")
	b.New().unknown("y -> 198.51.100.7 tcp 443", "wins")
}

func TestRoute_PropagatedNeverBeatsLocal(t *testing.T) {
	b := two(t)
	b.VGW("vgw", "v")
	b.VPN("vpn", "vgw", "10.0.1.0/24") // more specific than the VPC's block
	b.Table("rt", "v", "a")
	b.Propagate("vgw", "rt")
	b.New().yes("x -> y tcp 22")
}

func TestRoute_LocalCoversSecondaryBlocks(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16", "10.1.0.0/16", "2001:db8:1::/56")
	b.Subnet("a", "v", "10.0.0.0/24", "2001:db8:1::/64", "assign6")
	b.Subnet("b", "v", "10.1.0.0/24", "2001:db8:1:1::/64", "assign6")
	b.SG("open", "v", "in all from 0.0.0.0/0", "in all from ::/0")
	b.Instance("x", "a", "open")
	b.Instance("y", "b", "open")
	n := b.New()
	n.yes("x -> y tcp 22")
	n.yes("x -> y 6 tcp 22")
}

func TestRoute_MoreSpecificThanLocalToAnAppliance(t *testing.T) {
	b := two(t)
	b.Subnet("c", "v", "10.0.2.0/24")
	b.Instance("fw", "c", "open", "nocheck")
	b.Instance("checked", "c", "open")
	b.Table("rt", "v", "a", "10.0.1.0/24 fw")
	n := b.New()
	n.unknown("x -> y tcp 22", "fw")
	n.yes("x -> fw tcp 22")
	n.unknown("y -> x tcp 22", "fw") // the reply goes through it
	b.Table("rtc", "v", "c", "10.0.1.0/24 checked")
	b.Instance("z", "c", "open")
	b.New().no("z -> y tcp 22", codeSourceDestCheck)
}

func TestRoute_LocalItselfCanBeRetargeted(t *testing.T) {
	b := two(t)
	b.Subnet("c", "v", "10.0.2.0/24")
	b.Instance("fw", "c", "open", "nocheck")
	b.Table("rt", "v", "a", "10.0.0.0/16 fw")
	b.New().unknown("x -> y tcp 22", "fw")
}

func TestRoute_BlackholeWins(t *testing.T) {
	b := two(t)
	b.IGW("loose", "") // not attached
	b.Table("rt", "v", "a", "198.51.100.0/24 loose", "0.0.0.0/0 igw")
	n := b.New()
	n.no("x -> 198.51.100.7 tcp 443", codeBadStateRoute)
	n.yes("x -> 203.0.113.7 tcp 443")
}

func TestRoute_LinkLocalIsNeverForwarded(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "169.254.168.0/22 igw", "0.0.0.0/0 igw")
	b.New().no("x -> v:169.254.168.7 tcp 443")
}

func TestRoute_TablesSayNothingWithinASubnet(t *testing.T) {
	b := two(t)
	b.Instance("z", "a", "open")
	b.Subnet("c", "v", "10.0.2.0/24")
	b.Instance("fw", "c", "open", "nocheck")
	b.Table("rt", "v", "a", "10.0.0.0/24 fw")
	b.New().yes("x -> z tcp 22")
}

func TestRoute_EdgeTableThatIsLocalChangesNothing(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.Table("edge", "v", "")
	edge(b, "igw", "edge")
	b.New().yes("198.51.100.7 -> x tcp 80")
}

func TestRoute_SourceDestCheckKeepsForeignPacketsOut(t *testing.T) {
	b := two(t)
	b.Instance("nat", "a", "open")
	b.Table("rt", "v", "b", "0.0.0.0/0 nat")
	b.New().no("y -> 198.51.100.7 tcp 443", codeSourceDestCheck, codeNoRoute, codePublicForEgress) // and what is behind it
}

func TestRoute_ToATransitGatewayIsUnknown(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "10.9.0.0/16 tgw:$Hub")
	b.VPC("far", "10.9.0.0/16")
	b.Subnet("f", "far", "10.9.0.0/24")
	b.SG("farOpen", "far", "in all from 0.0.0.0/0")
	b.SG("shut", "far")
	b.Instance("z", "f", "farOpen")
	b.Instance("s", "f", "shut")
	n := b.New()
	n.unknown("x -> z tcp 22", "Hub")
	n.no("x -> s tcp 22", codeGroupEmpty) // whatever the way
}
