package diagram

import (
	"strings"
	"unicode"
)

// category is a group of managed services; it is a panel of the picture.
type category uint8

const (
	edge category = iota
	apis
	compute
	storage
	databases
	messaging
	analytics
	network
	secrets
	detection
	identity
	operations
	others
	categories // how many there are
)

var categoryTitles = [categories]string{
	"Edge", "APIs and sign-in", "Compute", "Storage", "Databases", "Messaging and events", "Analytics and AI", "Network",
	"Keys and secrets", "Detection and audit", "Identity", "Operations", "Other services",
}

var categoryStyles = [categories]Style{
	StyleEdge, StyleEdge, StyleCompute, StyleStorage, StyleDatabase, StyleMessaging, StyleMessaging, StyleNetwork,
	StyleSecurity, StyleSecurity, StyleManagement, StyleManagement, StyleManagement,
}

// aside reports whether a category supports the architecture more than it is
// one: it is drawn small.
func (c category) aside() bool { return c >= secrets }

// kind is how the resources of one type are drawn.
type kind struct {
	noun     string
	category category
	glyph    Glyph
	// counted: several are one tile with their number; nobody knows them by name.
	counted bool
	// global: it stands in no Region.
	global bool
	// fine: it is fine print (a rule, a permission, a part of another), which is
	// not drawn.
	fine bool
}

// row is a type of the table.
type row struct {
	typ string
	kind
}

