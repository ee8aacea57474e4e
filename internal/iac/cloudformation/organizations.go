package cloudformation

import "ringwall/internal/estate"

func organization(c estate.Core) estate.Resource {
	// The account that creates an organisation is its management account
	// (AWS::Organizations::Organization).
	return &estate.Organization{
		Core: c, Features: c.Properties.At("FeatureSet").AsString().Or("ALL"), Management: estate.Of(c.Account, c.Origin),
	}
}

func organizationalUnit(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.OrganizationalUnit{Core: c, UnitName: p.At("Name").AsText(), Parent: p.At("ParentId").AsText()}
}

func organizationAccount(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Account{
		Core: c, AccountName: p.At("AccountName").AsText(), Email: p.At("Email").AsText(), Parents: p.At("ParentIds").AsTexts(),
	}
}

func organizationPolicy(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.OrganizationPolicy{
		Core: c, PolicyName: p.At("Name").AsText(), Kind: p.At("Type").AsString(), Content: p.At("Content"),
		Targets: p.At("TargetIds").AsTexts(),
	}
}
