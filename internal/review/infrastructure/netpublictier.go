package infrastructure

import (
	"fmt"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/reach"
	"ringwall/internal/review"
)

// PublicTier is NET-PUBLIC-TIER.
func PublicTier() *review.Rule {
	return &review.Rule{
		ID: "NET-PUBLIC-TIER", Area: finding.Infrastructure, Severity: finding.Medium,
		Title: "Only load balancers and NAT gateways are reachable in public subnets",
		Why: "A server that takes traffic from the internet directly has no web application firewall, no TLS policy " +
			"and no health checks in front of it, and shows its own address to every scanner.",
		Fix:        "Move it to a private subnet and put a load balancer (or CloudFront) in front of it.",
		Needs:      []string{"NET"},
		References: []string{"FSBP EC2.9", "WA SEC05-BP01"},
		Specimen:   webTemplate("", "PublicSubnet"),
		Twin:       webTemplate("", "PrivateSubnet"),
		Check: func(p *review.Pass) {
			judgeSurfaces(p, p.Shared.FromInternet, isCompute, func(r estate.Resource, s *reach.Surface) {
				p.Judge(r, s.Truth(wide), review.Detail{
					Message: fmt.Sprintf("the internet reaches this %s directly", kindOf(s.Type)),
					Steps:   s.Path(wide),
				})
			})
		},
	}
}

// kindOf is a type's plain name: "instance" of AWS::EC2::Instance.
func kindOf(typ string) string {
	switch typ {
	case "AWS::EC2::Instance":
		return "instance"
	case "AWS::AutoScaling::AutoScalingGroup":
		return "Auto Scaling group"
	case "AWS::EC2::EC2Fleet", "AWS::EC2::SpotFleet":
		return "fleet of instances"
	case "AWS::ECS::Service":
		return "ECS service"
	case "AWS::EC2::NetworkInterface":
		return "network interface"
	case "AWS::Batch::ComputeEnvironment":
		return "compute environment"
	}
	return typ
}

// webTemplate is a VPC with a public and a private subnet and a web server in
// one of them.
func webTemplate(more, subnet string) string {
	return `Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Default: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  PublicSubnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, MapPublicIpOnLaunch: true}}
  PublicTable: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref PublicSubnet, RouteTableId: !Ref Table}}
  PrivateSubnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]
` + more + `  WebServer:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: "{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64}}"
      SubnetId: !Ref ` + subnet + `
      SecurityGroupIds: [!Ref Group]
`
}
