package reach

import (
	"cmp"
	"net/netip"
	"slices"
)

// strangers tells which VPCs know nothing of each other: no rule, route or group
// of either singles the other's addresses or interfaces out, and there is no
// peering between them. What flows between two of them, by a transit gateway,
// hangs on what they are like and not on which they are, so that it is worked out
// once for all that are alike (see [outlooks]); an organisation's pairs of VPCs
// are too many to look at one by one.
type strangers struct {
	plain []bool    // by VPC: it holds nothing but what outlooks can compare
	known [][]int32 // by VPC: the others that it knows or that know it, sorted
	// arms are the VPCs' attachments to transit gateways: one each, or none.
	arms []*TransitAttachment
	// bounds are the addresses at which rules and routes tell strangers apart:
	// between two of them everybody treats addresses that he doesn't know alike.
	bounds cuts
	blocks []block // of all VPCs
	// carriers are the VPCs in which interfaces carry a group, by group.
	carriers [][]int32
	// torn are the VPCs whose blocks transit gateways' routes divide.
	torn map[*VPC]bool
}

// whole: a VPC has one block of a family, and transit gateways lead to all of it
// alike.
func (s *strangers) whole(v *VPC, six bool) bool {
	list := v.IPv4
	if six {
		list = v.IPv6
	}
	return len(list) == 1 && !s.torn[v]
}

// are asks whether two VPCs are strangers.
func (s *strangers) are(a, b *VPC) bool {
	if a == b || a.Placeholder || b.Placeholder || !s.plain[a.Index] || !s.plain[b.Index] {
		return false
	}
	_, known := slices.BinarySearch(s.known[a.Index], int32(b.Index))
	return !known
}

// mostMentions is how many VPCs may single out addresses of another one. What
// more of them do cuts the addresses for everybody.
const mostMentions = 8

// findStrangers looks at what the VPCs hold and name.
func (e *engine) findStrangers() *strangers {
	s := &strangers{plain: make([]bool, len(e.n.VPCs)), known: make([][]int32, len(e.n.VPCs)), arms: make([]*TransitAttachment, len(e.n.VPCs))}
	if e.n.absent().Unknown() || !s.attach(e.n) {
		return s
	}
	for i, v := range e.n.VPCs {
		s.plain[i] = s.plain[i] && plainVPC(v)
	}
	for _, g := range e.n.Gateways {
		for _, a := range g.Attachments {
			if g.Edge != nil && !a.VPC.Placeholder {
				s.plain[a.VPC.Index] = false
			}
		}
	}
	for _, c := range e.classes {
		s.look(c)
	}
	s.blocks = s.separate(e.n)
	s.tear(e.n)
	s.bounds = s.mention(e)
	for _, p := range e.n.Peerings {
		s.meet(p.VPCs[0], p.VPCs[1])
	}
	for i := range s.known {
		s.sort(i)
	}
	return s
}

func (s *strangers) sort(vpc int) {
	slices.Sort(s.known[vpc])
	s.known[vpc] = slices.Compact(s.known[vpc])
}

// attach finds the arm of each VPC; it is not ok where some arm's VPC is not
// known. A VPC is plain only with one attachment at most, of which all is known.
func (s *strangers) attach(n *Network) bool {
	for i := range s.plain {
		s.plain[i] = true
	}
	for _, g := range n.Transits {
		strange := g.opaque() || len(g.peered()) > 1
		for _, a := range g.Attachments {
			if a.Kind != TransitVPC {
				continue
			}
			if a.VPC.Placeholder {
				return false
			}
			v := a.VPC.Index
			_, settled := a.Table.Settled()
			s.plain[v] = s.plain[v] && s.arms[v] == nil && !strange && !a.Placeholder && a.Exists.Yes() && a.Appliance.No() &&
				(settled || len(a.Table.Options) == 0 && !a.Table.Open)
			s.arms[v] = a
		}
	}
	return true
}

