package estate

import (
	"fmt"
	"net/netip"
	"strings"

	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// refusal is the gap of what is written and AWS refuses: the deployment would fail,
// and what will stand there instead is not known.
func refusal(at Origin, what, why string) Gap {
	return Gap{&scenario.Variable{
		Name: what + " at " + at.String(), Kind: scenario.Outside, Refused: true, Why: why,
	}, at}
}

// refusedPorts says why AWS refuses the ports, or ICMP type and code, of a rule; empty
// if it takes them. "For tcp, udp, and icmp, you must specify a port range. For icmpv6,
// the port range is optional" ("IpPermission"; "CreateNetworkAclEntry" asks for them
// likewise).
func refusedPorts(p traffic.Protocol, from, to Alternative[int]) string {
	known := from.State == Known && to.State == Known
	switch {
	case p == traffic.ICMPv6 && (from.State == Absent || to.State == Absent):
		return ""
	case from.State == Absent || to.State == Absent:
		if p == traffic.ICMP {
			return "ICMP without a type and a code, for which AWS asks (-1 is any)"
		}
		return strings.ToUpper(p.String()) + " without a range of ports, for which AWS asks"
	case !known:
		return ""
	case p == traffic.ICMP || p == traffic.ICMPv6:
		return refusedICMP(from.Is, to.Is)
	case from.Is < 0 || from.Is > 65535:
		return fmt.Sprintf("port %d is out of the range from 0 to 65535: AWS refuses it", from.Is)
	case to.Is < 0 || to.Is > 65535:
		return fmt.Sprintf("port %d is out of the range from 0 to 65535: AWS refuses it", to.Is)
	case from.Is > to.Is:
		return fmt.Sprintf("a range of ports from %d to %d is none: AWS refuses it", from.Is, to.Is)
	}
	return ""
}

func refusedICMP(typ, code int) string {
	for _, n := range [...]int{typ, code} {
		if n < -1 || n > 255 {
			return fmt.Sprintf("ICMP has no type or code %d: AWS refuses it", n)
		}
	}
	return ""
}

// AsBlock reads an address prefix where AWS asks for one of a family, with its length:
// "To specify a single IPv4 address, use the /32 prefix length" ("IpRange"). Bits
// behind the length are no mistake: "AWS canonicalizes IPv4 and IPv6 CIDRs".
func (t *Tree) AsBlock(six bool) Value[netip.Prefix] {
	want := "an IPv4 range with its length, such as 10.0.0.0/16: AWS refuses it"
	if six {
		want = "an IPv6 range with its length, such as 2001:db8::/32: AWS refuses it"
	}
	return parsed(t, want, func(s string) (netip.Prefix, bool) {
		p, err := netip.ParsePrefix(strings.TrimSpace(s))
		return p, err == nil && p.Addr().Is6() == six
	})
}

// Refusals lists what the network filters of a source say that AWS refuses.
func Refusals(resources []Resource) []Gap {
	var out []Gap
	for _, r := range resources {
		switch x := r.(type) {
		case *SecurityGroup:
			for _, list := range [...]Items[SecurityGroupRule]{x.Ingress, x.Egress} {
				for i := range list.Known {
					if rule := &list.Known[i]; !rule.Is.ByDefault {
						out = rule.Is.refusals(out, rule.When.And(x.When))
					}
				}
			}
		case *SecurityGroupRuleResource:
			out = x.Rule.refusals(out, x.When)
		case *NetworkACLEntry:
			out = appendRefused(out, x.Rule.Services(), x.When)
			out = appendRefused(appendRefused(out, x.Rule.IPv4, x.When), x.Rule.IPv6, x.When)
		}
	}
	return out
}

func (r *SecurityGroupRule) refusals(out []Gap, when scenario.Guard) []Gap {
	out = appendRefused(out, r.Services(), when)
	return appendRefused(appendRefused(out, r.IPv4, when), r.IPv6, when)
}

// appendRefused appends the alternatives that AWS refuses, if they can be.
func appendRefused[T any](out []Gap, v Value[T], when scenario.Guard) []Gap {
	for _, a := range v.alts {
		if a.State == Unknown && a.Gap.Variable != nil && a.Gap.Variable.Refused && !a.When.Disjoint(when) {
			out = append(out, a.Gap)
		}
	}
	return out
}
