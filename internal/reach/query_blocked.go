package reach

import (
	"net/netip"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// ReplyLimit is a network ACL that drops replies to client ports of 1024 to
// 65535.
type ReplyLimit struct {
	ACL, Subnet estate.ID
	Egress      bool // as they leave the subnet; else as they enter it
	Protocol    traffic.Protocol
	Dropped     []traffic.PortRange // of 1024 to 65535
	Admitted    []traffic.PortRange // of all ports
	Origin      estate.Origin       // of the entry that drops the first of them, or of the ACL
}

// addLimits adds what the network ACLs on a way do to replies, each ACL once.
func (a *Answer) addLimits(list []aclLimit) {
	widest := traffic.EphemeralPorts()[0]
	for _, l := range list {
		out := ReplyLimit{
			ACL: l.acl.ID, Subnet: l.subnet.ID, Egress: l.egress, Protocol: l.protocol, Origin: l.origin,
			Admitted: l.admitted.PortRanges(l.protocol),
		}
		out.Dropped = traffic.Ports(l.protocol, widest.Lo, widest.Hi).Subtract(l.admitted).PortRanges(l.protocol)
		same := func(x ReplyLimit) bool {
			return x.ACL == out.ACL && x.Egress == out.Egress && slices.Equal(x.Dropped, out.Dropped)
		}
		if !slices.ContainsFunc(a.Replies, same) {
			a.Replies = append(a.Replies, out)
		}
	}
}

// shortest is the path with the fewest gates of what flows for certain; of what
// may flow, if nothing does. Flows are in that order.
func shortest(flows []Flow) []proof.Step {
	if len(flows) == 0 {
		return nil
	}
	best := flows[0]
	for _, f := range flows[1:] {
		if f.Traffic.IsEmpty() == best.Traffic.IsEmpty() && len(f.Path) > 0 && len(f.Path) < len(best.Path) {
			best = f
		}
	}
	return best.Path
}

// attempt is one way that was asked for and is blocked.
type attempt struct {
	packet  Packet
	forward *Forward // the load balancer that would pass it on, if one would
	trace   Trace
}

// addBlocked names what blocks the way that lacks least, and whether only the
// replies are stopped.
func (a *asked) addBlocked(out *Answer, base []bool) {
	out.Blocked = append(a.noInterface(), a.closedDoors(base)...)
	if in := a.explained(base); in != nil {
		if list := in.attempts(a.q); len(list) > 0 {
			best := list[0].trace
			out.Blocked = append(out.Blocked, best.Blockers()...)
			out.OnlyReplies = !slices.ContainsFunc(best.mends, func(m mend) bool { return !m.reply })
			if slices.ContainsFunc(best.mends, func(m mend) bool { return m.reply && m.kind == mendEntry }) {
				out.addLimits(best.limits)
			}
		}
	}
	out.Proof.Steps = out.Blocked
}

// explained is the class of scenarios in which an answer is explained.
func (a *asked) explained(base []bool) *askedIn {
	for i := range a.worlds {
		if base[i] && a.worlds[i].engine != nil {
			return &a.worlds[i]
		}
	}
	return nil
}

// attempts traces some of the ways that were asked for: those that a change of
// rules, routes or attachments could open first, of these the ones with the
// fewest blockers.
func (in *askedIn) attempts(q Question) []attempt {
	out := in.attemptsOf(q, true)
	if len(out) == 0 {
		out = in.attemptsOf(q, false)
	}
	slices.SortStableFunc(out, func(a, b attempt) int { return a.cost() - b.cost() })
	return out
}

// attemptsOf leaves out address families that an end does not have, if asked to.
func (in *askedIn) attemptsOf(q Question, sensible bool) []attempt {
	var out []attempt
	tries := 0
	for _, from := range in.endpoints(in.from, in.to) {
		for _, to := range in.endpoints(in.to, in.from) {
			if tries++; tries > 64 || from == to {
				continue
			}
			for _, six := range []bool{false, true} {
				p := withService(Packet{From: from, To: to, IPv6: six}, q.Services)
				if p.is6() != six && p.Protocol != traffic.ICMPv6 || sensible && p.is6() && !hasSix(in.network, from, to) {
					continue
				}
				out = in.attempt(out, attempt{packet: p, trace: in.network.Trace(p)})
				if !q.Direct {
					out = in.attemptBalanced(out, p, q.Services)
				}
			}
		}
	}
	return out
}

func (in *askedIn) attempt(list []attempt, a attempt) []attempt {
	if a.trace.Verdict != proof.No {
		return list
	}
	return append(list, a)
}

// attemptBalanced adds the ways through load balancers that would pass on what
// was asked for.
func (in *askedIn) attemptBalanced(list []attempt, p Packet, services traffic.Services) []attempt {
	if p.To.Kind != AtInterface {
		return list
	}
	for _, f := range in.engine.forwardsTo(in.network.Interfaces[p.To.Interface]) {
		if !f.Services.Overlaps(services) || isGap(f.ServicesGap) || len(list) > 128 {
			continue
		}
		for _, lb := range f.Balancer.Interfaces {
			entry := withService(Packet{From: p.From, To: At(lb), IPv6: p.IPv6}, f.Listens)
			if p.IPv6 && !hasSix(in.network, p.From, entry.To) || entry.From == entry.To {
				continue
			}
			list = in.attempt(list, attempt{packet: entry, forward: f, trace: in.network.TraceForward(entry, f)})
		}
	}
	return list
}

// mostSamples bounds the addresses of the internet from which blocked ways are
// looked at.
const mostSamples = 24

// samples are addresses of a part of the internet, one for each part of it that
// the routes, network ACLs and groups of the other side's first parts tell
// apart: what blocks one client need not block another.
func (e *engine) samples(within traffic.Addresses, other side) []netip.Addr {
	first, ok := within.Any()
	if !ok {
		return nil
	}
	out := []netip.Addr{first}
	for _, p := range other.parts[:min(len(other.parts), 4)] {
		for _, region := range e.regionsOf(p.class.subnet.VPC, OnInternet) {
			all := region.region.Intersect(within)
			for _, atom := range traffic.Atoms(append(p.class.set.borders(), all)...) {
				if a, ok := atom.Intersect(all).Any(); ok && !slices.Contains(out, a) && len(out) < mostSamples {
					out = append(out, a)
				}
			}
		}
	}
	return out
}

// borders are the sets of addresses that a set's rules tell apart.
func (s *groupSet) borders() []traffic.Addresses {
	if s.none {
		return nil
	}
	return append(s.in.borders(), s.out.borders()...)
}

// cost orders attempts: blockers that no change opens count most.
func (a attempt) cost() int {
	cost := len(a.trace.mends)
	for _, m := range a.trace.mends {
		if m.kind == mendNone {
			cost += 1000
		}
	}
	return cost
}

func hasSix(n *Network, ends ...Endpoint) bool {
	for _, e := range ends {
		if e.Kind == AtPublicAddress || e.Kind == AtInterface && n.Interfaces[e.Interface].Has6.No() || e.Address.Is4() {
			return false
		}
	}
	return true
}

// endpoints are what a side's first parts are for a trace to or from the other
// side.
func (in *askedIn) endpoints(s, other side) []Endpoint {
	var out []Endpoint
	for _, p := range s.parts[:min(len(s.parts), 8)] {
		if p.only == byPublic {
			out = append(out, Public(p.members[0]))
			continue
		}
		out = append(out, At(p.members[0]))
	}
	for _, a := range in.engine.samples(s.internet, other) {
		out = append(out, Endpoint{Kind: OnInternet, Address: a, Literal: s.literal})
	}
	if !s.premises.IsEmpty() {
		out = append(out, Premises(anyAddress()))
	}
	if s.service != "" {
		out = append(out, Service(s.service))
	}
	return out
}
