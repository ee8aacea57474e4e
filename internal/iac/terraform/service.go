package terraform

// serviceRules are those of the services that stand beside the network: functions,
// messages, logs, detectors, secrets.
func serviceRules() map[string]rule {
	out := map[string]rule{}
	for _, list := range []map[string]rule{functionRules(), messageRules(), detectionRules(), containerRules(), edgeRules()} {
		for typ, r := range list {
			out[typ] = r
		}
	}
	return out
}

func functionRules() map[string]rule {
	return map[string]rule{
		"aws_lambda_function": {cfn: "AWS::Lambda::Function", name: "function_name", rename: map[string]string{
			"environment.variables": "Variables", "filename": "-", "source_code_hash": "-", "image_uri": "Code.ImageUri", "s3_bucket": "Code.S3Bucket", "s3_key": "Code.S3Key",
			"vpc_config.ipv6_allowed_for_dual_stack": "Ipv6AllowedForDualStack"}, attributes: map[string]string{"qualified_arn": "Arn", "invoke_arn": "Arn"}},
		"aws_lambda_permission":           {cfn: "AWS::Lambda::Permission", rename: map[string]string{"function_url_auth_type": "FunctionUrlAuthType", "principal_org_id": "PrincipalOrgID", "statement_id": "-"}},
		"aws_lambda_function_url":         {cfn: "AWS::Lambda::Url", rename: map[string]string{"function_name": "TargetFunctionArn", "authorization_type": "AuthType"}},
		"aws_lambda_event_source_mapping": {cfn: "AWS::Lambda::EventSourceMapping"},
		"aws_lambda_alias":                {cfn: "AWS::Lambda::Alias"},
		"aws_sfn_state_machine":           {cfn: "AWS::StepFunctions::StateMachine", name: "-", rename: map[string]string{"name": "StateMachineName", "type": "StateMachineType", "definition": "DefinitionString"}, attributes: map[string]string{"arn": ""}},
		"aws_api_gateway_rest_api": {cfn: "AWS::ApiGateway::RestApi", name: "-", rename: map[string]string{"policy": "Policy", "body": "Body"},
			attributes: map[string]string{"root_resource_id": "RootResourceId", "execution_arn": "ExecutionArn"}},
		"aws_api_gateway_rest_api_policy": {make: joinTo("rest_api_id", "AWS::ApiGateway::RestApi", "Policy", "policy", false)},
		"aws_api_gateway_resource":        {cfn: "AWS::ApiGateway::Resource"},
		"aws_api_gateway_method":          {cfn: "AWS::ApiGateway::Method", rename: map[string]string{"authorization": "AuthorizationType"}},
		"aws_api_gateway_integration":     {make: makeIntegration},
		"aws_api_gateway_deployment":      {cfn: "AWS::ApiGateway::Deployment"},
		"aws_api_gateway_stage": {cfn: "AWS::ApiGateway::Stage", rename: map[string]string{
			"access_log_settings": "AccessLogSetting", "xray_tracing_enabled": "TracingEnabled"}},
		"aws_api_gateway_method_settings": {make: makeMethodSettings},
		"aws_api_gateway_authorizer": {cfn: "AWS::ApiGateway::Authorizer", rename: map[string]string{
			"authorizer_credentials": "AuthorizerCredentials", "provider_arns": "ProviderARNs"}, make: func(x *translation) { x.orText("Type", "TOKEN") }},
		"aws_api_gateway_domain_name":                {cfn: "AWS::ApiGateway::DomainName"},
		"aws_api_gateway_vpc_link":                   {cfn: "AWS::ApiGateway::VpcLink"},
		"aws_apigatewayv2_api":                       {cfn: "AWS::ApiGatewayV2::Api", rename: map[string]string{"body": "Body"}, attributes: map[string]string{"execution_arn": "ExecutionArn", "api_endpoint": "ApiEndpoint"}},
		"aws_apigatewayv2_authorizer":                {cfn: "AWS::ApiGatewayV2::Authorizer"},
		"aws_apigatewayv2_domain_name":               {cfn: "AWS::ApiGatewayV2::DomainName"},
		"aws_apigatewayv2_integration":               {cfn: "AWS::ApiGatewayV2::Integration"},
		"aws_apigatewayv2_route":                     {cfn: "AWS::ApiGatewayV2::Route", make: func(x *translation) { x.orText("AuthorizationType", "NONE") }},
		"aws_apigatewayv2_stage":                     {cfn: "AWS::ApiGatewayV2::Stage", rename: map[string]string{"name": "StageName"}},
		"aws_apigatewayv2_vpc_link":                  {cfn: "AWS::ApiGatewayV2::VpcLink"},
		"aws_codebuild_project":                      {cfn: "AWS::CodeBuild::Project", name: "name", rename: map[string]string{"environment.environment_variable": "EnvironmentVariables", "vpc_config.subnets": "Subnets", "encryption_key": "EncryptionKey", "project_visibility": "Visibility"}},
		"aws_cognito_user_pool":                      {cfn: "AWS::Cognito::UserPool", rename: map[string]string{"name": "UserPoolName", "password_policy": "Policies.PasswordPolicy", "software_token_mfa_configuration": "-"}},
		"aws_cognito_user_pool_client":               {cfn: "AWS::Cognito::UserPoolClient", rename: map[string]string{"name": "ClientName"}},
		"aws_cognito_identity_pool":                  {cfn: "AWS::Cognito::IdentityPool"},
		"aws_cognito_identity_pool_roles_attachment": {cfn: "AWS::Cognito::IdentityPoolRoleAttachment"},
	}
}

