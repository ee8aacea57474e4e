package cloudformation

import (
	"strings"

	"ringwall/internal/estate"
)

func sagemakerNotebook(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Notebook{
		Core: c, Subnets: p.At("SubnetId").AsTexts(), Groups: p.At("SecurityGroupIds").AsTexts(),
		Direct: equalsFold(p.At("DirectInternetAccess").AsString().Or("Enabled"), "Enabled"),
		Root:   equalsFold(p.At("RootAccess").AsString().Or("Enabled"), "Enabled"), KMSKey: p.At("KmsKeyId").AsText(),
		Metadata: below(p, "InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion").AsString().Or("1"),
		Role:     p.At("RoleArn").AsText(),
	}
}

func sagemakerDomain(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.StudioDomain{
		Core: c, VPC: p.At("VpcId").AsText(), Subnets: p.At("SubnetIds").AsTexts(),
		Groups: textsAt(p, "DefaultUserSettings.SecurityGroups", "DomainSettings.SecurityGroupIds"),
		Access: p.At("AppNetworkAccessType").AsString().Or("PublicInternetOnly"), KMSKey: p.At("KmsKeyId").AsText(),
		Auth: p.At("AuthMode").AsString(), Role: below(p, "DefaultUserSettings.ExecutionRole").AsText(),
	}
}

func sagemakerModel(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Model{
		Core: c, Subnets: below(p, "VpcConfig.Subnets").AsTexts(), Groups: below(p, "VpcConfig.SecurityGroupIds").AsTexts(),
		Isolated: p.At("EnableNetworkIsolation").AsBool().Or(false), Role: p.At("ExecutionRoleArn").AsText(),
	}
}

func sagemakerEndpointConfig(c estate.Core) estate.Resource {
	p := c.Properties
	out := &estate.EndpointConfig{
		Core: c, KMSKey: p.At("KmsKeyId").AsText(), CaptureKey: below(p, "DataCaptureConfig.KmsKeyId").AsText(),
		Isolated: p.At("EnableNetworkIsolation").AsBool().Or(false),
	}
	for _, v := range mapsIn(p.At("ProductionVariants")).Known {
		out.Counts = out.Counts.Append(estate.Single(v.Is.At("InitialInstanceCount").AsInt()).Given(v.When))
	}
	return out
}

// sagemakerMonitoring reads the four kinds of monitoring jobs, of which only the
// output's name differs: "DataQualityJobOutputConfig".
func sagemakerMonitoring(c estate.Core) estate.Resource {
	p := c.Properties
	kind := strings.TrimSuffix(c.Type[strings.LastIndex(c.Type, ":")+1:], "Definition")
	const network, cluster = "NetworkConfig.", "JobResources.ClusterConfig."
	return &estate.MonitoringJob{
		Core: c, Subnets: below(p, network+"VpcConfig.Subnets").AsTexts(), Groups: below(p, network+"VpcConfig.SecurityGroupIds").AsTexts(),
		OutputKey: below(p, kind+"OutputConfig.KmsKeyId").AsText(), VolumeKey: below(p, cluster+"VolumeKmsKeyId").AsText(),
		Isolated:  below(p, network+"EnableNetworkIsolation").AsBool().Or(false),
		Encrypted: below(p, network+"EnableInterContainerTrafficEncryption").AsBool().Or(false),
		Count:     below(p, cluster+"InstanceCount").AsInt(),
	}
}
