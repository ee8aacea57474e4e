package cloudformation_test

import (
	"fmt"
	"strings"
	"testing"

	"ringwall/internal/iac/cloudformation"
)

// A template of the benchmark is a head and as many pieces as its size takes;
// _N_ stands for the piece's number.
const (
	yamlHead = `AWSTemplateFormatVersion: "2010-09-09"
Description: Services of a benchmark
Parameters:
  Environment: {Type: String, Default: dev, AllowedValues: [dev, test, prod]}
  InstanceType: {Type: String, Default: t3.micro}
Mappings:
  Images:
    eu-west-1: {Arm: ami-1, Intel: ami-2}
    us-east-1: {Arm: ami-3, Intel: ami-4}
Conditions:
  IsProd: !Equals [!Ref Environment, prod]
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
`
	yamlPiece = `
  # Service _N_ and what belongs to it.
  Group_N_:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Service _N_
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 443
          ToPort: 443
          CidrIp: 10.0.0.0/16
  Instance_N_:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: !FindInMap [Images, !Ref "AWS::Region", Intel]
      InstanceType: !If [IsProd, m5.large, !Ref InstanceType]
      SecurityGroupIds: [!GetAtt Group_N_.GroupId]
      UserData:
        Fn::Base64: !Sub |
          #!/bin/bash -e
          echo "service _N_ in ${AWS::StackName}" > /etc/motd
          systemctl restart service-_N_
      Tags:
        - Key: Name
          Value: !Sub "${Environment}-service-_N_"
  Bucket_N_:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms"}
`
	jsonHead = `{
  "AWSTemplateFormatVersion": "2010-09-09",
  "Description": "Services of a benchmark",
  "Parameters": {
    "Environment": {"Type": "String", "Default": "dev", "AllowedValues": ["dev", "test", "prod"]},
    "InstanceType": {"Type": "String", "Default": "t3.micro"}
  },
  "Mappings": {"Images": {
    "eu-west-1": {"Arm": "ami-1", "Intel": "ami-2"},
    "us-east-1": {"Arm": "ami-3", "Intel": "ami-4"}
  }},
  "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Environment"}, "prod"]}},
  "Resources": {
    "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}`
	jsonPiece = `,
    "Group_N_": {
      "Type": "AWS::EC2::SecurityGroup",
      "Properties": {
        "GroupDescription": "Service _N_",
        "VpcId": {"Ref": "Vpc"},
        "SecurityGroupIngress": [
          {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/16"}
        ]
      }
    },
    "Instance_N_": {
      "Type": "AWS::EC2::Instance",
      "Properties": {
        "ImageId": {"Fn::FindInMap": ["Images", {"Ref": "AWS::Region"}, "Intel"]},
        "InstanceType": {"Fn::If": ["IsProd", "m5.large", {"Ref": "InstanceType"}]},
        "SecurityGroupIds": [{"Fn::GetAtt": ["Group_N_", "GroupId"]}],
        "UserData": {"Fn::Base64": {"Fn::Join": ["\n", [
          "#!/bin/bash -e",
          "systemctl restart service-_N_"
        ]]}},
        "Tags": [{"Key": "Name", "Value": {"Fn::Sub": "${Environment}-service-_N_"}}]
      }
    },
    "Bucket_N_": {
      "Type": "AWS::S3::Bucket",
      "DeletionPolicy": "Retain",
      "Properties": {
        "BucketEncryption": {
          "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]
        }
      }
    }`
	jsonTail = "\n  }\n}\n"
)

func benchTemplate(head, piece, tail string, size int) []byte {
	var b strings.Builder
	b.WriteString(head)
	for i := 1; b.Len()+len(piece)/2 < size; i++ {
		b.WriteString(strings.ReplaceAll(piece, "_N_", fmt.Sprint(i)))
	}
	b.WriteString(tail)
	return []byte(b.String())
}

// BenchmarkLoad reads and evaluates one template: about 5 kB, 30 kB and 300 kB,
// in YAML and in JSON.
func BenchmarkLoad(b *testing.B) {
	for _, size := range []int{5_000, 30_000, 300_000} {
		for _, text := range []struct {
			name string
			data []byte
		}{
			{"yaml", benchTemplate(yamlHead, yamlPiece, "", size)},
			{"json", benchTemplate(jsonHead, jsonPiece, jsonTail, size)},
		} {
			b.Run(fmt.Sprintf("%s/%dkB", text.name, size/1000), func(b *testing.B) {
				b.SetBytes(int64(len(text.data)))
				b.ReportAllocs()
				for b.Loop() {
					d, ok, err := cloudformation.Parse("t", text.data)
					if err != nil || !ok {
						b.Fatal(ok, err)
					}
					if _, err := cloudformation.Load([]*cloudformation.Document{d}, cloudformation.Options{}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
