package bench

import (
	"fmt"
	"strconv"
	"strings"
)

// Ids are numbers in AWS's form.
func vpcID(v int) string                { return fmt.Sprintf("vpc-0%016x", v+1) }
func subnetID(v, n int) string          { return fmt.Sprintf("subnet-0%016x", v*zones*tiers+n+1) }
func tableID(v, n int) string           { return fmt.Sprintf("rtb-0%016x", v*(zones*tiers+1)+n+1) }
func aclID(v, n int) string             { return fmt.Sprintf("acl-0%016x", v*(tiers+1)+n+1) }
func gatewayID(v int) string            { return fmt.Sprintf("igw-0%016x", v+1) }
func natID(v int) string                { return fmt.Sprintf("nat-0%016x", v+1) }
func attachmentID(v int) string         { return fmt.Sprintf("tgw-attach-0%016x", v+1) }
func (s Shape) groupID(v, n int) string { return fmt.Sprintf("sg-0%016x", v*(s.Groups+1)+n+1) }

const (
	transitGateway = "tgw-00000000000000001"
	transitTable   = "tgw-rtb-00000000000000001"
)

// bits is the length of a VPC's prefix: as many of 10.0.0.0/8 as there are VPCs.
func (s Shape) bits() int {
	if s.VPCs <= 256 {
		return 16
	}
	return 18 // 1,024 of them
}

// block is the n-th eighth of VPC v, or all of it if n is negative.
func (s Shape) block(v, n int) string {
	bits := s.bits()
	base := uint32(10)<<24 + uint32(v)<<(32-bits)
	if n >= 0 {
		bits += 3
		base += uint32(n) << (32 - bits)
	}
	return dotted(base) + "/" + strconv.Itoa(bits)
}

// address is the k-th address that AWS leaves free in a subnet.
func (s Shape) address(v, n, k int) string {
	bits := s.bits() + 3
	return dotted(uint32(10)<<24 + uint32(v)<<(32-s.bits()) + uint32(n)<<(32-bits) + 4 + uint32(k))
}

func dotted(a uint32) string {
	return fmt.Sprintf("%d.%d.%d.%d", a>>24, a>>16&255, a>>8&255, a&255)
}

// zone of a subnet; subnets are numbered zone by zone.
func zone(n int) string { return Region + string(rune('a'+n/tiers)) }

func (s Shape) vpcs(d *document) {
	for v := range s.VPCs {
		d.record(`{"OwnerId": "%s","InstanceTenancy": "default","CidrBlockAssociationSet": [{"AssociationId": "vpc-cidr-assoc-0%016x","CidrBlock": "%s","CidrBlockState": {"State": "associated"}}],"IsDefault": false,"Tags": [{"Key": "Name","Value": "vpc-%d"}],"VpcId": "%s","State": "available","CidrBlock": "%s","DhcpOptionsId": "dopt-00000000000000001"}`,
			Account, v+1, s.block(v, -1), v, vpcID(v), s.block(v, -1))
	}
}

func (s Shape) subnets(d *document) {
	for v := range s.VPCs {
		for n := range zones * tiers {
			d.record(`{"AvailabilityZoneId": "euw1-az%d","MapCustomerOwnedIpOnLaunch": false,"OwnerId": "%s","AssignIpv6AddressOnCreation": false,"Ipv6CidrBlockAssociationSet": [],"Tags": [{"Key": "tier","Value": "%s"}],"SubnetArn": "arn:aws:ec2:%s:%s:subnet/%s","EnableDns64": false,"Ipv6Native": false,"PrivateDnsNameOptionsOnLaunch": {"HostnameType": "ip-name","EnableResourceNameDnsARecord": false,"EnableResourceNameDnsAAAARecord": false},"SubnetId": "%s","State": "available","VpcId": "%s","CidrBlock": "%s","AvailableIpAddressCount": 1900,"AvailabilityZone": "%s","DefaultForAz": false,"MapPublicIpOnLaunch": %t}`,
				n/tiers+1, Account, tierNames[n%tiers], Region, Account, subnetID(v, n), subnetID(v, n), vpcID(v), s.block(v, n), zone(n), n%tiers == 0)
		}
	}
}

func (s Shape) internetGateways(d *document) {
	for v := range s.VPCs {
		d.record(`{"Attachments": [{"State": "available","VpcId": "%s"}],"InternetGatewayId": "%s","OwnerId": "%s","Tags": []}`, vpcID(v), gatewayID(v), Account)
	}
}

func (s Shape) natGateways(d *document) {
	for v := range s.VPCs {
		d.record(`{"CreateTime": "2026-01-01T00:00:00+00:00","NatGatewayAddresses": [{"AllocationId": "eipalloc-0%016x","NetworkInterfaceId": "%s","PrivateIp": "%s","PublicIp": "%s","AssociationId": "eipassoc-0%016x","IsPrimary": true,"Status": "succeeded"}],"NatGatewayId": "%s","State": "available","SubnetId": "%s","VpcId": "%s","Tags": [],"ConnectivityType": "public"}`,
			v+1, interfaceID(v*special), s.address(v, 0, 0), publicAddress(v*special), v+1, natID(v), subnetID(v, 0), vpcID(v))
	}
}

