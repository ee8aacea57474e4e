package account_test

func computeOutputs() []output {
	const cluster = "arn:aws:ecs:eu-west-1:111122223333:cluster/main"
	ecs := map[string]string{
		"list-clusters": `{"clusterArns": ["` + cluster + `"]}`,
		"describe-clusters--main": `{"clusters": [{"clusterArn": "` + cluster + `", "clusterName": "main", "status": "ACTIVE", "settings": [{"name": "containerInsights", "value": "enabled"}],
 "configuration": {"executeCommandConfiguration": {"kmsKeyId": "arn:aws:kms:eu-west-1:111122223333:key/k", "logging": "OVERRIDE"}}, "tags": [{"key": "team", "value": "web"}]}], "failures": []}`,
		"list-services--main": `{"cluster": "` + cluster + `", "serviceArns": ["arn:aws:ecs:eu-west-1:111122223333:service/main/web"]}`,
		"describe-services--web": `{"services": [{"serviceArn": "arn:aws:ecs:eu-west-1:111122223333:service/main/web", "serviceName": "web", "clusterArn": "` + cluster + `", "status": "ACTIVE", "launchType": "FARGATE", "platformVersion": "1.4.0",
 "taskDefinition": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:3", "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"], "assignPublicIp": "DISABLED"}}, "enableExecuteCommand": false}], "failures": []}`,
		"describe-task-definition--web": `{"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:3", "family": "web", "revision": 3, "status": "ACTIVE", "networkMode": "awsvpc", "taskRoleArn": "arn:aws:iam::111122223333:role/web",
 "containerDefinitions": [{"name": "app", "image": "nginx", "privileged": true, "readonlyRootFilesystem": false, "user": "root", "environment": [{"name": "TOKEN", "value": "(removed: not collected)"}], "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "web"}}, "portMappings": [{"containerPort": 80, "protocol": "tcp"}]}], "requiresCompatibilities": ["FARGATE"]}, "tags": []}`,
	}
	eks := map[string]string{
		"list-clusters": `{"clusters": ["prod"]}`,
		"describe-cluster--prod": `{"cluster": {"name": "prod", "arn": "arn:aws:eks:eu-west-1:111122223333:cluster/prod", "version": "1.33", "roleArn": "arn:aws:iam::111122223333:role/eks", "resourcesVpcConfig": {"subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"], "clusterSecurityGroupId": "sg-2", "vpcId": "vpc-1", "endpointPublicAccess": true, "endpointPrivateAccess": false, "publicAccessCidrs": ["0.0.0.0/0"]},
 "logging": {"clusterLogging": [{"types": ["api", "audit"], "enabled": true}, {"types": ["scheduler"], "enabled": false}]}, "encryptionConfig": [{"resources": ["secrets"], "provider": {"keyArn": "arn:aws:kms:eu-west-1:111122223333:key/k"}}], "status": "ACTIVE", "accessConfig": {"authenticationMode": "API"}, "tags": {"team": "web"}}}`,
		"list-nodegroups--prod":    `{"clusterName": "prod", "nodegroups": ["workers"]}`,
		"describe-nodegroup--prod": `{"nodegroup": {"nodegroupName": "workers", "nodegroupArn": "arn:aws:eks:eu-west-1:111122223333:nodegroup/prod/workers/1", "clusterName": "prod", "subnets": ["subnet-1"], "nodeRole": "arn:aws:iam::111122223333:role/node", "amiType": "AL2023_x86_64_STANDARD", "remoteAccess": {"ec2SshKey": "ops"}}}`,
	}
	return []output{
		{"ecs describe-clusters", ecs, "Cluster", "main", map[string]string{"Insights": "enabled", "ExecLogging": "OVERRIDE"}},
		{"ecs describe-clusters without --include", map[string]string{"describe-clusters--main": `{"clusters": [{"clusterArn": "` + cluster + `", "clusterName": "main", "status": "ACTIVE"}]}`}, "Cluster", "main", map[string]string{"Insights": "?"}},
		{"ecs describe-services", ecs, "Service", "arn:aws:ecs:eu-west-1:111122223333:service/main/web", map[string]string{"LaunchType": "FARGATE", "PublicIP": "false", "Cluster": cluster, "TaskDefinition": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:3", "Platform": "1.4.0"}},
		{"ecs describe-clusters without list-services", map[string]string{"describe-clusters--main": ecs["describe-clusters--main"]}, "Service", cluster + "/list-services", map[string]string{"PublicIP": "?", "Cluster": cluster}},
		{"ecs describe-task-definition", ecs, "TaskDefinition", "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:3", map[string]string{"NetworkMode": "awsvpc", "Containers.Privileged": "true", "Containers.User": "root", "Containers.LogDriver": "awslogs", "Containers.Environment.Name": "TOKEN", "Containers.Environment.Value": "?"}},
		{"eks describe-cluster", eks, "Cluster", "prod", map[string]string{"PublicEndpoint": "true", "PublicCIDRs": "0.0.0.0/0", "Logs": "api audit", "SecretsKey": "arn:aws:kms:eu-west-1:111122223333:key/k", "AuthMode": "API", "Version": "1.33"}},
		{"eks describe-nodegroup", eks, "Nodegroup", "prod/workers", map[string]string{"SSHKey": "ops", "Cluster": "arn:aws:eks:eu-west-1:111122223333:cluster/prod", "SSHSources": ""}},
		{"lambda list-function-url-configs", map[string]string{"list-function-url-configs--f": `{"FunctionUrlConfigs": [{"FunctionUrl": "https://x.lambda-url.eu-west-1.on.aws/", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:f", "AuthType": "NONE"}]}`},
			"Url", "f/url", map[string]string{"AuthType": "NONE", "Function": "arn:aws:lambda:eu-west-1:111122223333:function:f"}},
		{"lambda list-event-source-mappings", map[string]string{"list-event-source-mappings": `{"EventSourceMappings": [{"UUID": "a1b2", "EventSourceArn": "arn:aws:sqs:eu-west-1:111122223333:q", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:f", "State": "Disabled"}]}`},
			"EventSourceMapping", "a1b2", map[string]string{"Enabled": "false", "Source": "arn:aws:sqs:eu-west-1:111122223333:q", "Function": "arn:aws:lambda:eu-west-1:111122223333:function:f"}},
		{"lambda list-functions", map[string]string{"list-functions": `{"Functions": [{"FunctionName": "f", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:f", "DeadLetterConfig": {"TargetArn": "arn:aws:sqs:eu-west-1:111122223333:dlq"}, "Layers": [{"Arn": "arn:aws:lambda:eu-west-1:111122223333:layer:l:1", "CodeSize": 1}], "LoggingConfig": {"LogFormat": "Text", "LogGroup": "/aws/lambda/f"}}]}`},
			"Function", "f", map[string]string{"DeadLetter": "arn:aws:sqs:eu-west-1:111122223333:dlq", "LogGroup": "/aws/lambda/f", "Layers": "arn:aws:lambda:eu-west-1:111122223333:layer:l:1", "Concurrency": "?"}},
	}
}

func storageOutputs() []output {
	table := map[string]string{
		"describe-table--Music":              `{"Table": {"TableName": "Music", "TableArn": "arn:aws:dynamodb:eu-west-1:111122223333:table/Music", "TableStatus": "ACTIVE", "DeletionProtectionEnabled": true}}`,
		"describe-continuous-backups--Music": `{"ContinuousBackupsDescription": {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"}}}`,
		"get-resources":                      `{"ResourceTagMappingList": [{"ResourceARN": "arn:aws:dynamodb:eu-west-1:111122223333:table/Music", "Tags": [{"Key": "tier", "Value": "data"}]}]}`,
	}
	files := map[string]string{"describe-file-systems": `{"FileSystems": [{"OwnerId": "111122223333", "CreationToken": "t", "FileSystemId": "fs-01", "FileSystemArn": "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-01", "Encrypted": true, "Tags": []}]}`}
	backed := map[string]string{"describe-file-systems": files["describe-file-systems"], "describe-backup-policy--fs-01": `{"BackupPolicy": {"Status": "ENABLED"}}`}
	none := map[string]string{"describe-file-systems": files["describe-file-systems"], "describe-backup-policy--fs-01": `{"BackupPolicy": null, "FileSystemId": "fs-01"}`}
	const plan = "arn:aws:backup:eu-west-1:111122223333:backup-plan:p1"
	backup := map[string]string{
		"list-backup-plans":          `{"BackupPlansList": [{"BackupPlanArn": "` + plan + `", "BackupPlanId": "p1", "CreationDate": "2025-01-01T00:00:00+00:00", "VersionId": "v", "BackupPlanName": "daily"}]}`,
		"get-backup-plan--p1":        `{"BackupPlan": {"BackupPlanName": "daily", "Rules": [{"RuleName": "daily", "TargetBackupVaultName": "main", "ScheduleExpression": "cron(0 5 ? * * *)", "Lifecycle": {"DeleteAfterDays": 35}, "RuleId": "r", "EnableContinuousBackup": true}]}, "BackupPlanId": "p1", "BackupPlanArn": "` + plan + `", "VersionId": "v"}`,
		"list-backup-selections--p1": `{"BackupPlanId": "p1", "BackupSelectionsList": [{"SelectionId": "s1", "SelectionName": "tagged", "BackupPlanId": "p1", "IamRoleArn": "arn:aws:iam::111122223333:role/backup"}]}`,
		"get-backup-selection--s1":   `{"BackupSelection": {"SelectionName": "tagged", "IamRoleArn": "arn:aws:iam::111122223333:role/backup", "Resources": [], "ListOfTags": [{"ConditionType": "STRINGEQUALS", "ConditionKey": "backup", "ConditionValue": "daily"}], "NotResources": [], "Conditions": {"StringEquals": [], "StringNotEquals": [], "StringLike": [], "StringNotLike": []}}, "SelectionId": "s1", "BackupPlanId": "p1", "CreationDate": "2025-01-01T00:00:00+00:00"}`,
	}
	return []output{
		{"dynamodb describe-continuous-backups", table, "Table", "Music", map[string]string{"PointInTime": "false", "tag:tier": "data"}},
		{"dynamodb describe-table without describe-continuous-backups", map[string]string{"describe-table--Music": table["describe-table--Music"]}, "Table", "Music", map[string]string{"PointInTime": "?"}},
		{"efs describe-backup-policy", backed, "FileSystem", "fs-01", map[string]string{"Backup": "true", "Encrypted": "true"}},
		{"efs describe-backup-policy of none", none, "FileSystem", "fs-01", map[string]string{"Backup": "false"}},
		{"efs describe-file-systems without describe-backup-policy", files, "FileSystem", "fs-01", map[string]string{"Backup": "?"}},
		{"fsx describe-file-systems", map[string]string{"describe-file-systems": `{"FileSystems": [{"OwnerId": "111122223333", "FileSystemId": "fs-02", "FileSystemType": "LUSTRE", "ResourceARN": "arn:aws:fsx:eu-west-1:111122223333:file-system/fs-02", "SubnetIds": ["subnet-1"], "LustreConfiguration": {"DeploymentType": "PERSISTENT_2", "AutomaticBackupRetentionDays": 7}, "Tags": []}]}`},
			"FileSystem", "fs-02", map[string]string{"Kind": "LUSTRE", "BackupDays": "7", "Groups": "?"}},
		{"backup get-backup-plan", backup, "BackupPlan", "daily", map[string]string{"Rules.Vault": "main", "Rules.DeleteDays": "35", "Rules.Continuous": "true"}},
		{"backup list-backup-plans", map[string]string{"list-backup-plans": backup["list-backup-plans"]}, "BackupPlan", "daily", map[string]string{"Rules": "?"}},
		{"backup get-backup-selection", backup, "BackupSelection", "p1/s1", map[string]string{"Plan": plan, "Tags.Key": "backup", "Tags.Value": "daily", "Conditions": "", "Resources": ""}},
		{"backup list-backup-selections", map[string]string{"list-backup-plans": backup["list-backup-plans"], "list-backup-selections--p1": backup["list-backup-selections--p1"]}, "BackupSelection", "p1/s1", map[string]string{"Tags": "?"}},
		{"backup list-restore-testing-plans", map[string]string{"list-restore-testing-plans": `{"RestoreTestingPlans": [{"RestoreTestingPlanArn": "arn:aws:backup:eu-west-1:111122223333:restore-testing-plan:monthly", "RestoreTestingPlanName": "monthly", "ScheduleExpression": "cron(0 5 1 * ? *)"}]}`},
			"RestoreTestingPlan", "monthly", map[string]string{"PlanName": "monthly", "Schedule": "cron(0 5 1 * ? *)", "Include": "?"}},
		{"elasticache describe-replication-groups", map[string]string{"describe-replication-groups": `{"ReplicationGroups": [{"ReplicationGroupId": "sessions", "ARN": "arn:aws:elasticache:eu-west-1:111122223333:replicationgroup:sessions", "Engine": "valkey", "Status": "available", "AutomaticFailover": "enabled", "MultiAZ": "disabled", "SnapshotRetentionLimit": 0, "TransitEncryptionEnabled": true, "AtRestEncryptionEnabled": false, "AuthTokenEnabled": false}]}`},
			"ReplicationGroup", "sessions", map[string]string{"AtRest": "false", "InTransit": "true", "Failover": "true", "MultiAZ": "false", "SnapshotDays": "0", "Groups": "?"}},
		{"redshift describe-clusters", map[string]string{"describe-clusters": `{"Clusters": [{"ClusterIdentifier": "dw", "NodeType": "ra3.large", "MasterUsername": "awsuser", "Endpoint": {"Address": "dw.example", "Port": 5439}, "AutomatedSnapshotRetentionPeriod": 1, "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1", "Status": "active"}], "ClusterSubnetGroupName": "private", "PubliclyAccessible": true, "Encrypted": true, "EnhancedVpcRouting": false, "MultiAZ": "Disabled", "AllowVersionUpgrade": true, "Tags": []}]}`,
			"describe-logging-status--dw": `{"ClusterIdentifier": "dw", "LoggingEnabled": true, "BucketName": "logs"}`},
			"Cluster", "dw", map[string]string{"PubliclyAccessible": "true", "Encrypted": "true", "Groups": "sg-1", "AuditLogs": "true", "LogBucket": "logs", "MultiAZ": "false"}},
		{"redshift describe-clusters without describe-logging-status", map[string]string{"describe-clusters": `{"Clusters": [{"ClusterIdentifier": "dw", "NodeType": "ra3.large"}]}`}, "Cluster", "dw", map[string]string{"AuditLogs": "?"}},
		{"kinesis describe-stream-summary", map[string]string{"describe-stream-summary--s": `{"StreamDescriptionSummary": {"StreamName": "s", "StreamARN": "arn:aws:kinesis:eu-west-1:111122223333:stream/s", "StreamStatus": "ACTIVE", "RetentionPeriodHours": 48, "EncryptionType": "KMS", "KeyId": "alias/aws/kinesis", "OpenShardCount": 1}}`},
			"Stream", "s", map[string]string{"Encrypted": "true", "KMSKey": "alias/aws/kinesis", "Retention": "48"}},
		{"kinesis list-streams", map[string]string{"list-streams": `{"StreamNames": ["s"], "StreamSummaries": [{"StreamName": "s", "StreamARN": "arn:aws:kinesis:eu-west-1:111122223333:stream/s", "StreamStatus": "ACTIVE"}], "HasMoreStreams": false}`},
			"Stream", "s", map[string]string{"Encrypted": "?"}},
		{"firehose describe-delivery-stream", map[string]string{"describe-delivery-stream--d": `{"DeliveryStreamDescription": {"DeliveryStreamName": "d", "DeliveryStreamARN": "arn:aws:firehose:eu-west-1:111122223333:deliverystream/d", "DeliveryStreamStatus": "ACTIVE", "DeliveryStreamEncryptionConfiguration": {"Status": "DISABLED"}, "DeliveryStreamType": "KinesisStreamAsSource", "Source": {"KinesisStreamSourceDescription": {"KinesisStreamARN": "arn:aws:kinesis:eu-west-1:111122223333:stream/s"}}, "Destinations": []}}`},
			"DeliveryStream", "d", map[string]string{"Encrypted": "false", "Source": "arn:aws:kinesis:eu-west-1:111122223333:stream/s"}},
		{"athena get-work-group", map[string]string{"get-work-group--w": `{"WorkGroup": {"Name": "w", "State": "ENABLED", "Configuration": {"ResultConfiguration": {"OutputLocation": "s3://results/", "EncryptionConfiguration": {"EncryptionOption": "SSE_KMS", "KmsKey": "arn:aws:kms:eu-west-1:111122223333:key/k"}}, "EnforceWorkGroupConfiguration": false, "PublishCloudWatchMetricsEnabled": true}}}`},
			"WorkGroup", "w", map[string]string{"Enforced": "false", "Encryption": "SSE_KMS", "Output": "s3://results/"}},
		{"athena list-work-groups", map[string]string{"list-work-groups": `{"WorkGroups": [{"Name": "w", "State": "ENABLED"}]}`}, "WorkGroup", "w", map[string]string{"Encryption": "?"}},
		{"glue get-security-configurations", map[string]string{"get-security-configurations": `{"SecurityConfigurations": [{"Name": "sc", "EncryptionConfiguration": {"S3Encryption": [{"S3EncryptionMode": "DISABLED"}], "CloudWatchEncryption": {"CloudWatchEncryptionMode": "SSE-KMS"}, "JobBookmarksEncryption": {"JobBookmarksEncryptionMode": "DISABLED"}}}]}`},
			"SecurityConfiguration", "sc", map[string]string{"Logs": "SSE-KMS", "Bookmarks": "DISABLED", "S3": "DISABLED"}},
		{"glue get-data-catalog-encryption-settings", map[string]string{"get-data-catalog-encryption-settings": `{"DataCatalogEncryptionSettings": {"EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": "k"}, "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": false}}}`},
			"DataCatalogEncryptionSettings", "catalog", map[string]string{"Mode": "SSE-KMS", "Passwords": "false"}},
		{"ec2 describe-volumes", map[string]string{"describe-volumes": `{"Volumes": [{"VolumeId": "vol-01", "Encrypted": false, "Size": 8, "SnapshotId": "", "State": "in-use", "AvailabilityZone": "eu-west-1a", "Attachments": []}]}`}, "Volume", "vol-01", map[string]string{"Encrypted": "false"}},
		{"sns list-subscriptions", map[string]string{"list-subscriptions": `{"Subscriptions": [{"SubscriptionArn": "arn:aws:sns:eu-west-1:111122223333:alarms:1", "Owner": "111122223333", "Protocol": "email", "Endpoint": "a@example.com", "TopicArn": "arn:aws:sns:eu-west-1:111122223333:alarms"}, {"SubscriptionArn": "PendingConfirmation", "Owner": "111122223333", "Protocol": "email", "Endpoint": "b@example.com", "TopicArn": "arn:aws:sns:eu-west-1:111122223333:alarms"}]}`},
			"Subscription", "1", map[string]string{"Protocol": "email", "Topic": "arn:aws:sns:eu-west-1:111122223333:alarms", "DeadLetter": "?"}},
	}
}
