package report

import (
	"encoding/json"
	"strconv"

	"ringwall/internal/estate"
)

// value turns a property into what JSON writes: known values as they are, open
// parts of texts as ${…}, alternatives as {"one_of": [{"when", "value"}]}, what
// is unknown as {"unknown": cause}. Secrets are hidden.
func value(t *estate.Tree, secret bool) any {
	if t.IsMissing() {
		return nil
	}
	switch t.Kind {
	case estate.Scalar:
		return scalar(t, secret)
	case estate.List:
		out := make([]any, len(t.Items))
		for i, x := range t.Items {
			out[i] = value(x, secret)
		}
		return out
	case estate.Map:
		pair := isSecretPair(t)
		out := map[string]any{}
		for _, f := range t.Fields {
			if !f.Value.IsMissing() {
				out[f.Name] = value(f.Value, namesSecret(f.Name) || pair && pairValue(f.Name))
			}
		}
		return out
	case estate.Choice:
		return choice(t, secret)
	}
	return map[string]any{"unknown": causeOf(t.Gap())}
}

type alternative struct {
	When  string `json:"when"`
	Value any    `json:"value"`
}

func choice(t *estate.Tree, secret bool) any {
	var out []alternative
	for _, l := range t.Leaves() {
		out = append(out, alternative{l.When.String(), value(l.Tree, secret)})
	}
	return map[string]any{"one_of": out}
}

func scalar(t *estate.Tree, secret bool) any {
	s, known := t.Text.Known()
	switch {
	case t.Plain == estate.PlainBool && known:
		if b, err := strconv.ParseBool(s); err == nil {
			return b
		}
	case secret:
		return masked(t.Text, true)
	case t.Plain == estate.PlainNumber && known && json.Valid([]byte(s)):
		return json.Number(s)
	}
	return t.Text.String()
}

// gapsIn lists what is not known of a resource's properties, without repeats.
func gapsIn(t *estate.Tree) []estate.Gap {
	var out []estate.Gap
	seen := map[string]bool{}
	add := func(g estate.Gap) {
		if key := g.Cause(); !seen[key] {
			seen[key] = true
			out = append(out, g)
		}
	}
	t.Walk(func(_ string, t *estate.Tree) bool {
		if t.Kind == estate.Opaque {
			add(t.Gap())
		}
		for _, v := range t.Text.Variables() {
			add(estate.Gap{Variable: v, Origin: t.Origin})
		}
		for _, a := range t.Alts {
			for _, v := range a.When.Support() {
				add(estate.Gap{Variable: v, Origin: t.Origin})
			}
		}
		return true
	})
	return out
}
