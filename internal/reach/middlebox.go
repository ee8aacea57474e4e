package reach

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// MiddleboxKind tells apart what routes may send packets through.
type MiddleboxKind uint8

const (
	// Appliance is an interface whose source/destination check is off.
	Appliance MiddleboxKind = iota
	// InspectionEndpoint is a Gateway Load Balancer endpoint: what it takes comes
	// back from the appliances behind it unchanged, if at all.
	InspectionEndpoint
	// FirewallEndpoint is an endpoint of an AWS Network Firewall.
	FirewallEndpoint
)

// Middlebox is what a route sends packets to that are not for it, and that sends
// them on.
type Middlebox struct {
	ID     estate.ID
	Kind   MiddleboxKind
	Name   string
	Origin estate.Origin
	Exists Trit
	// Interface takes the packets, Exits may send them on: an appliance's.
	Interface *Interface
	Exits     []*Interface
	Firewall  *Firewall // of a FirewallEndpoint
	// Subnets are where it stands, or one of which it does. More is set where it
	// may be elsewhere, or have exits that no source shows.
	Subnets []*Subnet
	More    estate.Gap
}

// passage is a middlebox that a packet has passed, at one of its subnets.
type passage struct {
	box *Middlebox
	at  *Subnet
}

// String is the kind as steps name it.
func (k MiddleboxKind) String() string {
	return [...]string{"network-interface", "gateway-load-balancer-endpoint", "network-firewall"}[k]
}

// is: the middlebox is an interface to which packets are addressed. That takes
// them as their destination, whatever it does with others.
func (m *Middlebox) is(to party) bool {
	return m.Kind == Appliance && to.public == nil && to.host == m.Interface
}

// itself: a route leads straight to the interface to which packets are addressed.
func (t Target) itself(to party) bool { return t.Kind == ToInterface && t.Box.is(to) }

// appliance is the middlebox that an interface is, once for each.
func (b *builder) appliance(i *Interface) *Middlebox {
	if m := b.boxBy[i.Owner+"\x00"+estate.ID(i.Name())]; m != nil {
		return m
	}
	m := &Middlebox{ID: i.Owner, Kind: Appliance, Name: i.Name(), Origin: i.Origin, Exists: i.Exists.and(i.InUse), Interface: i, Subnets: []*Subnet{i.Subnet}}
	hosts := b.hostsOf(i)
	m.Exits = b.interfacesOf(hosts[0])
	if len(hosts) != 1 || !i.InUse.Yes() {
		m.More = outside("the interfaces of the appliance behind "+i.Name(), "it is not known what it is attached to", i.Origin)
	}
	b.boxBy[i.Owner+"\x00"+estate.ID(i.Name())] = m
	b.n.Middleboxes = append(b.n.Middleboxes, m)
	return m
}

// hostsOf are the instances that may have an interface: that which takes it
// over, else its owner.
func (b *builder) hostsOf(i *Interface) []estate.ID {
	if list := b.carriers[i.Owner]; len(list) > 0 {
		return list
	}
	return []estate.ID{i.Owner}
}

// interfacesOf are all interfaces of an instance: its own and those that it takes
// over.
func (b *builder) interfacesOf(host estate.ID) []*Interface {
	out := slices.Clone(b.n.OwnedBy(host))
	for owner, hosts := range b.carriers {
		if owner != host && slices.Contains(hosts, host) {
			out = append(out, b.n.OwnedBy(owner)...)
		}
	}
	out = slices.DeleteFunc(out, func(i *Interface) bool { return i.Alias })
	slices.SortFunc(out, func(x, y *Interface) int { return x.Index - y.Index })
	return out
}

// inspection is the middlebox that a Gateway Load Balancer endpoint is.
func (b *builder) inspection(r *estate.VPCEndpoint) *Middlebox {
	if m := b.boxBy[r.ID]; m != nil {
		return m
	}
	c, _ := b.component(&r.Core)
	m := &Middlebox{ID: r.ID, Kind: InspectionEndpoint, Name: string(r.ID), Origin: r.Origin, Exists: c.Exists}
	for _, i := range b.n.OwnedBy(r.ID) {
		m.addSubnet(i.Subnet)
	}
	if len(m.Subnets) == 0 {
		m.More = outside("the subnet of "+string(r.ID), "none is named", r.Origin)
	}
	b.boxBy[r.ID] = m
	b.n.Middleboxes = append(b.n.Middleboxes, m)
	return m
}

func (m *Middlebox) addSubnet(s *Subnet) {
	for _, x := range m.Subnets {
		if x == s {
			return
		}
	}
	m.Subnets = append(m.Subnets, s)
	if s.Several {
		m.More = s.Gap
	}
}

// endpointTarget is a gateway endpoint or a Gateway Load Balancer endpoint.
func (b *builder) endpointTarget(t Target, id estate.ID, c Component) Target {
	if r, ok := b.e.Get(id); ok {
		if v, ok := r.(*estate.VPCEndpoint); ok {
			switch kind := v.Kind.Or("Gateway").In(b.world); {
			case kind.State == estate.Known && kind.Is == "Gateway":
				t.Kind, t.Endpoint = ToEndpoint, b.endpoint(v)
				return t
			case kind.State == estate.Known && strings.EqualFold(kind.Is, "GatewayLoadBalancer"):
				t.Kind, t.Box, t.InVPC = ToMiddlebox, b.inspection(v), true
				return t
			case kind.State == estate.Unknown:
				t.Gap = placed(kind.Gap, c.Origin)
			}
		}
	}
	t.InVPC = true
	return t
}

// redirect asks where a gateway's own route table sends what comes in for an
// address inside: nil for straight to it. It is No where the gateway drops it,
// Unknown where that is not certain. VPN gateways don't send to Gateway Load
// Balancer endpoints ("Gateway route tables").
func (n *Network) redirect(g *Gateway, inside party) (*Middlebox, hop, Trit) {
	if g == nil || g.Edge == nil {
		return nil, hop{}, yes()
	}
	h := n.lookup(g.Edge, inside)
	switch {
	case len(h.gaps) > 0:
		return nil, h, maybe(h.gaps...)
	case h.target.Kind == ToLocal || h.route == nil || h.target.itself(inside):
		return nil, h, yes()
	case h.target.Box == nil && h.target.Kind != ToUnknown:
		return nil, h, no()
	case h.target.Box == nil:
		return nil, h, maybe(h.target.Gap)
	case g.Kind == VPNGateway && h.target.Kind == ToMiddlebox:
		return h.target.Box, h, no()
	}
	return h.target.Box, h, yes()
}

// forwarding lists the interfaces that routes make appliances.
func (n *Network) forwarding() map[*Interface]bool {
	out := map[*Interface]bool{}
	for _, m := range n.Middleboxes {
		for _, i := range append(slices.Clip(m.Exits), m.Interface) {
			if i != nil {
				out[i] = true
			}
		}
	}
	return out
}
