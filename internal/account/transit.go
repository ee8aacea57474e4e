package account

import (
	"net/netip"
	"regexp"

	"ringwall/internal/estate"
)

// transitGateway reads a TransitGateway (DescribeTransitGateways).
func (r *reader) transitGateway() {
	g := &estate.TransitGateway{Core: r.core("", "AWS::EC2::TransitGateway")}
	state := ""
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "TransitGatewayId":
			g.ID, g.Logical, g.Physical = r.named()
		case "TransitGatewayArn":
			r.byARN(&g.Core, r.intern())
		case "OwnerId":
			g.Account = estate.Literal(r.intern())
		case "State":
			state = r.intern()
		case "Options":
			for r.open('{'); r.more(); {
				switch string(r.key()) {
				case "DefaultRouteTableAssociation":
					g.DefaultAssociation = r.words()
				case "DefaultRouteTablePropagation":
					g.DefaultPropagation = r.words()
				case "SecurityGroupReferencingSupport":
					g.GroupReferencing = r.words()
				case "AutoAcceptSharedAttachments":
					g.AutoAcceptAttachment = r.words()
				default:
					r.skip()
				}
			}
		case "Tags":
			g.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	if gone(state) {
		r.dead(g.Physical)
		return
	}
	r.add(g)
}

// attached is what the descriptions of attachments have in common.
type attached struct {
	id, gateway, owner, kind, resource, state, table string
	subnets                                          estate.Items[estate.Text]
	options                                          *estate.Tree
	tags                                             estate.Tags
}

// carries reports whether an attachment of that state carries traffic.
func (a attached) carries() bool {
	switch a.state {
	case "", "available", "modifying":
		return true
	}
	return false
}

// attachmentField reads the member whose name was just read.
func (r *reader) attachmentField(a *attached) {
	switch string(r.last) {
	case "TransitGatewayAttachmentId":
		a.id = r.intern()
	case "TransitGatewayId":
		a.gateway = r.intern()
	case "ResourceType":
		a.kind = r.intern()
	case "ResourceId", "VpcId":
		a.resource = r.intern()
	case "ResourceOwnerId", "VpcOwnerId":
		a.owner = r.intern()
	case "State":
		a.state = r.intern()
	case "SubnetIds":
		a.subnets = r.texts()
	case "Options":
		a.options = r.tree()
	case "Association":
		for r.open('{'); r.more(); {
			if string(r.key()) == "TransitGatewayRouteTableId" {
				a.table = r.intern()
			} else {
				r.skip()
			}
		}
	case "Tags":
		a.tags = r.tagged()
	default:
		r.skip()
	}
}

// transitAttachment reads a TransitGatewayAttachment
// (DescribeTransitGatewayAttachments): of any kind, but without subnets.
func (r *reader) transitAttachment() {
	var a attached
	for r.open('{'); r.more(); {
		r.key()
		r.attachmentField(&a)
	}
	if !a.carries() || a.kind == "peering" { // which the other list describes
		return
	}
	r.loose.attached[a.id] = append(r.loose.attached[a.id], foundAttachment{a, r.at, r.scope})
	r.associated(a.id, a.table)
}

// transitVPCAttachment reads a TransitGatewayVpcAttachment.
func (r *reader) transitVPCAttachment() {
	a := attached{kind: "vpc"}
	for r.open('{'); r.more(); {
		r.key()
		r.attachmentField(&a)
	}
	if a.carries() {
		r.add(r.attachmentOf(a))
	}
}

// attachmentOf is the resource of an attachment.
func (r *reader) attachmentOf(a attached) *estate.TransitGatewayAttachment {
	x := &estate.TransitGatewayAttachment{
		Core: r.core(a.id, "AWS::EC2::TransitGatewayAttachment"), Gateway: r.values.text(a.gateway, r.at),
		Subnets: a.subnets, Options: a.options, Kind: a.kind, Resource: estate.Literal(a.resource),
	}
	x.Tags, x.Account = a.tags, estate.Literal(a.owner)
	if a.kind == "vpc" {
		x.VPC = r.values.text(a.resource, r.at)
	}
	return x
}

