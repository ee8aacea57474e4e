// Package spelling compares names that somebody wrote with names that there are, for
// hints such as "did you mean Name?". Which names come into question, and how near is
// near enough, is for those to say who give the hint.
package spelling

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
