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
	return e.joins.all || e.joins.open[a] || b.Placeholder || e.joins.far[[2]*VPC{a, b}]
}

// joins are the ways between VPCs.
type joins struct {
	all  bool          // there may be ways that no source shows
	open map[*VPC]bool // from here to anywhere
	far  map[[2]*VPC]bool
}

func (e *engine) findJoins() *joins {
	open := map[*VPC]bool{}
	far := map[[2]*VPC]bool{}
	for _, s := range e.n.Subnets {
		v := s.VPC
		if _, settled := s.Tables.Settled(); !settled || v.Placeholder || s.Several {
			open[v] = true
		}
		for _, t := range s.Tables.Options {
			for _, r := range t.Routes {
				if other, ok := r.farSide(v); ok {
					far[[2]*VPC{v, other}] = true
				} else if r.Target.Kind == ToPeering {
					open[v] = true
				}
				open[v] = open[v] || r.leadsAnywhere(v)
			}
		}
	}
	e.joinTransits(open, far)
	return &joins{e.n.absent().Unknown(), open, far}
}

// joinTransits adds the ways by transit gateways: to the VPCs attached, and, as
// these may hand on what they inspect, to wherever they lead.
func (e *engine) joinTransits(open map[*VPC]bool, far map[[2]*VPC]bool) {
	peers := map[*VPC][]*VPC{}
	for pair := range far {
		peers[pair[0]] = append(peers[pair[0]], pair[1])
	}
	to := map[*TransitGateway][]*VPC{}
	for _, v := range e.n.VPCs {
		for _, g := range v.transits() {
			around, known := to[g]
			if !known {
				around = e.n.aroundTransit(g)
				for _, w := range slices.Clone(around) {
					around = append(around, peers[w]...)
				}
				to[g] = around
			}
			for _, w := range around {
				far[[2]*VPC{v, w}] = true
				open[v] = open[v] || open[w]
			}
		}
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
// these lead.
func (n *Network) aroundTransit(g *TransitGateway) []*VPC {
	var out []*VPC
	have, seen := map[*VPC]bool{}, map[*TransitGateway]bool{g: true}
	for todo := []*TransitGateway{g}; len(todo) > 0; todo = todo[1:] {
		for _, v := range n.beyondTransit(todo[0]) {
			if have[v] {
				continue
			}
			have[v], out = true, append(out, v)
			for _, next := range v.transits() {
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
	if g == nil {
		return nil
	}
	var out []*VPC
	seen := map[*TransitGateway]bool{g: true}
	for todo := []*TransitGateway{g}; len(todo) > 0; todo = todo[1:] {
		for _, a := range todo[0].Attachments {
			if a.Kind == TransitVPC {
				out = append(out, a.VPC)
			}
			if a.Far != nil && !seen[a.Far.Gateway] {
				seen[a.Far.Gateway] = true
				todo = append(todo, a.Far.Gateway)
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