// makeIntegration is a property of the method in CloudFormation.
func makeIntegration(x *translation) {
	at := x.block.at
	of := x.written("resource_id")
	is := object(at, field{"Type", at, x.written("type")}, field{"Uri", at, x.written("uri")}, field{"Credentials", at, x.written("credentials")},
		field{"ConnectionType", at, x.written("connection_type")}, field{"ConnectionId", at, x.written("connection_id")}, field{"IntegrationHttpMethod", at, x.written("integration_http_method")})
	x.drop = true
	for _, i := range x.all {
		if i.isData() || i.typ() != "aws_api_gateway_method" || !x.equal(i.written("resource_id"), of).IsAlways() ||
			!x.equal(i.attribute("http_method", at), x.written("http_method")).IsAlways() {
			continue
		}
		x.joins(&value{kind: isThing, thing: i, at: at}, "AWS::ApiGateway::Method", "Integration", is, false)
	}
}

// makeMethodSettings is a property of the stage in CloudFormation.
func makeMethodSettings(x *translation) {
	at := x.block.at
	x.drop = true
	settings := firstObject(x.written("settings"))
	one := x.rename(settings, "settings", nil)
	path := x.written("method_path")
	if s, known := path.literal(); known && s == "*/*" {
		one.put([]string{"ResourcePath"}, textOf("/*", at), at)
		one.put([]string{"HttpMethod"}, textOf("*", at), at)
	} else {
		one.put([]string{"ResourcePath"}, path, at)
	}
	stage := x.written("stage_name")
	for _, i := range x.all {
		if !i.isData() && i.typ() == "aws_api_gateway_stage" && (x.equal(i.attribute("stage_name", at), stage).IsAlways() || len(x.all) == 1) {
			x.joins(&value{kind: isThing, thing: i, at: at}, "AWS::ApiGateway::Stage", "MethodSettings", one, true)
		}
	}
}

