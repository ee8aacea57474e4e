package estate

import (
	"testing"

	"ringwall/internal/scenario"
)

func TestTextsAreJoinedIntoAsFewPartsAsThereAre(t *testing.T) {
	v := OfVariable(&scenario.Variable{Name: "V"})
	r := OfReference("R", "Arn")
	for _, c := range []struct {
		texts []Text
		want  string
		parts int
	}{
		{nil, "", 0},
		{[]Text{Literal("")}, "", 0},
		{[]Text{Literal("a"), {}, Literal("b")}, "ab", 1},
		{[]Text{v}, "${V}", 1},
		{[]Text{{}, v, {}}, "${V}", 1},
		{[]Text{Literal("a"), Literal("b"), v, r, Literal("c"), {}, Literal("d")}, "ab${V}${R.Arn}cd", 4},
		{[]Text{Concat(v, Literal("x")), Literal("y"), Concat(Literal("z"), r)}, "${V}xyz${R.Arn}", 3},
	} {
		got := Concat(c.texts...)
		if got.String() != c.want || len(got.Parts()) != c.parts {
			t.Errorf("%v: got %q in %d parts, want %q in %d", c.texts, got, len(got.Parts()), c.want, c.parts)
		}
		if _, known := got.Known(); known != (got.Variables() == nil && got.References() == nil) {
			t.Errorf("%v: %q is known: %v", c.texts, got, known)
		}
	}
}

// TestEqualTellsPartsApart: a variable may have the name of a resource.
func TestEqualTellsPartsApart(t *testing.T) {
	v, w := OfVariable(&scenario.Variable{Name: "Vpc"}), OfVariable(&scenario.Variable{Name: "Vpc"})
	for _, other := range []Text{OfReference("Vpc", ""), Literal("${Vpc}"), Concat(v, Literal("x")), OfVariable(&scenario.Variable{Name: "V"})} {
		if v.Equal(other) || other.Equal(v) {
			t.Errorf("%s is equal to %s", v, other)
		}
	}
	if !v.Equal(w) || !Concat(v, Literal("x")).Equal(Concat(w, Literal("x"))) {
		t.Error("equal texts are not equal")
	}
}
