package reach

import (
	"cmp"
	"slices"

	"ringwall/internal/traffic"
)

// Shift is what flows in one model and not in another, from one party to another.
type Shift struct {
	From, To Party
	// Traffic is gained for certain where it was not for certain before, or lost
	// where it surely flows no longer; Possible is all that may be.
	Traffic, Possible traffic.Services
	// Between: it flows between any of them that are in VPCs that are strangers
	// (see [Pairs]).
	Between bool
}

// Since compares a model with an earlier one, of the default scenario's class:
// what flows now and did not before, and what no longer flows, between resources
// and with the world outside. Of models that differ in rules only (see
// [Model.With]) it looks at nothing but what these rules filter.
func (m *Model) Since(before *Model) (gained, lost []Shift) {
	if m.kin == before.kin && len(m.worlds) > 0 {
		if gained, lost, ok := m.sinceKin(before); ok {
			return gained, lost
		}
	}
	was, is := before.AllPairs().byResource(), m.AllPairs().byResource()
	return shifts(gainedOf(was, is)), shifts(lostOf(was, is))
}

// sinceKin is [Model.Since] for models of one kin. It is not ok where strangers
// have to be compared anew between them.
func (m *Model) sinceKin(before *Model) (gained, lost []Shift, ok bool) {
	m.lock() // for both: what is compared must not be changed in between
	defer m.unlock()
	list := m.differing(before)
	for _, x := range []*Model{m, before, m} { // strangers are so by the rules of both
		x.turn()
		x.worlds[0].open(x).inCrowd()
	}
	now, asOf := m.linked(list)
	before.turn()
	then, same := before.linked(list)
	if asOf != same {
		return nil, nil, false
	}
	return now.beyond(then, true), then.beyond(now, false), true
}

func shifts(list []Flow) []Shift {
	out := make([]Shift, 0, len(list))
	for _, f := range list {
		out = append(out, Shift{From: f.From, To: f.To, Traffic: f.Traffic, Possible: f.Possible})
	}
	return out
}

// linkage is what flows from and to some classes.
type linkage struct {
	e     *engine
	only  []bool // some classes: the others play the same roles in all models
	links map[tie]bound
	casts map[*cast]Party // the parties of casts, listed once
}

// tie is the two ends of a link: classes, the first beyond those of resources
// being the world outside, or a cast of strangers at one end.
type tie struct {
	from, to int32
	cast     *cast
}

// linked is what flows from and to the classes that some groups and network ACLs
// filter, and as of which comparison of strangers; it is the model's turn.
func (m *Model) linked(list []*refilled) (linkage, *crowd) {
	e := m.worlds[0].open(m)
	b := pairing{e: e, out: &Pairs{table: e.table, network: e.n, Classes: make([]Party, len(e.classes))}, partials: map[[2]traffic.ID]bool{}}
	b.only, b.within = e.filteredBy(list)
	out := linkage{e, b.only, map[tie]bound{}, map[*cast]Party{}}
	b.outside()
	c := e.inCrowd()
	for _, six := range []bool{false, true} {
		b.acquainted(c.strangers, e.byVPC(six))
	}
	for _, list := range b.gathered() {
		for _, l := range list {
			at := tie{from: l.From, to: l.To}
			out.links[at] = e.or(out.links[at], bound{l.certain, l.possible})
		}
	}
	out.strangers(c)
	return out, c
}

// filteredBy are the classes to which some groups and network ACLs matter, and
// their VPCs.
func (e *engine) filteredBy(list []*refilled) (classes []bool, vpcs map[*VPC]bool) {
	groups, acls := map[*SecurityGroup]bool{}, map[*VPC]bool{}
	all := false
	for _, r := range list {
		if r.group != nil {
			groups[r.group] = true
			continue
		}
		for _, s := range e.n.Subnets {
			if slices.Contains(s.ACLs.Options, r.acl) {
				acls[s.VPC] = true
				all = all || e.thoroughfare(s.VPC)
			}
		}
	}
	classes, vpcs = make([]bool, len(e.classes)), map[*VPC]bool{}
	for i, c := range e.classes {
		if all || acls[c.subnet.VPC] || slices.ContainsFunc(c.set.members, func(m Membership) bool { return groups[m.Group] }) {
			classes[i], vpcs[c.subnet.VPC] = true, true
		}
	}
	return classes, vpcs
}

