package cloudformation

import "ringwall/internal/estate"

func podIdentity(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.PodIdentity{Core: c, Cluster: p.At("ClusterName").AsText(), Role: p.At("RoleArn").AsText()}
}

func fargateProfile(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.FargateProfile{
		Core: c, Cluster: p.At("ClusterName").AsText(), Role: p.At("PodExecutionRoleArn").AsText(), Subnets: p.At("Subnets").AsTexts(),
	}
}
