package policy

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// The bounds of ReadJSON. AWS allows at most 20,480 characters for any policy.
const (
	MaxSize  = 1 << 20 // bytes of a document
	MaxDepth = 64      // nested lists and objects
)

// SyntaxError is a place where a JSON document cannot be read.
type SyntaxError struct {
	Pos      Position
	Found    string
	Expected string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s: found %s, expected %s", e.Pos, e.Found, e.Expected)
}

// ReadJSON reads a JSON document; name is the file in its positions. Of a key
// that stands twice in an object the last value is kept and marked Repeated.
// Errors are [*SyntaxError].
func ReadJSON(name string, data []byte) (Node, error) {
	r := &jsonReader{data: data, pos: Position{File: name, Line: 1, Column: 1}}
	if len(data) > MaxSize {
		return Node{}, r.fail(fmt.Sprintf("%d bytes", len(data)), fmt.Sprintf("at most %d bytes", MaxSize))
	}
	if bytes.HasPrefix(data, []byte("\ufeff")) {
		r.at = len("\ufeff")
	}
	r.space()
	n, err := r.value(0)
	if err != nil {
		return Node{}, err
	}
	r.space()
	if r.at < len(data) {
		return Node{}, r.failHere("the end of the document")
	}
	return n, nil
}

// jsonReader reads one document; pos is the place of data[at].
type jsonReader struct {
	data []byte
	at   int
	pos  Position
}

func (r *jsonReader) peek() byte {
	if r.at < len(r.data) {
		return r.data[r.at]
	}
	return 0
}

// skip passes over n bytes.
func (r *jsonReader) skip(n int) {
	for _, b := range r.data[r.at : r.at+n] {
		switch {
		case b == '\n':
			r.pos.Line++
			r.pos.Column = 1
		case utf8.RuneStart(b):
			r.pos.Column++
		}
	}
	r.at += n
}

func (r *jsonReader) space() {
	for r.at < len(r.data) && strings.IndexByte(" \t\r\n", r.data[r.at]) >= 0 {
		r.skip(1)
	}
}

func (r *jsonReader) fail(found, expected string) error {
	return &SyntaxError{Pos: r.pos, Found: found, Expected: expected}
}

// failHere names the next character as what was found.
func (r *jsonReader) failHere(expected string) error {
	if r.at >= len(r.data) {
		return r.fail("the end of the document", expected)
	}
	c, size := utf8.DecodeRune(r.data[r.at:])
	if c == utf8.RuneError && size == 1 {
		return r.fail(fmt.Sprintf("byte 0x%02x, which is not UTF-8", r.data[r.at]), expected)
	}
	return r.fail(strconv.QuoteRune(c), expected)
}

func (r *jsonReader) value(depth int) (Node, error) {
	if depth > MaxDepth {
		return Node{}, r.fail("deeper nesting", fmt.Sprintf("at most %d levels", MaxDepth))
	}
	start := r.pos
	switch c := r.peek(); {
	case c == '{':
		return r.object(depth)
	case c == '[':
		return r.list(depth)
	case c == '"':
		s, err := r.str()
		return Node{Kind: KindString, Text: s, Pos: start}, err
	case c == '-' || isDigit(c):
		s, err := r.number()
		return Node{Kind: KindNumber, Text: s, Pos: start}, err
	}
	return r.word()
}

func (r *jsonReader) word() (Node, error) {
	words := []Node{{Kind: KindBool, Text: "true"}, {Kind: KindBool, Text: "false"}, {Kind: KindNull, Text: "null"}}
	for _, n := range words {
		if bytes.HasPrefix(r.data[r.at:], []byte(n.Text)) {
			n.Pos = r.pos
			r.skip(len(n.Text))
			return n, nil
		}
	}
	return Node{}, r.failHere("a JSON value")
}

func (r *jsonReader) list(depth int) (Node, error) {
	n := Node{Kind: KindList, Pos: r.pos}
	err := r.sequence(']', func() error {
		item, err := r.value(depth + 1)
		n.Items = append(n.Items, item)
		return err
	})
	return n, err
}

func (r *jsonReader) object(depth int) (Node, error) {
	n := Node{Kind: KindMap, Pos: r.pos}
	seen := map[string]int{}
	err := r.sequence('}', func() error {
		f, err := r.field(depth)
		if err != nil {
			return err
		}
		if i, twice := seen[f.Name]; twice {
			f.Repeated = true
			n.Fields[i] = f
			return nil
		}
		seen[f.Name] = len(n.Fields)
		n.Fields = append(n.Fields, f)
		return nil
	})
	return n, err
}