// kindRows are the types that have words of their own. All others get them from
// their names.
var kindRows = []row{
	{"AWS::ACMPCA::CertificateAuthority", kind{noun: "private CA", category: secrets, glyph: GlyphKey}},
	{"AWS::ApiGateway::RestApi", kind{noun: "REST API", category: apis, glyph: GlyphAPI}},
	{"AWS::ApiGateway::Model", kind{noun: "API model", category: apis, fine: true}},
	{"AWS::ApiGateway::DomainName", kind{noun: "API domain", category: apis, glyph: GlyphAPI, counted: true}},
	{"AWS::ApiGatewayV2::Api", kind{noun: "HTTP API", category: apis, glyph: GlyphAPI}},
	{"AWS::ApiGatewayV2::Model", kind{noun: "API model", category: apis, fine: true}},
	{"AWS::ApiGatewayV2::DomainName", kind{noun: "API domain", category: apis, glyph: GlyphAPI, counted: true}},
	{"AWS::ApiGateway::VpcLink", kind{noun: "VPC link", category: apis, glyph: GlyphEndpoint}},
	{"AWS::ApiGatewayV2::VpcLink", kind{noun: "VPC link", category: apis, glyph: GlyphEndpoint}},
	{"AWS::AppSync::GraphQLApi", kind{noun: "GraphQL API", category: apis, glyph: GlyphAPI}},
	{"AWS::AutoScaling::AutoScalingGroup", kind{noun: "Auto Scaling group", category: compute, glyph: GlyphGroup}},
	{"AWS::Backup::BackupVault", kind{noun: "backup vault", category: operations, glyph: GlyphDisk, counted: true}},
	{"AWS::Backup::BackupPlan", kind{noun: "backup plan", category: operations, glyph: GlyphGear, counted: true}},
	{"AWS::CertificateManager::Certificate", kind{noun: "certificate", category: secrets, glyph: GlyphKey, counted: true}},
	{"AWS::CloudFront::Distribution", kind{noun: "CloudFront", category: edge, glyph: GlyphGlobe, global: true}},
	{"AWS::CloudTrail::Trail", kind{noun: "CloudTrail", category: detection, glyph: GlyphEye}},
	{"AWS::CloudWatch::Alarm", kind{noun: "alarm", category: operations, glyph: GlyphGear, counted: true}},
	{"AWS::CloudWatch::CompositeAlarm", kind{noun: "alarm", category: operations, glyph: GlyphGear, counted: true}},
	{"AWS::CodeBuild::Project", kind{noun: "CodeBuild", category: operations, glyph: GlyphGear}},
	{"AWS::CodePipeline::Pipeline", kind{noun: "pipeline", category: operations, glyph: GlyphFlow}},
	{"AWS::Cognito::UserPool", kind{noun: "Cognito user pool", category: apis, glyph: GlyphUser}},
	{"AWS::Cognito::IdentityPool", kind{noun: "Cognito identity pool", category: apis, glyph: GlyphUser}},
	{"AWS::DAX::Cluster", kind{noun: "DAX cluster", category: databases, glyph: GlyphCache}},
	{"AWS::DMS::ReplicationInstance", kind{noun: "DMS instance", category: databases, glyph: GlyphServer}},
	{"AWS::DocDB::DBCluster", kind{noun: "DocumentDB cluster", category: databases, glyph: GlyphDatabase}},
	{"AWS::DocDB::DBInstance", kind{noun: "DocumentDB instance", category: databases, glyph: GlyphDatabase}},
	{"AWS::DynamoDB::GlobalTable", kind{noun: "DynamoDB table", category: databases, glyph: GlyphTable}},
	{"AWS::DynamoDB::Table", kind{noun: "DynamoDB table", category: databases, glyph: GlyphTable}},
	{"AWS::EC2::CustomerGateway", kind{noun: "customer gateway", category: network, glyph: GlyphBuilding}},
	{"AWS::EC2::EC2Fleet", kind{noun: "EC2 Fleet", category: compute, glyph: GlyphGroup}},
	{"AWS::EC2::EgressOnlyInternetGateway", kind{noun: "egress-only gateway", category: network, glyph: GlyphGateway}},
	{"AWS::EC2::FlowLog", kind{noun: "flow log", category: detection, glyph: GlyphEye, counted: true}},
	{"AWS::EC2::Instance", kind{noun: "EC2 instance", category: compute, glyph: GlyphServer}},
	{"AWS::EC2::InternetGateway", kind{noun: "internet gateway", category: network, glyph: GlyphGateway}},
	{"AWS::EC2::NatGateway", kind{noun: "NAT gateway", category: network, glyph: GlyphNAT}},
	{"AWS::EC2::NetworkInterface", kind{noun: "network interface", category: network, glyph: GlyphEndpoint}},
	{"AWS::EC2::SnapshotBlockPublicAccess", kind{noun: "snapshot access block", category: operations, glyph: GlyphLock, counted: true}},
	{"AWS::EC2::SpotFleet", kind{noun: "Spot Fleet", category: compute, glyph: GlyphGroup}},
	{"AWS::EC2::Subnet", kind{noun: "subnet", category: network, glyph: GlyphBox}},
	{"AWS::EC2::TransitGateway", kind{noun: "transit gateway", category: network, glyph: GlyphHub}},
	{"AWS::EC2::TransitGatewayAttachment", kind{noun: "transit attachment", category: network, glyph: GlyphHub}},
	{"AWS::EC2::TransitGatewayPeeringAttachment", kind{noun: "transit peering", category: network, glyph: GlyphLink}},
	{"AWS::EC2::TransitGatewayVpcAttachment", kind{noun: "transit attachment", category: network, glyph: GlyphHub}},
	{"AWS::EC2::VPC", kind{noun: "VPC", category: network, glyph: GlyphBox}},
	{"AWS::EC2::VPCEndpoint", kind{noun: "VPC endpoint", category: network, glyph: GlyphEndpoint}},
	{"AWS::EC2::VPCEndpointService", kind{noun: "endpoint service", category: network, glyph: GlyphEndpoint}},
	{"AWS::EC2::VPCPeeringConnection", kind{noun: "VPC peering", category: network, glyph: GlyphLink}},
	{"AWS::EC2::VPNConnection", kind{noun: "VPN connection", category: network, glyph: GlyphLink}},
	{"AWS::EC2::VPNGateway", kind{noun: "VPN gateway", category: network, glyph: GlyphTunnel}},
	{"AWS::EC2::Volume", kind{noun: "EBS volume", category: storage, glyph: GlyphDisk, counted: true}},
	{"AWS::ECR::Repository", kind{noun: "ECR repository", category: storage, glyph: GlyphBox, counted: true}},
	{"AWS::ECS::Cluster", kind{noun: "ECS cluster", category: compute, glyph: GlyphContainer}},
	{"AWS::ECS::Service", kind{noun: "ECS service", category: compute, glyph: GlyphContainer}},
	{"AWS::EFS::FileSystem", kind{noun: "EFS file system", category: storage, glyph: GlyphDisk}},
	{"AWS::EFS::MountTarget", kind{noun: "EFS mount target", category: storage, glyph: GlyphDisk}},
	{"AWS::EKS::Cluster", kind{noun: "EKS cluster", category: compute, glyph: GlyphContainer}},
	{"AWS::EKS::Nodegroup", kind{noun: "EKS node group", category: compute, glyph: GlyphGroup}},
	{"AWS::ElastiCache::CacheCluster", kind{noun: "ElastiCache cluster", category: databases, glyph: GlyphCache}},
	{"AWS::ElastiCache::ReplicationGroup", kind{noun: "ElastiCache", category: databases, glyph: GlyphCache}},
	{"AWS::ElastiCache::ServerlessCache", kind{noun: "serverless cache", category: databases, glyph: GlyphCache}},
	{"AWS::ElasticLoadBalancing::LoadBalancer", kind{noun: "Classic Load Balancer", category: network, glyph: GlyphBalancer}},
	{"AWS::ElasticLoadBalancingV2::LoadBalancer", kind{noun: "load balancer", category: network, glyph: GlyphBalancer}},
	{"AWS::Elasticsearch::Domain", kind{noun: "Elasticsearch domain", category: databases, glyph: GlyphDatabase}},
	{"AWS::Events::EventBus", kind{noun: "event bus", category: messaging, glyph: GlyphQueue}},
	{"AWS::Events::Rule", kind{noun: "event rule", category: messaging, glyph: GlyphFlow, counted: true}},
	{"AWS::FSx::FileSystem", kind{noun: "FSx file system", category: storage, glyph: GlyphDisk}},
	{"AWS::GuardDuty::Detector", kind{noun: "GuardDuty", category: detection, glyph: GlyphEye}},
	{"AWS::IAM::Group", kind{noun: "IAM group", category: identity, glyph: GlyphUser, counted: true, global: true}},
	{"AWS::IAM::ManagedPolicy", kind{noun: "managed policy", category: identity, glyph: GlyphLog, counted: true, global: true}},
	{"AWS::IAM::OIDCProvider", kind{noun: "OIDC provider", category: identity, glyph: GlyphUser, counted: true, global: true}},
	{"AWS::IAM::Role", kind{noun: "IAM role", category: identity, glyph: GlyphUser, counted: true, global: true}},
	{"AWS::IAM::SAMLProvider", kind{noun: "SAML provider", category: identity, glyph: GlyphUser, counted: true, global: true}},
	{"AWS::IAM::ServiceLinkedRole", kind{noun: "service-linked role", category: identity, glyph: GlyphUser, counted: true, global: true}},
	{"AWS::IAM::User", kind{noun: "IAM user", category: identity, glyph: GlyphUser, counted: true, global: true}},
	{"AWS::KMS::Key", kind{noun: "KMS key", category: secrets, glyph: GlyphKey, counted: true}},
	{"AWS::KMS::ReplicaKey", kind{noun: "KMS replica key", category: secrets, glyph: GlyphKey, counted: true}},
	{"AWS::Kinesis::Stream", kind{noun: "Kinesis stream", category: messaging, glyph: GlyphQueue}},
	{"AWS::KinesisFirehose::DeliveryStream", kind{noun: "Firehose stream", category: messaging, glyph: GlyphQueue}},
	{"AWS::Lambda::Function", kind{noun: "Lambda function", category: compute, glyph: GlyphFunction}},
	{"AWS::Lambda::LayerVersion", kind{noun: "Lambda layer", category: compute, glyph: GlyphBox, counted: true}},
	{"AWS::Logs::LogGroup", kind{noun: "log group", category: operations, glyph: GlyphLog, counted: true}},
	{"AWS::MSK::Cluster", kind{noun: "MSK cluster", category: messaging, glyph: GlyphQueue}},
	{"AWS::MSK::ServerlessCluster", kind{noun: "MSK serverless", category: messaging, glyph: GlyphQueue}},
	{"AWS::Macie::Session", kind{noun: "Macie", category: detection, glyph: GlyphEye}},
	{"AWS::MemoryDB::Cluster", kind{noun: "MemoryDB cluster", category: databases, glyph: GlyphCache}},
	{"AWS::Neptune::DBCluster", kind{noun: "Neptune cluster", category: databases, glyph: GlyphDatabase}},
	{"AWS::Neptune::DBInstance", kind{noun: "Neptune instance", category: databases, glyph: GlyphDatabase}},
	{"AWS::NetworkFirewall::Firewall", kind{noun: "Network Firewall", category: network, glyph: GlyphShield}},
	{"AWS::OpenSearchService::Domain", kind{noun: "OpenSearch domain", category: databases, glyph: GlyphDatabase}},
	{"AWS::RDS::DBCluster", kind{noun: "Aurora cluster", category: databases, glyph: GlyphDatabase}},
	{"AWS::RDS::DBInstance", kind{noun: "RDS instance", category: databases, glyph: GlyphDatabase}},
	{"AWS::RDS::DBProxy", kind{noun: "RDS Proxy", category: databases, glyph: GlyphEndpoint}},
	{"AWS::RDS::GlobalCluster", kind{noun: "Aurora global cluster", category: databases, glyph: GlyphDatabase, global: true}},
	{"AWS::Redshift::Cluster", kind{noun: "Redshift cluster", category: databases, glyph: GlyphDatabase}},
	{"AWS::RedshiftServerless::Workgroup", kind{noun: "Redshift workgroup", category: databases, glyph: GlyphDatabase}},
	{"AWS::Route53::HostedZone", kind{noun: "hosted zone", category: edge, glyph: GlyphGlobe, global: true}},
	{"AWS::Route53Resolver::ResolverQueryLoggingConfig", kind{noun: "DNS query logging", category: detection, glyph: GlyphEye, counted: true}},
	{"AWS::S3::AccountPublicAccessBlock", kind{noun: "public access block", category: identity, glyph: GlyphLock, counted: true, global: true}},
	{"AWS::S3::AccessPoint", kind{noun: "S3 access point", category: storage, glyph: GlyphEndpoint, counted: true}},
	{"AWS::S3::Bucket", kind{noun: "S3 bucket", category: storage, glyph: GlyphBucket}},
	{"AWS::SNS::Topic", kind{noun: "SNS topic", category: messaging, glyph: GlyphTopic}},
	{"AWS::SQS::Queue", kind{noun: "SQS queue", category: messaging, glyph: GlyphQueue}},
	{"AWS::SSM::Document", kind{noun: "SSM document", category: operations, glyph: GlyphLog, counted: true}},
	{"AWS::SSM::Parameter", kind{noun: "SSM parameter", category: secrets, glyph: GlyphLock, counted: true}},
	{"AWS::SecretsManager::Secret", kind{noun: "secret", category: secrets, glyph: GlyphLock, counted: true}},
	{"AWS::SecurityHub::Hub", kind{noun: "Security Hub", category: detection, glyph: GlyphEye}},
	{"AWS::Serverless::Function", kind{noun: "Lambda function", category: compute, glyph: GlyphFunction}},
	{"AWS::Serverless::Api", kind{noun: "REST API", category: apis, glyph: GlyphAPI}},
	{"AWS::Serverless::HttpApi", kind{noun: "HTTP API", category: apis, glyph: GlyphAPI}},
	{"AWS::Serverless::SimpleTable", kind{noun: "DynamoDB table", category: databases, glyph: GlyphTable}},
	{"AWS::Serverless::StateMachine", kind{noun: "state machine", category: messaging, glyph: GlyphFlow}},
	{"AWS::StepFunctions::StateMachine", kind{noun: "state machine", category: messaging, glyph: GlyphFlow}},
	{"AWS::Transfer::Server", kind{noun: "Transfer server", category: storage, glyph: GlyphServer}},
	{"AWS::WAFv2::WebACL", kind{noun: "web ACL", category: edge, glyph: GlyphShield, counted: true}},
	{"AWS::Organizations::Account", kind{noun: "member account", category: identity, glyph: GlyphBuilding, counted: true, global: true}},
	{"AWS::Organizations::Policy", kind{noun: "organization policy", category: identity, glyph: GlyphLog, counted: true, global: true}},
	{"AWS::Organizations::OrganizationalUnit", kind{noun: "organizational unit", category: identity, glyph: GlyphBuilding, counted: true, global: true}},
}

