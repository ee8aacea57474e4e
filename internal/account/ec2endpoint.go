package account

import (
	"net/netip"

	"ringwall/internal/estate"
)

// vpcEndpoint reads a VpcEndpoint (DescribeVpcEndpoints).
func (r *reader) vpcEndpoint() {
	v := &estate.VPCEndpoint{Core: r.core("", "AWS::EC2::VPCEndpoint")}
	var cards estate.Items[estate.Text]
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "VpcEndpointId":
			v.ID, v.Logical, v.Physical = r.named()
		case "VpcEndpointType":
			v.Kind = r.words()
		case "VpcId":
			v.VPC = r.txt()
		case "ServiceName":
			v.Service = r.txt()
		case "State":
			v.State = r.intern()
		case "PolicyDocument":
			v.Policy = r.policy()
		case "RouteTableIds":
			v.Tables = r.texts()
		case "SubnetIds":
			v.Subnets = r.texts()
		case "Groups":
			v.Groups = r.textsOf("GroupId")
		case "PrivateDnsEnabled":
			v.PrivateDNS = r.flag()
		case "NetworkInterfaceIds":
			cards = r.texts()
		case "OwnerId":
			v.Account = estate.Literal(r.intern())
		case "Tags":
			v.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	if gone(v.State) {
		r.dead(v.Physical)
		return
	}
	r.add(v)
	r.owns(v.Physical, cards)
}

// owns notes that a resource works through interfaces.
func (r *reader) owns(owner string, cards estate.Items[estate.Text]) {
	for _, c := range cards.Known {
		id, _ := c.Is.Known()
		r.loose.owners[id] = append(r.loose.owners[id], owner)
	}
}

// endpointService reads a ServiceConfiguration
// (DescribeVpcEndpointServiceConfigurations).
func (r *reader) endpointService() {
	x := &estate.EndpointService{Core: r.core("", "AWS::EC2::VPCEndpointService")}
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "ServiceId":
			x.ID, x.Logical, x.Physical = r.named()
		case "ServiceName":
			x.Name = r.intern()
		case "AcceptanceRequired":
			x.Acceptance = r.flag()
		case "AvailabilityZones":
			for r.open('['); r.more(); {
				x.Zones = append(x.Zones, r.intern())
			}
		case "NetworkLoadBalancerArns", "GatewayLoadBalancerArns":
			x.LoadBalancers = x.LoadBalancers.Append(r.texts())
		case "Tags":
			x.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	r.add(x)
}

// endpointConnection reads a VpcEndpointConnection: that an endpoint, maybe of
// another account, is joined to a service.
func (r *reader) endpointConnection() {
	is := r.members("ServiceId", "VpcEndpointId", "VpcEndpointState")
	service, endpoint, state := is[0], is[1], is[2]
	x := &estate.EndpointConnection{
		Core:    r.core(service+"/"+endpoint, "AWS::EC2::VPCEndpointConnection"),
		Service: r.values.text(service, r.at), Endpoint: r.values.text(endpoint, r.at),
		State: state,
	}
	r.add(x)
}

// peering reads a VpcPeeringConnection.
func (r *reader) peering() {
	p := &estate.PeeringConnection{Core: r.core("", "AWS::EC2::VPCPeeringConnection")}
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "VpcPeeringConnectionId":
			p.ID, p.Logical, p.Physical = r.named()
		case "RequesterVpcInfo":
			vpc, owner, region := r.side("VpcId")
			p.VPC, p.Account, p.Region = r.values.text(vpc, r.at), estate.Literal(owner), estate.Literal(region)
		case "AccepterVpcInfo":
			vpc, owner, region := r.side("VpcId")
			p.PeerVPC, p.PeerOwner, p.PeerRegion = r.values.text(vpc, r.at), r.values.text(owner, r.at), r.values.text(region, r.at)
		case "Status":
			p.State = r.member("Code")
		case "Tags":
			p.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	// Only an active one carries traffic.
	if p.State == "" || p.State == "active" {
		r.add(p)
	} else {
		r.dead(p.Physical)
	}
}

// side reads one side of a peering: what is peered, whose it is, and where.
func (r *reader) side(field string) (id, owner, region string) {
	x := r.members(field, "OwnerId", "Region")
	return x[0], x[1], x[2]
}

