package account

import (
	"strconv"

	"ringwall/internal/estate"
)

// routeTable reads a RouteTable (DescribeRouteTables) with its routes and
// associations.
func (r *reader) routeTable() {
	t := &estate.RouteTable{Core: r.core("", "AWS::EC2::RouteTable")}
	var routes []*estate.Route
	var associations []association
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "RouteTableId":
			t.ID, t.Logical, t.Physical = r.named()
		case "VpcId":
			t.VPC = r.txt()
		case "OwnerId":
			t.Account = estate.Literal(r.intern())
		case "Routes":
			for r.open('['); r.more(); {
				before := r.faults
				if x := r.route(); x != nil && r.faults == before && r.err == nil {
					routes = append(routes, x)
				}
			}
		case "Associations":
			for r.open('['); r.more(); {
				associations = append(associations, r.tableAssociation())
			}
		case "Tags":
			t.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	if t.Physical == "" {
		return // whose routes these are, a damaged record does not say
	}
	self := r.values.text(t.Physical, r.at)
	for _, a := range associations {
		t.Main = t.Main || a.main && a.there
	}
	r.add(t)
	for n, x := range routes {
		id := t.Physical + "/route-" + strconv.Itoa(n)
		x.ID, x.Logical, x.Physical = estate.ID(id), id, id
		x.Table, x.Account = self, t.Account
		r.add(x)
	}
	for _, a := range associations {
		r.associate(a, t, self)
	}
}

// association is a RouteTableAssociation.
type association struct {
	id, subnet, gateway string
	main, there         bool
}

func (r *reader) tableAssociation() association {
	a := association{there: true}
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "RouteTableAssociationId":
			a.id = r.intern()
		case "SubnetId":
			a.subnet = r.intern()
		case "GatewayId":
			a.gateway = r.intern()
		case "Main":
			a.main, _ = r.boolean()
		case "AssociationState":
			state := r.member("State")
			a.there = state != "disassociated" && state != "failed"
		default:
			r.skip()
		}
	}
	return a
}

func (r *reader) associate(a association, t *estate.RouteTable, table estate.Value[estate.Text]) {
	if a.id == "" {
		a.id = t.Physical + "/" + a.subnet + a.gateway
	}
	switch {
	case !a.there:
	case a.subnet != "":
		x := &estate.RouteTableAssociation{Core: r.core(a.id, "AWS::EC2::SubnetRouteTableAssociation"), Subnet: r.values.text(a.subnet, r.at), Table: table}
		x.Account = t.Account
		r.loose.tabled[a.subnet] = true
		r.add(x)
	case a.gateway != "":
		x := &estate.GatewayRouteTableAssociation{Core: r.core(a.id, "AWS::EC2::GatewayRouteTableAssociation"), Gateway: r.values.text(a.gateway, r.at), Table: table}
		x.Account = t.Account
		r.add(x)
	}
}

// route reads a Route; nil for a local one that every table has.
func (r *reader) route() *estate.Route {
	line, column := r.place()
	x := &estate.Route{Core: r.core("", "AWS::EC2::Route")}
	x.Origin.Line, x.Origin.Column = line, column
	var target estate.RouteTarget
	found := 0
	to := func(kind estate.RouteTargetKind) {
		id := r.intern()
		if id == "" || found == 1 && target.Kind == estate.TargetInterface && kind == estate.TargetInstance {
			return // an instance's route names its interface too, which is exact
		}
		target, found = estate.RouteTarget{Kind: kind, Ref: estate.Literal(id)}, 1
	}
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "DestinationCidrBlock":
			x.IPv4 = r.prefix()
		case "DestinationIpv6CidrBlock":
			x.IPv6 = r.prefix()
		case "DestinationPrefixListId":
			x.PrefixList = r.txt()
		case "GatewayId":
			to(estate.TargetGateway)
		case "NatGatewayId":
			to(estate.TargetNAT)
		case "InstanceId":
			to(estate.TargetInstance)
		case "NetworkInterfaceId":
			to(estate.TargetInterface)
		case "VpcPeeringConnectionId":
			to(estate.TargetPeering)
		case "TransitGatewayId":
			to(estate.TargetTransitGateway)
		case "EgressOnlyInternetGatewayId":
			to(estate.TargetEgressOnly)
		case "VpcEndpointId":
			to(estate.TargetEndpoint)
		case "LocalGatewayId", "CarrierGatewayId", "CoreNetworkArn", "OdbNetworkArn":
			to(estate.TargetOther)
		case "Origin":
			x.Propagated = r.intern() == "EnableVgwRoutePropagation"
		case "State":
			x.Blackhole = r.intern() == "blackhole"
		default:
			r.skip()
		}
	}
	return r.routeTo(x, target)
}

// routeTo gives a route its target. A gateway endpoint is called a gateway in
// route tables.
func (r *reader) routeTo(x *estate.Route, target estate.RouteTarget) *estate.Route {
	id, _ := target.Ref.Known()
	switch {
	case id == "local":
		return nil
	case len(id) > 5 && id[:5] == "vpce-":
		target.Kind = estate.TargetEndpoint
	}
	switch {
	case x.Blackhole:
		x.Lost = target.Ref
	case id != "":
		x.Target = estate.Of(target, x.Origin)
	default: // AWS Config does not record Gateway Load Balancer endpoints, or core networks
		g := estate.NotListed("where a route leads", "the source does not say it", "add describe-route-tables.json")
		g.Origin = x.Origin
		x.Target = estate.UnknownValue[estate.RouteTarget](g, x.Origin)
	}
	return x
}
