package reach

import (
	"net/netip"

	"ringwall/internal/estate"
)

// inspectedBy adds a VPC in two zones through which a transit gateway leads what
// comes in from its other arms: by the endpoints of a firewall, or those of a
// Gateway Load Balancer, and back, or out by NAT gateways there.
func (g *generator) inspectedBy(k int, h *madeHub) {
	at := estate.Origin{}
	vpc, arm := g.newID("inspection"), g.newID("arm")
	g.add(&estate.VPC{Core: g.core(vpc, "AWS::EC2::VPC")})
	g.add(&estate.VPCCIDRBlock{Core: g.core(g.newID("block"), "AWS::EC2::VPCCidrBlock"), VPC: refTo(vpc), IPv4: estate.Of(prefixOfText("10.%d.0.0/16", 100+k), at)})
	igw := g.newID("igw")
	g.add(&estate.InternetGateway{Core: g.core(igw, "AWS::EC2::InternetGateway")})
	g.add(&estate.GatewayAttachment{Core: g.core(g.newID("igwatt"), "AWS::EC2::VPCGatewayAttachment"), VPC: refTo(vpc), InternetGateway: refTo(igw)})
	v := &madeVPC{id: vpc}
	wall := g.firewallIn(&madeVPC{id: vpc, subnets: []estate.ID{"none"}})
	nat, gwlb, boxes := g.chance(0.5), g.chance(0.15), []estate.ID{}
	var endpoints []estate.FirewallEndpoint
	for z := range 2 {
		box, table := g.inspectedZone(k, z, v)
		boxes = append(boxes, box)
		id := g.newID("vpce")
		endpoints = append(endpoints, estate.FirewallEndpoint{ID: estate.Literal(string(id)), Subnet: ref(box)})
		target := estate.RouteTarget{Kind: estate.TargetEndpoint, Ref: estate.Literal(string(id))}
		if gwlb {
			target = g.inspectionIn(&madeVPC{id: vpc, subnets: []estate.ID{box}})
		}
		g.route(v.tables[2*z], peers4()[0], target)
		back := estate.RouteTarget{Kind: estate.TargetTransitGateway, Ref: ref(h.id)}
		if g.chance(0.9) {
			g.route(table, prefixOfText("10.0.0.0/8"), back)
		}
		if out := back; nat {
			g.inspectedNAT(k, z, vpc, igw, target, &out)
			g.route(table, peers4()[0], out)
		} else {
			g.route(table, peers4()[0], out)
		}
	}
	for _, r := range g.list {
		if f, ok := r.(*estate.Firewall); ok && wall.Ref.References()[0].Resource == f.ID {
			f.Subnets, f.Endpoints = itemsOf(ref(boxes[0]), ref(boxes[1])), itemsOf(endpoints...)
		}
	}
	g.inspectedRoutes(h, vpc, arm, v.subnets)
}

// inspectedZone makes a zone's subnet of the transit gateway, which goes to v with
// its table, and that of the firewall.
func (g *generator) inspectedZone(k, z int, v *madeVPC) (box, table estate.ID) {
	for n, name := range []string{"intgw", "inwall"} {
		s, t := g.newID(name), g.newID("rtb")
		g.add(&estate.Subnet{
			Core: g.core(s, "AWS::EC2::Subnet"), VPC: refTo(v.id), IPv4: estate.Of(prefixOfText("10.%d.%d.0/24", 100+k, 10*n+z), estate.Origin{}), HasIPv6: estate.No(),
			AvailabilityZone: fact(g, estate.Literal([]string{"eu-west-1a", "eu-west-1b"}[z]), g.zone()),
		})
		g.add(&estate.RouteTable{Core: g.core(t, "AWS::EC2::RouteTable"), VPC: refTo(v.id)})
		g.add(&estate.RouteTableAssociation{Core: g.core(g.newID("rta"), "AWS::EC2::SubnetRouteTableAssociation"), Subnet: refTo(s), Table: refTo(t)})
		v.tables = append(v.tables, t)
		if box, table = s, t; n == 0 {
			v.subnets = append(v.subnets, s)
		}
	}
	return box, table
}

