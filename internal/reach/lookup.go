package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// hop is what a route table says of a destination: one target for certain, or
// several that it may be.
type hop struct {
	target Target
	route  *Route // nil: no route matches
	// gaps is why it is not certain; empty where it is.
	gaps []estate.Gap
	// several: the possible targets differ.
	several bool
}

// lookup finds where a table sends packets for a destination: the first route
// that matches, in order of preference, where routes of which it is unknown
// whether they match may be the one.
func (n *Network) lookup(t *RouteTable, d party) hop {
	local := n.localMatch(t, d)
	var few [2]hop // most are certain
	found := few[:0]
	var last []*Route
	settled := false
	consider := func(r *Route) bool {
		is := n.routeMatches(r, d, local).and(r.Exists)
		switch {
		case is.No():
			return false
		case is.Yes():
			found = append(found, hop{target: r.Target, route: r})
			return true
		}
		found = append(found, hop{target: r.Target, route: r, gaps: is.Gaps()})
		return false
	}
	for k, r := range t.Routes {
		if r.mayBeDefault(d) {
			last = append(last, r)
			continue
		}
		if settled = consider(r); settled {
			found = append(found, n.tied(t.Routes[k+1:], r, d, local)...)
			found = append(found, n.outdone(t.Routes[k+1:], r, d)...)
			break
		}
	}
	for _, r := range last {
		settled = settled || consider(r)
	}
	if !settled {
		none := n.absent()
		found = append(found, hop{target: Target{Kind: ToNowhere, Name: "no route"}, gaps: none.Gaps()})
	}
	return oneOf(found)
}

// mayBeDefault: of routes that come by BGP, an internet address can only match a
// default route.
func (r *Route) mayBeDefault(d party) bool {
	return r.Source == RoutePropagated && !r.Prefix.IsValid() && d.kind != OnPremises && d.host == nil
}

// tied finds a second prefix list with the same destination and another target:
// AWS then picks one at random, once.
func (n *Network) tied(rest []*Route, r *Route, d party, local Trit) []hop {
	var out []hop
	if r.Source != RouteList || !r.Prefix.IsValid() {
		return nil
	}
	for _, s := range rest {
		if s.Source == RouteList && s.Prefix.IsValid() && s.Prefix.Bits() == r.Prefix.Bits() &&
			!s.Target.same(r.Target) && n.routeMatches(s, d, local).Yes() {
			gap := outside("which of "+string(r.ID)+" and "+string(s.ID)+" wins", "both lists hold the destination and AWS picks one", s.Origin)
			out = append(out, hop{target: s.Target, route: s, gaps: []estate.Gap{gap}})
		}
	}
	return out
}

// outdone finds a route that may be longer than the entry of an AWS list which
// holds the destination: the list's route by name has no length.
func (n *Network) outdone(rest []*Route, r *Route, d party) []hop {
	if r.Service == "" || r.Prefix.IsValid() {
		return nil
	}
	var out []hop
	_, exact := d.addr.Exact()
	for _, s := range rest {
		if !s.Prefix.IsValid() || s.Service != "" || s.Prefix.Bits() == 0 || s.Target.same(r.Target) || s.Exists.No() {
			continue
		}
		if within := n.lists.listed[r.Service]; exact && d.addr.in(s.Prefix).Yes() || !within.IsEmpty() && within.Covers(traffic.Prefixes(s.Prefix)) {
			gap := outside("which of "+string(r.ID)+" and "+string(s.ID)+" has the longer prefix", "the entries of the prefix list are not all known", s.Origin)
			out = append(out, hop{target: s.Target, route: s, gaps: []estate.Gap{gap}})
		}
	}
	return out
}

// oneOf joins the possible answers: certain if all have one target.
func oneOf(found []hop) hop {
	out := found[len(found)-1]
	same := true
	var gaps []estate.Gap
	for _, h := range found {
		same = same && h.target.same(out.target)
		gaps = joinGaps(gaps, h.gaps)
	}
	out.gaps, out.several = nil, !same
	if !same || len(found) == 1 && len(found[0].gaps) > 0 {
		out.gaps = gaps
	}
	return out
}

func (t Target) same(u Target) bool {
	return t.Kind == u.Kind && t.Gateway == u.Gateway && t.Interface == u.Interface &&
		t.Peering == u.Peering && t.Endpoint == u.Endpoint && t.Transit == u.Transit && t.Box == u.Box && (t.Kind != ToUnknown || t.Name == u.Name)
}

// localMatch asks whether a destination is in the table's VPC.
func (n *Network) localMatch(t *RouteTable, d party) Trit {
	switch {
	case d.vpc != nil && sameVPC(d.vpc, t.VPC).Yes():
		return yes()
	case d.kind == OnPremises && !d.fixed:
		return no() // by definition
	case d.kind == OnInternet || d.kind == AtService || d.public != nil:
		return t.VPC.knownBlock(d.addr)
	}
	return t.VPC.contains(d.addr)
}

// knownBlock asks whether an address that is not private to any VPC lies in a
// known block of the VPC all the same (its owner may use public space inside).
func (v *VPC) knownBlock(a Address) Trit {
	if _, exact := a.Exact(); !exact {
		return no()
	}
	if a.is6() {
		return a.inAny(v.IPv6)
	}
	return a.inAny(v.IPv4)
}

// routeMatches asks whether a route is for a destination. Nothing that is
// propagated beats the local route, and what is more specific than it must go to
// a target that AWS admits there.
func (n *Network) routeMatches(r *Route, d party, local Trit) Trit {
	if r.Family == 4 && d.addr.is6() || r.Family == 6 && !d.addr.is6() {
		return no()
	}
	switch {
	case r.Source == RouteLocal && !r.Prefix.IsValid():
		return local
	case r.Source == RouteLocal:
		if local.No() {
			return no()
		}
		if d.vpc != nil && sameVPC(d.vpc, r.Table.VPC).Yes() {
			return holds(!d.addr.in(r.Prefix).No()) // in one block or another
		}
		return d.addr.in(r.Prefix)
	case r.Source == RoutePropagated || !r.Target.InVPC && !r.Prefix.IsValid():
		return n.destinationMatches(r, d).and(local.not())
	}
	return n.destinationMatches(r, d)
}

func (n *Network) destinationMatches(r *Route, d party) Trit {
	switch {
	case r.Prefix.IsValid() && r.Service != "" && d.addr.Service() != "":
		return no() // the route of the list by name says whether it is for the service
	case r.Prefix.IsValid():
		return d.addr.in(r.Prefix)
	case r.Service != "" && d.addr.Service() != "":
		return holds(r.Service == d.addr.Service())
	case r.Service != "" || r.Target.Kind == ToEndpoint && d.addr.Service() == "":
		return no() // only the service's own addresses: its entries say which these are, if they are listed
	case r.Source == RoutePropagated && d.kind == OnPremises && !d.fixed:
		return yes() // whatever BGP announces is what "on premises" means
	}
	return maybe(r.Gap)
}
