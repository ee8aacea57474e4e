package reach

import (
	"maps"
	"net/netip"
	"slices"
	"sort"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// mostPaths bounds the flows of an answer whose paths are traced.
const mostPaths = 256

func anyAddress() netip.Addr { return netip.Addr{} }

// asked is a question on its way through the classes of scenarios.
type asked struct {
	m        *Model
	q        Question
	from, to selection
	matched  [2]bool
	vacant   [2][]*VPC
	touched  bool // an end has, or may have, a place in the estate
	worlds   []askedIn
	truth    estate.Truth
	unlisted traffic.Services // that interfaces may have which no list shows
}

// askedIn is what was found in one class of scenarios.
type askedIn struct {
	*world
	from, to          side
	list              []found
	doors             []doorway
	certain, possible traffic.Services
}

func newAsked(m *Model, q Question, from, to selection) *asked {
	none := scenario.Never()
	return &asked{m: m, q: q, from: from, to: to, truth: estate.Truth{True: none, False: none, Unknown: none}}
}

// look asks in one class of scenarios.
func (a *asked) look(w *world) {
	e := w.open(a.m)
	in := askedIn{world: w, from: e.side(a.from), to: e.side(a.to)}
	in.from.internet = in.from.internet.Union(in.from.translated)
	a.matched[0] = a.matched[0] || !in.from.isEmpty()
	a.matched[1] = a.matched[1] || !in.to.isEmpty()
	a.vacant = [2][]*VPC{in.from.vacant, in.to.vacant}
	a.touched = a.touched || in.from.touches() || in.to.touches()
	in.list = e.flowsBetween(in.from, in.to, a.q.Services, a.q.Direct)
	for _, x := range in.list {
		in.certain, in.possible = in.certain.Union(x.certain), in.possible.Union(x.possible)
	}
	a.throughDoors(&in)
	switch {
	case !in.certain.IsEmpty():
		a.truth.True = w.or(a.truth.True)
	case in.possible.IsEmpty():
		a.truth.False = w.or(a.truth.False)
	default:
		a.truth.Unknown = w.or(a.truth.Unknown)
	}
	a.worlds = append(a.worlds, in)
}

// explainDoubts adds what it hangs on that something may flow, in the classes of
// scenarios of which the verdict may name it.
func (a *asked) explainDoubts() {
	var out []estate.GuardedGap
	for _, in := range a.worlds[:a.m.named(a.truth, scenario.Always())] {
		if !in.certain.IsEmpty() || in.possible.IsEmpty() {
			continue
		}
		out = in.addGaps(out, in.gaps())
	}
	a.truth.Gaps = append(out, a.truth.Gaps...)
}

// gaps are what the possible flows hang on.
func (in *askedIn) gaps() []estate.Gap {
	var out []estate.Gap
	for i, x := range in.list {
		if i == 16 {
			break
		}
		out = joinGaps(out, in.trace(x).Gaps)
	}
	for _, d := range in.doors {
		out = joinGaps(out, d.is.Gaps())
	}
	if len(out) == 0 && len(in.list) > 0 {
		x := in.list[0]
		out = append(out, outside("the way from "+x.from.String()+" to "+x.to.String(), "the model does not decide it", estate.Origin{}))
	}
	return out
}

// trace follows one packet of a flow.
func (in *askedIn) trace(x found) Trace {
	if isGap(x.unseen) {
		return Trace{Gaps: []estate.Gap{x.unseen}}
	}
	services := x.certain
	if services.IsEmpty() {
		services = x.possible
	}
	if x.via != nil {
		services = x.entry
	}
	p := withService(x.packet, services)
	if ports, partial := portsOf(in.engine.table.Services(x.ret.lo), x.certain); partial && len(ports) > 0 && p.Protocol.HasPorts() {
		p.ClientPort = ports[0].Lo
	}
	if x.next != nil {
		return in.network.TraceForward(p, x.via).then(in.network.traceNext(x.via, x.next, p.Protocol))
	}
	if x.via != nil {
		return in.network.TraceForward(p, x.via)
	}
	return in.network.Trace(p)
}

// withService gives a packet one of some services: TCP's first, if it is in.
func withService(p Packet, s traffic.Services) Packet {
	if s.IsAll() {
		s = traffic.Ports(traffic.TCP, 443, 443)
	}
	icmp := traffic.ICMP
	if p.IPv6 {
		icmp = traffic.ICMPv6
	}
	for _, proto := range append([]traffic.Protocol{traffic.TCP, traffic.UDP, icmp}, s.Protocols()...) {
		ports := s.PortRanges(proto)
		if len(ports) == 0 {
			continue
		}
		p.Protocol, p.Port = proto, ports[0].Lo
		if proto == icmp && s.Contains(proto, echoOf(proto)) {
			p.Port = echoOf(proto)
		}
		break
	}
	return p
}

func echoOf(p traffic.Protocol) uint16 {
	if p == traffic.ICMPv6 {
		return 128 << 8
	}
	return 8 << 8
}

// nothingMatched is the error of a selector that names nothing with a place in
// the network, in any class of scenarios.
func (a *asked) nothingMatched() error {
	for i, s := range []selection{a.from, a.to} {
		if a.matched[i] || s.outsideVPC(a.m.Estate) || s.Kind == SelectOnPremises || s.Kind == SelectAny || s.Kind == SelectInternet {
			continue
		}
		if s.linkLocal() || slices.ContainsFunc(a.vacant[i], func(v *VPC) bool { return isResolver(s.Prefix, v) }) {
			return &NoMatchError{s.Selector, "AWS itself answers there, in every VPC; no filter applies", nil}
		}
		if s.Kind == SelectAddresses {
			continue // nobody has it: that is an answer
		}
		if s.isDoor(a.m.Estate) {
			return &NoMatchError{s.Selector, "AWS runs it, in no VPC: only what reaches it from internet is answered", nil}
		}
		return &NoMatchError{s.Selector, "it has no network interfaces in the estate", nil}
	}
	return nil
}

// answer puts what was found together.
func (a *asked) answer() Answer {
	out := Answer{Proof: a.m.judge(a.truth), Possible: a.unlisted}
	base := a.basis(out.Proof)
	for i, in := range a.worlds {
		out.Possible = out.Possible.Union(in.possible)
		if !base[i] {
			continue
		}
		if out.Traffic.IsEmpty() {
			out.Traffic = in.certain
		} else if both := out.Traffic.Intersect(in.certain); !both.IsEmpty() {
			out.Traffic = both
		}
	}
	if out.Proof.Verdict != proof.Yes {
		out.Traffic = traffic.NoServices()
	}
	a.addFlows(&out, base)
	a.addDoors(&out, base)
	out.Proof.Steps = shortest(out.Flows)
	out.Partial, out.ClientPorts = partialOf(out.Flows)
	if out.Proof.Verdict == proof.No {
		a.addBlocked(&out, base)
	}
	return out
}

// noInterface says of a function in no VPC that no network leads to it.
func (a *asked) noInterface() []proof.Step {
	if !a.to.outsideVPC(a.m.Estate) {
		return nil
	}
	var out []proof.Step
	for _, id := range sortedIDs(a.to.resources) {
		r, _ := a.m.Estate.Get(id)
		out = append(out, proof.Step{
			Resource: id, Kind: "function", Effect: proof.Blocks, Rule: "in no VPC",
			Detail: "it has no network interface to which anything could be sent", Origin: r.Base().Origin,
		})
	}
	return out
}

func sortedIDs(set map[estate.ID]estate.Truth) []estate.ID {
	return slices.Sorted(maps.Keys(set))
}

// basis marks the classes of scenarios that a verdict is about: those of the
// defaults, or of the scenario that the proof names.
func (a *asked) basis(p proof.Proof) []bool {
	out := make([]bool, len(a.worlds))
	any := false
	for i, in := range a.worlds {
		out[i] = in.counts
		if a.m.Estate.Assume == estate.AssumeAny {
			out[i] = len(p.Scenario) == 0 || !in.when.Disjoint(a.truth.True) && agrees(in.when, p.Scenario)
		}
		any = any || out[i]
	}
	for i := range out {
		out[i] = out[i] || !any
	}
	return out
}

// agrees reports whether some scenario of a class has the given settings.
func agrees(when scenario.Guard, settings []scenario.Setting) bool {
	for _, s := range settings {
		if !s.Other {
			when = when.And(scenario.Atom(s.Variable, s.Value))
		}
	}
	return !when.IsNever()
}

// addFlows merges the flows of the classes of scenarios: certain is what is so
// in all that count.
func (a *asked) addFlows(out *Answer, base []bool) {
	byName := map[string]*merged{}
	var order []*merged
	counted := 0
	for i := range a.worlds {
		in := &a.worlds[i]
		here := map[string]traffic.Services{}
		for _, x := range in.list {
			name := x.name()
			m := byName[name]
			if m == nil {
				m = &merged{Flow: x.flow(in.engine), in: in, first: x}
				byName[name] = m
				order = append(order, m)
			}
			m.Possible = m.Possible.Union(x.possible)
			here[name] = here[name].Union(x.certain)
		}
		if base[i] {
			counted++
			for name, s := range here {
				byName[name].meet(s)
			}
		}
	}
	for _, m := range order {
		if m.count < counted {
			m.Traffic = traffic.NoServices()
		}
		if m.Traffic.IsEmpty() {
			m.Partial, m.ClientPorts = false, nil
		}
	}
	sort.SliceStable(order, func(i, j int) bool { return !order[i].Traffic.IsEmpty() && order[j].Traffic.IsEmpty() })
	for i, m := range order {
		if i < mostPaths {
			t := m.in.trace(m.first)
			m.Path, m.Gaps = t.Steps(), t.Gaps
			if m.Partial {
				out.addLimits(t.limits)
			}
		}
		out.Flows = append(out.Flows, m.Flow)
	}
}

// merged is a flow of several classes of scenarios.
type merged struct {
	Flow
	in    *askedIn
	first found
	count int // of the classes that count, in how many it was found
}

// meet takes what flows for certain in one more class that counts.
func (m *merged) meet(s traffic.Services) {
	if m.count++; m.count == 1 {
		m.Traffic = s
		return
	}
	m.Traffic = m.Traffic.Intersect(s)
}

// name tells flows apart across classes of scenarios.
func (x found) name() string {
	out := x.from.String() + "\x00" + x.to.String()
	if x.via != nil {
		out += "\x00" + string(x.via.entry()) + "\x00" + string(x.via.Group)
	}
	if x.next != nil {
		out += "\x00" + string(x.next.Group)
	}
	for _, i := range append(append([]string(nil), x.from.Interfaces...), x.to.Interfaces...) {
		out += "\x00" + i
	}
	return out
}

func (x found) flow(e *engine) Flow {
	f := Flow{From: x.from, To: x.to, Possible: x.possible}
	if !x.certain.IsEmpty() {
		f.ClientPorts, f.Partial = portsOf(e.table.Services(x.ret.lo), x.certain)
	}
	if x.via != nil {
		f.Via, f.Entry = x.via.entry(), x.entry
	}
	return f
}

// partialOf: an answer is partial if every certain flow is.
func partialOf(flows []Flow) (bool, []traffic.PortRange) {
	var ports []traffic.PortRange
	for _, f := range flows {
		switch {
		case f.Traffic.IsEmpty():
		case !f.Partial:
			return false, nil
		case ports == nil:
			ports = f.ClientPorts
		}
	}
	return ports != nil, ports
}
