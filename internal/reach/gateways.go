package reach

import (
	"net/netip"

	"ringwall/internal/estate"
)

// GatewayKind tells gateways of a VPC apart.
type GatewayKind uint8

const (
	// InternetGateway joins a VPC to the internet, both ways.
	InternetGateway GatewayKind = iota
	// EgressOnlyGateway lets IPv6 out, and the replies in.
	EgressOnlyGateway
	// VPNGateway joins a VPC to on-premises networks.
	VPNGateway
)

// String is the kind as steps name it.
func (k GatewayKind) String() string {
	return [...]string{"internet-gateway", "egress-only-internet-gateway", "vpn-gateway"}[k]
}

// Gateway is an internet, egress-only or VPN gateway.
type Gateway struct {
	Component
	Kind        GatewayKind
	Attachments []Attachment
	// OnPremises are the ranges behind a VPN gateway, by static VPN routes;
	// OnPremisesGap is set where there may be others (BGP, Direct Connect).
	OnPremises    []netip.Prefix
	OnPremisesGap estate.Gap
	// Announced limits what on-premises networks know of its VPCs; nil: all.
	Announced *announcement
	// Edge is set where the gateway has a route table of its own.
	Edge *RouteTable
}

// Attachment joins a gateway to a VPC.
type Attachment struct {
	VPC    *VPC
	Origin estate.Origin
	Exists Trit
}

// Peering joins two VPCs. A placeholder VPC may be one of another account.
type Peering struct {
	Component
	VPCs       [2]*VPC
	SameRegion Trit // security group references cross it
}

// far is the VPC at the other end.
func (p *Peering) far(v *VPC) (*VPC, bool) {
	switch v {
	case p.VPCs[0]:
		return p.VPCs[1], true
	case p.VPCs[1]:
		return p.VPCs[0], true
	}
	return nil, false
}

// GatewayEndpoint is a way to an AWS service by routes: S3 or DynamoDB.
type GatewayEndpoint struct {
	Component
	VPC     *VPC
	Service string // "s3"; "" where it is unknown
	Tables  []*RouteTable
	peer    Peer // its service's list
}

// attachedTo asks whether a gateway is attached to a VPC.
func (n *Network) attachedTo(g *Gateway, v *VPC) (Trit, estate.Origin) {
	t, at := n.absent(), estate.Origin{}
	if g.Placeholder {
		t = maybe(g.Gap)
	}
	for _, a := range g.Attachments {
		is := sameVPC(a.VPC, v).and(a.Exists)
		if !is.No() {
			at = a.Origin
		}
		if t = t.or(is); t.Yes() {
			return yes(), a.Origin
		}
	}
	return t, at
}

func (b *builder) gateways() {
	for _, r := range estate.All[*estate.InternetGateway](b.e) {
		b.addGateway(&r.Core, InternetGateway)
	}
	for _, r := range estate.All[*estate.VPNGateway](b.e) {
		b.addGateway(&r.Core, VPNGateway)
	}
	for _, r := range estate.All[*estate.EgressOnlyInternetGateway](b.e) {
		if g := b.addGateway(&r.Core, EgressOnlyGateway); g != nil {
			g.Attachments = append(g.Attachments, Attachment{b.vpc(r.VPC, r.Origin), r.Origin, g.Exists})
		}
	}
	for _, r := range estate.All[*estate.GatewayAttachment](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		b.attach(r.InternetGateway, InternetGateway, r.VPC, c)
		b.attach(r.VPNGateway, VPNGateway, r.VPC, c)
	}
	b.onPremises()
	b.peerings()
	b.publicAccess()
}

func (b *builder) addGateway(r *estate.Core, kind GatewayKind) *Gateway {
	c, ok := b.component(r)
	if !ok {
		return nil
	}
	g := &Gateway{Component: c, Kind: kind}
	b.gatewayBy[r.ID] = g
	b.n.Gateways = append(b.n.Gateways, g)
	return g
}

func (b *builder) attach(gateway estate.Value[estate.Text], kind GatewayKind, vpc estate.Value[estate.Text], c Component) {
	id, gap, ok := b.name(gateway, c.Origin)
	if !ok {
		return
	}
	g := b.gateway(id, kind, gap)
	g.Attachments = append(g.Attachments, Attachment{b.vpc(vpc, c.Origin), c.Origin, c.Exists})
}

// gateway finds the gateway of a name, or makes a placeholder.
func (b *builder) gateway(id estate.ID, kind GatewayKind, gap estate.Gap) *Gateway {
	if g, ok := b.gatewayBy[id]; ok {
		return g
	}
	g := &Gateway{Component: placeholder(id, gap), Kind: kind}
	if kind == VPNGateway {
		g.OnPremisesGap = gap
	}
	b.gatewayBy[id] = g
	b.n.Gateways = append(b.n.Gateways, g)
	return g
}

// onPremises gives each VPN gateway the ranges behind it: those of its VPN
// connections' static routes. What BGP or Direct Connect announces is unknown.
func (b *builder) onPremises() {
	connected := map[*Gateway]bool{}
	owner := map[estate.ID]*Gateway{}
	for _, r := range estate.All[*estate.VPNConnection](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		id, gap, ok := b.name(r.VPNGateway, r.Origin)
		if !ok {
			continue // of a transit gateway
		}
		g := b.gateway(id, VPNGateway, gap)
		owner[r.ID], connected[g] = g, true
		static := boolean(r.StaticOnly, false, b.world).and(c.Exists)
		if !static.Yes() {
			g.OnPremisesGap = outside("the on-premises ranges behind "+string(c.ID), "its routes come by BGP", c.Origin)
		}
	}
	for _, r := range estate.All[*estate.VPNConnectionRoute](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		id, _, _ := b.name(r.Connection, r.Origin)
		if g := owner[id]; g != nil {
			b.addBlock(&g.OnPremises, &g.OnPremisesGap, r.Destination, c.Exists)
		}
	}
	for _, g := range b.n.Gateways {
		if g.Kind == VPNGateway && !connected[g] && !g.Placeholder {
			g.OnPremisesGap = outside("the on-premises ranges behind "+string(g.ID), "no VPN connection of the sources uses it; Direct Connect may", g.Origin)
		}
	}
}

func (b *builder) peerings() {
	for _, r := range estate.All[*estate.PeeringConnection](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		p := &Peering{Component: c, VPCs: [2]*VPC{b.vpc(r.VPC, r.Origin), b.vpc(r.PeerVPC, r.Origin)}}
		p.SameRegion = b.sameRegion(r, p.VPCs)
		b.peeringBy[r.ID] = p
		b.n.Peerings = append(b.n.Peerings, p)
	}
}

// sameRegion: without a peer region both VPCs are in the connection's own.
func (b *builder) sameRegion(r *estate.PeeringConnection, ends [2]*VPC) Trit {
	peer := r.PeerRegion.In(b.world)
	switch {
	case peer.State == estate.Absent:
		return yes()
	case peer.State == estate.Unknown:
		return maybe(placed(peer.Gap, r.Origin))
	case peer.Is.Equal(r.Region) || peer.Is.Equal(ends[0].Region):
		return yes()
	}
	mine, ok := r.Region.Known()
	theirs, also := peer.Is.Known()
	if ok && also && mine != "" {
		return holds(mine == theirs)
	}
	return maybe(outside("whether both VPCs of "+string(r.ID)+" are in one region", "a region is not known", r.Origin))
}
