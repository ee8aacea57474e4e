//go:build linux

package lab

import (
	"fmt"
	"net/netip"
	"os"
	"slices"
	"sync"
)

// kernel is a plan built of network namespaces:
//
//	host    one for each interface; its security groups are nftables with
//	        connection tracking, on what it sends and receives
//	router  one for each VPC: a bridge for each subnet, a routing table for each
//	        route table, network ACLs as nftables without connection tracking
//	edge    one for each VPC: its internet and egress-only gateways
//	nat     one for each NAT gateway
//	net     the internet, with its hosts' addresses
//	s3      one for each gateway endpoint
//	vgw     one for each VPN gateway
//	onprem  what is behind all VPN connections, with its hosts' addresses
//	tgw     the transit gateway: routing tables by attachment and zone
//
// They are joined by veth pairs, and by nothing else.
type kernel struct {
	plan     *plan
	spaces   []*namespace
	hosts    map[*host]*namespace
	net      *namespace
	premises *namespace
	links    []string // lines for ip -batch that make all devices
	pairs    int      // veth pairs
	fail     error
}

// mostSpaces and mostPairs bound what one plan may build.
const mostSpaces, mostPairs = 100, 200

// buildKernel builds a plan. Close what it returns even with an error.
func buildKernel(p *plan) (*kernel, error) {
	k := &kernel{plan: p, hosts: map[*host]*namespace{}}
	k.net = k.outside("net", slices.Concat(p.internet, p.services))
	k.premises = k.outside("onprem", p.premises)
	routers := map[*vpc]*namespace{}
	for _, v := range p.vpcs {
		routers[v] = k.router(v)
	}
	peers := k.peerings(routers)
	zones := k.transit(routers)
	for _, v := range p.vpcs {
		k.vpc(v, routers[v], peers, zones)
	}
	if k.fail != nil {
		return k, k.fail
	}
	if len(k.spaces) > mostSpaces || k.pairs > mostPairs {
		return k, fmt.Errorf("plan %d: too large: %d namespaces, %d pairs", p.seed, len(k.spaces), k.pairs)
	}
	if err := onThread(func() error { return command(k.links, "ip", "-batch", "-") }); err != nil {
		return k, err
	}
	return k, k.each((*namespace).apply)
}

func (k *kernel) close() {
	for _, n := range k.spaces {
		n.close()
	}
}

// each runs f for all namespaces, several at a time.
func (k *kernel) each(f func(*namespace) error) error {
	errs := make([]error, len(k.spaces))
	slots := make(chan bool, 8)
	var wait sync.WaitGroup
	for i, n := range k.spaces {
		wait.Add(1)
		slots <- true
		go func() {
			defer wait.Done()
			errs[i] = f(n)
			<-slots
		}()
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (k *kernel) space(name string, routes bool) *namespace {
	n, err := newNamespace(name, routes)
	if err != nil {
		k.fail = err
		return &namespace{name: name, fd: -1}
	}
	k.spaces = append(k.spaces, n)
	n.do("link set lo up")
	return n
}

// path names a namespace to ip.
func (n *namespace) path() string { return fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), n.fd) }

// wire joins two namespaces by a veth pair.
func (k *kernel) wire(a *namespace, deviceA string, b *namespace, deviceB string) {
	k.pairs++
	k.links = append(k.links, fmt.Sprintf("link add name %s netns %s type veth peer name %s netns %s", deviceA, a.path(), deviceB, b.path()))
	a.wires, b.wires = append(a.wires, deviceA), append(b.wires, deviceB)
	a.do("link set %s up", deviceA)
	b.do("link set %s up", deviceB)
}

// hop is a next hop: a neighbour's addresses and the device towards it.
type hop struct {
	four, six netip.Addr
	device    string
}

