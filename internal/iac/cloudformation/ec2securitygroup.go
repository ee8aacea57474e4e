package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func securityGroup(c estate.Core) estate.Resource {
	p := c.Properties
	g := &estate.SecurityGroup{
		Core: c, GroupName: p.At("GroupName").AsText(),
		Description: p.At("GroupDescription").AsString(), VPC: p.At("VpcId").AsText(),
		Ingress: groupRules(c, "SecurityGroupIngress", false),
		Egress:  groupRules(c, "SecurityGroupEgress", true),
	}
	// "When you create a security group, if you do not add egress rules, we add
	// egress rules that allow all outbound IPv4 and IPv6 traffic"
	// (AWS::EC2::SecurityGroup): also where the list is there but empty.
	none := g.Egress.IsEmpty().True
	g.Egress = g.Egress.Append(estate.AllowAllEgress(c.ID, c.Origin).Given(none))
	return g
}

func groupRules(c estate.Core, property string, egress bool) estate.Items[estate.SecurityGroupRule] {
	return estate.AsItems(c.Properties.At(property), func(_ scenario.Guard, t *estate.Tree) estate.SecurityGroupRule {
		return groupRule(t, c.ID, egress)
	})
}

// groupRule reads a rule; whether it stands in a group or alone, its properties
// have the same names.
func groupRule(t *estate.Tree, owner estate.ID, egress bool) estate.SecurityGroupRule {
	r := estate.SecurityGroupRule{
		Origin: t.Place(), Owner: owner, Egress: egress,
		Protocol: t.At("IpProtocol").AsString(),
		From:     t.At("FromPort").AsInt(), To: t.At("ToPort").AsInt(),
		IPv4: t.At("CidrIp").AsBlock(false), IPv6: t.At("CidrIpv6").AsBlock(true),
		Length4: t.At("CidrIp").AsPrefixLength(), Length6: t.At("CidrIpv6").AsPrefixLength(),
		PrefixList:  t.At("SourcePrefixListId").AsText(),
		Group:       firstText(t, "SourceSecurityGroupId", "SourceSecurityGroupName"),
		Description: t.At("Description").AsString(),
	}
	if egress {
		r.PrefixList = t.At("DestinationPrefixListId").AsText()
		r.Group = t.At("DestinationSecurityGroupId").AsText()
	}
	return r
}

func securityGroupIngress(c estate.Core) estate.Resource { return loneRule(c, false) }

func securityGroupEgress(c estate.Core) estate.Resource { return loneRule(c, true) }

func loneRule(c estate.Core, egress bool) estate.Resource {
	r := &estate.SecurityGroupRuleResource{
		Core: c, Owner: firstText(c.Properties, "GroupId", "GroupName"), Rule: groupRule(c.Properties, c.ID, egress),
	}
	r.Rule.Origin = c.Origin
	return r
}

func securityGroupVPCAssociation(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.SecurityGroupAssociation{Core: c, Group: p.At("GroupId").AsText(), VPC: p.At("VpcId").AsText()}
}
