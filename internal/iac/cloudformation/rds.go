package cloudformation

import (
	"strings"

	"ringwall/internal/estate"
)

// rdsInstance reads a database instance. What its cluster, its snapshot or its
// source decides stays absent (AWS::RDS::DBInstance, property by property).
func rdsInstance(c estate.Core) estate.Resource {
	p := c.Properties
	clustered := p.Written("DBClusterIdentifier")
	replica := anyWritten(p, "SourceDBInstanceIdentifier", "SourceDBClusterIdentifier")
	// With an empty DBSnapshotIdentifier CloudFormation makes a new database, as
	// if it were not written (AWS::RDS::DBInstance, DBSnapshotIdentifier).
	snapshot := estate.NotEmpty(p.At("DBSnapshotIdentifier").AsText()).OrElse(
		firstText(p, "DBClusterSnapshotIdentifier", "SourceDBInstanceAutomatedBackupsArn", "SourceDbiResourceId"))
	restored := estate.IsAbsent(snapshot).Not()
	return &estate.DBInstance{
		Core: c, Engine: lower(p.At("Engine").AsString()), EngineVersion: p.At("EngineVersion").AsString(),
		Cluster: p.At("DBClusterIdentifier").AsText(), SubnetGroup: p.At("DBSubnetGroupName").AsText(),
		Groups: textsAt(p, "VPCSecurityGroups", "DBSecurityGroups"), PubliclyAccessible: p.At("PubliclyAccessible").AsBool(),
		Port:           p.At("Port").AsInt(),
		Encrypted:      defaultUnless(p.At("StorageEncrypted").AsBool(), false, estate.AnyOf(clustered, replica, restored)),
		KMSKey:         p.At("KmsKeyId").AsText(),
		Snapshot:       snapshot,
		SourceInstance: p.At("SourceDBInstanceIdentifier").AsText(), SourceCluster: p.At("SourceDBClusterIdentifier").AsText(),
		DeletionProtection: p.At("DeletionProtection").AsBool().Or(false),
		BackupRetention:    defaultUnless(p.At("BackupRetentionPeriod").AsInt(), 1, clustered.Or(replica)),
		MultiAZ:            defaultUnless(p.At("MultiAZ").AsBool(), false, clustered),
		AutoMinorUpgrade:   p.At("AutoMinorVersionUpgrade").AsBool().Or(true),
		IAMAuth:            defaultUnless(p.At("EnableIAMDatabaseAuthentication").AsBool(), false, clustered),
		LogExports:         p.At("EnableCloudwatchLogsExports").AsStrings(),
		MasterUsername:     p.At("MasterUsername").AsText(), MasterPassword: p.At("MasterUserPassword").AsText(),
		ManagedPassword: p.At("ManageMasterUserPassword").AsBool().Or(false),
		ParameterGroup:  p.At("DBParameterGroupName").AsText(), CopyTags: p.At("CopyTagsToSnapshot").AsBool().Or(false),
		Monitoring: p.At("MonitoringInterval").AsInt().Or(0), Insights: p.At("EnablePerformanceInsights").AsBool().Or(false),
		CACertificate: p.At("CACertificateIdentifier").AsString(),
	}
}

func rdsCluster(c estate.Core) estate.Resource {
	p := c.Properties
	d := clusterBasics(c, "Port")
	d.Engine, d.EngineMode = lower(p.At("Engine").AsString()), lower(p.At("EngineMode").AsString()).Or("provisioned")
	// Aurora encrypts every cluster that is created since 18 February 2026, and
	// did not before ("Encrypting Amazon Aurora resources"): what is not written
	// stays absent, the review decides.
	aurora := estate.When(d.Engine, false, func(s string) bool { return strings.HasPrefix(s, "aurora") })
	d.Encrypted = defaultUnless(p.At("StorageEncrypted").AsBool(), false, clusterSources(p).Or(aurora))
	d.PubliclyAccessible = p.At("PubliclyAccessible").AsBool()
	d.IAMAuth = p.At("EnableIAMDatabaseAuthentication").AsBool().Or(false)
	d.SourceCluster = firstText(p, "SourceDBClusterIdentifier", "ReplicationSourceIdentifier", "SourceDbClusterResourceId")
	d.AutoMinorUpgrade = p.At("AutoMinorVersionUpgrade").AsBool().Or(true)
	d.HTTPEndpoint = p.At("EnableHttpEndpoint").AsBool().Or(false)
	d.InstanceClass = p.At("DBClusterInstanceClass").AsString()
	d.CopyTags = p.At("CopyTagsToSnapshot").AsBool().Or(false)
	return d
}

