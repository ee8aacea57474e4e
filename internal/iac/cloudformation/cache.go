package cloudformation

import "ringwall/internal/estate"

// cacheCluster is an ElastiCache cluster, which cannot be encrypted at rest on
// its own.
func cacheCluster(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Cache{
		Core: c, Engine: lower(p.At("Engine").AsString()), SubnetGroup: p.At("CacheSubnetGroupName").AsText(),
		Groups: p.At("VpcSecurityGroupIds").AsTexts(), Port: p.At("Port").AsInt(),
		AtRest:       estate.Of(false, c.Origin),
		InTransit:    p.At("TransitEncryptionEnabled").AsBool().Or(false),
		SnapshotDays: p.At("SnapshotRetentionLimit").AsInt().Or(0), Snapshot: p.At("SnapshotName").AsText(),
		AutoMinorUpgrade: p.At("AutoMinorVersionUpgrade").AsBool().Or(true),
		MultiAZ:          equalsFold(p.At("AZMode").AsString(), "cross-az").Or(false), Logs: p.At("LogDeliveryConfigurations"),
	}
}

// cacheReplicationGroup reads AWS::ElastiCache::ReplicationGroup, whose
// encryption is off by default.
func cacheReplicationGroup(c estate.Core) estate.Resource {
	p := c.Properties
	global := p.Written("GlobalReplicationGroupId")
	return &estate.Cache{
		Core: c, Engine: lower(p.At("Engine").AsString()).Or("redis"), SubnetGroup: p.At("CacheSubnetGroupName").AsText(),
		Groups: p.At("SecurityGroupIds").AsTexts(), Port: p.At("Port").AsInt(),
		AtRest:    defaultUnless(p.At("AtRestEncryptionEnabled").AsBool(), false, global),
		InTransit: defaultUnless(p.At("TransitEncryptionEnabled").AsBool(), false, global),
		KMSKey:    p.At("KmsKeyId").AsText(), AuthToken: p.At("AuthToken").AsText(), UserGroups: p.At("UserGroupIds").AsTexts(),
		SnapshotDays: p.At("SnapshotRetentionLimit").AsInt().Or(0), Snapshot: p.At("SnapshotName").AsText(),
		AutoMinorUpgrade: p.At("AutoMinorVersionUpgrade").AsBool().Or(true),
		MultiAZ:          p.At("MultiAZEnabled").AsBool().Or(false), Failover: p.At("AutomaticFailoverEnabled").AsBool().Or(false),
		Logs: p.At("LogDeliveryConfigurations"), Global: p.At("GlobalReplicationGroupId").AsText(),
	}
}

// serverlessCache is always encrypted, at rest and in transit ("Data security in
// Amazon ElastiCache").
func serverlessCache(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Cache{
		Core: c, Engine: lower(p.At("Engine").AsString()), Subnets: p.At("SubnetIds").AsTexts(),
		Groups: p.At("SecurityGroupIds").AsTexts(), AtRest: estate.Of(true, c.Origin), InTransit: estate.Of(true, c.Origin),
		KMSKey: p.At("KmsKeyId").AsText(), UserGroups: p.At("UserGroupId").AsTexts(),
		SnapshotDays: p.At("SnapshotRetentionLimit").AsInt().Or(0),
		MultiAZ:      estate.Of(true, c.Origin),
	}
}

// memoryDBCluster is always encrypted at rest, and in transit unless that is
// turned off (AWS::MemoryDB::Cluster).
func memoryDBCluster(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Cache{
		Core: c, Engine: lower(p.At("Engine").AsString()).Or("redis"), SubnetGroup: p.At("SubnetGroupName").AsText(),
		Groups: p.At("SecurityGroupIds").AsTexts(), Port: p.At("Port").AsInt(),
		AtRest: estate.Of(true, c.Origin), InTransit: p.At("TLSEnabled").AsBool().Or(true),
		KMSKey: p.At("KmsKeyId").AsText(), UserGroups: p.At("ACLName").AsTexts(),
		SnapshotDays: p.At("SnapshotRetentionLimit").AsInt().Or(0), Snapshot: p.At("SnapshotName").AsText(),
		AutoMinorUpgrade: p.At("AutoMinorVersionUpgrade").AsBool().Or(true),
	}
}

func daxCluster(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Cache{
		Core: c, Engine: estate.Of("dax", c.Origin), SubnetGroup: p.At("SubnetGroupName").AsText(),
		Groups:    p.At("SecurityGroupIds").AsTexts(),
		AtRest:    below(p, "SSESpecification.SSEEnabled").AsBool().Or(false),
		InTransit: equalsFold(p.At("ClusterEndpointEncryptionType").AsString().Or("NONE"), "TLS"),
	}
}
