package cloudformation

import "ringwall/internal/estate"

func securityLake(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.DataLake{
		Core: c, KMSKey: below(p, "EncryptionConfiguration.KmsKeyId").AsText(),
		ExpireDays: below(p, "LifecycleConfiguration.Expiration.Days").AsInt(),
	}
}

func lakeSource(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.LakeSource{Core: c, Lake: p.At("DataLakeArn").AsText(), Kind: p.At("SourceName").AsString()}
}
