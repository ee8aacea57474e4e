package reach

import "slices"

// joined tells whether one VPC has ways that may lead to private addresses of
// another: by peering, or by something that is not known or not followed.
func (e *engine) joined(a, b *VPC) bool {
	if a == b {
		return true
	}
	if e.joins == nil {
		e.joins = e.findJoins()
	}
	return e.joins.all || e.joins.open[a] || b.Placeholder || e.joins.far[[2]*VPC{a, b}] || e.joins.byTransit(a, b)
}

// joins are the ways between VPCs.
type joins struct {
	all  bool          // there may be ways that no source shows
	open map[*VPC]bool // from here to anywhere
	far  map[[2]*VPC]bool
	// hubs are the transit gateways to which a VPC's routes lead, around the VPCs
	// to which a gateway leads.
	hubs   map[*VPC][]*TransitGateway
	around map[*TransitGateway]map[*VPC]bool
}

func (j *joins) byTransit(a, b *VPC) bool {
	for _, g := range j.hubs[a] {
		if j.around[g][b] {
			return true
		}
	}
	return false
}

func (e *engine) findJoins() *joins {
	j := &joins{
		all: e.n.absent().Unknown(), open: map[*VPC]bool{}, far: map[[2]*VPC]bool{},
		hubs: map[*VPC][]*TransitGateway{}, around: map[*TransitGateway]map[*VPC]bool{},
	}
	for _, s := range e.n.Subnets {
		v := s.VPC
		if _, settled := s.Tables.Settled(); !settled || v.Placeholder || s.Several {
			j.open[v] = true
		}
		for _, t := range s.Tables.Options {
			for _, r := range t.Routes {
				j.route(v, r)
			}
		}
	}
	j.byHubs(e.n)
	return j
}

// byHubs finds where transit gateways lead: to the VPCs attached and, as these may
// hand on what they inspect, to wherever their routes lead, by another gateway, by
// peering, or by an appliance to anywhere.
func (j *joins) byHubs(n *Network) {
	peers := map[*VPC][]*VPC{}
	for pair := range j.far {
		peers[pair[0]] = append(peers[pair[0]], pair[1])
	}
	anywhere := map[*TransitGateway]bool{}
	for _, hubs := range j.hubs {
		for _, g := range hubs {
			if j.around[g] == nil {
				j.around[g], anywhere[g] = j.aroundHub(n, g, peers)
			}
		}
	}
	for v, hubs := range j.hubs {
		j.open[v] = j.open[v] || slices.ContainsFunc(hubs, func(g *TransitGateway) bool { return anywhere[g] })
	}
}

func (j *joins) aroundHub(n *Network, g *TransitGateway, peers map[*VPC][]*VPC) (around map[*VPC]bool, anywhere bool) {
	around = map[*VPC]bool{}
	for _, v := range n.aroundTransit(g, func(v *VPC) []*TransitGateway { return j.hubs[v] }) {
		around[v], anywhere = true, anywhere || j.open[v]
		for _, p := range peers[v] {
			around[p] = true
		}
	}
	return around, anywhere
}

// route notes where a route of a VPC's subnet leads.
func (j *joins) route(v *VPC, r *Route) {
	if other, ok := r.farSide(v); ok {
		j.far[[2]*VPC{v, other}] = true
	} else if r.Target.Kind == ToPeering {
		j.open[v] = true
	}
	if g := r.Target.Transit; g != nil && !slices.Contains(j.hubs[v], g) {
		j.hubs[v] = append(j.hubs[v], g)
	}
	if !j.open[v] && r.leadsAnywhere(v) {
		j.open[v] = true
	}
}

// transits are the transit gateways to which routes of a VPC lead.
func (v *VPC) transits() []*TransitGateway {
	var out []*TransitGateway
	for _, s := range v.Subnets {
		for _, t := range s.Tables.Options {
			for _, r := range t.Routes {
				if g := r.Target.Transit; g != nil && !slices.Contains(out, g) {
					out = append(out, g)
				}
			}
		}
	}
	return out
}

// aroundTransit are the VPCs beyond a transit gateway and beyond those to which
// these lead, by the transit gateways of their routes.
func (n *Network) aroundTransit(g *TransitGateway, hubs func(*VPC) []*TransitGateway) []*VPC {
	var out []*VPC
	have, seen := map[*VPC]bool{}, map[*TransitGateway]bool{g: true}
	for todo := []*TransitGateway{g}; len(todo) > 0; todo = todo[1:] {
		for _, v := range n.beyondTransit(todo[0]) {
			if have[v] {
				continue
			}
			have[v], out = true, append(out, v)
			for _, next := range hubs(v) {
				if !seen[next] {
					seen[next], todo = true, append(todo, next)
				}
			}
		}
	}
	return out
}

// beyondTransit are the VPCs that are attached to a transit gateway or to one
// with which it is peered.
func (n *Network) beyondTransit(g *TransitGateway) []*VPC {
	var out []*VPC
	for _, g := range g.peered() {
		for _, a := range g.Attachments {
			if a.Kind == TransitVPC {
				out = append(out, a.VPC)
			}
		}
	}
	return out
}

// peered are a transit gateway and those to which it leads by peerings.
func (g *TransitGateway) peered() []*TransitGateway {
	if g == nil {
		return nil
	}
	out := []*TransitGateway{g}
	for i := 0; i < len(out); i++ {
		for _, a := range out[i].Attachments {
			if a.Far != nil && !slices.Contains(out, a.Far.Gateway) {
				out = append(out, a.Far.Gateway)
			}
		}
	}
	return out
}

// farSide is the VPC to which a route leads by peering.
func (r *Route) farSide(v *VPC) (*VPC, bool) {
	if r.Target.Kind != ToPeering {
		return nil, false
	}
	return r.Target.Peering.far(v)
}

// opaque: there may be VPCs behind a transit gateway that no source shows.
func (g *TransitGateway) opaque() bool {
	for _, a := range g.Attachments {
		if a.Kind == TransitUnknown || a.Far != nil && a.Far.Gateway.Placeholder {
			return true
		}
	}
	return g.Placeholder
}

// leadsAnywhere: it cannot be said that a route never leads to a private
// address of another VPC.
func (r *Route) leadsAnywhere(v *VPC) bool {
	switch r.Target.Kind {
	case ToUnknown, ToInterface:
		return true
	case ToTransit:
		if r.Target.Transit.opaque() {
			return true
		}
	case ToMiddlebox:
		if m := r.Target.Box; len(m.Subnets) == 0 || m.Subnets[0].VPC != v {
			return true
		}
	case ToNAT:
		if r.Target.Interface.Subnet.VPC != v {
			return true
		}
	}
	return !r.Exists.Yes() || isGap(r.Gap) && r.Service == "" && r.Source != RouteLocal
}
