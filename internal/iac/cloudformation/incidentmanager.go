package cloudformation

import "ringwall/internal/estate"

func responsePlan(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.ResponsePlan{
		Core: c, PlanName: p.At("Name").AsText(), Engagements: p.At("Engagements").AsTexts(),
		Chat: below(p, "ChatChannel.ChatbotSns").AsTexts(), Actions: p.At("Actions"), Others: p.At("Integrations"),
	}
}

func incidentReplication(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.IncidentReplication{
		Core: c, Regions: eachString(p.At("Regions"), "RegionName"), Protected: p.At("DeletionProtected").AsBool().Or(false),
	}
}

func responseContact(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.ResponseContact{Core: c, Alias: p.At("Alias").AsText(), Kind: p.At("Type").AsString(), Plan: p.At("Plan")}
}

func engagementPlan(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.EngagementPlan{Core: c, Contact: p.At("ContactId").AsText(), Stages: p.At("Stages")}
}
