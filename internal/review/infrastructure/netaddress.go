package infrastructure

import (
	"fmt"
	"net/netip"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// ReservedAddress is NET-ADDRESS-RESERVED: private addresses that can be had.
func ReservedAddress() *review.Rule {
	return &review.Rule{
		ID: "NET-ADDRESS-RESERVED", Area: finding.Infrastructure, Severity: finding.Medium,
		Title: "Fixed private addresses lie in their subnet and are free to use",
		Why: "AWS keeps the first four addresses and the last one of every subnet for itself: network, router, DNS, a " +
			"spare, broadcast. A machine that asks for one of them, for an address outside its subnet or for one that another has, does not " +
			"start; rules and documents that name the address mean nothing.",
		Fix:        "Choose an address from .4 upwards (the fifth) to the last but one of the subnet, or leave the choice to AWS.",
		Needs:      []string{"J"},
		References: []string{"WA SEC05-BP01"},
		Specimen: `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}
  WebServer:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-12345678, SubnetId: !Ref Subnet, PrivateIpAddress: 10.0.0.1}
`,
		Twin: `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}
  WebServer:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-12345678, SubnetId: !Ref Subnet, PrivateIpAddress: 10.0.0.10}
`,
		Check: checkAddresses,
	}
}

func checkAddresses(p *review.Pass) {
	taken := map[netip.Addr][]holder{}
	for _, r := range estate.All[estate.Networked](p.Estate) {
		var parts []review.Part
		for _, at := range r.Placements(p.Estate) {
			p.Hinge(r, openAddress(p.Estate, at))
			for _, address := range at.Addresses.Known {
				for _, t := range at.Subnets.Known {
					if s, ok := estate.FollowTo[*estate.Subnet](p.Estate, t.Is); ok {
						parts = append(parts, addressPart(s, address, t))
					}
					h := holder{r, at.Name, t.Is, at.When.And(address.When).And(t.When).And(r.Base().When)}
					parts = append(parts, takenParts(p.Estate, h, address, taken[address.Is])...)
					taken[address.Is] = append(taken[address.Is], h)
				}
			}
		}
		if len(parts) > 0 {
			p.JudgeParts(r, parts, review.Detail{})
		}
	}
}

// openAddress is unknown where an interface asks for an address that is, or in a
// subnet that is not in the sources.
func openAddress(e *estate.Estate, at estate.Placement) estate.Truth {
	out := estate.No()
	for _, g := range at.Addresses.Unknown {
		out = out.Or(estate.Maybe(g.Gap).Given(g.When))
	}
	for _, t := range at.Subnets.Known {
		if _, ok := estate.FollowTo[*estate.Subnet](e, t.Is); !ok && len(at.Addresses.Known) > 0 {
			out = out.Or(estate.Maybe(estate.NotInEstate(t.Is, t.Origin)).Given(t.When))
		}
	}
	return out
}

// holder is an interface that asks for an address in a subnet.
type holder struct {
	resource  estate.Networked
	placement string
	subnet    estate.Text
	when      scenario.Guard
}

// takenParts is what stands against an address that other interfaces of the same
// subnet ask for: the second one does not start.
func takenParts(e *estate.Estate, h holder, address estate.Item[netip.Addr], others []holder) []review.Part {
	var out []review.Part
	for _, o := range others {
		same := o.resource.Base().ID == h.resource.Base().ID && o.placement == h.placement
		if both := h.when.And(o.when); !same && h.sharesSubnet(e, o) && !both.IsNever() {
			out = append(out, review.Part{
				Bad: estate.Holds(both), Severity: finding.Medium, At: address.Origin,
				Says: fmt.Sprintf("%s is %s's already", address.Is, o.resource.Base().ID),
			})
		}
	}
	return out
}

// sharesSubnet reports whether two interfaces stand in one subnet for certain,
// or in two of one VPC: then the address lies in one of these at most.
func (h holder) sharesSubnet(e *estate.Estate, o holder) bool {
	s, ok := estate.FollowTo[*estate.Subnet](e, h.subnet)
	t, too := estate.FollowTo[*estate.Subnet](e, o.subnet)
	if !ok || !too {
		return h.resource.Base().Stack == o.resource.Base().Stack && h.subnet.Equal(o.subnet)
	}
	mine, known := s.VPC.Known()
	its, also := t.VPC.Known()
	return s == t || known && also && s.Stack == t.Stack && mine.Equal(its)
}

func addressPart(s *estate.Subnet, address estate.Item[netip.Addr], in estate.Item[estate.Text]) review.Part {
	block := s.IPv4
	if address.Is.Is6() {
		block = s.IPv6
	}
	says := ""
	bad := estate.When(block, false, func(p netip.Prefix) bool {
		why := unusable(p, address.Is)
		if why != "" && says == "" {
			says = fmt.Sprintf("%s %s (subnet %s, %s)", address.Is, why, s.ID, p)
		}
		return why != ""
	})
	if says == "" {
		says = fmt.Sprintf("%s may not be free in subnet %s", address.Is, s.ID)
	}
	return review.Part{Bad: bad.Given(address.When).Given(in.When), Says: says, Severity: finding.Medium, At: address.Origin}
}

// unusable says why an interface cannot have the address in the subnet; "" if
// it can.
func unusable(subnet netip.Prefix, a netip.Addr) string {
	if !traffic.Prefixes(subnet).Contains(a) {
		return "lies outside its subnet"
	}
	for _, r := range traffic.Reserved(subnet) {
		if r.Addr == a {
			return "is reserved by AWS: " + r.Why
		}
	}
	return ""
}
