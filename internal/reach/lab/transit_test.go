//go:build linux

package lab

import (
	"fmt"
	"net/netip"
	"slices"
)

// transit makes the transit gateway, with a link to each attachment subnet. It
// returns the next hop of the VPCs' routers to it by these subnets.
//
// What comes in by an attachment is looked up in the route table with which that
// is associated, and handed on in the zone from which it comes, if the next
// attachment has a subnet there. So each route table is a routing table a zone.
func (k *kernel) transit(routers map[*vpc]*namespace) map[*subnet]hop {
	g := k.plan.transit
	if g == nil {
		return nil
	}
	n := k.space("tgw", true)
	to, from := map[*subnet]hop{}, map[*subnet]hop{}
	for i, a := range g.attachments {
		for _, s := range a.subnets {
			inner, outer := fmt.Sprint("t", slices.Index(a.vpc.subnets, s)), fmt.Sprintf("a%dz%d", i, s.zone)
			to[s], from[s] = k.join(routers[a.vpc], inner, n, outer)
			if a.table != nil {
				n.rule(outer, transitID(g, a.table, s.zone))
			}
		}
	}
	for _, t := range g.tables {
		for zone := range 2 {
			n.transitTable(transitID(g, t, zone), t, zone, from)
		}
	}
	n.both("rule del lookup main")
	n.filterTransit(g)
	return to
}

func transitID(g *transit, t *transitTable, zone int) string {
	return fmt.Sprint(200 + 2*slices.Index(g.tables, t) + zone)
}

// transitTable fills a routing table: static routes are preferred to propagated
// ones of the same prefix.
func (n *namespace) transitTable(id string, t *transitTable, zone int, by map[*subnet]hop) {
	static := map[netip.Prefix]bool{}
	for _, r := range t.static {
		static[r.to] = true
		if r.attachment == nil {
			n.do("route add blackhole %s table %s", r.to, id)
		} else {
			n.route(id, r.to, by[r.attachment.near(zone)])
		}
	}
	for _, a := range t.propagated {
		for _, p := range a.vpc.blocks() {
			if !static[p] {
				n.route(id, p, by[a.near(zone)])
			}
		}
	}
	n.do("route add blackhole 0.0.0.0/0 table %s metric 9999", id)
	n.do("route add blackhole ::/0 table %s metric 9999", id)
}

// near is the subnet by which an attachment is reached from a zone.
func (a *attachment) near(zone int) *subnet {
	if s := a.in(zone); s != nil {
		return s
	}
	return a.subnets[0]
}

// filterTransit: a transit gateway carries IPv6 between attachments that support
// it. It forgets who sent what it carries, unless the gateway and both attachments
// support security group referencing; and that is for incoming rules only: what an
// outgoing one let out by reference it drops.
func (n *namespace) filterTransit(g *transit) {
	n.filter("table inet gate {")
	n.filter("chain forward { type filter hook forward priority 0; policy accept;")
	n.dropReferred("")
	for i, a := range g.attachments {
		if !a.six {
			n.filter("iifname a%dz* meta nfproto ipv6 drop", i)
			n.filter("oifname a%dz* meta nfproto ipv6 drop", i)
		}
	}
	for i, a := range g.attachments {
		for j, b := range g.attachments {
			if g.refers(a, b) {
				n.filter("iifname a%dz* oifname a%dz* accept", i, j)
			}
		}
	}
	n.filter("ip dscp set 1\nip6 dscp set 1")
	n.filter("}")
	n.silent()
	n.filter("}")
}
