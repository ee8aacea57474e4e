package reach

import (
	"net/netip"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// mostTransits bounds the transit gateways that a packet passes.
const mostTransits = 8

// transitGate is a gate that stands in a transit gateway.
type transitGate struct {
	is   Trit
	step proof.Step
}

// transitWay is a packet's way through transit gateways, from the arm where it
// comes in to the one where it leaves.
type transitWay struct {
	gates []transitGate
	is    Trit               // of all gates together
	out   *TransitAttachment // nil where it ends before, or nobody can tell
	refs  Trit               // references to security groups still match beyond
	// peered: it leaves another gateway than it came to, which does not know its
	// zone.
	peered bool
}

func (w *transitWay) gate(is Trit, s proof.Step) {
	w.gates = append(w.gates, transitGate{is, s})
	w.is = w.is.and(is)
}

// left is the subnet of whose zone the gateway knows where packets come out.
func (w *transitWay) left(from *Subnet) *Subnet {
	if w.peered {
		return nil
	}
	return from
}

// throughTransit looks a destination up in the tables that packets pass from an
// arm on. Security groups are known beyond only within one gateway that supports
// it, between two VPCs that do ("Security group referencing support").
func (n *Network) throughTransit(in *TransitAttachment, d party) transitWay {
	w := transitWay{is: yes(), refs: in.GroupReferences.and(in.Gateway.GroupReferences)}
	for at, hops := in, 0; ; hops++ {
		out := n.transitHop(&w, at, d)
		if out == nil || w.is.No() {
			return w
		}
		if out.Kind != TransitPeering {
			w.out, w.refs, w.peered = out, w.refs.and(out.GroupReferences), hops > 0
			return w
		}
		w.refs = no()
		if out.Far == nil || out.Far.Gateway.Placeholder || hops == mostTransits {
			w.gate(maybe(outside("the way beyond "+string(out.ID), "the transit gateway there is not in the sources", out.Origin)),
				proof.Step{Resource: out.ID, Kind: "transit-gateway", Rule: "to the peer", Origin: out.Origin})
			return w
		}
		at = out.Far
	}
}

// transitHop passes one transit gateway: the table of the arm, and the route in
// it. It is nil where that is not determined.
func (n *Network) transitHop(w *transitWay, in *TransitAttachment, d party) *TransitAttachment {
	g := in.Gateway
	step := proof.Step{Resource: g.ID, Kind: "transit-gateway", Rule: "route table of " + string(in.ID), Origin: in.Origin, Code: codeTransitNoTable}
	table, ok := in.Table.Settled()
	switch {
	case g.Placeholder:
		w.gate(maybe(g.Gap), step)
		return nil
	case len(in.Table.Options) == 0 && !in.Table.Open:
		is := n.absent()
		step.Detail = "it is associated with none, so what comes in there is dropped"
		w.gate(is, step)
		return nil
	case !ok:
		w.gate(maybe(in.Table.Gap), step)
		return nil
	}
	w.familyOf(in, d.addr.is6())
	r, gaps := n.lookupTransit(table, d)
	step = proof.Step{Resource: table.ID, Kind: "transit-gateway-route", Origin: table.Origin}
	switch {
	case r == nil && len(gaps) == 0:
		step.Rule, step.Code = "no route to "+d.addr.String(), codeTransitNoRoute
		w.gate(n.absent(), step)
		return nil
	case r == nil || len(gaps) > 0:
		step.Rule = "one of several routes"
		w.gate(maybe(gaps...), step)
		return nil
	}
	step.Resource, step.Rule, step.Origin = lineOf(r.ID, r.Table.ID), r.words(), r.Origin
	if r.Blackhole {
		step.Code = codeTransitBlackhole
		w.gate(no(), step)
		return nil
	}
	if isGap(r.Lost) || r.Attachment.Kind == TransitUnknown {
		gap := r.Lost
		if !isGap(gap) {
			gap = r.Attachment.Gap
		}
		w.gate(maybe(gap), step)
		return nil
	}
	w.gate(r.Attachment.Exists, step)
	w.familyOf(r.Attachment, d.addr.is6())
	return r.Attachment
}

// familyOf is the gate of what version of IP an arm takes.
func (w *transitWay) familyOf(a *TransitAttachment, six bool) {
	if is := a.carries(six); !is.Yes() {
		w.gate(is, proof.Step{Resource: a.ID, Kind: "transit-gateway", Rule: familyName(six) + " support of " + string(a.ID), Origin: a.Origin, Code: codeProtocol})
	}
}

// lookupTransit finds the route that a destination takes: the first that
// matches. Routes of which it is unknown whether they match may be the one; then
// the gaps say why. It is nil if none matches.
func (n *Network) lookupTransit(t *TransitTable, d party) (*TransitRoute, []estate.Gap) {
	var found []*TransitRoute
	var gaps []estate.Gap
	settled := false
	for k, r := range t.Routes {
		is := n.transitMatches(r, d).and(r.Exists)
		if is.No() {
			continue
		}
		found, gaps = append(found, r), joinGaps(gaps, is.Gaps())
		if is.Yes() {
			settled = true
			if other := tiedTransit(t.Routes[k+1:], r); other != nil {
				found = append(found, other)
				gaps = append(gaps, outside("which of "+string(r.ID)+" and "+string(other.ID)+" is in the table", "both announce "+r.Prefix.String(), other.Origin))
			}
			break
		}
	}
	switch {
	case len(found) == 0:
		return nil, nil
	case !settled:
		return nil, joinGaps(gaps, n.absent().Gaps())
	}
	for _, r := range found[1:] {
		if r.Attachment != found[0].Attachment || r.Blackhole != found[0].Blackhole {
			return found[0], gaps
		}
	}
	return found[0], nil
}

// tiedTransit finds a second VPC that announces the same block: only that which
// was attached first does so in fact.
func tiedTransit(rest []*TransitRoute, r *TransitRoute) *TransitRoute {
	if r.Rank != transitFromVPC {
		return nil
	}
	for _, s := range rest {
		if s.Prefix.Bits() != r.Prefix.Bits() || s.Rank != transitFromVPC {
			return nil
		}
		if s.Prefix == r.Prefix && s.Attachment != r.Attachment {
			return s
		}
	}
	return nil
}

// transitMatches asks whether a route is for a destination.
func (n *Network) transitMatches(r *TransitRoute, d party) Trit {
	if r.Family == 4 && d.addr.is6() || r.Family == 6 && !d.addr.is6() {
		return no()
	}
	a := r.Attachment
	switch {
	case r.Prefix.IsValid():
		return d.addr.in(r.Prefix)
	case a != nil && a.Kind == TransitVPC && d.vpc != nil:
		return sameVPC(d.vpc, a.VPC)
	case a != nil && a.Kind == TransitPremises && d.kind == OnPremises && !d.fixed:
		return yes() // whatever is announced is what "on premises" means
	}
	return maybe(r.Gap)
}

// transitDoor is where a subnet hands packets to a transit gateway: its VPC's
// arm, and the arm's subnet in the same zone.
type transitDoor struct {
	arm    *TransitAttachment
	subnet *Subnet
	is     Trit
	step   proof.Step
}

// doorTo finds the door of a subnet to a transit gateway. Without an arm in its
// zone the gateway does not take its packets ("Transit gateway attachments to a
// VPC").
func (n *Network) doorTo(g *TransitGateway, s *Subnet) transitDoor {
	d := transitDoor{is: n.absent(), step: proof.Step{
		Resource: g.ID, Kind: "transit-gateway", Rule: "no attachment of " + string(s.VPC.ID), Origin: g.Origin, Code: codeBadStateRoute,
	}}
	if g.Placeholder || s.VPC.Placeholder {
		d.is = maybe(g.Gap)
		if s.VPC.Placeholder {
			d.is = maybe(s.VPC.Gap)
		}
		return d
	}
	for _, a := range n.transitArms(s.VPC) {
		if a.Gateway != g {
			continue
		}
		d.arm, d.is = a, sameVPC(a.VPC, s.VPC).and(a.Exists)
		d.step.Resource, d.step.Rule, d.step.Origin = a.ID, "attaches "+string(s.VPC.ID), a.Origin
		break
	}
	if d.arm == nil || !d.is.Yes() {
		return d
	}
	sub, is := d.arm.inZoneOf(s)
	if d.subnet = sub; !is.Yes() {
		d.is = is
		d.step.Rule, d.step.Code = "a subnet in the zone of "+string(s.ID), codeTransitZone
	}
	return d
}

// inZoneOf finds the subnet of an arm that serves the zone of a subnet.
func (a *TransitAttachment) inZoneOf(s *Subnet) (*Subnet, Trit) {
	is := no()
	if isGap(a.SubnetsGap) {
		is = maybe(a.SubnetsGap)
	}
	var may *Subnet
	for _, x := range a.Subnets {
		same := sharedZone(x, s)
		if same.Yes() {
			return x, same
		}
		if same.Unknown() {
			may = x
		}
		is = is.or(same)
	}
	return may, is
}

// exit is where packets came out of an arm of a transit gateway; boxes is how many
// middleboxes they had passed by then.
type exit struct {
	arm   *TransitAttachment
	at    *Subnet
	boxes int
}

// surface lists the subnets in one of which packets come out of an arm: that in
// the zone from which they came, if it has one there; in appliance mode any, but
// replies where the packets did that are among the exits ("Appliance in a shared
// services VPC"). Subnets that are alike to every packet that leaves them count
// as one. It is unknown where there is none.
func (n *Network) surface(a *TransitAttachment, from *Subnet, d party, exits []exit) ([]*Subnet, Trit) {
	if isGap(a.SubnetsGap) {
		return nil, maybe(a.SubnetsGap)
	}
	if len(a.Subnets) == 0 {
		return nil, maybe(outside("the subnets of "+string(a.ID), "none is named", a.Origin))
	}
	if a.Appliance.Yes() {
		for _, x := range exits {
			if x.arm == a {
				return []*Subnet{x.at}, yes()
			}
		}
	}
	if from != nil && a.Appliance.No() {
		if s, is := a.inZoneOf(from); is.Yes() {
			return []*Subnet{s}, yes()
		}
	}
	first := a.Subnets[0]
	for _, s := range a.Subnets[1:] {
		// Within its own subnet no network ACL stands between.
		if !sameGates(first, s) || d.host != nil && !(sameSubnet(s, d.host.Subnet).No() && sameSubnet(first, d.host.Subnet).No()) {
			return a.Subnets, yes()
		}
	}
	return []*Subnet{first}, yes()
}

// oneOfSeveral is why it is not known in which subnet of an arm packets come out.
func (a *TransitAttachment) oneOfSeveral() estate.Gap {
	return outside("in which subnet of "+string(a.ID)+" traffic comes out", "it has several, of which none is certain", a.Origin)
}

// handsBack asks whether a VPC may hand what came out of an arm on to a transit
// gateway: the same one, if something in the VPC has inspected it ("Appliance in
// a shared services VPC"). There are no exits where the VPC's own interface sent
// it.
func handsBack(exits []exit, boxes int, g *TransitGateway) bool {
	last := len(exits) - 1
	return last < 0 || exits[last].arm.Gateway == g && boxes > exits[last].boxes
}

// handedOn asks whether what a VPC got from an arm, and does not deliver, may get
// anywhere by the transit gateway to which its route leads. Whether AWS passes it on is
// not documented; it does not matter where the table of that very arm has no route for
// it, a black hole, or one back to the arm.
func (n *Network) handedOn(arm *TransitAttachment, g *TransitGateway, d party) transitWay {
	if arm.Gateway != g {
		return transitWay{is: maybe()}
	}
	w := n.throughTransit(arm, d)
	if w.out == arm && !w.is.No() {
		w.gate(no(), proof.Step{Resource: arm.ID, Kind: "transit-gateway", Rule: "back to where it came from", Origin: arm.Origin, Code: codeTransitNoRoute})
	}
	return w
}

// sameGates: two subnets have one network ACL and one route table.
func sameGates(s, t *Subnet) bool {
	x, ok := s.ACLs.Settled()
	y, also := t.ACLs.Settled()
	if !ok || !also || x != y {
		return false
	}
	v, ok := s.Tables.Settled()
	w, also := t.Tables.Settled()
	return ok && also && v == w && !v.zonal()
}

// zonal: where a route leads hangs on the zone from which a packet comes.
func (t *RouteTable) zonal() bool {
	return slices.ContainsFunc(t.Routes, func(r *Route) bool {
		nat := r.Target.Interface
		return r.Target.Kind == ToNAT && nat != nil && (len(nat.Zones) > 0 || isGap(nat.ZonesGap))
	})
}

func sortPrefixes(list []netip.Prefix) {
	slices.SortFunc(list, func(p, q netip.Prefix) int {
		if c := p.Addr().Compare(q.Addr()); c != 0 {
			return c
		}
		return p.Bits() - q.Bits()
	})
}

// byTransit is the route by which a subnet's packets would get to a destination
// over a transit gateway, if there is one for certain.
func (n *Network) byTransit(s *Subnet, to party) (Target, bool) {
	for _, g := range n.Transits {
		door := n.doorTo(g, s)
		if !door.is.Yes() {
			continue
		}
		way := n.throughTransit(door.arm, to)
		if !way.is.Yes() || way.out == nil || way.out.Kind == TransitVPC && way.out.VPC != to.vpc {
			continue
		}
		return Target{Kind: ToTransit, Name: string(g.ID), Transit: g}, true
	}
	return Target{}, false
}

// hairpin asks whether a transit gateway hands replies to the internet back to the
// VPC from which they come, where they may still leave by the gateway through which
// the traffic came in. Whether that takes them is not documented.
func (n *Network) hairpin(s *Subnet, g *TransitGateway, to party) Trit {
	door := n.doorTo(g, s)
	if door.arm == nil {
		return door.is
	}
	way := n.throughTransit(door.arm, to)
	is := door.is.and(way.is)
	if way.out != nil {
		is = is.and(holds(way.out.Kind == TransitVPC))
		if !is.No() {
			is = is.and(sameVPC(way.out.VPC, s.VPC))
		}
	}
	return is.and(maybe(outside("whether replies leave by the gateway of "+string(s.VPC.ID)+" after "+string(g.ID), "it is not documented", g.Origin)))
}

// transitMayJoin asks whether a transit gateway may lead from one VPC to
// another.
func (n *Network) transitMayJoin(v, other *VPC) bool {
	for _, a := range n.transitArms(v) {
		if a.Gateway.opaque() || slices.Contains(n.aroundTransit(a.Gateway, (*VPC).transits), other) {
			return true
		}
	}
	return false
}
