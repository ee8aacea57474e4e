package infrastructure

import (
	"cmp"
	"fmt"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/proof"
	"ringwall/internal/reach"
	"ringwall/internal/review"
)

// EgressInspected is NET-EGRESS-INSPECTED.
func EgressInspected() *review.Rule {
	return &review.Rule{
		ID: "NET-EGRESS-INSPECTED", Area: finding.Infrastructure, Severity: finding.Info,
		Title: "What leaves for the internet passes a firewall, or names are filtered",
		Why: "What has broken in calls home: for orders, for tools, with the data. A NAT gateway passes all of it. A firewall that knows " +
			"the domains that are needed, or DNS Firewall on the VPC, stops it and shows it.",
		Fix: "Route the way out through AWS Network Firewall (or an inspection VPC behind a transit gateway), or associate a DNS Firewall rule " +
			"group with the VPC (AWS::Route53Resolver::FirewallRuleGroupAssociation) that blocks AWS's lists of malicious domains.",
		Needs: []string{"NET"}, References: []string{"WA SEC05-BP04"},
		Specimen: egressWeb(""), Twin: egressWeb(`  Names:
    Type: AWS::Route53Resolver::FirewallRuleGroupAssociation
    Properties: {VpcId: !Ref Vpc, FirewallRuleGroupId: rslvr-frg-1, Priority: 101}
`),
		Check: checkEgressInspected,
	}
}

func egressWeb(more string) string { return webTemplate(more, "PublicSubnet") }

func checkEgressInspected(p *review.Pass) {
	type ways struct {
		vpc  *estate.VPC
		out  estate.Truth
		step []proof.Step
		who  []estate.ID
	}
	var list []*ways
	surfaces(p, p.Shared.ToInternet(), isCompute, func(r estate.Resource, s *reach.Surface) {
		open := s.Truth(unrestricted)
		if open.True.IsNever() && open.Unknown.IsNever() {
			return
		}
		for _, vpc := range networksOf(p.Estate, r) {
			i := slices.IndexFunc(list, func(w *ways) bool { return w.vpc == vpc })
			if i < 0 {
				i, list = len(list), append(list, &ways{vpc: vpc, out: estate.No()})
			}
			steps := s.Path(unrestricted)
			if inspects(steps) {
				continue
			}
			w := list[i]
			w.out, w.who = w.out.Or(open), append(w.who, r.Base().ID)
			if w.step == nil {
				w.step = steps
			}
		}
	})
	slices.SortStableFunc(list, func(a, b *ways) int { return cmp.Compare(a.vpc.ID, b.vpc.ID) })
	for _, w := range list {
		filtered := estate.No()
		for _, a := range estate.All[*estate.DNSFirewallAssociation](p.Estate) {
			filtered = filtered.Or(review.Refers(p.Estate, a.VPC, w.vpc).Given(a.When))
		}
		d := review.Detail{Steps: w.step, Also: w.who}
		d.Message = fmt.Sprintf("%d resources of the VPC can open connections to the whole internet, and nothing looks at them", len(w.who))
		if len(w.who) == 1 {
			d.Message = string(w.who[0]) + " can open connections to the whole internet, and nothing looks at them"
		}
		p.Judge(w.vpc, w.out.And(p.Lacks(filtered)), d)
	}
}

// inspects reports whether a way leads through something that looks at packets: a
// firewall, an endpoint of an appliance's load balancer, an appliance.
func inspects(steps []proof.Step) bool {
	return slices.ContainsFunc(steps, func(s proof.Step) bool {
		return s.Kind == "network-firewall" || s.Kind == "gateway-load-balancer-endpoint" || s.Kind == "appliance"
	})
}

// networksOf lists the VPCs of the estate in which a resource has interfaces, in
// some scenario.
func networksOf(e *estate.Estate, r estate.Resource) []*estate.VPC {
	owner, ok := r.(estate.Networked)
	if !ok {
		return nil
	}
	var out []*estate.VPC
	for _, place := range owner.Placements(e) {
		for _, s := range place.Subnets.Known {
			subnet, ok := estate.FollowTo[*estate.Subnet](e, s.Is)
			if !ok {
				continue
			}
			if vpc, ok := vpcOf(e, subnet.VPC); ok && !slices.Contains(out, vpc) {
				out = append(out, vpc)
			}
		}
	}
	return out
}
