package estate

import (
	"net/netip"

	"ringwall/internal/traffic"
)

// NetworkACL is a stateless packet filter on a subnet's border.
type NetworkACL struct {
	Core
	VPC     Value[Text]
	Default bool
	// Entries are those that are no resources of their own: those of a
	// default ACL that no source writes, or all of an ACL of a live account.
	Entries []NetworkACLRule
}

// NetworkACLRule is one numbered entry: the lowest number that matches decides.
type NetworkACLRule struct {
	Origin   Origin
	Owner    ID // the resource that writes it
	Egress   Value[bool]
	Number   Value[int]
	Protocol Value[string] // number or name; "-1" is all
	Allow    Value[bool]
	IPv4     Value[netip.Prefix]
	IPv6     Value[netip.Prefix]
	From, To Value[int] // ports
	// ICMPType and ICMPCode are of ICMP entries only.
	ICMPType, ICMPCode Value[int]
}

// Services are the services that the entry matches.
func (r NetworkACLRule) Services() Value[traffic.Services] {
	from, to := r.From, r.To
	if r.isICMP() {
		from, to = r.ICMPType, r.ICMPCode
	}
	return services(r.Protocol, from, to)
}

func (r NetworkACLRule) isICMP() bool {
	for _, a := range r.Protocol.Alternatives() {
		if a.State == Known {
			if p, all, err := traffic.ParseProtocol(a.Is); err == nil && !all && (p == traffic.ICMP || p == traffic.ICMPv6) {
				return true
			}
		}
	}
	return false
}

// NetworkACLEntry is an entry as a resource that names its ACL.
type NetworkACLEntry struct {
	Core
	ACL  Value[Text]
	Rule NetworkACLRule
}

// NetworkACLAssociation gives a subnet its network ACL.
type NetworkACLAssociation struct {
	Core
	Subnet Value[Text]
	ACL    Value[Text]
}
