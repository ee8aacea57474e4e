package reach

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// codeFixture is a pair of estates that differ in what one of AWS's explanation
// codes is about: with it the packet is blocked, without it not.
type codeFixture struct {
	code  string
	make  func(t testing.TB, blocked bool) *estateBuilder
	text  string // the packet
	via   string // the target of the load balancer to which it goes
	link  string // the target behind the endpoint to which it goes
	other string // the packet that is not blocked, if it is another one
	// open is Unknown where the way goes on to what nobody can tell.
	unknown bool
}

// either is one of two words.
func either(blocked bool, a, b string) string {
	if blocked {
		return a
	}
	return b
}

// plain is [two] whatever is asked: the packets differ.
func plain(t testing.TB, _ bool) *estateBuilder { return two(t) }

// routed is [two] whose subnet a leads to the internet.
func routed(t testing.TB, _ bool) *estateBuilder {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	return b
}

// classicIn is a Classic Load Balancer in subnet a in front of an instance.
func classicIn(b *estateBuilder, id, groups, target string, port, instancePort int) {
	b.LB(id, "classic", "internal", "a", groups)
	lb := b.list[len(b.list)-1].(*estate.LoadBalancer)
	lb.Instances = b.refs(target)
	lb.Listeners = []estate.ClassicListener{{Protocol: str("TCP"), Port: num(port), InstanceProtocol: str("TCP"), InstancePort: num(instancePort)}}
}

func codeFixtures() []codeFixture {
	return slices.Concat(routeCodes(), betweenCodes(), filterCodes(), gatewayCodes(), balancerCodes(), transitCodes(), middleboxCodes())
}

func transitCodes() []codeFixture {
	hubbed := func(change func(b *estateBuilder, blocked bool)) func(t testing.TB, blocked bool) *estateBuilder {
		return func(t testing.TB, blocked bool) *estateBuilder {
			b := hub(t, "manual")
			change(b, blocked)
			return b
		}
	}
	return []codeFixture{
		{code: "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION", text: "x -> y tcp 22", make: hubbed(func(b *estateBuilder, blocked bool) {
			b.TransitTable("rtb", "tgw", either(blocked, "arm-w", "arm-v arm-w"), "arm-v arm-w")
		})},
		{code: "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT", text: "x -> y tcp 22", make: hubbed(func(b *estateBuilder, blocked bool) {
			b.TransitTable("rtb", "tgw", "arm-v arm-w", either(blocked, "arm-v", "arm-v arm-w"))
		})},
		{code: "TGW_RTB_BAD_STATE_ROUTE", text: "x -> y tcp 22", make: hubbed(func(b *estateBuilder, blocked bool) {
			b.TransitTable("rtb", "tgw", "arm-v arm-w", "arm-v", "10.1.0.0/16 "+either(blocked, "blackhole", "arm-w"))
		})},
		{code: "TGW_ROUTE_AZ_RESTRICTION", text: "z -> y tcp 22", make: hubbed(func(b *estateBuilder, blocked bool) {
			b.TransitTable("rtb", "tgw", "arm-v arm-w", "arm-v arm-w")
			b.Subnet("vb", "v", "10.0.1.0/24")
			b.zone("eu-west-1" + either(blocked, "b", "a"))
			b.Table("rt-vb", "v", "vb", "10.0.0.0/8 tgw")
			b.Instance("z", "vb", "open-v")
		})},
		{code: "REGIONAL_NGW_ROUTE_AZ_RESTRICTION", text: "y -> 198.51.100.7 tcp 443", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := build(t)
			b.VPC("v", "10.0.0.0/16")
			b.IGW("igw", "v")
			b.Subnet("b", "v", "10.0.1.0/24", "zone=eu-west-1a")
			b.SG("open", "v", "in all from 0.0.0.0/0")
			b.Instance("y", "b", "open")
			b.RegionalNAT("nat", "v", "=eu-west-1"+either(blocked, "b", "a"))
			b.Table("priv", "v", "b", "0.0.0.0/0 nat")
			return b
		}},
		{code: "VPC_BLOCK_PUBLIC_ACCESS_ENABLED", text: "198.51.100.7 -> x tcp 443", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := routed(t, false)
			bpa(b, either(blocked, "block-bidirectional", "off"))
			return b
		}},
		{code: "SG_REFERENCING_SUPPORT", text: "x -> db tcp 5432", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := hub(t, either(blocked, "", "refs"))
			b.SG("ref", "w", "in tcp 5432 from open-v")
			b.Instance("db", "wa", "ref")
			return b
		}},
	}
}

