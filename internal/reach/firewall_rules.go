package reach

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// stateless resolves the stateless rules of a policy, group by group.
func (p policyReader) stateless() {
	for _, g := range p.groups(p.p.Stateless) {
		if g.group == nil {
			p.f.Stateless = append(p.f.Stateless, unreadable(g.id, g.gap))
			continue
		}
		var rules []*FirewallRule
		items, sure, more := g.group.Stateless.In(p.b.world)
		for k := range items {
			r := p.statelessRule(g, &items[k].Is)
			if !sure[k] {
				r.Gap = within(items[k].When, p.b.world, items[k].Origin).Gaps()[0]
			}
			if isGap(g.gap) {
				r.Gap = g.gap
			}
			rules = append(rules, r)
		}
		slices.SortStableFunc(rules, func(a, b *FirewallRule) int { return cmp.Compare(a.Number, b.Number) })
		if more != nil {
			p.f.Stateless = append(p.f.Stateless, unreadable(g.id, placed(*more, g.group.Origin)))
		}
		p.f.Stateless = append(p.f.Stateless, rules...)
	}
}

func (p policyReader) statelessRule(g firewallGroup, r *estate.StatelessRule) *FirewallRule {
	b, at := p.b, r.Origin
	out := &FirewallRule{Group: g.id, Origin: at}
	note := func(gap estate.Gap) {
		if isGap(gap) && !isGap(out.Gap) {
			out.Gap = gap
		}
	}
	n := r.Priority.In(b.world)
	if out.Number = n.Is; n.State != estate.Known {
		out.Number = -1
		note(placed(n.Gap, at))
	}
	var gap estate.Gap
	out.Actions, gap = b.actionsOf(r.Actions, at)
	note(gap)
	out.From, gap = b.definitions(r.Sources, at)
	note(gap)
	out.To, gap = b.definitions(r.Targets, at)
	note(gap)
	out.SourcePorts, gap = b.portRanges(r.SourcePorts, at)
	note(gap)
	out.Ports, gap = b.portRanges(r.Ports, at)
	note(gap)
	protocols, sure, more := r.Protocols.In(b.world)
	for k, x := range protocols {
		out.Protocols = append(out.Protocols, traffic.Protocol(x.Is))
		if !sure[k] {
			note(within(x.When, b.world, at).Gaps()[0])
		}
	}
	if more != nil {
		out.Protocols = nil
		note(placed(*more, at))
	}
	if !truth(r.Flags, b.world, at).No() {
		note(outside("which packets of a connection "+string(g.id)+" matches by their TCP flags", "its rule looks at each packet alone", at))
	}
	out.Text = "stateless " + strconv.Itoa(g.number) + "/" + strconv.Itoa(out.Number) + " " + out.Actions.String()
	return out
}

// definitions reads a list of prefixes; an empty one is any address.
func (b *builder) definitions(list estate.Items[string], at estate.Origin) (span2[traffic.Addresses], estate.Gap) {
	items, sure, more := list.In(b.world)
	if len(items) == 0 && more == nil {
		return anyAddresses(), estate.Gap{}
	}
	var out span2[traffic.Addresses]
	var gap estate.Gap
	for k, x := range items {
		p, ok := estate.ParsePrefix(x.Is)
		switch {
		case !ok && strings.EqualFold(x.Is, "ANY"):
			out.possible = traffic.AllAddresses()
			if sure[k] {
				out.certain = out.possible
			}
		case !ok:
			return someAddresses(), outside("the addresses "+x.Is, "they are not of a form that is understood", at)
		default:
			if out.possible = out.possible.Union(traffic.Prefixes(p)); sure[k] {
				out.certain = out.certain.Union(traffic.Prefixes(p))
			}
		}
		if !sure[k] {
			gap = within(x.When, b.world, at).Gaps()[0]
		}
	}
	if more != nil {
		out.possible, gap = traffic.AllAddresses(), placed(*more, at)
	}
	return out, gap
}

// portRanges reads a list of port ranges; an empty one is any port.
func (b *builder) portRanges(list estate.Items[estate.FirewallPorts], at estate.Origin) (*span2[traffic.Services], estate.Gap) {
	items, sure, more := list.In(b.world)
	if len(items) == 0 && more == nil {
		return nil, estate.Gap{}
	}
	var out span2[traffic.Services]
	var gap estate.Gap
	for k, x := range items {
		lo, hi := x.Is.From.In(b.world), x.Is.To.In(b.world)
		if lo.State != estate.Known || hi.State != estate.Known {
			out.possible, gap = allPorts(), placed(lo.Gap, at)
			continue
		}
		ports := portsBetween(lo.Is, hi.Is)
		if out.possible = out.possible.Union(ports); sure[k] {
			out.certain = out.certain.Union(ports)
		} else {
			gap = within(x.When, b.world, at).Gaps()[0]
		}
	}
	if more != nil {
		out.possible, gap = allPorts(), placed(*more, at)
	}
	return &out, gap
}

func allPorts() traffic.Services { return traffic.Ports(traffic.TCP, 0, 65535) }

func portsBetween(lo, hi int) traffic.Services {
	if lo < 0 || hi > 65535 || lo > hi {
		return traffic.NoServices()
	}
	return traffic.Ports(traffic.TCP, uint16(lo), uint16(hi))
}

// String names the actions.
func (a FirewallActions) String() string {
	switch a {
	case firewallPass:
		return "pass"
	case firewallDrop:
		return "drop"
	case firewallForward:
		return "forward to stateful rules"
	}
	return "an unknown action"
}

// prefixes are where a rule tells addresses apart.
func (r *FirewallRule) prefixes() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []traffic.Addresses{r.From.certain, r.From.possible, r.To.certain, r.To.possible} {
		if !s.IsAll() {
			out = append(out, s.Prefixes()...)
		}
	}
	return out
}