// clusterBasics reads what RDS, DocumentDB and Neptune clusters write alike;
// all three keep backups for one day and encrypt nothing by default.
func clusterBasics(c estate.Core, port string) *estate.DBCluster {
	p := c.Properties
	return &estate.DBCluster{
		Core: c, EngineVersion: p.At("EngineVersion").AsString(), SubnetGroup: p.At("DBSubnetGroupName").AsText(),
		Groups: p.At("VpcSecurityGroupIds").AsTexts(), Port: p.At(port).AsInt(),
		Encrypted: defaultUnless(p.At("StorageEncrypted").AsBool(), false, clusterSources(p)), KMSKey: p.At("KmsKeyId").AsText(),
		Snapshot: p.At("SnapshotIdentifier").AsText(), SourceCluster: p.At("SourceDBClusterIdentifier").AsText(),
		DeletionProtection: p.At("DeletionProtection").AsBool().Or(false),
		BackupRetention:    p.At("BackupRetentionPeriod").AsInt().Or(1),
		LogExports:         p.At("EnableCloudwatchLogsExports").AsStrings(),
		MasterUsername:     p.At("MasterUsername").AsText(), MasterPassword: p.At("MasterUserPassword").AsText(),
		ManagedPassword: p.At("ManageMasterUserPassword").AsBool().Or(false),
		GlobalCluster:   p.At("GlobalClusterIdentifier").AsText(),
		ParameterGroup:  p.At("DBClusterParameterGroupName").AsText(),
		CopyTags:        p.At("CopyTagsToSnapshot").AsBool().Or(false),
	}
}

// clusterSources is true where a cluster is made from something that decides
// about its encryption.
func clusterSources(p *estate.Tree) estate.Truth {
	return anyWritten(p, "SnapshotIdentifier", "SourceDBClusterIdentifier", "ReplicationSourceIdentifier", "SourceDbClusterResourceId")
}

func globalCluster(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.GlobalCluster{
		Core: c, Engine: lower(p.At("Engine").AsString()), SourceCluster: p.At("SourceDBClusterIdentifier").AsText(),
		Encrypted:          defaultUnless(p.At("StorageEncrypted").AsBool(), false, p.Written("SourceDBClusterIdentifier")),
		DeletionProtection: p.At("DeletionProtection").AsBool().Or(false),
	}
}

// subnetGroup is the subnet group of any service: all name their subnets alike.
func subnetGroup(c estate.Core) estate.Resource {
	return &estate.SubnetGroup{Core: c, Subnets: c.Properties.At("SubnetIds").AsTexts()}
}

func parameterGroup(c estate.Core) estate.Resource {
	p := c.Properties
	family := p.At("Family").AsString().OrElse(p.At("ParameterGroupFamily").AsString()).
		OrElse(p.At("CacheParameterGroupFamily").AsString())
	settings := p.At("Parameters")
	if settings.IsMissing() {
		settings = p.At("Properties") // ElastiCache
	}
	return &estate.ParameterGroup{Core: c, Family: family, Parameters: settings}
}

func rdsProxy(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.DBProxy{
		Core: c, Subnets: p.At("VpcSubnetIds").AsTexts(), Groups: p.At("VpcSecurityGroupIds").AsTexts(),
		RequireTLS: p.At("RequireTLS").AsBool().Or(false), Role: p.At("RoleArn").AsText(), Auth: p.At("Auth"),
		Engine: p.At("EngineFamily").AsString(),
	}
}

func docDBCluster(c estate.Core) estate.Resource {
	d := clusterBasics(c, "Port")
	d.Engine = estate.Of("docdb", c.Origin)
	return d
}

func docDBInstance(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.DBInstance{
		Core: c, Engine: estate.Of("docdb", c.Origin), Cluster: p.At("DBClusterIdentifier").AsText(),
		PubliclyAccessible: estate.Of(false, c.Origin), // DocumentDB has no public endpoints
		CACertificate:      p.At("CACertificateIdentifier").AsString(),
		Insights:           p.At("EnablePerformanceInsights").AsBool().Or(false),
	}
}

func neptuneCluster(c estate.Core) estate.Resource {
	d := clusterBasics(c, "DBPort")
	d.Engine = estate.Of("neptune", c.Origin)
	d.IAMAuth = c.Properties.At("IamAuthEnabled").AsBool().Or(false)
	return d
}

func neptuneInstance(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.DBInstance{
		Core: c, Engine: estate.Of("neptune", c.Origin), Cluster: p.At("DBClusterIdentifier").AsText(),
		SubnetGroup: p.At("DBSubnetGroupName").AsText(), Snapshot: p.At("DBSnapshotIdentifier").AsText(),
		PubliclyAccessible: p.At("PubliclyAccessible").AsBool().Or(false),
		AutoMinorUpgrade:   p.At("AutoMinorVersionUpgrade").AsBool(), ParameterGroup: p.At("DBParameterGroupName").AsText(),
	}
}
