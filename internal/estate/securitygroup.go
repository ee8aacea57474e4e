package estate

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// SecurityGroup is a stateful, allow-only packet filter on interfaces. Ingress
// and Egress are the rules written in it, after the format's defaults; rules
// that stand as resources of their own are [SecurityGroupRuleResource];
// [Estate.RulesOf] joins both.
type SecurityGroup struct {
	Core
	GroupName   Value[Text]
	Description Value[string]
	VPC         Value[Text]
	Default     bool // the VPC's default group
	Ingress     Items[SecurityGroupRule]
	Egress      Items[SecurityGroupRule]
}

// SecurityGroupRule admits traffic of some services from (or to) a peer.
// Exactly one of the peers is set.
type SecurityGroupRule struct {
	Origin   Origin
	Owner    ID // the resource that writes it: the group, or a rule resource
	Egress   bool
	Protocol Value[string]
	From, To Value[int] // ports; for ICMP the type and the code
	IPv4     Value[netip.Prefix]
	IPv6     Value[netip.Prefix]
	// Length4 and Length6 are the prefixes' lengths; they may be known where
	// the addresses are not ("${Address}/32").
	Length4, Length6 Value[int]
	// PrefixList and Group refer to a prefix list and a security group, by
	// reference or by id.
	PrefixList  Value[Text]
	Group       Value[Text]
	Description Value[string]
	// ByDefault: AWS adds the rule because the source writes none for the
	// direction; it goes once a rule of its own comes to the group.
	ByDefault bool
}

// SecurityGroupRuleResource is a rule that stands on its own and names its
// group.
type SecurityGroupRuleResource struct {
	Core
	Owner Value[Text] // the group it belongs to
	Rule  SecurityGroupRule
}

// RulesOf lists every rule of a group in one direction: those written in it and
// those that stand as resources of their own. The egress rule that a group has
// by default is gone where such a resource adds another: "when you use the
// AWS::EC2::SecurityGroupEgress resource, the default rule is removed from the
// security group" (and aws/aws-cdk#987, #3355, which met it).
func (e *Estate) RulesOf(g *SecurityGroup, egress bool) Items[SecurityGroupRule] {
	own := g.Ingress
	if egress {
		own = g.Egress
	}
	added := e.rulesBeside(g, egress)
	replaced := scenario.Never()
	for _, i := range added.Known {
		replaced = replaced.Or(i.When)
	}
	out := Items[SecurityGroupRule]{Origin: own.Origin, Unknown: own.Unknown}
	for _, i := range own.Known {
		if i.Is.ByDefault {
			i.When = i.When.Minus(replaced)
		}
		if !i.When.IsNever() {
			out.Known = append(out.Known, i)
		}
	}
	out.Known = append(out.Known, added.Known...)
	return out
}

// rulesBeside lists the rules of a group that stand as resources of their own.
func (e *Estate) rulesBeside(g *SecurityGroup, egress bool) Items[SecurityGroupRule] {
	var out Items[SecurityGroupRule]
	for _, i := range e.beside[g.ID] {
		if i.Is.Egress == egress {
			out.Known = append(out.Known, i)
		}
	}
	return out
}

// indexRules gathers the rules that stand alone by the group that they name.
func (e *Estate) indexRules() {
	e.beside = map[ID][]Item[SecurityGroupRule]{}
	for _, r := range All[*SecurityGroupRuleResource](e) {
		for _, a := range r.Owner.Alternatives() {
			if a.State != Known {
				continue
			}
			owner, ok := e.Follow(a.Is)
			if !ok {
				continue
			}
			if when := a.When.And(r.When); !when.IsNever() {
				id := owner.Base().ID
				e.beside[id] = append(e.beside[id], Item[SecurityGroupRule]{when, r.Rule, r.Origin})
			}
		}
	}
}

// Services are the services that the rule admits. Protocol -1 is every
// protocol, whatever ports are given; TCP and UDP need ports; of ICMP, From is
// the type and To the code, -1 being any ("AuthorizeSecurityGroupIngress").
func (r *SecurityGroupRule) Services() Value[traffic.Services] {
	return services(r.Protocol, r.From, r.To)
}

