package reach

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// Exit is what a request for an AWS service passes on its way out of a VPC.
type Exit uint8

const (
	// ExitUnknown: it is not known, or there is none.
	ExitUnknown Exit = iota
	// ExitGatewayEndpoint is a route to a gateway endpoint.
	ExitGatewayEndpoint
	// ExitInterfaceEndpoint is an interface endpoint whose private DNS names are
	// the service's.
	ExitInterfaceEndpoint
	// ExitNAT is a NAT gateway, to the service's public endpoint.
	ExitNAT
	// ExitInternet is an internet gateway, likewise.
	ExitInternet
)

// ServiceWay is how requests for an AWS service leave one interface, in a class
// of scenarios.
type ServiceWay struct {
	When      scenario.Guard
	Counts    bool // it holds the scenario of all defaults
	Interface string
	VPC       estate.ID
	Exit      Exit
	Endpoint  estate.ID // the VPC endpoint
	NAT       estate.ID // the NAT gateway
	Verdict   proof.Verdict
	Steps     []proof.Step
	Gaps      []estate.Gap
}

// ServiceAnswer is whether a resource reaches a service from each of its
// interfaces: Yes from all, No from none.
type ServiceAnswer struct {
	Proof proof.Proof
	Ways  []ServiceWay
}

const httpsPort = 443

// endpointListing is the list of a live account's VPC endpoints.
const endpointListing estate.ListingKind = "VpcEndpoints"

// ServiceWays says by which way requests of a resource get to a service of its
// own Region, by the service's name in the names of endpoints ("sqs", "ecr.api"):
// to an interface endpoint of the VPC with private DNS ("Access an AWS service
// using an interface VPC endpoint": "requests … resolve to the private IP
// addresses of the endpoint network interfaces"), by a route to a gateway endpoint,
// or to the public endpoint. It fails with a [NoMatchError] for a resource without
// interfaces. What programs set up for themselves, as an endpoint's own DNS name,
// is unknown where it would make a difference.
func (m *Model) ServiceWays(from estate.ID, service string) (ServiceAnswer, error) {
	named, err := m.resolve(Resources(from))
	if err != nil {
		return ServiceAnswer{}, err
	}
	if home := m.homeOf(named); home != m {
		return home.ServiceWays(from, service)
	}
	m.lock()
	defer m.unlock()
	out := ServiceAnswer{}
	truth := estate.Truth{True: scenario.Never(), False: scenario.Never(), Unknown: scenario.Never()}
	found := false
	for _, w := range m.worlds {
		w.open(m)
		is := []Trit(nil)
		for _, id := range sortedIDs(named.resources) {
			for _, i := range w.network.OwnedBy(id) {
				way := w.network.serviceWay(i, service)
				way.When, way.Counts = w.when, w.counts
				out.Ways = append(out.Ways, way)
				is = append(is, judged(way.Verdict, way.Gaps))
			}
		}
		if len(is) > 0 {
			found = true
			truth = with(truth, inEach(is, service), w)
		}
	}
	if !found {
		return out, &NoMatchError{Resources(from), "it has no network interfaces in the estate", nil}
	}
	out.Proof = m.judge(truth)
	return out, nil
}

// inEach is the answer that all agree on; else it is not known which of them is
// asked.
func inEach(list []Trit, to string) Trit {
	if !slices.ContainsFunc(list, func(t Trit) bool { return t.Is != list[0].Is }) {
		return list[0]
	}
	return agree(list, outside("which of its interfaces sends to "+to, "not all of them get there", estate.Origin{}))
}

// serviceWay is the way of one interface's requests.
func (n *Network) serviceWay(i *Interface, service string) ServiceWay {
	out := ServiceWay{Interface: i.Name(), VPC: i.Subnet.VPC.ID}
	public := n.toPublicEndpoint(i, service)
	deaf := n.withoutDNS(i.Subnet.VPC)
	doubts := append(n.diverted(i, service), deaf...)
	for _, e := range estate.All[*estate.VPCEndpoint](n.Estate) {
		is, named := n.standsFor(e, i, service)
		if is.No() {
			continue
		}
		t := n.toEndpoint(i, e)
		if is = is.and(named); is.Yes() {
			out.Exit, out.Endpoint = ExitInterfaceEndpoint, e.ID
			return out.taking(t, deaf)
		}
		// By the endpoint, by the service's public one, or by the endpoint's own name.
		if t.verdict != public.verdict && (!is.No() || public.verdict == proof.No) {
			doubts = append(doubts, is.cause(outside("whether requests for "+service+" go to "+string(e.ID), "only programs that name it use an endpoint without private DNS", e.Origin)))
		} else if is.Unknown() {
			public.exit = ExitUnknown // either way, the verdict is the same
		}
	}
	out.Exit, out.Endpoint, out.NAT = public.exit, public.endpoint, public.nat
	return out.taking(public, doubts)
}

