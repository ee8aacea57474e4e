package account

import (
	"net/netip"

	"ringwall/internal/estate"
)

// networkInterface reads a NetworkInterface (DescribeNetworkInterfaces).
func (r *reader) networkInterface() { r.addCard(r.readInterface()) }

// readInterface reads a NetworkInterface. There may be a hundred thousand:
// whatever they share is kept once.
func (r *reader) readInterface() *estate.LiveInterface {
	i := r.loose.card()
	i.Type, i.Origin = "AWS::EC2::NetworkInterface", r.at
	i.Kind, i.SourceDestCheck, i.InUse, i.GroupsUnknown = "interface", true, true, true
	var primary, public netip.Addr
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "NetworkInterfaceId":
			id := r.str()
			i.ID, i.Logical, i.Physical = estate.ID(id), id, id
		case "OwnerId":
			i.Account = estate.Literal(r.values.again(0, r.text()))
		case "AvailabilityZone":
			i.Zone = r.values.again(1, r.text())
			i.Region = r.zoned(i.Zone)
		case "PrivateIpAddress":
			primary = r.addr()
		case "PrivateIpAddresses":
			i.Addresses = r.privateAddresses()
		case "Association":
			public = r.association()
		case "Ipv6Address":
			r.skip() // the first of Ipv6Addresses
		case "Ipv6Addresses":
			i.IPv6 = r.ipv6Addresses()
		case "Ipv4Prefixes":
			i.Prefixes = append(i.Prefixes, r.delegated("Ipv4Prefix")...)
		case "Ipv6Prefixes":
			i.Prefixes = append(i.Prefixes, r.delegated("Ipv6Prefix")...)
		default:
			r.interfaceField(i)
		}
	}
	if len(i.Addresses) == 0 && primary.IsValid() {
		i.Addresses = r.loose.addresses(estate.LiveAddress{Private: primary, Public: public})
	}
	if first := i.Addresses; public.IsValid() && len(first) > 0 && !first[0].Public.IsValid() && first[0].Private == primary {
		first[0].Public = public // which AWS says here as well
	}
	return i
}

// interfaceField reads the member of a NetworkInterface whose name was just read
// and that says what the interface is, rather than where.
func (r *reader) interfaceField(i *estate.LiveInterface) {
	switch string(r.last) {
	case "InterfaceType":
		i.Kind = r.values.again(2, r.text())
	case "Description":
		i.Description = r.values.again(3, r.text())
	case "Groups":
		i.Groups, i.GroupsUnknown = r.groups(), false
	case "SubnetId":
		i.Subnet = r.intern()
	case "VpcId":
		i.VPC = r.intern()
	case "SourceDestCheck":
		if is, ok := r.boolean(); ok {
			i.SourceDestCheck = is
		}
	case "RequesterManaged":
		i.Managed, _ = r.boolean()
	case "Status":
		status := r.values.again(4, r.text())
		i.InUse = status == "" || status == "in-use" || status == "associated" || status == "attaching"
	case "Attachment":
		i.Instance, i.Device = r.attachment()
	case "TagSet", "Tags":
		i.Tags = r.tagged()
	case "DenyAllIgwTraffic":
		i.AllIGWTrafficDenied, _ = r.boolean()
	default:
		r.skip()
	}
}

// addCard takes an interface in; one that is described twice is dropped when all
// are sorted.
func (r *reader) addCard(i *estate.LiveInterface) {
	if i.Physical == "" || r.doubtful() {
		return
	}
	r.result.Resources = append(r.result.Resources, i)
	r.settle(&i.Core)
}

// attachment reads to which instance an interface is attached, and as which of
// its interfaces.
func (r *reader) attachment() (instance string, device int) {
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "InstanceId":
			instance = r.str()
		case "DeviceIndex":
			device, _ = r.number()
		default:
			r.skip()
		}
	}
	return instance, device
}

func (r *reader) groups() []estate.Text {
	set := r.values.scratch[:0]
	for r.open('['); r.more(); {
		for r.open('{'); r.more(); {
			if string(r.key()) != "GroupId" {
				r.skip()
			} else if id := r.text(); len(id) > 0 {
				set = append(append(set, id...), 0)
			}
		}
	}
	r.values.scratch = set
	return r.values.set(set)
}

// privateAddresses reads PrivateIpAddresses, the primary one to the front.
func (r *reader) privateAddresses() []estate.LiveAddress {
	list := r.loose.list4[:0]
	first := 0
	for r.open('['); r.more(); {
		var a estate.LiveAddress
		for r.open('{'); r.more(); {
			switch string(r.key()) {
			case "PrivateIpAddress":
				a.Private = r.addr()
			case "Association":
				a.Public = r.association()
			case "Primary":
				if is, _ := r.boolean(); is {
					first = len(list)
				}
			default:
				r.skip()
			}
		}
		if a.Private.IsValid() {
			list = append(list, a)
		}
	}
	if first > 0 && first < len(list) {
		list[0], list[first] = list[first], list[0]
	}
	r.loose.list4 = list
	return r.loose.addresses(list...)
}

