package reach

import (
	"cmp"
	"net/netip"

	"ringwall/internal/estate"
)

// transitRoutes fills the tables: static routes, and what arms propagate.
func (b *builder) transitRoutes() {
	listed := map[*TransitTable]bool{} // a live table lists what was propagated
	for _, r := range estate.All[*estate.TransitGatewayRoute](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		tables, gap := b.tablesNamed(r.Table, r.Origin)
		for _, t := range tables {
			listed[t] = listed[t] || r.Physical != "" && !isGap(gap)
			at := c
			at.Exists = at.Exists.and(given(gap))
			b.transitRoute(t, r, at)
		}
	}
	for _, r := range estate.All[*estate.TransitGatewayPropagation](b.e) {
		if c, ok := b.component(&r.Core); ok {
			tables, gap := b.tablesNamed(r.Table, r.Origin)
			b.propagateNamed(tables, r, c.Exists.and(given(gap)), listed)
		}
	}
	for _, r := range estate.All[*estate.TransitGateway](b.e) {
		b.propagateByDefault(r, listed)
	}
	b.rangesByRoutes()
}

// given is certain where nothing is unknown.
func given(gap estate.Gap) Trit {
	if isGap(gap) {
		return maybe(gap)
	}
	return yes()
}

// propagateNamed writes the routes of the arms that a propagation names.
func (b *builder) propagateNamed(tables []*TransitTable, r *estate.TransitGatewayPropagation, exists Trit, listed map[*TransitTable]bool) {
	for _, t := range tables {
		if listed[t] {
			continue
		}
		arms, gap := b.armsNamed(r.Attachment, r.Origin, t)
		for _, a := range arms {
			b.propagateArm(t, a, exists.and(given(gap)))
		}
	}
}

// propagateByDefault writes the routes of all arms of a gateway into its default
// table, if it does so; into any where no source shows the one that it names.
func (b *builder) propagateByDefault(r *estate.TransitGateway, listed map[*TransitTable]bool) {
	g, is := b.transitBy[r.ID], b.enabled(r.DefaultPropagation, true)
	if g == nil || is.No() || r.Physical != "" {
		return
	}
	tables := present(g.Default)
	if _, _, named := b.name(r.PropagationTable, r.Origin); named {
		found, gap := b.tablesNamed(r.PropagationTable, r.Origin)
		tables, is = found, is.and(given(gap))
	}
	for _, t := range tables {
		if listed[t] || t.Gateway != g {
			continue
		}
		for _, a := range g.Attachments {
			if does := is.and(boolean(a.propagatesByDefault, true, b.world)); !does.No() {
				b.propagateArm(t, a, does)
			}
		}
	}
}

// transitRoute adds a route that the estate writes, for each family that its
// destination may be of.
func (b *builder) transitRoute(t *TransitTable, r *estate.TransitGatewayRoute, c Component) {
	base := TransitRoute{Table: t, ID: c.ID, Origin: c.Origin, Exists: c.Exists, Rank: transitStatic}
	switch hole := boolean(r.Blackhole, false, b.world); {
	case hole.Yes():
		base.Blackhole = true
	default:
		b.routeArm(&base, r)
		if hole.Unknown() {
			base.Lost = hole.Gaps()[0]
		}
	}
	if r.Propagated && base.Attachment != nil {
		base.Rank = base.Attachment.rank
	}
	add := func(p netip.Prefix, gap estate.Gap, rank int) {
		x := base
		x.Prefix, x.Gap, x.Rank = p, gap, rank
		t.Routes = append(t.Routes, &x)
	}
	switch a := r.Destination.In(b.world); a.State {
	case estate.Known:
		add(a.Is.Masked(), estate.Gap{}, base.Rank)
	case estate.Unknown:
		add(netip.Prefix{}, placed(a.Gap, c.Origin), base.Rank)
	}
	if r.PrefixList == "" {
		return
	}
	list := b.listPeer(estate.ID(r.PrefixList), estate.NotInEstate(estate.Literal(r.PrefixList), c.Origin))
	for _, p := range list.Prefixes {
		add(p, estate.Gap{}, transitList)
	}
	if list.Kind != PeerPrefixes || isGap(list.Gap) {
		add(netip.Prefix{}, list.Gap, transitList)
	}
}

