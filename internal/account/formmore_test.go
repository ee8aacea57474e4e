package account_test

import "strings"

// launchOutputs are what the commands print of what instances are started from.
func launchOutputs() []output {
	listed := `{"LaunchTemplates": [{"LaunchTemplateId": "lt-01", "LaunchTemplateName": "web", "DefaultVersionNumber": 1, "LatestVersionNumber": 2, "Tags": []}]}`
	const versions = `{"LaunchTemplateVersions": [{"LaunchTemplateId": "lt-01", "LaunchTemplateName": "web", "VersionNumber": 2, "DefaultVersion": false, "LaunchTemplateData": {"ImageId": "ami-02", "MetadataOptions": {"State": "applied", "HttpTokens": "optional", "HttpPutResponseHopLimit": 2}}},
 {"LaunchTemplateId": "lt-01", "LaunchTemplateName": "web", "VersionNumber": 1, "DefaultVersion": true, "LaunchTemplateData": {"ImageId": "ami-01", "UserData": "%s", "IamInstanceProfile": {"Name": "web"}, "MetadataOptions": {"HttpTokens": "required"},
 "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"Encrypted": true, "KmsKeyId": "arn:aws:kms:eu-west-1:111122223333:key/k"}}], "NetworkInterfaces": [{"DeviceIndex": 0, "Groups": ["sg-1"], "AssociatePublicIpAddress": false}]}}]}`
	with := func(data string) map[string]string {
		return map[string]string{"ec2-describe-launch-templates": listed, "ec2-describe-launch-template-versions": strings.ReplaceAll(versions, "%s", data)}
	}
	started := with("IyEvYmluL2Jhc2g=")
	return []output{
		{"ec2 describe-launch-template-versions", started, "LaunchTemplate", "lt-01", map[string]string{"Image": "ami-01", "HTTPTokens": "required", "UserData": "#!/bin/bash", "Disks.Encrypted": "true", "Interfaces.PublicIP": "false", "Profile": "web", "TemplateName": "web"}},
		{"ec2 describe-launch-template-versions, the latest", started, "LaunchTemplate", "lt-01:2", map[string]string{"Image": "ami-02", "HTTPTokens": "optional", "HTTPPutHops": "2", "UserData": ""}},
		{"ec2 describe-launch-template-versions, collected", with("(removed: not collected)"), "LaunchTemplate", "lt-01", map[string]string{"UserData": "?", "Image": "ami-01"}},
		{"ec2 describe-launch-template-versions of what is no text", with("//79/A=="), "LaunchTemplate", "lt-01", map[string]string{"UserData": "?"}},
		{"ec2 describe-launch-templates", map[string]string{"describe-launch-templates": listed}, "LaunchTemplate", "lt-01", map[string]string{"Image": "?", "HTTPTokens": "?", "TemplateName": "web"}},
		{"autoscaling describe-auto-scaling-groups", map[string]string{"describe-auto-scaling-groups": `{"AutoScalingGroups": [{"AutoScalingGroupName": "web", "AutoScalingGroupARN": "arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:u:autoScalingGroupName/web", "LaunchTemplate": {"LaunchTemplateId": "lt-01", "LaunchTemplateName": "web", "Version": "$Default"}, "VPCZoneIdentifier": "subnet-1,subnet-2", "TargetGroupARNs": ["arn:tg"]}]}`},
			"AutoScalingGroup", "web", map[string]string{"LaunchTemplate": "lt-01", "Subnets": "subnet-1 subnet-2", "TargetGroups": "arn:tg"}},
		{"autoscaling describe-launch-configurations", map[string]string{"describe-launch-configurations": `{"LaunchConfigurations": [{"LaunchConfigurationName": "old", "LaunchConfigurationARN": "arn:aws:autoscaling:eu-west-1:111122223333:launchConfiguration:u:launchConfigurationName/old", "ImageId": "ami-01", "KeyName": "ops", "SecurityGroups": ["sg-1"], "UserData": "", "InstanceMonitoring": {"Enabled": false}, "AssociatePublicIpAddress": true}]}`},
			"LaunchConfiguration", "old", map[string]string{"KeyName": "ops", "Monitoring": "false", "PublicIP": "true", "Groups": "sg-1", "HTTPTokens": ""}},
	}
}

