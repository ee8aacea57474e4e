//go:build linux

package lab

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// neighbours lets the kernel find its neighbours, which on AWS no filter stops.
const neighbours = "icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept"

// text is what nftables matches of a packet besides addresses.
func (m match) text() string {
	name := map[int]string{icmp: "icmp", tcp: "tcp", udp: "udp", icmpv6: "icmpv6"}[m.protocol]
	switch {
	case m.protocol < 0:
		return ""
	case name == "":
		return fmt.Sprintf("meta l4proto %d", m.protocol)
	case m.hasPorts():
		return fmt.Sprintf("%s dport %d-%d", name, m.from, m.to)
	case m.from < 0:
		return "meta l4proto " + name
	case m.to < 0:
		return fmt.Sprintf("%s type %d", name, m.from)
	}
	return fmt.Sprintf("%s type %d %s code %d", name, m.from, name, m.to)
}

// fits reports whether there are such packets at all: ICMP is of one family. Rules
// for others match nothing, and nft would refuse them.
func (m match) fits(p netip.Prefix) bool {
	return !(m.protocol == icmp && p.Addr().Is6() || m.protocol == icmpv6 && p.Addr().Is4())
}

// addressed matches the source or destination of a packet: "ip saddr 10.0.0.0/8".
func addressed(side string, p netip.Prefix) string {
	family := "ip"
	if p.Addr().Is6() {
		family = "ip6"
	}
	if p.Bits() == 0 { // nft has no way to write it
		return "meta nfproto " + map[string]string{"ip": "ipv4", "ip6": "ipv6"}[family]
	}
	return fmt.Sprintf("%s %s %s", family, side, p)
}

// filterRouter is the network ACLs of a VPC. A packet is looked at when it
// leaves a subnet, by its destination, and when it enters one, by its source; in
// order of the rules' numbers; nothing is remembered of earlier packets.
func (n *namespace) filterRouter(v *vpc, p *plan) {
	n.filter("table inet acl {")
	for _, a := range v.acls {
		n.chain(a, false, "saddr")
		n.chain(a, true, "daddr")
	}
	n.filter("chain forward { type filter hook forward priority 0; policy accept;")
	for _, x := range p.peerings {
		n.filterPeering(v, x, slices.Index(p.peerings, x))
	}
	for i, s := range v.subnets {
		// Between two interfaces of a subnet nothing is looked at, by whatever
		// route, nor from a transit gateway attachment in it.
		n.filter("iifname %s oifname %s accept", device(s), device(s))
		n.filter("iifname t%d oifname %s accept", i, device(s))
	}
	for i, s := range v.subnets {
		if s.acl != nil {
			n.filter("oifname t%d jump %sIn", i, s.acl.name)
			n.filter("iifname t%d jump %sOut", i, s.acl.name)
			n.filter("iifname %s jump %sOut", device(s), s.acl.name)
			n.filter("oifname %s jump %sIn", device(s), s.acl.name)
		}
	}
	n.filter("}")
	n.silent()
	n.filter("}")
}

// silent lets a namespace neither send nor take packets of its own.
func (n *namespace) silent() {
	n.filter("chain input { type filter hook input priority 0; policy drop;\n%s\n}", neighbours)
	n.filter("chain output { type filter hook output priority 0; policy drop;\n%s\n}", neighbours)
}

// chain is one direction of a network ACL.
func (n *namespace) chain(a *acl, out bool, side string) {
	n.filter("chain %s%s {", a.name, map[bool]string{false: "In", true: "Out"}[out])
	list := slices.Clone(a.entries)
	slices.SortStableFunc(list, func(x, y entry) int { return x.number - y.number })
	for _, e := range list {
		if e.out == out && e.match.fits(e.peer) {
			n.filter("%s %s %s", addressed(side, e.peer), e.match.text(), map[bool]string{false: "drop", true: "return"}[e.allow])
		}
	}
	n.filter("drop\n}")
}

// filterPeering: a peering connection carries what is between its two VPCs'
// addresses. Between Regions it forgets who sent it.
func (n *namespace) filterPeering(v *vpc, p *peering, index int) {
	far := p.a
	switch v {
	case p.a:
		far = p.b
	case p.b:
	default:
		return
	}
	n.filter("oifname pcx%d ip daddr != %s drop", index, set(far.four))
	n.filter("oifname pcx%d ip saddr != %s drop", index, set(v.four))
	if far.six.IsValid() && v.six.IsValid() {
		n.filter("oifname pcx%d ip6 daddr != %s drop", index, far.six)
		n.filter("oifname pcx%d ip6 saddr != %s drop", index, v.six)
	} else {
		n.filter("oifname pcx%d meta nfproto ipv6 drop", index)
	}
	if p.remote {
		n.dropReferred(fmt.Sprint("oifname pcx", index))
		n.filter("oifname pcx%d ip dscp set 1", index)
		n.filter("oifname pcx%d ip6 dscp set 1", index)
	}
}

