package terraform

func databaseRules() map[string]rule {
	instance := map[string]string{
		"identifier": "DBInstanceIdentifier", "username": "MasterUsername", "password": "MasterUserPassword", "password_wo": "MasterUserPassword",
		"vpc_security_group_ids": "VPCSecurityGroups", "snapshot_identifier": "DBSnapshotIdentifier", "replicate_source_db": "SourceDBInstanceIdentifier",
		"iam_database_authentication_enabled": "EnableIAMDatabaseAuthentication", "enabled_cloudwatch_logs_exports": "EnableCloudwatchLogsExports",
		"parameter_group_name": "DBParameterGroupName", "performance_insights_enabled": "EnablePerformanceInsights", "ca_cert_identifier": "CACertificateIdentifier",
		"instance_class": "DBInstanceClass", "db_name": "DBName", "name": "DBName", "monitoring_role_arn": "MonitoringRoleArn",
		"manage_master_user_password": "ManageMasterUserPassword", "multi_az": "MultiAZ", "master_user_secret_kms_key_id": "MasterUserSecret.KmsKeyId",
	}
	cluster := map[string]string{
		"cluster_identifier": "DBClusterIdentifier", "iam_database_authentication_enabled": "EnableIAMDatabaseAuthentication",
		"enabled_cloudwatch_logs_exports": "EnableCloudwatchLogsExports", "db_cluster_parameter_group_name": "DBClusterParameterGroupName",
		"master_password": "MasterUserPassword", "master_password_wo": "MasterUserPassword", "replication_source_identifier": "ReplicationSourceIdentifier",
		"snapshot_identifier": "SnapshotIdentifier", "iam_auth_enabled": "IamAuthEnabled", "enable_http_endpoint": "EnableHttpEndpoint",
		"port": "Port", "database_name": "DatabaseName", "engine_mode": "EngineMode", "iam_roles": "-", "neptune_subnet_group_name": "DBSubnetGroupName",
		"neptune_cluster_parameter_group_name": "DBClusterParameterGroupName", "backtrack_window": "BacktrackWindow", "master_user_secret_kms_key_id": "MasterUserSecret.KmsKeyId",
	}
	member := map[string]string{
		"identifier": "DBInstanceIdentifier", "cluster_identifier": "DBClusterIdentifier", "instance_class": "DBInstanceClass",
		"performance_insights_enabled": "EnablePerformanceInsights", "ca_cert_identifier": "CACertificateIdentifier", "db_parameter_group_name": "DBParameterGroupName",
		"neptune_subnet_group_name": "DBSubnetGroupName", "neptune_parameter_group_name": "DBParameterGroupName", "vpc_security_group_ids": "-",
	}
	group := func(cfn, name string) rule {
		return rule{cfn: cfn, name: "name", rename: map[string]string{"name": name, "description": "DBSubnetGroupDescription"}}
	}
	endpoint := map[string]string{"address": "Endpoint.Address", "endpoint": "Endpoint.Address", "port": "Endpoint.Port", "reader_endpoint": "ReadEndpoint.Address"}
	return map[string]rule{
		"aws_db_instance":                     {cfn: "AWS::RDS::DBInstance", name: "identifier", rename: instance, attributes: with(endpoint, "arn", "DBInstanceArn", "resource_id", "DbiResourceId"), make: makeDatabase},
		"aws_rds_cluster":                     {cfn: "AWS::RDS::DBCluster", name: "cluster_identifier", rename: cluster, attributes: with(endpoint, "arn", "DBClusterArn", "cluster_resource_id", "DBClusterResourceId"), make: makeCluster},
		"aws_rds_cluster_instance":            {cfn: "AWS::RDS::DBInstance", name: "identifier", rename: member, attributes: endpoint, make: func(x *translation) { x.orBool("PubliclyAccessible", false) }},
		"aws_rds_global_cluster":              {cfn: "AWS::RDS::GlobalCluster", name: "global_cluster_identifier"},
		"aws_db_subnet_group":                 group("AWS::RDS::DBSubnetGroup", "DBSubnetGroupName"),
		"aws_db_parameter_group":              {cfn: "AWS::RDS::DBParameterGroup", name: "name", rename: map[string]string{"name": "DBParameterGroupName", "parameter": "-"}, make: makeParameters("Parameters")},
		"aws_rds_cluster_parameter_group":     {cfn: "AWS::RDS::DBClusterParameterGroup", name: "name", rename: map[string]string{"name": "DBClusterParameterGroupName", "parameter": "-"}, make: makeParameters("Parameters")},
		"aws_db_proxy":                        {cfn: "AWS::RDS::DBProxy", name: "name", rename: map[string]string{"name": "DBProxyName", "require_tls": "RequireTLS", "auth": "Auth"}},
		"aws_docdb_cluster":                   {cfn: "AWS::DocDB::DBCluster", name: "cluster_identifier", rename: cluster, attributes: endpoint},
		"aws_docdb_cluster_instance":          {cfn: "AWS::DocDB::DBInstance", name: "identifier", rename: member},
		"aws_docdb_subnet_group":              group("AWS::DocDB::DBSubnetGroup", "DBSubnetGroupName"),
		"aws_docdb_cluster_parameter_group":   {cfn: "AWS::DocDB::DBClusterParameterGroup", name: "name", rename: map[string]string{"parameter": "-"}, make: makeParameters("Parameters")},
		"aws_neptune_cluster":                 {cfn: "AWS::Neptune::DBCluster", name: "cluster_identifier", rename: with(cluster, "port", "DBPort", "iam_database_authentication_enabled", "IamAuthEnabled"), attributes: endpoint},
		"aws_neptune_cluster_instance":        {cfn: "AWS::Neptune::DBInstance", name: "identifier", rename: member, make: func(x *translation) { x.orBool("PubliclyAccessible", false) }},
		"aws_neptune_subnet_group":            group("AWS::Neptune::DBSubnetGroup", "DBSubnetGroupName"),
		"aws_neptune_parameter_group":         {cfn: "AWS::Neptune::DBParameterGroup", name: "name", rename: map[string]string{"parameter": "-"}, make: makeParameters("Parameters")},
		"aws_neptune_cluster_parameter_group": {cfn: "AWS::Neptune::DBClusterParameterGroup", name: "name", rename: map[string]string{"parameter": "-"}, make: makeParameters("Parameters")},
		"aws_redshift_cluster":                {cfn: "AWS::Redshift::Cluster", name: "cluster_identifier", rename: map[string]string{"logging": "LoggingProperties", "master_password": "MasterUserPassword", "database_name": "DBName"}, make: makeRedshift},
		"aws_redshift_logging": {make: func(x *translation) {
			at := x.block.at
			x.joins(x.written("cluster_identifier"), "AWS::Redshift::Cluster", "LoggingProperties", object(at, field{"BucketName", at, x.written("bucket_name")}, field{"LogDestinationType", at, x.written("log_destination_type")}), false)
		}},
		"aws_redshift_subnet_group":         {cfn: "AWS::Redshift::ClusterSubnetGroup", name: "name"},
		"aws_redshift_parameter_group":      {cfn: "AWS::Redshift::ClusterParameterGroup", name: "name", rename: map[string]string{"parameter": "Parameters", "parameter.name": "ParameterName", "parameter.value": "ParameterValue", "family": "ParameterGroupFamily"}},
		"aws_elasticache_cluster":           {cfn: "AWS::ElastiCache::CacheCluster", name: "cluster_id", rename: map[string]string{"cluster_id": "ClusterName", "security_group_ids": "VpcSecurityGroupIds", "subnet_group_name": "CacheSubnetGroupName", "node_type": "CacheNodeType", "parameter_group_name": "CacheParameterGroupName"}},
		"aws_elasticache_replication_group": {cfn: "AWS::ElastiCache::ReplicationGroup", name: "replication_group_id", rename: map[string]string{"subnet_group_name": "CacheSubnetGroupName", "node_type": "CacheNodeType", "parameter_group_name": "CacheParameterGroupName", "description": "ReplicationGroupDescription", "multi_az_enabled": "MultiAZEnabled"}},
		"aws_elasticache_subnet_group":      {cfn: "AWS::ElastiCache::SubnetGroup", name: "name", rename: map[string]string{"name": "CacheSubnetGroupName"}},
		"aws_elasticache_parameter_group":   {cfn: "AWS::ElastiCache::ParameterGroup", name: "name", rename: map[string]string{"family": "CacheParameterGroupFamily", "parameter": "-"}, make: makeParameters("Properties")},
		"aws_elasticache_serverless_cache":  {cfn: "AWS::ElastiCache::ServerlessCache"},
		"aws_memorydb_cluster":              {cfn: "AWS::MemoryDB::Cluster", name: "name", rename: map[string]string{"name": "ClusterName", "tls_enabled": "TLSEnabled"}},
		"aws_memorydb_subnet_group":         {cfn: "AWS::MemoryDB::SubnetGroup", name: "name", rename: map[string]string{"name": "SubnetGroupName"}},
		"aws_dax_cluster":                   {cfn: "AWS::DAX::Cluster", name: "cluster_name", rename: map[string]string{"server_side_encryption": "SSESpecification", "server_side_encryption.enabled": "SSEEnabled"}},
		"aws_dax_subnet_group":              {cfn: "AWS::DAX::SubnetGroup", name: "name", rename: map[string]string{"name": "SubnetGroupName"}},
		"aws_dynamodb_table": {cfn: "AWS::DynamoDB::Table", name: "name", rename: map[string]string{
			"name": "TableName", "server_side_encryption": "SSESpecification", "server_side_encryption.enabled": "SSEEnabled", "server_side_encryption.kms_key_arn": "KMSMasterKeyId",
			"point_in_time_recovery": "PointInTimeRecoverySpecification", "point_in_time_recovery.enabled": "PointInTimeRecoveryEnabled", "replica": "-", "attribute": "AttributeDefinitions"}},
		"aws_dynamodb_resource_policy":     {make: joinTo("resource_arn", "AWS::DynamoDB::Table", "ResourcePolicy.PolicyDocument", "policy", false)},
		"aws_dms_replication_instance":     {cfn: "AWS::DMS::ReplicationInstance", name: "replication_instance_id", rename: map[string]string{"replication_subnet_group_id": "ReplicationSubnetGroupIdentifier", "replication_instance_id": "ReplicationInstanceIdentifier"}},
		"aws_dms_replication_subnet_group": {cfn: "AWS::DMS::ReplicationSubnetGroup", name: "replication_subnet_group_id"},
		"aws_dms_endpoint":                 {cfn: "AWS::DMS::Endpoint", rename: map[string]string{"endpoint_id": "EndpointIdentifier"}},
		"aws_dms_s3_endpoint":              {cfn: "AWS::DMS::Endpoint"},
		"aws_opensearch_domain":            {cfn: "AWS::OpenSearchService::Domain", name: "domain_name", rename: searchNames(), attributes: map[string]string{"endpoint": "DomainEndpoint"}, make: makeSearchDomain},
		"aws_elasticsearch_domain":         {cfn: "AWS::Elasticsearch::Domain", name: "domain_name", rename: searchNames(), attributes: map[string]string{"endpoint": "DomainEndpoint"}, make: makeSearchDomain},
		"aws_opensearch_domain_policy":     {make: joinNamed("domain_name", "AWS::OpenSearchService::Domain", "AccessPolicies", "access_policies")},
		"aws_elasticsearch_domain_policy":  {make: joinNamed("domain_name", "AWS::Elasticsearch::Domain", "AccessPolicies", "access_policies")},
	}
}

