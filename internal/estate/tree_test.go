package estate

import (
	"testing"

	"ringwall/internal/scenario"
)

func text(s string) *Tree { return NewScalar(Literal(s), Origin{File: "t"}) }

func fields(pairs ...any) *Tree {
	t := &Tree{Kind: Map, Origin: Origin{File: "t"}}
	for i := 0; i < len(pairs); i += 2 {
		t.Fields = append(t.Fields, Field{Name: pairs[i].(string), Value: pairs[i+1].(*Tree)})
	}
	return t
}

func list(items ...*Tree) *Tree { return &Tree{Kind: List, Items: items, Origin: Origin{File: "t"}} }

func either(when scenario.Guard, yes, no *Tree) *Tree {
	return &Tree{Kind: Choice, Alts: []TreeAlternative{{when, yes}, {when.Not(), no}}}
}

func TestAtGoesThroughChoices(t *testing.T) {
	isX, isTrue := scenario.Atom(paramA, "x"), scenario.Atom(paramB, "true")
	tree := fields("Outer", either(isX, fields("Inner", either(isTrue, text("both"), nil)), fields("Other", text("o"))))
	v := tree.At("Outer", "Inner").AsString()
	if a := v.In(isX.And(isTrue)); a.Is != "both" {
		t.Errorf("got %+v", a)
	}
	for _, world := range []scenario.Guard{isX.Minus(isTrue), isX.Not()} {
		if a := v.In(world); a.State != Absent {
			t.Errorf("in %v: got %+v", world, a)
		}
	}
	if tree.Has("Outer", "Nothing") || !tree.Has("Outer", "Other") {
		t.Error("Has")
	}
	if (*Tree)(nil).At("A", "B") != nil {
		t.Error("nothing is below nothing")
	}
}

func TestWhatAMacroMayAddIsUnknown(t *testing.T) {
	tree := fields("A", text("a"), "P", NewOpaque(paramC, Origin{}))
	tree.Open = paramC
	if a := tree.At("B", "C").AsString().In(scenario.Always()); a.State != Unknown || a.Gap.Variable != paramC {
		t.Errorf("got %+v", a)
	}
	for name, want := range map[string]Truth{"A": Yes(), "B": Maybe(Gap{}), "P": Yes()} {
		if got := tree.Written(name); !sameTruth(got, want) {
			t.Errorf("%s written: %+v", name, got)
		}
	}
}

func TestWrittenFollowsScenarios(t *testing.T) {
	isX := scenario.Atom(paramA, "x")
	tree := fields("A", either(isX, text("a"), nil))
	if got := tree.Written("A"); !sameTruth(got, Holds(isX)) {
		t.Errorf("got %+v", got)
	}
	if got := (*Tree)(nil).Written("A"); !sameTruth(got, No()) {
		t.Errorf("got %+v", got)
	}
}

func TestListsFlattenAndGuardTheirMembers(t *testing.T) {
	isX := scenario.Atom(paramA, "x")
	tree := list(text("a"), either(isX, list(text("b"), text("c")), nil), NewOpaque(paramC, Origin{}))
	got := tree.AsStrings()
	if len(got.Known) != 3 || !got.Known[0].When.IsAlways() || !got.Known[2].When.Equal(isX) || got.Known[2].Is != "c" {
		t.Errorf("got %+v", got.Known)
	}
	if len(got.Unknown) != 1 || got.Unknown[0].Gap.Variable != paramC {
		t.Errorf("got %+v", got.Unknown)
	}
	if one := text("alone").AsStrings(); len(one.Known) != 1 {
		t.Errorf("a single value is a list of one: %+v", one)
	}
}

func TestScalars(t *testing.T) {
	for s, want := range map[string]any{"true": true, "Yes": true, "0": false, "": false, "maybe": nil} {
		a := text(s).AsBool().In(scenario.Always())
		if want == nil && a.State != Unknown || want != nil && a.Is != want {
			t.Errorf("%q is %+v, want %v", s, a, want)
		}
	}
	for s, want := range map[string]any{"22": 22, " 8080 ": 8080, "3.0": 3, "-1": -1, "1.5": nil, "http": nil} {
		a := text(s).AsInt().In(scenario.Always())
		if want == nil && a.State != Unknown || want != nil && a.Is != want {
			t.Errorf("%q is %+v, want %v", s, a, want)
		}
	}
	for s, want := range map[string]string{"10.0.0.1/16": "10.0.0.1/16", "::/0": "::/0", "192.0.2.7": "192.0.2.7/32", "ten": ""} {
		a := text(s).AsPrefix().In(scenario.Always())
		if want == "" && a.State != Unknown || want != "" && a.Is.String() != want {
			t.Errorf("%q is %+v, want %v", s, a, want)
		}
	}
	if a := list().AsBool().In(scenario.Always()); a.State != Unknown {
		t.Errorf("a list is no Boolean: %+v", a)
	}
}

// A name that stands where its value does takes no room of its own; it keeps its own
// place where another stands elsewhere.
func TestAFieldKnowsWhereItsNameStands(t *testing.T) {
	here, there := Origin{File: "t.yaml", Line: 3, Column: 5}, Origin{File: "t.yaml", Line: 3, Column: 9}
	same, apart := NewField("Name", NewScalar(Literal("x"), here), here), NewField("Name", NewScalar(Literal("x"), there), here)
	if same.at != nil || same.Place() != here {
		t.Errorf("a name beside its value: %v, %v", same.at, same.Place())
	}
	if apart.Place() != here {
		t.Errorf("a name before its value: %v", apart.Place())
	}
	if nothing := NewField("Name", nil, here); nothing.Place() != here {
		t.Errorf("a name without a value: %v", nothing.Place())
	}
}

// What is not opaque has no gap.
func TestTheGapOfATree(t *testing.T) {
	at := Origin{File: "t.yaml", Line: 1}
	if g := NewOpaque(paramC, at).Gap(); g != (Gap{paramC, at}) {
		t.Errorf("opaque: %v", g)
	}
	if g := NewScalar(Literal("x"), at).Gap(); g != (Gap{}) {
		t.Errorf("scalar: %v", g)
	}
}
