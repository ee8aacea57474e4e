package reach

import (
	"cmp"
	"net/netip"
	"slices"

	"ringwall/internal/estate"
)

// RouteTable decides where traffic that leaves its subnets goes.
type RouteTable struct {
	Component
	VPC *VPC
	// Routes are in order of preference: longest prefix first; of equal ones
	// local, static, lists, propagated. Those of unknown destination come first.
	Routes []*Route
}

// RouteSource is where a route comes from; of equal destinations the lower wins.
type RouteSource uint8

const (
	// RouteLocal is a VPC's own block, implied in each of its tables.
	RouteLocal RouteSource = iota
	// RouteStatic is written with a prefix.
	RouteStatic
	// RouteList is written with a prefix list.
	RouteList
	// RoutePropagated comes from a VPN gateway.
	RoutePropagated
)

// Route is one entry of a route table; a route of a prefix list is one for each
// entry of the list.
type Route struct {
	Table  *RouteTable
	ID     estate.ID // of the resource that writes it
	Origin estate.Origin
	Exists Trit
	Source RouteSource
	// Prefix is the destination if it is known (valid). Otherwise Service names
	// the AWS service whose addresses it is for, or Gap says why it is unknown. A
	// route of both is an entry of the service's list: it is for addresses that are
	// asked for by number, the list's other route for the service by name.
	Prefix  netip.Prefix
	Service string
	Gap     estate.Gap
	// Family is 4 or 6 for a destination of that family only, else 0.
	Family int
	Target Target
}

// TargetKind tells the targets of routes apart.
type TargetKind uint8

const (
	// ToUnknown is a target that is not known or not followed: Gap says why.
	ToUnknown TargetKind = iota
	// ToLocal delivers within the VPC.
	ToLocal
	// ToGateway is an internet, egress-only or VPN gateway.
	ToGateway
	// ToNAT is a NAT gateway.
	ToNAT
	// ToInterface is an interface that routes: an appliance.
	ToInterface
	// ToPeering is a peering connection.
	ToPeering
	// ToEndpoint is a gateway endpoint.
	ToEndpoint
	// ToTransit is a transit gateway.
	ToTransit
	// ToMiddlebox is an endpoint of a Gateway Load Balancer or Network Firewall.
	ToMiddlebox
	// ToNowhere is a blackhole: what it names is not there.
	ToNowhere
)

// Target is where a route sends what it matches.
type Target struct {
	Kind      TargetKind
	Name      string // as explanations say it: "igw", "nat-a"
	Gateway   *Gateway
	Interface *Interface // of ToNAT and ToInterface
	Peering   *Peering
	Endpoint  *GatewayEndpoint
	Transit   *TransitGateway
	Box       *Middlebox // of ToInterface and ToMiddlebox
	Gap       estate.Gap
	// InVPC: AWS admits it for destinations within the VPC's own blocks (NAT
	// gateways, interfaces, Gateway Load Balancer endpoints).
	InVPC bool
}

func (b *builder) tables() {
	for _, r := range estate.All[*estate.RouteTable](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		t := &RouteTable{Component: c, VPC: b.vpc(r.VPC, r.Origin)}
		if r.Main && (t.VPC.Main == nil || t.VPC.Main.Origin.Implied != "") {
			t.VPC.Main = t
		}
		b.tableBy[r.ID] = t
		b.n.Tables = append(b.n.Tables, t)
	}
}

// table finds the route table of a name, or makes a placeholder.
func (b *builder) table(id estate.ID, gap estate.Gap) *RouteTable {
	if t, ok := b.tableBy[id]; ok {
		return t
	}
	t := &RouteTable{Component: placeholder(id, gap), VPC: b.vpcNamed("the VPC of "+id, gap)}
	t.Routes = append(t.Routes, &Route{
		Table: t, ID: id, Exists: yes(), Source: RouteStatic, Gap: gap, Target: Target{Name: "a target", Gap: gap},
	})
	b.tableBy[id] = t
	b.n.Tables = append(b.n.Tables, t)
	return t
}

// associateTables gives every subnet its route table: the one associated with
// it, else its VPC's main one.
func (b *builder) associateTables() {
	explicit, loose := associations(b, func(r *estate.RouteTableAssociation) (a association[*RouteTable], subnet estate.Value[estate.Text], ok bool) {
		id, gap, ok := b.name(r.Table, r.Origin)
		if !ok {
			return a, subnet, false
		}
		t := b.table(id, gap)
		return association[*RouteTable]{of: t, vpc: t.VPC}, r.Subnet, true
	})
	for _, s := range b.n.Subnets {
		s.Tables = choose(b, s, append(explicit[s], loose...), s.VPC.Main)
	}
	b.edgeTables()
}

// edgeTables gives internet and VPN gateways their own route tables.
func (b *builder) edgeTables() {
	for _, r := range estate.All[*estate.GatewayRouteTableAssociation](b.e) {
		if _, ok := b.component(&r.Core); !ok {
			continue
		}
		gateway, gap, ok := b.name(r.Gateway, r.Origin)
		if !ok {
			continue
		}
		table, tableGap, ok := b.name(r.Table, r.Origin)
		if g := b.gatewayBy[gateway]; g != nil && ok {
			g.Edge = b.table(table, tableGap)
		} else if ok {
			b.gateway(gateway, InternetGateway, gap).Edge = b.table(table, tableGap)
		}
	}
}

// order sorts the routes of every table by preference.
func (b *builder) order() {
	for _, t := range b.n.Tables {
		slices.SortStableFunc(t.Routes, (*Route).compare)
	}
}

// compare is negative if r is preferred to s, or stands before it.
func (r *Route) compare(s *Route) int {
	return preferred(r.Prefix, s.Prefix, r.rank()-s.rank(), cmp.Compare(r.ID, s.ID))
}

// preferred compares routes: the longest prefix first, then by rank; those whose
// destination is unknown stand before all, by ID.
func preferred(p, q netip.Prefix, rank, id int) int {
	switch valid, other := p.IsValid(), q.IsValid(); {
	case !valid && !other:
		return id
	case !valid:
		return -1
	case !other:
		return 1
	}
	return cmp.Or(q.Bits()-p.Bits(), rank, id)
}

// rank orders routes of equal destination: a static route to an appliance
// replaces the local one, any other loses to it.
func (r *Route) rank() int {
	if r.Source == RouteStatic && r.Target.InVPC && r.Target.Kind != ToLocal {
		return -1
	}
	return int(r.Source)
}
