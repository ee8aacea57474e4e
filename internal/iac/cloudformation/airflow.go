package cloudformation

import "ringwall/internal/estate"

func airflow(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Airflow{
		Core: c, Subnets: below(p, "NetworkConfiguration.SubnetIds").AsTexts(), Groups: below(p, "NetworkConfiguration.SecurityGroupIds").AsTexts(),
		Public: equalsFold(p.At("WebserverAccessMode").AsString().Or("PRIVATE_ONLY"), "PUBLIC_ONLY"),
		KMSKey: p.At("KmsKey").AsText(), Role: p.At("ExecutionRoleArn").AsText(), Logging: p.At("LoggingConfiguration"),
	}
}
