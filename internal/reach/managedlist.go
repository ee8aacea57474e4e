package reach

import (
	"maps"
	"net/netip"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// awsLists is what is known of the prefix lists that AWS keeps ("AWS-managed prefix
// lists"): of a live account their entries may be listed, a template only names them.
type awsLists struct {
	entries map[string][]netip.Prefix    // by name: "com.amazonaws.eu-west-1.s3"
	listed  map[string]traffic.Addresses // all of these of one service
	gateway traffic.Addresses            // all of these of S3 and DynamoDB
	open    map[string]string            // services of which a route or rule names a list without entries, and that list
}

// hasGateway tells the services that are reached by gateway endpoints ("Gateway
// endpoints"). They open no connections.
func hasGateway(service string) bool { return service == "s3" || service == "dynamodb" }

// addManaged notes the entries of a list of AWS's own, if they are known.
func (x *awsLists) addManaged(name string, entries []netip.Prefix) {
	service, ok := managedList(name)
	if !ok {
		return
	}
	if x.entries == nil {
		x.entries, x.listed = map[string][]netip.Prefix{}, map[string]traffic.Addresses{}
	}
	x.entries[name] = entries
	all := traffic.Prefixes(entries...)
	x.listed[service] = x.listed[service].Union(all)
	if hasGateway(service) {
		x.gateway = x.gateway.Union(all)
	}
}

// named notes that a route or rule names a list.
func (x *awsLists) named(service, name string) {
	if _, listed := x.entries[name]; listed {
		return
	}
	if x.open == nil {
		x.open = map[string]string{}
	}
	if have, ok := x.open[service]; !ok || name < have {
		x.open[service] = name
	}
}

// covers reports whether all lists are known that x would have to know for y.
func (x *awsLists) covers(y *awsLists) bool {
	for service := range y.open {
		if _, ok := x.open[service]; !ok {
			return false
		}
	}
	return true
}

// awsPeer is a list of AWS's own as a peer: its entries where they are listed, else
// public addresses of that service by name.
func (b *builder) awsPeer(id estate.ID, service string, gap estate.Gap) Peer {
	lists := &b.n.lists
	lists.named(service, string(id))
	p := Peer{Kind: PeerService, Service: service, Name: string(id)}
	if entries, ok := lists.entries[string(id)]; ok {
		p.Prefixes = entries
		return p
	}
	p.Gap = outside("the prefix list "+string(id), "AWS keeps its entries", gap.Origin)
	return p
}

// withoutServices takes what S3 and DynamoDB are known to have out of the internet.
func (b *builder) withoutServices() {
	if b.n.lists.gateway.IsEmpty() {
		return
	}
	public := traffic.Internet().Subtract(b.n.lists.gateway)
	b.n.internet4, b.n.internet6 = spansOf(public.IPv4()), spansOf(public.IPv6())
}

// isListedService asks whether an address is known to be S3's or DynamoDB's.
func (n *Network) isListedService(a Address) bool {
	x, exact := a.Exact()
	return exact && n.lists.gateway.Contains(x)
}

// isListed reports whether all the addresses of a list of AWS's own are known.
func (p *Peer) isListed() bool { return p.Kind == PeerService && !isGap(p.Gap) }

// addressesOfService are the addresses that a service may have: the entries of its
// lists if all are known.
func (n *Network) addressesOfService(name string, six bool) []Span {
	listed, known := n.lists.listed[name]
	_, open := n.lists.open[name]
	if part := listed.IPv4(); known && !open && !six {
		return spansOf(part)
	} else if part := listed.IPv6(); known && !open && !part.IsEmpty() {
		return spansOf(part)
	}
	if six {
		return n.internet6
	}
	if !listed.IsEmpty() {
		return spansOf(addressesOf(n.internet4).Union(listed.IPv4()))
	}
	return n.internet4
}

// isLiteral reports whether a prefix names certain addresses rather than the internet
// at large (docs/design/07-wide.md), which S3 and DynamoDB are not part of.
func isLiteral(p netip.Prefix) bool {
	return p.Addr().Is4() && p.Bits() > 8 || p.Addr().Is6() && p.Bits() > 32
}

// doubtful are those of some addresses that may be in a list of S3 or DynamoDB of
// which the entries are not known, and the services that it may be.
func (n *Network) doubtful(of traffic.Addresses) (traffic.Addresses, []string) {
	var services []string
	for _, name := range slices.Sorted(maps.Keys(n.lists.open)) {
		if hasGateway(name) {
			services = append(services, name)
		}
	}
	if len(services) == 0 {
		return traffic.NoAddresses(), nil
	}
	some := of.IPv4().Intersect(addressesOf(n.internet4)).Subtract(othersAddresses())
	return some, services
}

// othersAddresses are public addresses that are known not to be AWS's: those of
// documentation (RFC 5737), and the well-known resolvers of Google, Cloudflare,
// Quad9 and OpenDNS, which programs and examples ask by their number.
func othersAddresses() traffic.Addresses {
	var list []netip.Prefix
	for _, p := range []string{
		"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",
		"8.8.8.0/24", "8.8.4.0/24", "1.1.1.0/24", "1.0.0.0/24", "9.9.9.0/24", "208.67.222.222/32", "208.67.220.220/32",
	} {
		list = append(list, netip.MustParsePrefix(p))
	}
	return traffic.Prefixes(list...)
}

// whose is the gap of an address that may be a service's.
func (n *Network) whose(a string, service string) estate.Gap {
	return estate.NotListed("whether "+a+" is an address of "+service, "AWS keeps the list "+n.lists.open[service]+", and the sources lack its entries",
		"add what `aws ec2 describe-prefix-lists` says, as describe-prefix-lists.json")
}

// whoever settles the trace to an address that was asked for by its number: where it
// may be S3's or DynamoDB's and that would make a difference, the verdict is unknown.
func (n *Network) whoever(t Trace, p Packet) Trace {
	if !p.To.Literal || t.Verdict == proof.Unknown || !p.To.Address.IsValid() {
		return t
	}
	some, services := n.doubtful(traffic.Range(p.To.Address, p.To.Address))
	if some.IsEmpty() {
		return t
	}
	for _, name := range services {
		q := p
		q.To = Endpoint{Kind: AtService, Address: p.To.Address, Service: name}
		if u := n.trace(q, nil); u.Verdict == t.Verdict {
			continue
		}
		gap := n.whose(p.To.Address.String(), name)
		t.Verdict, t.Gaps = proof.Unknown, joinGaps(t.Gaps, []estate.Gap{gap})
		t.Forward = append(slices.Clip(t.Forward), proof.Step{
			Kind: "service", Effect: proof.Depends, Rule: p.To.Address.String() + " may be an address of " + name, Detail: gap.Cause(),
		})
	}
	return t
}
