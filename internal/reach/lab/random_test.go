//go:build linux

package lab

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
)

// maker draws random plans: the same seed gives the same plan.
type maker struct {
	r *rand.Rand
	p *plan
}

// newMaker draws from a stream of random numbers of its own.
func newMaker(seed, stream uint64, p *plan) *maker {
	return &maker{r: rand.New(rand.NewPCG(seed, stream)), p: p}
}

// randomPlan draws an estate of one to three VPCs.
func randomPlan(seed uint64) *plan {
	m := newMaker(seed, 11, &plan{seed: seed})
	m.p.internet = addresses("203.0.113.7", "203.0.113.9", "8.8.8.8", "2001:db8::1", "2a00::1")
	m.p.services = addresses("52.216.1.9", "52.216.8.9", "3.5.131.7", "52.218.0.9")
	m.p.premises = addresses("192.168.0.9", "192.168.1.9", "192.168.2.9")
	for k := range 1 + m.r.IntN(3) {
		m.vpc(k)
	}
	m.peerings()
	if m.chance(0.7) {
		m.transit()
	}
	for _, v := range m.p.vpcs {
		m.routes(v)
		for n := range 1 + m.r.IntN(3) {
			v.groups = append(v.groups, &group{name: fmt.Sprintf("%sGroup%d", v.name, n), vpc: v})
		}
	}
	for _, v := range m.p.vpcs {
		m.rules(v)
		m.hosts(v)
		if m.chance(0.4) {
			m.middlebox(v)
		}
	}
	return m.p
}

func (m *maker) chance(p float64) bool { return m.r.Float64() < p }

func pick[T any](m *maker, list ...T) T { return list[m.r.IntN(len(list))] }

func addresses(list ...string) []netip.Addr {
	var out []netip.Addr
	for _, s := range list {
		out = append(out, netip.MustParseAddr(s))
	}
	return out
}

func prefix(format string, args ...any) netip.Prefix {
	return netip.MustParsePrefix(fmt.Sprintf(format, args...))
}

func prefixes(format string, args ...any) []netip.Prefix {
	return []netip.Prefix{prefix(format, args...)}
}

var (
	any4 = netip.MustParsePrefix("0.0.0.0/0")
	any6 = netip.MustParsePrefix("::/0")
)

func (m *maker) vpc(k int) {
	v := &vpc{name: fmt.Sprint("v", k), four: []netip.Prefix{prefix("10.%d.0.0/16", k)}}
	m.p.vpcs = append(m.p.vpcs, v)
	if m.chance(0.3) {
		v.four = append(v.four, prefix("10.%d.0.0/16", 100+k))
	}
	if m.chance(0.7) {
		v.six = prefix("2600:%d::/56", k+1)
	}
	v.igw = m.chance(0.8)
	v.eigw = v.six.IsValid() && m.chance(0.4)
	if m.chance(0.35) {
		v.vpn = append(v.vpn, pick(m, prefix("192.168.%d.0/24", k), prefix("192.168.0.0/16")))
	}
	for n := range 2 + m.r.IntN(2) {
		v.tables = append(v.tables, &table{name: fmt.Sprintf("%sTable%d", v.name, n)})
	}
	for n := range m.r.IntN(3) {
		v.acls = append(v.acls, m.acl(fmt.Sprintf("%sAcl%d", v.name, n)))
	}
	for n := range 2 + m.r.IntN(2) {
		m.subnet(v, n)
	}
	if m.chance(0.7) {
		n := &nat{name: v.name + "Nat", subnet: v.subnets[0]}
		n.four = hostAddress(n.subnet.four, 250)
		if m.chance(0.85) {
			n.public = prefix("198.51.100.%d/32", 10+k).Addr()
		}
		v.nats = append(v.nats, n)
	}
}

func (m *maker) subnet(v *vpc, n int) {
	block := pick(m, v.four...).Addr().As4()
	s := &subnet{name: fmt.Sprintf("%sSubnet%d", v.name, n), vpc: v, zone: m.r.IntN(2), four: prefix("10.%d.%d.0/24", block[1], n)}
	if v.six.IsValid() && m.chance(0.8) {
		six := v.six.Addr().As16()
		six[7] = byte(n + 1)
		s.six = netip.PrefixFrom(netip.AddrFrom16(six), 64)
	}
	s.table = v.tables[min(n, len(v.tables)-1)]
	if len(v.acls) > 0 && m.chance(0.5) {
		s.acl = pick(m, v.acls...)
	}
	v.subnets = append(v.subnets, s)
}

// hostAddress is the n-th address of a prefix.
func hostAddress(p netip.Prefix, n int) netip.Addr {
	b := p.Addr().AsSlice()
	b[len(b)-1] += byte(n)
	a, _ := netip.AddrFromSlice(b)
	return a
}

