package account_test

import (
	"strings"
	"testing"

	"ringwall/internal/account"
	"ringwall/internal/estate"
	"ringwall/internal/reach"
)

// modelOf is a model of what files say.
func modelOf(files map[string][]byte) *reach.Model {
	got := account.Load(inMemory(files), account.Options{})
	return reach.NewModel(estate.Join(nil, estate.Estate{
		Sources: got.Sources, Resources: got.Resources, Listings: got.Listings, Gaps: got.Gaps, Unseen: []estate.Gap{got.Rest},
	}))
}

// twoVPCs is an account with two VPCs, each with an instance, and a route of the first
// to a target.
func twoVPCs(target string) map[string][]byte {
	return map[string][]byte{
		"vpcs.json": []byte(`{"Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16", "OwnerId": "111122223333"}, {"VpcId": "vpc-b", "CidrBlock": "10.1.0.0/16", "OwnerId": "111122223333"}]}`),
		"subnets.json": []byte(`{"Subnets": [{"SubnetId": "subnet-a", "VpcId": "vpc-a", "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "eu-west-1a"},
			{"SubnetId": "subnet-b", "VpcId": "vpc-b", "CidrBlock": "10.1.0.0/24", "AvailabilityZone": "eu-west-1a"}]}`),
		"tables.json": []byte(`{"RouteTables": [
			{"RouteTableId": "rtb-a", "VpcId": "vpc-a", "Associations": [{"Main": true}], "Routes": [{"DestinationCidrBlock": "10.1.0.0/16", "State": "active", ` + target + `}]},
			{"RouteTableId": "rtb-b", "VpcId": "vpc-b", "Associations": [{"Main": true}], "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "State": "active", ` + target + `}]}]}`),
		"acls.json": []byte(`{"NetworkAcls": [
			{"NetworkAclId": "acl-a", "VpcId": "vpc-a", "IsDefault": true, "Associations": [{"SubnetId": "subnet-a"}], "Entries": [{"Egress": true, "Protocol": "-1", "RuleNumber": 100, "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}, {"Egress": false, "Protocol": "-1", "RuleNumber": 100, "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}]},
			{"NetworkAclId": "acl-b", "VpcId": "vpc-b", "IsDefault": true, "Associations": [{"SubnetId": "subnet-b"}], "Entries": [{"Egress": true, "Protocol": "-1", "RuleNumber": 100, "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}, {"Egress": false, "Protocol": "-1", "RuleNumber": 100, "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}]}]}`),
		"groups.json": []byte(`{"SecurityGroups": [
			{"GroupId": "sg-a", "VpcId": "vpc-a", "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}], "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]},
			{"GroupId": "sg-b", "VpcId": "vpc-b", "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}], "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}]}`),
		"interfaces.json": []byte(`{"NetworkInterfaces": [
			{"NetworkInterfaceId": "eni-a", "SubnetId": "subnet-a", "VpcId": "vpc-a", "Status": "in-use", "SourceDestCheck": true, "Groups": [{"GroupId": "sg-a"}], "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.10", "Primary": true}]},
			{"NetworkInterfaceId": "eni-b", "SubnetId": "subnet-b", "VpcId": "vpc-b", "Status": "in-use", "SourceDestCheck": true, "Groups": [{"GroupId": "sg-b"}], "PrivateIpAddresses": [{"PrivateIpAddress": "10.1.0.10", "Primary": true}]}]}`),
		"igws.json": []byte(`{"InternetGateways": []}`),
	}
}

// TestWhatIsListedAsInactiveCarriesNothing: "Route table concepts": the state of a route
// is blackhole where its target isn't available; the lists need not be of one moment.
func TestWhatIsListedAsInactiveCarriesNothing(t *testing.T) {
	peering := func(status string) []byte {
		return []byte(`{"VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "` + status + `"},
			"RequesterVpcInfo": {"VpcId": "vpc-a", "OwnerId": "111122223333", "Region": "eu-west-1", "CidrBlock": "10.0.0.0/16"},
			"AccepterVpcInfo": {"VpcId": "vpc-b", "OwnerId": "111122223333", "Region": "eu-west-1", "CidrBlock": "10.1.0.0/16"}}]}`)
	}
	for _, c := range []struct{ target, name, list, want string }{
		{`"VpcPeeringConnectionId": "pcx-1"`, "active", string(peering("active")), "yes"},
		{`"VpcPeeringConnectionId": "pcx-1"`, "pending", string(peering("pending-acceptance")), "no"},
		{`"VpcPeeringConnectionId": "pcx-1"`, "rejected", string(peering("rejected")), "no"},
		{`"NatGatewayId": "nat-1"`, "failed", `{"NatGateways": [{"NatGatewayId": "nat-1", "State": "failed", "VpcId": "vpc-a", "SubnetId": "subnet-a"}]}`, "no"},
		{`"TransitGatewayId": "tgw-1"`, "deleted", `{"TransitGateways": [{"TransitGatewayId": "tgw-1", "State": "deleted"}]}`, "no"},
		{`"GatewayId": "vpce-1"`, "deleted endpoint", `{"VpcEndpoints": [{"VpcEndpointId": "vpce-1", "State": "deleted", "VpcEndpointType": "GatewayLoadBalancer", "VpcId": "vpc-a"}]}`, "no"},
	} {
		files := twoVPCs(c.target)
		files["more.json"] = []byte(c.list)
		if got := answers(t, modelOf(files), [][4]string{{"eni-a", "eni-b", "tcp/443", ""}}); got[0] != c.want {
			t.Errorf("%s: %s, want %s", c.name, got[0], c.want)
		}
	}
}

