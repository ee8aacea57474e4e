package reach

import (
	"errors"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// ask puts a question such as "internet -> lb tcp/80".
func ask(t testing.TB, e *estate.Estate, text string) (Answer, error) {
	t.Helper()
	fields := strings.Fields(text)
	from, err := ParseSelector(fields[0])
	if err != nil {
		t.Fatal(err)
	}
	to, err := ParseSelector(fields[2])
	if err != nil {
		t.Fatal(err)
	}
	q := Question{From: from, To: to}
	if len(fields) > 3 {
		if q.Services, err = traffic.ParseService(fields[3]); err != nil {
			t.Fatal(err)
		}
	}
	return Ask(e, q)
}

// expect asks "from -> to service" and compares "verdict traffic".
func expect(t testing.TB, e *estate.Estate, text, want string) Answer {
	t.Helper()
	a, err := ask(t, e, text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	got := a.Proof.Verdict.String() + " " + a.Traffic.String()
	if got != want {
		t.Errorf("%s: got %q, possible %s, want %q\nsteps %v\ngaps %v", text, got, a.Possible, want, a.Proof.Steps, a.Proof.Gaps)
	}
	return a
}

func TestAsk_LoadBalancerAndItsTargets(t *testing.T) {
	e := balanced(t, "application", "lbSG", "instance").New().Estate
	expect(t, e, "internet -> lb", "yes tcp 80")
	expect(t, e, "internet -> lb tcp/443", "no none")
	a := expect(t, e, "internet -> t1", "yes tcp 8080")
	if len(a.Flows) != 1 || a.Flows[0].Via != "lb" || a.Flows[0].Entry.String() != "tcp 80" || len(a.Flows[0].Path) == 0 {
		t.Errorf("flows %+v", a.Flows)
	}
	expect(t, e, "internet -> t2", "no none")
	expect(t, e, "lb -> t1", "yes tcp 8080")
	a = expect(t, e, "198.51.100.7 -> lb tcp/22", "no none")
	if len(a.Blocked) == 0 {
		t.Error("no blockers")
	}
}

func TestAsk_NetworkBalancerKeepsTheClient(t *testing.T) {
	e := balanced(t, "network", "lbSG", "instance").New().Estate
	a := expect(t, e, "internet -> t2", "yes tcp 8080")
	if len(a.Flows) != 1 || a.Flows[0].From.String() != "internet (198.51.100.0/24)" {
		t.Errorf("flows %+v", a.Flows)
	}
}

func TestAsk_Selectors(t *testing.T) {
	e := two(t).New().Estate
	for _, text := range []string{"x -> y", "subnet:a -> subnet:b", "type:AWS::EC2::Instance -> sg:open", "10.0.0.0/16 -> y", "any -> y"} {
		if a, err := ask(t, e, text); err != nil || a.Proof.Verdict != proof.Yes {
			t.Errorf("%s: %v %v", text, a.Proof.Verdict, err)
		}
	}
	_, err := ask(t, e, "xx -> y")
	var missing *NoMatchError
	if !errors.As(err, &missing) || len(missing.Near) == 0 {
		t.Errorf("got %v, want near misses", err)
	}
	if _, err := ParseSelector("10.0.0.300"); err == nil {
		t.Error("10.0.0.300 was taken as a selector")
	}
}

func TestAsk_NeverBothUnreachableAndUnknown(t *testing.T) {
	b := two(t)
	b.SG("odd", "v", "in tcp 22 from $Office")
	b.Instance("z", "a", "odd")
	a, err := ask(t, b.New().Estate, "internet -> z tcp/22")
	if err != nil || a.Proof.Verdict == proof.Yes {
		t.Fatalf("%v %v", a.Proof.Verdict, err)
	}
	if a.Proof.Verdict == proof.Unknown && len(a.Proof.Gaps) == 0 {
		t.Error("unknown without a cause")
	}
}

func TestAsk_ThroughNAT(t *testing.T) {
	nat := func(entries ...string) *estate.Estate {
		b := two(t)
		b.Table("public", "v", "a", "0.0.0.0/0 igw")
		b.NAT("nat", "a")
		b.Table("private", "v", "b", "0.0.0.0/0 nat")
		if len(entries) > 0 {
			b.ACL("acl", "v", "a", entries...)
		}
		return b.New().Estate
	}
	expect(t, nat(), "y -> internet tcp/443", "yes tcp 443")
	expect(t, nat(), "y -> internet gre", "no none")
	expect(t, nat(), "internet -> y", "no none")
	all := "in 100 allow all from 0.0.0.0/0"
	expect(t, nat(all, "out 100 allow all to 0.0.0.0/0"), "y -> internet tcp/443", "yes tcp 443")
	expect(t, nat(all, "out 100 deny tcp 1024-65535 to 10.0.1.0/24", "out 110 allow all to 0.0.0.0/0"), "y -> internet tcp/443", "no none")
	a := expect(t, nat(all, "out 100 deny tcp 1024-40000 to 10.0.1.0/24", "out 110 allow all to 0.0.0.0/0"), "y -> internet tcp/443", "yes tcp 443")
	if !a.Partial || len(a.ClientPorts) != 1 || a.ClientPorts[0].Lo != 40001 {
		t.Errorf("partial %v to %v", a.Partial, a.ClientPorts)
	}
}

func TestModel_ReviewNeeds(t *testing.T) {
	b := two(t)
	b.Table("public", "v", "a", "0.0.0.0/0 igw")
	b.SG("ssh", "v", "in tcp 22 from 0.0.0.0/0", "in tcp 80 from 198.51.100.0/24")
	b.Instance("z", "a", "ssh")
	b.Instance("hidden", "b", "ssh")
	b.GatewayEndpoint("s3e", "v", "s3", "public")
	m := NewModel(b.New().Estate)
	ssh := traffic.Ports(traffic.TCP, 22, 22)
	if p := proof.Judge(m.Estate, m.PublicSubnet("a"), scenario.Always()); p.Verdict != proof.Yes {
		t.Errorf("a is not public: %v", p)
	}
	if p := proof.Judge(m.Estate, m.PublicSubnet("b"), scenario.Always()); p.Verdict != proof.No {
		t.Errorf("b is public: %v", p)
	}
	open := m.OpenedBy("ssh", ssh)
	if len(open) != 2 || open[0].Reached != proof.No || open[0].Resource != "hidden" || open[1].Reached != proof.Yes {
		t.Errorf("opened by ssh: %+v", open)
	}
	if list := m.ServiceEndpoints("a"); len(list) != 1 || list[0].Service != "s3" || !list[0].Serves.True.IsAlways() {
		t.Errorf("endpoints %+v", list)
	}
	wide := func(s traffic.Set) bool { return s.AddressesFor(ssh).Size4() >= 1<<24 }
	found := false
	for _, s := range m.FromInternet() {
		if s.Resource == "z" {
			found = true
			p := s.Judge(wide)
			if p.Verdict != proof.Yes || len(p.Steps) == 0 {
				t.Errorf("z: %+v", p)
			}
		}
	}
	if !found {
		t.Error("z has no surface")
	}
	for _, x := range m.Exposure() {
		if x.Resource == "z" && x.Traffic.String() != "tcp 22,80" {
			t.Errorf("exposed %v", x.Traffic)
		}
		if x.Resource == "hidden" {
			t.Error("hidden is exposed")
		}
	}
}
