package reach

import (
	"net/netip"

	"ringwall/internal/estate"
)

// middle adds what stands between VPCs and the internet.
func (g *generator) middle() {
	if on := g.chance(0.3); on {
		g.publicBlock()
	}
	for i, v := range g.vpcs {
		if on := g.chance(0.35); on && v.sane && v.igw != "" {
			g.guard(i, v)
		}
	}
}

// guard puts a firewall or a Gateway Load Balancer endpoint, in a subnet of its
// own, between a VPC and its internet gateway, both ways.
func (g *generator) guard(i int, v *madeVPC) {
	subnet, table, edge := g.newID("front"), g.newID("frontrtb"), g.newID("edge")
	p := prefixOfText("10.%d.200.0/24", i)
	g.add(&estate.Subnet{Core: g.core(subnet, "AWS::EC2::Subnet"), VPC: refTo(v.id), IPv4: estate.Of(p, estate.Origin{}), HasIPv6: estate.No()})
	for _, id := range []estate.ID{table, edge} {
		g.add(&estate.RouteTable{Core: g.core(id, "AWS::EC2::RouteTable"), VPC: refTo(v.id)})
	}
	g.add(&estate.RouteTableAssociation{Core: g.core(g.newID("rta"), "AWS::EC2::SubnetRouteTableAssociation"), Subnet: refTo(subnet), Table: refTo(table)})
	g.add(&estate.GatewayRouteTableAssociation{Core: g.core(g.newID("edgeassoc"), "AWS::EC2::GatewayRouteTableAssociation"), Gateway: refTo(v.igw), Table: refTo(edge)})
	g.route(table, peers4()[0], estate.RouteTarget{Kind: estate.TargetGateway, Ref: ref(v.igw)})
	inside := *v
	inside.subnets = []estate.ID{subnet}
	target := g.firewallIn(&inside)
	if other := g.chance(0.15); other {
		target = g.inspectionIn(&inside)
	}
	v.front = &target
	for _, p := range v.prefixes {
		g.route(edge, p, target)
	}
}

func (g *generator) publicBlock() {
	modes := []string{"block-bidirectional", "block-ingress", "block-ingress", "off"}
	g.add(&estate.BlockPublicAccess{Core: g.existing(g.core(g.newID("bpa"), "AWS::EC2::VPCBlockPublicAccessOptions")), Mode: fact(g, pick(g, modes), pick(g, modes))})
	for range g.r.IntN(3) {
		v := pick(g, g.vpcs)
		x := &estate.BlockPublicAccessExclusion{
			Core: g.existing(g.core(g.newID("exclusion"), "AWS::EC2::VPCBlockPublicAccessExclusion")),
			Mode: fact(g, pick(g, []string{"allow-bidirectional", "allow-bidirectional", "allow-egress"}), "allow-egress"),
		}
		if g.chance(0.3) {
			x.VPC = refTo(v.id)
		} else {
			x.Subnet = fact(g, ref(pick(g, v.subnets)), ref(pick(g, v.subnets)))
		}
		g.add(x)
	}
}

// middleboxes adds what routes of a VPC send packets through, and the routes.
func (g *generator) middleboxes(v *madeVPC) {
	var targets []estate.RouteTarget
	if on := g.chance(0.35); on {
		targets = append(targets, g.applianceIn(v))
	}
	if on := g.chance(0.25); on {
		targets = append(targets, g.inspectionIn(v))
	}
	if on := g.chance(0.3); on {
		targets = append(targets, g.firewallIn(v))
	}
	if len(targets) == 0 {
		return
	}
	for range 1 + g.r.IntN(3) {
		g.detour(pick(g, append(v.tables, v.id+"/main-route-table")), v, pick(g, targets))
	}
	for _, gateway := range []estate.ID{v.igw, v.vgw} {
		if on := g.chance(0.5); gateway == "" || !on {
			continue
		}
		id := g.newID("edge")
		g.add(&estate.RouteTable{Core: g.core(id, "AWS::EC2::RouteTable"), VPC: refTo(v.id)})
		g.add(&estate.GatewayRouteTableAssociation{Core: g.existing(g.core(g.newID("edgeassoc"), "AWS::EC2::GatewayRouteTableAssociation")), Gateway: refTo(gateway), Table: refTo(id)})
		for range 1 + g.r.IntN(2) {
			g.route(id, pick(g, append(v.prefixes, v.block4)), pick(g, targets))
		}
	}
}