func messageRules() map[string]rule {
	return map[string]rule{
		"aws_sns_topic": {cfn: "AWS::SNS::Topic", name: "-", rename: map[string]string{"name": "TopicName", "policy": "-"}, attributes: map[string]string{"arn": "", "name": "TopicName"}, make: func(x *translation) {
			if v := x.written("policy"); !v.isNone() {
				x.makes("/policy", "AWS::SNS::TopicPolicy", v.at, x.when, field{"Topics", v.at, list(x.self(v.at))}, field{"PolicyDocument", v.at, x.document(v)})
			}
		}},
		"aws_sns_topic_policy":       {cfn: "AWS::SNS::TopicPolicy", rename: map[string]string{"arn": "-", "policy": "PolicyDocument"}, make: func(x *translation) { x.set("Topics", list(x.written("arn"))) }},
		"aws_sns_topic_subscription": {cfn: "AWS::SNS::Subscription"},
		"aws_sqs_queue": {cfn: "AWS::SQS::Queue", name: "-", rename: map[string]string{"name": "QueueName", "kms_master_key_id": "KmsMasterKeyId", "policy": "-",
			"message_retention_seconds": "MessageRetentionPeriod"}, attributes: map[string]string{"arn": "Arn", "url": "", "name": "QueueName"}, make: func(x *translation) {
			if v := x.written("policy"); !v.isNone() {
				x.makes("/policy", "AWS::SQS::QueuePolicy", v.at, x.when, field{"Queues", v.at, list(x.self(v.at))}, field{"PolicyDocument", v.at, x.document(v)})
			}
		}},
		"aws_sqs_queue_policy":         {cfn: "AWS::SQS::QueuePolicy", rename: map[string]string{"queue_url": "-", "policy": "PolicyDocument"}, make: func(x *translation) { x.set("Queues", list(x.written("queue_url"))) }},
		"aws_sqs_queue_redrive_policy": {make: joinNamed("queue_url", "AWS::SQS::Queue", "RedrivePolicy", "redrive_policy")},
		"aws_kinesis_stream":           {cfn: "AWS::Kinesis::Stream", name: "name", rename: map[string]string{"encryption_type": "StreamEncryption.EncryptionType", "kms_key_id": "StreamEncryption.KeyId", "retention_period": "RetentionPeriodHours"}},
		"aws_kinesis_resource_policy":  {cfn: "AWS::Kinesis::ResourcePolicy", rename: map[string]string{"policy": "ResourcePolicy"}},
		"aws_kinesis_firehose_delivery_stream": {cfn: "AWS::KinesisFirehose::DeliveryStream", name: "name", rename: map[string]string{"name": "DeliveryStreamName", "server_side_encryption": "DeliveryStreamEncryptionConfigurationInput", "server_side_encryption.key_arn": "KeyARN"},
			make: func(x *translation) {
				if s, known := x.firstPart("server_side_encryption", "enabled").literal(); known && s == "false" {
					x.unset("DeliveryStreamEncryptionConfigurationInput")
				}
			}},
		"aws_cloudwatch_event_bus":        {cfn: "AWS::Events::EventBus", name: "name"},
		"aws_cloudwatch_event_bus_policy": {cfn: "AWS::Events::EventBusPolicy", rename: map[string]string{"policy": "Statement"}},
		"aws_cloudwatch_event_rule": {cfn: "AWS::Events::Rule", name: "name", rename: map[string]string{"is_enabled": "-"}, make: func(x *translation) {
			x.set("EventPattern", x.document(x.written("event_pattern")))
			if v := x.written("is_enabled"); !v.isNone() {
				x.set("State", x.choice(v, "ENABLED", "DISABLED"))
			}
		}},
		"aws_cloudwatch_event_target": {make: func(x *translation) {
			at := x.block.at
			one := object(at, field{"Arn", at, x.written("arn")}, field{"Id", at, x.written("target_id")}, field{"RoleArn", at, x.written("role_arn")},
				field{"Input", at, x.written("input")})
			if v := x.firstPart("dead_letter_config", "arn"); !v.isNone() {
				one.put([]string{"DeadLetterConfig", "Arn"}, v, at)
			}
			x.joins(x.written("rule"), "AWS::Events::Rule", "Targets", one, true)
		}},
		"aws_cloudwatch_event_permission": {cfn: "AWS::Events::EventBusPolicy"},
		"aws_msk_cluster":                 {cfn: "AWS::MSK::Cluster", name: "cluster_name"},
		"aws_msk_serverless_cluster":      {cfn: "AWS::MSK::ServerlessCluster"},
		"aws_mq_broker":                   {cfn: "AWS::AmazonMQ::Broker"},
	}
}

