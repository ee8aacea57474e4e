package reach

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// intoTransit hands the packet to a transit gateway: past the network ACL of the
// subnet in which the gateway stands, inwards only, by the gateway's tables, and
// out again ("How network ACLs work with transit gateways").
func (w *walker) intoTransit(s *Subnet, g *TransitGateway) {
	door := w.n.doorTo(g, s)
	w.gate(door.is, door.step)
	if door.subnet == nil || door.is.No() {
		w.lost(door.is)
		return
	}
	w.acl(door.subnet, false, w.source.addr, w.service, codeACL)
	w.acrossTransit(door.arm, s)
}

// acrossTransit follows the packet from one arm of a transit gateway to another.
// from is the subnet that it left, if it left one.
func (w *walker) acrossTransit(arm *TransitAttachment, from *Subnet) {
	way := w.n.throughTransit(arm, w.to)
	for _, x := range way.gates {
		w.gate(x.is, x.step)
	}
	if way.out == nil {
		w.lost(way.is)
		return
	}
	if w.crossed++; w.crossed > mostTransits {
		w.gate(no(), proof.Step{Resource: arm.Gateway.ID, Kind: "transit-gateway", Rule: "the routes go round in circles", Origin: arm.Gateway.Origin})
		w.lost(no())
		return
	}
	w.source.identity = w.source.identity.and(way.refs)
	if way.out.Kind == TransitPremises {
		w.outTransit(way.out)
		return
	}
	w.surface(way.out, way.left(from))
}

// surface lets the packet come out in a subnet of a VPC's attachment.
func (w *walker) surface(arm *TransitAttachment, from *Subnet) {
	list, is := w.n.surface(arm, from, w.to, w.exits)
	if len(list) == 0 {
		w.gate(is, proof.Step{Resource: arm.ID, Kind: "transit-gateway", Rule: "comes out in " + string(arm.VPC.ID), Origin: arm.Origin})
		w.lost(is)
		return
	}
	var ways []func(*walker)
	for _, s := range list {
		ways = append(ways, func(w *walker) { w.emerge(arm, s) })
	}
	w.fork(arm.oneOfSeveral(), ways)
}

// emerge takes the packet from an attachment's subnet: past its network ACL,
// outwards only, by its route table. Within that subnet no network ACL stands.
func (w *walker) emerge(arm *TransitAttachment, s *Subnet) {
	w.exits = append(slices.Clip(w.exits), exit{arm, s, len(w.trail)})
	switch near := w.neighbour(s); {
	case near.Yes():
		w.arrived = arrivedLocally
		w.receive(false)
		return
	case near.Unknown():
		w.apart = near.Gaps()[0]
	}
	w.leave(s)
}

// outTransit leads on premises.
func (w *walker) outTransit(arm *TransitAttachment) {
	step := proof.Step{Resource: arm.ID, Kind: "transit-gateway", Rule: "on-premises ranges", Detail: w.to.addr.String(), Code: codeNoDestination, Origin: arm.Origin}
	switch w.to.kind {
	case OnPremises:
		w.gate(behindArm(arm, w.to), step)
		w.goneOut()
		w.arrived, w.left = arrivedOutside, true
	case OnInternet, AtService:
		w.gate(maybe(outside("what the network behind "+string(arm.ID)+" does with internet traffic", "it is not in the sources", arm.Origin)), step)
		w.arrived = arrivedNowhere
	default:
		step.Detail = "a private address of a VPC is not there"
		w.gate(no(), step)
		w.lost(no())
	}
}

// behindArm asks whether an address is on premises behind an arm.
func behindArm(a *TransitAttachment, p party) Trit {
	is := p.addr.inAny(a.OnPremises)
	if isGap(a.OnPremisesGap) {
		if is = is.or(maybe(a.OnPremisesGap)); !p.fixed {
			is = yes() // whatever is behind it is what was asked for
		}
	}
	return is
}

// premisesArm finds the arm by which a host on premises comes to a VPC: one
// whose ranges hold the host's address, and whose table leads to the VPC.
func (n *Network) premisesArm(v *VPC, from, to party) (*TransitAttachment, Trit) {
	found, is := (*TransitAttachment)(nil), no()
	for _, mine := range n.transitArms(v) {
		for _, a := range mine.Gateway.Attachments {
			if a.Kind != TransitPremises && a.Kind != TransitUnknown && a.Kind != TransitPeering {
				continue
			}
			here := n.mayComeFrom(a, from, to).and(a.Exists).and(mine.Exists)
			if here.Yes() {
				return a, here
			}
			if here.Unknown() && found == nil && a.Kind == TransitPremises {
				found = a
			}
			is = is.or(here)
		}
	}
	if found == nil {
		is = is.or(n.namedWay(v))
	}
	return found, is
}

// namedWay asks whether routes of a VPC lead to a gateway that the sources only
// name: then it may be attached, though no source shows that either.
func (n *Network) namedWay(v *VPC) Trit {
	is := no()
	for _, s := range v.Subnets {
		for _, t := range s.Tables.Options {
			for _, r := range t.Routes {
				switch x := r.Target; {
				case x.Kind == ToUnknown:
					is = is.or(maybe(x.Gap))
				case x.Kind == ToTransit && x.Transit.Placeholder:
					is = is.or(maybe(x.Transit.Gap))
				case x.Kind == ToGateway && x.Gateway.Placeholder:
					is = is.or(maybe(x.Gateway.Gap))
				}
			}
		}
	}
	return is
}