// detour leads traffic to the internet, to a subnet or to all of the VPC through
// a middlebox.
func (g *generator) detour(table estate.ID, v *madeVPC, target estate.RouteTarget) {
	where := append([]netip.Prefix{peers4()[0], peers4()[0], peers4()[5], peers6()[0], v.block4}, v.prefixes...)
	g.route(table, pick(g, where), target)
}

// applianceIn makes an instance that routes, with one interface or two.
func (g *generator) applianceIn(v *madeVPC) estate.RouteTarget {
	id, subnet := g.newID("box"), g.r.IntN(len(v.subnets))
	groups := itemsOf(ref(pick(g, v.groups)))
	i := &estate.Instance{
		Core: g.existing(g.core(id, "AWS::EC2::Instance")), Subnet: refTo(v.subnets[subnet]), Groups: groups,
		PrivateIP: g.address(v.prefixes[subnet], 20), SourceDestCheck: fact(g, g.chance(0.2), false),
	}
	if g.chance(0.5) {
		g.add(&estate.ElasticIP{Core: g.existing(g.core(g.newID("eip"), "AWS::EC2::EIP")), Instance: refTo(id)})
	}
	if two := g.chance(0.2); two {
		other := g.newID("eni")
		at := g.r.IntN(len(v.subnets))
		g.add(&estate.NetworkInterface{Core: g.core(other, "AWS::EC2::NetworkInterface"), Subnet: refTo(v.subnets[at]), Groups: groups, SourceDestCheck: estate.Of(false, estate.Origin{}), Addresses: itemsOf(g.fixed(v.prefixes[at], 21))})
		g.add(&estate.NetworkInterfaceAttachment{Core: g.core(g.newID("attach"), "AWS::EC2::NetworkInterfaceAttachment"), Instance: refTo(id), Interface: refTo(other)})
	}
	g.add(i)
	return estate.RouteTarget{Kind: estate.TargetInstance, Ref: ref(id)}
}

func (g *generator) fixed(p netip.Prefix, n int) netip.Addr {
	a := p.Addr().As4()
	a[3] = byte(4 + n*10)
	return netip.AddrFrom4(a)
}

// inspectionIn makes a Gateway Load Balancer endpoint.
func (g *generator) inspectionIn(v *madeVPC) estate.RouteTarget {
	id := g.newID("gwlbe")
	g.add(&estate.VPCEndpoint{
		Core: g.existing(g.core(id, "AWS::EC2::VPCEndpoint")), VPC: refTo(v.id), Kind: estate.Of("GatewayLoadBalancer", estate.Origin{}),
		Service: estate.Of(estate.Literal("com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789"), estate.Origin{}), Subnets: itemsOf(ref(pick(g, v.subnets))),
	})
	return estate.RouteTarget{Kind: estate.TargetEndpoint, Ref: ref(id)}
}

