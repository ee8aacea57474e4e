package reach

import (
	"testing"

	"ringwall/internal/estate"
)

// Rules of network.md, sections 2.2.4, 2.2.8, 2.2.9 and 2.6 (Gateway Load
// Balancers); pages "Middlebox routing", "Gateway route tables" and "Access
// virtual appliances through AWS PrivateLink".

// routedBy is a VPC with x in a, y in b and a router fw in c that leads on; a's
// table sends everything to the router.
func routedBy(t testing.TB, options ...string) *estateBuilder {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	b.Subnet("a", "v", "10.0.0.0/24")
	b.Subnet("b", "v", "10.0.1.0/24")
	b.Subnet("c", "v", "10.0.2.0/24")
	b.IGW("igw", "v")
	b.SG("open", "v", "in all from 0.0.0.0/0")
	b.Instance("x", "a", "open", "ip=10.0.0.10")
	b.Instance("y", "b", "open", "ip=10.0.1.10")
	b.Instance("fw", "c", "open", append([]string{"ip=10.0.2.10"}, options...)...)
	b.Table("rta", "v", "a", "0.0.0.0/0 fw", "10.0.1.0/24 fw")
	return b
}

// uncheck turns an instance's source/destination check off.
func uncheck(b *estateBuilder, id string) {
	for _, r := range b.list {
		if i, ok := r.(*estate.Instance); ok && string(i.ID) == id {
			i.SourceDestCheck = flag(false)
		}
	}
}

func TestMiddlebox_ItsSoftwareDecides(t *testing.T) {
	b := routedBy(t, "public")
	uncheck(b, "fw")
	b.Table("rtc", "v", "c", "0.0.0.0/0 igw")
	n := b.New()
	n.unknown("x -> 198.51.100.7 tcp 443", "what fw does")
	n.unknown("x -> y tcp 22", "what fw does")
	n.unknown("y -> x tcp 22", "what fw does") // the reply goes through it
}

func TestMiddlebox_SourceDestCheckIsCertain(t *testing.T) {
	b := routedBy(t)
	n := b.New()
	n.no("x -> y tcp 22", codeSourceDestCheck)
	n.no("y -> x tcp 22", codeSourceDestCheck) // in the way of the reply
}

// TestMiddlebox_IsADestinationToo: what is addressed to the interface that a route
// targets arrives there, whatever its source/destination check.
func TestMiddlebox_IsADestinationToo(t *testing.T) {
	b := routedBy(t)
	b.Route("rta", "10.0.2.0/24 fw")
	n := b.New()
	n.yes("x -> fw tcp 22")
	n.yes("fw -> x tcp 22") // the replies take that route
	b.ACL("acl", "v", "c", "in 100 deny tcp 22 0.0.0.0/0", "in 200 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0")
	n = b.New()
	n.no("x -> fw tcp 22", codeACL)
	n.yes("x -> fw tcp 23")
}

// TestMiddlebox_BehindATransitGateway: an inspection VPC takes what a transit
// gateway brings to it; its firewall sees both directions where routes lead both
// through it.
func TestMiddlebox_BehindATransitGateway(t *testing.T) {
	inspection := func(action string, there, back bool) *estateBuilder {
		b := hub(t, "")
		b.Subnet("wf", "w", "10.1.7.0/24")
		b.zone("eu-west-1a")
		b.Subnet("wz", "w", "10.1.8.0/24")
		b.zone("eu-west-1a")
		b.add(&estate.FirewallPolicy{Core: b.core("policy", "AWS::NetworkFirewall::FirewallPolicy"), StatelessDefault: itemsOf(action), RuleOrder: str("DEFAULT_ACTION_ORDER")})
		b.add(&estate.Firewall{Core: b.core("wall", "AWS::NetworkFirewall::Firewall"), VPC: b.ref("w"), Policy: b.ref("policy"), Subnets: b.refs("wf")})
		b.Instance("z", "wz", "open-w")
		b.Table("rt-wz", "w", "wz")
		if back {
			b.throughFirewall("rt-wz", "10.0.0.0/16", "wall", 0)
		} else {
			b.Route("rt-wz", "10.0.0.0/16 tgw")
		}
		b.Table("rt-wf", "w", "wf", "10.0.0.0/16 tgw")
		b.Table("rt-wt", "w", "wt")
		if there {
			b.throughFirewall("rt-wt", "10.1.8.0/24", "wall", 0)
		}
		return b
	}
	inspection("aws:forward_to_sfe", true, true).New().yes("x -> z tcp 22")
	inspection("aws:forward_to_sfe", true, true).New().yes("z -> x tcp 22")
	inspection("aws:forward_to_sfe", false, false).New().yes("x -> z tcp 22")
	inspection("aws:forward_to_sfe", true, false).New().unknown("x -> z tcp 22", "one direction")
	inspection("aws:forward_to_sfe", false, true).New().unknown("x -> z tcp 22", "one direction")
	inspection("aws:forward_to_sfe", false, true).New().unknown("z -> x tcp 22", "one direction")
	inspection("aws:drop", true, true).New().no("x -> z tcp 22", codeFirewall, codeFirewall)
	inspection("aws:drop", false, true).New().no("x -> z tcp 22", codeFirewall)
}