// with is a map with more names and values.
func with(m map[string]string, more ...string) map[string]string {
	out := map[string]string{}
	for k, v := range m {
		out[k] = v
	}
	for i := 0; i+1 < len(more); i += 2 {
		out[more[i]] = more[i+1]
	}
	return out
}

func searchNames() map[string]string {
	return map[string]string{
		"encrypt_at_rest": "EncryptionAtRestOptions", "node_to_node_encryption": "NodeToNodeEncryptionOptions", "vpc_options": "VPCOptions",
		"log_publishing_options": "-", "domain_endpoint_options.tls_security_policy": "TLSSecurityPolicy", "domain_endpoint_options.enforce_https": "EnforceHTTPS",
	}
}

// makeSearchDomain writes logs as a map of their kinds, and the access policy as a
// document.
func makeSearchDomain(x *translation) {
	at := x.block.at
	for _, l := range x.blocksOf("log_publishing_options") {
		kind, known := x.settle(x.part(l.is, "log_type")).literal()
		if !known {
			x.set("LogPublishingOptions", unknownOf(x.cause(x.part(l.is, "log_type"), at), at))
			continue
		}
		one := object(at, field{"CloudWatchLogsLogGroupArn", at, x.part(l.is, "cloudwatch_log_group_arn")}, field{"Enabled", at, x.part(l.is, "enabled")})
		x.set("LogPublishingOptions."+kind, either(l.when, one, nil, at))
	}
}

