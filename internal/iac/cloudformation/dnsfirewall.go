package cloudformation

import "ringwall/internal/estate"

func dnsFirewallRules(c estate.Core) estate.Resource {
	return &estate.DNSFirewallRules{Core: c, Actions: eachString(c.Properties.At("FirewallRules"), "Action")}
}

func dnsFirewallAssociation(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.DNSFirewallAssociation{Core: c, Rules: p.At("FirewallRuleGroupId").AsText(), VPC: p.At("VpcId").AsText()}
}
