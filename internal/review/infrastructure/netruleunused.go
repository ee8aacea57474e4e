package infrastructure

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// UnusedRule is NET-SG-RULE-UNUSED: every rule of a security group admits
// somebody. Groups that nothing has are NET-SG-UNUSED's.
func UnusedRule() *review.Rule {
	return &review.Rule{
		ID: "NET-SG-RULE-UNUSED", Area: finding.Infrastructure, Severity: finding.Info,
		Title: "Every security-group rule admits somebody",
		Why: "A rule that nobody can use today is a door that waits for its visitor: a group that somebody joins later, an " +
			"address that a later route brings in. Whoever reads it believes that something needs it.",
		Fix:        "Remove the rule, or make what it was meant for: the member, the route, the gateway.",
		Needs:      []string{"NET"},
		References: []string{"WA SEC05-BP02"},
		Specimen: unusedTemplate(`  Jump: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: administrators, VpcId: !Ref Vpc}}
`),
		Twin: unusedTemplate(`  Jump: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: administrators, VpcId: !Ref Vpc}}
  Bastion: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-12345678, SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Jump]}}
`),
		Check: checkUnusedRule,
	}
}

func unusedTemplate(more string) string {
	return `Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: servers
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, SourceSecurityGroupId: !Ref Jump}]
  Server: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-12345678, SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Group]}}
` + more
}

func checkUnusedRule(p *review.Pass) {
	said, members := map[estate.ID]bool{}, membersOf(p.Estate)
	for _, x := range p.Shared.Reach().UnusedRules() {
		r, ok := p.Estate.Get(x.Owner)
		if !ok {
			if r, ok = p.Estate.Get(x.Group); !ok {
				continue
			}
		}
		bad := x.Holds
		for _, g := range offered(p.Estate, x.Peer) {
			bad = bad.And(estate.Maybe(g))
		}
		said[r.Base().ID] = true
		p.Judge(r, bad, review.Detail{
			At: x.Origin, Key: x.Text, Facts: x.Because,
			Message: fmt.Sprintf("nobody can use the rule %s of %s: %s", x.Text, x.Group, strings.Join(x.Because, "; ")),
		})
	}
	for _, g := range estate.All[*estate.SecurityGroup](p.Estate) {
		if !said[g.ID] {
			p.Good(g)
		}
		if len(members[g.ID]) == 0 {
			continue
		}
		for _, egress := range []bool{false, true} {
			for _, r := range p.Estate.RulesOf(g, egress).Known {
				p.Hinge(g, openRule(r.Is).Given(r.When))
			}
		}
	}
}

// openRule is unknown where what a rule admits is.
func openRule(r estate.SecurityGroupRule) estate.Truth {
	return estate.AnyOf(review.Open(r.Protocol), review.Open(r.From), review.Open(r.To), review.Open(r.IPv4), review.Open(r.IPv6))
}

// offered are the reasons for which a group may have members in other stacks:
// an output offers it, so whoever is to be let in may join it there.
func offered(e *estate.Estate, group estate.ID) []estate.Gap {
	r, ok := e.Get(group)
	if !ok || !r.Base().Offered {
		return nil
	}
	return []estate.Gap{review.Gap(string(group), "an output of its stack offers it to others",
		"load the stacks that use the output too", r.Base().Origin)}
}