func detectionRules() map[string]rule {
	return map[string]rule{
		"aws_cloudtrail": {cfn: "AWS::CloudTrail::Trail", name: "name", rename: map[string]string{
			"name": "TrailName", "cloud_watch_logs_group_arn": "CloudWatchLogsLogGroupArn", "enable_logging": "IsLogging",
			"event_selector": "EventSelectors", "advanced_event_selector": "AdvancedEventSelectors", "insight_selector": "InsightSelectors",
			"event_selector.data_resource": "DataResources", "advanced_event_selector.field_selector": "FieldSelectors"},
			make: func(x *translation) {
				x.orBool("IsLogging", true)
				x.set("CloudWatchLogsLogGroupArn", x.logGroup(x.written("cloud_watch_logs_group_arn")))
			}},
		"aws_cloudtrail_event_data_store": {cfn: "AWS::CloudTrail::EventDataStore", rename: map[string]string{"advanced_event_selector": "AdvancedEventSelectors"}},
		"aws_cloudwatch_log_group": {cfn: "AWS::Logs::LogGroup", name: "name", rename: map[string]string{"name": "LogGroupName"}, make: func(x *translation) {
			if s, known := x.written("retention_in_days").literal(); known && s == "0" {
				x.unset("RetentionInDays") // kept for ever
			}
		}},
		"aws_cloudwatch_log_metric_filter":         {cfn: "AWS::Logs::MetricFilter", rename: map[string]string{"pattern": "FilterPattern", "metric_transformation": "MetricTransformations", "metric_transformation.name": "MetricName", "metric_transformation.namespace": "MetricNamespace", "metric_transformation.value": "MetricValue"}},
		"aws_cloudwatch_log_subscription_filter":   {cfn: "AWS::Logs::SubscriptionFilter"},
		"aws_cloudwatch_log_resource_policy":       {cfn: "AWS::Logs::ResourcePolicy"},
		"aws_cloudwatch_metric_alarm":              {cfn: "AWS::CloudWatch::Alarm", name: "alarm_name", rename: map[string]string{"metric_query": "Metrics"}},
		"aws_cloudwatch_composite_alarm":           {cfn: "AWS::CloudWatch::CompositeAlarm", name: "alarm_name"},
		"aws_config_configuration_recorder":        {cfn: "AWS::Config::ConfigurationRecorder", name: "name", rename: map[string]string{"role_arn": "RoleARN"}},
		"aws_config_configuration_recorder_status": {make: joinTo("name", "AWS::Config::ConfigurationRecorder", "Recording", "is_enabled", false)},
		"aws_config_delivery_channel":              {cfn: "AWS::Config::DeliveryChannel", rename: map[string]string{"s3_kms_key_arn": "S3KmsKeyArn"}},
		"aws_config_config_rule":                   {cfn: "AWS::Config::ConfigRule", rename: map[string]string{"name": "ConfigRuleName"}},
		"aws_config_configuration_aggregator":      {cfn: "AWS::Config::ConfigurationAggregator", rename: map[string]string{"account_aggregation_source": "AccountAggregationSources", "account_aggregation_source.all_regions": "AllAwsRegions", "account_aggregation_source.regions": "AwsRegions", "organization_aggregation_source.regions": "AwsRegions", "organization_aggregation_source": "OrganizationAggregationSource", "organization_aggregation_source.all_regions": "AllAwsRegions"}},
		"aws_guardduty_detector":                   {cfn: "AWS::GuardDuty::Detector", rename: map[string]string{"datasources": "DataSources"}, make: func(x *translation) { x.orBool("Enable", true) }},
		"aws_guardduty_detector_feature": {make: func(x *translation) {
			at := x.block.at
			one := object(at, field{"Name", at, x.written("name")}, field{"Status", at, x.written("status")})
			x.joins(x.written("detector_id"), "AWS::GuardDuty::Detector", "Features", one, true)
		}},
		"aws_securityhub_account":                {cfn: "AWS::SecurityHub::Hub"},
		"aws_securityhub_standards_subscription": {cfn: "AWS::SecurityHub::Standard"},
		"aws_macie2_account":                     {cfn: "AWS::Macie::Session"},
		"aws_detective_graph":                    {cfn: "AWS::Detective::Graph"},
		"aws_inspector_assessment_template":      {cfn: "AWS::Inspector::AssessmentTemplate"},
		"aws_secretsmanager_secret": {cfn: "AWS::SecretsManager::Secret", name: "name", rename: map[string]string{"policy": "-", "replica": "ReplicaRegions"}, attributes: map[string]string{"arn": ""}, make: func(x *translation) {
			if v := x.written("policy"); !v.isNone() {
				x.makes("/policy", "AWS::SecretsManager::ResourcePolicy", v.at, x.when, field{"SecretId", v.at, x.self(v.at)}, field{"ResourcePolicy", v.at, x.document(v)})
			}
		}},
		"aws_secretsmanager_secret_version": {make: func(x *translation) {
			v := x.written("secret_string")
			if v.isNone() {
				v = x.written("secret_string_wo")
			}
			x.joins(x.written("secret_id"), "AWS::SecretsManager::Secret", "SecretString", v, false)
		}},
		"aws_secretsmanager_secret_policy":   {cfn: "AWS::SecretsManager::ResourcePolicy", rename: map[string]string{"secret_arn": "SecretId", "policy": "ResourcePolicy"}},
		"aws_secretsmanager_secret_rotation": {cfn: "AWS::SecretsManager::RotationSchedule"},
		"aws_ssm_parameter":                  {cfn: "AWS::SSM::Parameter", name: "name", rename: map[string]string{"value_wo": "Value", "insecure_value": "Value"}},
		"aws_ssm_document":                   {cfn: "AWS::SSM::Document", name: "name"},
		"aws_backup_vault":                   {cfn: "AWS::Backup::BackupVault", name: "name", rename: map[string]string{"name": "BackupVaultName", "kms_key_arn": "EncryptionKeyArn"}},
		"aws_backup_vault_policy":            {make: joinTo("backup_vault_name", "AWS::Backup::BackupVault", "AccessPolicy", "policy", false)},
		"aws_backup_vault_lock_configuration": {make: func(x *translation) {
			at := x.block.at
			x.joins(x.written("backup_vault_name"), "AWS::Backup::BackupVault", "LockConfiguration", object(at, field{"MinRetentionDays", at, x.written("min_retention_days")},
				field{"MaxRetentionDays", at, x.written("max_retention_days")}, field{"ChangeableForDays", at, x.written("changeable_for_days")}), false)
		}},
		"aws_backup_plan": {cfn: "AWS::Backup::BackupPlan", rename: map[string]string{"name": "BackupPlan.BackupPlanName", "rule": "BackupPlan.BackupPlanRule", "rule.target_vault_name": "TargetBackupVault",
			"rule.copy_action": "CopyActions", "rule.schedule": "ScheduleExpression", "rule.lifecycle.delete_after": "DeleteAfterDays", "rule.lifecycle.cold_storage_after": "MoveToColdStorageAfterDays"}},
		"aws_backup_selection": {cfn: "AWS::Backup::BackupSelection", rename: map[string]string{"plan_id": "BackupPlanId", "name": "BackupSelection.SelectionName", "iam_role_arn": "BackupSelection.IamRoleArn",
			"resources": "BackupSelection.Resources", "not_resources": "BackupSelection.NotResources", "selection_tag": "BackupSelection.ListOfTags", "selection_tag.type": "ConditionType", "selection_tag.key": "ConditionKey", "selection_tag.value": "ConditionValue"}},
	}
}

