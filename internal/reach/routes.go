package reach

import (
	"net/netip"
	"strings"

	"ringwall/internal/estate"
)

// routes fills the route tables: the local routes of their VPCs, what the
// estate writes, what gateway endpoints and VPN gateways add.
func (b *builder) routes() {
	for _, t := range b.n.Tables {
		b.localRoutes(t)
	}
	for _, r := range estate.All[*estate.Route](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		if id, gap, ok := b.name(r.Table, r.Origin); ok {
			b.addRoute(b.table(id, gap), r, c)
		}
	}
	b.gatewayEndpoints()
	b.learnedRanges()
	b.propagate()
	b.order()
}

func (b *builder) localRoutes(t *RouteTable) {
	local := func(p netip.Prefix, gap estate.Gap, family int) {
		t.Routes = append(t.Routes, &Route{
			Table: t, ID: t.ID, Origin: t.VPC.Origin, Exists: yes(), Source: RouteLocal,
			Prefix: p, Gap: gap, Family: family, Target: Target{Kind: ToLocal, Name: "local", InVPC: true},
		})
	}
	for _, p := range t.VPC.IPv4 {
		local(p, estate.Gap{}, 4)
	}
	for _, p := range t.VPC.IPv6 {
		local(p, estate.Gap{}, 6)
	}
	for _, s := range t.VPC.Subnets {
		if isGap(t.VPC.Gap4) && s.IPv4.IsValid() {
			local(s.IPv4, estate.Gap{}, 4)
		}
		if isGap(t.VPC.Gap6) && s.IPv6.IsValid() {
			local(s.IPv6, estate.Gap{}, 6)
		}
	}
	if isGap(t.VPC.Gap4) {
		local(netip.Prefix{}, t.VPC.Gap4, 4)
	}
	if isGap(t.VPC.Gap6) {
		local(netip.Prefix{}, t.VPC.Gap6, 6)
	}
}

// addRoute adds a route of the estate, one Route for each destination that it
// has or may have.
func (b *builder) addRoute(t *RouteTable, r *estate.Route, c Component) {
	base := Route{Table: t, ID: c.ID, Origin: c.Origin, Exists: c.Exists, Source: RouteStatic, Target: b.target(r.Target, c)}
	add := func(p netip.Prefix, source RouteSource, family int, service string, gap estate.Gap) {
		route := base
		route.Prefix, route.Source, route.Family, route.Service, route.Gap = p, source, family, service, gap
		t.Routes = append(t.Routes, &route)
	}
	source := RouteStatic
	if r.Propagated {
		source = RoutePropagated
	}
	if r.Blackhole {
		base.Target = Target{Kind: ToNowhere, Name: base.Target.Name}
	}
	prefix := func(v estate.Value[netip.Prefix], family int) {
		switch a := v.In(b.world); a.State {
		case estate.Known:
			add(a.Is.Masked(), source, family, "", estate.Gap{})
		case estate.Unknown:
			add(netip.Prefix{}, source, family, "", placed(a.Gap, c.Origin))
		}
	}
	prefix(r.IPv4, 4)
	prefix(r.IPv6, 6)
	id, gap, ok := b.name(r.PrefixList, r.Origin)
	if !ok {
		return
	}
	list := b.listPeer(id, gap)
	for _, p := range list.Prefixes {
		add(p, RouteList, list.Family, list.Service, estate.Gap{})
	}
	if list.Kind != PeerPrefixes || isGap(list.Gap) {
		add(netip.Prefix{}, RouteList, list.Family, list.Service, list.Gap)
	}
}

// target resolves where a route goes.
func (b *builder) target(v estate.Value[estate.RouteTarget], c Component) Target {
	a := v.In(b.world)
	switch a.State {
	case estate.Unknown:
		gap := placed(a.Gap, c.Origin)
		return Target{Name: "a target that hangs on " + gap.Variable.Name, Gap: gap, InVPC: true}
	case estate.Absent:
		return Target{Kind: ToNowhere, Name: "no target"}
	}
	if s, ok := a.Is.Ref.Known(); ok && s == "local" {
		return Target{Kind: ToLocal, Name: "local", InVPC: true}
	}
	id, gap := b.nameOf(a.Is.Ref, c.Origin)
	if r, ok := b.e.Get(id); ok && within(r.Base().When, b.world, c.Origin).No() {
		return Target{Kind: ToNowhere, Name: string(id)}
	}
	if a.Is.Kind == estate.TargetEndpoint || a.Is.Kind == estate.TargetGateway {
		if t, ok := b.firewallTarget(Target{Name: string(id), Gap: gap}, a.Is.Ref); ok {
			return t
		}
	}
	return b.targetNamed(a.Is.Kind, id, gap, c)
}

func (b *builder) targetNamed(kind estate.RouteTargetKind, id estate.ID, gap estate.Gap, c Component) Target {
	t := Target{Name: string(id), Gap: gap}
	switch kind {
	case estate.TargetGateway:
		return b.gatewayTarget(t, id, gap)
	case estate.TargetEgressOnly:
		t.Kind, t.Gateway = ToGateway, b.gateway(id, EgressOnlyGateway, gap)
	case estate.TargetNAT:
		t.InVPC = true
		if own := b.n.OwnedBy(id); len(own) > 0 && own[0].NAT {
			t.Kind, t.Interface = ToNAT, own[0]
		}
	case estate.TargetInstance, estate.TargetInterface:
		t.InVPC = true
		if own := b.primary(id); len(own) == 1 {
			t.Kind, t.Interface, t.Box = ToInterface, own[0], b.appliance(own[0])
		}
	case estate.TargetPeering:
		if p := b.peeringBy[id]; p != nil {
			t.Kind, t.Peering = ToPeering, p
		}
	case estate.TargetTransitGateway:
		t.Kind, t.Transit = ToTransit, b.transit(id, gap)
	case estate.TargetEndpoint:
		return b.endpointTarget(t, id, c)
	default:
		t.Gap, t.InVPC = notFollowed("route target", id, c.Origin), true
	}
	return t
}

