package report

import (
	"fmt"
	"strings"
)

// permission writes whether a request is allowed.
func (p *page) permission(x *Permission) {
	mark, i := "?", cyan
	switch x.Verdict {
	case "allowed":
		mark, i = "✓", green
	case "denied":
		mark, i = "✗", red
	}
	who := x.Principal
	if x.By != "" {
		who = x.By + " (" + x.Principal + ")"
	}
	what := x.Action
	if x.Resource != "" {
		what += " on " + x.Resource
	}
	p.line(p.paint(i, mark+" "+x.Verdict), "  ", p.paint(bold, who+" → "+what))
	if !x.isCall() {
		p.grounds(2, x)
	}
	for _, part := range x.Parts {
		mark := map[string]string{"allowed": "✓", "denied": "✗"}[part.Verdict]
		if mark == "" {
			mark = "?"
		}
		what := part.Resource
		if x.isCall() {
			what = part.Action + " on " + what
		}
		p.line("  ", mark, " ", part.Verdict, "  ", what)
		if part.If != "" {
			p.paragraph(6, dim, "asked for if "+part.If)
		}
		p.grounds(6, part)
	}
	for _, a := range x.assumptions() {
		p.paragraph(2, dim, "assumed: "+a)
	}
}

// grounds are the statements and causes of a verdict.
func (p *page) grounds(indent int, x *Permission) {
	switch x.Reason {
	case "explicit-deny":
		p.paragraph(indent, plain, "denied by a statement of the "+layerWords(x.Layer)+":")
	case "implicit-deny":
		p.paragraph(indent, plain, "nothing allows it in the "+layerWords(x.Layer))
	case "allowed":
		p.paragraph(indent, plain, "allowed by:")
	}
	for _, s := range x.Statements {
		p.statement(indent+2, s)
	}
	for _, n := range x.Near {
		p.near(indent, n)
	}
	for _, c := range x.causes() {
		p.paragraph(indent, cyan, "because: "+c)
	}
	if len(x.Scenario) > 0 {
		text := "the answer is another if "
		if x.Subject != nil {
			text += x.Subject.conditions(x.Scenario)
		} else {
			text += fmt.Sprint(settings(x.Scenario))
		}
		p.paragraph(indent, cyan, text)
	}
}

// statement is a statement with its place.
func (p *page) statement(indent int, s Statement) {
	text := join(s.Effect, " ", s.Sid) + " — " + s.Policy
	place := fmt.Sprintf("%s:%d:%d", s.Location.File, s.Location.Line, s.Location.Column)
	p.placed(pad("", indent), indent, text, place)
}

// layerWords are the policies of a layer in words.
func layerWords(layer string) string {
	switch layer {
	case "scp":
		return "service control policies"
	case "rcp":
		return "resource control policies"
	case "resource":
		return "resource's policy"
	case "key":
		return "key's policy, grants and identity policies"
	case "trust":
		return "role's trust policy"
	case "boundary":
		return "permissions boundary"
	}
	return layer + " policies"
}

// near writes a statement that nearly allows it, and what it lacks.
func (p *page) near(indent int, n Near) {
	p.paragraph(indent, dim, "came near:")
	p.statement(indent+2, n.Statement)
	for _, l := range n.Lacks {
		text := strings.ToLower(l.Element[:1]) + l.Element[1:]
		if l.Key != "" {
			text += " on " + l.Key
		}
		had := "nothing"
		if len(l.Had) > 0 {
			had = strings.Join(l.Had, ", ")
		}
		p.paragraph(indent+4, plain, text+" wants "+strings.Join(l.Wanted, ", ")+"; the request has "+had)
	}
}
