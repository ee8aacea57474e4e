package reach

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// archipelago is an estate of some stacks: whole VPCs with a condition or two,
// stacks that refer to others, share a parameter with them, or put something to a VPC
// or group that only a parameter of theirs names.
func archipelago(t testing.TB, seed uint64) *estate.Estate {
	b, r := build(t), rand.New(rand.NewPCG(seed, 3))
	condition := func(name string) scenario.Guard {
		v := &scenario.Variable{Name: b.stack + "/" + name, Domain: []string{"no", "yes"}, Default: []string{"no", "yes"}[r.IntN(2)], HasDefault: true}
		return scenario.Atom(v, "yes")
	}
	n := 2 + r.IntN(3)
	for k := range n {
		b.stack = fmt.Sprintf("stack%d", k)
		name := func(s string) string { return fmt.Sprintf("%s%d", s, k) }
		switch kind := r.IntN(5); {
		case kind < 3 || k == 0:
			vpc, subnet := name("v"), name("sub")
			b.VPC(vpc, fmt.Sprintf("10.%d.0.0/16", k))
			b.Subnet(subnet, vpc, fmt.Sprintf("10.%d.0.0/24", k), "public")
			b.IGW(name("igw"), vpc)
			if r.IntN(2) == 0 {
				b.When(condition("Public"))
			}
			b.Table(name("rt"), vpc, subnet, "0.0.0.0/0 "+name("igw"))
			rules := []string{"in tcp 80 from 0.0.0.0/0", "in tcp 80 from 198.51.100.0/24"}
			if r.IntN(3) == 0 {
				rules = append(rules, "in tcp 443 from pl:=pl-0123456789abcdef0") // of nobody that is loaded
			}
			b.SG(name("sg"), vpc, rules...)
			b.Rule(name("sg"), "in tcp 22 from 0.0.0.0/0")
			if r.IntN(2) == 0 {
				b.When(condition("Open"))
			}
			b.Instance(name("web"), subnet, name("sg"))
			if r.IntN(3) == 0 {
				b.When(condition("Web"))
			}
			switch r.IntN(3) {
			case 0:
				b.InterfaceEndpoint(name("endpoint"), vpc, subnet, name("sg"))
			case 1:
				b.GatewayEndpoint(name("endpoint"), vpc, "s3", name("rt"))
			}
		case kind == 3: // in the VPC of another stack
			to := r.IntN(k)
			b.SG(name("sg"), fmt.Sprintf("v%d", to), "in tcp 443 from 0.0.0.0/0")
			b.Instance(name("web"), fmt.Sprintf("sub%d", to), name("sg"))
			if r.IntN(2) == 0 {
				b.When(condition("Web"))
			}
		default: // of which only a parameter says where
			of := []string{"$Vpc" + name(""), "$Shared", "=vpc-0123456789abcdef0"}[r.IntN(3)]
			b.IGW(name("igw"), of)
			if r.IntN(2) == 0 {
				b.When(condition("Attached"))
			}
			b.SG(name("sg"), of, "in tcp 25 from 0.0.0.0/0")
			b.Rule([]string{"$Group" + name(""), "$SharedGroup"}[r.IntN(2)], "in tcp 3306 from 0.0.0.0/0")
			b.Instance(name("web"), "$Subnet"+name(""), []string{name("sg"), "$SharedGroup"}[r.IntN(2)])
			if r.IntN(2) == 0 {
				b.Subnet(name("sub"), of, fmt.Sprintf("10.%d.0.0/24", k))
			}
			if r.IntN(2) == 0 {
				b.LB(name("lb"), "network", "internet-facing", "$Subnet"+name(""), "")
				b.Listener(name("lb"), "TCP", 443, name("tg"))
				b.TargetGroup(name("tg"), of, "TCP", 80, "instance", "$Target"+name(""))
			}
			if r.IntN(2) == 0 {
				b.InterfaceEndpoint(name("endpoint"), of, "$Subnet"+name(""), name("sg"))
			}
		}
	}
	return estate.New(estate.Estate{Resources: b.list})
}

// TestIslands_AnswerAsTheWholeDoes: what is found island by island is what is found
// of all stacks together.
func TestIslands_AnswerAsTheWholeDoes(t *testing.T) {
	apart, tied, idle := 0, 0, 0
	for seed := range uint64(150) {
		e := archipelago(t, seed)
		m := NewModel(e)
		whole := unclassified(e)
		guards := guardsOf(e.Resources, whole.placed)
		if len(guards) > 6 {
			continue // more classes than are told apart of all stacks together
		}
		whole.classify(guards)
		if m.islands == nil {
			tied++
			continue
		}
		apart++
		if got, want := exposed(m), exposed(whole); got != want {
			t.Fatalf("seed %d: exposed by islands\n%s, all together\n%s", seed, got, want)
		}
		if got, want := answers(m), answers(whole); got != want {
			t.Fatalf("seed %d: by islands\n%s, all together\n%s", seed, got, want)
		}
		all := idleRules(whole) // more, where a group may be carried on another island
		for rule := range idleRules(m) {
			if idle++; !all[rule] {
				t.Fatalf("seed %d: %s, by islands alone", seed, rule)
			}
		}
	}
	if apart < 100 || tied < 10 || idle < 50 {
		t.Errorf("%d estates of islands, %d of one, %d idle rules", apart, tied, idle)
	}
}

