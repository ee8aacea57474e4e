package terraform

import "strings"

// said are the names of properties that rules make, by AWS's type: what is a
// resource of its own in Terraform, or is named otherwise there.
var said = map[string]map[string]string{
	"AWS::S3::Bucket": {
		"BucketEncryption": "aws_s3_bucket_server_side_encryption_configuration", "LoggingConfiguration": "aws_s3_bucket_logging", "DestinationBucketName": "target_bucket",
		"PublicAccessBlockConfiguration": "aws_s3_bucket_public_access_block", "VersioningConfiguration": "aws_s3_bucket_versioning",
		"LifecycleConfiguration": "aws_s3_bucket_lifecycle_configuration", "OwnershipControls": "aws_s3_bucket_ownership_controls", "ReplicationConfiguration": "aws_s3_bucket_replication_configuration",
	},
	"AWS::EC2::Instance":                        {"BlockDeviceMappings": "root_block_device", "AssociatePublicIpAddress": "associate_public_ip_address"},
	"AWS::EC2::SecurityGroup":                   {"GroupDescription": "description"},
	"AWS::CloudFront::Distribution":             {"Logging": "logging_config", "OriginSSLProtocols": "origin_ssl_protocols"},
	"AWS::EC2::FlowLog":                         {"ResourceId": "vpc_id"},
	"AWS::Redshift::Cluster":                    {"LoggingProperties": "aws_redshift_logging"},
	"AWS::RDS::DBInstance":                      {"VPCSecurityGroups": "vpc_security_group_ids"},
	"AWS::OpenSearchService::Domain":            {"LogPublishingOptions": "log_publishing_options"},
	"AWS::Backup::BackupVault":                  {"LockConfiguration": "aws_backup_vault_lock_configuration"},
	"AWS::EFS::FileSystem":                      {"BackupPolicy": "aws_efs_backup_policy"},
	"AWS::ECR::Repository":                      {"LifecyclePolicy": "aws_ecr_lifecycle_policy"},
	"AWS::Route53::HostedZone":                  {"QueryLoggingConfig": "aws_route53_query_log"},
	"AWS::ElasticLoadBalancing::LoadBalancer":   {"AccessLoggingPolicy": "access_logs"},
	"AWS::ElasticLoadBalancingV2::LoadBalancer": {"LoadBalancerAttributes": "access_logs"},
	"AWS::DynamoDB::Table":                      {"ResourcePolicy": "aws_dynamodb_resource_policy"},
	"AWS::NetworkFirewall::FirewallPolicy":      {"LoggingConfiguration": "aws_networkfirewall_logging_configuration"},
	"AWS::NetworkFirewall::Firewall":            {"LoggingConfiguration": "aws_networkfirewall_logging_configuration", "DeleteProtection": "delete_protection", "SubnetChangeProtection": "subnet_change_protection"},
}

// notProperties are words that are names of properties too: products, keys of
// policies.
var notProperties = map[string]bool{
	"Action": true, "ArnEquals": true, "ArnLike": true, "Bool": true, "BoolIfExists": true, "CloudFormation": true, "CloudFront": true, "CloudTrail": true, "CloudWatch": true,
	"Condition": true, "DocumentDB": true, "Effect": true, "GuardDuty": true, "IpAddress": true, "OpenSearch": true, "PostgreSQL": true, "MariaDB": true, "MySQL": true, "Principal": true,
	"Resource": true, "Statement": true, "StringEquals": true, "StringLike": true, "VPCs": true, "Version": true,
}

