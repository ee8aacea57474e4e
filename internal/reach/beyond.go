package reach

import (
	"ringwall/internal/proof"
)

// newGatewaySuffix marks the ID of an internet gateway that nobody has made yet.
const newGatewaySuffix = "/new-internet-gateway"

// isNew: nobody has made the gateway yet; a way is only followed as if it were
// there.
func (g *Gateway) isNew() bool {
	return len(g.ID) > len(newGatewaySuffix) && g.ID[len(g.ID)-len(newGatewaySuffix):] == newGatewaySuffix
}

// missing notes how the route that is about to be judged could be mended, if no
// route leads on.
func (w *walker) missing(s *Subnet, h hop) {
	if len(h.gaps) > 0 || h.target.Kind != ToNowhere {
		return
	}
	w.next = mend{kind: mendNone, why: w.unjoined(s)}
	if t, ok := w.detour(s); ok {
		w.next = mend{kind: mendRoute, table: w.table, route: h.route, peer: w.to, target: t}
	}
}

// unjoined says that nothing joins a subnet's VPC to the destination.
func (w *walker) unjoined(s *Subnet) string {
	if v := w.to.vpc; v != nil && sameVPC(v, s.VPC).No() {
		return "no peering joins " + string(s.VPC.ID) + " to " + string(v.ID) + ", and peering is not transitive"
	}
	return "no gateway of " + string(s.VPC.ID) + " leads there"
}

// beyond goes on where no route does, as if the one that would be right were
// there, so that what else blocks is named too. The packet is stopped already;
// if it may not be, nothing is assumed.
func (w *walker) beyond(s *Subnet) {
	if t, ok := w.detour(s); ok && w.verdict.No() {
		w.follow(s, hop{target: t})
		return
	}
	w.disconnected(s)
	w.lost(no())
}

// disconnected says that nothing of the estate joins two VPCs.
func (w *walker) disconnected(s *Subnet) {
	v := w.to.vpc
	if v == nil || !w.verdict.No() || w.n.transitMayJoin(s.VPC, v) || v.Placeholder || s.VPC.Placeholder || w.to.addr.is6() || sameVPC(v, s.VPC).Yes() {
		return
	}
	w.next.why = w.unjoined(s)
	w.gate(no(), proof.Step{Resource: s.VPC.ID, Kind: "vpc", Rule: "nothing joins it to " + string(v.ID), Code: codeDisconnected, Origin: s.VPC.Origin})
}

// misled asks whether a route takes packets for a private address of another VPC
// to the internet, though a peering connection would lead there.
func (w *walker) misled(s *Subnet, h hop) bool {
	if w.to.vpc == nil || w.to.addr.is6() || isGap(w.apart) || len(h.gaps) > 0 || !sameVPC(w.to.vpc, s.VPC).No() {
		return false
	}
	t := h.target
	if t.Kind == ToNAT {
		on, _, ok := w.n.lookupFrom(t.Interface.Subnet, w.to)
		if !ok || len(on.gaps) > 0 || !w.neighbour(t.Interface.Subnet).No() {
			return false
		}
		t = on.target
	}
	if t.Kind != ToGateway || t.Gateway.Kind != InternetGateway {
		return false
	}
	_, ok := w.detour(s)
	return ok
}

// leadsAway blocks at a route to the internet, and goes on by the right way.
func (w *walker) leadsAway(s *Subnet, h hop) {
	w.leadsElsewhereBy(s, h.route, proof.Step{
		Resource: w.table.ID, Kind: "route", Rule: "no route to " + w.to.addr.String(), Code: codeNoRoute, Origin: w.table.Origin,
		Detail: h.route.words() + " takes it, which does not lead to " + string(w.to.vpc.ID),
	})
}

// leadsElsewhere blocks where the route that was taken does not lead to the
// destination, and goes on by the way that would, if there is one.
func (w *walker) leadsElsewhere(s *Subnet, step proof.Step) {
	var taken *Route
	if w.table != nil {
		taken = w.n.lookup(w.table, w.to).route
	}
	w.leadsElsewhereBy(s, taken, step)
}

func (w *walker) leadsElsewhereBy(s *Subnet, taken *Route, step proof.Step) {
	t, ok := w.detour(s)
	if !ok || w.table == nil {
		w.next.why = w.unjoined(s)
		w.gate(no(), step)
		w.disconnected(s)
		w.lost(no())
		return
	}
	w.next = mend{kind: mendRoute, table: w.table, route: taken, peer: w.to, target: t}
	step.Detail = joinClauses(step.Detail, w.next.assumed())
	w.gate(no(), step)
	w.follow(s, hop{target: t})
}

