package infrastructure

import (
	"fmt"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/reach"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// DataStoreExposed is NET-DB-INTERNET.
func DataStoreExposed() *review.Rule {
	return &review.Rule{
		ID: "NET-DB-INTERNET", Area: finding.Infrastructure, Severity: finding.Critical,
		Title: "No data store is reachable from the internet",
		Why: "A database that answers the internet is one guessed password, one leaked credential or one unpatched " +
			"flaw away from losing everything in it, with no other layer in between.",
		Fix: "Set PubliclyAccessible to false, place it in subnets without a route to an internet gateway, and admit " +
			"only the security group of the application.",
		Needs:      []string{"NET"},
		References: []string{"FSBP RDS.2", "FSBP Redshift.1", "FSBP Opensearch.2", "CIS 3.2.3", "WA SEC05-BP01"},
		Specimen:   databaseTemplate("true", "0.0.0.0/0"),
		Twin:       databaseTemplate("false", "10.0.0.0/16"),
		Check:      checkDataStores,
	}
}

// databaseTemplate is a database in public subnets: exposed or not by its flag
// and its group.
func databaseTemplate(public, from string) string {
	return fmt.Sprintf(`Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Default: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  SubnetA: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: eu-west-1a}}
  SubnetB: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1b}}
  TableA: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref SubnetA, RouteTableId: !Ref Table}}
  TableB: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref SubnetB, RouteTableId: !Ref Table}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: database
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 3306, ToPort: 3306, CidrIp: %s}]
  Subnets: {Type: AWS::RDS::DBSubnetGroup, Properties: {DBSubnetGroupDescription: database, SubnetIds: [!Ref SubnetA, !Ref SubnetB]}}
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: mysql
      DBInstanceClass: db.t4g.micro
      AllocatedStorage: "20"
      StorageEncrypted: true
      ManageMasterUserPassword: true
      MasterUsername: admin
      PubliclyAccessible: %s
      DBSubnetGroupName: !Ref Subnets
      VPCSecurityGroups: [!GetAtt Group.GroupId]
`, from, public)
}

func checkDataStores(p *review.Pass) {
	judgeSurfaces(p, p.Shared.FromInternet, isDataStore, func(r estate.Resource, s *reach.Surface) { judgeStore(p, r, s) })
	for _, b := range estate.All[*estate.Broker](p.Estate) {
		if standsOutside(b) {
			p.Judge(b, b.Outside(), review.Detail{
				At: b.Public.Origin, Message: "the broker is public: RabbitMQ's endpoint is on the internet then, and no security group guards it",
				Fix: "Make a broker with PubliclyAccessible: false in private subnets, and move its clients there.",
			})
		}
	}
	for _, d := range estate.All[*estate.SearchDomain](p.Estate) {
		if public := d.Subnets.IsEmpty(); !public.False.IsAlways() {
			judgePublicDomain(p, d, public)
		}
	}
}

// judgePublicDomain: the endpoint of a domain that is in no VPC is on the
// internet. What then guards the data is its access policy, or fine-grained
// access control.
func judgePublicDomain(p *review.Pass, d *estate.SearchDomain, public estate.Truth) {
	detail := review.Detail{
		Message: "the domain is in no VPC: its endpoint is on the internet, and only its access policy guards it",
		Weighed: true, Severity: finding.Medium,
		Fix: "Set VPCOptions with private subnets and a security group that admits only the application.",
	}
	open, _ := p.AskDocument(d.Policy, policy.Public)
	guarded := estate.Is(d.FineGrained, true).And(estate.Is(d.Anonymous, true).Not())
	if !d.Policy.IsMissing() && !open.And(guarded.Not()).True.IsNever() {
		detail.Severity = finding.Critical
		detail.Message = "the domain is in no VPC, and its access policy lets everyone in"
	}
	p.Judge(d, public, detail)
}

func judgeStore(p *review.Pass, r estate.Resource, s *reach.Surface) {
	bad := s.Truth(reachesAtAll)
	if bad.True.IsNever() && bad.Unknown.IsNever() {
		p.Good(r)
		return
	}
	d := review.Detail{Message: "the internet reaches this data store", Steps: s.Path(reachesAtAll)}
	if s.Truth(wide).True.IsNever() && !bad.True.IsNever() {
		d.Weighed, d.Severity = true, finding.Medium
		d.Message = "some public addresses reach this data store"
	}
	for _, w := range s.Worlds {
		if !w.Certain.IsEmpty() {
			d.Facts = append(d.Facts, fmt.Sprintf("%s from %s", w.Certain.Services(), sources(w.Certain)))
			break
		}
	}
	p.Judge(r, bad, d)
}

// reachesAtAll: any traffic from any address is too much.
func reachesAtAll(s traffic.Set) bool { return !s.IsEmpty() }