// acl draws rules that admit enough for something to be seen behind them.
func (m *maker) acl(name string) *acl {
	a := &acl{name: name}
	for _, out := range []bool{false, true} {
		for n := range m.r.IntN(4) {
			e := entry{out: out, number: 100 + 10*n, allow: m.chance(0.6), match: m.match(0.3), peer: m.peer()}
			a.entries = append(a.entries, e)
		}
		if m.chance(0.75) { // the last ones allow all, or the ephemeral ports
			last := match{-1, -1, -1}
			if m.chance(0.3) {
				last = match{tcp, pick(m, 1024, 32768), 65535}
			}
			a.entries = append(a.entries, entry{out, 200, true, last, any4}, entry{out, 201, true, last, any6})
		}
	}
	return a
}

// match draws a protocol and ports; everything with the given likelihood.
func (m *maker) match(all float64) match {
	if m.chance(all) {
		return match{-1, -1, -1}
	}
	switch m.r.IntN(12) {
	case 0:
		return match{icmp, 8, pick(m, -1, 0)}
	case 1:
		return match{icmp, pick(m, -1, 13), -1}
	case 2:
		return match{icmpv6, pick(m, -1, 128), -1}
	case 3:
		return match{udp, 50, 60}
	case 4:
		return match{udp, 0, 65535}
	case 5:
		return match{gre, -1, -1}
	case 6:
		return match{tcp, 1024, pick(m, 40000, 65535)}
	case 7:
		return match{tcp, 0, 65535}
	}
	lo := pick(m, 22, 80, 443, 5432)
	return match{pick(m, tcp, tcp, tcp, udp), lo, max(lo, pick(m, 22, 443))}
}

// peer draws a prefix: of everyone, of the estate, or of some hosts outside.
func (m *maker) peer() netip.Prefix {
	switch m.r.IntN(9) {
	case 0, 1, 8:
		return any4
	case 2:
		return any6
	case 3:
		return prefix("10.0.0.0/8")
	case 4:
		return prefix("203.0.113.0/24")
	case 5:
		return prefix("10.%d.0.0/16", m.r.IntN(3))
	case 6:
		return prefix("2600:%d::/56", 1+m.r.IntN(3))
	}
	return pick(m, prefix("192.168.0.0/16"), prefix("10.%d.%d.0/24", m.r.IntN(3), m.r.IntN(3)), prefix("10.%d.0.16/28", m.r.IntN(3)), prefix("203.0.113.7/32"), prefix("8.0.0.0/7"), prefix("2001:db8::/32"))
}

func (m *maker) peerings() {
	list := m.p.vpcs
	for i := range list {
		for _, other := range list[i+1:] {
			if m.chance(0.6) {
				p := &peering{name: list[i].name + other.name, a: list[i], b: other, remote: m.chance(0.2)}
				m.p.peerings = append(m.p.peerings, p)
			}
		}
	}
}

// routes fills the tables of a VPC: the first subnet's table mostly makes it
// public, the others private behind the NAT gateway.
func (m *maker) routes(v *vpc) {
	for k, t := range v.tables {
		if k == 0 && v.igw || v.igw && m.chance(0.3) {
			m.route(t, route{to: any4, igw: true})
		} else if len(v.nats) > 0 && m.chance(0.9) {
			m.route(t, route{to: any4, nat: v.nats[0]})
		}
		switch {
		case v.igw && m.chance(0.6):
			m.route(t, route{to: any6, igw: true})
		case v.eigw:
			m.route(t, route{to: any6, eigw: true})
		}
		m.odd(t, v)
		m.s3(t, v)
		if len(v.vpn) > 0 {
			m.vpnRoutes(t, v)
		}
		if m.p.attached(v) != nil {
			m.transitRoutes(t)
		}
		for _, p := range m.p.peerings {
			if p.a == v || p.b == v {
				m.peer4and6(t, v, p)
			}
		}
	}
}

// s3 leads to S3: through a gateway endpoint, and by a route of its own for some of
// its addresses or for more than these.
func (m *maker) s3(t *table, v *vpc) {
	if m.chance(0.3) {
		v.s3 = append(v.s3, t)
	}
	if m.chance(0.15) && len(v.nats) > 0 {
		m.route(t, route{to: pick(m, prefix("52.216.8.0/24"), prefix("52.0.0.0/8"), s3List[0]), nat: v.nats[0]})
	}
}

func (m *maker) vpnRoutes(t *table, v *vpc) {
	t.propagated = m.chance(0.5)
	if m.chance(0.6) {
		m.route(t, route{to: pick(m, v.vpn[0], prefix("192.168.0.0/16"), prefix("192.168.1.0/24")), vgw: true})
	}
}

