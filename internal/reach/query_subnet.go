package reach

import (
	"net/netip"
	"slices"
	"sync"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// PublicSubnet asks whether a subnet is public: a packet for the internet, IPv4
// or IPv6, leaves it straight through an internet gateway that is attached to
// its VPC.
func (m *Model) PublicSubnet(id estate.ID) estate.Truth {
	m = m.home(id)
	m.lock()
	defer m.unlock()
	return m.truthOf(func(e *engine) Trit {
		if s := e.n.subnet(id); s != nil {
			return e.n.isPublic(s)
		}
		return no()
	})
}

// isPublic asks whether a subnet's traffic for the internet goes through an
// internet gateway.
func (n *Network) isPublic(s *Subnet) Trit {
	out := no()
	for _, six := range []bool{false, true} {
		if six && s.Has6.No() || !six && s.Has4.No() {
			continue
		}
		d := party{kind: OnInternet, identity: no(), fixed: true, addr: exactly(defaultFour())}
		if six {
			d.addr = exactly(defaultSix())
		}
		h, _, ok := n.lookupFrom(s, d)
		is := no()
		switch {
		case !ok || len(h.gaps) > 0:
			is = maybe(h.gaps...)
		case h.target.Kind == ToGateway && h.target.Gateway.Kind == InternetGateway:
			is, _ = n.attachedTo(h.target.Gateway, s.VPC)
			is = is.and(h.target.Gateway.Exists)
		case h.target.Kind == ToUnknown:
			is = maybe(h.target.Gap)
		}
		out = out.or(is)
	}
	return out
}

// ServiceEndpoints lists the VPC endpoints through which a subnet reaches AWS
// services: gateway endpoints by its routes, interface endpoints of its VPC.
func (m *Model) ServiceEndpoints(subnet estate.ID) []ServiceEndpoint {
	home := m.home(subnet)
	home.lock()
	defer home.unlock()
	// Of other islands all of a kind are alike, and most subnets ask of none.
	gateways := sync.OnceValue(func() estate.Truth { return home.truthOf(func(e *engine) Trit { return mayRoute(e.n.subnet(subnet)) }) })
	interfaces := sync.OnceValue(func() estate.Truth {
		return home.truthOf(func(e *engine) Trit { return mayStandIn(e.n.subnet(subnet)) })
	})
	found := map[*Network]*Subnet{}
	in := func(n *Network) *Subnet {
		s, looked := found[n]
		if !looked {
			s = n.subnet(subnet)
			found[n] = s
		}
		return s
	}
	var out []ServiceEndpoint
	for k, r := range estate.All[*estate.VPCEndpoint](m.Estate) {
		var t estate.Truth
		switch kind, _ := r.Kind.Known(); {
		case home == m || m.islands.of[r.ID] == m.islands.of[subnet]:
			t = home.truthOf(func(e *engine) Trit { return e.n.serves(r, in(e.n)) })
		case kind == "Gateway":
			t = whereThere(gateways(), r)
		default:
			t = whereThere(interfaces().Or(m.islands.anywhere()[k]), r)
		}
		if t.True.IsNever() && t.Unknown.IsNever() {
			continue
		}
		out = append(out, ServiceEndpoint{Endpoint: r.ID, Service: m.serviceOf(r), Serves: t})
	}
	return out
}

// serviceOf is the service of an endpoint; empty if it isn't known.
func (m *Model) serviceOf(r *estate.VPCEndpoint) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	service, asked := m.services[r]
	if !asked {
		if a := r.Service.In(m.Estate.Possible.Concerning(r.Service.Guards()...)); a.State == estate.Known {
			service, _ = managedList(a.Is.String())
		}
		if m.services == nil {
			m.services = map[*estate.VPCEndpoint]string{}
		}
		m.services[r] = service
	}
	return service
}

// mayRoute asks whether a subnet may have a route table that no source shows, with a
// route to any gateway endpoint.
func mayRoute(s *Subnet) Trit {
	if s != nil && s.Tables.Open && isGap(s.Tables.Gap) {
		return maybe(s.Tables.Gap)
	}
	return no()
}

