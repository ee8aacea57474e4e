package cloudformation

import "ringwall/internal/estate"

func workspace(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Workspace{
		Core: c, Directory: p.At("DirectoryId").AsText(), Root: p.At("RootVolumeEncryptionEnabled").AsBool().Or(false),
		User: p.At("UserVolumeEncryptionEnabled").AsBool().Or(false), KMSKey: p.At("VolumeEncryptionKey").AsText(),
	}
}

func userDirectory(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.UserDirectory{
		Core: c, VPC: below(p, "VpcSettings.VpcId").AsText(), Subnets: below(p, "VpcSettings.SubnetIds").AsTexts(), Password: p.At("Password").AsText(),
	}
}
