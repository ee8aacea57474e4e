package reach

import (
	"maps"
	"net/netip"
	"slices"

	"ringwall/internal/traffic"
)

// learn prepares the engine for other rules: where these name addresses that
// nothing has told apart before, the addresses are cut there, and classes of
// interfaces with them. A finer cut than a network needs changes no answer, so it
// stays.
func (e *engine) learn(list []*refilled) {
	var more cuts
	for _, r := range list {
		for _, p := range r.prefixes() {
			s := spanOf(p)
			if more = append(more, s.Lo); s.Hi.Next().IsValid() {
				more = append(more, s.Hi.Next())
			}
		}
	}
	if e.n.nat64 {
		more = append(more, embeddedCuts(more)...)
	}
	more = slices.DeleteFunc(more, func(a netip.Addr) bool {
		_, known := slices.BinarySearchFunc(e.n.cuts, a, netip.Addr.Compare)
		return known
	})
	if len(more) == 0 {
		return
	}
	e.n.cuts = append(slices.Clip(e.n.cuts), more...)
	slices.SortFunc(e.n.cuts, netip.Addr.Compare)
	e.n.cuts = slices.Compact(e.n.cuts)
	e.keys.cut(e.n.cuts)
	e.split(more)
}

// prefixes are those that the rules name which are kept aside.
func (r *refilled) prefixes() []netip.Prefix {
	var out []netip.Prefix
	for _, list := range [][]*Rule{r.rules.In, r.rules.Out} {
		for _, x := range list {
			out = append(out, x.Peer.Prefixes...)
		}
	}
	for _, list := range [][]*ACLEntry{r.entries.In, r.entries.Out} {
		for _, x := range list {
			if x.Prefix.IsValid() {
				out = append(out, x.Prefix)
			}
		}
	}
	return out
}

// split divides the classes whose addresses lie on both sides of a new cut. Of the
// world outside nothing is divided, but what a key stands for may be: it is made of
// whole cells, some of which may not be outside.
func (e *engine) split(at cuts) {
	cut := make([]bool, len(e.keys.sets))
	for k, set := range e.keys.sets {
		cut[k] = slices.ContainsFunc(at, func(a netip.Addr) bool {
			return set.Contains(a) && a.Prev().IsValid() && set.Contains(a.Prev())
		})
	}
	torn := func(k key) bool { return k != noKey && int(k) < len(cut) && cut[k] }
	for _, s := range e.afar {
		if torn(s.key) {
			e.keyed(s)
		}
	}
	spots, routers := map[tornSpot]hostSpots{}, e.n.forwarding()
	e.zones = [2][]*vpcZones{}
	for _, c := range slices.Clone(e.classes) {
		if !torn(c.key4) && !torn(c.key6) && !torn(c.public) {
			continue
		}
		if x := c.sample(); x.NAT || routers[x] { // the others are seen as it
			e.legs = map[legKey][]leg{}
		}
		e.tear(c, spots)
	}
}

// tornSpot is a part of what was one spot.
type tornSpot struct {
	four, six  *spot
	key4, key6 key
	public     key
}

// tear sorts the interfaces of a class anew: the first of them keep it.
func (e *engine) tear(c *class, spots map[tornSpot]hostSpots) {
	was := tornSpot{four: e.four[c.index], six: e.six[c.index]}
	parts := map[tornSpot]*class{}
	members := c.members
	c.members = nil
	for _, x := range members {
		at := was
		at.key4, at.key6, at.public = e.keys.of(x.IPv4), e.keys.of(x.IPv6), e.keys.of(x.Public)
		part := parts[at]
		if part == nil {
			part = c
			if len(parts) > 0 {
				copied := *c
				part = &copied
				part.index, part.members, part.of = len(e.classes), nil, c
				e.classes = append(e.classes, part)
				e.four, e.six, e.public = append(e.four, nil), append(e.six, nil), append(e.public, nil)
			}
			part.key4, part.key6, part.public = at.key4, at.key6, at.public
			parts[at] = part
		}
		part.members = append(part.members, x)
		e.classOf[x.Index] = part.index
	}
	for at, part := range parts {
		p, known := spots[at]
		if !known {
			p = e.spotsAt(part.sample())
			spots[at] = p
		}
		e.place(part, p)
		if e.crowd != nil {
			e.crowd.inherit(was.four, p.four)
			e.crowd.inherit(was.six, p.six)
			e.crowd.send.inherit(int32(c.index), int32(part.index))
			e.crowd.get.inherit(int32(c.index), int32(part.index))
		}
	}
}

