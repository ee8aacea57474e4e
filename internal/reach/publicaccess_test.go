package reach

import (
	"testing"

	"ringwall/internal/estate"
)

// Rules of network.md, section 2.3, VPC Block Public Access; pages "Block public
// access to VPCs and subnets", "VPC BPA basics" and "Advanced example".

// bpa turns VPC Block Public Access on, with exclusions "SUBNET-OR-VPC mode".
func bpa(b *estateBuilder, mode string, exclusions ...string) {
	b.add(&estate.BlockPublicAccess{Core: b.core("bpa", "AWS::EC2::VPCBlockPublicAccessOptions"), Mode: str(mode)})
	for _, x := range exclusions {
		exclude(b, x)
	}
}

func exclude(b *estateBuilder, text string) {
	name, mode := cut(text)
	r := &estate.BlockPublicAccessExclusion{Core: b.core("exclusion of "+name, "AWS::EC2::VPCBlockPublicAccessExclusion"), Mode: str(mode)}
	if name == "v" || name == "w" {
		r.VPC = b.ref(name)
	} else {
		r.Subnet = b.ref(name)
	}
	b.add(r)
}

// advanced is the VPC of AWS's advanced example: x in the public subnet a, z in
// the public subnet c with the NAT gateway, y in the private subnet b behind the
// NAT gateway and, for IPv6, an egress-only gateway.
func advanced(t testing.TB) *estateBuilder {
	b := build(t)
	b.VPC("v", "10.0.0.0/16", "2001:db8:1::/56")
	b.Subnet("a", "v", "10.0.0.0/24", "public", "zone=eu-west-1a")
	b.Subnet("b", "v", "10.0.1.0/24", "2001:db8:1:1::/64", "assign6", "zone=eu-west-1a")
	b.Subnet("c", "v", "10.0.2.0/24", "public", "zone=eu-west-1a")
	b.IGW("igw", "v")
	b.EgressOnly("eigw", "v")
	b.NAT("nat", "c")
	b.Table("rt", "v", "a c", "0.0.0.0/0 igw")
	b.Table("rtb", "v", "b", "0.0.0.0/0 nat", "::/0 eigw")
	b.SG("open", "v", "in all from 0.0.0.0/0", "in all from ::/0")
	b.Instance("x", "a", "open")
	b.Instance("z", "c", "open")
	b.Instance("y", "b", "open")
	return b
}

const (
	far4 = "198.51.100.7"
	far6 = "2001:db8:ffff::1"
)

func TestPublicAccess_OffBlocksNothing(t *testing.T) {
	b := advanced(t)
	bpa(b, "off")
	n := b.New()
	n.yes(far4 + " -> x tcp 80")
	n.yes("x -> " + far4 + " tcp 443")
	n.yes("y -> " + far4 + " tcp 443")
	n.yes("y -> " + far6 + " tcp 443")
}

func TestPublicAccess_BidirectionalBlocksAllGateways(t *testing.T) {
	b := advanced(t)
	bpa(b, "block-bidirectional")
	n := b.New()
	n.no(far4+" -> x tcp 80", codePublicAccess)
	n.no("x -> "+far4+" tcp 443", codePublicAccess)
	n.no("y -> "+far4+" tcp 443", codePublicAccess)
	n.no("y -> "+far6+" tcp 443", codePublicAccess)
	n.yes("x -> y tcp 22")
}

func TestPublicAccess_IngressOnlyLetsNATAndEgressOnlyOut(t *testing.T) {
	b := advanced(t)
	bpa(b, "block-ingress")
	n := b.New()
	n.no(far4+" -> x tcp 80", codePublicAccess)
	n.no("x -> "+far4+" tcp 443", codePublicAccess) // scenario 3
	n.yes("y -> " + far4 + " tcp 443")
	n.yes("y -> " + far6 + " tcp 443")
}

func TestPublicAccess_ExclusionOfASubnet(t *testing.T) {
	b := advanced(t)
	bpa(b, "block-ingress", "a allow-bidirectional")
	n := b.New()
	n.yes(far4 + " -> x tcp 80") // scenario 4
	n.yes("x -> " + far4 + " tcp 443")
	n.no(far4+" -> z tcp 80", codePublicAccess)
	n.no("z -> "+far4+" tcp 443", codePublicAccess)
}

