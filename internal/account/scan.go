package account

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"slices"
	"strconv"
	"unicode/utf8"
)

// scanner reads JSON from a stream, value by value, as its caller asks for
// them:
//
//	for s.open('{'); s.more(); {
//		switch string(s.key()) {
//		case "VpcId":
//			id = s.text()
//		default:
//			s.skip()
//		}
//	}
//
// It keeps a window of the stream and nothing of what has been read. What it
// hands out is good until its next call. The first error stays: from then on
// every list is at its end and every value empty. A value of another type than
// asked for is no such error: it is noted in wrong, and read over.
type scanner struct {
	r   io.Reader
	buf []byte // the window: buf[pos:] is unread
	pos int
	// keep is where the token that is being read begins; -1 between tokens.
	keep int
	// before is how many bytes of the stream are no longer in the window; lines
	// how many newlines stand before buf[counted], and lineAt where the last
	// line began, as an offset in the stream.
	before  int64
	lines   int
	counted int
	lineAt  int64

	// fixedLine and fixedColumn are where all of it stands, if it is a text within
	// another file.
	fixedLine, fixedColumn int

	first bool // the list or map that was opened last has had no member yet
	none  bool // what was opened last is no list or map
	depth int
	// brackets close what is open, outermost first.
	brackets [deepest]byte
	// indents are how much white space stood before the last member of each depth.
	indents [deepest + 1]uint8
	eof     bool
	err     error
	wrong   *fault
	// faults counts the values of a wrong type.
	faults int

	last            []byte // what key answered last
	name, unescaped []byte // of the last key and text that could not stay where they were
}

// fault is what is wrong with a file, and where.
type fault struct {
	line, column int
	what         string
}

func (f *fault) Error() string { return fmt.Sprintf("%d:%d: %s", f.line, f.column, f.what) }

const (
	window = 256 << 10
	// longest bounds one string of a file, deepest how far values nest.
	longest = 64 << 20
	deepest = 200
)

func newScanner(r io.Reader) *scanner {
	return &scanner{r: r, buf: make([]byte, 0, window), keep: -1}
}

// scanning reads what is in memory, whole.
func scanning(text []byte) *scanner { return &scanner{buf: text, eof: true, keep: -1} }

// reset makes the scanner read another stream with the same window.
func (s *scanner) reset(r io.Reader) {
	*s = scanner{r: r, buf: s.buf[:0], keep: -1, name: s.name, unescaped: s.unescaped}
}

// fill reads more of the stream behind what is kept of the window; false at the
// end.
func (s *scanner) fill() bool {
	if s.eof || s.err != nil {
		return false
	}
	from := s.pos
	if s.keep >= 0 {
		from = s.keep
	}
	s.count(from)
	rest := copy(s.buf, s.buf[from:])
	s.buf, s.before = s.buf[:rest], s.before+int64(from)
	s.pos, s.counted = s.pos-from, 0
	if s.keep >= 0 {
		s.keep = 0
	}
	if rest == cap(s.buf) {
		if rest >= longest {
			s.fail("a text of more than %d bytes", longest)
			return false
		}
		s.buf = append(make([]byte, 0, 2*rest), s.buf...)
	}
	for range 100 { // a reader may give nothing for a while
		n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		if err != nil {
			s.eof = true
			if !errors.Is(err, io.EOF) {
				s.fail("%s", err)
			}
		}
		if n > 0 || s.eof {
			return n > 0
		}
	}
	s.fail("%s", io.ErrNoProgress)
	return false
}

// count counts the newlines before buf[to].
func (s *scanner) count(to int) {
	if to <= s.counted {
		return
	}
	part := s.buf[s.counted:to]
	if n := bytes.Count(part, []byte{'\n'}); n > 0 {
		s.lines += n
		s.lineAt = s.before + int64(s.counted+bytes.LastIndexByte(part, '\n')) + 1
	}
	s.counted = to
}

