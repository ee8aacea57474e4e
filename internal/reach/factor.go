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
	listed   bool // its addresses are known, and in the gate
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
	var r rules
	gates, is := make([]*gate, len(s.members)), make([]Trit, len(s.members))
	for k, m := range s.members {
		own := e.groupRules(m.Group, egress)
		for _, x := range own.refs {
			x.is = x.is.given(m.Is)
			r.refs = append(r.refs, x)
		}
		for _, x := range own.services {
			x.is = x.is.given(m.Is)
			r.services = append(r.services, x)
		}
		gates[k], is[k] = own.gate, m.Is
	}
	r.gate = e.gateOfGroups(gates, is, s.more)
	return r
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
	r := &rules{gate: e.gateOfRules(list, isGap(more))}
	for _, x := range list {
		switch ref := e.referenceOf(x); {
		case ref.group != nil:
			r.refs = append(r.refs, ref)
		case ref.service != "":
			r.services = append(r.services, ref)
		}
	}
	e.groups[at] = r
	return r
}

// referenceOf is a rule whose peer is a group or a service; none otherwise.
func (e *engine) referenceOf(x *Rule) reference {
	if x.Peer.Kind != PeerGroup && x.Peer.Kind != PeerService {
		return reference{}
	}
	services, sure := x.Services, x.Exists.Yes() && !isGap(x.ServicesGap)
	if isGap(x.ServicesGap) {
		services = traffic.AllServices()
	}
	is := bound{traffic.None, e.table.Intern(services)}
	if sure {
		is.lo = is.hi
	}
	if x.Peer.Kind == PeerGroup {
		return reference{group: x.Peer.Group, is: is}
	}
	return reference{service: x.Peer.Service, listed: x.Peer.isListed(), families: family(x.Peer.Family), is: is}
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