// serviceCategories say where the types of a service belong that have no row.
var serviceCategories = []struct {
	service string
	category
}{
	{"AccessAnalyzer", detection}, {"AmazonMQ", messaging}, {"ApiGateway", apis}, {"ApiGatewayV2", apis}, {"AppRunner", compute},
	{"AppSync", apis}, {"Athena", analytics}, {"Backup", operations}, {"Batch", compute}, {"Bedrock", analytics}, {"CloudFormation", operations},
	{"CloudFront", edge}, {"Cognito", apis}, {"Config", detection}, {"Detective", detection}, {"DirectoryService", identity}, {"EC2", network},
	{"ECR", storage}, {"ECS", compute}, {"EMR", analytics}, {"EMRServerless", analytics}, {"ElasticBeanstalk", compute}, {"Events", messaging},
	{"FSx", storage}, {"GlobalAccelerator", edge}, {"Glue", analytics}, {"GuardDuty", detection}, {"IAM", identity}, {"Inspector", detection},
	{"InspectorV2", detection}, {"IoT", messaging}, {"KMS", secrets}, {"Kinesis", messaging}, {"KinesisAnalytics", analytics}, {"LakeFormation", analytics},
	{"Lambda", compute}, {"Lightsail", compute}, {"Logs", operations}, {"Macie", detection}, {"NetworkFirewall", network}, {"Organizations", identity},
	{"Pipes", messaging}, {"QuickSight", analytics}, {"RAM", identity}, {"RDS", databases}, {"Route53", edge}, {"Route53Resolver", operations},
	{"S3", storage}, {"SES", messaging}, {"SSO", identity}, {"SageMaker", analytics}, {"Scheduler", messaging}, {"SecurityHub", detection},
	{"Serverless", compute}, {"Shield", edge}, {"Signer", secrets}, {"SecurityLake", detection}, {"Timestream", databases}, {"WAF", edge}, {"WAFRegional", edge}, {"WAFv2", edge},
}