// join wires two routers and gives both ends addresses; it returns how the first
// reaches the second, and the other way round.
func (k *kernel) join(a *namespace, deviceA string, b *namespace, deviceB string) (toB, toA hop) {
	k.wire(a, deviceA, b, deviceB)
	toA = hop{netip.AddrFrom4([4]byte{169, 254, byte(k.pairs), 1}), netip.MustParseAddr(fmt.Sprintf("fe80::%x:1", k.pairs)), deviceB}
	toB = hop{netip.AddrFrom4([4]byte{169, 254, byte(k.pairs), 2}), netip.MustParseAddr(fmt.Sprintf("fe80::%x:2", k.pairs)), deviceA}
	a.address(toA, deviceA)
	b.address(toB, deviceB)
	return toB, toA
}

func (n *namespace) address(of hop, device string) {
	n.do("addr add %s/24 dev %s", of.four, device)
	n.do("addr add %s/64 dev %s nodad", of.six, device)
}

// route adds a route by a next hop to a table.
func (n *namespace) route(table string, to netip.Prefix, by hop) {
	via := by.four
	if to.Addr().Is6() {
		via = by.six
	}
	n.do("route add %s via %s dev %s onlink table %s", to, via, by.device, table)
}

// outside is a namespace of hosts outside AWS. It knows no way but to the gateways
// that are joined to it.
func (k *kernel) outside(name string, hosts []netip.Addr) *namespace {
	n := k.space(name, true)
	for _, a := range hosts {
		n.do("addr add %s/%d dev lo%s", a, a.BitLen(), map[bool]string{true: " nodad"}[a.Is6()])
	}
	return n
}

// router makes the router of a VPC, with the bridges of its subnets.
func (k *kernel) router(v *vpc) *namespace {
	r := k.space(v.name, true)
	for _, s := range v.subnets {
		d := device(s)
		k.links = append(k.links, fmt.Sprintf("link add name %s netns %s type bridge mcast_snooping 0", d, r.path()))
		r.bridges = append(r.bridges, d)
		r.do("addr add %s/%d dev %s", hostAddress(s.four, 1), s.four.Bits(), d)
		if s.six.IsValid() {
			r.do("addr add %s/%d dev %s nodad", hostAddress(s.six, 1), s.six.Bits(), d)
			r.do("addr add fe80::1/64 dev %s nodad", d) // from which it asks for neighbours
		}
		r.do("link set %s up", d)
	}
	return r
}

// device is the bridge of a subnet in its VPC's router.
func device(s *subnet) string { return fmt.Sprint("s", slices.Index(s.vpc.subnets, s)) }

// peerings joins routers; it returns the next hop of each peering by VPC.
func (k *kernel) peerings(routers map[*vpc]*namespace) map[*peering]map[*vpc]hop {
	out := map[*peering]map[*vpc]hop{}
	for i, p := range k.plan.peerings {
		d := fmt.Sprint("pcx", i)
		toB, toA := k.join(routers[p.a], d, routers[p.b], d)
		out[p] = map[*vpc]hop{p.a: toB, p.b: toA}
	}
	return out
}

// inward is the routing table of what enters a VPC from outside: it knows the
// subnets and nothing else, so that nobody is transited.
const inward = "99"

// next are a VPC's next hops by target; those of its transit gateway attachment
// by zone.
type next struct {
	igw, eigw, vgw hop
	s3             hop
	peers          map[*peering]map[*vpc]hop
	zones          map[*subnet]hop
}

