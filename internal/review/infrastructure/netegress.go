package infrastructure

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/reach"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// DataEgress is NET-EGRESS-DATA.
func DataEgress() *review.Rule {
	return &review.Rule{
		ID: "NET-EGRESS-DATA", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "The data tier has no unrestricted way out to the internet",
		Why: "Whoever gets into a data store wants to take the data out. A route to a NAT or internet gateway and a " +
			"group that lets everything out is that way; data stores hardly ever need it.",
		Fix: "Give data subnets a route table without a default route, use VPC endpoints for AWS services, and " +
			"write the egress rules of the data store's security group.",
		Needs:      []string{"NET"},
		References: []string{"WA SEC05-BP02"},
		Specimen:   egressTemplate("  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Private, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}\n"),
		Twin:       egressTemplate(""),
		Check: func(p *review.Pass) {
			judgeSurfaces(p, p.Shared.ToInternet, isDataStore, func(r estate.Resource, s *reach.Surface) {
				p.Judge(r, s.Truth(unrestricted), review.Detail{
					Message: "this data store can open connections to the whole internet", Steps: s.Path(unrestricted),
				})
			})
		},
	}
}

// unrestricted: HTTPS to a large part of the internet is enough to take data
// out.
func unrestricted(s traffic.Set) bool {
	return wide(s.RestrictServices(traffic.Ports(traffic.TCP, 443, 443)))
}

func egressTemplate(route string) string {
	return `Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}
  Public: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  PublicOut: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Public, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  PublicSubnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  PublicTable: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref PublicSubnet, RouteTableId: !Ref Public}}
  Address: {Type: AWS::EC2::EIP, Properties: {Domain: vpc}}
  Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref PublicSubnet, AllocationId: !GetAtt Address.AllocationId}}
  Private: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
` + route + `  DataA: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1a}}
  DataB: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24, AvailabilityZone: eu-west-1b}}
  TableA: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref DataA, RouteTableId: !Ref Private}}
  TableB: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref DataB, RouteTableId: !Ref Private}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: database, VpcId: !Ref Vpc}}
  Subnets: {Type: AWS::RDS::DBSubnetGroup, Properties: {DBSubnetGroupDescription: database, SubnetIds: [!Ref DataA, !Ref DataB]}}
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: mysql
      DBInstanceClass: db.t4g.micro
      AllocatedStorage: "20"
      PubliclyAccessible: false
      ManageMasterUserPassword: true
      MasterUsername: admin
      DBSubnetGroupName: !Ref Subnets
      VPCSecurityGroups: [!GetAtt Group.GroupId]
`
}
