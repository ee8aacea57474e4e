package policy

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestOwn_NamesThatAWSMakesAreNobodyElses: what is answered of a text with the hole
// of a generated name holds for the names that AWS may make.
func TestOwn_NamesThatAWSMakesAreNobodyElses(t *testing.T) {
	own := func(name string) Part { return Part{Hole: name, Own: true} }
	lit := func(s string) Part { return Part{Literal: s} }
	bucket := Join(lit("arn:aws:s3:::"), own("B"), lit("/key"))
	for _, c := range []struct {
		pattern Text
		want    Answer
	}{
		{Join(lit("arn:aws:s3:::"), own("B"), lit("/*")), Yes},
		{Join(lit("arn:aws:s3:::"), own("C"), lit("/*")), No},
		{Literal("arn:aws:s3:::my-bucket/*"), No},
		{Literal("arn:aws:s3:::my-*/*"), Unknown},
		{Literal("arn:aws:s3:::*/key"), Yes},
		{Literal("arn:aws:s3:::*/other"), No},
		{Literal("arn:aws:s3:::????????????/key"), Unknown},
		{Literal("*"), Yes},
		{Join(lit("arn:aws:s3:::"), Part{Hole: "AParameter"}, lit("/*")), Unknown},
	} {
		if got := ResourcePattern(c.pattern, false).MatchText(bucket); got != c.want {
			t.Errorf("%s matches %s: %s, want %s", c.pattern, bucket, got, c.want)
		}
	}
}

// TestOwn_AnswersHoldForAllNames tries random patterns with random names in the
// place of the holes.
func TestOwn_AnswersHoldForAllNames(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 7))
	names := []string{"B", "C"}
	some := func(wild bool) []Part {
		var out []Part
		for range 1 + rnd.IntN(4) {
			switch rnd.IntN(6) {
			case 0, 1:
				out = append(out, Part{Hole: names[rnd.IntN(2)], Own: true})
			case 2:
				if wild {
					out = append(out, Part{Literal: string("*?"[rnd.IntN(2)])})
				}
			case 3:
				out = append(out, Part{Literal: string("/:"[rnd.IntN(2)])})
			default:
				out = append(out, Part{Literal: string("sx-"[rnd.IntN(3)])})
			}
		}
		return out
	}
	fill := func(parts []Part, with map[string]string) string {
		var b strings.Builder
		for _, p := range parts {
			b.WriteString(p.Literal + with[p.Hole])
		}
		return b.String()
	}
	decided := map[Answer]int{}
	for range 200_000 {
		pattern, text := some(true), some(false)
		got := ResourcePattern(Join(pattern...), false).MatchText(Join(text...))
		decided[got]++
		for range 4 {
			with := map[string]string{"": "",
				"B": []string{"", "s-", "x", "s-x-"}[rnd.IntN(4)] + "Q1", "C": []string{"", "s-", "x", "s-x-"}[rnd.IntN(4)] + "Q2"}
			if is := Match(fill(pattern, with), fill(text, with)); got != Unknown && is != (got == Yes) {
				t.Fatalf("%s matches %s: %s, but with %v it is %v", Join(pattern...), Join(text...), got, with, is)
			}
		}
	}
	if decided[Yes] < 1000 || decided[No] < 1000 || decided[Unknown] < 1000 {
		t.Errorf("too few of a kind: %v", fmt.Sprint(decided))
	}
}

// TestOwn_ARoleIsKnownByItsName: its path doesn't tell it from another one.
func TestOwn_ARoleIsKnownByItsName(t *testing.T) {
	role := func(parts ...Part) Text {
		return Join(append([]Part{{Literal: "arn:aws:iam::"}, {Hole: "AWS::AccountId", Segment: true}, {Literal: ":role/"}}, parts...)...)
	}
	app := Caller{Kind: RoleSession, Role: role(Part{Literal: "x/"}, Part{Hole: "App", Own: true}), Account: Join(Part{Hole: "AWS::AccountId", Segment: true})}
	for _, c := range []struct {
		entry Text
		want  Answer
	}{
		{role(Part{Hole: "App", Own: true}), Yes},
		{role(Part{Literal: "x/"}, Part{Hole: "App", Own: true}), Yes},
		{role(Part{Hole: "Other", Own: true}), No},
		{role(Part{Literal: "admin"}), No},
		{Literal("arn:aws:iam::111122223333:role/admin"), No},
		{Literal("arn:aws:iam::111122223333:root"), Unknown},
		{Join(Part{Literal: "arn:aws:iam::"}, Part{Hole: "AWS::AccountId", Segment: true}, Part{Literal: ":root"}), Yes},
		{Join(Part{Hole: "AWS::AccountId", Segment: true}), Yes},
	} {
		n := newPrincipals(&Principals{AWS: []Text{c.entry}}).name(&app)
		if got := n.Answer(); got != c.want {
			t.Errorf("%s names %s: %s, want %s", c.entry, app.Role, got, c.want)
		}
	}
}
