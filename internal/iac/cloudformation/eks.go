package cloudformation

import "ringwall/internal/estate"

func eksCluster(c estate.Core) estate.Resource {
	p := c.Properties
	const network = "ResourcesVpcConfig."
	k := &estate.EKSCluster{
		Core: c, ClusterName: p.At("Name").AsText(),
		Subnets: below(p, network+"SubnetIds").AsTexts(), Groups: below(p, network+"SecurityGroupIds").AsTexts(),
		PublicEndpoint:  below(p, network+"EndpointPublicAccess").AsBool().Or(true),
		PrivateEndpoint: below(p, network+"EndpointPrivateAccess").AsBool().Or(false),
		PublicCIDRs:     orElements(below(p, network+"PublicAccessCidrs").AsStrings(), "0.0.0.0/0"),
		SecretsKey: firstOf(p.At("EncryptionConfig"), func(t *estate.Tree) estate.Value[estate.Text] {
			return below(t, "Provider.KeyArn").AsText()
		}),
		Role: p.At("RoleArn").AsText(), Version: p.At("Version").AsString(),
		AuthMode:  below(p, "AccessConfig.AuthenticationMode").AsString().Or("CONFIG_MAP"),
		Protected: p.At("DeletionProtection").AsBool().Or(false),
	}
	k.Logs = eachString(below(p, "Logging.ClusterLogging.EnabledTypes"), "Type")
	return k
}

func eksNodegroup(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.EKSNodegroup{
		Core: c, Cluster: p.At("ClusterName").AsText(), Subnets: p.At("Subnets").AsTexts(), Role: p.At("NodeRole").AsText(),
		LaunchTemplate: firstText(p, "LaunchTemplate.Id", "LaunchTemplate.Name"), AMIType: p.At("AmiType").AsString(),
		SSHKey: below(p, "RemoteAccess.Ec2SshKey").AsText(), SSHSources: below(p, "RemoteAccess.SourceSecurityGroups").AsTexts(),
	}
}
