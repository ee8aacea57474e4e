package reach

import (
	"ringwall/internal/estate"
)

// setMain makes the last route table its VPC's main one.
func setMain(b *estateBuilder) {
	for i := len(b.list) - 1; i >= 0; i-- {
		if t, ok := b.list[i].(*estate.RouteTable); ok {
			t.Main = true
			return
		}
	}
}

// edge gives a gateway a route table.
func edge(b *estateBuilder, gateway, table string) {
	b.add(&estate.GatewayRouteTableAssociation{Core: b.core(gateway+"/"+table, "AWS::EC2::GatewayRouteTableAssociation"), Gateway: b.ref(gateway), Table: b.ref(table)})
}

// subnetOfLast sets a fact of the last subnet.
func lastSubnet(b *estateBuilder) *estate.Subnet {
	for i := len(b.list) - 1; i >= 0; i-- {
		if s, ok := b.list[i].(*estate.Subnet); ok {
			return s
		}
	}
	return nil
}

func lastGroup(b *estateBuilder) *estate.TargetGroup {
	for i := len(b.list) - 1; i >= 0; i-- {
		if g, ok := b.list[i].(*estate.TargetGroup); ok {
			return g
		}
	}
	return nil
}
