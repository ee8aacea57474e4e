//go:build linux

package lab

import (
	"fmt"
	"slices"
)

// handmade is a plan of which it is written down what becomes of a packet: the
// lab is held to it before it judges the engine, and the engine too.
type handmade struct {
	what              string
	change            func(p *plan)
	arrives, answered bool
}

// probe is from the first VPC's host to the second one's, by IPv6 where both have
// that.
func (h handmade) probe(p *plan) probe {
	x := probe{id: 1, from: end{host: p.vpcs[0].hosts[0]}, to: end{host: p.vpcs[1].hosts[0]}, protocol: tcp, port: 80, client: 5000}
	x.six = x.from.host.six.IsValid() && x.to.host.six.IsValid()
	return x
}

// twoVPCs are two VPCs on a transit gateway, all open. From a host in the first
// one's subnet 0 (zone a) goes TCP to a host in the second one's subnet 0 (zone a);
// the attachments stand in the subnets 1 (zone a).
func twoVPCs() *plan {
	t := &transitTable{name: "tgwTable0"}
	p := &plan{transit: &transit{tables: []*transitTable{t}}}
	for k := range 2 {
		v := &vpc{name: fmt.Sprint("v", k), four: prefixes("10.%d.0.0/16", k), tables: []*table{{name: fmt.Sprint("t", k)}}}
		v.tables[0].routes = []route{{to: prefix("10.%d.0.0/16", 1-k), transit: true}}
		for n := range 2 {
			v.subnets = append(v.subnets, &subnet{name: fmt.Sprintf("v%ds%d", k, n), vpc: v, four: prefix("10.%d.%d.0/24", k, n), table: v.tables[0]})
		}
		g := &group{name: v.name + "g", vpc: v, in: []rule{{match: match{-1, -1, -1}, peer: any4}}, open: true}
		v.groups = []*group{g}
		v.hosts = []*host{{name: v.name + "h", subnet: v.subnets[0], four: hostAddress(v.subnets[0].four, 10), groups: v.groups}}
		a := &attachment{name: v.name + "a", vpc: v, subnets: v.subnets[1:], table: t}
		p.transit.attachments = append(p.transit.attachments, a)
		t.propagated = append(t.propagated, a)
		p.vpcs = append(p.vpcs, v)
	}
	return p
}

// addSix gives a VPC of twoVPCs IPv6, and routes by the transit gateway.
func (v *vpc) addSix(k int) {
	v.six = prefix("2600:%d::/56", k)
	for n, s := range v.subnets {
		s.six = prefix("2600:%d:0:%d::/64", k, n+1)
	}
	v.hosts[0].six = hostAddress(v.hosts[0].subnet.six, 16)
	v.groups[0].in = append(v.groups[0].in, rule{match: match{-1, -1, -1}, peer: any6})
	v.tables[0].routes = append(v.tables[0].routes, route{to: prefix("2600:%d::/56", 1-k), transit: true})
}

// only is a network ACL that denies TCP to or from some port range in one
// direction and allows all else.
func only(out bool, from, to int) *acl {
	a := &acl{name: "denying", entries: []entry{{out, 100, false, match{tcp, from, to}, any4}}}
	for _, way := range []bool{false, true} {
		a.entries = append(a.entries, entry{way, 200, true, match{-1, -1, -1}, any4})
	}
	return a
}

// handmades are on transit gateways.
func handmades() []handmade {
	return slices.Concat(routeCases(), aclCases(), supportCases())
}

// routeCases are of "Amazon VPC attachments in AWS Transit Gateway", "Transit
// gateway route tables" and "Gateway route tables".
func routeCases() []handmade {
	return []handmade{
		{"all open", func(*plan) {}, true, true},
		{"no association", func(p *plan) { p.transit.attachments[0].table = nil }, false, false},
		{"the far side is not associated", func(p *plan) { p.transit.attachments[1].table = nil }, true, false},
		{"no propagation of the far side", func(p *plan) { p.transit.tables[0].propagated = p.transit.attachments[:1] }, false, false},
		{"a blackhole that is longer", func(p *plan) { p.transit.tables[0].static = []transitRoute{{to: prefix("10.1.0.0/24")}} }, false, false},
		{"no subnet of the attachment in the sender's zone", func(p *plan) { p.vpcs[0].subnets[0].zone = 1 }, false, false},
		{"the receiver in another zone cannot answer", func(p *plan) { p.vpcs[1].subnets[0].zone = 1 }, true, false},
		{"a static route", func(p *plan) {
			p.transit.tables[0].propagated = p.transit.attachments[:1]
			p.transit.tables[0].static = []transitRoute{{prefix("10.1.0.0/16"), p.transit.attachments[1]}}
		}, true, true},
		{"a static blackhole, preferred to a propagated route", func(p *plan) { p.transit.tables[0].static = []transitRoute{{to: prefix("10.1.0.0/16")}} }, false, false},
		{"a route for the attachment's own subnet does not act on what comes out there", func(p *plan) {
			v := p.vpcs[1]
			p.transit.attachments[1].subnets = v.subnets[:1]
			v.hosts = append(v.hosts, &host{name: "other", subnet: v.subnets[1], four: hostAddress(v.subnets[1].four, 10), groups: v.groups})
			v.tables[0].routes = append(v.tables[0].routes, route{to: v.subnets[0].four, host: v.hosts[1]})
		}, true, true},
	}
}