// transitPeering reads a TransitGatewayPeeringAttachment.
func (r *reader) transitPeering() {
	x := &estate.TransitGatewayPeering{Core: r.core("", "AWS::EC2::TransitGatewayPeeringAttachment")}
	state := ""
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "TransitGatewayAttachmentId":
			x.ID, x.Logical, x.Physical = r.named()
		case "RequesterTgwInfo":
			gateway, owner, region := r.side("TransitGatewayId")
			x.Gateway, x.Account, x.Region = r.values.text(gateway, r.at), estate.Literal(owner), estate.Literal(region)
		case "AccepterTgwInfo":
			gateway, owner, region := r.side("TransitGatewayId")
			x.PeerGateway, x.PeerAccount, x.PeerRegion = r.values.text(gateway, r.at), owner, region
		case "State":
			state = r.intern()
		case "Tags":
			x.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	if (attached{state: state}).carries() {
		r.add(x)
	}
}

// transitTable reads a TransitGatewayRouteTable.
func (r *reader) transitTable() {
	t := &estate.TransitGatewayRouteTable{Core: r.core("", "AWS::EC2::TransitGatewayRouteTable")}
	state := ""
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "TransitGatewayRouteTableId":
			t.ID, t.Logical, t.Physical = r.named()
		case "TransitGatewayId":
			t.Gateway = r.txt()
		case "State":
			state = r.intern()
		case "Tags":
			t.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	if !gone(state) {
		r.add(t)
	}
}

// transitRoute reads a TransitGatewayRoute (SearchTransitGatewayRoutes); whose
// table it is of, the file's name or a member beside the list says.
func (r *reader) transitRoute() {
	x := &estate.TransitGatewayRoute{Core: r.core("", "AWS::EC2::TransitGatewayRoute")}
	var text string
	state, others := "", false
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "DestinationCidrBlock":
			x.Destination = r.prefix()
		case "ClientVpnEndpointId": // of another command
			others = true
			r.skip()
		case "PrefixListId":
			x.PrefixList = r.intern()
		case "Type":
			text = r.intern()
			x.Propagated = text == "propagated"
		case "State":
			state = r.intern()
			x.Blackhole = r.values.boolean(state == "blackhole", r.at)
		case "TransitGatewayAttachments":
			for _, a := range r.textsOf("TransitGatewayAttachmentId").Known {
				x.Attachments = append(x.Attachments, a.Is)
			}
		default:
			r.skip()
		}
	}
	if len(x.Attachments) > 0 {
		x.Attachment = estate.Of(x.Attachments[0], r.at)
	}
	if others || gone(state) {
		return
	}
	r.loose.transit = append(r.loose.transit, x)
}

// transitAssociation reads a TransitGatewayRouteTableAssociation.
func (r *reader) transitAssociation() {
	if a, state := r.tableMember(); a != "" && (state == "" || state == "associated" || state == "associating") {
		r.loose.associations = append(r.loose.associations, a)
	}
}

// transitPropagation reads a TransitGatewayRouteTablePropagation.
func (r *reader) transitPropagation() {
	if a, state := r.tableMember(); a != "" && (state == "" || state == "enabled" || state == "enabling") {
		r.loose.propagations = append(r.loose.propagations, a)
	}
}

func (r *reader) tableMember() (attachment, state string) {
	x := r.members("TransitGatewayAttachmentId", "State")
	return x[0], x[1]
}

// associated notes the route table with which an attachment is associated.
func (r *reader) associated(attachment, table string) {
	if attachment == "" || table == "" {
		return
	}
	a := &estate.TransitGatewayAssociation{
		Core:  r.core(table+"/association/"+attachment, "AWS::EC2::TransitGatewayRouteTableAssociation"),
		Table: r.values.text(table, r.at), Attachment: r.values.text(attachment, r.at),
	}
	r.add(a)
}

