package infrastructure

import (
	"fmt"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// DeadRules is NET-DEAD-RULES. Network ACL entries that can match nothing are
// NET-ACL-SHADOWED's.
func DeadRules() *review.Rule {
	return &review.Rule{
		ID: "NET-DEAD-RULES", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Every security-group rule and route can take effect",
		Why: "A rule that another one covers, or a route that leads nowhere, misleads whoever reads the template: it " +
			"looks like protection or like a way, and is neither. Removing the other rule later opens what nobody meant.",
		Fix:        "Remove the rule or route, or mend what it names.",
		Needs:      []string{"NET"},
		References: []string{"FSBP EC2.16", "WA SEC05-BP02"},
		Specimen: `Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Route: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
`,
		Twin: `Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Route: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
`,
		Check: func(p *review.Pass) {
			checkRedundant(p)
			checkUnattached(p)
		},
	}
}

// checkRedundant finds rules of a group all of whose traffic other rules of the
// same group admit anyway: proved by set difference.
func checkRedundant(p *review.Pass) {
	for _, g := range estate.All[*estate.SecurityGroup](p.Estate) {
		for _, egress := range []bool{false, true} {
			list := p.Estate.RulesOf(g, egress)
			if len(list.Known) < 2 {
				continue
			}
			for _, i := range redundant(p.Estate, list.Known) {
				r := list.Known[i]
				owner, ok := p.Estate.Get(r.Is.Owner)
				if !ok {
					owner = g
				}
				p.Fail(owner, review.Detail{
					At: r.Origin, Key: describe(r.Is),
					Message: fmt.Sprintf("the rule %s adds nothing: other rules of %s admit all of it", describe(r.Is), g.ID),
				})
			}
		}
	}
}

// redundant lists the rules that others cover for certain, so that removing all
// of the listed ones together changes nothing.
func redundant(e *estate.Estate, list []estate.Item[estate.SecurityGroupRule]) []int {
	sets := make([]traffic.Set, len(list))
	usable := make([]bool, len(list))
	for i, r := range list {
		if !r.When.IsAlways() || !estate.IsAbsent(r.Is.Group).False.IsNever() {
			continue
		}
		admitted := rules{r}.admit(e, nil)
		if len(admitted) == 1 && admitted[0].certain.Equal(admitted[0].possible) && !admitted[0].certain.IsEmpty() {
			sets[i], usable[i] = admitted[0].certain, true
		}
	}
	var out []int
	for i := range list {
		if !usable[i] {
			continue
		}
		others := traffic.Nothing()
		for j := range list {
			if j != i && usable[j] {
				others = others.Union(sets[j])
			}
		}
		if others.Covers(sets[i]) {
			usable[i] = false
			out = append(out, i)
		}
	}
	return out
}

// checkUnattached finds routes to an internet gateway of the sources that
// nothing attaches to the table's VPC: such a route drops what it matches.
func checkUnattached(p *review.Pass) {
	for _, r := range estate.All[*estate.Route](p.Estate) {
		bad := review.Ask(r.Target, estate.No(), func(t estate.RouteTarget) estate.Truth {
			g, ok := estate.FollowTo[*estate.InternetGateway](p.Estate, t.Ref)
			if !ok {
				return estate.No()
			}
			return p.Lacks(attached(p.Estate, g)).Given(g.When)
		})
		if bad.True.IsNever() {
			p.Good(r)
			continue
		}
		p.Judge(r, bad, review.Detail{At: r.Target.Origin, Message: "the route leads to an internet gateway that is attached to no VPC: AWS drops what it matches"})
	}
}

// attached asks whether the gateway is attached to a VPC.
func attached(e *estate.Estate, g *estate.InternetGateway) estate.Truth {
	out := estate.No()
	for _, a := range estate.All[*estate.GatewayAttachment](e) {
		out = out.Or(review.Refers(e, a.InternetGateway, g).Given(a.When))
	}
	return out
}