func TestMiddlebox_NoRouteBehindIt(t *testing.T) {
	b := routedBy(t)
	uncheck(b, "fw")
	b.New().no("x -> 198.51.100.7 tcp 443", codeNoRoute, codePublicForEgress) // c has no route to the internet, and neither a public address
}

func TestMiddlebox_InternetGatewayBehindItNeedsAPublicAddress(t *testing.T) {
	b := routedBy(t)
	uncheck(b, "fw")
	b.Table("rtc", "v", "c", "0.0.0.0/0 igw")
	b.New().no("x -> 198.51.100.7 tcp 443", codePublicForEgress) // neither x nor fw has one
	b.EIP("eip", "fw")
	b.New().unknown("x -> 198.51.100.7 tcp 443", "what fw does") // a NAT instance
}

func TestMiddlebox_ItsGroupsInFromTheSource(t *testing.T) {
	b := routedBy(t)
	uncheck(b, "fw")
	b.SG("narrow", "v", "in all from 10.0.1.0/24")
	b.Instance("fw2", "c", "narrow", "nocheck")
	b.Table("rta2", "v", "", "10.0.1.0/24 fw2")
	b.Subnet("d", "v", "10.0.3.0/24")
	b.Instance("z", "d", "open")
	b.Table("rtd", "v", "d", "10.0.1.0/24 fw2")
	b.New().no("z -> y tcp 22", codeGroup)
}

func TestMiddlebox_ItsGroupsOutToTheDestination(t *testing.T) {
	b := routedBy(t)
	b.SG("inOnly", "v", "in all from 0.0.0.0/0", "out tcp 443 to 0.0.0.0/0")
	b.Instance("fw2", "c", "inOnly", "nocheck")
	b.Subnet("d", "v", "10.0.3.0/24")
	b.Instance("z", "d", "open")
	b.Table("rtd", "v", "d", "10.0.1.0/24 fw2")
	n := b.New()
	n.no("z -> y tcp 22", codeGroup)
	n.unknown("z -> y tcp 443", "what fw2 does")
}

func TestMiddlebox_NetworkACLsOnBothSides(t *testing.T) {
	for _, entries := range [][]string{
		{"in 100 deny tcp 22 10.0.0.0/24", "in 200 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0"}, // of c: in
		{"in 200 allow all 0.0.0.0/0", "out 100 deny tcp 22 10.0.1.0/24", "out 200 allow all 0.0.0.0/0"},
	} {
		b := routedBy(t)
		uncheck(b, "fw")
		b.ACL("acl", "v", "c", entries...)
		b.New().no("x -> y tcp 22", codeACL)
		b.New().unknown("x -> y tcp 80", "what fw does")
	}
}

func TestMiddlebox_InTheSourcesSubnetNoACLStandsBetween(t *testing.T) {
	b := routedBy(t)
	b.Instance("near", "a", "open", "nocheck")
	b.Route("rta", "10.0.1.10/32 near")
	b.ACL("acl", "v", "a", "in 100 allow all 10.0.1.0/24", "out 100 allow all 10.0.1.0/24")
	b.New().unknown("x -> y tcp 22", "what near does")
}

func TestMiddlebox_DestinationsGroupsSeeTheSourceOrTheAppliance(t *testing.T) {
	b := routedBy(t)
	uncheck(b, "fw")
	b.SG("fromX", "v", "in tcp 80 from 10.0.0.0/24")
	b.SG("fromFw", "v", "in tcp 80 from 10.0.2.0/24")
	b.SG("fromB", "v", "in tcp 80 from 10.0.1.0/24")
	b.Instance("p", "b", "fromX")
	b.Instance("q", "b", "fromFw")
	b.Instance("r", "b", "fromB")
	n := b.New()
	n.unknown("x -> p tcp 80", "what fw does")
	n.unknown("x -> q tcp 80", "what fw does") // it may translate
	n.no("x -> r tcp 80", codeGroup)
}