// strangers adds what flows between some classes and strangers: with those of a
// cast at once, and with each other one by one.
func (x *linkage) strangers(c *crowd) {
	for i, is := range x.only {
		if !is {
			continue
		}
		own := int32(i)
		if mine := c.send.cast(own); mine != nil {
			for _, to := range c.get.casts {
				x.toCast(c, tie{from: own, to: -1, cast: to}, mine, to)
			}
		}
		if mine := c.get.cast(own); mine != nil {
			for _, from := range c.send.casts {
				x.toCast(c, tie{from: -1, to: own, cast: from}, from, mine)
			}
		}
	}
}

func (s *stage) cast(class int32) *cast {
	if int(class) >= len(s.of) {
		return nil
	}
	return s.of[class]
}

// toCast adds what flows between a class and the others of a cast that are in
// VPCs that are strangers to its own.
func (x *linkage) toCast(c *crowd, at tie, from, to *cast) {
	own := max(at.from, at.to)
	l := c.exchange(x.e, from, to)
	if l.fwd.hi == traffic.None {
		return
	}
	others := false
	for _, k := range at.cast.classes {
		if !c.strangers.are(x.e.classes[own].subnet.VPC, x.e.classes[k].subnet.VPC) {
			continue
		}
		if others = others || !x.only[k]; x.only[k] {
			one := tie{from: own, to: k}
			if at.from < 0 {
				one.from, one.to = k, own
			}
			x.links[one] = l.fwd
		}
	}
	if others {
		x.links[at] = l.fwd
	}
}

// beyond is what flows here and not there: of what is gained, for certain here; of
// what is lost, surely not there.
func (x linkage) beyond(there linkage, gained bool) []Shift {
	e := x.e
	var out []Shift
	var at []tie
	for k, is := range x.links {
		if was := there.links[k]; is != was {
			at = append(at, k)
		}
	}
	slices.SortFunc(at, func(a, b tie) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	for _, k := range at {
		is, was := x.links[k], there.links[k]
		certain, possible := e.table.Services(is.lo), e.table.Services(is.hi)
		less, least := e.table.Services(was.lo), e.table.Services(was.hi)
		s := Shift{
			From: x.party(k.from, k.cast), To: x.party(k.to, k.cast), Between: k.cast != nil,
			Traffic: certain.Subtract(map[bool]traffic.Services{true: less, false: least}[gained]), Possible: certain.Subtract(less).Union(possible.Subtract(least)),
		}
		if !s.Possible.IsEmpty() {
			out = append(out, s)
		}
	}
	return out
}

// party is a class, the world outside, or where there is none a cast: those of it
// that play this role before and after.
func (x linkage) party(class int32, of *cast) Party {
	e := x.e
	switch k := int(class) - len(e.classes); {
	case class < 0:
		p, known := x.casts[of]
		if !known {
			p = x.partyOfCast(of)
			x.casts[of] = p
		}
		return p
	case k < 0:
		return partyOf(e.classes[class].members)
	case k == 0:
		return Party{Kind: PartyInternet, Addresses: e.outside(OnInternet)}
	}
	return Party{Kind: PartyOnPremises, Addresses: e.outside(OnPremises)}
}

func (x linkage) partyOfCast(c *cast) Party {
	var members []*Interface
	for _, k := range c.classes {
		if !x.only[k] {
			members = append(members, x.e.classes[k].members...)
		}
	}
	return partyOf(members)
}
