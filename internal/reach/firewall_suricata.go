package reach

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// stateful resolves the stateful rules of a policy.
func (p policyReader) stateful() {
	for _, g := range p.groups(p.p.Stateful) {
		if strings.EqualFold(g.override, "DROP_TO_ALERT") && isGap(g.gap) {
			r := unreadable(g.id, g.gap)
			r.Actions = firewallPass
			p.f.Stateful = append(p.f.Stateful, r)
			continue
		}
		if g.group == nil {
			p.f.Stateful = append(p.f.Stateful, unreadable(g.id, g.gap))
			continue
		}
		p.statefulGroup(g)
	}
}

func (p policyReader) statefulGroup(g firewallGroup) {
	b, at := p.b, g.group.Origin
	if is := truth(g.group.Strings, b.world, at); !is.No() {
		gap := outside("the rules of "+string(g.id), "they are Suricata text, which is not read", at)
		p.f.Stateful = append(p.f.Stateful, unreadable(g.id, gap))
	}
	if is := truth(g.group.Domains, b.world, at); !is.No() {
		r := unreadable(g.id, outside("the rules of "+string(g.id), "they are for names of domains", at))
		r.Protocols = []traffic.Protocol{traffic.TCP}
		p.f.Stateful = append(p.f.Stateful, r)
	}
	items, sure, more := g.group.Stateful.In(b.world)
	if more != nil {
		p.f.Stateful = append(p.f.Stateful, unreadable(g.id, placed(*more, at)))
	}
	for k := range items {
		r := p.statefulRule(g, &items[k].Is)
		if r == nil {
			continue
		}
		if !sure[k] {
			r.Gap = within(items[k].When, b.world, items[k].Origin).Gaps()[0]
		}
		if isGap(g.gap) {
			r.Gap = g.gap
		}
		p.f.Stateful = append(p.f.Stateful, r)
	}
}

// statefulRule resolves a rule of five parts; nil for one that only alerts.
func (p policyReader) statefulRule(g firewallGroup, r *estate.StatefulRule) *FirewallRule {
	w := p.b.world
	out := &FirewallRule{Group: g.id, Origin: r.Origin}
	known := func(v estate.Value[string], what string) string {
		a := v.In(w)
		if a.State != estate.Known && !isGap(out.Gap) {
			out.Gap = outside("the "+what+" of a rule of "+string(g.id), "it is not written", r.Origin)
			if a.State == estate.Unknown {
				out.Gap = placed(a.Gap, r.Origin)
			}
		}
		return strings.TrimSpace(a.Is)
	}
	action := strings.ToUpper(known(r.Action, "action"))
	switch action {
	case "PASS":
		out.Actions = firewallPass
	case "DROP", "REJECT":
		out.Actions = firewallDrop
	case "ALERT":
		return nil
	default:
		out.Actions = firewallPass | firewallDrop
	}
	vars := variableReader{p, g}
	out.From, out.To = vars.addresses(known(r.Source, "source"), 0), vars.addresses(known(r.Target, "destination"), 0)
	out.SourcePorts, out.Ports = vars.ports(known(r.SourcePort, "source port")), vars.ports(known(r.Port, "destination port"))
	out.EitherWay = strings.EqualFold(known(r.Direction, "direction"), "ANY")
	protocol := strings.ToUpper(known(r.Protocol, "protocol"))
	out.setProtocol(protocol, g)
	items, _, more := r.Keywords.In(w)
	for _, k := range items {
		name, _, _ := strings.Cut(k.Is, ":") // "sid:1", or with settings of its own
		if !slices.Contains([]string{"sid", "msg", "rev", "gid", "priority", "classtype", "reference", "metadata"}, strings.ToLower(strings.TrimSpace(name))) {
			out.Gap = outside("what the option "+k.Is+" of a rule of "+string(g.id)+" matches", "only addresses, ports and protocols are read", r.Origin)
		}
	}
	if more != nil {
		out.Gap = placed(*more, r.Origin)
	}
	out.Text = "stateful " + strings.ToLower(action) + " " + strings.ToLower(protocol) + " " + known(r.Source, "source") + " " + known(r.SourcePort, "source port") + " -> " + known(r.Target, "destination") + " " + known(r.Port, "destination port")
	return out
}

