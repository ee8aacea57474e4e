package reach

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// packetPair is one packet as a firewall sees it: two sets of addresses of which
// it has one each, a protocol, and its ports, -1 where it has none.
type packetPair struct {
	from, to       traffic.Addresses
	fromGap, toGap estate.Gap
	protocol       traffic.Protocol
	source, port   int
}

// reversed is what answers the packet.
func (p packetPair) reversed() packetPair {
	return packetPair{p.to, p.from, p.toGap, p.fromGap, p.protocol, p.port, p.source}
}

// matches asks whether a rule is for a packet.
func (r *FirewallRule) matches(p packetPair) Trit {
	if r.Protocols != nil && !slices.Contains(r.Protocols, p.protocol) {
		return no()
	}
	is := r.fits(p)
	if r.EitherWay {
		is = is.or(r.fits(p.reversed()))
	}
	if isGap(r.Gap) {
		is = is.and(maybe(r.Gap))
	}
	return is
}

func (r *FirewallRule) fits(p packetPair) Trit {
	is := r.holds(r.From, p.from, p.fromGap).and(r.holds(r.To, p.to, p.toGap))
	if is.No() {
		return is
	}
	return is.and(r.hasPort(r.SourcePorts, p.source)).and(r.hasPort(r.Ports, p.port))
}

func (r *FirewallRule) holds(side span2[traffic.Addresses], a traffic.Addresses, gap estate.Gap) Trit {
	switch {
	case !a.IsEmpty() && side.certain.Covers(a):
		return yes()
	case !side.possible.Overlaps(a):
		return no()
	case side.certain.Overlaps(a) && isGap(gap):
		return maybe(gap)
	}
	return maybe(r.unclear("addresses"))
}

func (r *FirewallRule) unclear(what string) estate.Gap {
	if isGap(r.Gap) {
		return r.Gap
	}
	return outside("which "+what+" a rule of "+string(r.Group)+" matches", "it is not known", r.Origin)
}

// hasPort: ports are looked at in TCP and UDP; whether a rule with ports matches
// what has none is not documented.
func (r *FirewallRule) hasPort(ports *span2[traffic.Services], n int) Trit {
	switch {
	case ports == nil:
		return yes()
	case n < 0:
		return maybe(outside("whether a rule of "+string(r.Group)+" for ports matches what has none", "AWS does not say", r.Origin))
	case ports.certain.Contains(traffic.TCP, uint16(n)):
		return yes()
	case !ports.possible.Contains(traffic.TCP, uint16(n)):
		return no()
	}
	return maybe(r.unclear("ports"))
}

// outcome is what may come of a packet, why it is not settled, and the rule that
// decides.
type outcome[T ~uint8] struct {
	may  T
	gaps []estate.Gap
	rule *FirewallRule
}

func (o *outcome[T]) add(may T, is Trit, r *FirewallRule) {
	o.may |= may
	o.gaps = joinGaps(o.gaps, is.Gaps())
	if o.rule == nil || is.Yes() {
		o.rule = r
	}
}

// statelessly is what the stateless rules do with a packet.
func (f *Firewall) statelessly(p packetPair) outcome[FirewallActions] {
	var out outcome[FirewallActions]
	for _, r := range f.Stateless {
		is := r.matches(p)
		if is.No() {
			continue
		}
		if out.add(r.Actions, is, r); is.Yes() {
			return out
		}
	}
	out.may |= f.Default
	if isGap(f.DefaultGap) {
		out.gaps = joinGaps(out.gaps, []estate.Gap{f.DefaultGap})
	}
	return out
}

// judgement is what the stateful rules say of a packet.
type judgement uint8

const (
	judgedPass judgement = 1 << iota
	judgedDrop
	judgedNothing // no rule matches
)

// statefully is what the stateful rules say of a packet: in strict order the
// first that matches; else pass rules come before drop and reject rules
// ("Managing evaluation order for Suricata compatible rules").
func (f *Firewall) statefully(p packetPair) outcome[judgement] {
	switch {
	case f.Strict.Yes():
		return f.inOrder(p)
	case f.Strict.No():
		return f.byAction(p)
	}
	a, b := f.inOrder(p), f.byAction(p)
	a.may |= b.may
	a.gaps = joinGaps(a.gaps, b.gaps, f.Strict.Gaps())
	return a
}

func (f *Firewall) inOrder(p packetPair) outcome[judgement] {
	var out outcome[judgement]
	for _, r := range f.Stateful {
		is := r.matches(p)
		if is.No() {
			continue
		}
		if out.add(r.judges(), is, r); is.Yes() {
			return out
		}
	}
	out.may |= judgedNothing
	return out
}

func (r *FirewallRule) judges() judgement {
	var out judgement
	if r.Actions&firewallPass != 0 {
		out |= judgedPass
	}
	if r.Actions&firewallDrop != 0 {
		out |= judgedDrop
	}
	return out
}

func (f *Firewall) byAction(p packetPair) outcome[judgement] {
	var out outcome[judgement]
	for _, action := range []judgement{judgedPass, judgedDrop} {
		for _, r := range f.Stateful {
			if r.judges()&action == 0 {
				continue
			}
			is := r.matches(p)
			if r.judges() != action {
				is = is.and(maybe(r.unclear("connections")))
			}
			if is.No() {
				continue
			}
			if out.add(action, is, r); is.Yes() {
				return out
			}
		}
	}
	out.may |= judgedNothing
	return out
}

