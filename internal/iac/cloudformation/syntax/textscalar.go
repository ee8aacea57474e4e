package syntax

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"ringwall/internal/estate"
)

// plainLine reads what stands of a plain scalar on one line, and stops at the
// colon of a key, a comment, an indicator of a flow collection, or the end of
// the line.
func (r *textReader) plainLine() (string, bool) {
	if !r.plainStart() {
		return "", false
	}
	return r.restOfPlain(), true
}

// plainStart tells whether a plain scalar may start here. ("?x" would be one,
// too.)
func (r *textReader) plainStart() bool {
	switch r.text[r.pos] {
	case ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`', '?', ' ', '\t', '\n':
		return false
	case ':':
		return r.flow == 0 && !r.spaceAt(r.pos+1)
	case '-':
		return !r.spaceAt(r.pos + 1)
	}
	return true
}

func (r *textReader) restOfPlain() string {
	text, i := r.text, r.pos
scan:
	for ; i < len(text); i++ {
		switch text[i] {
		case '\n':
			break scan
		case ':':
			if r.spaceAt(i + 1) {
				break scan
			}
		case '#':
			if i > r.pos && isSpace(text[i-1]) {
				break scan
			}
		case ',', '?', '[', ']', '{', '}':
			if r.flow > 0 {
				break scan
			}
		}
	}
	out := trimBlank(text[r.pos:i])
	r.pos = i
	return out
}

// plain reads a plain scalar of a block collection; it goes on over lines that
// are indented further than the collection.
func (r *textReader) plain(indent int) (string, bool) {
	first, ok := r.plainLine()
	if !ok {
		return "", false
	}
	buffer := r.buffer[:0]
	for r.pos < len(r.text) {
		if r.text[r.pos] != '\n' { // a comment ends it; a colon would be a mistake
			ok = r.text[r.pos] == '#'
			break
		}
		ended := r.pos
		breaks, more, good := r.continuation(indent)
		if !good {
			return "", false
		}
		if !more {
			r.pos = ended
			break
		}
		if len(buffer) == 0 {
			buffer = append(buffer, first...)
		}
		r.line += breaks
		r.start = strings.LastIndexByte(r.text[:r.pos], '\n') + 1
		buffer = appendFold(buffer, breaks)
		buffer = append(buffer, r.restOfPlain()...)
	}
	if r.buffer = buffer; len(buffer) > 0 {
		return string(buffer), ok
	}
	return first, ok
}

// appendFold puts a space in the place of one line break, and n-1 breaks in the
// place of n.
func appendFold(buffer []byte, breaks int) []byte {
	if breaks == 1 {
		return append(buffer, ' ')
	}
	for ; breaks > 1; breaks-- {
		buffer = append(buffer, '\n')
	}
	return buffer
}

// continuation goes to the text of the next line that has any, and tells
// whether it continues a plain scalar.
func (r *textReader) continuation(indent int) (breaks int, more, ok bool) {
	column := 0
	for ; r.pos < len(r.text); r.pos++ {
		switch r.text[r.pos] {
		case '\n':
			breaks, column = breaks+1, 0
		case ' ':
			column++
		case '\t':
			return 0, false, false
		default:
			return breaks, column > indent && r.text[r.pos] != '#', true
		}
	}
	return breaks, false, true
}

// quoted reads a scalar in single or double quotes.
func (r *textReader) quoted() (string, bool) {
	quote := r.text[r.pos]
	r.pos++
	stop := "'\n"
	if quote == '"' {
		stop = "\"\\\n"
	}
	for from, i := r.pos, r.pos; i < len(r.text); i++ {
		switch c := r.text[i]; {
		case c == quote && (quote == '"' || !strings.HasPrefix(r.text[i+1:], "'")):
			r.pos = i + 1
			return r.text[from:i], true
		case c == '\n' || c == quote || c == '\\' && quote == '"':
			return r.quotedParts(quote, stop)
		}
	}
	return "", false
}

// quotedParts reads a scalar that has escapes or line breaks. White space
// around line breaks is dropped, and the breaks are folded.
func (r *textReader) quotedParts(quote byte, stop string) (string, bool) {
	buffer := r.buffer[:0]
	defer func() { r.buffer = buffer }()
	for {
		i := strings.IndexAny(r.text[r.pos:], stop)
		if i < 0 {
			return "", false
		}
		run := r.text[r.pos : r.pos+i]
		r.pos += i
		switch r.text[r.pos] {
		case '\n':
			buffer = append(buffer, trimBlank(run)...)
			buffer = appendFold(buffer, r.breaks())
			continue
		case quote:
			buffer = append(buffer, run...)
			r.pos++
			if quote == '\'' && r.pos < len(r.text) && r.text[r.pos] == '\'' {
				buffer = append(buffer, '\'')
				r.pos++
				continue
			}
			return string(buffer), true
		}
		buffer = append(buffer, run...)
		var ok bool
		if buffer, ok = r.escape(buffer); !ok {
			return "", false
		}
	}
}

// breaks passes over line breaks and the white space between them.
func (r *textReader) breaks() int {
	n := 0
	for ; r.pos < len(r.text) && isSpace(r.text[r.pos]); r.pos++ {
		if r.text[r.pos] == '\n' {
			n++
			r.line++
			r.start = r.pos + 1
		}
	}
	return n
}

// escapes are the letters behind a backslash and what they stand for.
const escapes, escaped = `0abt	nvfre "'\`, "\x00\a\b\t\t\n\v\f\r\x1b \"'\\"

// escape reads a backslash sequence. Rare ones are left to the library.
func (r *textReader) escape(buffer []byte) ([]byte, bool) {
	if r.pos++; r.pos >= len(r.text) {
		return buffer, false
	}
	c := r.text[r.pos]
	if c == '\n' { // an escaped line break; further ones count in full
		for n := r.breaks(); n > 1; n-- {
			buffer = append(buffer, '\n')
		}
		return buffer, true
	}
	if c == 'u' {
		return r.unicode(buffer)
	}
	i := strings.IndexByte(escapes, c)
	if i < 0 {
		return buffer, false
	}
	r.pos++
	return append(buffer, escaped[i]), true
}

func (r *textReader) unicode(buffer []byte) ([]byte, bool) {
	end := r.pos + 5
	if end > len(r.text) {
		return buffer, false
	}
	var code rune
	for _, c := range []byte(r.text[r.pos+1 : end]) {
		switch low := c | 0x20; {
		case isDigit(c):
			code = code<<4 | rune(c-'0')
		case 'a' <= low && low <= 'f':
			code = code<<4 | rune(low-'a'+10)
		default:
			return buffer, false
		}
	}
	r.pos = end
	return utf8.AppendRune(buffer, code), utf8.ValidRune(code)
}

// blockScalar reads a literal or folded scalar ("|", ">"), up to the next line
// that is not part of it.
func (r *textReader) blockScalar(indent int) (string, bool) {
	literal := r.text[r.pos] == '|'
	chomp, extra, ok := r.blockHeader()
	if !ok {
		return "", false
	}
	margin := 0
	if extra > 0 {
		margin = max(indent, 0) + extra
	}
	trailing, margin, ok := r.margin(margin, indent)
	buffer := r.buffer[:0]
	leading, blank := 0, false // breaks before the line; whether the last began blank
	for ok && r.pos < len(r.text) && r.pos-r.start == margin {
		blankNow := r.text[r.pos] == ' ' || r.text[r.pos] == '\t'
		switch {
		case leading == 0:
		case !literal && !blank && !blankNow && trailing == 0:
			buffer = append(buffer, ' ')
		case literal || blank || blankNow:
			buffer = append(buffer, '\n')
		}
		buffer = appendBreaks(buffer, trailing)
		blank = blankNow
		end := r.lineEnd()
		buffer = append(buffer, r.text[r.pos:end]...)
		leading, r.pos = 0, end
		if r.pos < len(r.text) {
			leading = 1
			r.newLine()
		}
		trailing, _, ok = r.margin(margin, indent)
	}
	if chomp != '-' {
		buffer = appendBreaks(buffer, leading)
	}
	if chomp == '+' {
		buffer = appendBreaks(buffer, trailing)
	}
	r.buffer = buffer
	return string(buffer), ok && r.next(false)
}

func appendBreaks(buffer []byte, n int) []byte {
	for ; n > 0; n-- {
		buffer = append(buffer, '\n')
	}
	return buffer
}

func (r *textReader) newLine() {
	r.pos++
	r.line++
	r.start = r.pos
}

// blockHeader reads what follows "|" or ">" on its line: how to chomp, and an
// indentation.
func (r *textReader) blockHeader() (chomp byte, extra int, ok bool) {
	for r.pos++; r.pos < len(r.text); r.pos++ {
		switch c := r.text[r.pos]; {
		case (c == '+' || c == '-') && chomp == 0:
			chomp = c
			continue
		case '1' <= c && c <= '9' && extra == 0:
			extra = int(c - '0')
			continue
		}
		break
	}
	end := r.lineEnd()
	rest := strings.TrimLeft(r.text[r.pos:end], " \t")
	if rest != "" && (rest[0] != '#' || len(rest) == end-r.pos) {
		return 0, 0, false
	}
	if r.pos = end; r.pos < len(r.text) {
		r.newLine()
	}
	return chomp, extra, true
}

// margin passes over empty lines and over indentation up to the margin; 0 is a
// margin still to be found.
func (r *textReader) margin(margin, indent int) (breaks, found int, ok bool) {
	widest := 0
	for {
		for r.pos < len(r.text) && r.text[r.pos] == ' ' && (margin == 0 || r.pos-r.start < margin) {
			r.pos++
		}
		column := r.pos - r.start
		widest = max(widest, column)
		if r.pos >= len(r.text) {
			break
		}
		if r.text[r.pos] == '\t' && (margin == 0 || column < margin) {
			return 0, 0, false
		}
		if r.text[r.pos] != '\n' {
			break
		}
		breaks++
		r.newLine()
	}
	if margin == 0 {
		margin = max(widest, indent+1, 1)
	}
	return breaks, margin, true
}

// resolve tells what a plain scalar is: a number, a Boolean, a null or text.
func resolve(s string) (plain estate.Plain, null bool) {
	if s == "" {
		return estate.PlainString, true
	}
	switch c := s[0]; {
	case c == '~' || c == 'n' || c == 'N':
		return estate.PlainString, s == "~" || s == "null" || s == "Null" || s == "NULL"
	case c == 't' || c == 'T' || c == 'f' || c == 'F':
		switch s {
		case "true", "True", "TRUE", "false", "False", "FALSE":
			return estate.PlainBool, false
		}
	case isDigit(c) || c == '-' || c == '+' || c == '.':
		if isNumber(s) {
			return estate.PlainNumber, false
		}
	}
	return estate.PlainString, false
}

// isNumber decides the common forms itself and asks the library for the others.
func isNumber(s string) bool {
	digits, dots := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case isDigit(c):
			digits++
		case c == '.' && i > 0 && isDigit(s[i-1]):
			dots++
		case c == '.' || c == '-' || c == '+' || c == '_' || isLetter(c):
		default:
			return false
		}
	}
	if digits+dots == len(s) && digits < 16 && dots <= 1 && (s[0] != '0' || len(s) == 1 || s[1] == '.') {
		return true
	}
	if digits+dots == len(s) && dots > 1 || isDate(s) {
		return false
	}
	tag := (&yaml.Node{Kind: yaml.ScalarNode, Value: s}).ShortTag()
	return tag == "!!int" || tag == "!!float"
}

// isDate is true of "2010-09-09", which is on top of nearly every template.
func isDate(s string) bool {
	if len(s) != len("2010-09-09") || s[4] != '-' || s[7] != '-' {
		return false
	}
	for i := range len(s) {
		if i != 4 && i != 7 && !isDigit(s[i]) {
			return false
		}
	}
	return true
}
