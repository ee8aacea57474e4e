package reach

import (
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
