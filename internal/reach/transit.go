package reach

import (
	"net/netip"
	"slices"

	"ringwall/internal/estate"
)

// TransitGateway joins VPCs and on-premises networks by route tables of its own
// ("How AWS Transit Gateway works").
type TransitGateway struct {
	Component
	Attachments []*TransitAttachment
	// Default serves the attachments that the gateway associates by itself; nil
	// if it does not.
	Default *TransitTable
	// GroupReferences: security groups may refer to those of other VPCs
	// ("Security group referencing support").
	GroupReferences Trit
}

// TransitKind tells what is attached to a transit gateway.
type TransitKind uint8

const (
	// TransitVPC is a VPC.
	TransitVPC TransitKind = iota
	// TransitPremises leads on premises: a VPN connection, a Direct Connect
	// gateway, a Connect attachment.
	TransitPremises
	// TransitPeering is another transit gateway.
	TransitPeering
	// TransitUnknown is something that is not known or not followed.
	TransitUnknown
)

// TransitAttachment is one arm of a transit gateway. A peering is two: one at
// each gateway.
type TransitAttachment struct {
	Component
	Gateway *TransitGateway
	Kind    TransitKind
	// VPC and Subnets are where a VPC's attachment stands, one subnet in each
	// zone that it serves; SubnetsGap is set where there may be others.
	VPC        *VPC
	Subnets    []*Subnet
	SubnetsGap estate.Gap
	// Table is the route table that what comes in here looks up; none if it is
	// associated with none.
	Table Choice[*TransitTable]
	// Far is the other arm of a peering; nil where no source shows it.
	Far *TransitAttachment
	// OnPremises are the ranges behind it; OnPremisesGap is set where there may
	// be others.
	OnPremises    []netip.Prefix
	OnPremisesGap estate.Gap
	// IPv6 and GroupReferences are options of the attachment; Appliance keeps
	// both directions of a flow in one zone, whichever it comes from.
	IPv6, GroupReferences, Appliance Trit
	vpn                              bool // a VPN connection's, which carries IPv6 or IPv4

	// Announced limits what the networks behind it know; nil: all. direct is the
	// Direct Connect gateway that it attaches.
	Announced *announcement
	direct    estate.Text

	// usesDefault and propagatesByDefault: unless it opts out, it does as the gateway
	// says; absent is yes.
	usesDefault, propagatesByDefault estate.Value[bool]

	rank int // of the routes that it propagates
}

// TransitTable is a transit gateway's route table; its routes are in order of
// preference, those of unknown destination first.
type TransitTable struct {
	Component
	Gateway *TransitGateway
	Routes  []*TransitRoute
}

// TransitRoute is one entry of a transit gateway's table.
type TransitRoute struct {
	Table      *TransitTable
	ID         estate.ID
	Origin     estate.Origin
	Exists     Trit
	Rank       int          // of equal destinations the lower wins
	Prefix     netip.Prefix // valid if it is known; else Gap says why not
	Gap        estate.Gap
	Family     int // 4 or 6 for a destination of that family only, else 0
	Attachment *TransitAttachment
	// Blackhole drops what it matches. Lost is set where it is not known where
	// the route leads.
	Blackhole bool
	Lost      estate.Gap
}

// Ranks of routes with equal destinations ("Route evaluation order").
const (
	transitStatic = iota
	transitList
	transitFromVPC
	transitFromDirectConnect
	transitFromConnect
	transitFromVPN
	transitFromPeering
)

// words is the route as its table shows it: "10.1.0.0/16 -> attach-b".
func (r *TransitRoute) words() string {
	to := "?"
	switch {
	case r.Prefix.IsValid():
		to = r.Prefix.String()
	case isGap(r.Gap):
		to = "a range that hangs on " + r.Gap.Variable.Name
	}
	switch {
	case r.Blackhole:
		return to + " -> blackhole"
	case r.Attachment == nil:
		return to + " -> ?"
	}
	out := to + " -> " + string(r.Attachment.ID)
	if r.Rank >= transitFromVPC {
		out += " (propagated)"
	}
	return out
}

// premises is a way to on-premises networks: a VPN gateway or an arm of a
// transit gateway.
type premises struct {
	ranges []netip.Prefix
	gap    estate.Gap
}

// allPremises lists the ways to on-premises networks.
func (n *Network) allPremises() []premises {
	var out []premises
	for _, g := range n.Gateways {
		if g.Kind == VPNGateway {
			out = append(out, premises{g.OnPremises, g.OnPremisesGap})
		}
	}
	for _, g := range n.Transits {
		for _, a := range g.Attachments {
			if a.Kind == TransitPremises {
				out = append(out, premises{a.OnPremises, a.OnPremisesGap})
			}
		}
	}
	return out
}

// premisesElsewhere: there may be ways to on-premises networks that no source
// shows: behind gateways that it only names, peered transit gateways, appliances
// that end VPNs of their own.
func (n *Network) premisesElsewhere() bool {
	if len(n.Open) > 0 || slices.ContainsFunc(n.VPCs, func(v *VPC) bool { return v.Placeholder }) {
		return true
	}
	for _, g := range n.Transits {
		if g.Placeholder || slices.ContainsFunc(g.Attachments, func(a *TransitAttachment) bool { return a.Kind == TransitPeering || a.Kind == TransitUnknown }) {
			return true
		}
	}
	for _, t := range n.Tables {
		for _, r := range t.Routes {
			switch g := r.Target.Gateway; r.Target.Kind {
			case ToUnknown, ToInterface:
				return true
			case ToGateway:
				if g.Placeholder {
					return true
				}
			}
		}
	}
	return false
}

// arms are the attachments of each VPC. Where some stand in a VPC that the
// estate only names, other VPCs may be that one.
type arms struct {
	of    map[*VPC][]*TransitAttachment
	loose bool
}

func (n *Network) findArms() arms {
	out := arms{of: map[*VPC][]*TransitAttachment{}}
	for _, g := range n.Transits {
		for _, a := range g.Attachments {
			if a.Kind == TransitVPC {
				out.of[a.VPC] = append(out.of[a.VPC], a)
				out.loose = out.loose || a.VPC.Placeholder
			}
		}
	}
	return out
}

// transitArms are the attachments of a VPC, or that may be.
func (n *Network) transitArms(v *VPC) []*TransitAttachment {
	if !n.arms.loose && !v.Placeholder {
		return n.arms.of[v]
	}
	var out []*TransitAttachment
	for _, g := range n.Transits {
		for _, a := range g.Attachments {
			if a.Kind == TransitVPC && !sameVPC(a.VPC, v).No() {
				out = append(out, a)
			}
		}
	}
	return out
}

// tables are the route tables that a gateway's arms look up, each once.
func (g *TransitGateway) tables() []*TransitTable {
	var out []*TransitTable
	for _, a := range g.Attachments {
		for _, t := range a.Table.Options {
			if !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
	}
	return out
}
