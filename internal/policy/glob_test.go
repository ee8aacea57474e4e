package policy

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestMatch(t *testing.T) {
	tests := []struct {
		pattern, s string
		want       bool
	}{
		{"", "", true},
		{"", "a", false},
		{"*", "", true},
		{"*", "a/b:c", true},
		{"**", "x", true},
		{"?", "", false},
		{"?", "é", true},
		{"??", "é", false},
		{"a*c", "abbbc", true},
		{"a*c", "abbb", false},
		{"a?c", "a\nc", true},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b/a\nb", true},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::B/a", false},
		{"*a*b", "aab", true},
		{"*ab", "aab", true},
		{"[ab]", "a", false},
		{"a.c", "abc", false},
		{`\*`, "*", false},
	}
	for _, tt := range tests {
		if got := Match(tt.pattern, tt.s); got != tt.want {
			t.Errorf("Match(%q, %q) = %v", tt.pattern, tt.s, got)
		}
	}
}

func TestActionNamesAreNotCaseSensitive(t *testing.T) {
	p := ActionPattern(Literal("S3:get*"))
	if p.Match("s3:GetObject") != Yes || p.Match("s3:PutObject") != No {
		t.Error(p.Match("s3:GetObject"), p.Match("s3:PutObject"))
	}
	if ResourcePattern(Literal("arn:aws:s3:::A"), true).Match("arn:aws:s3:::a") != No {
		t.Error("resources are case-sensitive")
	}
}

func TestMatchDoesNotBlowUp(t *testing.T) {
	start := time.Now()
	if Match(strings.Repeat("a*", 50)+"c", strings.Repeat("a", 20000)) {
		t.Error("matched")
	}
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("took %v", d)
	}
}

func TestMatchWithHoles(t *testing.T) {
	bucket := Join(Part{Literal: "arn:aws:s3:::"}, Part{Hole: "Bucket"}, Part{Literal: "/*"})
	tests := []struct {
		name    string
		pattern Text
		s       Text
		want    Answer
	}{
		{"a hole may be anything", bucket, Literal("arn:aws:s3:::b/key"), Unknown},
		{"what surrounds it may rule it out", bucket, Literal("arn:aws:sqs:::b/key"), No},
		{"a hole is itself", bucket, Join(Part{Literal: "arn:aws:s3:::"}, Part{Hole: "Bucket"}, Part{Literal: "/key"}), Yes},
		{"a star takes a hole", Literal("arn:aws:s3:::*"), bucket, Yes},
		{"a question mark need not take a hole", Literal("arn:aws:s3:::?/*"), bucket, Unknown},
		{"another hole", bucket, Join(Part{Literal: "arn:aws:s3:::"}, Part{Hole: "Other"}, Part{Literal: "/key"}), Unknown},
		{"a star in a text is no wildcard", Literal("a"), Literal("*"), No},
	}
	for _, tt := range tests {
		if got := ResourcePattern(tt.pattern, true).MatchText(tt.s); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestPolicyVariablesNeedVersion2012(t *testing.T) {
	text := Literal("arn:aws:s3:::b/${aws:username}/*")
	if got := ResourcePattern(text, true).Match("arn:aws:s3:::b/bob/x"); got != Unknown {
		t.Errorf("variable: %v", got)
	}
	if got := ResourcePattern(text, false).Match("arn:aws:s3:::b/bob/x"); got != No {
		t.Errorf("literal: %v", got)
	}
	if got := ResourcePattern(text, false).Match("arn:aws:s3:::b/${aws:username}/x"); got != Yes {
		t.Errorf("literal itself: %v", got)
	}
	star := ResourcePattern(Literal("a${*}b"), true)
	if star.Match("a*b") != Yes || star.Match("axb") != No {
		t.Error("${*} is a literal star")
	}
}

func TestVariableIsNeverAWildcard(t *testing.T) {
	v := ResourcePattern(Literal("${aws:username}"), true)
	if got := v.Covers(everyResource); got != No {
		t.Errorf("variable covers *: %v", got)
	}
	if got := ResourcePattern(Hole("P"), true).Covers(everyResource); got != Unknown {
		t.Errorf("hole covers *: %v", got)
	}
	if v.Covers(v) != Yes || everyResource.Covers(v) != Yes {
		t.Error("a variable is covered by itself and by *")
	}
}

// naive is the definition of a glob, exponential.
func naive(p, s []rune) bool {
	switch {
	case len(p) == 0:
		return len(s) == 0
	case p[0] == '*':
		return naive(p[1:], s) || len(s) > 0 && naive(p, s[1:])
	default:
		return len(s) > 0 && (p[0] == '?' || p[0] == s[0]) && naive(p[1:], s[1:])
	}
}

func FuzzGlob(f *testing.F) {
	for _, seed := range [][2]string{{"*", ""}, {"a*b?", "aabé"}, {"?*", "x"}, {"*a*a", "aaa"}, {"*é", "éé"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, p, s string) {
		if len(p) > 10 || len(s) > 14 || !utf8.ValidString(p) || !utf8.ValidString(s) {
			return
		}
		want := naive([]rune(p), []rune(s))
		if got := Match(p, s); got != want {
			t.Errorf("Match(%q, %q) = %v", p, s, got)
		}
		if got := ResourcePattern(Literal(p), false).MatchText(Literal(s)); got != answerOf(want) {
			t.Errorf("MatchText(%q, %q) = %v", p, s, got)
		}
		if got := ResourcePattern(Literal(p), false).glob(nil).overlaps(literalGlob(s)); got != want {
			t.Errorf("overlaps(%q, %q) = %v", p, s, got)
		}
	})
}