// plainVPC: the blocks of a VPC are known, its subnets and their routes.
func plainVPC(v *VPC) bool {
	if v.Placeholder || isGap(v.Gap4) || isGap(v.Gap6) || len(v.IPv4)+len(v.IPv6) == 0 {
		return false
	}
	for _, s := range v.Subnets {
		t, settled := s.Tables.Settled()
		if !settled || s.Placeholder || s.Several || t.VPC != v {
			return false
		}
		for _, r := range t.Routes {
			if !r.plain() {
				return false
			}
		}
	}
	return true
}

// plain: what a route is for is known, and that it leads through no appliance.
func (r *Route) plain() bool {
	switch r.Target.Kind {
	case ToUnknown, ToInterface, ToMiddlebox:
		return false
	case ToPeering:
		if r.Target.Peering.VPCs[0].Placeholder || r.Target.Peering.VPCs[1].Placeholder {
			return false
		}
	}
	return r.Exists.Yes() && (r.Prefix.IsValid() || r.Source == RouteLocal || r.Service != "")
}

// look: in a plain VPC it is known which groups interfaces are in and to which
// their rules refer, and whom they send to if they are a load balancer's.
func (s *strangers) look(c *class) {
	v, b := c.subnet.VPC, c.sample().Balancer
	unknown := func(r reference) bool { return r.group.Placeholder }
	if !c.set.none && (!c.set.plain || slices.ContainsFunc(c.set.in.refs, unknown) || slices.ContainsFunc(c.set.out.refs, unknown)) ||
		b != nil && (b.Kind == GatewayBalancer || isGap(b.MoreTargets)) {
		s.unlike(v)
	}
	if b == nil {
		return
	}
	for _, f := range b.Forwards {
		if f.Target != nil {
			s.meet(v, f.Target.Subnet.VPC)
		}
	}
}

// block is an address block of a VPC.
type block struct {
	netip.Prefix
	vpc *VPC
}

// separate lists the blocks of all VPCs in order. VPCs whose blocks overlap are
// not plain.
func (s *strangers) separate(n *Network) []block {
	var out []block
	for _, v := range n.VPCs {
		for _, p := range slices.Concat(v.IPv4, v.IPv6) {
			out = append(out, block{p.Masked(), v})
		}
	}
	slices.SortFunc(out, func(a, b block) int {
		return cmp.Or(a.Addr().Compare(b.Addr()), cmp.Compare(a.Bits(), b.Bits()))
	})
	for i, widest := 0, 0; i < len(out); i++ {
		// A block that overlaps an earlier one is inside the widest before it.
		if a, b := out[widest], out[i]; i > 0 && a.Overlaps(b.Prefix) {
			s.unlike(a.vpc)
			s.unlike(b.vpc)
			continue
		}
		widest = i
	}
	return out
}

// tear notes the VPCs that routes of transit gateways lead to in parts.
func (s *strangers) tear(n *Network) {
	s.torn = map[*VPC]bool{}
	for _, g := range n.Transits {
		for _, t := range g.tables() {
			for _, r := range t.Routes {
				if !r.Prefix.IsValid() {
					continue
				}
				if v := s.holderOf(r.Prefix); v != nil && !slices.Contains(v.IPv4, r.Prefix.Masked()) && !slices.Contains(v.IPv6, r.Prefix.Masked()) {
					s.torn[v] = true
				}
			}
		}
	}
}

func (s *strangers) unlike(v *VPC) {
	if !v.Placeholder {
		s.plain[v.Index] = false
	}
}

// meet notes that two VPCs know each other.
func (s *strangers) meet(a, b *VPC) {
	if a == b || a.Placeholder || b.Placeholder {
		return
	}
	s.known[a.Index] = append(s.known[a.Index], int32(b.Index))
	s.known[b.Index] = append(s.known[b.Index], int32(a.Index))
}

// holderOf finds the VPC in whose blocks a whole prefix lies.
func (s *strangers) holderOf(p netip.Prefix) *VPC {
	i, found := s.blockFrom(p.Addr())
	if !found {
		i--
	}
	if i < 0 || s.blocks[i].Bits() > p.Bits() || !s.blocks[i].Contains(p.Addr()) {
		return nil
	}
	return s.blocks[i].vpc
}

