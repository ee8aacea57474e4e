package infrastructure

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// Endpoints is NET-ENDPOINTS. Gateway endpoints cost nothing, so every VPC whose
// private subnets go out through a NAT gateway should have them. Interface
// endpoints are paid by the hour: they are asked for only where the sources show
// that something in a private subnet calls the service.
func Endpoints() *review.Rule {
	return &review.Rule{
		ID: "NET-ENDPOINTS", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Private subnets reach AWS's services through endpoints",
		Why: "Without an endpoint, traffic to AWS's own services leaves through the NAT gateway: it is paid by the " +
			"gigabyte, cannot be limited to the organisation's resources, and keeps a way out to the internet necessary. " +
			"Without either the service cannot be called at all.",
		Fix: "Add AWS::EC2::VPCEndpoint of type Gateway for S3 and DynamoDB (free) to the route tables of the private " +
			"subnets, and of type Interface for the services that are named, each with a policy that limits it to your own " +
			"resources.",
		Needs:      []string{"NET"},
		References: []string{"FSBP EC2.10", "FSBP EC2.55", "FSBP EC2.56", "FSBP EC2.57", "WA SEC05-BP02"},
		Specimen:   egressTemplate("  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Private, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}\n"),
		Twin: egressTemplate(`  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Private, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}
  S3: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.${AWS::Region}.s3", RouteTableIds: [!Ref Private]}}
  DynamoDb: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.${AWS::Region}.dynamodb", RouteTableIds: [!Ref Private]}}
`),
		Check: checkEndpoints,
	}
}

// checkEndpoints asks of each VPC whether what its private subnets call has
// endpoints: one finding a VPC.
func checkEndpoints(p *review.Pass) {
	callers := callersOf(p)
	private := map[*estate.VPC][]privateSubnet{}
	for _, s := range estate.All[*estate.Subnet](p.Estate) {
		if v, ok := vpcOf(p.Estate, s.VPC); ok {
			private[v] = append(private[v], privateOf(p, s, len(callers) > 0))
		}
	}
	for _, v := range estate.All[*estate.VPC](p.Estate) {
		parts := append(gatewayParts(p, private[v]), callParts(p, v, private[v], callers)...)
		if len(parts) > 0 {
			p.JudgeParts(v, parts, review.Detail{Message: "private subnets"})
		}
	}
}

// privateSubnet is a subnet, and how it gets to AWS's services without
// endpoints: through a NAT gateway, or not at all.
type privateSubnet struct {
	id              estate.ID
	translated, cut estate.Truth
	endpoints       map[string]estate.Truth // by service
	anyService      estate.Truth            // an endpoint of which the service is not known
}

func privateOf(p *review.Pass, s *estate.Subnet, called bool) privateSubnet {
	out := privateSubnet{
		id: s.ID, translated: goesThroughNAT(p.Estate, s), cut: estate.No(),
		endpoints: map[string]estate.Truth{}, anyService: estate.No(),
	}
	if called {
		out.cut = cutOff(p, s)
	}
	for _, x := range p.Shared.Reach().ServiceEndpoints(s.ID) {
		if x.Service == "" {
			gap := review.Gap("the service of "+string(x.Endpoint), "its name is not known", "--param for it", s.Origin)
			out.anyService = out.anyService.Or(x.Serves.And(estate.Maybe(gap)))
			continue
		}
		have, ok := out.endpoints[x.Service]
		if !ok {
			have = estate.No()
		}
		out.endpoints[x.Service] = have.Or(x.Serves)
	}
	return out
}

// serves asks whether an endpoint of the subnet is for a service. A name such as
// "ecr.api" behind a region that is not known is told by its last word.
func (s privateSubnet) serves(service string) estate.Truth {
	out := s.anyService
	for _, name := range []string{service, service[strings.LastIndex(service, ".")+1:]} {
		if t, ok := s.endpoints[name]; ok {
			out = out.Or(t)
		}
	}
	return out
}

