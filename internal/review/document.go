package review

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// mostDocuments bounds the forms that one policy document takes by scenario.
const mostDocuments = 32

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
	for _, world := range worldsOf(t) {
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
			reasons = r.Because
		}
	}
	return answer, reasons
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
		out = firstGap(t)
	}
	return out
}

// worldsOf tells the forms of a document apart. Where there are too many, what
// comes last in the document stays undecided.
func worldsOf(t *estate.Tree) []scenario.Guard {
	worlds := splitBy(guardsOf(t, nil))
	for i, w := range worlds { // the default first: its reasons are told
		if !w.ByDefault().IsNever() {
			worlds[0], worlds[i] = worlds[i], worlds[0]
			break
		}
	}
	return worlds
}

// guardsOf adds the guards that tell the forms of a tree apart.
func guardsOf(t *estate.Tree, guards []scenario.Guard) []scenario.Guard {
	if t == nil {
		return guards
	}
	if t.Kind == estate.Choice {
		guards = append(guards, alternativesOf(t)...)
	}
	if t.Kind == estate.Scalar && len(t.Text.Variables()) > 0 {
		if alternatives := t.Text.Expand(); !allUnknown(alternatives) {
			guards = append(guards, groupBy(alternatives, func(a estate.Alternative[string]) (string, scenario.Guard) {
				return string(rune('0'+a.State)) + a.Is, a.When
			})...)
		}
	}
	for i := range t.Fields {
		guards = guardsOf(t.Fields[i].Value, guards)
	}
	for _, i := range t.Items {
		guards = guardsOf(i, guards)
	}
	for _, a := range t.Alts {
		guards = guardsOf(a.Then, guards)
	}
	return guards
}

// splitBy tells scenarios apart by guards, as long as there are not too many.
func splitBy(guards []scenario.Guard) []scenario.Guard {
	worlds := []scenario.Guard{scenario.Always()}
	for i, g := range guards {
		if slices.ContainsFunc(guards[:i], g.Equal) {
			continue
		}
		next := make([]scenario.Guard, 0, len(worlds)+1)
		for _, w := range worlds {
			if w.Disjoint(g) || w.Implies(g) {
				next = append(next, w)
				continue
			}
			for _, part := range [2]scenario.Guard{w.And(g), w.Minus(g)} {
				if !part.IsNever() {
					next = append(next, part)
				}
			}
		}
		if len(next) <= mostDocuments {
			worlds = next
		}
	}
	return worlds
}

// alternativesOf are the scenarios of a choice; alternatives that are the same text,
// such as a partition by region, are one.
func alternativesOf(t *estate.Tree) []scenario.Guard {
	return groupBy(t.Alts, func(a estate.TreeAlternative) (string, scenario.Guard) {
		if a.Then.IsMissing() {
			return "missing", a.When
		}
		if a.Then.Kind == estate.Scalar {
			return "text " + a.Then.Text.String(), a.When
		}
		return fmt.Sprintf("%p", a.Then), a.When
	})
}

func groupBy[T any](of []T, key func(T) (string, scenario.Guard)) []scenario.Guard {
	var out []scenario.Guard
	seen := map[string]int{}
	for _, x := range of {
		name, when := key(x)
		if i, ok := seen[name]; ok {
			out[i] = out[i].Or(when)
			continue
		}
		seen[name] = len(out)
		out = append(out, when)
	}
	return out
}

func allUnknown(alternatives []estate.Alternative[string]) bool {
	for _, a := range alternatives {
		if a.State == estate.Known {
			return false
		}
	}
	return true
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
