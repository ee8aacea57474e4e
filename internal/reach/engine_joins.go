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
	transits := map[*VPC][]*TransitGateway{} // to which routes of a VPC lead
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
				if g := r.Target.Transit; g != nil && !slices.Contains(transits[v], g) {
					transits[v] = append(transits[v], g)
				}
				open[v] = open[v] || r.leadsAnywhere(v)
			}
		}
	}
	j := &joins{e.n.absent().Unknown(), open, far}
	for _, v := range e.n.VPCs {
		e.joinOnwards(j, v, transits)
	}
	return j
}

// joinOnwards follows transit gateways from VPC to VPC. One to which they lead may
// send on, by another one of them or by an appliance to anywhere.
func (e *engine) joinOnwards(j *joins, v *VPC, transits map[*VPC][]*TransitGateway) {
	gateways := slices.Clone(transits[v])
	for i := 0; i < len(gateways); i++ {
		for _, other := range e.n.beyondTransit(gateways[i]) {
			j.far[[2]*VPC{v, other}] = true
			j.open[v] = j.open[v] || j.open[other]
			for _, g := range transits[other] {
				if !slices.Contains(gateways, g) {
					gateways = append(gateways, g)
				}
			}
		}
	}
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