// aclCases are of "Network ACLs for transit gateways".
func aclCases() []handmade {
	set := func(v, s int, a *acl) func(*plan) {
		return func(p *plan) { p.vpcs[v].acls, p.vpcs[v].subnets[s].acl = []*acl{a}, a }
	}
	// moved puts the attachment of a VPC into the host's own subnet.
	moved := func(v int, a *acl) func(*plan) {
		return func(p *plan) {
			set(v, 0, a)(p)
			p.transit.attachments[v].subnets = p.vpcs[v].subnets[:1]
		}
	}
	return []handmade{
		{"the way out is denied at the sender", set(0, 0, only(true, 80, 80)), false, false},
		{"in from the sender, at the attachment subnet", set(0, 1, only(false, 80, 80)), false, false},
		{"out at the sender's attachment subnet is not looked at", set(0, 1, only(true, 80, 80)), true, true},
		{"out to the receiver, at its attachment subnet", set(1, 1, only(true, 80, 80)), false, false},
		{"in at the receiver's attachment subnet is not looked at", set(1, 1, only(false, 80, 80)), true, true},
		{"in at the receiver", set(1, 0, only(false, 80, 80)), false, false},
		{"in at the receiver that shares the attachment's subnet is not looked at", moved(1, only(false, 80, 80)), true, true},
		{"out at the receiver that shares the attachment's subnet", moved(1, only(true, 80, 80)), true, true},
		{"the answer of a receiver that shares the attachment's subnet: out", moved(1, only(true, 5000, 5000)), true, false},
		{"the answer of a receiver that shares the attachment's subnet: in", moved(1, only(false, 5000, 5000)), true, false},
		{"in at the sender that shares the attachment's subnet", moved(0, only(false, 80, 80)), false, false},
	}
}

// supportCases are of what attachments support: IPv6, and "Security group
// referencing".
func supportCases() []handmade {
	// refer lets a rule of one VPC's host refer to the group of the other's.
	refer := func(out bool, support bool) func(*plan) {
		return func(p *plan) {
			p.transit.refs = true
			from, to := p.vpcs[0].groups[0], p.vpcs[1].groups[0]
			if out {
				from.open, from.out = false, []rule{{match: match{-1, -1, -1}, member: to}}
			} else {
				to.in = []rule{{match: match{-1, -1, -1}, member: from}}
			}
			p.transit.attachments[0].refs, p.transit.attachments[1].refs = true, support
		}
	}
	six := func(one, other bool) func(*plan) {
		return func(p *plan) {
			for k, v := range p.vpcs {
				v.addSix(k)
			}
			p.transit.attachments[0].six, p.transit.attachments[1].six = one, other
		}
	}
	return []handmade{
		{"a reference of an incoming rule", refer(false, true), true, true},
		{"a reference of an incoming rule, without support", refer(false, false), false, false},
		{"a reference of an outgoing rule", refer(true, true), false, false},
		{"IPv6", six(true, true), true, true},
		{"IPv6 without support where it comes in", six(false, true), false, false},
		{"IPv6 without support where it goes out", six(true, false), false, false},
	}
}

// checkHandmades builds them all.
func checkHandmades() error {
	for _, h := range handmades() {
		p := twoVPCs()
		h.change(p)
		x := h.probe(p)
		s, err := try(p, x)
		if err != nil {
			return fmt.Errorf("%s: %w", h.what, err)
		}
		if s.arrived != h.arrives || s.answered != h.answered {
			return fmt.Errorf("%s: arrived %v, answered %v; want %v, %v", h.what, s.arrived, s.answered, h.arrives, h.answered)
		}
	}
	return nil
}

// try sends one probe in a plan.
func try(p *plan, x probe) (seen, error) {
	k, err := buildKernel(p)
	defer k.close()
	if err != nil {
		return seen{}, err
	}
	r, err := k.prober([]probe{x})
	defer r.close()
	if err != nil {
		return seen{}, err
	}
	err = r.run([]uint32{x.id})
	return *r.seen[x.id], err
}