// firewallIn makes a firewall with a policy; every stateless rule lets all client
// ports through or none, but a few.
func (g *generator) firewallIn(v *madeVPC) estate.RouteTarget {
	id, policy := g.newID("firewall"), g.newID("policy")
	subnets := itemsOf(ref(pick(g, v.subnets)))
	if g.chance(0.25) {
		subnets = itemsOf(ref(v.subnets[0]), ref(v.subnets[len(v.subnets)-1]))
	}
	g.add(&estate.Firewall{Core: g.existing(g.core(id, "AWS::NetworkFirewall::Firewall")), VPC: refTo(v.id), Policy: refTo(policy), Subnets: subnets})
	p := &estate.FirewallPolicy{
		Core:             g.core(policy, "AWS::NetworkFirewall::FirewallPolicy"),
		StatelessDefault: itemsOf(pick(g, []string{"aws:forward_to_sfe", "aws:forward_to_sfe", "aws:forward_to_sfe", "aws:pass", "aws:pass", "aws:drop"})),
		RuleOrder:        fact(g, pick(g, []string{"DEFAULT_ACTION_ORDER", "STRICT_ORDER"}), "STRICT_ORDER"),
		StatefulDefault:  itemsOf(pick(g, []string{"aws:drop_strict", "aws:alert_strict", "aws:alert_strict", "aws:drop_established"})),
	}
	for n := range g.r.IntN(3) {
		group := g.newID("stateless")
		g.add(&estate.FirewallRuleGroup{Core: g.core(group, "AWS::NetworkFirewall::RuleGroup"), Kind: estate.Of("STATELESS", estate.Origin{}), Stateless: itemsOf(g.statelessRules()...), Strings: estate.No(), Domains: estate.No()})
		p.Stateless.Known = append(p.Stateless.Known, estate.Item[estate.FirewallReference]{Is: estate.FirewallReference{Group: refTo(group), Priority: fact(g, n+1, 9)}})
	}
	for n := range g.r.IntN(3) {
		group := g.newID("stateful")
		r := &estate.FirewallRuleGroup{Core: g.core(group, "AWS::NetworkFirewall::RuleGroup"), Kind: estate.Of("STATEFUL", estate.Origin{}), Strings: estate.No(), Domains: estate.No()}
		if r.Stateful = itemsOf(g.statefulRules()...); g.chance(0.1) {
			r.Domains = estate.Yes()
		}
		g.add(r)
		p.Stateful.Known = append(p.Stateful.Known, estate.Item[estate.FirewallReference]{Is: estate.FirewallReference{Group: refTo(group), Priority: estate.Of(n+1, estate.Origin{})}})
	}
	g.add(p)
	return estate.RouteTarget{Kind: estate.TargetEndpoint, Ref: estate.OfReference(id, "EndpointIds.0")}
}

func (g *generator) statelessRules() []estate.StatelessRule {
	var out []estate.StatelessRule
	for n := range 1 + g.r.IntN(3) {
		r := estate.StatelessRule{
			Priority: fact(g, n+1, 7), Actions: itemsOf(pick(g, []string{"aws:pass", "aws:drop", "aws:forward_to_sfe"})),
			Sources: g.definitions(), Targets: g.definitions(), Flags: estate.No(),
		}
		if g.chance(0.6) {
			r.Protocols = itemsOf(pick(g, []int{6, 6, 17, 1, 47}))
		}
		if tcp := len(r.Protocols.Known) > 0 && r.Protocols.Known[0].Is == 6; tcp && g.chance(0.5) {
			r.Ports = itemsOf(estate.FirewallPorts{From: fact(g, pick(g, []int{80, 443}), 22), To: estate.Of(443, estate.Origin{})})
		} else if tcp && g.chance(0.3) {
			r.SourcePorts = itemsOf(estate.FirewallPorts{From: estate.Of(pick(g, []int{1024, 40001}), estate.Origin{}), To: estate.Of(65535, estate.Origin{})})
		}
		out = append(out, r)
	}
	return out
}

func (g *generator) definitions() estate.Items[string] {
	if any := g.chance(0.4); any {
		return estate.Items[string]{}
	}
	return itemsOf(pick(g, append(peers4(), peers6()...)).String())
}

func (g *generator) statefulRules() []estate.StatefulRule {
	var out []estate.StatefulRule
	address := func() estate.Value[string] {
		return fact(g, pick(g, []string{"ANY", "ANY", "$HOME_NET", "$EXTERNAL_NET", "10.0.0.0/16", "[203.0.113.0/24,10.1.0.0/16]", "!10.0.0.0/24"}), "ANY")
	}
	at := estate.Origin{}
	for range 1 + g.r.IntN(3) {
		protocol := pick(g, []string{"TCP", "TCP", "UDP", "IP", "ICMP"})
		r := estate.StatefulRule{
			Action: fact(g, pick(g, []string{"PASS", "PASS", "DROP", "REJECT", "ALERT"}), "DROP"), Protocol: fact(g, protocol, "HTTP"),
			Source: address(), Target: address(), SourcePort: estate.Of("ANY", at), Port: estate.Of("ANY", at),
			Direction: estate.Of(pick(g, []string{"FORWARD", "FORWARD", "ANY"}), at), Keywords: itemsOf("sid"),
		}
		if protocol == "TCP" {
			r.Port = fact(g, pick(g, []string{"ANY", "443", "[22,80]", "!80", "1024:65535"}), "80")
		}
		out = append(out, r)
	}
	return out
}
