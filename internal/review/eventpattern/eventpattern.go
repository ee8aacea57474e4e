// Package eventpattern tries the patterns of EventBridge rules on sample events,
// so that what a rule takes is decided by what it does and not by how it is
// written. It knows no rule of the review.
//
//	eventpattern.Match(rule.Pattern, event)
package eventpattern

import (
	"encoding/json"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// Where sample events come from: what a pattern says of the account and Region of
// its stack is compared with these.
const (
	Account = "111122223333"
	Region  = "eu-west-1"
)

// This file matches EventBridge event patterns ("Creating Amazon EventBridge
// event patterns"): every field of a pattern must match, a field matches where
// one of its listed values or filters does, and an event's list matches where
// one of its members does.

// Match asks whether a pattern matches an event, which is a JSON object.
func Match(pattern *estate.Tree, event map[string]any) estate.Truth {
	return byLeaf(pattern, estate.No(), func(t *estate.Tree) estate.Truth {
		switch t.Kind {
		case estate.Map:
			return matchMap(t, event)
		case estate.Scalar:
			return matchText(t, event)
		}
		return estate.No()
	})
}

// byLeaf asks a question of every form that a tree takes. What is opaque is
// unknown.
func byLeaf(t *estate.Tree, absent estate.Truth, question func(*estate.Tree) estate.Truth) estate.Truth {
	out := estate.Truth{True: scenario.Never(), False: scenario.Never(), Unknown: scenario.Never()}
	for _, l := range t.Leaves() {
		answer := absent
		if l.Tree != nil {
			answer = question(l.Tree)
			if l.Tree.Kind == estate.Opaque {
				answer = estate.Maybe(l.Tree.Gap())
			}
		}
		answer = answer.Within(l.When)
		out.True, out.False = out.True.Or(answer.True), out.False.Or(answer.False)
		out.Unknown = out.Unknown.Or(answer.Unknown)
		out.Gaps = append(out.Gaps, answer.Gaps...)
	}
	return out
}

// matchText reads a pattern that is written as a text of JSON.
func matchText(t *estate.Tree, event map[string]any) estate.Truth {
	text, known := t.Text.Known()
	if !known {
		for _, v := range t.Text.Variables() {
			return estate.Maybe(estate.Gap{Variable: v, Origin: t.Origin})
		}
		return estate.Maybe(review.Gap("the event pattern", "parts of it are attributes of other resources", "", t.Origin))
	}
	var parsed any
	if json.Unmarshal([]byte(text), &parsed) != nil {
		return estate.No()
	}
	return Match(treeOf(parsed, t.Origin), event)
}

// treeOf turns parsed JSON into a tree.
func treeOf(x any, at estate.Origin) *estate.Tree {
	out := &estate.Tree{Kind: estate.Scalar, Origin: at}
	switch x := x.(type) {
	case map[string]any:
		out.Kind = estate.Map
		for name, v := range x {
			out.Fields = append(out.Fields, estate.NewField(name, treeOf(v, at), at))
		}
	case []any:
		out.Kind = estate.List
		for _, v := range x {
			out.Items = append(out.Items, treeOf(v, at))
		}
	case string:
		out.Text = estate.Literal(x)
	case bool, float64:
		text, _ := json.Marshal(x)
		out.Text, out.Plain = estate.Literal(string(text)), estate.PlainNumber
		if _, ok := x.(bool); ok {
			out.Plain = estate.PlainBool
		}
	}
	return out
}

// matchMap: each field must match; an open map may have more of them.
func matchMap(pattern *estate.Tree, event map[string]any) estate.Truth {
	out := estate.Yes()
	for _, f := range pattern.Fields {
		if f.Name == "$or" {
			out = out.And(matchOr(f.Value, event))
			continue
		}
		value, present := event[f.Name]
		out = out.And(byLeaf(f.Value, estate.Yes(), func(t *estate.Tree) estate.Truth {
			if t.Kind == estate.Map {
				return matchNested(t, value)
			}
			return matchList(t, value, present)
		}))
	}
	if pattern.Open != nil {
		out = out.And(estate.Maybe(estate.Gap{Variable: pattern.Open, Origin: pattern.Origin}))
	}
	return out
}

func matchOr(choices *estate.Tree, event map[string]any) estate.Truth {
	return byLeaf(choices, estate.No(), func(t *estate.Tree) estate.Truth {
		out := estate.No()
		for _, i := range t.Items {
			out = out.Or(Match(i, event))
		}
		return out
	})
}

// matchNested goes one level down; of a list of objects one must match all. An
// object that is not there matches only what asks for absence.
func matchNested(pattern *estate.Tree, value any) estate.Truth {
	switch value := value.(type) {
	case map[string]any:
		return matchMap(pattern, value)
	case []any:
		out := estate.No()
		for _, v := range value {
			out = out.Or(matchNested(pattern, v))
		}
		return out
	}
	return matchMap(pattern, nil)
}

// matchList: one of the listed values or filters must match one of the values.
func matchList(list *estate.Tree, value any, present bool) estate.Truth {
	if list.Kind == estate.Scalar { // AWS refuses it, but its meaning is plain
		list = &estate.Tree{Kind: estate.List, Items: []*estate.Tree{list}, Origin: list.Origin}
	}
	values := []any{value}
	if l, ok := value.([]any); ok {
		values = l
	}
	out := estate.No()
	for _, item := range list.Items {
		out = out.Or(byLeaf(item, estate.No(), func(t *estate.Tree) estate.Truth {
			switch t.Kind {
			case estate.Map:
				return matchFilter(t, values, present)
			case estate.List: // a list that a condition put in a list
				return matchList(t, value, present)
			}
			return anyValue(values, present, func(v any) estate.Truth { return equals(t, v) })
		}))
	}
	if list.Open != nil {
		out = out.Or(estate.Maybe(estate.Gap{Variable: list.Open, Origin: list.Origin}))
	}
	return out
}

func anyValue(values []any, present bool, question func(any) estate.Truth) estate.Truth {
	out := estate.No()
	for _, v := range values {
		if present {
			out = out.Or(question(v))
		}
	}
	return out
}

// equals compares a literal with a value. Where the rule is deployed is where
// the samples come from.
func equals(t *estate.Tree, value any) estate.Truth {
	switch t.Text.String() {
	case "${AWS::AccountId}":
		return holds(value == Account)
	case "${AWS::Region}":
		return holds(value == Region)
	}
	_, literal := t.Text.Known()
	return estate.When(t.AsString(), false, func(s string) bool {
		return same(s, t.Plain, value) || !literal && same(s, estate.PlainNumber, value)
	})
}

func holds(b bool) estate.Truth {
	if b {
		return estate.Yes()
	}
	return estate.No()
}

func same(s string, plain estate.Plain, value any) bool {
	switch v := value.(type) {
	case string:
		return s == v && plain == estate.PlainString
	case float64:
		n, ok := number(s)
		return ok && n == v && plain == estate.PlainNumber
	case bool:
		return strings.EqualFold(s, "true") == v && (strings.EqualFold(s, "true") || strings.EqualFold(s, "false"))
	}
	return false
}
