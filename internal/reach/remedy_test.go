package reach

import (
	"math/rand/v2"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// remedy asks for what would open "from -> to service".
func remedy(t testing.TB, e *estate.Estate, text string) (Question, Answer, Remedy) {
	t.Helper()
	words := strings.Fields(text)
	q := Question{}
	var err error
	if q.From, err = ParseSelector(words[0]); err != nil {
		t.Fatal(err)
	}
	if q.To, err = ParseSelector(words[2]); err != nil {
		t.Fatal(err)
	}
	if len(words) > 3 {
		if q.Services, err = traffic.ParseService(words[3]); err != nil {
			t.Fatal(err)
		}
	}
	m := NewModel(e)
	a, err := m.Ask(q)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	r, err := m.Remedy(q)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return q, a, r
}

// opens checks the changes, or why there are none ("why: …"), and that the
// changes are the answer: with all of them it is yes, with all but one not.
func opens(t testing.TB, b *estateBuilder, text string, want ...string) {
	t.Helper()
	e := estate.New(estate.Estate{Resources: b.list, Open: b.open})
	q, a, r := remedy(t, e, text)
	if a.Proof.Verdict != proof.No {
		t.Fatalf("%s: %v, want no", text, a.Proof.Verdict)
	}
	var got []string
	for _, c := range r.Changes {
		got = append(got, c.Text)
	}
	if len(want) == 1 && strings.HasPrefix(want[0], "why: ") {
		if r.Verified || len(got) > 0 || !strings.Contains(r.Why, want[0][5:]) {
			t.Errorf("%s: changes %q, why %q, want %q\nblocked %v", text, got, r.Why, want[0], a.Blocked)
		}
		return
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") || !r.Verified {
		t.Errorf("%s: verified %v, why %q, got\n%s\nwant\n%s\nblocked %v", text, r.Verified, r.Why, strings.Join(got, "\n"), strings.Join(want, "\n"), a.Blocked)
		return
	}
	needed(t, e, q, r)
}

func TestRemedy_SecurityGroupsByReferenceOrAddress(t *testing.T) {
	b := two(t)
	b.SG("web", "v", "in tcp 80 from 0.0.0.0/0", "out none")
	b.SG("db", "v")
	b.Instance("w", "a", "web", "ip=10.0.0.9")
	b.Instance("d", "b", "db")
	opens(t, b, "w -> d tcp/5432", "add to web: out tcp 5432 to db", "add to db: in tcp 5432 from web")
	opens(t, b, "w -> d tcp/5432-5433", "add to web: out tcp 5432-5433 to db", "add to db: in tcp 5432-5433 from web")
	opens(t, b, "w -> d icmp", "add to web: out icmp 8/0 to db", "add to db: in icmp 8/0 from web")
	opens(t, b, "10.0.0.9 -> d tcp/5432", "add to web: out tcp 5432 to db", "add to db: in tcp 5432 from web")
}

func TestRemedy_AllBlockersOfTheWay(t *testing.T) {
	b := two(t)
	b.SG("web", "v", "out none")
	b.SG("db", "v")
	b.Instance("w", "a", "web")
	b.Instance("d", "b", "db")
	b.ACL("shut", "v", "b", "in 50 deny tcp 5432 10.0.0.0/24", "in 100 allow all 0.0.0.0/0", "out 100 allow tcp 443 0.0.0.0/0")
	_, a, _ := remedy(t, b.New().Estate, "w -> d tcp/5432")
	var codes []string
	for _, s := range a.Blocked {
		codes = append(codes, s.Code)
	}
	want := "SG_HAS_NO_RULES SUBNET_ACL_RESTRICTION SG_HAS_NO_RULES SUBNET_ACL_RESTRICTION"
	if got := strings.Join(codes, " "); got != want {
		t.Errorf("blocked by %s, want %s", got, want)
	}
	opens(t, b, "w -> d tcp/5432",
		"add to web: out tcp 5432 to db", "add to shut: in 49 allow tcp 5432 from 10.0.0.0/24",
		"add to db: in tcp 5432 from web", "add to shut: out 110 allow tcp 1024-65535 to 10.0.0.0/24")
}

func TestRemedy_Routes(t *testing.T) {
	b := two(t)
	opens(t, b, "x -> internet tcp/443", "add to v/main-route-table: 0.0.0.0/0 -> igw")
	opens(t, b, "internet -> x tcp/443", "add to v/main-route-table: 0.0.0.0/0 -> igw") // the reply
	opens(t, b, "y -> internet tcp/443", "add to v/main-route-table: 0.0.0.0/0 -> igw", "associate an Elastic IP address with y")
	b.NAT("nat", "a")
	b.Table("public", "v", "a", "0.0.0.0/0 igw")
	opens(t, b, "y -> internet tcp/443", "add to v/main-route-table: 0.0.0.0/0 -> nat")
	b.Table("private", "v", "b", "0.0.0.0/0 nat")
	opens(t, b, "internet -> y tcp/443", "associate an Elastic IP address with y", "change in private: 0.0.0.0/0 -> nat to -> igw")
	opens(t, b, "198.51.100.0/24 -> y tcp/443", "associate an Elastic IP address with y", "add to private: 198.51.100.0/24 -> igw")
}

func TestRemedy_InternetGatewayIsAttachedOrMade(t *testing.T) {
	make := func(igw bool) *estateBuilder {
		b := build(t)
		b.VPC("v", "10.0.0.0/16")
		b.Subnet("a", "v", "10.0.0.0/24", "public")
		b.SG("open", "v", "in all from 0.0.0.0/0")
		b.Instance("x", "a", "open")
		if igw {
			b.IGW("igw", "")
			b.Table("rt", "v", "a", "0.0.0.0/0 igw")
		}
		return b
	}
	opens(t, make(true), "x -> internet tcp/443", "attach igw to v")
	opens(t, make(true), "internet -> x tcp/443", "attach igw to v")
	opens(t, make(false), "x -> internet tcp/443", "add to v/main-route-table: 0.0.0.0/0 -> a new internet gateway", "create an internet gateway and attach it to v")
}

func TestRemedy_BlackholeThatShadowsTheLocalRouteGoes(t *testing.T) {
	b := two(t)
	b.NAT("gone", "a")
	b.When(scenario.Atom(&scenario.Variable{Name: "Env", Default: "dev", HasDefault: true}, "prod"))
	b.Table("rt", "v", "a", "10.0.1.0/24 gone")
	opens(t, b, "x -> y tcp/22", "remove from rt: 10.0.1.0/24 -> gone")
	dead := two(t)
	dead.Table("rt", "v", "a", "198.51.100.0/24 igw2", "0.0.0.0/0 igw")
	dead.IGW("igw2", "")
	opens(t, dead, "x -> 198.51.100.0/24 tcp/443", "change in rt: 198.51.100.0/24 -> igw2 to -> igw")
}

func TestRemedy_PeeringRoutesOfBothSides(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	b.VPC("w", "10.1.0.0/16")
	b.Subnet("a", "v", "10.0.0.0/24", "public")
	b.Subnet("p", "w", "10.1.0.0/24")
	b.IGW("igw", "v")
	b.Peering("pcx", "v", "w")
	b.Table("rta", "v", "a", "0.0.0.0/0 igw")
	b.Table("rtp", "w", "p")
	b.SG("openA", "v", "in all from 0.0.0.0/0")
	b.SG("shut", "w")
	b.Instance("x", "a", "openA")
	b.Instance("y", "p", "shut")
	opens(t, b, "x -> y tcp/22", "add to rta: 10.1.0.0/16 -> pcx", "add to shut: in tcp 22 from openA", "add to rtp: 10.0.0.0/16 -> pcx")
	for _, r := range b.list {
		if p, ok := r.(*estate.PeeringConnection); ok { // references do not cross regions
			p.PeerRegion = estate.Of(estate.Literal("us-east-1"), estate.Origin{})
		}
	}
	opens(t, b, "x -> y tcp/22", "add to rta: 10.1.0.0/16 -> pcx", "add to shut: in tcp 22 from 10.0.0.0/24", "add to rtp: 10.0.0.0/16 -> pcx")
}

func TestRemedy_LoadBalancerNeedsLeast(t *testing.T) {
	b := balanced(t, "application", "web", "instance")
	b.SG("web", "v", "in tcp 443 from 0.0.0.0/0")
	opens(t, b, "internet -> t1 tcp/8080", "add to web: in tcp 80 from 0.0.0.0/0", "add to byLB: in tcp 8080 from web")
}

func TestRemedy_NoneOfTheseKinds(t *testing.T) {
	b := peered(t)
	b.VPC("z", "10.2.0.0/16")
	b.Subnet("q", "z", "10.2.0.0/24")
	b.Peering("pcx2", "w", "z")
	b.Route("rta", "10.2.0.0/16 pcx")
	b.SG("openQ", "z", "in all from 0.0.0.0/0")
	b.Instance("s", "q", "openQ")
	b.Lambda("fn", "q", "openQ")
	opens(t, b, "x -> s tcp/22", "why: peering is not transitive")
	opens(t, b, "s -> fn tcp/22", "why: it accepts no connections")
}

func TestRemedy_ReplyPortsOfTheNetworkACL(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.ACL("strict", "v", "a", "in 100 allow all 0.0.0.0/0", "out 100 allow tcp 443 0.0.0.0/0")
	opens(t, b, "internet -> x tcp/443", "add to strict: out 110 allow tcp 1024-65535 to 0.0.0.0/0")
	_, a, _ := remedy(t, b.New().Estate, "internet -> x tcp/443")
	if !a.OnlyReplies || len(a.Replies) != 1 || a.Replies[0].ACL != "strict" || !a.Replies[0].Egress {
		t.Errorf("only replies %v, limits %+v", a.OnlyReplies, a.Replies)
	}
	b.SG("shut", "v")
	b.Instance("z", "a", "shut")
	if _, a, _ := remedy(t, b.New().Estate, "internet -> z tcp/443"); a.OnlyReplies {
		t.Error("the security group stops the traffic itself")
	}
}

func TestAsk_PartialNamesTheACLThatDropsReplies(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.ACL("half", "v", "a", "in 100 allow all 0.0.0.0/0", "out 100 allow tcp 32768-65535 0.0.0.0/0")
	a, err := ask(t, b.New().Estate, "internet -> x tcp/443")
	if err != nil || !a.Partial || len(a.Replies) != 1 {
		t.Fatalf("%v: partial %v, limits %+v", err, a.Partial, a.Replies)
	}
	l := a.Replies[0]
	if l.ACL != "half" || !l.Egress || l.Dropped[0] != (traffic.PortRange{Lo: 1024, Hi: 32767}) || l.Admitted[0] != (traffic.PortRange{Lo: 32768, Hi: 65535}) {
		t.Errorf("limit %+v", l)
	}
}

// TestRemedy_OnRandomEstates: every blocker can be asked for its remedy, and a
// remedy that is said to be verified opens, every change of it being needed.
func TestRemedy_OnRandomEstates(t *testing.T) {
	opened, not := 0, 0
	for seed := range uint64(40) {
		e := generate(7_000+seed, []float64{0, 0, 0.15}[seed%3], false)
		m := NewModel(e)
		n := m.Network()
		r := rand.New(rand.NewPCG(seed, 97))
		for range 12 {
			p := randomPacket(r, n)
			if tr := n.Trace(p); len(tr.Blockers()) != len(tr.mends) {
				t.Fatalf("seed %d: %d blockers, %d mends\n%s", seed, len(tr.Blockers()), len(tr.mends), stepsOf(tr))
			}
			a, b := n.Interfaces[r.IntN(len(n.Interfaces))], n.Interfaces[r.IntN(len(n.Interfaces))]
			q := Question{From: Resources(a.Owner), To: Resources(b.Owner), Services: traffic.Ports(traffic.TCP, 443, 443)}
			switch r.IntN(4) {
			case 0:
				q.From = InternetSelector()
			case 1:
				q.To = InternetSelector()
			}
			if got, err := m.Ask(q); err != nil || got.Proof.Verdict != proof.No {
				continue
			}
			remedy, err := m.Remedy(q)
			if err != nil {
				t.Fatal(err)
			}
			if !remedy.Verified {
				if not++; remedy.Why == "" || len(remedy.Changes) > 0 {
					t.Errorf("seed %d: %s -> %s: no remedy, and no reason: %+v", seed, q.From, q.To, remedy)
				}
				continue
			}
			opened++
			needed(t, e, q, remedy)
		}
	}
	t.Logf("opened %d, not %d", opened, not)
	if opened == 0 || not == 0 {
		t.Error("one of the kinds was never met")
	}
}

// needed checks that a remedy opens, and that it does not without any one of its
// changes.
func needed(t testing.TB, e *estate.Estate, q Question, r Remedy) {
	t.Helper()
	for skip := -1; skip < len(r.Changes); skip++ {
		var edits []estate.Change
		for k, c := range r.Changes {
			if k != skip {
				edits = append(edits, c.Edits...)
			}
		}
		changed, err := e.With(edits...)
		if err != nil {
			t.Fatal(err)
		}
		a, err := Ask(changed, q)
		if err != nil || (a.Proof.Verdict == proof.Yes) != (skip < 0) {
			t.Errorf("%s -> %s: without change %d of %+v: %v %v", q.From, q.To, skip, r.Changes, a.Proof.Verdict, err)
		}
	}
}