func TestMiddlebox_ReferencesAreLost(t *testing.T) {
	b := routedBy(t)
	uncheck(b, "fw")
	b.SG("clients", "v")
	b.SG("servers", "v", "in tcp 80 from clients")
	b.Instance("p", "a", "clients")
	b.Instance("q", "b", "servers")
	b.New().no("p -> q tcp 80", codeGroupReference)
	b.SG("toServers", "v", "out all to servers", "out all to open")
	b.Instance("r", "a", "toServers")
	b.New().no("r -> y tcp 80", codeGroupReference) // nor in the sender's own rules
}

func TestMiddlebox_SeveralInterfacesMayLeadOut(t *testing.T) {
	b := routedBy(t)
	b.Subnet("d", "v", "10.0.3.0/24", "public")
	b.Table("rtd", "v", "d", "0.0.0.0/0 igw")
	uncheck(b, "fw")
	b.New().no("x -> 198.51.100.7 tcp 443", codeNoRoute, codePublicForEgress)
	b.add(&estate.NetworkInterface{Core: b.core("wan", "AWS::EC2::NetworkInterface"), Subnet: b.ref("d"), Groups: b.refs("open"), SourceDestCheck: flag(false)})
	b.add(&estate.NetworkInterfaceAttachment{Core: b.core("attach", "AWS::EC2::NetworkInterfaceAttachment"), Instance: b.ref("fw"), Interface: b.ref("wan")})
	b.add(&estate.ElasticIPAssociation{Core: b.core("eip", "AWS::EC2::EIPAssociation"), Interface: b.ref("wan")})
	b.New().unknown("x -> 198.51.100.7 tcp 443", "what fw does")
}

func TestMiddlebox_OnPremisesMayBeBehindIt(t *testing.T) {
	b := routedBy(t)
	uncheck(b, "fw")
	b.VGW("vgw", "v")
	b.VPN("vpn", "vgw", "192.168.0.0/16")
	b.New().unknown("x -> onprem:192.168.1.1 tcp 443", "what fw does") // it may end a VPN of its own
}

func TestMiddlebox_BlockPublicAccessLooksAtItsSubnet(t *testing.T) {
	b := routedBy(t, "public")
	uncheck(b, "fw")
	b.Table("rtc", "v", "c", "0.0.0.0/0 igw")
	bpa(b, "block-bidirectional", "a allow-bidirectional")
	b.New().no("x -> 198.51.100.7 tcp 443", codePublicAccess, codePublicForEgress)
	exclude(b, "c allow-bidirectional")
	b.New().unknown("x -> 198.51.100.7 tcp 443", "what fw does")
}

// edged is a VPC whose internet gateway sends what comes in for subnet a through
// fw in c, and a's table sends out the same way.
func edged(t testing.TB) *estateBuilder {
	b := two(t)
	b.Subnet("c", "v", "10.0.2.0/24", "public")
	b.Instance("fw", "c", "open", "nocheck")
	b.Table("rtc", "v", "c", "0.0.0.0/0 igw")
	b.Table("rta", "v", "a", "0.0.0.0/0 fw")
	b.Table("edge", "v", "", "10.0.0.0/24 fw")
	edge(b, "igw", "edge")
	return b
}

func TestEdge_RedirectsThroughAnAppliance(t *testing.T) {
	b := edged(t)
	n := b.New()
	n.unknown("198.51.100.7 -> x tcp 80", "what fw does")
	n.unknown("x -> 198.51.100.7 tcp 443", "what fw does")
	b.ACL("acl", "v", "a", "in 100 deny tcp 80 0.0.0.0/0", "in 200 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0")
	n = b.New()
	n.no("198.51.100.7 -> x tcp 80", codeACL)
	n.unknown("198.51.100.7 -> x tcp 81", "what fw does")
}

func TestEdge_AppliancesNeedAPublicAddress(t *testing.T) {
	b := edged(t)
	for _, r := range b.list {
		if s, ok := r.(*estate.Subnet); ok && s.ID == "c" {
			s.MapPublicIP = flag(false)
		}
	}
	b.New().no("198.51.100.7 -> x tcp 80", codeRedirectedNoPublic)
}

