package estate

import "ringwall/internal/scenario"

// Suffixes of the IDs of what AWS creates with every VPC.
const (
	defaultGroupSuffix = "/default-security-group"
	defaultACLSuffix   = "/default-network-acl"
	mainTableSuffix    = "/main-route-table"
)

// impliedBy names the implied resource that an attribute stands for
// (AWS::EC2::VPC return values).
func impliedBy(r Reference) (ID, bool) {
	switch r.Attribute {
	case "DefaultSecurityGroup":
		return r.Resource + defaultGroupSuffix, true
	case "DefaultNetworkAcl":
		return r.Resource + defaultACLSuffix, true
	}
	return "", false
}

// impliedResources are what AWS creates with each VPC, nobody writing it: the
// main route table with its local route, the default network ACL that allows
// all, the default security group that admits its own members and lets all out
// ("Default security groups for your VPCs", "Default network ACL for a VPC",
// "Subnet route tables").
func impliedResources(e *Estate) []Resource {
	var out []Resource
	for _, v := range All[*VPC](e) {
		if v.External {
			continue
		}
		out = append(out, defaultGroup(v), defaultACL(v), mainTable(v))
	}
	return out
}

func impliedCore(v *VPC, suffix, typ, what string) Core {
	return Core{
		ID: v.ID + ID(suffix), Logical: v.Logical + suffix, Stack: v.Stack, Type: typ,
		Origin: Origin{File: v.Origin.File, Line: v.Origin.Line, Column: v.Origin.Column, Implied: what + " of " + string(v.ID)},
		When:   v.When, Account: v.Account, Region: v.Region,
	}
}

func defaultGroup(v *VPC) *SecurityGroup {
	c := impliedCore(v, defaultGroupSuffix, "AWS::EC2::SecurityGroup", "default security group")
	at := c.Origin
	self := SecurityGroupRule{Origin: at, Owner: c.ID, Protocol: Of("-1", at), Group: Of(c.Self(), at)}
	return &SecurityGroup{
		Core: c, Default: true, VPC: Of(v.Self(), at),
		Ingress: Items[SecurityGroupRule]{Known: []Item[SecurityGroupRule]{{scenario.Always(), self, at}}},
		Egress:  AllowAllEgress(c.ID, at),
	}
}

// AllowAllEgress are the rules that a new security group has for outgoing
// traffic: everything to everywhere, IPv4 and IPv6.
func AllowAllEgress(owner ID, at Origin) Items[SecurityGroupRule] {
	v4 := SecurityGroupRule{Origin: at, Owner: owner, Egress: true, ByDefault: true, Protocol: Of("-1", at), IPv4: Of(anyIPv4, at)}
	v6 := SecurityGroupRule{Origin: at, Owner: owner, Egress: true, ByDefault: true, Protocol: Of("-1", at), IPv6: Of(anyIPv6, at)}
	return Items[SecurityGroupRule]{Origin: at, Known: []Item[SecurityGroupRule]{
		{scenario.Always(), v4, at}, {scenario.Always(), v6, at},
	}}
}

func defaultACL(v *VPC) *NetworkACL {
	c := impliedCore(v, defaultACLSuffix, "AWS::EC2::NetworkAcl", "default network ACL")
	at := c.Origin
	acl := &NetworkACL{Core: c, Default: true, VPC: Of(v.Self(), at)}
	for _, egress := range []bool{false, true} {
		acl.Implied = append(acl.Implied,
			NetworkACLRule{Origin: at, Egress: Of(egress, at), Number: Of(100, at), Protocol: Of("-1", at), Allow: Of(true, at), IPv4: Of(anyIPv4, at)},
			NetworkACLRule{Origin: at, Egress: Of(egress, at), Number: Of(101, at), Protocol: Of("-1", at), Allow: Of(true, at), IPv6: Of(anyIPv6, at)},
		)
	}
	return acl
}

func mainTable(v *VPC) *RouteTable {
	c := impliedCore(v, mainTableSuffix, "AWS::EC2::RouteTable", "main route table")
	return &RouteTable{Core: c, Main: true, VPC: Of(v.Self(), c.Origin)}
}