// TestDelegatedPrefixesAreTheInterfaces: "Assigning prefixes to network interfaces": all
// addresses of a prefix are of the interface that it is assigned to.
func TestDelegatedPrefixesAreTheInterfaces(t *testing.T) {
	files := twoVPCs(`"VpcPeeringConnectionId": "pcx-1"`)
	files["more.json"] = []byte(`{"VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"}, "RequesterVpcInfo": {"VpcId": "vpc-a"}, "AccepterVpcInfo": {"VpcId": "vpc-b"}}]}`)
	files["interfaces.json"] = []byte(strings.Replace(string(files["interfaces.json"]), `"10.1.0.10", "Primary": true}]`, `"10.1.0.10", "Primary": true}], "Ipv4Prefixes": [{"Ipv4Prefix": "10.1.0.64/28"}]`, 1))
	asked := [][4]string{{"eni-a", "10.1.0.70", "tcp/443", "yes"}, {"eni-a", "10.1.0.99", "tcp/443", "no"}, {"10.1.0.64/28", "eni-a", "tcp/443", "yes"}}
	for k, got := range answers(t, modelOf(files), asked) {
		if got != asked[k][3] {
			t.Errorf("%v: %s", asked[k], got)
		}
	}
}

// TestLoadBalancersSendToPrivateAddresses: what a load balancer passes on comes to the
// private address of its target, not to the public one that is asked for ("Target groups
// for your Application Load Balancers").
func TestLoadBalancersSendToPrivateAddresses(t *testing.T) {
	const lb, group = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/0123", "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/tasks/0123"
	files := twoVPCs(`"GatewayId": "igw-1"`)
	files["igws.json"] = []byte(`{"InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": "vpc-a", "State": "available"}]}]}`)
	files["tables.json"] = []byte(strings.Replace(string(files["tables.json"]), "10.1.0.0/16", "0.0.0.0/0", 1))
	files["groups.json"] = []byte(`{"SecurityGroups": [
		{"GroupId": "sg-lb", "VpcId": "vpc-a", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}], "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]},
		{"GroupId": "sg-a", "VpcId": "vpc-a", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 8080, "ToPort": 8080, "UserIdGroupPairs": [{"GroupId": "sg-lb"}]}], "IpPermissionsEgress": []}]}`)
	files["interfaces.json"] = []byte(`{"NetworkInterfaces": [
		{"NetworkInterfaceId": "eni-a", "SubnetId": "subnet-a", "VpcId": "vpc-a", "Status": "in-use", "SourceDestCheck": true, "Groups": [{"GroupId": "sg-a"}], "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.10", "Primary": true, "Association": {"PublicIp": "198.51.100.10"}}]},
		{"NetworkInterfaceId": "eni-lb", "SubnetId": "subnet-a", "VpcId": "vpc-a", "Status": "in-use", "SourceDestCheck": true, "RequesterManaged": true, "Description": "ELB app/web/0123", "Groups": [{"GroupId": "sg-lb"}], "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.20", "Primary": true, "Association": {"PublicIp": "198.51.100.20"}}]}]}`)
	files["lbs.json"] = []byte(`{"LoadBalancers": [{"LoadBalancerArn": "` + lb + `", "LoadBalancerName": "web", "Type": "application", "Scheme": "internet-facing", "VpcId": "vpc-a", "SecurityGroups": ["sg-lb"], "AvailabilityZones": [{"SubnetId": "subnet-a", "ZoneName": "eu-west-1a"}]}]}`)
	files["tgs.json"] = []byte(`{"TargetGroups": [{"TargetGroupArn": "` + group + `", "TargetGroupName": "tasks", "Protocol": "HTTP", "Port": 8080, "VpcId": "vpc-a", "TargetType": "ip"}]}`)
	files["listeners.json"] = []byte(`{"Listeners": [{"ListenerArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/0123/1", "LoadBalancerArn": "` + lb + `", "Port": 80, "Protocol": "HTTP", "DefaultActions": [{"Type": "forward", "TargetGroupArn": "` + group + `"}]}]}`)
	files["rules.json"] = []byte(`{"Rules": [{"RuleArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/web/0123/1/1", "Priority": "default", "IsDefault": true, "Actions": [{"Type": "forward", "TargetGroupArn": "` + group + `"}]}]}`)
	files["health.json"] = []byte(`{"TargetGroupArn": "` + group + `", "TargetHealthDescriptions": [{"Target": {"Id": "10.0.0.10", "Port": 8080}, "TargetHealth": {"State": "healthy"}}]}`)
	files["attributes.json"] = []byte(`{"LoadBalancerArn": "` + lb + `", "Attributes": [{"Key": "load_balancing.cross_zone.enabled", "Value": "true"}]}`)
	files["tgattributes.json"] = []byte(`{"TargetGroupArn": "` + group + `", "Attributes": []}`)
	asked := [][4]string{{"internet", "eni-a", "tcp/8080", "yes"}, {"internet", "10.0.0.10", "tcp/8080", "yes"}, {"internet", "198.51.100.10", "tcp/8080", "no"}, {"internet", "198.51.100.20", "tcp/80", "yes"}}
	for k, got := range answers(t, modelOf(files), asked) {
		if got != asked[k][3] {
			t.Errorf("%v: %s", asked[k], got)
		}
	}
}