func middleboxCodes() []codeFixture {
	return []codeFixture{
		{code: "FIREWALL_RULES_RESTRICTION", text: "198.51.100.7 -> x tcp 80", make: func(t testing.TB, blocked bool) *estateBuilder {
			return filtered(t, either(blocked, "aws:drop", "aws:pass"))
		}},
		{code: "INGRESS_RTB_NO_PUBLIC_IP", text: "198.51.100.7 -> x tcp 80", unknown: true, make: func(t testing.TB, blocked bool) *estateBuilder {
			b := edged(t)
			for _, r := range b.list {
				if s, ok := r.(*estate.Subnet); ok && s.ID == "c" {
					s.MapPublicIP = flag(!blocked)
				}
			}
			return b
		}},
		{code: "INGRESS_RTB_TRAFFIC_REDIRECTION", text: "x -> 198.51.100.7 tcp 443", unknown: true, make: func(t testing.TB, blocked bool) *estateBuilder {
			b := edged(t)
			b.Route("rta", "198.51.100.0/24 "+either(blocked, "igw", "fw"))
			return b
		}},
	}
}

func routeCodes() []codeFixture {
	return []codeFixture{
		{code: "BAD_STATE_ROUTE", text: "x -> 198.51.100.7 tcp 443", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := build(t)
			b.VPC("v", "10.0.0.0/16")
			b.Subnet("a", "v", "10.0.0.0/24", "public")
			b.SG("open", "v")
			b.Instance("x", "a", "open")
			b.IGW("igw", either(blocked, "", "v"))
			b.Table("rt", "v", "a", "0.0.0.0/0 igw")
			return b
		}},
		{code: "NO_ROUTE_TO_DESTINATION", text: "x -> 198.51.100.7 tcp 443", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := two(t)
			b.Table("rt", "v", "a", either(blocked, "203.0.113.0/24", "0.0.0.0/0")+" igw")
			return b
		}},
		{code: "NO_POSSIBLE_DESTINATION", text: "x -> onprem:172.16.0.9 tcp 443", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := two(t)
			b.VGW("vgw", "v")
			b.VPN("vpn", "vgw", either(blocked, "192.168.0.0/16", "172.16.0.0/12"))
			b.Table("rt", "v", "a", "172.16.0.0/12 vgw")
			return b
		}},
	}
}

// betweenCodes are of ways between VPCs.
func betweenCodes() []codeFixture {
	return []codeFixture{
		{code: "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR", text: "x -> far tcp 22", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := peered(t)
			b.VPC("z", "10.2.0.0/16")
			b.Subnet("q", "z", "10.2.0.0/24")
			b.SG("openQ", "z", "in all from 0.0.0.0/0")
			b.Instance("far", "q", "openQ")
			b.Peering("direct", "v", "z")
			b.Route("rta", "10.2.0.0/16 "+either(blocked, "pcx", "direct"))
			b.Table("rtq", "z", "q", "10.0.0.0/16 direct")
			return b
		}},
		{code: "DISCONNECTED_VPCS", text: "x -> far tcp 22", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := two(t)
			b.VPC("z", "10.2.0.0/16")
			b.Subnet("q", "z", "10.2.0.0/24")
			b.SG("openQ", "z", "in all from 0.0.0.0/0")
			b.Instance("far", "q", "openQ")
			if !blocked {
				b.Peering("pcx", "v", "z")
				b.Table("rta", "v", "a", "10.2.0.0/16 pcx")
				b.Table("rtq", "z", "q", "10.0.0.0/16 pcx")
			}
			return b
		}},
		{code: "NGW_REQUIRES_SOURCE_IN_VPC", text: "y -> 198.51.100.7 tcp 443", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := two(t)
			b.VPC("z", "10.2.0.0/16")
			b.Subnet("q", "z", "10.2.0.0/24")
			b.IGW("igwz", "z")
			b.Table("rtq", "z", "q", "0.0.0.0/0 igwz")
			b.Table("public", "v", "a", "0.0.0.0/0 igw")
			b.NAT("nat", either(blocked, "q", "a"))
			b.Table("rtb", "v", "b", "0.0.0.0/0 nat")
			return b
		}},
	}
}

