package cloudformation

import (
	"strconv"
	"strings"

	"ringwall/internal/estate"
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
	r := &estate.FirewallPolicy{Core: c}
	r.Read(c.Properties.At("FirewallPolicy"))
	return r
}

func networkFirewallRuleGroup(c estate.Core) estate.Resource {
	r := &estate.FirewallRuleGroup{Core: c, Kind: c.Properties.At("Type").AsString()}
	r.Read(c.Properties.At("RuleGroup"))
	return r
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
