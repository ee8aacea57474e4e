package cloudformation

import "ringwall/internal/estate"

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
		Stateless:        eachText(f.At("StatelessRuleGroupReferences"), "ResourceArn"),
		Stateful:         eachText(f.At("StatefulRuleGroupReferences"), "ResourceArn"),
		StatelessDefault: f.At("StatelessDefaultActions").AsStrings(), StatelessFragment: f.At("StatelessFragmentDefaultActions").AsStrings(),
		StatefulDefault: f.At("StatefulDefaultActions").AsStrings(),
		RuleOrder:       below(f, "StatefulEngineOptions.RuleOrder").AsString().Or("DEFAULT_ACTION_ORDER"),
	}
}

func networkFirewallRuleGroup(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.FirewallRuleGroup{Core: c, Kind: p.At("Type").AsString(), Rules: p.At("RuleGroup")}
}

func networkFirewallLogging(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.FirewallLogging{
		Core: c, Firewall: p.At("FirewallArn").AsText(), Destinations: below(p, "LoggingConfiguration.LogDestinationConfigs"),
	}
}