func filterCodes() []codeFixture {
	grouped := func(blocked, open string) func(testing.TB, bool) *estateBuilder {
		return func(t testing.TB, is bool) *estateBuilder {
			b := two(t)
			b.SG("web", "v")
			if rule := either(is, blocked, open); rule != "" {
				b.SG("db", "v", rule)
			} else {
				b.SG("db", "v")
			}
			b.Instance("w", "a", "web")
			b.Instance("d", "b", "db")
			return b
		}
	}
	return []codeFixture{
		{code: "ENI_SG_RULES_MISMATCH", text: "w -> d tcp 5432", make: grouped("in tcp 80 from web", "in tcp 5432 from web")},
		{code: "SG_HAS_NO_RULES", text: "w -> d tcp 5432", make: grouped("", "in tcp 5432 from web")},
		{code: "SG_REFERENCES_NOT_PRESERVED", text: "x -> db tcp 5432", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := peered(t)
			b.SG("ref", "w", "in tcp 5432 from openA")
			b.Instance("db", "p", "ref")
			for _, r := range b.list {
				if p, ok := r.(*estate.PeeringConnection); ok && blocked {
					p.PeerRegion = estate.Of(estate.Literal("us-east-1"), estate.Origin{})
				}
			}
			return b
		}},
		{code: "SUBNET_ACL_RESTRICTION", text: "x -> y tcp 22", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := two(t)
			b.ACL("acl", "v", "b", "in 100 "+either(blocked, "deny", "allow")+" tcp 22 10.0.0.0/16", "out 100 allow all 0.0.0.0/0")
			return b
		}},
		{code: "ELB_ACL_RESTRICTION", text: "lb -> x tcp 8080", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := two(t)
			b.ACL("acl", "v", "a", "in 100 allow all 0.0.0.0/0", "out 100 allow tcp "+either(blocked, "443", "8080")+" 0.0.0.0/0")
			classicIn(b, "lb", "open", "x", 80, 8080)
			return b
		}},
		{code: "ENI_SOURCE_DEST_CHECK_RESTRICTION", text: "y -> 198.51.100.7 tcp 443", unknown: true, make: func(t testing.TB, blocked bool) *estateBuilder {
			b := two(t)
			if blocked {
				b.Instance("nat", "a", "open")
			} else {
				b.Instance("nat", "a", "open", "nocheck")
			}
			b.Table("rta", "v", "a", "0.0.0.0/0 igw")
			b.Table("rt", "v", "b", "0.0.0.0/0 nat")
			return b
		}},
		{code: "PROTOCOL_RESTRICTION", text: "y -> 198.51.100.7 gre", other: "y -> 198.51.100.7 udp 53", make: func(t testing.TB, _ bool) *estateBuilder {
			b := routed(t, false)
			b.NAT("nat", "a")
			b.Table("rtb", "v", "b", "0.0.0.0/0 nat")
			return b
		}},
	}
}