func containerRules() map[string]rule {
	return map[string]rule{
		"aws_ecr_repository":        {cfn: "AWS::ECR::Repository", name: "name", rename: map[string]string{"name": "RepositoryName", "encryption_configuration.kms_key": "KmsKey"}},
		"aws_ecr_repository_policy": {make: joinTo("repository", "AWS::ECR::Repository", "RepositoryPolicyText", "policy", false)},
		"aws_ecr_lifecycle_policy": {make: func(x *translation) {
			at := x.block.at
			x.joins(x.written("repository"), "AWS::ECR::Repository", "LifecyclePolicy", object(at, field{"LifecyclePolicyText", at, x.written("policy")}), false)
		}},
		"aws_ecs_cluster": {cfn: "AWS::ECS::Cluster", name: "name", rename: map[string]string{"name": "ClusterName", "setting": "ClusterSettings"}},
		"aws_ecs_service": {cfn: "AWS::ECS::Service", name: "-", rename: map[string]string{"name": "ServiceName", "iam_role": "Role", "network_configuration": "-", "load_balancer": "LoadBalancers", "load_balancer.elb_name": "LoadBalancerName"}, make: makeService},
		"aws_ecs_task_definition": {cfn: "AWS::ECS::TaskDefinition", rename: map[string]string{"container_definitions": "-", "volume": "Volumes", "volume.efs_volume_configuration": "EFSVolumeConfiguration"},
			attributes: map[string]string{"arn": "", "family": "Family"}, make: makeTask},
		"aws_efs_file_system":        {cfn: "AWS::EFS::FileSystem", rename: map[string]string{"lifecycle_policy": "LifecyclePolicies"}},
		"aws_efs_file_system_policy": {make: joinTo("file_system_id", "AWS::EFS::FileSystem", "FileSystemPolicy", "policy", false)},
		"aws_efs_backup_policy": {make: func(x *translation) {
			at := x.block.at
			x.joins(x.written("file_system_id"), "AWS::EFS::FileSystem", "BackupPolicy", object(at, field{"Status", at, x.firstPart("backup_policy", "status")}), false)
		}},
		"aws_efs_mount_target": {cfn: "AWS::EFS::MountTarget"},
		"aws_eks_cluster": {cfn: "AWS::EKS::Cluster", name: "name", rename: map[string]string{"vpc_config": "ResourcesVpcConfig", "encryption_config": "EncryptionConfig", "encryption_config.provider.key_arn": "KeyArn",
			"enabled_cluster_log_types": "-"}, make: makeEKS},
		"aws_eks_node_group": {cfn: "AWS::EKS::Nodegroup", rename: map[string]string{"node_role_arn": "NodeRole", "subnet_ids": "Subnets", "node_group_name": "NodegroupName", "remote_access": "RemoteAccess",
			"remote_access.ec2_ssh_key": "Ec2SshKey", "remote_access.source_security_group_ids": "SourceSecurityGroups", "launch_template.id": "Id", "launch_template.name": "Name"}},
	}
}

