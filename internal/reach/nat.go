package reach

import (
	"net/netip"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// placeNAT makes the interface of a NAT gateway. It has no security groups; a
// public one has an elastic address ("NAT gateways").
func (b *builder) placeNAT(r *estate.NATGateway) {
	c, ok := b.component(&r.Core)
	if !ok {
		return
	}
	regional := boolean(estate.Derive(r.Availability.Or("zonal"), func(s string) estate.Alternative[bool] {
		return estate.Alternative[bool]{State: estate.Known, Is: strings.EqualFold(s, "regional")}
	}), false, b.world)
	kind := estate.Derive(r.Connectivity.Or("public"), func(s string) estate.Alternative[bool] {
		return estate.Alternative[bool]{State: estate.Known, Is: !strings.EqualFold(s, "private")}
	})
	i := &Interface{
		Traits: &Traits{
			Type: r.Type, Stack: c.Stack, InUse: yes(),
			NoGroups: true, NAT: true, SourceDestCheck: no(), Listens: traffic.NoServices(),
		},
		Owner: c.ID, Origin: c.Origin, Exists: c.Exists, Has4: yes(), Has6: no(),
		PublicIPv4: boolean(kind, true, b.world),
	}
	if i.Subnet = b.subnetOfNAT(r); regional.Yes() {
		i.Subnet = b.regionalSubnet(r)
		b.zonesOf(i, r)
	}
	for _, card := range b.e.InterfacesOf(r.ID) {
		i.Card = card.ID
	}
	i.IPv4 = i.Subnet.Address4
	if live := r.Addresses; len(live) > 0 && live[0].Private.IsValid() {
		i.IPv4 = exactly(live[0].Private)
		i.PublicIPv4 = holds(slices.ContainsFunc(live, func(a estate.LiveAddress) bool { return a.Public.IsValid() }))
		var public []netip.Addr
		for _, a := range live {
			public = append(public, a.Public)
		}
		i.Public = publicOf(public...)
	} else {
		i.statedNAT(r)
	}
	b.n.Interfaces = append(b.n.Interfaces, i)
}

func (b *builder) subnetOfNAT(r *estate.NATGateway) *Subnet {
	id, gap, ok := b.name(r.Subnet, r.Origin)
	if !ok {
		id, gap = "the subnet of "+r.ID, outside("the subnet of "+string(r.ID), "none is named", r.Origin)
	}
	return b.subnet(id, gap)
}

// regionalSubnet is where a regional NAT gateway stands: in no subnet of the
// VPC, with a route table of its own that leads to the internet gateway, and
// without a network ACL ("Regional NAT gateways for automatic multi-AZ
// expansion"). Routes of the estate may name that table by the gateway.
func (b *builder) regionalSubnet(r *estate.NATGateway) *Subnet {
	v := b.vpc(r.VPC, r.Origin)
	gap := outside("the private address of "+string(r.ID), "AWS chooses it", r.Origin)
	made := Component{ID: r.ID, Stack: r.Stack, Origin: r.Origin, Exists: yes()}
	t := &RouteTable{Component: made, VPC: v}
	out := Route{Table: t, ID: r.ID, Origin: r.Origin, Exists: yes(), Source: RouteStatic, Prefix: netip.PrefixFrom(netip.IPv4Unspecified(), 0), Family: 4}
	g, is := b.n.internetGatewayOf(v)
	switch {
	case g != nil:
		out.Target = Target{Kind: ToGateway, Name: string(g.ID), Gateway: g}
	case is.Unknown():
		out.Target = Target{Name: "the internet gateway", Gap: is.Gaps()[0]}
	default:
		out.Target = Target{Kind: ToNowhere, Name: "the internet gateway"}
	}
	t.Routes = append(t.Routes, &out)
	b.tableBy[r.ID] = t
	b.n.Tables = append(b.n.Tables, t)
	s := &Subnet{
		Component: made, Bare: true, VPC: v, Has4: yes(), Has6: no(), MapPublicIP: no(), AssignIPv6: no(),
		Address4: someOf(anyIPv4(), gap), Tables: Choice[*RouteTable]{Options: []*RouteTable{t}},
	}
	b.n.Subnets, v.Subnets = append(b.n.Subnets, s), append(v.Subnets, s)
	return s
}

// zonesOf reads which zones a regional NAT gateway serves.
func (b *builder) zonesOf(i *Interface, r *estate.NATGateway) {
	items, sure, more := r.Zones.In(b.world)
	for k, z := range items {
		if sure[k] {
			i.Zones = append(i.Zones, r.Core.In(z.Is, ""))
		} else {
			i.ZonesGap = within(z.When, b.world, z.Origin).Gaps()[0]
		}
	}
	if more != nil {
		i.ZonesGap = placed(*more, r.Origin)
	}
}

// serves asks whether a NAT gateway takes what leaves a subnet: a regional one
// of the zones in which it is registered.
func (i *Interface) serves(s *Subnet) Trit {
	if len(i.Zones) == 0 && !isGap(i.ZonesGap) {
		return yes()
	}
	t := no()
	if isGap(i.ZonesGap) {
		t = maybe(i.ZonesGap)
	}
	for _, z := range i.Zones {
		t = t.or(sameZone(z, s.Zone, s))
	}
	return t
}

// serving is the gate of the zones that a regional NAT gateway serves.
func (w *walker) serving(nat *Interface, s *Subnet) {
	if is := nat.serves(s); !is.Yes() {
		w.gate(is, proof.Step{
			Resource: nat.Owner, Kind: "nat-gateway", Rule: "serves the Availability Zone of " + string(s.ID),
			Code: codeRegionalNATZone, Origin: nat.Origin,
		})
	}
}

// replyOverPeering judges the route of a reply to a NAT gateway in a peer VPC,
// where there is none that leads back. AWS's documentation wants one, but was
// seen to deliver such replies all the same ("Unexpected Routing Behaviour in
// AWS with VPC Peering and NAT Gateway", Reversec, 2026).
func (w *walker) replyOverPeering(s *Subnet, t *RouteTable, h hop) bool {
	back := false
	if h.target.Kind == ToPeering {
		far, ok := h.target.Peering.far(s.VPC)
		back = ok && w.source.vpc != nil && !sameVPC(far, w.source.vpc).No() && !h.target.Peering.Exists.No()
	}
	if len(h.gaps) > 0 || back || h.target.Kind == ToUnknown || h.target.Kind == ToInterface {
		return false
	}
	gap := outside("replies to the NAT gateway "+string(w.source.host.Owner), "no route of "+string(s.ID)+" leads back over the peering connection, but AWS has been seen to deliver them without", t.Origin)
	w.border(maybe(gap), proof.Step{Resource: t.ID, Kind: "route", Rule: "no route back to " + w.source.addr.String(), Origin: t.Origin})
	return true
}
