package reach

import (
	"fmt"
	"math/rand/v2"
	"net/netip"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// generator makes random estates. Facts that it leaves open are drawn all the
// same, so that the same seed with reveal set makes the estate in which they are
// settled: one that the open estate must not contradict.
type generator struct {
	r       *rand.Rand
	unknown float64 // the share of facts that are left open
	reveal  bool
	vars    []*scenario.Variable
	list    []estate.Resource
	vpcs    []*madeVPC
	lists   []estate.ID
	count   int
	gaps    int
}

type madeVPC struct {
	id, igw, vgw, eigw  estate.ID
	block4, block6      netip.Prefix
	subnets, tables     []estate.ID
	acls, groups, hosts []estate.ID
	prefixes            []netip.Prefix
	nat                 estate.ID
	sane                bool // a public subnet with the NAT gateway, private ones that use it
	// front is what stands between the public subnets and the internet gateway.
	front *estate.RouteTarget
}

// generate makes an estate; unknown is the share of facts left open.
func generate(seed uint64, unknown float64, reveal bool) *estate.Estate {
	g := &generator{r: rand.New(rand.NewPCG(seed, 7)), unknown: unknown, reveal: reveal}
	for i := range 3 {
		g.vars = append(g.vars, &scenario.Variable{Name: fmt.Sprint("P", i), Domain: []string{"a", "b"}, Default: "a", HasDefault: i == 0})
	}
	g.prefixLists()
	g.awsLists()
	for i := range 1 + g.r.IntN(3) {
		g.vpc(i)
	}
	g.peerings()
	g.middle()
	for _, v := range g.vpcs {
		g.rules(v)
		g.routes(v)
		g.hostsOf(v)
		g.middleboxes(v)
	}
	g.transits()
	g.links()
	return estate.New(estate.Estate{Resources: g.list})
}

func (g *generator) chance(p float64) bool { return g.r.Float64() < p }

func pick[T any](g *generator, list []T) T { return list[g.r.IntN(len(list))] }

func (g *generator) core(id estate.ID, typ string) estate.Core {
	return estate.Core{ID: id, Logical: string(id), Stack: "s", Type: typ, Origin: estate.Origin{File: "g", Line: len(g.list) + 1}}
}

func (g *generator) newID(kind string) estate.ID {
	g.count++
	return estate.ID(fmt.Sprintf("%s%d", kind, g.count))
}

func (g *generator) add(r estate.Resource) { g.list = append(g.list, r) }

// existing may make a resource's existence hang on a variable.
func (g *generator) existing(c estate.Core) estate.Core {
	if open := g.chance(g.unknown / 3); open {
		if v := pick(g, g.vars); !g.reveal {
			c.When = scenario.Atom(v, "a")
		}
	}
	return c
}

// fact is a value that may be open: unknown, or one of two by scenario. The
// settled value is x.
func fact[T any](g *generator, x, y T) estate.Value[T] {
	kind, v := g.r.IntN(2), pick(g, g.vars)
	if open := g.chance(g.unknown); !open || g.reveal {
		return estate.Of(x, estate.Origin{})
	}
	if kind == 0 {
		g.gaps++
		return estate.UnknownValue[T](estate.Gap{Variable: &scenario.Variable{Name: fmt.Sprint("U", g.gaps), Kind: scenario.Outside}}, estate.Origin{})
	}
	return estate.OfAlternatives(estate.Origin{},
		estate.Alternative[T]{When: scenario.Atom(v, "a"), State: estate.Known, Is: x},
		estate.Alternative[T]{When: scenario.Atom(v, "b"), State: estate.Known, Is: y})
}

func ref(id estate.ID) estate.Text { return estate.OfReference(id, "") }

func refTo(id estate.ID) estate.Value[estate.Text] { return estate.Of(ref(id), estate.Origin{}) }

func itemsOf[T any](list ...T) estate.Items[T] {
	var out estate.Items[T]
	for _, x := range list {
		out.Known = append(out.Known, estate.Item[T]{Is: x})
	}
	return out
}

func prefixOfText(format string, args ...any) netip.Prefix {
	return netip.MustParsePrefix(fmt.Sprintf(format, args...))
}

func (g *generator) prefixLists() {
	for range g.r.IntN(2) {
		id := g.newID("pl")
		var entries []estate.Value[netip.Prefix]
		for range 1 + g.r.IntN(3) {
			entries = append(entries, fact(g, pick(g, peers4()), pick(g, peers4())))
		}
		g.add(&estate.PrefixList{Core: g.core(id, "AWS::EC2::PrefixList"), Family: estate.Of("IPv4", estate.Origin{}), Entries: itemsOf(entries...)})
		g.lists = append(g.lists, id)
	}
}

func (g *generator) vpc(i int) {
	v := &madeVPC{id: g.newID("vpc"), block4: prefixOfText("10.%d.0.0/16", i), block6: prefixOfText("2600:%x::/56", i+1)}
	g.vpcs = append(g.vpcs, v)
	g.add(&estate.VPC{Core: g.core(v.id, "AWS::EC2::VPC"), CIDR: estate.Of(v.block4, estate.Origin{})})
	v.sane = g.chance(0.6)
	six := g.chance(0.5)
	if six {
		g.add(&estate.VPCCIDRBlock{Core: g.core(g.newID("block"), "AWS::EC2::VPCCidrBlock"), VPC: refTo(v.id), IPv6: estate.Of(v.block6, estate.Origin{})})
	}
	g.gateways(v)
	for range 1 + g.r.IntN(2) {
		id := g.newID("rtb")
		v.tables = append(v.tables, id)
		g.add(&estate.RouteTable{Core: g.core(id, "AWS::EC2::RouteTable"), VPC: refTo(v.id)})
	}
	for range g.r.IntN(3) {
		g.acl(v)
	}
	for k := range 1 + g.r.IntN(3) {
		g.subnet(v, k, six)
	}
}

func (g *generator) gateways(v *madeVPC) {
	if g.chance(0.85) {
		v.igw = g.newID("igw")
		g.add(&estate.InternetGateway{Core: g.core(v.igw, "AWS::EC2::InternetGateway")})
		if g.chance(0.9) {
			g.add(&estate.GatewayAttachment{Core: g.existing(g.core(g.newID("att"), "AWS::EC2::VPCGatewayAttachment")), VPC: refTo(v.id), InternetGateway: refTo(v.igw)})
		}
	}
	if g.chance(0.3) {
		v.eigw = g.newID("eigw")
		g.add(&estate.EgressOnlyInternetGateway{Core: g.existing(g.core(v.eigw, "AWS::EC2::EgressOnlyInternetGateway")), VPC: refTo(v.id)})
	}
	if !g.chance(0.3) {
		return
	}
	v.vgw = g.newID("vgw")
	g.add(&estate.VPNGateway{Core: g.core(v.vgw, "AWS::EC2::VPNGateway")})
	g.add(&estate.GatewayAttachment{Core: g.core(g.newID("att"), "AWS::EC2::VPCGatewayAttachment"), VPC: refTo(v.id), VPNGateway: refTo(v.vgw)})
	id := g.newID("vpn")
	g.add(&estate.VPNConnection{Core: g.core(id, "AWS::EC2::VPNConnection"), VPNGateway: refTo(v.vgw), StaticOnly: estate.Of(true, estate.Origin{})})
	g.add(&estate.VPNConnectionRoute{Core: g.core(g.newID("vpnroute"), "AWS::EC2::VPNConnectionRoute"), Connection: refTo(id), Destination: fact(g, prefixOfText("192.168.0.0/16"), prefixOfText("192.168.0.0/20"))})
	if g.chance(0.7) {
		g.add(&estate.RoutePropagation{Core: g.existing(g.core(g.newID("prop"), "AWS::EC2::VPNGatewayRoutePropagation")), VPNGateway: refTo(v.vgw), Tables: itemsOf(ref(v.id + "/main-route-table"))})
	}
}

func (g *generator) subnet(v *madeVPC, k int, six bool) {
	id := g.newID("subnet")
	v.subnets = append(v.subnets, id)
	p := prefixOfText("10.%d.%d.0/24", v.block4.Addr().As4()[1], k)
	v.prefixes = append(v.prefixes, p)
	s := &estate.Subnet{
		Core: g.core(id, "AWS::EC2::Subnet"), VPC: refTo(v.id), IPv4: fact(g, p, p),
		AvailabilityZone: fact(g, g.zone(), g.zone()), HasIPv6: estate.No(), MapPublicIP: fact(g, g.chance(0.5), g.chance(0.5)), AssignIPv6: fact(g, six, !six),
	}
	if g.chance(0.9) {
		s.AvailabilityZone = estate.Of(estate.Literal(pick(g, []string{"eu-west-1a", "eu-west-1a", "eu-west-1b"})), estate.Origin{})
	}
	if six && g.chance(0.8) {
		s.HasIPv6 = estate.Yes()
		block := v.block6.Addr().As16()
		block[7] = byte(k + 1)
		s.IPv6 = fact(g, netip.PrefixFrom(netip.AddrFrom16(block), 64), netip.PrefixFrom(netip.AddrFrom16(block), 64))
	}
	g.add(s)
	if g.chance(0.7) {
		table := pick(g, v.tables)
		if v.sane {
			table = v.tables[min(k, len(v.tables)-1)]
		}
		g.add(&estate.RouteTableAssociation{Core: g.existing(g.core(g.newID("rta"), "AWS::EC2::SubnetRouteTableAssociation")), Subnet: refTo(id), Table: refTo(table)})
	}
	if len(v.acls) > 0 && g.chance(0.5) {
		acl := pick(g, v.acls)
		g.add(&estate.NetworkACLAssociation{Core: g.existing(g.core(g.newID("aclassoc"), "AWS::EC2::SubnetNetworkAclAssociation")), Subnet: refTo(id), ACL: refTo(acl)})
	}
}

func (g *generator) acl(v *madeVPC) {
	id := g.newID("acl")
	v.acls = append(v.acls, id)
	g.add(&estate.NetworkACL{Core: g.core(id, "AWS::EC2::NetworkAcl"), VPC: refTo(v.id)})
	for _, egress := range []bool{false, true} {
		if open := g.chance(0.5); open { // the last entry allows all
			for n, p := range []netip.Prefix{peers4()[0], peers6()[0]} {
				r := estate.NetworkACLRule{Egress: estate.Of(egress, estate.Origin{}), Number: estate.Of(200+n, estate.Origin{}), Allow: estate.Of(true, estate.Origin{}), Protocol: estate.Of("-1", estate.Origin{})}
				if p.Addr().Is6() {
					r.IPv6 = estate.Of(p, estate.Origin{})
				} else {
					r.IPv4 = estate.Of(p, estate.Origin{})
				}
				g.add(&estate.NetworkACLEntry{Core: g.core(g.newID("entry"), "AWS::EC2::NetworkAclEntry"), ACL: refTo(id), Rule: r})
			}
		}
		for n := range 1 + g.r.IntN(4) {
			r := estate.NetworkACLRule{Egress: estate.Of(egress, estate.Origin{}), Number: fact(g, 100+n*10, 100+n*10+5), Allow: fact(g, g.chance(0.8), g.chance(0.5))}
			r.Protocol, r.From, r.To = g.services(true)
			if proto, ok := r.Protocol.Known(); ok && (proto == "1" || proto == "58") {
				r.ICMPType, r.ICMPCode = estate.Of(-1, estate.Origin{}), estate.Of(-1, estate.Origin{})
			}
			if g.chance(0.75) {
				r.IPv4 = fact(g, pick(g, wide4()), pick(g, wide4()))
			} else {
				r.IPv6 = fact(g, pick(g, peers6()), pick(g, peers6()))
			}
			g.add(&estate.NetworkACLEntry{Core: g.existing(g.core(g.newID("entry"), "AWS::EC2::NetworkAclEntry")), ACL: refTo(id), Rule: r})
		}
	}
}

// services draws a protocol and ports; wide ones are likelier in network ACLs.
func (g *generator) services(wide bool) (proto estate.Value[string], from, to estate.Value[int]) {
	at := estate.Origin{}
	kind := g.r.IntN(10)
	if wide && kind < 5 || g.chance(0.3) {
		return estate.Of("-1", at), from, to
	}
	switch kind {
	case 0:
		return fact(g, "-1", "6"), estate.Of(0, at), estate.Of(65535, at)
	case 1:
		return estate.Of("1", at), estate.Of(-1, at), estate.Of(-1, at)
	case 2:
		return estate.Of("17", at), fact(g, 53, 54), estate.Of(60, at)
	case 3, 4:
		return estate.Of("6", at), estate.Of(1024, at), fact(g, pick(g, []int{65535, 40000}), 65535)
	case 5:
		return estate.Of("47", at), from, to
	}
	p := pick(g, []int{22, 80, 443, 5432})
	return fact(g, "6", "17"), fact(g, p, 443), estate.Of(max(p, 443), at)
}

func peers4() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{"0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/24", "10.0.0.16/28", "10.1.0.0/16", "203.0.113.0/24", "203.0.113.7/32", "8.0.0.0/7", "192.168.0.0/16", "10.0.1.0/24", "52.216.0.0/15", "52.216.9.0/24"} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

func wide4() []netip.Prefix { return append(peers4(), peers4()[0], peers4()[0], peers4()[0]) }

func peers6() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{"::/0", "::/0", "2600:1::/56", "2001:db8::/32", "2600:1:0:1::/64"} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

func (g *generator) peerings() {
	for i := 1; i < len(g.vpcs); i++ {
		if !g.chance(0.7) {
			continue
		}
		id, a, b := g.newID("pcx"), g.vpcs[i-1], g.vpcs[i]
		p := &estate.PeeringConnection{Core: g.existing(g.core(id, "AWS::EC2::VPCPeeringConnection")), VPC: refTo(a.id), PeerVPC: refTo(b.id)}
		if g.chance(0.2) {
			p.Region = estate.Literal("eu-west-1")
			p.PeerRegion = estate.Of(estate.Literal("us-east-1"), estate.Origin{})
		}
		g.add(p)
		for _, side := range [][2]*madeVPC{{a, b}, {b, a}} {
			for _, t := range side[0].tables {
				if g.chance(0.8) {
					g.route(t, side[1].block4, estate.RouteTarget{Kind: estate.TargetPeering, Ref: ref(id)})
				}
				if g.chance(0.4) {
					g.route(t, side[1].block6, estate.RouteTarget{Kind: estate.TargetPeering, Ref: ref(id)})
				}
			}
		}
	}
}

func (g *generator) route(table estate.ID, p netip.Prefix, target estate.RouteTarget) {
	r := &estate.Route{Core: g.existing(g.core(g.newID("route"), "AWS::EC2::Route")), Table: refTo(table), Target: fact(g, target, estate.RouteTarget{Kind: estate.TargetGateway, Ref: estate.Literal("igw-0123456789abcdef0")})}
	if p.Addr().Is6() {
		r.IPv6 = fact(g, p, p)
	} else {
		r.IPv4 = fact(g, p, prefixOfText("192.168.0.0/24"))
	}
	g.add(r)
}

func (g *generator) routes(v *madeVPC) {
	if g.chance(0.5) || v.sane {
		v.nat = g.newID("nat")
		where := pick(g, v.subnets)
		if v.sane {
			where = v.subnets[0]
		}
		g.nat(v, where)
	}
	g.nat64(v)
	for k, t := range v.tables {
		if v.sane && v.igw != "" {
			target := estate.RouteTarget{Kind: estate.TargetGateway, Ref: ref(v.igw)}
			if v.front != nil {
				target = *v.front
			}
			if k > 0 {
				target = estate.RouteTarget{Kind: estate.TargetNAT, Ref: ref(v.nat)}
			}
			g.route(t, peers4()[0], target)
			continue
		}
		var targets []estate.RouteTarget
		for id, kind := range map[estate.ID]estate.RouteTargetKind{v.igw: estate.TargetGateway, v.nat: estate.TargetNAT, v.vgw: estate.TargetGateway} {
			if id != "" {
				targets = append(targets, estate.RouteTarget{Kind: kind, Ref: ref(id)})
			}
		}
		sortTargets(targets)
		if len(targets) > 0 {
			for range 1 + g.r.IntN(2) {
				g.route(t, pick(g, []netip.Prefix{peers4()[0], peers4()[0], peers4()[5], peers4()[7], peers4()[8]}), pick(g, targets))
			}
		}
		if v.igw != "" && g.chance(0.6) {
			g.route(t, peers6()[0], estate.RouteTarget{Kind: estate.TargetGateway, Ref: ref(v.igw)})
		} else if v.eigw != "" {
			g.route(t, peers6()[0], estate.RouteTarget{Kind: estate.TargetEgressOnly, Ref: ref(v.eigw)})
		}
	}
	if g.chance(0.4) {
		service := pick(g, []string{"com.amazonaws.eu-west-1.s3", "com.amazonaws.eu-west-1.s3", "com.amazonaws.eu-west-1.dynamodb"})
		g.add(&estate.VPCEndpoint{Core: g.existing(g.core(g.newID("vpce"), "AWS::EC2::VPCEndpoint")), VPC: refTo(v.id), Service: estate.Of(estate.Literal(service), estate.Origin{}), Tables: itemsOf(ref(pick(g, v.tables)))})
	}
}

func sortTargets(list []estate.RouteTarget) {
	for i := range list {
		for j := i; j > 0 && list[j].Ref.String() < list[j-1].Ref.String(); j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
}

func (g *generator) rules(v *madeVPC) {
	for range 1 + g.r.IntN(4) {
		v.groups = append(v.groups, g.newID("sg"))
	}
	for _, id := range v.groups {
		s := &estate.SecurityGroup{Core: g.core(id, "AWS::EC2::SecurityGroup"), VPC: refTo(v.id)}
		s.Ingress = itemsOf(g.ruleList(v, id, false)...)
		if g.chance(0.8) {
			s.Egress = estate.AllowAllEgress(id, s.Origin)
		} else {
			s.Egress = itemsOf(g.ruleList(v, id, true)...)
		}
		g.add(s)
	}
}

func (g *generator) ruleList(v *madeVPC, owner estate.ID, egress bool) []estate.SecurityGroupRule {
	var out []estate.SecurityGroupRule
	for range 1 + g.r.IntN(3) {
		r := estate.SecurityGroupRule{Owner: owner, Egress: egress}
		r.Protocol, r.From, r.To = g.services(g.chance(0.5))
		switch k := g.r.IntN(10); {
		case k < 2:
			r.IPv4 = fact(g, peers4()[0], pick(g, peers4()))
		case k < 4:
			r.IPv4 = fact(g, pick(g, peers4()), pick(g, peers4()))
		case k < 6:
			r.IPv6 = fact(g, pick(g, peers6()), pick(g, peers6()))
		case k == 6 && len(g.lists) > 0:
			r.PrefixList = refTo(pick(g, g.lists))
		case k == 7:
			r.PrefixList = estate.Of(estate.Literal(pick(g, []string{"com.amazonaws.eu-west-1.s3", "com.amazonaws.eu-west-1.dynamodb", "com.amazonaws.global.cloudfront.origin-facing"})), estate.Origin{})
		default:
			from := pick(g, g.vpcs)
			if len(from.groups) == 0 {
				from = v
			}
			r.Group = fact(g, ref(pick(g, from.groups)), ref(pick(g, from.groups)))
		}
		out = append(out, r)
	}
	return out
}

func (g *generator) hostsOf(v *madeVPC) {
	for n := range 2 + g.r.IntN(4) {
		id, subnet := g.newID("host"), g.r.IntN(len(v.subnets))
		groups := itemsOf(ref(pick(g, v.groups)))
		if g.chance(0.2) {
			groups = itemsOf(ref(pick(g, v.groups)), ref(v.groups[0]))
		}
		v.hosts = append(v.hosts, id)
		where := fact(g, ref(v.subnets[subnet]), ref(pick(g, v.subnets)))
		address := g.address(v.prefixes[subnet], n)
		switch g.r.IntN(6) {
		case 0:
			g.add(&estate.SubnetGroup{Core: g.core(id+"group", "AWS::RDS::DBSubnetGroup"), Subnets: itemsOf(ref(v.subnets[subnet]))})
			g.add(&estate.DBInstance{Core: g.existing(g.core(id, "AWS::RDS::DBInstance")), SubnetGroup: refTo(id + "group"), Groups: groups, PubliclyAccessible: fact(g, g.chance(0.5), true)})
		case 1:
			g.add(&estate.Function{Core: g.existing(g.core(id, "AWS::Lambda::Function")), Subnets: itemsOf(ref(v.subnets[subnet])), Groups: groups, IPv6: fact(g, g.chance(0.3), false)})
		case 2:
			g.balancer(v, id, groups)
		case 3:
			g.add(&estate.VPCEndpoint{Core: g.existing(g.core(id, "AWS::EC2::VPCEndpoint")), VPC: refTo(v.id), Kind: estate.Of("Interface", estate.Origin{}), Service: estate.Of(estate.Literal("com.amazonaws.eu-west-1.sts"), estate.Origin{}), Subnets: itemsOf(ref(v.subnets[subnet])), Groups: groups})
		default:
			i := &estate.Instance{Core: g.existing(g.core(id, "AWS::EC2::Instance")), Subnet: where, Groups: groups, PrivateIP: address}
			if further := n%5 == 3; further {
				a := g.fixed(v.prefixes[subnet], n)
				spec := estate.InterfaceSpec{Subnet: where, Groups: groups, Addresses: itemsOf(a, a.Next())}
				i.Interfaces = itemsOf(spec)
			}
			g.add(i)
			if g.chance(0.3) {
				g.add(&estate.ElasticIP{Core: g.existing(g.core(g.newID("eip"), "AWS::EC2::EIP")), Instance: refTo(id)})
			}
		}
	}
}

func (g *generator) address(p netip.Prefix, n int) estate.Value[netip.Addr] {
	a := p.Addr().As4()
	a[3] = byte(4 + n*10 + g.r.IntN(4))
	if fixed := g.chance(0.6); !fixed && g.unknown > 0 {
		return estate.Value[netip.Addr]{}
	}
	return estate.Of(netip.AddrFrom4(a), estate.Origin{})
}

func (g *generator) balancer(v *madeVPC, id estate.ID, groups estate.Items[estate.Text]) {
	at := estate.Origin{}
	kind := pick(g, []string{"application", "network"})
	g.add(&estate.LoadBalancer{
		Core: g.existing(g.core(id, "AWS::ElasticLoadBalancingV2::LoadBalancer")), Kind: estate.Of(kind, at),
		Scheme: fact(g, pick(g, []string{"internet-facing", "internal"}), "internal"), Subnets: itemsOf(g.some(v)...), Groups: groups, Attributes: g.crossZone(),
	})
	group := g.newID("tg")
	protocol := map[string]string{"application": "HTTP", "network": "TCP"}[kind]
	t := &estate.TargetGroup{Core: g.core(group, "AWS::ElasticLoadBalancingV2::TargetGroup"), VPC: refTo(v.id), Port: fact(g, 443, 80), Protocol: estate.Of(protocol, at), Attributes: g.crossZone()}
	if len(v.hosts) > 1 {
		t.Targets = itemsOf(estate.Target{ID: estate.Of(ref(v.hosts[0]), at)})
	}
	g.add(t)
	g.add(&estate.Listener{
		Core: g.core(g.newID("listener"), "AWS::ElasticLoadBalancingV2::Listener"), LoadBalancer: refTo(id), Port: fact(g, 80, 443), Protocol: estate.Of(protocol, at),
		Actions: itemsOf(estate.ListenerAction{Kind: estate.Of("forward", at), TargetGroups: itemsOf(ref(group))}),
	})
}
