package review_test

import (
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/reviewtest"
)

// machine is an instance behind a security group; tags and open decide what it
// holds and who reaches it.
func machine(tags, source string) string {
	return `Parameters: {Class: {Type: String}, Usual: {Type: String, Default: confidential}}
Resources:
  Vpc: {Type: "AWS::EC2::VPC", Properties: {CidrBlock: 10.0.0.0/16}}
  Gateway: {Type: "AWS::EC2::InternetGateway"}
  Attachment: {Type: "AWS::EC2::VPCGatewayAttachment", Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}
  Subnet: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, MapPublicIpOnLaunch: true}}
  Table: {Type: "AWS::EC2::RouteTable", Properties: {VpcId: !Ref Vpc}}
  Join: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Table}}
  Out: {Type: "AWS::EC2::Route", DependsOn: Attachment, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: x
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: ` + source + `}]
  Machine:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-12345678, SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Group]` + tags + `}
`
}

func TestTheSameWeaknessWeighsMoreWhereItMatters(t *testing.T) {
	const tagged = ", Tags: [{Key: data-classification, Value: confidential}]"
	for _, x := range []struct {
		name, tags, source string
		own                finding.Severity
		raise              review.Raise
		want               finding.Severity
		says               string
	}{
		{"nothing special", "", "10.1.0.0/16", finding.Low, review.ByClass | review.ByExposure, finding.Low, ""},
		{"confidential", tagged, "10.1.0.0/16", finding.Low, review.ByClass | review.ByExposure, finding.Medium, "tagged confidential"},
		{"confidential hygiene", tagged, "10.1.0.0/16", finding.Info, review.ByClass, finding.Medium, "tagged confidential"},
		{"a rule that does not ask", tagged, "0.0.0.0/0", finding.Low, 0, finding.Low, ""},
		{"internal data", ", Tags: [{Key: data-classification, Value: internal}]", "10.1.0.0/16", finding.Low, review.ByClass, finding.Low, ""},
		{"a class that nobody knows", ", Tags: [{Key: data-classification, Value: !Ref Class}]", "10.1.0.0/16", finding.Low, review.ByClass, finding.Low, ""},
		{"a class by default", ", Tags: [{Key: data-classification, Value: !Ref Usual}]", "10.1.0.0/16", finding.Low, review.ByClass, finding.Medium, "tagged"},
		{"open to the internet", "", "0.0.0.0/0", finding.Medium, review.ByExposure, finding.High, "the internet reaches it by tcp"},
		{"open to a few addresses", "", "203.0.113.0/29", finding.Medium, review.ByExposure, finding.Medium, ""},
		{"high stays high for one reason", "", "0.0.0.0/0", finding.High, review.ByClass | review.ByExposure, finding.High, ""},
		{"both", tagged, "0.0.0.0/0", finding.High, review.ByClass | review.ByExposure, finding.Critical, "the internet reaches it"},
	} {
		t.Run(x.name, func(t *testing.T) {
			rule := &review.Rule{ID: "X", Severity: x.own, Raise: x.raise, Check: func(p *review.Pass) {
				for _, i := range estate.All[*estate.Instance](p.Estate) {
					p.Fail(i, review.Detail{Message: "is wrong"})
				}
			}}
			r := reviewtest.Run(t, rule, machine(x.tags, x.source))
			if len(r.Findings) != 1 || r.Findings[0].Severity != x.want {
				t.Fatalf("got %+v, want one finding of severity %v", r.Findings, x.want)
			}
			told := strings.Join(r.Findings[0].Facts, " ")
			if x.says != "" && !strings.Contains(told, x.says) || x.says == "" && told != "" {
				t.Errorf("it says %q, want %q", told, x.says)
			}
		})
	}
}