// learningOutputs are what SageMaker's, MSK's and Amazon MQ's commands print.
func learningOutputs() []output {
	const arn = "arn:aws:sagemaker:eu-west-1:111122223333:"
	notebook := map[string]string{
		"sagemaker-list-notebook-instances":        `{"NotebookInstances": [{"NotebookInstanceName": "lab", "NotebookInstanceArn": "` + arn + `notebook-instance/lab", "NotebookInstanceStatus": "InService"}]}`,
		"sagemaker-describe-notebook-instance-lab": `{"NotebookInstanceArn": "` + arn + `notebook-instance/lab", "NotebookInstanceName": "lab", "SubnetId": "subnet-1", "SecurityGroups": ["sg-1"], "RoleArn": "arn:aws:iam::111122223333:role/lab", "NetworkInterfaceId": "eni-1", "DirectInternetAccess": "Disabled", "RootAccess": "Disabled", "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "2"}}`,
	}
	const broker = "arn:aws:mq:eu-west-1:111122223333:broker:jobs:b-01"
	return []output{
		{"sagemaker describe-notebook-instance", notebook, "NotebookInstance", "lab", map[string]string{"Direct": "false", "Root": "false", "Groups": "sg-1", "Metadata": "2", "KMSKey": ""}},
		{"sagemaker list-notebook-instances", map[string]string{"list-notebook-instances": notebook["sagemaker-list-notebook-instances"]}, "NotebookInstance", "lab", map[string]string{"Direct": "?", "Root": "?"}},
		{"sagemaker describe-domain", map[string]string{"sagemaker-describe-domain--d-1": `{"DomainArn": "` + arn + `domain/d-1", "DomainId": "d-1", "AuthMode": "IAM", "AppNetworkAccessType": "VpcOnly", "SubnetIds": ["subnet-1"], "VpcId": "vpc-1", "DefaultUserSettings": {"SecurityGroups": ["sg-1"]}, "KmsKeyId": "k"}`},
			"Domain", "d-1", map[string]string{"Access": "VpcOnly", "VPC": "vpc-1", "Groups": "sg-1", "KMSKey": "k"}},
		{"sagemaker describe-model", map[string]string{"sagemaker-describe-model--m": `{"ModelName": "m", "ModelArn": "` + arn + `model/m", "PrimaryContainer": {"Image": "i", "Environment": {"token": "(removed: not collected)"}}, "ExecutionRoleArn": "arn:aws:iam::111122223333:role/m", "EnableNetworkIsolation": true}`},
			"Model", "m", map[string]string{"Isolated": "true", "Role": "arn:aws:iam::111122223333:role/m", "Subnets": ""}},
		{"sagemaker describe-endpoint-config", map[string]string{"sagemaker-describe-endpoint-config--c": `{"EndpointConfigName": "c", "EndpointConfigArn": "` + arn + `endpoint-config/c", "ProductionVariants": [{"VariantName": "a", "InitialInstanceCount": 2}], "KmsKeyId": "k", "EnableNetworkIsolation": false}`},
			"EndpointConfig", "c", map[string]string{"KMSKey": "k", "Counts": "2"}},
		{"sagemaker describe-data-quality-job-definition", map[string]string{"sagemaker-describe-data-quality-job-definition--j": `{"JobDefinitionArn": "` + arn + `data-quality-job-definition/j", "JobDefinitionName": "j", "DataQualityJobOutputConfig": {"KmsKeyId": "k"}, "JobResources": {"ClusterConfig": {"InstanceCount": 2}}, "NetworkConfig": {"EnableInterContainerTrafficEncryption": true}}`},
			"DataQualityJobDefinition", "j", map[string]string{"OutputKey": "k", "Count": "2", "Encrypted": "true", "Isolated": "false"}},
		{"sagemaker list-model-bias-job-definitions", map[string]string{"sagemaker-list-model-bias-job-definitions": `{"JobDefinitionSummaries": [{"MonitoringJobDefinitionName": "b", "MonitoringJobDefinitionArn": "` + arn + `model-bias-job-definition/b"}]}`},
			"ModelBiasJobDefinition", "b", map[string]string{"Isolated": "?"}},
		{"kafka list-clusters-v2", map[string]string{"list-clusters-v2": `{"ClusterInfoList": [{"ClusterType": "PROVISIONED", "ClusterArn": "arn:aws:kafka:eu-west-1:111122223333:cluster/orders/1", "ClusterName": "orders", "Tags": {"tier": "data"}, "Provisioned": {"BrokerNodeGroupInfo": {"ClientSubnets": ["subnet-1", "subnet-2"], "SecurityGroups": ["sg-1"], "ConnectivityInfo": {"PublicAccess": {"Type": "DISABLED"}}},
 "ClientAuthentication": {"Sasl": {"Iam": {"Enabled": true}}, "Unauthenticated": {"Enabled": false}}, "EncryptionInfo": {"EncryptionAtRest": {"DataVolumeKMSKeyId": "k"}, "EncryptionInTransit": {"ClientBroker": "TLS_PLAINTEXT", "InCluster": true}}, "LoggingInfo": {"BrokerLogs": {"CloudWatchLogs": {"Enabled": false}}}}}]}`},
			"Cluster", "orders", map[string]string{"ClientBroker": "TLS_PLAINTEXT", "Public": "false", "SASLIAM": "true", "KMSKey": "k", "Logging": "there", "tag:tier": "data", "Subnets": "subnet-1 subnet-2"}},
		{"kafka list-clusters-v2 of a serverless one", map[string]string{"list-clusters-v2": `{"ClusterInfoList": [{"ClusterType": "SERVERLESS", "ClusterArn": "arn:aws:kafka:eu-west-1:111122223333:cluster/s/1", "ClusterName": "s", "Serverless": {"VpcConfigs": [{"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}], "ClientAuthentication": {"Sasl": {"Iam": {"Enabled": true}}}}}]}`},
			"ServerlessCluster", "s", map[string]string{"Groups": "sg-1", "Subnets": "subnet-1", "Serverless": "true"}},
		{"mq describe-broker", map[string]string{"mq-describe-broker--b-01": `{"BrokerArn": "` + broker + `", "BrokerId": "b-01", "BrokerName": "jobs", "EngineType": "RABBITMQ", "PubliclyAccessible": true, "AutoMinorVersionUpgrade": true, "DeploymentMode": "SINGLE_INSTANCE", "EncryptionOptions": {"UseAwsOwnedKey": true}, "Logs": {"General": true}, "SecurityGroups": [], "SubnetIds": ["subnet-1"], "Users": [{"Username": "admin"}], "Tags": {"team": "web"}}`},
			"Broker", "jobs", map[string]string{"Engine": "rabbitmq", "Public": "true", "Logs": "true", "AuditLogs": "false", "OwnedKey": "true", "AutoMinor": "true", "Passwords": "", "tag:team": "web"}},
		{"mq list-brokers", map[string]string{"list-brokers": `{"BrokerSummaries": [{"BrokerArn": "` + broker + `", "BrokerId": "b-01", "BrokerName": "jobs", "EngineType": "RABBITMQ"}]}`},
			"Broker", "jobs", map[string]string{"Public": "?", "Engine": "?"}},
	}
}

