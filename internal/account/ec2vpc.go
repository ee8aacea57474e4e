package account

import (
	"net/netip"

	"ringwall/internal/estate"
)

// vpc reads a Vpc (DescribeVpcs).
func (r *reader) vpc() {
	v := &estate.VPC{Core: r.core("", "AWS::EC2::VPC")}
	var blocks []estate.Resource
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "VpcId":
			v.ID, v.Logical, v.Physical = r.named()
		case "CidrBlock":
			v.CIDR = r.prefix()
		case "OwnerId":
			v.Account = estate.Literal(r.intern())
		case "IsDefault":
			v.Default, _ = r.boolean()
		case "CidrBlockAssociationSet":
			blocks = append(blocks, r.blocks("CidrBlock", "CidrBlockState")...)
		case "Ipv6CidrBlockAssociationSet":
			blocks = append(blocks, r.blocks("Ipv6CidrBlock", "Ipv6CidrBlockState")...)
		case "Tags":
			v.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	r.add(v)
	main, _ := v.CIDR.Known()
	for _, x := range blocks {
		b := x.(*estate.VPCCIDRBlock)
		if p, ok := b.IPv4.Known(); ok && p == main {
			continue
		}
		b.VPC, b.Account = r.values.text(v.Physical, r.at), v.Account
		r.add(b)
	}
}

// named reads a physical id, which is a resource's name in all senses.
func (r *reader) named() (estate.ID, string, string) {
	s := r.intern()
	return estate.ID(s), s, s
}

// blocks reads the CIDR blocks that are associated with a VPC.
func (r *reader) blocks(field, stateField string) []estate.Resource {
	var out []estate.Resource
	for r.open('['); r.more(); {
		b := &estate.VPCCIDRBlock{Core: r.core("", "AWS::EC2::VPCCidrBlock")}
		state := ""
		for r.open('{'); r.more(); {
			switch k := r.key(); string(k) {
			case "AssociationId":
				b.ID, b.Logical, b.Physical = r.named()
			case "CidrBlock":
				b.IPv4 = r.prefix()
			case "Ipv6CidrBlock":
				b.IPv6 = r.prefix()
			case stateField:
				state = r.member("State")
			default:
				r.skip()
			}
		}
		if state == "" || state == "associated" || state == "associating" {
			out = append(out, b)
		}
	}
	return out
}

// subnet reads a Subnet (DescribeSubnets).
func (r *reader) subnet() {
	s := &estate.Subnet{Core: r.core("", "AWS::EC2::Subnet"), HasIPv6: estate.No()}
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "SubnetId":
			s.ID, s.Logical, s.Physical = r.named()
		case "VpcId":
			s.VPC = r.txt()
		case "CidrBlock":
			s.IPv4 = r.prefix()
		case "OwnerId":
			s.Account = estate.Literal(r.intern())
		case "AvailabilityZone":
			zone := r.intern()
			s.AvailabilityZone, s.Region = r.values.text(zone, r.at), r.zoned(zone)
		case "AvailabilityZoneId":
			s.ZoneID = r.intern()
		case "MapPublicIpOnLaunch":
			s.MapPublicIP = r.flag()
		case "AssignIpv6AddressOnCreation":
			s.AssignIPv6 = r.flag()
		case "Ipv6CidrBlockAssociationSet":
			for _, x := range r.blocks("Ipv6CidrBlock", "Ipv6CidrBlockState") {
				s.IPv6, s.HasIPv6 = x.(*estate.VPCCIDRBlock).IPv6, estate.Yes()
			}
		case "Tags":
			s.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	r.add(s)
}

// internetGateway reads an InternetGateway; it is attached to one VPC at most.
func (r *reader) internetGateway() {
	g := &estate.InternetGateway{Core: r.core("", "AWS::EC2::InternetGateway")}
	var vpcs []string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "InternetGatewayId":
			g.ID, g.Logical, g.Physical = r.named()
		case "OwnerId":
			g.Account = estate.Literal(r.intern())
		case "Attachments":
			vpcs = r.attachments("available", "attached", "attaching")
		case "Tags":
			g.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	r.add(g)
	for _, v := range vpcs {
		a := &estate.GatewayAttachment{Core: r.core(g.Physical+"/"+v, "AWS::EC2::VPCGatewayAttachment"), VPC: r.values.text(v, r.at)}
		a.Account, a.InternetGateway = g.Account, r.values.text(g.Physical, r.at)
		r.add(a)
	}
}

