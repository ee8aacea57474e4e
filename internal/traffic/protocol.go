package traffic

import (
	"fmt"
	"strconv"
	"strings"
)

// Protocol is an IP protocol by its IANA number.
type Protocol uint8

// The protocols that rules name, or whose packets have ports.
const (
	ICMP    Protocol = 1
	TCP     Protocol = 6
	UDP     Protocol = 17
	DCCP    Protocol = 33
	GRE     Protocol = 47
	ESP     Protocol = 50
	AH      Protocol = 51
	ICMPv6  Protocol = 58
	SCTP    Protocol = 132
	UDPLite Protocol = 136
)

// ParseProtocol reads a protocol's name or number in any letter case. "-1",
// "all" and "any" mean every protocol and are reported by all.
func ParseProtocol(s string) (p Protocol, all bool, err error) {
	name := strings.ToLower(strings.TrimSpace(s))
	switch name {
	case "-1", "all", "any":
		return 0, true, nil
	}
	if p, ok := protocolNamed(name); ok {
		return p, false, nil
	}
	if n, err := strconv.ParseUint(name, 10, 8); err == nil {
		return Protocol(n), false, nil
	}
	return 0, false, fmt.Errorf("parse protocol %q: neither a known name nor a number from 0 to 255", s)
}

func protocolNamed(name string) (Protocol, bool) {
	switch name {
	case "icmp":
		return ICMP, true
	case "igmp":
		return 2, true
	case "ipv4", "ipip", "ipencap":
		return 4, true
	case "tcp":
		return TCP, true
	case "udp":
		return UDP, true
	case "dccp":
		return DCCP, true
	case "ipv6":
		return 41, true
	case "gre":
		return GRE, true
	case "esp":
		return ESP, true
	case "ah":
		return AH, true
	case "icmpv6", "icmp6", "ipv6-icmp":
		return ICMPv6, true
	case "ospf":
		return 89, true
	case "vrrp":
		return 112, true
	case "l2tp":
		return 115, true
	case "sctp":
		return SCTP, true
	case "udplite":
		return UDPLite, true
	}
	return 0, false
}

// String is the name for the four protocols that firewalls name, and the
// number for the others.
func (p Protocol) String() string {
	switch p {
	case TCP:
		return "tcp"
	case UDP:
		return "udp"
	case ICMP:
		return "icmp"
	case ICMPv6:
		return "icmpv6"
	}
	return strconv.Itoa(int(p))
}

// HasPorts reports whether the protocol's packets carry port numbers.
func (p Protocol) HasPorts() bool {
	switch p {
	case TCP, UDP, DCCP, SCTP, UDPLite:
		return true
	}
	return false
}

// HasTypes reports whether the protocol's packets carry an ICMP type and code.
func (p Protocol) HasTypes() bool { return p == ICMP || p == ICMPv6 }
