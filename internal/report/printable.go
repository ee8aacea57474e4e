package report

import (
	"strings"
	"unicode"
)

// Printable is text without the characters that command a terminal: names and values
// come from files that others wrote. Line breaks and tabs stay.
func Printable(s string) string { return strings.Map(tame, s) }

func tame(r rune) rune {
	if r != '\n' && r != '\t' && unicode.IsControl(r) {
		return unicode.ReplacementChar
	}
	return r
}

// printable is [Printable], but for the colours of a page.
func printable(s string, coloured bool) string {
	if !coloured {
		return Printable(s)
	}
	var b strings.Builder
	for {
		text, rest, more := strings.Cut(s, "\x1b")
		b.WriteString(Printable(text))
		if !more {
			return b.String()
		}
		const longest = len("[1;31m")
		if end := strings.IndexByte(rest[:min(len(rest), longest)], 'm'); end > 0 && rest[0] == '[' && strings.Trim(rest[1:end], "0123456789;") == "" {
			b.WriteString("\x1b" + rest[:end+1])
			rest = rest[end+1:]
		} else {
			b.WriteRune(unicode.ReplacementChar)
		}
		s = rest
	}
}