// buildOutputs are what CodeBuild's, CodePipeline's and AppSync's commands print.
func buildOutputs() []output {
	graphQL := `{"graphqlApis": [{"name": "api", "apiId": "g1", "authenticationType": "API_KEY", "arn": "arn:aws:appsync:eu-west-1:111122223333:apis/g1", "additionalAuthenticationProviders": [{"authenticationType": "AWS_IAM"}], "xrayEnabled": false, "logConfig": {"fieldLogLevel": "ERROR"}, "wafWebAclArn": "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/main/1", "tags": {}}]}`
	return []output{
		{"codebuild batch-get-projects", map[string]string{"codebuild-list-projects": `{"projects": ["site"]}`, "codebuild-batch-get-projects--site": `{"projects": [{"name": "site", "arn": "arn:aws:codebuild:eu-west-1:111122223333:project/site", "serviceRole": "arn:aws:iam::111122223333:role/build", "source": {"type": "GITHUB", "location": "https://github.com/o/r.git", "insecureSsl": true}, "artifacts": {"type": "NO_ARTIFACTS", "encryptionDisabled": false},
 "environment": {"type": "LINUX_CONTAINER", "image": "aws/codebuild/standard:7.0", "environmentVariables": [{"name": "TOKEN", "value": "(removed: not collected)", "type": "PLAINTEXT"}], "privilegedMode": true}, "encryptionKey": "arn:aws:kms:eu-west-1:111122223333:alias/aws/s3", "projectVisibility": "PRIVATE", "logsConfig": {"cloudWatchLogs": {"status": "DISABLED"}, "s3Logs": {"status": "ENABLED", "encryptionDisabled": true}},
 "webhook": {"url": "https://api.github.com/h", "filterGroups": [[{"type": "EVENT", "pattern": "PUSH"}]]}, "tags": [{"key": "team", "value": "web"}]}], "projectsNotFound": []}`},
			"Project", "site", map[string]string{"Privileged": "true", "KMSKey": "", "CloudWatchLogs": "false", "S3Logs": "true", "S3LogsPlain": "true", "Public": "false", "Environment.Name": "TOKEN", "Environment.Value": "?", "tag:team": "web", "Source": "there"}},
		{"codepipeline get-pipeline", map[string]string{"list-pipelines": `{"pipelines": [{"name": "site", "version": 1}]}`, "get-pipeline--site": `{"pipeline": {"name": "site", "roleArn": "arn:aws:iam::111122223333:role/p", "artifactStore": {"type": "S3", "location": "artifacts", "encryptionKey": {"id": "k", "type": "KMS"}}, "stages": [{"name": "Source", "actions": [{"name": "Code", "actionTypeId": {"category": "Source", "owner": "ThirdParty", "provider": "GitHub", "version": "1"}, "configuration": {"Owner": "(removed: not collected)"}}]}], "version": 1}, "metadata": {"pipelineArn": "arn:aws:codepipeline:eu-west-1:111122223333:site"}}`},
			"Pipeline", "site", map[string]string{"KMSKey": "k", "Stores": "artifacts", "Actions.Provider": "GitHub", "Actions.Owner": "ThirdParty", "Role": "arn:aws:iam::111122223333:role/p"}},
		{"codepipeline list-pipelines", map[string]string{"list-pipelines": `{"pipelines": [{"name": "site", "version": 1}]}`}, "Pipeline", "site", map[string]string{"Role": "?"}},
		{"appsync list-graphql-apis", map[string]string{"list-graphql-apis": graphQL}, "GraphQLApi", "g1", map[string]string{"Auth": "API_KEY", "Also": "AWS_IAM", "LogLevel": "ERROR", "Tracing": "false", "Visibility": "GLOBAL"}},
		{"appsync list-graphql-apis with a web ACL", map[string]string{"list-graphql-apis": graphQL}, "WebACLAssociation", "web ACL of arn:aws:appsync:eu-west-1:111122223333:apis/g1", map[string]string{"ACL": "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/main/1"}},
		{"appsync get-api-cache", map[string]string{"get-api-cache--g1": `{"apiCache": {"ttl": 60, "apiCachingBehavior": "FULL_REQUEST_CACHING", "transitEncryptionEnabled": true, "atRestEncryptionEnabled": false, "type": "T2_SMALL"}}`}, "ApiCache", "g1/cache", map[string]string{"Properties": "there"}},
		{"appsync list-apis", map[string]string{"list-apis": `{"apis": [{"apiId": "e1", "name": "chat", "apiArn": "arn:aws:appsync:eu-west-1:111122223333:apis/e1", "eventConfig": {"authProviders": [{"authType": "API_KEY"}], "connectionAuthModes": [{"authType": "API_KEY"}], "defaultPublishAuthModes": [], "logConfig": {"logLevel": "ALL"}}}]}`},
			"Api", "e1", map[string]string{"Providers": "API_KEY", "Connect": "API_KEY", "LogLevel": "ALL", "APIName": "chat"}},
	}
}

