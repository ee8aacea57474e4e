package policy

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func patternsOf(globs ...string) []Pattern {
	var out []Pattern
	for _, g := range globs {
		out = append(out, ResourcePattern(Literal(g), false))
	}
	return out
}

func TestWitness(t *testing.T) {
	tests := []struct {
		all, none []string
		text      string
		want      Answer
	}{
		{nil, nil, "", Yes},
		{[]string{"*"}, []string{""}, "x", Yes},
		{[]string{"s3:*"}, []string{"s3:Get*"}, "s3:", Yes},
		{[]string{"s3:?*"}, []string{"s3:x*", "s3:y*"}, "s3:z", Yes},
		{[]string{"s3:Get*"}, []string{"s3:*"}, "", No},
		{[]string{"a*", "*b"}, nil, "ab", Yes},
		{[]string{"a*", "b*"}, nil, "", No},
		{[]string{"*"}, []string{"a*", "b*", "?", ""}, "xx", Yes},
		{[]string{"??"}, []string{"x?", "?x"}, "yy", Yes},
		{[]string{"*é"}, []string{"é"}, "xé", Yes},
	}
	for _, tt := range tests {
		if text, got := Witness(patternsOf(tt.all...), patternsOf(tt.none...)); got != tt.want || text != tt.text {
			t.Errorf("in %q, not in %q: %q %v, want %q %v", tt.all, tt.none, text, got, tt.text, tt.want)
		}
	}
	if _, got := Witness([]Pattern{ResourcePattern(Hole("H"), false)}, nil); got != Unknown {
		t.Errorf("a hole: %v", got)
	}
	if _, got := Witness([]Pattern{everyAction}, []Pattern{everyResource}); got != Unknown {
		t.Errorf("actions and resources: %v", got)
	}
	hostile := patternsOf(strings.Repeat("*a?", 30), strings.Repeat("?*ab", 30), strings.Repeat("*b?", 40))
	Witness(hostile, patternsOf(strings.Repeat("*a", 50)+"*"))
}

// Against all short texts: c is a letter that no pattern has.
func TestWitnessAgainstEnumeration(t *testing.T) {
	d := dice{rand.New(rand.NewPCG(1, 6))}
	texts := words("abx", 6)
	for range 2_000 {
		var all, none []string
		for range 1 + d.IntN(2) {
			all = append(all, d.text("ab*?*", 5))
		}
		for range d.IntN(4) {
			none = append(none, d.text("ab*?*", 5))
		}
		fits := func(s string) bool {
			for _, p := range all {
				if !Match(p, s) {
					return false
				}
			}
			for _, p := range none {
				if Match(p, s) {
					return false
				}
			}
			return true
		}
		text, got := Witness(patternsOf(all...), patternsOf(none...))
		if got == Unknown || got == Yes && !fits(text) {
			t.Fatalf("in %q, not in %q: %q %v", all, none, text, got)
		}
		for _, s := range texts {
			if fits(s) && (got == No || len(s) < len(text)) {
				t.Fatalf("in %q, not in %q: %q is one; found %q %v", all, none, s, text, got)
			}
		}
	}
}
