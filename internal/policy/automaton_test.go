package policy

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// hostile are patterns that were built to make matching slow, and texts for them.
func hostile() map[string][2]string {
	as := strings.Repeat("a", 10_000)
	return map[string][2]string{
		"stars, 33 letters":          {strings.Repeat("a*", 14) + "c", strings.Repeat("a", 33)},
		"stars, 10,000 letters":      {strings.Repeat("a*", 5_000) + "c", as},
		"stars, the end is within":   {strings.Repeat("a*", 5_000) + "c*", as},
		"a long text after a star":   {"*" + strings.Repeat("a", 5_000) + "b", as},
		"every other one":            {"*" + strings.Repeat("a?", 2_500) + "b*", strings.Repeat("a", 4_999) + "b" + strings.Repeat("a", 5_000)},
		"many one by one":            {strings.Repeat("?", 5_000) + "*" + strings.Repeat("?", 4_000) + "b", as},
		"stars and one by one":       {strings.Repeat("*?", 4_000) + "b", as},
		"across the colons":          {"arn:aws:s3:" + strings.Repeat("a*", 4_000) + "c:b:*", "arn:aws:s3:" + strings.Repeat("a:", 4_000) + "c:b:a"},
		"across, and it matches":     {"arn:aws:s3:" + strings.Repeat("*a", 3_000) + ":b", "arn:aws:s3:" + strings.Repeat(":a", 4_000) + ":b"},
		"beyond ASCII":               {"*" + strings.Repeat("ä?", 2_000) + "b*", strings.Repeat("ä", 3_999) + "b" + strings.Repeat("ä", 3_000)},
		"a star in each of segments": {"arn:*a*a*a*a*:*a*a*a*a*:*a*a*a*a*:*a*a*a*:" + strings.Repeat("*a", 2_000) + "b", "arn:" + as},
	}
}

// Whatever the pattern, the steps are few: patience runs out soon, and then each
// character of the text takes a 64th of the pattern.
func TestHostilePatternsTakeFewSteps(t *testing.T) {
	for name, c := range hostile() {
		p, s := c[0], c[1]
		if patience(len(p), len(s)) > 100_000 {
			t.Errorf("%s: patience for %d steps", name, patience(len(p), len(s)))
		}
		quick, done := matchWithin(p, s, false, patience(len(p), len(s)))
		long := matchLong(p, s, false)
		if done && quick != long {
			t.Errorf("%s: %v in steps, %v by the automaton", name, quick, long)
		}
		if !done && match(p, s, false) != long {
			t.Errorf("%s: not by the automaton", name)
		}
		if words := len(newAutomaton(utf8.RuneCountInString(p), false).any); words*utf8.RuneCountInString(s) > 2_000_000 {
			t.Errorf("%s: %d steps", name, words*utf8.RuneCountInString(s))
		}
	}
	if _, done := matchWithin(hostile()["every other one"][0], hostile()["every other one"][1], false, patience(5_000, 10_000)); done {
		t.Error("no pattern needs the automaton: the test is of no use")
	}
}

// The automaton matches as the simple way does, in case or without, with the
// wildcards free, kept to their segments, or in pieces.
func TestAutomatonAgainstTheSimpleWay(t *testing.T) {
	matched, kept := 0, 0
	for seed := range uint64(30_000) {
		d := dice{rand.New(rand.NewPCG(seed, 21))}
		word := func(letters string, n int) string {
			var b strings.Builder
			for range d.IntN(n) {
				r := []rune(letters)
				b.WriteRune(r[d.IntN(len(r))])
			}
			return b.String()
		}
		p, s := word("aä:*?*bB:", 14), word("aä:bB:", 12)
		if seed%50 == 0 { // more than one word of bits
			p, s = strings.Repeat("?", 60)+p, strings.Repeat("a", 60)+s
		}
		fold := seed%2 == 0
		want, _ := matchWithin(p, s, fold, 1<<20)
		if got := matchLong(p, s, fold); got != want {
			t.Fatalf("%q, %q, %v: %v, the simple way %v", p, s, fold, got, want)
		}
		if got, want := bounded(p).run(s), keptWithin(p, s, 0); got != want {
			t.Fatalf("%q, %q within segments: %v, the simple way %v", p, s, got, want)
		} else if got {
			kept++
		}
		ps := []piece{{text: p[:0]}, {text: p}, {text: "*", literal: true}, {text: p}}
		if got, _ := matchPiecesWithin(ps, s+"*"+s, fold, 1<<20); got != matchPiecesLong(ps, s+"*"+s, fold) {
			t.Fatalf("%q, %q in pieces: %v in steps", p, s, got)
		}
		if want {
			matched++
		}
	}
	if matched < 500 || kept < 300 {
		t.Errorf("only %d match, %d within their segments", matched, kept)
	}
}

// keptWithin is what bounded does, letter by letter.
func keptWithin(p, s string, colons int) bool {
	if p == "" {
		return s == ""
	}
	c, size := utf8.DecodeRuneInString(s)
	free := colons >= 5
	switch {
	case p[0] == '*':
		after := strings.TrimLeft(p, "*")
		may := free || after == "" || after[0] == ':' || c != ':'
		return keptWithin(p[1:], s, colons) || s != "" && may && keptWithin(p, s[size:], colons)
	case s == "":
		return false
	case p[0] == '?':
		return (free || c != ':') && keptWithin(p[1:], s[size:], colons)
	case p[0] == ':':
		colons++
	}
	return p[0] == s[0] && keptWithin(p[1:], s[1:], colons)
}

func BenchmarkHostile(b *testing.B) {
	for name, c := range hostile() {
		m := resourceMatcher(Literal("arn:aws:s3:::"+c[0]), No)
		if strings.HasPrefix(c[0], "arn:") {
			m = resourceMatcher(Literal(c[0]), No)
		}
		v := resourceMatcher(Literal("arn:aws:s3:::"+c[0]+"${t:x}"), Yes)
		keys := &Context{}
		keys.Set("t:x", Literal("x"))
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				m.matchString("arn:aws:s3:::"+c[1], nil)
				m.matchString(c[1], nil)
			}
		})
		b.Run(name+", with a variable", func(b *testing.B) {
			for b.Loop() {
				v.matchString("arn:aws:s3:::"+c[1], keys)
			}
		})
	}
}
