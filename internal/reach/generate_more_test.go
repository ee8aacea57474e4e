package reach

import (
	"fmt"
	"net/netip"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// zone draws an Availability Zone.
func (g *generator) zone() estate.Text {
	a, b := estate.Literal("eu-west-1a"), estate.Literal("eu-west-1b")
	return pick(g, []estate.Text{a, a, a, b, zonePlace(0), zonePlace(1)})
}

// nat adds a NAT gateway: of a subnet, or a regional one of all zones or of some.
func (g *generator) nat(v *madeVPC, where estate.ID) {
	r := &estate.NATGateway{Core: g.existing(g.core(v.nat, "AWS::EC2::NatGateway"))}
	g.add(r)
	if regional := g.chance(0.25); !regional {
		r.Subnet, r.Connectivity = refTo(where), fact(g, pick(g, []string{"public", "public", "private"}), "public")
		return
	}
	r.VPC, r.Availability = refTo(v.id), estate.Of("regional", estate.Origin{})
	if g.chance(0.5) {
		r.Zones = itemsOf(g.zone())
	}
}

// awsLists draws the entries of lists that AWS keeps. Where things are open they may
// not be listed before they are settled.
func (g *generator) awsLists() {
	for _, l := range []struct {
		name    string
		entries []string
	}{
		{"com.amazonaws.eu-west-1.s3", []string{"52.216.0.0/15", "52.219.80.0/20", "52.216.9.0/25"}},
		{"com.amazonaws.eu-west-1.dynamodb", []string{"52.94.4.0/24", "52.119.224.0/20"}},
		{"com.amazonaws.global.cloudfront.origin-facing", []string{"120.52.22.96/27", "8.8.8.0/24"}},
	} {
		var entries []estate.Value[netip.Prefix]
		for _, e := range l.entries[:1+g.r.IntN(len(l.entries))] {
			entries = append(entries, estate.Of(netip.MustParsePrefix(e), estate.Origin{}))
		}
		listed, hidden := g.chance(0.6), g.chance(g.unknown)
		id := g.newID("pl")
		if listed && (g.reveal || !hidden) {
			g.add(&estate.PrefixList{
				Core: g.core(id, "AWS::EC2::PrefixList"), Name: estate.Of(estate.Literal(l.name), estate.Origin{}), Family: estate.Of("IPv4", estate.Origin{}), Entries: itemsOf(entries...),
			})
		}
	}
}

// links offers Network Load Balancers through PrivateLink, to a VPC each.
func (g *generator) links() {
	at := estate.Origin{}
	for _, r := range g.list {
		lb, ok := r.(*estate.LoadBalancer)
		if !ok || !g.chance(0.7) {
			continue
		}
		if kind, _ := lb.Kind.Known(); kind != "network" {
			continue
		}
		lb.PrivateLinkRules = fact(g, pick(g, []string{"on", "off"}), "off")
		service, v := g.newID("svc"), pick(g, g.vpcs)
		g.add(&estate.EndpointService{
			Core: g.existing(g.core(service, "AWS::EC2::VPCEndpointService")), LoadBalancers: itemsOf(ref(lb.ID)), Acceptance: fact(g, g.chance(0.1), true),
		})
		g.add(&estate.VPCEndpoint{
			Core: g.core(g.newID("vpce"), "AWS::EC2::VPCEndpoint"), VPC: refTo(v.id), Kind: estate.Of("Interface", at), Service: estate.Of(estate.Concat(estate.Literal("com.amazonaws.vpce.eu-west-1."), ref(service)), at),
			Subnets: itemsOf(ref(pick(g, v.subnets))), Groups: itemsOf(ref(pick(g, v.groups))),
		})
	}
}

// nat64 leads IPv4 addresses of IPv6 clients to the NAT gateway.
func (g *generator) nat64(v *madeVPC) {
	for _, t := range v.tables {
		if v.nat != "" && g.chance(0.4) {
			g.route(t, wellKnown64(), estate.RouteTarget{Kind: estate.TargetNAT, Ref: ref(v.nat)})
		}
	}
}

// zonePlace is a place in the list that Fn::GetAZs returns.
func zonePlace(n int) estate.Text {
	const list = "availability zones of AWS::Region"
	return estate.OfVariable(&scenario.Variable{Name: fmt.Sprintf("%s[%d]", list, n), List: list, Place: n})
}

// some are one or two of a VPC's subnets.
func (g *generator) some(v *madeVPC) []estate.Text {
	one := pick(g, v.subnets)
	if other := pick(g, v.subnets); other != one && g.chance(0.5) {
		return []estate.Text{ref(one), ref(other)}
	}
	return []estate.Text{ref(one)}
}

// crossZone is the setting of cross-zone load balancing of a load balancer or a
// target group; often there is none.
func (g *generator) crossZone() estate.Attributes {
	if g.chance(0.4) {
		return estate.Attributes{}
	}
	value := fact(g, pick(g, []string{"true", "false", "use_load_balancer_configuration"}), "true")
	return estate.Attributes{Pairs: itemsOf(estate.Attribute{Key: "load_balancing.cross_zone.enabled", Value: value})}
}
