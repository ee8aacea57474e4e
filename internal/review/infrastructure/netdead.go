package infrastructure

import (
	"fmt"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/reach"
	"ringwall/internal/review"
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
// same group admit anyway: proved by set difference over peers and services,
// references to groups included.
func checkRedundant(p *review.Pass) {
	for _, x := range p.Shared.Reach().RedundantRules() {
		r, ok := p.Estate.Get(x.Owner)
		if !ok {
			if r, ok = p.Estate.Get(x.Group); !ok {
				continue
			}
		}
		p.Judge(r, x.Holds, review.Detail{
			At: x.Origin, Key: x.Text, Facts: coveredBy(x),
			Message: fmt.Sprintf("the rule %s adds nothing: other rules of %s admit all of it", x.Text, x.Group),
		})
	}
	for _, g := range estate.All[*estate.SecurityGroup](p.Estate) {
		for _, egress := range []bool{false, true} {
			list := p.Estate.RulesOf(g, egress)
			if len(list.Known)+len(list.Unknown) < 2 {
				continue
			}
			for _, r := range list.Known {
				p.Hinge(g, openRule(r.Is).Given(r.When))
			}
			for _, x := range list.Unknown {
				p.Hinge(g, estate.Maybe(x.Gap).Given(x.When))
			}
		}
	}
}

func coveredBy(x reach.RuleFinding) []string {
	var out []string
	for _, rule := range x.Because {
		out = append(out, "covered by "+rule)
	}
	return out
}

// checkUnattached finds routes to an internet gateway of the sources that
// nothing attaches to the table's VPC: such a route drops what it matches.
func checkUnattached(p *review.Pass) {
	attachments := review.NamingOf(p.Estate, estate.All[*estate.GatewayAttachment](p.Estate), func(a *estate.GatewayAttachment) estate.Value[estate.Text] { return a.InternetGateway })
	for _, r := range estate.All[*estate.Route](p.Estate) {
		bad := review.Ask(r.Target, estate.No(), func(t estate.RouteTarget) estate.Truth {
			g, ok := estate.FollowTo[*estate.InternetGateway](p.Estate, t.Ref)
			if !ok {
				return estate.No()
			}
			return p.Lacks(attached(p.Estate, attachments.Of(g.ID), g)).Given(g.When)
		})
		if bad.True.IsNever() {
			p.Good(r)
			continue
		}
		p.Judge(r, bad, review.Detail{At: r.Target.Origin, Message: "the route leads to an internet gateway that is attached to no VPC: AWS drops what it matches"})
	}
}

// attached asks whether the gateway is attached to a VPC.
func attached(e *estate.Estate, attachments []*estate.GatewayAttachment, g *estate.InternetGateway) estate.Truth {
	out := estate.No()
	for _, a := range attachments {
		out = out.Or(review.Refers(e, a.InternetGateway, g).Given(a.When))
	}
	return out
}
