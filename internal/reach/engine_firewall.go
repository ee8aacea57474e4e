package reach

import (
	"slices"

	"ringwall/internal/traffic"
)

// firewallKey is a question to a firewall, asked for sets of addresses.
type firewallKey struct {
	firewall *Firewall
	from, to key
	mode     firewallMode
}

// mostPortCells bounds the pairs of port ranges for which a firewall is asked.
const mostPortCells = 2048

// lets is what a firewall lets through between two spots: services of the
// packets, and the line of client ports that work.
func (e *engine) lets(f *Firewall, from, to *spot, mode firewallMode) link {
	if from.key == noKey || to.key == noKey {
		return noLink()
	}
	at := firewallKey{f, from.key, to.key, mode}
	if l, known := e.firewalls[at]; known {
		return l
	}
	b := &firewallBound{e: e, f: f, mode: mode, from: e.keys.sets[from.key], to: e.keys.sets[to.key]}
	b.ports(traffic.TCP)
	b.ports(traffic.UDP)
	b.portless()
	l := link{b.bound(b.fwdLo, b.fwdHi), b.bound(b.retLo, b.retHi)}
	l = link{l.fwd.given(f.Exists), l.ret}
	e.firewalls[at] = l
	return l
}

// firewallBound gathers what a firewall lets through, protocol by protocol.
type firewallBound struct {
	e            *engine
	f            *Firewall
	mode         firewallMode
	from, to     traffic.Addresses
	fwdLo, fwdHi traffic.Services
	// what client ports don't work
	retLo, retHi traffic.Services
}

func (b *firewallBound) bound(lo, hi traffic.Services) bound {
	return bound{b.e.table.Intern(lo), b.e.table.Intern(hi)}
}

func (b *firewallBound) pair(p traffic.Protocol, source, port int) packetPair {
	return packetPair{from: b.from, to: b.to, protocol: p, source: source, port: port}
}

// portless asks for the protocols without ports: those that a rule names, ICMP,
// and all others at once. What needs no answer was asked for when it passed.
func (b *firewallBound) portless() {
	others, rest := traffic.ESP, traffic.AllServices()
	for _, p := range []traffic.Protocol{traffic.TCP, traffic.UDP} {
		rest = rest.Subtract(traffic.WholeProtocol(p))
	}
	b.retLo, b.retHi = b.retLo.Union(rest), b.retHi.Union(rest)
	for n := range 256 {
		p := traffic.Protocol(n)
		if b.f.looksAtPorts(p) || !p.HasTypes() && !b.f.names(p) {
			continue
		}
		whole := traffic.WholeProtocol(p)
		if rest = rest.Subtract(whole); p == others {
			others++ // one that no rule names stands for the rest
		}
		answered := whole
		if p.HasTypes() {
			if answered = answeredTypes(p); b.mode != unanswered {
				b.add(yes(), whole.Subtract(answered))
			} else {
				answered = whole
			}
		}
		is, _ := b.f.lets(b.pair(p, -1, -1), b.mode)
		b.add(is, answered)
	}
	is, _ := b.f.lets(b.pair(others, -1, -1), b.mode)
	b.add(is, rest)
}

// answeredTypes are the ICMP types that somebody answers.
func answeredTypes(p traffic.Protocol) traffic.Services {
	var out traffic.Services
	for typ := range 256 {
		if _, ok := replyType(p, uint16(typ)); ok {
			out = out.Union(traffic.ICMPTypes(p, typ, -1))
		}
	}
	return out
}

func (b *firewallBound) add(is Trit, services traffic.Services) {
	if is.Yes() {
		b.fwdLo = b.fwdLo.Union(services)
	}
	if !is.No() {
		b.fwdHi = b.fwdHi.Union(services)
	}
}

// names reports whether a rule names a protocol.
func (f *Firewall) names(p traffic.Protocol) bool {
	for _, list := range [][]*FirewallRule{f.Stateless, f.Stateful} {
		for _, r := range list {
			if slices.Contains(r.Protocols, p) {
				return true
			}
		}
	}
	return false
}

