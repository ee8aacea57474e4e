package data_test

import (
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/data"
	"ringwall/internal/review/reviewtest"
)

func TestSpecimens(t *testing.T) { reviewtest.Specimens(t, data.Rules()) }

// trap is a [reviewtest.Trap], to be written without field names.
type trap struct {
	Name, Template string
	Resource       estate.ID
	Want           finding.Status
	Says           string
}

func check(t *testing.T, rule *review.Rule, traps []trap) {
	t.Helper()
	for _, x := range traps {
		reviewtest.Check(t, rule, reviewtest.Trap(x))
	}
}

func TestEncryptionIsInherited(t *testing.T) {
	instance := func(properties string) string {
		return "Parameters:\n  Source: {Type: String}\nResources:\n  Database:\n    Type: AWS::RDS::DBInstance\n    Properties: {DBInstanceClass: db.t4g.medium, " +
			properties + "}\n"
	}
	cluster := func(properties string) string {
		return "Resources:\n  Cluster:\n    Type: AWS::RDS::DBCluster\n    Properties: {" + properties + "}\n" +
			"  Member:\n    Type: AWS::RDS::DBInstance\n    Properties: {DBInstanceClass: db.r6g.large, DBClusterIdentifier: !Ref Cluster}\n"
	}
	check(t, data.RDSEncryption(), []trap{
		{"a snapshot decides, whatever is written", instance("DBSnapshotIdentifier: nightly, StorageEncrypted: true"), "Database", finding.Unknown, "nightly"},
		{"a replica of something else", instance("SourceDBInstanceIdentifier: !Ref Source"), "Database", finding.Unknown, "Source"},
		{"a replica with a key", instance("SourceDBInstanceIdentifier: !Ref Source, KmsKeyId: alias/data"), "Database", finding.Pass, ""},
		{"a key without the flag", instance("Engine: postgres, KmsKeyId: alias/data"), "Database", finding.Fail, "not set"},
		{"Aurora encrypts by itself", cluster("Engine: aurora-postgresql"), "Member", finding.Pass, ""},
		{"unless told not to", cluster("Engine: aurora-postgresql, StorageEncrypted: false"), "Cluster", finding.Fail, "medium"},
		{"other clusters do not", cluster("Engine: mysql"), "Cluster", finding.Fail, "high"},
		{"their members follow", cluster("Engine: mysql"), "Member", finding.Fail, "low the database is as encrypted as the cluster"},
		{"a cluster from a snapshot", cluster("Engine: mysql, SnapshotIdentifier: nightly"), "Member", finding.Unknown, "nightly"},
		{"a cluster from a snapshot with a key", cluster("Engine: mysql, SnapshotIdentifier: nightly, KmsKeyId: alias/data"), "Cluster", finding.Pass, ""},
	})
}

func TestProtectionNamesAllThatLacks(t *testing.T) {
	instance := func(properties string) string {
		return "Parameters:\n  Days: {Type: Number, MinValue: 0, MaxValue: 35}\nResources:\n  Database:\n    Type: AWS::RDS::DBInstance\n" +
			"    Properties: {DBInstanceClass: db.t4g.medium, Engine: mysql, " + properties + "}\n"
	}
	check(t, data.RDSProtection(), []trap{
		{"all in one", instance("MultiAZ: true"), "Database", finding.Fail, "medium deletion protection is off; automated backups are kept for 1 day only"},
		{"only the standby", instance("DeletionProtection: true, BackupRetentionPeriod: 7"), "Database", finding.Fail, "low it stands in a single"},
		{"open days", instance("DeletionProtection: true, MultiAZ: true, BackupRetentionPeriod: !Ref Days"), "Database", finding.Unknown, "Days"},
		{"a replica has no data of its own", instance("SourceDBInstanceIdentifier: other"), "Database", finding.Pass, ""},
	})
}

func TestBlockPublicAccess(t *testing.T) {
	bucket := func(properties string) string {
		return "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties: {" + properties + "}\n"
	}
	check(t, data.S3BlockPublicAccess(), []trap{
		{"new buckets have it on", bucket("BucketName: reports"), "Bucket", finding.Pass, ""},
		{"what a configuration leaves out is off", bucket("PublicAccessBlockConfiguration: {BlockPublicAcls: true, IgnorePublicAcls: true}"), "Bucket", finding.Fail,
			"high BlockPublicPolicy, RestrictPublicBuckets off"},
		{"ACLs that are disabled", bucket("PublicAccessBlockConfiguration: {BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: true, RestrictPublicBuckets: true}"),
			"Bucket", finding.Fail, "medium BlockPublicAcls"},
	})
}

