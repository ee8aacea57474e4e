package cloudformation

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func networkFirewall(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Firewall{
		Core: c, VPC: p.At("VpcId").AsText(), Policy: p.At("FirewallPolicyArn").AsText(),
		Subnets: eachText(p.At("SubnetMappings"), "SubnetId"), TransitGateway: p.At("TransitGatewayId").AsText(),
		DeleteProtected: p.At("DeleteProtection").AsBool().Or(false),
		SubnetProtected: p.At("SubnetChangeProtection").AsBool().Or(false),
		PolicyProtected: p.At("FirewallPolicyChangeProtection").AsBool().Or(false),
	}
}

func networkFirewallPolicy(c estate.Core) estate.Resource {
	f := c.Properties.At("FirewallPolicy")
	return &estate.FirewallPolicy{
		Core: c, Policy: f,
		Stateless:        firewallReferences(f.At("StatelessRuleGroupReferences")),
		Stateful:         firewallReferences(f.At("StatefulRuleGroupReferences")),
		StatelessDefault: f.At("StatelessDefaultActions").AsStrings(), StatelessFragment: f.At("StatelessFragmentDefaultActions").AsStrings(),
		StatefulDefault: f.At("StatefulDefaultActions").AsStrings(),
		RuleOrder:       below(f, "StatefulEngineOptions.RuleOrder").AsString().Or("DEFAULT_ACTION_ORDER"),
		Variables:       firewallVariables(below(f, "PolicyVariables.RuleVariables"), "Definition"),
	}
}

func firewallReferences(t *estate.Tree) estate.Items[estate.FirewallReference] {
	return estate.AsItems(t, func(_ scenario.Guard, t *estate.Tree) estate.FirewallReference {
		return estate.FirewallReference{
			Group: t.At("ResourceArn").AsText(), Priority: t.At("Priority").AsInt(), Override: below(t, "Override.Action").AsString(),
		}
	})
}

func networkFirewallRuleGroup(c estate.Core) estate.Resource {
	g := c.Properties.At("RuleGroup")
	source := g.At("RulesSource")
	return &estate.FirewallRuleGroup{
		Core: c, Kind: c.Properties.At("Type").AsString(), Rules: g,
		Stateless: estate.AsItems(below(source, "StatelessRulesAndCustomActions.StatelessRules"), statelessRule),
		Stateful:  estate.AsItems(source.At("StatefulRules"), statefulRule),
		Strings:   source.Written("RulesString"), Domains: source.Written("RulesSourceList"),
		Addresses: firewallVariables(below(g, "RuleVariables.IPSets"), "Definition").Append(prefixListVariables(below(g, "ReferenceSets.IPSetReferences"))),
		Ports:     firewallVariables(below(g, "RuleVariables.PortSets"), "Definition"),
	}
}

func statelessRule(_ scenario.Guard, t *estate.Tree) estate.StatelessRule {
	match := below(t, "RuleDefinition.MatchAttributes")
	return estate.StatelessRule{
		Origin: t.Place(), Priority: t.At("Priority").AsInt(), Actions: below(t, "RuleDefinition.Actions").AsStrings(),
		Protocols: eachInt(match.At("Protocols")),
		Sources:   eachString(match.At("Sources"), "AddressDefinition"), Targets: eachString(match.At("Destinations"), "AddressDefinition"),
		SourcePorts: firewallPorts(match.At("SourcePorts")), Ports: firewallPorts(match.At("DestinationPorts")),
		Flags: match.Written("TCPFlags"),
	}
}

func firewallPorts(t *estate.Tree) estate.Items[estate.FirewallPorts] {
	return estate.AsItems(t, func(_ scenario.Guard, t *estate.Tree) estate.FirewallPorts {
		return estate.FirewallPorts{From: t.At("FromPort").AsInt(), To: t.At("ToPort").AsInt()}
	})
}

func statefulRule(_ scenario.Guard, t *estate.Tree) estate.StatefulRule {
	h := t.At("Header")
	return estate.StatefulRule{
		Origin: t.Place(), Action: t.At("Action").AsString(), Protocol: h.At("Protocol").AsString(),
		Source: h.At("Source").AsString(), Target: h.At("Destination").AsString(),
		SourcePort: h.At("SourcePort").AsString(), Port: h.At("DestinationPort").AsString(),
		Direction: h.At("Direction").AsString(), Keywords: eachString(t.At("RuleOptions"), "Keyword"),
	}
}

// firewallVariables reads a map of names to lists. In a policy the map stands
// under the names, in a rule group under the kinds of variables.
func firewallVariables(t *estate.Tree, list string) estate.Items[estate.FirewallVariable] {
	return eachField(t, func(name string, t *estate.Tree) estate.FirewallVariable {
		return estate.FirewallVariable{Name: estate.Of(name, t.Place()), Values: t.At(list).AsStrings()}
	})
}

func prefixListVariables(t *estate.Tree) estate.Items[estate.FirewallVariable] {
	return eachField(t, func(name string, t *estate.Tree) estate.FirewallVariable {
		return estate.FirewallVariable{Name: estate.Of("@"+strings.TrimPrefix(name, "@"), t.Place()), List: t.At("ReferenceArn").AsText()}
	})
}

// eachField reads the members of a map, in order.
func eachField[T any](t *estate.Tree, read func(name string, t *estate.Tree) T) estate.Items[T] {
	out := estate.Items[T]{Origin: t.Place()}
	for _, l := range t.Leaves() {
		switch {
		case l.Tree == nil:
		case l.Tree.Kind == estate.Map:
			for _, f := range l.Tree.Fields {
				out.Known = append(out.Known, estate.Item[T]{When: l.When, Is: read(f.Name, f.Value), Origin: f.Origin})
			}
		case l.Tree.Kind == estate.Opaque:
			out.Unknown = append(out.Unknown, estate.GuardedGap{When: l.When, Gap: l.Tree.Gap})
		}
	}
	return out
}

// eachInt reads a list of whole numbers.
func eachInt(t *estate.Tree) estate.Items[int] {
	members := mapsIn(t)
	out := estate.Items[int]{Origin: members.Origin, Unknown: members.Unknown}
	for _, m := range members.Known {
		out = out.Append(estate.Single(m.Is.AsInt()).Given(m.When))
	}
	return out
}

func networkFirewallLogging(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.FirewallLogging{
		Core: c, Firewall: p.At("FirewallArn").AsText(), Destinations: below(p, "LoggingConfiguration.LogDestinationConfigs"),
	}
}
