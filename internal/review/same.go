package review

import (
	"strings"

	"ringwall/internal/estate"
)

// Same compares texts of which parts may not be known: where both have the same open
// parts at their ends, by what stands between.
func Same(t, u estate.Text, at estate.Origin) estate.Truth {
	if t.Equal(u) {
		return estate.Yes()
	}
	t, u = between(t, u)
	if apart(t, u) {
		return estate.No()
	}
	out := estate.No()
	for _, x := range t.Expand() {
		for _, y := range u.Expand() {
			one := estate.No()
			if x.Is == y.Is {
				one = estate.Yes()
			}
			for _, a := range []estate.Alternative[string]{x, y} {
				if a.State == estate.Unknown {
					a.Gap.Origin = at
					one = estate.Maybe(a.Gap)
				}
			}
			out = out.Or(one.Given(x.When.And(y.When)))
		}
	}
	return out
}

// between leaves the parts off with which both texts begin, and those with which
// both end.
func between(t, u estate.Text) (estate.Text, estate.Text) {
	x, y := t.Parts(), u.Parts()
	for len(x) > 0 && len(y) > 0 && x[0].Text().Equal(y[0].Text()) {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1].Text().Equal(y[len(y)-1].Text()) {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	return joined(x), joined(y)
}

func joined(parts []estate.Part) estate.Text {
	out := make([]estate.Text, len(parts))
	for i, p := range parts {
		out[i] = p.Text()
	}
	return estate.Concat(out...)
}

// apart is true of texts that begin or end differently, whatever their open parts
// come to.
func apart(t, u estate.Text) bool {
	a, z := t.Ends()
	b, y := u.Ends()
	return !strings.HasPrefix(a, b) && !strings.HasPrefix(b, a) || !strings.HasSuffix(z, y) && !strings.HasSuffix(y, z)
}
