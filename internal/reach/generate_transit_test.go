package reach

import (
	"net/netip"

	"ringwall/internal/estate"
)

// transits adds one or two transit gateways, peered maybe, with attachments of
// the VPCs and a VPN connection, tables that associate and propagate at random,
// static routes and blackholes.
func (g *generator) transits() {
	if !g.chance(0.5) {
		return
	}
	at := estate.Origin{}
	enable := func(p float64) estate.Value[string] {
		return fact(g, map[bool]string{true: "enable", false: "disable"}[g.chance(p)], "enable")
	}
	var hubs []*madeHub
	for range 1 + g.r.IntN(2) {
		h := &madeHub{id: g.newID("tgw"), of: map[*madeVPC]estate.ID{}}
		hubs = append(hubs, h)
		g.add(&estate.TransitGateway{Core: g.existing(g.core(h.id, "AWS::EC2::TransitGateway")), DefaultAssociation: enable(0.6), DefaultPropagation: enable(0.7), GroupReferencing: enable(0.5)})
	}
	for _, v := range g.vpcs {
		for k, h := range hubs {
			if k > 0 && g.chance(0.5) || !g.chance(0.9) {
				continue
			}
			g.attach(h, v)
		}
	}
	if on := g.chance(0.3); on {
		g.direct(pick(g, hubs))
	}
	if g.chance(0.4) {
		h, id := pick(g, hubs), g.newID("vpn")
		h.arms = append(h.arms, id)
		g.add(&estate.VPNConnection{Core: g.existing(g.core(id, "AWS::EC2::VPNConnection")), TransitGateway: refTo(h.id), Inside: fact(g, pick(g, []string{"ipv4", "ipv4", "ipv6"}), "ipv4"), StaticOnly: fact(g, g.chance(0.7), true)})
		g.add(&estate.VPNConnectionRoute{Core: g.existing(g.core(g.newID("vpnroute"), "AWS::EC2::VPNConnectionRoute")), Connection: refTo(id), Destination: estate.Of(prefixOfText("192.168.0.0/17"), at)})
	}
	if len(hubs) > 1 && g.chance(0.8) {
		id := g.newID("tgwpeer")
		g.add(&estate.TransitGatewayPeering{Core: g.existing(g.core(id, "AWS::EC2::TransitGatewayPeeringAttachment")), Gateway: refTo(hubs[0].id), PeerGateway: refTo(hubs[1].id)})
		hubs[0].arms, hubs[1].arms = append(hubs[0].arms, id), append(hubs[1].arms, id)
	}
	for k, h := range hubs {
		if g.chance(0.5) {
			g.exit(h)
		}
		if on := g.chance(0.35); on {
			g.inspectedBy(k, h)
		}
		for range g.r.IntN(3) {
			g.transitTable(h)
		}
	}
}

type madeHub struct {
	id   estate.ID
	arms []estate.ID
	of   map[*madeVPC]estate.ID // those of VPCs
}

// exit makes one VPC the others' way to the internet. Its routes tell addresses
// apart that theirs do not.
func (g *generator) exit(h *madeHub) {
	var out *madeVPC
	for _, v := range g.vpcs {
		if h.of[v] != "" && v.nat != "" && (out == nil || v.sane) {
			out = v
		}
	}
	if out == nil {
		return
	}
	hub := estate.RouteTarget{Kind: estate.TargetTransitGateway, Ref: ref(h.id)}
	for _, v := range g.vpcs {
		for _, t := range v.tables {
			switch {
			case h.of[v] == "":
			case v != out:
				g.route(t, pick(g, []netip.Prefix{prefixOfText("0.0.0.0/1"), prefixOfText("128.0.0.0/1")}), hub)
			case g.chance(0.7):
				target := pick(g, []estate.RouteTarget{hub, {Kind: estate.TargetNAT, Ref: ref(v.nat)}, {Kind: estate.TargetGateway, Ref: estate.Literal("igw-0123456789abcdef0")}})
				g.route(t, pick(g, peers4()[5:8]), target)
				fallthrough
			default:
				g.route(t, prefixOfText("10.0.0.0/8"), hub)
			}
		}
	}
	id := g.newID("tgwrtb")
	g.add(&estate.TransitGatewayRouteTable{Core: g.existing(g.core(id, "AWS::EC2::TransitGatewayRouteTable")), Gateway: refTo(h.id)})
	for _, a := range h.arms {
		g.add(&estate.TransitGatewayAssociation{Core: g.existing(g.core(g.newID("tgwassoc"), "AWS::EC2::TransitGatewayRouteTableAssociation")), Table: refTo(id), Attachment: refTo(a)})
		g.add(&estate.TransitGatewayPropagation{Core: g.existing(g.core(g.newID("tgwprop"), "AWS::EC2::TransitGatewayRouteTablePropagation")), Table: refTo(id), Attachment: refTo(a)})
	}
	g.add(&estate.TransitGatewayRoute{
		Core: g.existing(g.core(g.newID("tgwroute"), "AWS::EC2::TransitGatewayRoute")), Table: refTo(id),
		Destination: fact(g, peers4()[0], prefixOfText("8.0.0.0/7")), Attachment: refTo(h.of[out]),
	})
}

