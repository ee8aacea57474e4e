package reach

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// armKey finds an attachment of a transit gateway; a peering's two arms have one
// ID.
type armKey struct {
	id      estate.ID
	gateway *TransitGateway
}

// transits resolves transit gateways, their arms and their route tables.
func (b *builder) transits() {
	b.transitBy, b.transitTableBy, b.armBy = map[estate.ID]*TransitGateway{}, map[estate.ID]*TransitTable{}, map[armKey]*TransitAttachment{}
	for _, r := range estate.All[*estate.TransitGateway](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		g := &TransitGateway{Component: c, GroupReferences: b.enabled(r.GroupReferencing, false)}
		b.transitBy[r.ID] = g
		b.n.Transits = append(b.n.Transits, g)
	}
	for _, r := range estate.All[*estate.TransitGatewayRouteTable](b.e) {
		c, ok := b.component(&r.Core)
		if id, gap, named := b.name(r.Gateway, r.Origin); ok && named {
			b.transitTableBy[r.ID] = &TransitTable{Component: c, Gateway: b.transit(id, gap)}
		}
	}
	b.arms()
	b.peeredArms()
	b.connectedArms()
	b.associateArms()
	b.transitRoutes()
	for _, t := range b.transitTableBy {
		slices.SortStableFunc(t.Routes, (*TransitRoute).compare)
	}
	for _, g := range b.n.Transits {
		slices.SortStableFunc(g.Attachments, func(x, y *TransitAttachment) int { return cmp.Compare(x.ID, y.ID) })
	}
}

// enabled reads "enable" or "disable".
func (b *builder) enabled(v estate.Value[string], absent bool) Trit {
	return boolean(estate.Derive(v, func(s string) estate.Alternative[bool] {
		return estate.Alternative[bool]{State: estate.Known, Is: strings.EqualFold(s, "enable")}
	}), absent, b.world)
}

// transit finds the transit gateway of a name, or makes a placeholder.
func (b *builder) transit(id estate.ID, gap estate.Gap) *TransitGateway {
	if g, ok := b.transitBy[id]; ok {
		return g
	}
	g := &TransitGateway{Component: placeholder(id, gap), GroupReferences: maybe(gap)}
	b.transitBy[id] = g
	b.n.Transits = append(b.n.Transits, g)
	return g
}

func (b *builder) addArm(a *TransitAttachment) {
	a.Gateway.Attachments = append(a.Gateway.Attachments, a)
	b.armBy[armKey{a.ID, a.Gateway}] = a
}

// arms makes the attachments that the estate declares.
func (b *builder) arms() {
	for _, r := range estate.All[*estate.TransitGatewayAttachment](b.e) {
		c, ok := b.component(&r.Core)
		id, gap, named := b.name(r.Gateway, r.Origin)
		if !ok || !named {
			continue
		}
		a := &TransitAttachment{Component: c, Gateway: b.transit(id, gap), IPv6: yes(), GroupReferences: no(), Appliance: no()}
		a.usesDefault, a.propagatesByDefault = r.UsesDefault, r.PropagatesByDefault
		switch r.Kind {
		case "", "vpc":
			b.vpcArm(a, r)
		case "vpn":
			a.Kind, a.rank = TransitPremises, transitFromVPN
			b.behindVPN(a, r)
		case "direct-connect-gateway":
			a.Kind, a.rank, a.direct = TransitPremises, transitFromDirectConnect, r.Resource
			a.OnPremisesGap = outside("the on-premises ranges behind "+string(c.ID), "Direct Connect announces them by BGP", c.Origin)
		case "connect":
			a.Kind, a.rank = TransitPremises, transitFromConnect
			a.OnPremisesGap = outside("the ranges behind "+string(c.ID), "its peers announce them by BGP", c.Origin)
		default:
			a.Kind, a.Gap = TransitUnknown, outside("the attachment "+string(c.ID), "a "+r.Kind+" attachment is not followed", c.Origin)
		}
		b.addArm(a)
	}
}

// vpcArm reads a VPC's attachment and its options (TransitGatewayVpcAttachmentOptions).
func (b *builder) vpcArm(a *TransitAttachment, r *estate.TransitGatewayAttachment) {
	a.Kind, a.VPC, a.rank = TransitVPC, b.vpc(r.VPC, r.Origin), transitFromVPC
	a.IPv6 = b.enabled(r.Options.At("Ipv6Support").AsString(), false)
	a.GroupReferences = b.enabled(r.Options.At("SecurityGroupReferencingSupport").AsString(), true)
	a.Appliance = b.enabled(r.Options.At("ApplianceModeSupport").AsString(), false)
	items, sure, more := r.Subnets.In(b.world)
	for k, s := range items {
		if !sure[k] {
			a.SubnetsGap = within(s.When, b.world, s.Origin).Gaps()[0]
			continue
		}
		id, gap := b.nameOf(s.Is, s.Origin)
		a.Subnets = append(a.Subnets, b.subnet(id, gap))
	}
	if more != nil {
		a.SubnetsGap = placed(*more, r.Origin)
	}
}

