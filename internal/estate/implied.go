package estate

import (
	"strings"

	"ringwall/internal/scenario"
)

// Suffixes of the IDs of what AWS creates with every VPC.
const (
	defaultGroupSuffix = "/default-security-group"
	defaultACLSuffix   = "/default-network-acl"
	mainTableSuffix    = "/main-route-table"
)

// Suffixes of the IDs of what EKS creates.
const (
	clusterGroupSuffix = "/cluster-security-group"
	sshGroupSuffix     = "/remote-access-security-group"
)

// impliedBy names the implied resource that an attribute stands for
// (AWS::EC2::VPC return values).
func impliedBy(r Reference) (ID, bool) {
	switch r.Attribute {
	case "DefaultSecurityGroup":
		return r.Resource + defaultGroupSuffix, true
	case "DefaultNetworkAcl":
		return r.Resource + defaultACLSuffix, true
	case "ClusterSecurityGroupId":
		return r.Resource + clusterGroupSuffix, true
	}
	return "", false
}

// IsDefault reports the IDs of what AWS creates with a VPC: a source that adopts it
// gives it that ID.
func IsDefault(id ID) bool {
	for _, suffix := range [...]string{defaultGroupSuffix, defaultACLSuffix, mainTableSuffix} {
		if strings.HasSuffix(string(id), suffix) {
			return true
		}
	}
	return false
}

// impliedResources are what AWS creates, nobody writing it. With each VPC: the
// main route table with its local route, the default network ACL that allows
// all, the default security group that admits its own members and lets all out
// ("Default security groups for your VPCs", "Default network ACL for a VPC",
// "Subnet route tables").
func impliedResources(e *Estate) []Resource {
	var out []Resource
	for _, v := range All[*VPC](e) {
		if v.External || v.Physical != "" { // AWS lists what a live one has
			continue
		}
		for _, r := range []Resource{defaultGroup(v), defaultACL(v), mainTable(v)} {
			if _, adopted := e.Get(r.Base().ID); !adopted {
				out = append(out, r)
			}
		}
	}
	for _, c := range All[*EKSCluster](e) {
		if c.Physical != "" {
			continue
		}
		out = append(out, eksClusterGroup(e, c))
	}
	for _, g := range All[*EKSNodegroup](e) {
		if len(g.SSHKey.alts) > 0 {
			out = append(out, eksRemoteAccess(e, g))
		}
	}
	return out
}

func impliedCore(v *Core, suffix, typ, what string) Core {
	return Core{
		ID: v.ID + ID(suffix), Logical: v.Logical + suffix, Stack: v.Stack, Type: typ,
		Origin: Origin{File: v.Origin.File, Line: v.Origin.Line, Column: v.Origin.Column, Implied: what + " of " + string(v.ID)},
		When:   v.When, Account: v.Account, Region: v.Region,
	}
}

// eksClusterGroup is the group that EKS makes with a cluster: it admits its own
// members and lets all out ("View Amazon EKS security group requirements for
// clusters").
func eksClusterGroup(e *Estate, k *EKSCluster) *SecurityGroup {
	c := impliedCore(k.Base(), clusterGroupSuffix, "AWS::EC2::SecurityGroup", "cluster security group")
	at := c.Origin
	self := SecurityGroupRule{Origin: at, Owner: c.ID, Protocol: Of("-1", at), Group: Of(c.Self(), at)}
	return &SecurityGroup{
		Core: c, VPC: vpcOf(e, k.Subnets),
		Ingress: Items[SecurityGroupRule]{Known: []Item[SecurityGroupRule]{{scenario.Always(), self, at}}},
		Egress:  AllowAllEgress(c.ID, at),
	}
}

// eksRemoteAccess is the group that EKS makes for SSH to a node group's nodes:
// "if you specify an SSH key but don't specify a source security group, port 22
// on the nodes is opened to the internet (0.0.0.0/0)".
func eksRemoteAccess(e *Estate, g *EKSNodegroup) *SecurityGroup {
	c := impliedCore(g.Base(), sshGroupSuffix, "AWS::EC2::SecurityGroup", "remote access security group")
	at := c.Origin
	rule := SecurityGroupRule{Origin: at, Owner: c.ID, Protocol: Of("tcp", at), From: Of(22, at), To: Of(22, at)}
	out := &SecurityGroup{Core: c, VPC: vpcOf(e, g.Subnets), Egress: AllowAllEgress(c.ID, at)}
	for _, s := range g.SSHSources.Known {
		rule.Group = Of(s.Is, s.Origin)
		out.Ingress.Known = append(out.Ingress.Known, Item[SecurityGroupRule]{s.When, rule, at})
	}
	out.Ingress.Unknown = g.SSHSources.Unknown
	rule.Group, rule.IPv4 = Value[Text]{}, Of(anyIPv4, at)
	if everyone := g.SSHSources.IsEmpty().True; !everyone.IsNever() {
		out.Ingress.Known = append(out.Ingress.Known, Item[SecurityGroupRule]{everyone, rule, at})
	}
	return out
}

// vpcOf is the VPC in which subnets lie, by the first that is in the estate.
func vpcOf(e *Estate, subnets Items[Text]) Value[Text] {
	for _, s := range subnets.Known {
		if sub, ok := FollowTo[*Subnet](e, s.Is); ok {
			return sub.VPC
		}
	}
	return Value[Text]{}
}

func defaultGroup(v *VPC) *SecurityGroup {
	c := impliedCore(v.Base(), defaultGroupSuffix, "AWS::EC2::SecurityGroup", "default security group")
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
	c := impliedCore(v.Base(), defaultACLSuffix, "AWS::EC2::NetworkAcl", "default network ACL")
	at := c.Origin
	acl := &NetworkACL{Core: c, Default: true, VPC: Of(v.Self(), at)}
	for _, egress := range []bool{false, true} {
		acl.Entries = append(acl.Entries,
			NetworkACLRule{Origin: at, Egress: Of(egress, at), Number: Of(100, at), Protocol: Of("-1", at), Allow: Of(true, at), IPv4: Of(anyIPv4, at)},
			NetworkACLRule{Origin: at, Egress: Of(egress, at), Number: Of(101, at), Protocol: Of("-1", at), Allow: Of(true, at), IPv6: Of(anyIPv6, at)},
		)
	}
	return acl
}

func mainTable(v *VPC) *RouteTable {
	c := impliedCore(v.Base(), mainTableSuffix, "AWS::EC2::RouteTable", "main route table")
	return &RouteTable{Core: c, Main: true, VPC: Of(v.Self(), c.Origin)}
}