// gatewayParts: what goes out through a NAT gateway should find S3 and DynamoDB
// by gateway endpoints.
func gatewayParts(p *review.Pass, private []privateSubnet) []review.Part {
	bad, names, subnets := estate.No(), []string{}, 0
	for _, service := range []string{"s3", "dynamodb"} {
		missing := estate.No()
		for _, s := range private {
			if s.translated.True.IsNever() {
				continue
			}
			subnets++
			missing = missing.Or(s.translated.And(p.Lacks(s.serves(service))))
		}
		if !missing.True.IsNever() || !missing.Unknown.IsNever() {
			names = append(names, service)
		}
		bad = bad.Or(missing)
	}
	if subnets == 0 {
		return nil
	}
	says := fmt.Sprintf("reach %s through a NAT gateway, without a gateway endpoint", strings.Join(names, " and "))
	return []review.Part{{Bad: bad, Says: says, Severity: finding.Low}}
}

// cutOff asks whether a subnet's own route table leads nowhere but to the VPC
// and to endpoints. Of subnets with the main table nothing is said.
func cutOff(p *review.Pass, s *estate.Subnet) estate.Truth {
	e := p.Estate
	out := estate.No()
	for _, a := range estate.All[*estate.RouteTableAssociation](e) {
		mine := review.Refers(e, a.Subnet, s)
		if mine.True.IsNever() {
			continue
		}
		mine = mine.Given(a.When)
		table := review.Ask(a.Table, estate.No(), func(t estate.Text) estate.Truth {
			if r, ok := estate.FollowTo[*estate.RouteTable](e, t); ok {
				return p.Lacks(leadsOut(e, r))
			}
			return estate.Maybe(estate.NotInEstate(t, a.Origin))
		})
		out = out.Or(mine.And(table))
	}
	return out
}

// leadsOut asks whether a route table has a way out of the VPC.
func leadsOut(e *estate.Estate, table *estate.RouteTable) estate.Truth {
	out := estate.No()
	for _, r := range estate.All[*estate.Route](e) {
		of := review.Refers(e, r.Table, table)
		if of.False.IsAlways() {
			continue
		}
		away := estate.When(r.Target, true, func(t estate.RouteTarget) bool { return t.Kind != estate.TargetEndpoint })
		out = out.Or(away.And(of).Given(r.When))
	}
	for _, r := range estate.All[*estate.RoutePropagation](e) {
		out = out.Or(review.AnyItem(r.Tables, func(t estate.Text) estate.Truth {
			return review.Mentions(e, t, table, r.Origin)
		}).Given(r.When))
	}
	return out
}

// goesThroughNAT asks whether the subnet's route table has a route to a NAT
// gateway.
func goesThroughNAT(e *estate.Estate, s *estate.Subnet) estate.Truth {
	out := estate.No()
	for _, a := range estate.All[*estate.RouteTableAssociation](e) {
		mine := review.Refers(e, a.Subnet, s)
		if mine.True.IsNever() {
			continue
		}
		mine = mine.Given(a.When)
		table := review.Ask(a.Table, estate.No(), func(t estate.Text) estate.Truth {
			if r, ok := estate.FollowTo[*estate.RouteTable](e, t); ok {
				return routesToNAT(e, r)
			}
			return estate.Maybe(estate.NotInEstate(t, a.Origin))
		})
		out = out.Or(mine.And(table))
	}
	return out
}

func routesToNAT(e *estate.Estate, table *estate.RouteTable) estate.Truth {
	out := estate.No()
	for _, r := range estate.All[*estate.Route](e) {
		of := review.Refers(e, r.Table, table)
		if of.False.IsAlways() {
			continue
		}
		nat := estate.When(r.Target, false, func(t estate.RouteTarget) bool { return t.Kind == estate.TargetNAT })
		out = out.Or(nat.And(of).Given(r.When))
	}
	return out
}
