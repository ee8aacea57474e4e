package reach

import (
	"net/netip"
	"slices"

	"ringwall/internal/estate"
)

// announcement is what Direct Connect gateways let on-premises networks know of a
// VPN or transit gateway ("Allowed prefixes interactions").
type announcement struct {
	allowed []netip.Prefix
	gap     estate.Gap // set where there may be others
}

// directConnect reads the associations of Direct Connect gateways: for VPN gateways
// that have no VPN connection beside, and for the arms of transit gateways.
func (b *builder) directConnect() {
	connected := map[estate.ID]bool{}
	for _, r := range estate.All[*estate.VPNConnection](b.e) {
		if id, _, ok := b.name(r.VPNGateway, r.Origin); ok {
			connected[id] = true
		}
	}
	for _, r := range estate.All[*estate.DirectConnectAssociation](b.e) {
		c, ok := b.component(&r.Core)
		id, _, named := b.name(r.With, r.Origin)
		if !ok || !named {
			continue
		}
		if g := b.gatewayBy[id]; g != nil && g.Kind == VPNGateway && !connected[id] {
			g.Announced = b.announce(g.Announced, r, c)
		}
		for _, a := range b.directArms(id, r) {
			a.Announced = b.announce(a.Announced, r, c)
		}
	}
}

// directArms are the arms of a transit gateway to which a Direct Connect gateway
// is attached.
func (b *builder) directArms(id estate.ID, r *estate.DirectConnectAssociation) []*TransitAttachment {
	g, gateway := b.transitBy[id], r.Gateway.In(b.world)
	if g == nil || gateway.State != estate.Known {
		return nil
	}
	var out []*TransitAttachment
	for _, a := range g.Attachments {
		if a.direct.String() != "" && a.direct.Equal(gateway.Is) {
			out = append(out, a)
		}
	}
	return out
}

func (b *builder) announce(have *announcement, r *estate.DirectConnectAssociation, c Component) *announcement {
	if have == nil {
		have = &announcement{}
	}
	items, sure, more := r.Allowed.In(b.world)
	for k, p := range items {
		if have.allowed = append(have.allowed, p.Is.Masked()); !sure[k] {
			have.gap = within(p.When, b.world, p.Origin).Gaps()[0]
		}
	}
	if more != nil {
		have.gap = placed(*more, r.Origin)
	}
	if !c.Exists.Yes() {
		have.gap = c.Exists.Gaps()[0]
	}
	return have
}

// announces asks whether on-premises networks know the way to an address of a VPC
// by a VPN gateway: with Direct Connect only to blocks of the VPC that are as wide
// as an allowed prefix or narrower ("the prefix list acts as a filter"). A virtual
// interface that leads to the gateway itself would bring all of them.
func (n *Network) announces(g *Gateway, v *VPC, a Address) Trit {
	if g.Announced == nil {
		return yes()
	}
	is := maybe(outside("whether on-premises networks know "+a.String()+" behind "+string(g.ID), "its Direct Connect gateway's allowed prefixes don't hold a block of "+string(v.ID)+"; another virtual interface may", g.Origin))
	for _, p := range v.IPv4 {
		for _, wide := range g.Announced.allowed {
			if !isGap(g.Announced.gap) && wide.Bits() <= p.Bits() && wide.Contains(p.Addr()) {
				is = is.or(a.in(p))
			}
		}
	}
	return is
}

// announcesArm asks the same of an arm of a transit gateway: its Direct Connect
// gateway announces the allowed prefixes as they are, and no others.
func (a *TransitAttachment) announces(to Address) Trit {
	if a.Announced == nil {
		return yes()
	}
	is := to.inAny(a.Announced.allowed)
	if isGap(a.Announced.gap) {
		return is.and(maybe(a.Announced.gap)).or(maybe(a.Announced.gap))
	}
	return is
}

// learnedRanges takes the destinations of what VPN gateways wrote into live route
// tables as ranges behind them: the device announces "the routes (IP prefixes) for
// your network" ("Static and dynamic routing in AWS Site-to-Site VPN").
func (b *builder) learnedRanges() {
	for _, t := range b.n.Tables {
		for _, r := range t.Routes {
			g := r.Target.Gateway
			if r.Source != RoutePropagated || g == nil || g.Kind != VPNGateway || !r.Prefix.IsValid() || !r.Exists.Yes() {
				continue
			}
			addRange(&g.OnPremises, &g.OnPremisesGap, r.Prefix, g.Component)
		}
	}
	for _, g := range b.n.Gateways {
		sortPrefixes(g.OnPremises)
	}
}

// addRange notes the destination of a route that leads on premises as a range
// there. A default route takes what no other does, and does not say what is there.
func addRange(list *[]netip.Prefix, gap *estate.Gap, p netip.Prefix, c Component) {
	switch {
	case p.Bits() > 0 && !slices.Contains(*list, p):
		*list = append(*list, p)
	case p.Bits() == 0 && !isGap(*gap):
		*gap = outside("the on-premises ranges behind "+string(c.ID), "a default route leads there", c.Origin)
	}
}
