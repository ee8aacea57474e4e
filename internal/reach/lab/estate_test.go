//go:build linux

package lab

import (
	"fmt"
	"net/netip"
	"strconv"

	"ringwall/internal/estate"
)

// author writes a plan down as an estate, like a template would.
type author struct{ list []estate.Resource }

// estateOf is the plan as the engine is handed it.
func estateOf(p *plan) *estate.Estate {
	a := &author{}
	for _, v := range p.vpcs {
		a.vpc(v)
		a.gateways(v)
		for _, t := range v.tables {
			a.table(v, t)
		}
		for _, l := range v.acls {
			a.acl(v, l)
		}
		for _, s := range v.subnets {
			a.subnet(v, s)
		}
		for _, g := range v.groups {
			a.group(v, g)
		}
		for _, h := range v.hosts {
			a.host(h)
		}
	}
	if p.transit != nil {
		a.transit(p.transit)
	}
	for _, p := range p.peerings {
		c := &estate.PeeringConnection{Core: a.core(p.name, "AWS::EC2::VPCPeeringConnection"), VPC: ref(p.a.name), PeerVPC: ref(p.b.name)}
		if p.remote {
			c.PeerRegion = known(estate.Literal("us-east-1"))
		}
		a.add(c)
	}
	return estate.New(estate.Estate{Resources: a.list})
}

func (a *author) add(r estate.Resource) { a.list = append(a.list, r) }

func (a *author) core(name, typ string) estate.Core {
	return estate.Core{ID: estate.ID(name), Logical: name, Stack: "lab", Type: typ, Region: estate.Literal("eu-west-1"), Origin: estate.Origin{File: "lab", Line: len(a.list) + 1}}
}

func known[T any](x T) estate.Value[T] { return estate.Of(x, estate.Origin{}) }

func ref(name string) estate.Value[estate.Text] {
	return known(estate.OfReference(estate.ID(name), ""))
}

func items[T any](list ...T) estate.Items[T] {
	var out estate.Items[T]
	for _, x := range list {
		out.Known = append(out.Known, estate.Item[T]{Is: x})
	}
	return out
}

// families puts a prefix where its family belongs.
func families(p netip.Prefix) (four, six estate.Value[netip.Prefix]) {
	if p.Addr().Is6() {
		return four, known(p)
	}
	return known(p), six
}

func (a *author) vpc(v *vpc) {
	a.add(&estate.VPC{Core: a.core(v.name, "AWS::EC2::VPC"), CIDR: known(v.four[0])})
	for k, p := range append(v.four[1:len(v.four):len(v.four)], v.six) {
		if p.IsValid() {
			b := &estate.VPCCIDRBlock{Core: a.core(fmt.Sprint(v.name, "Block", k), "AWS::EC2::VPCCidrBlock"), VPC: ref(v.name)}
			b.IPv4, b.IPv6 = families(p)
			a.add(b)
		}
	}
}

func (a *author) gateways(v *vpc) {
	a.add(&estate.InternetGateway{Core: a.core(v.name+"Loose", "AWS::EC2::InternetGateway")})
	if v.igw {
		a.add(&estate.InternetGateway{Core: a.core(v.name+"Igw", "AWS::EC2::InternetGateway")})
		a.add(&estate.GatewayAttachment{Core: a.core(v.name+"IgwAt", "AWS::EC2::VPCGatewayAttachment"), VPC: ref(v.name), InternetGateway: ref(v.name + "Igw")})
	}
	if v.eigw {
		a.add(&estate.EgressOnlyInternetGateway{Core: a.core(v.name+"Eigw", "AWS::EC2::EgressOnlyInternetGateway"), VPC: ref(v.name)})
	}
	if len(v.vpn) > 0 {
		a.vpn(v)
	}
	for _, n := range v.nats {
		kind := map[bool]string{true: "public", false: "private"}[n.public.IsValid()]
		a.add(&estate.NATGateway{Core: a.core(n.name, "AWS::EC2::NatGateway"), Subnet: ref(n.subnet.name), Connectivity: known(kind)})
	}
}

func (a *author) vpn(v *vpc) {
	a.add(&estate.VPNGateway{Core: a.core(v.name+"Vgw", "AWS::EC2::VPNGateway")})
	a.add(&estate.GatewayAttachment{Core: a.core(v.name+"VgwAt", "AWS::EC2::VPCGatewayAttachment"), VPC: ref(v.name), VPNGateway: ref(v.name + "Vgw")})
	a.add(&estate.VPNConnection{Core: a.core(v.name+"Vpn", "AWS::EC2::VPNConnection"), VPNGateway: ref(v.name + "Vgw"), StaticOnly: known(true)})
	for k, p := range v.vpn {
		a.add(&estate.VPNConnectionRoute{Core: a.core(fmt.Sprint(v.name, "VpnRoute", k), "AWS::EC2::VPNConnectionRoute"), Connection: ref(v.name + "Vpn"), Destination: known(p)})
	}
}

// tableID names a route table; the main one comes with the VPC.
func tableID(v *vpc, t *table) string {
	if t == v.tables[0] {
		return v.name + "/main-route-table"
	}
	return t.name
}

func (a *author) table(v *vpc, t *table) {
	if t != v.tables[0] {
		a.add(&estate.RouteTable{Core: a.core(t.name, "AWS::EC2::RouteTable"), VPC: ref(v.name)})
	}
	if t.propagated {
		tables := items(estate.OfReference(estate.ID(tableID(v, t)), ""))
		a.add(&estate.RoutePropagation{Core: a.core(t.name+"Propagation", "AWS::EC2::VPNGatewayRoutePropagation"), VPNGateway: ref(v.name + "Vgw"), Tables: tables})
	}
	for k, r := range t.routes {
		out := &estate.Route{Core: a.core(fmt.Sprint(t.name, "Route", k), "AWS::EC2::Route"), Table: ref(tableID(v, t)), Target: known(target(v, r))}
		out.IPv4, out.IPv6 = families(r.to)
		a.add(out)
	}
}

