package infrastructure

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// DefaultGroup is NET-DEFAULT-SG: nothing stands in a VPC's default group.
func DefaultGroup() *review.Rule {
	return &review.Rule{
		ID: "NET-DEFAULT-SG", Area: finding.Infrastructure, Severity: finding.Medium,
		Title: "Default security groups are empty and unused",
		Why: "What names no security group lands in the VPC's default group, whose members reach each other on every " +
			"port. Unrelated machines end up trusting each other, and one that is taken over reaches them all.",
		Fix:        "Name a security group of its own (SecurityGroupIds, VPCSecurityGroups …), made for what it serves.",
		Needs:      []string{"J"},
		References: []string{"FSBP EC2.2", "CIS 6.5", "WA SEC05-BP02"},
		Specimen: `Resources:
  Server:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-12345678, SubnetId: subnet-12345678}
`,
		Twin: `Resources:
  Server:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-12345678, SubnetId: subnet-12345678, SecurityGroupIds: [!Ref ServerGroup]}
  ServerGroup:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: Server, VpcId: vpc-12345678}
`,
		Check: checkDefaultGroup,
	}
}

func checkDefaultGroup(p *review.Pass) {
	for _, r := range estate.All[estate.Networked](p.Estate) {
		if hasGroupsAnyway(p.Estate, r) {
			continue
		}
		for _, at := range r.Placements(p.Estate) {
			if !at.NoGroups {
				bad := usesDefault(p.Estate, at).Given(at.When)
				if nowhere, ok := unplaced(r); ok && len(at.Groups.Known) == 0 { // NET-DEFAULT-VPC tells of both
					bad = bad.And(nowhere.Not())
				}
				if mayStandOutside(r) {
					bad = bad.And(estate.Holds(at.Subnets.IsEmpty().True.Not()))
				}
				p.Judge(r, bad, review.Detail{
					At: at.Groups.Origin, Key: at.Name,
					Message: "it stands in the default security group of its VPC, whose members reach each other on every port",
				})
			}
		}
	}
	for _, g := range estate.All[*estate.SecurityGroup](p.Estate) {
		if g.Default {
			judgeDefaultRules(p, g)
		}
	}
}

// mayStandOutside is true of kinds that stand in no VPC at all where no subnets
// are given.
func mayStandOutside(r estate.Networked) bool {
	switch r.(type) {
	case *estate.Function, *estate.ECSService, *estate.SearchDomain, *estate.BuildProject, *estate.TransferServer, *estate.VPCLink:
		return true
	}
	return false
}

// hasGroupsAnyway: some kinds get a group of the service's own, have none, or
// have them from elsewhere.
func hasGroupsAnyway(e *estate.Estate, r estate.Networked) bool {
	elsewhere := func(v estate.Value[estate.Text]) bool { return !estate.IsAbsent(v).True.IsAlways() }
	switch r := r.(type) {
	case *estate.EKSCluster, *estate.EKSNodegroup, *estate.DBProxy:
		return true
	case *estate.LoadBalancer:
		kind, ok := r.Kind.Known()
		return kind == "gateway" || !ok && r.Kind.Possible().IsNever() || kind == "classic" && len(r.Subnets.Known)+len(r.Subnets.Unknown) == 0
	case *estate.VPCEndpoint:
		kind, ok := r.Kind.Known()
		return !ok || kind != "Interface"
	case *estate.DBInstance:
		return elsewhere(r.Cluster) || r.Properties.Has("DBSecurityGroups") // of EC2-Classic
	}
	return false
}

// followed is the resource to which a value refers in some scenario.
func followed[T estate.Resource](e *estate.Estate, v estate.Value[estate.Text]) (T, bool) {
	for _, a := range v.Alternatives() {
		if a.State == estate.Known {
			if r, ok := estate.FollowTo[T](e, a.Is); ok {
				return r, true
			}
		}
	}
	var zero T
	return zero, false
}

// usesDefault asks whether a placement names no group, or the default one. A
// list of groups that is not known has some: none at all is left out instead.
func usesDefault(e *estate.Estate, at estate.Placement) estate.Truth {
	out := estate.Holds(at.Groups.IsEmpty().True)
	for _, t := range at.Groups.Known {
		if g, ok := estate.FollowTo[*estate.SecurityGroup](e, t.Is); ok && g.Default {
			out = out.Or(estate.Holds(t.When))
		}
	}
	return out
}

// judgeDefaultRules finds rules that a source adds to a default group. Those of
// AWS's own cannot be written away in a template: without members they let
// nothing through, but the next machine without a group will be one.
func judgeDefaultRules(p *review.Pass, g *estate.SecurityGroup) {
	added := estate.No()
	d := review.Detail{
		Message: "the default security group still has the rules that AWS gave it", Severity: finding.Info, Weighed: true,
		Fix: "Empty it after deployment: aws ec2 revoke-security-group-ingress and -egress, or AWS Config's " +
			"VPC_DEFAULT_SECURITY_GROUP_CLOSED with AWSConfigRemediation-RemoveVPCDefaultSecurityGroupRules.",
	}
	for _, egress := range []bool{false, true} {
		for _, r := range p.Estate.RulesOf(g, egress).Known {
			if r.Is.Owner != g.ID {
				added = added.Or(estate.Holds(r.When))
				d = review.Detail{
					At: r.Is.Origin, Message: "a rule is added to the VPC's default security group",
					Fix: "Give the rule to a group of its own, and leave the default group empty.",
				}
			}
		}
	}
	left := estate.Holds(g.When).And(emptied(p.Estate, g).Not())
	if g.Origin.Implied == "" && g.Physical == "" { // adopted: the source writes all of its rules
		left = g.Ingress.IsEmpty().And(g.Egress.IsEmpty()).Not()
		if !left.True.IsNever() && d.Severity == finding.Info {
			d.Message, d.Fix = "the default security group has rules", "Write no ingress and egress into it."
		}
	}
	p.Judge(g, added.Or(left), d)
}

// emptied asks whether something in the sources takes the default groups' rules
// away: a remediation of AWS Config, or a custom resource that is handed the
// group.
func emptied(e *estate.Estate, g *estate.SecurityGroup) estate.Truth {
	out := estate.No()
	vpc, _ := vpcOf(e, g.VPC)
	for _, r := range estate.All[*estate.Other](e) {
		switch {
		case r.Type == "AWS::Config::RemediationConfiguration":
			target, _ := r.Properties.At("TargetId").AsString().Known()
			if strings.Contains(target, "RemoveVPCDefaultSecurityGroupRules") {
				out = out.Or(estate.Holds(r.When))
			}
		case strings.HasPrefix(r.Type, "Custom::") || r.Type == "AWS::CloudFormation::CustomResource":
			for _, ref := range r.Properties.References() {
				if vpc != nil && ref.Resource == vpc.ID && ref.Attribute == "DefaultSecurityGroup" {
					out = out.Or(estate.Holds(r.When))
				}
			}
		}
	}
	return out
}
