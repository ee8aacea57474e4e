package cloudformation

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// propertyTree builds evaluated properties from YAML. "!var Name" is an unknown
// value, "!ref Name" a reference, "!if [Name, a, b]" is a where the variable
// Name is "true", else b; "!none" is absent.
func propertyTree(t *testing.T, source string, vars map[string]*scenario.Variable) *estate.Tree {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(source), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Content) == 0 {
		return nil
	}
	return grown(doc.Content[0], vars)
}

func grown(y *yaml.Node, vars map[string]*scenario.Variable) *estate.Tree {
	at := estate.Origin{File: "t.yaml", Line: y.Line, Column: y.Column}
	variable := func(name string) *scenario.Variable {
		if vars[name] == nil {
			vars[name] = &scenario.Variable{Name: name}
		}
		return vars[name]
	}
	switch {
	case y.Tag == "!none":
		return nil
	case y.Tag == "!var":
		return estate.NewScalar(estate.OfVariable(variable(y.Value)), at)
	case y.Tag == "!ref":
		return estate.NewScalar(estate.OfReference(estate.ID(y.Value), ""), at)
	case y.Tag == "!if":
		yes := scenario.Atom(variable(y.Content[0].Value), "true")
		return &estate.Tree{Kind: estate.Choice, Origin: at, Alts: []estate.TreeAlternative{
			{When: yes, Then: grown(y.Content[1], vars)}, {When: yes.Not(), Then: grown(y.Content[2], vars)},
		}}
	case y.Kind == yaml.SequenceNode:
		t := &estate.Tree{Kind: estate.List, Origin: at}
		for _, c := range y.Content {
			t.Items = append(t.Items, grown(c, vars))
		}
		return t
	case y.Kind == yaml.MappingNode:
		t := &estate.Tree{Kind: estate.Map, Origin: at}
		for i := 0; i < len(y.Content); i += 2 {
			t.Fields = append(t.Fields, estate.NewField(y.Content[i].Value, grown(y.Content[i+1], vars), at))
		}
		return t
	}
	return estate.NewScalar(estate.Literal(y.Value), at)
}

// decoded makes a typed resource of properties in YAML.
func decoded(t *testing.T, typ, properties string, vars map[string]*scenario.Variable) estate.Resource {
	t.Helper()
	decode := decoders()[typ]
	if decode == nil {
		t.Fatalf("%s is not modelled", typ)
	}
	c := estate.Core{ID: "X", Logical: "X", Type: typ, Origin: estate.Origin{File: "t.yaml", Line: 1}}
	if vars == nil {
		vars = map[string]*scenario.Variable{}
	}
	c.Properties = propertyTree(t, properties, vars)
	c.Tags = tags(c.Properties.At("Tags"))
	return decode(c)
}

// shown prints a field: a value, "absent", "unknown", or alternatives joined by
// "/"; a list's members joined by ",".
func shown(v reflect.Value) string {
	if strings.HasPrefix(v.Type().Name(), "Items[") {
		var out []string
		for i := range v.FieldByName("Known").Len() {
			out = append(out, fmt.Sprint(v.FieldByName("Known").Index(i).FieldByName("Is").Interface()))
		}
		if v.FieldByName("Unknown").Len() > 0 {
			out = append(out, "unknown")
		}
		return strings.Join(out, ",")
	}
	alts := v.MethodByName("Alternatives").Call(nil)[0]
	var out []string
	for i := range alts.Len() {
		a := alts.Index(i)
		switch a.FieldByName("State").Interface() {
		case estate.Absent:
			out = append(out, "absent")
		case estate.Unknown:
			out = append(out, "unknown")
		default:
			out = append(out, fmt.Sprint(a.FieldByName("Is").Interface()))
		}
	}
	return strings.Join(out, "/")
}

