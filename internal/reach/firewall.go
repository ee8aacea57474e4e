package reach

import (
	"cmp"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// Firewall is an AWS Network Firewall with its policy resolved ("How AWS Network
// Firewall filters network traffic").
type Firewall struct {
	Component
	VPC *VPC
	// Stateless rules in order; the first that matches decides, else Default.
	Stateless  []*FirewallRule
	Default    FirewallActions
	DefaultGap estate.Gap // set where Default is not one action
	// Stateful rules, in order where Strict; Strict is Unknown where the order is.
	Stateful []*FirewallRule
	Strict   Trit
	// DropAll and DropEstablished are the default actions of the strict order.
	DropAll, DropEstablished Trit
}

// FirewallActions are the actions that may be taken: one if it is known.
type FirewallActions uint8

const (
	firewallPass FirewallActions = 1 << iota
	firewallDrop
	firewallForward // to the stateful rules
)

const firewallAny = firewallPass | firewallDrop | firewallForward

// FirewallRule is a rule of either engine.
type FirewallRule struct {
	Group  estate.ID
	Origin estate.Origin
	Text   string
	Number int
	// Gap is set where it may match less than it says, or not at all: an option
	// that looks at more than addresses and ports, a group that is not readable.
	Gap         estate.Gap
	From, To    span2[traffic.Addresses]
	SourcePorts *span2[traffic.Services] // of TCP, whatever the protocol; nil is any
	Ports       *span2[traffic.Services]
	Protocols   []traffic.Protocol // nil is any
	EitherWay   bool
	Actions     FirewallActions
}

// span2 is a set as far as it is known: what is in it for certain, and at most.
type span2[T any] struct{ certain, possible T }

func exactAddresses(a traffic.Addresses) span2[traffic.Addresses] {
	return span2[traffic.Addresses]{a, a}
}

func anyAddresses() span2[traffic.Addresses] { return exactAddresses(traffic.AllAddresses()) }

func someAddresses() span2[traffic.Addresses] {
	return span2[traffic.Addresses]{possible: traffic.AllAddresses()}
}

// firewall resolves a firewall, once.
func (b *builder) firewall(r *estate.Firewall) *Firewall {
	if f := b.firewallBy[r.ID]; f != nil {
		return f
	}
	c, _ := b.component(&r.Core)
	f := &Firewall{Component: c, VPC: b.vpc(r.VPC, r.Origin), Strict: no(), DropAll: no(), DropEstablished: no()}
	b.firewallBy[r.ID] = f
	a := r.Policy.In(b.world)
	policy, ok := (*estate.FirewallPolicy)(nil), false
	if a.State == estate.Known {
		policy, ok = estate.FollowTo[*estate.FirewallPolicy](b.e, a.Is)
	}
	if !ok {
		f.Default, f.DefaultGap = firewallAny, outside("the policy of "+string(r.ID), "it is not in the sources", r.Origin)
		f.Strict = maybe(f.DefaultGap)
		f.Stateful = append(f.Stateful, unreadable(r.ID, f.DefaultGap))
		return f
	}
	p := policyReader{b, f, policy}
	p.defaults()
	p.stateless()
	p.stateful()
	return f
}

// policyReader resolves the policy of a firewall.
type policyReader struct {
	b *builder
	f *Firewall
	p *estate.FirewallPolicy
}

// actionsOf are the actions that a list names; names of one's own only count.
func (b *builder) actionsOf(list estate.Items[string], at estate.Origin) (FirewallActions, estate.Gap) {
	names := map[string]FirewallActions{"aws:pass": firewallPass, "aws:drop": firewallDrop, "aws:forward_to_sfe": firewallForward}
	items, sure, more := list.In(b.world)
	var out FirewallActions
	for k, x := range items {
		if out |= names[strings.ToLower(x.Is)]; !sure[k] && names[strings.ToLower(x.Is)] != 0 {
			return firewallAny, within(x.When, b.world, at).Gaps()[0]
		}
	}
	switch {
	case more != nil:
		return firewallAny, placed(*more, at)
	case out != firewallPass && out != firewallDrop && out != firewallForward:
		return firewallAny, outside("the action at "+at.String(), "not exactly one is written", at)
	}
	return out, estate.Gap{}
}

func (p policyReader) defaults() {
	b, at := p.b, p.p.Origin
	p.f.Default, p.f.DefaultGap = b.actionsOf(p.p.StatelessDefault, at)
	order := p.p.RuleOrder.In(b.world)
	switch order.State {
	case estate.Known:
		p.f.Strict = holds(strings.EqualFold(order.Is, "STRICT_ORDER"))
	case estate.Unknown:
		p.f.Strict = maybe(placed(order.Gap, at))
	}
	items, sure, more := p.p.StatefulDefault.In(b.world)
	for k, x := range items {
		is := yes()
		if !sure[k] {
			is = within(x.When, b.world, at)
		}
		switch name := strings.ToLower(x.Is); {
		case name == "aws:drop_strict":
			p.f.DropAll = p.f.DropAll.or(is)
		case strings.HasPrefix(name, "aws:drop_"):
			p.f.DropEstablished = p.f.DropEstablished.or(is)
		}
	}
	if more != nil {
		gap := maybe(placed(*more, at))
		p.f.DropAll, p.f.DropEstablished = p.f.DropAll.or(gap), p.f.DropEstablished.or(gap)
	}
}

// groups lists the rule groups of a policy in order of priority: with a gap
// where the group, its place or its presence is not known.
func (p policyReader) groups(list estate.Items[estate.FirewallReference]) (out []firewallGroup) {
	b := p.b
	items, sure, more := list.In(b.world)
	for k, x := range items {
		g := firewallGroup{override: x.Is.Override.In(b.world).Is}
		id, gap, ok := b.name(x.Is.Group, p.p.Origin)
		g.id = id
		if a := x.Is.Group.In(b.world); ok && a.State == estate.Known {
			g.group, _ = estate.FollowTo[*estate.FirewallRuleGroup](b.e, a.Is)
		}
		if g.group == nil {
			g.gap = outside("the rules of "+string(id), "the group is not in the sources", gap.Origin)
			if strings.Contains(string(id), ":aws-managed:") {
				g.gap = outside("the rules of "+string(id), "AWS manages them", gap.Origin)
			}
		}
		n := x.Is.Priority.In(b.world)
		if g.number = n.Is; n.State == estate.Unknown {
			g.gap = placed(n.Gap, p.p.Origin)
			g.number = -1
		}
		if !sure[k] {
			g.gap = within(x.When, b.world, x.Origin).Gaps()[0]
		}
		out = append(out, g)
	}
	slices.SortStableFunc(out, func(a, b firewallGroup) int { return cmp.Compare(a.number, b.number) })
	if more != nil {
		out = append([]firewallGroup{{id: "further rule groups", gap: placed(*more, p.p.Origin)}}, out...)
	}
	return out
}

// firewallGroup is a rule group in a policy; group is nil where it is not
// readable.
type firewallGroup struct {
	id       estate.ID
	group    *estate.FirewallRuleGroup
	number   int
	gap      estate.Gap
	override string
}

// unreadable is a rule that may match anything and do anything.
func unreadable(id estate.ID, gap estate.Gap) *FirewallRule {
	return &FirewallRule{
		Group: id, Origin: gap.Origin, Text: "rules that are not readable", Gap: gap,
		From: someAddresses(), To: someAddresses(), Actions: firewallAny,
	}
}
