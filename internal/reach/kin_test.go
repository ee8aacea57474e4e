package reach

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// TestPairs_StayWhatTheyWereWhenAnotherModelChanges: what was answered of a model
// doesn't hang on what models of its kin get to know later.
func TestPairs_StayWhatTheyWereWhenAnotherModelChanges(t *testing.T) {
	introduced := 0
	for seed := range uint64(150) {
		m := NewModel(alikeVPCs(seed, 0, 0))
		c := changer{r: rand.New(rand.NewPCG(seed, 9))}
		before := m.AllPairs()
		links, met := slices.Collect(before.Each), len(before.Acquainted())
		for range 3 {
			changed, err := m.With(c.changes(m.Estate, 2)...)
			if err != nil {
				t.Fatal(err)
			}
			introduced += len(changed.AllPairs().Acquainted()) - met
		}
		if after := slices.Collect(before.Each); !slices.Equal(links, after) {
			t.Fatalf("seed %d: %d links, then %d", seed, len(links), len(after))
		}
	}
	if introduced < 20 {
		t.Errorf("only %d pairs of VPCs met", introduced)
	}
}

// TestModel_OfOneKinShareTheirClasses: a model that is made of another by changes of
// rules takes over its classes of scenarios, and finds no others.
func TestModel_OfOneKinShareTheirClasses(t *testing.T) {
	m := NewModel(alikeVPCs(1, 0, 0))
	c := changer{r: rand.New(rand.NewPCG(1, 9))}
	x, err := m.With(c.changes(m.Estate, 2)...)
	if err != nil {
		t.Fatal(err)
	}
	if x.Exposure(); x.kin != m.kin || !slices.Equal(x.worlds, m.worlds) {
		t.Errorf("%d classes, of %d", len(x.worlds), len(m.worlds))
	}
}

// TestModel_OfOneKinAreForSeveralGoroutines is for the race detector.
func TestModel_OfOneKinAreForSeveralGoroutines(t *testing.T) {
	for seed := range uint64(12) {
		m := NewModel(alikeVPCs(seed, 0.1, 0))
		var wait sync.WaitGroup
		for k := range 4 {
			wait.Go(func() {
				c := changer{r: rand.New(rand.NewPCG(seed, uint64(k)))}
				x, err := m.With(c.changes(m.Estate, 2)...)
				if err != nil {
					t.Error(err)
					return
				}
				p := x.AllPairs()
				for l := range p.Each {
					p.Traffic(l)
				}
				p.Acquainted()
				for _, e := range x.Exposure() {
					e.Path()
				}
				x.Since(m)
			})
		}
		wait.Wait()
	}
}

// TestShut_IsWhereNothingComesIn: what is left out of surfaces at once is what the
// whole exchange finds empty.
func TestShut_IsWhereNothingComesIn(t *testing.T) {
	for seed := range uint64(400) {
		e := newEngine(New(generate(seed, float64(seed%3)*0.1, false), scenario.Always()))
		for _, c := range e.classes {
			for _, region := range e.regionsOf(c.subnet.VPC, OnInternet) {
				if s, _ := e.exchange(c, region, false); e.shut(c, region) && !s.possible.IsEmpty() {
					t.Fatalf("seed %d: %s is not reached, but by %s", seed, c.sample().Name(), s.possible)
				}
			}
		}
	}
}

// TestSurface_KnowsItsInterfacesWhenRulesTearItsClassTwice: a surface still finds
// the way to its interface when other models' rules told it from others since.
func TestSurface_KnowsItsInterfacesWhenRulesTearItsClassTwice(t *testing.T) {
	b := two(t)
	b.Table("rta", "v", "a", "0.0.0.0/0 igw")
	for _, x := range []struct{ name, address string }{{"k", "10.0.0.10"}, {"l", "10.0.0.40"}, {"m", "10.0.0.50"}} {
		b.Instance(x.name, "a", "open", "ip="+x.address)
		b.EIP("eip"+x.name, x.name)
	}
	b.SG("other", "v")
	m := NewModel(estate.New(estate.Estate{Resources: b.list}))
	exposed := m.Exposure()
	for n, from := range []string{"in tcp 22 from 10.0.0.32/27", "in tcp 22 from 10.0.0.48/28"} {
		id := estate.ID(fmt.Sprint("rule", n))
		rule := estate.SecurityGroupRuleResource{Core: estate.Core{ID: id, Type: "AWS::EC2::SecurityGroupIngress"}, Owner: b.ref("other"), Rule: b.rule("other", from)}
		changed, err := m.With(estate.Add(&rule))
		if err != nil || changed.kin != m.kin {
			t.Fatal("they share nothing", err)
		}
		changed.AllPairs()
	}
	for _, x := range exposed {
		if len(x.Path()) == 0 {
			t.Errorf("no path to %s", x.Resource)
		}
	}
}

