package reach

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// ServiceLink joins an interface endpoint to a Network Load Balancer of the
// endpoint service that it names ("Access your own services through AWS
// PrivateLink").
type ServiceLink struct {
	Endpoint estate.ID
	Service  estate.ID
	Origin   estate.Origin
	// Entries are the endpoint's interfaces.
	Entries []*Interface
	// Accepted: the service's owner lets the endpoint connect.
	Accepted Trit
	// Judged: the load balancer's security groups judge what comes through the
	// endpoint, by the client's private address.
	Judged Trit
}

// entries are the interfaces that clients send to.
func (f *Forward) entries() []*Interface {
	if f.Link != nil {
		return f.Link.Entries
	}
	return f.Balancer.Interfaces
}

// entry is the resource that clients send to.
func (f *Forward) entry() estate.ID {
	if f.Link != nil {
		return f.Link.Endpoint
	}
	return f.Balancer.ID
}

// serviceLinks makes a way through every interface endpoint of a service of the
// estate: each of the load balancers' forwards, entered by the endpoint. The
// target never sees the client's address.
func (b *builder) serviceLinks() {
	for _, v := range estate.All[*estate.VPCEndpoint](b.e) {
		entries := b.n.OwnedBy(v.ID)
		name := v.Service.In(b.world)
		if len(entries) == 0 || name.State != estate.Known {
			continue
		}
		for _, s := range b.servicesNamed(name.Is) {
			b.serviceLink(v, s, entries)
		}
	}
}

// servicesNamed finds the endpoint services of the estate that a service's name
// mentions, or that AWS has given that name.
func (b *builder) servicesNamed(name estate.Text) []*estate.EndpointService {
	var out []*estate.EndpointService
	for _, ref := range name.References() {
		r, _ := b.e.Get(ref.Resource)
		if s, ok := r.(*estate.EndpointService); ok {
			out = append(out, s)
		}
	}
	if known, ok := name.Known(); ok && known != "" {
		for _, s := range estate.All[*estate.EndpointService](b.e) {
			// "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
			if s.Name == known || s.Physical != "" && strings.HasSuffix(known, "."+s.Physical) {
				out = append(out, s)
			}
		}
	}
	return out
}

func (b *builder) serviceLink(v *estate.VPCEndpoint, s *estate.EndpointService, entries []*Interface) {
	link := ServiceLink{Endpoint: v.ID, Service: s.ID, Origin: v.Origin, Entries: entries, Accepted: b.accepted(v, s)}
	items, sure, _ := s.LoadBalancers.In(b.world)
	for k, item := range items {
		lb, ok := estate.FollowTo[*estate.LoadBalancer](b.e, item.Is)
		if !ok || len(b.n.OwnedBy(lb.ID)) == 0 {
			continue
		}
		mine := link
		if !sure[k] {
			mine.Accepted = mine.Accepted.and(within(item.When, b.world, item.Origin))
		}
		mine.Judged = boolean(estate.Derive(lb.PrivateLinkRules.Or("on"), func(s string) estate.Alternative[bool] {
			return estate.Alternative[bool]{State: estate.Known, Is: s != "off"}
		}), true, b.world)
		for _, f := range b.n.OwnedBy(lb.ID)[0].Balancer.Forwards {
			through := *f
			through.Link, through.KeepsClient = &mine, no()
			b.n.Forwards = append(b.n.Forwards, &through)
		}
	}
}

// accepted asks whether an endpoint's connection is let in: as AWS says of a live
// one; else at once, if the service accepts by itself and both are of one account.
func (b *builder) accepted(v *estate.VPCEndpoint, s *estate.EndpointService) Trit {
	if state := b.connectionState(v, s); state != "" {
		return connected(state, v)
	}
	is := within(s.When, b.world, s.Origin)
	if manual := boolean(s.Acceptance, true, b.world); !manual.No() {
		is = is.and(maybe(outside("whether "+string(s.ID)+" has accepted "+string(v.ID), "its owner accepts connections one by one", s.Origin)))
	}
	if !v.Account.Equal(s.Account) {
		is = is.and(maybe(outside("whether "+string(s.ID)+" admits the account of "+string(v.ID), "its permissions name the principals that may connect", s.Origin)))
	}
	return is
}

