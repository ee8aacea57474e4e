package report

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// shortFlows bounds the flows that a short answer shows with their path.
const shortFlows = 3

func (p *page) reach(r *Reach) {
	mark, i := map[ReachVerdict]string{Reachable: "✓", Partial: "✓", Unreachable: "✗", Undecided: "?"}[r.Verdict], verdictInk(r.Verdict)
	p.line(p.paint(i, mark+" "+string(r.Verdict)), "  ", p.paint(bold, r.From+" → "+r.To), asked(r.Asked))
	if !r.Traffic.IsEmpty() {
		p.paragraph(2, plain, "flows: "+r.Traffic.String())
	}
	p.replies(r)
	if more := r.Possible.Subtract(r.Traffic); !more.IsEmpty() {
		p.paragraph(2, cyan, "may flow: "+more.String())
	}
	p.flows(r.Subject, r.Flows)
	p.blocked(r.Blocked)
	p.opening(r.Opening)
	p.because(r.Proof)
}

func verdictInk(v ReachVerdict) ink {
	switch v {
	case Reachable:
		return green
	case Partial:
		return yellow
	case Unreachable:
		return red
	}
	return cyan
}

func asked(s traffic.Services) string {
	if s.IsAll() || s.IsEmpty() {
		return ""
	}
	return "  (" + s.String() + ")"
}

func (p *page) flows(s Subject, flows []Flow) {
	for n, f := range flows {
		if !p.Verbose && n == shortFlows && len(flows) > shortFlows+1 {
			p.gap()
			p.line("  ", p.paint(dim, fmt.Sprintf("… and %d more flows (-v lists them)", len(flows)-n)))
			return
		}
		p.gap()
		p.flow(f)
		p.steps(4, "", f.Path)
	}
}

func (p *page) flow(f Flow) {
	what := f.Traffic
	lead := "  "
	if what.IsEmpty() {
		lead, what = "  may be: ", f.Possible
	}
	text := p.describeFlow(f, what)
	if f.Via != "" {
		text += " (via " + string(f.Via) + ", which takes " + f.Entry.String() + ")"
	}
	if len(f.ClientPorts) > 0 {
		text += " (replies to client ports " + portList(f.ClientPorts) + " only)"
	}
	p.text(lead, columns(lead), plain, text)
	if more := f.Possible.Subtract(what); !more.IsEmpty() {
		p.paragraph(4, cyan, "may flow too: "+more.String())
	}
	for _, g := range f.Gaps {
		p.text(p.paint(cyan, "    ? "), 6, dim, causeOf(g))
	}
}

// because writes what a proof hangs on and takes for granted.
func (p *page) because(x proof.Proof) {
	if len(x.Gaps) > 0 {
		p.heading("Not known")
		for _, g := range x.Gaps {
			p.text(p.paint(cyan, "  ? "), 4, plain, causeOf(g))
		}
	}
	if len(x.Scenario) > 0 {
		p.gap()
		p.paragraph(0, plain, "It is otherwise if "+strings.Join(settings(x.Scenario), " and ")+".")
	}
	if len(x.Assumed) > 0 {
		p.gap()
		p.paragraph(0, dim, "Assumed: "+strings.Join(assumptions(sortedVariables(x.Assumed)), ", "))
	}
}

// pairs writes all flows, a line each, those alike in one; then what is
// otherwise in other scenarios.
func (p *page) pairs(x *Pairs) {
	p.line(p.paint(bold, strings.Join(x.Subject.Names, ", ")), ": ", plural(len(x.Flows), "flow"), " between classes of resources")
	p.gap()
	p.list(x.Flows)
	p.because(x.Proof)
	if x.Scenarios > 0 {
		p.gap()
		p.paragraph(0, dim, "This is the scenario of all defaults. Of the other classes of scenarios ("+number(x.Scenarios)+"), "+differs(len(x.Others))+".")
	}
	for _, c := range x.Others {
		p.heading("If " + strings.Join(settings(c.When), " and "))
		p.change("also flows", c.Gained)
		p.change("does not flow", c.Lost)
	}
}

