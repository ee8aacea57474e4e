// Package reach says which network traffic can flow in an estate, and why.
//
// [New] resolves an estate, in one class of scenarios, into plain structs that
// point at each other ([Network]); [Network.Trace] follows one packet and its
// reply through them, gate by gate, and explains. What the estate does not
// settle is carried as a [Trit] or a gap: a trace answers yes or no only where
// that holds whatever the gaps turn out to be.
//
//	for _, world := range classes { // scenario.Partition(e.Possible.All(), reach.Guards(e), n)
//		n := reach.New(e, world)
//		t := n.Trace(reach.Packet{From: reach.Internet(client), To: reach.At(web), Protocol: traffic.TCP, Port: 443})
//	}
//
// What the software of an appliance does with traffic that is routed through it
// is unknown, and what a Network Firewall's rules for domains or in Suricata's text
// do; what stops the traffic elsewhere stops it. It refuses IAM: whether an
// endpoint's policy
// admits a caller is not its question.
//
// # Layout
//
// Everything hangs on [Network]; slices are sorted by ID, and an object's Index
// is its place in its slice. Objects that the estate only names (a parameter,
// an id) are Placeholder: one per text, so that two mentions of ${SubnetId} are
// the same subnet. In a class that [scenario.Partition] made of [Guards],
// Exists is always Yes; in a wider one it may be Unknown, never No (what does
// not exist in any scenario of the class is left out).
//
//	Network
//	  VPCs        []*VPC            IPv4, IPv6 blocks (+ gaps); Groups' default; the main table and default ACL are chosen per subnet
//	  Subnets     []*Subnet         VPC, IPv4/IPv6 prefix (or gap), Tables and ACLs: a Choice (which applies, or may)
//	  Tables      []*RouteTable     Routes: most preferred first, local ones included
//	    Route                       Prefix | Service (an AWS list) | unknown (Gap); Source (local, static, list, propagated); Target
//	    Target                      Kind + one pointer (Gateway, NAT interface, Interface, Peering, Endpoint, Box), or unknown (Gap)
//	  ACLs        []*NetworkACL     In, Out: []*ACLEntry by number
//	  Groups      []*SecurityGroup  In, Out: []*Rule; a Rule has Services (+gap) and one Peer
//	    Peer                        Prefixes (a CIDR or a list's entries) | Group | Service | unknown; Gap where it may match more
//	  Interfaces  []*Interface      by owner; Subnet, IPv4/IPv6 Address, PublicIPv4, Balancer
//	    Traits                      Groups (memberships), Listens, NAT, …: shared by those that have them in common
//	  Gateways    []*Gateway        internet, egress-only, VPN; Attached to VPCs; OnPremises ranges of a VPN gateway
//	  Peerings    []*Peering        two VPCs, Active, SameRegion
//	  Transits    []*TransitGateway Attachments (arms) of VPCs, on-premises networks, other gateways; their Tables
//	  Endpoints   []*GatewayEndpoint  service, reached by routes
//	  Forwards    []*Forward        load balancer interface -> target interface, port, client address kept or not
//	                                with a Link, from an interface endpoint's interface (PrivateLink)
//	  Middleboxes []*Middlebox      what routes send packets through: appliances, endpoints of Gateway Load Balancers and Network Firewalls
//	  PublicBlocks, PublicExclusions  VPC Block Public Access
//
// [Network.Trace] follows a packet (walk.go, hops.go, premises.go, ends.go,
// reply.go; through middleboxes middlebox_walk.go, middlebox_back.go; through
// firewalls firewall_walk.go, whose rules are read in firewall*.go and judged in
// firewall_judge.go), [Network.TraceForward] one through a load balancer (handover.go);
// [Network.FrontDoors] lists the entries that AWS runs (frontdoor*.go). The
// filters' own answers are in gate.go, the routes' in lookup.go.
//
// To read a fact for a bound: a Trit is in the lower bound if Yes, in the upper
// bound unless No. A Rule with ServicesGap admits none for certain, all at most.
// A Peer with Gap matches its listed part for certain and Peer.Upper at most.
package reach

