package reach

import (
	"net/netip"

	"ringwall/internal/estate"
)

// secondBlock may give a VPC further blocks, with a subnet in one.
func (g *generator) secondBlock(i int, v *madeVPC) {
	at := estate.Origin{}
	if !g.chance(0.3) {
		return
	}
	p := prefixOfText("10.%d.0.0/16", 100+i)
	if g.chance(0.3) {
		p = prefixOfText("100.64.%d.0/24", i)
	}
	g.add(&estate.VPCCIDRBlock{Core: g.core(g.newID("block"), "AWS::EC2::VPCCidrBlock"), VPC: refTo(v.id), IPv4: estate.Of(p, at)})
	if g.chance(0.6) {
		id, q := g.newID("subnet"), netip.PrefixFrom(p.Addr(), 24)
		g.add(&estate.Subnet{
			Core: g.core(id, "AWS::EC2::Subnet"), VPC: refTo(v.id), IPv4: estate.Of(q, at), HasIPv6: estate.No(),
			AvailabilityZone: estate.Of(estate.Literal(pick(g, []string{"eu-west-1a", "eu-west-1b"})), at),
		})
		v.subnets, v.prefixes = append(v.subnets, id), append(v.prefixes, q)
	}
}

// seldom adds what few VPCs hold.
func (g *generator) seldom(v *madeVPC) {
	if g.chance(0.15) {
		g.middleboxes(v)
	}
	for _, t := range v.tables {
		if v.nat != "" && g.chance(0.1) {
			g.route(t, pick(g, []netip.Prefix{prefixOfText("10.0.0.0/9"), prefixOfText("10.0.0.0/15"), prefixOfText("10.20.0.0/15")}), estate.RouteTarget{Kind: estate.TargetNAT, Ref: ref(v.nat)})
		}
		if v.vgw != "" && g.chance(0.1) {
			g.route(t, prefixOfText("10.0.0.0/13"), estate.RouteTarget{Kind: estate.TargetGateway, Ref: ref(v.vgw)})
		}
	}
}

// wilds adds what tells VPCs apart that are alike otherwise: routes of the gateway
// into parts of their blocks, by IPv6 too, groups and targets in others, blocks
// that overlap, Block Public Access, PrivateLink.
func (g *generator) wilds(h *madeHub, odd float64) {
	at := estate.Origin{}
	hub := estate.RouteTarget{Kind: estate.TargetTransitGateway, Ref: ref(h.id)}
	for _, v := range g.vpcs {
		for _, t := range v.tables {
			if g.chance(0.7) {
				g.route(t, prefixOfText("2600::/16"), hub)
			}
		}
	}
	if g.chance(0.3) {
		g.partRoutes(h)
	}
	if g.chance(odd) {
		g.publicBlock()
	}
	if g.chance(odd) {
		g.links()
	}
	if a, b := pick(g, g.vpcs), pick(g, g.vpcs); a != b && g.chance(2*odd) {
		group := pick(g, a.groups)
		g.add(&estate.SecurityGroupAssociation{Core: g.core(g.newID("sgassoc"), "AWS::EC2::SecurityGroupVpcAssociation"), Group: refTo(group), VPC: refTo(b.id)})
		g.add(&estate.Instance{Core: g.core(g.newID("guest"), "AWS::EC2::Instance"), Subnet: refTo(pick(g, b.subnets)), Groups: itemsOf(ref(group))})
	}
	if a, b := pick(g, g.vpcs), pick(g, g.vpcs); a != b && g.chance(2*odd) {
		tg := g.newID("tg")
		g.add(&estate.LoadBalancer{Core: g.core(g.newID("far"), "AWS::ElasticLoadBalancingV2::LoadBalancer"), Kind: estate.Of("network", at), Scheme: estate.Of("internal", at), Subnets: itemsOf(g.some(a)...), Groups: itemsOf(ref(pick(g, a.groups)))})
		g.add(&estate.TargetGroup{Core: g.core(tg, "AWS::ElasticLoadBalancingV2::TargetGroup"), VPC: refTo(a.id), Port: estate.Of(443, at), Protocol: estate.Of("TCP", at), Targets: itemsOf(estate.Target{ID: estate.Of(ref(pick(g, b.hosts)), at)})})
		g.add(&estate.Listener{
			Core: g.core(g.newID("listener"), "AWS::ElasticLoadBalancingV2::Listener"), LoadBalancer: refTo(g.list[len(g.list)-2].Base().ID), Port: estate.Of(443, at), Protocol: estate.Of("TCP", at),
			Actions: itemsOf(estate.ListenerAction{Kind: estate.Of("forward", at), TargetGroups: itemsOf(ref(tg))}),
		})
	}
	if a, b := pick(g, g.vpcs), pick(g, g.vpcs); a != b && g.chance(odd/2) {
		g.add(&estate.VPCCIDRBlock{Core: g.core(g.newID("block"), "AWS::EC2::VPCCidrBlock"), VPC: refTo(a.id), IPv4: estate.Of(netip.PrefixFrom(b.block4.Addr(), 17), at)})
	}
}

// partRoutes leads a transit gateway into parts of VPCs' blocks, or elsewhere than
// to the VPC that has them.
func (g *generator) partRoutes(h *madeHub) {
	at := estate.Origin{}
	for range 1 + g.r.IntN(2) {
		id := g.newID("tgwrtb")
		g.add(&estate.TransitGatewayRouteTable{Core: g.core(id, "AWS::EC2::TransitGatewayRouteTable"), Gateway: refTo(h.id)})
		for _, v := range g.vpcs {
			arm := h.of[v]
			if g.chance(0.6) && !h.taken(g, arm) {
				g.add(&estate.TransitGatewayAssociation{Core: g.core(g.newID("tgwassoc"), "AWS::EC2::TransitGatewayRouteTableAssociation"), Table: refTo(id), Attachment: refTo(arm)})
			}
			if g.chance(0.7) {
				g.add(&estate.TransitGatewayPropagation{Core: g.core(g.newID("tgwprop"), "AWS::EC2::TransitGatewayRouteTablePropagation"), Table: refTo(id), Attachment: refTo(arm)})
			}
			if g.chance(0.5) {
				continue
			}
			six := v.block6.Addr().As16()
			six[7] = 1
			p := pick(g, []netip.Prefix{v.block4, v.prefixes[0], v.prefixes[len(v.prefixes)-1], netip.PrefixFrom(v.block4.Addr(), 15).Masked(), v.block6, netip.PrefixFrom(netip.AddrFrom16(six), 64), prefixOfText("2600::/16")})
			to := arm
			if g.chance(0.1) {
				to = pick(g, h.arms)
			}
			g.add(&estate.TransitGatewayRoute{Core: g.core(g.newID("tgwroute"), "AWS::EC2::TransitGatewayRoute"), Table: refTo(id), Destination: estate.Of(p, at), Blackhole: estate.Of(g.chance(0.3), at), Attachment: refTo(to)})
		}
	}
}