// changes draws several changes of different resources.
func (c *changer) changes(e *estate.Estate, count int) []estate.Change {
	var out []estate.Change
	for range 4 * count {
		for _, x := range c.change(e) {
			same := func(y estate.Change) bool { return y.Resource() == x.Resource() }
			if len(out) < count && !slices.ContainsFunc(out, same) {
				out = append(out, x)
			}
		}
	}
	return out
}

// TestModel_With_AddressesBesideTheInternetsLeaveItsVerdicts: an entry of a network
// ACL for addresses next to those of the internet, of which nothing else was told
// apart from these, makes no doubt of what comes from there.
func TestModel_With_AddressesBesideTheInternetsLeaveItsVerdicts(t *testing.T) {
	b := two(t)
	b.Table("rta", "v", "a", "0.0.0.0/0 igw")
	b.EIP("eip", "x")
	b.ACL("acl", "v", "a", "in 100 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0")
	m := NewModel(estate.New(estate.Estate{Resources: b.list}))
	m.AllPairs()
	m.Exposure()
	entry := estate.NetworkACLEntry{Core: estate.Core{ID: "entry", Type: "AWS::EC2::NetworkAclEntry"}, ACL: b.ref("acl"), Rule: estate.NetworkACLRule{
		Egress: estate.Of(false, estate.Origin{}), Number: estate.Of(50, estate.Origin{}), Allow: estate.Of(false, estate.Origin{}),
		Protocol: estate.Of("-1", estate.Origin{}), IPv4: estate.Of(prefixOfText("10.200.0.0/24"), estate.Origin{}),
	}}
	changed, err := m.With(estate.Add(&entry))
	if err != nil {
		t.Fatal(err)
	}
	if changed.kin != m.kin {
		t.Fatal("they share nothing")
	}
	compareModels(t, "changed", changed, NewModel(changed.Estate))
	compareModels(t, "as it was", m, NewModel(m.Estate))
}

// TestModel_SinceTwiceIsTheSame: what is looked up while a network ACL gives nobody
// a look that others have by other rules is not kept for these.
func TestModel_SinceTwiceIsTheSame(t *testing.T) {
	moved := 0
	for seed := range uint64(100) {
		before := NewModel(alikeVPCs(seed, 0.1, 0))
		c := changer{r: rand.New(rand.NewPCG(seed, 31))}
		var list []estate.Change
		for _, a := range estate.All[*estate.NetworkACLEntry](before.Estate) {
			list = append(list, estate.Edit(a, func(a *estate.NetworkACLEntry) { a.Rule.Allow = estate.Of(c.r.IntN(2) == 0, estate.Origin{}) }))
		}
		after, err := before.With(list...)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			gained, lost := after.Since(before)
			moved += len(gained) + len(lost)
			after.Since(before)
			compareModels(t, fmt.Sprint("before, seed ", seed), before, NewModel(before.Estate))
			compareModels(t, fmt.Sprint("after, seed ", seed), after, NewModel(after.Estate))
		}
	}
	if moved < 20 {
		t.Errorf("only %d flows are others", moved)
	}
}

// TestModel_WithCutsWhatTheChangedEstateCuts: also the addresses of NAT64 for IPv4
// ones that a new rule names.
func TestModel_WithCutsWhatTheChangedEstateCuts(t *testing.T) {
	nat64 := 0
	for seed := range uint64(60) {
		m := NewModel(generate(seed, 0, true))
		c := changer{r: rand.New(rand.NewPCG(seed, 41))}
		changed, err := m.With(c.changes(m.Estate, 3)...)
		if err != nil {
			t.Fatal(err)
		}
		have, want := changed.Network(), NewModel(changed.Estate).Network()
		if want.nat64 {
			nat64++
		}
		for _, a := range want.cuts {
			if !slices.Contains(have.cuts, a) {
				t.Fatalf("seed %d: nothing is cut at %s", seed, a)
			}
		}
	}
	if nat64 < 10 {
		t.Errorf("only %d estates have NAT64", nat64)
	}
}
