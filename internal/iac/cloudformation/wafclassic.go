package cloudformation

import "ringwall/internal/estate"

func classicWebACL(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.ClassicWebACL{
		Core: c, ACLName: p.At("Name").AsText(), Action: below(p, "DefaultAction.Type").AsString(), Rules: p.At("Rules"),
		Regional: c.Type == "AWS::WAFRegional::WebACL",
	}
}
