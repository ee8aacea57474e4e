package cloudformation

import "ringwall/internal/estate"

func hubPolicy(c estate.Core) estate.Resource {
	hub := below(c.Properties, "ConfigurationPolicy.SecurityHub")
	return &estate.HubPolicy{
		Core: c, PolicyName: c.Properties.At("Name").AsText(), Enabled: hub.At("ServiceEnabled").AsBool().Or(true),
		Standards: hub.At("EnabledStandardIdentifiers").AsTexts(),
		Disabled:  below(hub, "SecurityControlsConfiguration.DisabledSecurityControlIdentifiers").AsStrings(),
	}
}

func hubOrganization(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.HubOrganization{
		Core: c, AutoEnable: p.At("AutoEnable").AsBool(), Standards: p.At("AutoEnableStandards").AsString(),
		Kind: p.At("ConfigurationType").AsString().Or("LOCAL"),
	}
}

func findingAggregator(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.FindingAggregator{Core: c, Mode: p.At("RegionLinkingMode").AsString(), Regions: p.At("Regions").AsStrings()}
}

func inspectorFilter(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.InspectorFilter{
		Core: c, FilterName: p.At("Name").AsText(), Action: p.At("FilterAction").AsString(), Criteria: p.At("FilterCriteria"),
	}
}