// vpnGateway reads a VpnGateway.
func (r *reader) vpnGateway() {
	g := &estate.VPNGateway{Core: r.core("", "AWS::EC2::VPNGateway")}
	var vpcs []string
	state := ""
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "VpnGatewayId":
			g.ID, g.Logical, g.Physical = r.named()
		case "State":
			state = r.intern()
		case "VpcAttachments":
			vpcs = r.attachments("attached", "attaching")
		case "Tags":
			g.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	if gone(state) {
		return
	}
	r.add(g)
	for _, v := range vpcs {
		a := &estate.GatewayAttachment{Core: r.core(g.Physical+"/"+v, "AWS::EC2::VPCGatewayAttachment"), VPC: r.values.text(v, r.at)}
		a.VPNGateway = r.values.text(g.Physical, r.at)
		r.add(a)
	}
}

// customerGateway reads a CustomerGateway.
func (r *reader) customerGateway() {
	g := &estate.CustomerGateway{Core: r.core("", "AWS::EC2::CustomerGateway")}
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "CustomerGatewayId":
			g.ID, g.Logical, g.Physical = r.named()
		case "IpAddress":
			g.Address = r.txt()
		case "Tags":
			g.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	r.add(g)
}

// vpnConnection reads a VpnConnection with its static routes.
func (r *reader) vpnConnection() {
	c := &estate.VPNConnection{Core: r.core("", "AWS::EC2::VPNConnection")}
	var static []netip.Prefix
	state := ""
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "VpnConnectionId":
			c.ID, c.Logical, c.Physical = r.named()
		case "CustomerGatewayId":
			c.CustomerGateway = r.txt()
		case "VpnGatewayId":
			c.VPNGateway = r.txt()
		case "TransitGatewayId":
			c.TransitGateway = r.txt()
		case "State":
			state = r.intern()
		case "Options":
			for r.open('{'); r.more(); {
				switch string(r.key()) {
				case "StaticRoutesOnly":
					c.StaticOnly = r.flag()
				case "TunnelInsideIpVersion":
					c.Inside = r.words()
				default:
					r.skip()
				}
			}
		case "Routes":
			static = r.delegated("DestinationCidrBlock")
		case "Tags":
			c.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	if gone(state) {
		return
	}
	r.add(c)
	for _, p := range static {
		x := &estate.VPNConnectionRoute{
			Core:       r.core(c.Physical+"/"+p.String(), "AWS::EC2::VPNConnectionRoute"),
			Connection: r.values.text(c.Physical, r.at), Destination: r.values.prefixes(p, r.at),
		}
		r.add(x)
	}
}

// flowLog reads a FlowLog (DescribeFlowLogs).
func (r *reader) flowLog() {
	f := &estate.FlowLog{Core: r.core("", "AWS::EC2::FlowLog")}
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "FlowLogId":
			f.ID, f.Logical, f.Physical = r.named()
		case "ResourceId":
			f.Subject = r.txt()
		case "TrafficType":
			f.Traffic = r.words()
		case "LogDestinationType":
			f.DestinationKind = r.words()
		case "LogDestination":
			f.Destination = r.txt()
		case "LogGroupName":
			f.LogGroup = r.txt()
		case "DeliverLogsPermissionArn":
			f.Role = r.txt()
		case "LogFormat":
			f.Format = r.txt()
		case "MaxAggregationInterval":
			f.Interval = r.whole()
		case "Tags":
			f.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	if subject, ok := f.Subject.Known(); ok {
		f.SubjectKind = r.values.word(subjectKind(subject.String()), r.at)
	}
	r.add(f)
}

// subjectKind is the kind of what a flow log records, by its id.
func subjectKind(id string) string {
	for _, k := range [][2]string{{"vpc-", "VPC"}, {"subnet-", "Subnet"}, {"eni-", "NetworkInterface"}, {"tgw-attach-", "TransitGatewayAttachment"}, {"tgw-", "TransitGateway"}} {
		if len(id) > len(k[0]) && id[:len(k[0])] == k[0] {
			return k[1]
		}
	}
	return id
}