func (k *kernel) vpc(v *vpc, r *namespace, peers map[*peering]map[*vpc]hop, zones map[*subnet]hop) {
	for i, h := range v.hosts {
		k.host(h, r, fmt.Sprint("h", i))
	}
	for i, n := range v.nats {
		k.nat(n, r, fmt.Sprint("n", i))
	}
	to := next{peers: peers, zones: zones}
	to.igw, to.eigw = k.edge(v, r)
	if len(v.vpn) > 0 {
		to.vgw = k.vgw(v, r)
	}
	if len(v.s3) > 0 {
		to.s3 = k.endpoint(v, r)
	}
	r.local(v, inward)
	for _, d := range []string{"igw", "eigw", "vgw", "s3"} {
		r.rule(d, inward)
	}
	for i := range k.plan.peerings {
		r.rule(fmt.Sprint("pcx", i), inward)
	}
	for i, s := range v.subnets {
		id := fmt.Sprint(100 + i)
		r.local(v, id)
		for _, x := range s.table.routes {
			r.follow(id, s, x, to, k.plan.attached(v))
		}
		if slices.Contains(v.s3, s.table) {
			for _, p := range s3List { // a static route to the same prefix comes first
				r.do("route add %s via %s dev %s onlink table %s metric 500", p, to.s3.four, to.s3.device, id)
			}
		}
		if s.table.propagated {
			for _, p := range v.vpn {
				r.do("route add %s via %s dev %s onlink table %s metric 500", p, to.vgw.four, to.vgw.device, id)
			}
		}
		r.rule(device(s), id)
		r.handOver(fmt.Sprint("t", i), s, id)
	}
	r.both("rule del lookup main")
	r.filterRouter(v, k.plan)
}

// follow adds a route of a subnet to its routing table.
func (n *namespace) follow(id string, s *subnet, x route, to next, a *attachment) {
	switch {
	case x.igw:
		n.route(id, x.to, to.igw)
	case x.eigw:
		n.route(id, x.to, to.eigw)
	case x.vgw:
		n.route(id, x.to, to.vgw)
	case x.nat != nil:
		n.route(id, x.to, hop{four: x.nat.four, device: device(x.nat.subnet)})
	case x.peering != nil:
		n.route(id, x.to, to.peers[x.peering][s.vpc])
	case x.host != nil:
		if slices.ContainsFunc(s.vpc.subnets, func(own *subnet) bool { return own.four == x.to || own.six == x.to }) {
			n.do("route del %s table %s", x.to, id) // it replaces the local one
		}
		n.route(id, x.to, hop{four: x.host.four, six: x.host.six, device: device(x.host.subnet)})
	case x.transit && a != nil && a.in(s.zone) != nil:
		n.route(id, x.to, to.zones[a.in(s.zone)])
	default: // it leads nowhere, or to a transit gateway that is not attached in this zone
		n.do("route add blackhole %s table %s", x.to, id)
	}
}

// rule sends what comes in by a device to a routing table.
func (n *namespace) rule(device, table string) {
	n.both("rule add iif %s lookup %s", device, table)
}

// handOver sends what the transit gateway hands to a subnet to the subnet's
// routing table. What is for the subnet itself does not leave it, so no route acts
// on it, not even one for that very subnet. Of rules the last one comes first.
func (n *namespace) handOver(device string, s *subnet, table string) {
	n.rule(device, table)
	n.do("rule add iif %s to %s lookup %s", device, s.four, inward)
	if s.six.IsValid() {
		n.ip6 = append(n.ip6, fmt.Sprintf("rule add iif %s to %s lookup %s", device, s.six, inward))
	}
}

// both is a line for IPv4 and for IPv6.
func (n *namespace) both(format string, args ...any) {
	n.do(format, args...)
	n.ip6 = append(n.ip6, fmt.Sprintf(format, args...))
}

// local fills a routing table with a VPC's own blocks. What no route is for
// is dropped.
func (n *namespace) local(v *vpc, table string) {
	for _, s := range v.subnets {
		n.do("route add %s dev %s table %s", s.four, device(s), table)
		if s.six.IsValid() {
			n.do("route add %s dev %s table %s", s.six, device(s), table)
		}
	}
	for _, p := range v.blocks() {
		n.do("route add blackhole %s table %s", p, table)
	}
	n.do("route add blackhole 0.0.0.0/0 table %s metric 9999", table)
	n.do("route add blackhole ::/0 table %s metric 9999", table)
}