// joinNamed is joinTo for a document under another attribute.
func joinNamed(of, typ, path, attribute string) func(*translation) {
	return func(x *translation) { x.joins(x.written(of), typ, path, x.document(x.written(attribute)), false) }
}

// makeDatabase writes the provider's defaults, which differ from CloudFormation's:
// no backups, not public ("Resource: aws_db_instance").
func makeDatabase(x *translation) {
	x.orBool("PubliclyAccessible", false)
	if !x.has("BackupRetentionPeriod") && !x.has("SourceDBInstanceIdentifier") {
		x.set("BackupRetentionPeriod", numberOf("0", x.block.at))
	}
	if v := x.firstPart("restore_to_point_in_time", "source_db_instance_identifier"); !v.isNone() {
		x.set("SourceDBInstanceIdentifier", v)
	}
}

func makeCluster(x *translation) {
	if !x.has("Engine") {
		x.orText("Engine", "aurora")
	}
	if v := x.firstPart("restore_to_point_in_time", "source_cluster_identifier"); !v.isNone() {
		x.set("SourceDBClusterIdentifier", v)
	}
}

// makeRedshift: whether a cluster is public and encrypted where nothing is written
// hangs on the provider's version; version 6 follows AWS.
func makeRedshift(x *translation) {
	if v := x.firstPart("logging", "enable"); !v.isNone() {
		switch s, known := v.literal(); {
		case s == "false":
			x.unset("LoggingProperties")
		case !known:
			x.set("LoggingProperties", unknownOf(x.cause(v, v.at), v.at))
		}
	}
}

// makeParameters writes the parameters of a group as names and values.
func makeParameters(property string) func(*translation) {
	return func(x *translation) {
		at := x.block.at
		out := objectOf(nil, at)
		for _, p := range x.blocksOf("parameter") {
			name, known := x.settle(x.part(p.is, "name")).literal()
			if !known {
				out.open = x.cause(x.part(p.is, "name"), at)
				continue
			}
			out.put([]string{name}, either(p.when, x.part(p.is, "value"), nil, p.is.atOr(at)), p.is.atOr(at))
		}
		if len(out.fields) > 0 || out.open != nil {
			x.set(property, out)
		}
	}
}