// routeArm finds where a route leads. Several equal attachments share the load;
// the first stands for them if all lead on premises.
func (b *builder) routeArm(x *TransitRoute, r *estate.TransitGatewayRoute) {
	found, gap := b.armsNamed(r.Attachment, r.Origin, x.Table)
	if isGap(gap) {
		found = nil
	}
	for _, text := range r.Attachments {
		more, gap := b.armsNamed(estate.Of(text, r.Origin), r.Origin, x.Table)
		for _, a := range more {
			if isGap(gap) {
				continue
			}
			if len(found) == 0 || found[0] != a {
				found = append(found, a)
			}
		}
	}
	if len(found) == 0 {
		_, gap, ok := b.name(r.Attachment, r.Origin)
		if !ok {
			gap = outside("where "+string(x.ID)+" leads", "no attachment is named", r.Origin)
		}
		x.Lost = gap
		return
	}
	x.Attachment = found[0]
	for _, a := range found[1:] {
		if a.Kind != TransitPremises || found[0].Kind != TransitPremises {
			x.Lost = outside("which attachment "+string(x.ID)+" uses", "it has several", r.Origin)
		}
	}
}

// propagateArm writes an arm's routes into a table: a VPC's blocks, the ranges
// of an on-premises network. A peering propagates none ("Transit gateway peering
// attachments").
func (b *builder) propagateArm(t *TransitTable, a *TransitAttachment, exists Trit) {
	base := TransitRoute{Table: t, ID: a.ID, Origin: a.Origin, Exists: exists.and(a.Exists), Rank: a.rank, Attachment: a}
	add := func(p netip.Prefix, gap estate.Gap, family int) {
		x := base
		x.Prefix, x.Gap, x.Family = p, gap, family
		t.Routes = append(t.Routes, &x)
	}
	switch a.Kind {
	case TransitVPC:
		for _, p := range append(append([]netip.Prefix(nil), a.VPC.IPv4...), a.VPC.IPv6...) {
			add(p, estate.Gap{}, 0)
		}
		if isGap(a.VPC.Gap4) {
			add(netip.Prefix{}, a.VPC.Gap4, 4)
		}
		if isGap(a.VPC.Gap6) {
			add(netip.Prefix{}, a.VPC.Gap6, 6)
		}
	case TransitPremises:
		for _, p := range a.OnPremises {
			add(p, estate.Gap{}, 0)
		}
		if isGap(a.OnPremisesGap) {
			add(netip.Prefix{}, a.OnPremisesGap, 0)
		}
	case TransitUnknown:
		add(netip.Prefix{}, a.Gap, 0)
	}
}

// rangesByRoutes takes the destinations of the routes that lead to an
// on-premises arm as ranges behind it: whoever wrote them says so.
func (b *builder) rangesByRoutes() {
	for _, t := range b.transitTableBy {
		for _, r := range t.Routes {
			a := r.Attachment
			if a == nil || a.Kind != TransitPremises || !r.Prefix.IsValid() || !r.Exists.Yes() {
				continue
			}
			addRange(&a.OnPremises, &a.OnPremisesGap, r.Prefix, a.Component)
		}
	}
	for _, g := range b.n.Transits {
		for _, a := range g.Attachments {
			sortPrefixes(a.OnPremises)
		}
	}
}

func (r *TransitRoute) compare(s *TransitRoute) int {
	return preferred(r.Prefix, s.Prefix, r.Rank-s.Rank, cmp.Compare(r.ID, s.ID))
}
