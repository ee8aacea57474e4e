//go:build linux

package lab

import (
	"fmt"
	"net/netip"
	"slices"
)

// transit attaches most VPCs to a transit gateway of one or two route tables.
func (m *maker) transit() {
	g := &transit{refs: m.chance(0.6)}
	m.p.transit = g
	for k := range 1 + m.r.IntN(2) {
		g.tables = append(g.tables, &transitTable{name: fmt.Sprint("tgwTable", k)})
	}
	for _, v := range m.p.vpcs {
		if m.chance(0.9) {
			m.attach(g, v)
		}
	}
	for _, t := range g.tables {
		m.fill(g, t)
	}
	for _, p := range m.p.peerings { // a transit gateway's VPCs are in its Region
		p.remote = p.remote && (m.p.attached(p.a) == nil || m.p.attached(p.b) == nil)
	}
}

func (m *maker) attach(g *transit, v *vpc) {
	a := &attachment{name: v.name + "Attachment", vpc: v, six: m.chance(0.7), refs: m.chance(0.85)}
	for _, s := range v.subnets {
		if a.in(s.zone) == nil && (len(a.subnets) == 0 || m.chance(0.6)) {
			a.subnets = append(a.subnets, s)
		}
	}
	if m.chance(0.95) {
		a.table = pick(m, g.tables...)
	}
	g.attachments = append(g.attachments, a)
}

func (m *maker) fill(g *transit, t *transitTable) {
	for _, a := range g.attachments {
		if m.chance(0.9) {
			t.propagated = append(t.propagated, a)
		}
	}
	if len(g.attachments) == 0 {
		return
	}
	list := []netip.Prefix{any4, any6, prefix("10.%d.0.0/16", m.r.IntN(3)), prefix("10.%d.1.0/24", m.r.IntN(3)), prefix("8.0.0.0/7")}
	for _, p := range list {
		switch m.r.IntN(8) {
		case 0:
			t.static = append(t.static, transitRoute{to: p})
		case 1, 2:
			t.static = append(t.static, transitRoute{p, pick(m, g.attachments...)})
		}
	}
}

// transitRoutes leads to the other VPCs, and at times everywhere, by the transit
// gateway.
func (m *maker) transitRoutes(t *table) {
	for _, v := range m.p.vpcs {
		for _, p := range v.blocks() {
			if m.chance(0.85) {
				m.route(t, route{to: p, transit: true})
			}
		}
	}
	if m.chance(0.15) {
		t.routes = slices.DeleteFunc(t.routes, func(r route) bool { return r.to == any4 })
		m.route(t, route{to: any4, transit: true})
	}
}