import (
	"cmp"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// Network is the network of an estate in one class of scenarios, resolved. It
// is built once by [New] and not changed, so goroutines may share it.
type Network struct {
	Estate *estate.Estate
	World  scenario.Guard

	VPCs        []*VPC
	Subnets     []*Subnet
	Tables      []*RouteTable
	ACLs        []*NetworkACL
	Groups      []*SecurityGroup
	Interfaces  []*Interface
	Gateways    []*Gateway
	Peerings    []*Peering
	Transits    []*TransitGateway
	Endpoints   []*GatewayEndpoint
	Forwards    []*Forward
	Middleboxes []*Middlebox

	// Open are reasons for which the deployment may hold resources (rules,
	// routes, attachments) that no source shows: what is missing is unknown.
	Open    []estate.Gap
	absence Trit // maybe for these, else no
	// PublicBlocks and PublicExclusions are VPC Block Public Access.
	PublicBlocks     []*PublicBlock
	PublicExclusions []*PublicExclusion

	// nat64: some route leads IPv6 to a NAT gateway, so IPv4 addresses may be
	// asked for as such of 64:ff9b::/96.
	nat64 bool

	lists                awsLists                   // the prefix lists that AWS keeps
	internet4, internet6 []Span                     // what the public internet's addresses are
	cuts                 cuts                       // where any rule tells addresses apart
	arms                 arms                       // of transit gateways, by VPC
	byCard               map[estate.ID][]*Interface // of those that are resources beside their owners
	nats                 map[*VPC][]*Interface      // NAT gateways
}

// Component is what every object of a network has.
type Component struct {
	ID     estate.ID // of its resource; of a placeholder the text that names it
	Index  int       // in the network's slice of its kind
	Stack  string    // where it was declared
	Origin estate.Origin
	Exists Trit // Yes or Unknown
	// Placeholder: the estate only names it; Gap says why no more is known.
	Placeholder bool
	Gap         estate.Gap
	doubt       Trit // of a placeholder whether it is something else: maybe, for Gap
}

// Choice is which of several things applies.
type Choice[T any] struct {
	Options []T // that apply or may; if it is settled, the one that does
	// Gap is why it is not settled; its Variable is nil where it is.
	Gap estate.Gap
	// Open: something that the estate does not show may apply instead.
	Open bool
}

// Settled returns the one that applies, if that is known.
func (c Choice[T]) Settled() (T, bool) {
	if len(c.Options) == 1 && c.Gap.Variable == nil && !c.Open {
		return c.Options[0], true
	}
	var zero T
	return zero, false
}

// New resolves the network of an estate in a class of scenarios.
func New(e *estate.Estate, world scenario.Guard) *Network {
	return resolveNetwork(e, world, placementsOf(e), newMet())
}

// resolveNetwork is [New] for placements that were asked for, and what was met, before.
func resolveNetwork(e *estate.Estate, world scenario.Guard, list []standing, before *met) *Network {
	b := newBuilder(e, world)
	b.placed, b.met = list, before
	b.vpcs()
	b.gateways()
	b.tables()
	b.acls()
	b.subnets()
	b.publicExclusions()
	b.groups()
	b.interfaces()
	b.transits()
	b.directConnect()
	b.routes()
	b.forwards()
	b.serviceLinks()
	return b.finish()
}

// OwnedBy lists the interfaces of a resource, in order.
func (n *Network) OwnedBy(id estate.ID) []*Interface {
	from, _ := slices.BinarySearchFunc(n.Interfaces, id, func(i *Interface, id estate.ID) int { return cmp.Compare(i.Owner, id) })
	to := from
	for to < len(n.Interfaces) && n.Interfaces[to].Owner == id {
		to++
	}
	return slices.Clip(n.Interfaces[from:to])
}

// absent is the answer to a question that only a resource or rule could answer
// yes, and none in the estate does.
func (n *Network) absent() Trit {
	return n.absence
}

// sortByID orders components and numbers them.
func sortByID[T any](list []T, of func(T) *Component) {
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(of(a).ID, of(b).ID) })
	for i, x := range list {
		of(x).Index = i
	}
}