func TestPublicAccess_ExclusionOfAVPCIsOneOfItsSubnets(t *testing.T) {
	b := advanced(t)
	bpa(b, "block-bidirectional", "v allow-bidirectional")
	n := b.New()
	n.yes(far4 + " -> z tcp 80")
	n.yes("y -> " + far4 + " tcp 443")
	n.yes("y -> " + far6 + " tcp 443")
}

func TestPublicAccess_OfNATGatewaysTheirSubnetCounts(t *testing.T) {
	b := advanced(t)
	bpa(b, "block-bidirectional", "b allow-bidirectional")
	b.New().no("y -> "+far4+" tcp 443", codePublicAccess)
	exclude(b, "c allow-egress")
	n := b.New()
	n.yes("y -> " + far4 + " tcp 443")
	n.no(far4+" -> z tcp 80", codePublicAccess)
}

func TestPublicAccess_EgressOnlyExclusion(t *testing.T) {
	b := advanced(t)
	bpa(b, "block-bidirectional", "a allow-egress", "b allow-egress")
	n := b.New()
	n.no(far4+" -> x tcp 80", codePublicAccess)
	n.unknown("x -> "+far4+" tcp 443", "egress-only exclusion") // scenario 6 against "VPC BPA basics"
	n.yes("y -> " + far6 + " tcp 443")
}

func TestPublicAccess_EgressOnlyExclusionIsIgnoredUnderIngressOnly(t *testing.T) {
	b := advanced(t)
	bpa(b, "block-ingress", "a allow-egress")
	n := b.New()
	n.no(far4+" -> x tcp 80", codePublicAccess)
	n.no("x -> "+far4+" tcp 443", codePublicAccess) // scenario 5
}

func TestPublicAccess_PrivatePathsAreNotTouched(t *testing.T) {
	b := vpn(t, "192.168.0.0/16")
	bpa(b, "block-bidirectional")
	n := b.New()
	n.yes("onprem:192.168.1.1 -> x tcp 443")
	n.yes("x -> onprem:192.168.1.1 tcp 443")
}

func TestPublicAccess_OneExcludedLoadBalancerSubnetLeaks(t *testing.T) {
	b := advanced(t)
	b.LB("lb", "application", "internet-facing", "a c", "open")
	b.TargetGroup("tg", "v", "HTTP", 80, "instance", "y")
	b.Listener("lb", "HTTP", 80, "tg")
	bpa(b, "block-bidirectional", "a allow-bidirectional")
	n := b.New()
	n.yes(far4 + " -> lb@a tcp 80")
	n.no(far4+" -> lb@c tcp 80", codePublicAccess)
	n.yes("lb@a -> y tcp 80") // privately, to a subnet that is not excluded
}

func TestPublicAccess_OfOneAccountAndRegion(t *testing.T) {
	b := advanced(t)
	for _, c := range []struct {
		account, region string
		blocks          bool
	}{
		{"111111111111", "eu-west-1", true},
		{"222222222222", "eu-west-1", false},
		{"111111111111", "us-east-1", false},
	} {
		far := advanced(t)
		for _, r := range far.list {
			r.Base().Account, r.Base().Stack = estate.Literal("111111111111"), "network"
		}
		bpa(far, "block-bidirectional")
		block := far.list[len(far.list)-1].Base()
		block.Account, block.Region = estate.Literal(c.account), estate.Literal(c.region)
		if n := far.New(); c.blocks {
			n.no(far4+" -> x tcp 80", codePublicAccess)
		} else {
			n.yes(far4 + " -> x tcp 80")
		}
	}
	bpa(b, "block-bidirectional")
	block := b.list[len(b.list)-1].Base()
	block.Account, block.Stack = estate.Literal("111111111111"), "elsewhere" // the VPC's account is not known
	b.New().unknown(far4+" -> x tcp 80", "in one account")
}

func TestPublicAccess_UnknownModeAndExclusion(t *testing.T) {
	b := advanced(t)
	b.add(&estate.BlockPublicAccess{Core: b.core("bpa", "AWS::EC2::VPCBlockPublicAccessOptions"), Mode: estate.UnknownValue[string](estate.Gap{Variable: b.param("Mode")}, b.here())})
	exclude(b, "a allow-bidirectional")
	n := b.New()
	n.yes(far4 + " -> x tcp 80") // whatever the mode
	n.unknown(far4+" -> z tcp 80", "Mode")
	b = advanced(t)
	bpa(b, "block-bidirectional", "$Free allow-bidirectional")
	b.New().unknown(far4+" -> x tcp 80", "Free")
}

func cut(text string) (first, rest string) {
	for i := range text {
		if text[i] == ' ' {
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}
