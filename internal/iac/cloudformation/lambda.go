package cloudformation

import "ringwall/internal/estate"

func lambdaFunction(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Function{
		Core: c, FunctionName: p.At("FunctionName").AsText(), Role: p.At("Role").AsText(),
		Subnets: below(p, "VpcConfig.SubnetIds").AsTexts(), Groups: below(p, "VpcConfig.SecurityGroupIds").AsTexts(),
		IPv6:        below(p, "VpcConfig.Ipv6AllowedForDualStack").AsBool().Or(false),
		Environment: below(p, "Environment.Variables"), KMSKey: p.At("KmsKeyArn").AsText(),
		Runtime: p.At("Runtime").AsString(), Code: p.At("Code"),
		Tracing:     below(p, "TracingConfig.Mode").AsString().Or("PassThrough"),
		PackageType: p.At("PackageType").AsString().Or("Zip"), CodeSigning: p.At("CodeSigningConfigArn").AsText(),
		Concurrency: p.At("ReservedConcurrentExecutions").AsInt(),
		DeadLetter:  below(p, "DeadLetterConfig.TargetArn").AsText(),
		LogGroup:    below(p, "LoggingConfig.LogGroup").AsText(), Layers: p.At("Layers").AsTexts(),
	}
}

func lambdaURL(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.FunctionURL{
		Core: c, Function: p.At("TargetFunctionArn").AsText(), AuthType: p.At("AuthType").AsString(), Cors: p.At("Cors"),
	}
}

func lambdaPermission(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.FunctionPermission{
		Core: c, Function: p.At("FunctionName").AsText(), Action: p.At("Action").AsText(), Principal: p.At("Principal").AsText(),
		SourceARN: p.At("SourceArn").AsText(), SourceAccount: p.At("SourceAccount").AsText(),
		URLAuthType: p.At("FunctionUrlAuthType").AsString(), PrincipalOrg: p.At("PrincipalOrgID").AsText(),
	}
}

func lambdaEventSourceMapping(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.EventSourceMapping{
		Core: c, Function: p.At("FunctionName").AsText(), Source: p.At("EventSourceArn").AsText(),
		Enabled: p.At("Enabled").AsBool().Or(true),
	}
}