// phrases are what the two languages say in different ways altogether.
var phrases = strings.NewReplacer(
	"{Key: data-classification, Value: confidential}", "{data-classification = confidential}",
	"on the volume or in BlockDeviceMappings[].Ebs", "on the volume and in root_block_device, ebs_block_device or block_device_mappings",
	"!Ref <the VPC>", "<the VPC>",
	"write {{resolve:secretsmanager:NAME:SecretString:KEY}}", "read it from there (data.aws_secretsmanager_secret_version, or an ephemeral resource)",
	"({{resolve:secretsmanager:…}})", "(an ephemeral aws_secretsmanager_secret_version)",
	"as {{resolve:ssm:/aws/service/", "as data.aws_ssm_parameter (/aws/service/",
	"al2023-ami-kernel-default-arm64}}", "al2023-ami-kernel-default-arm64)",
	"a dynamic reference to Secrets Manager", "an ephemeral aws_secretsmanager_secret_version, or by data.aws_secretsmanager_secret_version",
	"Set NoEcho: true", "Set sensitive = true", "the parameter's Default", "the variable's default", "replace the parameter by", "replace the variable by",
	"; take secrets out of Outputs and Metadata", "; take secrets out of outputs",
	", and DeletionPolicy: Snapshot or Retain", ", and prevent_destroy = true in its lifecycle",
	"Set DeletionPolicy and UpdateReplacePolicy to Retain (or Snapshot where the type has it)", "Set prevent_destroy = true in the lifecycle",
	"(SecurityGroupIds, VPCSecurityGroups …)", "(vpc_security_group_ids, security_groups …)",
	"is deleted with its stack (DeletionPolicy is not Retain)", "is deleted with its configuration (skip_destroy is not set)",
	"and is not NoEcho: whoever may describe the stack reads it", "and is not sensitive: plans and logs show it",
	"DeletionPolicy: Retain, so that they do not go with the stack", "skip_destroy = true, so that they do not go with the configuration",
	"In LoadBalancerAttributes set routing.http.drop_invalid_header_fields.enabled: \"true\" and deletion_protection.enabled: \"true\", and leave routing.http.desync_mitigation_mode",
	"Set drop_invalid_header_fields = true and enable_deletion_protection = true, and leave desync_mitigation_mode",
	"In LoadBalancerAttributes set access_logs.s3.enabled: \"true\" and access_logs.s3.bucket; on a classic load balancer AccessLoggingPolicy: {Enabled: true, S3BucketName: …}",
	"Set access_logs {enabled = true, bucket = …}",
	"Logging: {ClusterLogging: {EnabledTypes: [{Type: audit}, {Type: authenticator}]}}", "enabled_cluster_log_types = [audit, authenticator]",
	"Set Logging: {Bucket: <bucket>.s3.amazonaws.com} in the DistributionConfig", "Set logging_config {bucket = <bucket>.s3.amazonaws.com}",
	"ClusterSettings: [{Name: containerInsights, Value: enabled}]", "setting {name = containerInsights, value = enabled}",
	"with SecurityGroupEgress: [{IpProtocol: \"-1\", CidrIp: 127.0.0.1/32}]: CloudFormation leaves allow-all egress where no rule is written", "without egress",
	"Drop Privileged, PidMode: host and IpcMode: host, use NetworkMode: awsvpc, set User to one that is not root and ReadonlyRootFilesystem: true, and give each container a LogConfiguration",
	"Drop pid_mode = host and ipc_mode = host, use network_mode = awsvpc; in container_definitions drop privileged, set user to one that is not root and readonlyRootFilesystem to true, and give each container a logConfiguration",
	"Set RedirectConfig: {Protocol: HTTPS, StatusCode: HTTP_301}", "Set redirect {protocol = HTTPS, status_code = HTTP_301}",
	"RedirectConfig: {Protocol: HTTPS, StatusCode: HTTP_301}", "redirect {protocol = HTTPS, status_code = HTTP_301}",
	"Add OptionSettings: aws:elasticbeanstalk", "Add setting blocks: aws:elasticbeanstalk",
	"ResourceType: VPC, ResourceId: !Ref <the VPC>, TrafficType: ALL (or REJECT where cost decides) and a LogDestination", "vpc_id = <the VPC>, traffic_type = ALL (or REJECT where cost decides) and a log_destination",
	"and a ResolverQueryLoggingConfigAssociation with ResourceId: !Ref <the VPC>", "and an aws_route53_resolver_query_log_config_association with resource_id = <the VPC>",
)
