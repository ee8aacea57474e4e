package reach

import (
	"strconv"
	"strings"
	"testing"

	"ringwall/internal/estate"
)

// AWS Network Firewall; pages "How AWS Network Firewall filters network traffic",
// "Working with stateless rule groups", "Standard stateful rule groups", "Managing
// evaluation order for Suricata compatible rules" and "Firewall policies".

// filtered is servers x in a, the firewall's endpoint in c, both ways through it;
// the policy's defaults are given as stateless, and stateful for the strict order.
func filtered(t testing.TB, stateless string, stateful ...string) *estateBuilder {
	b := two(t)
	b.Subnet("c", "v", "10.0.2.0/24")
	p := &estate.FirewallPolicy{Core: b.core("policy", "AWS::NetworkFirewall::FirewallPolicy"), StatelessDefault: itemsOf(stateless), RuleOrder: str("DEFAULT_ACTION_ORDER")}
	if len(stateful) > 0 {
		p.RuleOrder, p.StatefulDefault = str("STRICT_ORDER"), itemsOf(stateful...)
	}
	b.add(p)
	b.add(&estate.Firewall{Core: b.core("fw", "AWS::NetworkFirewall::Firewall"), VPC: b.ref("v"), Policy: b.ref("policy"), Subnets: b.refs("c")})
	b.Table("rtc", "v", "c", "0.0.0.0/0 igw")
	b.Table("rta", "v", "a")
	b.throughFirewall("rta", "0.0.0.0/0", "fw", 0)
	b.Table("edge", "v", "")
	b.throughFirewall("edge", "10.0.0.0/24", "fw", 0)
	edge(b, "igw", "edge")
	return b
}

// throughFirewall routes a prefix to the nth endpoint of a firewall.
func (b *estateBuilder) throughFirewall(table, prefix, firewall string, n int) {
	r := &estate.Route{Core: b.core(table+" "+prefix, "AWS::EC2::Route"), Table: b.ref(table)}
	r.IPv4, r.IPv6 = b.prefix(prefix)
	r.Target = estate.Of(estate.RouteTarget{Kind: estate.TargetEndpoint, Ref: estate.OfReference(estate.ID(firewall), "EndpointIds."+strconv.Itoa(n))}, b.here())
	b.add(r)
}

func (b *estateBuilder) policy() *estate.FirewallPolicy {
	for _, r := range b.list {
		if p, ok := r.(*estate.FirewallPolicy); ok {
			return p
		}
	}
	return nil
}

// group adds a rule group to the policy. Stateless rules are "PRIORITY action
// [proto] SOURCE[:PORTS] DESTINATION[:PORTS]", stateful ones "ACTION proto SOURCE
// PORT -> DESTINATION PORT [option…]" (or <>).
func (b *estateBuilder) group(id string, priority int, rules ...string) *estate.FirewallRuleGroup {
	g := &estate.FirewallRuleGroup{Core: b.core(id, "AWS::NetworkFirewall::RuleGroup"), Strings: estate.No(), Domains: estate.No()}
	reference := estate.Item[estate.FirewallReference]{Is: estate.FirewallReference{Group: b.ref(id), Priority: num(priority)}}
	p := b.policy()
	if len(rules) > 0 && rules[0][0] >= '0' && rules[0][0] <= '9' {
		for _, text := range rules {
			g.Stateless.Known = append(g.Stateless.Known, estate.Item[estate.StatelessRule]{Is: statelessRule(text)})
		}
		p.Stateless.Known = append(p.Stateless.Known, reference)
	} else {
		for _, text := range rules {
			g.Stateful.Known = append(g.Stateful.Known, estate.Item[estate.StatefulRule]{Is: statefulRule(text)})
		}
		p.Stateful.Known = append(p.Stateful.Known, reference)
	}
	b.add(g)
	return g
}