// taking completes a way by what its trace says and by what may be otherwise.
func (w ServiceWay) taking(t servicePath, doubts []estate.Gap) ServiceWay {
	w.Verdict, w.Steps, w.Gaps = t.verdict, t.steps, t.gaps
	if len(doubts) > 0 {
		w.Verdict, w.Exit, w.Gaps = proof.Unknown, ExitUnknown, joinGaps(w.Gaps, doubts)
	}
	return w
}

// servicePath is one way that may be taken.
type servicePath struct {
	verdict       proof.Verdict
	steps         []proof.Step
	gaps          []estate.Gap
	exit          Exit
	endpoint, nat estate.ID
}

// toPublicEndpoint follows a request to the addresses that AWS publishes for a
// service. Its names are IPv4 unless a program asks for dual-stack ones.
func (n *Network) toPublicEndpoint(i *Interface, service string) servicePath {
	t := n.Trace(Packet{From: At(i), To: Service(service), Protocol: traffic.TCP, Port: httpsPort})
	out := servicePath{verdict: t.Verdict, steps: t.Steps(), gaps: t.Gaps}
	for _, s := range t.Forward {
		switch s.Kind {
		case "vpc-endpoint":
			out.exit, out.endpoint = ExitGatewayEndpoint, s.Resource
		case "nat-gateway":
			out.exit, out.nat = ExitNAT, s.Resource
		case "internet-gateway":
			if out.exit == ExitUnknown {
				out.exit = ExitInternet
			}
		}
	}
	if slices.ContainsFunc(t.Forward, func(s proof.Step) bool { return strings.HasPrefix(s.Kind, "transit") }) {
		out.exit = ExitUnknown // whose addresses it comes from is another VPC's matter
	}
	if out.verdict == proof.No && out.exit != ExitGatewayEndpoint {
		out.exit, out.nat = ExitUnknown, "" // what follows a route that is missing is made up
	}
	if out.verdict == proof.No && !i.Has6.No() {
		six := n.Trace(Packet{From: At(i), To: Service(service), IPv6: true, Protocol: traffic.TCP, Port: httpsPort})
		if six.Verdict != proof.No {
			gap := outside("whether it asks for "+service+" over IPv6", "only programs that name a dual-stack endpoint do", i.Origin)
			out = servicePath{verdict: proof.Unknown, steps: six.Steps(), gaps: append([]estate.Gap{gap}, six.Gaps...)}
		}
	}
	return out
}

// toEndpoint follows a request to the interfaces of an endpoint, of which DNS
// gives any.
func (n *Network) toEndpoint(i *Interface, e *estate.VPCEndpoint) servicePath {
	out := servicePath{exit: ExitInterfaceEndpoint, endpoint: e.ID}
	var list []Trit
	for _, x := range n.OwnedBy(e.ID) {
		t := n.Trace(Packet{From: At(i), To: At(x), Protocol: traffic.TCP, Port: httpsPort})
		list = append(list, judged(t.Verdict, t.Gaps))
		if out.steps == nil || t.Verdict == proof.No {
			out.steps = t.Steps()
		}
	}
	if len(list) == 0 {
		list = append(list, maybe(outside("the interfaces of "+string(e.ID), "its subnets are not known", e.Origin)))
	}
	is := inEach(list, string(e.ID))
	out.verdict, out.gaps = is.Is, is.Gaps()
	return out
}

// standsFor asks whether an interface endpoint is for a service and in an
// interface's VPC, and whether the service's own names lead to it there.
func (n *Network) standsFor(e *estate.VPCEndpoint, i *Interface, service string) (is, named Trit) {
	kind := e.Kind.In(n.World)
	if e.When.Disjoint(n.World) || kind.State == estate.Known && kind.Is != "Interface" {
		return no(), no()
	}
	is = n.existing(e)
	if kind.State != estate.Known {
		is = is.and(maybe(outside("the kind of "+string(e.ID), "it is not known", e.Origin)))
	}
	return is.and(n.isFor(e, service)).and(n.inVPC(e, i.Subnet.VPC)), n.hasNames(e, service)
}