// ServicesIn are the services that the rule admits in a class of scenarios: for
// certain, and at most. They differ, and gap says why, where the protocol or a
// port is not known; bounds of a parameter still tell what it cannot be.
func (r SecurityGroupRule) ServicesIn(class scenario.Guard) (certain, possible traffic.Services, gap *Gap) {
	a := r.Services().In(class)
	if a.State != Unknown {
		return a.Is, a.Is, nil
	}
	p, from, to := r.Protocol.In(class), r.From.In(class), r.To.In(class)
	proto, all, err := traffic.ParseProtocol(strings.TrimSpace(p.Is))
	if p.State != Known || all || err != nil || proto != traffic.TCP && proto != traffic.UDP {
		return traffic.NoServices(), traffic.AllServices(), &a.Gap
	}
	if v := a.Gap.Variable; v != nil && v.Refused {
		return traffic.NoServices(), traffic.WholeProtocol(proto), &a.Gap
	}
	fromLo, fromHi := ends(from, 0)
	toLo, toHi := ends(to, 65535)
	certain = traffic.NoServices()
	if fromHi <= toLo {
		certain = traffic.Ports(proto, fromHi, toLo)
	}
	if fromLo > toHi {
		return certain, traffic.NoServices(), &a.Gap
	}
	return certain, traffic.Ports(proto, fromLo, toHi), &a.Gap
}

// ends are the least and the greatest port that an alternative can be; absent
// ones are byDefault.
func ends(a Alternative[int], byDefault uint16) (lo, hi uint16) {
	if a.State == Known && a.Is >= 0 {
		return uint16(min(a.Is, 65535)), uint16(min(a.Is, 65535))
	}
	if v := a.Gap.Variable; a.State == Unknown && v != nil && v.Bounded {
		return uint16(min(max(v.Min, 0), 65535)), uint16(min(max(v.Max, 0), 65535))
	}
	if a.State == Unknown {
		return 0, 65535
	}
	return byDefault, byDefault
}

func services(protocol Value[string], from, to Value[int]) Value[traffic.Services] {
	out := Value[traffic.Services]{Origin: protocol.Origin}
	for _, p := range protocol.Alternatives() {
		for _, f := range from.Alternatives() {
			when, tos := p.When.And(f.When), to.Alternatives()
			if same := slices.IndexFunc(tos, func(t Alternative[int]) bool { return t.When == f.When }); same >= 0 {
				tos = tos[same : same+1] // the others are disjoint with it
			}
			for _, t := range tos {
				if when.Disjoint(t.When) { // mostly one parameter decides both
					continue
				}
				a := serviceOf(p, f, t, protocol.Origin)
				a.When = when.And(t.When)
				out.alts = append(out.alts, a)
			}
		}
	}
	return out
}

func serviceOf(p Alternative[string], from, to Alternative[int], at Origin) Alternative[traffic.Services] {
	unknown := func(g Gap) Alternative[traffic.Services] {
		return Alternative[traffic.Services]{State: Unknown, Gap: g}
	}
	known := func(s traffic.Services) Alternative[traffic.Services] {
		return Alternative[traffic.Services]{State: Known, Is: s}
	}
	if p.State == Unknown {
		return unknown(p.Gap)
	}
	if p.State == Absent {
		return known(traffic.AllServices())
	}
	proto, all, err := traffic.ParseProtocol(strings.TrimSpace(p.Is))
	switch {
	case err != nil:
		return unknown(malformed(&Tree{Origin: at}, fmt.Sprintf("a protocol's name or number, but %q: AWS refuses it", p.Is)))
	case all:
		return known(traffic.AllServices())
	case proto == traffic.TCP || proto == traffic.UDP || proto == traffic.ICMP || proto == traffic.ICMPv6:
	default:
		return known(traffic.WholeProtocol(proto))
	}
	switch {
	case from.State == Unknown:
		return unknown(from.Gap)
	case to.State == Unknown:
		return unknown(to.Gap)
	}
	if why := refusedPorts(proto, from, to); why != "" {
		return unknown(refusal(at, "the rule", why))
	}
	if proto == traffic.ICMP || proto == traffic.ICMPv6 {
		return known(traffic.ICMPTypes(proto, orAny(from), orAny(to)))
	}
	return known(traffic.Ports(proto, uint16(from.Is), uint16(to.Is)))
}

func orAny(a Alternative[int]) int {
	if a.State != Known {
		return -1
	}
	return a.Is
}
