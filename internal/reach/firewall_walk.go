package reach

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// firewallTarget makes the middlebox of a firewall's endpoint: one for each place
// in the list of its endpoints, or for each id that the source knows.
func (b *builder) firewallTarget(t Target, ref estate.Text) (Target, bool) {
	r, named := b.firewallOf(ref)
	if r == nil {
		return t, false
	}
	t.Kind, t.InVPC = ToMiddlebox, true
	key := r.ID + "\x00" + estate.ID(ref.String())
	if t.Box = b.boxBy[key]; t.Box != nil {
		return t, true
	}
	f := b.firewall(r)
	m := &Middlebox{ID: r.ID, Kind: FirewallEndpoint, Name: string(r.ID), Origin: r.Origin, Exists: f.Exists, Firewall: f}
	if named.ID.String() != "" {
		id, gap := b.nameOf(named.Subnet, r.Origin)
		m.addSubnet(b.subnet(id, gap))
	} else {
		items, sure, more := r.Subnets.In(b.world)
		for k, s := range items {
			id, gap := b.nameOf(s.Is, s.Origin)
			m.addSubnet(b.subnet(id, gap))
			if !sure[k] {
				m.More = within(s.When, b.world, s.Origin).Gaps()[0]
			}
		}
		if more != nil {
			m.More = placed(*more, r.Origin)
		}
	}
	if len(m.Subnets) == 0 && !isGap(m.More) {
		m.More = outside("the subnets of "+string(r.ID), "none is named", r.Origin)
	}
	t.Box, b.boxBy[key] = m, m
	b.n.Middleboxes = append(b.n.Middleboxes, m)
	return t, true
}

// firewallOf finds the firewall that a route's target names: by its attribute, or
// by the id of one of its endpoints, which may be a resource of its own.
func (b *builder) firewallOf(ref estate.Text) (*estate.Firewall, estate.FirewallEndpoint) {
	if r, ok := b.e.Follow(ref); ok {
		if f, is := r.(*estate.Firewall); is {
			return f, estate.FirewallEndpoint{}
		}
	}
	for _, f := range estate.All[*estate.Firewall](b.e) {
		items, _, _ := f.Endpoints.In(b.world)
		for _, x := range items {
			if x.Is.ID.Equal(ref) {
				return f, x.Is
			}
		}
	}
	return nil, estate.FirewallEndpoint{}
}

// addressesOfParty are what an address may be, as a set.
func (a Address) set() traffic.Addresses {
	var out traffic.Addresses
	for _, s := range a.Spans() {
		out = out.Union(traffic.Range(s.Lo, s.Hi))
	}
	return out
}

// asks is the gate of a firewall for a packet from one address to another and,
// where mode says so, for its reply: client are the ports from which it is sent.
func (w *walker) asks(f *Firewall, from, to Address, client packetService, mode firewallMode, rule string) {
	p := packetPair{from: from.set(), to: to.set(), fromGap: from.Gap(), toGap: to.Gap(), protocol: w.service.protocol, source: -1, port: -1}
	cells := []int{-1}
	if f.looksAtPorts(p.protocol) {
		p.port = int(w.service.lo)
		cells = f.tellsPorts(int(client.lo), int(client.hi))
	}
	is, by := f.letsFrom(cells, p, mode, client.gap)
	if mode == bothWays && is.No() { // what stops the packet was said when it passed
		if forth, _ := f.letsFrom(cells, p, unanswered, client.gap); forth.No() {
			is, by = f.drops(cells, p.reversed())
		}
	}
	step := proof.Step{Resource: f.ID, Kind: FirewallEndpoint.String(), Rule: rule, Detail: w.service.String() + " from " + from.String() + " to " + to.String(), Code: codeFirewall, Origin: f.Origin}
	if by != nil {
		step.Rule, step.Origin = rule+": "+by.Text+" ("+string(by.Group)+")", by.Origin
	}
	w.border(f.Exists.and(is), step)
}

// letsFrom is [Firewall.lets] for each of some client ports: what holds for all.
func (f *Firewall) letsFrom(clients []int, p packetPair, mode firewallMode, gap estate.Gap) (Trit, *FirewallRule) {
	var results []Trit
	var by *FirewallRule
	for _, c := range clients {
		p.source = c
		is, r := f.lets(p, mode)
		results = append(results, is)
		if by == nil || !is.Yes() {
			by = r
		}
	}
	return agree(results, gap), by
}

// drops is No where the stateless rules drop a reply to each of some client ports.
func (f *Firewall) drops(clients []int, p packetPair) (Trit, *FirewallRule) {
	for _, c := range clients {
		p.port = c
		if o := f.statelessly(p); o.may == firewallDrop {
			return no(), o.rule
		}
	}
	return yes(), nil
}

// looksAtPorts: its rules tell ports apart in TCP and UDP only.
func (f *Firewall) looksAtPorts(p traffic.Protocol) bool { return p == traffic.TCP || p == traffic.UDP }

// clientOfNow are the ports from which the packet is sent now.
func (w *walker) clientOfNow() packetService {
	if last := len(w.senders) - 1; last >= 0 {
		return w.senders[last].back
	}
	return w.answers
}

// unseen is the gate of the firewalls that a packet has passed and its reply has
// not.
func (w *walker) unseen(trail, passed []passage, from, to Address, client packetService) {
	for _, t := range trail {
		if t.box.Kind == FirewallEndpoint && !slices.ContainsFunc(passed, func(p passage) bool { return p.box == t.box }) {
			w.asks(t.box.Firewall, from, to, client, forthOnly, "replies go another way")
		}
	}
}
