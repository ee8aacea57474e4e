package reach

import (
	"slices"

	"ringwall/internal/traffic"
)

type wayKey struct {
	arm  *TransitAttachment
	spot int32
}

type doorKey struct {
	gateway *TransitGateway
	subnet  *Subnet
}

type exitKey struct {
	gateway *TransitGateway
	kind    EndpointKind
}

// throughTransit is [Network.throughTransit], once for each arm and spot.
func (e *engine) throughTransit(arm *TransitAttachment, to *spot) *transitWay {
	at := wayKey{arm, to.id}
	if w, known := e.ways[at]; known {
		return w
	}
	w := e.n.throughTransit(arm, to.party)
	w.gates = nil // the bounds are all that is asked here
	e.ways[at] = &w
	return &w
}

func (e *engine) doorTo(g *TransitGateway, s *Subnet) *transitDoor {
	at := doorKey{g, s}
	if d, known := e.doors[at]; known {
		return d
	}
	d := e.n.doorTo(g, s)
	e.doors[at] = &d
	return &d
}

// intoTransit hands packets to a transit gateway, as [walker.intoTransit].
func (j *journey) intoTransit(s *Subnet, g *TransitGateway) []leg {
	door := j.e.doorTo(g, s)
	j.passIf(door.is)
	if door.subnet == nil || door.is.No() {
		return j.lost(door.is)
	}
	j.pass(j.e.aclAt(door.subnet, false, j.source))
	return j.acrossTransit(door.arm, s)
}

func (j *journey) acrossTransit(arm *TransitAttachment, from *Subnet) []leg {
	way := j.e.throughTransit(arm, j.to)
	j.passIf(way.is)
	if j.crossed++; way.out == nil || j.crossed > mostTransits {
		return j.lost(way.is.and(holds(j.crossed <= mostTransits)))
	}
	j.refs = j.refs.and(way.refs)
	if way.out.Kind == TransitPremises {
		return j.outTransit(way.out)
	}
	list, is := j.e.n.surface(way.out, way.left(from), j.to.party, j.exits)
	if len(list) == 0 {
		return j.lost(is)
	}
	var out []leg
	for _, s := range list {
		out = append(out, j.clone().emerge(way.out, s)...)
	}
	return out
}

// emerge is [walker.emerge].
func (j *journey) emerge(arm *TransitAttachment, s *Subnet) []leg {
	j.exits = append(j.exits, exit{arm, s, len(j.trail)})
	near := no()
	if j.to.kind == AtInterface {
		near = sameSubnet(s, j.to.subnet)
	}
	switch {
	case near.Yes():
		j.arrived = arrivedLocally
		return []leg{j.receive(false)}
	case near.Unknown():
		return j.lost(near)
	}
	return j.leave(s)
}

func (j *journey) outTransit(arm *TransitAttachment) []leg {
	switch j.to.kind {
	case OnPremises:
		j.passIf(behindArm(arm, j.to.party))
		j.goneOut()
		j.left = true
		return []leg{j.outside()}
	case OnInternet, AtService:
		return j.lost(maybe())
	}
	return []leg{blocked()}
}

// outwards are the VPCs and transit gateways through which traffic between a VPC
// and the world outside may go: transit gateways may lead it to the gateways of
// another VPC, past the routes and network ACLs there ("Centralized outbound
// routing to the internet").
func (e *engine) outwards(v *VPC, kind EndpointKind) ([]*VPC, []*TransitGateway) {
	vpcs, gateways := []*VPC{v}, []*TransitGateway(nil)
	for i := 0; i < len(vpcs); i++ {
		for _, a := range e.n.transitArms(vpcs[i]) {
			for _, g := range a.Gateway.peered() {
				if slices.Contains(gateways, g) {
					continue
				}
				gateways = append(gateways, g)
				for _, w := range e.exits(g, kind) {
					if !slices.Contains(vpcs, w) {
						vpcs = append(vpcs, w)
					}
				}
			}
		}
	}
	return vpcs, gateways
}

// exits are the VPCs to which a transit gateway may lead what is for outside.
func (e *engine) exits(g *TransitGateway, kind EndpointKind) []*VPC {
	at := exitKey{g, kind}
	if list, known := e.leads[at]; known {
		return list
	}
	var list []*VPC
	all := e.outside(kind)
	for _, t := range g.tables() {
		for _, r := range t.Routes {
			if r.Attachment == nil || r.Attachment.Kind != TransitVPC || slices.Contains(list, r.Attachment.VPC) {
				continue
			}
			if !r.Prefix.IsValid() || !traffic.Prefixes(r.Prefix).Intersect(all).IsEmpty() {
				list = append(list, r.Attachment.VPC)
			}
		}
	}
	e.leads[at] = list
	return list
}

