package reach

import (
	"cmp"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// FromInternet is what reaches each resource from the internet.
func (m *Model) FromInternet() []Surface { return m.surfaces(false) }

// ToInternet is what each resource reaches on the internet, through internet,
// NAT and egress-only gateways.
func (m *Model) ToInternet() []Surface { return m.surfaces(true) }

// surfaces unites the slices of each resource's interfaces, in every class of
// scenarios. Resources that exchange nothing in any are left out.
func (m *Model) surfaces(egress bool) []Surface {
	if m.islands != nil {
		var out []Surface
		for k, home := range m.islands.each(hasInterfaces) {
			for _, s := range home.surfaces(egress) {
				if m.islands.of[s.Resource] == k { // else it is on every island, and told of its own
					out = append(out, s)
				}
			}
		}
		slices.SortStableFunc(out, func(a, b Surface) int { return cmp.Compare(a.Resource, b.Resource) })
		return out
	}
	m.lock()
	defer m.unlock()
	if !m.hasInterfaces() {
		return nil
	}
	var out []Surface
	for _, w := range m.worlds {
		e := w.open(m)
		parts, n := e.surfaceParts(w, egress)
		known := out // by resource, as interfaces are
		out = make([]Surface, 0, max(n, len(known)))
		for _, i := range e.n.Interfaces {
			part := parts[e.classOf[i.Index]]
			if part == nil {
				continue
			}
			for len(known) > 0 && known[0].Resource <= i.Owner {
				out, known = append(out, known[0]), known[1:]
			}
			if last := len(out) - 1; last < 0 || out[last].Resource != i.Owner {
				out = append(out, m.newSurface(i, egress))
			}
			out[len(out)-1].add(part)
		}
		out = append(out, known...)
	}
	for k := range out {
		out[k].addSilent(m.worlds)
	}
	return out
}

func (m *Model) newSurface(i *Interface, egress bool) Surface {
	s := Surface{Resource: i.Owner, Type: i.Type, egress: egress, model: m}
	if r, ok := m.Estate.Get(i.Owner); ok {
		s.Exists = r.Base().When
	}
	return s
}

// surfaceParts are the surfaces of the classes' interfaces in one class of
// scenarios, each a list of one; nil where nothing is exchanged. It counts the
// interfaces that exchange anything.
func (e *engine) surfaceParts(w *world, egress bool) (parts [][]SurfaceIn, interfaces int) {
	parts = make([][]SurfaceIn, len(e.classes))
	for k, c := range e.classes {
		if in, ok := e.surfaceOf(w, c, egress); ok {
			in.through = []*class{c}
			parts[k] = []SurfaceIn{in}
			interfaces += len(c.members)
		}
	}
	return parts, interfaces
}

// hasInterfaces reports whether the estate has, in some scenario, anything with
// a network interface.
func (m *Model) hasInterfaces() bool {
	return len(estate.All[*estate.NATGateway](m.Estate)) > 0 || m.hasPlacements()
}

// hasPlacements is hasInterfaces but for NAT gateways, which have no security
// groups.
func (m *Model) hasPlacements() bool {
	return slices.ContainsFunc(m.placed, func(s standing) bool { return len(s.at) > 0 }) ||
		slices.ContainsFunc(estate.All[*estate.LiveInterface](m.Estate), (*estate.LiveInterface).Stands)
}

// surfaceOf is the surface of a class's interfaces in one class of scenarios;
// not ok if nothing is exchanged.
func (e *engine) surfaceOf(w *world, c *class, egress bool) (SurfaceIn, bool) {
	in := SurfaceIn{When: w.when, world: w, classes: len(e.classes)}
	for _, region := range e.regionsOf(c.subnet.VPC, OnInternet) {
		if !egress && e.shut(c, region) {
			continue
		}
		s, ret := e.exchange(c, region, egress)
		if s.possible.IsEmpty() {
			continue
		}
		in.Certain, in.Possible = in.Certain.Union(s.certain), in.Possible.Union(s.possible)
		if ret.lo != traffic.All {
			in.limitReplies(e, ret, s)
		}
	}
	return in, !in.Possible.IsEmpty()
}

// shut reports whether no packets get from a part of the world outside to a
// class's interfaces. Where they don't, exchange comes to the same, but works
// out first to what somebody could reply.
func (e *engine) shut(c *class, region *spot) bool {
	own := e.own(c, region.six)
	return own == nil || e.arriving(region, end{c, own}) == traffic.None
}

// arriving is what may come to an end from a part of the world outside, by any of
// the ways of which one is taken, before the end's own groups.
func (e *engine) arriving(from *spot, to end) traffic.ID {
	out, takes := traffic.None, e.takes(to).hi
	for _, g := range e.travel(from, to.spot) {
		out = e.table.Or(out, e.table.And(takes, g.fwd.hi))
	}
	return out
}

// limitReplies keeps the client ports that work for all of the surface.
func (w *SurfaceIn) limitReplies(e *engine, ret bound, s slice) {
	ports, partial := portsOf(e.table.Services(ret.lo), s.certain.Services())
	if !partial {
		return
	}
	if w.Replies == nil {
		w.Replies = ports
		return
	}
	var a, b traffic.Services
	for _, r := range w.Replies {
		a = a.Union(traffic.Ports(traffic.TCP, r.Lo, r.Hi))
	}
	for _, r := range ports {
		b = b.Union(traffic.Ports(traffic.TCP, r.Lo, r.Hi))
	}
	w.Replies = a.Intersect(b).PortRanges(traffic.TCP)
}

// add unites the surfaces of a resource's interfaces in a class of scenarios.
// Most resources have one interface and share the list that stands for its class.
func (s *Surface) add(part []SurfaceIn) {
	in := &part[0]
	k := len(s.Worlds) - 1
	switch {
	case k < 0:
		s.Worlds = slices.Clip(part)
	case s.Worlds[k].world != in.world:
		s.Worlds = append(s.Worlds, *in)
	case !slices.Contains(s.Worlds[k].through, in.through[0]):
		if k == 0 { // it stands for its class; others were put behind it in a list of its own
			s.Worlds = slices.Clone(s.Worlds)
		}
		w := &s.Worlds[k]
		w.Certain, w.Possible = w.Certain.Union(in.Certain), w.Possible.Union(in.Possible)
		w.through = append(slices.Clip(w.through), in.through...)
	}
}

// addSilent adds the classes of scenarios in which nothing is exchanged.
func (s *Surface) addSilent(worlds []*world) {
	if len(s.Worlds) == len(worlds) {
		return
	}
	k := 0
	var out []SurfaceIn
	for _, w := range worlds {
		if k < len(s.Worlds) && s.Worlds[k].world == w {
			out = append(out, s.Worlds[k])
			k++
			continue
		}
		out = append(out, SurfaceIn{When: w.when, world: w})
	}
	s.Worlds = out
}

// via are the resource's interfaces that exchange anything in a class of
// scenarios.
func (s *Surface) via(w SurfaceIn, e *engine) []*Interface {
	var out []*Interface
	for _, i := range e.n.OwnedBy(s.Resource) {
		c := e.classes[e.classOf[i.Index]]
		for c.index >= w.classes && c.of != nil {
			c = c.of
		}
		if slices.Contains(w.through, c) {
			out = append(out, i)
		}
	}
	return out
}

// Path is the way, gate by gate, of a packet that makes bad true for certain;
// if none does, of one that may.
func (s *Surface) Path(bad func(traffic.Set) bool) []proof.Step {
	return s.witness(bad).Steps()
}

func (s *Surface) witness(bad func(traffic.Set) bool) Trace {
	for _, w := range s.Worlds {
		if bad(w.Certain) {
			return s.trace(w, w.Certain, bad)
		}
	}
	for _, w := range s.Worlds {
		if bad(w.Possible) {
			return s.trace(w, w.Possible, bad)
		}
	}
	return Trace{}
}

// gaps are what keeps a possible surface from being certain.
func (s *Surface) gaps(w SurfaceIn, bad func(traffic.Set) bool) []estate.Gap {
	rest := w.Possible.Subtract(w.Certain)
	if gaps := s.trace(w, rest, bad).Gaps; len(gaps) > 0 {
		return gaps
	}
	return []estate.Gap{outside("what "+string(s.Resource)+" exchanges with the internet", "the model does not decide it", estate.Origin{})}
}

// trace follows a packet of a set: one of a group that is bad by itself, if
// there is one, of the group with the most addresses.
func (s *Surface) trace(w SurfaceIn, set traffic.Set, bad func(traffic.Set) bool) Trace {
	var best traffic.Group
	isBad := false
	for _, g := range set.Groups() {
		b := bad(traffic.Of(g.Addresses, g.Services))
		if best.Addresses.IsEmpty() || b && !isBad || b == isBad && g.Addresses.Size4() > best.Addresses.Size4() {
			best, isBad = g, b
		}
	}
	return s.packet(w, best, bad)
}

// packet follows one packet of a group, from the interface that gets furthest.
func (s *Surface) packet(w SurfaceIn, g traffic.Group, bad func(traffic.Set) bool) Trace {
	address, ok := g.Addresses.Any()
	if !ok {
		return Trace{}
	}
	services := g.Services
	for _, x := range services.Describe() { // the part that matters
		if part, err := traffic.ParseService(x.String()); err == nil && bad(traffic.Of(g.Addresses, part)) {
			services = part
			break
		}
	}
	s.model.lock()
	defer s.model.unlock()
	e := w.world.open(s.model)
	var best Trace
	for k, i := range s.via(w, e) {
		p := Packet{From: Internet(address), To: At(i), IPv6: address.Is6()}
		if s.egress {
			p.From, p.To = p.To, p.From
		}
		p = withService(p, services)
		if len(w.Replies) > 0 && p.Protocol.HasPorts() {
			p.ClientPort = w.Replies[0].Lo
		}
		t := w.world.trace(p)
		if k == 0 || t.Verdict == proof.Yes || best.Verdict == proof.No {
			best = t
		}
		if t.Verdict == proof.Yes || k > 8 {
			break
		}
	}
	return best
}

// trace follows a packet through the network, which is open.
func (w *world) trace(p Packet) Trace {
	t, ok := w.traced[p]
	if !ok {
		if w.traced == nil {
			w.traced = map[Packet]Trace{}
		}
		t = w.network.Trace(p)
		t.Forward, t.Reply, t.Gaps = slices.Clip(t.Forward), slices.Clip(t.Reply), slices.Clip(t.Gaps)
		w.traced[p] = t
	}
	return t
}

// judgeReached makes the public form of a surface; its verdict is no if nothing may
// reach it in any scenario.
func (m *Model) judgeReached(s *Surface) *Reached {
	some := func(set traffic.Set) bool { return !set.IsEmpty() }
	x := &Reached{Proof: proof.Judge(m.Estate, s.Truth(some), s.Exists)}
	if x.Proof.Verdict == proof.No {
		return x
	}
	first := true
	for _, w := range s.Worlds {
		x.PossibleSources = x.PossibleSources.Union(w.Possible)
		if !w.world.counts || x.Proof.Verdict != proof.Yes {
			continue
		}
		if x.Sources = x.Sources.Intersect(w.Certain); first {
			x.Sources, x.ClientPorts = w.Certain, w.Replies
		}
		first = false
	}
	x.Partial = len(x.ClientPorts) > 0
	x.Traffic, x.Possible = x.Sources.Services(), x.PossibleSources.Services()
	x.Behind = m.behind(s)
	return x
}

// cards are the live interfaces of a surface, each a resource beside its owner.
func (s *Surface) cards() []estate.ID {
	if s.Type == "AWS::EC2::NetworkInterface" {
		return nil
	}
	s.model.lock()
	defer s.model.unlock()
	var out []estate.ID
	for _, w := range s.Worlds {
		for _, i := range s.via(w, w.world.open(s.model)) {
			if i.Card != s.Resource {
				out = appendOnce(out, i.Card)
			}
		}
	}
	return out
}

// behind lists the targets of a load balancer.
func (m *Model) behind(s *Surface) []estate.ID {
	m.lock()
	defer m.unlock()
	var out []estate.ID
	seen := map[estate.ID]bool{}
	for _, w := range s.Worlds {
		for _, c := range w.through {
			if c.sample().Balancer == nil { // which makes a class of its own
				continue
			}
			for _, f := range c.sample().Balancer.Forwards {
				if f.Target != nil && !seen[f.Target.Owner] {
					seen[f.Target.Owner] = true
					out = append(out, f.Target.Owner)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// truthOf gathers an answer for each class of scenarios into a statement.
func (m *Model) truthOf(ask func(e *engine) Trit) estate.Truth {
	out := nowhere(nil)
	for _, w := range m.worlds {
		out = with(out, ask(w.open(m)), w)
	}
	return out
}