func makeService(x *translation) {
	at := x.block.at
	if x.written("network_configuration").isNone() {
		return
	}
	is := object(at, field{"Subnets", at, x.firstPart("network_configuration", "subnets")}, field{"SecurityGroups", at, x.firstPart("network_configuration", "security_groups")},
		field{"AssignPublicIp", at, x.choice(x.firstPart("network_configuration", "assign_public_ip"), "ENABLED", "DISABLED")})
	x.set("NetworkConfiguration.AwsvpcConfiguration", is)
}

// makeTask reads the containers, which stand in a JSON text under the API's names:
// CloudFormation has the same but for the first letter.
func makeTask(x *translation) {
	v := x.document(x.written("container_definitions"))
	if v.isNone() {
		return
	}
	x.set("ContainerDefinitions", x.lift(v.at, []*value{v}, func(in []*value) *value {
		if in[0].form() == isScalar {
			return unknownOf(x.cause(in[0], in[0].at), in[0].at)
		}
		return capitals(in[0])
	}))
}

// capitals gives the fields of objects names that begin with a capital; the user's
// own names stand in lists of name and value.
func capitals(v *value) *value {
	switch v.form() {
	case isList:
		out := *v
		out.items = make([]*value, len(v.items))
		for i, x := range v.items {
			out.items[i] = capitals(x)
		}
		return &out
	case isObject:
		out := *v
		out.fields = make([]field, len(v.fields))
		for i, f := range v.fields {
			name := f.name
			if name != "" && name[0] >= 'a' && name[0] <= 'z' {
				name = string(name[0]-'a'+'A') + name[1:]
			}
			is := f.is
			if f.name != "options" && f.name != "dockerLabels" {
				is = capitals(f.is)
			}
			out.fields[i] = field{name, f.at, is}
		}
		return &out
	case isChoice:
		out := *v
		out.alts = make([]alternative, len(v.alts))
		for i, a := range v.alts {
			out.alts[i] = alternative{a.when, capitals(a.then)}
		}
		return &out
	}
	return v
}

