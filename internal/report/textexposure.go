package report

import (
	"strings"

	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

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
	for _, alike := range p.alike(x) {
		if len(alike) <= fewMembers || p.Verbose {
			for _, e := range alike {
				p.exposed(x.Subject, e)
			}
			continue
		}
		p.exposedAlike(x.Subject, alike)
	}
	p.openEnds(x.Gaps)
}

func (p *page) exposed(s Subject, e *Exposed) {
	r := s.resource(e.Resource)
	what := p.exposedTo(e, r.ID, r.Type)
	if len(e.Behind) > 0 && len(e.Ways) == 0 {
		p.text("    passes on to ", 17, plain, p.ids(e.Behind))
	}
	if len(e.Interfaces) > 0 {
		p.text("    at ", 7, dim, p.ids(e.Interfaces))
	}
	if e.Managed {
		p.line("    ", p.paint(dim, "a front door that AWS runs"))
	}
	p.beyond(e, what)
	p.steps(4, "", e.Path())
	p.ways(s, e.Ways)
	for _, g := range e.Gaps {
		p.text(p.paint(cyan, "    ? "), 6, dim, causeOf(g))
	}
}

// exposedTo is the line of one or several that the internet reaches alike, with
// what: that for certain, or what may.
func (p *page) exposedTo(e *Exposed, who, typ string) traffic.Services {
	p.gap()
	mark, i, what := "●", red, e.Traffic
	if e.Verdict == proof.Unknown {
		mark, i, what = "?", cyan, e.Possible
	}
	p.line(p.paint(i, mark), " ", p.paint(bold, who), " (", typ, ")  ", what.String())
	return what
}

func (p *page) beyond(e *Exposed, what traffic.Services) {
	if len(e.ClientPorts) > 0 {
		p.paragraph(4, yellow, "replies get back only to client ports "+portList(e.ClientPorts))
	}
	if more := e.Possible.Subtract(what); !more.IsEmpty() {
		p.paragraph(4, cyan, "may be reached too: "+more.String())
	}
}

// exposedAlike writes many that are reached alike, with the way to the first.
func (p *page) exposedAlike(s Subject, alike []*Exposed) {
	first := alike[0]
	r := s.resource(first.Resource)
	names := make([]string, len(alike))
	for i, e := range alike {
		names[i] = string(e.Resource)
	}
	what := p.exposedTo(first, number(len(alike))+" alike", r.Type)
	p.paragraph(4, plain, p.few(names)+" (-v lists them)")
	p.beyond(first, what)
	p.line("    ", p.paint(dim, "the way to "+r.ID+":"))
	p.steps(4, "", first.Path())
	for _, g := range first.Gaps {
		p.text(p.paint(cyan, "    ? "), 6, dim, causeOf(g))
	}
}

// alike puts resources together that are reached alike: of one type, with the
// same services, over gates of the same kinds, with the same left open. What
// leads on is a case of its own.
func (p *page) alike(x *Exposure) [][]*Exposed {
	type numbered struct {
		alike int
		typ   string
	}
	known := map[numbered]int{} // so that most need not be looked into
	at := map[exposedKey]int{}
	var out [][]*Exposed
	for i := range x.Exposed {
		e := &x.Exposed[i]
		if e.Managed || len(e.Behind)+len(e.Ways) > 0 || p.Verbose {
			out = append(out, []*Exposed{e})
			continue
		}
		of := numbered{e.Alike, x.Subject.typeOf(e.Resource)}
		k, ok := known[of]
		if !ok || e.Alike == 0 {
			key := keyOf(e, of.typ)
			if k, ok = at[key]; !ok {
				k = len(out)
				at[key] = k
				out = append(out, nil)
			}
			known[of] = k
		}
		out[k] = append(out[k], e)
	}
	return out
}

// exposedKey is what resources must have in common to be reached alike.
type exposedKey struct {
	verdict                                          proof.Verdict
	typ, traffic, possible, clientPorts, way, causes string
}

func keyOf(e *Exposed, typ string) exposedKey {
	return exposedKey{
		e.Verdict, typ, e.Traffic.String(), e.Possible.String(), portList(e.ClientPorts), kindsOf(e.Path()), strings.Join(causesOf(e.Gaps), "\n"),
	}
}

func kindsOf(path []proof.Step) string {
	var out strings.Builder
	for _, s := range path {
		out.WriteString(s.Kind + " ")
	}
	return out.String()
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
