package terraform

import (
	"strconv"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// Suffixes of the IDs of what AWS creates with every VPC, as the estate has them.
const (
	defaultGroup = "/default-security-group"
	defaultACL   = "/default-network-acl"
	mainTable    = "/main-route-table"
)

func networkRules() map[string]rule {
	vpcAttributes := map[string]string{
		"default_security_group_id": defaultGroup, "default_network_acl_id": defaultACL,
		"main_route_table_id": mainTable, "default_route_table_id": mainTable, "ipv6_cidr_block": "Ipv6CidrBlocks",
	}
	out := map[string]rule{
		"aws_vpc":                             {cfn: "AWS::EC2::VPC", attributes: vpcAttributes, make: makeVPC},
		"aws_default_vpc":                     {cfn: "AWS::EC2::VPC", attributes: vpcAttributes, make: makeDefaultVPC},
		"aws_vpc_ipv4_cidr_block_association": {cfn: "AWS::EC2::VPCCidrBlock"},
		"aws_vpc_ipv6_cidr_block_association": {cfn: "AWS::EC2::VPCCidrBlock", rename: map[string]string{
			"assign_generated_ipv6_cidr_block": "AmazonProvidedIpv6CidrBlock"}},
		"aws_subnet":                                              {cfn: "AWS::EC2::Subnet", attributes: map[string]string{"ipv6_cidr_block": "Ipv6CidrBlocks"}},
		"aws_default_subnet":                                      {cfn: "AWS::EC2::Subnet", make: makeDefaultSubnet},
		"aws_internet_gateway":                                    {cfn: "AWS::EC2::InternetGateway", make: makeGatewayAttachment("InternetGatewayId")},
		"aws_internet_gateway_attachment":                         {cfn: "AWS::EC2::VPCGatewayAttachment"},
		"aws_egress_only_internet_gateway":                        {cfn: "AWS::EC2::EgressOnlyInternetGateway"},
		"aws_nat_gateway":                                         {cfn: "AWS::EC2::NatGateway"},
		"aws_eip":                                                 {cfn: "AWS::EC2::EIP", attributes: map[string]string{"id": "AllocationId", "allocation_id": "AllocationId", "public_ip": "PublicIp"}, make: makeAddress},
		"aws_eip_association":                                     {cfn: "AWS::EC2::EIPAssociation", rename: map[string]string{"public_ip": "EIP"}},
		"aws_route_table":                                         {cfn: "AWS::EC2::RouteTable", rename: dropped("route", "propagating_vgws"), make: makeRouteTable},
		"aws_default_route_table":                                 {cfn: "AWS::EC2::RouteTable", rename: dropped("route", "propagating_vgws", "default_route_table_id"), make: makeDefaultTable},
		"aws_route":                                               {cfn: "AWS::EC2::Route", rename: routeNames()},
		"aws_route_table_association":                             {cfn: "AWS::EC2::SubnetRouteTableAssociation", make: makeTableAssociation},
		"aws_main_route_table_association":                        {cfn: "AWS::EC2::RouteTable", make: makeMainTable},
		"aws_vpn_gateway_route_propagation":                       {cfn: "AWS::EC2::VPNGatewayRoutePropagation", make: makePropagation},
		"aws_network_acl":                                         {cfn: "AWS::EC2::NetworkAcl", rename: dropped("ingress", "egress", "subnet_ids"), make: makeACL},
		"aws_default_network_acl":                                 {cfn: "AWS::EC2::NetworkAcl", rename: dropped("ingress", "egress", "subnet_ids", "default_network_acl_id"), make: makeDefaultACL},
		"aws_network_acl_rule":                                    {cfn: "AWS::EC2::NetworkAclEntry", rename: aclNames(), make: func(x *translation) { x.fixACLEntry(x.properties) }},
		"aws_network_acl_association":                             {cfn: "AWS::EC2::SubnetNetworkAclAssociation"},
		"aws_vpc_endpoint":                                        {cfn: "AWS::EC2::VPCEndpoint", rename: map[string]string{"policy": "PolicyDocument"}},
		"aws_vpc_endpoint_policy":                                 {make: joinTo("vpc_endpoint_id", "AWS::EC2::VPCEndpoint", "PolicyDocument", "policy", false)},
		"aws_vpc_endpoint_route_table_association":                {make: joinTo("vpc_endpoint_id", "AWS::EC2::VPCEndpoint", "RouteTableIds", "route_table_id", true)},
		"aws_vpc_endpoint_subnet_association":                     {make: joinTo("vpc_endpoint_id", "AWS::EC2::VPCEndpoint", "SubnetIds", "subnet_id", true)},
		"aws_vpc_endpoint_security_group_association":             {make: joinTo("vpc_endpoint_id", "AWS::EC2::VPCEndpoint", "SecurityGroupIds", "security_group_id", true)},
		"aws_vpc_endpoint_service":                                {cfn: "AWS::EC2::VPCEndpointService"},
		"aws_flow_log":                                            {cfn: "AWS::EC2::FlowLog", rename: map[string]string{"iam_role_arn": "DeliverLogsPermissionArn", "vpc_id": "-", "subnet_id": "-", "eni_id": "-", "transit_gateway_id": "-", "transit_gateway_attachment_id": "-"}, make: makeFlowLog},
		"aws_ec2_managed_prefix_list":                             {cfn: "AWS::EC2::PrefixList", rename: map[string]string{"name": "PrefixListName", "entry": "Entries"}},
		"aws_ec2_managed_prefix_list_entry":                       {make: joinPrefix},
		"aws_vpc_peering_connection":                              {cfn: "AWS::EC2::VPCPeeringConnection"},
		"aws_vpc_block_public_access_options":                     {cfn: "AWS::EC2::VPCBlockPublicAccessOptions"},
		"aws_vpc_block_public_access_exclusion":                   {cfn: "AWS::EC2::VPCBlockPublicAccessExclusion"},
		"aws_customer_gateway":                                    {cfn: "AWS::EC2::CustomerGateway"},
		"aws_vpn_gateway":                                         {cfn: "AWS::EC2::VPNGateway", make: makeGatewayAttachment("VpnGatewayId")},
		"aws_vpn_gateway_attachment":                              {cfn: "AWS::EC2::VPCGatewayAttachment"},
		"aws_vpn_connection":                                      {cfn: "AWS::EC2::VPNConnection"},
		"aws_vpn_connection_route":                                {cfn: "AWS::EC2::VPNConnectionRoute"},
		"aws_ec2_transit_gateway":                                 {cfn: "AWS::EC2::TransitGateway", attributes: map[string]string{"association_default_route_table_id": "AssociationDefaultRouteTableId", "propagation_default_route_table_id": "PropagationDefaultRouteTableId"}},
		"aws_ec2_transit_gateway_vpc_attachment":                  {cfn: "AWS::EC2::TransitGatewayVpcAttachment", rename: map[string]string{"appliance_mode_support": "Options.ApplianceModeSupport", "dns_support": "Options.DnsSupport", "ipv6_support": "Options.Ipv6Support", "security_group_referencing_support": "Options.SecurityGroupReferencingSupport"}, make: makeTransitAttachment},
		"aws_ec2_transit_gateway_route_table":                     {cfn: "AWS::EC2::TransitGatewayRouteTable"},
		"aws_ec2_transit_gateway_route":                           {cfn: "AWS::EC2::TransitGatewayRoute"},
		"aws_ec2_transit_gateway_route_table_association":         {cfn: "AWS::EC2::TransitGatewayRouteTableAssociation"},
		"aws_ec2_transit_gateway_route_table_propagation":         {cfn: "AWS::EC2::TransitGatewayRouteTablePropagation"},
		"aws_ec2_transit_gateway_peering_attachment":              {cfn: "AWS::EC2::TransitGatewayPeeringAttachment"},
		"aws_networkfirewall_firewall":                            {cfn: "AWS::NetworkFirewall::Firewall", rename: map[string]string{"name": "FirewallName", "subnet_mapping": "SubnetMappings"}},
		"aws_networkfirewall_firewall_policy":                     {cfn: "AWS::NetworkFirewall::FirewallPolicy", rename: map[string]string{"name": "FirewallPolicyName"}},
		"aws_networkfirewall_rule_group":                          {cfn: "AWS::NetworkFirewall::RuleGroup", rename: map[string]string{"name": "RuleGroupName"}},
		"aws_networkfirewall_logging_configuration":               {cfn: "AWS::NetworkFirewall::LoggingConfiguration"},
		"aws_route53_resolver_query_log_config":                   {cfn: "AWS::Route53Resolver::ResolverQueryLoggingConfig"},
		"aws_route53_resolver_query_log_config_association":       {cfn: "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation"},
		"aws_networkmanager_core_network_policy_attachment":       {},
		"aws_vpc_peering_connection_accepter":                     {make: func(x *translation) { x.drop = true }},
		"aws_vpc_peering_connection_options":                      {make: func(x *translation) { x.drop = true }},
		"aws_ec2_transit_gateway_vpc_attachment_accepter":         {make: func(x *translation) { x.drop = true }},
		"aws_ec2_transit_gateway_default_route_table_association": {},
	}
	for typ, r := range groupRules() {
		out[typ] = r
	}
	for typ, r := range computeRules() {
		out[typ] = r
	}
	return out
}

// dropped are attributes that no property has.
func dropped(names ...string) map[string]string {
	out := map[string]string{}
	for _, n := range names {
		out[n] = "-"
	}
	return out
}

// joinTo makes what an instance says a property of another.
func joinTo(of, typ, path, attribute string, toList bool) func(*translation) {
	return func(x *translation) {
		is := x.written(attribute)
		if attribute == "policy" {
			is = x.document(is)
		}
		x.joins(x.written(of), typ, path, is, toList)
	}
}

func joinPrefix(x *translation) {
	at := x.block.at
	entry := object(at, field{"Cidr", at, x.written("cidr")}, field{"Description", at, x.written("description")})
	x.joins(x.written("prefix_list_id"), "AWS::EC2::PrefixList", "Entries", entry, true)
}

func makeVPC(x *translation) {
	at := x.block.at
	if v := x.written("assign_generated_ipv6_cidr_block"); !v.isNone() {
		yes, _ := x.test(v, at)
		x.unset("AssignGeneratedIpv6CidrBlock")
		x.makes("/ipv6", "AWS::EC2::VPCCidrBlock", v.at, yes, field{"VpcId", at, x.self(at)}, field{"AmazonProvidedIpv6CidrBlock", at, boolOf(true, v.at)})
	}
	for _, name := range []string{"ipv6_cidr_block", "ipv6_ipam_pool_id"} {
		if v := x.written(name); !v.isNone() {
			x.unset(pascal(name))
			x.makes("/"+name, "AWS::EC2::VPCCidrBlock", v.at, scenario.Always(), field{"VpcId", at, x.self(at)}, field{pascal(name), at, v})
		}
	}
}

// makeDefaultVPC is the VPC that every account has in a Region, with its gateway and
// route to the internet ("Default VPC components").
func makeDefaultVPC(x *translation) {
	at := x.block.at
	x.set("CidrBlock", textOf("172.31.0.0/16", at))
	x.set("IsDefault", boolOf(true, at))
	gateway := openText(estate.OfReference(x.id+"/internet-gateway", ""), at)
	x.makes("/internet-gateway", "AWS::EC2::InternetGateway", at, scenario.Always())
	x.makes("/gateway-attachment", "AWS::EC2::VPCGatewayAttachment", at, scenario.Always(), field{"VpcId", at, x.self(at)}, field{"InternetGatewayId", at, gateway})
	x.makes("/default-route", "AWS::EC2::Route", at, scenario.Always(), field{"RouteTableId", at, openText(estate.OfReference(x.id+mainTable, ""), at)},
		field{"DestinationCidrBlock", at, textOf("0.0.0.0/0", at)}, field{"GatewayId", at, gateway})
}

// makeDefaultSubnet is a subnet of the default VPC: it gives public addresses unless
// something else is written.
func makeDefaultSubnet(x *translation) {
	x.orBool("MapPublicIpOnLaunch", true)
	at := x.block.at
	for name, r := range x.module.things {
		if r.block.labels[0] == "aws_default_vpc" {
			x.set("VpcId", x.module.resource(name, at))
			return
		}
	}
	region := x.module.provider(x.block).region
	x.set("VpcId", openText(estate.OfVariable(x.beyond("default VPC of "+region.String(), "the configuration does not adopt it", "aws_default_vpc")), at))
}

// beyond is a fact that stands outside the configuration.
func (x *translation) beyond(name, why, settle string) *scenario.Variable {
	return x.loader.outside(name, why, settle)
}

// makeGatewayAttachment attaches a gateway to the VPC that it names.
func makeGatewayAttachment(property string) func(*translation) {
	return func(x *translation) {
		v := x.written("vpc_id")
		if v.isNone() {
			return
		}
		x.unset("VpcId")
		x.makes("/attachment", "AWS::EC2::VPCGatewayAttachment", v.at, scenario.Always(), field{"VpcId", v.at, v}, field{property, v.at, x.self(v.at)})
	}
}

func makeAddress(x *translation) {
	if v := x.written("instance"); !v.isNone() {
		x.unset("Instance")
		x.set("InstanceId", v)
	}
	if v := x.written("network_interface"); !v.isNone() {
		x.unset("NetworkInterface")
		x.makes("/association", "AWS::EC2::EIPAssociation", v.at, scenario.Always(),
			field{"AllocationId", v.at, openText(estate.OfReference(x.id, "AllocationId"), v.at)}, field{"NetworkInterfaceId", v.at, v})
	}
}

func routeNames() map[string]string {
	return map[string]string{
		"cidr_block": "DestinationCidrBlock", "ipv6_cidr_block": "DestinationIpv6CidrBlock", "egress_only_gateway_id": "EgressOnlyInternetGatewayId",
		"destination_ipv6_cidr_block": "DestinationIpv6CidrBlock",
	}
}

// makeRoutes makes a resource of each route that stands in a table.
func (x *translation) makeRoutes() {
	at := x.block.at
	names := [...][2]string{
		{"cidr_block", "DestinationCidrBlock"}, {"ipv6_cidr_block", "DestinationIpv6CidrBlock"}, {"destination_prefix_list_id", "DestinationPrefixListId"},
		{"gateway_id", "GatewayId"}, {"nat_gateway_id", "NatGatewayId"}, {"instance_id", "InstanceId"}, {"network_interface_id", "NetworkInterfaceId"},
		{"vpc_peering_connection_id", "VpcPeeringConnectionId"}, {"transit_gateway_id", "TransitGatewayId"}, {"egress_only_gateway_id", "EgressOnlyInternetGatewayId"},
		{"vpc_endpoint_id", "VpcEndpointId"}, {"local_gateway_id", "LocalGatewayId"}, {"carrier_gateway_id", "CarrierGatewayId"}, {"core_network_arn", "CoreNetworkArn"},
	}
	for n, r := range x.blocksOf("route") {
		if s, _ := x.part(r.is, "gateway_id").literal(); s == "local" {
			continue // every table has it
		}
		place := r.is.atOr(at)
		fields := []field{{"RouteTableId", at, x.self(at)}}
		for _, name := range names {
			v := x.part(r.is, name[0])
			if s, known := v.literal(); known && s == "" {
				continue // attributes as blocks write all of them
			}
			fields = append(fields, field{name[1], v.atOr(place), v})
		}
		if r.is.form() != isObject { // a route of which nothing is known
			fields = []field{fields[0], {"DestinationCidrBlock", place, r.is}, {"GatewayId", place, r.is}}
		}
		x.makes("/route["+strconv.Itoa(n)+"]", "AWS::EC2::Route", place, r.when, fields...)
	}
	for n, g := range x.blocksOf("propagating_vgws") {
		x.makes("/propagation["+strconv.Itoa(n)+"]", "AWS::EC2::VPNGatewayRoutePropagation", g.is.atOr(at), g.when,
			field{"RouteTableIds", at, listOf([]*value{x.self(at)}, at)}, field{"VpnGatewayId", at, g.is})
	}
}

func makeRouteTable(x *translation) { x.makeRoutes() }

// adoptAs gives the instance the ID of what AWS creates with a VPC, if it is known
// which VPC that is.
func (x *translation) adoptAs(attribute, suffix string) {
	v := x.written(attribute)
	at := x.block.at
	if v.form() == isScalar {
		if r, ok := v.text.Reference(); ok {
			if vpc, ok := cutSuffix(r.Resource, suffix); ok {
				x.id = r.Resource
				x.set("VpcId", openText(estate.OfReference(vpc, ""), at))
			}
		}
	}
}

func cutSuffix(id estate.ID, suffix string) (estate.ID, bool) {
	n := len(id) - len(suffix)
	if n <= 0 || string(id[n:]) != suffix {
		return "", false
	}
	return id[:n], true
}

func makeDefaultTable(x *translation) {
	x.adoptAs("default_route_table_id", mainTable)
	x.set("Main", boolOf(true, x.block.at))
	x.makeRoutes()
}

func makeMainTable(x *translation) {
	x.joins(x.written("route_table_id"), "AWS::EC2::RouteTable", "Main", boolOf(true, x.block.at), false)
}

func makePropagation(x *translation) {
	if v := x.written("route_table_id"); !v.isNone() {
		x.unset("RouteTableId")
		x.set("RouteTableIds", list(v))
	}
}

func makeTableAssociation(x *translation) {
	if v := x.written("gateway_id"); !v.isNone() {
		x.typ = "AWS::EC2::GatewayRouteTableAssociation"
	}
}

func aclNames() map[string]string {
	return map[string]string{
		"rule_no": "RuleNumber", "action": "RuleAction", "from_port": "PortRange.From", "to_port": "PortRange.To",
		"icmp_type": "Icmp.Type", "icmp_code": "Icmp.Code",
	}
}

// fixACLEntry leaves out the ports of entries of all protocols: the provider wants
// zeros there.
func (x *translation) fixACLEntry(p *value) {
	protocol := x.mapText(p.property("Protocol"), protocolNumber)
	p.put([]string{"Protocol"}, protocol, x.block.at)
	if s, known := protocol.literal(); known && s == "-1" {
		kept := p.fields[:0]
		for _, f := range p.fields {
			if f.name != "PortRange" && f.name != "Icmp" {
				kept = append(kept, f)
			}
		}
		p.fields = kept
	}
}

// protocolNumber is a protocol as the API of network ACLs writes it.
func protocolNumber(s string) string {
	switch s {
	case "all", "-1":
		return "-1"
	case "tcp", "TCP":
		return "6"
	case "udp", "UDP":
		return "17"
	case "icmp", "ICMP":
		return "1"
	case "icmpv6":
		return "58"
	}
	return s
}

func makeACL(x *translation) {
	at := x.block.at
	for _, direction := range []string{"ingress", "egress"} {
		for n, b := range x.blocksOf(direction) {
			place := b.is.atOr(at)
			p := object(place, field{"NetworkAclId", at, x.self(at)}, field{"Egress", place, boolOf(direction == "egress", place)})
			for _, name := range [...]string{"rule_no", "action", "protocol", "cidr_block", "ipv6_cidr_block", "from_port", "to_port", "icmp_type", "icmp_code"} {
				v := x.part(b.is, name)
				if s, known := v.literal(); v.isNone() || known && s == "" {
					continue
				}
				path := aclNames()[name]
				if path == "" {
					path = pascal(name)
				}
				p.put(splitPath(path), v, v.at)
			}
			x.fixACLEntry(p)
			x.makes("/"+direction+"["+strconv.Itoa(n)+"]", "AWS::EC2::NetworkAclEntry", place, b.when, p.fields...)
		}
	}
	for n, s := range x.blocksOf("subnet_ids") {
		x.makes("/subnet["+strconv.Itoa(n)+"]", "AWS::EC2::SubnetNetworkAclAssociation", s.is.atOr(at), s.when,
			field{"NetworkAclId", at, x.self(at)}, field{"SubnetId", at, s.is})
	}
}

func makeDefaultACL(x *translation) {
	x.adoptAs("default_network_acl_id", defaultACL)
	makeACL(x)
}

func makeFlowLog(x *translation) {
	for _, s := range [...][2]string{{"vpc_id", "VPC"}, {"subnet_id", "Subnet"}, {"eni_id", "NetworkInterface"}, {"transit_gateway_id", "TransitGateway"}, {"transit_gateway_attachment_id", "TransitGatewayAttachment"}} {
		v := x.written(s[0])
		if v.isNone() || x.has("ResourceId") {
			continue
		}
		x.set("ResourceId", v)
		x.set("ResourceType", textOf(s[1], v.at))
	}
}

// makeTransitAttachment: an attachment that does not use the gateway's default
// tables says so in Terraform, not in CloudFormation.
func makeTransitAttachment(x *translation) {
	x.unset("TransitGatewayDefaultRouteTableAssociation", "TransitGatewayDefaultRouteTablePropagation")
	for _, name := range []string{"transit_gateway_default_route_table_association", "transit_gateway_default_route_table_propagation"} {
		if v := x.written(name); !v.isNone() {
			x.set(pascal(name), v)
		}
	}
}
