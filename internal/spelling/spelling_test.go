package spelling_test

import (
	"testing"

	"ringwall/internal/spelling"
)

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"name", "name", 0},
		{"", "abc", 3},
		{"Name", "name", 1},      // changed
		{"revew", "review", 1},   // left out
		{"revieww", "review", 1}, // added
		{"reveiw", "review", 2},  // two letters that changed places
		{"kitten", "sitting", 3}, // all three
		{"abc", "xyz", 3},        // nothing alike
	} {
		if got := spelling.Distance(c.a, c.b); got != c.want {
			t.Errorf("from %q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
		if got := spelling.Distance(c.b, c.a); got != c.want {
			t.Errorf("from %q to %q: %d, want %d", c.b, c.a, got, c.want)
		}
	}
}
