package account

import (
	"strconv"

	"ringwall/internal/estate"
)

// firewall reads a Firewall (Network Firewall DescribeFirewall).
func (r *reader) firewall() {
	f := &estate.Firewall{Core: r.core("", "AWS::NetworkFirewall::Firewall")}
	var name, arn string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "FirewallName":
			name = r.intern()
		case "FirewallArn":
			arn = r.intern()
		case "FirewallPolicyArn":
			f.Policy = r.txt()
		case "VpcId":
			f.VPC = r.txt()
		case "SubnetMappings":
			f.Subnets = r.textsOf("SubnetId")
		case "TransitGatewayId":
			f.TransitGateway = r.txt()
		case "DeleteProtection":
			f.DeleteProtected = r.flag()
		case "SubnetChangeProtection":
			f.SubnetProtected = r.flag()
		case "FirewallPolicyChangeProtection":
			f.PolicyProtected = r.flag()
		case "Tags":
			f.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	r.called(&f.Core, name, arn)
	r.add(f)
	f.Endpoints.Known, r.loose.halves.endpoints = r.loose.halves.endpoints, nil
	r.loose.halves.wall = f
}

// firewallStatus reads the FirewallStatus beside a Firewall: the endpoints
// through which traffic comes to it.
func (r *reader) firewallStatus() {
	for r.open('{'); r.more(); {
		if string(r.key()) != "SyncStates" {
			r.skip()
			continue
		}
		for r.open('{'); r.more(); { // by Availability Zone
			r.key()
			for r.open('{'); r.more(); {
				if string(r.key()) == "Attachment" {
					r.firewallEndpoint()
				} else {
					r.skip()
				}
			}
		}
	}
	if r.loose.halves.wall != nil {
		known := &r.loose.halves.wall.Endpoints.Known
		*known, r.loose.halves.endpoints = append(*known, r.loose.halves.endpoints...), nil
	}
}

func (r *reader) firewallEndpoint() {
	x := r.members("SubnetId", "EndpointId")
	if x[1] != "" {
		e := estate.FirewallEndpoint{Subnet: estate.Literal(x[0]), ID: estate.Literal(x[1])}
		r.loose.halves.endpoints = append(r.loose.halves.endpoints, item(e, r.at))
	}
}

// firewallPolicy and firewallPolicyResponse read the two halves of a firewall
// policy (DescribeFirewallPolicy); they may come in either order.
func (r *reader) firewallPolicy() {
	t := r.tree()
	r.loose.halves.policy.Policy, r.loose.halves.policy.Origin = t, r.at
	r.policyHalf()
}

func (r *reader) firewallPolicyResponse() {
	r.loose.halves.policyName = r.members("FirewallPolicyName", "FirewallPolicyArn")
	r.policyHalf()
}

func (r *reader) policyHalf() {
	p, arn := r.loose.halves.policy, r.loose.halves.policyName[1]
	if p.Policy == nil || arn == "" {
		return
	}
	x := &estate.FirewallPolicy{Core: r.core("", "AWS::NetworkFirewall::FirewallPolicy")}
	x.Read(p.Policy)
	r.called(&x.Core, r.loose.halves.policyName[0], arn)
	r.add(x)
	r.loose.halves.policy, r.loose.halves.policyName = estate.FirewallPolicy{}, [3]string{}
}

// ruleGroup and ruleGroupResponse read the two halves of a rule group
// (DescribeRuleGroup).
func (r *reader) ruleGroup() {
	r.loose.halves.ruleGroup.Rules = r.tree()
	r.ruleGroupHalf()
}

func (r *reader) ruleGroupResponse() {
	r.loose.halves.ruleGroupName = r.members("RuleGroupName", "RuleGroupArn", "Type")
	r.ruleGroupHalf()
}

func (r *reader) ruleGroupHalf() {
	n := r.loose.halves.ruleGroupName
	if r.loose.halves.ruleGroup.Rules == nil || n[1] == "" {
		return
	}
	x := &estate.FirewallRuleGroup{Core: r.core("", "AWS::NetworkFirewall::RuleGroup")}
	x.Read(r.loose.halves.ruleGroup.Rules)
	x.Kind = r.values.word(n[2], r.at)
	r.called(&x.Core, n[0], n[1])
	r.add(x)
	r.loose.halves.ruleGroup, r.loose.halves.ruleGroupName = estate.FirewallRuleGroup{}, [3]string{}
}

// tree reads any value whole.
func (r *reader) tree() *estate.Tree {
	c := r.peek()
	line, column := r.place()
	at := estate.Origin{File: r.name, Line: line, Column: column}
	t := &estate.Tree{Kind: estate.Scalar, Origin: at}
	switch c {
	case '{':
		t.Kind = estate.Map
		for r.open('{'); r.more(); {
			line, column := r.place()
			name := r.values.intern(r.key())
			t.Fields = append(t.Fields, estate.NewField(name, r.tree(), estate.Origin{File: r.name, Line: line, Column: column}))
		}
	case '[':
		t.Kind = estate.List
		for r.open('['); r.more(); {
			t.Items = append(t.Items, r.tree())
		}
	case '"':
		t.Text = estate.Literal(r.str())
	case 'n':
		t.Kind = estate.Missing
		r.skip()
	case 't', 'f':
		is, _ := r.boolean()
		t.Plain, t.Text = estate.PlainBool, estate.Literal(strconv.FormatBool(is))
	default:
		t.Plain, t.Text = estate.PlainNumber, estate.Literal(string(r.literal()))
	}
	return t
}