// attachments reads the VPCs to which a gateway is attached: those in one of the
// states.
func (r *reader) attachments(states ...string) []string {
	var out []string
	for r.open('['); r.more(); {
		is := r.members("VpcId", "State")
		vpc, state := is[0], is[1]
		for _, s := range states {
			if state == s && vpc != "" {
				out = append(out, vpc)
			}
		}
	}
	return out
}

// egressOnlyGateway reads an EgressOnlyInternetGateway.
func (r *reader) egressOnlyGateway() {
	g := &estate.EgressOnlyInternetGateway{Core: r.core("", "AWS::EC2::EgressOnlyInternetGateway")}
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "EgressOnlyInternetGatewayId":
			g.ID, g.Logical, g.Physical = r.named()
		case "Attachments":
			for _, v := range r.attachments("attached", "attaching", "available") {
				g.VPC = r.values.text(v, r.at)
			}
		case "Tags":
			g.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	r.add(g)
}

// natGateway reads a NatGateway; one that is deleted or failed is not there.
func (r *reader) natGateway() {
	g := &estate.NATGateway{Core: r.core("", "AWS::EC2::NatGateway")}
	var cards []string
	state := ""
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "NatGatewayId":
			g.ID, g.Logical, g.Physical = r.named()
		case "SubnetId":
			g.Subnet = r.txt()
		case "VpcId":
			g.VPC = r.txt()
		case "State":
			state = r.intern()
		case "ConnectivityType":
			g.Connectivity = r.words()
		case "AvailabilityMode":
			g.Availability = r.words()
		case "NatGatewayAddresses":
			for r.open('['); r.more(); {
				cards = append(cards, r.natAddress(g))
			}
		case "Tags":
			g.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	if state != "" && state != "available" && state != "pending" {
		r.dead(g.Physical)
		return
	}
	r.add(g)
	for _, c := range cards {
		r.loose.owners[c] = append(r.loose.owners[c], g.Physical)
	}
}

// natAddress reads a NatGatewayAddress and answers its interface's id.
func (r *reader) natAddress(g *estate.NATGateway) (card string) {
	var a estate.LiveAddress
	var allocation string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "PrivateIp":
			a.Private = r.addr()
		case "PublicIp":
			a.Public = r.addr()
		case "AllocationId":
			allocation = r.intern()
		case "NetworkInterfaceId":
			card = r.intern()
		default:
			r.skip()
		}
	}
	if a.Private.IsValid() || a.Public.IsValid() {
		g.Addresses = append(g.Addresses, a)
	}
	if allocation != "" && len(g.Addresses) == 1 {
		g.Allocation = r.values.text(allocation, r.at)
	}
	return card
}

// address reads an Address (DescribeAddresses): an elastic IP. Which interface
// has it, the interface says itself.
func (r *reader) address() {
	a := &estate.ElasticIP{Core: r.core("", "AWS::EC2::EIP")}
	var public string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "AllocationId":
			a.ID, a.Logical, a.Physical = r.named()
		case "PublicIp":
			public = r.intern()
		case "NetworkBorderGroup":
			a.Region = r.zoned(r.intern())
		case "Tags":
			a.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	if a.Physical == "" { // of EC2-Classic's time
		a.ID, a.Logical, a.Physical = estate.ID(public), public, public
	}
	r.add(a)
}

// prefixList reads a managed prefix list (DescribeManagedPrefixLists), or one of
// DescribePrefixLists, which has its entries with it.
func (r *reader) prefixList() {
	p := &estate.PrefixList{Core: r.core("", "AWS::EC2::PrefixList")}
	var cidrs []netip.Prefix
	whole := false
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "PrefixListId":
			p.ID, p.Logical, p.Physical = r.named()
		case "PrefixListName":
			p.Name = r.txt()
		case "AddressFamily":
			p.Family = r.words()
		case "OwnerId":
			if owner := r.intern(); owner != "AWS" {
				p.Account = estate.Literal(owner)
			}
		case "PrefixListArn":
			r.byARN(&p.Core, r.intern())
		case "Cidrs":
			whole = true
			for r.open('['); r.more(); {
				if x, ok := r.prefix().Known(); ok {
					cidrs = append(cidrs, x)
				}
			}
		case "Tags":
			p.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	if account, _ := p.Account.Known(); account == "aws" || account == "AWS" {
		p.Account = estate.Text{}
	}
	if p.Physical != "" {
		r.loose.list(p, cidrs, whole)
		r.settle(&p.Core)
	}
}
