package estate

import "ringwall/internal/traffic"

// VPCEndpoint is a private way to an AWS service: "Gateway" (a route) or
// "Interface" (interfaces in subnets), or "GatewayLoadBalancer".
type VPCEndpoint struct {
	Core
	VPC        Value[Text]
	Kind       Value[string] // default "Gateway"
	Service    Value[Text]   // "com.amazonaws.eu-west-1.s3"
	Tables     Items[Text]
	Subnets    Items[Text]
	Groups     Items[Text]
	Policy     *Tree
	PrivateDNS Value[bool] // default false
}

// EndpointService offers load balancers to other VPCs through PrivateLink.
type EndpointService struct {
	Core
	LoadBalancers Items[Text]
	Acceptance    Value[bool] // each connection must be accepted
}

// Placements of an endpoint: its interfaces, none for a gateway endpoint. They
// accept connections and open none.
func (v *VPCEndpoint) Placements(*Estate) []Placement {
	if kind, ok := v.Kind.Known(); ok && kind == "Gateway" {
		return nil
	}
	at := v.Origin
	if kind, ok := v.Kind.Known(); ok && kind == "GatewayLoadBalancer" {
		// Routes lead through it; nobody speaks with it, and it has no groups.
		return []Placement{{
			Origin: at, Subnets: v.Subnets, NoGroups: true, PublicDefault: PublicNever,
			PublicIP: Of(false, at), InboundOnly: true, Listens: Of(traffic.NoServices(), at),
		}}
	}
	return []Placement{{
		Origin: at, Subnets: v.Subnets, Groups: v.Groups, PublicDefault: PublicNever,
		PublicIP: Of(false, at), InboundOnly: true,
		Listens: Of(traffic.WholeProtocol(traffic.TCP), at),
	}}
}
