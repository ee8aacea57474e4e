package traffic

import "iter"

// slot is one service on a single line: the protocol in bits 16 to 23, below
// it the destination port, or the ICMP type and code, or nothing that matters.
type slot uint32

// endOfSlots comes just after the last service.
const endOfSlots slot = 1 << 24

func (s slot) compare(t slot) int { return int(s) - int(t) }

// protocolSlots is the stretch of the line that belongs to a protocol.
func protocolSlots(p Protocol) (from, to slot) {
	return slot(p) << 16, (slot(p) + 1) << 16
}

// Services is a set of services: protocols, with the destination ports or the
// ICMP types and codes that belong to them.
type Services struct{ edges edges[slot] }

// PortRange is a run of ports, both ends included.
type PortRange struct {
	Lo uint16 `json:"lo"`
	Hi uint16 `json:"hi"`
}

// EphemeralPorts are the ports that clients choose to speak from, widest
// first: what AWS advises to allow for (NAT gateways, load balancers, Lambda
// and old Windows use all of it), then Linux, then Windows.
func EphemeralPorts() []PortRange {
	return []PortRange{{1024, 65535}, {32768, 60999}, {49152, 65535}}
}

func between(from, to slot) Services { return Services{edges[slot]{from, to}} }

// NoServices is the empty set.
func NoServices() Services { return Services{} }

// AllServices is every port and type of all 256 protocols.
func AllServices() Services { return between(0, endOfSlots) }

// WholeProtocol is everything a protocol carries.
func WholeProtocol(p Protocol) Services { return between(protocolSlots(p)) }

// Ports is the destination ports lo to hi of a protocol; none if lo is above
// hi. A protocol whose packets have no ports is whole or absent, so for it the
// ports are ignored, as AWS does; ICMP has types instead, so for it the answer
// is the empty set: see [ICMPTypes].
func Ports(p Protocol, lo, hi uint16) Services {
	switch {
	case p.HasTypes() || lo > hi:
		return NoServices()
	case !p.HasPorts():
		return WholeProtocol(p)
	}
	base, _ := protocolSlots(p)
	return between(base+slot(lo), base+slot(hi)+1)
}

// ICMPTypes is one type and code of ICMP or ICMPv6. Code -1 is any code; type
// -1 is any type with any code. Numbers outside 0 to 255 and protocols without
// types give the empty set.
func ICMPTypes(p Protocol, typ, code int) Services {
	switch {
	case !p.HasTypes() || typ < -1 || typ > 255 || code < -1 || code > 255:
		return NoServices()
	case typ == -1:
		return WholeProtocol(p)
	}
	base, _ := protocolSlots(p)
	base += slot(typ) << 8
	if code == -1 {
		return between(base, base+1<<8)
	}
	return between(base+slot(code), base+slot(code)+1)
}

// Union is what is in either set.
func (s Services) Union(t Services) Services { return Services{s.edges.union(t.edges)} }

// Intersect is what is in both sets.
func (s Services) Intersect(t Services) Services {
	switch {
	case s.IsAll():
		return t
	case t.IsAll():
		return s
	}
	return Services{s.edges.intersect(t.edges)}
}

// Subtract is what is in s and not in t.
func (s Services) Subtract(t Services) Services { return Services{s.edges.subtract(t.edges)} }

// Equal reports whether both sets hold the same services.
func (s Services) Equal(t Services) bool { return s.edges.same(t.edges) }

// IsEmpty reports whether nothing is in the set.
func (s Services) IsEmpty() bool { return len(s.edges) == 0 }

// IsAll reports whether everything is in the set.
func (s Services) IsAll() bool {
	return len(s.edges) == 2 && s.edges[0] == 0 && s.edges[1] == endOfSlots
}

// Contains reports whether the set holds one service: x is the destination
// port, or the ICMP type times 256 plus the code.
func (s Services) Contains(p Protocol, x uint16) bool {
	return s.edges.contains(slot(p)<<16 | slot(x))
}

// Covers reports whether everything in t is in s.
func (s Services) Covers(t Services) bool { return !leaves(t.edges, s.edges, subtract) }

// Overlaps reports whether the sets have anything in common.
func (s Services) Overlaps(t Services) bool { return leaves(s.edges, t.edges, intersect) }

// Restrict is the part of the set that belongs to one protocol.
func (s Services) Restrict(p Protocol) Services { return s.Intersect(WholeProtocol(p)) }

// Protocols lists the protocols with anything in the set, in numeric order.
func (s Services) Protocols() []Protocol {
	var list []Protocol
	next := uint32(0)
	for lo, hi := range s.Ranges() {
		for n := max(next, lo>>16); n <= hi>>16; n++ {
			list = append(list, Protocol(n))
			next = n + 1
		}
	}
	return list
}

// PortRanges lists the destination ports of one protocol, in order. For ICMP
// they are type times 256 plus code; for protocols with neither ports nor
// types, everything or nothing.
func (s Services) PortRanges(p Protocol) []PortRange {
	var list []PortRange
	for lo, hi := range s.Restrict(p).Ranges() {
		list = append(list, PortRange{uint16(lo), uint16(hi)})
	}
	return list
}

// Ranges yields the set in order as its fewest runs, both ends included, on the
// line of all services: protocol times 65536, plus port or ICMP type and code.
func (s Services) Ranges() iter.Seq2[uint32, uint32] {
	return func(yield func(lo, hi uint32) bool) {
		for i := 0; i < len(s.edges); i += 2 {
			if !yield(uint32(s.edges[i]), uint32(s.edges[i+1]-1)) {
				return
			}
		}
	}
}
