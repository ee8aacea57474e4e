package reach

import (
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// New resolves the estate in all scenarios at once.
func (b *estateBuilder) New() *testNetwork { return b.In(scenario.Always()) }

func (b *estateBuilder) In(world scenario.Guard) *testNetwork {
	e := estate.New(estate.Estate{Resources: b.list, Open: b.open})
	return &testNetwork{New(e, world), b.t}
}

// testNetwork asks in words.
type testNetwork struct {
	*Network
	t testing.TB
}

// at finds the one interface of a resource, further addresses left out, or the one in a subnet: "db@a".
func (n *testNetwork) at(name string) *Interface {
	n.t.Helper()
	owner, subnet, _ := strings.Cut(name, "@")
	var found []*Interface
	for _, i := range n.OwnedBy(estate.ID(owner)) {
		if !i.Alias && (subnet == "" || string(i.Subnet.ID) == subnet) {
			found = append(found, i)
		}
	}
	if len(found) != 1 {
		n.t.Fatalf("%d interfaces are %q", len(found), name)
	}
	return found[0]
}

// end reads an endpoint: a host of the internet by its address, "number:ADDR" whoever
// has it, "onprem:ADDR", "VPC:ADDR", "service:s3", "public:NAME", or an interface.
func (n *testNetwork) end(text string) Endpoint {
	n.t.Helper()
	if a, err := netip.ParseAddr(text); err == nil {
		return Internet(a)
	}
	switch kind, rest, ok := strings.Cut(text, ":"); {
	case text == "internet":
		return Internet(netip.Addr{})
	case text == "onprem":
		return Premises(netip.Addr{})
	case !ok:
		return At(n.at(text))
	case kind == "number":
		return Literal(netip.MustParseAddr(rest))
	case kind == "onprem":
		return Premises(netip.MustParseAddr(rest))
	case kind == "service":
		return Service(rest)
	case kind == "public":
		return Public(n.at(rest))
	default:
		return Within(estate.ID(kind), netip.MustParseAddr(rest))
	}
}

// packet reads "web -> db tcp 5432"; "6" before the service asks for IPv6.
func (n *testNetwork) packet(text string) Packet {
	n.t.Helper()
	words := strings.Fields(text)
	p := Packet{From: n.end(words[0]), To: n.end(words[2])}
	words = words[3:]
	if words[0] == "6" {
		p.IPv6, words = true, words[1:]
	}
	proto, _, err := traffic.ParseProtocol(words[0])
	if err != nil {
		n.t.Fatal(err)
	}
	p.Protocol = proto
	if len(words) < 2 {
		return p
	}
	typ, code, icmp := strings.Cut(words[1], "/")
	x, _ := strconv.Atoi(typ)
	p.Port = uint16(x)
	if y, _ := strconv.Atoi(code); icmp {
		p.Port = uint16(x<<8 | y)
	}
	if len(words) == 4 && words[2] == "client" {
		x, _ := strconv.Atoi(words[3])
		p.ClientPort = uint16(x)
	}
	return p
}

// yes, no and unknown check a verdict; no also the codes (or, without one, the
// kinds) of the blockers in order, unknown the names of the gaps.
func (n *testNetwork) yes(text string) Trace {
	n.t.Helper()
	t := n.Trace(n.packet(text))
	n.verdict(text, t, proof.Yes)
	n.sets(text, proof.Yes)
	return t
}

func (n *testNetwork) no(text string, codes ...string) Trace {
	n.t.Helper()
	t := n.Trace(n.packet(text))
	n.verdict(text, t, proof.No)
	n.sets(text, proof.No)
	n.blockers(text, t, codes...)
	return t
}

func (n *testNetwork) unknown(text string, gaps ...string) Trace {
	n.t.Helper()
	t := n.Trace(n.packet(text))
	n.verdict(text, t, proof.Unknown)
	for _, want := range gaps {
		found := false
		for _, g := range t.Gaps {
			found = found || strings.Contains(g.Variable.Name, want)
		}
		if !found {
			n.t.Errorf("%s: no gap names %q:\n%s", text, want, show(t))
		}
	}
	return t
}

// sets holds the set engine to a verdict of the single-packet evaluator. It is not
// asked of addresses of a VPC without an interface, nor of what one sends itself.
func (n *testNetwork) sets(text string, want proof.Verdict) {
	n.t.Helper()
	p := n.packet(text)
	if p.From.Kind == InVPC || p.To.Kind == InVPC || p.From == p.To {
		return
	}
	if lower, upper := newEngine(n.Network).judge(p); want == proof.Yes && !upper || want == proof.No && lower {
		n.t.Errorf("%s: the engine of sets: certain %v, possible %v; want %v", text, lower, upper, want)
	}
}

func (n *testNetwork) verdict(text string, t Trace, want proof.Verdict) {
	n.t.Helper()
	if t.Verdict != want {
		n.t.Errorf("%s: %v, want %v:\n%s", text, t.Verdict, want, show(t))
	}
	if t.Verdict == proof.Unknown && len(t.Gaps) == 0 {
		n.t.Errorf("%s: unknown without a gap:\n%s", text, show(t))
	}
	for _, g := range t.Gaps {
		if g.Variable == nil {
			n.t.Errorf("%s: a gap without a name", text)
		}
	}
}

func (n *testNetwork) blockers(text string, t Trace, codes ...string) {
	n.t.Helper()
	var got []string
	for _, s := range t.Blockers() {
		if s.Code == "" {
			s.Code = s.Kind
		}
		got = append(got, s.Code)
	}
	if len(codes) > 0 && strings.Join(got, " ") != strings.Join(codes, " ") {
		n.t.Errorf("%s: blocked by %v, want %v:\n%s", text, got, codes, show(t))
	}
}

// show prints a trace for a failed test.
func show(t Trace) string {
	var b strings.Builder
	for k, steps := range [][]proof.Step{t.Forward, t.Reply} {
		b.WriteString(map[int]string{0: "forward\n", 1: "reply\n"}[k])
		for _, s := range steps {
			b.WriteString("  " + [...]string{"passes ", "BLOCKS ", "depends"}[s.Effect] + " " + string(s.Resource) + " " + s.Kind + ": " + s.Rule)
			if s.Detail != "" {
				b.WriteString(" (" + s.Detail + ")")
			}
			b.WriteString(" " + s.Code + "\n")
		}
	}
	for _, g := range t.Gaps {
		b.WriteString("  gap " + g.Cause() + "\n")
	}
	return b.String()
}