// existing asks whether an endpoint is there, and not waiting for its owner.
func (n *Network) existing(e *estate.VPCEndpoint) Trit {
	if e.State != "" && !strings.EqualFold(e.State, "available") {
		return no()
	}
	return within(e.When, n.World, e.Origin)
}

// isFor asks for which service an endpoint is.
func (n *Network) isFor(e *estate.VPCEndpoint, service string) Trit {
	a := e.Service.In(n.World)
	if a.State != estate.Known {
		return maybe(outside("the service of "+string(e.ID), "it is not known", e.Origin))
	}
	name, open := a.Is.Known()
	if open {
		got, _ := managedList(name)
		return holds(got == service)
	}
	parts := a.Is.Parts()
	if last := parts[len(parts)-1].Literal; strings.HasPrefix(last, ".") { // behind the Region
		return holds(last[1:] == service)
	}
	return maybe(outside("the service of "+string(e.ID), a.Is.String()+" is not known", e.Origin))
}

// inVPC asks whether an endpoint is in a VPC: by its interfaces, else as it says.
func (n *Network) inVPC(e *estate.VPCEndpoint, v *VPC) Trit {
	list := n.OwnedBy(e.ID)
	if len(list) == 0 {
		a := e.VPC.In(n.World)
		if r, ok := n.Estate.Follow(a.Is); ok && a.State == estate.Known {
			return holds(r.Base().ID == v.ID)
		}
		return maybe(outside("the VPC of "+string(e.ID), "it is not known", e.Origin))
	}
	is := no()
	for _, x := range list {
		is = is.or(sameVPC(x.Subnet.VPC, v))
	}
	return is
}

// hasNames asks whether the service's names lead to an endpoint. Of a service with
// gateway endpoints they may do so for on-premises resolvers alone ("Private DNS"
// of "AWS PrivateLink for Amazon S3").
func (n *Network) hasNames(e *estate.VPCEndpoint, service string) Trit {
	is := boolean(e.PrivateDNS, false, n.World)
	if is.No() || service != "s3" && service != "dynamodb" {
		return is
	}
	choice, _ := e.Properties.At("DnsOptions").At("PrivateDnsOnlyForInboundResolverEndpoint").AsText().Known()
	switch choice.String() {
	case "AllResolvers", "false":
		return is
	case "OnlyInboundResolver", "true":
		return no()
	}
	return is.and(maybe(outside("whether the private DNS of "+string(e.ID)+" is for inbound resolvers only", "it does not say", e.Origin)))
}

// withoutDNS is the reason for which names are not answered in a VPC, if there is one
// ("DNS attributes for your VPC").
func (n *Network) withoutDNS(v *VPC) []estate.Gap {
	r, ok := n.Estate.Get(v.ID)
	if !ok || r.Base().Properties == nil {
		return nil
	}
	is := boolean(r.Base().Properties.At("EnableDnsSupport").AsBool(), true, n.World)
	if is.Yes() {
		return nil
	}
	return []estate.Gap{outside("who answers DNS in "+string(v.ID), "the Route 53 Resolver may be off there", v.Origin)}
}

// diverted are reasons for which the names of AWS's services may lead elsewhere: a
// private zone, a VPC or resources that no source shows.
func (n *Network) diverted(i *Interface, service string) []estate.Gap {
	out := slices.Clone(n.Open)
	if v := i.Subnet.VPC; v.Placeholder {
		out = append(out, v.Gap)
	}
	if r, ok := n.Estate.Get(i.Subnet.VPC.ID); ok && r.Base().Physical != "" && !n.Estate.Lists(endpointListing, r.Base()) {
		out = append(out, estate.NotListed("the VPC endpoints of "+string(r.Base().ID), "the sources don't list them all", "add describe-vpc-endpoints.json"))
	}
	last := service[strings.LastIndexByte(service, '.')+1:]
	for _, z := range estate.All[*estate.HostedZone](n.Estate) {
		a := z.ZoneName.In(n.World)
		private := !z.VPCs.IsEmpty().False.Disjoint(n.World)
		if name := strings.ToLower(a.Is.String()); private && a.State == estate.Known && strings.Contains(name, "amazonaws.com") && strings.Contains(name, last) {
			out = append(out, outside("where "+name+" leads", "a private hosted zone of that name may be the VPC's", z.Origin))
		}
	}
	return out
}
