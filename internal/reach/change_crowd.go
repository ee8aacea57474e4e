package reach

import "slices"

// learn notes whom VPCs know by the rules that some groups and network ACLs have
// now; it is false where these tell strangers' addresses apart in a new way, so that
// all has to be compared anew. Whom nobody names any more stays known: that costs
// no answer.
func (c *crowd) learn(list []*refilled) bool {
	own := false
	introduce := func(a, b int32) {
		if _, known := slices.BinarySearch(c.strangers.known[a], b); a == b || known {
			return
		}
		if !own { // the answers that were given keep what was known then
			c.strangers, own = c.strangers.copy(), true
		}
		c.introduce(a, b)
	}
	for _, r := range list {
		vpcs, r := c.vpcsOf(r), r.present()
		for _, p := range r.prefixes() {
			of := c.strangers.holderOf(p)
			if of == nil && c.strangers.tells(p) {
				return false
			}
			for _, v := range vpcs {
				if of != nil {
					introduce(v, int32(of.Index))
				}
			}
		}
		for _, x := range slices.Concat(r.rules.In, r.rules.Out) {
			if x.Peer.Kind != PeerGroup {
				continue
			}
			for _, v := range vpcs {
				for _, of := range c.strangers.carriers[x.Peer.Group.Index] {
					introduce(v, of)
				}
			}
		}
	}
	return true
}

// vpcsOf are the VPCs in which the rules apply.
func (c *crowd) vpcsOf(r *refilled) []int32 {
	if r.group != nil {
		return c.strangers.carriers[r.group.Index]
	}
	return []int32{int32(r.acl.VPC.Index)}
}

// introduce notes that two VPCs know each other. What stood for the one in the other's
// eyes may be of it no more.
func (c *crowd) introduce(a, b int32) {
	for _, pair := range [][2]int32{{a, b}, {b, a}} {
		v := pair[0]
		c.strangers.known[v] = append(slices.Clip(c.strangers.known[v]), pair[1])
		slices.Sort(c.strangers.known[v])
	}
	for _, o := range c.families {
		o.s, o.seen = c.strangers, map[*VPC][]*spot{}
	}
}

// copy is what is known of strangers, to which more acquaintances may be added.
func (s *strangers) copy() *strangers {
	out := *s
	out.known = slices.Clone(s.known)
	return &out
}

// inherit gives the parts of a spot and of a class that were torn what these had.
func (c *crowd) inherit(was, is *spot) {
	for _, o := range c.families {
		if look := o.of[was]; look != nil && is != nil && o.of[is] == nil {
			look.spots = append(look.spots, is)
			o.of[is] = look
		}
	}
}

func (s *stage) inherit(was, is int32) {
	for int(is) >= len(s.of) {
		s.of = append(s.of, nil)
	}
	if x := s.of[was]; x != nil && was != is {
		x.classes = append(x.classes, is)
		s.of[is] = x
	}
}

// recast gives some classes their roles anew.
func (c *crowd) recast(e *engine, classes []*class) {
	if len(c.families) == 0 {
		return // nobody plays a role
	}
	for k, s := range []*stage{&c.send, &c.get} {
		for _, x := range classes {
			var p parts
			for f, o := range c.families {
				if own := e.own(x, o.six); own != nil {
					p[f] = o.roleIn(x, own, k == 0)
				}
			}
			i := int32(x.index)
			if was := s.of[i]; was != nil {
				was.classes = slices.DeleteFunc(slices.Clone(was.classes), func(j int32) bool { return j == i })
				s.of[i] = nil
			}
			s.play(i, p)
		}
	}
}

// review compares the spots of some VPCs anew, whose network ACLs are others; it
// is false where one of them cannot be compared any more.
func (c *crowd) review(e *engine, vpcs map[*VPC]bool) bool {
	for _, o := range c.families {
		for _, look := range o.looks {
			look.spots = slices.DeleteFunc(slices.Clone(look.spots), func(s *spot) bool { return vpcs[s.subnet.VPC] })
		}
		done := map[*spot]bool{}
		for _, x := range e.classes {
			own, v := e.own(x, o.six), x.subnet.VPC
			if own == nil || done[own] || !vpcs[v] || x.sample().NAT || !c.strangers.plain[v.Index] {
				continue
			}
			done[own] = true
			if !o.look(own) {
				return false
			}
		}
	}
	var classes []*class
	for _, x := range e.classes {
		if vpcs[x.subnet.VPC] {
			classes = append(classes, x)
		}
	}
	c.recast(e, classes)
	return true
}
