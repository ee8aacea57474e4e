package cloudformation_test

import (
	"slices"
	"strings"
	"testing"

	"ringwall/internal/iac/cloudformation"
)

// TestMisspeltPropertiesAreTold: nobody reads a property whose name AWS's specification
// does not have, and what is nearly one of its names is told, with its place. What is
// like no name may be newer than the specification.
func TestMisspeltPropertiesAreTold(t *testing.T) {
	r := mustLoad(t, cloudformation.Options{}, "a.yaml", `Parameters:
  Env: {Type: String}
Conditions:
  P: !Equals [!Ref Env, prod]
Resources:
  G:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: x
      SecurityGroupIngres: []
      SecurityGroupEgress:
        - !If [P, {IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIP: 10.0.0.0/8}, !Ref AWS::NoValue]
      SomethingNew: 1
  S:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: v, CidrBlock: 10.0.0.0/24, Ipv4CidrBlock: 10.0.0.0/24, Tags: [{key: a, value: b}]}
  C:
    Type: Custom::Own
    Properties: {servicetoken: x}
  P:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {statement: []}
`)
	var got []string
	for _, g := range r.Gaps {
		got = append(got, g.Cause())
	}
	want := []string{
		"SecurityGroupIngres at a.yaml:10:7: AWS::EC2::SecurityGroup has no such property",
		"CidrIP at a.yaml:12:61: AWS::EC2::SecurityGroup.Egress has no such property",
	}
	if !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Fatalf("got %q\nwant %q", got, want)
	}
	for i, near := range []string{"did you mean SecurityGroupIngress?", "did you mean CidrIp?"} {
		if !strings.HasSuffix(got[i], near) {
			t.Errorf("%s; want %s", got[i], near)
		}
	}
}