func set[T fmt.Stringer](list []T) string {
	words := make([]string, len(list))
	for i, x := range list {
		words[i] = x.String()
	}
	return "{ " + strings.Join(words, ", ") + " }"
}

// filterHost is the security groups of an interface: what any rule admits, and
// the answers to what was admitted.
//
// References to groups are sets of the members' private addresses. Whether the
// network still knows who sent a packet is in its DSCP: 0 yes, 1 no. Whether only
// a reference let it out is in its ECN bits: 0 no, 1 yes; so it is lost where
// references of outgoing rules do not match.
func (n *namespace) filterHost(h *host, p *plan) {
	n.filter("table inet groups {")
	for _, out := range []bool{false, true} {
		name := map[bool]string{false: "input", true: "output"}[out]
		n.filter("chain %s { type filter hook %s priority 0; policy drop;", name, name)
		n.filter(neighbours)
		if out { // the kernel copies these bits into some answers
			n.filter("ip ecn set 0\nip6 ecn set 0")
		}
		n.filter("ct state established accept")
		n.filter("jump %sRules", name)
		n.filter("}")
		n.filter("chain %sRules {", name)
		if len(h.groups) == 0 {
			n.filterDefault(h, p, out)
		}
		for _, references := range []bool{false, true} { // what needs none is not marked
			for _, g := range h.groups {
				n.filterGroup(g, p, out, references)
			}
		}
		n.filter("}")
	}
	n.filterCheck(h)
	n.filter("}")
}

// filterCheck is the source/destination check, and what an interface does with
// what it sends on: its groups must let it in and out. The network no longer
// knows then who sent it.
func (n *namespace) filterCheck(h *host) {
	if !h.forwards {
		return // the kernel takes nothing that is for others
	}
	for priority, name := range []string{"input", "output"} {
		n.filter("chain %sForward { type filter hook forward priority %d; policy drop;", name, priority)
		if !h.unchecked {
			n.filter("drop")
		}
		if name == "input" {
			n.dropReferred("")
		}
		n.filter("ct state established accept")
		n.filter("jump %sRules", name)
		n.filter("}")
	}
	n.filter("chain forget { type filter hook forward priority 2; policy accept;")
	n.filter("ip dscp set 1\nip6 dscp set 1")
	n.filter("}")
}

// filterVGW is a VPN gateway: IPv4 between its VPC and what is behind it.
func (n *namespace) filterVGW(v *vpc) {
	n.filter("table inet gate {")
	n.filter("chain forward { type filter hook forward priority 0; policy drop;")
	n.filter("iifname vpc oifname vpn ip saddr %s ip daddr %s accept", set(v.four), set(v.vpn))
	n.filter("iifname vpn oifname vpc ip daddr %s accept", set(v.four))
	n.filter("}")
	n.silent()
	n.filter("}")
}

// filterEndpoint is a gateway endpoint: TCP and pings of its own VPC's interfaces, and
// what comes back. How S3 knows the way back is not the lab's matter.
func (n *namespace) filterEndpoint(v *vpc) {
	n.filter("table ip translate {\nchain postrouting { type nat hook postrouting priority srcnat;")
	n.filter("oifname net masquerade")
	n.filter("}\n}")
	n.filter("table inet gate {")
	n.filter("chain forward { type filter hook forward priority 0; policy drop;")
	n.filter("ct state established accept")
	n.filter("ct state invalid drop")
	n.filter("iifname vpc oifname net ip saddr %s meta l4proto tcp accept", set(v.four))
	n.filter("iifname vpc oifname net ip saddr %s icmp type echo-request accept", set(v.four))
	n.filter("}")
	n.silent()
	n.filter("}")
}

// filterDefault is a VPC's default group: in from its members, out to everyone.
func (n *namespace) filterDefault(h *host, p *plan, out bool) {
	if out {
		n.filter("accept")
		return
	}
	var list []*host
	for _, other := range h.subnet.vpc.hosts {
		if len(other.groups) == 0 {
			list = append(list, other)
		}
	}
	n.filterMembers(list, match{-1, -1, -1}, out)
}

// filterGroup is the rules of a group that are references, or those that are not.
func (n *namespace) filterGroup(g *group, p *plan, out, references bool) {
	list, side := g.in, "saddr"
	if out {
		list, side = g.out, "daddr"
	}
	if out && g.open {
		n.filter("accept")
		return
	}
	for _, r := range list {
		switch {
		case r.s3 && !references && r.match.fits(any4):
			for _, e := range s3List {
				n.filter("%s %s accept", addressed(side, e), r.match.text())
			}
		case r.s3:
		case references != (r.member != nil):
		case references:
			n.filterMembers(p.members(r.member), r.match, out)
		case r.match.fits(r.peer):
			n.filter("%s %s accept", addressed(side, r.peer), r.match.text())
		}
	}
}