var (
	transitTableName = regexp.MustCompile(`tgw-rtb-[0-9a-zA-Z]+`)
	prefixListName   = regexp.MustCompile(`pl-[0-9a-f]{8,17}`)
)

// fromName takes from a file's path what its content does not say: of which
// route table or prefix list it is.
func (r *reader) fromName() {
	if all := transitTableName.FindAllString(r.path, -1); len(all) > 0 {
		r.about.table = all[len(all)-1]
	}
	if all := prefixListName.FindAllString(r.path, -1); len(all) > 0 {
		r.about.list = all[len(all)-1]
	}
}

// sibling reads a member that says of what the list beside it is.
func (r *reader) sibling(key string) bool {
	switch key {
	case "TransitGatewayRouteTableId":
		r.about.table = r.intern()
	case "PrefixListId":
		r.about.list = r.intern()
	case "TargetGroupArn", "LoadBalancerArn", "LoadBalancerName", "TargetGroupName":
		r.about.targets = r.intern()
	default:
		return false
	}
	return true
}

// join gives the records of a document that do not say what they belong to
// their route table, prefix list or target group.
func (r *reader) join() {
	r.loose.halves = halves{}
	if r.err != nil && len(r.keys) == 0 {
		return
	}
	r.joinTransit()
	if len(r.loose.entries) > 0 {
		if r.about.list == "" {
			r.nameless("the prefix list", "get-managed-prefix-list-entries-pl-….json")
		} else {
			r.loose.listed[r.about.list] = append(r.loose.listed[r.about.list], r.loose.entries...)
		}
		r.loose.entries = nil
	}
	for _, k := range r.keys {
		switch {
		case k == "Routes" && r.about.table != "":
			r.loose.routed[r.about.table] = !r.cut && r.err == nil && r.scope.lists[k].why == ""
		case k == "Entries" && r.about.list != "":
			r.loose.entered[r.about.list] = !r.cut && r.err == nil && r.scope.lists[k].why == ""
		}
	}
	r.joinBalanced()
}

func (r *reader) joinTransit() {
	found := len(r.loose.transit) + len(r.loose.associations) + len(r.loose.propagations)
	table := r.about.table
	if found > 0 && table == "" {
		r.nameless("the transit gateway route table", "search-transit-gateway-routes-tgw-rtb-….json")
		r.loose.transit, r.loose.associations, r.loose.propagations = nil, nil, nil
	}
	for _, x := range r.loose.transit {
		x.Physical = table + "/" + r.destination(x)
		x.ID, x.Logical, x.Table = estate.ID(x.Physical), x.Physical, r.values.text(table, x.Origin)
		r.add(x)
	}
	for _, a := range r.loose.associations {
		r.associated(a, table)
	}
	for _, a := range r.loose.propagations {
		r.add(&estate.TransitGatewayPropagation{
			Core:  r.core(table+"/propagation/"+a, "AWS::EC2::TransitGatewayRouteTablePropagation"),
			Table: r.values.text(table, r.at), Attachment: r.values.text(a, r.at),
		})
	}
	r.loose.transit, r.loose.associations, r.loose.propagations = nil, nil, nil
}

func (r *reader) destination(x *estate.TransitGatewayRoute) string {
	if x.PrefixList != "" {
		return x.PrefixList
	}
	p, _ := x.Destination.Known()
	if p == (netip.Prefix{}) {
		return "?"
	}
	return p.String()
}

// nameless is the fault of a file that does not say of what its list is.
func (r *reader) nameless(what, name string) {
	r.problem(&Error{File: r.name, What: "nothing says of which " + what[4:] + " this is the list: name the file or its folder after it, such as " + name})
	for _, k := range r.keys {
		r.cutOff(k, "the file "+r.name+" does not say of what it is the list")
	}
}
