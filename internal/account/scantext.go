package account

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// text is a string's bytes; nil where there is none.
func (s *scanner) text() []byte {
	if c := s.peek(); c != '"' {
		s.other(c, "a text")
		return nil
	}
	return s.quoted()
}

// str is a string of its own.
func (s *scanner) str() string { return string(s.text()) }

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// special has a high bit set in each byte of x that is a quote, a backslash or
// a control character (and perhaps in bytes after the first of these).
func special(x uint64) uint64 {
	quote, slash := x^ones*'"', x^ones*'\\'
	return ((quote-ones)&^quote | (slash-ones)&^slash | (x-ones*0x20)&^x) & highs
}

// quoted reads the string that begins at the scanner's place. Most stand whole
// in the window and have no escapes.
func (s *scanner) quoted() []byte {
	buf, i := s.buf, s.pos+1
	for i+8 <= len(buf) {
		m := special(binary.LittleEndian.Uint64(buf[i:]))
		if m == 0 {
			i += 8
			continue
		}
		if i += bits.TrailingZeros64(m) / 8; buf[i] != '"' {
			break
		}
		out := buf[s.pos+1 : i]
		s.pos = i + 1
		return out
	}
	return s.quotedSlowly()
}

func (s *scanner) quotedSlowly() []byte {
	s.keep = s.pos
	s.pos++
	escaped := false
	for s.err == nil {
		buf, i := s.buf, s.pos
		for i < len(buf) && buf[i] != '"' && buf[i] != '\\' && buf[i] >= 0x20 {
			i++
		}
		s.pos = i
		switch {
		case i == len(buf):
			if !s.fill() {
				s.fail("found the end of the file, expected the end of a text")
			}
		case buf[i] == '"':
			out := buf[s.keep+1 : i]
			s.pos, s.keep = i+1, -1
			if escaped {
				return s.unescape(out)
			}
			return out
		case buf[i] < 0x20:
			s.fail("found a control character, expected the end of a text")
		default:
			escaped = true
			s.pos++
			for s.pos == len(s.buf) {
				if !s.fill() {
					s.fail("found the end of the file, expected the end of a text")
					break
				}
			}
			s.pos++
		}
	}
	s.keep = -1
	return nil
}

// unescape replaces the escapes of a string.
func (s *scanner) unescape(in []byte) []byte {
	out := s.unescaped[:0]
	for i := 0; i < len(in); i++ {
		if in[i] != '\\' {
			out = append(out, in[i])
			continue
		}
		i++
		switch c := in[i]; c {
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case '"', '\\', '/':
			out = append(out, c)
		case 'u':
			r, ok := hexRune(in[i+1:])
			if !ok {
				s.fail(`found \u without four digits in a text`)
				return nil
			}
			i += 4
			if low, ok := hexRune(trimEscape(in[i+1:])); ok && utf16.IsSurrogate(r) {
				if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
					r, i = both, i+6
				}
			}
			out = utf8.AppendRune(out, r)
		default:
			s.fail(`found the escape \%c in a text, which JSON does not have`, c)
			return nil
		}
	}
	s.unescaped = out
	return out
}

// trimEscape is what follows a second \u; nothing if there is none.
func trimEscape(in []byte) []byte {
	rest, ok := bytes.CutPrefix(in, []byte(`\u`))
	if !ok {
		return nil
	}
	return rest
}

func hexRune(in []byte) (rune, bool) {
	if len(in) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(string(in[:4]), 16, 16)
	return rune(n), err == nil
}

// word reads a number or a literal: all that stands until white space or
// punctuation.
func (s *scanner) word() []byte {
	s.keep = s.pos
	for {
		for ; s.pos < len(s.buf); s.pos++ {
			switch s.buf[s.pos] {
			case ',', '}', ']', ' ', '\n', '\r', '\t', ':', '"', '{', '[':
				out := s.buf[s.keep:s.pos]
				s.keep = -1
				return out
			}
		}
		if !s.fill() {
			out := s.buf[s.keep:s.pos]
			s.keep = -1
			return out
		}
	}
}

// boolean is a Boolean; not ok where there is none.
func (s *scanner) boolean() (is, ok bool) {
	switch c := s.peek(); c {
	case 't', 'f':
		w := s.word()
		if is = string(w) == "true"; is || string(w) == "false" {
			return is, true
		}
		s.misspelt(w)
	default:
		s.other(c, "true or false")
	}
	return false, false
}

// number is a whole number; not ok where there is none.
func (s *scanner) number() (n int, ok bool) {
	c := s.peek()
	if c != '-' && (c < '0' || c > '9') {
		s.other(c, "a number")
		return 0, false
	}
	w := s.word()
	n, err := strconv.Atoi(string(w))
	switch {
	case !isNumber(w):
		s.misspelt(w)
	case err == nil:
		return n, true
	default:
		line, column := s.placeOf(w)
		s.note(line, column, "found "+string(w)+", expected a whole number")
	}
	return 0, false
}

// placeOf is where the word begins that was just read.
func (s *scanner) placeOf(w []byte) (line, column int) {
	s.pos -= len(w)
	line, column = s.place()
	s.pos += len(w)
	return line, column
}

func (s *scanner) misspelt(w []byte) {
	if s.err == nil {
		line, column := s.placeOf(w)
		s.stop(&fault{line, column, fmt.Sprintf("found %.40q, which is no value of JSON", w)})
	}
}

// isNumber is JSON's grammar of numbers.
func isNumber(w []byte) bool {
	digits := func() bool {
		n := 0
		for n < len(w) && w[n] >= '0' && w[n] <= '9' {
			n++
		}
		w = w[n:]
		return n > 0
	}
	w = bytes.TrimPrefix(w, []byte("-"))
	if len(w) > 1 && w[0] == '0' && w[1] >= '0' && w[1] <= '9' || !digits() {
		return false
	}
	if len(w) > 0 && w[0] == '.' {
		if w = w[1:]; !digits() {
			return false
		}
	}
	if len(w) > 0 && (w[0] == 'e' || w[0] == 'E') {
		if w = w[1:]; len(w) > 0 && (w[0] == '+' || w[0] == '-') {
			w = w[1:]
		}
		return digits() && len(w) == 0
	}
	return len(w) == 0
}

// literal is a number as it is written; nil where there is none.
func (s *scanner) literal() []byte {
	w := s.word()
	if !isNumber(w) {
		if len(w) == 0 {
			s.unexpected("a value")
		} else {
			s.misspelt(w)
		}
		return nil
	}
	return w
}

// plain is the beginning of a file in UTF-8, if it is in UTF-16: the file is
// recognised then, and reading it says what is wrong with it.
func plain(head []byte) []byte {
	var order binary.ByteOrder = binary.LittleEndian
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		order = binary.BigEndian
	default:
		return head
	}
	var units []uint16
	for n := 2; n+1 < len(head); n += 2 {
		units = append(units, order.Uint16(head[n:]))
	}
	return []byte(string(utf16.Decode(units)))
}
