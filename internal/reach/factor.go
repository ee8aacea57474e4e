package reach

import (
	"encoding/binary"
	"slices"

	"ringwall/internal/traffic"
)

// groupSet is one combination of security groups that interfaces carry, with
// its rules compiled: those whose peers are addresses as gates, those whose
// peers are groups or services apart.
type groupSet struct {
	index   int
	members []Membership
	more    bool // it may hold further groups
	none    bool // security groups do not apply
	in, out rules
}

// rules are a set's rules of one direction.
type rules struct {
	*gate
	refs     []reference
	services []reference
	byPeer   []bound // what refs admit, by the peer's set; lo is -1 where it was not asked
}

// reference is a rule whose peer is a group or an AWS service.
type reference struct {
	group    *SecurityGroup
	service  string
	families traffic.Addresses
	is       bound
}

// compileSets finds the distinct sets of groups and compiles them.
func (e *engine) compileSets() {
	ids := map[string]int{}
	e.setOf = make([]int, len(e.n.Interfaces))
	var scratch []byte
	for i, x := range e.n.Interfaces {
		scratch = setKey(scratch[:0], x)
		id, known := ids[string(scratch)]
		if !known {
			id = len(e.sets)
			ids[string(scratch)] = id
			s := &groupSet{index: id, members: x.Groups, more: isGap(x.MoreGroups), none: x.NoGroups}
			s.in, s.out = e.compileRules(s, false), e.compileRules(s, true)
			e.sets = append(e.sets, s)
		}
		e.setOf[i] = id
	}
}

// setKey is a text that tells sets of groups apart.
func setKey(out []byte, i *Interface) []byte {
	flags := byte(0)
	if isGap(i.MoreGroups) {
		flags |= 1
	}
	if i.NoGroups {
		flags |= 2
	}
	out = append(out, flags)
	var few [8]uint32
	ids := few[:0]
	for _, m := range i.Groups {
		ids = append(ids, uint32(m.Group.Index)<<2|uint32(m.Is.Is))
	}
	slices.Sort(ids)
	for _, id := range ids {
		out = binary.BigEndian.AppendUint32(out, id)
	}
	return out
}

func (e *engine) compileRules(s *groupSet, egress bool) rules {
	if s.none {
		return rules{gate: openGate()}
	}
	var certain, possible []traffic.Set
	var r rules
	for _, m := range s.members {
		list, more := m.Group.In, m.Group.MoreIn
		if egress {
			list, more = m.Group.Out, m.Group.MoreOut
		}
		for _, x := range list {
			sure, most, ref := e.compileRule(x, m.Is)
			certain, possible = append(certain, sure), append(possible, most)
			if ref.group != nil {
				r.refs = append(r.refs, ref)
			} else if ref.service != "" {
				r.services = append(r.services, ref)
			}
		}
		if isGap(more) {
			possible = append(possible, traffic.Everything())
		}
	}
	if s.more {
		possible = append(possible, traffic.Everything())
	}
	r.gate = &gate{certain: traffic.UnionOf(certain...), possible: traffic.UnionOf(possible...)}
	return r
}

// compileRule gives what a rule admits by address, for certain and at most, and
// the rule itself where its peer is not an address.
func (e *engine) compileRule(x *Rule, member Trit) (certain, possible traffic.Set, ref reference) {
	services, sure := x.Services, x.Exists.Yes() && member.Yes() && !isGap(x.ServicesGap)
	if isGap(x.ServicesGap) {
		services = traffic.AllServices()
	}
	is := bound{traffic.None, e.table.Intern(services)}
	if sure {
		is.lo = is.hi
	}
	switch x.Peer.Kind {
	case PeerGroup:
		return certain, possible, reference{group: x.Peer.Group, is: is}
	case PeerService:
		return certain, possible, reference{service: x.Peer.Service, families: family(x.Peer.Family), is: is}
	case PeerUnknown:
		return certain, traffic.Of(family(x.Peer.Family), services), ref
	}
	listed := traffic.Prefixes(x.Peer.Prefixes...).Intersect(family(x.Peer.Family))
	if sure {
		certain = traffic.Of(listed, services)
	}
	if isGap(x.Peer.Gap) {
		listed = family(x.Peer.Family)
	}
	return certain, traffic.Of(listed, services), ref
}

// ofMembers is what rules admit because the peer carries a group that they
// refer to.
func (e *engine) ofMembers(r *rules, peer *groupSet) bound {
	if len(r.refs) == 0 {
		return nothing()
	}
	if r.byPeer == nil {
		r.byPeer = make([]bound, len(e.sets))
		for i := range r.byPeer {
			r.byPeer[i].lo = -1
		}
	}
	if b := r.byPeer[peer.index]; b.lo >= 0 {
		return b
	}
	out := nothing()
	for _, x := range r.refs {
		out = e.or(out, x.is.given(peer.carries(x.group)))
	}
	r.byPeer[peer.index] = out
	return out
}

// carries is what [Interface.carries] answers for the interfaces of a set.
func (s *groupSet) carries(g *SecurityGroup) Trit {
	if s.none {
		return no()
	}
	t := no()
	for _, m := range s.members {
		if t = t.or(sameThing(&m.Group.Component, &g.Component).and(m.Is)); t.Yes() {
			return t
		}
	}
	if s.more {
		t = t.or(maybe())
	}
	return t
}
