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

func TestNearest(t *testing.T) {
	names := []string{"Subnet", "Subnets", "VPC"}
	for _, c := range []struct {
		want  string
		below int
		near  string
	}{
		{"subnte", 3, "Subnet"},
		{"SUBNETS", 1, "Subnets"}, // case is no edit
		{"subnetz", 2, "Subnet"},  // of two that are as near the first
		{"subnte", 2, ""},
		{"x", 1, ""},
	} {
		if got := spelling.Nearest(c.want, names, c.below); got != c.near {
			t.Errorf("%q, below %d: %q, want %q", c.want, c.below, got, c.near)
		}
	}
}
