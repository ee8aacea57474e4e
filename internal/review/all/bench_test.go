package all_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation"
	"ringwall/internal/review"
	"ringwall/internal/review/all"
	"ringwall/internal/review/reviewtest"
)

// BenchmarkReview1000 loads and reviews a template of about 1,000 resources.
func BenchmarkReview1000(b *testing.B) {
	text := reviewtest.Thousand()
	rules := all.Rules()
	b.ReportAllocs()
	for b.Loop() {
		reviewText(b, text, rules)
	}
}

// conditional is a template of one VPC in which six conditions decide what
// stands: 64 classes of scenarios, as in many templates that are offered to
// others.
func conditional(tb testing.TB) []byte {
	tb.Helper()
	parameters, conditions := object{}, object{}
	resources := object{
		"Vpc":        object{"Type": "AWS::EC2::VPC", "Properties": object{"CidrBlock": "10.0.0.0/16"}},
		"Gateway":    object{"Type": "AWS::EC2::InternetGateway"},
		"Attachment": object{"Type": "AWS::EC2::VPCGatewayAttachment", "Properties": object{"VpcId": object{"Ref": "Vpc"}, "InternetGatewayId": object{"Ref": "Gateway"}}},
		"Table":      object{"Type": "AWS::EC2::RouteTable", "Properties": object{"VpcId": object{"Ref": "Vpc"}}},
		"Route": object{"Type": "AWS::EC2::Route", "Properties": object{
			"RouteTableId": object{"Ref": "Table"}, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": object{"Ref": "Gateway"},
		}},
		"Group": object{"Type": "AWS::EC2::SecurityGroup", "Properties": object{"GroupDescription": "g", "VpcId": object{"Ref": "Vpc"}, "SecurityGroupIngress": []any{
			object{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0"},
		}}},
	}
	for i := range 6 {
		with, subnet := fmt.Sprintf("With%d", i), fmt.Sprintf("Subnet%d", i)
		parameters[with] = object{"Type": "String", "Default": "yes", "AllowedValues": []any{"yes", "no"}}
		conditions[with] = object{"Fn::Equals": []any{object{"Ref": with}, "yes"}}
		add := func(name, typ string, properties object) {
			resources[name] = object{"Type": typ, "Condition": with, "Properties": properties}
		}
		add(subnet, "AWS::EC2::Subnet", object{"VpcId": object{"Ref": "Vpc"}, "CidrBlock": fmt.Sprintf("10.0.%d.0/24", i), "MapPublicIpOnLaunch": true})
		add("TableOf"+subnet, "AWS::EC2::SubnetRouteTableAssociation", object{"SubnetId": object{"Ref": subnet}, "RouteTableId": object{"Ref": "Table"}})
		add("Server"+subnet, "AWS::EC2::Instance", object{"ImageId": "ami-1", "SubnetId": object{"Ref": subnet}, "SecurityGroupIds": []any{object{"Ref": "Group"}}})
	}
	return encode(tb, object{"Parameters": parameters, "Conditions": conditions, "Resources": resources})
}

// identities is a template of 100 roles with a policy each, and as many
// instances with scripts.
func identities(tb testing.TB) []byte {
	tb.Helper()
	resources := object{}
	for i := range 100 {
		resources[fmt.Sprintf("Role%d", i)] = object{"Type": "AWS::IAM::Role", "Properties": object{
			"AssumeRolePolicyDocument": object{"Version": "2012-10-17", "Statement": []any{
				object{"Effect": "Allow", "Principal": object{"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
			}},
			"Policies": []any{object{"PolicyName": "work", "PolicyDocument": object{"Version": "2012-10-17", "Statement": []any{
				object{"Effect": "Allow", "Action": []any{"s3:GetObject", "s3:Put*", "sqs:SendMessage"}, "Resource": []any{
					object{"Fn::Sub": "arn:${AWS::Partition}:s3:::bucket-${AWS::AccountId}/*"}, "arn:aws:sqs:*:111122223333:jobs",
				}},
				object{"Effect": "Allow", "Action": []any{"logs:*", "cloudwatch:PutMetricData", "iam:PassRole"}, "Resource": "*"},
			}}}},
		}}
		resources[fmt.Sprintf("Server%d", i)] = object{"Type": "AWS::EC2::Instance", "Properties": object{
			"ImageId": "ami-1", "UserData": object{"Fn::Base64": object{"Fn::Sub": strings.Repeat("echo install ${AWS::StackName} --token-file /etc/token from https://example.com/setup.sh\n", 30)}},
			"Tags": []any{object{"Key": "Name", "Value": fmt.Sprintf("server-%d", i)}},
		}}
	}
	return encode(tb, object{"Resources": resources})
}

// mapped is a template in which a rule's port hangs, by a mapping, on a parameter of
// some values, and is one of some ports.
func mapped(tb testing.TB, values, ports int) []byte {
	tb.Helper()
	names, mapping := []any{}, object{}
	for i := range values {
		name := fmt.Sprintf("v%d", i)
		names, mapping[name] = append(names, name), object{"Port": 1024 + i%ports}
	}
	port := object{"Fn::FindInMap": []any{"Sizes", object{"Ref": "Size"}, "Port"}}
	return encode(tb, object{
		"Parameters": object{"Size": object{"Type": "String", "Default": "v0", "AllowedValues": names}},
		"Mappings":   object{"Sizes": mapping},
		"Resources": object{
			"Vpc": object{"Type": "AWS::EC2::VPC", "Properties": object{"CidrBlock": "10.0.0.0/16"}},
			"Group": object{"Type": "AWS::EC2::SecurityGroup", "Properties": object{"GroupDescription": "g", "VpcId": object{"Ref": "Vpc"}, "SecurityGroupIngress": []any{
				object{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "CidrIp": "0.0.0.0/0"},
			}}},
		},
	})
}

// BenchmarkMapped reviews templates in which much hangs on one parameter of many values.
func BenchmarkMapped(b *testing.B) {
	rules := all.Rules()
	for _, bm := range []struct{ values, ports int }{{200, 2}, {4000, 2}, {200, 200}} {
		text := mapped(b, bm.values, bm.ports)
		b.Run(fmt.Sprintf("%d values, %d ports", bm.values, bm.ports), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				reviewText(b, text, rules)
			}
		})
	}
}

// BenchmarkRule puts the rules that took the most on real templates to templates
// of that kind.
func BenchmarkRule(b *testing.B) {
	for _, bm := range []struct {
		estate string
		text   []byte
		rules  []string
	}{
		{"network", reviewtest.Thousand(), []string{"NET-ADMIN-PORT-INTERNET", "NET-PUBLIC-TIER", "NET-SG-CIDR-FOR-GROUP", "IR-QUARANTINE-SG"}},
		{"conditions", conditional(b), []string{"NET-ADMIN-PORT-INTERNET", "NET-PUBLIC-TIER"}},
		{"identities", identities(b), []string{"IAM-ADMIN-STAR", "IAM-DATA-ACTIONS-WIDE", "IAM-PASSROLE-SCOPED", "DATA-SECRETS-PLAINTEXT"}},
	} {
		e := load(b, bm.text)
		for _, id := range bm.rules {
			i := slices.IndexFunc(all.Rules(), func(r *review.Rule) bool { return r.ID == id })
			if i < 0 {
				b.Fatalf("no rule %s", id)
			}
			rule := all.Rules()[i : i+1]
			b.Run(bm.estate+"/"+id, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					review.Run(e, rule)
				}
			})
		}
	}
}

func encode(tb testing.TB, template object) []byte {
	tb.Helper()
	text, err := json.Marshal(template)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

func reviewText(tb testing.TB, text []byte, rules []*review.Rule) review.Report {
	tb.Helper()
	return review.Run(load(tb, text), rules)
}

func load(tb testing.TB, text []byte) *estate.Estate {
	tb.Helper()
	doc, ok, err := cloudformation.Parse("t.json", text)
	if err != nil || !ok {
		tb.Fatal(ok, err)
	}
	loaded, err := cloudformation.Load([]*cloudformation.Document{doc}, cloudformation.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return estate.New(estate.Estate{Resources: loaded.Resources, Possible: loaded.Possible})
}
