package account

import (
	"net/netip"
	"strconv"

	"ringwall/internal/estate"
)

type rules = estate.Items[estate.SecurityGroupRule]

// securityGroup reads a SecurityGroup (DescribeSecurityGroups) with its rules.
func (r *reader) securityGroup() {
	g := &estate.SecurityGroup{Core: r.core("", "AWS::EC2::SecurityGroup")}
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "GroupId":
			g.ID, g.Logical, g.Physical = r.named()
		case "GroupName":
			g.GroupName = r.txt()
		case "Description":
			g.Description = r.words()
		case "VpcId":
			g.VPC = r.txt()
		case "OwnerId":
			g.Account = estate.Literal(r.intern())
		case "SecurityGroupArn":
			r.byARN(&g.Core, r.intern())
		case "IpPermissions":
			g.Ingress = r.permissions(false)
		case "IpPermissionsEgress":
			g.Egress = r.permissions(true)
		case "Tags":
			g.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	name, _ := g.GroupName.Known()
	g.Default = name.Equal(estate.Literal("default"))
	for _, list := range []rules{g.Ingress, g.Egress} {
		for n := range list.Known {
			list.Known[n].Is.Owner = g.ID
		}
	}
	r.add(g)
}

// permissions reads a list of IpPermission: one rule for each peer.
func (r *reader) permissions(egress bool) rules {
	out := rules{Origin: r.at}
	for r.open('['); r.more(); {
		line, column := r.place()
		at := estate.Origin{File: r.name, Line: line, Column: column}
		sound, before := len(out.Known), r.faults
		out.Known = r.permission(out.Known, estate.SecurityGroupRule{Origin: at, Egress: egress})
		if r.faults != before || r.err != nil {
			out.Known = out.Known[:sound] // what the group may have besides is unknown
		}
	}
	return out
}

// permission reads an IpPermission, whose members may come in any order.
func (r *reader) permission(into []estate.Item[estate.SecurityGroupRule], form estate.SecurityGroupRule) []estate.Item[estate.SecurityGroupRule] {
	from := len(into)
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "IpProtocol":
			form.Protocol = r.words()
		case "FromPort":
			form.From = r.whole()
		case "ToPort":
			form.To = r.whole()
		case "IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs":
			for r.open('['); r.more(); {
				rule := form
				r.peer(&rule)
				into = append(into, estate.Item[estate.SecurityGroupRule]{Is: rule, Origin: form.Origin})
			}
		default:
			r.skip()
		}
	}
	for n := from; n < len(into); n++ {
		into[n].Is.Protocol, into[n].Is.From, into[n].Is.To = form.Protocol, form.From, form.To
	}
	return into
}

// peer reads one peer of a rule.
func (r *reader) peer(rule *estate.SecurityGroupRule) {
	for r.open('{'); r.more(); {
		if string(r.key()) == "GroupId" {
			rule.Group = r.txt()
		} else {
			r.peerField(rule)
		}
	}
}

// peerField reads the member whose name was just read, if it says who a rule's
// peer is.
func (r *reader) peerField(rule *estate.SecurityGroupRule) {
	switch string(r.last) {
	case "CidrIp", "CidrIpv4":
		rule.IPv4 = r.prefix()
		rule.Length4 = r.lengthOf(rule.IPv4)
	case "CidrIpv6":
		rule.IPv6 = r.prefix()
		rule.Length6 = r.lengthOf(rule.IPv6)
	case "PrefixListId":
		rule.PrefixList = r.txt()
	case "Description":
		rule.Description = r.words()
	default:
		r.skip()
	}
}

func (r *reader) lengthOf(v estate.Value[netip.Prefix]) estate.Value[int] {
	p, ok := v.Known()
	if !ok {
		return estate.Value[int]{}
	}
	return r.values.whole(p.Bits(), v.Origin)
}

// securityGroupRule reads a SecurityGroupRule (DescribeSecurityGroupRules). It
// counts where the groups themselves are not listed.
func (r *reader) securityGroupRule() {
	x := &estate.SecurityGroupRuleResource{Core: r.core("", "AWS::EC2::SecurityGroupIngress")}
	rule := &x.Rule
	rule.Origin = r.at
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "SecurityGroupRuleId":
			x.ID, x.Logical, x.Physical = r.named()
		case "GroupId":
			x.Owner = r.txt()
		case "GroupOwnerId":
			x.Account = estate.Literal(r.intern())
		case "IsEgress":
			rule.Egress, _ = r.boolean()
		case "IpProtocol":
			rule.Protocol = r.words()
		case "FromPort":
			rule.From = r.whole()
		case "ToPort":
			rule.To = r.whole()
		case "ReferencedGroupInfo":
			rule.Group = r.values.text(r.member("GroupId"), r.at)
		default:
			r.peerField(rule)
		}
	}
	if rule.Egress {
		x.Type = "AWS::EC2::SecurityGroupEgress"
	}
	rule.Owner = x.ID
	r.loose.rules = append(r.loose.rules, looseRule{x, r.scope})
}

// groupAssociation reads a SecurityGroupVpcAssociation
// (DescribeSecurityGroupVpcAssociations).
func (r *reader) groupAssociation() {
	a := &estate.SecurityGroupAssociation{Core: r.core("", "AWS::EC2::SecurityGroupVpcAssociation")}
	is := r.members("GroupId", "VpcId", "State")
	group, vpc, state := is[0], is[1], is[2]
	if state != "" && state != "associated" {
		return
	}
	a.Group, a.VPC = r.values.text(group, r.at), r.values.text(vpc, r.at)
	a.Physical = group + "/" + vpc
	a.ID, a.Logical = estate.ID(a.Physical), a.Physical
	r.add(a)
}

