package sam

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// hashLength is how much of a hash AWS appends to a logical id.
const hashLength = 10

func sha(s string) string {
	sum := sha1.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

// hashed is a logical id that changes with the data: the prefix, and a piece of
// the hash of the data unless there are none.
func hashed(prefix string, data *value) string {
	if !data.truthy() {
		return prefix
	}
	return hashedText(prefix, stringify(data))
}

func hashedText(prefix, data string) string {
	if data == "" {
		return prefix
	}
	return prefix + sha(data)[:hashLength]
}

// suffixed appends a text that is letters and digits, and else its hash.
func suffixed(prefix, suffix string) string {
	if isAlphanumeric(suffix) {
		return prefix + suffix
	}
	return hashedText(prefix, suffix)
}

func isAlphanumeric(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return s != ""
}

// stringify is a text itself, and of all else compact JSON with sorted keys.
func stringify(v *value) string {
	if v.is(text) {
		return v.text
	}
	p := printer{sorted: true, comma: ",", colon: ":"}
	p.json(v, 0)
	return p.String()
}

// printer writes values as Python's json module and its str function do.
type printer struct {
	strings.Builder
	sorted       bool
	comma, colon string
	indent       int // a new line for each member, if positive
}

func (p *printer) json(v *value, depth int) {
	switch {
	case v.none():
		p.WriteString("null")
	case v.kind == boolean:
		p.WriteString(v.text)
	case v.kind == number:
		p.WriteString(pythonNumber(v.text))
	case v.kind == text, v.kind == opaque:
		p.quote(v.text)
	case v.kind == list:
		p.members('[', ']', len(v.items), depth, func(i int) { p.json(v.items[i], depth+1) })
	default:
		entries := v.each()
		if p.sorted {
			slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
		}
		p.members('{', '}', len(entries), depth, func(i int) {
			p.quote(entries[i].key)
			p.WriteString(p.colon)
			p.json(entries[i].value, depth+1)
		})
	}
}

func (p *printer) members(open, end byte, n, depth int, each func(int)) {
	p.WriteByte(open)
	for i := range n {
		if i > 0 {
			p.WriteString(p.comma)
		}
		p.line(depth + 1)
		each(i)
	}
	if n > 0 {
		p.line(depth)
	}
	p.WriteByte(end)
}

func (p *printer) line(depth int) {
	if p.indent > 0 {
		p.WriteString("\n" + strings.Repeat(" ", p.indent*depth))
	}
}

// quote writes a JSON text of ASCII characters only.
func (p *printer) quote(s string) {
	p.WriteByte('"')
	for _, r := range s {
		switch r {
		case '"', '\\':
			p.WriteString("\\" + string(r))
		case '\n':
			p.WriteString(`\n`)
		case '\r':
			p.WriteString(`\r`)
		case '\t':
			p.WriteString(`\t`)
		case '\b':
			p.WriteString(`\b`)
		case '\f':
			p.WriteString(`\f`)
		default:
			switch {
			case r < 0x20 || r >= 0x7f && r < 0x10000 && r != 0x7f:
				fmt.Fprintf(p, `\u%04x`, r)
			case r >= 0x10000:
				r -= 0x10000
				fmt.Fprintf(p, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
			default:
				p.WriteRune(r)
			}
		}
	}
	p.WriteByte('"')
}

// pythonNumber is a number as Python prints it.
func pythonNumber(s string) string {
	if _, err := strconv.ParseInt(s, 10, 64); err == nil {
		n, _ := strconv.ParseInt(s, 10, 64)
		return strconv.FormatInt(n, 10)
	}
	if n, err := strconv.ParseInt(s, 0, 64); err == nil { // 0x1F, 010
		return strconv.FormatInt(n, 10)
	}
	if strings.Trim(s, "-+0123456789") == "" {
		return s
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return s
	}
	out := strconv.FormatFloat(f, 'g', -1, 64)
	if abs := math.Abs(f); abs == 0 || abs >= 1e-4 && abs < 1e16 {
		out = strconv.FormatFloat(f, 'f', -1, 64)
		if !strings.Contains(out, ".") {
			out += ".0"
		}
	}
	return out
}

// print27 is what str prints of a value, with unicode texts as in Python 2.7.
func print27(v *value) string {
	var p printer
	p.repr(v)
	return p.String()
}

func (p *printer) repr(v *value) {
	switch {
	case v.none():
		p.WriteString("None")
	case v.kind == boolean && v.text == "true":
		p.WriteString("True")
	case v.kind == boolean:
		p.WriteString("False")
	case v.kind == number:
		p.WriteString(long27(pythonNumber(v.text)))
	case v.kind == text, v.kind == opaque:
		p.reprText(v.text, v.unicode)
	case v.kind == list:
		p.WriteByte('[')
		for i, m := range v.items {
			if i > 0 {
				p.WriteString(", ")
			}
			p.repr(m)
		}
		p.WriteByte(']')
	default:
		p.WriteByte('{')
		for i, e := range v.each() {
			if i > 0 {
				p.WriteString(", ")
			}
			p.reprText(e.key, e.unicode)
			p.WriteString(": ")
			p.repr(e.value)
		}
		p.WriteByte('}')
	}
}

// long27 marks integers that Python 2 held as long ones.
func long27(s string) string {
	if strings.Trim(s, "0123456789") == "" {
		if _, err := strconv.ParseInt(s, 10, 64); err != nil {
			return s + "L"
		}
	}
	return s
}

// reprText quotes a text as Python does: with apostrophes, unless there are some
// inside and no quotes.
func (p *printer) reprText(s string, isUnicode bool) {
	quote := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	if isUnicode {
		p.WriteByte('u')
	}
	p.WriteByte(quote)
	for _, r := range s {
		switch {
		case r == rune(quote):
			p.WriteString(`\` + string(r))
		case r == '\\':
			// What Python 2 wrote is made of an escaped text that is escaped
			// again, with half of the backslashes dropped.
			p.WriteString(`\\`)
		case r == '\n':
			p.WriteString(`\n`)
		case r == '\r':
			p.WriteString(`\r`)
		case r == '\t':
			p.WriteString(`\t`)
		case r < 0x20 || r == 0x7f || r >= 0x80 && r < 0x100 && (isUnicode || !unicode.IsPrint(r)):
			fmt.Fprintf(p, `\x%02x`, r)
		case r >= 0x10000 && (isUnicode || !unicode.IsPrint(r)):
			fmt.Fprintf(p, `\U%08x`, r)
		case r >= 0x100 && (isUnicode || !unicode.IsPrint(r)):
			fmt.Fprintf(p, `\u%04x`, r)
		default:
			p.WriteRune(r)
		}
	}
	p.WriteByte(quote)
}
