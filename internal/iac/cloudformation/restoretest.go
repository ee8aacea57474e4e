package cloudformation

import "ringwall/internal/estate"

func restoreTestPlan(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.RestoreTestPlan{
		Core: c, PlanName: p.At("RestoreTestingPlanName").AsText(), Schedule: p.At("ScheduleExpression").AsText(),
		Include: below(p, "RecoveryPointSelection.IncludeVaults").AsTexts(), Exclude: below(p, "RecoveryPointSelection.ExcludeVaults").AsTexts(),
	}
}

func restoreTestSelection(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.RestoreTestSelection{
		Core: c, Plan: p.At("RestoreTestingPlanName").AsText(), Kind: p.At("ProtectedResourceType").AsString(),
		ARNs: p.At("ProtectedResourceArns").AsTexts(), Conditions: p.At("ProtectedResourceConditions"),
	}
}