// forget drops what hangs on the rules of some groups and network ACLs, which are
// others now.
func (e *engine) forget(list []*refilled) {
	groups, acls := map[*SecurityGroup]bool{}, map[*NetworkACL]bool{}
	if e.crowd != nil && !e.crowd.learn(list) {
		e.crowd = nil
	}
	for _, r := range list {
		if r.group != nil {
			groups[r.group] = true
		} else {
			acls[r.acl] = true
		}
	}
	e.forgetGroups(groups)
	vpcs := e.recompile(acls)
	if len(vpcs) == 0 {
		return
	}
	e.regions = map[regionKey][]*spot{} // others may go out through these VPCs
	e.forgetLegs(vpcs)
	if e.crowd != nil && !e.crowd.review(e, vpcs) {
		e.crowd = nil
	}
}

// recompile makes the gates of some network ACLs anew, and finds the VPCs whose
// subnets they filter.
func (e *engine) recompile(acls map[*NetworkACL]bool) map[*VPC]bool {
	vpcs := map[*VPC]bool{}
	for a := range acls {
		e.acls[a.Index] = e.filter(a)
	}
	for i, s := range e.n.Subnets {
		if slices.ContainsFunc(s.ACLs.Options, func(a *NetworkACL) bool { return acls[a] }) {
			e.subnets[i] = e.gatesOf(s)
			vpcs[s.VPC] = true
		}
	}
	return vpcs
}

func (e *engine) forgetGroups(groups map[*SecurityGroup]bool) {
	changed := map[int]bool{}
	for g := range groups {
		delete(e.groups, groupKey{g, false})
		delete(e.groups, groupKey{g, true})
	}
	for _, s := range e.sets {
		if slices.ContainsFunc(s.members, func(m Membership) bool { return groups[m.Group] }) {
			s.in, s.out = e.compileRules(s, false), e.compileRules(s, true)
			changed[s.index] = true
		}
	}
	maps.DeleteFunc(e.slices, func(k sliceKey, _ slice) bool { return changed[k.set] })
	if e.crowd == nil {
		return
	}
	var classes []*class
	for _, c := range e.classes {
		if changed[c.set.index] {
			classes = append(classes, c)
		}
	}
	e.crowd.recast(e, classes)
}

// forgetLegs drops the ways from and to some VPCs; all ways, if others may lead
// through these.
func (e *engine) forgetLegs(vpcs map[*VPC]bool) {
	for v := range vpcs {
		if e.thoroughfare(v) {
			e.legs = map[legKey][]leg{}
			return
		}
	}
	ours := make([]bool, e.spots)
	for _, list := range [][]*spot{e.four, e.six, e.public} {
		for _, s := range list {
			if s != nil && vpcs[s.subnet.VPC] {
				ours[s.id] = true
			}
		}
	}
	maps.DeleteFunc(e.legs, func(k legKey, _ []leg) bool { return ours[k.from] || ours[k.to] })
}

// thoroughfare: traffic between others may lead through a VPC.
func (e *engine) thoroughfare(v *VPC) bool {
	if v.Placeholder || len(e.n.Middleboxes) > 0 || e.n.absent().Unknown() {
		return true
	}
	own := traffic.Prefixes(v.IPv4...).Union(traffic.Prefixes(v.IPv6...))
	for _, g := range e.n.Transits {
		for _, t := range g.tables() {
			for _, r := range t.Routes {
				if (r.Attachment == nil || r.Attachment.VPC == v) && !(r.Prefix.IsValid() && own.Covers(traffic.Prefixes(r.Prefix))) {
					return true
				}
			}
		}
	}
	return false
}
