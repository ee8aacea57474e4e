package infrastructure_test

import (
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review/infrastructure"
)

// TestStoresOfAllServicesAreSeen puts data stores into the public subnet of a VPC,
// with a group that admits the internet.
func TestStoresOfAllServicesAreSeen(t *testing.T) {
	network := vpc + subnet("S", "10.0.0.0/24", ", MapPublicIpOnLaunch: true") + `  Gateway: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  Use: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref S, RouteTableId: !Ref Table}}
  Open: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: open, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 0, ToPort: 65535, CidrIp: 0.0.0.0/0}]}}
  Shut: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: shut, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 0, ToPort: 65535, CidrIp: 10.0.0.0/16}]}}
`
	store := func(typ, properties string) string {
		return network + "  X: {Type: '" + typ + "', Properties: {" + properties + "}}\n"
	}
	const here = "SubnetIds: [!Ref S], "
	run(t, infrastructure.DataStoreExposed(), []trap{
		{"a public broker", store("AWS::AmazonMQ::Broker", here+"EngineType: ACTIVEMQ, PubliclyAccessible: true, SecurityGroups: [!Ref Open]"), "X", finding.Fail, finding.Critical},
		{"a public broker behind its group", store("AWS::AmazonMQ::Broker", here+"EngineType: ACTIVEMQ, PubliclyAccessible: true, SecurityGroups: [!Ref Shut]"), "X", finding.Pass, 0},
		{"a private broker", store("AWS::AmazonMQ::Broker", here+"EngineType: ACTIVEMQ, SecurityGroups: [!Ref Open]"), "X", finding.Pass, 0},
		{"a public broker of RabbitMQ, which has no group", store("AWS::AmazonMQ::Broker", "EngineType: RABBITMQ, PubliclyAccessible: true"), "X", finding.Fail, finding.Critical},
		{"a file system has no public address", store("AWS::FSx::FileSystem", here+"FileSystemType: LUSTRE, SecurityGroupIds: [!Ref Open]"), "X", finding.Pass, 0},
		{"a cluster of EMR with groups of its own", store("AWS::EMR::Cluster", "Name: x, JobFlowRole: r, ServiceRole: s, Instances: {Ec2SubnetId: !Ref S, EmrManagedMasterSecurityGroup: !Ref Open, EmrManagedSlaveSecurityGroup: !Ref Shut}"), "X", finding.Fail, finding.Critical},
		{"a cluster of EMR with groups that AWS makes", store("AWS::EMR::Cluster", "Name: x, JobFlowRole: r, ServiceRole: s, Instances: {Ec2SubnetId: !Ref S}"), "X", finding.Unknown, 0},
	})
	run(t, infrastructure.PublicTier(), []trap{
		{"machines of AWS Batch", store("AWS::Batch::ComputeEnvironment", "Type: MANAGED, ComputeResources: {Type: EC2, MaxvCpus: 4, Subnets: [!Ref S], SecurityGroupIds: [!Ref Open]}"), "X", finding.Fail, 0},
		{"tasks of AWS Batch on Fargate", store("AWS::Batch::ComputeEnvironment", "Type: MANAGED, ComputeResources: {Type: FARGATE, MaxvCpus: 4, Subnets: [!Ref S], SecurityGroupIds: [!Ref Open]}"), "X", finding.Pass, 0},
		{"a connector of App Runner takes no calls", store("AWS::AppRunner::VpcConnector", "Subnets: [!Ref S], SecurityGroups: [!Ref Open]"), "X", finding.Pass, 0},
		{"a notebook has no public address", store("AWS::SageMaker::NotebookInstance", "InstanceType: t, RoleArn: r, SubnetId: !Ref S, SecurityGroupIds: [!Ref Open]"), "X", finding.Pass, 0},
	})
}
