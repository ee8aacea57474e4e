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
