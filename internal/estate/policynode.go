package estate

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// PolicyNode is a policy document as it is in a class of scenarios, as the
// package policy parses it: positions are kept, and what isn't known is a hole or
// an unknown node with its cause. One that is written as JSON text with references in it (Fn::Sub around the JSON) is
// read with a mark in the place of each, which then becomes a hole.
func (t *Tree) PolicyNode(world scenario.Guard) policy.Node {
	n := policyNode(t, world)
	if n.Kind != policy.KindString || len(n.Parts) < 2 {
		return n
	}
	var text strings.Builder
	for i, p := range n.Parts {
		if p.Hole == "" {
			text.WriteString(p.Literal)
		} else {
			fmt.Fprintf(&text, "ringwall-hole-%d-", i)
		}
	}
	if !json.Valid([]byte(text.String())) {
		return n // a hole that is more than a piece of text
	}
	out, err := policy.ReadJSON(n.Pos.File, []byte(text.String()))
	if err != nil {
		return n
	}
	return withHoles(out, n)
}

var mark = regexp.MustCompile(`ringwall-hole-(\d+)-`)

// withHoles puts the holes of a text back into the document read from it. All
// of it stands where the text does. A name with a hole stays as it prints: it is
// a condition's key, of which only how it ends is then known.
func withHoles(n, from policy.Node) policy.Node {
	n.Pos = from.Pos
	for i := range n.Items {
		n.Items[i] = withHoles(n.Items[i], from)
	}
	for i := range n.Fields {
		f := &n.Fields[i]
		f.Pos, f.Value = from.Pos, withHoles(f.Value, from)
		f.Name = mark.ReplaceAllStringFunc(f.Name, func(m string) string { return "${" + partAt(m, from).Hole + "}" })
	}
	if n.Kind != policy.KindString {
		return n
	}
	at := 0
	var parts []policy.Part
	for _, m := range mark.FindAllStringIndex(n.Text, -1) {
		if m[0] > at {
			parts = append(parts, policy.Part{Literal: n.Text[at:m[0]]})
		}
		parts = append(parts, partAt(n.Text[m[0]:m[1]], from))
		at = m[1]
	}
	if len(parts) > 0 && at < len(n.Text) {
		parts = append(parts, policy.Part{Literal: n.Text[at:]})
	}
	n.Parts = parts
	return n
}

func partAt(m string, from policy.Node) policy.Part {
	i, _ := strconv.Atoi(mark.FindStringSubmatch(m)[1])
	return from.Parts[i]
}

// policyNode is the form that a document takes in a class of scenarios.
func policyNode(t *Tree, world scenario.Guard) policy.Node {
	pos := policy.Position{File: t.Place().File, Line: t.Place().Line, Column: t.Place().Column}
	if t.IsMissing() {
		return policy.Node{Kind: policy.KindNull, Pos: pos}
	}
	switch t.Kind {
	case Scalar:
		return scalarPolicyNode(t, world, pos)
	case List:
		n := policy.Node{Kind: policy.KindList, Pos: pos, Open: openCause(t)}
		for _, i := range t.Items {
			if m := policyNode(i, world); m.Kind != policy.KindNull {
				n.Items = append(n.Items, m)
			}
		}
		return n
	case Map:
		n := policy.Node{Kind: policy.KindMap, Pos: pos, Open: openCause(t)}
		for _, f := range t.Fields {
			if m := policyNode(f.Value, world); m.Kind != policy.KindNull {
				at := policy.Position{File: f.Place().File, Line: f.Place().Line, Column: f.Place().Column}
				n.Fields = append(n.Fields, policy.Field{Name: f.Name, Pos: at, Value: m})
			}
		}
		return n
	case Choice:
		return choicePolicyNode(t, world, pos)
	}
	return policy.Node{Kind: policy.KindUnknown, Text: causeOf(t.Gap().Variable), Pos: pos}
}

// openCause is what may add members to a map or list; empty if nothing may.
func openCause(t *Tree) string {
	if t.Open == nil {
		return ""
	}
	return causeOf(t.Open)
}

// causeOf names what something hangs on.
func causeOf(v *scenario.Variable) string {
	if v == nil || v.Name == "" {
		return "it is not known"
	}
	return v.Name
}

// choicePolicyNode is the one form that a choice takes in a class of scenarios;
// forms that are the same text are one.
func choicePolicyNode(t *Tree, world scenario.Guard, pos policy.Position) policy.Node {
	var found *Tree
	n := 0
	for _, l := range t.Leaves() {
		if l.When.Disjoint(world) {
			continue
		}
		if n++; n == 1 {
			found = l.Tree
		} else if !sameScalar(found, l.Tree) {
			var on *scenario.Variable
			if support := l.When.Support(); len(support) > 0 {
				on = support[0]
			}
			return policy.Node{Kind: policy.KindUnknown, Text: causeOf(on), Pos: pos}
		}
	}
	return policyNode(found, world)
}

func sameScalar(a, b *Tree) bool {
	if a.IsMissing() || b.IsMissing() {
		return a.IsMissing() && b.IsMissing()
	}
	return a.Kind == Scalar && b.Kind == Scalar && a.Text.Equal(b.Text)
}

func scalarPolicyNode(t *Tree, world scenario.Guard, pos policy.Position) policy.Node {
	kind := policy.KindString
	switch t.Plain {
	case PlainBool:
		kind = policy.KindBool
	case PlainNumber:
		kind = policy.KindNumber
	}
	if s, ok := t.Text.Known(); ok {
		return policy.Node{Kind: kind, Text: s, Pos: pos}
	}
	n := policy.Node{Kind: policy.KindString, Pos: pos, Parts: t.Text.PolicyParts(world)}
	if slices.ContainsFunc(n.Parts, func(p policy.Part) bool { return p.Hole != "" }) {
		return n
	}
	n.Kind = kind
	for _, p := range n.Parts {
		n.Text += p.Literal
	}
	n.Parts = nil
	return n
}

// PolicyParts is a text as it stands in a policy document in a class of scenarios: what
// isn't known there is a hole.
func (t Text) PolicyParts(world scenario.Guard) []policy.Part {
	of := t.Parts()
	out := make([]policy.Part, len(of))
	for i, p := range of {
		switch {
		case p.Reference != nil:
			out[i] = policy.Part{Hole: p.Reference.String(), Plain: true}
		case p.Variable == nil:
			out[i].Literal = p.Literal
		default:
			if value, known := world.Settles(p.Variable); known {
				out[i].Literal = value
				continue
			}
			out[i] = policy.Part{Hole: p.Variable.Name, Plain: p.Variable.Kind == scenario.Pseudo || p.Variable.Single, Segment: isPlace(p.Variable)}
		}
	}
	return out
}

// isPlace reports where a deployment is: its account, Region or partition.
func isPlace(v *scenario.Variable) bool {
	return v.Kind == scenario.Pseudo && (v.Name == "AWS::Region" || v.Name == "AWS::AccountId" || v.Name == "AWS::Partition")
}
