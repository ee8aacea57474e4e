package estate

import (
	"strings"

	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

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
	// State is a live fact: "available", "pendingAcceptance", "rejected", …
	State string
}

// EndpointService offers load balancers to other VPCs through PrivateLink.
type EndpointService struct {
	Core
	LoadBalancers Items[Text]
	Acceptance    Value[bool] // each connection must be accepted
	// Name is the service's ("com.amazonaws.vpce.eu-west-1.vpce-svc-…") and
	// Zones the Availability Zones in which it is offered: live facts.
	Name  string
	Zones []string
}

// Placements of an endpoint: its interfaces, none for a gateway endpoint. They
// accept connections and open none.
func (v *VPCEndpoint) Placements(e *Estate) []Placement {
	if kind, ok := v.Kind.Known(); ok && kind == "Gateway" {
		return nil
	}
	at := v.Origin
	if kind, ok := v.Kind.Known(); ok && kind == "GatewayLoadBalancer" {
		// Routes lead through it; nobody speaks with it, and it has no groups.
		return e.atLive(&v.Core, Placement{
			Origin: at, Subnets: v.Subnets, NoGroups: true, PublicDefault: PublicNever,
			PublicIP: Of(false, at), InboundOnly: true, Listens: Of(traffic.NoServices(), at),
		})
	}
	return e.atLive(&v.Core, Placement{
		Origin: at, Subnets: v.Subnets, Groups: v.Groups, PublicDefault: PublicNever,
		PublicIP: Of(false, at), InboundOnly: true,
		Listens: Of(v.listens(), at),
	})
}

// EndpointConnection joins an endpoint, maybe another account's, to an endpoint
// service: a fact of live accounts.
type EndpointConnection struct {
	Core
	Service  Value[Text]
	Endpoint Value[Text]
	State    string // "available", "pendingAcceptance", …
}

// listens: AWS's own services speak TCP; others what their Network Load
// Balancer takes, which may be UDP.
func (v *VPCEndpoint) listens() traffic.Services {
	out := traffic.WholeProtocol(traffic.TCP)
	if a := v.Service.In(scenario.Always()); a.State == Known && strings.HasPrefix(a.Is.String(), "com.amazonaws.vpce.") {
		return out.Union(traffic.WholeProtocol(traffic.UDP))
	}
	return out
}
