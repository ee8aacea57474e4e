package reach

import (
	"math/rand/v2"
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// flatPacket is a packet of which all is known.
type flatPacket struct {
	from, to     netip.Addr
	protocol     int
	source, port int
}

func (p flatPacket) back() flatPacket { return flatPacket{p.to, p.from, p.protocol, p.port, p.source} }

// referee judges packets from the estate's own words: written apart from what it
// checks, for estates in which nothing is unknown.
type referee struct {
	e      *estate.Estate
	policy *estate.FirewallPolicy
	home   netip.Prefix
	strict bool
}

func (r referee) group(x estate.FirewallReference) *estate.FirewallRuleGroup {
	t, _ := x.Group.Known()
	g, _ := estate.FollowTo[*estate.FirewallRuleGroup](r.e, t)
	return g
}

func (r referee) stateless(p flatPacket) string {
	for n := range 20 {
		for _, x := range r.policy.Stateless.Known {
			if at, _ := x.Is.Priority.Known(); at != n {
				continue
			}
			for k := range 20 {
				for _, rule := range r.group(x.Is).Stateless.Known {
					if at, _ := rule.Is.Priority.Known(); at == k && r.statelessMatch(rule.Is, p) {
						return rule.Is.Actions.Known[0].Is
					}
				}
			}
		}
	}
	return r.policy.StatelessDefault.Known[0].Is
}

func (r referee) statelessMatch(x estate.StatelessRule, p flatPacket) bool {
	in := func(list estate.Items[string], a netip.Addr) bool {
		ok := len(list.Known) == 0
		for _, i := range list.Known {
			ok = ok || netip.MustParsePrefix(i.Is).Contains(a)
		}
		return ok
	}
	ports := func(list estate.Items[estate.FirewallPorts], n int) bool {
		ok := len(list.Known) == 0
		for _, i := range list.Known {
			lo, _ := i.Is.From.Known()
			hi, _ := i.Is.To.Known()
			ok = ok || lo <= n && n <= hi
		}
		return ok
	}
	protocol := len(x.Protocols.Known) == 0
	for _, i := range x.Protocols.Known {
		protocol = protocol || i.Is == p.protocol
	}
	return protocol && in(x.Sources, p.from) && in(x.Targets, p.to) && ports(x.SourcePorts, p.source) && ports(x.Ports, p.port)
}

// stateful answers PASS, DROP or nothing.
func (r referee) stateful(p flatPacket) string {
	var rules []estate.StatefulRule
	for _, x := range r.policy.Stateful.Known {
		for _, rule := range r.group(x.Is).Stateful.Known {
			if action, _ := rule.Is.Action.Known(); action != "ALERT" && r.statefulMatch(rule.Is, p) {
				rules = append(rules, rule.Is)
			}
		}
	}
	for _, want := range []string{"PASS", "DROP REJECT"} {
		for _, rule := range rules {
			action, _ := rule.Action.Known()
			if r.strict || strings.Contains(want, action) {
				return map[bool]string{true: "PASS", false: "DROP"}[action == "PASS"]
			}
		}
	}
	return ""
}

func (r referee) statefulMatch(x estate.StatefulRule, p flatPacket) bool {
	text := func(v estate.Value[string]) string { s, _ := v.Known(); return s }
	protocol := map[string]bool{"IP": true, "TCP": p.protocol == 6, "UDP": p.protocol == 17, "ICMP": p.protocol == 1}[text(x.Protocol)]
	one := func(p flatPacket) bool {
		return r.address(text(x.Source), p.from) && r.address(text(x.Target), p.to) && port(text(x.Port), p.port)
	}
	return protocol && (one(p) || text(x.Direction) == "ANY" && one(p.back()))
}

func (r referee) address(s string, a netip.Addr) bool {
	switch {
	case s == "ANY":
		return true
	case s == "$HOME_NET":
		return r.home.Contains(a)
	case s == "$EXTERNAL_NET":
		return !r.home.Contains(a)
	case s[0] == '!':
		return !r.address(s[1:], a)
	case s[0] == '[':
		for _, x := range strings.Split(strings.Trim(s, "[]"), ",") {
			if r.address(x, a) {
				return true
			}
		}
		return false
	}
	return netip.MustParsePrefix(s).Contains(a)
}

func port(s string, n int) bool {
	number := func(s string) int { n, _ := strconv.Atoi(s); return n }
	switch {
	case s == "ANY":
		return true
	case s[0] == '!':
		return !port(s[1:], n)
	case s[0] == '[':
		for _, x := range strings.Split(strings.Trim(s, "[]"), ",") {
			if port(x, n) {
				return true
			}
		}
		return false
	}
	lo, hi, ok := strings.Cut(s, ":")
	if !ok {
		hi = lo
	}
	return number(lo) <= n && n <= number(hi)
}

// lets is what comes of a connection.
func (r referee) lets(p flatPacket) proof.Verdict {
	a, b := r.stateless(p), r.stateless(p.back())
	switch {
	case a == "aws:drop" || b == "aws:drop":
		return proof.No
	case a == "aws:pass" && b == "aws:pass":
		return proof.Yes
	case a != b:
		return proof.Unknown
	}
	byDefault := r.policy.StatefulDefault.Known[0].Is
	switch forth, back := r.stateful(p), r.stateful(p.back()); {
	case forth == "PASS":
		return proof.Yes
	case forth == "DROP", r.strict && byDefault == "aws:drop_strict", back == "DROP":
		return proof.No
	case r.strict && byDefault == "aws:drop_established":
		return proof.Unknown
	}
	return proof.Yes
}

// TestFirewall_JudgesAsItsPolicyReads compares firewalls with a referee, packet
// by packet.
func TestFirewall_JudgesAsItsPolicyReads(t *testing.T) {
	addresses := []string{"10.0.0.9", "10.0.0.17", "10.0.1.9", "10.1.0.9", "203.0.113.7", "203.0.113.9", "8.8.8.8", "192.168.0.9"}
	var seen [3]int
	for seed := range uint64(300) {
		e := generate(seed, 0, false)
		n := New(e, scenario.Always())
		r := rand.New(rand.NewPCG(seed, 5))
		for _, m := range n.Middleboxes {
			if m.Firewall == nil {
				continue
			}
			f, _ := e.Get(m.Firewall.ID)
			policy, _ := estate.FollowTo[*estate.FirewallPolicy](e, must(f.(*estate.Firewall).Policy))
			order, _ := policy.RuleOrder.Known()
			judge := referee{e, policy, m.Firewall.VPC.IPv4[0], order == "STRICT_ORDER"}
			for _, x := range policy.Stateful.Known {
				if !judge.group(x.Is).Domains.False.IsAlways() {
					policy = nil // not readable
				}
			}
			for range 50 {
				if policy == nil {
					break
				}
				p := flatPacket{
					from: netip.MustParseAddr(addresses[r.IntN(len(addresses))]), to: netip.MustParseAddr(addresses[r.IntN(len(addresses))]),
					protocol: []int{6, 6, 6, 17}[r.IntN(4)], source: []int{1024, 40000, 40001, 65535}[r.IntN(4)], port: []int{22, 80, 443, 444, 5432, 1024}[r.IntN(6)],
				}
				want := judge.lets(p)
				is, _ := m.Firewall.lets(packetPair{from: traffic.Single(p.from), to: traffic.Single(p.to), protocol: traffic.Protocol(p.protocol), source: p.source, port: p.port}, bothWays)
				if seen[want]++; is.Is != want {
					t.Fatalf("seed %d, %s: %+v is %v, want %v", seed, m.ID, p, is.Is, want)
				}
			}
		}
	}
	t.Logf("unknown %d, no %d, yes %d", seen[0], seen[1], seen[2])
	if seen[proof.Yes] < 100 || seen[proof.No] < 100 {
		t.Error("too few packets are judged for certain")
	}
}

func must(v estate.Value[estate.Text]) estate.Text {
	t, _ := v.Known()
	return t
}
