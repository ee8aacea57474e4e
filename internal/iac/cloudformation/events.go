package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func eventRule(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.EventRule{
		Core: c, RuleName: p.At("Name").AsText(), Bus: p.At("EventBusName").AsText(), Pattern: p.At("EventPattern"),
		Schedule: p.At("ScheduleExpression").AsString(),
		Enabled:  not(equalsFold(p.At("State").AsString().Or("ENABLED"), "DISABLED")),
		Targets:  estate.AsItems(p.At("Targets"), eventTarget),
	}
}

func eventTarget(_ scenario.Guard, t *estate.Tree) estate.EventTarget {
	return estate.EventTarget{
		Origin: t.Place(), ID: t.At("Id").AsText(), ARN: t.At("Arn").AsText(), Role: t.At("RoleArn").AsText(),
		DeadLetter: below(t, "DeadLetterConfig.Arn").AsText(), Retry: t.At("RetryPolicy"), Whole: t,
	}
}

func eventBus(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.EventBus{
		Core: c, BusName: p.At("Name").AsText(), KMSKey: p.At("KmsKeyIdentifier").AsText(),
		DeadLetter: below(p, "DeadLetterConfig.Arn").AsText(), Policy: p.At("Policy"),
	}
}

func eventBusPolicy(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.EventBusPolicy{
		Core: c, Bus: p.At("EventBusName").AsText(), Statement: p.At("Statement"),
		Principal: p.At("Principal").AsText(), Action: p.At("Action").AsText(), Condition: p.At("Condition"),
	}
}

// stateMachine reads the definition in whichever of the three forms it has; one
// that stands in S3 is not read.
func stateMachine(c estate.Core) estate.Resource {
	p := c.Properties
	definition := p.At("Definition")
	if definition.IsMissing() {
		definition = p.At("DefinitionString")
	}
	return &estate.StateMachine{
		Core: c, MachineName: p.At("StateMachineName").AsText(), Role: p.At("RoleArn").AsText(), Definition: definition,
		Kind:      p.At("StateMachineType").AsString().Or("STANDARD"),
		LogLevel:  below(p, "LoggingConfiguration.Level").AsString().Or("OFF"),
		LogGroups: eachText(below(p, "LoggingConfiguration.Destinations"), "CloudWatchLogsLogGroup.LogGroupArn"),
		KMSKey:    below(p, "EncryptionConfiguration.KmsKeyId").AsText(),
		Tracing:   below(p, "TracingConfiguration.Enabled").AsBool().Or(false),
	}
}
