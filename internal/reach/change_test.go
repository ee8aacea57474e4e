package reach

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"sync"
	"testing"

	"ringwall/internal/estate"
)

// TestModel_WithChangedRulesIsThatOfTheChangedEstate: models that share what was
// resolved answer, in any order, as models that are made anew.
func TestModel_WithChangedRulesIsThatOfTheChangedEstate(t *testing.T) {
	estates := uint64(60)
	if os.Getenv("RINGWALL_ORACLE") == "full" {
		estates = 1500
	}
	shared := 0
	for seed := range estates {
		e := generate(seed, 0, false)
		if seed%2 == 0 {
			e = mouldedVPCs(seed, 0.2, 0, seed%4 == 0)
		}
		c := changer{r: rand.New(rand.NewPCG(seed, 3))}
		models := []*Model{NewModel(e)}
		models[0].AllPairs()
		for range 4 {
			of := models[c.r.IntN(len(models))]
			list := c.changes(of.Estate, 1+c.r.IntN(3))
			if list == nil {
				continue
			}
			m, err := of.With(list...)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if m.kin == of.kin {
				shared++
			}
			models = append(models, m)
		}
		for _, k := range c.r.Perm(2 * len(models)) {
			m := models[k%len(models)]
			compareModels(t, fmt.Sprintf("seed %d, model %d", seed, k%len(models)), m, NewModel(m.Estate))
		}
	}
	if t.Logf("%d changed models share with others", shared); shared < int(estates) {
		t.Error("too few of them do")
	}
}

// TestModel_KinMayBeAskedAtOnce is for the race detector.
func TestModel_KinMayBeAskedAtOnce(t *testing.T) {
	m := NewModel(alikeVPCs(3, 0, 0))
	c := changer{r: rand.New(rand.NewPCG(3, 9))}
	models := []*Model{m}
	for len(models) < 4 {
		list := c.change(m.Estate)
		if list == nil {
			continue
		}
		after, err := m.With(list...)
		if err != nil {
			t.Fatal(err)
		}
		models = append(models, after)
	}
	var wait sync.WaitGroup
	for _, x := range models {
		wait.Go(func() {
			for range 3 {
				for _, e := range x.Exposure() {
					e.Path()
				}
				x.AllPairs().byResource()
				x.Since(m)
			}
		})
	}
	wait.Wait()
}

func compareModels(t *testing.T, name string, got, want *Model) {
	t.Helper()
	a, b := got.AllPairs().byResource(), want.AllPairs().byResource()
	for at := range b {
		if _, some := a[at]; !some {
			a[at] = carried{}
		}
	}
	for at, x := range a {
		if at.from == at.to {
			continue // it hangs on who else is in the class
		}
		if y := b[at]; !x.certain.Equal(y.certain) || !x.possible.Equal(y.possible) {
			t.Fatalf("%s: %s -> %s: %s..%s, want %s..%s", name, at.from, at.to, x.certain, x.possible, y.certain, y.possible)
		}
	}
	x, y := got.Exposure(), want.Exposure()
	if len(x) != len(y) {
		t.Fatalf("%s: %d are exposed, want %d", name, len(x), len(y))
	}
	for i := range x {
		if x[i].Resource != y[i].Resource || !x[i].Sources.Equal(y[i].Sources) || !x[i].PossibleSources.Equal(y[i].PossibleSources) || x[i].Proof.Verdict != y[i].Proof.Verdict {
			t.Fatalf("%s: %s is exposed to %s, want %s", name, x[i].Resource, x[i].Sources, y[i].Sources)
		}
		if len(x[i].Path()) != len(y[i].Path()) {
			t.Fatalf("%s: another path to %s", name, x[i].Resource)
		}
	}
}

// TestModel_SinceIsWhatTheChangesDo: the difference of two models that share is
// that of two that don't, and nothing but what rules filter is looked at.
func TestModel_SinceIsWhatTheChangesDo(t *testing.T) {
	moved := 0
	estates := uint64(120)
	if os.Getenv("RINGWALL_ORACLE") == "full" {
		estates = 3000
	}
	for seed := range estates {
		e := generate(seed, 0, false)
		if seed%2 == 0 {
			e = mouldedVPCs(seed, 0.1, 0, seed%4 == 0)
		}
		c := changer{r: rand.New(rand.NewPCG(seed, 5))}
		before := NewModel(e)
		for k := range 3 {
			list := c.changes(e, 1+k)
			if list == nil {
				continue
			}
			after, err := before.With(list...)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			gained, lost := after.Since(before)
			x, y := NewModel(after.Estate), NewModel(e)
			wantGained, wantLost := x.Since(y)
			moved += len(wantGained) + len(wantLost)
			name := fmt.Sprintf("seed %d", seed)
			compareShifts(t, name+", gained", apart(after, gained), apart(after, wantGained))
			compareShifts(t, name+", lost", apart(after, lost), apart(after, wantLost))
		}
	}
	if moved < 200 {
		t.Errorf("only %d flows are others", moved)
	}
}

