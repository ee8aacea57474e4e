package reach

import (
	"cmp"
	"net/netip"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// finder is what an engine looked up once so that a question about one pair
// does not look at all interfaces.
type finder struct {
	internet traffic.Addresses
	premises traffic.Addresses // all that is known, once listed
	listed   bool
	// housed are the interfaces by the ID of their subnet, VPC and groups.
	housed   map[estate.ID][]*Interface
	subnets  map[*Subnet][]*Interface
	forwards map[*Interface][]*Forward // by target
	// unseen are the interfaces of load balancers of which not all targets are
	// known, once looked for.
	unseen []*Interface
	looked bool
	public []shownAddress // once listed
}

// owned lists the interfaces of the resources that a selection names.
func (e *engine) owned(s selection) []*Interface {
	var out []*Interface
	for id := range s.resources {
		out = append(append(out, e.n.OwnedBy(id)...), e.n.byCard[id]...)
	}
	return out
}

// housedBy lists the interfaces in the subnets, VPCs and groups that a selection
// names.
func (e *engine) housedBy(s selection) []*Interface {
	if e.found.housed == nil {
		e.found.housed = map[estate.ID][]*Interface{}
		add := func(id estate.ID, i *Interface) { e.found.housed[id] = append(e.found.housed[id], i) }
		for _, i := range e.n.Interfaces {
			add(i.Subnet.ID, i)
			add(i.Subnet.VPC.ID, i)
			for _, m := range i.Groups {
				add(m.Group.ID, i)
			}
		}
	}
	var out []*Interface
	for id := range s.resources {
		out = append(out, e.found.housed[id]...)
	}
	return out
}

// near lists the interfaces whose address may lie in a prefix: those of the
// subnets that it touches. An address is one of its subnet's block, if that is
// known.
func (e *engine) near(p netip.Prefix) []*Interface {
	if e.found.subnets == nil {
		e.found.subnets = map[*Subnet][]*Interface{}
		for _, i := range e.n.Interfaces {
			e.found.subnets[i.Subnet] = append(e.found.subnets[i.Subnet], i)
		}
	}
	var out []*Interface
	for _, s := range e.n.Subnets {
		if block := s.block(p.Addr().Is6()); !block.IsValid() || block.Overlaps(p) {
			out = append(out, e.found.subnets[s]...)
		}
	}
	return out
}

// partsOf gathers those of some interfaces for which is holds or may hold, by
// class; it may reorder the list's copy, never the list.
func (e *engine) partsOf(list []*Interface, is func(*Interface) Trit) []part {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b *Interface) int {
		return cmp.Or(cmp.Compare(e.classOf[a.Index], e.classOf[b.Index]), cmp.Compare(a.Index, b.Index))
	})
	var out []part
	for _, i := range slices.Compact(list) {
		t := is(i)
		if t.No() {
			continue
		}
		c := e.classes[e.classOf[i.Index]]
		if len(out) == 0 || out[len(out)-1].class != c {
			out = append(out, part{class: c, is: t})
		}
		last := &out[len(out)-1]
		last.members = append(last.members, i)
		if t.Yes() {
			last.is = t
		}
	}
	return out
}

// unseenBalancers are the interfaces of load balancers of which not all targets
// are known.
func (e *engine) unseenBalancers() []*Interface {
	if !e.found.looked {
		e.found.looked = true
		for _, i := range e.n.Interfaces {
			if lb := i.Balancer; lb != nil && isGap(lb.MoreTargets) && lb.Kind != GatewayBalancer {
				e.found.unseen = append(e.found.unseen, i)
			}
		}
	}
	return e.found.unseen
}

// forwardsTo lists what load balancers send to an interface.
func (e *engine) forwardsTo(target *Interface) []*Forward {
	if e.found.forwards == nil {
		e.found.forwards = map[*Interface][]*Forward{}
		for _, f := range e.n.Forwards {
			e.found.forwards[f.Target] = append(e.found.forwards[f.Target], f)
		}
	}
	return e.found.forwards[target]
}
