package cloudformation

import "ringwall/internal/estate"

func fsxFileSystem(c estate.Core) estate.Resource {
	p := c.Properties
	f := &estate.FSxFileSystem{
		Core: c, Kind: p.At("FileSystemType").AsString(), Subnets: p.At("SubnetIds").AsTexts(), Groups: p.At("SecurityGroupIds").AsTexts(),
		KMSKey: p.At("KmsKeyId").AsText(), Backup: p.At("BackupId").AsText(),
		Password: firstText(p, "WindowsConfiguration.SelfManagedActiveDirectoryConfiguration.Password", "OntapConfiguration.FsxAdminPassword"),
	}
	for _, kind := range []string{"WindowsConfiguration", "LustreConfiguration", "OntapConfiguration", "OpenZFSConfiguration"} {
		f.Deployment = f.Deployment.OrElse(below(p, kind+".DeploymentType").AsString())
		f.BackupDays = f.BackupDays.OrElse(below(p, kind+".AutomaticBackupRetentionDays").AsInt())
	}
	return f
}