// networkACL reads a NetworkAcl (DescribeNetworkAcls) with its entries and
// associations.
func (r *reader) networkACL() {
	a := &estate.NetworkACL{Core: r.core("", "AWS::EC2::NetworkAcl")}
	var subnets, ids []string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "NetworkAclId":
			a.ID, a.Logical, a.Physical = r.named()
		case "VpcId":
			a.VPC = r.txt()
		case "OwnerId":
			a.Account = estate.Literal(r.intern())
		case "IsDefault":
			a.Default, _ = r.boolean()
		case "Entries":
			a.Entries = append(a.Entries, r.aclEntries()...)
		case "Associations":
			subnets, ids = r.aclAssociations()
		case "Tags":
			a.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	if a.Physical == "" {
		return // whose entries these are, a damaged record does not say
	}
	for n := range a.Entries {
		a.Entries[n].Owner = a.ID
	}
	r.add(a)
	for n, s := range subnets {
		x := &estate.NetworkACLAssociation{
			Core: r.core(ids[n], "AWS::EC2::SubnetNetworkAclAssociation"), Subnet: r.values.text(s, r.at), ACL: r.values.text(a.Physical, r.at),
		}
		if x.Physical == "" {
			x.Physical = a.Physical + "/" + s
			x.ID, x.Logical = estate.ID(x.Physical), x.Physical
		}
		x.Account = a.Account
		r.loose.filtered[s] = true
		r.add(x)
	}
}

func (r *reader) aclAssociations() (subnets, ids []string) {
	for r.open('['); r.more(); {
		x := r.members("SubnetId", "NetworkAclAssociationId")
		if x[0] != "" {
			subnets, ids = append(subnets, x[0]), append(ids, x[1])
		}
	}
	return subnets, ids
}

// aclEntries reads the entries of a network ACL, which are good until the next's.
func (r *reader) aclEntries() []estate.NetworkACLRule {
	list := r.loose.filter[:0]
	for r.open('['); r.more(); {
		before := r.faults
		if e := r.aclEntry(); r.faults == before && r.err == nil {
			list = append(list, e)
		}
	}
	r.loose.filter = list
	return list
}

// aclEntry reads a NetworkAclEntry. Its protocol is a number as text.
func (r *reader) aclEntry() estate.NetworkACLRule {
	line, column := r.place()
	e := estate.NetworkACLRule{Origin: estate.Origin{File: r.name, Line: line, Column: column}}
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "CidrBlock":
			e.IPv4 = r.prefix()
		case "Ipv6CidrBlock":
			e.IPv6 = r.prefix()
		case "Egress":
			e.Egress = r.flag()
		case "Protocol":
			if r.peek() == '"' {
				e.Protocol = r.words()
			} else if n, ok := r.number(); ok {
				e.Protocol = r.values.word(strconv.Itoa(n), e.Origin)
			}
		case "RuleAction":
			e.Allow = r.values.boolean(r.intern() == "allow", e.Origin)
		case "RuleNumber":
			e.Number = r.whole()
		case "PortRange":
			e.From, e.To = r.twoNumbers("From", "To")
		case "IcmpTypeCode":
			e.ICMPType, e.ICMPCode = r.twoNumbers("Type", "Code")
		default:
			r.skip()
		}
	}
	return e
}

func (r *reader) twoNumbers(first, second string) (a, b estate.Value[int]) {
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case first:
			a = r.whole()
		case second:
			b = r.whole()
		default:
			r.skip()
		}
	}
	return a, b
}

// blocking is what stands for the VPC Block Public Access of an account and
// Region, which has no id.
func blocking(account, region string) string {
	return "vpc-block-public-access/" + account + "/" + region
}

// blockPublicAccess reads VpcBlockPublicAccessOptions
// (DescribeVpcBlockPublicAccessOptions).
func (r *reader) blockPublicAccess() {
	b := &estate.BlockPublicAccess{Core: r.core("", "AWS::EC2::VPCBlockPublicAccessOptions")}
	var account, region, state string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "AwsAccountId":
			account = r.intern()
		case "AwsRegion":
			region = r.intern()
		case "State":
			state = r.intern()
		case "InternetGatewayBlockMode":
			b.Mode = r.words()
		default:
			r.skip()
		}
	}
	if mode, ok := b.Mode.Known(); !ok || mode == "off" && state != "update-in-progress" {
		return
	}
	if account == "" {
		account, region = r.scope.account, r.scope.region
	}
	b.Physical = blocking(account, region)
	b.ID, b.Logical = estate.ID(b.Physical), b.Physical
	b.Account, b.Region = estate.Literal(account), estate.Literal(region)
	r.add(b)
}

// blockPublicAccessExclusion reads a VpcBlockPublicAccessExclusion.
func (r *reader) blockPublicAccessExclusion() {
	x := &estate.BlockPublicAccessExclusion{Core: r.core("", "AWS::EC2::VPCBlockPublicAccessExclusion")}
	var state, arn string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "ExclusionId":
			x.ID, x.Logical, x.Physical = r.named()
		case "InternetGatewayExclusionMode":
			x.Mode = r.words()
		case "ResourceArn":
			arn = r.intern()
		case "State":
			state = r.intern()
		case "Tags":
			x.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	id := lastPart(arn)
	if len(id) > 7 && id[:7] == "subnet-" {
		x.Subnet = r.values.text(id, r.at)
	} else {
		x.VPC = r.values.text(id, r.at)
	}
	switch state {
	case "", "create-complete", "update-complete", "update-in-progress", "update-failed", "delete-in-progress":
		r.byARN(&x.Core, arn)
		x.ARN = estate.Text{}
		r.add(x)
	}
}
