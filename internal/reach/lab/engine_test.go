//go:build linux

package lab

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/reach"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// engine is what the kernel is compared with.
type engine struct {
	network *reach.Network // follows single packets
	model   *reach.Model   // computes with sets
}

func newEngine(p *plan) engine {
	e := estateOf(p)
	return engine{reach.New(e, scenario.Always()), reach.NewModel(e)}
}

// ask puts a probe to the engine of sets, as a question between two addresses. It
// says whether there is traffic for the probe's client port; unknown where that
// question is another one: to a public address of the estate, from or to what the
// estate does not know. It is a question between two interfaces, by whichever of
// their addresses: where others than the probe's join them, a yes says nothing.
func (e engine) ask(p probe) (proof.Verdict, error) {
	if p.to.public {
		return proof.Unknown, nil
	}
	q := reach.Question{Services: p.services(), Direct: true}
	for side, a := range map[*reach.Selector]fmt.Stringer{&q.From: p.source(), &q.To: p.destination()} {
		s, err := reach.ParseSelector(a.String())
		if err != nil {
			return proof.Unknown, err
		}
		*side = s
	}
	answer, err := e.model.Ask(q)
	if errors.As(err, new(*reach.NoMatchError)) {
		return proof.Unknown, nil
	}
	if err != nil {
		return proof.Unknown, err
	}
	v := answer.Proof.Verdict
	if v == proof.Yes && p.otherWays() {
		return proof.Unknown, nil
	}
	if v != proof.Yes || !answer.Partial || p.client == 0 {
		return v, nil
	}
	if slices.ContainsFunc(answer.ClientPorts, func(r traffic.PortRange) bool { return r.Lo <= p.client && p.client <= r.Hi }) {
		return proof.Yes, nil
	}
	return proof.No, nil
}

func (p probe) otherWays() bool {
	if p.to.host != nil && p.to.host.public.IsValid() {
		return true
	}
	four, six := p.from.families()
	also4, also6 := p.to.families()
	return four && six && also4 && also6
}

func (p probe) services() traffic.Services {
	x := traffic.Protocol(p.protocol)
	if x.HasTypes() {
		return traffic.ICMPTypes(x, int(p.port>>8), int(p.port&255))
	}
	return traffic.Ports(x, p.port, p.port)
}

func (e engine) end(x end) reach.Endpoint {
	if x.host == nil && x.outside.IsPrivate() {
		return reach.Premises(x.outside)
	}
	if x.host == nil {
		return reach.Internet(x.outside)
	}
	i := e.network.OwnedBy(estate.ID(x.host.name))[0]
	if x.public {
		return reach.Public(i)
	}
	return reach.At(i)
}

func (e engine) trace(p probe) reach.Trace {
	return e.network.Trace(reach.Packet{
		From: e.end(p.from), To: e.end(p.to), Protocol: traffic.Protocol(p.protocol), Port: p.port, ClientPort: p.client, IPv6: p.six,
	})
}

// TestEngine_Handmades holds the engine to the cases to which the lab is held.
func TestEngine_Handmades(t *testing.T) {
	for _, h := range handmades() {
		p := twoVPCs()
		h.change(p)
		x := h.probe(p)
		trace, s := newEngine(p).trace(x), seen{arrived: h.arrives, answered: h.answered}
		if why := contradiction(x, trace, s); why != "" {
			t.Errorf("%s: %s\n%s", h.what, why, explain(trace))
		}
		if trace.Verdict == proof.Unknown {
			t.Errorf("%s: unknown\n%s", h.what, explain(trace))
		}
	}
}

// contradiction says in what a trace and the kernel disagree; "" if in nothing.
// A verdict of no says on which of the two ways the traffic stops.
func contradiction(p probe, t reach.Trace, s seen) string {
	there, back := worst(t.Forward), worst(t.Reply)
	complete := s.complete(p)
	switch {
	case s.astray != "":
		return s.astray
	case t.Verdict == proof.Yes && !complete:
		return "the engine lets it through"
	case t.Verdict == proof.No && complete:
		return "the engine blocks it"
	case there == proof.Blocks && s.arrived:
		return "the engine blocks it before it arrives"
	case there == proof.Passes && !s.arrived:
		return "the engine lets it arrive"
	case back == proof.Blocks && s.answered:
		return "the engine blocks the answer"
	}
	return ""
}

// worst is the effect of a way: blocked by any gate, else depending on any.
func worst(steps []proof.Step) proof.Effect {
	out := proof.Passes
	for _, s := range steps {
		if s.Effect == proof.Blocks {
			return proof.Blocks
		}
		if s.Effect == proof.Depends {
			out = proof.Depends
		}
	}
	return out
}

func explain(t reach.Trace) string {
	var b strings.Builder
	for k, way := range [][]proof.Step{t.Forward, t.Reply} {
		fmt.Fprintf(&b, "  %s\n", [...]string{"there:", "back:"}[k])
		for _, s := range way {
			effect := map[proof.Effect]string{proof.Passes: "passes ", proof.Blocks: "BLOCKS ", proof.Depends: "depends"}[s.Effect]
			fmt.Fprintf(&b, "    %s %s %s: %s %s\n", effect, s.Kind, s.Resource, s.Rule, s.Detail)
		}
	}
	return b.String()
}

// fault is a difference that is known to be the engine's fault, until it is
// mended: what blocks by the engine, and only that, blocks wrongly.
type fault struct {
	what string
	is   func(p probe, only proof.Step, back bool) bool
}

// faults is to become empty. A fault that no longer occurs belongs deleted.
func faults() []fault {
	return nil
}

// knownFault names the fault that explains why the engine blocks; "" if none.
func knownFault(p probe, t reach.Trace) string {
	blockers := t.Blockers()
	if t.Verdict != proof.No || len(blockers) != 1 {
		return ""
	}
	for _, f := range faults() {
		if f.is(p, blockers[0], worst(t.Reply) == proof.Blocks) {
			return f.what
		}
	}
	return ""
}
