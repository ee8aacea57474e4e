package review_test

import (
	"fmt"
	"slices"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// What an index leaves out is what Refers, and Named, plainly deny.
func TestAnIndexLeavesOutOnlyWhatSurelyNamesAnother(t *testing.T) {
	sometimes := scenario.Atom(&scenario.Variable{Name: "Stage", Kind: scenario.Parameter, Domain: []string{"dev", "prod"}}, "dev")
	outside := &scenario.Variable{Name: "Elsewhere", Kind: scenario.Outside}
	at := estate.Origin{File: "x"}
	known := func(t estate.Text) estate.Alternative[estate.Text] {
		return estate.Alternative[estate.Text]{State: estate.Known, Is: t}
	}
	within := func(g scenario.Guard, a estate.Alternative[estate.Text]) estate.Alternative[estate.Text] {
		a.When = g
		return a
	}
	values := []estate.Value[estate.Text]{
		{},
		estate.Of(estate.OfReference("a", ""), at),
		estate.Of(estate.OfReference("b", "Arn"), at),
		estate.Of(estate.OfReference("gone", ""), at),
		estate.Of(estate.Literal("name-b"), at),
		estate.Of(estate.Literal("arn:aws:s3:::name-a"), at),
		estate.Of(estate.Concat(estate.Literal("arn:"), estate.OfVariable(outside), estate.Literal(":name-a")), at),
		estate.Of(estate.Concat(estate.Literal("x-"), estate.OfReference("b", "")), at),
		estate.Of(estate.OfVariable(outside), at),
		estate.UnknownValue[estate.Text](estate.Gap{Variable: outside}, at),
		estate.OfAlternatives(at, within(sometimes, known(estate.OfReference("a", ""))), within(sometimes.Not(), known(estate.OfReference("b", "")))),
		estate.OfAlternatives(at, within(sometimes, known(estate.OfReference("a", "")))),
		estate.Of(estate.Literal("vpc-b"), at),
	}
	buckets := []*estate.Bucket{
		{Core: estate.Core{ID: "a"}, BucketName: estate.Of(estate.Literal("name-a"), at)},
		{Core: estate.Core{ID: "b", Physical: "vpc-b"}, BucketName: estate.Of(estate.Literal("name-b"), at)},
		{Core: estate.Core{ID: "c"}, BucketName: estate.Of(estate.OfVariable(outside), at)},
		{Core: estate.Core{ID: "d"}},
		{Core: estate.Core{ID: "e"}, BucketName: estate.Of(estate.Literal(":name-a}"), at)},
	}
	e := estate.New(estate.Estate{Resources: []estate.Resource{buckets[0], buckets[1], buckets[2], buckets[3], buckets[4]}})
	index := review.NamingOf(e, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, func(n int) estate.Value[estate.Text] { return values[n] })
	left := 0
	for _, b := range buckets {
		of, named := index.Of(b.ID), index.OfNamed(b.ID, b.BucketName)
		if !slices.IsSorted(of) || !slices.IsSorted(named) {
			t.Errorf("%s: %v and %v are not in order", b.ID, of, named)
		}
		for n, v := range values {
			name := fmt.Sprintf("value %d of %s", n, b.ID)
			refers := review.Refers(e, v, b)
			if !slices.Contains(of, n) {
				left++
				if !refers.False.IsAlways() {
					t.Errorf("%s is left out, but may refer to it", name)
				}
			}
			both := refers.Or(review.Named(v, b.BucketName))
			if !slices.Contains(named, n) && !(both.True.IsNever() && both.Unknown.IsNever()) {
				t.Errorf("%s is left out, but may name it", name)
			}
		}
	}
	if left < 20 {
		t.Errorf("only %d pairs are left out", left)
	}
}