// parameterOutputs are what RDS's, Redshift's and WAF Classic's commands print.
func parameterOutputs() []output {
	database := `{"DBInstances": [{"DBInstanceIdentifier": "db", "DBInstanceArn": "arn:aws:rds:eu-west-1:111122223333:db:db", "Engine": "postgres", "EngineVersion": "16.3", "DBParameterGroups": [{"DBParameterGroupName": "%s", "ParameterApplyStatus": "in-sync"}], "MasterUserSecret": {"SecretArn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds"}}]}`
	groups := `{"DBParameterGroups": [{"DBParameterGroupName": "own", "DBParameterGroupFamily": "postgres16", "DBParameterGroupArn": "arn:aws:rds:eu-west-1:111122223333:pg:own"}]}`
	set := map[string]string{"describe-db-instances": strings.ReplaceAll(database, "%s", "own"), "describe-db-parameter-groups": groups, "rds-describe-db-parameters--own": `{"DBParameterGroupName": "own", "Parameters": [{"ParameterName": "rds.force_ssl", "ParameterValue": "0", "Source": "user", "IsModifiable": true}, {"ParameterName": "application_name", "Source": "engine-default", "IsModifiable": true}]}`}
	none := map[string]string{"describe-db-parameter-groups": groups, "rds-describe-db-parameters--own": `{"DBParameterGroupName": "own", "Parameters": []}`}
	cluster := map[string]string{
		"describe-db-clusters":                       `{"DBClusters": [{"DBClusterIdentifier": "docs", "DBClusterArn": "arn:aws:rds:eu-west-1:111122223333:cluster:docs", "Engine": "docdb", "DBClusterParameterGroup": "docs", "EnabledCloudwatchLogsExports": ["audit"]}]}`,
		"describe-db-cluster-parameter-groups":       `{"DBClusterParameterGroups": [{"DBClusterParameterGroupName": "docs", "DBParameterGroupFamily": "docdb5.0", "DBClusterParameterGroupArn": "arn:aws:rds:eu-west-1:111122223333:cluster-pg:docs"}]}`,
		"rds-describe-db-cluster-parameters--docs":   `{"DBClusterParameterGroupName": "docs", "Parameters": [{"ParameterName": "audit_logs", "ParameterValue": "enabled", "Source": "user", "IsModifiable": true}]}`,
		"redshift-describe-cluster-parameter-groups": `{"ParameterGroups": [{"ParameterGroupName": "docs", "ParameterGroupFamily": "redshift-1.0", "Tags": []}]}`,
		"redshift-describe-cluster-parameters--docs": `{"ParameterGroupName": "docs", "Parameters": [{"ParameterName": "require_ssl", "ParameterValue": "true", "Source": "user", "IsModifiable": true}]}`,
		"describe-cluster-subnet-groups":             `{"ClusterSubnetGroups": [{"ClusterSubnetGroupName": "inner", "VpcId": "vpc-1", "Subnets": [{"SubnetIdentifier": "subnet-1"}]}]}`,
	}
	classic := map[string]string{
		"waf-regional-list-web-acls":                  `{"WebACLs": [{"WebACLId": "w1", "Name": "old"}]}`,
		"waf-regional-get-web-acl--w1":                `{"WebACL": {"WebACLId": "w1", "Name": "old", "MetricName": "old", "DefaultAction": {"Type": "ALLOW"}, "Rules": [], "WebACLArn": "arn:aws:waf-regional:eu-west-1:111122223333:webacl/w1"}, "WebACLId": "w1"}`,
		"waf-regional-list-resources-for-web-acl--w1": `{"ResourceArns": ["arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/1"], "WebACLId": "w1"}`,
	}
	return []output{
		{"rds describe-db-instances with settings of its own", set, "DBInstance", "db", map[string]string{"ParameterGroup": "arn:aws:rds:eu-west-1:111122223333:pg:own", "ManagedPassword": "true"}},
		{"rds describe-db-instances with AWS's settings", map[string]string{"describe-db-instances": strings.ReplaceAll(database, "%s", "default.postgres16")}, "DBInstance", "db", map[string]string{"ParameterGroup": ""}},
		{"rds describe-db-parameters", set, "DBParameterGroup", "own", map[string]string{"Family": "postgres16", "Parameters": "there"}},
		{"rds describe-db-parameters of what nobody has set", none, "DBParameterGroup", "own", map[string]string{"Parameters": ""}},
		{"rds describe-db-parameter-groups", map[string]string{"describe-db-parameter-groups": groups}, "DBParameterGroup", "own", map[string]string{"Parameters": "?"}},
		{"rds describe-db-clusters of DocumentDB", cluster, "DBCluster", "arn:aws:rds:eu-west-1:111122223333:cluster:docs", map[string]string{"ParameterGroup": "arn:aws:rds:eu-west-1:111122223333:cluster-pg:docs", "LogExports": "audit"}},
		{"rds describe-db-cluster-parameters", cluster, "DBClusterParameterGroup", "arn:aws:rds:eu-west-1:111122223333:cluster-pg:docs", map[string]string{"Parameters": "there"}},
		{"redshift describe-cluster-parameters", cluster, "ClusterParameterGroup", "arn:aws:redshift:eu-west-1:111122223333:parametergroup:docs", map[string]string{"Parameters": "there", "Family": "redshift-1.0"}},
		{"redshift describe-cluster-subnet-groups", cluster, "ClusterSubnetGroup", "inner", map[string]string{"Subnets": "subnet-1"}},
		{"rds describe-db-proxies", map[string]string{"describe-db-proxies": `{"DBProxies": [{"DBProxyName": "p", "DBProxyArn": "arn:aws:rds:eu-west-1:111122223333:db-proxy:prx-1", "EngineFamily": "POSTGRESQL", "VpcSecurityGroupIds": ["sg-1"], "VpcSubnetIds": ["subnet-1"], "RequireTLS": false, "Auth": [{"AuthScheme": "SECRETS", "SecretArn": "arn:s", "IAMAuth": "DISABLED"}]}]}`},
			"DBProxy", "p", map[string]string{"RequireTLS": "false", "Engine": "POSTGRESQL", "Groups": "sg-1", "Auth": "there"}},
		{"rds describe-global-clusters", map[string]string{"describe-global-clusters": `{"GlobalClusters": [{"GlobalClusterIdentifier": "g", "GlobalClusterArn": "arn:aws:rds::111122223333:global-cluster:g", "Engine": "aurora-mysql", "StorageEncrypted": true, "DeletionProtection": false}]}`},
			"GlobalCluster", "g", map[string]string{"Encrypted": "true", "DeletionProtection": "false"}},
		{"waf-regional get-web-acl", classic, "WebACL", "old", map[string]string{"Action": "ALLOW", "Regional": "true"}},
		{"waf list-web-acls", map[string]string{"waf-list-web-acls": `{"WebACLs": [{"WebACLId": "w2", "Name": "front"}]}`}, "WebACL", "front", map[string]string{"Action": "?", "Regional": "false"}},
		{"waf-regional list-resources-for-web-acl", classic, "WebACLAssociation", "web ACL of arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/1", nil},
		{"securityhub describe-organization-configuration", map[string]string{"securityhub-describe-organization-configuration": `{"AutoEnable": false, "MemberAccountLimitReached": false, "AutoEnableStandards": "DEFAULT", "OrganizationConfiguration": {"ConfigurationType": "LOCAL"}}`},
			"OrganizationConfiguration", "organisation's hubs", map[string]string{"AutoEnable": "false", "Kind": "LOCAL", "Standards": "DEFAULT"}},
		{"s3api get-bucket-lifecycle-configuration", map[string]string{"list-buckets": `{"Buckets": [{"Name": "logs", "CreationDate": ""}]}`, "get-bucket-lifecycle-configuration--logs": `{"Bucket": "logs", "Rules": [{"ID": "old", "Status": "Enabled", "Filter": {}, "Expiration": {"Days": 90}, "NoncurrentVersionExpiration": {"NoncurrentDays": 7}, "Transitions": [{"Days": 30, "StorageClass": "GLACIER"}]}]}`},
			"Bucket", "logs", map[string]string{"Lifecycle.ExpirationDays": "90", "Lifecycle.Enabled": "true", "Lifecycle.NoncurrentDays": "7", "Lifecycle.Moves": "true", "Lifecycle.AbortDays": ""}},
		{"s3api get-bucket-lifecycle-configuration of none", map[string]string{"list-buckets": `{"Buckets": [{"Name": "logs", "CreationDate": ""}]}`, "get-bucket-lifecycle-configuration--logs": `{"Bucket": "logs", "Rules": null}`},
			"Bucket", "logs", map[string]string{"Lifecycle": ""}},
		{"s3api list-buckets without get-bucket-lifecycle-configuration", map[string]string{"list-buckets": `{"Buckets": [{"Name": "logs", "CreationDate": ""}]}`}, "Bucket", "logs", map[string]string{"Lifecycle": "?"}},
		{"lambda get-function-concurrency", map[string]string{"list-functions": `{"Functions": [{"FunctionName": "f", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:f"}]}`, "lambda-get-function-concurrency--f": `{"ReservedConcurrentExecutions": 5, "FunctionName": "f"}`},
			"Function", "f", map[string]string{"Concurrency": "5"}},
		{"lambda get-function-concurrency of none", map[string]string{"list-functions": `{"Functions": [{"FunctionName": "f", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:f"}]}`, "lambda-get-function-concurrency--f": `{"FunctionName": "f"}`},
			"Function", "f", map[string]string{"Concurrency": ""}},
		{"dlm get-lifecycle-policies", map[string]string{"dlm-get-lifecycle-policies": `{"Policies": [{"PolicyId": "policy-1", "State": "ENABLED", "PolicyType": "EBS_SNAPSHOT_MANAGEMENT", "Tags": {}}]}`}, "LifecyclePolicy", "policy-1", nil},
	}
}