// place is the line and column of the next byte, from 1.
func (s *scanner) place() (line, column int) {
	if s.fixedLine > 0 {
		return s.fixedLine, s.fixedColumn
	}
	s.count(s.pos)
	return s.lines + 1, int(s.before+int64(s.pos)-s.lineAt) + 1
}

func (s *scanner) fail(format string, args ...any) {
	if s.err == nil {
		line, column := s.place()
		s.stop(&fault{line, column, fmt.Sprintf(format, args...)})
	}
}

// stop sets the error and empties the window, so that nothing more is read.
func (s *scanner) stop(err error) {
	s.err, s.eof, s.keep = err, true, -1
	s.before, s.counted = s.before+int64(s.pos), 0
	s.buf, s.pos = s.buf[:0], 0
}

// found describes what stands at the scanner's place, for messages.
func (s *scanner) found() string {
	if s.err != nil || s.pos >= len(s.buf) {
		return "the end of the file"
	}
	switch c := s.buf[s.pos]; {
	case c == '"':
		return "a text"
	case c == '{':
		return "a map"
	case c == '[':
		return "a list"
	case c == '-' || c >= '0' && c <= '9':
		return "a number"
	case c == 't' || c == 'f':
		return "true or false"
	case c == 'n':
		return "null"
	default:
		r, _ := utf8.DecodeRune(s.buf[s.pos:])
		return strconv.QuoteRune(r)
	}
}

// begin reads over a byte order mark.
func (s *scanner) begin() {
	for len(s.buf) < 3 && s.fill() {
	}
	switch {
	case bytes.HasPrefix(s.buf, []byte("\xef\xbb\xbf")):
		s.pos = 3
	case bytes.HasPrefix(s.buf, []byte("\xff\xfe")), bytes.HasPrefix(s.buf, []byte("\xfe\xff")):
		s.fail("found UTF-16, expected UTF-8 (in PowerShell: aws … | Out-File -Encoding utf8 FILE)")
	}
}

const eightSpaces = 0x2020202020202020

// peek is the next byte that is not white space; 0 at the end or after an
// error.
func (s *scanner) peek() byte {
	if s.pos < len(s.buf) && s.buf[s.pos] > ' ' {
		return s.buf[s.pos]
	}
	return s.peekBeyond()
}

func (s *scanner) peekBeyond() byte {
	i, buf := s.pos, s.buf
	if i+1 < len(buf) && buf[i] == ' ' && buf[i+1] > ' ' { // after a colon
		s.pos++
		return buf[i+1]
	}
	if c := s.indented(s.depth); c != 0 {
		return c
	}
	if s.depth > 0 { // before a closing bracket
		if c := s.indented(s.depth - 1); c != 0 {
			return c
		}
	}
	before := s.before + int64(i)
	c := s.peekOver()
	if n := int(s.before + int64(s.pos) - before); c != 0 && n <= s.pos && n <= len(indent) && string(s.buf[s.pos-n:s.pos]) == indent[:n] {
		s.indents[s.depth] = uint8(n)
	}
	return c
}

// indented reads over the white space that stood before the members of a depth: most
// are indented alike. It is 0 where other white space stands there.
func (s *scanner) indented(depth int) byte {
	i, n, buf := s.pos, int(s.indents[depth]), s.buf
	if i+n < len(buf) && buf[i+n] > ' ' && string(buf[i:i+n]) == indent[:n] {
		s.pos += n
		return buf[i+n]
	}
	return 0
}

// indent is a line's end and the longest white space that is looked for at once.
const indent = "\n                                                                "

// peekOver reads over white space, whatever it is.
func (s *scanner) peekOver() byte {
	for {
		buf := s.buf
		for i := s.pos; i < len(buf); i++ {
			switch buf[i] {
			case '\n', ' ', '\t', '\r':
				for i+9 <= len(buf) { // an indent
					other := binary.LittleEndian.Uint64(buf[i+1:]) ^ eightSpaces
					i += bits.TrailingZeros64(other) / 8
					if other != 0 {
						break
					}
				}
			default:
				s.pos = i
				return buf[i]
			}
		}
		s.pos = len(buf)
		if !s.fill() {
			return 0
		}
	}
}