// ports asks for each range of ports and of client ports that no rule tells
// further apart. Where the client ports that work are the same for all ports that
// work for any, the answer is exact; else it is bounded.
func (b *firewallBound) ports(p traffic.Protocol) {
	widest := traffic.EphemeralPorts()[0]
	ports, clients := b.f.tellsPorts(0, 65535), b.f.tellsPorts(int(widest.Lo), int(widest.Hi))
	every := traffic.WholeProtocol(p)
	if len(ports)*len(clients) > mostPortCells {
		b.e.bounded = true
		b.fwdHi, b.retLo, b.retHi = b.fwdHi.Union(every), b.retLo.Union(every), b.retHi.Union(every)
		return
	}
	rest := every.Subtract(traffic.Ports(p, widest.Lo, widest.Hi))
	all := clientSets{certain: every, possible: every}
	var rows []clientSets
	for i, n := range ports {
		row := clientSets{services: cell(p, ports, i, 65535), certain: rest, possible: rest}
		for k, c := range clients {
			is, _ := b.f.lets(b.pair(p, c, n), b.mode)
			of := cell(p, clients, k, int(widest.Hi))
			if is.Yes() {
				row.certain = row.certain.Union(of)
			}
			if !is.No() {
				row.possible = row.possible.Union(of)
			}
		}
		rows = append(rows, row)
	}
	b.fold(rows, all, rest)
}

// clientSets are the client ports that work for some services, for certain and at
// most.
type clientSets struct{ services, certain, possible traffic.Services }

func cell(p traffic.Protocol, starts []int, i, last int) traffic.Services {
	hi := last
	if i+1 < len(starts) {
		hi = starts[i+1] - 1
	}
	return traffic.Ports(p, uint16(starts[i]), uint16(hi))
}

// fold makes a product of services and client ports of the rows.
func (b *firewallBound) fold(rows []clientSets, all clientSets, none traffic.Services) {
	lo, hi := traffic.NoServices(), traffic.NoServices()
	loSame, hiSame := true, true
	for _, r := range rows {
		if !r.certain.Equal(none) {
			loSame = loSame && (lo.IsEmpty() || lo.Equal(r.certain))
			lo = r.certain
		}
		if !r.possible.Equal(none) {
			hiSame = hiSame && (hi.IsEmpty() || hi.Equal(r.possible))
			hi = hi.Union(r.possible)
		}
	}
	if !loSame {
		lo = all.certain
	}
	b.e.bounded = b.e.bounded || !loSame || !hiSame
	for _, r := range rows {
		if !r.certain.Equal(none) && r.certain.Covers(lo) {
			b.fwdLo = b.fwdLo.Union(r.services)
		}
		if !r.possible.Equal(none) {
			b.fwdHi = b.fwdHi.Union(r.services)
		}
	}
	if lo.IsEmpty() {
		lo = none
	}
	if hi.IsEmpty() {
		hi = none
	}
	b.retLo, b.retHi = b.retLo.Union(lo), b.retHi.Union(hi)
}

// passFirewall limits packets, and the line of their replies, to what a firewall
// lets through.
func (j *journey) passFirewall(f *Firewall, from, to *spot, line *bound, mode firewallMode) {
	l := j.e.lets(f, from, to, mode)
	j.pass(l.fwd)
	*line = j.e.and(*line, l.ret)
}

// lineOfNow is the line of replies to whoever sends packets now.
func (j *journey) lineOfNow() *bound {
	last := len(j.senders) - 1
	return j.back(last >= 0 && j.senders[last].nat)
}

// unseen limits packets to what the firewalls let through that they have passed
// and their replies have not.
func (j *journey) unseen(line *bound, trail, passed []passage, from, to *spot) {
	for _, t := range trail {
		if t.box.Kind == FirewallEndpoint && !slices.ContainsFunc(passed, func(p passage) bool { return p.box == t.box }) {
			j.passFirewall(t.box.Firewall, from, to, line, forthOnly)
		}
	}
}
