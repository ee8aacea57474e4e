package cloudformation

import (
	"strconv"
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
		Variables:       firewallVariables(below(f, "PolicyVariables.RuleVariables")),
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
		Addresses: firewallVariables(below(g, "RuleVariables.IPSets")),
		Lists:     firewallLists(below(g, "ReferenceSets.IPSetReferences")),
		Ports:     firewallVariables(below(g, "RuleVariables.PortSets")),
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

// firewallVariables reads a map of names to definitions.
func firewallVariables(t *estate.Tree) estate.Items[estate.FirewallVariable] {
	return eachField(t, func(name string, t *estate.Tree) estate.FirewallVariable {
		return estate.FirewallVariable{Name: estate.Of(name, t.Place()), Values: t.At("Definition").AsStrings()}
	})
}

func firewallLists(t *estate.Tree) estate.Items[estate.FirewallList] {
	return eachField(t, func(name string, t *estate.Tree) estate.FirewallList {
		return estate.FirewallList{Name: estate.Of(strings.TrimPrefix(name, "@"), t.Place()), List: t.At("ReferenceArn").AsText()}
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

// endpointIDs is the attribute that lists a firewall's endpoints, each as
// "ZONE:ID".
const endpointIDs = "EndpointIds"

// firewallEndpoint is a member of that list: AWS does not fix their order, so it
// is known by its place only.
func firewallEndpoint(list *estate.Tree, index int, at estate.Origin) (*estate.Tree, bool) {
	if list.Kind != estate.Scalar || index < 0 {
		return nil, false
	}
	ref, ok := list.Text.Reference()
	if !ok || ref.Attribute != endpointIDs {
		return nil, false
	}
	return estate.NewScalar(estate.OfReference(ref.Resource, endpointIDs+"."+strconv.Itoa(index)), at), true
}

// splitFirewallEndpoint splits such a member: its zone, and the endpoint's id.
func splitFirewallEndpoint(t estate.Text, delimiter string, at estate.Origin) (*estate.Tree, bool) {
	ref, ok := t.Reference()
	if !ok || delimiter != ":" || !strings.HasPrefix(ref.Attribute, endpointIDs+".") {
		return nil, false
	}
	zone := estate.NewScalar(estate.OfReference(ref.Resource, ref.Attribute+".Zone"), at)
	return &estate.Tree{Kind: estate.List, Items: []*estate.Tree{zone, estate.NewScalar(t, at)}, Origin: at}, true
}
