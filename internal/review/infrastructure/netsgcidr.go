package infrastructure

import (
	"fmt"
	"maps"
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
	there := standing(p.Estate, members)
	for _, g := range estate.All[*estate.SecurityGroup](p.Estate) {
		v, ok := vpcOf(p.Estate, g.VPC)
		if !ok || g.Default || answersEveryone(members[g.ID]) {
			continue
		}
		bad := estate.No()
		var says, callers []string
		d := review.Detail{}
		for _, r := range p.Estate.RulesOf(g, false).Known {
			answer, names := internalRange(p.Estate, v, g, r.Is, there)
			if len(names) == 0 {
				if there.others(g) {
					p.Hinge(g, answer.Given(r.When))
				}
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
		d.Key = review.Listed(says)
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
func internalRange(e *estate.Estate, v *estate.VPC, g *estate.SecurityGroup, r estate.SecurityGroupRule, there residents) (estate.Truth, []string) {
	var names []string
	answer := review.Ask(r.IPv4, estate.No(), func(p netip.Prefix) estate.Truth {
		inside := estate.No()
		if p.Bits() >= largestVPC {
			inside = within(e, v, p)
		}
		if inside.False.IsAlways() || anyOverlaps(there.nameless, p) {
			return estate.No()
		}
		callers := there.callersIn(g, p)
		if len(callers) == 0 {
			return inside.And(there.open)
		}
		if !inside.True.IsNever() {
			names = append(names, callers...)
		}
		return inside
	})
	return answer, names
}

// largestVPC is the length of the largest block that a VPC may have ("VPC CIDR
// blocks").
const largestVPC = 16

// residents are the IPv4 prefixes of the subnets in which things stand: of load
// balancers without groups, and of the members of each group that open
// connections.
type residents struct {
	nameless []netip.Prefix
	callers  []callers    // by group
	open     estate.Truth // unknown where the prefix of a caller's subnet is
}

// others reports whether what has other groups than this one opens connections.
func (r residents) others(g *estate.SecurityGroup) bool {
	return slices.ContainsFunc(r.callers, func(c callers) bool { return c.group != g.ID })
}

type callers struct {
	group    estate.ID
	prefixes []netip.Prefix
	stands   bool // somewhere
}

func standing(e *estate.Estate, members map[estate.ID][]member) residents {
	out := residents{open: estate.No()}
	for _, l := range estate.All[*estate.LoadBalancer](e) {
		for _, at := range l.Placements(e) {
			if at.NoGroups {
				out.nameless = prefixesOf(e, at, out.nameless)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(members)) {
		c := callers{group: id}
		for _, m := range members[id] {
			if isCaller(m.resource) {
				c.prefixes = prefixesOf(e, *m.at, c.prefixes)
				c.stands = true
				out.open = out.open.Or(openPrefixes(e, *m.at))
			}
		}
		if c.stands {
			out.callers = append(out.callers, c)
		}
	}
	return out
}

// callersIn names the other groups whose members stand in the range and open
// connections.
func (r residents) callersIn(g *estate.SecurityGroup, p netip.Prefix) []string {
	var names []string
	for _, c := range r.callers {
		if c.group != g.ID && anyOverlaps(c.prefixes, p) {
			names = append(names, string(c.group))
		}
	}
	return names
}

func anyOverlaps(list []netip.Prefix, p netip.Prefix) bool {
	return slices.ContainsFunc(list, func(q netip.Prefix) bool { return overlap(p, q) })
}

// prefixesOf adds the IPv4 prefixes that the subnets of a placement have in some
// scenario, each once.
func prefixesOf(e *estate.Estate, at estate.Placement, out []netip.Prefix) []netip.Prefix {
	for _, t := range at.Subnets.Known {
		s, ok := estate.FollowTo[*estate.Subnet](e, t.Is)
		if !ok {
			continue
		}
		for _, a := range s.IPv4.Alternatives() {
			if a.State == estate.Known && !a.When.IsNever() && !slices.Contains(out, a.Is) {
				out = append(out, a.Is)
			}
		}
	}
	return out
}

// openPrefixes is unknown where the IPv4 prefix of a placement's subnet is.
func openPrefixes(e *estate.Estate, at estate.Placement) estate.Truth {
	out := estate.No()
	for _, t := range at.Subnets.Known {
		if s, ok := estate.FollowTo[*estate.Subnet](e, t.Is); ok {
			out = out.Or(review.Open(s.IPv4).Given(t.When))
		}
	}
	return out
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