func TestPublicBuckets(t *testing.T) {
	policy := func(block, statement string) string {
		return "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties: {" + block + "}\n  Policy:\n    Type: AWS::S3::BucketPolicy\n" +
			"    Properties:\n      Bucket: !Ref Bucket\n      PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: '*', " + statement + "}]}\n"
	}
	read := "Action: 's3:GetObject', Resource: !Sub '${Bucket.Arn}/*'"
	off := "PublicAccessBlockConfiguration: {BlockPublicPolicy: false}"
	check(t, data.S3Public(), []trap{
		{"read", policy(off, read), "Policy", finding.Fail, "high"},
		{"write", policy(off, strings.Replace(read, "Get", "Put", 1)), "Policy", finding.Fail, "critical"},
		{"refused by the bucket", policy("PublicAccessBlockConfiguration: {BlockPublicPolicy: true}", read), "Policy", finding.Pass, ""},
		{"nothing written is no excuse", policy("", read), "Policy", finding.Fail, "April 2023"},
		{"one organisation", policy(off, read+", Condition: {StringEquals: {'aws:PrincipalOrgID': o-1234567890}}"), "Policy", finding.Pass, ""},
		{"any address", policy(off, read+", Condition: {IpAddress: {'aws:SourceIp': 0.0.0.0/0}}"), "Policy", finding.Fail, ""},
	})
}

func TestRotationAndBackupsAreJoins(t *testing.T) {
	secret := "Resources:\n  Secret:\n    Type: AWS::SecretsManager::Secret\n    Properties: {GenerateSecretString: {}}\n"
	attached := secret + "  Attachment:\n    Type: AWS::SecretsManager::SecretTargetAttachment\n    Properties: {SecretId: !Ref Secret, TargetId: db, TargetType: AWS::RDS::DBInstance}\n" +
		"  Rotation:\n    Type: AWS::SecretsManager::RotationSchedule\n    Properties: {SecretId: !Ref Attachment}\n"
	check(t, data.SecretRotation(), []trap{
		{"nothing", secret, "Secret", finding.Fail, "low"},
		{"a macro may add it", "Transform: Company\n" + secret, "Secret", finding.Unknown, "Company"},
		{"by way of the attachment", attached, "Secret", finding.Pass, ""},
	})
	table := func(more string) string {
		return "Parameters:\n  Tag: {Type: String}\nResources:\n  Table:\n    Type: AWS::DynamoDB::Table\n    Properties: {KeySchema: [{AttributeName: id, KeyType: HASH}], " + more + "}\n"
	}
	selection := func(what string) string {
		return "  Selection:\n    Type: AWS::Backup::BackupSelection\n    Properties: {BackupPlanId: p, BackupSelection: {SelectionName: s, IamRoleArn: r, " + what + "}}\n"
	}
	check(t, data.BackupPlan(), []trap{
		{"nothing", table("TableName: orders"), "Table", finding.Fail, "medium"},
		{"its own recovery", table("PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}"), "Table", finding.Pass, ""},
		{"by name", table("TableName: orders") + selection("Resources: [!GetAtt Table.Arn]"), "Table", finding.Pass, ""},
		{"everything", table("TableName: orders") + selection("Resources: ['*']"), "Table", finding.Pass, ""},
		{"all tables", table("TableName: orders") + selection("Resources: [!Sub 'arn:${AWS::Partition}:dynamodb:*:*:table/*']"), "Table", finding.Pass, ""},
		{"all volumes", table("TableName: orders") + selection("Resources: ['arn:aws:ec2:*:*:volume/*']"), "Table", finding.Fail, ""},
		{"by a tag that is not known", table("Tags: [{Key: backup, Value: !Ref Tag}]") +
			selection("ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: backup, ConditionValue: daily}]"), "Table", finding.Unknown, "Tag"},
	})
}

