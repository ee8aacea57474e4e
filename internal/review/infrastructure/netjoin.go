package infrastructure

import (
	"net/netip"

	"ringwall/internal/estate"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// The functions of this file join networks: which VPC holds what, and what has
// which security group.

// vpcOf is the VPC of the estate to which a value refers in some scenario.
func vpcOf(e *estate.Estate, v estate.Value[estate.Text]) (*estate.VPC, bool) {
	for _, a := range v.Alternatives() {
		if a.State != estate.Known {
			continue
		}
		if vpc, ok := estate.FollowTo[*estate.VPC](e, a.Is); ok && !vpc.External {
			return vpc, true
		}
	}
	return nil, false
}

// within asks whether a prefix lies in one of the VPC's blocks.
func within(e *estate.Estate, v *estate.VPC, p netip.Prefix) estate.Truth {
	unassigned := estate.No()
	if !estate.IsAbsent(v.CIDR).True.IsNever() {
		unassigned = estate.Maybe(review.Gap(string(v.ID)+".CidrBlock", "an address pool decides the VPC's block", "review the deployed VPC", v.Origin))
	}
	inside := review.Ask(v.CIDR, unassigned, func(block netip.Prefix) estate.Truth { return holds(covers(block, p)) })
	for _, b := range estate.All[*estate.VPCCIDRBlock](e) {
		here := review.Refers(e, b.VPC, v)
		further := estate.When(b.IPv4, false, func(block netip.Prefix) bool { return covers(block, p) })
		inside = inside.Or(here.And(further).Given(b.When))
	}
	return inside
}

func holds(b bool) estate.Truth {
	if b {
		return estate.Yes()
	}
	return estate.No()
}

func covers(block, p netip.Prefix) bool { return traffic.Prefixes(block).Covers(traffic.Prefixes(p)) }

func overlap(a, b netip.Prefix) bool { return a.Masked().Overlaps(b.Masked()) }

// admitsInternet asks whether the rules of the group, all together, let a large
// part of the internet in.
func admitsInternet(e *estate.Estate, g *estate.SecurityGroup) estate.Truth {
	all := e.RulesOf(g, false)
	return rules(all.Known).truth(e, all.Unknown, wide)
}

// anyAdmitsInternet asks it of groups that may stand elsewhere.
func anyAdmitsInternet(e *estate.Estate, groups estate.Items[estate.Text]) estate.Truth {
	return review.AnyItem(groups, func(t estate.Text) estate.Truth {
		if g, ok := estate.FollowTo[*estate.SecurityGroup](e, t); ok {
			return admitsInternet(e, g)
		}
		return estate.Maybe(estate.NotInEstate(t, groups.Origin))
	})
}

// member is a resource with a security group.
type member struct {
	resource estate.Networked
	at       *estate.Placement
}

// membersOf lists what has which group, in some scenario.
func membersOf(e *estate.Estate) map[estate.ID][]member {
	out := map[estate.ID][]member{}
	for _, r := range estate.All[estate.Networked](e) {
		placements := r.Placements(e)
		for i := range placements {
			for _, t := range placements[i].Groups.Known {
				if g, ok := estate.FollowTo[*estate.SecurityGroup](e, t.Is); ok {
					out[g.ID] = append(out[g.ID], member{r, &placements[i]})
				}
			}
		}
	}
	return out
}
