package cloudformation

import "ringwall/internal/estate"

func vpc(c estate.Core) estate.Resource {
	return &estate.VPC{Core: c, CIDR: c.Properties.At("CidrBlock").AsPrefix()}
}

func vpcCIDRBlock(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.VPCCIDRBlock{
		Core: c, VPC: p.At("VpcId").AsText(),
		IPv4: p.At("CidrBlock").AsPrefix(), IPv6: p.At("Ipv6CidrBlock").AsPrefix(),
		AmazonIPv6: p.At("AmazonProvidedIpv6CidrBlock").AsBool().Or(false),
	}
}

func subnet(c estate.Core) estate.Resource {
	p := c.Properties
	native := estate.Is(p.At("Ipv6Native").AsBool(), true)
	return &estate.Subnet{
		Core: c, VPC: p.At("VpcId").AsText(),
		IPv4: p.At("CidrBlock").AsPrefix(), IPv6: p.At("Ipv6CidrBlock").AsPrefix(),
		HasIPv6:          anyWritten(p, "Ipv6CidrBlock", "Ipv6IpamPoolId", "Ipv6NetmaskLength").Or(native),
		AvailabilityZone: firstText(p, "AvailabilityZone", "AvailabilityZoneId"),
		MapPublicIP:      p.At("MapPublicIpOnLaunch").AsBool().Or(false),
		AssignIPv6:       p.At("AssignIpv6AddressOnCreation").AsBool().Or(false),
	}
}

func subnetCIDRBlock(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.SubnetCIDRBlock{Core: c, Subnet: p.At("SubnetId").AsText(), IPv6: p.At("Ipv6CidrBlock").AsPrefix()}
}

func internetGateway(c estate.Core) estate.Resource { return &estate.InternetGateway{Core: c} }

func egressOnlyInternetGateway(c estate.Core) estate.Resource {
	return &estate.EgressOnlyInternetGateway{Core: c, VPC: c.Properties.At("VpcId").AsText()}
}

func vpcGatewayAttachment(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.GatewayAttachment{
		Core: c, VPC: p.At("VpcId").AsText(),
		InternetGateway: p.At("InternetGatewayId").AsText(), VPNGateway: p.At("VpnGatewayId").AsText(),
	}
}

func natGateway(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.NATGateway{
		Core: c, Subnet: p.At("SubnetId").AsText(), VPC: p.At("VpcId").AsText(),
		Connectivity: lower(p.At("ConnectivityType").AsString()).Or("public"),
		Availability: lower(p.At("AvailabilityMode").AsString()).Or("zonal"),
		Allocation:   p.At("AllocationId").AsText(),
		Zones: eachText(p.At("AvailabilityZoneAddresses"), "AvailabilityZone").
			Append(eachText(p.At("AvailabilityZoneAddresses"), "AvailabilityZoneId")),
	}
}

func prefixList(c estate.Core) estate.Resource {
	p := c.Properties
	entries := mapsIn(p.At("Entries"))
	l := &estate.PrefixList{
		Core: c, Name: p.At("PrefixListName").AsText(), Family: p.At("AddressFamily").AsString(),
	}
	l.Entries.Origin, l.Entries.Unknown = entries.Origin, entries.Unknown
	for _, e := range entries.Known {
		l.Entries.Known = append(l.Entries.Known, item(e, e.Is.At("Cidr").AsPrefix()))
	}
	return l
}

// item is a list's member with something read of it in its place.
func item[T any](m estate.Item[*estate.Tree], x T) estate.Item[T] {
	return estate.Item[T]{When: m.When, Is: x, Origin: m.Origin}
}

func vpcEndpoint(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.VPCEndpoint{
		Core: c, VPC: p.At("VpcId").AsText(), Service: p.At("ServiceName").AsText(),
		Kind:   p.At("VpcEndpointType").AsString().Or("Gateway"),
		Tables: p.At("RouteTableIds").AsTexts(), Subnets: p.At("SubnetIds").AsTexts(),
		Groups: p.At("SecurityGroupIds").AsTexts(), Policy: p.At("PolicyDocument"),
		PrivateDNS: p.At("PrivateDnsEnabled").AsBool().Or(false), // AWS::EC2::VPCEndpoint
	}
}

func vpcEndpointService(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.EndpointService{
		Core: c, LoadBalancers: textsAt(p, "NetworkLoadBalancerArns", "GatewayLoadBalancerArns"),
		Acceptance: p.At("AcceptanceRequired").AsBool().Or(true), // CreateVpcEndpointServiceConfiguration
	}
}

func networkACL(c estate.Core) estate.Resource {
	return &estate.NetworkACL{Core: c, VPC: c.Properties.At("VpcId").AsText()}
}

func networkACLEntry(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.NetworkACLEntry{
		Core: c, ACL: p.At("NetworkAclId").AsText(),
		Rule: estate.NetworkACLRule{
			Origin: c.Origin, Owner: c.ID,
			Egress: p.At("Egress").AsBool().Or(false), Number: p.At("RuleNumber").AsInt(),
			Protocol: p.At("Protocol").AsString(), Allow: equalsFold(p.At("RuleAction").AsString(), "allow"),
			IPv4: p.At("CidrBlock").AsBlock(false), IPv6: p.At("Ipv6CidrBlock").AsBlock(true),
			From: below(p, "PortRange.From").AsInt(), To: below(p, "PortRange.To").AsInt(),
			ICMPType: below(p, "Icmp.Type").AsInt(), ICMPCode: below(p, "Icmp.Code").AsInt(),
		},
	}
}

func networkACLAssociation(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.NetworkACLAssociation{Core: c, Subnet: p.At("SubnetId").AsText(), ACL: p.At("NetworkAclId").AsText()}
}

func vpcBlockPublicAccess(c estate.Core) estate.Resource {
	return &estate.BlockPublicAccess{Core: c, Mode: c.Properties.At("InternetGatewayBlockMode").AsString()}
}

func vpcBlockPublicAccessExclusion(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.BlockPublicAccessExclusion{
		Core: c, VPC: p.At("VpcId").AsText(), Subnet: p.At("SubnetId").AsText(),
		Mode: p.At("InternetGatewayExclusionMode").AsString(),
	}
}

func flowLog(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.FlowLog{
		Core: c, Subject: p.At("ResourceId").AsText(), SubjectKind: p.At("ResourceType").AsString(),
		// For a VPC, a subnet or an interface the property is required
		// (AWS::EC2::FlowLog); a transit gateway logs everything.
		Traffic:         p.At("TrafficType").AsString(),
		DestinationKind: p.At("LogDestinationType").AsString().Or("cloud-watch-logs"),
		Destination:     p.At("LogDestination").AsText(), LogGroup: p.At("LogGroupName").AsText(),
		Role: p.At("DeliverLogsPermissionArn").AsText(), Format: p.At("LogFormat").AsText(),
		Interval: p.At("MaxAggregationInterval").AsInt().Or(600),
	}
}
