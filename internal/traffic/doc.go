// Package traffic is the arithmetic of packets as a firewall sees them from
// one side: which peer address, which service. It says what two rules allow
// together, what one rule adds to another, and whether two ways of writing
// rules let through the same packets.
//
// There are three kinds of set, each on its own:
//
//   - [Services]: protocol and destination port, or ICMP type and code;
//   - [Addresses]: IPv4 and IPv6 addresses;
//   - [Set]: which services go with which addresses.
//
// All are immutable values, free to share between goroutines; the zero value
// is the empty set. All are canonical: sets that hold the same packets are
// [Set.Equal], however they were made.
//
//	office := traffic.Prefixes(netip.MustParsePrefix("203.0.113.0/24"))
//	https := traffic.Ports(traffic.TCP, 443, 443)
//	allowed := traffic.Of(office, https)
//	allowed.At(netip.MustParseAddr("203.0.113.9")) // tcp 443
//
// The package knows arithmetic and the numbers IANA and AWS fix (protocols,
// the public internet, subnet sizes). It refuses everything that needs a
// context: it has no source ports, no connections, no rule order, no security
// groups, and it does not know that an IPv6 packet cannot carry ICMP for IPv4.
package traffic
