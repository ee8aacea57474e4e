package cloudformation

import "ringwall/internal/estate"

func messageBroker(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Broker{
		Core: c, Engine: lower(p.At("EngineType").AsString()), Subnets: p.At("SubnetIds").AsTexts(), Groups: p.At("SecurityGroups").AsTexts(),
		Public: p.At("PubliclyAccessible").AsBool().Or(false), KMSKey: below(p, "EncryptionOptions.KmsKeyId").AsText(),
		OwnedKey:  below(p, "EncryptionOptions.UseAwsOwnedKey").AsBool().Or(true),
		AuditLogs: below(p, "Logs.Audit").AsBool().Or(false), Logs: below(p, "Logs.General").AsBool().Or(false),
		AutoMinor: p.At("AutoMinorVersionUpgrade").AsBool().Or(false), Deployment: p.At("DeploymentMode").AsString(),
		Passwords: eachText(p.At("Users"), "Password"),
	}
}
