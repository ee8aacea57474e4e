package infrastructure

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// ServiceOpen is NET-SERVICE-OPEN.
func ServiceOpen() *review.Rule {
	return &review.Rule{
		ID: "NET-SERVICE-OPEN", Area: finding.Infrastructure, Severity: finding.Medium,
		Title: "Services that decide by themselves who may connect do not admit everyone",
		Why: "Some services stand outside of a VPC, or have a list of callers of their own: no security group of yours guards them. " +
			"Such a list is forgotten when the network is looked at, and one line of it lets in the internet.",
		Fix: "Name the addresses or accounts that need it; put the endpoint into a VPC where the service can (EndpointType: VPC, WebserverAccessMode: PRIVATE_ONLY); " +
			"leave EMR's block public access on.",
		Needs: []string{"A"}, References: []string{"FSBP EMR.2", "WA SEC05-BP02"},
		Specimen: lightsailPorts("0.0.0.0/0"), Twin: lightsailPorts("192.0.2.0/24"),
		Check: checkServiceOpen,
	}
}

func lightsailPorts(from string) string {
	return `Resources:
  Server:
    Type: AWS::Lightsail::Instance
    Properties:
      InstanceName: server
      BlueprintId: amazon_linux_2023
      BundleId: nano_3_0
      Networking: {Ports: [{Protocol: tcp, FromPort: 22, ToPort: 22, Cidrs: ["` + from + `"]}]}
`
}

// everywhere are the ranges that are the whole internet.
var everywhere = []string{"0.0.0.0/0", "::/0"}

func openServices() []review.Setting {
	const share, emr = "aws_storagegateway_nfs_file_share", "aws_emr_block_public_access_configuration"
	return []review.Setting{
		{Type: "AWS::MWAA::Environment", Path: "WebserverAccessMode", Wrong: []string{"PUBLIC_ONLY"}, Says: "its web server is on the internet", Severity: finding.Low},
		{Type: "AWS::RAM::ResourceShare", Path: "AllowExternalPrincipals", Wrong: []string{"true"}, Says: "it may be shared with accounts outside of the organisation", Severity: finding.Low},
		{Type: "AWS::Transfer::Server", Path: "EndpointType", Wrong: []string{"", "PUBLIC"}, Says: "its endpoint is on the internet, and no security group guards it", Severity: finding.Low},
		{Type: "AWS::VpcLattice::Service", Path: "AuthType", Wrong: []string{"", "NONE"}, Says: "it asks nobody who calls", Severity: finding.Low},
		{Type: "AWS::VpcLattice::ServiceNetwork", Path: "AuthType", Wrong: []string{"", "NONE"}, Says: "it asks nobody who calls", Severity: finding.Low},
		{Type: "aws_db_security_group", Path: "Ingress.Cidr", Wrong: everywhere, Says: "it admits everyone to the databases in it", Severity: finding.High},
		{Type: emr, Path: "BlockPublicSecurityGroupRules", Wrong: []string{"false"}, Says: "clusters of EMR may have security groups that are open to everyone", Severity: finding.Medium},
		{Type: emr, Path: "PermittedPublicSecurityGroupRuleRange.MaxRange", Wrong: []string{"65535"}, Says: "almost every port is excepted from EMR's block public access", Severity: finding.Medium},
		{Type: "AWS::MediaLive::InputSecurityGroup", Path: "WhitelistRules.Cidr", Wrong: everywhere, Says: "everyone may send to its inputs", Severity: finding.Low},
		{Type: "aws_redshift_security_group", Path: "Ingress.Cidr", Wrong: everywhere, Says: "it admits everyone to the warehouses in it", Severity: finding.High},
		{Type: share, Path: "ClientList", Wrong: everywhere, Says: "everyone who reaches the gateway may mount it", Severity: finding.Medium},
		{Type: "aws_storagegateway_smb_file_share", Path: "Authentication", Wrong: []string{"GuestAccess"}, Says: "guests, who share one password, may read it", Severity: finding.Low},
	}
}

func checkServiceOpen(p *review.Pass) {
	p.JudgeSettings(openServices(), nil)
	for _, r := range p.Estate.Resources {
		switch r := r.(type) {
		case *estate.LightsailInstance:
			judgeServerPorts(p, r)
		case *estate.Other:
			switch r.Type {
			case "AWS::GameLift::Fleet":
				judgeFleetPorts(p, r)
			case "AWS::OpenSearchServerless::SecurityPolicy":
				judgeCollections(p, r)
			}
		}
	}
}

// judgeServerPorts: servers of Lightsail stand outside of VPCs, with a public
// address and a firewall of their own, which admits SSH where it lists no ports
// ("Instance firewalls in Lightsail").
func judgeServerPorts(p *review.Pass, s *estate.LightsailInstance) {
	if s.Properties.At("Networking", "Ports").IsMissing() {
		return
	}
	open := review.AnyItem(s.Ports, func(x estate.LightsailPort) estate.Truth {
		everyone := x.CIDRs.IsEmpty().And(x.Aliases.IsEmpty()).Or(review.AnyItem(x.CIDRs, isEverywhere))
		return everyone.And(hasAdminPort(x.From, x.To))
	})
	p.Judge(s, open, review.Detail{At: s.Ports.Origin, Message: "its firewall opens SSH or RDP to everyone", Severity: finding.High, Weighed: true})
}

func judgeFleetPorts(p *review.Pass, f *estate.Other) {
	open := estate.No()
	for _, x := range members(f.Properties.At("EC2InboundPermissions")) {
		open = open.Or(estate.When(x.At("IpRange").AsString(), false, func(s string) bool { return s == everywhere[0] }).
			And(hasAdminPort(x.At("FromPort").AsInt(), x.At("ToPort").AsInt())))
	}
	p.Judge(f, open, review.Detail{Message: "SSH or RDP of its machines is open to everyone", Severity: finding.High, Weighed: true})
}

func isEverywhere(cidr string) estate.Truth {
	return holds(cidr == everywhere[0] || cidr == everywhere[1])
}

// hasAdminPort is true of a range of ports that has SSH or RDP in it.
func hasAdminPort(from, to estate.Value[int]) estate.Truth {
	in := func(port int) estate.Truth {
		return estate.When(from, false, func(n int) bool { return n <= port }).And(estate.When(to, false, func(n int) bool { return n >= port }))
	}
	return in(22).Or(in(3389))
}

// judgeCollections reads a network policy, which is a JSON text ("Network access for
// Amazon OpenSearch Serverless").
func judgeCollections(p *review.Pass, r *estate.Other) {
	text := r.Properties.At("Policy").AsString()
	open := estate.When(text, false, func(s string) bool {
		return strings.Contains(strings.Join(strings.Fields(s), ""), `"AllowFromPublic":true`)
	})
	p.Judge(r, open, review.Detail{At: text.Origin, Message: "its collections are reached from the internet: their data access policies alone guard them"})
}
