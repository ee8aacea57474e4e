package data

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/proof"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// PublicFlag is DATA-DB-PUBLIC-FLAG.
func PublicFlag() *review.Rule {
	return &review.Rule{
		ID: "DATA-DB-PUBLIC-FLAG", Area: finding.Data, Severity: finding.Low,
		Title: "No data store asks for a public address",
		Why: "A database with a public address is held back by its security group and routes alone. The next rule that somebody adds in a " +
			"hurry, or the next subnet, puts it on the internet.",
		Fix:   "Set PubliclyAccessible: false; connect through the VPC, a VPN, or Session Manager's port forwarding.",
		Needs: []string{"NET"},
		References: []string{
			"FSBP RDS.2", "FSBP Redshift.1", "FSBP DMS.1", "FSBP RedshiftServerless.3", "FSBP MSK.4", "CIS 3.2.3", "WA SEC05-BP01",
		},
		Specimen: flagTemplate("true"), Twin: flagTemplate("false"),
		Check: checkPublicFlag,
	}
}

func flagTemplate(public string) string {
	return `Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: eu-west-1a}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24, AvailabilityZone: eu-west-1b}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: warehouse, VpcId: !Ref Vpc}}
  Subnets: {Type: AWS::Redshift::ClusterSubnetGroup, Properties: {Description: warehouse, SubnetIds: [!Ref A, !Ref B]}}
  Warehouse:
    Type: AWS::Redshift::Cluster
    Properties:
      ClusterType: single-node
      NodeType: ra3.large
      DBName: sales
      MasterUsername: admin
      ManageMasterPassword: true
      ClusterSubnetGroupName: !Ref Subnets
      VpcSecurityGroupIds: [!GetAtt Group.GroupId]
      PubliclyAccessible: ` + public + "\n"
}

func checkPublicFlag(p *review.Pass) {
	for _, r := range p.Estate.Resources {
		flag, ok := publicFlag(r)
		if !ok {
			continue
		}
		asks := isTrue(flag)
		d := review.Detail{At: flag.Origin, Message: "it has a public address; its routes and groups are all that keeps the internet from it"}
		if flag.Origin.IsZero() {
			d.Message = "it has a public address, as it does by default; its routes and groups are all that keeps the internet from it"
		}
		if asks.True.IsNever() && asks.Unknown.IsNever() {
			p.Good(r)
			continue
		}
		if n, networked := r.(estate.Networked); networked && reached(p, n) {
			d.Severity, d.Weighed = finding.Critical, true
			d.Message = "it has a public address, and the internet reaches it"
		} else if !networked {
			d.Severity, d.Weighed = finding.High, true
			d.Message = "its endpoint is on the internet, and no security group guards it"
		}
		p.Judge(r, asks, d)
	}
}

// publicFlag is what a data store says of a public address.
func publicFlag(r estate.Resource) (estate.Value[bool], bool) {
	switch r := r.(type) {
	case *estate.DBInstance:
		return r.PubliclyAccessible, r.Type == "AWS::RDS::DBInstance" || r.Type == "AWS::Neptune::DBInstance"
	case *estate.DBCluster:
		return r.PubliclyAccessible, r.Type == "AWS::RDS::DBCluster"
	case *estate.RedshiftCluster:
		return r.PubliclyAccessible, true
	case *estate.RedshiftWorkgroup:
		return r.PubliclyAccessible, true
	case *estate.ReplicationInstance:
		return r.PubliclyAccessible, true
	case *estate.KafkaCluster:
		return r.Public, !r.Serverless
	case *estate.Broker:
		return r.Public, true
	case *estate.LightsailDatabase:
		return r.Public, true
	}
	return estate.Value[bool]{}, false
}

// reached reports whether the internet surely reaches a resource.
func reached(p *review.Pass, r estate.Networked) bool {
	if b, ok := r.(*estate.Broker); ok && proof.Judge(p.Estate, b.Outside(), b.When).Verdict == proof.Yes {
		return true
	}
	list := p.Shared.FromInternet()
	for i := range list {
		if s := &list[i]; s.Resource == r.Base().ID {
			some := func(set traffic.Set) bool { return !set.IsEmpty() }
			return proof.Judge(p.Estate, s.Truth(some), s.Exists).Verdict == proof.Yes
		}
	}
	return false
}
