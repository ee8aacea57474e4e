package data_test

import (
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review/data"
	"ringwall/internal/review/reviewtest"
)

func TestNearTheSpecimens(t *testing.T) {
	const fail, pass, unknown = finding.Fail, finding.Pass, finding.Unknown
	acm, restore, cache, keys, flag := data.Certificates(), data.RestoreTests(), data.CacheBackup(), data.OwnKeys(), data.PublicFlag()
	tls, kept, search, hidden, snap, streams := data.RDSConnections(), data.RetentionDelete(), data.SearchCache(), data.HiddenSecrets(), data.SnapshotsPublic(), data.StreamsQueues()
	with := func(resource string) string { return "Resources:\n  X: " + resource + "\n" }
	reviewtest.CheckNear(t, []reviewtest.Near{
		{Rule: acm, From: "ValidationMethod: EMAIL", To: "ValidationMethod: !Ref Param", Resource: "Certificate", Want: unknown},
		{Rule: acm, From: "ValidationMethod: EMAIL", To: "ValidationMethod: EMAIL, CertificateAuthorityArn: arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/1", Resource: "Certificate", Want: pass},
		{Rule: acm, Twin: true, From: "ValidationMethod: DNS", To: "ValidationMethod: DNS, KeyAlgorithm: RSA_1024", Resource: "Certificate", Want: fail, Says: "medium its key"},

		{Rule: restore, Twin: true, From: "RestoreTestingPlanName: !Ref Test", To: "RestoreTestingPlanName: !Ref Param", Resource: "Test", Want: unknown},
		{Rule: restore, Twin: true, From: "RestoreTestingPlanName: !Ref Test", To: "RestoreTestingPlanName: monthly", Resource: "Test", Want: pass},
		{Rule: restore, From: "Resources:\n", To: "Transform: [CompanyDefaults]\nResources:\n", Resource: "Test", Want: unknown},

		{Rule: cache, From: "SnapshotRetentionLimit: 0", To: "SnapshotRetentionLimit: !Ref Param", Resource: "Sessions", Want: unknown},
		{Rule: cache, From: "Engine: valkey", To: "Engine: memcached", Resource: "Sessions", Want: pass},

		{Rule: keys, From: "{RetentionInDays", To: "{KmsKeyId: alias/aws/logs, RetentionInDays", Resource: "Log", Want: fail, Says: "info"},
		{Rule: keys, From: "{RetentionInDays", To: "{KmsKeyId: !Ref Param, RetentionInDays", Resource: "Log", Want: unknown},
		{Rule: keys, From: "{RetentionInDays", To: "{Tags: [{Key: DataClassification, Value: confidential}], RetentionInDays", Resource: "Log", Want: fail, Says: "medium"},

		{Rule: flag, From: "PubliclyAccessible: true", To: "PubliclyAccessible: !Ref Param", Resource: "Warehouse", Want: unknown},
		{Rule: flag, From: "PubliclyAccessible: true", To: "PubliclyAccessible: !Ref Off", Resource: "Warehouse", Want: unknown, Says: "Off=true"},
		{Rule: flag, From: "Resources:\n", To: with("{Type: 'AWS::AmazonMQ::Broker', Properties: {EngineType: RABBITMQ, PubliclyAccessible: true}}"), Resource: "X", Want: fail, Says: "critical"},
		{Rule: flag, From: "Resources:\n", To: with("{Type: 'AWS::DMS::ReplicationInstance', Properties: {ReplicationInstanceClass: dms.t3.small}}"), Resource: "X", Want: fail, Says: "by default"},

		{Rule: tls, From: `rds.force_ssl: "0"`, To: "rds.force_ssl: !Ref Param", Resource: "Database", Want: unknown},
		{Rule: tls, From: "DBParameterGroupName: !Ref Settings", To: "DBParameterGroupName: !Ref Param", Resource: "Database", Want: unknown},
		{Rule: tls, Twin: true, From: "DBParameterGroupName: !Ref Settings", To: "Port: 5432", Resource: "Database", Want: fail, Says: "info"},
		{Rule: tls, Twin: true, From: "      DBParameterGroupName: !Ref Settings\n", To: "", Resource: "Settings", Want: pass},
		{Rule: tls, From: "14.12", To: "16.3", Resource: "Database", Want: fail, Says: "medium rds.force_ssl is off"},
		{Rule: tls, From: "Resources:\n", To: with("{Type: 'AWS::DocDB::DBClusterParameterGroup', Properties: {Family: docdb5.0, Parameters: {tls: disabled}}}"), Resource: "X", Want: fail},
		{Rule: tls, From: "Resources:\n", To: with("{Type: 'AWS::RDS::DBProxy', Properties: {RequireTLS: !Ref Param, VpcSubnetIds: [a, b]}}"), Resource: "X", Want: unknown},

		{Rule: kept, From: "Type: AWS::DynamoDB::Table", To: "DeletionPolicy: Delete\n    UpdateReplacePolicy: Retain\n    Type: AWS::DynamoDB::Table", Resource: "Orders", Want: fail},
		{Rule: kept, From: "BillingMode", To: "DeletionProtectionEnabled: !Ref Param\n      BillingMode", Resource: "Orders", Want: unknown},
		{Rule: kept, From: "BillingMode", To: "DeletionProtectionEnabled: true\n      BillingMode", Resource: "Orders", Want: pass},
		{Rule: kept, From: "Resources:\n", To: with("{Type: 'AWS::Kinesis::Stream', Properties: {RetentionPeriodHours: !Ref Param}}"), Resource: "X", Want: unknown},

		{Rule: search, From: "Encrypted: false", To: "Encrypted: !Ref Param", Resource: "Files", Want: unknown},
		{Rule: search, Twin: true, From: "Resources:\n", To: with("{Type: 'AWS::ElastiCache::ReplicationGroup', Properties: {ReplicationGroupDescription: x, AtRestEncryptionEnabled: true, TransitEncryptionEnabled: !Ref Param, AuthToken: !Ref Param}}"), Resource: "X", Want: unknown},
		{Rule: search, Twin: true, From: "Resources:\n", To: with("{Type: 'AWS::Redshift::ClusterParameterGroup', Properties: {ParameterGroupFamily: redshift-2.0, Description: x}}"), Resource: "X", Want: pass},
		{Rule: search, Twin: true, From: "Resources:\n", To: with("{Type: 'AWS::Redshift::ClusterParameterGroup', Properties: {ParameterGroupFamily: redshift-1.0, Description: x}}"), Resource: "X", Want: fail},
		{Rule: search, Twin: true, From: "Resources:\n", To: with("{Type: 'AWS::ECS::TaskDefinition', Properties: {Volumes: [{Name: v, EFSVolumeConfiguration: {FilesystemId: fs-1, TransitEncryption: !Ref Param}}]}}"), Resource: "X", Want: unknown},
		{Rule: search, Twin: true, From: "Resources:\n", To: with("{Type: 'AWS::Glue::SecurityConfiguration', Properties: {Name: x, EncryptionConfiguration: {S3Encryptions: [{S3EncryptionMode: SSE-KMS}], CloudWatchEncryption: {CloudWatchEncryptionMode: SSE-KMS}, JobBookmarksEncryption: {JobBookmarksEncryptionMode: !Ref Param}}}}"), Resource: "X", Want: unknown},

		{Rule: hidden, From: "MasterUserPassword: !Ref DatabasePassword", To: "MasterUserPassword: '{{resolve:secretsmanager:db}}'", Resource: "Database", Want: pass},
		{Rule: hidden, Twin: true, From: "Resources:\n", To: "Outputs: {Shown: {Value: !Sub 'pw=${DatabasePassword}'}}\nResources:\n", Resource: "Database", Want: fail, Says: "output Shown shows parameter DatabasePassword"},
		{Rule: hidden, Twin: true, From: "    Properties:", To: "    Metadata: {P: !Ref DatabasePassword}\n    Properties:", Resource: "Database", Want: fail, Says: "metadata"},

		{Rule: snap, From: "State: unblocked", To: "State: !Ref Param", Resource: "Block", Want: unknown},
		{Rule: snap, From: "State: unblocked", To: "State: block-new-sharing", Resource: "Block", Want: fail, Says: "low"},

		{Rule: streams, Twin: true, From: "Resources:\n", To: with("{Type: 'AWS::MSK::Cluster', Properties: {ClusterName: x, EncryptionInfo: {EncryptionInTransit: {ClientBroker: !Ref Param}}}}"), Resource: "X", Want: unknown},
		{Rule: streams, Twin: true, From: "Resources:\n", To: with("{Type: 'AWS::MSK::Cluster', Properties: {ClusterName: x, EncryptionInfo: {EncryptionInTransit: {ClientBroker: PLAINTEXT}}}}"), Resource: "X", Want: fail, Says: "medium"},
		{Rule: streams, Twin: true, From: "Resources:\n", To: with("{Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: {DeliveryStreamType: DirectPut}}"), Resource: "X", Want: fail},
		{Rule: streams, Twin: true, From: "Resources:\n", To: with("{Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: {DeliveryStreamType: !Ref Param}}"), Resource: "X", Want: unknown},
	})
}