// behindVPN gives a live VPN attachment the ranges of its connection.
func (b *builder) behindVPN(a *TransitAttachment, r *estate.TransitGatewayAttachment) {
	id, _ := b.nameOf(r.Resource, r.Origin)
	if found, is := b.e.Get(id); is {
		if v, is := found.(*estate.VPNConnection); is {
			a.IPv6, a.vpn = b.insideIPv6(v), true
			b.vpnRanges(a, v)
			return
		}
	}
	a.OnPremisesGap = outside("the on-premises ranges behind "+string(a.ID), "its VPN connection is not in the sources", a.Origin)
}

// connectedArms makes the attachments that VPN connections bring.
func (b *builder) connectedArms() {
	attached := map[estate.ID]bool{}
	for _, r := range estate.All[*estate.TransitGatewayAttachment](b.e) {
		id, _ := b.nameOf(r.Resource, r.Origin)
		attached[id] = true
	}
	for _, r := range estate.All[*estate.VPNConnection](b.e) {
		c, ok := b.component(&r.Core)
		id, gap, named := b.name(r.TransitGateway, r.Origin)
		if !ok || !named || attached[r.ID] {
			continue
		}
		a := &TransitAttachment{
			Component: c, Gateway: b.transit(id, gap), Kind: TransitPremises, rank: transitFromVPN,
			IPv6: b.insideIPv6(r), vpn: true, GroupReferences: no(), Appliance: no(),
		}
		b.vpnRanges(a, r)
		b.addArm(a)
	}
}

// insideIPv6 asks whether a VPN connection carries IPv6; else it carries IPv4 ("IPv4 and
// IPv6 traffic in AWS Site-to-Site VPN").
func (b *builder) insideIPv6(r *estate.VPNConnection) Trit {
	switch a := r.Inside.In(b.world); a.State {
	case estate.Known:
		return holds(strings.EqualFold(a.Is, "ipv6"))
	case estate.Unknown:
		return maybe(placed(a.Gap, r.Origin))
	}
	return no()
}

// carries asks whether an arm takes packets of a family.
func (a *TransitAttachment) carries(six bool) Trit {
	switch {
	case six && (a.Kind == TransitVPC || a.vpn):
		return a.IPv6
	case !six && a.vpn:
		return a.IPv6.not()
	}
	return yes()
}

// vpnRanges are a VPN connection's static routes; what BGP brought only route
// tables show.
func (b *builder) vpnRanges(a *TransitAttachment, r *estate.VPNConnection) {
	for _, x := range estate.All[*estate.VPNConnectionRoute](b.e) {
		c, ok := b.component(&x.Core)
		if id, _, named := b.name(x.Connection, x.Origin); ok && named && id == r.ID {
			b.addBlock(&a.OnPremises, &a.OnPremisesGap, x.Destination, c.Exists)
		}
	}
	if static := boolean(r.StaticOnly, false, b.world); !static.Yes() {
		a.OnPremisesGap = outside("the on-premises ranges behind "+string(r.ID), "its routes come by BGP", r.Origin)
	}
}

// peeredArms makes both arms of the peerings between transit gateways.
func (b *builder) peeredArms() {
	for _, r := range estate.All[*estate.TransitGatewayPeering](b.e) {
		c, ok := b.component(&r.Core)
		here, gap, named := b.name(r.Gateway, r.Origin)
		there, farGap, also := b.name(r.PeerGateway, r.Origin)
		if !ok || !named || !also {
			continue
		}
		one := &TransitAttachment{Component: c, Gateway: b.transit(here, gap), Kind: TransitPeering, IPv6: yes(), GroupReferences: no(), Appliance: no(), rank: transitFromPeering}
		two := &TransitAttachment{Component: c, Gateway: b.transit(there, farGap), Kind: TransitPeering, IPv6: yes(), GroupReferences: no(), Appliance: no(), rank: transitFromPeering}
		one.Far, two.Far = two, one
		b.addArm(one)
		b.addArm(two)
	}
}

