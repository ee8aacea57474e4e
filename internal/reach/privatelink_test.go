package reach

import (
	"math/rand/v2"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// PrivateLink: "Access your own services through AWS PrivateLink", "Update the
// security groups for your Network Load Balancer".

// Service offers load balancers; accept says whether connections are accepted at
// once.
func (b *estateBuilder) Service(id, balancers string, accept bool) {
	b.add(&estate.EndpointService{Core: b.core(id, "AWS::EC2::VPCEndpointService"), LoadBalancers: b.refs(balancers), Acceptance: flag(!accept)})
}

// ServiceEndpoint is an interface endpoint of a service of the estate.
func (b *estateBuilder) ServiceEndpoint(id, vpc, subnets, groups, service string) {
	b.InterfaceEndpoint(id, vpc, subnets, groups)
	name := estate.Concat(estate.Literal("com.amazonaws.vpce.eu-west-1."), b.text(service))
	b.list[len(b.list)-1].(*estate.VPCEndpoint).Service = estate.Of(name, b.here())
}

// linked is a consumer's VPC c with client x, and a provider's VPC p with a
// Network Load Balancer in front of t. Nothing else joins the two, and their
// ranges overlap.
func linked(t testing.TB, lbGroups string, accept bool) *estateBuilder {
	b := build(t)
	b.VPC("c", "10.0.0.0/16")
	b.Subnet("ca", "c", "10.0.0.0/24", "zone=eu-west-1a")
	b.SG("open", "c", "in all from 0.0.0.0/0")
	b.Instance("x", "ca", "open", "ip=10.0.0.9")
	b.VPC("p", "10.0.0.0/16")
	b.Subnet("pa", "p", "10.0.0.0/24", "zone=eu-west-1a")
	b.Subnet("pb", "p", "10.0.1.0/24", "zone=eu-west-1b")
	b.SG("lbSG", "p", "in tcp 443 from 10.0.0.9/32")
	b.SG("byNodes", "p", "in tcp 8443 from 10.0.0.0/24")
	b.Instance("t", "pa", "byNodes")
	b.Instance("far", "pb", "byNodes")
	b.LB("lb", "network", "internal", "pa pb", lbGroups)
	b.TargetGroup("tg", "p", "TCP", 8443, "instance", "t far")
	b.Listener("lb", "TCP", 443, "tg")
	b.SG("ep", "c", "in tcp 443 from open")
	b.Service("svc", "lb", accept)
	b.ServiceEndpoint("vpce", "c", "ca", "ep", "svc")
	return b
}

// link traces a client through an endpoint to a target.
func (n *testNetwork) link(text, target string) Trace {
	n.t.Helper()
	for _, f := range n.Forwards {
		if f.Link != nil && f.Target != nil && string(f.Target.Owner) == target {
			return n.TraceForward(n.packet(text), f)
		}
	}
	n.t.Fatalf("no link to %s", target)
	return Trace{}
}

// asks puts a question to both evaluators: the way of one packet, and the set
// engine.
func linkAnswers(t *testing.T, b *estateBuilder, target string, want proof.Verdict) {
	t.Helper()
	n := b.New()
	n.verdict("packet", n.link("x -> vpce tcp 443", target), want)
	got, err := Ask(estate.New(estate.Estate{Resources: b.list}), Question{From: Resources("x"), To: Resources(estate.ID(target))})
	if err != nil || got.Proof.Verdict != want {
		t.Errorf("sets: %v %v, want %v", got.Proof.Verdict, err, want)
	}
	if want == proof.Yes && (len(got.Flows) != 1 || got.Flows[0].Via != "vpce" || !got.Traffic.Equal(traffic.Ports(traffic.TCP, 8443, 8443))) {
		t.Errorf("flows %+v", got.Flows)
	}
}

func TestPrivateLink_ThroughTheEndpointToTheTarget(t *testing.T) {
	b := linked(t, "", true)
	linkAnswers(t, b, "t", proof.Yes)
	n := b.New()
	n.no("x -> t tcp 8443") // no other way
	n.verdict("other port", n.link("x -> vpce tcp 80", "t"), proof.No)
}

func TestPrivateLink_AcceptanceIsTheOwners(t *testing.T) {
	linkAnswers(t, linked(t, "", false), "t", proof.Unknown)
}

func TestPrivateLink_OtherAccountsNeedPermission(t *testing.T) {
	b := linked(t, "", true)
	b.list[len(b.list)-1].Base().Account = estate.Literal("111122223333")
	linkAnswers(t, b, "t", proof.Unknown)
}

func TestPrivateLink_TargetsOfOtherZonesNeedCrossZone(t *testing.T) {
	b := linked(t, "", true)
	linkAnswers(t, b, "far", proof.No)
	n := b.New()
	n.blockers("far", n.link("x -> vpce tcp 443", "far"), codeNotCrossZone)
	for _, r := range b.list {
		if lb, ok := r.(*estate.LoadBalancer); ok {
			lb.Attributes = settings([]string{"load_balancing.cross_zone.enabled=true"})
		}
	}
	linkAnswers(t, b, "far", proof.Yes)
}

func TestPrivateLink_BalancersGroupsSeeTheClient(t *testing.T) {
	b := linked(t, "lbSG", true) // admits 10.0.0.9, the client
	linkAnswers(t, b, "t", proof.Yes)
	for _, r := range b.list {
		if g, ok := r.(*estate.SecurityGroup); ok && g.ID == "lbSG" {
			g.Ingress.Known[0].Is.IPv4 = estate.Of(prefixOfText("10.0.0.200/32"), estate.Origin{}) // the endpoint, perhaps
		}
	}
	linkAnswers(t, b, "t", proof.No)
	for _, r := range b.list {
		if lb, ok := r.(*estate.LoadBalancer); ok {
			lb.PrivateLinkRules = str("off")
		}
	}
	linkAnswers(t, b, "t", proof.Yes)
}

func TestPrivateLink_TheTargetSeesTheNode(t *testing.T) {
	b := linked(t, "", true)
	for _, r := range b.list {
		if g, ok := r.(*estate.SecurityGroup); ok && g.ID == "byNodes" {
			g.Ingress.Known[0].Is.IPv4 = estate.Of(prefixOfText("10.0.0.9/32"), estate.Origin{})
		}
	}
	linkAnswers(t, b, "t", proof.Unknown) // only if the node happens to have the client's address
}

// TestPrivateLink_LoadBalancerBehindLoadBalancer: the Network Load Balancer of
// the service leads to an Application Load Balancer, and that to the instance
// ("Use an Application Load Balancer as a target of a Network Load Balancer").
func TestPrivateLink_LoadBalancerBehindLoadBalancer(t *testing.T) {
	b := linked(t, "", true)
	b.SG("albSG", "p", "in tcp 80 from 10.0.0.0/24")
	b.SG("byALB", "p", "in tcp 8080 from albSG")
	b.Instance("app", "pb", "byALB")
	b.LB("alb", "application", "internal", "pa pb", "albSG")
	b.TargetGroup("apps", "p", "HTTP", 8080, "instance", "app")
	b.Listener("alb", "HTTP", 80, "apps")
	b.TargetGroup("albs", "p", "TCP", 80, "alb", "alb")
	b.Listener("lb", "TCP", 8000, "albs")
	for _, r := range b.list {
		if g, ok := r.(*estate.SecurityGroup); ok && g.ID == "ep" {
			g.Ingress.Known[0].Is.To = num(9000)
		}
	}
	ask := func(from, to string) Answer {
		got, err := Ask(estate.New(estate.Estate{Resources: b.list}), Question{From: Resources(estate.ID(from)), To: Resources(estate.ID(to))})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	got := ask("x", "app")
	if got.Proof.Verdict != proof.Yes || !got.Traffic.Equal(traffic.Ports(traffic.TCP, 8080, 8080)) || got.Flows[0].Via != "vpce" {
		t.Errorf("%v %v %+v", got.Proof.Verdict, got.Traffic, got.Flows)
	}
	for _, s := range got.Flows[0].Path {
		if s.Effect != proof.Passes {
			t.Errorf("%+v on the path of what flows", s)
		}
	}
	if got := ask("t", "app"); got.Proof.Verdict != proof.Yes { // through either load balancer, within the VPC
		t.Errorf("%v", got.Proof.Verdict)
	}
	for _, r := range b.list {
		if l, ok := r.(*estate.Listener); ok && l.ID == "alb/80" {
			l.Port = num(81) // the Network Load Balancer sends to 80
		}
	}
	if got := ask("x", "app"); got.Proof.Verdict != proof.No {
		t.Errorf("%v, want no", got.Proof.Verdict)
	}
}

func TestPrivateLink_EndpointsGroupsJudgeTheClient(t *testing.T) {
	b := linked(t, "", true)
	for _, r := range b.list {
		if g, ok := r.(*estate.SecurityGroup); ok && g.ID == "ep" {
			g.Ingress = estate.Items[estate.SecurityGroupRule]{}
		}
	}
	linkAnswers(t, b, "t", proof.No)
}

// TestOracle_Chains compares what the set engine finds of ways through load
// balancers and endpoints with [Network.TraceForward].
func TestOracle_Chains(t *testing.T) {
	var seen [3]int
	links := 0
	for seed := range uint64(500) {
		n := New(generate(seed, []float64{0, 0.05, 0.15}[seed%3], false), scenario.Always())
		e := newEngine(n)
		r := rand.New(rand.NewPCG(seed, 5))
		for _, f := range n.Forwards {
			ports := f.Listens.PortRanges(traffic.TCP)
			if f.Target == nil || len(ports) == 0 || isGap(f.ServicesGap) {
				continue
			}
			for range 6 {
				entry, client := f.entries()[r.IntN(len(f.entries()))], n.Interfaces[r.IntN(len(n.Interfaces))]
				if client == entry || client == f.Target || client.NAT {
					continue
				}
				if f.Link != nil {
					links++
				}
				p := Packet{From: At(client), To: At(entry), Protocol: traffic.TCP, Port: ports[0].Lo}
				trace := n.TraceForward(p, f)
				lower, upper := e.judgeChain(p, f)
				seen[trace.Verdict]++
				if trace.Verdict == proof.Yes && !upper || trace.Verdict == proof.No && lower {
					t.Fatalf("seed %d: %s -> %s -> %s %v: trace %v, engine lower %v upper %v\n%s", seed, nameOf(n, p.From), nameOf(n, p.To), f.name(), p.Port, trace.Verdict, lower, upper, stepsOf(trace))
				}
			}
		}
	}
	t.Logf("unknown %d, no %d, yes %d; through endpoints %d", seen[0], seen[1], seen[2], links)
	if seen[proof.Yes] < 20 || links < 100 {
		t.Error("too few ways were compared")
	}
}

// judgeChain is what the engine says of a client's packet to a load balancer or
// endpoint, and of what is sent on.
func (e *engine) judgeChain(p Packet, f *Forward) (lower, upper bool) {
	client, lb, to := e.classes[e.classOf[p.From.Interface]], e.classes[e.classOf[p.To.Interface]], e.classes[e.classOf[f.Target.Index]]
	own := e.four[client.index]
	l := e.between(end{client, own}, end{lb, e.four[lb.index]})
	first := e.and(e.and(e.flows(l), e.listened(f)), e.linkRules(f, own))
	second := e.handover(lb, to, f, own)
	at := func(b bound, port uint16) (bool, bool) {
		return e.table.Services(b.lo).Contains(p.Protocol, port), e.table.Services(b.hi).Contains(p.Protocol, port)
	}
	a, b := at(first, p.Port)
	c, d := at(second, f.port(p.Protocol))
	return a && c, b && d
}

// "VpcEndpoint", "VpcEndpointConnection": AWS says of a live connection whether it
// is accepted; its service goes by its name.
func TestPrivateLink_ALiveConnectionIsAsAWSSays(t *testing.T) {
	for _, c := range []struct {
		endpoint, connection string
		want                 proof.Verdict
	}{
		{"available", "", proof.Yes}, {"Available", "rejected", proof.Yes}, {"pendingAcceptance", "", proof.No}, {"rejected", "", proof.No},
		{"pending", "", proof.Unknown}, {"", "available", proof.Yes}, {"", "rejected", proof.No}, {"", "", proof.Unknown},
	} {
		b := linked(t, "", false)
		const id = "vpce-svc-0123456789abcdef0"
		for _, r := range b.list {
			switch r := r.(type) {
			case *estate.EndpointService:
				r.Physical = id
			case *estate.VPCEndpoint:
				r.State = c.endpoint
				r.Service = estate.Of(estate.Literal("com.amazonaws.vpce.eu-west-1."+id), r.Origin)
			}
		}
		if c.connection != "" {
			b.add(&estate.EndpointConnection{
				Core: b.core("connection", "AWS::EC2::VPCEndpointConnection"), Service: estate.Of(estate.Literal(id), b.here()),
				Endpoint: estate.Of(estate.OfReference("vpce", ""), b.here()), State: c.connection,
			})
		}
		linkAnswers(t, b, "t", c.want)
	}
}