// association reads the public address that goes with a private one: one of
// AWS's or the customer's, or a carrier's.
func (r *reader) association() netip.Addr {
	var out netip.Addr
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "PublicIp", "CarrierIp":
			if a := r.addr(); a.IsValid() {
				out = a
			}
		default:
			r.skip()
		}
	}
	return out
}

func (r *reader) ipv6Addresses() []netip.Addr {
	var out []netip.Addr
	for r.open('['); r.more(); {
		for r.open('{'); r.more(); {
			if string(r.key()) != "Ipv6Address" {
				r.skip()
			} else if a := r.addr(); a.IsValid() {
				out = append(out, a)
			}
		}
	}
	return out
}

func (r *reader) delegated(field string) []netip.Prefix {
	var out []netip.Prefix
	for r.open('['); r.more(); {
		for r.open('{'); r.more(); {
			if string(r.key()) != field {
				r.skip()
			} else if p, ok := r.prefix().Known(); ok {
				out = append(out, p)
			}
		}
	}
	return out
}

// reservation reads a Reservation (DescribeInstances).
func (r *reader) reservation() {
	var owner string
	var made []*estate.Instance
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "OwnerId":
			owner = r.intern()
		case "Instances":
			made = r.instances(made)
		default:
			r.skip()
		}
	}
	for _, i := range made {
		if i == nil {
			continue
		}
		if owner != "" {
			i.Account = estate.Literal(owner)
		}
		r.add(i)
	}
}

// instances reads a list of instances. In a list that stands alone they may be in lists
// of their reservations' (--query "Reservations[*].Instances").
func (r *reader) instances(made []*estate.Instance) []*estate.Instance {
	for r.open('['); r.more(); {
		if r.bare.key != "" && r.peek() == '[' {
			made = r.instances(made)
			continue
		}
		line, column := r.place()
		r.at.Line, r.at.Column = line, column
		made = append(made, r.anInstance())
	}
	return made
}

// anInstance reads an Instance; nil for one that is terminated.
func (r *reader) anInstance() *estate.Instance {
	i := &estate.Instance{Core: r.core("", "AWS::EC2::Instance")}
	state := "running"
	var cards []*estate.LiveInterface
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "InstanceId":
			i.ID, i.Logical, i.Physical = r.named()
		case "State":
			state = r.member("Name")
		case "SubnetId":
			i.Subnet = r.txt()
		case "Placement":
			i.Region = r.zoned(r.member("AvailabilityZone"))
		case "SecurityGroups":
			for _, g := range r.groups() {
				i.Groups.Known = append(i.Groups.Known, estate.Item[estate.Text]{Is: g, Origin: r.at})
			}
		case "PrivateIpAddress":
			if a := r.addr(); a.IsValid() {
				i.PrivateIP = estate.Of(a, r.at)
			}
		case "SourceDestCheck":
			i.SourceDestCheck = r.flag()
		case "NetworkInterfaces":
			for r.open('['); r.more(); {
				cards = append(cards, r.readInterface())
			}
		default:
			r.instanceField(i)
		}
	}
	if state == "terminated" || state == "shutting-down" {
		return nil
	}
	if !r.doubtful() {
		r.instance[i.Physical] = state != "stopped" && state != "stopping"
	}
	r.holdCards(i, cards)
	return i
}

func (r *reader) instanceField(i *estate.Instance) {
	switch string(r.last) {
	case "ImageId":
		i.Image = r.txt()
	case "KeyName":
		i.KeyName = r.txt()
	case "InstanceType":
		i.Hardware.Type = r.words()
	case "IamInstanceProfile":
		i.Profile = r.values.text(r.member("Arn"), r.at)
	case "MetadataOptions":
		for r.open('{'); r.more(); {
			switch string(r.key()) {
			case "HttpTokens":
				i.HTTPTokens = r.words()
			case "HttpEndpoint":
				i.HTTPMeta = r.words()
			case "HttpPutResponseHopLimit":
				i.HTTPPutHops = r.whole()
			default:
				r.skip()
			}
		}
	case "Monitoring":
		if s := r.member("State"); s != "" {
			i.Monitoring = r.values.boolean(s == "enabled", r.at)
		}
	case "Tags":
		i.Tags = r.tagged()
	default:
		r.skip()
	}
}

// holdCards notes the interfaces of an instance, which count where no list of
// interfaces has them: DescribeInstances says less of them than
// DescribeNetworkInterfaces, but nothing else.
func (r *reader) holdCards(i *estate.Instance, cards []*estate.LiveInterface) {
	for _, c := range cards {
		c.Instance, c.Region = i.Physical, i.Region
		r.loose.nested = append(r.loose.nested, nestedCard{c, r.scope})
	}
}
