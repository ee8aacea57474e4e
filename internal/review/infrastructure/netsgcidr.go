package infrastructure

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// CIDRForGroup is NET-SG-CIDR-FOR-GROUP: inside a VPC groups name groups.
func CIDRForGroup() *review.Rule {
	return &review.Rule{
		ID: "NET-SG-CIDR-FOR-GROUP", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Inside a VPC, security groups admit groups and not address ranges",
		Why: "A range admits whatever stands in it, today and tomorrow: one foothold in the subnet is enough to reach the " +
			"port. A reference to a security group admits the machines that were meant, wherever they stand.",
		Fix:        "Replace CidrIp by SourceSecurityGroupId: !GetAtt <the callers' group>.GroupId.",
		Needs:      []string{"J"},
		References: []string{"WA SEC05-BP02"},
		Specimen:   cidrTemplate("CidrIp: 10.0.0.0/24"),
		Twin:       cidrTemplate("SourceSecurityGroupId: !GetAtt WebGroup.GroupId"),
		Check:      checkCIDRForGroup,
	}
}

func cidrTemplate(source string) string {
	return fmt.Sprintf(`Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}
  Web:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-12345678, SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref WebGroup]}
  WebGroup:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: Web servers, VpcId: !Ref Vpc}
  Backend:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-12345678, SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref BackendGroup]}
  BackendGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Backend servers
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 4000, ToPort: 4000, %s}]
`, source)
}

func checkCIDRForGroup(p *review.Pass) {
	members := membersOf(p.Estate)
	for _, g := range estate.All[*estate.SecurityGroup](p.Estate) {
		v, ok := vpcOf(p.Estate, g.VPC)
		if !ok || g.Default || answersEveryone(members[g.ID]) {
			continue
		}
		bad := estate.No()
		var says, callers []string
		d := review.Detail{}
		for _, r := range p.Estate.RulesOf(g, false).Known {
			answer, names := internalRange(p.Estate, v, g, r.Is, members)
			if len(names) == 0 {
				continue
			}
			bad = bad.Or(answer.Given(r.When))
			says = append(says, describe(r.Is))
			callers = append(callers, names...)
			if d.At.IsZero() {
				d.At = r.Is.Origin
			}
		}
		slices.Sort(callers)
		slices.Sort(says)
		says = slices.Compact(says)
		d.Message = fmt.Sprintf("%s: the callers there have groups to name instead (%s)", few(says), few(slices.Compact(callers)))
		p.Judge(g, bad, d)
	}
}

// answersEveryone: interface endpoints are there for the whole VPC, and what
// nobody has serves nobody.
func answersEveryone(members []member) bool {
	for _, m := range members {
		if !m.at.InboundOnly {
			return false
		}
	}
	return true
}

// internalRange asks whether a rule admits a range of the VPC, and names the
// groups of what stands there and could call. Where a network load balancer
// without groups stands there, its addresses are all that a rule can name.
func internalRange(e *estate.Estate, v *estate.VPC, g *estate.SecurityGroup, r estate.SecurityGroupRule, members map[estate.ID][]member) (estate.Truth, []string) {
	var names []string
	answer := review.Ask(r.IPv4, estate.No(), func(p netip.Prefix) estate.Truth {
		inside := within(e, v, p)
		if inside.True.IsNever() || namelessBalancer(e, p) {
			return estate.No()
		}
		callers := callersIn(e, g, p, members)
		names = append(names, callers...)
		if len(callers) == 0 {
			return estate.No()
		}
		return inside
	})
	return answer, names
}

func namelessBalancer(e *estate.Estate, p netip.Prefix) bool {
	for _, l := range estate.All[*estate.LoadBalancer](e) {
		for _, at := range l.Placements(e) {
			if at.NoGroups && standsIn(e, at, p) {
				return true
			}
		}
	}
	return false
}

// callersIn names the other groups whose members stand in the range and open
// connections.
func callersIn(e *estate.Estate, g *estate.SecurityGroup, p netip.Prefix, members map[estate.ID][]member) []string {
	var names []string
	for id, list := range members {
		calls := slices.ContainsFunc(list, func(m member) bool { return isCaller(m.resource) && standsIn(e, m.at, p) })
		if calls && id != g.ID {
			names = append(names, string(id))
		}
	}
	slices.Sort(names)
	return names
}

// isCaller is true of what opens connections of its own; databases, caches,
// file systems and endpoints answer them.
func isCaller(r estate.Networked) bool {
	switch r.(type) {
	case *estate.Instance, *estate.AutoScalingGroup, *estate.Fleet, *estate.NetworkInterface, *estate.LoadBalancer, *estate.Function,
		*estate.ECSService, *estate.EKSCluster, *estate.EKSNodegroup, *estate.BuildProject, *estate.VPCLink, *estate.DBProxy:
		return true
	}
	return false
}

// few lists names, cut where there are many.
func few(names []string) string {
	const most = 4
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