func target(v *vpc, r route) estate.RouteTarget {
	to := func(kind estate.RouteTargetKind, name string) estate.RouteTarget {
		return estate.RouteTarget{Kind: kind, Ref: estate.OfReference(estate.ID(name), "")}
	}
	switch {
	case r.igw:
		return to(estate.TargetGateway, v.name+"Igw")
	case r.eigw:
		return to(estate.TargetEgressOnly, v.name+"Eigw")
	case r.nat != nil:
		return to(estate.TargetNAT, r.nat.name)
	case r.vgw:
		return to(estate.TargetGateway, v.name+"Vgw")
	case r.peering != nil:
		return to(estate.TargetPeering, r.peering.name)
	case r.transit:
		return to(estate.TargetTransitGateway, "tgw")
	case r.host != nil:
		return to(estate.TargetInstance, r.host.name)
	}
	return to(estate.TargetGateway, v.name+"Loose") // an internet gateway that is attached nowhere: a blackhole
}

func (a *author) acl(v *vpc, l *acl) {
	a.add(&estate.NetworkACL{Core: a.core(l.name, "AWS::EC2::NetworkAcl"), VPC: ref(v.name)})
	for k, e := range l.entries {
		r := estate.NetworkACLRule{Egress: known(e.out), Number: known(e.number), Allow: known(e.allow), Protocol: known(strconv.Itoa(e.match.protocol))}
		r.IPv4, r.IPv6 = families(e.peer)
		if e.match.isICMP() {
			r.ICMPType, r.ICMPCode = known(e.match.from), known(e.match.to)
		} else if e.match.hasPorts() {
			r.From, r.To = known(e.match.from), known(e.match.to)
		}
		a.add(&estate.NetworkACLEntry{Core: a.core(fmt.Sprint(l.name, "Entry", k), "AWS::EC2::NetworkAclEntry"), ACL: ref(l.name), Rule: r})
	}
}

func (m match) isICMP() bool   { return m.protocol == icmp || m.protocol == icmpv6 }
func (m match) hasPorts() bool { return m.protocol == tcp || m.protocol == udp }

func (a *author) subnet(v *vpc, s *subnet) {
	out := &estate.Subnet{Core: a.core(s.name, "AWS::EC2::Subnet"), VPC: ref(v.name), IPv4: known(s.four), HasIPv6: estate.No()}
	out.AvailabilityZone = known(estate.Literal([]string{"eu-west-1a", "eu-west-1b"}[s.zone]))
	if s.six.IsValid() {
		out.HasIPv6, out.IPv6 = estate.Yes(), known(s.six)
	}
	a.add(out)
	if s.table != v.tables[0] {
		a.add(&estate.RouteTableAssociation{Core: a.core(s.name+"Table", "AWS::EC2::SubnetRouteTableAssociation"), Subnet: ref(s.name), Table: ref(s.table.name)})
	}
	if s.acl != nil {
		a.add(&estate.NetworkACLAssociation{Core: a.core(s.name+"Acl", "AWS::EC2::SubnetNetworkAclAssociation"), Subnet: ref(s.name), ACL: ref(s.acl.name)})
	}
}

func (a *author) group(v *vpc, g *group) {
	out := &estate.SecurityGroup{Core: a.core(g.name, "AWS::EC2::SecurityGroup"), VPC: ref(v.name)}
	for _, r := range g.in {
		out.Ingress.Known = append(out.Ingress.Known, estate.Item[estate.SecurityGroupRule]{Is: ruleOf(g, r, false)})
	}
	for _, r := range g.out {
		out.Egress.Known = append(out.Egress.Known, estate.Item[estate.SecurityGroupRule]{Is: ruleOf(g, r, true)})
	}
	if g.open {
		out.Egress = estate.AllowAllEgress(out.ID, out.Origin)
	}
	a.add(out)
}

func ruleOf(g *group, r rule, egress bool) estate.SecurityGroupRule {
	out := estate.SecurityGroupRule{Owner: estate.ID(g.name), Egress: egress, Protocol: known(strconv.Itoa(r.match.protocol))}
	if r.match.isICMP() || r.match.hasPorts() {
		out.From, out.To = known(r.match.from), known(r.match.to)
	}
	if r.member != nil {
		out.Group = ref(r.member.name)
	} else {
		out.IPv4, out.IPv6 = families(r.peer)
	}
	return out
}

func (a *author) host(h *host) {
	spec := estate.InterfaceSpec{Subnet: ref(h.subnet.name), Addresses: items(h.four)}
	if h.six.IsValid() {
		spec.Addresses = items(h.four, h.six)
	}
	for _, g := range h.groups {
		spec.Groups.Known = append(spec.Groups.Known, estate.Item[estate.Text]{Is: estate.OfReference(estate.ID(g.name), "")})
	}
	spec.PublicIP = known(false)
	a.add(&estate.Instance{Core: a.core(h.name, "AWS::EC2::Instance"), Interfaces: items(spec), SourceDestCheck: known(!h.unchecked)})
	if h.public.IsValid() {
		a.add(&estate.ElasticIP{Core: a.core(h.name+"Eip", "AWS::EC2::EIP"), Instance: ref(h.name)})
	}
}
