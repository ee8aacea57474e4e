package reach

import (
	"ringwall/internal/estate"
)

// zone draws an Availability Zone.
func (g *generator) zone() estate.Text {
	return estate.Literal(pick(g, []string{"eu-west-1a", "eu-west-1a", "eu-west-1b"}))
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
