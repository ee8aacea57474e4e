package cloudformation

import "ringwall/internal/estate"

func vpcPeeringConnection(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.PeeringConnection{
		Core: c, VPC: p.At("VpcId").AsText(), PeerVPC: p.At("PeerVpcId").AsText(),
		PeerOwner: p.At("PeerOwnerId").AsText(), PeerRegion: p.At("PeerRegion").AsText(),
	}
}

func vpnGateway(c estate.Core) estate.Resource { return &estate.VPNGateway{Core: c} }

func customerGateway(c estate.Core) estate.Resource {
	return &estate.CustomerGateway{Core: c, Address: c.Properties.At("IpAddress").AsText()}
}

func vpnConnection(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.VPNConnection{
		Core: c, CustomerGateway: p.At("CustomerGatewayId").AsText(), VPNGateway: p.At("VpnGatewayId").AsText(),
		TransitGateway: p.At("TransitGatewayId").AsText(), StaticOnly: p.At("StaticRoutesOnly").AsBool().Or(false),
		Inside: lower(p.At("TunnelInsideIpVersion").AsString()).Or("ipv4"),
	}
}

func vpnConnectionRoute(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.VPNConnectionRoute{
		Core: c, Connection: p.At("VpnConnectionId").AsText(), Destination: p.At("DestinationCidrBlock").AsPrefix(),
	}
}

// transitGateway reads "enable" and "disable"; the defaults are those of
// TransitGatewayRequestOptions.
func transitGateway(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.TransitGateway{
		Core:                 c,
		DefaultAssociation:   lower(p.At("DefaultRouteTableAssociation").AsString()).Or("enable"),
		DefaultPropagation:   lower(p.At("DefaultRouteTablePropagation").AsString()).Or("enable"),
		GroupReferencing:     lower(p.At("SecurityGroupReferencingSupport").AsString()).Or("disable"),
		AutoAcceptAttachment: lower(p.At("AutoAcceptSharedAttachments").AsString()).Or("disable"),
		AssociationTable:     p.At("AssociationDefaultRouteTableId").AsText(),
		PropagationTable:     p.At("PropagationDefaultRouteTableId").AsText(),
	}
}

// transitGatewayAttachment is a VPC's, under either of its two type names.
func transitGatewayAttachment(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.TransitGatewayAttachment{
		Core: c, Gateway: p.At("TransitGatewayId").AsText(), VPC: p.At("VpcId").AsText(),
		Subnets: textsAt(p, "SubnetIds", "AddSubnetIds"), Options: p.At("Options"),
		UsesDefault:         p.At("TransitGatewayDefaultRouteTableAssociation").AsBool(),
		PropagatesByDefault: p.At("TransitGatewayDefaultRouteTablePropagation").AsBool(),
	}
}

func transitGatewayPeering(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.TransitGatewayPeering{
		Core: c, Gateway: p.At("TransitGatewayId").AsText(), PeerGateway: p.At("PeerTransitGatewayId").AsText(),
	}
}

func transitGatewayRouteTable(c estate.Core) estate.Resource {
	return &estate.TransitGatewayRouteTable{Core: c, Gateway: c.Properties.At("TransitGatewayId").AsText()}
}

func transitGatewayRoute(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.TransitGatewayRoute{
		Core: c, Table: p.At("TransitGatewayRouteTableId").AsText(), Destination: p.At("DestinationCidrBlock").AsPrefix(),
		Attachment: p.At("TransitGatewayAttachmentId").AsText(), Blackhole: p.At("Blackhole").AsBool().Or(false),
	}
}

func transitGatewayAssociation(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.TransitGatewayAssociation{
		Core: c, Table: p.At("TransitGatewayRouteTableId").AsText(), Attachment: p.At("TransitGatewayAttachmentId").AsText(),
	}
}

func transitGatewayPropagation(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.TransitGatewayPropagation{
		Core: c, Table: p.At("TransitGatewayRouteTableId").AsText(), Attachment: p.At("TransitGatewayAttachmentId").AsText(),
	}
}
