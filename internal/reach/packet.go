package reach

import (
	"net/netip"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// Packet is the first packet of a flow; its reply is followed too.
type Packet struct {
	From, To Endpoint
	Protocol traffic.Protocol
	Port     uint16 // destination port; for ICMP the type times 256 plus the code
	// ClientPort is the port the client speaks from; 0 is any of 1024 to 65535.
	ClientPort uint16
	// IPv6 chooses the family where no endpoint's address does.
	IPv6 bool
}

// EndpointKind tells endpoints apart.
type EndpointKind uint8

const (
	// AtInterface is an interface of the estate, at its own address.
	AtInterface EndpointKind = iota
	// AtPublicAddress is an interface, addressed by its public IPv4 address.
	AtPublicAddress
	// OnInternet is a host of the internet: neither AWS's S3 and DynamoDB, nor
	// behind a VPN.
	OnInternet
	// OnPremises is a host behind a VPN gateway.
	OnPremises
	// InVPC is an address of a VPC, whoever has it.
	InVPC
	// AtService is an AWS service by the name of its prefix list: "s3",
	// "dynamodb", "cloudfront.origin-facing".
	AtService
)

// Endpoint is one end of a flow.
type Endpoint struct {
	Kind      EndpointKind
	Interface int        // index, of AtInterface and AtPublicAddress
	Address   netip.Addr // zero: any that the endpoint can have
	VPC       estate.ID  // of InVPC
	Service   string     // of AtService
	// Literal: of OnInternet, the address was asked for by its number, so that it may
	// be one of S3's or DynamoDB's after all.
	Literal bool
}

// At is an interface at its own address.
func At(i *Interface) Endpoint { return Endpoint{Kind: AtInterface, Interface: i.Index} }

// Public is an interface at its public IPv4 address.
func Public(i *Interface) Endpoint { return Endpoint{Kind: AtPublicAddress, Interface: i.Index} }

// Internet is a host of the internet; the zero address is any.
func Internet(a netip.Addr) Endpoint { return Endpoint{Kind: OnInternet, Address: a} }

// Literal is a public address that was asked for by its number, whoever has it.
func Literal(a netip.Addr) Endpoint { return Endpoint{Kind: OnInternet, Address: a, Literal: true} }

// Premises is a host on premises; the zero address is any.
func Premises(a netip.Addr) Endpoint { return Endpoint{Kind: OnPremises, Address: a} }

// Within is an address of a VPC.
func Within(vpc estate.ID, a netip.Addr) Endpoint {
	return Endpoint{Kind: InVPC, VPC: vpc, Address: a}
}

// Service is an AWS service, by the name of its prefix list.
func Service(name string) Endpoint { return Endpoint{Kind: AtService, Service: name} }

// Trace is what happens to a packet and to its reply, gate by gate. After a gate
// that blocks, it goes on as far as the path is determined, so that it names
// every blocker.
type Trace struct {
	Verdict proof.Verdict
	Forward []proof.Step
	Reply   []proof.Step
	Gaps    []estate.Gap // what an Unknown verdict hangs on

	mends  []mend     // of the gates that block, in order
	limits []aclLimit // of the network ACLs that replies met
}

// Blockers lists the steps that stop the packet or its reply.
func (t Trace) Blockers() []proof.Step {
	var out []proof.Step
	for _, s := range t.Steps() {
		if s.Effect == proof.Blocks {
			out = append(out, s)
		}
	}
	return out
}

// Steps lists the gates of both ways, in order.
func (t Trace) Steps() []proof.Step {
	return append(append([]proof.Step(nil), t.Forward...), t.Reply...)
}

// Proof is the trace as a proof.
func (t Trace) Proof() proof.Proof {
	return proof.Proof{Verdict: t.Verdict, Steps: t.Steps(), Gaps: t.Gaps}
}

// is6 is the family of a packet: that of an address which an endpoint fixes,
// else as the packet asks; ICMPv6 is IPv6's.
func (p Packet) is6() bool {
	for _, e := range []Endpoint{p.From, p.To} {
		if e.Address.IsValid() {
			return e.Address.Is6() && !e.Address.Is4In6()
		}
	}
	return p.IPv6 || p.Protocol == traffic.ICMPv6
}

// party is one end of a packet at some point of its way.
type party struct {
	addr Address
	// host is the interface whose own address it is; nil for the internet, on
	// premises, and what has been translated to a public address.
	host *Interface
	// public is the interface of whose public address it is the outside.
	public *Interface
	vpc    *VPC // where the address is private to, if it is
	kind   EndpointKind
	// identity: security group references still see who it is.
	identity Trit
	// relay is a load balancer in whose name the packet comes besides.
	relay *Interface
	fixed bool // the address was asked for, not derived
}

// resolve makes a party of an endpoint.
func (n *Network) resolve(e Endpoint, six bool) party {
	p := party{kind: e.Kind, identity: no(), fixed: e.Address.IsValid()}
	switch e.Kind {
	case AtInterface:
		i := n.Interfaces[e.Interface]
		p.host, p.vpc, p.identity = i, i.Subnet.VPC, yes()
		p.addr, _ = i.address(six)
	case AtPublicAddress:
		p.public = n.Interfaces[e.Interface]
		p.addr = n.publicAddress(p.public, p.public.publicOrigin())
	case OnInternet:
		p.addr = n.anyPublic(six, outside("the internet address", "none is given", estate.Origin{}))
	case OnPremises:
		p.addr = n.anyOnPremises(six)
	case AtService:
		p.addr = among(n.addressesOfService(e.Service, six), outside("the addresses of "+e.Service, "AWS keeps their list", estate.Origin{})).ofService(e.Service)
	case InVPC:
		p.vpc = n.vpcWithID(e.VPC)
		p.host = n.interfaceAt(p.vpc, e.Address)
		p.identity = holds(p.host != nil)
	}
	if e.Address.IsValid() {
		if p.addr = exactly(e.Address.Unmap()); e.Kind == AtService {
			p.addr = p.addr.ofService(e.Service)
		}
	}
	return p
}

func (n *Network) vpcWithID(id estate.ID) *VPC {
	for _, v := range n.VPCs {
		if v.ID == id {
			return v
		}
	}
	gap := outside(string(id), "it is not in the sources", estate.Origin{})
	return &VPC{Component: placeholder(id, gap), Gap4: gap, Gap6: gap}
}

func (n *Network) anyPublic(six bool, gap estate.Gap) Address {
	spans := n.internet4
	if six {
		spans = n.internet6
	}
	return among(spans, gap)
}

// anyOnPremises is some address behind any of the VPN gateways.
func (n *Network) anyOnPremises(six bool) Address {
	anywhere := anyIPv4()
	if six {
		anywhere = anyIPv6()
	}
	gap := outside("the on-premises address", "none is given", estate.Origin{})
	var spans []Span
	for _, g := range n.allPremises() {
		if isGap(g.gap) {
			return someOf(anywhere, g.gap)
		}
		for _, p := range g.ranges {
			if p.Addr().Is6() == six {
				spans = append(spans, spanOf(p))
			}
		}
	}
	if len(spans) == 0 {
		return someOf(anywhere, gap)
	}
	return among(spans, gap)
}