// twoVPCs are two stacks with a VPC, a group and, under a condition, an instance each.
func twoVPCs(t testing.TB, rule string) *estateBuilder {
	b := build(t)
	for _, k := range []string{"1", "2"} {
		b.stack = "stack" + k
		b.VPC("v"+k, "10."+k+".0.0/16")
		b.Subnet("sub"+k, "v"+k, "10."+k+".0.0/24")
		b.SG("sg"+k, "v"+k, rule)
		b.Instance("web"+k, "sub"+k, "sg"+k)
		b.When(scenario.Atom(&scenario.Variable{Name: "Web" + k, Domain: []string{"no", "yes"}}, "yes"))
	}
	return b
}

// TestIslands_ANameThatStacksShareTiesThem: what an id means, nobody says; a list of
// addresses is no place that traffic goes through, whoever has it.
func TestIslands_ANameThatStacksShareTiesThem(t *testing.T) {
	for peer, tied := range map[string]bool{"=sg-0123456789abcdef0": true, "$Group": true, "pl:=pl-0123456789abcdef0": false} {
		m := NewModel(estate.New(estate.Estate{Resources: twoVPCs(t, "in tcp 443 from "+peer).list}))
		if got := m.Tied("web1", "web2"); got != tied {
			t.Errorf("rules from %s: tied %v, want %v", peer, got, tied)
		}
	}
}

// TestIslands_ANameOfNoScenarioTiesNothing: what a value says in a branch that is never
// taken where its resource is there, it does not say.
func TestIslands_ANameOfNoScenarioTiesNothing(t *testing.T) {
	client := scenario.Atom(&scenario.Variable{Name: "Client", Domain: []string{"no", "yes"}}, "yes")
	for _, when := range []scenario.Guard{client, client.Not()} {
		b := twoVPCs(t, "in tcp 80 from 10.0.0.0/8")
		for _, k := range []string{"1", "2"} {
			b.stack = "stack" + k
			b.Rule("sg"+k, "in tcp 443 from 10.0.0.0/8")
			b.When(client)
			rule := b.list[len(b.list)-1].(*estate.SecurityGroupRuleResource)
			rule.Owner = estate.OfAlternatives(rule.Origin, estate.Alternative[estate.Text]{When: when, State: estate.Known, Is: estate.Literal("sg-0123456789abcdef0")},
				estate.Alternative[estate.Text]{When: when.Not(), State: estate.Known, Is: b.text("sg" + k)})
		}
		m := NewModel(estate.New(estate.Estate{Resources: b.list}))
		if got, want := m.Tied("web1", "web2"), when.Equal(client); got != want {
			t.Errorf("a shared id when %s, of a rule that is there when %s: tied %v, want %v", when, client, got, want)
		}
	}
}

// exposed says what the internet reaches, and what it does in no scenario.
func exposed(m *Model) string {
	out := ""
	for _, x := range m.Exposure() {
		out += fmt.Sprintf("%s %s %s of %s\n", x.Resource, x.Proof.Verdict, x.Traffic, x.Possible)
	}
	for _, s := range m.FromInternet() {
		for _, port := range []uint16{22, 80, 443, 3306} {
			open := func(set traffic.Set) bool { return set.Services().Overlaps(traffic.Ports(traffic.TCP, port, port)) }
			p := proof.Judge(m.Estate, s.Truth(open), s.Exists)
			out += fmt.Sprintf("%s %d %s %v\n", s.Resource, port, p.Verdict, p.Scenario)
		}
	}
	return out
}

// answers puts questions about each subnet and each pair of instances.
func answers(m *Model) string {
	out := ""
	for _, s := range estate.All[*estate.Subnet](m.Estate) {
		out += fmt.Sprintf("%s public %s\n", s.ID, m.judge(m.PublicSubnet(s.ID)).Verdict)
		for _, x := range m.ServiceEndpoints(s.ID) {
			out += fmt.Sprintf("%s reaches %s by %s: %s\n", s.ID, x.Service, x.Endpoint, m.judge(x.Serves).Verdict)
		}
	}
	list := estate.All[*estate.Instance](m.Estate)
	for _, from := range list {
		for _, to := range list {
			if a, err := m.Ask(Question{From: Resources(from.ID), To: Resources(to.ID)}); err == nil {
				out += fmt.Sprintf("%s to %s %s %s of %s\n", from.ID, to.ID, a.Proof.Verdict, a.Traffic, a.Possible)
			}
		}
	}
	return out
}

// idleRules are the rules that are surely covered by others.
func idleRules(m *Model) map[string]bool {
	out := map[string]bool{}
	for _, f := range m.RedundantRules() {
		if p := proof.Judge(m.Estate, f.Holds, scenario.Always()); p.Verdict == proof.Yes {
			out[fmt.Sprintf("%s %s: %v", f.Group, f.Text, f.Because)] = true
		}
	}
	return out
}
