package cloudformation

import "ringwall/internal/estate"

func patchBaseline(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.PatchBaseline{
		Core: c, System: p.At("OperatingSystem").AsString().Or("WINDOWS"), Rules: below(p, "ApprovalRules.PatchRules"),
		Patches: p.At("ApprovedPatches").AsTexts(), Groups: p.At("PatchGroups").AsTexts(), Default: p.At("DefaultBaseline").AsBool().Or(false),
	}
}

func maintenanceWindow(c estate.Core) estate.Resource {
	return &estate.MaintenanceWindow{Core: c, Schedule: c.Properties.At("Schedule").AsText()}
}

func maintenanceTask(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.MaintenanceTask{
		Core: c, Window: p.At("WindowId").AsText(), Task: p.At("TaskArn").AsText(), Kind: p.At("TaskType").AsString(), Targets: p.At("Targets"),
	}
}

func stateAssociation(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.StateAssociation{
		Core: c, Document: p.At("Name").AsText(), Schedule: p.At("ScheduleExpression").AsText(), Targets: p.At("Targets"), Parameters: p.At("Parameters"),
	}
}
