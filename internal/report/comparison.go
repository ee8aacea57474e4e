package report

import (
	"slices"
	"strconv"
	"strings"
)

// Comparison says whether policies grant anything that others don't.
type Comparison struct {
	Old, New   string // as they were named
	Kind       string // of the policies
	Why        string // how the kind is known; empty if it was said
	Verdict    string // no-new-access, new-access, unknown
	Witness    *RequestExample
	Statements []Statement // of the new policies that allow the witness, of the old that deny it
	Actions    []string    // with which there is new access; not all if More
	More       bool
	Notes      []string
	Because    []string
	// Layer is the member of a request that the policies belong to, and Sides are
	// both of them.
	Layer string
	Sides [2]ComparedSide
}

// RequestExample is a request in the form that "ringwall can --requests" takes.
type RequestExample struct {
	Principal       string
	Action          string
	Resource        string
	ResourceAccount string
	Context         []ContextValue
	// OpenIdentity and OpenBoundary say that the principal has an identity policy,
	// a boundary, that allow everything.
	OpenIdentity, OpenBoundary bool
}

// accessToAll is a policy that limits nothing.
type accessToAll struct {
	Version   string            `json:"Version"`
	Statement map[string]string `json:"Statement"`
}

func openPolicy(is bool) []accessToAll {
	if !is {
		return nil
	}
	return []accessToAll{{"2012-10-17", map[string]string{"Effect": "Allow", "Action": "*", "Resource": "*"}}}
}

// ContextValue is what a request has for a condition key.
type ContextValue struct {
	Key    string
	Values []string
	Many   bool
}

type jsonRequest struct {
	Principal       string         `json:"principal"`
	Action          string         `json:"action"`
	Resource        string         `json:"resource"`
	ResourceAccount string         `json:"resource_account,omitempty"`
	Context         map[string]any `json:"context"`
	Complete        bool           `json:"context_complete"`
	Identity        []accessToAll  `json:"identity,omitempty"`
	Boundary        []accessToAll  `json:"boundary,omitempty"`
}

func (l Location) String() string {
	return l.File + ":" + strconv.Itoa(l.Line) + ":" + strconv.Itoa(l.Column)
}

type jsonComparison struct {
	Schema     string       `json:"schema"`
	Estate     jsonEstate   `json:"estate"`
	Kind       string       `json:"kind"`
	Verdict    string       `json:"verdict"`
	Witness    *jsonRequest `json:"witness,omitempty"`
	Statements []Statement  `json:"statements"`
	Actions    []string     `json:"actions"`
	More       bool         `json:"more_actions"`
	Notes      []string     `json:"notes"`
	Because    []string     `json:"because"`
}

func comparisonDocument(c *Comparison) jsonComparison {
	out := jsonComparison{"ringwall.policy-compare/v1", noEstate(), c.Kind, c.Verdict, nil,
		notNil(c.Statements), notNil(c.Actions), c.More, notNil(c.Notes), notNil(c.Because)}
	if c.Witness != nil {
		out.Witness = requestDocument(c.Witness)
	}
	return out
}

func requestDocument(w *RequestExample) *jsonRequest {
	out := &jsonRequest{w.Principal, w.Action, w.Resource, w.ResourceAccount, map[string]any{}, true, openPolicy(w.OpenIdentity), openPolicy(w.OpenBoundary)}
	for _, v := range w.Context {
		if v.Many {
			out.Context[v.Key] = notNil(v.Values)
		} else {
			out.Context[v.Key] = v.Values[0]
		}
	}
	return out
}

// comparison is the verdict, an example and the statements that decide it.
func (p *page) comparison(c *Comparison) {
	words := map[string]string{
		"no-new-access": c.New + " grants nothing that " + c.Old + " doesn't.",
		"new-access":    c.New + " grants what " + c.Old + " doesn't.",
		"unknown":       "It is not known whether " + c.New + " grants anything that " + c.Old + " doesn't.",
	}
	inks := map[string]ink{"no-new-access": green, "new-access": red, "unknown": cyan}
	p.line(p.paint(inks[c.Verdict], strings.ToUpper(c.Verdict)), "  ", words[c.Verdict])
	kind := "compared as " + c.Kind + " policies"
	if c.Why != "" {
		kind += " (" + c.Why + "; --kind settles it)"
	}
	p.paragraph(2, dim, kind)
	if c.Witness != nil {
		p.gap()
		p.line("For example this request:")
		p.example(c.Witness)
	}
	for _, s := range c.Statements {
		by := "allowed by "
		if s.Effect != "Allow" {
			by = "denied so far by "
		}
		name := s.Policy
		if s.Sid != "" {
			name += ", " + s.Sid
		}
		p.text("    · ", 6, plain, by+name+" ("+s.Location.String()+")")
	}
	if c.Verdict == "new-access" && !slices.ContainsFunc(c.Statements, func(s Statement) bool { return s.Effect != "Allow" }) {
		p.text("    · ", 6, plain, "no statement of "+c.Old+" allows it")
	}
	for _, n := range c.Notes {
		p.text("    · ", 6, plain, n)
	}
	p.gained(c)
	for _, b := range c.Because {
		p.text(p.paint(cyan, "    ? "), 6, plain, b)
	}
}

func (p *page) example(w *RequestExample) {
	p.text("  principal  ", 13, plain, w.Principal)
	p.text("  action     ", 13, plain, w.Action)
	p.text("  resource   ", 13, plain, w.Resource)
	for i, v := range w.Context {
		head := "             "
		if i == 0 {
			head = "  context    "
		}
		value := strings.Join(v.Values, ", ")
		if v.Many {
			value = "[" + value + "]"
		}
		p.text(head, 13, plain, v.Key+" = "+value)
	}
}

// gained lists the actions with new access, the first of them unless verbose.
func (p *page) gained(c *Comparison) {
	if len(c.Actions) == 0 {
		return
	}
	const most = 12
	list, rest := c.Actions, ""
	if len(list) > most && !p.Verbose {
		rest = ", and " + number(len(list)-most) + " more (-v lists them)"
		list = list[:most]
	}
	if c.More {
		rest += "; there are others"
	}
	p.gap()
	p.text("Actions with new access: ", 2, plain, strings.Join(list, ", ")+rest)
}
