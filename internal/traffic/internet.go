package traffic

import (
	"net/netip"
	"sync"
)

// Internet is the addresses a packet from the public internet can come from or
// go to: all of IPv4 but IANA's special-purpose registry, multicast and the
// reserved top, and the global unicast space of IPv6, 2000::/3, but IETF's
// protocol block 2001::/23. The private networks of RFC 1918 and the shared
// space of RFC 6598 are out.
//
// The documentation ranges 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24,
// 2001:db8::/32 and 3fff::/20 are in, although nobody announces them: estates
// and slides use them for public addresses, and a model that called them
// private would prove the wrong thing about every example.
//
// It is computed once.
func Internet() Addresses { return internet() }

// internet never changes.
var internet = sync.OnceValue(func() Addresses {
	six := prefixes("2000::/3").Subtract(prefixes("2001::/23"))
	return AllIPv4().Subtract(prefixes(
		"0.0.0.0/8",      // this network
		"10.0.0.0/8",     // private
		"100.64.0.0/10",  // shared, carrier-grade NAT
		"127.0.0.0/8",    // loopback
		"169.254.0.0/16", // link-local, instance metadata
		"172.16.0.0/12",  // private
		"192.0.0.0/24",   // IETF protocol assignments
		"192.168.0.0/16", // private
		"198.18.0.0/15",  // benchmarking
		"224.0.0.0/4",    // multicast
		"240.0.0.0/4",    // reserved, and the broadcast address
	)).Union(six)
})

// Private is the addresses that organisations number their own networks with:
// RFC 1918, the shared space of RFC 6598 and the unique local IPv6 addresses.
func Private() Addresses {
	return prefixes("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
}

// prefixes is for the constants above.
func prefixes(texts ...string) Addresses {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return Prefixes(list...)
}