func (v *vpc) blocks() []netip.Prefix {
	if v.six.IsValid() {
		return append(v.four[:len(v.four):len(v.four)], v.six)
	}
	return v.four
}

// host makes an instance's interface.
func (k *kernel) host(h *host, r *namespace, device string) {
	n := k.space(h.name, h.forwards)
	k.hosts[h] = n
	n.attach(k, h.subnet, r, device, h.four, h.six)
	n.filterHost(h, k.plan)
}

// attach puts a namespace into a subnet, with a default route to its router.
func (n *namespace) attach(k *kernel, s *subnet, r *namespace, name string, four, six netip.Addr) {
	k.wire(r, name, n, "eth0")
	r.do("link set %s master %s", name, device(s))
	n.do("addr add %s/%d dev eth0", four, s.four.Bits())
	n.do("route add 0.0.0.0/0 via %s", hostAddress(s.four, 1))
	if six.IsValid() {
		n.do("addr add %s/%d dev eth0 nodad", six, s.six.Bits())
		n.do("route add ::/0 via %s dev eth0", hostAddress(s.six, 1))
	}
}

// nat makes a NAT gateway.
func (k *kernel) nat(g *nat, r *namespace, device string) {
	n := k.space(g.name, true)
	n.attach(k, g.subnet, r, device, g.four, netip.Addr{})
	n.filterNAT(g)
}

// edge makes the gateways of a VPC to the internet; it returns the next hops of
// its router towards them.
func (k *kernel) edge(v *vpc, r *namespace) (igw, eigw hop) {
	if !v.igw && !v.eigw {
		return igw, eigw
	}
	e := k.space(v.name+"edge", true)
	toNet, toEdge := k.join(e, "net", k.net, v.name)
	e.route("main", any4, toNet)
	e.route("main", any6, toNet)
	var back hop
	if v.eigw {
		eigw, back = k.join(r, "eigw", e, "eigw")
	}
	if v.igw {
		igw, back = k.join(r, "igw", e, "igw")
	}
	for _, p := range v.blocks() {
		e.route("main", p, back)
	}
	if v.six.IsValid() {
		k.net.route("main", v.six, toEdge)
	}
	for _, pair := range v.publics() {
		k.net.route("main", netip.PrefixFrom(pair[1], 32), toEdge)
	}
	e.filterEdge(v)
	return igw, eigw
}

// publics lists the private and public addresses that an internet gateway
// exchanges.
func (v *vpc) publics() [][2]netip.Addr {
	var out [][2]netip.Addr
	for _, h := range v.hosts {
		if h.public.IsValid() {
			out = append(out, [2]netip.Addr{h.four, h.public})
		}
	}
	for _, n := range v.nats {
		if n.public.IsValid() {
			out = append(out, [2]netip.Addr{n.four, n.public})
		}
	}
	return out
}

// endpoint makes a VPC's gateway endpoint; it returns the next hop towards it.
func (k *kernel) endpoint(v *vpc, r *namespace) hop {
	e := k.space(v.name+"s3", true)
	toNet, _ := k.join(e, "net", k.net, v.name+"s3")
	to, back := k.join(r, "s3", e, "vpc")
	for _, p := range s3List {
		e.route("main", p, toNet)
	}
	for _, p := range v.four {
		e.route("main", p, back)
	}
	e.filterEndpoint(v)
	return to
}

// vgw makes the VPN gateway of a VPC; it returns the next hop towards it.
func (k *kernel) vgw(v *vpc, r *namespace) hop {
	g := k.space(v.name+"vgw", true)
	toOutside, toGateway := k.join(g, "vpn", k.premises, v.name)
	to, back := k.join(r, "vgw", g, "vpc")
	for _, p := range v.vpn {
		g.route("main", p, toOutside)
	}
	for _, p := range v.four {
		g.route("main", p, back)
		k.premises.route("main", p, toGateway)
	}
	g.filterVGW(v)
	return to
}
