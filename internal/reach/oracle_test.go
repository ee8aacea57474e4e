package reach

import (
	cli "flag"
	"math/rand/v2"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/proof"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

var (
	oraclePackets = cli.Int("oracle.packets", 20_000, "random packets to compare the set engine with Trace on")
	oracleEstates = cli.Int("oracle.estates", 200, "random estates to draw the packets in")
	oracleSeed    = cli.Uint64("oracle.seed", 1, "the first estate's seed")
)

// oracleSize is what flags ask for; RINGWALL_ORACLE=full is a million packets.
func oracleSize() (estates, packets int) {
	if os.Getenv("RINGWALL_ORACLE") == "full" {
		return 2_000, 1_000_000
	}
	return *oracleEstates, *oraclePackets
}

// handedBack are packets that pass transit gateways twice.
const handedBack = "second route of a transit gateway"

// byNumber are packets to addresses that may be, or are, those of an AWS list.
const byNumber = "address that was asked for by its number"

// TestOracle compares the set engine with the single-packet evaluator: what
// Trace lets through is in the upper bound, what it stops is not in the lower
// one; where nothing is unknown both bounds are exact, and where Trace does not know,
// the engine says no only for a reason that it has for it.
func TestOracle(t *testing.T) {
	estates, packets := oracleSize()
	var seen [3]int
	shorter := map[string]int{}
	var exact [3]int
	middle := map[string]*[3]int{"network-firewall": {}, "gateway-load-balancer-endpoint": {}, "appliance": {}, "block-public-access": {}, handedBack: {}, byNumber: {}, "vpc-endpoint": {}}
	for i := range estates {
		unknown := []float64{0, 0, 0.05, 0.15, 0.4}[i%5]
		seed := *oracleSeed + uint64(i)
		n := New(generate(seed, unknown, false), scenario.Always())
		e := newEngine(n)
		r := rand.New(rand.NewPCG(seed, 99))
		for range packets / estates {
			p := randomPacket(r, n)
			trace := n.Trace(p)
			lower, upper := e.judge(p)
			seen[trace.Verdict]++
			routes := 0
			for _, s := range trace.Forward {
				if count := middle[s.Kind]; count != nil {
					count[trace.Verdict]++
				}
				if s.Kind == "transit-gateway-route" {
					routes++
				}
			}
			if p.To.Literal {
				middle[byNumber][trace.Verdict]++
			}
			if routes > 1 {
				middle[handedBack][trace.Verdict]++
			}
			if trace.Verdict == proof.Yes && !upper || trace.Verdict == proof.No && lower || lower && !upper {
				t.Fatalf("seed %d: packet %+v\n%s -> %s\ntrace %v, engine lower %v upper %v\n%s", seed, p, nameOf(n, p.From), nameOf(n, p.To), trace.Verdict, lower, upper, stepsOf(trace))
			}
			if trace.Verdict == proof.Unknown && !upper {
				why := e.knowsBetter(p, trace)
				if shorter[why]++; why == "" {
					t.Errorf("seed %d: packet %+v\n%s -> %s\nthe engine says no, trace does not know\n%s", seed, p, nameOf(n, p.From), nameOf(n, p.To), stepsOf(trace))
				}
			}
			if unknown > 0 || !isExact(n, p.From, p.is6()) || !isExact(n, p.To, p.is6()) || trace.Verdict == proof.Unknown || e.bounded {
				continue
			}
			exact[trace.Verdict]++
			if lower != upper || lower != (trace.Verdict == proof.Yes) {
				t.Fatalf("seed %d: packet %+v\n%s -> %s\ntrace %v, engine lower %v upper %v, nothing is unknown\n%s", seed, p, nameOf(n, p.From), nameOf(n, p.To), trace.Verdict, lower, upper, stepsOf(trace))
			}
		}
	}
	t.Logf("unknown %d, no %d, yes %d; compared exactly: no %d, yes %d", seen[0], seen[1], seen[2], exact[proof.No], exact[proof.Yes])
	t.Logf("the engine says no where trace does not know: %v", shorter)
	for kind, count := range middle {
		if t.Logf("at a %s: unknown %d, no %d, yes %d", kind, count[0], count[1], count[2]); count[proof.No] == 0 {
			t.Errorf("no packet met a %s", kind)
		}
	}
}

// knowsBetter is why the engine may say no where Trace, which follows one packet by
// one way, does not know; "" for no reason that is known. Each of them was looked at.
func (e *engine) knowsBetter(p Packet, t Trace) string {
	for _, x := range []Endpoint{p.From, p.To} {
		switch {
		case x.Kind != AtInterface && x.Kind != AtPublicAddress && !x.Address.IsValid():
			return "it cuts the world outside into parts"
		case x.Kind == OnPremises && !e.outside(OnPremises).Contains(x.Address):
			return "nobody on premises has the address"
		case wellKnown64().Contains(x.Address) && !e.n.nat64:
			return "no route leads NAT64's addresses to a NAT gateway"
		case x.Kind <= AtPublicAddress && e.n.Interfaces[x.Interface].Subnet.Placeholder:
			return "it looks behind a subnet that is not known"
		}
	}
	if p.From.Kind <= AtPublicAddress && p.To.Kind <= AtPublicAddress && !e.joined(e.n.Interfaces[p.From.Interface].Subnet.VPC, e.n.Interfaces[p.To.Interface].Subnet.VPC) {
		return "nothing joins the VPCs"
	}
	for _, s := range t.Forward {
		switch {
		case s.Kind == "appliance":
			return "it follows an appliance's ways to their ends"
		case s.Effect == proof.Depends && strings.HasPrefix(s.Rule, "NAT64 of ") && p.Protocol == traffic.ICMPv6:
			return "it looks behind NAT64, whatever becomes of ICMP there"
		}
	}
	return ""
}

// isExact: the endpoint's address is fixed.
func isExact(n *Network, e Endpoint, six bool) bool {
	switch e.Kind {
	case AtInterface:
		_, ok := n.Interfaces[e.Interface].IPv4.Exact()
		return ok && !six
	case OnInternet:
		return e.Address.IsValid()
	case OnPremises: // where BGP may announce anything, all of it is one region
		for _, p := range n.allPremises() {
			if isGap(p.gap) {
				return false
			}
		}
		return e.Address.IsValid()
	}
	return false
}

func nameOf(n *Network, e Endpoint) string {
	switch e.Kind {
	case AtInterface, AtPublicAddress:
		i := n.Interfaces[e.Interface]
		return i.Name() + " (" + i.Type + ", " + string(i.Subnet.ID) + ", " + i.IPv4.String() + ", " + i.IPv6.String() + ")"
	}
	return e.Address.String() + e.Service
}

func stepsOf(t Trace) string {
	out := ""
	for _, s := range t.Steps() {
		out += "  " + [...]string{"passes ", "BLOCKS ", "depends"}[s.Effect] + " " + s.Kind + " " + string(s.Resource) + ": " + s.Rule + " " + s.Detail + "\n"
	}
	return out
}

func randomEndpoint(r *rand.Rand, n *Network) Endpoint {
	i := n.Interfaces[r.IntN(len(n.Interfaces))]
	switch r.IntN(10) {
	case 0, 1:
		if r.IntN(8) == 0 {
			return Internet(netip.Addr{})
		}
		if r.IntN(3) == 0 {
			list := []string{"52.216.1.9", "52.216.9.9", "52.219.80.3", "52.94.4.9", "120.52.22.100", "8.8.8.8"}
			return Literal(netip.MustParseAddr(list[r.IntN(len(list))]))
		}
		list := []string{"203.0.113.7", "203.0.113.9", "8.8.8.8", "9.9.9.9", "1.1.1.1", "2001:db8::1", "2600:1:0:1::5", "2a00::1", "64:ff9b::cb00:7107", "64:ff9b::808:808", "64:ff9b::a00:5"}
		return Internet(netip.MustParseAddr(list[r.IntN(len(list))]))
	case 2:
		if r.IntN(3) == 0 {
			return Premises(netip.Addr{})
		}
		return Premises(netip.MustParseAddr([]string{"192.168.0.9", "192.168.77.1"}[r.IntN(2)]))
	case 3:
		return Service([]string{"s3", "s3", "cloudfront.origin-facing"}[r.IntN(3)])
	case 4:
		return Public(i)
	}
	return At(i)
}

// judge is what the engine says of one packet: whether it is in the lower and
// in the upper bound.
func (e *engine) judge(p Packet) (lower, upper bool) {
	six := p.is6()
	if p.From.Kind == AtPublicAddress {
		p.From.Kind = AtInterface
	}
	if six != (p.Protocol == traffic.ICMPv6) && p.Protocol.HasTypes() || six && p.To.Kind == AtPublicAddress {
		return false, false
	}
	from, inside := e.endOf(p.From, six)
	to, also := e.endOf(p.To, six)
	switch {
	case inside && also:
		lower = true
		for _, l := range e.links(from, to) {
			a, b := e.verdict(p, e.table.Services(l.fwd.lo), e.table.Services(l.fwd.hi), l.ret)
			lower, upper = lower && a, upper || b
		}
		return lower, upper
	case !inside && !also, from.class == nil && to.class == nil, p.From.Kind == OnPremises && p.To.Kind == AtPublicAddress:
		return false, false
	case also:
		return e.judgeOutside(p, to.class, p.From, false)
	}
	if p.From.Kind == AtInterface && p.To.Kind != AtPublicAddress {
		return e.judgeOutside(p, from.class, p.To, true)
	}
	return false, false
}

func (e *engine) endOf(at Endpoint, six bool) (end, bool) {
	switch at.Kind {
	case AtInterface, AtPublicAddress:
		c := e.classes[e.classOf[at.Interface]]
		s := e.four[c.index]
		if six {
			s = e.six[c.index]
		}
		if at.Kind == AtPublicAddress {
			if s = e.public[c.index]; six {
				s = nil
			}
		}
		return end{c, s}, true
	case AtService:
		return end{nil, e.serviceSpot(at.Service, six)}, true
	}
	return end{}, false
}

func (e *engine) judgeOutside(p Packet, c *class, at Endpoint, egress bool) (lower, upper bool) {
	lower = true
	within := traffic.AllAddresses()
	if at.Address.IsValid() {
		within = traffic.Range(at.Address, at.Address)
	}
	regions := e.regionsFor(c.subnet.VPC, at.Kind, within)
	if at.Kind == OnInternet && egress && at.Address.IsValid() {
		regions = append(slices.Clip(regions), e.listedRegions(within)...)
	}
	for _, region := range regions {
		if region.six != p.is6() || at.Address.IsValid() && !region.region.Contains(at.Address) {
			continue
		}
		for _, x := range e.exchanges(nil, c, region, egress) {
			s, ret := x.slice, x.ret
			lo, hi := s.certain.Over(region.region)
			if _, some := s.possible.Over(region.region); true {
				hi = some
			}
			if at.Address.IsValid() {
				lo, hi = s.certain.At(at.Address), s.possible.At(at.Address)
			}
			l, h := e.verdict(p, lo, hi, ret)
			lower, upper = lower && l, upper || h
		}
	}
	if at.Literal && egress {
		lower, upper = e.judgeWhoever(p, c, at, lower, upper)
	}
	return lower && upper, upper
}

// judgeWhoever takes into account that an address may be S3's or DynamoDB's.
func (e *engine) judgeWhoever(p Packet, c *class, at Endpoint, lower, upper bool) (bool, bool) {
	some, services := e.n.doubtful(traffic.Range(at.Address, at.Address))
	own := e.own(c, p.is6())
	if some.IsEmpty() || own == nil {
		return lower, upper
	}
	for _, name := range services {
		for _, l := range e.links(end{c, own}, end{nil, e.literalSpot(name, some)}) {
			a, b := e.verdict(p, e.table.Services(l.fwd.lo), e.table.Services(l.fwd.hi), l.ret)
			lower, upper = lower && a, upper || b
		}
	}
	return lower, upper
}

func (e *engine) verdict(p Packet, lo, hi traffic.Services, ret bound) (lower, upper bool) {
	lower, upper = lo.Contains(p.Protocol, p.Port), hi.Contains(p.Protocol, p.Port)
	back, answered := replyTo(p)
	if !answered {
		return lower, upper
	}
	need := traffic.Ports(p.Protocol, back.lo, back.hi)
	if p.Protocol.HasTypes() {
		need = traffic.ICMPTypes(p.Protocol, int(back.lo>>8), 0)
	}
	return lower && e.table.Services(ret.lo).Covers(need), upper && e.table.Services(ret.hi).Overlaps(need)
}

// TestMonotone settles what an estate leaves open and requires that definite
// answers stay.
func TestMonotone(t *testing.T) {
	estates, packets := oracleSize()
	checked := 0
	for i := range estates / 2 {
		seed := *oracleSeed + 5_000 + uint64(i)
		open := New(generate(seed, 0.15, false), scenario.Always())
		settled := New(generate(seed, 0.15, true), scenario.Always())
		e, f := newEngine(open), newEngine(settled)
		r := rand.New(rand.NewPCG(seed, 98))
		for range packets / estates {
			p := randomPacket(r, open)
			q, ok := samePacket(open, settled, p)
			if !ok {
				continue
			}
			lower, upper := e.judge(p)
			nowLower, nowUpper := f.judge(q)
			checked++
			if lower && !nowUpper || !upper && nowLower {
				t.Fatalf("seed %d: packet %+v\n%s -> %s\nopen: lower %v upper %v; settled: lower %v upper %v\nopen %s\nsettled %s", seed, p,
					nameOf(open, p.From), nameOf(open, p.To), lower, upper, nowLower, nowUpper, stepsOf(open.Trace(p)), stepsOf(settled.Trace(q)))
			}
			before, after := open.Trace(p).Verdict, settled.Trace(q).Verdict
			if before != proof.Unknown && after != proof.Unknown && before != after {
				t.Fatalf("seed %d: packet %+v\n%s -> %s\ntrace of open: %v\n%s\nof settled: %v\n%s", seed, p, nameOf(open, p.From), nameOf(open, p.To),
					before, stepsOf(open.Trace(p)), after, stepsOf(settled.Trace(q)))
			}
		}
	}
	t.Logf("checked %d packets", checked)
}

// samePacket is a packet between the same interfaces in another network.
func samePacket(a, b *Network, p Packet) (Packet, bool) {
	if p.From.Literal {
		return p, false // who asks for what it sends takes it for one that sends
	}
	for _, x := range []*Endpoint{&p.From, &p.To} {
		if x.Kind != AtInterface && x.Kind != AtPublicAddress {
			continue
		}
		old := a.Interfaces[x.Interface]
		list := b.OwnedBy(old.Owner)
		at := slices.IndexFunc(list, func(i *Interface) bool { return i.Placement == old.Placement })
		if at < 0 || len(list) != len(a.OwnedBy(old.Owner)) {
			return p, false
		}
		x.Interface = list[at].Index
	}
	return p, true
}