func differs(n int) string {
	switch n {
	case 0:
		return "none lets anything else flow, or less"
	case 1:
		return "1 differs"
	}
	return number(n) + " differ"
}

func (p *page) change(title string, flows []Flow) {
	if len(flows) > 0 {
		p.line("  ", p.paint(dim, title))
		p.list(flows)
	}
}

func (p *page) list(flows []Flow) {
	for _, f := range together(flows) {
		p.flow(f)
		if p.Verbose {
			p.steps(4, "", f.Path)
		}
	}
}

func (p *page) exposure(x *Exposure) {
	sure := 0
	for _, e := range x.Exposed {
		if e.Verdict == proof.Yes {
			sure++
		}
	}
	text := "Nothing is reachable from the internet."
	if len(x.Gaps) > 0 {
		text = "Nothing is known to be reachable from the internet."
	}
	if sure > 0 {
		text = plural(sure, "resource") + " reachable from the internet."
	}
	if n := len(x.Exposed) - sure; n > 0 {
		text += " Of " + number(n) + " it is not known."
	}
	p.text("", 0, bold, text)
	for _, e := range x.Exposed {
		p.exposed(x.Subject, e)
	}
	p.openEnds(x.Gaps)
}

func (p *page) exposed(s Subject, e Exposed) {
	p.gap()
	mark, i, what := "●", red, e.Traffic
	if e.Verdict == proof.Unknown {
		mark, i, what = "?", cyan, e.Possible
	}
	r := s.resource(e.Resource)
	p.line(p.paint(i, mark), " ", p.paint(bold, r.ID), " (", r.Type, ")  ", what.String())
	if len(e.Behind) > 0 && len(e.Ways) == 0 {
		p.text("    passes on to ", 17, plain, p.ids(e.Behind))
	}
	if len(e.Interfaces) > 0 {
		p.text("    at ", 7, dim, p.ids(e.Interfaces))
	}
	if e.Managed {
		p.line("    ", p.paint(dim, "a front door that AWS runs"))
	}
	if len(e.ClientPorts) > 0 {
		p.paragraph(4, yellow, "replies get back only to client ports "+portList(e.ClientPorts))
	}
	if more := e.Possible.Subtract(what); !more.IsEmpty() {
		p.paragraph(4, cyan, "may be reached too: "+more.String())
	}
	p.steps(4, "", e.Path)
	p.ways(s, e.Ways)
	for _, g := range e.Gaps {
		p.text(p.paint(cyan, "    ? "), 6, dim, causeOf(g))
	}
}

// ways writes which requests a front door passes on, and where to.
func (p *page) ways(s Subject, ways []Way) {
	for _, w := range ways {
		mark, i := "✓", green
		switch w.Verdict {
		case proof.No:
			mark, i = "✗", red
		case proof.Unknown:
			mark, i = "?", cyan
		}
		request, target := w.Request, "outside of the sources"
		if request == "" {
			request = "any request"
		}
		if r := s.resource(w.Target); r.Type != "" {
			target = r.ID + " (" + r.Type + ")"
		}
		p.line("    ", p.paint(i, mark), " ", p.paint(bold, request), " → ", target)
		if w.Verdict != proof.Yes || p.Verbose {
			p.steps(6, "", w.Path)
		}
		for _, g := range w.Gaps {
			p.text(p.paint(cyan, "      ? "), 8, dim, causeOf(g))
		}
	}
}

func (p *page) openEnds(gaps []estate.Gap) {
	if len(gaps) == 0 {
		return
	}
	p.heading("Not known")
	for _, g := range gaps {
		p.text(p.paint(cyan, "  ? "), 4, plain, causeOf(g))
	}
}