// connectionState is what AWS says of the connection of an endpoint to a service:
// of the endpoint itself, else of what the service's owner sees; "" if nothing.
func (b *builder) connectionState(v *estate.VPCEndpoint, s *estate.EndpointService) string {
	if v.State != "" {
		return v.State
	}
	for _, c := range estate.All[*estate.EndpointConnection](b.e) {
		endpoint, _ := c.Endpoint.Known()
		service, _ := c.Service.Known()
		if e, ok := b.e.Follow(endpoint); ok && e.Base().ID == v.ID && service.Equal(estate.Literal(s.Physical)) {
			return c.State
		}
	}
	return ""
}

// connected reads the state of a connection ("VpcEndpoint": State): only an
// available one carries traffic.
func connected(state string, v *estate.VPCEndpoint) Trit {
	switch strings.ToLower(state) {
	case "available":
		return yes()
	case "pending":
		return maybe(outside("whether "+string(v.ID)+" is connected", "AWS is still making it", v.Origin))
	}
	return no()
}

// nodes are the load balancer's interfaces to which an endpoint's interface may
// lead: that of its own Availability Zone.
func (f *Forward) nodes(entry *Interface) []*Interface {
	if f.Link == nil {
		return []*Interface{entry}
	}
	var out []*Interface
	for _, i := range f.Balancer.Interfaces {
		switch is := sharedZone(entry.Subnet, i.Subnet); {
		case is.Yes():
			return []*Interface{i}
		case is.Unknown():
			out = append(out, i)
		}
	}
	return out
}

// traceLink follows what comes through an endpoint on to the service's load
// balancer and a target. Which node of the load balancer it is hangs on the
// zones; where several may be, all must agree.
func (n *Network) traceLink(p Packet, entry *Interface, f *Forward) Trace {
	step := proof.Step{Resource: f.Link.Service, Kind: "vpc-endpoint-service", Rule: "lets " + string(f.Link.Endpoint) + " connect", Code: codeBadState, Origin: f.Link.Origin}
	t := n.note(f.Link.Accepted, step)
	var first Trace
	nodes := f.nodes(entry)
	for k, node := range nodes {
		u := n.judged(p, node, f).then(n.crossing(node, f)).then(n.traceHandover(p, node, f))
		if k == 0 {
			first = u
		} else if u.Verdict != first.Verdict {
			gap := outside("the node of "+string(f.Balancer.ID)+" that serves "+entry.Name(), "the Availability Zones of both are not known", f.Link.Origin)
			first.Verdict, first.Gaps = proof.Unknown, joinGaps([]estate.Gap{gap}, u.Gaps, first.Gaps)
		}
	}
	if len(nodes) == 0 {
		return t.then(n.note(no(), proof.Step{
			Resource: f.Balancer.ID, Kind: "load-balancer", Rule: "a node in the zone of " + entry.Name(),
			Detail: "the service is in no Availability Zone in which the endpoint is", Code: codeServiceZone, Origin: f.Link.Origin,
		}))
	}
	return t.then(first)
}

// crossing is the gate of cross-zone load balancing.
func (n *Network) crossing(node *Interface, f *Forward) Trace {
	zone := f.zone(node)
	if zone.Yes() {
		return Trace{Verdict: proof.Yes}
	}
	return n.note(zone, proof.Step{Resource: f.Balancer.ID, Kind: "load-balancer", Rule: "cross-zone load balancing", Code: f.zoneCode(node), Origin: node.Origin})
}

// judged is the gate of the load balancer's own security groups. They see the
// client's private address, and references to its groups do not match.
func (n *Network) judged(p Packet, node *Interface, f *Forward) Trace {
	t := Trace{Verdict: proof.Yes}
	if node.NoGroups || f.Link.Judged.No() {
		return t
	}
	client := n.resolve(p.From, p.is6())
	client.identity = no()
	w := &walker{n: n, verdict: yes(), steps: &t.Forward, service: packetService{protocol: p.Protocol, lo: p.Port, hi: p.Port}}
	if is, _ := n.admits(node, false, client, w.service); f.Link.Judged.Unknown() && !is.Yes() {
		w.gate(f.Link.Judged, proof.Step{Resource: node.Owner, Kind: "security-group", Rule: "inbound rules for PrivateLink", Origin: node.Origin})
	} else {
		w.groups(node, false, client)
	}
	t.Verdict, t.Gaps = w.verdict.Is, w.verdict.Gaps()
	return t
}
