package report

import "testing"

// TestNamesCommandNoTerminal: what stands in a template moves no cursor, sets no title
// and rings no bell; colours are the page's own.
func TestNamesCommandNoTerminal(t *testing.T) {
	for _, c := range []struct {
		text           string
		coloured       bool
		want, whatever string
	}{
		{"plain\n\tÜber", false, "plain\n\tÜber", "text stays"},
		{"a\x1b[31mred", false, "a\ufffd[31mred", "no colour where there is none"},
		{"a\x1b[1;31mred\x1b[0m", true, "a\x1b[1;31mred\x1b[0m", "colours stay"},
		{"a\x1b[2J\x1b]0;title\a\x1b", true, "a\ufffd[2J\ufffd]0;title\ufffd\ufffd", "nothing else does"},
		{"a\x00\r\x7f\u009bb", true, "a\ufffd\ufffd\ufffd\ufffdb", "nor do control characters"},
		{"\x1b[m\x1b[", true, "\x1b[m\ufffd[", "the end of a text"},
	} {
		if got := printable(c.text, c.coloured); got != c.want {
			t.Errorf("%s: %q became %q, want %q", c.whatever, c.text, got, c.want)
		}
	}
}
