package policy

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestCovers(t *testing.T) {
	tests := []struct {
		p, q string
		want Answer
	}{
		{"*", "", Yes},
		{"*", "*", Yes},
		{"?*", "*?", Yes},
		{"*?", "?*", Yes},
		{"?*?", "**??", Yes},
		{"?*", "*", No},
		{"*a*", "*aa*", Yes},
		{"*aa*", "*a*a*", No},
		{"*a*a*", "*aa*", Yes},
		{"a", "?", No},
		{"a*b", "a?b", Yes},
		{"s3:*", "s3:Get*", Yes},
		{"s3:Get*", "s3:*", No},
		{"s3:*Object", "s3:Get*Object", Yes},
		{"arn:aws:s3:::*", "arn:aws:s3:::b/*", Yes},
		{"arn:aws:s3:::b*", "arn:aws:s3:::b/*", Yes},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b*", No},
		{"*a????????????????????", "*a*a*a*a????????????????????", Yes},
	}
	for _, tt := range tests {
		if got := Covers(tt.p, tt.q); got != tt.want {
			t.Errorf("Covers(%q, %q) = %v", tt.p, tt.q, got)
		}
	}
}

func TestCoversWithHoles(t *testing.T) {
	b := Join(Part{Literal: "arn:aws:s3:::"}, Part{Hole: "B"})
	tests := []struct {
		name string
		p, q Text
		want Answer
	}{
		{"a bucket's objects cover themselves", b.append("/*"), b.append("/*"), Yes},
		{"all of S3 covers it", Literal("arn:aws:s3:::*"), b, Yes},
		{"the hole may be *", b, Literal("arn:aws:s3:::*"), Unknown},
		{"not another service", b, Literal("arn:aws:sqs:::*"), No},
		{"another service doesn't", Literal("arn:aws:sqs:::*"), b, No},
		{"one bucket may be it", Literal("arn:aws:s3:::x"), b, Unknown},
	}
	for _, tt := range tests {
		if got := ResourcePattern(tt.p, true).Covers(ResourcePattern(tt.q, true)); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestOverlaps(t *testing.T) {
	tests := []struct {
		p, q string
		want Answer
	}{
		{"a*", "*b", Yes},
		{"a*", "b*", No},
		{"?", "??", No},
		{"a?c", "?b?", Yes},
		{"", "*", Yes},
		{"*a", "b", No},
	}
	for _, tt := range tests {
		p, q := ResourcePattern(Literal(tt.p), false), ResourcePattern(Literal(tt.q), false)
		if got := p.Overlaps(q); got != tt.want {
			t.Errorf("Overlaps(%q, %q) = %v", tt.p, tt.q, got)
		}
		if p.Overlaps(q) != q.Overlaps(p) {
			t.Errorf("Overlaps(%q, %q) is not symmetric", tt.p, tt.q)
		}
	}
}

// A hostile pair must end, if with Unknown.
func TestCoversIsBounded(t *testing.T) {
	for _, pair := range [][2]string{
		{"*a" + strings.Repeat("?", 40) + "b*", strings.Repeat("*a", 40) + "*"},
		{strings.Repeat("*a?", 60), strings.Repeat("*a", 100) + "*"},
		{strings.Repeat("?*ab", 60), strings.Repeat("*ab?", 100)},
	} {
		Covers(pair[0], pair[1])
	}
}

// words are all texts over the alphabet up to the length.
func words(alphabet string, length int) []string {
	out := []string{""}
	for from := 0; length > 0; length-- {
		end := len(out)
		for _, w := range out[from:end] {
			for _, c := range alphabet {
				out = append(out, w+string(c))
			}
		}
		from = end
	}
	return out
}

// A counterexample to p covering q, if there is one, needs no more letters than
// this for patterns of up to 5 tokens: each * of q stands for at most as many
// as p is long. c is the letter that the patterns don't have.
var universe = words("abc", 9)

func bruteCovers(p, q string) bool {
	for _, w := range universe {
		if Match(q, w) && !Match(p, w) {
			return false
		}
	}
	return true
}

func FuzzCovers(f *testing.F) {
	for _, seed := range [][2]string{{"*", "a"}, {"?*", "*?"}, {"a*b", "a?b"}, {"*a*", "*ab*"}, {"*a?", "*a*"}, {"?a*", "*a"}} {
		f.Add(seed[0], seed[1])
	}
	tidy := func(s string) string {
		s = strings.Map(func(r rune) rune { return rune("ab*?"[int(uint32(r))%4]) }, s)
		return s[:min(len(s), 5)]
	}
	f.Fuzz(func(t *testing.T, p, q string) {
		checkCovers(t, tidy(p), tidy(q))
	})
}

func checkCovers(t *testing.T, p, q string) {
	t.Helper()
	if got, want := Covers(p, q), answerOf(bruteCovers(p, q)); got != want {
		t.Errorf("Covers(%q, %q) = %v, want %v", p, q, got, want)
	}
	overlap := No
	for _, w := range universe {
		if Match(p, w) && Match(q, w) {
			overlap = Yes
			break
		}
	}
	if got := ResourcePattern(Literal(p), false).Overlaps(ResourcePattern(Literal(q), false)); got != overlap {
		t.Errorf("Overlaps(%q, %q) = %v, want %v", p, q, got, overlap)
	}
}

// All pairs of short patterns, against all short texts.
func TestCoversAgainstBruteForce(t *testing.T) {
	length := 4
	if testing.Short() {
		length = 3
	}
	defer func(u []string) { universe = u }(universe)
	universe = words("abc", 6)
	patterns := words("ab*?", length)
	sets := make([][]bool, len(patterns))
	for i, p := range patterns {
		for _, w := range universe {
			sets[i] = append(sets[i], Match(p, w))
		}
	}
	for i, p := range patterns {
		for j, q := range patterns {
			want := Yes
			for k := range universe {
				if sets[j][k] && !sets[i][k] {
					want = No
					break
				}
			}
			if got := Covers(p, q); got != want {
				t.Fatalf("Covers(%q, %q) = %v, want %v", p, q, got, want)
			}
		}
	}
}

// Substituting a value for a hole never turns a Yes into a No or back.
func FuzzHoles(f *testing.F) {
	f.Add("a", "*", "a", "b*", "*")
	f.Add("", "*", "?", "", "a*b")
	f.Fuzz(func(t *testing.T, before, value, after, other, word string) {
		checkHole(t, before, value, after, other, word)
	})
}

func checkHole(t *testing.T, before, value, after, other, word string) {
	tidy := func(s string) string {
		s = strings.Map(func(r rune) rune { return rune("ab*?"[int(uint32(r))%4]) }, s)
		return s[:min(len(s), 4)]
	}
	before, value, after, other = tidy(before), tidy(value), tidy(after), tidy(other)
	word = strings.NewReplacer("*", "a", "?", "b").Replace(tidy(word))
	open := ResourcePattern(Join(Part{Literal: before}, Part{Hole: "H", Plain: !hasWildcard(value)}, Part{Literal: after}), false)
	closed := ResourcePattern(Literal(before+value+after), false)
	o := ResourcePattern(Literal(other), false)
	agree := func(what string, open, closed Answer) {
		if open != Unknown && open != closed {
			t.Errorf("%s: %q %q %q, %q, %q: %v with a hole, %v without", what, before, value, after, other, word, open, closed)
		}
	}
	agree("match", open.Match(word), closed.Match(word))
	agree("covers", open.Covers(o), closed.Covers(o))
	agree("covered", o.Covers(open), o.Covers(closed))
	agree("overlaps", open.Overlaps(o), closed.Overlaps(o))
	agree("self", open.Covers(open), closed.Covers(closed))
}

// What a wildcard crosses is told by one walk over the text, as by its segments.
func TestWildWithin_IsWhatTheSegmentsTell(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 7))
	pieces := []string{"arn", ":", ":", ":", "*", "?", "a", "**", "a*", "*b", "s3"}
	for range 20_000 {
		var parts []Part
		for range r.IntN(14) {
			p := Part{Literal: pieces[r.IntN(len(pieces))]}
			if r.IntN(6) == 0 {
				p = Part{Hole: "h"}
			}
			parts = append(parts, p)
		}
		text := Join(parts...)
		cut := segments(text, false)
		want := false
		for _, p := range cut[:min(len(cut), arnSegments-1)] {
			literal := strings.TrimRight(p.literalParts(), "*")
			want = want || strings.ContainsAny(literal, "?*") || strings.Contains(p.literalParts(), "?")
		}
		if got := wildWithin(text); got != want {
			t.Fatalf("wildWithin(%s) = %v, want %v", text, got, want)
		}
	}
}
