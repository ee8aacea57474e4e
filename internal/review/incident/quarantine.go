package incident

import (
	"net/netip"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// QuarantineGroup is IR-QUARANTINE-SG: a suspect machine has somewhere to go.
func QuarantineGroup() *review.Rule {
	return &review.Rule{
		ID: "IR-QUARANTINE-SG", Area: finding.Incident, Severity: finding.Low,
		Title: "Each VPC has a quarantine security group that lets nothing in or out",
		Why: "To cut a machine off without destroying evidence a responder moves it into an empty security group. Made in " +
			"the heat of an incident such a group keeps the rule that lets everything out, and the intruder keeps the line.",
		Fix: "Add an AWS::EC2::SecurityGroup without ingress and with SecurityGroupEgress: [{IpProtocol: \"-1\", CidrIp: " +
			"127.0.0.1/32}]: CloudFormation leaves allow-all egress where no rule is written.",
		Needs:      []string{"NET"},
		References: []string{"WA SEC10-BP06"},
		Specimen:   quarantineTemplate(""),
		Twin:       quarantineTemplate("\n      SecurityGroupEgress: [{IpProtocol: \"-1\", CidrIp: 127.0.0.1/32}]"),
		Check:      checkQuarantine,
	}
}

func quarantineTemplate(egress string) string {
	return `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  Quarantine:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Suspect machines
      VpcId: !Ref Vpc` + egress + "\n"
}

func checkQuarantine(p *review.Pass) {
	groups := estate.All[*estate.SecurityGroup](p.Estate)
	meant := map[estate.ID]bool{}
	for _, g := range groups {
		if isMeant(g) {
			meant[g.ID] = true
			p.Judge(g, lets(p.Estate, g, true).Or(lets(p.Estate, g, false).And(open(p.Estate, g))), review.Detail{
				Message:  "the quarantine group lets traffic through: a machine in it is not cut off",
				Severity: finding.Medium, Weighed: true, Key: "leaks",
			})
		}
	}
	known := map[estate.ID]estate.Truth{}
	closed := func(g *estate.SecurityGroup) estate.Truth {
		t, ok := known[g.ID]
		switch {
		case ok:
			return t
		case meant[g.ID]: // whether it is closed is said of the group itself
			t = estate.Yes()
		default:
			t = lets(p.Estate, g, true).Or(lets(p.Estate, g, false)).Not()
		}
		known[g.ID] = t
		return t
	}
	machines := subnetsOfMachines(p.Estate)
	inVPC := review.NamingOf(p.Estate, groups, func(g *estate.SecurityGroup) estate.Value[estate.Text] { return g.VPC })
	for _, v := range estate.All[*estate.VPC](p.Estate) {
		if v.External {
			continue
		}
		exists := estate.No()
		for _, g := range inVPC.Of(v.ID) {
			if g.Default {
				continue
			}
			if in := review.Refers(p.Estate, g.VPC, v); !in.False.IsAlways() {
				exists = exists.Or(in.And(closed(g)).Given(g.When))
			}
		}
		d := review.Detail{Message: "the VPC has no security group into which a suspect machine could be moved"}
		here := func(s *estate.Subnet) bool { return !review.Refers(p.Estate, s.VPC, v).True.IsNever() }
		if !slices.ContainsFunc(machines.Of(v.ID), here) {
			d.Severity, d.Weighed = finding.Info, true
		}
		p.Judge(v, p.LacksListed(&v.Core, exists, "SecurityGroups"), d)
	}
}

// isMeant is true of a group that says it is for quarantine.
func isMeant(g *estate.SecurityGroup) bool {
	description, _ := g.Description.Known()
	name, _ := g.GroupName.Known()
	for _, s := range []string{g.Logical, description, name.String(), g.Name()} {
		if s = strings.ToLower(s); strings.Contains(s, "quarantine") || strings.Contains(s, "isolation") {
			return true
		}
	}
	return false
}

// lets asks whether some rule of the group lets anything through.
func lets(e *estate.Estate, g *estate.SecurityGroup, egress bool) estate.Truth {
	return review.AnyItem(e.RulesOf(g, egress), func(r estate.SecurityGroupRule) estate.Truth {
		something := estate.When(r.Services(), true, func(s traffic.Services) bool { return !s.IsEmpty() })
		somewhere := estate.When(r.IPv4, false, leadsSomewhere).Or(estate.When(r.IPv6, false, leadsSomewhere)).
			Or(estate.IsAbsent(r.Group).Not()).Or(estate.IsAbsent(r.PrefixList).Not())
		return something.And(somewhere)
	})
}

// open asks whether the group admits a large part of the internet; what lets
// investigators in is part of a quarantine.
func open(e *estate.Estate, g *estate.SecurityGroup) estate.Truth {
	return review.AnyItem(e.RulesOf(g, false), func(r estate.SecurityGroupRule) estate.Truth {
		wide := func(p netip.Prefix) bool { return p.Bits() <= 8 && leadsSomewhere(p) }
		return estate.When(r.IPv4, false, wide).Or(estate.When(r.IPv6, false, wide))
	})
}

// leadsSomewhere is false of addresses at which nothing else can be: loopback,
// the unspecified address, the broadcast address.
func leadsSomewhere(p netip.Prefix) bool {
	return !nowhere.Covers(traffic.Prefixes(p))
}

var nowhere = traffic.Prefixes(
	netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("0.0.0.0/32"), netip.MustParsePrefix("255.255.255.255/32"),
	netip.MustParsePrefix("::1/128"), netip.MustParsePrefix("::/128"),
)

// subnetsOfMachines are the subnets in which an instance or a group of them stands in
// some scenario, by the VPC that they name.
func subnetsOfMachines(e *estate.Estate) review.Naming[*estate.Subnet] {
	var out []*estate.Subnet
	seen := map[*estate.Subnet]bool{}
	for _, r := range estate.All[estate.Networked](e) {
		switch r.(type) {
		case *estate.Instance, *estate.AutoScalingGroup, *estate.Fleet, *estate.EKSNodegroup:
		default:
			continue
		}
		for _, at := range r.Placements(e) {
			for _, t := range at.Subnets.Known {
				if s, ok := estate.FollowTo[*estate.Subnet](e, t.Is); ok && !seen[s] {
					out, seen[s] = append(out, s), true
				}
			}
		}
	}
	return review.NamingOf(e, out, func(s *estate.Subnet) estate.Value[estate.Text] { return s.VPC })
}
