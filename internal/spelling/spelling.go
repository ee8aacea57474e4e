// Package spelling compares names that somebody wrote with names that there are, for
// hints such as "did you mean Name?". Which names come into question, and how near is
// near enough, is for those to say who give the hint.
package spelling

import "strings"

// Nearest is the first of the names with the fewest edits, of fewer than below, whatever
// the case of its letters; empty if there is none.
func Nearest(want string, names []string, below int) string {
	best, lower := "", strings.ToLower(want)
	for _, n := range names {
		if len(want)-len(n) >= below || len(n)-len(want) >= below {
			continue // as many edits at the least
		}
		if d := Distance(lower, strings.ToLower(n)); d < below {
			best, below = n, d
		}
	}
	return best
}

// Distance counts the letters that have to be changed, added or left out to make one
// word of the other (Levenshtein). Letters are bytes, and case counts.
func Distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := last
			if a[i] != b[j] {
				change++
			}
			last = row[j+1]
			row[j+1] = min(change, row[j]+1, last+1)
		}
	}
	return row[len(b)]
}