// storeOutputs are what the commands print of caches and warehouses.
func storeOutputs() []output {
	group := `{"ReplicationGroups": [{"ReplicationGroupId": "c", "ARN": "arn:aws:elasticache:eu-west-1:111122223333:replicationgroup:c", "AtRestEncryptionEnabled": true, "TransitEncryptionEnabled": true, "AuthTokenEnabled": %s}]}`
	with := func(token string) map[string]string {
		return map[string]string{"describe-replication-groups": strings.ReplaceAll(group, "%s", token)}
	}
	return []output{
		{"elasticache describe-replication-groups with a password", with("true"), "ReplicationGroup", "c", map[string]string{"AuthToken": "${the password of c}", "AtRest": "true"}},
		{"elasticache describe-replication-groups without", with("false"), "ReplicationGroup", "c", map[string]string{"AuthToken": "", "InTransit": "true"}},
		{"redshift describe-clusters", map[string]string{"describe-clusters": `{"Clusters": [{"ClusterIdentifier": "w", "NodeType": "ra3.xlplus", "ClusterSubnetGroupName": "inner", "ClusterParameterGroups": [{"ParameterGroupName": "own"}]}]}`},
			"Cluster", "w", map[string]string{"SubnetGroup": "arn:aws:redshift:eu-west-1:111122223333:subnetgroup:inner", "ParameterGroup": "arn:aws:redshift:eu-west-1:111122223333:parametergroup:own"}},
	}
}