func (r *jsonReader) field(depth int) (Field, error) {
	f := Field{Pos: r.pos}
	if r.peek() != '"' {
		return f, r.failHere("a key in double quotes")
	}
	var err error
	if f.Name, err = r.str(); err != nil {
		return f, err
	}
	r.space()
	if r.peek() != ':' {
		return f, r.failHere("':' after the key")
	}
	r.skip(1)
	r.space()
	f.Value, err = r.value(depth + 1)
	return f, err
}

// sequence reads comma-separated items up to the closing byte.
func (r *jsonReader) sequence(closing byte, item func() error) error {
	r.skip(1)
	r.space()
	if r.peek() == closing {
		r.skip(1)
		return nil
	}
	for {
		if err := item(); err != nil {
			return err
		}
		r.space()
		switch r.peek() {
		case closing:
			r.skip(1)
			return nil
		case ',':
			r.skip(1)
			r.space()
		default:
			return r.failHere(fmt.Sprintf("',' or '%c'", closing))
		}
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func (r *jsonReader) digits() error {
	if !isDigit(r.peek()) {
		return r.failHere("a digit")
	}
	for isDigit(r.peek()) {
		r.skip(1)
	}
	return nil
}

// number reads a JSON number and keeps it as it is written.
func (r *jsonReader) number() (string, error) {
	start := r.at
	if r.peek() == '-' {
		r.skip(1)
	}
	zero := r.peek() == '0'
	first := r.at
	if err := r.digits(); err != nil {
		return "", err
	}
	if zero && r.at > first+1 {
		return "", r.fail("a number that starts with 0", "no leading zero")
	}
	if r.peek() == '.' {
		r.skip(1)
		if err := r.digits(); err != nil {
			return "", err
		}
	}
	if c := r.peek(); c == 'e' || c == 'E' {
		r.skip(1)
		if c := r.peek(); c == '+' || c == '-' {
			r.skip(1)
		}
		if err := r.digits(); err != nil {
			return "", err
		}
	}
	return string(r.data[start:r.at]), nil
}

// str reads a string in double quotes.
func (r *jsonReader) str() (string, error) {
	r.skip(1)
	var out []byte
	for {
		c := r.peek()
		switch {
		case r.at >= len(r.data) || c < ' ':
			return "", r.failHere("the closing '\"' of a string")
		case c == '"':
			r.skip(1)
			return string(out), nil
		case c == '\\':
			ch, err := r.escape()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, ch)
		default:
			ch, size := utf8.DecodeRune(r.data[r.at:])
			if ch == utf8.RuneError && size == 1 {
				return "", r.failHere("UTF-8 text")
			}
			out = append(out, r.data[r.at:r.at+size]...)
			r.skip(size)
		}
	}
}

// escape reads a backslash sequence. Half a surrogate pair is U+FFFD, as in
// encoding/json.
func (r *jsonReader) escape() (rune, error) {
	r.skip(1)
	c := r.peek()
	if c == 'u' {
		ch, err := r.hex()
		if err != nil || !utf16.IsSurrogate(ch) || !bytes.HasPrefix(r.data[r.at:], []byte(`\u`)) {
			return ch, err
		}
		here := *r
		r.skip(1)
		low, err := r.hex()
		if pair := utf16.DecodeRune(ch, low); err == nil && pair != utf8.RuneError {
			return pair, nil
		}
		*r = here
		return utf8.RuneError, nil
	}
	const from, to = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	i := strings.IndexByte(from, c)
	if i < 0 || r.at >= len(r.data) {
		return 0, r.failHere(`one of " \ / b f n r t u after '\'`)
	}
	r.skip(1)
	return rune(to[i]), nil
}

// hex reads uXXXX.
func (r *jsonReader) hex() (rune, error) {
	r.skip(1)
	end := min(r.at+4, len(r.data))
	v, err := strconv.ParseUint(string(r.data[r.at:end]), 16, 32)
	if err != nil || end-r.at < 4 {
		return 0, r.failHere("four hexadecimal digits after '\\u'")
	}
	r.skip(4)
	return rune(v), nil
}
