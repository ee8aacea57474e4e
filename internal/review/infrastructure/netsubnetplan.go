package infrastructure

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// SubnetPlan is NET-SUBNET-PLAN: the address plan holds together.
func SubnetPlan() *review.Rule {
	return &review.Rule{
		ID: "NET-SUBNET-PLAN", Area: finding.Infrastructure, Severity: finding.Medium,
		Title: "VPC and subnet blocks have a valid size, lie inside each other and do not overlap",
		Why: "AWS refuses a VPC or subnet that is larger than /16 or smaller than /28, a subnet outside its VPC and one " +
			"that overlaps another: the stack fails when it is deployed. With host bits set AWS silently takes another block " +
			"than the one written, and rules that name the written one are wrong.",
		Fix:        "Divide the VPC's block into subnets of /16 to /28 that do not overlap: ringwall cidr shows the split.",
		Needs:      []string{"J"},
		References: []string{"WA SEC05-BP01"},
		Specimen: `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/29}
`,
		Twin: `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/28}
`,
		Check: checkSubnetPlan,
	}
}

func checkSubnetPlan(p *review.Pass) {
	for _, v := range estate.All[*estate.VPC](p.Estate) {
		switch {
		case v.External:
		case settled(v.CIDR):
			p.JudgeParts(v, blockParts(v.CIDR, traffic.CheckVPCPrefix), review.Detail{})
		default:
			p.Hinge(v, review.Open(v.CIDR))
		}
	}
	subnets := estate.All[*estate.Subnet](p.Estate)
	slices.SortStableFunc(subnets, func(a, b *estate.Subnet) int {
		return cmp.Or(cmp.Compare(a.Origin.File, b.Origin.File), cmp.Compare(a.Origin.Line, b.Origin.Line))
	})
	before := map[estate.ID][]*estate.Subnet{} // of a VPC, those whose block is settled
	for _, s := range subnets {
		if !settled(s.IPv4) {
			p.Hinge(s, review.Open(s.IPv4))
			continue
		}
		parts := blockParts(s.IPv4, traffic.CheckSubnetPrefix)
		if v, ok := vpcOf(p.Estate, s.VPC); ok {
			if settled(v.CIDR) {
				parts = append(parts, outside(p.Estate, s, v))
			}
			parts = append(parts, overlaps(p.Estate, s, v, before[v.ID])...)
			before[v.ID] = append(before[v.ID], s)
		}
		p.JudgeParts(s, parts, review.Detail{})
	}
}

// settled is true of a block that is written, and known with every default
// taken. What the plan comes to with others is left open.
func settled(block estate.Value[netip.Prefix]) bool {
	if estate.IsAbsent(block).True.IsAlways() {
		return false
	}
	return estate.When(block, false, netip.Prefix.IsValid).Unknown.ByDefault().IsNever()
}

// blockParts look at the form of a block by itself.
func blockParts(block estate.Value[netip.Prefix], check func(netip.Prefix) error) []review.Part {
	refused, hostBits := "AWS may refuse the block's size", "the block may have host bits set"
	size := estate.When(block, false, func(b netip.Prefix) bool {
		err := check(b.Masked())
		if err != nil {
			refused = err.Error()
		}
		return err != nil
	})
	form := estate.When(block, false, func(b netip.Prefix) bool {
		if b != b.Masked() {
			hostBits = fmt.Sprintf("%s has host bits set: AWS makes it %s", b, b.Masked())
		}
		return b != b.Masked()
	})
	return []review.Part{
		{Bad: size, Says: refused, Severity: finding.Medium, At: block.Origin},
		{Bad: form, Says: hostBits, Severity: finding.Low, At: block.Origin},
	}
}

func outside(e *estate.Estate, s *estate.Subnet, v *estate.VPC) review.Part {
	says := fmt.Sprintf("the subnet may lie outside its VPC %s", v.ID)
	bad := review.Ask(s.IPv4, estate.No(), func(p netip.Prefix) estate.Truth {
		out := within(e, v, p).Not()
		if !out.True.IsNever() {
			says = fmt.Sprintf("%s lies outside every block of its VPC %s", p, v.ID)
		}
		return out
	})
	return review.Part{Bad: bad.And(review.Refers(e, s.VPC, v)), Says: says, Severity: finding.Medium, At: s.IPv4.Origin}
}

// overlaps compares a subnet with those of its VPC that stand before it.
func overlaps(e *estate.Estate, s *estate.Subnet, v *estate.VPC, before []*estate.Subnet) []review.Part {
	var parts []review.Part
	for _, t := range before {
		says := fmt.Sprintf("its block may overlap that of %s", t.ID)
		bad := review.Ask(s.IPv4, estate.No(), func(a netip.Prefix) estate.Truth {
			return estate.When(t.IPv4, false, func(b netip.Prefix) bool {
				if overlap(a, b) {
					says = fmt.Sprintf("%s overlaps %s of %s", a, b, t.ID)
				}
				return overlap(a, b)
			})
		})
		if bad.True.IsNever() {
			continue // no two blocks that the sources offer overlap
		}
		both := review.Refers(e, s.VPC, v).And(review.Refers(e, t.VPC, v)).Given(t.When)
		parts = append(parts, review.Part{Bad: bad.And(both), Says: says, Severity: finding.Medium, At: s.IPv4.Origin})
	}
	return parts
}
