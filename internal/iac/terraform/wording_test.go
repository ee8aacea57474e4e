package terraform_test

import (
	"testing"

	"ringwall/internal/iac/terraform"
)

func TestFixesAreSaidInTerraformsNames(t *testing.T) {
	w := terraform.NewWording()
	for _, x := range [][3]string{
		{"aws_db_instance", "Set StorageEncrypted: true and KmsKeyId to a key.", "Set storage_encrypted = true and kms_key_id to a key."},
		{"aws_db_instance", "Set EnableIAMDatabaseAuthentication.", "Set iam_database_authentication_enabled."},
		{"aws_rds_cluster_instance", "Set MultiAZ: true.", "Set multi_az = true."},
		{"aws_launch_template", "Set MetadataOptions: {HttpTokens: required}.", "Set metadata_options {http_tokens = required}."},
		{"aws_s3_bucket", "Set VersioningConfiguration: {Status: Enabled}.", "Set aws_s3_bucket_versioning {status = Enabled}."},
		{"aws_vpc", "Add an AWS::EC2::FlowLog with TrafficType: ALL.", "Add an aws_flow_log with traffic_type = ALL."},
		{"aws_ecr_repository", "Add a LifecyclePolicy.", "Add an aws_ecr_lifecycle_policy."},
		{"aws_msk_cluster", "Set LoggingInfo.BrokerLogs with a log group.", "Set logging_info.broker_logs with a log group."},
		{"aws_cognito_user_pool_client", "CallbackURLs with https, AllowedOAuthFlows: [code]", "callback_urls with https, allowed_oauth_flows = [code]"},
		{"aws_cloudwatch_log_group", "the group is deleted with its stack (DeletionPolicy is not Retain)", "the group is deleted with its configuration (skip_destroy is not set)"},
		{"aws_instance", "Name a group of its own (SecurityGroupIds, VPCSecurityGroups …).", "Name a group of its own (vpc_security_group_ids, security_groups …)."},
		// Of other types of the text, and of any.
		{"aws_instance", "Set Monitoring: true, or MonitoringInterval: 60.", "Set monitoring = true, or monitoring_interval = 60."},
		// What is English, a policy's, a product's, or a part of something else.
		{"aws_iam_policy", "Name the keys in Resource, Condition: {StringEquals: {aws:SourceArn: ARN}}.", "Name the keys in Resource, Condition: {StringEquals: {aws:SourceArn: ARN}}."},
		{"aws_vpc", "CloudTrail, DocumentDB; ELBSecurityPolicy-TLS13-1-2-2021-06", "CloudTrail, DocumentDB; ELBSecurityPolicy-TLS13-1-2-2021-06"},
		{"aws_nothing_known", "Set Encrypted: true.", "Set encrypted = true."},
	} {
		if got := w.Say(x[0], x[1]); got != x[2] {
			t.Errorf("%s: %s\n got %s\nwant %s", x[0], x[1], got, x[2])
		}
	}
}

func TestAddressesHaveTypes(t *testing.T) {
	for address, want := range map[string]string{
		"aws_vpc.main": "aws_vpc", `module.a["x.y"].module.b.aws_subnet.s[0]`: "aws_subnet", "Bucket": "", "provider.aws": "", "module.a": "",
	} {
		if got := terraform.TypeOf(address); got != want {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
	}
}