// associateArms gives each arm its route table: the one associated with it, else
// the gateway's default one if the gateway uses it. An association of which it is
// unknown whose it is may be that of every arm without one.
func (b *builder) associateArms() {
	var loose []func()
	for _, r := range estate.All[*estate.TransitGatewayAssociation](b.e) {
		c, ok := b.component(&r.Core)
		t, gap := b.transitTable(r.Table, r.Origin)
		if !ok {
			continue
		}
		arms, whose := b.armsNamed(r.Attachment, r.Origin, t)
		for _, a := range arms {
			if isGap(whose) {
				loose = append(loose, func() { a.mayUse(t, whose) })
				continue
			}
			if t == nil {
				a.Table.Gap, a.Table.Open = gap, true
				continue
			}
			a.Table.Options = append(a.Table.Options, t)
			if !c.Exists.Yes() {
				a.Table.Gap = c.Exists.Gaps()[0]
			}
		}
	}
	for _, may := range loose {
		may()
	}
	for _, r := range estate.All[*estate.TransitGateway](b.e) {
		g := b.transitBy[r.ID]
		if g == nil || r.Physical != "" { // AWS lists the associations of a live one
			continue
		}
		byDefault := b.enabled(r.DefaultAssociation, true)
		for _, a := range g.Attachments {
			is := byDefault.and(boolean(a.usesDefault, true, b.world))
			if a.settled() || a.Table.Open || is.No() {
				continue
			}
			t, gap := b.defaultTransitTable(g, r)
			if t == nil {
				a.mayUse(nil, gap)
				continue
			}
			a.Table.Options = append(a.Table.Options, t)
			if is.Unknown() {
				a.Table.Gap = is.Gaps()[0]
			}
		}
	}
}

// settled: it is known for certain which table the arm uses.
func (a *TransitAttachment) settled() bool { return len(a.Table.Options) > 0 && !isGap(a.Table.Gap) }

// mayUse notes a table that an arm may use, unless another is settled; nil is one
// that no source shows.
func (a *TransitAttachment) mayUse(t *TransitTable, why estate.Gap) {
	switch {
	case a.settled():
		return
	case t == nil:
		a.Table.Open = true
	default:
		a.Table.Options = append(a.Table.Options, t)
	}
	a.Table.Gap = why
}

// defaultTransitTable is the one that a gateway's attachments use without being
// told; nil with the gap if the gateway names one that no source shows.
func (b *builder) defaultTransitTable(g *TransitGateway, r *estate.TransitGateway) (*TransitTable, estate.Gap) {
	if g.Default != nil {
		return g.Default, estate.Gap{}
	}
	if id, gap, named := b.name(r.AssociationTable, r.Origin); named {
		g.Default = b.transitTableBy[id]
		return g.Default, gap
	}
	c := g.Component
	c.ID += "/default-route-table"
	g.Default = &TransitTable{Component: c, Gateway: g}
	b.transitTableBy[c.ID] = g.Default
	return g.Default, estate.Gap{}
}

// transitTable finds a table; nil with the gap if no source shows it.
func (b *builder) transitTable(v estate.Value[estate.Text], at estate.Origin) (*TransitTable, estate.Gap) {
	id, gap, ok := b.name(v, at)
	if !ok {
		return nil, outside("a transit gateway route table", "none is named", at)
	}
	return b.transitTableBy[id], gap
}

// armsNamed finds the arms that a name stands for: of a peering the one at the
// table's gateway. What is unknown, or a name that the deployment decides, may be
// any of them: then the gap says so.
func (b *builder) armsNamed(v estate.Value[estate.Text], at estate.Origin, t *TransitTable) ([]*TransitAttachment, estate.Gap) {
	id, gap, ok := b.name(v, at)
	if !ok {
		return nil, estate.Gap{}
	}
	var gateways []*TransitGateway
	var exact, all []*TransitAttachment
	for _, g := range b.n.Transits {
		if t != nil && t.Gateway != g {
			continue
		}
		if a := b.armBy[armKey{id, g}]; a != nil {
			exact = append(exact, a)
		}
		gateways = append(gateways, g)
	}
	if len(exact) > 0 || isPhysical(id) {
		return exact, estate.Gap{}
	}
	for _, g := range gateways {
		all = append(all, g.Attachments...)
	}
	return all, gap
}

// tablesNamed finds the table that a name stands for; like [builder.armsNamed],
// with the gap where it may be any of them.
func (b *builder) tablesNamed(v estate.Value[estate.Text], at estate.Origin) ([]*TransitTable, estate.Gap) {
	id, gap, ok := b.name(v, at)
	if t := b.transitTableBy[id]; !ok || t != nil || isPhysical(id) {
		return present(t), estate.Gap{}
	}
	ids := slices.Sorted(maps.Keys(b.transitTableBy))
	out := make([]*TransitTable, len(ids))
	for i, id := range ids {
		out[i] = b.transitTableBy[id]
	}
	return out, gap
}

func present(t *TransitTable) []*TransitTable {
	if t == nil {
		return nil
	}
	return []*TransitTable{t}
}