func statelessRule(text string) estate.StatelessRule {
	words := strings.Fields(text)
	n, _ := strconv.Atoi(words[0])
	r := estate.StatelessRule{Priority: num(n), Actions: itemsOf("aws:" + words[1]), Flags: estate.No()}
	words = words[2:]
	if proto, err := strconv.Atoi(words[0]); err == nil {
		r.Protocols, words = itemsOf(proto), words[1:]
	}
	r.Sources, r.SourcePorts = endOfRule(words[0])
	r.Targets, r.Ports = endOfRule(words[1])
	return r
}

func endOfRule(text string) (addresses estate.Items[string], ports estate.Items[estate.FirewallPorts]) {
	address, port, ok := strings.Cut(text, ":")
	if address != "any" {
		addresses = itemsOf(address)
	}
	if ok {
		lo, hi, isRange := strings.Cut(port, "-")
		x, _ := strconv.Atoi(lo)
		y := x
		if isRange {
			y, _ = strconv.Atoi(hi)
		}
		ports = itemsOf(estate.FirewallPorts{From: num(x), To: num(y)})
	}
	return addresses, ports
}

func statefulRule(text string) estate.StatefulRule {
	w := strings.Fields(text)
	r := estate.StatefulRule{Action: str(w[0]), Protocol: str(w[1]), Source: str(w[2]), SourcePort: str(w[3]), Target: str(w[5]), Port: str(w[6]), Direction: str("FORWARD")}
	if w[4] == "<>" {
		r.Direction = str("ANY")
	}
	r.Keywords = itemsOf(append([]string{"sid:1", "msg"}, w[7:]...)...)
	return r
}

func TestFirewall_StatelessPassNeedsNoStatefulRules(t *testing.T) {
	b := filtered(t, "aws:pass")
	n := b.New()
	n.yes("x -> 198.51.100.7 tcp 443")
	n.yes("198.51.100.7 -> x tcp 80")
	n.yes("198.51.100.7 -> x icmp 8/0")
}

func TestFirewall_StatelessDropIsCertain(t *testing.T) {
	b := filtered(t, "aws:drop")
	n := b.New()
	n.no("x -> 198.51.100.7 tcp 443", codeFirewall, codeFirewall) // and the reply
	n.yes("x -> y tcp 22")                                        // locally
}

func TestFirewall_StatelessRulesByPriority(t *testing.T) {
	b := filtered(t, "aws:drop")
	b.group("second", 20, "1 pass 6 any any")
	b.group("first", 10, "2 pass 6 any any", "1 drop 6 any any:22", "3 drop 6 any any:80")
	n := b.New()
	n.no("198.51.100.7 -> x tcp 22", codeFirewall)
	n.yes("198.51.100.7 -> x tcp 80")
	n.no("198.51.100.7 -> x udp 80")
}

func TestFirewall_StatelessRepliesNeedARuleOfTheirOwn(t *testing.T) {
	b := filtered(t, "aws:drop")
	b.group("g", 10, "1 pass 6 any 10.0.0.0/24:443")
	b.New().no("198.51.100.7 -> x tcp 443", codeFirewall)
	b.group("back", 20, "1 pass 6 10.0.0.0/24:443 any:1024-65535")
	b.New().yes("198.51.100.7 -> x tcp 443")
}

func TestFirewall_StatelessRepliesToSomeClientPorts(t *testing.T) {
	b := filtered(t, "aws:drop")
	b.group("g", 10, "1 pass 6 any 10.0.0.0/24:443", "2 pass 6 10.0.0.0/24:443 any:32768-60999")
	n := b.New()
	n.yes("198.51.100.7 -> x tcp 443 client 40000")
	n.no("198.51.100.7 -> x tcp 443 client 2000", codeFirewall)
	n.unknown("198.51.100.7 -> x tcp 443", "client's port")
}

func TestFirewall_StatelessSourcePorts(t *testing.T) {
	b := filtered(t, "aws:pass")
	b.group("g", 10, "1 drop 6 any:1024-2000 10.0.0.0/24")
	n := b.New()
	n.no("198.51.100.7 -> x tcp 443 client 1500", codeFirewall)
	n.yes("198.51.100.7 -> x tcp 443 client 3000")
}