func (s *strangers) blockFrom(a netip.Addr) (int, bool) {
	return slices.BinarySearchFunc(s.blocks, a, func(b block, a netip.Addr) int { return b.Addr().Compare(a) })
}

// tells: a prefix that lies in no VPC's blocks holds some, and nobody has told
// these from others by it before.
func (s *strangers) tells(p netip.Prefix) bool {
	i, _ := s.blockFrom(p.Addr())
	if i == len(s.blocks) || !p.Contains(s.blocks[i].Addr()) {
		return false
	}
	span := spanOf(p)
	for _, end := range []netip.Addr{span.Lo, span.Hi.Next()} {
		if _, known := slices.BinarySearchFunc(s.bounds, end, netip.Addr.Compare); end.IsValid() && !known {
			return true
		}
	}
	return false
}

// mention finds which VPCs' rules and routes name whose addresses, and whose
// groups. It gives the bounds of the addresses that they name for everybody.
func (s *strangers) mention(e *engine) cuts {
	m := mentions{by: map[netip.Prefix][]int32{}}
	s.carriers = m.groups(e)
	for _, v := range e.n.VPCs {
		m.gates(v)
	}
	for _, g := range e.n.Groups {
		for _, list := range [][]*Rule{g.In, g.Out} {
			for _, r := range list {
				if r.Peer.Kind != PeerGroup {
					continue
				}
				for _, a := range s.carriers[g.Index] {
					for _, b := range s.carriers[r.Peer.Group.Index] {
						s.meet(e.n.VPCs[a], e.n.VPCs[b])
					}
				}
			}
		}
	}
	var out cuts
	for p, by := range m.by {
		of := s.holderOf(p)
		if of != nil && len(by) <= mostMentions {
			for _, v := range by {
				s.meet(e.n.VPCs[v], of)
			}
			continue
		}
		span := spanOf(p)
		if out = append(out, span.Lo); span.Hi.Next().IsValid() {
			out = append(out, span.Hi.Next())
		}
	}
	slices.SortFunc(out, netip.Addr.Compare)
	return slices.Compact(out)
}

// mentions are the prefixes that rules and routes name, and in which VPCs they
// do.
type mentions struct{ by map[netip.Prefix][]int32 }

func (m *mentions) add(v int32, p netip.Prefix) {
	if !p.IsValid() {
		return
	}
	p = p.Masked()
	if list := m.by[p]; len(list) <= mostMentions && !slices.Contains(list, v) {
		m.by[p] = append(list, v)
	}
}

// gates notes what a VPC's routes and network ACLs name.
func (m *mentions) gates(v *VPC) {
	if v.Placeholder {
		return
	}
	tables, acls := map[*RouteTable]bool{}, map[*NetworkACL]bool{}
	for _, s := range v.Subnets {
		for _, t := range s.Tables.Options {
			if tables[t] {
				continue
			}
			tables[t] = true
			for _, r := range t.Routes {
				m.add(int32(v.Index), r.Prefix)
			}
		}
		for _, a := range s.ACLs.Options {
			if acls[a] {
				continue
			}
			acls[a] = true
			for _, list := range [][]*ACLEntry{a.In, a.Out} {
				for _, x := range list {
					m.add(int32(v.Index), x.Prefix)
				}
			}
		}
	}
}

// groups notes what the rules of groups name, in each VPC in which interfaces
// carry them: these are given by group.
func (m *mentions) groups(e *engine) [][]int32 {
	carriers := make([][]int32, len(e.n.Groups))
	for _, c := range e.classes {
		v := c.subnet.VPC
		if v.Placeholder || c.set.none {
			continue
		}
		for _, x := range c.set.members {
			if g := x.Group.Index; !slices.Contains(carriers[g], int32(v.Index)) {
				carriers[g] = append(carriers[g], int32(v.Index))
			}
		}
	}
	for _, g := range e.n.Groups {
		for _, v := range carriers[g.Index] {
			for _, list := range [][]*Rule{g.In, g.Out} {
				for _, r := range list {
					for _, p := range r.Peer.Prefixes {
						m.add(v, p)
					}
				}
			}
		}
	}
	return carriers
}
