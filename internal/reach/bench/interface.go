package bench

import (
	"fmt"
	"strings"
)

// special are the interfaces of every VPC that are not instances': of its NAT
// gateway and of its transit gateway attachment's two subnets.
const special = 3

func interfaceID(i int) string   { return fmt.Sprintf("eni-0%016x", uint64(i+1)*0x9e3779b97f4a7c15>>4) }
func publicAddress(i int) string { return dotted(uint32(52)<<24 + uint32(i)) }

// interfaces: those of gateways first, then instances' dealt out over VPCs and
// subnets in turn.
func (s Shape) interfaces(d *document) {
	for i := range s.VPCs * special {
		if i < s.Interfaces {
			s.gatewayInterface(d, i)
		}
	}
	for i := s.VPCs * special; i < s.Interfaces; i++ {
		v := i % s.VPCs
		round := i/s.VPCs - special
		s.instanceInterface(d, i, v, round%(zones*tiers), round/(zones*tiers))
	}
}

const interfaceForm = `{%s"Attachment": {%s"DeleteOnTermination": true,"DeviceIndex": %d,"NetworkCardIndex": 0,"Status": "attached"},"AvailabilityZone": "%s","Description": "%s","Groups": [%s],"InterfaceType": "%s","Ipv6Addresses": [],"MacAddress": "02:%02x:%02x:%02x:%02x:%02x","NetworkInterfaceId": "%s","OwnerId": "%s","PrivateDnsName": "%s","PrivateIpAddress": "%s","PrivateIpAddresses": [{%s"Primary": true,"PrivateDnsName": "%s","PrivateIpAddress": "%s"}],"RequesterManaged": %t,"SourceDestCheck": %t,"Status": "in-use","SubnetId": "%s","TagSet": [%s],"VpcId": "%s","Operator": {"Managed": false}}`

type card struct {
	number, vpc, subnet  int
	attachment           string
	device               int
	kind, description    string
	groups, tags         string
	address, association string
	managed, check       bool
}

func (d *document) card(c card) {
	n := c.number
	dns := "ip-" + strings.ReplaceAll(c.address, ".", "-") + "." + Region + ".compute.internal"
	d.record(interfaceForm, c.association, c.attachment, c.device, zone(c.subnet), c.description, c.groups, c.kind,
		n>>24&255, n>>16&255, n>>8&255, n&255, c.vpc&255, interfaceID(n), Account, dns, c.address,
		c.association, dns, c.address, c.managed, c.check, subnetID(c.vpc, c.subnet), c.tags, vpcID(c.vpc))
}

func (s Shape) gatewayInterface(d *document, i int) {
	v, which := i/special, i%special
	c := card{
		number: i, vpc: v, managed: true, device: 1,
		attachment: fmt.Sprintf(`"AttachmentId": "ela-attach-0%016x","InstanceOwnerId": "amazon-aws",`, i+1),
	}
	switch which {
	case 0:
		c.kind, c.description = "nat_gateway", "Interface for NAT Gateway "+natID(v)
		c.address, c.association = s.address(v, 0, 0), association(i)
	default:
		c.subnet = 1 + (which-1)*tiers
		c.kind, c.description = "transit_gateway", "Network Interface for Transit Gateway Attachment "+attachmentID(v)
		c.address = s.address(v, c.subnet, 0)
	}
	d.card(c)
}

func (s Shape) instanceInterface(d *document, i, v, subnet, k int) {
	tier := subnet % tiers
	c := card{
		number: i, vpc: v, subnet: subnet, kind: "interface", check: true,
		attachment: fmt.Sprintf(`"AttachTime": "2026-01-01T00:00:00+00:00","AttachmentId": "eni-attach-0%016x","InstanceId": "i-0%016x","InstanceOwnerId": "%s",`, i+1, i+1, Account),
		address:    s.address(v, subnet, k+1),
		tags:       fmt.Sprintf(`{"Key": "tier","Value": "%s"}`, tierNames[tier]),
	}
	own := s.groupOf(tier, k)
	groups := []string{s.member(v, own)}
	if i%3 == 0 {
		groups = append(groups, s.member(v, s.Groups)) // operators'
	}
	c.groups = strings.Join(groups, ",")
	if tier == 0 {
		c.association = association(i)
	}
	d.card(c)
}

func association(i int) string {
	return fmt.Sprintf(`"Association": {"IpOwnerId": "amazon","PublicDnsName": "ec2-%s.%s.compute.amazonaws.com","PublicIp": "%s"},`,
		strings.ReplaceAll(publicAddress(i), ".", "-"), Region, publicAddress(i))
}

func (s Shape) member(v, n int) string {
	return fmt.Sprintf(`{"GroupName": "%s","GroupId": "%s"}`, s.groupName(n), s.groupID(v, n))
}
