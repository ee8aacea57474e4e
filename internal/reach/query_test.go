package reach

import (
	"errors"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
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