// filterMembers admits members of a group by their private addresses.
func (n *namespace) filterMembers(list []*host, m match, out bool) {
	var four, six []netip.Addr
	for _, h := range list {
		four = append(four, h.four)
		if h.six.IsValid() {
			six = append(six, h.six)
		}
	}
	if len(four) > 0 && m.protocol != icmpv6 {
		n.filterAddresses("ip", set(four), m, out)
	}
	if len(six) > 0 && m.protocol != icmp {
		n.filterAddresses("ip6", set(six), m, out)
	}
}

func (n *namespace) filterAddresses(family, members string, m match, out bool) {
	if out {
		n.filter("%s daddr %s %s %s ecn set 1 accept", family, members, m.text(), family)
	} else {
		n.filter("%s dscp 0 %s saddr %s %s accept", family, family, members, m.text())
	}
}

// dropReferred drops what only a reference let out.
func (n *namespace) dropReferred(where string) {
	n.filter("%s ip ecn 1 drop", where)
	n.filter("%s ip6 ecn 1 drop", where)
}

// members lists who carries a group.
func (p *plan) members(g *group) []*host {
	var out []*host
	for _, v := range p.vpcs {
		for _, h := range v.hosts {
			if slices.Contains(h.groups, g) {
				out = append(out, h)
			}
		}
	}
	return out
}

// filterNAT is a NAT gateway: it sends TCP, UDP and ICMP on
// under its own address, from ports 1024 to 65535, and takes only answers. What
// answers a connection that it has not seen, it drops.
func (n *namespace) filterNAT(g *nat) {
	n.filter("table ip nat {\nchain postrouting { type nat hook postrouting priority srcnat;")
	n.filter("meta l4proto { tcp, udp } snat to %s:1024-65535 random", g.four)
	n.filter("meta l4proto icmp snat to %s", g.four)
	n.filter("}\n}")
	n.filter("table inet gate {")
	n.filter("chain forward { type filter hook forward priority 0; policy drop;")
	n.filter("ct state established accept")
	n.filter("ct state invalid drop")
	n.filter("ip saddr %s drop", g.four)
	n.filter("meta l4proto { tcp, udp, icmp } accept")
	n.filter("}")
	n.silent()
	n.filter("}")
}

const private = "{ 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10 }"

// filterEdge is a VPC's internet gateway and its egress-only one. The first
// exchanges private and public IPv4 addresses, one for one and without memory,
// and drops what has none or is private; IPv6 passes. The second lets IPv6 out
// and the answers in, and nothing of connections that it did not see opened.
func (n *namespace) filterEdge(v *vpc) {
	n.filter("table ip exchange {\nchain prerouting { type filter hook prerouting priority raw;")
	n.filter("iifname eigw drop")
	n.filter("iifname igw ip daddr %s drop", private)
	n.filter("iifname net ip saddr %s drop", private)
	var mine, public, outward, inward []string
	for _, pair := range v.publics() {
		mine, public = append(mine, pair[0].String()), append(public, pair[1].String())
		outward, inward = append(outward, pair[0].String()+" : "+pair[1].String()), append(inward, pair[1].String()+" : "+pair[0].String())
	}
	if len(mine) == 0 || !v.igw {
		n.filter("drop")
	} else {
		n.filter("iifname igw ip saddr != { %s } drop", strings.Join(mine, ", "))
		n.filter("iifname igw ip saddr set ip saddr map { %s }", strings.Join(outward, ", "))
		n.filter("iifname net ip daddr != { %s } drop", strings.Join(public, ", "))
		n.filter("iifname net ip daddr set ip daddr map { %s }", strings.Join(inward, ", "))
	}
	n.filter("}\n}")
	n.filter("table inet gate {")
	n.filter("chain forward { type filter hook forward priority 0; policy drop;")
	n.filter("meta nfproto ipv4 accept")
	n.filter("ip6 dscp set 1")
	if v.six.IsValid() {
		n.filter("iifname igw oifname net ip6 saddr %s accept", v.six)
		n.filter("iifname eigw oifname net ct mark 1 drop")
		n.filter("iifname eigw ct state invalid drop")
		n.filter("iifname eigw oifname net ip6 saddr %s accept", v.six)
		n.filter("iifname net ct direction reply accept")
		n.filter("iifname net oifname igw ct mark set 1 accept")
	}
	n.filter("}")
	n.silent()
	n.filter("}")
}
