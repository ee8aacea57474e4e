package reach

import (
	"slices"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// Rules of "How Elastic Load Balancing works" and "Cross-zone load balancing for
// target groups" about Availability Zones.

func balancerOf(b *estateBuilder, id estate.ID) *estate.LoadBalancer {
	for _, r := range b.list {
		if l, ok := r.(*estate.LoadBalancer); ok && l.ID == id {
			return l
		}
	}
	b.t.Fatalf("no load balancer %s", id)
	return nil
}

// zoned is a load balancer in some of three subnets, each in a zone of its own,
// in front of a target in each. The subnet c is in a zone that is not known.
func zoned(t testing.TB, kind, subnets string, attributes ...string) *estateBuilder {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	b.Subnet("a", "v", "10.0.0.0/24", "zone=eu-west-1a")
	b.Subnet("b", "v", "10.0.1.0/24", "zone=eu-west-1b")
	b.Subnet("c", "v", "10.0.2.0/24")
	b.SG("open", "v", "in all from 0.0.0.0/0")
	for _, s := range []string{"a", "b", "c"} {
		b.Instance("t"+s, s, "open")
	}
	protocol, groups := "HTTP", "open"
	if kind == "network" {
		protocol, groups = "TCP", ""
	}
	b.LB("lb", kind, "internal", subnets, groups)
	b.TargetGroup("tg", "v", protocol, 80, "instance", "ta tb tc", attributes...)
	b.Listener("lb", protocol, 80, "tg")
	return b
}

func TestBalancer_TargetsInZonesThatAreNotEnabledGetNoTraffic(t *testing.T) {
	for _, kind := range []string{"application", "network"} {
		n := zoned(t, kind, "a", "load_balancing.cross_zone.enabled=true").New()
		n.yes("lb@a -> ta tcp 80")
		n.no("lb@a -> tb tcp 80", codeTargetPort) // nor health checks
		n.unknown("lb@a -> tc tcp 80", "Availability Zone")
		trace := n.through("ta -> lb@a tcp 80", "tb")
		n.verdict(kind, trace, proof.No)
		n.blockers(kind, trace, codeZoneNotEnabled)
	}
}

func TestBalancer_WithCrossZoneOnAnyNodeSendsToEnabledZones(t *testing.T) {
	n := zoned(t, "application", "a b").New()
	n.verdict("own zone", n.through("ta -> lb@a tcp 80", "ta"), proof.Yes)
	n.verdict("the other", n.through("ta -> lb@a tcp 80", "tb"), proof.Yes)
}

func TestTargetGroup_CrossZoneOffIsOfApplicationLoadBalancersToo(t *testing.T) {
	n := zoned(t, "application", "a b", "load_balancing.cross_zone.enabled=false").New()
	n.verdict("own zone", n.through("ta -> lb@a tcp 80", "ta"), proof.Yes)
	trace := n.through("ta -> lb@a tcp 80", "tb")
	n.verdict("the other", trace, proof.No)
	n.blockers("the other", trace, codeNotCrossZone)
}

func TestTargetGroup_CrossZoneOnOverridesTheNetworkLoadBalancers(t *testing.T) {
	n := zoned(t, "network", "a b", "load_balancing.cross_zone.enabled=true").New()
	n.verdict("the other", n.through("ta -> lb@a tcp 80", "tb"), proof.Yes)
	n = zoned(t, "network", "a b", "load_balancing.cross_zone.enabled=use_load_balancer_configuration").New()
	n.verdict("the other", n.through("ta -> lb@a tcp 80", "tb"), proof.No)
}

func TestClassicBalancer_CrossZoneIsOffByDefault(t *testing.T) {
	for _, on := range []bool{false, true} {
		b := zoned(t, "application", "a")
		classicIn(b, "clb", "open", "tb", 81, 80)
		lb := balancerOf(b, "clb")
		lb.Subnets = b.refs("a b")
		if on {
			lb.CrossZone = flag(true)
		}
		want := map[bool]proof.Verdict{true: proof.Yes, false: proof.No}[on]
		for _, f := range b.New().Forwards {
			if f.Balancer.ID == "clb" && !f.zone(f.Balancer.Interfaces[0]).Unknown() {
				if got := f.zone(f.Balancer.Interfaces[0]); got.Is != want {
					t.Errorf("cross-zone %v: from a to b %v", on, got.Is)
				}
			}
		}
	}
}

func TestBalancer_AddressesStandInTheZoneOfTheirSubnet(t *testing.T) {
	b := zoned(t, "network", "a", "load_balancing.cross_zone.enabled=true")
	b.TargetGroup("ips", "v", "TCP", 81, "ip", "=10.0.1.200 =10.0.0.200 =192.168.0.1", "load_balancing.cross_zone.enabled=true")
	b.Listener("lb", "TCP", 81, "ips")
	want := map[string]proof.Verdict{"10.0.1.200": proof.No, "10.0.0.200": proof.Yes, "192.168.0.1": proof.Yes}
	for _, f := range b.New().Forwards {
		if f.Target == nil {
			if got := f.zone(f.Balancer.Interfaces[0]); got.Is != want[f.Address.String()] {
				t.Errorf("%s: %v", f.Address, got.Is)
			}
			delete(want, f.Address.String())
		}
	}
	if len(want) > 0 {
		t.Errorf("no forward to %v", want)
	}
}

func TestBalancer_ATargetForAllZonesMayGetTrafficInAnyZone(t *testing.T) {
	b := zoned(t, "network", "a", "load_balancing.cross_zone.enabled=true")
	b.TargetGroup("ips", "v", "TCP", 81, "ip", "=10.0.1.200", "load_balancing.cross_zone.enabled=true")
	lastGroup(b).Targets.Known[0].Is.Zone = str("all")
	b.Listener("lb", "TCP", 81, "ips")
	for _, f := range b.New().Forwards {
		if got := f.zone(f.Balancer.Interfaces[0]); f.Target == nil && !got.Unknown() {
			t.Errorf("%s: %v", f.Address, got.Is)
		}
	}
}

func TestTransit_PlacesInTheListOfZonesAreToldApart(t *testing.T) {
	place := func(b *estateBuilder, n int) {
		lastSubnet(b).AvailabilityZone = estate.Of(zonePlace(n), b.here())
	}
	for there, want := range map[int]proof.Verdict{0: proof.Yes, 1: proof.No} {
		b := hub(t)
		for _, r := range b.list {
			if s, ok := r.(*estate.Subnet); ok {
				s.AvailabilityZone = estate.Of(zonePlace(0), b.here())
			}
		}
		b.Subnet("vb", "v", "10.0.1.0/24")
		place(b, there)
		b.Table("rt-vb", "v", "vb", "10.0.0.0/8 tgw")
		b.Instance("z", "vb", "open-v")
		n := b.New()
		if want == proof.Yes {
			n.yes("z -> y tcp 22")
		} else {
			n.no("z -> y tcp 22", codeTransitZone)
		}
	}
}

func TestPrivateLink_ALiveEndpointNamesItsServiceAsAWSDoes(t *testing.T) {
	b := linked(t, "", false)
	const name = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
	for _, r := range b.list {
		switch x := r.(type) {
		case *estate.EndpointService:
			x.Name = name
		case *estate.VPCEndpoint:
			x.Service, x.State = estate.Of(estate.Literal(name), b.here()), "available"
		}
	}
	n := b.New()
	n.verdict("through", n.link("x -> vpce tcp 443", "t"), proof.Yes)
}

// balancerCodes are of load balancers and endpoint services.
func balancerCodes() []codeFixture {
	application := func(t testing.TB, _ bool) *estateBuilder {
		b := two(t)
		b.LB("lb", "application", "internal", "a", "open")
		b.TargetGroup("tg", "v", "HTTP", 8080, "instance", "y")
		b.Listener("lb", "HTTP", 80, "tg")
		b.TargetGroup("other", "v", "HTTP", 9090, "instance", "x")
		b.Listener("lb", "HTTP", 81, "other")
		return b
	}
	classical := func(t testing.TB, _ bool) *estateBuilder {
		b := two(t)
		classicIn(b, "lb", "open", "y", 80, 8080)
		lb := b.list[len(b.list)-1].(*estate.LoadBalancer)
		lb.Listeners = append(lb.Listeners, estate.ClassicListener{Protocol: str("TCP"), Port: num(81), InstanceProtocol: str("TCP"), InstancePort: num(8081)})
		return b
	}
	zones := func(targets string) func(testing.TB, bool) *estateBuilder {
		return func(t testing.TB, blocked bool) *estateBuilder {
			b := build(t)
			b.VPC("v", "10.0.0.0/16")
			b.Subnet("a", "v", "10.0.0.0/24", "zone=a")
			b.Subnet("b", "v", "10.0.1.0/24", "zone=b")
			b.SG("open", "v", "in all from 0.0.0.0/0")
			b.Instance("near", "a", "open")
			b.Instance("far", "b", "open")
			b.LB("lb", "network", "internal", "a b", "", "load_balancing.cross_zone.enabled="+either(blocked, "false", "true"))
			b.TargetGroup("tg", "v", "TCP", 80, "instance", targets)
			b.Listener("lb", "TCP", 80, "tg")
			return b
		}
	}
	return []codeFixture{
		{code: "ELBV2_LISTENERS_MISMATCH", make: application, text: "x -> lb tcp 443", other: "x -> lb tcp 80"},
		{code: "ELBV2_LISTENER_PORT_RESTRICTION", make: application, text: "x -> lb tcp 81", other: "x -> lb tcp 80", via: "y"},
		{code: "TARGET_ADDRESS_RESTRICTION", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := application(t, blocked)
			b.Instance("z", "b", "open")
			return b
		}, text: "lb -> z tcp 8080", other: "lb -> y tcp 8080"},
		{code: "TARGET_PORT_RESTRICTION", make: application, text: "lb -> y tcp 22", other: "lb -> y tcp 8080"},
		{code: "ELB_LISTENERS_MISMATCH", make: classical, text: "x -> lb tcp 443", other: "x -> lb tcp 80"},
		{code: "ELB_LISTENER_PORT_RESTRICTION", make: classical, text: "x -> lb tcp 81", other: "x -> lb tcp 80", via: "y"},
		{code: "ELB_INSTALLED_AZ_RESTRICTION", text: "near -> lb@a tcp 80", via: "far", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := zones("near far")(t, false)
			balancerOf(b, "lb").Subnets = b.refs(either(blocked, "a", "a b"))
			return b
		}},
		{code: "BAD_STATE", text: "x -> vpce tcp 443", link: "t", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := linked(t, "", false)
			b.list[len(b.list)-1].(*estate.VPCEndpoint).State = either(blocked, "pendingAcceptance", "available")
			return b
		}},
		{code: "ELBV2_LISTENER_HAS_NO_TG", text: "lb -> y tcp 80", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := two(t)
			b.LB("lb", "application", "internal", "a", "open")
			b.TargetGroup("tg", "v", "HTTP", 80, "instance", either(blocked, "", "y"))
			lastGroup(b).Physical = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/tg/0123456789abcdef"
			b.Listener("lb", "HTTP", 80, "tg")
			return b
		}},
		{code: "VPCE_SERVICE_NOT_INSTALLED_IN_AZ", text: "x -> vpce tcp 443", link: "far", make: func(t testing.TB, blocked bool) *estateBuilder {
			b := linked(t, "", true)
			b.list = slices.DeleteFunc(b.list, func(r estate.Resource) bool { return r.Base().ID == "byNodes" })
			b.SG("byNodes", "p", "in tcp 8443 from 10.0.0.0/16")
			lb := balancerOf(b, "lb")
			lb.Subnets, lb.Attributes = b.refs(either(blocked, "pb", "pa pb")), settings([]string{"load_balancing.cross_zone.enabled=true"})
			return b
		}},
		{code: "ELB_NOT_CROSSZONE", make: zones("near far"), text: "near -> lb@a tcp 80", via: "far"},
		{code: "ELBV2_NO_TARGETS_IN_AZ", make: zones("far"), text: "near -> lb@a tcp 80", via: "far"},
	}
}
