package collect

import "ringwall/internal/account/wire"

// and has a call take a parameter that the operation took which shows the things.
func (c Call) and(param string) Call {
	for i := range c.Each {
		c.Each[i].Also = param
	}
	return c
}

func gatewayCalls() []Call {
	const (
		rest, http = "apigateway", "apigatewayv2"
		api, apis  = "items[].id", "Items[].ApiId"
	)
	ofREST := func(operation string) Call {
		return of(rest, operation, "GetRestApis", api, "restApiId").needs("apigateway:GET")
	}
	ofHTTP := func(operation string) Call {
		return of(http, operation, "GetApis", apis, "ApiId").needs("apigateway:GET")
	}
	return []Call{
		ofREST("GetResources").with(wire.Params{"embed": []string{"methods"}}), ofREST("GetStages"), ofREST("GetAuthorizers"),
		Call{Service: rest, Operation: "GetDomainNames"}.needs("apigateway:GET"),
		of(rest, "GetBasePathMappings", "GetDomainNames", "items[].domainName", "domainName").needs("apigateway:GET"),
		Call{Service: http, Operation: "GetApis"}.needs("apigateway:GET"),
		ofHTTP("GetRoutes"), ofHTTP("GetStages"), ofHTTP("GetAuthorizers"), ofHTTP("GetIntegrations"),
		Call{Service: "cloudfront", Operation: "ListDistributions"}.once(),
		of("cloudfront", "GetDistribution", "ListDistributions", "DistributionList.Items[].Id", "Id").once(),
	}
}

func computeCalls() []Call {
	const ecs, eks = "ecs", "eks"
	return []Call{
		{Service: ecs, Operation: "ListClusters"},
		of(ecs, "DescribeClusters", "ListClusters", "clusterArns[]", "clusters").listed().with(wire.Params{"include": []string{"SETTINGS", "CONFIGURATIONS", "TAGS"}}),
		of(ecs, "ListServices", "ListClusters", "clusterArns[]", "cluster"),
		of(ecs, "DescribeServices", "ListServices", "serviceArns[]", "services").listed().and("cluster").with(wire.Params{"include": []string{"TAGS"}}),
		{Service: ecs, Operation: "ListTaskDefinitionFamilies", Params: wire.Params{"status": "ACTIVE"}},
		{Service: ecs, Operation: "DescribeTaskDefinition", Params: wire.Params{"include": []string{"TAGS"}}, Each: []Each{
			{Operation: "ListTaskDefinitionFamilies", Path: "families[]", Param: "taskDefinition"},
			{Operation: "DescribeServices", Path: "services[].taskDefinition", Param: "taskDefinition"},
		}},
		{Service: eks, Operation: "ListClusters"},
		of(eks, "DescribeCluster", "ListClusters", "clusters[]", "name"),
		of(eks, "ListNodegroups", "ListClusters", "clusters[]", "clusterName"),
		of(eks, "DescribeNodegroup", "ListNodegroups", "nodegroups[]", "nodegroupName").and("clusterName"),
		of("lambda", "GetFunctionConcurrency", "ListFunctions", "Functions[].FunctionName", "FunctionName"),
		of("lambda", "ListFunctionUrlConfigs", "ListFunctions", "Functions[].FunctionName", "FunctionName"),
		{Service: "lambda", Operation: "ListEventSourceMappings"},
		{Service: "stepfunctions", Operation: "ListStateMachines", Actions: []string{"states:ListStateMachines"}},
		of("stepfunctions", "DescribeStateMachine", "ListStateMachines", "stateMachines[].stateMachineArn", "stateMachineArn").needs("states:DescribeStateMachine"),
	}
}

// listed has the parameter be a list, of one.
func (c Call) listed() Call {
	for i := range c.Each {
		c.Each[i].List = true
	}
	return c
}

func storageCalls() []Call {
	const backup = "backup"
	return []Call{
		of("dynamodb", "DescribeContinuousBackups", "ListTables", "TableNames[]", "TableName"),
		of("efs", "DescribeBackupPolicy", "DescribeFileSystems", "FileSystems[].FileSystemId", "FileSystemId").
			noneIf("BackupPolicy", "PolicyNotFound").needs("elasticfilesystem:DescribeBackupPolicy"),
		{Service: "fsx", Operation: "DescribeFileSystems"},
		{Service: backup, Operation: "ListBackupPlans"},
		of(backup, "GetBackupPlan", "ListBackupPlans", "BackupPlansList[].BackupPlanId", "BackupPlanId"),
		of(backup, "ListBackupSelections", "ListBackupPlans", "BackupPlansList[].BackupPlanId", "BackupPlanId"),
		of(backup, "GetBackupSelection", "ListBackupSelections", "BackupSelectionsList[].SelectionId", "SelectionId").and("BackupPlanId"),
		{Service: backup, Operation: "ListRestoreTestingPlans"},
		of(backup, "GetRestoreTestingPlan", "ListRestoreTestingPlans", "RestoreTestingPlans[].RestoreTestingPlanName", "RestoreTestingPlanName"),
		of(backup, "ListRestoreTestingSelections", "ListRestoreTestingPlans", "RestoreTestingPlans[].RestoreTestingPlanName", "RestoreTestingPlanName"),
		{Service: "elasticache", Operation: "DescribeReplicationGroups"},
		{Service: "redshift", Operation: "DescribeClusters"},
		of("redshift", "DescribeLoggingStatus", "DescribeClusters", "Clusters[].ClusterIdentifier", "ClusterIdentifier"),
		{Service: "kinesis", Operation: "ListStreams"},
		of("kinesis", "DescribeStreamSummary", "ListStreams", "StreamNames[]", "StreamName"),
		{Service: "firehose", Operation: "ListDeliveryStreams", Params: wire.Params{"Limit": 10000}},
		of("firehose", "DescribeDeliveryStream", "ListDeliveryStreams", "DeliveryStreamNames[]", "DeliveryStreamName"),
		{Service: "athena", Operation: "ListWorkGroups"},
		of("athena", "GetWorkGroup", "ListWorkGroups", "WorkGroups[].Name", "WorkGroup"),
		{Service: "glue", Operation: "GetSecurityConfigurations"},
		{Service: "glue", Operation: "GetDatabases"},
		// Every Region has a catalogue; one without databases holds nothing.
		of("glue", "GetDataCatalogEncryptionSettings", "GetDatabases", "DatabaseList[].Name", ""),
		{Service: "ec2", Operation: "DescribeVolumes"},
		{Service: "resourcegroupstaggingapi", Operation: "GetResources", Actions: []string{"tag:GetResources"}},
	}
}