// routeTables: a main one that only knows the VPC, and one for each subnet.
func (s Shape) routeTables(d *document) {
	for v := range s.VPCs {
		local := fmt.Sprintf(`{"DestinationCidrBlock": "%s","GatewayId": "local","Origin": "CreateRouteTable","State": "active"}`, s.block(v, -1))
		for n := range zones*tiers + 1 {
			routes := []string{local}
			association := fmt.Sprintf(`"Main": true,"RouteTableAssociationId": "rtbassoc-0%016x","RouteTableId": "%s"`, v*(zones*tiers+1)+n+1, tableID(v, n))
			if n > 0 {
				association = fmt.Sprintf(`"Main": false,"RouteTableAssociationId": "rtbassoc-0%016x","RouteTableId": "%s","SubnetId": "%s"`,
					v*(zones*tiers+1)+n+1, tableID(v, n), subnetID(v, n-1))
				routes = append(routes, s.routes(v, n-1)...)
			}
			d.record(`{"Associations": [{%s,"AssociationState": {"State": "associated"}}],"PropagatingVgws": [],"RouteTableId": "%s","Routes": [%s],"Tags": [],"VpcId": "%s","OwnerId": "%s"}`,
				association, tableID(v, n), strings.Join(routes, ","), vpcID(v), Account)
		}
	}
}

func (s Shape) routes(v, n int) []string {
	var out []string
	if !s.Flat {
		out = append(out, fmt.Sprintf(`{"DestinationCidrBlock": "10.0.0.0/8","TransitGatewayId": "%s","Origin": "CreateRoute","State": "active"}`, transitGateway))
	}
	if n%tiers == 0 {
		return append(out, fmt.Sprintf(`{"DestinationCidrBlock": "0.0.0.0/0","GatewayId": "%s","Origin": "CreateRoute","State": "active"}`, gatewayID(v)))
	}
	return append(out, fmt.Sprintf(`{"DestinationCidrBlock": "0.0.0.0/0","NatGatewayId": "%s","Origin": "CreateRoute","State": "active"}`, natID(v)))
}

func (s Shape) transitGateways(d *document) {
	if s.Flat {
		return
	}
	d.record(`{"TransitGatewayId": "%s","TransitGatewayArn": "arn:aws:ec2:%s:%s:transit-gateway/%s","State": "available","OwnerId": "%s","Description": "","CreationTime": "2026-01-01T00:00:00+00:00","Options": {"AmazonSideAsn": 64512,"AutoAcceptSharedAttachments": "disable","DefaultRouteTableAssociation": "enable","AssociationDefaultRouteTableId": "%s","DefaultRouteTablePropagation": "enable","PropagationDefaultRouteTableId": "%s","VpnEcmpSupport": "enable","DnsSupport": "enable","SecurityGroupReferencingSupport": "disable","MulticastSupport": "disable"},"Tags": []}`,
		transitGateway, Region, Account, transitGateway, Account, transitTable, transitTable)
}

func (s Shape) transitTables(d *document) {
	if s.Flat {
		return
	}
	d.record(`{"TransitGatewayRouteTableId": "%s","TransitGatewayId": "%s","State": "available","DefaultAssociationRouteTable": true,"DefaultPropagationRouteTable": true,"CreationTime": "2026-01-01T00:00:00+00:00","Tags": []}`, transitTable, transitGateway)
}

func (s Shape) transitAttachments(d *document) {
	for v := range s.joined() {
		d.record(`{"TransitGatewayAttachmentId": "%s","TransitGatewayId": "%s","VpcId": "%s","VpcOwnerId": "%s","State": "available","SubnetIds": ["%s","%s"],"CreationTime": "2026-01-01T00:00:00+00:00","Options": {"DnsSupport": "enable","SecurityGroupReferencingSupport": "enable","Ipv6Support": "disable","ApplianceModeSupport": "disable"},"Tags": []}`,
			attachmentID(v), transitGateway, vpcID(v), Account, subnetID(v, 1), subnetID(v, 1+tiers))
	}
}

func (s Shape) transitAssociations(d *document) {
	for v := range s.joined() {
		d.record(`{"TransitGatewayAttachmentId": "%s","ResourceId": "%s","ResourceType": "vpc","State": "associated"}`, attachmentID(v), vpcID(v))
	}
}

func (s Shape) transitRoutes(d *document) {
	for v := range s.joined() {
		d.record(`{"DestinationCidrBlock": "%s","TransitGatewayAttachments": [{"ResourceId": "%s","TransitGatewayAttachmentId": "%s","ResourceType": "vpc"}],"Type": "propagated","State": "active"}`,
			s.block(v, -1), vpcID(v), attachmentID(v))
	}
}

// joined is the number of VPCs that the transit gateway joins.
func (s Shape) joined() int {
	if s.Flat {
		return 0
	}
	return s.VPCs
}
