package collect

import "ringwall/internal/account/wire"

// clusterCalls ask for what works in clusters of its own, and for what moves data.
func clusterCalls() []Call {
	states := wire.Params{"ClusterStates": []string{"STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"}}
	return []Call{
		{Service: "emr", Operation: "ListClusters", Params: states, Actions: []string{"elasticmapreduce:ListClusters"}},
		of("emr", "DescribeCluster", "ListClusters", "Clusters[].Id", "ClusterId").needs("elasticmapreduce:DescribeCluster"),
		{Service: "emr", Operation: "ListSecurityConfigurations", Actions: []string{"elasticmapreduce:ListSecurityConfigurations"}},
		of("emr", "DescribeSecurityConfiguration", "ListSecurityConfigurations", "SecurityConfigurations[].Name", "Name").needs("elasticmapreduce:DescribeSecurityConfiguration"),
		{Service: "batch", Operation: "DescribeComputeEnvironments"},
		{Service: "mwaa", Operation: "ListEnvironments", Actions: []string{"airflow:ListEnvironments"}},
		of("mwaa", "GetEnvironment", "ListEnvironments", "Environments[]", "Name").needs("airflow:GetEnvironment"),
		{Service: "apprunner", Operation: "ListServices"},
		of("apprunner", "DescribeService", "ListServices", "ServiceSummaryList[].ServiceArn", "ServiceArn"),
		{Service: "dms", Operation: "DescribeReplicationInstances"},
		{Service: "transfer", Operation: "ListServers"},
		of("transfer", "DescribeServer", "ListServers", "Servers[].ServerId", "ServerId"),
		{Service: "workspaces", Operation: "DescribeWorkspaces"},
	}
}

// cacheCalls ask for caches and warehouses beside ElastiCache's and Redshift's clusters.
func cacheCalls() []Call {
	return []Call{
		{Service: "elasticache", Operation: "DescribeServerlessCaches"},
		{Service: "memorydb", Operation: "DescribeClusters"},
		{Service: "dax", Operation: "DescribeClusters"},
		{Service: "redshift-serverless", Operation: "ListNamespaces"},
		{Service: "redshift-serverless", Operation: "ListWorkgroups"},
	}
}

// apartCalls ask for what commands of their own show of resources that others list.
func apartCalls() []Call {
	return []Call{
		of("ecr", "GetLifecyclePolicy", "DescribeRepositories", "repositories[].repositoryName", "repositoryName").noneIf("lifecyclePolicyText", "LifecyclePolicyNotFoundException"),
		of("cognito-idp", "GetUserPoolMfaConfig", "ListUserPools", "UserPools[].Id", "UserPoolId"),
		of("network-firewall", "DescribeLoggingConfiguration", "ListFirewalls", "Firewalls[].FirewallArn", "FirewallArn"),
		{Service: "route53resolver", Operation: "ListFirewallRuleGroupAssociations"},
		{Service: "acm-pca", Operation: "ListCertificateAuthorities", Params: wire.Params{"ResourceOwner": "SELF"}},
	}
}