// gatewayTarget is an internet or VPN gateway; of one that the estate only
// names, the id tells which.
func (b *builder) gatewayTarget(t Target, id estate.ID, gap estate.Gap) Target {
	kind := InternetGateway
	switch {
	case b.gatewayBy[id] != nil:
	case strings.HasPrefix(string(id), "vgw-"):
		kind = VPNGateway
	case b.isEndpoint(id):
		return b.endpointTarget(t, id, Component{Origin: gap.Origin})
	case strings.HasPrefix(string(id), "vpce-"):
		t.InVPC = true
		return t
	case !strings.HasPrefix(string(id), "igw-"):
		return t // unknown which kind of gateway
	}
	t.Kind, t.Gateway = ToGateway, b.gateway(id, kind, gap)
	return t
}

// isEndpoint: describe-route-tables writes endpoints where gateways stand.
func (b *builder) isEndpoint(id estate.ID) bool {
	r, ok := b.e.Get(id)
	if !ok {
		return false
	}
	_, ok = r.(*estate.VPCEndpoint)
	return ok
}

func notFollowed(what string, id estate.ID, at estate.Origin) estate.Gap {
	return outside(what+" "+string(id), "traffic through it is not followed yet", at)
}

// endpoint makes the gateway endpoint of a resource, once.
func (b *builder) endpoint(r *estate.VPCEndpoint) *GatewayEndpoint {
	if g, ok := b.endpointBy[r.ID]; ok {
		return g
	}
	c, _ := b.component(&r.Core)
	g := &GatewayEndpoint{Component: c, VPC: b.vpc(r.VPC, r.Origin)}
	if a := r.Service.In(b.world); a.State == estate.Known {
		if g.Service, _ = managedList(a.Is.String()); g.Service != "" {
			g.peer = b.awsPeer(estate.ID(a.Is.String()), g.Service, estate.Gap{Origin: c.Origin})
		}
	}
	b.endpointBy[r.ID] = g
	b.n.Endpoints = append(b.n.Endpoints, g)
	return g
}

// gatewayEndpoints adds the routes that gateway endpoints write into their
// route tables.
func (b *builder) gatewayEndpoints() {
	for _, r := range estate.All[*estate.VPCEndpoint](b.e) {
		c, ok := b.component(&r.Core)
		isGateway := boolean(estate.Derive(r.Kind.Or("Gateway"), func(s string) estate.Alternative[bool] {
			return estate.Alternative[bool]{State: estate.Known, Is: s == "Gateway"}
		}), true, b.world)
		if !ok || isGateway.No() {
			continue
		}
		g := b.endpoint(r)
		tables, sure, more := r.Tables.In(b.world)
		for k, item := range tables {
			exists := c.Exists.and(isGateway)
			if !sure[k] {
				exists = exists.and(within(item.When, b.world, item.Origin))
			}
			id, gap := b.nameOf(item.Is, item.Origin)
			b.endpointRoute(b.table(id, gap), g, exists)
		}
		if more == nil {
			continue
		}
		for _, t := range b.n.Tables {
			if t.VPC == g.VPC {
				b.endpointRoute(t, g, maybe(placed(*more, c.Origin)))
			}
		}
	}
}

func (b *builder) endpointRoute(t *RouteTable, g *GatewayEndpoint, exists Trit) {
	g.Tables = append(g.Tables, t)
	gap := outside("the addresses of "+g.Service, "AWS keeps their list", g.Origin)
	for _, p := range append([]netip.Prefix{{}}, g.peer.Prefixes...) {
		t.Routes = append(t.Routes, &Route{
			Table: t, ID: g.ID, Origin: g.Origin, Exists: exists, Source: RouteList, Prefix: p, Service: g.Service, Gap: gap, Family: 4,
			Target: Target{Kind: ToEndpoint, Name: string(g.ID), Endpoint: g},
		})
	}
}

// propagate adds the routes that VPN gateways write into route tables.
func (b *builder) propagate() {
	for _, r := range estate.All[*estate.RoutePropagation](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		id, gap, ok := b.name(r.VPNGateway, r.Origin)
		if !ok {
			continue
		}
		g := b.gateway(id, VPNGateway, gap)
		tables, sure, more := r.Tables.In(b.world)
		for k, item := range tables {
			exists := c.Exists
			if !sure[k] {
				exists = exists.and(within(item.When, b.world, item.Origin))
			}
			id, gap := b.nameOf(item.Is, item.Origin)
			b.propagateInto(b.table(id, gap), g, exists, c)
		}
		if more == nil {
			continue
		}
		for _, t := range b.n.Tables {
			if is, _ := b.n.attachedTo(g, t.VPC); !is.No() {
				b.propagateInto(t, g, maybe(placed(*more, c.Origin)), c)
			}
		}
	}
}

func (b *builder) propagateInto(t *RouteTable, g *Gateway, exists Trit, c Component) {
	base := Route{
		Table: t, ID: c.ID, Origin: c.Origin, Exists: exists, Source: RoutePropagated, Family: 4,
		Target: Target{Kind: ToGateway, Name: string(g.ID), Gateway: g},
	}
	for _, p := range g.OnPremises {
		r := base
		r.Prefix = p
		t.Routes = append(t.Routes, &r)
	}
	if isGap(g.OnPremisesGap) {
		r := base
		r.Gap = g.OnPremisesGap
		t.Routes = append(t.Routes, &r)
	}
}