func TestListeners(t *testing.T) {
	listener := func(scheme, properties string) string {
		return "Resources:\n  Balancer:\n    Type: AWS::ElasticLoadBalancingV2::LoadBalancer\n    Properties: {Scheme: " + scheme + ", Subnets: [a, b]}\n" +
			"  Listener:\n    Type: AWS::ElasticLoadBalancingV2::Listener\n    Properties: {LoadBalancerArn: !Ref Balancer, " + properties + "}\n"
	}
	forward := "DefaultActions: [{Type: forward, TargetGroupArn: tg}]"
	rule := "  Rule:\n    Type: AWS::ElasticLoadBalancingV2::ListenerRule\n    Properties: {ListenerArn: !Ref Listener, Priority: 1, Conditions: [], Actions: [{Type: forward, TargetGroupArn: tg}]}\n"
	check(t, data.TLSListeners(), []trap{
		{"plain", listener("internet-facing", "Port: 80, Protocol: HTTP, "+forward), "Listener", finding.Fail, "medium serves plain HTTP"},
		{"plain inside", listener("internal", "Port: 80, Protocol: HTTP, "+forward), "Listener", finding.Fail, "low"},
		{"passed on", listener("internet-facing", "Port: 443, Protocol: TCP, "+forward), "Listener", finding.Pass, ""},
		{"the default policy", listener("internet-facing", "Port: 443, Protocol: HTTPS, "+forward), "Listener", finding.Fail, "default SslPolicy"},
		{"a present policy", listener("internet-facing", "Port: 443, Protocol: HTTPS, SslPolicy: ELBSecurityPolicy-TLS13-1-2-Res-2021-06, "+forward), "Listener", finding.Pass, ""},
		{"a fixed answer", listener("internet-facing", "Port: 80, Protocol: HTTP, DefaultActions: [{Type: fixed-response}]"), "Listener", finding.Pass, ""},
		{"a rule behind it", listener("internet-facing", "Port: 80, Protocol: HTTP, DefaultActions: [{Type: fixed-response}]") + rule, "Listener", finding.Fail, ""},
	})
}

func TestDisksOfFleets(t *testing.T) {
	fleet := func(ebs string) string {
		return "Resources:\n  F:\n    Type: AWS::EC2::SpotFleet\n    Properties: {SpotFleetRequestConfigData: {IamFleetRole: r, TargetCapacity: 1, LaunchSpecifications: [{ImageId: a, BlockDeviceMappings: [{DeviceName: /dev/xvda, Ebs: {" + ebs + "}}]}]}}\n"
	}
	check(t, data.EBS(), []trap{
		{"not encrypted", fleet("Encrypted: false"), "F", finding.Fail, "/dev/xvda"},
		{"encrypted", fleet("Encrypted: true"), "F", finding.Pass, ""},
	})
}

func TestClasses(t *testing.T) {
	bucket := "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties: {BucketName: a}\n  Other:\n    Type: AWS::S3::Bucket\n    Properties: {BucketName: b}\n"
	r := reviewtest.Run(t, data.ClassTag(), bucket)
	if len(r.Findings) != 1 || r.Findings[0].Severity != finding.Info || len(r.Findings[0].Also) != 1 {
		t.Errorf("an estate without tags: want one finding of severity info, got %+v", r.Findings)
	}
	key := "Resources:\n  Key: {Type: AWS::KMS::Key}\n"
	volume := func(name, class string) string {
		return "  " + name + ":\n    Type: AWS::EC2::Volume\n    Properties: {Size: 1, Encrypted: true, KmsKeyId: !Ref Key, Tags: [{Key: 'acme:DataClassification', Value: " + class + "}]}\n"
	}
	check(t, data.ClassKMS(), []trap{
		{"a key for two classes", key + volume("A", "internal") + volume("B", "confidential"), "Key", finding.Fail, "confidential and internal"},
		{"a key for one", key + volume("A", "confidential") + volume("B", "confidential"), "Key", finding.Pass, ""},
	})
}

func TestKeysThatCannotRotate(t *testing.T) {
	key := func(properties string) string {
		return "Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties: {" + properties + "}\n"
	}
	check(t, data.KeyRotation(), []trap{
		{"asymmetric", key("KeySpec: RSA_2048, KeyUsage: SIGN_VERIFY"), "Key", finding.Pass, ""},
		{"imported", key("Origin: EXTERNAL"), "Key", finding.Pass, ""},
		{"gone in a week", key("EnableKeyRotation: true, PendingWindowInDays: 7"), "Key", finding.Fail, "low it is gone 7 days"},
	})
}

// The same weakness weighs more where the data is confidential, and the finding
// says why.
func TestWeightOfConfidentialData(t *testing.T) {
	const tags = "Tags: [{Key: data-classification, Value: confidential}]"
	volume := "Resources:\n  V: {Type: 'AWS::EC2::Volume', Properties: {AvailabilityZone: eu-west-1a, Size: 8, Encrypted: false, "
	for _, x := range []struct{ tags, says string }{{"", "medium"}, {tags, "high"}, {tags, "weighs more: it is tagged confidential"}} {
		reviewtest.Check(t, data.EBS(), reviewtest.Trap{Name: x.says, Template: volume + x.tags + "}}\n", Resource: "V", Want: finding.Fail, Says: x.says})
	}
}
