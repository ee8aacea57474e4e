package reviewtest

import (
	"encoding/json"
	"fmt"
)

type object = map[string]any

// Thousand is a template of about 1,000 resources, for measuring: 5 VPCs with 10
// subnets, 40 security groups and 60 instances each, buckets and log groups.
func Thousand() []byte {
	resources := object{}
	add := func(name, typ string, properties object) {
		resources[name] = object{"Type": typ, "Properties": properties}
	}
	ref := func(format string, a ...any) object { return object{"Ref": fmt.Sprintf(format, a...)} }
	for v := range 5 {
		network(v, add, ref)
		for i := range 60 {
			add(fmt.Sprintf("Instance%dx%d", v, i), "AWS::EC2::Instance", object{"ImageId": "ami-1", "SubnetId": ref("Subnet%dx%d", v, i%10), "SecurityGroupIds": []any{ref("Group%dx%d", v, i%40)}})
		}
		for b := range 40 {
			add(fmt.Sprintf("Bucket%dx%d", v, b), "AWS::S3::Bucket", object{})
		}
		for b := range 30 {
			add(fmt.Sprintf("Logs%dx%d", v, b), "AWS::Logs::LogGroup", object{"RetentionInDays": 30})
		}
	}
	text, err := json.Marshal(object{"Resources": resources})
	if err != nil {
		panic(err) // maps of texts and numbers are always written
	}
	return text
}

// network adds the VPC numbered v with its subnets and groups.
func network(v int, add func(name, typ string, properties object), ref func(format string, a ...any) object) {
	vpc := ref("Vpc%d", v)
	add(fmt.Sprintf("Vpc%d", v), "AWS::EC2::VPC", object{"CidrBlock": fmt.Sprintf("10.%d.0.0/16", v)})
	add(fmt.Sprintf("Gateway%d", v), "AWS::EC2::InternetGateway", object{})
	add(fmt.Sprintf("Attachment%d", v), "AWS::EC2::VPCGatewayAttachment", object{"VpcId": vpc, "InternetGatewayId": ref("Gateway%d", v)})
	add(fmt.Sprintf("Table%d", v), "AWS::EC2::RouteTable", object{"VpcId": vpc})
	add(fmt.Sprintf("Route%d", v), "AWS::EC2::Route", object{"RouteTableId": ref("Table%d", v), "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": ref("Gateway%d", v)})
	for s := range 10 {
		add(fmt.Sprintf("Subnet%dx%d", v, s), "AWS::EC2::Subnet", object{"VpcId": vpc, "CidrBlock": fmt.Sprintf("10.%d.%d.0/24", v, s), "MapPublicIpOnLaunch": s < 3})
		add(fmt.Sprintf("TableOf%dx%d", v, s), "AWS::EC2::SubnetRouteTableAssociation", object{"SubnetId": ref("Subnet%dx%d", v, s), "RouteTableId": ref("Table%d", v)})
	}
	for g := range 40 {
		from := fmt.Sprintf("10.%d.%d.0/24", v, g)
		if g%5 == 0 {
			from = "0.0.0.0/0"
		}
		add(fmt.Sprintf("Group%dx%d", v, g), "AWS::EC2::SecurityGroup", object{"GroupDescription": "g", "VpcId": vpc, "SecurityGroupIngress": []any{
			object{"IpProtocol": "tcp", "FromPort": 80 + g, "ToPort": 80 + g, "CidrIp": from},
			object{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "10.0.0.0/8"},
		}})
	}
}
