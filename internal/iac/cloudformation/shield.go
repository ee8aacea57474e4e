package cloudformation

import "ringwall/internal/estate"

func shieldProtection(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.ShieldProtection{
		Core: c, Of: p.At("ResourceArn").AsText(), HealthChecks: p.At("HealthCheckArns").AsTexts(),
		Automatic: equalsFold(below(p, "ApplicationLayerAutomaticResponseConfiguration.Status").AsString().Or("DISABLED"), "ENABLED"),
	}
}

func shieldEngagement(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.ShieldEngagement{Core: c, Status: p.At("ProactiveEngagementStatus").AsString(), Contacts: p.At("EmergencyContactList")}
}
