package infrastructure

import (
	"fmt"
	"net/netip"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// PeeringLeast is NET-PEERING-LEAST.
func PeeringLeast() *review.Rule {
	return &review.Rule{
		ID: "NET-PEERING-LEAST", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Routes between networks lead to what is used, and nobody attaches unasked",
		Why: "A peering is made for one service and routes the whole network: what is added there later can be reached without anybody " +
			"deciding it. A transit gateway that accepts every attachment lets any account it is shared with in.",
		Fix: "Route the prefixes of the subnets that are used, in both directions, and set AutoAcceptSharedAttachments: disable on the " +
			"transit gateway.",
		Needs: []string{"NET"}, References: []string{"FSBP EC2.23", "CIS 6.6", "WA SEC05-BP02"},
		Specimen: peeredTemplate("10.2.0.0/16"), Twin: peeredTemplate("10.2.1.0/24"),
		Check: checkPeering,
	}
}

// peeredTemplate is a VPC with a route to a peer of which one subnet of two routes
// back.
func peeredTemplate(to string) string {
	return `Resources:
  A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
  B: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.2.0.0/16}}
  Peering: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: !Ref A, PeerVpcId: !Ref B}}
  TableA: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref A}}
  SubnetA: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref A, CidrBlock: 10.1.1.0/24}}
  UseA: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref SubnetA, RouteTableId: !Ref TableA}}
  ToB: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref TableA, DestinationCidrBlock: ` + to + `, VpcPeeringConnectionId: !Ref Peering}}
  TableB: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref B}}
  SubnetB: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref B, CidrBlock: 10.2.1.0/24}}
  UseB: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref SubnetB, RouteTableId: !Ref TableB}}
  ToA: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref TableB, DestinationCidrBlock: 10.1.1.0/24, VpcPeeringConnectionId: !Ref Peering}}
  OtherB: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref B, CidrBlock: 10.2.2.0/24}}
`
}

func checkPeering(p *review.Pass) {
	for _, r := range estate.All[*estate.Route](p.Estate) {
		for _, a := range r.Target.Alternatives() {
			if a.State != estate.Known {
				continue
			}
			if peering, ok := estate.FollowTo[*estate.PeeringConnection](p.Estate, a.Is.Ref); ok {
				judgePeeringRoute(p, r, peering)
				break
			}
			if a.Is.Kind == estate.TargetPeering {
				everything := estate.When(r.IPv4, false, isEverything).Or(estate.When(r.IPv6, false, isEverything))
				judgeEverything(p, r, everything)
				break
			}
		}
	}
	for _, g := range estate.All[*estate.TransitGateway](p.Estate) {
		open := estate.When(g.AutoAcceptAttachment, false, func(s string) bool { return strings.EqualFold(s, "enable") })
		p.Judge(g, open, review.Detail{
			At: g.AutoAcceptAttachment.Origin, Message: "the transit gateway takes every attachment of the accounts that it is shared with", Severity: finding.Medium, Weighed: true,
		})
	}
	for _, s := range estate.All[*estate.EndpointService](p.Estate) {
		open := estate.Is(s.Acceptance, false)
		if written := s.Properties.Written("AcceptanceRequired"); s.Physical == "" {
			// The page "CreateVpcEndpointServiceConfiguration" names no default.
			open = open.Or(written.Not().And(estate.Maybe(review.Gap(string(s.ID)+".AcceptanceRequired", "AWS documents no default for it", "write AcceptanceRequired", s.Origin))))
		}
		p.Judge(s, open, review.Detail{
			At: s.Acceptance.Origin, Message: "whoever may connect to the endpoint service is connected without being looked at",
			Fix: "Set AcceptanceRequired: true.",
		})
	}
}

// judgeEverything tells of a default route to a peer: for certain, or perhaps.
func judgeEverything(p *review.Pass, r *estate.Route, everything estate.Truth) {
	d := review.Detail{Message: "all traffic that goes nowhere else is routed to the peer", Severity: finding.Medium, Weighed: true}
	if everything.True.IsNever() {
		d.Severity = finding.Low
	}
	p.Judge(r, everything, d)
}

func isEverything(p netip.Prefix) bool { return p.Bits() == 0 }

// judgePeeringRoute asks whether the route leads to more of the peer than answers:
// subnets of the peer without a route back by the peering cannot.
func judgePeeringRoute(p *review.Pass, r *estate.Route, peering *estate.PeeringConnection) {
	everything := estate.When(r.IPv4, false, isEverything).Or(estate.When(r.IPv6, false, isEverything))
	if !everything.False.IsAlways() {
		judgeEverything(p, r, everything)
		return
	}
	peer, ok := peerOfRoute(p.Estate, r, peering)
	to, known := r.IPv4.Known()
	if !ok || !known {
		p.Good(r)
		p.Hinge(r, review.Open(r.IPv4))
		if !ok {
			p.Hinge(r, estate.Maybe(review.Gap("the subnets at the other end of "+peering.Logical, "they are not in the sources", "load the source that holds them too", r.Origin)))
		}
		return
	}
	var answers, silent []string
	for _, s := range estate.All[*estate.Subnet](p.Estate) {
		in, ok := vpcOf(p.Estate, s.VPC)
		block, known := s.IPv4.Known()
		if ok && in == peer {
			p.Hinge(r, review.Open(s.IPv4))
		}
		if !ok || in != peer || !known || !overlap(block, to) {
			continue
		}
		back, sure := routesBack(p.Estate, s, peering)
		switch {
		case !sure:
			p.Good(r)
			p.Hinge(r, estate.Maybe(review.Gap("the route table of "+s.Logical, "which one it has hangs on a condition or is not in the sources", "", s.Origin)))
			return
		case back:
			answers = append(answers, s.Logical)
		default:
			silent = append(silent, s.Logical)
		}
	}
	if len(answers) == 0 || len(silent) == 0 {
		p.Good(r)
		return
	}
	p.Fail(r, review.Detail{Message: fmt.Sprintf("it leads to all of the peer's subnets in %s; only %s route back, and not %s",
		to, strings.Join(answers, ", "), strings.Join(silent, ", "))})
}

// peerOfRoute is the VPC at the other end of the peering, seen from the route's table.
func peerOfRoute(e *estate.Estate, r *estate.Route, peering *estate.PeeringConnection) (*estate.VPC, bool) {
	t, _ := r.Table.Known()
	table, ok := estate.FollowTo[*estate.RouteTable](e, t)
	if !ok {
		return nil, false
	}
	own, ok := vpcOf(e, table.VPC)
	if !ok {
		return nil, false
	}
	for _, v := range []estate.Value[estate.Text]{peering.VPC, peering.PeerVPC} {
		if vpc, ok := vpcOf(e, v); ok && vpc != own {
			return vpc, true
		}
	}
	return nil, false
}

// routesBack asks whether the table of a subnet leads to the peering; not sure
// where which table it has hangs on the scenario.
func routesBack(e *estate.Estate, s *estate.Subnet, peering *estate.PeeringConnection) (back, sure bool) {
	var table *estate.RouteTable
	for _, a := range estate.All[*estate.RouteTableAssociation](e) {
		to, ok := a.Subnet.Known()
		if x, found := estate.FollowTo[*estate.Subnet](e, to); !ok || !found || x != s {
			continue
		}
		t, _ := a.Table.Known()
		if table, ok = estate.FollowTo[*estate.RouteTable](e, t); !ok || !a.When.IsAlways() {
			return false, false
		}
	}
	for _, t := range estate.All[*estate.RouteTable](e) {
		own, ok := vpcOf(e, s.VPC)
		if of, found := vpcOf(e, t.VPC); table == nil && t.Main && ok && found && of == own {
			table = t
		}
	}
	if table == nil {
		return false, true
	}
	for _, r := range estate.All[*estate.Route](e) {
		in, _ := r.Table.Known()
		if x, ok := estate.FollowTo[*estate.RouteTable](e, in); !ok || x != table {
			continue
		}
		for _, a := range r.Target.Alternatives() {
			if x, ok := estate.FollowTo[*estate.PeeringConnection](e, a.Is.Ref); ok && a.State == estate.Known && x == peering {
				return true, true
			}
		}
	}
	return false, true
}
