package eventpattern

import (
	"net/netip"
	"strconv"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/review"
)

// matchFilter applies a filter such as {prefix: …} ("Comparison operators for
// use in event patterns").
func matchFilter(filter *estate.Tree, values []any, present bool) estate.Truth {
	out := estate.Yes()
	for _, f := range filter.Fields {
		out = out.And(byLeaf(f.Value, estate.No(), func(t *estate.Tree) estate.Truth {
			switch f.Name {
			case "exists":
				return estate.When(t.AsBool(), false, func(want bool) bool { return want == present })
			case "numeric":
				return anyValue(values, present, func(v any) estate.Truth { return matchNumeric(t, v) })
			case "anything-but":
				return anyValue(values, present, func(v any) estate.Truth { return anyOf(t, v).Not() })
			}
			return anyValue(values, present, func(v any) estate.Truth { return matchString(f.Name, t, v) })
		}))
	}
	return out
}

// anyOf is what anything-but excludes: a value, a list of values, or a filter
// on one or several strings.
func anyOf(t *estate.Tree, value any) estate.Truth {
	return byLeaf(t, estate.No(), func(t *estate.Tree) estate.Truth {
		out := estate.No()
		switch t.Kind {
		case estate.List:
			for _, i := range t.Items {
				out = out.Or(anyOf(i, value))
			}
		case estate.Map:
			for _, f := range t.Fields {
				out = out.Or(matchString(f.Name, f.Value, value))
			}
		case estate.Scalar:
			return equals(t, value)
		}
		return out
	})
}

// matchString applies a filter on strings. A list of texts stands for each of
// them, and {equals-ignore-case: …} for a text in any case.
func matchString(op string, t *estate.Tree, value any) estate.Truth {
	text, ok := value.(string)
	if !ok {
		return estate.No()
	}
	return byLeaf(t, estate.No(), func(t *estate.Tree) estate.Truth {
		out := estate.No()
		switch t.Kind {
		case estate.List:
			for _, i := range t.Items {
				out = out.Or(matchString(op, i, value))
			}
		case estate.Map:
			return matchString(op, lowered(t.At("equals-ignore-case")), strings.ToLower(text))
		case estate.Scalar:
			return estate.When(t.AsString(), false, func(s string) bool { return applies(op, s, text) })
		}
		return out
	})
}

// lowered is a scalar in lower case.
func lowered(t *estate.Tree) *estate.Tree {
	if t.IsMissing() {
		return nil
	}
	if s, ok := t.AsString().Known(); ok {
		return estate.NewScalar(estate.Literal(strings.ToLower(s)), t.Origin)
	}
	return t
}

func applies(op, operand, text string) bool {
	switch op {
	case "prefix":
		return strings.HasPrefix(text, operand)
	case "suffix":
		return strings.HasSuffix(text, operand)
	case "equals-ignore-case":
		return strings.EqualFold(text, operand)
	case "wildcard":
		return wildcard(operand, text)
	case "cidr":
		p, err := netip.ParsePrefix(operand)
		a, bad := netip.ParseAddr(text)
		return err == nil && bad == nil && p.Contains(a)
	}
	return false
}

// wildcard matches * against any run of characters; a backslash takes the next
// character as it is.
func wildcard(pattern, text string) bool {
	if pattern == "" {
		return text == ""
	}
	switch {
	case pattern[0] == '*':
		for i := 0; i <= len(text); i++ {
			if wildcard(pattern[1:], text[i:]) {
				return true
			}
		}
		return false
	case pattern[0] == '\\' && len(pattern) > 1:
		pattern = pattern[1:]
	}
	return text != "" && pattern[0] == text[0] && wildcard(pattern[1:], text[1:])
}

// matchNumeric reads a list of comparisons: [">=", 7, "<", 9].
func matchNumeric(t *estate.Tree, value any) estate.Truth {
	n, ok := value.(float64)
	if !ok || t.Kind != estate.List || len(t.Items)%2 != 0 {
		return estate.No()
	}
	out := estate.Yes()
	for i := 0; i < len(t.Items); i += 2 {
		bound := t.Items[i+1].AsString()
		out = out.And(byLeaf(t.Items[i], estate.No(), func(op *estate.Tree) estate.Truth {
			return review.Ask(op.AsString(), estate.No(), func(sign string) estate.Truth {
				return estate.When(bound, false, func(s string) bool { return compare(n, sign, s) })
			})
		}))
	}
	return out
}

func compare(n float64, sign, bound string) bool {
	b, ok := number(bound)
	if !ok {
		return false
	}
	switch sign {
	case "=":
		return n == b
	case ">":
		return n > b
	case ">=":
		return n >= b
	case "<":
		return n < b
	case "<=":
		return n <= b
	}
	return false
}

func number(s string) (float64, bool) {
	n, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	return n, err == nil
}
