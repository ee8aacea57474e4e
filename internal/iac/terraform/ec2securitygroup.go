package terraform

import (
	"strconv"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func groupRules() map[string]rule {
	written := dropped("ingress", "egress", "default_security_group_id")
	written["name"] = "GroupName"
	written["description"] = "GroupDescription"
	return map[string]rule{
		"aws_security_group":         {cfn: "AWS::EC2::SecurityGroup", rename: written, name: "-", make: makeGroup},
		"aws_default_security_group": {cfn: "AWS::EC2::SecurityGroup", rename: written, name: "-", make: makeDefaultGroup},
		"aws_security_group_rule":    {cfn: "AWS::EC2::SecurityGroupIngress", make: makeGroupRule},
		"aws_vpc_security_group_ingress_rule": {cfn: "AWS::EC2::SecurityGroupIngress", rename: map[string]string{
			"security_group_id": "GroupId", "cidr_ipv4": "CidrIp", "prefix_list_id": "SourcePrefixListId", "referenced_security_group_id": "SourceSecurityGroupId"}},
		"aws_vpc_security_group_egress_rule": {cfn: "AWS::EC2::SecurityGroupEgress", rename: map[string]string{
			"security_group_id": "GroupId", "cidr_ipv4": "CidrIp", "prefix_list_id": "DestinationPrefixListId", "referenced_security_group_id": "DestinationSecurityGroupId"}},
		"aws_vpc_security_group_vpc_association": {cfn: "AWS::EC2::SecurityGroupVpcAssociation", rename: map[string]string{"security_group_id": "GroupId"}},
	}
}

// makeGroup writes the rules that stand in a group: one for each source, as the API
// has them.
func makeGroup(x *translation) {
	for _, direction := range []string{"ingress", "egress"} {
		var rules []*value
		for _, b := range x.blocksOf(direction) {
			for _, r := range x.rulesOf(b, direction == "egress", x.self(x.block.at)) {
				rules = append(rules, either(r.when, r.is, nil, r.is.at))
			}
		}
		if rules != nil {
			x.set("SecurityGroup"+pascal(direction), listOf(rules, x.written(direction).at))
		}
	}
}

func makeDefaultGroup(x *translation) {
	x.adoptDefaultGroup()
	makeGroup(x)
}

// adoptDefaultGroup gives the instance the ID of its VPC's default group.
func (x *translation) adoptDefaultGroup() {
	v := x.written("vpc_id")
	var vpc estate.ID
	switch v.form() {
	case isScalar:
		if r, ok := v.text.Reference(); ok && r.Attribute == "" {
			vpc = r.Resource
		}
	case isThing:
		vpc = v.thing.id
	}
	if i := x.byID[vpc]; i != nil && x.loader.target(i.typ()).cfn == "AWS::EC2::VPC" {
		x.id = vpc + defaultGroup
	}
}

// rulesOf are the rules that one block makes: for each address prefix, prefix list
// and group that it names.
func (x *translation) rulesOf(b leaf, egress bool, self *value) []leaf {
	if b.is.form() != isObject {
		return []leaf{b} // of unknown form: there may be rules of any kind
	}
	at := b.is.at
	list, group := "SourcePrefixListId", "SourceSecurityGroupId"
	if egress {
		list, group = "DestinationPrefixListId", "DestinationSecurityGroupId"
	}
	var out []leaf
	add := func(when scenario.Guard, property string, v *value) {
		if when = when.And(b.when); !when.IsNever() {
			out = append(out, leaf{when, x.groupRule(b.is, property, v)})
		}
	}
	for _, source := range [...][2]string{
		{"cidr_blocks", "CidrIp"}, {"ipv6_cidr_blocks", "CidrIpv6"}, {"prefix_list_ids", list}, {"security_groups", group}, {"source_security_group_id", group},
	} {
		for _, s := range itemsOf(x.part(b.is, source[0]), at) {
			add(s.when, source[1], s.is)
		}
	}
	if v := x.part(b.is, "self"); !v.isNone() {
		yes, _ := x.test(v, at)
		if !yes.IsNever() {
			add(yes, group, self.place(v.at))
		}
	}
	return out
}

// groupRule is a rule with one source.
func (x *translation) groupRule(b *value, property string, source *value) *value {
	protocol := x.mapText(x.part(b, "protocol"), func(s string) string {
		if strings.EqualFold(s, "all") {
			return "-1"
		}
		return strings.ToLower(s)
	})
	at := source.atOr(b.at)
	return object(at, field{"IpProtocol", at, protocol}, field{"FromPort", at, x.part(b, "from_port")}, field{"ToPort", at, x.part(b, "to_port")},
		field{property, at, source}, field{"Description", at, x.part(b, "description")})
}

// makeGroupRule makes a resource of each source that a rule names. Its type may hang
// on scenarios.
func makeGroupRule(x *translation) {
	x.drop = true
	var fields []field
	for _, name := range x.names {
		fields = append(fields, field{name, x.block.at, x.written(name)})
	}
	b := objectOf(fields, x.block.at)
	group := x.written("security_group_id")
	for _, l := range x.settle(x.written("type")).leaves() {
		word, known := l.is.literal()
		for _, egress := range []bool{false, true} {
			when := l.when
			if known && (word == "egress") != egress {
				continue
			}
			if !known {
				when = when.And(x.maybe(x.address+" is of "+direction(egress), x.cause(l.is, x.block.at)))
			}
			typ := "AWS::EC2::SecurityGroupIngress"
			if egress {
				typ = "AWS::EC2::SecurityGroupEgress"
			}
			for _, r := range x.rulesOf(leaf{when, b}, egress, group) {
				suffix := ""
				if n := len(x.more); n > 0 {
					suffix = "/" + strconv.Itoa(n+1)
				}
				x.makes(suffix, typ, x.block.at, r.when, append([]field{{"GroupId", group.atOr(x.block.at), group}}, r.is.fields...)...)
			}
		}
	}
}

func direction(egress bool) string {
	if egress {
		return "egress"
	}
	return "ingress"
}
