package infrastructure

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// Endpoints is NET-ENDPOINTS.
func Endpoints() *review.Rule {
	return &review.Rule{
		ID: "NET-ENDPOINTS", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Private subnets reach S3 and DynamoDB through gateway endpoints",
		Why: "Without an endpoint, traffic to AWS's own storage leaves through the NAT gateway: it is paid by the " +
			"gigabyte, cannot be limited to the organisation's buckets, and keeps a way out to the internet necessary.",
		Fix: "Add AWS::EC2::VPCEndpoint of type Gateway for S3 and DynamoDB (free) to the route tables of the private " +
			"subnets, with a policy that limits them to your own resources.",
		Needs:      []string{"NET"},
		References: []string{"FSBP EC2.10", "WA SEC05-BP02"},
		Specimen:   egressTemplate("  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Private, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}\n"),
		Twin: egressTemplate(`  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Private, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}
  S3: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.${AWS::Region}.s3", RouteTableIds: [!Ref Private]}}
  DynamoDb: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.${AWS::Region}.dynamodb", RouteTableIds: [!Ref Private]}}
`),
		Check: checkEndpoints,
	}
}

// checkEndpoints asks of each VPC whether the subnets that go out through a NAT
// gateway have gateway endpoints: one finding a VPC.
func checkEndpoints(p *review.Pass) {
	for _, v := range estate.All[*estate.VPC](p.Estate) {
		missing := map[string]estate.Truth{}
		subnets := 0
		for _, s := range estate.All[*estate.Subnet](p.Estate) {
			if in, ok := vpcOf(p.Estate, s.VPC); !ok || in != v {
				continue
			}
			translated := goesThroughNAT(p.Estate, s)
			if translated.True.IsNever() {
				continue
			}
			subnets++
			serves := endpointsOf(p, s.ID)
			for _, service := range []string{"s3", "dynamodb"} {
				if _, ok := missing[service]; !ok {
					missing[service] = estate.No()
				}
				missing[service] = missing[service].Or(translated.And(p.Lacks(serves[service])))
			}
		}
		if subnets == 0 {
			continue
		}
		bad, names := estate.No(), []string{}
		for _, service := range []string{"s3", "dynamodb"} {
			if !missing[service].True.IsNever() || !missing[service].Unknown.IsNever() {
				names = append(names, service)
			}
			bad = bad.Or(missing[service])
		}
		p.Judge(v, bad, review.Detail{Message: fmt.Sprintf("private subnets reach %s through a NAT gateway: there is no gateway endpoint", strings.Join(names, " and "))})
	}
}

func endpointsOf(p *review.Pass, subnet estate.ID) map[string]estate.Truth {
	out := map[string]estate.Truth{"s3": estate.No(), "dynamodb": estate.No()}
	for _, x := range p.Shared.Reach().ServiceEndpoints(subnet) {
		if have, ok := out[x.Service]; ok {
			out[x.Service] = have.Or(x.Serves)
		}
	}
	return out
}

// goesThroughNAT asks whether the subnet's route table has a route to a NAT
// gateway.
func goesThroughNAT(e *estate.Estate, s *estate.Subnet) estate.Truth {
	out := estate.No()
	for _, a := range estate.All[*estate.RouteTableAssociation](e) {
		mine := review.Refers(e, a.Subnet, s).Given(a.When)
		if mine.True.IsNever() {
			continue
		}
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
		nat := estate.When(r.Target, false, func(t estate.RouteTarget) bool { return t.Kind == estate.TargetNAT })
		out = out.Or(nat.And(review.Refers(e, r.Table, table)).Given(r.When))
	}
	return out
}