func makeEKS(x *translation) {
	types := x.written("enabled_cluster_log_types")
	if types.isNone() {
		return
	}
	x.set("Logging.ClusterLogging.EnabledTypes", x.objects(types, "Type"))
}

func edgeRules() map[string]rule {
	acl := rule{cfn: "AWS::WAFv2::WebACL", rename: map[string]string{"rule": "Rules"}}
	return map[string]rule{
		"aws_acm_certificate":            {cfn: "AWS::CertificateManager::Certificate", attributes: map[string]string{"arn": ""}},
		"aws_acm_certificate_validation": {make: func(x *translation) { x.drop = true }, attributes: map[string]string{"certificate_arn": "CertificateArn"}},
		"aws_cloudfront_distribution":    {cfn: "AWS::CloudFront::Distribution", make: makeDistribution},
		"aws_cloudfront_origin_access_control": {cfn: "AWS::CloudFront::OriginAccessControl", make: func(x *translation) {
			at := x.block.at
			x.properties = object(at, field{"OriginAccessControlConfig", at, x.properties})
		}},
		"aws_route53_zone":                        {cfn: "AWS::Route53::HostedZone", rename: map[string]string{"vpc": "VPCs", "vpc.vpc_id": "VPCId", "vpc.vpc_region": "VPCRegion"}, attributes: map[string]string{"zone_id": ""}},
		"aws_route53_record":                      {cfn: "AWS::Route53::RecordSet", rename: map[string]string{"zone_id": "HostedZoneId", "alias": "AliasTarget", "alias.name": "DNSName", "alias.zone_id": "HostedZoneId", "records": "ResourceRecords", "ttl": "TTL"}},
		"aws_wafv2_web_acl":                       acl,
		"aws_wafv2_web_acl_association":           {cfn: "AWS::WAFv2::WebACLAssociation", rename: map[string]string{"web_acl_arn": "WebACLArn"}},
		"aws_wafv2_web_acl_logging_configuration": {cfn: "AWS::WAFv2::LoggingConfiguration"},
		"aws_transfer_server":                     {cfn: "AWS::Transfer::Server"},
	}
}

// makeDistribution puts everything into the configuration, where CloudFormation has
// it, with the names of its parts.
func makeDistribution(x *translation) {
	at := x.block.at
	shape, _ := shapeAt(x, x.target.spec.Properties, "DistributionConfig")
	var fields []field
	for _, name := range x.names {
		if name != "tags" {
			fields = append(fields, field{name, at, x.written(name)})
		}
	}
	x.target = &target{cfn: x.target.cfn, spec: x.target.spec, rule: rule{rename: map[string]string{
		"origin": "Origins", "origin.origin_id": "Id", "ordered_cache_behavior": "CacheBehaviors", "logging_config": "Logging", "web_acl_id": "WebACLId",
		"origin.custom_origin_config.http_port": "HTTPPort", "origin.custom_origin_config.https_port": "HTTPSPort", "origin.custom_origin_config.origin_ssl_protocols": "OriginSSLProtocols",
		"origin.custom_header": "OriginCustomHeaders", "custom_error_response": "CustomErrorResponses", "viewer_certificate.cloudfront_default_certificate": "CloudFrontDefaultCertificate",
	}}}
	config := x.rename(objectOf(fields, at), "", x.inside(shape))
	properties := object(at, field{"DistributionConfig", at, config})
	if t := x.properties.property("Tags"); !t.isNone() {
		properties.fields = append(properties.fields, field{"Tags", t.at, t})
	}
	x.properties = properties
}
