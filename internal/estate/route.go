package estate

import "net/netip"

// RouteTable decides where traffic that leaves its subnets goes.
type RouteTable struct {
	Core
	VPC  Value[Text]
	Main bool
}

// RouteTargetKind says which property of a route names its target.
type RouteTargetKind uint8

const (
	// TargetGateway is an internet or VPN gateway, or "local".
	TargetGateway RouteTargetKind = iota
	// TargetNAT is a NAT gateway.
	TargetNAT
	// TargetInstance is an instance that routes (a NAT instance, an appliance).
	TargetInstance
	// TargetInterface is a network interface that routes.
	TargetInterface
	// TargetPeering is a VPC peering connection.
	TargetPeering
	// TargetTransitGateway is a transit gateway.
	TargetTransitGateway
	// TargetEgressOnly is an egress-only internet gateway.
	TargetEgressOnly
	// TargetEndpoint is a Gateway Load Balancer or gateway endpoint.
	TargetEndpoint
	// TargetOther is a local, carrier or core-network gateway: kept, not
	// followed.
	TargetOther
)

// RouteTarget is where a route sends what it matches.
type RouteTarget struct {
	Kind RouteTargetKind
	Ref  Text
}

// Route is one entry of a route table. Exactly one of the destinations is set.
type Route struct {
	Core
	Table      Value[Text]
	IPv4       Value[netip.Prefix]
	IPv6       Value[netip.Prefix]
	PrefixList Value[Text]
	Target     Value[RouteTarget]
	// The following are facts of a live table. Propagated: a VPN gateway wrote
	// it. Blackhole: what it leads to is gone, so that it drops what it matches;
	// Target is absent then, and Lost names what it led to.
	Propagated bool
	Blackhole  bool
	Lost       Text
}

// RouteTableAssociation gives a subnet its route table.
type RouteTableAssociation struct {
	Core
	Subnet Value[Text]
	Table  Value[Text]
}

// GatewayRouteTableAssociation gives a gateway its (edge) route table.
type GatewayRouteTableAssociation struct {
	Core
	Gateway Value[Text]
	Table   Value[Text]
}

// RoutePropagation lets a VPN gateway write its routes into route tables.
type RoutePropagation struct {
	Core
	Tables     Items[Text]
	VPNGateway Value[Text]
}