// open enters a list or map. What is null or of another type has no members.
func (s *scanner) open(bracket byte) {
	if c := s.peek(); c != bracket {
		want := "a map"
		if bracket == '[' {
			want = "a list"
		}
		s.other(c, want)
		s.none = true
		return
	}
	if s.depth == deepest {
		s.fail("more than %d levels of brackets", deepest)
		return
	}
	s.brackets[s.depth] = bracket + 2 // the closing one, in ASCII
	s.depth++
	s.pos++
	s.first = true
}

// more goes on to the next member of the list or map that was opened; false at
// its end.
func (s *scanner) more() bool {
	if s.none {
		s.none = false
		return false
	}
	first := s.first
	s.first = false
	c := s.peek()
	switch {
	case c == '}' || c == ']':
		if s.depth--; c != s.brackets[s.depth] {
			s.unexpected("the other kind of closing bracket")
		}
		s.pos++
		return false
	case c == 0:
		s.unexpected("the next member or the closing bracket")
		return false
	case first:
		return true
	case c != ',':
		s.unexpected("a comma or the closing bracket")
		return false
	}
	s.pos++
	if c = s.peek(); c == '}' || c == ']' {
		s.unexpected("another member after the comma")
		return false
	}
	return true
}

// key is the name of the member that more went on to.
func (s *scanner) key() []byte {
	if s.peek() != '"' {
		s.unexpected("a member's name in quotes")
		return nil
	}
	k := s.quoted()
	s.last = k
	if s.pos < len(s.buf) && s.buf[s.pos] == ':' {
		s.pos++
		return k
	}
	// What k points at may move when the window does.
	k = append(s.name[:0], k...)
	s.name, s.last = k, k
	if s.peek() != ':' {
		s.unexpected("a colon")
		return nil
	}
	s.pos++
	return k
}

// unexpected is the error that something else stands where want is needed.
func (s *scanner) unexpected(want string) {
	s.fail("found %s, expected %s", s.found(), want)
}

// other reads over a value of another type than asked for, and notes it unless
// it is null.
func (s *scanner) other(c byte, want string) {
	if c != 'n' && s.err == nil {
		line, column := s.place()
		s.note(line, column, "found "+s.found()+", expected "+want)
	}
	s.skip()
}

// note keeps the first value of a wrong type.
func (s *scanner) note(line, column int, what string) {
	if s.faults++; s.wrong == nil {
		s.wrong = &fault{line, column, what}
	}
}

// skip reads over a value of any type.
func (s *scanner) skip() {
	switch c := s.peek(); c {
	case '"':
		s.quoted()
	case '{':
		for s.open('{'); s.more(); {
			s.key()
			s.skip()
		}
	case '[':
		for s.open('['); s.more(); {
			s.skip()
		}
	case 0:
		s.unexpected("a value")
	default:
		switch w := s.word(); {
		case len(w) == 0:
			s.unexpected("a value")
		case string(w) == "true", string(w) == "false", string(w) == "null", isNumber(w):
		default:
			s.misspelt(w)
		}
	}
}

// atEnd reports whether nothing but white space is left.
func (s *scanner) atEnd() bool { return s.peek() == 0 && s.pos >= len(s.buf) }

// marked reads what a key holds and reports whether a record of it has one of the
// marks of its kind.
func (s *scanner) marked(k kind) bool {
	if k.single {
		return s.hasMember(k.marks)
	}
	for s.open('['); s.more(); {
		if s.peek() != '{' {
			s.skip()
		} else if s.hasMember(k.marks) {
			return true
		}
	}
	return false
}

// hasMember reads a map until it has one of the members.
func (s *scanner) hasMember(names []string) bool {
	for s.open('{'); s.more(); {
		if slices.Contains(names, string(s.key())) {
			return true
		}
		s.skip()
	}
	return false
}