func TestEdge_WhatIsRedirectedMayNotLeaveDirectly(t *testing.T) {
	b := two(t)
	b.Subnet("c", "v", "10.0.2.0/24", "public")
	b.Instance("fw", "c", "open", "nocheck")
	b.Table("rtc", "v", "c", "0.0.0.0/0 igw")
	b.Table("rta", "v", "a", "0.0.0.0/0 igw") // a direct route
	b.Table("edge", "v", "", "10.0.0.0/24 fw")
	edge(b, "igw", "edge")
	n := b.New()
	n.no("x -> 198.51.100.7 tcp 443", codeRedirected)
	n.unknown("198.51.100.7 -> x tcp 80", "what fw does") // as a proxy it would get the replies
	b = inspectedBy(t)
	b.Route("rta", "198.51.100.0/24 igw")
	n = b.New()
	n.no("x -> 198.51.100.7 tcp 443", codeRedirected)
	n.no("198.51.100.7 -> x tcp 80", codeRedirected)
}

func TestEdge_CheckIsCertain(t *testing.T) {
	b := edged(t)
	for _, r := range b.list {
		if i, ok := r.(*estate.Instance); ok && i.ID == "fw" {
			i.SourceDestCheck = flag(true)
		}
	}
	b.New().no("198.51.100.7 -> x tcp 80", codeSourceDestCheck, codeSourceDestCheck)
}

func TestEdge_OfAVPNGatewayDropsForEndpoints(t *testing.T) {
	b := vpn(t, "192.168.0.0/16")
	b.Subnet("c", "v", "10.0.2.0/24")
	gwlbe(b, "ep", "v", "c")
	b.Table("edge", "v", "", "10.0.0.0/24 ep")
	edge(b, "vgw", "edge")
	n := b.New()
	n.no("onprem:192.168.1.1 -> x tcp 443", codeBadStateRoute)
	n.yes("onprem:192.168.1.1 -> y tcp 443")
}

func TestEdge_OfAVPNGatewayThroughAnAppliance(t *testing.T) {
	b := vpn(t, "192.168.0.0/16")
	b.Subnet("c", "v", "10.0.2.0/24")
	b.Instance("fw", "c", "open", "nocheck")
	b.Table("edge", "v", "", "10.0.0.0/24 fw")
	edge(b, "vgw", "edge")
	b.SG("shut", "v")
	b.Instance("s", "a", "shut")
	n := b.New()
	n.unknown("onprem:192.168.1.1 -> x tcp 443", "what fw does")
	n.no("onprem:192.168.1.1 -> s tcp 443", codeGroupEmpty)
}

func gwlbe(b *estateBuilder, id, vpc, subnet string) {
	b.add(&estate.VPCEndpoint{Core: b.core(id, "AWS::EC2::VPCEndpoint"), VPC: b.ref(vpc), Kind: str("GatewayLoadBalancer"), Subnets: b.refs(subnet)})
}

// inspectedBy is AWS's picture: servers in a, the endpoint in c, both ways
// through it.
func inspectedBy(t testing.TB) *estateBuilder {
	b := two(t)
	b.Subnet("c", "v", "10.0.2.0/24")
	gwlbe(b, "ep", "v", "c")
	b.Table("rtc", "v", "c", "0.0.0.0/0 igw")
	b.Table("rta", "v", "a", "0.0.0.0/0 ep")
	b.Table("edge", "v", "", "10.0.0.0/24 ep")
	edge(b, "igw", "edge")
	return b
}

func TestGatewayLoadBalancer_SubjectToItsAppliances(t *testing.T) {
	n := inspectedBy(t).New()
	n.unknown("198.51.100.7 -> x tcp 80", "appliances behind ep")
	n.unknown("x -> 198.51.100.7 tcp 443", "appliances behind ep")
	n.yes("x -> y tcp 22") // locally
}

func TestGatewayLoadBalancer_NobodySpeaksWithTheEndpoint(t *testing.T) {
	n := inspectedBy(t).New()
	n.no("x -> ep tcp 443", codeProtocol)
	n.no("ep -> x tcp 443", codeEndpointOpensNone)
}

func TestGatewayLoadBalancer_GroupsDoNotApplyToTheEndpoint(t *testing.T) {
	trace := inspectedBy(t).New().unknown("x -> 198.51.100.7 tcp 443")
	for _, s := range trace.Steps() {
		if s.Kind == "security-group" && s.Resource != "open" {
			t.Errorf("looks at %s", s.Resource)
		}
	}
}

