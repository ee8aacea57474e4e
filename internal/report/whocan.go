package report

import "fmt"

// WhoCan is the answer to who may do something.
type WhoCan struct {
	Subject  Subject
	Action   string
	Resource string // as it was asked for
	Holders  []Holder
	Assumed  []string
}

// Holder is a principal that may do it, or for which that isn't known.
type Holder struct {
	Principal Resource
	Via       []string // ARNs of the roles that it takes, in their order
	Answer    *Permission
}

type jsonWhoCan struct {
	Schema      string       `json:"schema"`
	Estate      jsonEstate   `json:"estate"`
	Action      string       `json:"action"`
	Resource    string       `json:"resource"`
	Principals  []jsonHolder `json:"principals"`
	Assumptions []string     `json:"assumptions,omitempty"`
}

type jsonHolder struct {
	Principal  Resource    `json:"principal"`
	Via        []string    `json:"via"`
	Verdict    string      `json:"verdict"`
	Statements []Statement `json:"statements"`
	Because    []string    `json:"because,omitempty"`
}

func whoCanDocument(w *WhoCan) jsonWhoCan {
	out := jsonWhoCan{"ringwall.who-can/v1", w.Subject.json(), w.Action, w.Resource, []jsonHolder{}, w.Assumed}
	for _, h := range w.Holders {
		out.Principals = append(out.Principals, jsonHolder{h.Principal, notNil(h.Via), h.Answer.Verdict, notNil(h.Answer.Statements), h.Answer.causes()})
	}
	return out
}

// whoCan writes who may do something: who may for sure, then for whom it is open.
func (p *page) whoCan(w *WhoCan) {
	what := w.Action
	if w.Resource != "" {
		what += " on " + w.Resource
	}
	var sure, open []Holder
	for _, h := range w.Holders {
		if h.Answer.Verdict == "allowed" {
			sure = append(sure, h)
		} else {
			open = append(open, h)
		}
	}
	p.line(p.paint(bold, what), p.paint(dim, fmt.Sprintf("  %d can, %d maybe", len(sure), len(open))))
	for _, h := range sure {
		p.holder(h, "✓", green)
	}
	for _, h := range open {
		p.holder(h, "?", cyan)
	}
	for _, a := range w.Assumed {
		p.paragraph(2, dim, "assumed: "+a)
	}
}

func (p *page) holder(h Holder, mark string, i ink) {
	name := h.Principal.ID
	if h.Principal.ARN != "" && h.Principal.ARN != name {
		name += p.paint(dim, "  "+h.Principal.ARN)
	}
	p.line("  ", p.paint(i, mark), " ", name)
	for _, role := range h.Via {
		p.paragraph(6, plain, "takes "+role)
	}
	for _, s := range h.Answer.Statements {
		p.statement(6, s)
	}
	for _, c := range h.Answer.causes() {
		p.paragraph(6, cyan, "because: "+c)
	}
}