// fieldAt follows a dotted path of Go fields; a list's first member stands for
// the list where the path goes on.
func fieldAt(r estate.Resource, path string) reflect.Value {
	v := reflect.ValueOf(r).Elem()
	for _, name := range strings.Split(path, ".") {
		if strings.HasPrefix(v.Type().Name(), "Items[") {
			v = v.FieldByName("Known").Index(0).FieldByName("Is")
		}
		if v = v.FieldByName(name); !v.IsValid() {
			panic("no field " + path)
		}
	}
	return v
}

func TestDefaults(t *testing.T) {
	const rds, cluster, bucketType, queueType = "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::S3::Bucket", "AWS::SQS::Queue"
	for _, c := range []struct{ typ, properties, want string }{
		{rds, "{}", "Encrypted=false BackupRetention=1 DeletionProtection=false MultiAZ=false AutoMinorUpgrade=true IAMAuth=false PubliclyAccessible=absent ManagedPassword=false"},
		{rds, "{StorageEncrypted: true, DBClusterIdentifier: !ref C}", "Encrypted=true BackupRetention=absent MultiAZ=absent IAMAuth=absent"},
		{rds, "{VPCSecurityGroups: [a], DBSecurityGroups: [b]}", "Groups=a,b"},
		{rds, "{DBSnapshotIdentifier: s}", "Encrypted=absent BackupRetention=1 Snapshot=s"},
		{rds, "{SourceDBInstanceIdentifier: s}", "Encrypted=absent BackupRetention=absent SourceInstance=s"},
		{rds, "{DBSnapshotIdentifier: !if [Restore, s, !none ]}", "Encrypted=false/absent"},
		{rds, "{StorageEncrypted: !if [Prod, true, !none ]}", "Encrypted=true/false"},
		{rds, "{StorageEncrypted: !var E, BackupRetentionPeriod: 'x'}", "Encrypted=unknown BackupRetention=unknown"},
		{cluster, "{Engine: mysql}", "Encrypted=false BackupRetention=1 DeletionProtection=false HTTPEndpoint=false EngineMode=provisioned"},
		{cluster, "{Engine: aurora-mysql}", "Encrypted=absent"},
		{cluster, "{Engine: aurora-mysql, StorageEncrypted: false}", "Encrypted=false"},
		{cluster, "{Engine: mysql, SnapshotIdentifier: s}", "Encrypted=absent Snapshot=s"},
		{"AWS::RDS::DBProxy", "{}", "RequireTLS=false"},
		{"AWS::RDS::GlobalCluster", "{}", "Encrypted=false DeletionProtection=false"},
		{"AWS::RDS::GlobalCluster", "{SourceDBClusterIdentifier: c}", "Encrypted=absent"},
		{"AWS::DocDB::DBCluster", "{}", "Engine=docdb Encrypted=false BackupRetention=1"},
		{"AWS::Neptune::DBCluster", "{DBPort: 8182}", "Engine=neptune Encrypted=false Port=8182 IAMAuth=false"},
		{"AWS::EC2::Volume", "{}", "Encrypted=false"},
		{"AWS::EC2::Volume", "{SnapshotId: snap-1}", "Encrypted=absent"},
		{"AWS::EC2::Instance", "{}", "HTTPTokens=absent HTTPPutHops=absent HTTPMeta=absent SourceDestCheck=true Monitoring=absent"},
		{"AWS::EC2::Instance", "{BlockDeviceMappings: [{DeviceName: /dev/xvda, Ebs: {VolumeSize: 8}}]}", "Disks.Encrypted=false Disks.Name=/dev/xvda"},
		{"AWS::EC2::Instance", "{BlockDeviceMappings: [{DeviceName: /dev/xvda, NoDevice: {}}]}", "Disks="},
		{"AWS::EC2::LaunchTemplate", "{LaunchTemplateData: {MetadataOptions: {HttpTokens: required}, IamInstanceProfile: {Arn: a}}}", "HTTPTokens=required Profile=a"},
		{"AWS::AutoScaling::LaunchConfiguration", "{}", "Monitoring=true PublicIP=absent HTTPTokens=absent"},
		{"AWS::AutoScaling::AutoScalingGroup", "{MixedInstancesPolicy: {LaunchTemplate: {LaunchTemplateSpecification: {LaunchTemplateId: !ref LT}}}}", "LaunchTemplate=${LT}"},
		{"AWS::AutoScaling::AutoScalingGroup", "{MixedInstancesPolicy: {LaunchTemplate: {Overrides: [{LaunchTemplateSpecification: {LaunchTemplateId: !ref LT}}, {InstanceType: t3.micro}]}}}", "Overrides=${LT}"},
		{"AWS::AutoScaling::AutoScalingGroup", "{VPCZoneIdentifier: 'subnet-1, subnet-2'}", "Subnets=subnet-1,subnet-2"},
		{"AWS::EC2::Subnet", "{}", "MapPublicIP=false AssignIPv6=false"},
		{"AWS::EC2::NatGateway", "{}", "Connectivity=public Availability=zonal"},
		{"AWS::EC2::VPCEndpoint", "{}", "Kind=Gateway PrivateDNS=false"},
		{"AWS::EC2::VPNConnection", "{}", "StaticOnly=false"},
		{"AWS::EC2::TransitGateway", "{}", "DefaultAssociation=enable DefaultPropagation=enable GroupReferencing=disable AutoAcceptAttachment=disable"},
		{"AWS::EC2::NetworkAclEntry", "{RuleAction: Allow, Protocol: 6, PortRange: {From: 1, To: 2}}", "Rule.Egress=false Rule.Allow=true Rule.Protocol=6 Rule.From=1 Rule.To=2"},
		{"AWS::EC2::FlowLog", "{}", "DestinationKind=cloud-watch-logs Traffic=absent Interval=600"},
		{"AWS::ElasticLoadBalancingV2::LoadBalancer", "{SubnetMappings: [{SubnetId: a}]}", "Kind=application Scheme=internet-facing AddressKind=ipv4 Subnets=a"},
		{"AWS::ElasticLoadBalancing::LoadBalancer", "{}", "Kind=classic Scheme=internet-facing AccessLogs=false"},
		{"AWS::ElasticLoadBalancingV2::Listener", "{Protocol: HTTPS}", "SSLPolicy=ELBSecurityPolicy-2016-08"},
		{"AWS::ElasticLoadBalancingV2::Listener", "{Protocol: HTTP}", "SSLPolicy=absent"},
		{"AWS::ElasticLoadBalancingV2::Listener", "{DefaultActions: [{Type: redirect, RedirectConfig: {Protocol: HTTPS}}]}", "Actions.RedirectProtocol=HTTPS Actions.RedirectPort=#{port}"},
		{"AWS::ElasticLoadBalancingV2::Listener", "{DefaultActions: [{Type: forward, ForwardConfig: {TargetGroups: [{TargetGroupArn: !ref T}]}}]}", "Actions.TargetGroups=${T} Actions.RedirectPort=absent"},
		{"AWS::ElasticLoadBalancingV2::TargetGroup", "{}", "Kind=instance"},
		{"AWS::Lambda::Function", "{}", "IPv6=false PackageType=Zip Tracing=PassThrough Concurrency=absent Subnets="},
		{bucketType, "{}", "Encryption=AES256 BucketKey=false Versioned=false ObjectLock=false PublicAccess.BlockPublicACLs=absent PublicAccess.RestrictPublicBuckets=absent Ownership=absent Logs=false ACL=Private Website=false"},
		{bucketType, "{PublicAccessBlockConfiguration: {BlockPublicAcls: true}}", "PublicAccess.BlockPublicACLs=true PublicAccess.BlockPublicPolicy=false"},
		{bucketType, "{PublicAccessBlockConfiguration: !if [Shut, {BlockPublicAcls: true}, !none ]}", "PublicAccess.BlockPublicACLs=true/absent PublicAccess.IgnorePublicACLs=false/absent"},
		{bucketType, "{BucketEncryption: {ServerSideEncryptionConfiguration: [{BucketKeyEnabled: true, ServerSideEncryptionByDefault: {SSEAlgorithm: 'aws:kms', KMSMasterKeyID: !ref K}}]}}", "Encryption=aws:kms KMSKey=${K} BucketKey=true"},
		{bucketType, "{ObjectLockEnabled: true, ObjectLockConfiguration: {Rule: {DefaultRetention: {Mode: COMPLIANCE, Years: 2}}}}", "ObjectLock=true LockMode=COMPLIANCE LockDays=730"},
		{bucketType, "{LifecycleConfiguration: {Rules: [{Status: Enabled, NoncurrentVersionExpirationInDays: 30}]}}", "Lifecycle.Enabled=true Lifecycle.NoncurrentDays=30 Lifecycle.ExpirationDays=absent Lifecycle.Moves=false"},
		{"AWS::DynamoDB::Table", "{}", "KMSEncrypted=false PointInTime=false DeletionProtection=false"},
		{"AWS::DynamoDB::GlobalTable", "{Replicas: [{Region: eu-west-1}]}", "Replicas.PointInTime=false PointInTime=absent"},
		{"AWS::EFS::FileSystem", "{}", "Encrypted=false Backup=false"},
		{"AWS::EFS::FileSystem", "{AvailabilityZoneName: a}", "Backup=true"},
		{"AWS::EFS::FileSystem", "{BackupPolicy: {Status: ENABLED}}", "Backup=true"},
		{"AWS::KMS::Key", "{}", "Rotation=false RotationDays=365 PendingWindow=30 Spec=SYMMETRIC_DEFAULT Enabled=true MultiRegion=false"},
		{"AWS::KMS::ReplicaKey", "{}", "Rotation=absent MultiRegion=true"},
		{queueType, "{}", "ManagedSSE=true KMSKey=absent"},
		{queueType, "{KmsMasterKeyId: !ref K}", "ManagedSSE=absent KMSKey=${K}"},
		{queueType, "{SqsManagedSseEnabled: false}", "ManagedSSE=false"},
		{"AWS::SNS::Topic", "{}", "KMSKey=absent"},
		{"AWS::Kinesis::Stream", "{}", "Encrypted=false Retention=24"},
		{"AWS::KinesisFirehose::DeliveryStream", "{}", "Encrypted=false Kind=DirectPut"},
		{"AWS::SecretsManager::Secret", "{GenerateSecretString: {}}", "Generated=true Text=absent"},
		{"AWS::CloudTrail::Trail", "{}", "Validation=false MultiRegion=false Organization=false GlobalEvents=true KMSKey=absent LogGroup=absent"},
		{"AWS::Config::ConfigurationRecorder", "{}", "AllSupported=true GlobalTypes=false Frequency=CONTINUOUS"},
		{"AWS::Config::ConfigurationRecorder", "{RecordingGroup: {ResourceTypes: [a]}}", "AllSupported=false Types=a"},
		{"AWS::Config::ConfigurationRecorder", "{RecordingGroup: {RecordingStrategy: {UseOnly: EXCLUSION_BY_RESOURCE_TYPES}, AllSupported: false}}", "AllSupported=true"},
		{"AWS::GuardDuty::Detector", "{Enable: true, Features: [{Name: S3_DATA_EVENTS, Status: ENABLED}]}", "Enabled=true Features.Enabled=true"},
		{"AWS::Logs::LogGroup", "{}", "Retention=absent KMSKey=absent Class=STANDARD"},
		{"AWS::CloudWatch::Alarm", "{}", "ActionsEnabled=true"},
		{"AWS::Events::Rule", "{}", "Enabled=true Bus=absent"},
		{"AWS::Events::Rule", "{State: DISABLED, Targets: [{Id: a, Arn: !ref T, DeadLetterConfig: {Arn: q}}]}", "Enabled=false Targets.ARN=${T} Targets.DeadLetter=q"},
		{"AWS::StepFunctions::StateMachine", "{}", "LogLevel=OFF Kind=STANDARD Tracing=false"},
		{"AWS::Backup::BackupVault", "{}", "Locked=false GraceDays=absent"},
		{"AWS::Backup::BackupVault", "{LockConfiguration: {MinRetentionDays: 7, ChangeableForDays: 3}}", "Locked=true GraceDays=3 MinDays=7"},
		{"AWS::CertificateManager::Certificate", "{}", "Validation=EMAIL Algorithm=RSA_2048 Transparency=true Exportable=false"},
		{"AWS::NetworkFirewall::Firewall", "{}", "DeleteProtected=false SubnetProtected=false PolicyProtected=false"},
		{"AWS::CodeBuild::Project", "{}", "Privileged=false CloudWatchLogs=true S3Logs=false Public=false"},
		{"AWS::CodeBuild::Project", "{Environment: {EnvironmentVariables: [{Name: A, Value: b}]}}", "Environment.Kind=PLAINTEXT Environment.Value=b"},
		{"AWS::Transfer::Server", "{}", "Endpoint=PUBLIC Protocols=SFTP Identities=SERVICE_MANAGED SecurityPolicy=absent"},
		{"AWS::Transfer::Server", "{Protocols: [FTP]}", "Protocols=FTP"},
		{"AWS::ApiGateway::RestApi", "{}", "Endpoints=EDGE DefaultEndpoint=true"},
		{"AWS::ApiGateway::Method", "{}", "AuthType=NONE KeyRequired=false"},
		{"AWS::ApiGateway::Stage", "{MethodSettings: [{ResourcePath: '/*', HttpMethod: '*'}]}", "AccessLogs=absent Tracing=false Methods.LogLevel=OFF Methods.CacheEncrypted=false"},
		{"AWS::ApiGateway::Deployment", "{StageDescription: {LoggingLevel: INFO}}", "Methods.LogLevel=INFO Methods.Verb=*"},
		{"AWS::ApiGatewayV2::Route", "{}", "AuthType=NONE"},
		{"AWS::ApiGatewayV2::Stage", "{AccessLogSettings: {DestinationArn: a}}", "AccessLogs=a LogLevel=OFF"},
		{"AWS::Cognito::UserPool", "{}", "MFA=OFF PasswordLength=8 NeedsLower=true NeedsSymbols=true Protection=OFF AdminOnly=false Protected=false"},
		{"AWS::Cognito::UserPool", "{Policies: {PasswordPolicy: {MinimumLength: 14}}}", "PasswordLength=14 NeedsLower=false NeedsSymbols=false"},
		{"AWS::Cognito::UserPoolClient", "{}", "Secret=false HidesUsers=false RevokesTokens=true"},
		{"AWS::CloudFront::Distribution", "{DistributionConfig: {}}", "DefaultCert=true TLSVersion=TLSv1 Logs=false WebACL=absent Geography=none"},
		{"AWS::CloudFront::Distribution", "{DistributionConfig: {ViewerCertificate: {AcmCertificateArn: c, MinimumProtocolVersion: TLSv1.2_2021}}}", "DefaultCert=false TLSVersion=TLSv1.2_2021 Certificate=c"},
		{"AWS::CloudFront::Distribution", "{DistributionConfig: {ViewerCertificate: {CloudFrontDefaultCertificate: true, MinimumProtocolVersion: TLSv1.2_2021}}}", "DefaultCert=true TLSVersion=TLSv1"},
		{"AWS::CloudFront::Distribution", "{DistributionConfig: {Origins: [{Id: o, S3OriginConfig: {}}], DefaultCacheBehavior: {ViewerProtocolPolicy: Redirect-To-HTTPS}}}", "Origins.S3=true Origins.Protocol=absent Default.Protocol=redirect-to-https Default.Methods=GET,HEAD"},
		{"AWS::WAFv2::WebACL", "{DefaultAction: {Allow: {}}, Rules: [{OverrideAction: {None: {}}, Statement: {ManagedRuleGroupStatement: {Name: n, VendorName: AWS}}}]}", "DefaultAllow=true Rules.Action=none Rules.Managed=n Rules.RateLimit=absent"},
		{"AWS::WAFv2::WebACL", "{DefaultAction: {Block: {}}, Rules: [{Action: {Block: {}}, Statement: {RateBasedStatement: {Limit: 100}}}]}", "DefaultAllow=false Rules.Action=block Rules.RateLimit=100"},
		{"AWS::ECS::Service", "{}", "PublicIP=false LaunchType=EC2 ExecuteCommand=false Subnets="},
		{"AWS::ECS::Service", "{CapacityProviderStrategy: [], NetworkConfiguration: {AwsvpcConfiguration: {AssignPublicIp: ENABLED, Subnets: [a]}}}", "PublicIP=true LaunchType=absent Subnets=a"},
		{"AWS::ECS::TaskDefinition", "{ContainerDefinitions: [{Environment: [{Name: A, Value: b}]}]}", "NetworkMode=bridge Containers.Privileged=false Containers.ReadOnlyRoot=false Containers.Environment.Value=b"},
		{"AWS::ECS::Cluster", "{ClusterSettings: [{Name: containerInsights, Value: enabled}]}", "Insights=enabled"},
		{"AWS::EKS::Cluster", "{}", "PublicEndpoint=true PrivateEndpoint=false PublicCIDRs=0.0.0.0/0 AuthMode=CONFIG_MAP"},
		{"AWS::EKS::Cluster", "{ResourcesVpcConfig: {PublicAccessCidrs: [192.0.2.0/24]}, Logging: {ClusterLogging: {EnabledTypes: [{Type: audit}]}}}", "PublicCIDRs=192.0.2.0/24 Logs=audit"},
		{"AWS::ECR::Repository", "{}", "ScanOnPush=false Mutability=MUTABLE Encryption=AES256"},
		{"AWS::ElastiCache::ReplicationGroup", "{}", "AtRest=false InTransit=false SnapshotDays=0 Engine=redis"},
		{"AWS::ElastiCache::ServerlessCache", "{}", "AtRest=true InTransit=true"},
		{"AWS::MemoryDB::Cluster", "{}", "AtRest=true InTransit=true"},
		{"AWS::DAX::Cluster", "{}", "AtRest=false InTransit=false"},
		{"AWS::Redshift::Cluster", "{}", "Encrypted=true PubliclyAccessible=false AuditLogs=false Port=5439"},
		{"AWS::OpenSearchService::Domain", "{}", "Encrypted=false NodeToNode=false EnforceHTTPS=false FineGrained=false Logs="},
		{"AWS::OpenSearchService::Domain", "{LogPublishingOptions: {AUDIT_LOGS: {CloudWatchLogsLogGroupArn: a}, INDEX_SLOW_LOGS: {Enabled: false}}}", "Logs=AUDIT_LOGS"},
		{"AWS::MSK::Cluster", "{}", "ClientBroker=TLS InCluster=true Public=false Unauthenticated=absent"},
		{"AWS::DMS::ReplicationInstance", "{}", "PubliclyAccessible=true"},
		{"AWS::DMS::Endpoint", "{}", "SSLMode=none"},
		{"AWS::IAM::Role", "{}", "MaxSession=3600 Path=/ Boundary=absent"},
		{"AWS::IAM::User", "{LoginProfile: {Password: p}}", "Console=true Password=p"},
		{"AWS::IAM::AccessKey", "{UserName: u}", "Active=true User=u"},
		{"AWS::IAM::UserPolicy", "{UserName: !ref U}", "Users=${U} Roles= Groups="},
		{"AWS::Macie::Session", "{}", "Enabled=true"},
		{"AWS::SecurityHub::Hub", "{}", "DefaultStandards=true AutoEnableControls=true"},
	} {
		r := decoded(t, c.typ, c.properties, nil)
		for _, want := range strings.Fields(c.want) {
			path, value, _ := strings.Cut(want, "=")
			if got := shown(fieldAt(r, path)); got != value {
				t.Errorf("%s %s: %s is %q, want %q", c.typ, c.properties, path, got, value)
			}
		}
	}
}

func TestNothingIsWrittenAtAll(t *testing.T) {
	for typ := range decoders() {
		if r := decoded(t, typ, "", nil); r.Base().ID != "X" {
			t.Errorf("%s lost its core", typ)
		}
	}
}