// ownTraffic is [walker.ownTraffic].
func (j *journey) ownTraffic(s *Subnet, t *Target) Trit {
	switch t.Kind {
	case ToTransit:
		if handsBack(j.exits, len(j.trail), t.Transit) {
			return yes()
		}
		if j.e.n.handedOn(j.exits[len(j.exits)-1].arm, t.Transit, j.to.party).is.No() {
			return no()
		}
		return maybe()
	case ToGateway, ToPeering, ToEndpoint:
	default:
		return yes()
	}
	if j.source.party.vpc == nil {
		return no()
	}
	return sameVPC(j.source.party.vpc, s.VPC)
}

// comeByTransit lets hosts on premises send through a transit gateway.
func (j *journey) comeByTransit(arm *TransitAttachment, is Trit) []leg {
	j.passIf(is)
	if arm == nil {
		return j.lost(is)
	}
	return j.acrossTransit(arm, nil)
}

// replyThroughTransit is [walker.replyThroughTransit].
func (j *journey) replyThroughTransit(at *goneHome, g *TransitGateway, r replies) handedTo {
	s, line := at.at, r.line
	door := j.e.doorTo(g, s)
	*line = line.given(door.is)
	if door.subnet == nil || door.is.No() {
		return handedTo{}
	}
	*line = j.e.and(*line, j.e.aclAt(door.subnet, false, r.self))
	return j.outOfTransit(at, door.arm, s, r)
}

// backFromPremises is [walker.backFromPremises].
func (j *journey) backFromPremises(s stop) (handedTo, []passage) {
	v := s.subnet.VPC
	if _, ok := j.e.n.attachedGateway(v, VPNGateway); ok {
		return handedTo{}, nil
	}
	r := j.repliesTo(s)
	arm, is := j.e.n.premisesArm(v, j.to.party, s.self.party)
	*r.line = r.line.given(is)
	if arm == nil {
		return handedTo{astray: true}, nil
	}
	at := goneHome{}
	from := j.outOfTransit(&at, arm, nil, r)
	return from, at.passed
}

// outOfTransit is [walker.outOfTransit].
func (j *journey) outOfTransit(at *goneHome, arm *TransitAttachment, s *Subnet, r replies) handedTo {
	line := r.line
	way := j.e.throughTransit(arm, r.to)
	*line = line.given(way.is)
	switch {
	case way.out == nil:
		return handedTo{}
	case way.out.Kind == TransitPremises:
		is := no()
		if r.to.kind == OnPremises {
			is = behindArm(way.out, r.to.party)
		}
		*line = line.given(is)
		return handedTo{}
	}
	list, _ := j.e.n.surface(way.out, way.left(s), r.to.party, r.exits)
	if len(list) != 1 {
		*line = line.given(maybe())
		return handedTo{astray: true}
	}
	out := list[0]
	if r.sender != nil {
		switch same := sameSubnet(out, r.sender); {
		case same.Yes():
			return handedTo{near: true}
		case same.Unknown():
			*line = line.given(same)
			return handedTo{near: true}
		}
	}
	return j.surfaced(at, way.out, out, r)
}

// surfaced is [walker.surfaced].
func (j *journey) surfaced(at *goneHome, arm *TransitAttachment, out *Subnet, r replies) handedTo {
	before, crossed := len(at.passed), at.crossed+1
	*at = j.backThrough(out, r, at.passed)
	at.crossed = crossed
	var here handedTo
	if len(at.passed) > before {
		here.from = at.at
	}
	h := at.route
	switch {
	case at.lost:
		return handedTo{astray: true}
	case at.home:
	case !at.ok || len(h.gaps) > 0:
		*r.line = r.line.given(maybe())
	case h.target.Kind == ToTransit && crossed <= mostTransits && handsBack([]exit{{arm, out, before}}, len(at.passed), h.target.Transit):
		return j.replyThroughTransit(at, h.target.Transit, r)
	default:
		*r.line = r.line.given(holds(h.target.Kind != ToNowhere).and(j.e.n.leadsHome(*h, arm, at.at.VPC, r.to.party)))
	}
	return here
}
