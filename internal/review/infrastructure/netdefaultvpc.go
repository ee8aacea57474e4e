package infrastructure

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// DefaultVPC is NET-DEFAULT-VPC.
func DefaultVPC() *review.Rule {
	return &review.Rule{
		ID: "NET-DEFAULT-VPC", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Nothing runs in a default VPC",
		Why: "Every subnet of a default VPC is public and gives public addresses, and its default group and address block are the same " +
			"everywhere: what is put there without a thought faces the internet, and cannot be connected to other networks.",
		Fix:   "Name the subnets (SubnetId, a subnet group, VPCZoneIdentifier) and security groups of a VPC of your own; delete default VPCs.",
		Needs: []string{"J", "ORG"}, References: []string{"WA SEC05-BP01"},
		Specimen: defaultPlace(""), Twin: defaultPlace("SubnetId: subnet-1, "),
		Check: checkDefaultVPC,
	}
}

func defaultPlace(subnet string) string {
	return `Resources:
  Server:
    Type: AWS::EC2::Instance
    Properties: {` + subnet + `ImageId: ami-1}
`
}

func checkDefaultVPC(p *review.Pass) {
	for _, r := range p.Estate.Resources {
		c := r.Base()
		if c.Physical != "" || c.Origin.Implied != "" {
			judgeLiveDefault(p, r)
			continue
		}
		if v, ok := r.(*estate.VPC); ok && v.Default {
			p.Fail(v, review.Detail{Message: "the account's default VPC is taken into use", Fix: "Make a VPC of your own, and delete the default one."})
			continue
		}
		if bad, ok := unplaced(r); ok {
			d := review.Detail{Message: "it names no subnet, so AWS puts it in the account's default VPC"}
			if takesDefaultGroup(p.Estate, r) {
				d.Message += ", and into its default security group, whose members reach each other on every port"
			}
			p.Judge(r, bad, d)
		}
	}
}

// unplaced is true of a resource that AWS puts in the default VPC because it names
// no subnet; not ok of what needs none.
func unplaced(r estate.Resource) (estate.Truth, bool) {
	own := func(group estate.Value[estate.Text], instead ...estate.Truth) estate.Truth {
		return estate.IsAbsent(group).And(estate.AnyOf(instead...).Not())
	}
	given := func(v estate.Value[estate.Text]) estate.Truth { return estate.IsAbsent(v).Not() }
	switch r := r.(type) {
	case *estate.Instance:
		return own(r.Subnet, r.Interfaces.IsEmpty().Not(), given(r.LaunchTemplate)), true
	case *estate.AutoScalingGroup:
		zones := r.Zones.IsEmpty().Not()
		return r.Subnets.IsEmpty().And(zones).And(estate.IsAbsent(r.LaunchTemplate).Not()), true
	case *estate.DBInstance:
		return own(r.SubnetGroup, given(r.Cluster), given(r.SourceInstance), given(r.SourceCluster)), r.Type == "AWS::RDS::DBInstance"
	case *estate.DBCluster:
		return own(r.SubnetGroup, given(r.SourceCluster), given(r.GlobalCluster)), true
	case *estate.RedshiftCluster:
		return own(r.SubnetGroup), true
	case *estate.Cache:
		return own(r.SubnetGroup, r.Subnets.IsEmpty().Not(), given(r.Global), estate.IsAbsent(r.Properties.At("ReplicationGroupId").AsText()).Not()),
			r.Type == "AWS::ElastiCache::ReplicationGroup" || r.Type == "AWS::ElastiCache::CacheCluster"
	case *estate.ReplicationInstance:
		return own(r.SubnetGroup), true
	case *estate.EMRCluster:
		return r.Subnets.IsEmpty(), true
	}
	return estate.No(), false
}

// judgeLiveDefault tells what stands in a default VPC of a live account.
func judgeLiveDefault(p *review.Pass, r estate.Resource) {
	owner, ok := r.(estate.Networked)
	if !ok || isEntrance(r.Base().Type) {
		return
	}
	for _, place := range owner.Placements(p.Estate) {
		for _, s := range place.Subnets.Known {
			subnet, ok := estate.FollowTo[*estate.Subnet](p.Estate, s.Is)
			if !ok {
				continue
			}
			if vpc, ok := vpcOf(p.Estate, subnet.VPC); ok && vpc.Default {
				p.Fail(r, review.Detail{Message: "it stands in a default VPC", Also: []estate.ID{vpc.ID}})
				return
			}
			p.Good(r)
			return
		}
	}
}

// takesDefaultGroup is true of what names no security group by default.
func takesDefaultGroup(e *estate.Estate, r estate.Resource) bool {
	n, ok := r.(estate.Networked)
	if !ok {
		return false
	}
	for _, at := range n.Placements(e) {
		if !at.NoGroups && len(at.Groups.Known)+len(at.Groups.Unknown) == 0 {
			return true
		}
	}
	return false
}
