package account

import (
	"strings"

	"ringwall/internal/estate"
)

// clusterForms are the outputs of what works in clusters of its own, and moves data.
func clusterForms() []form {
	return []form{
		{command: "emr list-clusters", key: "Clusters", marks: []string{"Id", "ClusterArn"}, read: names("AWS::EMR::Cluster", "Id", "ClusterArn", "emr describe-cluster")},
		{command: "emr describe-cluster", key: "Cluster", single: true, marks: []string{"Ec2InstanceAttributes"}, read: (*formed).emrCluster},
		{command: "emr list-security-configurations", key: "SecurityConfigurations", marks: []string{"CreationDateTime"}, read: (*formed).emrSecurityListed},
		{command: "emr describe-security-configuration", whole: true, needs: []string{"Name", "SecurityConfiguration"}, read: (*formed).emrSecurity},
		{command: "batch describe-compute-environments", key: "computeEnvironments", read: is("AWS::Batch::ComputeEnvironment", "computeEnvironmentName", "computeEnvironmentArn", naming{plain: []string{"tags"}})},
		{command: "mwaa list-environments", key: "Environments", read: func(*formed) {}},
		{command: "mwaa get-environment", whole: true, needs: []string{"Environment"}, read: (*formed).airflow},
		{command: "apprunner list-services", key: "ServiceSummaryList", read: names("AWS::AppRunner::Service", "ServiceName", "ServiceArn", "apprunner describe-service")},
		{command: "apprunner describe-service", key: "Service", single: true, marks: []string{"ServiceArn", "SourceConfiguration"}, read: (*formed).runner},
		{command: "dms describe-replication-instances", key: "ReplicationInstances", read: (*formed).replicationInstance},
		{command: "transfer list-servers", key: "Servers", marks: []string{"ServerId"}, read: names("AWS::Transfer::Server", "ServerId", "Arn", "transfer describe-server")},
		{command: "transfer describe-server", key: "Server", single: true, marks: []string{"ServerId"}, read: is("AWS::Transfer::Server", "ServerId", "Arn", naming{})},
		{command: "workspaces describe-workspaces", key: "Workspaces", marks: []string{"WorkspaceId"}, read: (*formed).workspace},
		{command: "route53resolver list-firewall-rule-group-associations", key: "FirewallRuleGroupAssociations", read: is("AWS::Route53Resolver::FirewallRuleGroupAssociation", "Id", "Arn", naming{})},
		{command: "acm-pca list-certificate-authorities", key: "CertificateAuthorities", marks: []string{"CertificateAuthorityConfiguration"}, read: (*formed).certificateAuthority},
		{command: "network-firewall describe-logging-configuration", whole: true, needs: []string{"FirewallArn", "LoggingConfiguration"}, read: (*formed).firewallLogging},
	}
}

// runner reads a Service (App Runner DescribeService), whose variables are a map.
func (x *formed) runner() {
	p := x.properties(naming{plain: []string{"RuntimeEnvironmentVariables", "RuntimeEnvironmentSecrets"}})
	for _, path := range []string{"ImageRepository.ImageConfiguration", "CodeRepository.CodeConfiguration.CodeConfigurationValues"} {
		steps := append([]string{"SourceConfiguration"}, strings.Split(path+".RuntimeEnvironmentVariables", ".")...)
		list := listTree(x.t.Origin)
		for _, f := range fieldsOf(x.t.At(steps...)) {
			list.Items = append(list.Items, mapTree(f.Place(), member("Name", textTree(f.Name, f.Place())), member("Value", f.Value)))
		}
		if len(list.Items) > 0 {
			p = withMember(p, "SourceConfiguration."+path+".RuntimeEnvironmentVariables", list)
		}
	}
	x.add("AWS::AppRunner::Service", x.text("ServiceName"), x.text("ServiceArn"), got, p)
}

// emrCluster reads a Cluster (EMR DescribeCluster).
func (x *formed) emrCluster() {
	p := x.properties(naming{rename: map[string]string{"Configurations": "", "KerberosAttributes": "", "Ec2InstanceAttributes": "Instances"}})
	p = withMember(p, "Instances.TerminationProtected", x.t.At("TerminationProtected"))
	p = withMember(p, "JobFlowRole", x.t.At("Ec2InstanceAttributes", "IamInstanceProfile"))
	x.add("AWS::EMR::Cluster", x.text("Id"), x.text("ClusterArn"), got, p)
}

func (x *formed) emrSecurityARN() string {
	return x.arn("elasticmapreduce", "security-configuration/"+x.text("Name"))
}

// emrSecurityListed reads a SecurityConfigurationSummary (EMR ListSecurityConfigurations).
func (x *formed) emrSecurityListed() {
	name := x.text("Name")
	x.add("AWS::EMR::SecurityConfiguration", name, x.emrSecurityARN(), listed, x.unsaid(name, "emr describe-security-configuration", name))
}

// emrSecurity reads the answer of EMR's DescribeSecurityConfiguration, a document.
func (x *formed) emrSecurity() {
	p := x.properties(naming{})
	if t := x.parsed(x.text("SecurityConfiguration"), x.t.At("SecurityConfiguration").Place()); t != nil {
		p = withMember(p, "SecurityConfiguration", t)
	}
	x.add("AWS::EMR::SecurityConfiguration", x.text("Name"), x.emrSecurityARN(), got, p)
}

// airflow reads the answer of Managed Workflows' GetEnvironment.
func (x *formed) airflow() {
	is := x.t.At("Environment")
	p := naming{plain: []string{"Tags"}, rename: map[string]string{"AirflowConfigurationOptions": ""}}.tree(is)
	x.add("AWS::MWAA::Environment", textIn(is.At("Name")), textIn(is.At("Arn")), got, p)
}

