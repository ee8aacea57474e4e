package estate

import (
	"net/netip"

	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// Placement is where a resource's network interfaces stand: one interface in
// each of Subnets, all with the same security groups. Analyses read placements
// and never ask what kind of service is behind them.
type Placement struct {
	Origin  Origin
	Name    string         // tells the placements of one resource apart; "" for the only one
	When    scenario.Guard // the scenarios in which it is there, beside its resource's
	Subnets Items[Text]
	// Groups are the security groups; with none, the VPC's default group
	// applies, unless NoGroups says that this kind of interface has none.
	Groups   Items[Text]
	NoGroups bool
	// Addresses are the private addresses that the source fixes, the primary ones
	// first; without any, AWS chooses one in the subnet. PublicAddress goes with the
	// first, where the source shows it; of the others, those in AlsoPublic have one.
	// Delegated are prefixes of which its software may use any address.
	Addresses     Items[netip.Addr]
	PublicAddress netip.Addr
	AlsoPublic    []LiveAddress
	Delegated     []netip.Prefix
	// Doubt is set where it is not known whether the interface is in use.
	Doubt *Gap
	// Card is the interface as a resource of its own, if it is one beside its
	// owner: a live one.
	Card ID
	// PublicIP says whether the interface has a public IPv4 address; absent
	// means that PublicDefault decides.
	PublicIP      Value[bool]
	PublicDefault PublicDefault
	// IPv6 are addresses or a count that the source asks for; absent means that
	// the subnet's AssignIpv6AddressOnCreation decides.
	IPv6 Value[bool]
	// SourceDestCheck is true (the default) where the interface only takes and
	// sends traffic of its own addresses.
	SourceDestCheck Value[bool]
	// OutboundOnly interfaces open connections and accept none (Lambda).
	OutboundOnly bool
	// InboundOnly interfaces accept connections and open none (endpoints).
	InboundOnly bool
	// Listens are the services on which anything listens at all, where the
	// kind of resource fixes them (a load balancer's listeners); absent means
	// that whatever the security groups admit may be answered.
	Listens Value[traffic.Services]
}

// PublicDefault says who decides about a public address where the resource
// itself does not.
type PublicDefault uint8

const (
	// PublicBySubnet: the subnet's MapPublicIpOnLaunch.
	PublicBySubnet PublicDefault = iota
	// PublicByGateway: it has one if the VPC has an internet gateway
	// ("PubliclyAccessible" of the RDS API).
	PublicByGateway
	// PublicNever: this kind of interface has no public address of its own.
	PublicNever
)

// Networked is a resource that has network interfaces in subnets. The estate is
// given for what stands in other resources (subnet groups, launch templates).
type Networked interface {
	Resource
	Placements(e *Estate) []Placement
}