func TestFirewall_StatelessSourceAndDestination(t *testing.T) {
	b := filtered(t, "aws:pass")
	b.group("g", 10, "1 drop 198.51.100.0/24 10.0.0.0/24", "2 drop 10.0.0.0/24 203.0.113.0/24")
	n := b.New()
	n.no("198.51.100.7 -> x tcp 80")
	n.no("x -> 198.51.100.7 tcp 80") // its replies are from there
	n.no("x -> 203.0.113.7 tcp 80")
	n.yes("x -> 192.0.2.7 tcp 80")
}

func TestFirewall_FlagsAreNotKnownOfAConnection(t *testing.T) {
	b := filtered(t, "aws:pass")
	g := b.group("g", 10, "1 drop 6 any any")
	g.Stateless.Known[0].Is.Flags = estate.Yes()
	n := b.New()
	n.unknown("198.51.100.7 -> x tcp 80", "TCP flags")
	n.yes("198.51.100.7 -> x udp 53")
}

func TestFirewall_StatefulWithoutRulesPasses(t *testing.T) {
	b := filtered(t, "aws:forward_to_sfe")
	b.New().yes("198.51.100.7 -> x tcp 80")
}

func TestFirewall_ByActionPassComesBeforeDrop(t *testing.T) {
	b := filtered(t, "aws:forward_to_sfe")
	b.group("g", 10, "DROP tcp any any -> 10.0.0.0/24 any", "PASS tcp any any -> 10.0.0.0/24 443", "ALERT ip any any -> any any")
	n := b.New()
	n.yes("198.51.100.7 -> x tcp 443")
	n.no("198.51.100.7 -> x tcp 80", codeFirewall)
	n.yes("198.51.100.7 -> x udp 53")
}

func TestFirewall_StrictOrderIsTheRulesOrder(t *testing.T) {
	b := filtered(t, "aws:forward_to_sfe", "aws:drop_strict")
	b.group("g", 10, "DROP tcp any any -> 10.0.0.0/24 22", "PASS tcp any any -> 10.0.0.0/24 any", "DROP tcp any any -> 10.0.0.0/24 443")
	n := b.New()
	n.no("198.51.100.7 -> x tcp 22", codeFirewall)
	n.yes("198.51.100.7 -> x tcp 443")
	n.no("198.51.100.7 -> x udp 53", codeFirewall) // by default
}

func TestFirewall_StrictOrderGroupsByPriority(t *testing.T) {
	b := filtered(t, "aws:forward_to_sfe", "aws:alert_strict")
	b.group("late", 20, "PASS tcp any any -> any any")
	b.group("early", 10, "REJECT tcp any any -> 10.0.0.0/24 any")
	n := b.New()
	n.no("198.51.100.7 -> x tcp 22")
	n.yes("198.51.100.7 -> x udp 53") // only an alert
}

func TestFirewall_DropEstablishedIsNotCertain(t *testing.T) {
	b := filtered(t, "aws:forward_to_sfe", "aws:drop_established")
	b.group("g", 10, "PASS tcp any any -> 10.0.0.0/24 443")
	n := b.New()
	n.yes("198.51.100.7 -> x tcp 443")
	n.unknown("198.51.100.7 -> x tcp 80", "established")
}

func TestFirewall_StatefulRepliesNeedNoRule(t *testing.T) {
	b := filtered(t, "aws:forward_to_sfe", "aws:drop_strict")
	b.group("g", 10, "PASS tcp 10.0.0.0/24 any -> any 443")
	n := b.New()
	n.yes("x -> 198.51.100.7 tcp 443")
	n.no("198.51.100.7 -> x tcp 443") // nothing passes what they open
}

