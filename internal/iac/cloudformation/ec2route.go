package cloudformation

import "ringwall/internal/estate"

func routeTable(c estate.Core) estate.Resource {
	return &estate.RouteTable{Core: c, VPC: c.Properties.At("VpcId").AsText()}
}

// routeTargets says which property of a route names a target of which kind.
var routeTargets = [...]struct {
	property string
	kind     estate.RouteTargetKind
}{
	{"GatewayId", estate.TargetGateway},
	{"NatGatewayId", estate.TargetNAT},
	{"InstanceId", estate.TargetInstance},
	{"NetworkInterfaceId", estate.TargetInterface},
	{"VpcPeeringConnectionId", estate.TargetPeering},
	{"TransitGatewayId", estate.TargetTransitGateway},
	{"EgressOnlyInternetGatewayId", estate.TargetEgressOnly},
	{"VpcEndpointId", estate.TargetEndpoint},
	{"LocalGatewayId", estate.TargetOther},
	{"CarrierGatewayId", estate.TargetOther},
	{"CoreNetworkArn", estate.TargetOther},
	{"OdbNetworkArn", estate.TargetOther},
}

func route(c estate.Core) estate.Resource {
	p := c.Properties
	r := &estate.Route{
		Core: c, Table: p.At("RouteTableId").AsText(),
		IPv4:       p.At("DestinationCidrBlock").AsPrefix(),
		IPv6:       p.At("DestinationIpv6CidrBlock").AsPrefix(),
		PrefixList: p.At("DestinationPrefixListId").AsText(),
	}
	for _, t := range routeTargets {
		v := estate.Derive(p.At(t.property).AsText(), func(ref estate.Text) estate.Alternative[estate.RouteTarget] {
			return estate.Alternative[estate.RouteTarget]{State: estate.Known, Is: estate.RouteTarget{Kind: t.kind, Ref: ref}}
		})
		r.Target = r.Target.OrElse(v)
	}
	return r
}

func subnetRouteTableAssociation(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.RouteTableAssociation{Core: c, Subnet: p.At("SubnetId").AsText(), Table: p.At("RouteTableId").AsText()}
}

func gatewayRouteTableAssociation(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.GatewayRouteTableAssociation{Core: c, Gateway: p.At("GatewayId").AsText(), Table: p.At("RouteTableId").AsText()}
}

func vpnGatewayRoutePropagation(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.RoutePropagation{Core: c, Tables: p.At("RouteTableIds").AsTexts(), VPNGateway: p.At("VpnGatewayId").AsText()}
}