func gatewayCodes() []codeFixture {
	return []codeFixture{
		{code: "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS", text: "y -> 198.51.100.7 tcp 443", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := two(t)
			b.Table("rt", "v", "b", "0.0.0.0/0 igw")
			if !blocked {
				b.EIP("eip", "y")
			}
			return b
		}},
		{code: "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS", text: "198.51.100.7 -> y tcp 443", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := two(t)
			b.Table("rt", "v", "b", "0.0.0.0/0 igw")
			if !blocked {
				b.EIP("eip", "y")
			}
			return b
		}},
		{code: "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS", make: routed, text: "x -> 192.168.1.1 tcp 443", other: "x -> 198.51.100.7 tcp 443"},
		{code: "IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS", make: routed, text: "x -> 100.64.0.1 tcp 443", other: "x -> 198.51.100.7 tcp 443"},
		{code: "IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS", make: routed, text: "192.168.1.1 -> x tcp 443", other: "198.51.100.7 -> x tcp 443"},
		{code: "IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS", make: routed, text: "100.64.0.1 -> x tcp 443", other: "198.51.100.7 -> x tcp 443"},
		{code: "IGW_DESTINATION_ADDRESS_IN_VPC_CIDRS", make: routed, text: "198.51.100.7 -> service:s3 tcp 443", other: "198.51.100.7 -> x tcp 443"},
		{code: "VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS", text: "onprem:192.168.0.9 -> public:x tcp 443", other: "onprem:192.168.0.9 -> x tcp 443", make: func(t testing.TB, _ bool) *estateBuilder {
			b := two(t)
			b.VGW("vgw", "v")
			b.VPN("vpn", "vgw", "192.168.0.0/16")
			b.Table("rt", "v", "a", "192.168.0.0/16 vgw")
			return b
		}},
		{code: "VPCE_GATEWAY_PROTOCOL_RESTRICTION", text: "x -> service:s3 udp 53", other: "x -> service:s3 tcp 443", make: func(t testing.TB, _ bool) *estateBuilder {
			b := two(t)
			b.Table("rt", "v", "a")
			b.GatewayEndpoint("s3", "v", "s3", "rt")
			return b
		}},
		{code: "VPCE_INTRA_VPC_TRAFFIC", text: "ep -> x tcp 443", other: "x -> ep tcp 443", make: func(t testing.TB, _ bool) *estateBuilder {
			b := plain(t, false)
			b.InterfaceEndpoint("ep", "v", "b", "open")
			return b
		}},
	}
}

func (f codeFixture) trace(t *testing.T, blocked bool) Trace {
	n := f.make(t, blocked).New()
	text := f.text
	if !blocked && f.other != "" {
		text = f.other
	}
	if f.via != "" {
		return n.through(text, f.via)
	}
	if f.link != "" {
		return n.link(text, f.link)
	}
	return n.Trace(n.packet(text))
}

// TestExplanationCodes: each code that applies is given to what it describes,
// and not to a near-twin ("Reachability Analyzer explanation codes").
func TestExplanationCodes(t *testing.T) {
	for _, f := range codeFixtures() {
		t.Run(f.code, func(t *testing.T) {
			has := func(x Trace) bool {
				return slices.ContainsFunc(x.Blockers(), func(s proof.Step) bool { return s.Code == f.code })
			}
			if x := f.trace(t, true); x.Verdict != proof.No || !has(x) {
				t.Errorf("blocked: %v, no blocker with the code:\n%s", x.Verdict, show(x))
			}
			want := proof.Yes
			if f.unknown {
				want = proof.Unknown
			}
			if x := f.trace(t, false); x.Verdict != want || has(x) {
				t.Errorf("not blocked: %v, want %v without the code:\n%s", x.Verdict, want, show(x))
			}
		})
	}
}

