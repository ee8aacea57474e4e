package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func webACL(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.WebACL{
		Core: c, ACLName: p.At("Name").AsText(), Scope: p.At("Scope").AsString(),
		DefaultAllow: estate.OfTruth(p.At("DefaultAction").Written("Allow"), c.Origin),
		Rules:        estate.AsItems(p.At("Rules"), webRule),
	}
}

func webRule(_ scenario.Guard, t *estate.Tree) estate.WebRule {
	s := t.At("Statement")
	return estate.WebRule{
		Origin: t.Place(), Name: t.At("Name").AsText(), Priority: t.At("Priority").AsInt(),
		Action: whichOf(t.At("Action"), "Allow", "Block", "Count", "Captcha", "Challenge").
			OrElse(whichOf(t.At("OverrideAction"), "None", "Count")),
		Vendor:    below(s, "ManagedRuleGroupStatement.VendorName").AsString(),
		Managed:   below(s, "ManagedRuleGroupStatement.Name").AsString(),
		Group:     below(s, "RuleGroupReferenceStatement.Arn").AsText(),
		RateLimit: below(s, "RateBasedStatement.Limit").AsInt(), Statement: s,
	}
}

func webACLAssociation(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.WebACLAssociation{Core: c, Subject: p.At("ResourceArn").AsText(), ACL: p.At("WebACLArn").AsText()}
}

func webACLLogging(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.WebACLLogging{
		Core: c, ACL: p.At("ResourceArn").AsText(), Destinations: p.At("LogDestinationConfigs").AsTexts(),
		Redacted: p.At("RedactedFields"), Filter: p.At("LoggingFilter"),
	}
}
