package estate

import (
	"strings"

	"ringwall/internal/scenario"
)

// Read takes a policy as AWS::NetworkFirewall::FirewallPolicy and
// DescribeFirewallPolicy write it.
func (p *FirewallPolicy) Read(t *Tree) {
	p.Policy = t
	p.Stateless, p.Stateful = firewallReferences(t.At("StatelessRuleGroupReferences")), firewallReferences(t.At("StatefulRuleGroupReferences"))
	p.StatelessDefault, p.StatelessFragment = t.At("StatelessDefaultActions").AsStrings(), t.At("StatelessFragmentDefaultActions").AsStrings()
	p.StatefulDefault = t.At("StatefulDefaultActions").AsStrings()
	p.RuleOrder = t.At("StatefulEngineOptions", "RuleOrder").AsString().Or("DEFAULT_ACTION_ORDER")
	p.Variables = firewallVariables(t.At("PolicyVariables", "RuleVariables"))
}

// Read takes the rules of a group as AWS::NetworkFirewall::RuleGroup and
// DescribeRuleGroup write them.
func (g *FirewallRuleGroup) Read(t *Tree) {
	source := t.At("RulesSource")
	g.Rules = t
	g.Stateless = AsItems(source.At("StatelessRulesAndCustomActions", "StatelessRules"), statelessRule)
	g.Stateful = AsItems(source.At("StatefulRules"), statefulRule)
	g.Strings, g.Domains = source.Written("RulesString"), source.Written("RulesSourceList")
	g.Addresses = firewallVariables(t.At("RuleVariables", "IPSets"))
	g.Ports = firewallVariables(t.At("RuleVariables", "PortSets"))
	g.Lists = firewallLists(t.At("ReferenceSets", "IPSetReferences"))
}

func firewallReferences(t *Tree) Items[FirewallReference] {
	return AsItems(t, func(_ scenario.Guard, t *Tree) FirewallReference {
		return FirewallReference{
			Group: t.At("ResourceArn").AsText(), Priority: t.At("Priority").AsInt(), Override: t.At("Override", "Action").AsString(),
		}
	})
}

func statelessRule(_ scenario.Guard, t *Tree) StatelessRule {
	match := t.At("RuleDefinition", "MatchAttributes")
	return StatelessRule{
		Origin: t.Place(), Priority: t.At("Priority").AsInt(), Actions: t.At("RuleDefinition", "Actions").AsStrings(),
		Protocols: eachInt(match.At("Protocols")),
		Sources:   eachMember(match.At("Sources"), "AddressDefinition"), Targets: eachMember(match.At("Destinations"), "AddressDefinition"),
		SourcePorts: firewallPorts(match.At("SourcePorts")), Ports: firewallPorts(match.At("DestinationPorts")),
		Flags: match.Written("TCPFlags"),
	}
}

func firewallPorts(t *Tree) Items[FirewallPorts] {
	return AsItems(t, func(_ scenario.Guard, t *Tree) FirewallPorts {
		return FirewallPorts{From: t.At("FromPort").AsInt(), To: t.At("ToPort").AsInt()}
	})
}

func statefulRule(_ scenario.Guard, t *Tree) StatefulRule {
	h := t.At("Header")
	return StatefulRule{
		Origin: t.Place(), Action: t.At("Action").AsString(), Protocol: h.At("Protocol").AsString(),
		Source: h.At("Source").AsString(), Target: h.At("Destination").AsString(),
		SourcePort: h.At("SourcePort").AsString(), Port: h.At("DestinationPort").AsString(),
		Direction: h.At("Direction").AsString(), Keywords: eachMember(t.At("RuleOptions"), "Keyword"),
	}
}

// firewallVariables reads a map of names to definitions.
func firewallVariables(t *Tree) Items[FirewallVariable] {
	return eachField(t, func(name string, t *Tree) FirewallVariable {
		return FirewallVariable{Name: Of(name, t.Place()), Values: t.At("Definition").AsStrings()}
	})
}

func firewallLists(t *Tree) Items[FirewallList] {
	return eachField(t, func(name string, t *Tree) FirewallList {
		return FirewallList{Name: Of(strings.TrimPrefix(name, "@"), t.Place()), List: t.At("ReferenceArn").AsText()}
	})
}

// eachField reads the members of a map, in order.
func eachField[T any](t *Tree, read func(name string, t *Tree) T) Items[T] {
	out := Items[T]{Origin: t.Place()}
	for _, l := range t.Leaves() {
		switch {
		case l.Tree == nil:
		case l.Tree.Kind == Map:
			for _, f := range l.Tree.Fields {
				out.Known = append(out.Known, Item[T]{When: l.When, Is: read(f.Name, f.Value), Origin: f.Place()})
			}
		case l.Tree.Kind == Opaque:
			out.Unknown = append(out.Unknown, GuardedGap{When: l.When, Gap: l.Tree.Gap()})
		}
	}
	return out
}

// eachMember reads one string of every member of a list of maps.
func eachMember(t *Tree, name string) Items[string] {
	members := membersOf(t)
	out := Items[string]{Origin: members.Origin, Unknown: members.Unknown}
	for _, m := range members.Known {
		out = out.Append(Single(m.Is.At(name).AsString()).Given(m.When))
	}
	return out
}

func eachInt(t *Tree) Items[int] {
	members := membersOf(t)
	out := Items[int]{Origin: members.Origin, Unknown: members.Unknown}
	for _, m := range members.Known {
		out = out.Append(Single(m.Is.AsInt()).Given(m.When))
	}
	return out
}

func membersOf(t *Tree) Items[*Tree] {
	return AsItems(t, func(_ scenario.Guard, t *Tree) *Tree { return t })
}