// setProtocol reads a protocol in Suricata's words: those of applications match
// only what their inspection recognises.
func (r *FirewallRule) setProtocol(name string, g firewallGroup) {
	switch name {
	case "IP", "":
	case "TCP":
		r.Protocols = []traffic.Protocol{traffic.TCP}
	case "UDP":
		r.Protocols = []traffic.Protocol{traffic.UDP}
	case "ICMP":
		r.Protocols = []traffic.Protocol{traffic.ICMP, traffic.ICMPv6}
	default:
		r.Protocols = []traffic.Protocol{traffic.TCP, traffic.UDP}
		r.Gap = outside("which connections "+string(g.id)+" recognises as "+name, "the firewall looks into them", r.Origin)
	}
}

// variableReader reads addresses and ports in Suricata's words.
type variableReader struct {
	policyReader
	g firewallGroup
}

// mostNested bounds lists within lists.
const mostNested = 8

func (v variableReader) addresses(text string, depth int) span2[traffic.Addresses] {
	text = strings.TrimSpace(text)
	switch {
	case depth > mostNested || text == "":
		return someAddresses()
	case strings.EqualFold(text, "any"):
		return anyAddresses()
	case text[0] == '!':
		in := v.addresses(text[1:], depth+1)
		return span2[traffic.Addresses]{in.possible.Complement(), in.certain.Complement()}
	case text[0] == '[' && strings.HasSuffix(text, "]"):
		return v.addressList(cutList(text[1:len(text)-1]), depth)
	case text[0] == '$' || text[0] == '@':
		return v.named(text, depth)
	}
	p, ok := estate.ParsePrefix(text)
	if !ok {
		return someAddresses()
	}
	return exactAddresses(traffic.Prefixes(p))
}

// addressList is what any of its members holds, but those that are excepted.
func (v variableReader) addressList(list []string, depth int) span2[traffic.Addresses] {
	var in, out span2[traffic.Addresses]
	positive := false
	for _, x := range list {
		if x = strings.TrimSpace(x); strings.HasPrefix(x, "!") {
			not := v.addresses(x[1:], depth+1)
			out = span2[traffic.Addresses]{out.certain.Union(not.certain), out.possible.Union(not.possible)}
			continue
		}
		is := v.addresses(x, depth+1)
		positive = true
		in = span2[traffic.Addresses]{in.certain.Union(is.certain), in.possible.Union(is.possible)}
	}
	if !positive {
		in = anyAddresses()
	}
	return span2[traffic.Addresses]{in.certain.Subtract(out.possible), in.possible.Subtract(out.certain)}
}

// cutList splits a list at its own commas.
func cutList(text string) []string {
	var out []string
	depth, from := 0, 0
	for i, c := range text {
		switch {
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == ',' && depth == 0:
			out = append(out, text[from:i])
			from = i + 1
		}
	}
	return append(out, text[from:])
}

// named is what a variable stands for: the rule group's own, the policy's, or
// Suricata's HOME_NET, which is the firewall's VPC, and all but it.
func (v variableReader) named(text string, depth int) span2[traffic.Addresses] {
	name := text[1:]
	if text[0] == '@' {
		return v.listed(name)
	}
	found := false
	var out span2[traffic.Addresses]
	for _, list := range []estate.Items[estate.FirewallVariable]{v.g.group.Addresses, v.p.Variables} {
		items, sure, more := list.In(v.b.world)
		for k, x := range items {
			if n, _ := x.Is.Name.Known(); !strings.EqualFold(strings.TrimPrefix(n, "$"), name) {
				continue
			}
			is, gap := v.b.definitions(x.Is.Values, x.Origin)
			if isGap(gap) || !sure[k] {
				is.certain = traffic.NoAddresses()
			}
			if found { // AWS does not say which wins
				is = span2[traffic.Addresses]{out.certain.Intersect(is.certain), out.possible.Union(is.possible)}
			}
			out, found = is, true
		}
		if more != nil {
			return someAddresses()
		}
	}
	switch home := v.f.VPC; {
	case found:
		return out
	case strings.EqualFold(name, "HOME_NET"):
		in := span2[traffic.Addresses]{traffic.Prefixes(append(slices.Clone(home.IPv4), home.IPv6...)...), traffic.Prefixes(append(slices.Clone(home.IPv4), home.IPv6...)...)}
		if isGap(home.Gap4) || isGap(home.Gap6) || home.Placeholder {
			in.possible = traffic.AllAddresses()
		}
		return in
	case strings.EqualFold(name, "EXTERNAL_NET"):
		return v.addresses("!$HOME_NET", depth+1)
	}
	return someAddresses()
}