var categoryGlyphs = [categories]Glyph{
	GlyphGlobe, GlyphAPI, GlyphServer, GlyphDisk, GlyphDatabase, GlyphQueue, GlyphFlow, GlyphHub, GlyphKey, GlyphEye, GlyphUser, GlyphGear, GlyphBox,
}

// finePrint are the last parts of type names of which things hang on others.
var finePrint = []string{
	"Account", "Activation", "Alias", "ApiKey", "ApiMapping", "Association", "Attachment", "Authorizer", "BasePathMapping", "CidrBlock", "ClusterParameterGroup", "CodeSigningConfig",
	"ConfigurationRecorder", "Deployment", "DeliveryChannel", "DHCPOptions", "EIP", "Entry", "EventInvokeConfig", "EventSourceMapping", "Filter", "FirewallPolicy",
	"GatewayResponse", "HostedRotation", "Integration", "InstanceProfile", "KeyPair", "LaunchConfiguration", "LaunchTemplate", "LifecycleHook", "Listener", "ListenerCertificate",
	"ListenerRule", "LoggingConfiguration", "Membership", "Method", "NetworkAcl", "OptionGroup", "OriginAccessControl", "OriginAccessIdentity", "ParameterGroup",
	"Delivery", "DeliverySource", "DeliveryDestination", "RemediationConfiguration", "DomainList", "TestingSelection", "Permission", "Policy", "PrefixList", "Propagation", "RecordSet", "RecordSetGroup", "RequestValidator", "Resource", "Route", "RouteTable", "RotationSchedule",
	"RuleGroup", "ScalableTarget", "ScalingPolicy", "ScheduledAction", "SecurityGroup", "SecurityGroupEgress", "SecurityGroupIngress", "Stage", "Subscription", "SubnetGroup",
	"TargetGroup", "TaskDefinition", "Url", "UsagePlan", "UsagePlanKey", "UserToGroupAddition", "Version", "WaitCondition", "WaitConditionHandle", "CachePolicy",
	"OriginRequestPolicy", "ResponseHeadersPolicy", "TransitGatewayRouteTable", "VPCDHCPOptions", "GatewayAttachment", "IPSet", "RegexPatternSet", "BackupSelection",
	"UserPoolClient", "UserPoolDomain", "UserPoolGroup", "UserPoolResourceServer", "UserPoolIdentityProvider", "MetricFilter", "SubscriptionFilter", "VPNConnectionRoute",
	"AccessKey", "Function.Alias", "TransitGatewayRoute", "CertificateAuthorityActivation", "MaintenanceWindowTask", "MaintenanceWindowTarget", "ConfigurationAggregator",
}