func TestFirewall_ADropRuleForWhatAnswersStopsWhatNoRulePasses(t *testing.T) {
	b := filtered(t, "aws:forward_to_sfe")
	b.group("g", 10, "DROP tcp 198.51.100.0/24 443 -> 10.0.0.0/24 any")
	n := b.New()
	n.no("x -> 198.51.100.7 tcp 443", codeFirewall)
	n.yes("x -> 203.0.113.7 tcp 443")
	b.group("h", 10, "PASS tcp 10.0.0.0/24 any -> any 443") // passes all of the flow
	b.New().yes("x -> 198.51.100.7 tcp 443")
}

func TestFirewall_EitherDirection(t *testing.T) {
	b := filtered(t, "aws:forward_to_sfe", "aws:drop_strict")
	b.group("g", 10, "PASS ip 10.0.0.0/24 any <> 198.51.100.0/24 any")
	n := b.New()
	n.yes("x -> 198.51.100.7 tcp 443")
	n.yes("198.51.100.7 -> x tcp 22")
	n.no("203.0.113.7 -> x tcp 22")
}

func TestFirewall_StatelessAndStatefulOfOneConnectionAreNotKnown(t *testing.T) {
	b := filtered(t, "aws:forward_to_sfe")
	b.group("g", 10, "1 pass 6 any 10.0.0.0/24:443")
	b.New().unknown("198.51.100.7 -> x tcp 443", "see one direction")
}

func TestFirewall_Variables(t *testing.T) {
	b := filtered(t, "aws:forward_to_sfe", "aws:drop_strict")
	g := b.group("g", 10, "PASS tcp $CLIENTS any -> $HOME_NET $WEB", "PASS tcp [203.0.113.0/24,!203.0.113.7] any -> [10.0.0.0/16,!10.0.1.0/24] !443", "PASS udp $EXTERNAL_NET any -> any 53", "PASS tcp @OFFICE any -> any 22")
	value := func(name string, values ...string) estate.Item[estate.FirewallVariable] {
		return estate.Item[estate.FirewallVariable]{Is: estate.FirewallVariable{Name: str(name), Values: itemsOf(values...)}}
	}
	g.Addresses.Known = append(g.Addresses.Known, value("CLIENTS", "198.51.100.0/24"))
	g.Ports.Known = append(g.Ports.Known, value("WEB", "80", "[8080:8090]"))
	b.PrefixList("pl", "IPv4", "192.0.2.0/24")
	g.Lists.Known = append(g.Lists.Known, estate.Item[estate.FirewallList]{Is: estate.FirewallList{Name: str("OFFICE"), List: b.ref("pl")}})
	n := b.New()
	n.yes("198.51.100.7 -> x tcp 80")
	n.yes("198.51.100.7 -> x tcp 8085")
	n.no("198.51.100.7 -> x tcp 443")
	n.yes("203.0.113.9 -> x tcp 80")
	n.no("203.0.113.7 -> x tcp 80")
	n.no("203.0.113.9 -> x tcp 443")
	n.yes("198.51.100.7 -> x udp 53")
	n.no("x -> 198.51.100.7 udp 53") // HOME_NET is the VPC
	n.yes("192.0.2.9 -> x tcp 22")
	b.policy().Variables.Known = append(b.policy().Variables.Known, value("HOME_NET", "172.16.0.0/12"))
	n = b.New()
	n.no("198.51.100.7 -> x tcp 80")
	n.yes("x -> 198.51.100.7 udp 53")
}

func TestFirewall_SuricataTextIsSubjectToTheFirewall(t *testing.T) {
	b := filtered(t, "aws:forward_to_sfe")
	b.group("text", 10).Strings = estate.Yes()
	b.group("g", 10, "PASS tcp any any -> 10.0.0.0/24 443")
	n := b.New()
	n.unknown("198.51.100.7 -> x tcp 80", "the rules of text")
	n.yes("198.51.100.7 -> x tcp 443") // pass rules come first, whatever the text says
	b.SG("shut", "v")
	b.Instance("s", "a", "shut")
	b.New().no("198.51.100.7 -> s tcp 80", codeGroupEmpty) // elsewhere it is certain
}

