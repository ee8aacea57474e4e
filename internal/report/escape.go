package report

import (
	"strings"
	"unicode/utf8"
)

// escape writes text so that it stands for itself in HTML and XML, in content
// and in quoted attributes. What neither may hold becomes U+FFFD.
func escape(b *strings.Builder, s string) {
	from := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if with := entity(r, size); with != "" {
			b.WriteString(s[from:i])
			b.WriteString(with)
			from = i + size
		}
		i += size
	}
	b.WriteString(s[from:])
}

// entity is what stands for a character; empty if it stands for itself.
func entity(r rune, size int) string {
	switch r {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '"':
		return "&#34;"
	case '\'':
		return "&#39;"
	case '\n':
		return "&#10;"
	case '\t':
		return "&#9;"
	case 0xfffe, 0xffff:
		return "\ufffd"
	case utf8.RuneError:
		if size == 1 {
			return "\ufffd"
		}
	}
	if r < 0x20 || r >= 0x7f && r < 0xa0 {
		return "\ufffd"
	}
	return ""
}

func escaped(s string) string {
	var b strings.Builder
	escape(&b, s)
	return b.String()
}