// kinds answers how types are drawn; made once for a picture.
type kinds map[string]kind

func newKinds() kinds {
	out := make(kinds, len(kindRows)+32)
	for _, r := range kindRows {
		out[r.typ] = r.kind
	}
	return out
}

// of is how a type is drawn.
func (k kinds) of(typ string) kind {
	known, ok := k[typ]
	if !ok {
		known = guessKind(typ)
		k[typ] = known
	}
	return known
}

// guessKind reads a type's name: "AWS::Athena::WorkGroup" is an "Athena work
// group".
func guessKind(typ string) kind {
	if strings.HasPrefix(typ, "Custom::") || typ == "AWS::CloudFormation::CustomResource" {
		return kind{noun: "custom resource", category: operations, glyph: GlyphGear, counted: true}
	}
	parts := strings.Split(typ, "::")
	if len(parts) < 3 {
		return kind{noun: or(typ, "resource"), category: others, glyph: GlyphBox, counted: true}
	}
	service, name := parts[1], parts[len(parts)-1]
	k := kind{noun: service + " " + words(name), category: others, counted: true}
	if strings.HasPrefix(words(name), strings.ToLower(service)+" ") {
		k.noun = service + words(name)[len(service):]
	}
	for _, s := range serviceCategories {
		if s.service == service {
			k.category = s.category
		}
	}
	k.glyph = categoryGlyphs[k.category]
	k.global = service == "Organizations" || service == "IAM" || service == "CloudFront" || service == "GlobalAccelerator" || service == "Route53" || service == "Shield"
	for _, f := range finePrint {
		k.fine = k.fine || strings.HasSuffix(name, f)
	}
	return k
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// words splits a name of capitals into lower-case words; what is all capitals
// stays: "DBProxyEndpoint" is "DB proxy endpoint".
func words(name string) string {
	runes := []rune(name)
	var out []string
	start := 0
	for i := 1; i <= len(runes); i++ {
		end := i == len(runes)
		if !end {
			up := unicode.IsUpper(runes[i])
			after := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			end = up && (!unicode.IsUpper(runes[i-1]) || after)
		}
		if end {
			w := string(runes[start:i])
			if len(w) < 2 || strings.ToUpper(w) != w {
				w = strings.ToLower(w)
			}
			out, start = append(out, w), i
		}
	}
	return strings.Join(out, " ")
}

// plural is the noun of several.
func plural(noun string) string {
	switch {
	case strings.HasSuffix(noun, "policy"), strings.HasSuffix(noun, "proxy"), strings.HasSuffix(noun, "repository"), strings.HasSuffix(noun, "factory"):
		return noun[:len(noun)-1] + "ies"
	case strings.HasSuffix(noun, "s"), strings.HasSuffix(noun, "x"), strings.HasSuffix(noun, "ch"):
		return noun + "es"
	}
	return noun + "s"
}
