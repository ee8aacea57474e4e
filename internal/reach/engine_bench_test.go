package reach

import (
	"net/netip"
	"sync"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// largeEstate makes the given number of VPCs, each with three public and three
// private subnets, an internet gateway, a NAT gateway, network ACLs on its
// private subnets, peering to its neighbour, twenty security groups that refer
// to each other, and interfaces: web servers, application servers, databases,
// functions.
func largeEstate(vpcs, hosts int) *estate.Estate {
	g := &generator{}
	at := estate.Origin{}
	for i := range vpcs {
		v := &madeVPC{id: g.newID("vpc"), block4: prefixOfText("10.%d.0.0/16", i)}
		g.vpcs = append(g.vpcs, v)
		g.add(&estate.VPC{Core: g.core(v.id, "AWS::EC2::VPC"), CIDR: estate.Of(v.block4, at)})
		v.igw, v.nat = g.newID("igw"), g.newID("nat")
		g.add(&estate.InternetGateway{Core: g.core(v.igw, "AWS::EC2::InternetGateway")})
		g.add(&estate.GatewayAttachment{Core: g.core(g.newID("att"), "AWS::EC2::VPCGatewayAttachment"), VPC: refTo(v.id), InternetGateway: refTo(v.igw)})
		largeSubnets(g, v)
		largeGroups(g, v)
		for h := range hosts {
			largeHost(g, v, h)
		}
	}
	for i := 1; i < len(g.vpcs); i++ {
		a, b, id := g.vpcs[i-1], g.vpcs[i], g.newID("pcx")
		g.add(&estate.PeeringConnection{Core: g.core(id, "AWS::EC2::VPCPeeringConnection"), VPC: refTo(a.id), PeerVPC: refTo(b.id)})
		for _, t := range a.tables {
			largeRoute(g, t, b.block4, estate.RouteTarget{Kind: estate.TargetPeering, Ref: ref(id)})
		}
		for _, t := range b.tables {
			largeRoute(g, t, a.block4, estate.RouteTarget{Kind: estate.TargetPeering, Ref: ref(id)})
		}
	}
	return estate.New(estate.Estate{Resources: g.list})
}

func largeRoute(g *generator, table estate.ID, p netip.Prefix, target estate.RouteTarget) {
	at := estate.Origin{}
	g.add(&estate.Route{Core: g.core(g.newID("route"), "AWS::EC2::Route"), Table: refTo(table), IPv4: estate.Of(p, at), Target: estate.Of(target, at)})
}

func largeSubnets(g *generator, v *madeVPC) {
	at := estate.Origin{}
	any4 := netip.MustParsePrefix("0.0.0.0/0")
	acl := g.newID("acl")
	g.add(&estate.NetworkACL{Core: g.core(acl, "AWS::EC2::NetworkAcl"), VPC: refTo(v.id)})
	entry := func(egress bool, number int, proto string, from, to int, p netip.Prefix) {
		g.add(&estate.NetworkACLEntry{Core: g.core(g.newID("entry"), "AWS::EC2::NetworkAclEntry"), ACL: refTo(acl), Rule: estate.NetworkACLRule{
			Egress: estate.Of(egress, at), Number: estate.Of(number, at), Allow: estate.Of(true, at), Protocol: estate.Of(proto, at),
			From: estate.Of(from, at), To: estate.Of(to, at), IPv4: estate.Of(p, at),
		}})
	}
	entry(false, 100, "-1", 0, 0, netip.MustParsePrefix("10.0.0.0/8"))
	entry(false, 110, "6", 1024, 65535, any4)
	entry(true, 100, "-1", 0, 0, any4)
	for _, public := range []bool{true, false} {
		table := g.newID("rtb")
		v.tables = append(v.tables, table)
		g.add(&estate.RouteTable{Core: g.core(table, "AWS::EC2::RouteTable"), VPC: refTo(v.id)})
		target := estate.RouteTarget{Kind: estate.TargetNAT, Ref: ref(v.nat)}
		if public {
			target = estate.RouteTarget{Kind: estate.TargetGateway, Ref: ref(v.igw)}
		}
		largeRoute(g, table, any4, target)
		for range 3 {
			id, k := g.newID("subnet"), len(v.subnets)
			p := prefixOfText("10.%d.%d.0/24", v.block4.Addr().As4()[1], k)
			v.subnets, v.prefixes = append(v.subnets, id), append(v.prefixes, p)
			g.add(&estate.Subnet{
				Core: g.core(id, "AWS::EC2::Subnet"), VPC: refTo(v.id), IPv4: estate.Of(p, at), HasIPv6: estate.No(),
				MapPublicIP: estate.Of(public, at), AssignIPv6: estate.Of(false, at),
			})
			g.add(&estate.RouteTableAssociation{Core: g.core(g.newID("rta"), "AWS::EC2::SubnetRouteTableAssociation"), Subnet: refTo(id), Table: refTo(table)})
			if !public {
				g.add(&estate.NetworkACLAssociation{Core: g.core(g.newID("aclassoc"), "AWS::EC2::SubnetNetworkAclAssociation"), Subnet: refTo(id), ACL: refTo(acl)})
			}
		}
	}
	g.add(&estate.NATGateway{Core: g.core(v.nat, "AWS::EC2::NatGateway"), Subnet: refTo(v.subnets[0])})
}

// largeGroups: each group admits some ports from the group before it, the first
// of the office and everyone, one rule of each as a resource of its own.
func largeGroups(g *generator, v *madeVPC) {
	at := estate.Origin{}
	for range 20 {
		v.groups = append(v.groups, g.newID("sg"))
	}
	for k, id := range v.groups {
		rule := func(port int) estate.SecurityGroupRule {
			return estate.SecurityGroupRule{Owner: id, Protocol: estate.Of("tcp", at), From: estate.Of(port, at), To: estate.Of(port, at)}
		}
		list := []estate.SecurityGroupRule{rule(8000 + k), rule(22)}
		if k == 0 {
			list[0], list[1] = rule(443), rule(80)
			list[0].IPv4 = estate.Of(netip.MustParsePrefix("0.0.0.0/0"), at)
		} else {
			list[0].Group = refTo(v.groups[k-1])
		}
		list[1].IPv4 = estate.Of(prefixOfText("203.0.113.%d/32", k), at)
		s := &estate.SecurityGroup{Core: g.core(id, "AWS::EC2::SecurityGroup"), VPC: refTo(v.id), Ingress: itemsOf(list...)}
		s.Egress = estate.AllowAllEgress(id, at)
		g.add(s)
		beside := rule(9000 + k)
		beside.IPv4 = estate.Of(prefixOfText("10.%d.%d.0/24", v.block4.Addr().As4()[1], k%6), at)
		g.add(&estate.SecurityGroupRuleResource{Core: g.core(g.newID("rule"), "AWS::EC2::SecurityGroupIngress"), Owner: refTo(id), Rule: beside})
	}
}

func largeHost(g *generator, v *madeVPC, h int) {
	at := estate.Origin{}
	id, k := g.newID("host"), h%6
	groups := itemsOf(ref(v.groups[h%len(v.groups)]))
	if h%7 == 0 {
		groups = itemsOf(ref(v.groups[h%len(v.groups)]), ref(v.groups[0]))
	}
	a := v.prefixes[k].Addr().As4()
	a[3] = byte(4 + h/6)
	if h%10 == 9 {
		g.add(&estate.Function{Core: g.core(id, "AWS::Lambda::Function"), Subnets: itemsOf(ref(v.subnets[k])), Groups: groups})
		return
	}
	g.add(&estate.Instance{Core: g.core(id, "AWS::EC2::Instance"), Subnet: refTo(v.subnets[k]), Groups: groups, PrivateIP: estate.Of(netip.AddrFrom4(a), at)})
}

func BenchmarkNew10k(b *testing.B) {
	e := largeEstate(50, 200)
	b.ReportAllocs()
	for b.Loop() {
		New(e, scenario.Always())
	}
}

func BenchmarkExposure10k(b *testing.B) { benchmarkExposure(b, 50, 200) }
func BenchmarkExposure1k(b *testing.B)  { benchmarkExposure(b, 5, 160) }

func benchmarkExposure(b *testing.B, vpcs, hosts int) {
	e := largeEstate(vpcs, hosts)
	b.ReportAllocs()
	for b.Loop() {
		if len(Exposure(e)) == 0 {
			b.Fatal("nothing is exposed")
		}
	}
}

func BenchmarkAllPairs10k(b *testing.B) {
	e := largeEstate(50, 200)
	b.ReportAllocs()
	for b.Loop() {
		if len(AllPairs(e).Links) == 0 {
			b.Fatal("nothing flows")
		}
	}
	b.Run("with exposure", func(b *testing.B) {
		for b.Loop() {
			m := NewModel(e)
			if len(m.Exposure()) == 0 || len(m.AllPairs().Links) == 0 {
				b.Fatal("nothing")
			}
		}
	})
}

func BenchmarkAllPairs1k(b *testing.B) {
	e := largeEstate(20, 200)
	b.ReportAllocs()
	for b.Loop() {
		if len(AllPairs(e).Links) == 0 {
			b.Fatal("nothing flows")
		}
	}
}

// BenchmarkAfterLoading is exposure and all pairs of an estate whose network is
// resolved.
func BenchmarkAfterLoading10k(b *testing.B) {
	e := largeEstate(50, 200)
	for b.Loop() {
		b.StopTimer()
		m := NewModel(e)
		w := m.worlds[0]
		w.network = resolveNetwork(e, w.when, m.placed, m.met)
		b.StartTimer()
		w.engine, w.doors = newEngine(w.network), sync.OnceValue(w.network.FrontDoors)
		if len(m.Exposure()) == 0 || len(m.AllPairs().Links) == 0 {
			b.Fatal("nothing")
		}
	}
}
