package cloudformation

import "ringwall/internal/estate"

func emrCluster(c estate.Core) estate.Resource {
	p := c.Properties
	i := p.At("Instances")
	return &estate.EMRCluster{
		Core: c, Subnets: textsAt(i, "Ec2SubnetId", "Ec2SubnetIds"),
		PrimaryGroup: i.At("EmrManagedMasterSecurityGroup").AsText(), PrimaryGroups: i.At("AdditionalMasterSecurityGroups").AsTexts(),
		CoreGroup: i.At("EmrManagedSlaveSecurityGroup").AsText(), CoreGroups: i.At("AdditionalSlaveSecurityGroups").AsTexts(),
		KeyName: i.At("Ec2KeyName").AsText(), Profile: p.At("JobFlowRole").AsText(), Security: p.At("SecurityConfiguration").AsText(),
		LogURI: p.At("LogUri").AsText(), LogKey: p.At("LogEncryptionKmsKeyId").AsText(), Image: p.At("CustomAmiId").AsText(),
		Protected: i.At("TerminationProtected").AsBool().Or(false),
	}
}

func emrSecurity(c estate.Core) estate.Resource {
	return &estate.EMRSecurity{Core: c, Configuration: c.Properties.At("SecurityConfiguration")}
}

func emrApplication(c estate.Core) estate.Resource {
	n := c.Properties.At("NetworkConfiguration")
	return &estate.EMRApplication{Core: c, Subnets: n.At("SubnetIds").AsTexts(), Groups: n.At("SecurityGroupIds").AsTexts()}
}
