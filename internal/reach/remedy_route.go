package reach

import (
	"net/netip"

	"ringwall/internal/estate"
)

// route adds the route that leads to (or back to) the peer; changes the one that
// leads elsewhere, if a new one would not be more specific; or takes it away, if
// the local one is right.
func (x *mender) route(b mend) (why string) {
	table, ok := x.ref(&b.table.Component)
	if !ok {
		return "it is not known which route table " + string(b.table.ID) + " is"
	}
	if b.target.Kind == ToLocal {
		return x.removeRoute(b)
	}
	target, ok := x.target(b.target)
	if !ok {
		return "no gateway of the estate leads to " + b.peer.addr.String()
	}
	want, why := x.destination(b)
	if why != "" {
		return why
	}
	words := want.String() + " -> " + b.target.Name
	if b.route == nil || b.route.Prefix.IsValid() && want.Bits() > b.route.Prefix.Bits() {
		r := &estate.Route{Core: x.core("AWS::EC2::Route", b.table.ID), Table: table, Target: of(target)}
		r.IPv4, r.IPv6 = byFamily(want)
		x.add("add to "+string(b.table.ID)+": "+words, b.table.ID, b.table.Origin, estate.Add(r))
		return ""
	}
	r, ok := x.written(b.route)
	if !ok {
		return "the route " + b.route.words() + " of " + string(b.table.ID) + " takes it, and is not one that can be changed"
	}
	edit := estate.Edit(r, func(r *estate.Route) { r.Target = of(target) })
	x.add("change in "+string(b.table.ID)+": "+b.route.words()+" to -> "+b.target.Name, r.ID, r.Origin, edit)
	return ""
}

// written is the resource that writes a route.
func (x *mender) written(r *Route) (*estate.Route, bool) {
	found, _ := x.model.Estate.Get(r.ID)
	route, ok := found.(*estate.Route)
	return route, ok
}

func (x *mender) removeRoute(b mend) (why string) {
	if b.route == nil {
		return "the local route of " + string(b.table.ID) + " is missing"
	}
	r, ok := x.written(b.route)
	if !ok {
		return "the route " + b.route.words() + " of " + string(b.table.ID) + " takes it, and is not one that can be changed"
	}
	x.add("remove from "+string(b.table.ID)+": "+b.route.words(), r.ID, r.Origin, estate.Remove(r))
	return ""
}

// target names where a route shall lead.
func (x *mender) target(t Target) (estate.RouteTarget, bool) {
	named := func(kind estate.RouteTargetKind, c *Component) (estate.RouteTarget, bool) {
		ref, ok := x.ref(c)
		text, _ := ref.Known()
		return estate.RouteTarget{Kind: kind, Ref: text}, ok
	}
	switch t.Kind {
	case ToGateway:
		if t.Gateway.isNew() {
			return estate.RouteTarget{Kind: estate.TargetGateway, Ref: estate.OfReference(t.Gateway.ID, "")}, true
		}
		kind := estate.TargetGateway
		if t.Gateway.Kind == EgressOnlyGateway {
			kind = estate.TargetEgressOnly
		}
		return named(kind, &t.Gateway.Component)
	case ToNAT:
		return estate.RouteTarget{Kind: estate.TargetNAT, Ref: estate.OfReference(t.Interface.Owner, "")}, true
	case ToPeering:
		return named(estate.TargetPeering, &t.Peering.Component)
	}
	return estate.RouteTarget{}, false
}

// destination is what a route must be for: the block of the VPC that holds the
// address, or what else was asked for; of the internet all, unless another route
// is for that.
func (x *mender) destination(b mend) (netip.Prefix, string) {
	a := b.peer.addr
	if v := b.peer.vpc; v != nil {
		blocks := v.IPv4
		if a.is6() {
			blocks = v.IPv6
		}
		for _, p := range blocks {
			if a.in(p).Yes() && (b.route == nil || !b.route.Prefix.IsValid() || p.Bits() > b.route.Prefix.Bits()) {
				return p, ""
			}
		}
	}
	if b.peer.kind != OnPremises && b.peer.vpc == nil && b.route == nil {
		return anywhere(a.is6()), ""
	}
	return x.prefix(a, b.peer)
}

// attach attaches a gateway, which may have to be made first.
func (x *mender) attach(b mend) (why string) {
	vpc, ok := x.ref(&b.vpc.Component)
	if !ok {
		return "it is not known which VPC " + string(b.vpc.ID) + " is"
	}
	g := b.gateway
	at := &estate.GatewayAttachment{Core: x.core("AWS::EC2::VPCGatewayAttachment", b.vpc.ID), VPC: vpc}
	if g.isNew() {
		made := &estate.InternetGateway{Core: x.core("AWS::EC2::InternetGateway", b.vpc.ID)}
		made.ID, made.Logical = g.ID, string(g.ID)
		at.InternetGateway = of(made.Self())
		x.add("create an internet gateway and attach it to "+string(b.vpc.ID), b.vpc.ID, b.vpc.Origin, estate.Add(made), estate.Add(at))
		return ""
	}
	ref, ok := x.ref(&g.Component)
	switch {
	case !ok || g.Kind == EgressOnlyGateway || len(g.Attachments) > 0:
		return string(g.ID) + " cannot be attached to " + string(b.vpc.ID)
	case g.Kind == InternetGateway:
		at.InternetGateway = ref
	default:
		at.VPNGateway = ref
	}
	x.add("attach "+string(g.ID)+" to "+string(b.vpc.ID), g.ID, g.Origin, estate.Add(at))
	return ""
}

// publicAddress associates an elastic address with an interface.
func (x *mender) publicAddress(b mend) (why string) {
	r, _ := x.model.Estate.Get(b.at.Owner)
	at := &estate.ElasticIPAssociation{Core: x.core("AWS::EC2::EIPAssociation", b.at.Owner)}
	switch r := r.(type) {
	case *estate.Instance:
		at.Instance = of(r.Self())
	case *estate.NetworkInterface:
		at.Interface = of(r.Self())
	default:
		return b.at.Name() + " has no public address, and none can be associated with it"
	}
	x.add("associate an Elastic IP address with "+string(b.at.Owner), b.at.Owner, b.at.Origin, estate.Add(at))
	return ""
}
