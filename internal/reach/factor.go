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
	plain   bool // all of its groups are declared and known
	in, out rules
}

// rules are a set's rules of one direction.
type rules struct {
	*gate
	refs     []reference
	services []reference
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
	seen := map[*Traits]int{}
	e.setOf = make([]int, len(e.n.Interfaces))
	var scratch []byte
	for i, x := range e.n.Interfaces {
		if id, known := seen[x.Traits]; known {
			e.setOf[i] = id
			continue
		}
		scratch = setKey(scratch[:0], x)
		id, known := ids[string(scratch)]
		if !known {
			id = len(e.sets)
			ids[string(scratch)] = id
			s := &groupSet{index: id, members: x.Groups, more: isGap(x.MoreGroups), none: x.NoGroups}
			s.plain = s.isPlain()
			s.in, s.out = e.compileRules(s, false), e.compileRules(s, true)
			e.sets = append(e.sets, s)
		}
		e.setOf[i], seen[x.Traits] = id, id
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
		own := e.groupRules(m.Group, egress)
		for _, x := range own.refs {
			x.is = x.is.given(m.Is)
			r.refs = append(r.refs, x)
		}
		for _, x := range own.services {
			x.is = x.is.given(m.Is)
			r.services = append(r.services, x)
		}
		if m.Is.Yes() {
			certain = append(certain, own.certain)
		}
		possible = append(possible, own.possible)
	}
	if s.more {
		possible = append(possible, traffic.Everything())
	}
	r.gate = e.shared(traffic.UnionOf(certain...), traffic.UnionOf(possible...))
	return r
}

// mostShared bounds the gates that are looked through for an equal one.
const mostShared = 8

// shared is the gate of two bounds, an older one if there is an equal one among
// the first: most groups let everything out.
func (e *engine) shared(certain, possible traffic.Set) *gate {
	for _, g := range e.commonGates {
		if g.certain.Equal(certain) && g.possible.Equal(possible) {
			return g
		}
	}
	g := &gate{certain: certain, possible: possible}
	if len(e.commonGates) < mostShared {
		e.commonGates = append(e.commonGates, g)
	}
	return g
}

type groupKey struct {
	group  *SecurityGroup
	egress bool
}

// groupRules compiles the rules of one group, once.
func (e *engine) groupRules(g *SecurityGroup, egress bool) *rules {
	at := groupKey{g, egress}
	if r, known := e.groups[at]; known {
		return r
	}
	list, more := g.In, g.MoreIn
	if egress {
		list, more = g.Out, g.MoreOut
	}
	var certain, possible []traffic.Set
	r := &rules{}
	for _, x := range list {
		sure, most, ref := e.compileRule(x)
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
	r.gate = &gate{certain: traffic.UnionOf(certain...), possible: traffic.UnionOf(possible...)}
	e.groups[at] = r
	return r
}

// compileRule gives what a rule admits by address, for certain and at most, and
// the rule itself where its peer is not an address.
func (e *engine) compileRule(x *Rule) (certain, possible traffic.Set, ref reference) {
	services, sure := x.Services, x.Exists.Yes() && !isGap(x.ServicesGap)
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
	out := nothing()
	for i := range r.refs {
		x := &r.refs[i]
		if is := peer.carries(x.group); !is.No() {
			out = e.or(out, x.is.given(is))
		}
	}
	return out
}

// carries is what [Interface.carries] answers for the interfaces of a set.
func (s *groupSet) carries(g *SecurityGroup) Trit {
	if s.none {
		return no()
	}
	if s.plain && !g.Placeholder {
		for _, m := range s.members {
			if m.Group == g {
				return m.Is
			}
		}
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

func (s *groupSet) isPlain() bool {
	for _, m := range s.members {
		if m.Group.Placeholder {
			return false
		}
	}
	return !s.more
}