func TestFirewall_DomainListsAreForTCP(t *testing.T) {
	b := filtered(t, "aws:forward_to_sfe")
	b.group("names", 10).Domains = estate.Yes()
	n := b.New()
	n.unknown("x -> 198.51.100.7 tcp 443", "the rules of names")
	n.yes("x -> 198.51.100.7 udp 53")
}

func TestFirewall_OptionsLookAtMore(t *testing.T) {
	b := filtered(t, "aws:forward_to_sfe")
	b.group("g", 10, "DROP tcp any any -> any 80 flow", "DROP tls any any -> any any", "DROP tcp any any -> any 22 msg rev")
	n := b.New()
	n.unknown("198.51.100.7 -> x tcp 80", "option flow")
	n.unknown("198.51.100.7 -> x tcp 443", "TLS")
	n.no("198.51.100.7 -> x tcp 22")
}

func TestFirewall_ManagedGroups(t *testing.T) {
	b := filtered(t, "aws:forward_to_sfe")
	reference := estate.FirewallReference{Group: b.ref("=arn:aws:network-firewall:eu-west-1:aws-managed:stateful-rulegroup/BotNetCommandAndControlDomainsActionOrder")}
	b.policy().Stateful = itemsOf(reference)
	b.New().unknown("x -> 198.51.100.7 tcp 443", "BotNet")
	reference.Override = str("DROP_TO_ALERT")
	b.policy().Stateful = itemsOf(reference)
	b.New().yes("x -> 198.51.100.7 tcp 443")
}

func TestFirewall_PolicyOutsideOfTheSources(t *testing.T) {
	b := filtered(t, "aws:pass")
	for _, r := range b.list {
		if f, ok := r.(*estate.Firewall); ok {
			f.Policy = b.ref("$Policy")
		}
	}
	b.New().unknown("x -> 198.51.100.7 tcp 443", "policy of fw")
}

func TestFirewall_RepliesThatGoAnotherWay(t *testing.T) {
	build := func(stateless string) *testNetwork {
		b := two(t)
		b.Subnet("c", "v", "10.0.2.0/24")
		b.add(&estate.FirewallPolicy{Core: b.core("policy", "AWS::NetworkFirewall::FirewallPolicy"), StatelessDefault: itemsOf(stateless), RuleOrder: str("DEFAULT_ACTION_ORDER")})
		b.add(&estate.Firewall{Core: b.core("fw", "AWS::NetworkFirewall::Firewall"), VPC: b.ref("v"), Policy: b.ref("policy"), Subnets: b.refs("c")})
		b.Table("rta", "v", "a")
		b.throughFirewall("rta", "10.0.1.0/24", "fw", 0)
		return b.New()
	}
	n := build("aws:forward_to_sfe")
	n.unknown("x -> y tcp 22", "one direction")
	n.unknown("y -> x tcp 22", "one direction")
	n = build("aws:pass")
	n.yes("x -> y tcp 22")
	n.yes("y -> x tcp 22")
	n = build("aws:drop")
	n.no("x -> y tcp 22")
	n.no("y -> x tcp 22", codeFirewall)
}

func TestFirewall_BetweenSubnetsReferencesAreLost(t *testing.T) {
	b := filtered(t, "aws:pass")
	b.throughFirewall("rta", "10.0.1.0/24", "fw", 0)
	b.Table("rtb", "v", "b")
	b.throughFirewall("rtb", "10.0.0.0/24", "fw", 0)
	b.SG("ref", "v", "in tcp 80 from open")
	b.Instance("r", "b", "ref")
	b.SG("toOpen", "v", "out all to open")
	b.Instance("p", "a", "toOpen")
	n := b.New()
	n.yes("x -> y tcp 80")
	n.no("x -> r tcp 80", codeGroupReference)
	n.no("p -> y tcp 80", codeGroupReference)
}

