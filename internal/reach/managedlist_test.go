package reach

import (
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// Addresses of S3 and DynamoDB that are asked for by their number: "Gateway
// endpoints" (routing), "AWS-managed prefix lists", "Configure route tables" (the
// longest prefix, prefix lists).

const s3List = "com.amazonaws.eu-west-1.s3"

// isolated is a subnet without a way out but an S3 gateway endpoint.
func isolated(t *testing.T) *estateBuilder {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	b.Subnet("a", "v", "10.0.0.0/24")
	b.Subnet("p", "v", "10.0.1.0/24")
	b.IGW("igw", "v")
	b.Table("public", "v", "p", "0.0.0.0/0 igw")
	b.NAT("nat", "p")
	b.Table("rt", "v", "a")
	b.SG("open", "v")
	b.Instance("x", "a", "open")
	b.GatewayEndpoint("s3", "v", "s3", "rt")
	return b
}

func TestGatewayEndpoint_RouteIsForTheListsEntries(t *testing.T) {
	b := isolated(t)
	b.AWSList(s3List, "52.216.0.0/15", "3.5.128.0/22")
	n := b.New()
	n.yes("x -> number:52.216.1.9 tcp 443")
	n.yes("x -> number:3.5.131.255 tcp 443")
	n.no("x -> number:3.5.132.0 tcp 443", codeNoRoute)
	n.no("x -> number:52.218.0.1 tcp 443", codeNoRoute)
	n.no("x -> number:52.216.1.9 udp 53", codeEndpointProtocol) // TCP only
	n.yes("x -> service:s3 tcp 443")
	n.no("number:52.216.1.9 -> x tcp 443", codeEndpointOpensNone)
	n.no("x -> internet tcp 443", codeNoRoute) // which S3 is no part of
}

func TestGatewayEndpoint_UnlistedAddressIsUnknownWhereItMatters(t *testing.T) {
	b := isolated(t)
	n := b.New()
	n.unknown("x -> number:52.216.1.9 tcp 443", "whether 52.216.1.9 is an address of s3")
	n.no("x -> number:52.216.1.9 udp 53", codeNoRoute) // either way
	n.no("x -> number:203.0.113.9 tcp 443", codeNoRoute)
	n.no("x -> number:8.8.8.8 tcp 443", codeNoRoute) // somebody else's
	n.yes("x -> service:s3 tcp 443")

	b.Route("rt", "0.0.0.0/0 nat")
	n = b.New()
	n.yes("x -> number:52.216.1.9 tcp 443") // by one way or the other
	n.unknown("x -> number:52.216.1.9 udp 53", "s3")
}

func TestGatewayEndpoint_LongestPrefixWinsOverTheList(t *testing.T) {
	b := isolated(t)
	b.AWSList(s3List, "52.216.0.0/15")
	b.Route("rt", "52.216.9.0/24 nat")
	b.IGW("loose", "")
	b.Route("rt", "52.0.0.0/8 loose")
	n := b.New()
	n.yes("x -> number:52.216.9.9 udp 53") // the NAT gateway takes it
	n.no("x -> number:52.216.8.9 udp 53", codeEndpointProtocol)
	n.no("x -> number:52.1.8.9 tcp 443", codeBadStateRoute, codePublicForEgress)
	n.unknown("x -> service:s3 udp 53") // by which route hangs on the address
}

func TestGatewayEndpoint_StaticRouteBeatsTheListOfEqualPrefix(t *testing.T) {
	b := isolated(t)
	b.AWSList(s3List, "52.216.0.0/15")
	b.Route("rt", "52.216.0.0/15 nat")
	b.New().yes("x -> number:52.216.9.9 udp 53")
}

func TestGatewayEndpoint_UnlistedEntryMayBeLonger(t *testing.T) {
	b := isolated(t)
	b.IGW("loose", "")
	b.Route("rt", "52.216.0.0/15 loose")
	b.New().unknown("x -> number:52.216.9.9 tcp 443", "s3")
}

func TestPrefixList_GroupRuleAdmitsTheEntries(t *testing.T) {
	rules := func(listed bool) *testNetwork {
		b := two(t)
		b.Table("rt", "v", "a b", "0.0.0.0/0 igw")
		b.SG("s3only", "v", "out tcp 443 to pl:="+s3List, "in tcp 443 from pl:=com.amazonaws.global.cloudfront.origin-facing")
		b.Instance("z", "a", "s3only", "public")
		if listed {
			b.AWSList(s3List, "52.216.0.0/15")
			b.AWSList("com.amazonaws.global.cloudfront.origin-facing", "120.52.22.96/27")
		}
		return b.New()
	}
	n := rules(true)
	n.yes("z -> number:52.216.1.9 tcp 443")
	n.no("z -> number:52.218.1.9 tcp 443", codeGroup)
	n.yes("120.52.22.97 -> z tcp 443")
	n.no("120.52.22.130 -> z tcp 443", codeGroup)
	n.yes("service:cloudfront.origin-facing -> z tcp 443")
	n = rules(false)
	n.unknown("z -> number:52.216.1.9 tcp 443", "s3")
	n.no("z -> number:198.51.100.9 tcp 443", codeGroup)
	n.unknown("120.52.22.97 -> z tcp 443", "cloudfront")
}

// "You must use CIDR blocks" in network ACLs: with the list's entries at hand those
// that are written for the service are known to be enough, or not to be.
func TestPrefixList_NetworkACLForTheListedRanges(t *testing.T) {
	acl := func(ranges ...string) *testNetwork {
		b := isolated(t)
		b.AWSList(s3List, "52.216.0.0/15", "3.5.128.0/22")
		b.ACL("acl", "v", "a")
		for k, r := range ranges {
			number := []string{"100", "101"}[k]
			b.Entry("acl", "out "+number+" allow tcp 443 "+r)
			b.Entry("acl", "in "+number+" allow tcp 1024-65535 "+r)
		}
		return b.New()
	}
	acl("52.216.0.0/15", "3.5.128.0/22").yes("x -> service:s3 tcp 443")
	n := acl("52.216.0.0/15")
	n.unknown("x -> service:s3 tcp 443")
	n.yes("x -> number:52.217.255.255 tcp 443")
	n.no("x -> number:3.5.128.1 tcp 443", codeACL, codeACL)
	acl("203.0.113.0/24").no("x -> service:s3 tcp 443", codeACL, codeACL)
}

// TestAsk_AddressOfS3ByNumber asks as the command does.
func TestAsk_AddressOfS3ByNumber(t *testing.T) {
	for _, x := range []struct {
		listed   bool
		to, port string
		want     proof.Verdict
	}{
		{true, "52.216.1.9", "tcp/443", proof.Yes},
		{true, "52.216.0.0/16", "tcp/443", proof.Yes},
		{true, "52.218.1.9", "tcp/443", proof.No},
		{true, "0.0.0.0/0", "tcp/443", proof.No}, // the internet at large
		{true, "52.216.1.9", "udp/53", proof.No},
		{false, "52.216.1.9", "tcp/443", proof.Unknown},
		{false, "52.216.1.0/24", "tcp/443", proof.Unknown},
		{false, "203.0.113.9", "tcp/443", proof.No},
		{false, "52.216.1.9", "udp/53", proof.No},
		{false, "internet", "tcp/443", proof.No},
		{false, "0.0.0.0/0", "tcp/443", proof.No},
	} {
		b := isolated(t)
		if x.listed {
			b.AWSList(s3List, "52.216.0.0/15")
		}
		m := NewModel(estate.New(estate.Estate{Resources: b.list}))
		services, err := traffic.ParseService(x.port)
		if err != nil {
			t.Fatal(err)
		}
		to, err := ParseSelector(x.to)
		if err != nil {
			t.Fatal(err)
		}
		a, err := m.Ask(Question{From: Resources("x"), To: to, Services: services})
		if err != nil {
			t.Fatal(err)
		}
		if a.Proof.Verdict != x.want {
			t.Errorf("listed %v, x -> %s %s: %v, want %v", x.listed, x.to, x.port, a.Proof.Verdict, x.want)
		}
		if x.want == proof.Unknown && (len(a.Proof.Gaps) == 0 || a.Proof.Gaps[0].Variable.Settle == "") {
			t.Errorf("x -> %s: nothing says what would settle it: %v", x.to, a.Proof.Gaps)
		}
	}
}
