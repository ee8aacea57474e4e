package cloudformation

import "ringwall/internal/estate"

func runnerService(c estate.Core) estate.Resource {
	p := c.Properties
	const source = "SourceConfiguration."
	return &estate.RunnerService{
		Core: c, Public: below(p, "NetworkConfiguration.IngressConfiguration.IsPubliclyAccessible").AsBool().Or(true),
		Connector:  below(p, "NetworkConfiguration.EgressConfiguration.VpcConnectorArn").AsText(),
		Role:       below(p, "InstanceConfiguration.InstanceRoleArn").AsText(),
		AccessRole: below(p, source+"AuthenticationConfiguration.AccessRoleArn").AsText(),
		KMSKey:     below(p, "EncryptionConfiguration.KmsKey").AsText(),
		Environment: environment(below(p, source+"ImageRepository.ImageConfiguration.RuntimeEnvironmentVariables")).Append(
			environment(below(p, source+"CodeRepository.CodeConfiguration.CodeConfigurationValues.RuntimeEnvironmentVariables"))),
	}
}

func runnerConnector(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.RunnerConnector{Core: c, Subnets: p.At("Subnets").AsTexts(), Groups: p.At("SecurityGroups").AsTexts()}
}