func TestGatewayLoadBalancer_NetworkACLOfTheEndpointsSubnet(t *testing.T) {
	for _, entries := range [][]string{
		{"in 100 deny tcp 443 10.0.0.0/24", "in 200 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0"},                                      // from the source
		{"in 100 allow all 0.0.0.0/0", "out 100 deny tcp 443 0.0.0.0/0", "out 200 allow all 0.0.0.0/0"},                                       // on to the internet
		{"in 100 allow all 10.0.0.0/8", "out 100 allow all 0.0.0.0/0"},                                                                        // the reply, from the internet
		{"in 100 allow all 0.0.0.0/0", "out 100 deny tcp 1024-65535 10.0.0.0/24", "out 200 allow all 0.0.0.0/0"},                              // the reply, to the source
		{"in 100 deny tcp 443 198.51.100.0/24", "in 200 allow all 0.0.0.0/0", "out 50 allow tcp 443 0.0.0.0/0", "out 100 deny all 0.0.0.0/0"}, // both
	} {
		b := inspectedBy(t)
		b.ACL("acl", "v", "c", entries...)
		b.New().no("x -> 198.51.100.7 tcp 443", codeACL)
	}
}

func TestGatewayLoadBalancer_EndpointsSubnetNeedsARoute(t *testing.T) {
	b := two(t)
	b.Subnet("c", "v", "10.0.2.0/24")
	gwlbe(b, "ep", "v", "c")
	b.Table("rta", "v", "a", "0.0.0.0/0 ep")
	b.New().no("x -> 198.51.100.7 tcp 443", codeNoRoute)
}

func TestGatewayLoadBalancer_DestinationStillDecides(t *testing.T) {
	b := inspectedBy(t)
	b.SG("shut", "v")
	b.Instance("s", "a", "shut")
	b.Instance("hidden", "a", "open", "private")
	n := b.New()
	n.no("198.51.100.7 -> s tcp 80", codeGroupEmpty)
	n.no("198.51.100.7 -> hidden tcp 80", codePublicForIngress)
	n.no("hidden -> 198.51.100.7 tcp 80", codePublicForEgress) // the endpoint does not translate
}

func TestGatewayLoadBalancer_SteersBetweenSubnets(t *testing.T) {
	b := two(t)
	b.Subnet("c", "v", "10.0.2.0/24")
	gwlbe(b, "ep", "v", "c")
	b.Table("rta", "v", "a", "10.0.1.0/24 ep")
	b.Table("rtb", "v", "b", "10.0.0.0/24 ep")
	b.SG("ref", "v", "in tcp 80 from open")
	b.Instance("r", "b", "ref")
	n := b.New()
	n.unknown("x -> y tcp 22", "appliances behind ep")
	n.no("x -> r tcp 80", codeGroupReference)
}

func TestGatewayLoadBalancer_AnotherEndpointInTheWayOfReplies(t *testing.T) {
	b := inspectedBy(t)
	b.Subnet("d", "v", "10.0.3.0/24")
	gwlbe(b, "other", "v", "d")
	b.Table("rtd", "v", "d", "0.0.0.0/0 igw")
	b.Route("rta", "198.51.100.0/24 other")
	b.New().unknown("198.51.100.7 -> x tcp 80", "it has not seen")
}

func TestGatewayLoadBalancer_BlockPublicAccessLooksAtTheEndpointsSubnet(t *testing.T) {
	b := inspectedBy(t)
	bpa(b, "block-bidirectional", "a allow-bidirectional")
	n := b.New()
	n.no("198.51.100.7 -> x tcp 80", codePublicAccess)
	n.no("x -> 198.51.100.7 tcp 443", codePublicAccess)
	exclude(b, "c allow-bidirectional")
	n = b.New()
	n.unknown("198.51.100.7 -> x tcp 80", "appliances behind ep")
	n.unknown("x -> 198.51.100.7 tcp 443", "appliances behind ep")
}

func TestGatewayLoadBalancer_RoutesInACircle(t *testing.T) {
	b := two(t)
	b.Subnet("c", "v", "10.0.2.0/24")
	gwlbe(b, "ep", "v", "c")
	b.Table("rta", "v", "a", "0.0.0.0/0 ep")
	b.Table("rtc", "v", "c", "0.0.0.0/0 ep")
	b.New().no("x -> 198.51.100.7 tcp 443", "gateway-load-balancer-endpoint")
}
