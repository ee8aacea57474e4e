package cloudformation

import "ringwall/internal/estate"

func experiment(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Experiment{
		Core: c, Stops: eachString(p.At("StopConditions"), "Source"), Actions: p.At("Actions"), Role: p.At("RoleArn").AsText(),
	}
}

func schedule(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Schedule{
		Core: c, ScheduleName: p.At("Name").AsText(), Expression: p.At("ScheduleExpression").AsString(),
		Enabled: not(equalsFold(p.At("State").AsString().Or("ENABLED"), "DISABLED")), Ends: p.At("EndDate").AsString(),
		Target: below(p, "Target.Arn").AsText(), Role: below(p, "Target.RoleArn").AsText(), Input: below(p, "Target.Input").AsText(),
	}
}

func accelerator(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Accelerator{
		Core: c, AcceleratorName: p.At("Name").AsText(), Enabled: p.At("Enabled").AsBool().Or(true),
		FlowLogs: p.At("FlowLogsEnabled").AsBool().Or(false), LogBucket: p.At("FlowLogsS3Bucket").AsText(),
	}
}