// inapplicable are the codes that say nothing here, and why.
var inapplicable = map[string]string{
	"BAD_STATE_ATTACHMENT":                           "an attachment that is not in a functional state is not read: what routes to it has BAD_STATE_ROUTE, or nothing is attached",
	"BAD_STATE_VPN":                                  "whether a VPN's tunnels are up is not read: it says of a moment, not of a design; a connection that is down has no routes",
	"CANNOT_ROUTE":                                   "it is of a single route; a table none of whose routes matches has NO_ROUTE_TO_DESTINATION",
	"ELBV2_LISTENER_REQUIRES_TG_ACCEPT":              "a way through a load balancer is one target's; what its group does not take has LISTENER_PORT or TARGET_PORT",
	"ELBV2_SOURCE_ADDRESS_PRESERVATION":              "it explains a restriction on addresses; the packet keeps the client's address by construction",
	"ENI_ADDRESS_RESTRICTION":                        "packets are sent from and to interfaces' own addresses by construction",
	"GATEWAY_REJECTS_SPOOFED_TRAFFIC":                "no packet has another's address",
	"GWLB_DESTINATION_PORT_RESTRICTION":              "it is of the way from a Gateway Load Balancer to its appliances (GENEVE), which is not looked at: what they let through is unknown",
	"GWLB_PROTOCOL_RESTRICTION":                      "it is of the way from a Gateway Load Balancer to its appliances (GENEVE), which is not looked at: what they let through is unknown",
	"HIGHER_PRIORITY_ROUTE":                          "it is of a route that is not taken; the one that is taken is judged",
	"IGW_NAT_REFLECTION":                             "a limit of AWS's analyzer: ways through an internet gateway and back are followed here",
	"MORE_SPECIFIC_ROUTE":                            "it is of a route that is not taken; the one that is taken is judged",
	"NGW_DEST_ADDRESS_PRESERVATION":                  "it explains a restriction on addresses; a NAT gateway keeps the destination by construction",
	"NGW_SOURCE_ADDRESS_REASSIGN":                    "it explains a restriction on addresses; a NAT gateway sends under its own by construction",
	"REMAP_EPHEMERAL_PORT":                           "it explains a restriction on ports; replies are judged for every port that may be chosen",
	"TGW_ATTACH_VPC_AZ_RESTRICTION":                  "it explains why an attachment does not serve a zone; the route to it has TGW_ROUTE_AZ_RESTRICTION",
	"TGW_BAD_STATE_VPN":                              "states of VPN connections say nothing of a design; a live connection that is down has no routes",
	"TGW_RTB_CANNOT_ROUTE":                           "it is of a single route; a table none of whose routes matches has TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT",
	"TGW_RTB_HIGHER_PRIORITY_ROUTE":                  "it is of a route that is not taken; the one that is taken is judged",
	"TGW_RTB_MORE_SPECIFIC_ROUTE":                    "it is of a route that is not taken; the one that is taken is judged",
	"TGW_RTB_ROUTES_ARE_UNKNOWN":                     "what is unknown is an unknown verdict with its cause, not a blocker",
	"UNKNOWN_DESTINATION":                            "what is unknown is an unknown verdict with its cause, not a blocker",
	"UNKNOWN_PEERED_SGS":                             "what is unknown is an unknown verdict with its cause, not a blocker",
	"UNKNOWN_RESOURCE":                               "what is unknown is an unknown verdict with its cause, not a blocker",
	"VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS":          "packets are sent from interfaces' own addresses by construction",
	"VPC_LOCAL_ROUTE_CIDR_RESTRICTION":               "it is of a single route; a table none of whose routes matches has NO_ROUTE_TO_DESTINATION",
	"VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION": "a gateway endpoint opens no connections: VPCE_INTRA_VPC_TRAFFIC",
}

