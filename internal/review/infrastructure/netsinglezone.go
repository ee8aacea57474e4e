package infrastructure

import (
	"fmt"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// SingleZone is NET-SINGLE-AZ: no single zone carries several.
func SingleZone() *review.Rule {
	return &review.Rule{
		ID: "NET-SINGLE-AZ", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Every Availability Zone has its own way out, and databases have subnets in two",
		Why: "When the zone of the only NAT gateway fails, machines of the other zones lose updates, identity providers and " +
			"AWS itself. A subnet group in one zone leaves a database nowhere to fail over to.",
		Fix: "Add a NAT gateway in a public subnet of each zone and route each private subnet to its own one (or set " +
			"AvailabilityMode: regional); give subnet groups subnets in two zones.",
		Needs:      []string{"J"},
		References: []string{"FSBP RDS.5", "WA SEC05-BP01"},
		Specimen:   zoneTemplate("NatA"),
		Twin:       zoneTemplate("NatB"),
		Check:      checkSingleZone,
	}
}

func zoneTemplate(nat string) string {
	return fmt.Sprintf(`Resources:
  Vpc: {Type: "AWS::EC2::VPC", Properties: {CidrBlock: 10.0.0.0/16}}
  PublicA: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: eu-west-1a}}
  PublicB: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1b}}
  PrivateA: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24, AvailabilityZone: eu-west-1a}}
  PrivateB: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.3.0/24, AvailabilityZone: eu-west-1b}}
  NatA: {Type: "AWS::EC2::NatGateway", Properties: {SubnetId: !Ref PublicA, AllocationId: eipalloc-1}}
  NatB: {Type: "AWS::EC2::NatGateway", Properties: {SubnetId: !Ref PublicB, AllocationId: eipalloc-2}}
  TableA: {Type: "AWS::EC2::RouteTable", Properties: {VpcId: !Ref Vpc}}
  TableB: {Type: "AWS::EC2::RouteTable", Properties: {VpcId: !Ref Vpc}}
  OutA: {Type: "AWS::EC2::Route", Properties: {RouteTableId: !Ref TableA, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref NatA}}
  OutB: {Type: "AWS::EC2::Route", Properties: {RouteTableId: !Ref TableB, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref %s}}
  RoutesA: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {SubnetId: !Ref PrivateA, RouteTableId: !Ref TableA}}
  RoutesB: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {SubnetId: !Ref PrivateB, RouteTableId: !Ref TableB}}
`, nat)
}

func checkSingleZone(p *review.Pass) {
	leading := leadingOf(p.Estate)
	for _, n := range estate.All[*estate.NATGateway](p.Estate) {
		served := leading.servedBy(p.Estate, n)
		home, _ := followed[*estate.Subnet](p.Estate, n.Subnet)
		bad := estate.No()
		var names []string
		for _, s := range served {
			if home == nil || s.subnet.ID == home.ID {
				continue
			}
			far := otherZone(home, s.subnet).Given(s.when.True)
			if !far.True.IsNever() || !far.Unknown.IsNever() {
				names = append(names, string(s.subnet.ID))
			}
			bad = bad.Or(far)
		}
		slices.Sort(names)
		p.Judge(n, bad.And(isOneOf(n.Availability, "regional").Not()), review.Detail{
			Message: "subnets of other Availability Zones go out through it (" + few(slices.Compact(names)) + "): its zone's failure is theirs",
		})
	}
	for _, g := range estate.All[*estate.SubnetGroup](p.Estate) {
		p.Judge(g, oneZone(p.Estate, g), review.Detail{
			At: g.Subnets.Origin, Message: "all subnets of the group stand in one Availability Zone: there is nowhere to fail over to",
		})
	}
}

// serving is a subnet whose routes lead to a NAT gateway.
type serving struct {
	subnet *estate.Subnet
	when   estate.Truth
}

// leading are the routes to NAT gateways by these, and the associations of route tables
// by the tables.
type leading struct {
	routes       review.Naming[*estate.Route]
	associations review.Naming[*estate.RouteTableAssociation]
}

func leadingOf(e *estate.Estate) leading {
	return leading{
		review.NamingOf(e, estate.All[*estate.Route](e), func(r *estate.Route) estate.Value[estate.Text] {
			return estate.Derive(r.Target, func(t estate.RouteTarget) estate.Alternative[estate.Text] {
				if t.Kind != estate.TargetNAT {
					return estate.Alternative[estate.Text]{State: estate.Absent}
				}
				return estate.Alternative[estate.Text]{State: estate.Known, Is: t.Ref}
			})
		}),
		review.NamingOf(e, estate.All[*estate.RouteTableAssociation](e), func(a *estate.RouteTableAssociation) estate.Value[estate.Text] { return a.Table }),
	}
}

// servedBy lists the subnets whose route table has a route to the gateway.
func (l leading) servedBy(e *estate.Estate, n *estate.NATGateway) []serving {
	var out []serving
	for _, r := range l.routes.Of(n.ID) {
		leads := review.Ask(r.Target, estate.No(), func(t estate.RouteTarget) estate.Truth {
			if t.Kind != estate.TargetNAT {
				return estate.No()
			}
			return review.Mentions(e, t.Ref, n, r.Origin)
		}).Given(r.When)
		table, ok := followed[*estate.RouteTable](e, r.Table)
		if !ok || leads.True.IsNever() {
			continue
		}
		for _, a := range l.associations.Of(table.ID) {
			s, ok := followed[*estate.Subnet](e, a.Subnet)
			if here := review.Refers(e, a.Table, table).Given(a.When); ok && !here.True.IsNever() {
				out = append(out, serving{s, leads.And(here)})
			}
		}
	}
	return out
}

// otherZone asks whether two subnets stand in different zones. Different
// literals and different places in one list of zones are different zones;
// parameters may turn out alike.
func otherZone(a, b *estate.Subnet) estate.Truth {
	return review.Ask(a.AvailabilityZone, estate.No(), func(x estate.Text) estate.Truth {
		return review.Ask(b.AvailabilityZone, estate.No(), func(y estate.Text) estate.Truth {
			same, known := a.In(x, a.ZoneID).Same(b.In(y, b.ZoneID))
			switch {
			case known && same:
				return estate.No()
			case known:
				return estate.Yes()
			}
			for _, v := range append(x.Variables(), y.Variables()...) {
				return estate.Maybe(estate.Gap{Variable: v, Origin: b.AvailabilityZone.Origin})
			}
			return estate.No()
		})
	})
}

// oneZone asks whether a subnet group has at least two subnets of the estate,
// all of them in one zone. A single subnet that is a parameter may be a list.
func oneZone(e *estate.Estate, g *estate.SubnetGroup) estate.Truth {
	if len(g.Subnets.Unknown) > 0 || len(g.Subnets.Known) < 2 {
		return estate.No()
	}
	var first *estate.Subnet
	same := estate.Yes()
	for _, t := range g.Subnets.Known {
		s, ok := estate.FollowTo[*estate.Subnet](e, t.Is)
		if !ok || estate.IsAbsent(s.AvailabilityZone).True.IsAlways() {
			return estate.No()
		}
		if first == nil {
			first = s
			continue
		}
		same = same.And(otherZone(first, s).Not().Given(t.When))
	}
	return same
}
