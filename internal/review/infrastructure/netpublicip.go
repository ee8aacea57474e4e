package infrastructure

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// PublicIP is NET-PUBLIC-IP.
func PublicIP() *review.Rule {
	return &review.Rule{
		ID: "NET-PUBLIC-IP", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Public addresses only where they are used",
		Why: "A public address on something that nothing on the internet should reach costs money every hour and " +
			"waits for the one security-group rule that makes it an entrance.",
		Fix: "Set AssociatePublicIpAddress (or the subnet's MapPublicIpOnLaunch) to false; go out through a NAT " +
			"gateway or VPC endpoints, and administer through Session Manager.",
		Needs:      []string{"J", "NET"},
		References: []string{"FSBP EC2.9", "FSBP EC2.15", "FSBP EC2.25", "FSBP ECS.2", "FSBP AutoScaling.5", "WA SEC05-BP02"},
		Specimen:   subnetTemplate("true"),
		Twin:       subnetTemplate("false"),
		Check:      checkPublicIP,
	}
}

func subnetTemplate(public string) string {
	return `Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  PrivateSubnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, MapPublicIpOnLaunch: ` + public + `}}
  PrivateTable: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref PrivateSubnet, RouteTableId: !Ref Table}}
`
}

// checkPublicIP looks for subnets that give public addresses though they have
// no way to the internet, and for machines that ask for an address of their own
// in one. What the internet does reach is NET-PUBLIC-TIER's.
func checkPublicIP(p *review.Pass) {
	yes := func(b bool) bool { return b }
	for _, s := range estate.All[*estate.Subnet](p.Estate) {
		gives := estate.When(s.MapPublicIP, false, yes)
		if gives.False.IsAlways() {
			p.Good(s)
			continue
		}
		d := review.Detail{At: s.MapPublicIP.Origin, Message: "the subnet gives public addresses but has no route to an internet gateway"}
		bad := gives.And(p.Shared.Reach().PublicSubnet(s.ID).Not())
		if !bad.Unknown.IsNever() && isElsewhere(p.Estate, s) {
			bad, d.Message = gives, "the subnet gives public addresses, in a VPC that is not in the sources"
		}
		p.Judge(s, bad, d)
	}
	judgeTemplates(p)
	for _, r := range p.Estate.Resources {
		owner, ok := r.(estate.Networked)
		if !ok || isEntrance(r.Base().Type) || isDataStore(r.Base().Type) {
			continue
		}
		for _, place := range owner.Placements(p.Estate) {
			asks := estate.When(place.PublicIP, false, yes)
			if asks.False.IsAlways() {
				continue
			}
			d := review.Detail{At: place.PublicIP.Origin, Key: place.Name, Message: "it asks for a public address in a subnet without a route to an internet gateway"}
			bad := asks.And(inPrivateSubnet(p, place))
			if standsElsewhere(p, place) && !d.At.IsZero() {
				bad, d.Message = asks, "it asks for a public address, in a subnet that is not in the sources"
			}
			if asks.True.IsNever() {
				p.Hinge(r, bad)
				continue
			}
			p.Judge(r, bad, d)
		}
	}
}

// isElsewhere reports a subnet whose VPC is written as an id that no source has, and
// to which no route table of the sources is given.
func isElsewhere(e *estate.Estate, s *estate.Subnet) bool {
	if _, ok := vpcOf(e, s.VPC); ok {
		return false
	}
	for _, a := range estate.All[*estate.RouteTableAssociation](e) {
		if !review.Refers(e, a.Subnet, s).False.IsAlways() {
			return false
		}
	}
	id, literal := s.VPC.Known()
	written, plain := id.Known()
	return literal && plain && strings.HasPrefix(written, "vpc-")
}

// standsElsewhere reports a place all of whose subnets are written as ids that no
// source has: what is asked for there is all that there is to judge.
func standsElsewhere(p *review.Pass, place estate.Placement) bool {
	for _, i := range place.Subnets.Known {
		if _, ok := estate.FollowTo[*estate.Subnet](p.Estate, i.Is); ok {
			return false
		}
		if id, literal := i.Is.Known(); !literal || !strings.HasPrefix(id, "subnet-") {
			return false
		}
	}
	return len(place.Subnets.Known) > 0 && len(place.Subnets.Unknown) == 0
}

func inPrivateSubnet(p *review.Pass, place estate.Placement) estate.Truth {
	out := estate.No()
	for _, i := range place.Subnets.Known {
		private := estate.Maybe(estate.NotInEstate(i.Is, i.Origin))
		if s, ok := estate.FollowTo[*estate.Subnet](p.Estate, i.Is); ok {
			private = p.Shared.Reach().PublicSubnet(s.ID).Not()
		}
		out = out.Or(private.Given(i.When))
	}
	return out
}

// judgeTemplates looks at launch templates that nothing in the sources launches:
// what they ask for, their machines will have, wherever they stand. What is
// launched here stands somewhere that is known, and is judged there.
func judgeTemplates(p *review.Pass) {
	used := map[estate.ID]bool{}
	for _, r := range p.Estate.Resources {
		if _, ok := r.(estate.Networked); !ok {
			continue
		}
		for _, ref := range r.Base().Properties.References() {
			used[ref.Resource] = true
		}
	}
	for _, t := range estate.All[*estate.LaunchTemplate](p.Estate) {
		if used[t.ID] {
			continue
		}
		asks := estate.Is(t.PublicIP, true)
		at := t.PublicIP.Origin
		for _, i := range t.Interfaces.Known {
			if asks = asks.Or(estate.Is(i.Is.PublicIP, true).Given(i.When)); at.IsZero() {
				at = i.Is.PublicIP.Origin
			}
		}
		p.Judge(t, asks, review.Detail{At: at, Message: "it gives public addresses to all that is launched from it"})
	}
}
