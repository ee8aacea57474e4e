package data

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestAssignmentsAreTheMatchesOfTheExpression holds the search by hand to the
// regular expression over whole texts.
func TestAssignmentsAreTheMatchesOfTheExpression(t *testing.T) {
	pieces := []string{
		"password", "passwd", "passphrase", "Secret", "TOKEN", "api_key", "apikey", "access_key", "accesskey", "private_key", "pass", "key",
		"--", "-", "_", ".", " ", "\n", "\t", "=", ":", "\"", "'", "$", "{", "}", "x", "Db", "db-", "hunter22", "Tr0ub4dor", "abcdef", "é", "ſ",
	}
	r := rand.New(rand.NewPCG(7, 8))
	found := 0
	for range 200_000 {
		var b strings.Builder
		for range 1 + r.IntN(14) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		text := b.String()
		want := anyAssignment.FindAllStringSubmatch(text, -1)
		got := assignments(text)
		if !slices.EqualFunc(got, want, slices.Equal[[]string]) {
			t.Fatalf("%q: got %q, want %q", text, got, want)
		}
		found += len(got)
	}
	if found < 1000 {
		t.Errorf("only %d matches: the texts try nothing", found)
	}
}

func TestRepeatsCountsDifferentCharacters(t *testing.T) {
	for text, want := range map[string]bool{"": false, "xx": false, "xxx": true, "****": true, "abab": true, "abc": false, "aaab": true, "abca": false, "éé-": true} {
		if got := repeats(text); got != want {
			t.Errorf("repeats(%q) = %v, want %v", text, got, want)
		}
	}
}

func BenchmarkAssigned(b *testing.B) {
	line := "aws s3 cp s3://bucket/setup.sh /tmp && chmod +x /tmp/setup.sh --token-file /etc/token PASSWORD=$(cat /run/secret)\n"
	text := strings.Repeat(line, 40)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if name, _ := assigned(text); name != "" {
			b.Fatal(name)
		}
	}
}
