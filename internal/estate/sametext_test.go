package estate_test

import (
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func TestTextsAreTheSameWhereTheirVariableIsWhatRemains(t *testing.T) {
	stage := &scenario.Variable{Name: "Stage", Kind: scenario.Parameter}
	other := &scenario.Variable{Name: "Other", Kind: scenario.Parameter}
	name := estate.Concat(estate.Literal("app-"), estate.OfVariable(stage), estate.Literal("-logs"))
	undecided := scenario.Atom(other, "undecided")
	for _, c := range []struct {
		a, b estate.Text
		want scenario.Guard
	}{
		{estate.Literal("x"), estate.Literal("x"), scenario.Always()},
		{estate.Literal("x"), estate.Literal("y"), scenario.Never()},
		{name, name, scenario.Always()},
		{name, estate.Literal("app-live-logs"), scenario.Atom(stage, "live")},
		{estate.Literal("app-live-logs"), name, scenario.Atom(stage, "live")},
		{name, estate.Literal("app--logs"), scenario.Atom(stage, "")},
		{name, estate.Literal("app-logs"), scenario.Never()},
		{name, estate.Literal("web-live-logs"), scenario.Never()},
		{estate.OfVariable(stage), estate.OfVariable(other), undecided},
		{estate.OfReference("Bucket", ""), estate.Literal("bucket"), undecided},
	} {
		got := estate.SameText(c.a, c.b, func(x, y estate.Alternative[string]) scenario.Guard { return undecided })
		if !got.Minus(c.want).IsNever() || !c.want.Minus(got).IsNever() {
			t.Errorf("%s is %s where %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestTextIsAnyOfSomeWhereItIsOneOfThem(t *testing.T) {
	stage := &scenario.Variable{Name: "Stage", Kind: scenario.Parameter, Domain: []string{"dev", "live", "test"}}
	free := &scenario.Variable{Name: "Free", Kind: scenario.Parameter}
	wants := []string{"app-dev", "app-test", "app-mars", "web"}
	for _, text := range []estate.Text{
		estate.Literal("web"),
		estate.Literal("mail"),
		estate.Concat(estate.Literal("app-"), estate.OfVariable(stage)),
		estate.Concat(estate.Literal("db-"), estate.OfVariable(stage)),
		estate.Concat(estate.Literal("app-"), estate.OfVariable(free)),
		estate.OfVariable(free),
		estate.OfVariable(stage),
	} {
		got, ok := text.SameAsAny(wants)
		want := scenario.Never()
		for _, w := range wants {
			want = want.Or(estate.SameText(text, estate.Literal(w), nil))
		}
		if !ok || !got.Equal(want) {
			t.Errorf("%s is one of them where %v (told: %v), want %v", text, got, ok, want)
		}
	}
	for _, text := range []estate.Text{estate.OfReference("Bucket", ""), estate.Concat(estate.OfVariable(stage), estate.OfVariable(free))} {
		if _, ok := text.SameAsAny(wants); ok {
			t.Errorf("%s is told, though it has no single variable", text)
		}
	}
}
