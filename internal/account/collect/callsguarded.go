package collect

import "ringwall/internal/account/wire"

func bucketCalls() []Call {
	const none = "NoSuchPublicAccessBlockConfiguration"
	bucket := func(operation string) Call {
		return of("s3", operation, "ListBuckets", "Buckets[].Name", "Bucket").once()
	}
	return []Call{
		// With a number of buckets AWS says the Region of each.
		Call{Service: "s3", Operation: "ListBuckets", Params: wire.Params{"MaxBuckets": 1000}}.once().needs("s3:ListAllMyBuckets"),
		bucket("GetBucketPolicy").noneIf("Policy", "NoSuchBucketPolicy"),
		bucket("GetPublicAccessBlock").noneIf("PublicAccessBlockConfiguration", none).needs("s3:GetBucketPublicAccessBlock"),
		bucket("GetBucketOwnershipControls").noneIf("OwnershipControls", "OwnershipControlsNotFoundError"),
		bucket("GetBucketAcl"),
		bucket("GetBucketEncryption").noneIf("ServerSideEncryptionConfiguration", "ServerSideEncryptionConfigurationNotFoundError").needs("s3:GetEncryptionConfiguration"),
		bucket("GetBucketVersioning"),
		bucket("GetBucketLogging"),
		bucket("GetBucketTagging").noneIf("TagSet", "NoSuchTagSet"),
		bucket("GetObjectLockConfiguration").noneIf("ObjectLockConfiguration", "ObjectLockConfigurationNotFoundError").needs("s3:GetBucketObjectLockConfiguration"),
		Call{Service: "s3control", Operation: "GetPublicAccessBlock", Params: wire.Params{"AccountId": ownAccount}}.once().
			noneIf("PublicAccessBlockConfiguration", none).needs("s3:GetAccountPublicAccessBlock"),
		Call{Service: "s3control", Operation: "ListAccessPoints", Params: wire.Params{"AccountId": ownAccount}}.needs("s3:ListAccessPoints"),
		of("s3control", "GetAccessPoint", "ListAccessPoints", "AccessPointList[].Name", "Name").with(wire.Params{"AccountId": ownAccount}).needs("s3:GetAccessPoint"),
		of("s3control", "GetAccessPointPolicy", "ListAccessPoints", "AccessPointList[].Name", "Name").with(wire.Params{"AccountId": ownAccount}).
			noneIf("Policy", "NoSuchAccessPointPolicy").needs("s3:GetAccessPointPolicy"),
	}
}

// ownAccount stands for the id of the account that is asked.
const ownAccount = "(account)"

func guardedCalls() []Call {
	const none = "ResourceNotFoundException"
	key := func(operation string) Call { return of("kms", operation, "ListKeys", "Keys[].KeyId", "KeyId") }
	list := simple("kms", "ListKeys", "ListAliases")
	list = append(list, key("DescribeKey"), key("GetKeyPolicy").with(wire.Params{"PolicyName": "default"}), key("ListGrants"),
		key("GetKeyRotationStatus").noneIf("", "UnsupportedOperationException"))
	list = append(list, simple("lambda", "ListFunctions")...)
	list = append(list, of("lambda", "GetPolicy", "ListFunctions", "Functions[].FunctionName", "FunctionName").noneIf("Policy", none),
		of("lambda", "ListTags", "ListFunctions", "Functions[].FunctionArn", "Resource"))
	list = append(list, simple("sqs", "ListQueues")...)
	list = append(list, of("sqs", "GetQueueAttributes", "ListQueues", "QueueUrls[]", "QueueUrl").with(wire.Params{"AttributeNames": []string{"All"}}))
	list = append(list, simple("sns", "ListTopics")...)
	list = append(list, of("sns", "GetTopicAttributes", "ListTopics", "Topics[].TopicArn", "TopicArn"))
	list = append(list, simple("secretsmanager", "ListSecrets")...)
	list = append(list, of("secretsmanager", "GetResourcePolicy", "ListSecrets", "SecretList[].ARN", "SecretId"))
	return append(list, simple("events", "ListEventBuses")...)
}

func storeCalls() []Call {
	list := simple("ecr", "DescribeRepositories")
	list = append(list, of("ecr", "GetRepositoryPolicy", "DescribeRepositories", "repositories[].repositoryName", "repositoryName").
		noneIf("policyText", "RepositoryPolicyNotFoundException"))
	list = append(list, simple("efs", "DescribeFileSystems")...)
	list = append(list,
		of("efs", "DescribeFileSystemPolicy", "DescribeFileSystems", "FileSystems[].FileSystemId", "FileSystemId").
			noneIf("Policy", "PolicyNotFound").needs("elasticfilesystem:DescribeFileSystemPolicy"),
		of("efs", "DescribeMountTargets", "DescribeFileSystems", "FileSystems[].FileSystemId", "FileSystemId"),
	)
	list = append(list, simple("dynamodb", "ListTables")...)
	list = append(list,
		of("dynamodb", "DescribeTable", "ListTables", "TableNames[]", "TableName"),
		of("dynamodb", "GetResourcePolicy", "DescribeTable", "Table.TableArn", "ResourceArn").noneIf("Policy", "PolicyNotFoundException"),
	)
	list = append(list, simple("opensearch", "ListDomainNames")...)
	list = append(list, of("opensearch", "DescribeDomain", "ListDomainNames", "DomainNames[].DomainName", "DomainName"))
	list = append(list, simple("backup", "ListBackupVaults")...)
	list = append(list, of("backup", "GetBackupVaultAccessPolicy", "ListBackupVaults", "BackupVaultList[].BackupVaultName", "BackupVaultName").
		noneIf("Policy", "ResourceNotFoundException"))
	list = append(list, Call{Service: "apigateway", Operation: "GetRestApis"}.needs("apigateway:GET"))
	list = append(list, Call{Service: "glacier", Operation: "ListVaults", Params: wire.Params{"accountId": "-"}})
	return append(list, of("glacier", "GetVaultAccessPolicy", "ListVaults", "VaultList[].VaultName", "vaultName").
		with(wire.Params{"accountId": "-"}).noneIf("policy", "ResourceNotFoundException"))
}
