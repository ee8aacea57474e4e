package review

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// form is what a policy document is in a class of scenarios.
type form struct {
	world    scenario.Guard
	document policy.Document
}

// formsOf lists what a document can be, made once for a run.
func (s *Shared) formsOf(t *estate.Tree) []form {
	if f, ok := s.documents[t]; ok {
		return f
	}
	var out []form
	for _, world := range estate.Worlds(t.Guards()) {
		doc, _ := policy.Parse(t.PolicyNode(world))
		out = append(out, form{world, doc})
	}
	if s.documents == nil {
		s.documents = map[*estate.Tree][]form{}
	}
	s.documents[t] = out
	return out
}

// AskDocument puts a question to a policy document that may depend on
// scenarios: in each class of them the document is one form, of which the
// question is asked. Reasons are those of the classes in which the answer is
// not No.
func (p *Pass) AskDocument(t *estate.Tree, question func(policy.Document) policy.Result) (estate.Truth, []policy.Reason) {
	answer := estate.Truth{True: scenario.Never(), False: scenario.Never(), Unknown: scenario.Never()}
	var reasons []policy.Reason
	for _, f := range p.Shared.formsOf(t) {
		r := question(f.document)
		switch r.Answer {
		case policy.Yes:
			answer.True = answer.True.Or(f.world)
		case policy.No:
			answer.False = answer.False.Or(f.world)
			continue
		default:
			answer.Unknown = answer.Unknown.Or(f.world)
			answer.Gaps = append(answer.Gaps, estate.GuardedGap{When: f.world, Gap: gapOf(t, r.Because)})
		}
		if len(reasons) == 0 {
			reasons = certain(r)
		}
	}
	return answer, reasons
}

// certain are the reasons of an answer: of one that is Yes those that are, and not
// what may be one besides.
func certain(r policy.Result) []policy.Reason {
	if r.Answer != policy.Yes {
		return r.Because
	}
	sure := slices.DeleteFunc(slices.Clone(r.Because), func(x policy.Reason) bool { return x.Answer != policy.Yes })
	if len(sure) == 0 {
		return r.Because
	}
	return sure
}

// gapOf is what an answer hangs on: something open that the deciding
// statements name, else the first open thing of the document.
func gapOf(t *estate.Tree, reasons []policy.Reason) estate.Gap {
	var told strings.Builder
	for _, r := range reasons {
		told.WriteString(r.Why + " " + strings.Join(r.Actions, " ") + " " + strings.Join(r.Resources, " "))
	}
	var out estate.Gap
	t.Walk(func(_ string, t *estate.Tree) bool {
		for _, v := range t.Text.Variables() {
			if out.Variable == nil && strings.Contains(told.String(), "${"+v.Name+"}") {
				out = estate.Gap{Variable: v, Origin: t.Origin}
			}
		}
		return out.Variable == nil
	})
	if out.Variable == nil {
		out = gapOfStatement(t, reasons)
	}
	return out
}

// gapOfStatement is the first thing that is open in the first of the statements that
// decide, else in the document.
func gapOfStatement(t *estate.Tree, reasons []policy.Reason) estate.Gap {
	var out estate.Gap
	t.Walk(func(_ string, part *estate.Tree) bool {
		if out.Variable == nil && part.Kind == estate.Map && slices.ContainsFunc(reasons, func(r policy.Reason) bool { return at(r.Pos) == part.Place() }) {
			if g := firstGap(part); g.Variable.Name != nameless {
				out = g
			}
		}
		return out.Variable == nil
	})
	if out.Variable == nil {
		return firstGap(t)
	}
	return out
}

// nameless is what a gap is called where nothing that is open in a document is
// written there.
const nameless = "the policy document"

// firstGap is the first thing in a document that is not known.
func firstGap(t *estate.Tree) estate.Gap {
	var out estate.Gap
	t.Walk(func(_ string, t *estate.Tree) bool {
		if out.Variable != nil {
			return false
		}
		if t.Kind == estate.Opaque {
			out = t.Gap()
		}
		for _, v := range t.Text.Variables() {
			if v.Kind != scenario.Pseudo {
				out = estate.Gap{Variable: v, Origin: t.Origin}
			}
		}
		return true
	})
	if out.Variable == nil {
		out = estate.Gap{Variable: &scenario.Variable{Name: nameless, Kind: scenario.Outside, Why: "parts of it are not known"}, Origin: t.Place()}
	}
	return out
}