// attach joins a VPC to a gateway and routes to the others by it.
func (g *generator) attach(h *madeHub, v *madeVPC) {
	id, options := g.newID("arm"), &estate.Tree{Kind: estate.Map}
	for _, name := range []string{"Ipv6Support", "SecurityGroupReferencingSupport", "ApplianceModeSupport"} {
		if g.chance(0.5) {
			value := map[bool]string{true: "enable", false: "disable"}[g.chance(0.6)]
			options.Fields = append(options.Fields, estate.Field{Name: name, Value: estate.NewScalar(estate.Literal(value), estate.Origin{})})
		}
	}
	var subnets []estate.Text
	for k, s := range v.subnets {
		if k == 0 || g.chance(0.5) {
			subnets = append(subnets, ref(s))
		}
	}
	h.arms, h.of[v] = append(h.arms, id), id
	g.add(&estate.TransitGatewayAttachment{Core: g.existing(g.core(id, "AWS::EC2::TransitGatewayAttachment")), Gateway: refTo(h.id), VPC: refTo(v.id), Subnets: itemsOf(subnets...), Options: options})
	for _, t := range v.tables {
		if g.chance(0.85) {
			p := pick(g, []netip.Prefix{prefixOfText("10.0.0.0/8"), prefixOfText("10.0.0.0/8"), prefixOfText("0.0.0.0/0"), prefixOfText("192.168.0.0/16")})
			g.route(t, p, estate.RouteTarget{Kind: estate.TargetTransitGateway, Ref: ref(h.id)})
		}
		if g.chance(0.3) {
			g.route(t, prefixOfText("2600:1::/32"), estate.RouteTarget{Kind: estate.TargetTransitGateway, Ref: ref(h.id)})
		}
	}
}

func (g *generator) transitTable(h *madeHub) {
	id, at := g.newID("tgwrtb"), estate.Origin{}
	g.add(&estate.TransitGatewayRouteTable{Core: g.existing(g.core(id, "AWS::EC2::TransitGatewayRouteTable")), Gateway: refTo(h.id)})
	if len(h.arms) == 0 {
		return
	}
	for _, a := range h.arms {
		if !h.taken(g, a) {
			g.add(&estate.TransitGatewayAssociation{Core: g.existing(g.core(g.newID("tgwassoc"), "AWS::EC2::TransitGatewayRouteTableAssociation")), Table: refTo(id), Attachment: refTo(a)})
		}
		if g.chance(0.8) {
			g.add(&estate.TransitGatewayPropagation{Core: g.existing(g.core(g.newID("tgwprop"), "AWS::EC2::TransitGatewayRouteTablePropagation")), Table: refTo(id), Attachment: refTo(a)})
		}
	}
	for range g.r.IntN(3) {
		p := pick(g, []netip.Prefix{prefixOfText("10.0.0.0/8"), prefixOfText("10.1.0.0/16"), prefixOfText("10.2.0.0/16"), prefixOfText("0.0.0.0/0"), prefixOfText("192.168.0.0/16"), prefixOfText("2600:1::/32")})
		r := &estate.TransitGatewayRoute{
			Core: g.existing(g.core(g.newID("tgwroute"), "AWS::EC2::TransitGatewayRoute")), Table: refTo(id),
			Destination: fact(g, p, p), Blackhole: estate.Of(g.chance(0.2), at), Attachment: refTo(pick(g, h.arms)),
		}
		g.add(r)
	}
}

// taken draws whether an arm is left to another table, once for each arm.
func (h *madeHub) taken(g *generator, arm estate.ID) bool {
	for _, r := range g.list {
		if a, ok := r.(*estate.TransitGatewayAssociation); ok {
			ref, _ := a.Attachment.Known()
			if x, _ := ref.Reference(); x.Resource == arm {
				return true
			}
		}
	}
	return g.chance(0.3)
}
