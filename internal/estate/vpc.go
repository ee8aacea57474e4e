package estate

import "net/netip"

var (
	anyIPv4 = netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	anyIPv6 = netip.PrefixFrom(netip.IPv6Unspecified(), 0)
)

// VPC is a virtual private cloud.
type VPC struct {
	Core
	// External: the VPC is only known by an id or a parameter; nothing is
	// known of what it holds.
	External bool
	CIDR     Value[netip.Prefix]
	// Default: AWS made it with the account (a live fact).
	Default bool
}

// VPCCIDRBlock is a secondary IPv4 block or an IPv6 block of a VPC.
type VPCCIDRBlock struct {
	Core
	VPC  Value[Text]
	IPv4 Value[netip.Prefix]
	IPv6 Value[netip.Prefix]
	// AmazonIPv6: AWS assigns a /56 of its own.
	AmazonIPv6 Value[bool]
}

// Subnet is a part of a VPC's addresses in one Availability Zone.
type Subnet struct {
	Core
	VPC  Value[Text]
	IPv4 Value[netip.Prefix]
	IPv6 Value[netip.Prefix]
	// HasIPv6 is true where the source gives the subnet an IPv6 block, even if
	// AWS chooses which.
	HasIPv6          Truth
	AvailabilityZone Value[Text]
	// ZoneID is the zone's name in all accounts ("euw1-az1"); a live fact.
	ZoneID      string
	MapPublicIP Value[bool] // default false
	AssignIPv6  Value[bool] // default false
}

// InternetGateway joins a VPC to the internet, once attached.
type InternetGateway struct{ Core }

// EgressOnlyInternetGateway lets IPv6 traffic out of a VPC and only its replies
// in.
type EgressOnlyInternetGateway struct {
	Core
	VPC Value[Text]
}

// GatewayAttachment attaches an internet gateway or a VPN gateway to a VPC.
type GatewayAttachment struct {
	Core
	VPC             Value[Text]
	InternetGateway Value[Text]
	VPNGateway      Value[Text]
}

// NATGateway translates private addresses for traffic that goes out.
type NATGateway struct {
	Core
	Subnet       Value[Text]
	Connectivity Value[string] // "public" (default) or "private"
	Allocation   Value[Text]
	// VPC and Availability are of a regional gateway, which has no subnet:
	// "zonal" (default) or "regional".
	VPC          Value[Text]
	Availability Value[string]
	// Addresses are a live gateway's: private ones and the public ones that are
	// associated with them.
	Addresses []LiveAddress
	// Zones are the Availability Zones that a regional gateway serves, by name or
	// id; none where AWS looks after them.
	Zones Items[Text]
}

// SubnetCIDRBlock is an IPv6 block that a subnet gets from a resource of its
// own.
type SubnetCIDRBlock struct {
	Core
	Subnet Value[Text]
	IPv6   Value[netip.Prefix]
}

// SecurityGroupAssociation lets the interfaces of a further VPC use a security
// group.
type SecurityGroupAssociation struct {
	Core
	Group Value[Text]
	VPC   Value[Text]
}

// PrefixList is a customer-managed list of prefixes.
type PrefixList struct {
	Core
	Name    Value[Text]
	Family  Value[string] // "IPv4" or "IPv6"
	Entries Items[Value[netip.Prefix]]
}
