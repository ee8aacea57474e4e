package estate

import "net/netip"

// DirectConnectGateway joins virtual interfaces to VPN and transit gateways of
// any Region.
type DirectConnectGateway struct {
	Core
	GatewayName Value[Text]
}

// DirectConnectAssociation joins a VPN or transit gateway to a Direct Connect
// gateway, which announces the Allowed prefixes to the on-premises side.
type DirectConnectAssociation struct {
	Core
	Gateway Value[Text] // the Direct Connect gateway
	With    Value[Text] // the VPN or transit gateway
	State   Value[string]
	Allowed Items[netip.Prefix]
}

// VirtualInterface is a Direct Connect virtual interface: a private one leads to
// a VPN or Direct Connect gateway, a transit one to a Direct Connect gateway, a
// public one to AWS's public addresses.
type VirtualInterface struct {
	Core
	Kind       Value[string] // "private", "public", "transit"
	State      Value[string] // "available", "down", …
	Gateway    Value[Text]   // Direct Connect gateway
	VPNGateway Value[Text]
	// Filters are the public prefixes that a public one announces.
	Filters Items[netip.Prefix]
}