// listed is what a reference to a prefix list stands for.
func (v variableReader) listed(name string) span2[traffic.Addresses] {
	items, _, _ := v.g.group.Lists.In(v.b.world)
	for _, x := range items {
		if n, _ := x.Is.Name.Known(); n != name {
			continue
		}
		id, _, ok := v.b.name(x.Is.List, x.Origin)
		if l, known := v.b.lists[id]; ok && known {
			out := exactAddresses(traffic.Prefixes(l.prefixes...))
			if isGap(l.gap) {
				out.possible = traffic.AllAddresses()
			}
			return out
		}
	}
	return someAddresses()
}

// ports reads ports; nil is any.
func (v variableReader) ports(text string) *span2[traffic.Services] {
	if strings.EqualFold(text, "any") {
		return nil
	}
	out := v.portSet(text, 0)
	return &out
}

func (v variableReader) portSet(text string, depth int) span2[traffic.Services] {
	unknown := span2[traffic.Services]{possible: allPorts()}
	text = strings.TrimSpace(text)
	switch {
	case depth > mostNested || text == "":
		return unknown
	case strings.EqualFold(text, "any"):
		return span2[traffic.Services]{allPorts(), allPorts()}
	case text[0] == '!':
		in := v.portSet(text[1:], depth+1)
		return span2[traffic.Services]{allPorts().Subtract(in.possible), allPorts().Subtract(in.certain)}
	case text[0] == '[' && strings.HasSuffix(text, "]"):
		return v.portList(cutList(text[1:len(text)-1]), depth)
	case text[0] == '$':
		items, sure, more := v.g.group.Ports.In(v.b.world)
		for k, x := range items {
			if n, _ := x.Is.Name.Known(); strings.EqualFold(strings.TrimPrefix(n, "$"), text[1:]) && sure[k] && more == nil {
				values, _, rest := x.Is.Values.In(v.b.world)
				var list []string
				for _, y := range values {
					list = append(list, y.Is)
				}
				if rest == nil {
					return v.portList(list, depth)
				}
			}
		}
		return unknown
	}
	lo, hi, isRange := strings.Cut(text, ":")
	first, err := strconv.Atoi(cmp.Or(strings.TrimSpace(lo), "0"))
	last, also := strconv.Atoi(cmp.Or(strings.TrimSpace(hi), "65535"))
	if !isRange {
		last, also = first, err
	}
	if err != nil || also != nil {
		return unknown
	}
	return span2[traffic.Services]{portsBetween(first, last), portsBetween(first, last)}
}

func (v variableReader) portList(list []string, depth int) span2[traffic.Services] {
	var in, out span2[traffic.Services]
	positive := false
	for _, x := range list {
		if x = strings.TrimSpace(x); strings.HasPrefix(x, "!") {
			not := v.portSet(x[1:], depth+1)
			out = span2[traffic.Services]{out.certain.Union(not.certain), out.possible.Union(not.possible)}
			continue
		}
		is := v.portSet(x, depth+1)
		positive = true
		in = span2[traffic.Services]{in.certain.Union(is.certain), in.possible.Union(is.possible)}
	}
	if !positive {
		in = span2[traffic.Services]{allPorts(), allPorts()}
	}
	return span2[traffic.Services]{in.certain.Subtract(out.possible), in.possible.Subtract(out.certain)}
}
