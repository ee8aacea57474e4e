package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// mendKind says which kind of change would open a gate that blocks.
type mendKind uint8

const (
	mendNone    mendKind = iota // no rule, route, attachment or address opens it
	mendRule                    // a security group rule
	mendEntry                   // a network ACL entry
	mendRoute                   // a route
	mendAttach                  // a gateway's attachment to a VPC
	mendAddress                 // a public IPv4 address
)

// mend is a gate that blocks, with what a change that opens it must know.
type mend struct {
	step   proof.Step
	reply  bool // it blocks the reply
	kind   mendKind
	egress bool       // of mendRule and mendEntry
	at     *Interface // of mendRule and mendAddress
	peer   party      // whom a rule must admit, where a route must lead
	// address is the peer's, and service what an entry must let through.
	address Address
	service packetService
	acl     *NetworkACL
	table   *RouteTable
	route   *Route // that leads elsewhere; nil if none matches
	target  Target // where it should lead
	gateway *Gateway
	vpc     *VPC
	why     string // of mendNone: what stands against it, if the step does not say
}

// assumed says what route the way on takes for granted.
func (m *mend) assumed() string {
	if m.kind != mendRoute || m.target.Kind == ToUnknown {
		return ""
	}
	return "what follows assumes one to " + m.target.Name
}

func joinClauses(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// aclLimit is a network ACL that replies met, and the client ports that it lets
// through of 0 to 65535, where that is not all of 1024 to 65535.
type aclLimit struct {
	acl      *NetworkACL
	subnet   *Subnet
	egress   bool
	protocol traffic.Protocol
	admitted traffic.Services
	origin   estate.Origin // of the entry that drops the first of them
}

// limit notes what a network ACL does to replies to the client ports.
func (w *walker) limit(a *NetworkACL, s *Subnet, egress bool, peer Address, service packetService) {
	if !w.replies || !service.protocol.HasPorts() {
		return
	}
	list := a.In
	if egress {
		list = a.Out
	}
	l := aclLimit{acl: a, subnet: s, egress: egress, protocol: service.protocol, origin: a.Origin}
	whole := packetService{protocol: service.protocol, lo: 0, hi: 65535}
	ports := portCells(list, whole)
	for k, lo := range ports {
		hi := uint16(65535)
		if k+1 < len(ports) {
			hi = ports[k+1] - 1
		}
		is, entry := w.n.firstMatch(list, peer, service.protocol, lo)
		switch {
		case !is.No():
			l.admitted = l.admitted.Union(traffic.Ports(service.protocol, lo, hi))
		case entry != nil && hi >= traffic.EphemeralPorts()[0].Lo && l.origin == a.Origin:
			l.origin = entry.Origin
		}
	}
	widest := traffic.EphemeralPorts()[0]
	if !l.admitted.Covers(traffic.Ports(service.protocol, widest.Lo, widest.Hi)) {
		w.limits = append(w.limits, l)
	}
}
