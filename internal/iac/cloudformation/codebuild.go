package cloudformation

import "ringwall/internal/estate"

func buildProject(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.BuildProject{
		Core: c, Role: p.At("ServiceRole").AsText(), Privileged: below(p, "Environment.PrivilegedMode").AsBool().Or(false),
		Image: below(p, "Environment.Image").AsText(), Environment: environment(below(p, "Environment.EnvironmentVariables")),
		KMSKey:         p.At("EncryptionKey").AsText(),
		CloudWatchLogs: equalsFold(below(p, "LogsConfig.CloudWatchLogs.Status").AsString().Or("ENABLED"), "ENABLED"),
		S3Logs:         equalsFold(below(p, "LogsConfig.S3Logs.Status").AsString().Or("DISABLED"), "ENABLED"),
		S3LogsPlain:    below(p, "LogsConfig.S3Logs.EncryptionDisabled").AsBool().Or(false),
		Source:         p.At("Source"), Artifacts: p.At("Artifacts"),
		Public: equalsFold(p.At("Visibility").AsString().Or("PRIVATE"), "PUBLIC_READ"),
		VPC:    below(p, "VpcConfig.VpcId").AsText(), Subnets: below(p, "VpcConfig.Subnets").AsTexts(),
		Groups: below(p, "VpcConfig.SecurityGroupIds").AsTexts(),
	}
}