// clusterOutputs are what the commands print of clusters, caches and what moves data.
func clusterOutputs() []output {
	const emr, cache = "arn:aws:elasticmapreduce:eu-west-1:111122223333:cluster/j-1", "arn:aws:memorydb:eu-west-1:111122223333:cluster/m"
	pool := map[string]string{
		"describe-user-pool--p":                   `{"UserPool": {"Id": "eu-west-1_abc", "Name": "people", "Arn": "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc", "MfaConfiguration": "ON"}}`,
		"get-user-pool-mfa-config--eu-west-1_abc": `{"UserPoolId": "eu-west-1_abc", "SoftwareTokenMfaConfiguration": {"Enabled": true}, "MfaConfiguration": "ON"}`,
		"ecr-describe-repositories":               `{"repositories": [{"repositoryArn": "arn:aws:ecr:eu-west-1:111122223333:repository/r", "registryId": "111122223333", "repositoryName": "r"}, {"repositoryArn": "arn:aws:ecr:eu-west-1:111122223333:repository/s", "registryId": "111122223333", "repositoryName": "s"}, {"repositoryArn": "arn:aws:ecr:eu-west-1:111122223333:repository/t", "registryId": "111122223333", "repositoryName": "t"}]}`,
		"ecr-get-lifecycle-policy--r":             `{"registryId": "111122223333", "repositoryName": "r", "lifecyclePolicyText": "{\"rules\": []}"}`,
		"ecr-get-lifecycle-policy--s":             `{"repositoryName": "s", "lifecyclePolicyText": null}`,
	}
	return []output{
		{"emr describe-cluster", map[string]string{"emr-list-clusters": `{"Clusters": [{"Id": "j-1", "Name": "c", "ClusterArn": "` + emr + `"}]}`, "emr-describe-cluster--j-1": `{"Cluster": {"Id": "j-1", "Name": "c", "ClusterArn": "` + emr + `", "TerminationProtected": true, "SecurityConfiguration": "s", "LogUri": "s3n://logs/",
 "Ec2InstanceAttributes": {"Ec2KeyName": "ops", "Ec2SubnetId": "subnet-1", "IamInstanceProfile": "EMR_EC2", "EmrManagedMasterSecurityGroup": "sg-1", "EmrManagedSlaveSecurityGroup": "sg-2"}}}`},
			"Cluster", "j-1", map[string]string{"KeyName": "ops", "Subnets": "subnet-1", "PrimaryGroup": "sg-1", "CoreGroup": "sg-2", "Protected": "true", "Security": "s", "Profile": "EMR_EC2"}},
		{"emr list-clusters", map[string]string{"emr-list-clusters": `{"Clusters": [{"Id": "j-1", "Name": "c", "ClusterArn": "` + emr + `"}]}`}, "Cluster", "j-1", map[string]string{"KeyName": "?"}},
		{"emr describe-security-configuration", map[string]string{"emr-describe-security-configuration--s": `{"Name": "s", "SecurityConfiguration": "{\"EncryptionConfiguration\": {\"EnableInTransitEncryption\": true}}"}`},
			"SecurityConfiguration", "s", map[string]string{"Configuration": "there"}},
		{"emr list-security-configurations", map[string]string{"list-security-configurations": `{"SecurityConfigurations": [{"Name": "s", "CreationDateTime": "2025-01-01T00:00:00+00:00"}]}`}, "SecurityConfiguration", "s", map[string]string{"Configuration": "?"}},
		{"batch describe-compute-environments", map[string]string{"describe-compute-environments": `{"computeEnvironments": [{"computeEnvironmentName": "b", "computeEnvironmentArn": "arn:aws:batch:eu-west-1:111122223333:compute-environment/b", "computeResources": {"type": "EC2", "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"], "ec2KeyPair": "ops", "instanceRole": "r"}}]}`},
			"ComputeEnvironment", "b", map[string]string{"KeyName": "ops", "Kind": "EC2", "Subnets": "subnet-1"}},
		{"mwaa get-environment", map[string]string{"mwaa-get-environment--a": `{"Environment": {"Name": "a", "Arn": "arn:aws:airflow:eu-west-1:111122223333:environment/a", "WebserverAccessMode": "PUBLIC_ONLY", "KmsKey": "k", "NetworkConfiguration": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}, "LoggingConfiguration": {"TaskLogs": {"Enabled": true}}}}`},
			"Environment", "a", map[string]string{"Public": "true", "KMSKey": "k", "Groups": "sg-1", "Logging": "there"}},
		{"apprunner describe-service", map[string]string{"describe-service--s": `{"Service": {"ServiceName": "s", "ServiceArn": "arn:aws:apprunner:eu-west-1:111122223333:service/s/1", "SourceConfiguration": {"ImageRepository": {"ImageConfiguration": {"RuntimeEnvironmentVariables": {"TOKEN": "(removed: not collected)"}}}}, "NetworkConfiguration": {"IngressConfiguration": {"IsPubliclyAccessible": false}}}}`},
			"Service", "s", map[string]string{"Public": "false", "Environment.Name": "TOKEN", "Environment.Value": "?"}},
		{"dms describe-replication-instances", map[string]string{"describe-replication-instances": `{"ReplicationInstances": [{"ReplicationInstanceIdentifier": "d", "ReplicationInstanceArn": "arn:aws:dms:eu-west-1:111122223333:rep:X", "PubliclyAccessible": true, "AutoMinorVersionUpgrade": false, "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}], "ReplicationSubnetGroup": {"ReplicationSubnetGroupIdentifier": "g", "Subnets": [{"SubnetIdentifier": "subnet-1"}]}}]}`},
			"ReplicationInstance", "d", map[string]string{"PubliclyAccessible": "true", "Groups": "sg-1", "SubnetGroup": "arn:aws:dms:eu-west-1:111122223333:subgrp:g"}},
		{"transfer describe-server", map[string]string{"describe-server--s": `{"Server": {"Arn": "arn:aws:transfer:eu-west-1:111122223333:server/s-1", "ServerId": "s-1", "EndpointType": "VPC", "EndpointDetails": {"VpcId": "vpc-1", "SubnetIds": ["subnet-1"]}, "Protocols": ["FTP"], "SecurityPolicyName": "TransferSecurityPolicy-2018-11"}}`},
			"Server", "s-1", map[string]string{"Endpoint": "VPC", "Protocols": "FTP", "VPC": "vpc-1"}},
		{"workspaces describe-workspaces", map[string]string{"describe-workspaces": `{"Workspaces": [{"WorkspaceId": "ws-1", "DirectoryId": "d-1", "UserName": "u", "UserVolumeEncryptionEnabled": true, "VolumeEncryptionKey": "k"}]}`},
			"Workspace", "ws-1", map[string]string{"User": "true", "Root": "false", "KMSKey": "k"}},
		{"elasticache describe-serverless-caches", map[string]string{"describe-serverless-caches": `{"ServerlessCaches": [{"ServerlessCacheName": "s", "ARN": "arn:aws:elasticache:eu-west-1:111122223333:serverlesscache:s", "Engine": "valkey", "SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"], "SnapshotRetentionLimit": 3}]}`},
			"ServerlessCache", "s", map[string]string{"Engine": "valkey", "AtRest": "true", "SnapshotDays": "3", "Groups": "sg-1"}},
		{"memorydb describe-clusters", map[string]string{"memorydb-describe-clusters": `{"Clusters": [{"Name": "m", "ARN": "` + cache + `", "ACLName": "open-access", "TLSEnabled": false, "SecurityGroups": [{"SecurityGroupId": "sg-1"}], "SubnetGroupName": "g"}]}`},
			"Cluster", "m", map[string]string{"InTransit": "false", "Groups": "sg-1", "SubnetGroup": "?"}},
		{"dax describe-clusters", map[string]string{"dax-describe-clusters": `{"Clusters": [{"ClusterName": "d", "ClusterArn": "arn:aws:dax:eu-west-1:111122223333:cache/d", "TotalNodes": 1, "SSEDescription": {"Status": "ENABLED"}, "ClusterEndpointEncryptionType": "NONE", "SecurityGroups": [{"SecurityGroupIdentifier": "sg-1"}]}]}`},
			"Cluster", "d", map[string]string{"AtRest": "true", "InTransit": "false", "Groups": "sg-1"}},
		{"redshift-serverless list-namespaces", map[string]string{"list-namespaces": `{"namespaces": [{"namespaceName": "n", "namespaceArn": "arn:aws:redshift-serverless:eu-west-1:111122223333:namespace/1", "kmsKeyId": "AWS_OWNED_KMS_KEY", "logExports": ["userlog"], "adminPasswordSecretArn": "arn:s"}]}`},
			"Namespace", "n", map[string]string{"KMSKey": "", "LogExports": "userlog", "ManagedPassword": "true"}},
		{"redshift-serverless list-workgroups", map[string]string{"list-workgroups": `{"workgroups": [{"workgroupName": "w", "workgroupArn": "arn:aws:redshift-serverless:eu-west-1:111122223333:workgroup/1", "namespaceName": "n", "publiclyAccessible": true, "enhancedVpcRouting": false, "subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"]}]}`},
			"Workgroup", "w", map[string]string{"PubliclyAccessible": "true", "Subnets": "subnet-1"}},
		{"acm-pca list-certificate-authorities", map[string]string{"list-certificate-authorities": `{"CertificateAuthorities": [{"Arn": "arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/a", "Type": "ROOT", "Status": "ACTIVE", "CertificateAuthorityConfiguration": {"KeyAlgorithm": "RSA_2048", "SigningAlgorithm": "SHA256WITHRSA"}, "RevocationConfiguration": {"CrlConfiguration": {"Enabled": true}}}]}`},
			"CertificateAuthority", "a", map[string]string{"Kind": "ROOT", "Algorithm": "RSA_2048", "CRL": "true", "OCSP": "false"}},
		{"cognito-idp get-user-pool-mfa-config", pool, "UserPool", "eu-west-1_abc", map[string]string{"MFAKinds": "SOFTWARE_TOKEN_MFA"}},
		{"ecr get-lifecycle-policy", pool, "Repository", "r", map[string]string{"Lifecycle": "there"}},
		{"ecr get-lifecycle-policy of none", pool, "Repository", "s", map[string]string{"Lifecycle": ""}},
		{"ecr describe-repositories without get-lifecycle-policy", pool, "Repository", "t", map[string]string{"Lifecycle": "?"}},
		{"network-firewall describe-logging-configuration", map[string]string{"network-firewall-describe-logging-configuration--f": `{"FirewallArn": "arn:aws:network-firewall:eu-west-1:111122223333:firewall/f", "LoggingConfiguration": {"LogDestinationConfigs": [{"LogType": "ALERT", "LogDestinationType": "CloudWatchLogs", "LogDestination": {"logGroup": "g"}}]}}`},
			"LoggingConfiguration", "logs of f", map[string]string{"Firewall": "arn:aws:network-firewall:eu-west-1:111122223333:firewall/f", "Destinations": "there"}},
		{"route53resolver list-firewall-rule-group-associations", map[string]string{"list-firewall-rule-group-associations": `{"FirewallRuleGroupAssociations": [{"Id": "rslvr-frgassoc-1", "Arn": "arn:aws:route53resolver:eu-west-1:111122223333:firewall-rule-group-association/rslvr-frgassoc-1", "FirewallRuleGroupId": "rslvr-frg-1", "VpcId": "vpc-1"}]}`},
			"FirewallRuleGroupAssociation", "rslvr-frgassoc-1", map[string]string{"Rules": "rslvr-frg-1", "VPC": "vpc-1"}},
	}
}
