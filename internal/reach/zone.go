package reach

import (
	"strings"

	"ringwall/internal/estate"
)

// sharedZone asks whether two subnets are in one Availability Zone.
func sharedZone(s, t *Subnet) Trit {
	if s == t && !s.Several {
		return yes()
	}
	if _, known := s.Zone.Name.Known(); known && !s.Zone.Name.Equal(estate.Text{}) {
		return sameZone(t.Zone, s.Zone, t)
	}
	return sameZone(s.Zone, t.Zone, s)
}

// sameZone asks whether two Availability Zones are one: that of a subnet and
// another.
func sameZone(a, b estate.Zone, s *Subnet) Trit {
	if same, known := a.Same(b); known {
		return holds(same)
	}
	return maybe(outside("the Availability Zone of "+string(s.ID), "it is not known, or named in another way", s.Origin))
}

// enabled asks whether a load balancer has a node in the zone of a target's
// subnet: "If you register targets in an Availability Zone but do not enable the
// Availability Zone, these registered targets do not receive traffic" ("How
// Elastic Load Balancing works"). Of a list of subnets that is not known, it has
// one in each.
func (lb *Balancer) enabled(s *Subnet) Trit {
	is := no()
	for _, i := range lb.Interfaces {
		if i.Subnet == s {
			return yes()
		}
		is = is.or(sharedZone(i.Subnet, s))
	}
	return is
}

// zone asks whether a load balancer's interface sends to a target: to one of its
// own zone, and with cross-zone load balancing to those of all zones that are
// enabled ("Cross-zone load balancing"). Addresses outside the VPC are in none.
func (f *Forward) zone(i *Interface) Trit {
	if f.Where == nil || f.Where == i.Subnet {
		return yes()
	}
	return sharedZone(i.Subnet, f.Where).or(f.CrossZone.and(f.Enabled))
}

// zoneCode tells a target in a zone that is not enabled, a zone without any
// target, and a zone that only this target is not in.
func (f *Forward) zoneCode(lb *Interface) string {
	if f.Enabled.No() {
		return codeZoneNotEnabled
	}
	for _, other := range f.Balancer.Forwards {
		if other.Group == f.Group && !other.zone(lb).No() {
			return codeNotCrossZone
		}
	}
	return codeNoTargetsInZone
}

// placeForward notes where the target of a forward stands, and how far its load
// balancer's nodes send to it.
func (b *builder) placeForward(f *Forward) {
	switch {
	case f.Target != nil:
		f.Where = f.Target.Subnet
	case f.Address.IsValid():
		f.Where = b.n.subnetOf(f.VPC, exactly(f.Address))
	}
	f.Enabled = yes()
	if f.Where != nil {
		f.Enabled = f.Balancer.enabled(f.Where)
	}
	if f.anyZone || f.Balancer.Kind == GatewayBalancer || f.Target != nil && f.Target.Balancer != nil {
		// A load balancer behind a load balancer has nodes in zones of its own;
		// "all" may mean targets of zones that are not enabled too.
		f.Enabled = f.Enabled.or(maybe(outside("whether "+string(f.Balancer.ID)+" sends to other zones of "+f.name(), "it is not documented", f.Origin)))
	}
}

// crossZone is a target group's own setting, or that of its load balancer. An
// Application Load Balancer's is always on ("Cross-zone load balancing for target
// groups").
func (b *builder) crossZone(lb *Balancer, tg *estate.TargetGroup) Trit {
	own := tg.Attributes.Get("load_balancing.cross_zone.enabled")
	switch a := own.In(b.world); {
	case a.State == estate.Unknown:
		return maybe(placed(a.Gap, own.Origin))
	case a.State == estate.Known && !strings.EqualFold(a.Is, "use_load_balancer_configuration"):
		return holds(strings.EqualFold(a.Is, "true"))
	}
	return lb.CrossZone
}