// documented are AWS's codes of the section "Path is not reachable", and
// DISCONNECTED_VPCS of "Configuration".
const documented = `
BAD_STATE BAD_STATE_ATTACHMENT BAD_STATE_ROUTE BAD_STATE_VPN CANNOT_ROUTE ELB_ACL_RESTRICTION
ELB_INSTALLED_AZ_RESTRICTION ELB_LISTENER_PORT_RESTRICTION ELB_LISTENERS_MISMATCH ELB_NOT_CROSSZONE
ELBV2_LISTENER_HAS_NO_TG ELBV2_LISTENER_PORT_RESTRICTION ELBV2_LISTENER_REQUIRES_TG_ACCEPT
ELBV2_LISTENERS_MISMATCH ELBV2_NO_TARGETS_IN_AZ ELBV2_SOURCE_ADDRESS_PRESERVATION ENI_ADDRESS_RESTRICTION
ENI_SG_RULES_MISMATCH ENI_SOURCE_DEST_CHECK_RESTRICTION FIREWALL_RULES_RESTRICTION
GATEWAY_REJECTS_SPOOFED_TRAFFIC GWLB_DESTINATION_PORT_RESTRICTION GWLB_PROTOCOL_RESTRICTION
HIGHER_PRIORITY_ROUTE IGW_DESTINATION_ADDRESS_IN_VPC_CIDRS IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS
IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS IGW_NAT_REFLECTION IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS
IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS
IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS INGRESS_RTB_NO_PUBLIC_IP INGRESS_RTB_TRAFFIC_REDIRECTION
MORE_SPECIFIC_ROUTE NGW_DEST_ADDRESS_PRESERVATION NGW_REQUIRES_SOURCE_IN_VPC NGW_SOURCE_ADDRESS_REASSIGN
NO_POSSIBLE_DESTINATION NO_ROUTE_TO_DESTINATION PCX_REQUIRES_ADDRESS_IN_VPC_CIDR PROTOCOL_RESTRICTION
REGIONAL_NGW_ROUTE_AZ_RESTRICTION REMAP_EPHEMERAL_PORT SG_HAS_NO_RULES SG_REFERENCES_NOT_PRESERVED
SG_REFERENCING_SUPPORT SUBNET_ACL_RESTRICTION TARGET_ADDRESS_RESTRICTION TARGET_PORT_RESTRICTION
TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION TGW_ATTACH_VPC_AZ_RESTRICTION TGW_BAD_STATE_VPN
TGW_ROUTE_AZ_RESTRICTION TGW_RTB_BAD_STATE_ROUTE TGW_RTB_CANNOT_ROUTE TGW_RTB_HIGHER_PRIORITY_ROUTE
TGW_RTB_MORE_SPECIFIC_ROUTE TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT TGW_RTB_ROUTES_ARE_UNKNOWN
UNKNOWN_DESTINATION UNKNOWN_PEERED_SGS UNKNOWN_RESOURCE VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS
VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS VPC_BLOCK_PUBLIC_ACCESS_ENABLED VPC_LOCAL_ROUTE_CIDR_RESTRICTION
VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION VPCE_GATEWAY_PROTOCOL_RESTRICTION VPCE_INTRA_VPC_TRAFFIC
VPCE_SERVICE_NOT_INSTALLED_IN_AZ DISCONNECTED_VPCS`

// TestExplanationCodes_AllAccountedFor: every documented code has a fixture or a
// reason why not, and no other code is ever given.
func TestExplanationCodes_AllAccountedFor(t *testing.T) {
	codes := strings.Fields(documented)
	fixtures := map[string]bool{}
	for _, f := range codeFixtures() {
		fixtures[f.code] = true
		if !slices.Contains(codes, f.code) {
			t.Errorf("there is a fixture for %s, which AWS does not document", f.code)
		}
	}
	for _, code := range codes {
		count := 0
		for _, has := range []bool{fixtures[code], inapplicable[code] != ""} {
			if has {
				count++
			}
		}
		if count != 1 {
			t.Errorf("%s is accounted for %d times: it needs a fixture, or a reason why not", code, count)
		}
	}
	for code := range inapplicable {
		if !slices.Contains(codes, code) {
			t.Errorf("%s in inapplicable is not documented", code)
		}
	}
	source, err := os.ReadFile("codes.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`"([A-Z0-9_]+)"`).FindAllStringSubmatch(string(source), -1) {
		if !fixtures[m[1]] {
			t.Errorf("codes.go has %s, of which there is no fixture", m[1])
		}
	}
}
