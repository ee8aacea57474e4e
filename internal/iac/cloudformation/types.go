package cloudformation

import (
	"sync"

	"ringwall/internal/estate"
)

// modelled is the list of decoders, made once; it never changes afterwards.
var modelled = sync.OnceValue(decoders)

// decoders lists the types that are modelled, by service, with what makes a
// typed resource of each. A type that is not here is kept as [estate.Other].
func decoders() map[string]func(estate.Core) estate.Resource {
	return map[string]func(estate.Core) estate.Resource{
		"AWS::ACMPCA::CertificateAuthority": certificateAuthority,

		"AWS::AccessAnalyzer::Analyzer": accessAnalyzer,

		"AWS::AmazonMQ::Broker": messageBroker,

		"AWS::ApiGateway::Authorizer": restAuthorizer,
		"AWS::ApiGateway::Deployment": restDeployment,
		"AWS::ApiGateway::DomainName": restDomain,
		"AWS::ApiGateway::Method":     restMethod,
		"AWS::ApiGateway::Resource":   restResource,
		"AWS::ApiGateway::RestApi":    restAPI,
		"AWS::ApiGateway::Stage":      restStage,
		"AWS::ApiGateway::VpcLink":    vpcLink,

		"AWS::ApiGatewayV2::Api":         httpAPI,
		"AWS::ApiGatewayV2::Authorizer":  httpAuthorizer,
		"AWS::ApiGatewayV2::DomainName":  httpDomain,
		"AWS::ApiGatewayV2::Integration": httpIntegration,
		"AWS::ApiGatewayV2::Route":       httpRoute,
		"AWS::ApiGatewayV2::Stage":       httpStage,
		"AWS::ApiGatewayV2::VpcLink":     vpcLink,

		"AWS::AppSync::Api":        eventAPI,
		"AWS::AppSync::GraphQLApi": graphQLAPI,

		"AWS::AppRunner::Service":      runnerService,
		"AWS::AppRunner::VpcConnector": runnerConnector,

		"AWS::Athena::WorkGroup": athenaWorkgroup,

		"AWS::AutoScaling::AutoScalingGroup":    autoScalingGroup,
		"AWS::EC2::EC2Fleet":                    ec2Fleet,
		"AWS::EC2::SpotFleet":                   spotFleet,
		"AWS::AutoScaling::LaunchConfiguration": launchConfiguration,

		"AWS::Backup::BackupPlan":                    backupPlan,
		"AWS::Backup::BackupSelection":               backupSelection,
		"AWS::Backup::BackupVault":                   backupVault,
		"AWS::Backup::LogicallyAirGappedBackupVault": airGappedVault,
		"AWS::Backup::RestoreTestingPlan":            restoreTestPlan,
		"AWS::Backup::RestoreTestingSelection":       restoreTestSelection,

		"AWS::Batch::ComputeEnvironment": batchEnvironment,
		"AWS::Batch::JobDefinition":      batchJob,

		"AWS::Bedrock::Agent":         bedrockAgent,
		"AWS::Bedrock::Guardrail":     bedrockGuardrail,
		"AWS::Bedrock::KnowledgeBase": bedrockKnowledgeBase,

		"AWS::CertificateManager::Certificate": certificate,

		"AWS::CloudFront::Distribution":        distribution,
		"AWS::CloudFront::OriginAccessControl": originAccessControl,
		"AWS::CloudFront::VpcOrigin":           vpcOrigin,

		"AWS::CloudTrail::EventDataStore": eventDataStore,
		"AWS::CloudTrail::Trail":          trail,

		"AWS::CloudWatch::Alarm":          alarm,
		"AWS::CloudWatch::CompositeAlarm": alarm,

		"AWS::CodeBuild::Project": buildProject,

		"AWS::CodePipeline::Pipeline": pipeline,

		"AWS::Cognito::IdentityPool":               identityPool,
		"AWS::Cognito::IdentityPoolRoleAttachment": identityPoolRoles,
		"AWS::Cognito::UserPool":                   userPool,
		"AWS::Cognito::UserPoolClient":             userPoolClient,

		"AWS::Config::ConfigRule":              configRule,
		"AWS::Config::ConfigurationAggregator": configAggregator,
		"AWS::Config::ConfigurationRecorder":   configRecorder,
		"AWS::Config::DeliveryChannel":         configDelivery,

		"AWS::DAX::Cluster":     daxCluster,
		"AWS::DAX::SubnetGroup": subnetGroup,

		"AWS::DMS::Endpoint":               replicationEndpoint,
		"AWS::DMS::ReplicationInstance":    replicationInstance,
		"AWS::DMS::ReplicationSubnetGroup": subnetGroup,

		"AWS::Detective::Graph": detectiveGraph,

		"AWS::DirectoryService::MicrosoftAD": userDirectory,
		"AWS::DirectoryService::SimpleAD":    userDirectory,

		"AWS::DocDB::DBCluster":               docDBCluster,
		"AWS::DocDB::DBClusterParameterGroup": parameterGroup,
		"AWS::DocDB::DBInstance":              docDBInstance,
		"AWS::DocDB::DBSubnetGroup":           subnetGroup,

		"AWS::DynamoDB::GlobalTable": dynamoGlobalTable,
		"AWS::DynamoDB::Table":       dynamoTable,

		"AWS::EC2::CustomerGateway":                     customerGateway,
		"AWS::EC2::EIP":                                 elasticIP,
		"AWS::EC2::EIPAssociation":                      elasticIPAssociation,
		"AWS::EC2::EgressOnlyInternetGateway":           egressOnlyInternetGateway,
		"AWS::EC2::FlowLog":                             flowLog,
		"AWS::EC2::GatewayRouteTableAssociation":        gatewayRouteTableAssociation,
		"AWS::EC2::Instance":                            instance,
		"AWS::EC2::InternetGateway":                     internetGateway,
		"AWS::EC2::LaunchTemplate":                      launchTemplate,
		"AWS::EC2::NatGateway":                          natGateway,
		"AWS::EC2::NetworkAcl":                          networkACL,
		"AWS::EC2::NetworkAclEntry":                     networkACLEntry,
		"AWS::EC2::NetworkInterface":                    networkInterface,
		"AWS::EC2::NetworkInterfaceAttachment":          networkInterfaceAttachment,
		"AWS::EC2::PrefixList":                          prefixList,
		"AWS::EC2::Route":                               route,
		"AWS::EC2::RouteTable":                          routeTable,
		"AWS::EC2::SecurityGroup":                       securityGroup,
		"AWS::EC2::SecurityGroupEgress":                 securityGroupEgress,
		"AWS::EC2::SecurityGroupIngress":                securityGroupIngress,
		"AWS::EC2::SecurityGroupVpcAssociation":         securityGroupVPCAssociation,
		"AWS::EC2::SnapshotBlockPublicAccess":           snapshotBlock,
		"AWS::EC2::Subnet":                              subnet,
		"AWS::EC2::SubnetCidrBlock":                     subnetCIDRBlock,
		"AWS::EC2::SubnetNetworkAclAssociation":         networkACLAssociation,
		"AWS::EC2::SubnetRouteTableAssociation":         subnetRouteTableAssociation,
		"AWS::EC2::TransitGateway":                      transitGateway,
		"AWS::EC2::TransitGatewayAttachment":            transitGatewayAttachment,
		"AWS::EC2::TransitGatewayPeeringAttachment":     transitGatewayPeering,
		"AWS::EC2::TransitGatewayRoute":                 transitGatewayRoute,
		"AWS::EC2::TransitGatewayRouteTable":            transitGatewayRouteTable,
		"AWS::EC2::TransitGatewayRouteTableAssociation": transitGatewayAssociation,
		"AWS::EC2::TransitGatewayRouteTablePropagation": transitGatewayPropagation,
		"AWS::EC2::TransitGatewayVpcAttachment":         transitGatewayAttachment,
		"AWS::EC2::VPC":                                 vpc,
		"AWS::EC2::VPCBlockPublicAccessExclusion":       vpcBlockPublicAccessExclusion,
		"AWS::EC2::VPCBlockPublicAccessOptions":         vpcBlockPublicAccess,
		"AWS::EC2::VPCCidrBlock":                        vpcCIDRBlock,
		"AWS::EC2::VPCEndpoint":                         vpcEndpoint,
		"AWS::EC2::VPCEndpointService":                  vpcEndpointService,
		"AWS::EC2::VPCGatewayAttachment":                vpcGatewayAttachment,
		"AWS::EC2::VPCPeeringConnection":                vpcPeeringConnection,
		"AWS::EC2::VPNConnection":                       vpnConnection,
		"AWS::EC2::VPNConnectionRoute":                  vpnConnectionRoute,
		"AWS::EC2::VPNGateway":                          vpnGateway,
		"AWS::EC2::VPNGatewayRoutePropagation":          vpnGatewayRoutePropagation,
		"AWS::EC2::Volume":                              volume,
		"AWS::EC2::VolumeAttachment":                    volumeAttachment,

		"AWS::ECR::Repository": containerRepository,

		"AWS::ECS::Cluster":        ecsCluster,
		"AWS::ECS::Service":        ecsService,
		"AWS::ECS::TaskDefinition": taskDefinition,

		"AWS::EFS::FileSystem":  fileSystem,
		"AWS::EFS::MountTarget": mountTarget,

		"AWS::EKS::Cluster":                eksCluster,
		"AWS::EKS::FargateProfile":         fargateProfile,
		"AWS::EKS::Nodegroup":              eksNodegroup,
		"AWS::EKS::PodIdentityAssociation": podIdentity,

		"AWS::EMR::Cluster":               emrCluster,
		"AWS::EMR::SecurityConfiguration": emrSecurity,

		"AWS::EMRServerless::Application": emrApplication,

		"AWS::ElastiCache::CacheCluster":     cacheCluster,
		"AWS::ElastiCache::ParameterGroup":   parameterGroup,
		"AWS::ElastiCache::ReplicationGroup": cacheReplicationGroup,
		"AWS::ElastiCache::ServerlessCache":  serverlessCache,
		"AWS::ElastiCache::SubnetGroup":      subnetGroup,

		"AWS::ElasticLoadBalancing::LoadBalancer": classicLoadBalancer,

		"AWS::ElasticLoadBalancingV2::Listener":     listener,
		"AWS::ElasticLoadBalancingV2::ListenerRule": listenerRule,
		"AWS::ElasticLoadBalancingV2::LoadBalancer": loadBalancer,
		"AWS::ElasticLoadBalancingV2::TargetGroup":  targetGroup,

		"AWS::Elasticsearch::Domain": searchDomain,

		"AWS::Events::EventBus":       eventBus,
		"AWS::Events::EventBusPolicy": eventBusPolicy,
		"AWS::Events::Rule":           eventRule,

		"AWS::FIS::ExperimentTemplate": experiment,

		"AWS::GlobalAccelerator::Accelerator": accelerator,

		"AWS::FSx::FileSystem": fsxFileSystem,

		"AWS::Glue::Connection":                    glueConnection,
		"AWS::Glue::Crawler":                       glueWorker,
		"AWS::Glue::DataCatalogEncryptionSettings": glueCatalogEncryption,
		"AWS::Glue::DevEndpoint":                   glueWorker,
		"AWS::Glue::Job":                           glueWorker,
		"AWS::Glue::MLTransform":                   glueTransform,
		"AWS::Glue::SecurityConfiguration":         glueSecurity,

		"AWS::GuardDuty::Detector": guardDutyDetector,

		"AWS::IAM::AccessKey":           iamAccessKey,
		"AWS::IAM::Group":               iamGroup,
		"AWS::IAM::GroupPolicy":         iamPolicy,
		"AWS::IAM::InstanceProfile":     iamInstanceProfile,
		"AWS::IAM::ManagedPolicy":       iamManagedPolicy,
		"AWS::IAM::OIDCProvider":        iamOIDCProvider,
		"AWS::IAM::Policy":              iamPolicy,
		"AWS::IAM::Role":                iamRole,
		"AWS::IAM::RolePolicy":          iamPolicy,
		"AWS::IAM::SAMLProvider":        iamSAMLProvider,
		"AWS::IAM::User":                iamUser,
		"AWS::IAM::UserPolicy":          iamPolicy,
		"AWS::IAM::UserToGroupAddition": iamMembership,
		"AWS::IAM::VirtualMFADevice":    iamMFADevice,

		"AWS::Inspector::AssessmentTemplate": inspectorClassic,

		"AWS::InspectorV2::Filter": inspectorFilter,

		"AWS::KMS::Alias":      kmsAlias,
		"AWS::KMS::Key":        kmsKey,
		"AWS::KMS::ReplicaKey": kmsReplicaKey,

		"AWS::Kinesis::ResourcePolicy": kinesisPolicy,
		"AWS::Kinesis::Stream":         kinesisStream,

		"AWS::KinesisFirehose::DeliveryStream": deliveryStream,

		"AWS::Lambda::CodeSigningConfig":  codeSigning,
		"AWS::Lambda::EventSourceMapping": lambdaEventSourceMapping,
		"AWS::Lambda::Function":           lambdaFunction,
		"AWS::Lambda::Permission":         lambdaPermission,
		"AWS::Lambda::Url":                lambdaURL,

		"AWS::Lightsail::Database": lightsailDatabase,
		"AWS::Lightsail::Instance": lightsailInstance,

		"AWS::Logs::Delivery":           logDelivery,
		"AWS::Logs::DeliverySource":     logSource,
		"AWS::Logs::LogGroup":           logGroup,
		"AWS::Logs::MetricFilter":       metricFilter,
		"AWS::Logs::ResourcePolicy":     logPolicy,
		"AWS::Logs::SubscriptionFilter": logSubscription,

		"AWS::MSK::Cluster":           kafkaCluster,
		"AWS::MSK::ServerlessCluster": serverlessKafkaCluster,

		"AWS::MWAA::Environment": airflow,

		"AWS::Macie::Session": macieSession,

		"AWS::MemoryDB::Cluster":     memoryDBCluster,
		"AWS::MemoryDB::SubnetGroup": subnetGroup,

		"AWS::Neptune::DBCluster":               neptuneCluster,
		"AWS::Neptune::DBClusterParameterGroup": parameterGroup,
		"AWS::Neptune::DBInstance":              neptuneInstance,
		"AWS::Neptune::DBParameterGroup":        parameterGroup,
		"AWS::Neptune::DBSubnetGroup":           subnetGroup,

		"AWS::NetworkFirewall::Firewall":             networkFirewall,
		"AWS::NetworkFirewall::FirewallPolicy":       networkFirewallPolicy,
		"AWS::NetworkFirewall::LoggingConfiguration": networkFirewallLogging,
		"AWS::NetworkFirewall::RuleGroup":            networkFirewallRuleGroup,

		"AWS::OpenSearchService::Domain": searchDomain,

		"AWS::Organizations::Account":            organizationAccount,
		"AWS::Organizations::Organization":       organization,
		"AWS::Organizations::OrganizationalUnit": organizationalUnit,
		"AWS::Organizations::Policy":             organizationPolicy,

		"AWS::QLDB::Ledger": ledger,

		"AWS::RDS::DBCluster":               rdsCluster,
		"AWS::RDS::DBClusterParameterGroup": parameterGroup,
		"AWS::RDS::DBInstance":              rdsInstance,
		"AWS::RDS::DBParameterGroup":        parameterGroup,
		"AWS::RDS::DBProxy":                 rdsProxy,
		"AWS::RDS::DBSubnetGroup":           subnetGroup,
		"AWS::RDS::GlobalCluster":           globalCluster,

		"AWS::Redshift::Cluster":               redshiftCluster,
		"AWS::Redshift::ClusterParameterGroup": parameterGroup,
		"AWS::Redshift::ClusterSubnetGroup":    subnetGroup,

		"AWS::RedshiftServerless::Namespace": redshiftNamespace,
		"AWS::RedshiftServerless::Workgroup": redshiftWorkgroup,

		"AWS::Route53::HostedZone": hostedZone,
		"AWS::Route53::RecordSet":  dnsRecord,

		"AWS::Route53Resolver::FirewallRuleGroup":                     dnsFirewallRules,
		"AWS::Route53Resolver::FirewallRuleGroupAssociation":          dnsFirewallAssociation,
		"AWS::Route53Resolver::ResolverQueryLoggingConfig":            queryLogging,
		"AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": queryLoggingAssociation,

		"AWS::S3::AccessPoint":  accessPoint,
		"AWS::S3::Bucket":       bucket,
		"AWS::S3::BucketPolicy": bucketPolicy,

		"AWS::SNS::Subscription":      topicSubscription,
		"AWS::SNS::Topic":             topic,
		"AWS::SNS::TopicInlinePolicy": topicInlinePolicy,
		"AWS::SNS::TopicPolicy":       topicPolicy,

		"AWS::SQS::Queue":             queue,
		"AWS::SQS::QueueInlinePolicy": queueInlinePolicy,
		"AWS::SQS::QueuePolicy":       queuePolicy,

		"AWS::SSM::Association":           stateAssociation,
		"AWS::SSM::Document":              ssmDocument,
		"AWS::SSM::MaintenanceWindow":     maintenanceWindow,
		"AWS::SSM::MaintenanceWindowTask": maintenanceTask,
		"AWS::SSM::Parameter":             ssmParameter,
		"AWS::SSM::PatchBaseline":         patchBaseline,

		"AWS::SageMaker::DataQualityJobDefinition":         sagemakerMonitoring,
		"AWS::SageMaker::Domain":                           sagemakerDomain,
		"AWS::SageMaker::EndpointConfig":                   sagemakerEndpointConfig,
		"AWS::SageMaker::Model":                            sagemakerModel,
		"AWS::SageMaker::ModelBiasJobDefinition":           sagemakerMonitoring,
		"AWS::SageMaker::ModelExplainabilityJobDefinition": sagemakerMonitoring,
		"AWS::SageMaker::ModelQualityJobDefinition":        sagemakerMonitoring,
		"AWS::SageMaker::NotebookInstance":                 sagemakerNotebook,

		"AWS::SSMContacts::Contact": responseContact,
		"AWS::SSMContacts::Plan":    engagementPlan,

		"AWS::SSMIncidents::ReplicationSet": incidentReplication,
		"AWS::SSMIncidents::ResponsePlan":   responsePlan,

		"AWS::Scheduler::Schedule": schedule,

		"AWS::SecretsManager::ResourcePolicy":         secretPolicy,
		"AWS::SecretsManager::RotationSchedule":       secretRotation,
		"AWS::SecretsManager::Secret":                 secret,
		"AWS::SecretsManager::SecretTargetAttachment": secretAttachment,

		"AWS::SecurityHub::ConfigurationPolicy":       hubPolicy,
		"AWS::SecurityHub::FindingAggregator":         findingAggregator,
		"AWS::SecurityHub::Hub":                       securityHub,
		"AWS::SecurityHub::OrganizationConfiguration": hubOrganization,
		"AWS::SecurityHub::Standard":                  securityStandard,

		"AWS::SecurityLake::AwsLogSource": lakeSource,
		"AWS::SecurityLake::DataLake":     securityLake,

		"AWS::Shield::ProactiveEngagement": shieldEngagement,
		"AWS::Shield::Protection":          shieldProtection,

		"AWS::StepFunctions::StateMachine": stateMachine,

		"AWS::Timestream::Database": timeSeries,

		"AWS::Transfer::Server": transferServer,

		"AWS::WAF::WebACL": classicWebACL,

		"AWS::WAFRegional::WebACL": classicWebACL,

		"AWS::WAFv2::LoggingConfiguration": webACLLogging,
		"AWS::WAFv2::WebACL":               webACL,
		"AWS::WAFv2::WebACLAssociation":    webACLAssociation,

		"AWS::WorkSpaces::Workspace": workspace,
	}
}
