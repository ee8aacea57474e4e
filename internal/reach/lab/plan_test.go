//go:build linux

package lab

import (
	"fmt"
	"net/netip"
)

// plan is a small estate in the lab's own words. From it are made, separately,
// the estate that the engine is handed (estate_test.go) and the namespaces of
// the kernel (kernel_test.go). All of its names are unique.
type plan struct {
	seed     uint64
	vpcs     []*vpc
	peerings []*peering
	internet []netip.Addr // hosts of the internet
	services []netip.Addr // S3's, of which some are in its prefix list
	premises []netip.Addr // hosts behind VPN connections
	transit  *transit     // nil: there is no transit gateway
}

type vpc struct {
	name    string
	four    []netip.Prefix // primary block first
	six     netip.Prefix   // zero: IPv4 only
	igw     bool           // has an internet gateway
	eigw    bool           // has an egress-only internet gateway
	s3      []*table       // the tables of its gateway endpoint of S3; none: it has none
	vpn     []netip.Prefix // static ranges behind its VPN gateway; none: it has no such gateway
	subnets []*subnet
	tables  []*table // the first is the main one
	acls    []*acl
	groups  []*group
	hosts   []*host
	nats    []*nat
}

type subnet struct {
	name      string
	vpc       *vpc
	four, six netip.Prefix
	zone      int
	table     *table
	acl       *acl // nil: the VPC's default one
}

type table struct {
	name       string
	routes     []route
	propagated bool // takes the ranges behind the VPN gateway
}

// route sends what is for a prefix to one target; none of them is a blackhole.
type route struct {
	to      netip.Prefix
	igw     bool
	eigw    bool
	nat     *nat
	vgw     bool
	peering *peering
	transit bool
	host    *host // a middlebox
}

type acl struct {
	name    string
	entries []entry
}

type entry struct {
	out    bool
	number int
	allow  bool
	match  match
	peer   netip.Prefix
}

// match is what a rule says of a packet besides addresses. Protocol -1 is any;
// from and to are ports, or an ICMP type and code; -1 is any.
type match struct{ protocol, from, to int }

type group struct {
	name string
	vpc  *vpc
	in   []rule
	out  []rule
	// open: it has the outbound rules that AWS gives every new group.
	open bool
}

// rule admits peers by prefix or, where member is set, by their group, or those of
// S3's prefix list.
type rule struct {
	match  match
	peer   netip.Prefix
	member *group
	s3     bool
}

// s3List are the entries of S3's prefix list.
var s3List = []netip.Prefix{netip.MustParsePrefix("52.216.0.0/15"), netip.MustParsePrefix("3.5.128.0/22")}

// host is an instance with one interface. Without groups it is in its VPC's
// default group.
type host struct {
	name      string
	subnet    *subnet
	four, six netip.Addr // six is zero in an IPv4 subnet
	groups    []*group
	public    netip.Addr // its elastic address, if it has one
	forwards  bool       // it sends on what is routed to it
	unchecked bool       // its source/destination check is off
}

// nat is a NAT gateway; a private one has no public address.
type nat struct {
	name   string
	subnet *subnet
	four   netip.Addr
	public netip.Addr
}

type peering struct {
	name   string
	a, b   *vpc
	remote bool // the two are in different Regions
}

// transit is a transit gateway. refs is security group referencing support, which
// its attachments may switch off for themselves.
type transit struct {
	refs        bool
	tables      []*transitTable
	attachments []*attachment
}

type transitTable struct {
	name       string
	propagated []*attachment
	static     []transitRoute
}

// transitRoute leads to an attachment, or without one nowhere.
type transitRoute struct {
	to         netip.Prefix
	attachment *attachment
}

// attachment attaches a VPC by subnets, at most one in each zone.
type attachment struct {
	name    string
	vpc     *vpc
	subnets []*subnet
	table   *transitTable // its association; nil: none
	six     bool          // IPv6 support
	refs    bool          // security group referencing support
}

// in is the subnet by which an attachment serves a zone.
func (a *attachment) in(zone int) *subnet {
	for _, s := range a.subnets {
		if s.zone == zone {
			return s
		}
	}
	return nil
}

// attached finds a VPC's attachment.
func (p *plan) attached(v *vpc) *attachment {
	if p.transit == nil {
		return nil
	}
	for _, a := range p.transit.attachments {
		if a.vpc == v {
			return a
		}
	}
	return nil
}

// refers reports whether rules for incoming traffic may refer to groups across a
// transit gateway, from one attachment to another.
func (g *transit) refers(a, b *attachment) bool { return g.refs && a.refs && b.refs }

// end is one end of a probe: a host or an address outside.
type end struct {
	host    *host
	public  bool // the host is meant by its public address
	outside netip.Addr
}

func (e end) String() string {
	switch {
	case e.host == nil:
		return e.outside.String()
	case e.public:
		return fmt.Sprintf("%s at %s", e.host.name, e.host.public)
	}
	return fmt.Sprintf("%s (%s, %s)", e.host.name, e.host.four, e.host.six)
}

// probe is one packet to send, and what its sender expects an answer to.
type probe struct {
	id       uint32
	from, to end
	six      bool
	protocol int
	// port is the destination port, or an ICMP type and code as type<<8|code.
	port   uint16
	client uint16
}

const (
	icmp   = 1
	tcp    = 6
	udp    = 17
	gre    = 47
	icmpv6 = 58
)

func (p probe) String() string {
	name := map[int]string{icmp: "icmp", tcp: "tcp", udp: "udp", gre: "gre", icmpv6: "icmpv6"}[p.protocol]
	family := map[bool]string{true: "IPv6", false: "IPv4"}[p.six]
	return fmt.Sprintf("#%d %s %s: %s -> %s, port %d (type %d code %d), from port %d", p.id, family, name, p.from, p.to, p.port, p.port>>8, p.port&255, p.client)
}

// source and destination are the addresses that the sender writes.
func (p probe) source() netip.Addr {
	if p.from.host == nil {
		return p.from.outside
	}
	return p.from.host.address(p.six)
}

func (p probe) destination() netip.Addr {
	switch {
	case p.to.host == nil:
		return p.to.outside
	case p.to.public:
		return p.to.host.public
	}
	return p.to.host.address(p.six)
}

func (h *host) address(six bool) netip.Addr {
	if six {
		return h.six
	}
	return h.four
}

// answered reports whether a host answers such a packet at all.
func (p probe) answered() bool {
	kind := p.port >> 8
	return p.protocol != icmp && p.protocol != icmpv6 || p.protocol == icmp && (kind == 8 || kind == 13) || p.protocol == icmpv6 && kind == 128
}

// altered is the plan without its network ACLs: another estate.
func (p *plan) altered() *plan {
	out := *p
	out.vpcs = nil
	for _, v := range p.vpcs {
		w := *v
		w.acls, w.subnets = nil, nil
		for _, s := range v.subnets {
			t := *s
			t.acl = nil
			w.subnets = append(w.subnets, &t)
		}
		out.vpcs = append(out.vpcs, &w)
	}
	return &out
}