// apart is what flows between each two resources; of flows between VPCs those of
// strangers.
func apart(m *Model, list []Shift) map[pairOf]carried {
	out := map[pairOf]carried{}
	m.lock()
	defer m.unlock()
	e := m.worlds[0].open(m)
	vpc := func(p Party) *VPC { return e.n.OwnedBy(p.Resources[0])[0].Subnet.VPC }
	// What one interface gains, another of the resource may have had.
	several := func(p Party) bool { return p.Kind == PartyResources && len(e.n.OwnedBy(p.Resources[0])) > 1 }
	for _, s := range list {
		for _, from := range eachOf(s.From) {
			for _, to := range eachOf(s.To) {
				if several(from) || several(to) {
					continue
				}
				if s.Between && !e.inCrowd().strangers.are(vpc(from), vpc(to)) || endName(from) == endName(to) {
					continue
				}
				at := pairOf{endName(from), endName(to)}
				x := out[at]
				x.certain, x.possible = x.certain.Union(s.Traffic), x.possible.Union(s.Possible)
				out[at] = x
			}
		}
	}
	return out
}

func compareShifts(t *testing.T, name string, got, want map[pairOf]carried) {
	t.Helper()
	for at, x := range want {
		if y := got[at]; !x.certain.Equal(y.certain) || !x.possible.Equal(y.possible) {
			t.Fatalf("%s: %s -> %s: %s..%s, want %s..%s", name, at.from, at.to, y.certain, y.possible, x.certain, x.possible)
		}
	}
	for at, x := range got {
		if _, some := want[at]; !some {
			t.Fatalf("%s: %s -> %s: %s..%s, want none", name, at.from, at.to, x.certain, x.possible)
		}
	}
}

// changer draws changes of rules.
type changer struct {
	r     *rand.Rand
	count int
}

func drawn[T any](c *changer, list []T) (T, bool) {
	if len(list) == 0 {
		var zero T
		return zero, false
	}
	return list[c.r.IntN(len(list))], true
}

func (c *changer) change(e *estate.Estate) []estate.Change {
	at := estate.Origin{File: "changed"}
	prefix := peers4()[c.r.IntN(len(peers4()))]
	if c.r.IntN(3) == 0 { // one that no rule has named
		prefix = netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(c.r.IntN(24)), byte(c.r.IntN(3)), byte(c.r.IntN(64))}), 22+c.r.IntN(11)).Masked()
	}
	port := []int{22, 80, 443, 5432}[c.r.IntN(4)]
	rule := estate.SecurityGroupRule{Origin: at, Protocol: estate.Of("tcp", at), From: estate.Of(port, at), To: estate.Of(port, at), IPv4: estate.Of(prefix, at), Egress: c.r.IntN(4) == 0}
	c.count++
	id := estate.ID(fmt.Sprint("made", c.r.IntN(1e9)))
	switch c.r.IntN(6) {
	case 0:
		if g, ok := drawn(c, estate.All[*estate.SecurityGroup](e)); ok && g.Origin.Implied == "" {
			return []estate.Change{estate.Edit(g, func(g *estate.SecurityGroup) {
				rule.Owner, rule.Egress = g.ID, false
				g.Ingress = estate.Items[estate.SecurityGroupRule]{Known: append([]estate.Item[estate.SecurityGroupRule]{{Is: rule}}, g.Ingress.Known[:c.r.IntN(len(g.Ingress.Known)+1)]...)}
			})}
		}
	case 1:
		if g, ok := drawn(c, estate.All[*estate.SecurityGroup](e)); ok {
			if h, ok := drawn(c, estate.All[*estate.SecurityGroup](e)); ok && c.r.IntN(2) == 0 {
				rule.IPv4, rule.Group = estate.Value[netip.Prefix]{}, refTo(h.ID)
			}
			rule.Owner = g.ID
			return []estate.Change{estate.Add(&estate.SecurityGroupRuleResource{Core: estate.Core{ID: id, Type: "AWS::EC2::SecurityGroupIngress", Origin: at}, Owner: refTo(g.ID), Rule: rule})}
		}
	case 2:
		if r, ok := drawn(c, estate.All[*estate.SecurityGroupRuleResource](e)); ok {
			return []estate.Change{estate.Remove(r)}
		}
	case 3:
		if a, ok := drawn(c, estate.All[*estate.NetworkACL](e)); ok {
			r := estate.NetworkACLRule{
				Egress: estate.Of(rule.Egress, at), Number: estate.Of(1+c.r.IntN(300), at), Allow: estate.Of(c.r.IntN(2) == 0, at),
				Protocol: rule.Protocol, From: rule.From, To: rule.To, IPv4: rule.IPv4,
			}
			return []estate.Change{estate.Add(&estate.NetworkACLEntry{Core: estate.Core{ID: id, Type: "AWS::EC2::NetworkAclEntry", Origin: at}, ACL: refTo(a.ID), Rule: r})}
		}
	case 4:
		if r, ok := drawn(c, estate.All[*estate.NetworkACLEntry](e)); ok {
			return []estate.Change{estate.Remove(r)}
		}
	default:
		if r, ok := drawn(c, estate.All[*estate.NetworkACLEntry](e)); ok {
			return []estate.Change{estate.Edit(r, func(r *estate.NetworkACLEntry) { r.Rule.Allow = estate.Of(c.r.IntN(2) == 0, at) })}
		}
	}
	return nil
}
