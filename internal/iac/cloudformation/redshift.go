package cloudformation

import "ringwall/internal/estate"

// redshiftCluster reads a provisioned cluster after the defaults of January
// 2025: encrypted, not publicly accessible ("Behavior changes in Amazon
// Redshift").
func redshiftCluster(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.RedshiftCluster{
		Core: c, SubnetGroup: p.At("ClusterSubnetGroupName").AsText(), Groups: p.At("VpcSecurityGroupIds").AsTexts(),
		PubliclyAccessible: p.At("PubliclyAccessible").AsBool().Or(false), Port: p.At("Port").AsInt().Or(5439),
		Encrypted: defaultUnless(p.At("Encrypted").AsBool(), true, p.Written("SnapshotIdentifier")),
		KMSKey:    p.At("KmsKeyId").AsText(), Snapshot: p.At("SnapshotIdentifier").AsText(),
		EnhancedRouting: p.At("EnhancedVpcRouting").AsBool().Or(false),
		AuditLogs:       present(p.At("LoggingProperties")), LogBucket: below(p, "LoggingProperties.BucketName").AsText(),
		MasterUsername: p.At("MasterUsername").AsText(), MasterPassword: p.At("MasterUserPassword").AsText(),
		ManagedPassword: p.At("ManageMasterPassword").AsBool().Or(false),
		ParameterGroup:  p.At("ClusterParameterGroupName").AsText(),
		BackupRetention: p.At("AutomatedSnapshotRetentionPeriod").AsInt().Or(1),
		AutoUpgrade:     p.At("AllowVersionUpgrade").AsBool().Or(true), MultiAZ: p.At("MultiAZ").AsBool().Or(false),
		Roles: p.At("IamRoles").AsTexts(), Policy: p.At("NamespaceResourcePolicy"),
	}
}

func redshiftWorkgroup(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.RedshiftWorkgroup{
		Core: c, Namespace: p.At("NamespaceName").AsText(), Subnets: p.At("SubnetIds").AsTexts(),
		Groups: p.At("SecurityGroupIds").AsTexts(), PubliclyAccessible: p.At("PubliclyAccessible").AsBool().Or(false),
		Port: p.At("Port").AsInt().Or(5439), EnhancedRouting: p.At("EnhancedVpcRouting").AsBool().Or(false),
	}
}

func redshiftNamespace(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.RedshiftNamespace{
		Core: c, KMSKey: p.At("KmsKeyId").AsText(), AdminPassword: p.At("AdminUserPassword").AsText(),
		ManagedPassword: p.At("ManageAdminPassword").AsBool().Or(false), LogExports: p.At("LogExports").AsStrings(),
		Roles: p.At("IamRoles").AsTexts(), Policy: p.At("NamespaceResourcePolicy"),
	}
}