// detour finds the target that a route of a subnet should have to lead to the
// destination: what the estate has to offer, for certain.
func (w *walker) detour(s *Subnet) (Target, bool) {
	v := s.VPC
	if isGap(w.apart) || v.Placeholder {
		return Target{}, false
	}
	if w.to.vpc != nil {
		if sameVPC(w.to.vpc, v).Yes() {
			return Target{Kind: ToLocal, Name: "local", InVPC: true}, true
		}
		for _, p := range w.n.Peerings {
			if far, ok := p.far(v); ok && p.Exists.Yes() && far == w.to.vpc {
				return Target{Kind: ToPeering, Name: string(p.ID), Peering: p}, true
			}
		}
		if t, ok := w.n.byTransit(s, w.to); ok {
			return t, true
		}
		if !w.to.addr.is6() || w.to.host == nil {
			return Target{}, false
		}
	}
	if w.to.kind == OnPremises {
		if t, ok := w.n.byTransit(s, w.to); ok {
			return t, true
		}
		g, ok := w.n.attachedGateway(v, VPNGateway)
		if ok && w.to.addr.inAny(g.OnPremises).No() && !isGap(g.OnPremisesGap) {
			return Target{}, false
		}
		return toGateway(g)
	}
	return w.toInternet(s)
}

// toInternet is the way to the internet: by the internet gateway for what has a
// public address, else by a NAT gateway of another subnet; IPv6 by either kind
// of gateway.
func (w *walker) toInternet(s *Subnet) (Target, bool) {
	six := w.to.addr.is6()
	igw, attached := w.n.attachedGateway(s.VPC, InternetGateway)
	if six && !attached && w.to.host == nil {
		if g, ok := w.n.attachedGateway(s.VPC, EgressOnlyGateway); ok {
			return toGateway(g)
		}
	}
	if h := w.source.host; !six && (h == nil || !h.NAT && !h.PublicIPv4.Yes()) {
		for _, nat := range w.n.nats[s.VPC] {
			if sameSubnet(nat.Subnet, s).No() && nat.PublicIPv4.Yes() {
				return Target{Kind: ToNAT, Name: string(nat.Owner), Interface: nat, InVPC: true}, true
			}
		}
	}
	if !attached {
		igw = w.n.freeGateway(s.VPC, InternetGateway)
	}
	return toGateway(igw)
}

func toGateway(g *Gateway) (Target, bool) {
	if g == nil {
		return Target{}, false
	}
	name := string(g.ID)
	if g.isNew() {
		name = "a new internet gateway"
	}
	return Target{Kind: ToGateway, Name: name, Gateway: g}, true
}

// wayBack is where the route of a reply should lead.
func (w *walker) wayBack(s *Subnet, to party) Target {
	out := Target{}
	switch {
	case to.vpc != nil && to.vpc == s.VPC:
		out = Target{Kind: ToLocal, Name: "local", InVPC: true}
	case w.arrived == arrivedByPeering && w.peering != nil:
		out = Target{Kind: ToPeering, Name: string(w.peering.ID), Peering: w.peering}
	case w.arrived == arrivedPublicly || w.arrived == arrivedByVPN:
		out, _ = toGateway(w.gateway)
	}
	return out
}

// attachedGateway finds a gateway that is attached to a VPC for certain.
func (n *Network) attachedGateway(v *VPC, kind GatewayKind) (*Gateway, bool) {
	for _, g := range n.Gateways {
		if g.Kind != kind {
			continue
		}
		if is, _ := n.attachedTo(g, v); is.and(g.Exists).Yes() {
			return g, true
		}
	}
	return nil, false
}

// attachment is how a route to a gateway that is not attached to the VPC could
// be mended: a VPC has one internet gateway and one VPN gateway at most, so if
// another is attached the route must name that ("Quotas": attachments per VPC).
func (w *walker) attachment(g *Gateway, v *VPC) mend {
	other, ok := w.n.attachedGateway(v, g.Kind)
	if !ok || w.table == nil {
		return mend{kind: mendAttach, gateway: g, vpc: v}
	}
	target, _ := toGateway(other)
	return mend{kind: mendRoute, table: w.table, route: w.n.lookup(w.table, w.to).route, peer: w.to, target: target}
}

// freeGateway finds a gateway that is attached to nothing, of the VPC's stack if
// there is one; else an internet gateway that would have to be made.
func (n *Network) freeGateway(v *VPC, kind GatewayKind) *Gateway {
	var found *Gateway
	for _, g := range n.Gateways {
		if g.Kind == kind && len(g.Attachments) == 0 && !g.Placeholder && g.Exists.Yes() && (found == nil || g.Stack == v.Stack && found.Stack != v.Stack) {
			found = g
		}
	}
	if found == nil && kind == InternetGateway {
		found = &Gateway{Component: Component{ID: v.ID + newGatewaySuffix, Stack: v.Stack, Origin: v.Origin, Exists: yes()}, Kind: kind}
	}
	return found
}

// findNATs notes what detours look for.
func (n *Network) findNATs() {
	n.nats = map[*VPC][]*Interface{}
	for _, i := range n.Interfaces {
		if i.NAT && i.Exists.Yes() {
			n.nats[i.Subnet.VPC] = append(n.nats[i.Subnet.VPC], i)
		}
	}
}
