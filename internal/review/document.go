package review

import (
	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// mostDocuments bounds the forms that one policy document takes by scenario.
const mostDocuments = 32

// AskDocument puts a question to a policy document that may depend on
// scenarios: in each class of them the document is one form, of which the
// question is asked. Reasons are those of the classes in which the answer is
// not No.
func AskDocument(t *estate.Tree, question func(policy.Document) policy.Result) (estate.Truth, []policy.Reason) {
	answer := estate.Truth{True: scenario.Never(), False: scenario.Never(), Unknown: scenario.Never()}
	var reasons []policy.Reason
	for _, world := range worldsOf(t) {
		doc, _ := policy.Parse(nodeOf(t, world))
		r := question(doc)
		switch r.Answer {
		case policy.Yes:
			answer.True = answer.True.Or(world)
		case policy.No:
			answer.False = answer.False.Or(world)
			continue
		default:
			answer.Unknown = answer.Unknown.Or(world)
			answer.Gaps = append(answer.Gaps, estate.GuardedGap{When: world, Gap: firstGap(t)})
		}
		if len(reasons) == 0 {
			reasons = r.Because
		}
	}
	return answer, reasons
}

func worldsOf(t *estate.Tree) []scenario.Guard {
	var guards []scenario.Guard
	t.Walk(func(_ string, t *estate.Tree) bool {
		for _, a := range t.Alts {
			guards = append(guards, a.When)
		}
		if len(t.Text.Variables()) > 0 {
			for _, a := range t.Text.Expand() {
				guards = append(guards, a.When)
			}
		}
		return true
	})
	worlds, ok := scenario.Partition(scenario.Always(), guards, mostDocuments)
	if !ok {
		return []scenario.Guard{scenario.Always()}
	}
	return worlds
}

// firstGap is the first thing in a document that is not known.
func firstGap(t *estate.Tree) estate.Gap {
	var out estate.Gap
	t.Walk(func(_ string, t *estate.Tree) bool {
		if out.Variable != nil {
			return false
		}
		if t.Kind == estate.Opaque {
			out = t.Gap
		}
		for _, v := range t.Text.Variables() {
			if v.Kind != scenario.Pseudo {
				out = estate.Gap{Variable: v, Origin: t.Origin}
			}
		}
		return true
	})
	if out.Variable == nil {
		out = estate.Gap{Variable: &scenario.Variable{Name: "the policy document", Kind: scenario.Outside, Why: "parts of it are not known"}, Origin: t.Place()}
	}
	return out
}

// nodeOf is the form that a document takes in a class of scenarios.
func nodeOf(t *estate.Tree, world scenario.Guard) policy.Node {
	pos := policy.Position{File: t.Place().File, Line: t.Place().Line, Column: t.Place().Column}
	if t.IsMissing() {
		return policy.Node{Kind: policy.KindNull, Pos: pos}
	}
	switch t.Kind {
	case estate.Scalar:
		return scalarNode(t, world, pos)
	case estate.List:
		n := policy.Node{Kind: policy.KindList, Pos: pos}
		for _, i := range t.Items {
			if m := nodeOf(i, world); m.Kind != policy.KindNull {
				n.Items = append(n.Items, m)
			}
		}
		return n
	case estate.Map:
		n := policy.Node{Kind: policy.KindMap, Pos: pos}
		for _, f := range t.Fields {
			if m := nodeOf(f.Value, world); m.Kind != policy.KindNull {
				at := policy.Position{File: f.Origin.File, Line: f.Origin.Line, Column: f.Origin.Column}
				n.Fields = append(n.Fields, policy.Field{Name: f.Name, Pos: at, Value: m})
			}
		}
		return n
	case estate.Choice:
		for _, l := range t.Leaves() {
			if world.Implies(l.When) {
				return nodeOf(l.Tree, world)
			}
		}
	}
	return policy.Node{Kind: policy.KindUnknown, Text: "it is not known", Pos: pos}
}

func scalarNode(t *estate.Tree, world scenario.Guard, pos policy.Position) policy.Node {
	kind := policy.KindString
	switch t.Plain {
	case estate.PlainBool:
		kind = policy.KindBool
	case estate.PlainNumber:
		kind = policy.KindNumber
	}
	if s, ok := t.Text.Known(); ok {
		return policy.Node{Kind: kind, Text: s, Pos: pos}
	}
	for _, a := range t.Text.Expand() {
		if a.State == estate.Known && world.Implies(a.When) {
			return policy.Node{Kind: kind, Text: a.Is, Pos: pos}
		}
	}
	n := policy.Node{Kind: policy.KindString, Pos: pos}
	for _, p := range t.Text.Parts() {
		switch {
		case p.Reference != nil:
			n.Parts = append(n.Parts, policy.Part{Hole: p.Reference.String(), Plain: true})
		case p.Variable != nil:
			n.Parts = append(n.Parts, policy.Part{Hole: p.Variable.Name, Plain: p.Variable.Kind == scenario.Pseudo})
		default:
			n.Parts = append(n.Parts, policy.Part{Literal: p.Literal})
		}
	}
	return n
}
