package account

import (
	"net/netip"
	"strings"

	"ringwall/internal/account/snapshot"
	"ringwall/internal/estate"
)

// shows are the types of what commands list: where a list is not whole, there may be any
// of them.
func shows() map[string][]string {
	return map[string][]string{
		"acm list-certificates":                               {"AWS::CertificateManager::Certificate"},
		"acm-pca list-certificate-authorities":                {"AWS::ACMPCA::CertificateAuthority"},
		"apigateway get-domain-names":                         {"AWS::ApiGateway::DomainName"},
		"apigateway get-rest-apis":                            {"AWS::ApiGateway::RestApi", "AWS::ApiGateway::Method", "AWS::ApiGateway::Stage", "AWS::ApiGateway::Authorizer"},
		"apigatewayv2 get-apis":                               {"AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Authorizer", "AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Stage"},
		"apprunner list-services":                             {"AWS::AppRunner::Service"},
		"appsync list-apis":                                   {"AWS::AppSync::Api"},
		"appsync list-graphql-apis":                           {"AWS::AppSync::GraphQLApi", "AWS::AppSync::ApiCache"},
		"athena list-work-groups":                             {"AWS::Athena::WorkGroup"},
		"autoscaling describe-auto-scaling-groups":            {"AWS::AutoScaling::AutoScalingGroup"},
		"autoscaling describe-launch-configurations":          {"AWS::AutoScaling::LaunchConfiguration"},
		"backup list-backup-plans":                            {"AWS::Backup::BackupPlan"},
		"backup list-backup-vaults":                           {"AWS::Backup::BackupVault"},
		"backup list-restore-testing-plans":                   {"AWS::Backup::RestoreTestingPlan"},
		"batch describe-compute-environments":                 {"AWS::Batch::ComputeEnvironment"},
		"cloudfront list-distributions":                       {"AWS::CloudFront::Distribution"},
		"cloudtrail describe-trails":                          {"AWS::CloudTrail::Trail"},
		"codebuild batch-get-projects":                        {"AWS::CodeBuild::Project"},
		"codebuild list-projects":                             {"AWS::CodeBuild::Project"},
		"codepipeline list-pipelines":                         {"AWS::CodePipeline::Pipeline"},
		"cognito-identity list-identity-pools":                {"AWS::Cognito::IdentityPool", "AWS::Cognito::IdentityPoolRoleAttachment"},
		"cognito-idp list-user-pools":                         {"AWS::Cognito::UserPool", "AWS::Cognito::UserPoolClient"},
		"configservice describe-configuration-aggregators":    {"AWS::Config::ConfigurationAggregator"},
		"dax describe-clusters":                               {"AWS::DAX::Cluster"},
		"detective list-graphs":                               {"AWS::Detective::Graph"},
		"dms describe-replication-instances":                  {"AWS::DMS::ReplicationInstance"},
		"dynamodb list-tables":                                {"AWS::DynamoDB::Table"},
		"ec2 describe-addresses":                              {"AWS::EC2::EIP"},
		"ec2 describe-egress-only-internet-gateways":          {"AWS::EC2::EgressOnlyInternetGateway"},
		"ec2 describe-instances":                              {"AWS::EC2::Instance"},
		"ec2 describe-internet-gateways":                      {"AWS::EC2::InternetGateway"},
		"ec2 describe-launch-template-versions":               {"AWS::EC2::LaunchTemplate"},
		"ec2 describe-nat-gateways":                           {"AWS::EC2::NatGateway"},
		"ec2 describe-network-acls":                           {"AWS::EC2::NetworkAcl"},
		"ec2 describe-network-interfaces":                     {"AWS::EC2::NetworkInterface"},
		"ec2 describe-route-tables":                           {"AWS::EC2::RouteTable"},
		"ec2 describe-security-groups":                        {"AWS::EC2::SecurityGroup"},
		"ec2 describe-subnets":                                {"AWS::EC2::Subnet"},
		"ec2 describe-transit-gateways":                       {"AWS::EC2::TransitGateway"},
		"ec2 describe-volumes":                                {"AWS::EC2::Volume"},
		"ec2 describe-vpc-endpoint-service-configurations":    {"AWS::EC2::VPCEndpointService"},
		"ec2 describe-vpc-endpoints":                          {"AWS::EC2::VPCEndpoint"},
		"ec2 describe-vpc-peering-connections":                {"AWS::EC2::VPCPeeringConnection"},
		"ec2 describe-vpcs":                                   {"AWS::EC2::VPC"},
		"ec2 describe-vpn-connections":                        {"AWS::EC2::VPNConnection"},
		"ec2 get-ebs-encryption-by-default":                   {"AWS::EC2::EBSEncryptionByDefault"},
		"ec2 get-snapshot-block-public-access-state":          {"AWS::EC2::SnapshotBlockPublicAccess"},
		"ecr describe-repositories":                           {"AWS::ECR::Repository"},
		"ecs describe-clusters":                               {"AWS::ECS::Cluster"},
		"ecs describe-services":                               {"AWS::ECS::Service"},
		"ecs describe-task-definition":                        {"AWS::ECS::TaskDefinition"},
		"ecs list-clusters":                                   {"AWS::ECS::Cluster", "AWS::ECS::Service"},
		"ecs list-task-definition-families":                   {"AWS::ECS::TaskDefinition"},
		"efs describe-file-systems":                           {"AWS::EFS::FileSystem"},
		"eks describe-cluster":                                {"AWS::EKS::Cluster"},
		"eks describe-nodegroup":                              {"AWS::EKS::Nodegroup"},
		"eks list-clusters":                                   {"AWS::EKS::Cluster", "AWS::EKS::Nodegroup"},
		"elasticache describe-cache-clusters":                 {"AWS::ElastiCache::CacheCluster"},
		"elasticache describe-replication-groups":             {"AWS::ElastiCache::ReplicationGroup"},
		"elasticache describe-serverless-caches":              {"AWS::ElastiCache::ServerlessCache"},
		"elb describe-load-balancers":                         {"AWS::ElasticLoadBalancing::LoadBalancer"},
		"elbv2 describe-load-balancers":                       {"AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancingV2::Listener"},
		"elbv2 describe-target-groups":                        {"AWS::ElasticLoadBalancingV2::TargetGroup"},
		"emr list-clusters":                                   {"AWS::EMR::Cluster"},
		"emr list-security-configurations":                    {"AWS::EMR::SecurityConfiguration"},
		"events list-event-buses":                             {"AWS::Events::EventBus"},
		"events list-rules":                                   {"AWS::Events::Rule"},
		"firehose describe-delivery-stream":                   {"AWS::KinesisFirehose::DeliveryStream"},
		"firehose list-delivery-streams":                      {"AWS::KinesisFirehose::DeliveryStream"},
		"fsx describe-file-systems":                           {"AWS::FSx::FileSystem"},
		"glacier list-vaults":                                 {"AWS::Glacier::ResourcePolicy"},
		"glue get-data-catalog-encryption-settings":           {"AWS::Glue::DataCatalogEncryptionSettings"},
		"glue get-databases":                                  {"AWS::Glue::DataCatalogEncryptionSettings"},
		"glue get-security-configurations":                    {"AWS::Glue::SecurityConfiguration"},
		"guardduty list-detectors":                            {"AWS::GuardDuty::Detector"},
		"iam get-account-authorization-details":               {"AWS::IAM::Group", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role", "AWS::IAM::User"},
		"iam list-groups":                                     {"AWS::IAM::Group"},
		"iam list-open-id-connect-providers":                  {"AWS::IAM::OIDCProvider"},
		"iam list-roles":                                      {"AWS::IAM::Role"},
		"iam list-saml-providers":                             {"AWS::IAM::SAMLProvider"},
		"iam list-users":                                      {"AWS::IAM::User"},
		"inspector2 list-filters":                             {"AWS::InspectorV2::Filter"},
		"kafka list-clusters-v2":                              {"AWS::MSK::Cluster", "AWS::MSK::ServerlessCluster"},
		"kinesis list-streams":                                {"AWS::Kinesis::Stream"},
		"kms list-keys":                                       {"AWS::KMS::Key"},
		"lambda list-event-source-mappings":                   {"AWS::Lambda::EventSourceMapping"},
		"lambda list-functions":                               {"AWS::Lambda::Function", "AWS::Lambda::ResourcePolicy", "AWS::Lambda::Url"},
		"logs describe-log-groups":                            {"AWS::Logs::LogGroup"},
		"logs describe-resource-policies":                     {"AWS::Logs::ResourcePolicy"},
		"memorydb describe-clusters":                          {"AWS::MemoryDB::Cluster"},
		"mq list-brokers":                                     {"AWS::AmazonMQ::Broker"},
		"mwaa get-environment":                                {"AWS::MWAA::Environment"},
		"mwaa list-environments":                              {"AWS::MWAA::Environment"},
		"network-firewall describe-firewall":                  {"AWS::NetworkFirewall::Firewall"},
		"network-firewall describe-firewall-policy":           {"AWS::NetworkFirewall::FirewallPolicy"},
		"network-firewall list-firewall-policies":             {"AWS::NetworkFirewall::FirewallPolicy"},
		"network-firewall list-firewalls":                     {"AWS::NetworkFirewall::Firewall"},
		"opensearch describe-domain":                          {"AWS::OpenSearchService::Domain"},
		"opensearch list-domain-names":                        {"AWS::OpenSearchService::Domain"},
		"rds describe-db-cluster-parameter-groups":            {"AWS::RDS::DBClusterParameterGroup", "AWS::DocDB::DBClusterParameterGroup"},
		"rds describe-db-clusters":                            {"AWS::RDS::DBCluster"},
		"rds describe-db-instances":                           {"AWS::RDS::DBInstance"},
		"rds describe-db-parameter-groups":                    {"AWS::RDS::DBParameterGroup"},
		"rds describe-db-proxies":                             {"AWS::RDS::DBProxy"},
		"rds describe-global-clusters":                        {"AWS::RDS::GlobalCluster"},
		"redshift describe-cluster-parameter-groups":          {"AWS::Redshift::ClusterParameterGroup"},
		"redshift describe-clusters":                          {"AWS::Redshift::Cluster"},
		"redshift-serverless list-namespaces":                 {"AWS::RedshiftServerless::Namespace"},
		"redshift-serverless list-workgroups":                 {"AWS::RedshiftServerless::Workgroup"},
		"route53resolver list-resolver-query-log-configs":     {"AWS::Route53Resolver::ResolverQueryLoggingConfig"},
		"s3api list-buckets":                                  {"AWS::S3::Bucket", "AWS::S3::BucketPolicy"},
		"s3control get-public-access-block":                   {"AWS::S3::AccountPublicAccessBlock"},
		"s3control list-access-points":                        {"AWS::S3::AccessPoint"},
		"sagemaker list-data-quality-job-definitions":         {"AWS::SageMaker::DataQualityJobDefinition"},
		"sagemaker list-domains":                              {"AWS::SageMaker::Domain"},
		"sagemaker list-endpoint-configs":                     {"AWS::SageMaker::EndpointConfig"},
		"sagemaker list-model-bias-job-definitions":           {"AWS::SageMaker::ModelBiasJobDefinition"},
		"sagemaker list-model-explainability-job-definitions": {"AWS::SageMaker::ModelExplainabilityJobDefinition"},
		"sagemaker list-model-quality-job-definitions":        {"AWS::SageMaker::ModelQualityJobDefinition"},
		"sagemaker list-models":                               {"AWS::SageMaker::Model"},
		"sagemaker list-notebook-instances":                   {"AWS::SageMaker::NotebookInstance"},
		"secretsmanager list-secrets":                         {"AWS::SecretsManager::Secret", "AWS::SecretsManager::ResourcePolicy", "AWS::SecretsManager::RotationSchedule"},
		"sns list-topics":                                     {"AWS::SNS::Topic", "AWS::SNS::TopicPolicy"},
		"sqs list-queues":                                     {"AWS::SQS::Queue", "AWS::SQS::QueuePolicy"},
		"ssm describe-maintenance-windows":                    {"AWS::SSM::MaintenanceWindow"},
		"ssm list-associations":                               {"AWS::SSM::Association"},
		"ssm list-documents":                                  {"AWS::SSM::Document"},
		"stepfunctions list-state-machines":                   {"AWS::StepFunctions::StateMachine"},
		"transfer list-servers":                               {"AWS::Transfer::Server"},
		"wafv2 list-logging-configurations":                   {"AWS::WAFv2::LoggingConfiguration"},
		"wafv2 list-web-acls":                                 {"AWS::WAFv2::WebACL"},
		"workspaces describe-workspaces":                      {"AWS::WorkSpaces::Workspace"},
	}
}

// mayShow notes what a list that is not whole may have besides.
func (l *loader) mayShow(p place, command string, g estate.Gap) {
	words := strings.Fields(command)
	if len(words) < 2 {
		return
	}
	h := estate.Hidden{Gap: g}
	for _, t := range l.shows[words[0]+" "+words[1]] {
		h.Resources = append(h.Resources, l.hidden(p, t, "any", estate.NewOpaque(g.Variable, estate.Origin{}), g), l.hidden(p, t, "plain", mapTree(estate.Origin{}), g))
	}
	if len(h.Resources) > 0 {
		l.result.Hidden = append(l.result.Hidden, h)
	}
}

// hidden is a resource that there may be: any, of which nothing is known, or a plain
// one, of which nothing is set.
func (l *loader) hidden(p place, typ, which string, properties *estate.Tree, g estate.Gap) estate.Resource {
	id := "(" + which + " " + typ[strings.LastIndexByte(typ, ':')+1:] + " of " + strings.TrimSpace(p.account+" "+p.region) + ")"
	c := estate.Core{
		ID: estate.ID(id), Logical: id, Physical: id, Type: typ, Properties: properties, Stack: l.stack(p),
		Account: estate.Literal(p.account), Region: estate.Literal(p.region),
	}
	if which == "plain" && strings.HasSuffix(typ, "ParameterGroup") { // whose family says what there is to set
		c.Properties = mapTree(estate.Origin{}, member("Family", textTree("mysql8.0", estate.Origin{})))
	}
	var r estate.Resource = &estate.Other{Core: c}
	switch {
	case typ == "AWS::EC2::NetworkInterface":
		own := estate.LiveAddress{Private: netip.AddrFrom4([4]byte{10, 0, 0, 4}), Public: netip.AddrFrom4([4]byte{203, 0, 113, 4})}
		r = &estate.LiveInterface{Core: c, InUse: true, SourceDestCheck: true, Subnet: "subnet", Addresses: []estate.LiveAddress{own}}
	case typ == "AWS::Lambda::ResourcePolicy" || typ == "AWS::Glacier::ResourcePolicy": // which templates don't have
		r = &estate.ResourcePolicy{Core: c, Document: estate.NewOpaque(g.Variable, estate.Origin{})}
	case l.o.Typed != nil:
		r = l.o.Typed(c)
	}
	if which == "any" {
		r.Base().Tags = unseenTags(g)
	}
	return r
}

// refusedShows notes what a call that failed would have shown, which gives no list.
func (l *loader) refusedShows(x snapshot.Missing, service, verb string, g estate.Gap) {
	for _, command := range sortedKeys(l.shows) {
		of, name, _ := strings.Cut(command, " ")
		if flat(name) == verb && sameService(service, of) {
			l.mayShow(place{x.Account, x.Region}, command, g)
		}
	}
}
