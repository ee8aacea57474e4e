package data

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/review"
)

// byDefault reports whether a statement holds when defaults are taken, whatever
// else is open: what a message may say of the usual case.
func byDefault(t estate.Truth) bool {
	return !t.True.ByDefault().IsNever() && t.False.ByDefault().IsNever() && t.Unknown.ByDefault().IsNever()
}

// refersIn reports whether a value refers to a resource of the estate.
func refersIn(e *estate.Estate, v estate.Value[estate.Text]) bool {
	for _, a := range v.Alternatives() {
		if _, ok := e.Follow(a.Is); ok && a.State == estate.Known {
			return true
		}
	}
	return false
}

// isTrue and isFalse ask for a known Boolean; absence is neither.
func isTrue(v estate.Value[bool]) estate.Truth  { return estate.Is(v, true) }
func isFalse(v estate.Value[bool]) estate.Truth { return estate.Is(v, false) }

// awsManagedKey is true where a key is none of the customer's: absent, or an
// alias that AWS manages.
func awsManagedKey(key estate.Value[estate.Text]) estate.Truth {
	return review.Ask(key, estate.Yes(), func(t estate.Text) estate.Truth {
		if strings.Contains(t.String(), "alias/aws/") || strings.HasPrefix(t.String(), "aws/") {
			return estate.Yes()
		}
		if len(t.References()) > 0 || strings.Contains(t.String(), ":key/") || strings.Contains(t.String(), "alias/") {
			return estate.No()
		}
		return estate.When(estate.OfAlternatives(key.Origin, t.Expand()...), true, func(s string) bool {
			return s == "" || strings.Contains(s, "alias/aws/")
		})
	})
}