// odd adds a route that is longer than the usual ones, or leads nowhere.
func (m *maker) odd(t *table, v *vpc) {
	to := pick(m, prefix("8.0.0.0/7"), prefix("203.0.113.0/24"), prefix("203.0.113.7/32"))
	switch m.r.IntN(6) {
	case 0:
		m.route(t, route{to: to})
	case 1:
		if v.igw {
			m.route(t, route{to: to, igw: true})
		}
	case 2:
		if len(v.nats) > 0 {
			m.route(t, route{to: to, nat: v.nats[0]})
		}
	}
}

func (m *maker) peer4and6(t *table, v *vpc, p *peering) {
	far := p.a
	if far == v {
		far = p.b
	}
	for _, block := range far.four {
		if m.chance(0.85) {
			m.route(t, route{to: block, peering: p})
		}
	}
	if far.six.IsValid() && v.six.IsValid() && m.chance(0.7) {
		m.route(t, route{to: far.six, peering: p})
	}
	if m.chance(0.15) { // to a third VPC, which peering does not serve
		m.route(t, route{to: prefix("10.%d.0.0/16", m.r.IntN(3)), peering: p})
	}
}

// route adds a route, unless the table has one for that prefix or it is the
// VPC's own.
func (m *maker) route(t *table, r route) {
	for _, old := range t.routes {
		if old.to == r.to {
			return
		}
	}
	for _, v := range m.p.vpcs {
		for _, own := range v.tables {
			for _, block := range append([]netip.Prefix{v.six}, v.four...) {
				if own == t && block == r.to {
					return
				}
			}
		}
	}
	t.routes = append(t.routes, r)
}

func (m *maker) rules(v *vpc) {
	for _, g := range v.groups {
		for range 1 + m.r.IntN(3) {
			g.in = append(g.in, m.rule(m.visible(v, false)))
		}
		if g.open = m.chance(0.7); !g.open {
			for range 1 + m.r.IntN(3) {
				g.out = append(g.out, m.rule(m.visible(v, true)))
			}
		}
	}
}

func (m *maker) rule(groups []*group) rule {
	r := rule{match: m.match(0.5)}
	switch {
	case m.chance(0.1):
		r.s3 = true
	case m.chance(0.35):
		r.member = pick(m, groups...)
	default:
		r.peer = m.peer()
	}
	return r
}

// visible lists the groups that rules of a VPC may name: its own, those of VPCs
// with which it is peered in one Region, and in rules for incoming traffic those
// that a transit gateway lets it know.
func (m *maker) visible(v *vpc, out bool) []*group {
	list := append([]*group(nil), v.groups...)
	for _, p := range m.p.peerings {
		if p.remote {
			continue
		}
		if p.a == v {
			list = append(list, p.b.groups...)
		} else if p.b == v {
			list = append(list, p.a.groups...)
		}
	}
	if mine := m.p.attached(v); mine != nil && !out {
		for _, a := range m.p.transit.attachments {
			if a != mine && m.p.transit.refers(mine, a) {
				list = append(list, a.vpc.groups...)
			}
		}
	}
	return list
}

// middlebox makes a host send on what is routed to it, and some routes lead to it:
// to a subnet of the VPC, to another VPC, to the internet.
func (m *maker) middlebox(v *vpc) {
	h := pick(m, v.hosts...)
	h.forwards, h.unchecked = true, m.chance(0.7)
	for range 1 + m.r.IntN(2) {
		t := pick(m, v.tables...)
		to := pick(m, any4, any6, prefix("203.0.113.0/24"), pick(m, v.subnets...).four, pick(m, v.subnets...).six, pick(m, m.p.vpcs...).four[0])
		if !to.IsValid() || to.Addr().Is6() && !h.six.IsValid() {
			continue
		}
		t.routes = slices.DeleteFunc(t.routes, func(r route) bool { return r.to == to })
		m.route(t, route{to: to, host: h})
	}
}

func (m *maker) hosts(v *vpc) {
	for n := range 3 + m.r.IntN(3) {
		s := pick(m, v.subnets...)
		h := &host{name: fmt.Sprintf("%sHost%d", v.name, n), subnet: s, four: hostAddress(s.four, 10+4*n)}
		if s.six.IsValid() {
			h.six = hostAddress(s.six, 0x10+n)
		}
		for range m.r.IntN(3) {
			if g := pick(m, v.groups...); len(h.groups) == 0 || h.groups[0] != g {
				h.groups = append(h.groups, g)
			}
		}
		if m.chance(0.5) {
			var k int
			fmt.Sscanf(v.name, "v%d", &k)
			h.public = prefix("198.51.100.%d/32", 100+10*k+n).Addr()
		}
		v.hosts = append(v.hosts, h)
	}
}