// mayComeFrom asks whether packets of a host on premises come in by an arm, and
// get from there to a VPC.
func (n *Network) mayComeFrom(a *TransitAttachment, from, to party) Trit {
	switch a.Kind {
	case TransitPeering, TransitUnknown:
		return maybe(outside("what comes in by "+string(a.ID), "on-premises networks behind it are not followed", a.Origin))
	}
	is := behindArm(a, from)
	if is.No() {
		return is
	}
	way := n.throughTransit(a, to)
	if way.is.No() || way.out != nil && way.out.Kind != TransitVPC {
		return no()
	}
	return is.and(a.announces(to.addr))
}

// replyThroughTransit takes a reply from where it is through a transit gateway to
// a sender in a VPC or on premises. It is near where it came out in the sender's
// own subnet, so that no network ACL stands before the sender.
func (w *walker) replyThroughTransit(at *returning, g *TransitGateway, r homing) handed {
	s := at.at
	door := w.n.doorTo(g, s)
	w.gate(door.is, door.step)
	if door.subnet == nil || door.is.No() {
		return handed{}
	}
	w.acl(door.subnet, false, r.self.addr, r.back, codeACL)
	return w.outOfTransit(at, door.arm, s, r)
}

// backFromPremises takes a reply from on premises to a sender whose packet left
// by a transit gateway: it comes in by an arm that leads to the sender's VPC,
// unless a VPN gateway takes it there.
func (w *walker) backFromPremises(s sender) (handed, []passage) {
	v := s.subnet.VPC
	if _, ok := w.n.attachedGateway(v, VPNGateway); ok {
		return handed{}, nil
	}
	arm, is := w.n.premisesArm(v, w.to, s.self)
	step := proof.Step{Resource: v.ID, Kind: "transit-gateway", Rule: "replies from on premises to " + string(v.ID), Code: codeTransitNoRoute, Origin: v.Origin}
	if arm != nil {
		step.Resource, step.Origin = arm.ID, arm.Origin
	}
	w.gate(is, step)
	if arm == nil {
		return handed{astray: outside("how replies from on premises come to "+string(v.ID), "no attachment leads there for certain", v.Origin)}, nil
	}
	at := returning{}
	from := w.outOfTransit(&at, arm, nil, s.homing())
	return from, at.passed
}

// outOfTransit takes a reply from an arm of a transit gateway to a sender; s is
// the subnet that it left, if it left one.
func (w *walker) outOfTransit(at *returning, arm *TransitAttachment, s *Subnet, r homing) handed {
	way := w.n.throughTransit(arm, r.to)
	for _, x := range way.gates {
		w.gate(x.is, x.step)
	}
	switch {
	case way.out == nil:
		return handed{}
	case way.out.Kind == TransitPremises:
		is := no()
		if r.to.kind == OnPremises {
			is = behindArm(way.out, r.to)
		}
		w.gate(is, proof.Step{Resource: way.out.ID, Kind: "transit-gateway", Rule: "on-premises ranges", Detail: r.to.addr.String(), Code: codeNoRoute, Origin: way.out.Origin})
		return handed{}
	}
	list, is := w.n.surface(way.out, way.left(s), r.to, r.exits)
	if len(list) != 1 {
		if is.Yes() {
			is = maybe(way.out.oneOfSeveral())
		}
		w.gate(is, proof.Step{Resource: way.out.ID, Kind: "transit-gateway", Rule: "replies come out in " + string(way.out.VPC.ID), Origin: way.out.Origin})
		return handed{astray: is.Gaps()[0]}
	}
	out := list[0]
	if r.sender != nil {
		switch same := sameSubnet(out, r.sender); {
		case same.Yes():
			return handed{near: true}
		case same.Unknown():
			w.gate(same, proof.Step{Resource: out.ID, Kind: "transit-gateway", Rule: "replies come out in " + string(out.ID), Origin: out.Origin})
			return handed{near: true} // no network ACL there may be held against them
		}
	}
	return w.surfaced(at, way.out, out, r)
}

// surfaced follows a reply that a transit gateway has brought to a subnet: of the
// sender's VPC, or of one that inspects it and hands it back.
func (w *walker) surfaced(at *returning, arm *TransitAttachment, out *Subnet, r homing) handed {
	before, crossed := len(at.passed), at.crossed+1
	*at = w.backThrough(out, r, at.passed)
	at.crossed = crossed
	var here handed
	if len(at.passed) > before {
		here.from = at.at
	}
	h := at.route
	switch {
	case isGap(at.lost):
		return handed{astray: at.lost}
	case at.home:
		return here
	case !at.ok:
		w.gate(maybe(h.gaps...), proof.Step{Resource: at.at.ID, Kind: "route", Rule: "route table of " + string(at.at.ID), Origin: at.at.Origin})
		return here
	case len(h.gaps) == 0 && h.target.Kind == ToTransit && at.crossed <= mostTransits && handsBack([]exit{{arm, out, before}}, len(at.passed), h.target.Transit):
		w.replyStep(at.at, r.to, at.table, h, yes())
		return w.replyThroughTransit(at, h.target.Transit, r)
	}
	leads := yes()
	if len(h.gaps) == 0 && h.target.Kind != ToNowhere {
		leads = w.n.leadsHome(h, arm, at.at.VPC, r.to)
	}
	w.replyStep(at.at, r.to, at.table, h, leads)
	return here
}

// leadsHome asks whether a route delivers within the VPC in which a sender is, where a
// reply came from an arm of a transit gateway.
func (n *Network) leadsHome(h hop, arm *TransitAttachment, v *VPC, to party) Trit {
	switch {
	case h.target.Kind == ToTransit && n.handedOn(arm, h.target.Transit, to).is.No():
		return no()
	case h.target.Kind == ToLocal && to.vpc != nil:
		return sameVPC(v, to.vpc)
	case h.target.Kind == ToLocal:
		return no()
	case h.target.itself(to):
		return yes()
	}
	return maybe(outside("what "+h.target.Name+" does with replies", "it is not followed", estate.Origin{}))
}