// inspectedNAT adds a zone's NAT gateway, whose subnet leads back to the firewall
// or past it; out becomes the way there.
func (g *generator) inspectedNAT(k, z int, vpc, igw estate.ID, firewall estate.RouteTarget, out *estate.RouteTarget) {
	s, t, id := g.newID("innat"), g.newID("rtb"), g.newID("nat")
	g.add(&estate.Subnet{Core: g.core(s, "AWS::EC2::Subnet"), VPC: refTo(vpc), IPv4: estate.Of(prefixOfText("10.%d.%d.0/24", 100+k, 30+z), estate.Origin{}), HasIPv6: estate.No(), AvailabilityZone: estate.Of(g.zone(), estate.Origin{})})
	g.add(&estate.RouteTable{Core: g.core(t, "AWS::EC2::RouteTable"), VPC: refTo(vpc)})
	g.add(&estate.RouteTableAssociation{Core: g.core(g.newID("rta"), "AWS::EC2::SubnetRouteTableAssociation"), Subnet: refTo(s), Table: refTo(t)})
	g.add(&estate.NATGateway{Core: g.existing(g.core(id, "AWS::EC2::NatGateway")), Subnet: refTo(s)})
	g.route(t, peers4()[0], estate.RouteTarget{Kind: estate.TargetGateway, Ref: ref(igw)})
	back := firewall
	if g.chance(0.2) {
		back = *out
	}
	g.route(t, prefixOfText("10.0.0.0/8"), back)
	*out = estate.RouteTarget{Kind: estate.TargetNAT, Ref: ref(id)}
}

// inspectedRoutes attaches the VPC, and makes a table that leads to it and one
// that leads back.
func (g *generator) inspectedRoutes(h *madeHub, vpc, arm estate.ID, subnets []estate.ID) {
	options := &estate.Tree{Kind: estate.Map}
	mode := map[bool]string{true: "enable", false: "disable"}[g.chance(0.6)]
	options.Fields = append(options.Fields, estate.Field{Name: "ApplianceModeSupport", Value: estate.NewScalar(estate.Literal(mode), estate.Origin{})})
	g.add(&estate.TransitGatewayAttachment{Core: g.core(arm, "AWS::EC2::TransitGatewayAttachment"), Gateway: refTo(h.id), VPC: refTo(vpc), Subnets: itemsOf(ref(subnets[0]), ref(subnets[1])), Options: options})
	to, from := g.newID("tgwrtb"), g.newID("tgwrtb")
	for _, t := range []estate.ID{to, from} {
		g.add(&estate.TransitGatewayRouteTable{Core: g.core(t, "AWS::EC2::TransitGatewayRouteTable"), Gateway: refTo(h.id)})
	}
	associate := func(table, a estate.ID) {
		g.add(&estate.TransitGatewayAssociation{Core: g.existing(g.core(g.newID("tgwassoc"), "AWS::EC2::TransitGatewayRouteTableAssociation")), Table: refTo(table), Attachment: refTo(a)})
	}
	for _, a := range h.arms {
		if g.chance(0.9) {
			associate(to, a)
		}
		if g.chance(0.95) {
			g.add(&estate.TransitGatewayPropagation{Core: g.existing(g.core(g.newID("tgwprop"), "AWS::EC2::TransitGatewayRouteTablePropagation")), Table: refTo(from), Attachment: refTo(a)})
		}
	}
	associate(from, arm)
	g.add(&estate.TransitGatewayRoute{Core: g.core(g.newID("tgwroute"), "AWS::EC2::TransitGatewayRoute"), Table: refTo(to), Destination: estate.Of(prefixOfText("0.0.0.0/0"), estate.Origin{}), Attachment: refTo(arm)})
	h.arms = append(h.arms, arm)
}

// direct attaches a Direct Connect gateway to a transit gateway, and one to a VPN
// gateway, with allowed prefixes.
func (g *generator) direct(h *madeHub) {
	at, id := estate.Origin{}, g.newID("dxarm")
	allowed := func() estate.Items[netip.Prefix] {
		return itemsOf(pick(g, []netip.Prefix{prefixOfText("10.0.0.0/8"), prefixOfText("10.0.0.0/15"), prefixOfText("10.1.0.0/16"), prefixOfText("10.0.0.0/24")}))
	}
	g.add(&estate.TransitGatewayAttachment{Core: g.existing(g.core(id, "AWS::EC2::TransitGatewayAttachment")), Gateway: refTo(h.id), Kind: "direct-connect-gateway", Resource: estate.Literal("dx-1")})
	h.arms = append(h.arms, id)
	g.add(&estate.DirectConnectAssociation{Core: g.existing(g.core(g.newID("dxassoc"), "AWS::DirectConnect::DirectConnectGatewayAssociation")), Gateway: estate.Of(estate.Literal("dx-1"), at), With: refTo(h.id), Allowed: allowed()})
	if v := pick(g, g.vpcs); v.vgw != "" {
		g.add(&estate.DirectConnectAssociation{Core: g.existing(g.core(g.newID("dxassoc"), "AWS::DirectConnect::DirectConnectGatewayAssociation")), Gateway: estate.Of(estate.Literal("dx-2"), at), With: refTo(v.vgw), Allowed: allowed()})
	}
}