// mayStandIn asks whether a subnet may be of a VPC that others declare.
func mayStandIn(s *Subnet) Trit {
	if s != nil && s.VPC.Placeholder {
		return maybe(s.VPC.Gap)
	}
	return no()
}

// whereThere is a truth where an endpoint is there. Mostly it is no, wherever that is.
func whereThere(t estate.Truth, r *estate.VPCEndpoint) estate.Truth {
	if t.True.IsNever() && t.Unknown.IsNever() {
		return t
	}
	return t.Given(r.When)
}

// standAnywhere is of each endpoint whether it may be in the VPC of another stack: a
// parameter names its subnets.
func standAnywhere(e *estate.Estate) []estate.Truth {
	var out []estate.Truth
	for _, r := range estate.All[*estate.VPCEndpoint](e) {
		is := estate.No()
		if gap := namelessAmong(e, r.Subnets, r.Origin); isGap(gap) {
			is = estate.Maybe(gap)
		}
		out = append(out, is)
	}
	return out
}

func (n *Network) subnet(id estate.ID) *Subnet {
	for _, s := range n.Subnets {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// serves asks whether an endpoint is for a subnet: a route to it, or an
// interface in its VPC.
func (n *Network) serves(r *estate.VPCEndpoint, s *Subnet) Trit {
	if s == nil {
		return no()
	}
	out := no()
	for _, t := range s.Tables.Options {
		for _, route := range t.Routes {
			if route.Target.Kind == ToEndpoint && route.Target.Endpoint.ID == r.ID {
				is := route.Exists.and(route.Target.Endpoint.Exists)
				if isGap(s.Tables.Gap) {
					is = is.and(maybe(s.Tables.Gap))
				}
				out = out.or(is)
			}
		}
	}
	if s.Tables.Open && isGap(s.Tables.Gap) && out.No() {
		out = maybe(s.Tables.Gap)
	}
	for _, i := range n.OwnedBy(r.ID) {
		out = out.or(sameVPC(i.Subnet.VPC, s.VPC).and(i.Exists))
	}
	return out
}

// has reports whether an interface carries, or may carry, the group of an ID.
func (i *Interface) has(group estate.ID) bool {
	for _, m := range i.Groups {
		if m.Group.ID == group && !m.Is.No() {
			return true
		}
	}
	return false
}

// nowhere is a statement that is false in some classes of scenarios.
func nowhere(list []*world) estate.Truth {
	out := estate.Truth{True: scenario.Never(), False: scenario.Never(), Unknown: scenario.Never()}
	for _, w := range list {
		out.False = w.or(out.False)
	}
	return out
}

// with adds what is so in one more class of scenarios, to a truth that is not kept.
func with(t estate.Truth, is Trit, w *world) estate.Truth {
	switch {
	case is.Yes():
		t.True = w.or(t.True)
	case is.No():
		t.False = w.or(t.False)
	default:
		t.Unknown = w.or(t.Unknown)
		t.Gaps = w.addGaps(t.Gaps, is.Gaps())
	}
	return t
}

// addGaps adds what something hangs on in the class of scenarios, each cause once, to a
// list that is not kept.
func (w *world) addGaps(list []estate.GuardedGap, gaps []estate.Gap) []estate.GuardedGap {
	for _, g := range gaps {
		if at := slices.IndexFunc(list, func(have estate.GuardedGap) bool { return have.Gap.Same(g) }); at >= 0 {
			list[at].When = w.or(list[at].When)
		} else {
			list = append(list, estate.GuardedGap{When: w.when, Gap: g})
		}
	}
	return list
}

// The addresses that stand for "anywhere on the internet".

func defaultFour() netip.Addr { return netip.AddrFrom4([4]byte{8, 8, 8, 8}) }

func defaultSix() netip.Addr { return netip.MustParseAddr("2a00::1") }