func guardCalls() []Call {
	const waf = "wafv2"
	regional := wire.Params{"Scope": "REGIONAL"}
	balancers := of(waf, "ListResourcesForWebACL", "ListWebACLs", "WebACLs[].ARN", "WebACLArn").with(wire.Params{"ResourceType": "APPLICATION_LOAD_BALANCER"})
	balancers.Each[0].Only = ":regional/" // distributions name theirs
	front := wire.Params{"Scope": "CLOUDFRONT"}
	return []Call{
		{Service: waf, Operation: "ListWebACLs", Params: regional},
		of(waf, "GetWebACL", "ListWebACLs", "WebACLs[].ARN", "ARN"), balancers,
		{Service: waf, Operation: "ListLoggingConfigurations", Params: regional},
		// Those of CloudFront are shown in us-east-1 ("ListWebACLs").
		Call{Service: waf, Operation: "ListWebACLs", Params: front}.once(),
		Call{Service: waf, Operation: "ListLoggingConfigurations", Params: front}.once(),
		// Without key types, ACM lists only RSA keys of 1024 and 2048 bits ("ListCertificates").
		{Service: "acm", Operation: "ListCertificates", Params: wire.Params{"Includes": map[string]any{"keyTypes": []string{
			"RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1",
		}}}},
		of("acm", "DescribeCertificate", "ListCertificates", "CertificateSummaryList[].CertificateArn", "CertificateArn"),
	}
}

func runbookCalls() []Call {
	return []Call{
		{Service: "ssm", Operation: "ListDocuments", Params: wire.Params{"Filters": []map[string]any{{"Key": "Owner", "Values": []string{"Self"}}}}},
		of("ssm", "GetDocument", "ListDocuments", "DocumentIdentifiers[].Name", "Name"),
		{Service: "ssm", Operation: "DescribeMaintenanceWindows"},
		{Service: "ssm", Operation: "ListAssociations"},
	}
}

func poolCalls() []Call {
	const pools, identities = "cognito-idp", "cognito-identity"
	return []Call{
		{Service: pools, Operation: "ListUserPools", Params: wire.Params{"MaxResults": 60}},
		of(pools, "DescribeUserPool", "ListUserPools", "UserPools[].Id", "UserPoolId"),
		of(pools, "ListUserPoolClients", "ListUserPools", "UserPools[].Id", "UserPoolId").with(wire.Params{"MaxResults": 60}),
		of(pools, "DescribeUserPoolClient", "ListUserPoolClients", "UserPoolClients[].ClientId", "ClientId").and("UserPoolId"),
		{Service: identities, Operation: "ListIdentityPools", Params: wire.Params{"MaxResults": 60}},
		of(identities, "DescribeIdentityPool", "ListIdentityPools", "IdentityPools[].IdentityPoolId", "IdentityPoolId"),
		of(identities, "GetIdentityPoolRoles", "ListIdentityPools", "IdentityPools[].IdentityPoolId", "IdentityPoolId"),
	}
}

// lifecycleCalls ask for what is kept how long, and where it goes besides.
func lifecycleCalls() []Call {
	return []Call{
		{Service: "dlm", Operation: "GetLifecyclePolicies"},
		of("dlm", "GetLifecyclePolicy", "GetLifecyclePolicies", "Policies[].PolicyId", "PolicyId"),
		of("s3", "GetBucketLifecycleConfiguration", "ListBuckets", "Buckets[].Name", "Bucket").once().
			noneIf("Rules", "NoSuchLifecycleConfiguration").needs("s3:GetLifecycleConfiguration"),
	}
}

// shareCalls ask for what the account itself shares.
func shareCalls() []Call {
	own := wire.Params{"resourceOwner": "SELF"}
	return []Call{
		{Service: "ram", Operation: "GetResourceShares", Params: own},
		{Service: "ram", Operation: "ListPrincipals", Params: own},
		{Service: "ram", Operation: "ListResources", Params: own},
	}
}