func TestFirewall_NetworkACLOfTheEndpointsSubnet(t *testing.T) {
	b := filtered(t, "aws:pass")
	b.ACL("acl", "v", "c", "in 100 deny tcp 443 10.0.0.0/24", "in 200 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0")
	n := b.New()
	n.no("x -> 198.51.100.7 tcp 443", codeACL)
	n.yes("x -> 198.51.100.7 tcp 80")
}

func TestFirewall_InFrontOfANATGateway(t *testing.T) {
	b := filtered(t, "aws:forward_to_sfe")
	b.group("g", 10, "DROP tcp 10.0.0.0/24 any -> any 25") // it sees the NAT gateway's address
	b.NAT("nat", "a")
	b.Table("rtb", "v", "b", "0.0.0.0/0 nat")
	n := b.New()
	n.yes("y -> 198.51.100.7 tcp 443")
	n.no("y -> 198.51.100.7 tcp 25", codeFirewall)
}

func TestFirewall_BehindItsOwnRouteNoPublicAddress(t *testing.T) {
	b := filtered(t, "aws:pass")
	b.Instance("hidden", "a", "open", "private")
	b.New().no("hidden -> 198.51.100.7 tcp 443", codePublicForEgress)
}

func TestFirewall_BlockPublicAccessEvenIfExcluded(t *testing.T) {
	b := filtered(t, "aws:pass")
	bpa(b, "block-bidirectional", "v allow-bidirectional")
	n := b.New()
	n.no("x -> 198.51.100.7 tcp 443", codePublicAccess)
	n.no("198.51.100.7 -> x tcp 443", codePublicAccess)
}

func TestFirewall_OfSeveralSubnetsAnEndpointIsInOneOfThem(t *testing.T) {
	b := filtered(t, "aws:pass")
	b.Subnet("d", "v", "10.0.3.0/24")
	for _, r := range b.list {
		if f, ok := r.(*estate.Firewall); ok {
			f.Subnets = b.refs("c d")
		}
	}
	b.New().unknown("x -> 198.51.100.7 tcp 443", "in which of its subnets") // d has no route out
	b.Table("rtd", "v", "d", "0.0.0.0/0 igw")
	n := b.New()
	n.yes("x -> 198.51.100.7 tcp 443") // in either
	n.yes("198.51.100.7 -> x tcp 443")
}

func TestFirewall_EndpointsByTheirIDs(t *testing.T) {
	b := filtered(t, "aws:pass")
	for _, r := range b.list {
		switch r := r.(type) {
		case *estate.Firewall:
			r.Endpoints = itemsOf(estate.FirewallEndpoint{ID: estate.Literal("vpce-0123456789abcdef0"), Subnet: b.text("c")})
		case *estate.Route:
			if a, ok := r.Target.Known(); ok && a.Kind == estate.TargetEndpoint {
				r.Target = estate.Of(estate.RouteTarget{Kind: estate.TargetGateway, Ref: estate.Literal("vpce-0123456789abcdef0")}, b.here())
			}
		}
	}
	b.New().yes("x -> 198.51.100.7 tcp 443")
}

// TestFirewall_EndpointsThatAreResourcesToo: describe-vpc-endpoints lists a
// firewall's endpoints like others.
func TestFirewall_EndpointsThatAreResourcesToo(t *testing.T) {
	b := filtered(t, "aws:pass")
	b.add(&estate.VPCEndpoint{Core: b.core("listed", "AWS::EC2::VPCEndpoint"), VPC: b.ref("v"), Kind: str("GatewayLoadBalancer"), Subnets: b.refs("c")})
	for _, r := range b.list {
		switch r := r.(type) {
		case *estate.Firewall:
			r.Endpoints = itemsOf(estate.FirewallEndpoint{ID: b.text("listed"), Subnet: b.text("c")})
		case *estate.Route:
			if a, ok := r.Target.Known(); ok && a.Kind == estate.TargetEndpoint {
				r.Target = estate.Of(estate.RouteTarget{Kind: estate.TargetGateway, Ref: b.text("listed")}, b.here())
			}
		}
	}
	b.New().yes("x -> 198.51.100.7 tcp 443")
}
