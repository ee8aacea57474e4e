package cloudformation

import "ringwall/internal/estate"

func glueConnection(c estate.Core) estate.Resource {
	const network = "PhysicalConnectionRequirements."
	p := c.Properties.At("ConnectionInput")
	return &estate.GlueConnection{
		Core: c, Kind: p.At("ConnectionType").AsString(), Subnets: below(p, network+"SubnetId").AsTexts(),
		Groups: below(p, network+"SecurityGroupIdList").AsTexts(), Properties: p.At("ConnectionProperties"),
	}
}

// glueWorker reads a job, a crawler or a development endpoint.
func glueWorker(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.GlueWorker{
		Core: c, Role: firstText(p, "Role", "RoleArn"), Security: firstText(p, "SecurityConfiguration", "CrawlerSecurityConfiguration"),
		Subnets: p.At("SubnetId").AsTexts(), Groups: p.At("SecurityGroupIds").AsTexts(),
	}
}

func glueCatalogEncryption(c estate.Core) estate.Resource {
	p := c.Properties.At("DataCatalogEncryptionSettings")
	return &estate.GlueCatalogEncryption{
		Core: c, Mode: below(p, "EncryptionAtRest.CatalogEncryptionMode").AsString().Or("DISABLED"),
		KMSKey:    below(p, "EncryptionAtRest.SseAwsKmsKeyId").AsText(),
		Passwords: below(p, "ConnectionPasswordEncryption.ReturnConnectionPasswordEncrypted").AsBool().Or(false),
	}
}

func glueSecurity(c estate.Core) estate.Resource {
	p := c.Properties.At("EncryptionConfiguration")
	return &estate.GlueSecurity{
		Core: c, Logs: below(p, "CloudWatchEncryption.CloudWatchEncryptionMode").AsString().Or("DISABLED"),
		Bookmarks: below(p, "JobBookmarksEncryption.JobBookmarksEncryptionMode").AsString().Or("DISABLED"),
		S3:        eachString(p.At("S3Encryptions"), "S3EncryptionMode"),
	}
}

func glueTransform(c estate.Core) estate.Resource {
	p := c.Properties.At("TransformEncryption")
	return &estate.GlueTransform{
		Core: c, Mode: below(p, "MLUserDataEncryption.MLUserDataEncryptionMode").AsString().Or("DISABLED"),
		KMSKey: below(p, "MLUserDataEncryption.KmsKeyId").AsText(), Security: p.At("TaskRunSecurityConfigurationName").AsText(),
	}
}
