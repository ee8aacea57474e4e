package estate

import "net/netip"

// PeeringConnection joins two VPCs.
type PeeringConnection struct {
	Core
	VPC        Value[Text]
	PeerVPC    Value[Text]
	PeerOwner  Value[Text]
	PeerRegion Value[Text]
	// State is a live fact: it carries traffic only if it is "active".
	State string
}

// VPNGateway is a VPC's side of VPN connections and Direct Connect.
type VPNGateway struct{ Core }

// CustomerGateway is the on-premises side of a VPN connection.
type CustomerGateway struct {
	Core
	Address Value[Text]
}

// VPNConnection is an IPsec connection between a customer gateway and a VPN or
// transit gateway.
type VPNConnection struct {
	Core
	CustomerGateway Value[Text]
	VPNGateway      Value[Text]
	TransitGateway  Value[Text]
	StaticOnly      Value[bool] // default false: routes come by BGP
	// Inside is the version of IP that its tunnels carry: "ipv4", which is the
	// default, or "ipv6".
	Inside Value[string]
}

// VPNConnectionRoute is a static on-premises range of a VPN connection.
type VPNConnectionRoute struct {
	Core
	Connection  Value[Text]
	Destination Value[netip.Prefix]
}

// TransitGateway joins VPCs and on-premises networks through one hub.
type TransitGateway struct {
	Core
	DefaultAssociation   Value[string] // "enable" (default) or "disable"
	DefaultPropagation   Value[string]
	GroupReferencing     Value[string]
	AutoAcceptAttachment Value[string]
	// AssociationTable and PropagationTable are its default route tables, where
	// the source names them; else AWS makes one for both.
	AssociationTable Value[Text]
	PropagationTable Value[Text]
}

// TransitGatewayAttachment attaches a VPC to a transit gateway. Of a live
// account it may also be a VPN connection's, a Direct Connect gateway's or a
// Connect attachment.
type TransitGatewayAttachment struct {
	Core
	Gateway Value[Text]
	VPC     Value[Text]
	Subnets Items[Text]
	Options *Tree
	// UsesDefault and PropagatesByDefault say whether it uses the gateway's default
	// tables, if the gateway has these: it does unless Terraform says otherwise
	// (aws_ec2_transit_gateway_vpc_attachment).
	UsesDefault, PropagatesByDefault Value[bool]
	// Kind is ResourceType: "vpc" where empty, "vpn", "direct-connect-gateway",
	// "connect", "network-function", …; Resource is what is attached.
	Kind     string
	Resource Text
}

// TransitGatewayPeering joins two transit gateways.
type TransitGatewayPeering struct {
	Core
	Gateway                 Value[Text]
	PeerGateway             Value[Text]
	PeerRegion, PeerAccount string // live facts
}

// TransitGatewayRouteTable decides where a transit gateway sends traffic.
type TransitGatewayRouteTable struct {
	Core
	Gateway Value[Text]
}

// TransitGatewayRoute is a static route of a transit gateway's table.
type TransitGatewayRoute struct {
	Core
	Table       Value[Text]
	Destination Value[netip.Prefix]
	Attachment  Value[Text]
	Blackhole   Value[bool]
	// Propagated, Attachments and PrefixList are live facts: an attachment wrote
	// the route; it has several equal ones; a list wrote it.
	Propagated  bool
	Attachments []Text
	PrefixList  string
}

// TransitGatewayAssociation says which table an attachment's traffic looks up.
type TransitGatewayAssociation struct {
	Core
	Table      Value[Text]
	Attachment Value[Text]
}

// TransitGatewayPropagation writes an attachment's routes into a table.
type TransitGatewayPropagation struct {
	Core
	Table      Value[Text]
	Attachment Value[Text]
}
