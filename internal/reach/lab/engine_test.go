//go:build linux

package lab

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/reach"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// engine is what the kernel is compared with.
type engine struct{ network *reach.Network }

func newEngine(p *plan) engine { return engine{reach.New(estateOf(p), scenario.Always())} }

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

// contradiction says in what a trace and the kernel disagree; "" if in nothing.
// A verdict of no says on which of the two ways the traffic stops.
func contradiction(p probe, t reach.Trace, s seen) string {
	there, back := worst(t.Forward), worst(t.Reply)
	complete := s.arrived && (s.answered || !p.answered())
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