// Firewalls are asked for a connection both of whose directions pass them, for a
// packet that needs no answer, or for one direction only.
type firewallMode uint8

const (
	bothWays firewallMode = iota
	unanswered
	forthOnly // the replies go another way
	backOnly  // the packet came another way
)

// lets asks whether a firewall lets a packet, and its reply, through; p is the
// packet of who opens the connection.
func (f *Firewall) lets(p packetPair, mode firewallMode) (Trit, *FirewallRule) {
	forth, back := f.statelessly(p), outcome[FirewallActions]{may: firewallForward}
	switch mode {
	case bothWays:
		back = f.statelessly(p.reversed())
	case backOnly:
		forth = f.statelessly(p.reversed())
	}
	gaps := joinGaps(forth.gaps, back.gaps)
	var results []Trit
	rule := forth.rule
	if back.rule != nil && back.may == firewallDrop {
		rule = back.rule
	}
	for _, a := range forth.each() {
		for _, b := range back.each() {
			is, by := f.combined(a, b, p, mode)
			if by != nil {
				rule = by
			}
			results = append(results, is)
		}
	}
	return agreed(results, gaps), rule
}

func (o outcome[T]) each() []T {
	var out []T
	for bit := T(1); bit != 0 && bit <= o.may; bit <<= 1 {
		if o.may&bit != 0 {
			out = append(out, bit)
		}
	}
	return out
}

// agreed is the answer on which all agree; else it hangs on the gaps.
func agreed(results []Trit, gaps []estate.Gap) Trit {
	is := results[0]
	for _, r := range results {
		gaps = joinGaps(gaps, r.Gaps())
		if r.Is != is.Is {
			is = maybe()
		}
	}
	if is.Unknown() {
		return maybe(gaps...)
	}
	return is
}

// combined is what comes of the stateless action on a packet and that on its
// reply.
func (f *Firewall) combined(a, b FirewallActions, p packetPair, mode firewallMode) (Trit, *FirewallRule) {
	one := mode == forthOnly || mode == backOnly || mode == unanswered
	switch {
	case a == firewallDrop || b == firewallDrop:
		return no(), nil
	case a == firewallPass && (b == firewallPass || one):
		return yes(), nil
	case a == firewallPass || b == firewallPass:
		return maybe(outside("what "+string(f.ID)+" does with a connection of which its stateful rules see one direction", "its stateless rules pass the other", f.Origin)), nil
	}
	if mode == backOnly {
		p = p.reversed()
	}
	is, by := f.connection(p, mode)
	if (mode == forthOnly || mode == backOnly) && !is.No() {
		is = maybe(outside("what "+string(f.ID)+" does with a connection of which it sees one direction", "the other goes another way", f.Origin))
	}
	return is, by
}

// connection is what the stateful rules do with a connection: a pass rule passes
// all of it; where no rule matches what opens it, rules for what answers may.
func (f *Firewall) connection(p packetPair, mode firewallMode) (Trit, *FirewallRule) {
	forth := f.statefully(p)
	var results []Trit
	rule := forth.rule
	gaps := forth.gaps
	for _, j := range forth.each() {
		switch {
		case j == judgedPass:
			results = append(results, yes())
		case j == judgedDrop:
			results = append(results, no())
		default:
			is, by, more := f.unmatched(p, mode)
			if by != nil {
				rule = by
			}
			results, gaps = append(results, is), joinGaps(gaps, more)
		}
	}
	return agreed(results, gaps), rule
}

// unmatched is what comes of a connection whose first packet no stateful rule
// matches. The default actions are those of the strict order.
func (f *Firewall) unmatched(p packetPair, mode firewallMode) (Trit, *FirewallRule, []estate.Gap) {
	all := f.Strict.and(f.DropAll)
	established := f.Strict.and(f.DropEstablished)
	is := all.not()
	if !established.No() {
		gap := outside("what "+string(f.ID)+" lets through of established connections", "its default action drops what no rule passes then", f.Origin)
		is = is.and(maybe(gap))
	}
	if is.No() || mode != bothWays {
		return is, nil, nil
	}
	back := f.statefully(p.reversed())
	var results []Trit
	for _, j := range back.each() {
		results = append(results, holds(j != judgedDrop))
	}
	return is.and(agreed(results, back.gaps)), back.rule, back.gaps
}

// tellsPorts lists where the rules of a firewall tell ports apart, within a range.
func (f *Firewall) tellsPorts(lo, hi int) []int {
	out := []int{lo}
	for _, list := range [][]*FirewallRule{f.Stateless, f.Stateful} {
		for _, r := range list {
			for _, ports := range []*span2[traffic.Services]{r.SourcePorts, r.Ports} {
				if ports == nil {
					continue
				}
				for _, x := range append(ports.certain.PortRanges(traffic.TCP), ports.possible.PortRanges(traffic.TCP)...) {
					for _, n := range []int{int(x.Lo), int(x.Hi) + 1} {
						if n > lo && n <= hi {
							out = append(out, n)
						}
					}
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
