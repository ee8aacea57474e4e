package reach

import (
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// Rules of network.md, section 2.6: load balancers.

func balanced(t testing.TB, kind, groups, groupKind string, attributes ...string) *estateBuilder {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.SG("lbSG", "v", "in tcp 80 from 0.0.0.0/0")
	b.LB("lb", kind, "internet-facing", "a", groups, "load_balancing.cross_zone.enabled=true")
	protocol := map[string]string{"application": "HTTP"}[kind]
	if protocol == "" {
		protocol = "TCP"
	}
	b.SG("byLB", "v", "in tcp 8080 from lbSG")
	b.SG("byClient", "v", "in tcp 8080 from 198.51.100.0/24")
	b.Instance("t1", "b", "byLB")
	b.Instance("t2", "b", "byClient")
	b.TargetGroup("tg", "v", protocol, 8080, groupKind, "t1 t2", attributes...)
	b.Listener("lb", protocol, 80, "tg")
	return b
}

// through traces a client to a target of the load balancer.
func (n *testNetwork) through(text, target string) Trace {
	n.t.Helper()
	for _, f := range n.Forwards {
		if f.Target != nil && string(f.Target.Owner) == target {
			return n.TraceForward(n.packet(text), f)
		}
	}
	n.t.Fatalf("no forward to %s", target)
	return Trace{}
}

func TestApplicationBalancer_TwoConnections(t *testing.T) {
	n := balanced(t, "application", "lbSG", "instance").New()
	n.yes("198.51.100.7 -> lb tcp 80")
	n.no("198.51.100.7 -> lb tcp 443", codeGroup, codeListeners)
	n.yes("lb -> t1 tcp 8080")
	n.no("lb -> t2 tcp 8080", codeGroup) // it comes from the load balancer, not from the client
	n.no("lb -> t1 tcp 22", codeTargetPort, codeGroup)
	n.no("lb -> y tcp 8080", codeTargetAddress)
	n.verdict("through", n.through("198.51.100.7 -> lb tcp 80", "t1"), proof.Yes)
	n.verdict("through", n.through("198.51.100.7 -> lb tcp 80", "t2"), proof.No)
	n.no("198.51.100.7 -> t1 tcp 8080")
}

func TestApplicationBalancer_InternetFacingNeedsAPublicSubnet(t *testing.T) {
	b := two(t)
	b.LB("lb", "application", "internet-facing", "b", "open")
	b.TargetGroup("tg", "v", "HTTP", 80, "instance", "x")
	b.Listener("lb", "HTTP", 80, "tg")
	b.New().no("198.51.100.7 -> lb tcp 80", codeNoRoute)
}

func TestApplicationBalancer_InternalHasNoPublicAddress(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.LB("lb", "application", "internal", "a", "open")
	b.TargetGroup("tg", "v", "HTTP", 80, "instance", "x")
	b.Listener("lb", "HTTP", 80, "tg")
	n := b.New()
	n.no("198.51.100.7 -> lb tcp 80", codePublicForIngress)
	n.yes("y -> lb tcp 80")
}

func TestNetworkBalancer_WithoutGroupsHasNoFilter(t *testing.T) {
	n := balanced(t, "network", "", "instance").New()
	n.yes("198.51.100.7 -> lb tcp 80")
	n.no("198.51.100.7 -> lb tcp 443", codeListeners)
}

func TestNetworkBalancer_KeepsTheClientsAddressForInstances(t *testing.T) {
	n := balanced(t, "network", "", "instance").New()
	n.verdict("by client", n.through("198.51.100.7 -> lb tcp 80", "t2"), proof.Yes)
	n.verdict("another client", n.through("203.0.113.7 -> lb tcp 80", "t2"), proof.No)
	n.verdict("by group", n.through("198.51.100.7 -> lb tcp 80", "t1"), proof.No)
}

func TestNetworkBalancer_ItsGroupMatchesEvenWithTheClientsAddress(t *testing.T) {
	n := balanced(t, "network", "lbSG", "instance").New()
	n.verdict("by group", n.through("198.51.100.7 -> lb tcp 80", "t1"), proof.Yes)
	n.verdict("by client", n.through("198.51.100.7 -> lb tcp 80", "t2"), proof.Yes)
}

func TestNetworkBalancer_WithoutTheClientsAddress(t *testing.T) {
	n := balanced(t, "network", "lbSG", "instance", "preserve_client_ip.enabled=false").New()
	n.verdict("by group", n.through("198.51.100.7 -> lb tcp 80", "t1"), proof.Yes)
	n.verdict("by client", n.through("198.51.100.7 -> lb tcp 80", "t2"), proof.No)
}

func TestNetworkBalancer_IPTargetsOverTCPSeeTheLoadBalancer(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.LB("lb", "network", "internet-facing", "a", "", "load_balancing.cross_zone.enabled=true")
	b.SG("byNodes", "v", "in tcp 8080 from 10.0.0.0/24")
	b.Instance("t", "b", "byNodes", "ip=10.0.1.9")
	b.TargetGroup("tg", "v", "TCP", 8080, "ip", "=10.0.1.9")
	b.Listener("lb", "TCP", 80, "tg")
	n := b.New()
	n.verdict("nodes", n.through("198.51.100.7 -> lb tcp 80", "t"), proof.Yes)
}

func TestNetworkBalancer_TargetsACLSeesTheClient(t *testing.T) {
	b := balanced(t, "network", "", "instance")
	b.ACL("acl", "v", "b", "in 100 allow all 10.0.0.0/16", "out 100 allow all 10.0.0.0/16")
	n := b.New()
	trace := n.through("198.51.100.7 -> lb tcp 80", "t2")
	n.verdict("acl", trace, proof.No)
	n.blockers("acl", trace, codeACL, codeACL)
}

func TestNetworkBalancer_HairpinToItselfFails(t *testing.T) {
	b := two(t)
	b.LB("lb", "network", "internal", "a", "", "load_balancing.cross_zone.enabled=true")
	b.TargetGroup("tg", "v", "TCP", 80, "instance", "y")
	b.Listener("lb", "TCP", 80, "tg")
	n := b.New()
	n.verdict("other", n.through("x -> lb tcp 80", "y"), proof.Yes)
	n.verdict("itself", n.through("y -> lb tcp 80", "y"), proof.No)
}

func TestNetworkBalancer_ZonesAreApartByDefault(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	b.Subnet("a", "v", "10.0.0.0/24", "zone=a")
	b.Subnet("b", "v", "10.0.1.0/24", "zone=b")
	b.SG("open", "v", "in all from 0.0.0.0/0")
	b.Instance("near", "a", "open")
	b.Instance("far", "b", "open")
	b.LB("lb", "network", "internal", "a b", "")
	b.TargetGroup("tg", "v", "TCP", 80, "instance", "near far")
	b.Listener("lb", "TCP", 80, "tg")
	n := b.New()
	n.verdict("near", n.through("far -> lb@a tcp 80", "near"), proof.Yes)
	trace := n.through("near -> lb@a tcp 80", "far")
	n.verdict("far", trace, proof.No)
	n.blockers("far", trace, codeNotCrossZone)
}

func TestBalancer_TargetsThatNobodyShowsAreUnknown(t *testing.T) {
	b := two(t)
	b.LB("lb", "application", "internal", "a", "open")
	b.TargetGroup("tg", "v", "HTTP", 80, "ip", "")
	b.Listener("lb", "HTTP", 80, "tg")
	b.New().unknown("lb -> y tcp 80", "targets of tg")
}

func TestBalancer_HealthPort(t *testing.T) {
	b := two(t)
	b.LB("lb", "application", "internal", "a", "open")
	b.TargetGroup("tg", "v", "HTTP", 80, "instance", "y")
	lastGroup(b).HealthPort = str("9000")
	b.Listener("lb", "HTTP", 80, "tg")
	n := b.New()
	n.yes("lb -> y tcp 9000")
	n.no("lb -> y tcp 9001", codeTargetPort)
}

func TestBalancer_MayPassOnToTargetsThatNobodyShows(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.SG("lbSG", "v", "in tcp 80 from 0.0.0.0/0")
	b.LB("lb", "application", "internet-facing", "a", "lbSG")
	b.TargetGroup("tg", "v", "HTTP", 80, "ip", "")
	b.Listener("lb", "HTTP", 80, "tg")
	b.SG("byLB", "v", "in tcp 8080 from lbSG")
	b.SG("closed", "v", "in tcp 8080 from byLB")
	b.Instance("app", "b", "byLB")
	b.Instance("db", "b", "closed")
	e := estate.New(estate.Estate{Resources: b.list})
	for id, want := range map[estate.ID]proof.Verdict{"app": proof.Unknown, "db": proof.No} {
		got, err := Ask(e, Question{From: InternetSelector(), To: Resources(id)})
		if err != nil || got.Proof.Verdict != want {
			t.Errorf("%s: %v %v, want %v", id, got.Proof.Verdict, err, want)
		}
		if want == proof.Unknown && (len(got.Proof.Gaps) == 0 || got.Proof.Gaps[0].Variable.Name != "the targets of tg") {
			t.Errorf("%s hangs on %v", id, got.Proof.Gaps)
		}
	}
}

// classic is a Classic Load Balancer in subnet a in front of instances in a and
// b ("What is a Classic Load Balancer?").
func classic(t testing.TB) *estateBuilder {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.SG("lbSG", "v", "in tcp 80 from 0.0.0.0/0")
	b.SG("byLB", "v", "in tcp 8080 from lbSG")
	b.Instance("near", "a", "byLB", "private")
	b.Instance("far", "b", "byLB")
	b.add(&estate.LoadBalancer{
		Core: b.core("lb", "AWS::ElasticLoadBalancing::LoadBalancer"), Kind: str("classic"), Scheme: str("internet-facing"),
		Subnets: b.refs("a"), Groups: b.refs("lbSG"), Instances: b.refs("near far"),
		Listeners: []estate.ClassicListener{{Protocol: str("HTTP"), Port: num(80), InstanceProtocol: str("HTTP"), InstancePort: num(8080)}},
	})
	return b
}

func TestClassicBalancer_TwoConnections(t *testing.T) {
	n := classic(t).New()
	n.yes("198.51.100.7 -> lb tcp 80")
	n.no("198.51.100.7 -> lb tcp 443", codeGroup, codeClassicListeners)
	n.yes("lb -> far tcp 8080")
	n.no("lb -> far tcp 22", codeTargetPort, codeGroup)
	n.verdict("near", n.through("198.51.100.7 -> lb tcp 80", "near"), proof.Yes)
	n.verdict("far", n.through("198.51.100.7 -> lb tcp 80", "far"), proof.Yes)
}

// "Classic Load Balancers apply network ACLs to outbound traffic, even if it's
// destined for a target in the same subnet" (ELB_ACL_RESTRICTION).
func TestClassicBalancer_NetworkACLAppliesInItsOwnSubnet(t *testing.T) {
	b := classic(t)
	b.ACL("acl", "v", "a", "in 100 allow all 0.0.0.0/0", "out 100 deny tcp 8080 10.0.0.0/24", "out 110 allow all 0.0.0.0/0")
	n := b.New()
	n.no("lb -> near tcp 8080", codeClassicACL)
	n.yes("lb -> far tcp 8080")
}
