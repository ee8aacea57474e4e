package cloudformation

import "ringwall/internal/estate"

func fileSystem(c estate.Core) estate.Resource {
	p := c.Properties
	c.Tags = tags(p.At("FileSystemTags"))
	// Automatic backups are on by default for One Zone file systems, off for
	// others (AWS::EFS::FileSystem BackupPolicy).
	oneZone := estate.OfTruth(p.Written("AvailabilityZoneName"), c.Origin)
	return &estate.FileSystem{
		Core: c, Encrypted: p.At("Encrypted").AsBool().Or(false), KMSKey: p.At("KmsKeyId").AsText(),
		Policy: p.At("FileSystemPolicy"), Replication: p.At("ReplicationConfiguration"),
		Backup: equalsFold(below(p, "BackupPolicy.Status").AsString(), "ENABLED").OrElse(oneZone),
	}
}

func mountTarget(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.MountTarget{
		Core: c, FileSystem: p.At("FileSystemId").AsText(), Subnet: p.At("SubnetId").AsText(),
		Groups: p.At("SecurityGroups").AsTexts(), Address: p.At("IpAddress").AsText(),
	}
}
