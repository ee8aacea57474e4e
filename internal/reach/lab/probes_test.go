//go:build linux

package lab

// probes draws packets to send in a plan, no two alike. A GRE packet is sent one
// way only between two ends: the other way round it would pass as the answer.
func (m *maker) probes(count int) []probe {
	var out []probe
	known := map[probe]bool{}
	for range 20 * count {
		if len(out) == count {
			break
		}
		p, ok := m.probe()
		if !ok || known[p] {
			continue
		}
		back := p
		back.from, back.to = p.to, p.from
		if p.protocol == gre && (known[back] || p.from.public || p.to.public) {
			continue
		}
		known[p] = true
		p.id = uint32(len(out) + 1)
		out = append(out, p)
	}
	return out
}

func (m *maker) probe() (p probe, ok bool) {
	p.from, p.to = m.ends()
	four, six := p.from.families()
	also4, also6 := p.to.families()
	four, six = four && also4, six && also6
	if !four && !six || p.from.host == nil && p.to.host == nil || p.from.host != nil && p.from.host == p.to.host {
		return p, false
	}
	p.six = !four || six && m.chance(0.4)
	if p.from.host == nil && !p.six && p.to.public == p.from.outside.IsPrivate() {
		return p, false // nobody reaches a private address from the internet, nor a public one through a VPN
	}
	m.service(&p)
	return p, true
}

// families says in which families an end has an address.
func (e end) families() (four, six bool) {
	switch {
	case e.host == nil:
		return e.outside.Is4(), e.outside.Is6()
	case e.public:
		return true, false
	}
	return true, e.host.six.IsValid()
}

// ends draws two ends, mostly of one VPC.
func (m *maker) ends() (from, to end) {
	v := pick(m, m.p.vpcs...)
	a, b := pick(m, v.hosts...), pick(m, v.hosts...)
	if m.chance(0.35) {
		b = pick(m, pick(m, m.p.vpcs...).hosts...)
	}
	from, to = end{host: a}, end{host: b}
	outside := end{outside: pick(m, m.p.internet...)}
	switch m.r.IntN(12) {
	case 10:
		to = end{outside: pick(m, m.p.premises...)}
	case 11:
		from = end{outside: pick(m, m.p.premises...)}
	case 0:
		to = outside
	case 1:
		to = end{outside: pick(m, append(m.p.services, outside.outside)...)}
	case 2, 3:
		from, to = outside, end{host: b, public: b.public.IsValid() && outside.outside.Is4()}
	case 4:
		to.public = b.public.IsValid()
	}
	return from, to
}

// service draws what a probe asks for, often what a rule of the destination's
// groups names.
func (m *maker) service(p *probe) {
	p.protocol, p.port = pick(m, tcp, tcp, tcp, udp), pick[uint16](m, 22, 80, 81, 443, 444, 5432, 40000, 40001, 53)
	switch m.r.IntN(10) {
	case 0:
		m.ping(p)
	case 1:
		p.protocol, p.port = gre, 0
	}
	if p.to.host != nil && len(p.to.host.groups) > 0 && m.chance(0.4) {
		if g := pick(m, p.to.host.groups...); len(g.in) > 0 {
			m.aim(p, pick(m, g.in...).match)
		}
	}
	if p.protocol == tcp || p.protocol == udp {
		p.client = pick[uint16](m, 1025, 5000, 33000, 50001, 65534)
	}
}

func (m *maker) aim(p *probe, x match) {
	switch {
	case x.hasPorts() && x.from > 0:
		p.protocol, p.port = x.protocol, uint16(x.from)
	case x.isICMP():
		m.ping(p)
	case x.protocol == gre:
		p.protocol, p.port = gre, 0
	}
}

// ping draws an ICMP message: mostly an echo request; within a VPC also some
// that nobody answers.
func (m *maker) ping(p *probe) {
	inside := p.from.host != nil && p.to.host != nil && !p.to.public && p.from.host.subnet.vpc == p.to.host.subnet.vpc
	kinds := []uint16{8, 8, 8, 13}
	if p.protocol = icmp; p.six {
		p.protocol, kinds = icmpv6, []uint16{128, 128, 128}
	}
	if inside {
		kinds = append(kinds, map[bool]uint16{false: 40, true: 150}[p.six]) // Photuris; experimental
	}
	p.port = pick(m, kinds...) << 8
}
