package review

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// documentNode is a policy document as it is in a class of scenarios. One that
// is written as JSON text with references in it (Fn::Sub around the JSON) is
// read with a mark in the place of each, which then becomes a hole.
func documentNode(t *estate.Tree, world scenario.Guard) policy.Node {
	n := nodeOf(t, world)
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
// a condition's key, which no more is asked of than how it ends.
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