// replicationInstance reads a ReplicationInstance (DMS DescribeReplicationInstances), with
// the subnet group that stands within.
func (x *formed) replicationInstance() {
	p := x.properties(naming{rename: map[string]string{"VpcSecurityGroups": "", "ReplicationSubnetGroup": ""}})
	p = withMember(p, "VpcSecurityGroupIds", pickedOf(x.t.Origin, x.t.At("VpcSecurityGroups"), "VpcSecurityGroupId"))
	in := x.t.At("ReplicationSubnetGroup")
	subnets := pickedOf(x.t.Origin, in.At("Subnets"), "SubnetIdentifier")
	if name := textIn(in.At("ReplicationSubnetGroupIdentifier")); name != "" {
		arn := x.arn("dms", "subgrp:"+name)
		p = withMember(p, "ReplicationSubnetGroupIdentifier", textTree(arn, in.Origin))
		x.add("AWS::DMS::ReplicationSubnetGroup", name, arn, got, mapTree(in.Origin, member("SubnetIds", subnets)))
	}
	x.add("AWS::DMS::ReplicationInstance", x.text("ReplicationInstanceIdentifier"), x.text("ReplicationInstanceArn"), got, p)
}

// workspace reads a Workspace (WorkSpaces DescribeWorkspaces).
func (x *formed) workspace() {
	id := x.text("WorkspaceId")
	x.add("AWS::WorkSpaces::Workspace", id, x.arn("workspaces", "workspace/"+id), got, x.properties(naming{}))
}

// certificateAuthority reads a CertificateAuthority (ACM PCA ListCertificateAuthorities).
func (x *formed) certificateAuthority() {
	arn := x.text("Arn")
	if x.text("Status") == "DELETED" {
		return
	}
	p := x.properties(naming{})
	for _, m := range []string{"KeyAlgorithm", "SigningAlgorithm"} {
		p = withMember(p, m, x.t.At("CertificateAuthorityConfiguration", m))
	}
	x.add("AWS::ACMPCA::CertificateAuthority", lastPart(arn), arn, got, p)
}

// firewallLogging reads the answer of Network Firewall's DescribeLoggingConfiguration.
func (x *formed) firewallLogging() {
	arn := x.text("FirewallArn")
	p := mapTree(x.t.Origin, member("FirewallArn", x.t.At("FirewallArn")), member("LoggingConfiguration", naming{plain: []string{"LogDestination"}}.tree(x.t.At("LoggingConfiguration"))))
	x.add("AWS::NetworkFirewall::LoggingConfiguration", "logs of "+lastPart(arn), arn+"/logging", got, p)
}

// cacheForms are the outputs of caches and warehouses beside ElastiCache's and Redshift's
// clusters.
func cacheForms() []form {
	return []form{
		{command: "elasticache describe-serverless-caches", key: "ServerlessCaches", read: is("AWS::ElastiCache::ServerlessCache", "ServerlessCacheName", "ARN", naming{})},
		{command: "memorydb describe-clusters", key: "Clusters", marks: []string{"Name", "ARN", "ACLName"}, read: (*formed).memoryDB},
		{command: "dax describe-clusters", key: "Clusters", marks: []string{"ClusterName", "TotalNodes"}, read: (*formed).dax},
		{command: "redshift-serverless list-namespaces", key: "namespaces", marks: []string{"namespaceArn"}, read: (*formed).warehouseNamespace},
		{command: "redshift-serverless list-workgroups", key: "workgroups", marks: []string{"workgroupArn"}, read: is("AWS::RedshiftServerless::Workgroup", "workgroupName", "workgroupArn", naming{})},
	}
}

// memoryDB reads a Cluster (MemoryDB DescribeClusters). Its subnets another command says.
func (x *formed) memoryDB() {
	p := x.withGroups(naming{rename: map[string]string{"SecurityGroups": ""}}, "SecurityGroupId")
	p = withMember(p, "SubnetGroupName", x.unsaid(x.text("Name"), "memorydb describe-subnet-groups", x.text("SubnetGroupName")))
	x.add("AWS::MemoryDB::Cluster", x.text("Name"), x.text("ARN"), got, p)
}

// dax reads a Cluster (DAX DescribeClusters). Its subnets another command says.
func (x *formed) dax() {
	p := x.withGroups(naming{rename: map[string]string{"SecurityGroups": "", "SubnetGroup": ""}}, "SecurityGroupIdentifier")
	p = withMember(p, "SubnetGroupName", x.unsaid(x.text("ClusterName"), "dax describe-subnet-groups", x.text("SubnetGroup")))
	p = withMember(p, "SSESpecification.SSEEnabled", boolTree(strings.HasPrefix(x.text("SSEDescription", "Status"), "ENABL"), x.t.Origin))
	x.add("AWS::DAX::Cluster", x.text("ClusterName"), x.text("ClusterArn"), got, p)
}

// withGroups are the properties with the security groups, which stand in maps.
func (x *formed) withGroups(n naming, id string) *estate.Tree {
	return withMember(x.properties(n), "SecurityGroupIds", pickedOf(x.t.Origin, x.t.At("SecurityGroups"), id))
}

// warehouseNamespace reads a Namespace (Redshift Serverless ListNamespaces).
func (x *formed) warehouseNamespace() {
	p := x.properties(naming{rename: map[string]string{"adminUsername": ""}})
	if x.text("kmsKeyId") == "AWS_OWNED_KMS_KEY" {
		p = withMember(p, "KmsKeyId", nil)
	}
	p = withMember(p, "ManageAdminPassword", boolTree(x.text("adminPasswordSecretArn") != "", x.t.Origin))
	x.add("AWS::RedshiftServerless::Namespace", x.text("namespaceName"), x.text("namespaceArn"), got, p)
}
