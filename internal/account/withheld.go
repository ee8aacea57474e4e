package account

import "ringwall/internal/estate"

// withheld is what stands in a snapshot instead of a value that may be a secret
// (package wire writes it).
const withheld = "(removed: not collected)"

// unknownWhereWithheld makes unknown the values of a tree that collecting left out.
func unknownWhereWithheld(t *estate.Tree) *estate.Tree {
	if t.IsMissing() {
		return t
	}
	if s, _ := t.Text.Known(); t.Kind == estate.Scalar && s == withheld {
		g := estate.NotListed("a value that may be a secret", "collecting does not keep it", "look at it in the account")
		return estate.NewOpaque(g.Variable, t.Origin)
	}
	for i, f := range t.Fields {
		t.Fields[i].Value = unknownWhereWithheld(f.Value)
	}
	for i, x := range t.Items {
		t.Items[i] = unknownWhereWithheld(x)
	}
	return t
}
