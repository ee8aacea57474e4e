package syntax

import (
	"strings"
	"unicode/utf8"

	"ringwall/internal/estate"
)

// textReader reads templates straight into nodes, several times as fast as the
// YAML library does. It knows the part of YAML that templates are written in,
// and with it JSON: one document, block and flow collections, scalars of every
// style, short tags and comments. Where it answers, its answer is the
// library's, places included ([FuzzReader] holds it to that); of anything else
// (anchors, merge keys, complex keys, tabs as indentation, errors of any kind)
// it says that it cannot tell, and the library reads the whole text.
//
// Columns are compared as the library does: indent is the column, from 0, of
// the block collection in which a value stands, -1 outside of all.
type textReader struct {
	file   string
	text   string
	ascii  bool // then columns are bytes
	pos    int
	line   int // from 0
	start  int // where the line starts
	fresh  bool
	flow   int // flow collections that are open
	within int // the indent outside of them
	count  int

	nodes  []Node  // to be handed out
	stack  []Field // fields of the maps that are being read
	queue  []*Node // items of the lists that are being read
	buffer []byte
}

// indicator is what stands before a block value.
type indicator uint8

const (
	nothing indicator = iota // the value is the document
	colon
	dash
)

// readText reads a document; ok is false where it cannot tell.
func readText(file string, data []byte) (n *Node, ok bool) {
	ascii, ok := readable(data)
	if !ok {
		return nil, false
	}
	text := string(data)
	if strings.IndexByte(text, '\r') >= 0 {
		text = strings.ReplaceAll(text, "\r\n", "\n")
		if strings.IndexByte(text, '\r') >= 0 {
			return nil, false
		}
	}
	r := textReader{file: file, text: withoutEnd(text), ascii: ascii}
	if !r.next(false) || !r.startDocument() {
		return nil, false
	}
	n, ok = r.block(-1, nothing, 0)
	if !ok || r.pos < len(r.text) || n.Kind == Scalar {
		return nil, false
	}
	return n, true
}

// withoutEnd cuts "..." off, which may stand on the last line.
func withoutEnd(text string) string {
	if cut, ok := strings.CutSuffix(strings.TrimRight(text, " \n"), "\n..."); ok {
		return cut + "\n"
	}
	return text
}

// readable refuses bytes that YAML does not allow, and the line breaks and marks
// of Unicode that it gives a meaning.
func readable(data []byte) (ascii, ok bool) {
	ascii = true
	for _, c := range data {
		switch {
		case c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == 0x7f:
			return false, false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	if ascii {
		return true, true
	}
	for rest := data; len(rest) > 0; {
		c, size := utf8.DecodeRune(rest)
		switch {
		case c == utf8.RuneError && size == 1,
			c >= 0x80 && c < 0xa0, c == 0x2028, c == 0x2029, c == 0xfeff, c == 0xfffe, c == 0xffff:
			return false, false
		}
		rest = rest[size:]
	}
	return false, true
}

// startDocument passes over "---" on a line of its own, and refuses marks of
// further documents.
func (r *textReader) startDocument() bool {
	if r.pos == r.start && isMark(r.text[r.pos:], "---") {
		r.pos += 3
		if !r.next(true) || !r.fresh {
			return false
		}
	}
	for _, mark := range []string{"\n---", "\n..."} {
		for rest := r.text[max(0, r.pos-1):]; ; {
			i := strings.Index(rest, mark)
			if i < 0 {
				break
			}
			if isMark(rest[i+1:], mark[1:]) {
				return false
			}
			rest = rest[i+1:]
		}
	}
	return !isMark(r.text[r.pos:], "---") && !isMark(r.text[r.pos:], "...")
}

func isMark(text, mark string) bool {
	return strings.HasPrefix(text, mark) && (len(text) == len(mark) || isSpace(text[len(mark)]))
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }

// spaceAt reports whether white space, or the end, stands at a position.
func (r *textReader) spaceAt(pos int) bool { return pos >= len(r.text) || isSpace(r.text[pos]) }

// next goes to the next token, over white space, line breaks and comments; fresh
// tells whether a line break, or the end, lay on the way. Tabs are accepted
// where the library does: within flow collections, and on the line of a token
// after which no key can follow.
func (r *textReader) next(tabs bool) bool {
	r.fresh = false
	for r.pos < len(r.text) {
		switch r.text[r.pos] {
		case ' ':
			r.pos++
		case '\t':
			if !tabs {
				return false
			}
			r.pos++
		case '\n':
			r.pos++
			r.line++
			r.start = r.pos
			r.fresh, tabs = true, r.flow > 0
		case '#':
			if r.pos > r.start && !isSpace(r.text[r.pos-1]) {
				return false
			}
			r.pos = r.lineEnd()
		default:
			return true
		}
	}
	r.fresh = true
	return true
}

func (r *textReader) lineEnd() int {
	if i := strings.IndexByte(r.text[r.pos:], '\n'); i >= 0 {
		return r.pos + i
	}
	return len(r.text)
}

// column is that of the token at pos, -1 at the end.
func (r *textReader) column() int {
	if r.pos >= len(r.text) {
		return -1
	}
	return r.pos - r.start
}

func (r *textReader) origin() estate.Origin {
	column := r.pos - r.start
	if !r.ascii {
		column = utf8.RuneCountInString(r.text[r.start:r.pos])
	}
	return estate.Origin{File: r.file, Line: r.line + 1, Column: column + 1}
}

// node hands out an empty node.
func (r *textReader) node(kind Kind, at estate.Origin) *Node {
	if len(r.nodes) == 0 {
		r.nodes = make([]Node, min(max(8, (len(r.text)-r.pos)/32), 256))
	}
	n := &r.nodes[0]
	r.nodes = r.nodes[1:]
	n.Kind, n.At = kind, at
	return n
}

func (r *textReader) scalar(text string, plain bool, at estate.Origin) *Node {
	n := r.node(Scalar, at)
	n.Text = text
	if plain {
		n.Plain, n.Null = resolve(text)
	}
	return n
}

// tagged finishes a value: what a short tag or a long form calls.
func (r *textReader) tagged(tag string, n *Node) *Node {
	n = longForm(n)
	if call, ok := shortTag(tag); ok {
		c := r.node(Call, n.At)
		c.Call, c.Arg = call, n
		return c
	}
	return n
}

// tag reads "!Name".
func (r *textReader) tag() (string, bool) {
	end := r.pos + 1
	for end < len(r.text) && (isLetter(r.text[end]) || isDigit(r.text[end]) || strings.IndexByte(":.-_", r.text[end]) >= 0) {
		end++
	}
	tag := r.text[r.pos:end]
	r.pos = end
	return tag, len(tag) > 1 && r.spaceAt(end)
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// block reads the value that follows an indicator, and goes to the token after
// it, which stands on another line.
func (r *textReader) block(indent int, after indicator, depth int) (*Node, bool) {
	if r.count++; r.count > MaxNodes || depth > maxDepth {
		return nil, false
	}
	at := r.origin() // of a value that is not there
	if !r.next(after == colon) {
		return nil, false
	}
	fresh, tag := r.fresh || after == nothing, ""
	mayBeKey := fresh || after == dash
	if r.column() > indent && r.text[r.pos] == '!' {
		at = r.origin()
		var ok bool
		if tag, ok = r.tag(); !ok || !r.next(true) {
			return nil, false
		}
		fresh, mayBeKey = r.fresh, r.fresh
	}
	n, ok := r.blockContent(indent, after, content{at, tag, fresh, mayBeKey}, depth)
	if !ok {
		return nil, false
	}
	return r.tagged(tag, n), true
}

// content is what block has found out of a value.
type content struct {
	at       estate.Origin // of its tag; or where it would stand, were there one
	tag      string
	fresh    bool // it stands on a line of its own
	mayBeKey bool // it may be a collection, with its first key or dash here
}

func (r *textReader) blockContent(indent int, after indicator, c content, depth int) (*Node, bool) {
	column := r.column()
	if c.fresh && column <= indent {
		if after == colon && column == indent && r.atDash() {
			return r.list(column, c, true, depth)
		}
		return r.scalar("", c.tag == "", c.at), after != nothing
	}
	if column < 0 {
		return nil, false
	}
	if c.tag == "" {
		c.at = r.origin()
	}
	switch first := r.text[r.pos]; {
	case r.atDash():
		if !c.mayBeKey {
			return nil, false
		}
		return r.list(column, c, false, depth)
	case first == '|' || first == '>':
		text, ok := r.blockScalar(indent)
		r.fresh = true
		return r.scalar(text, false, c.at), ok
	case first == '[' || first == '{':
		r.within = indent
		n, ok := r.flowContent(c.at, depth)
		return n, ok && r.endValue()
	}
	if c.mayBeKey && r.keyAhead() {
		return r.mapping(column, c, depth)
	}
	return r.blockText(indent, c)
}

// blockText reads a quoted or plain scalar.
func (r *textReader) blockText(indent int, c content) (*Node, bool) {
	if first := r.text[r.pos]; first == '"' || first == '\'' {
		text, ok := r.quoted()
		return r.scalar(text, false, c.at), ok && r.endValue()
	}
	text, ok := r.plain(indent)
	return r.scalar(text, c.tag == "", c.at), ok && r.endValue()
}

// endValue goes to the next token; nothing but a comment may follow a value on
// its line.
func (r *textReader) endValue() bool { return r.next(true) && r.fresh }

func (r *textReader) atDash() bool { return r.text[r.pos] == '-' && r.spaceAt(r.pos+1) }

// list reads a block sequence whose dashes stand at the column. One that is the
// value of a key may stand at the key's own column.
func (r *textReader) list(column int, c content, atKey bool, depth int) (*Node, bool) {
	if c.tag == "" {
		c.at = r.origin()
	}
	base := len(r.queue)
	for {
		r.pos++
		item, ok := r.block(column, dash, depth+1)
		if !ok {
			return nil, false
		}
		r.queue = append(r.queue, item)
		if r.column() != column || !r.atDash() {
			break
		}
	}
	return r.finishList(c.at, base), r.column() < column || atKey && r.column() == column
}

func (r *textReader) finishList(at estate.Origin, base int) *Node {
	n := r.node(List, at)
	n.Items = append(make([]*Node, 0, len(r.queue)-base), r.queue[base:]...)
	r.queue = r.queue[:base]
	return n
}

// mapping reads a block mapping whose keys stand at the column.
func (r *textReader) mapping(column int, c content, depth int) (*Node, bool) {
	base := len(r.stack)
	for {
		at := r.origin()
		name, ok := r.key()
		if !ok {
			return nil, false
		}
		value, ok := r.block(column, colon, depth+1)
		if !ok {
			return nil, false
		}
		r.stack = append(r.stack, Field{name, at, value})
		if r.column() != column {
			break
		}
	}
	return r.finishMap(c.at, base), r.column() < column
}

func (r *textReader) finishMap(at estate.Origin, base int) *Node {
	n := r.node(Map, at)
	n.Fields = append(make([]Field, 0, len(r.stack)-base), r.stack[base:]...)
	r.stack = r.stack[:base]
	return n
}

// keyAhead reports whether the token at pos is the key of a block mapping.
func (r *textReader) keyAhead() bool {
	pos, line, start := r.pos, r.line, r.start
	_, ok := r.key()
	r.pos, r.line, r.start = pos, line, start
	return ok
}

// maxKey is how far, in bytes, a colon may stand from the start of its key: the
// library takes 1,024 characters.
const maxKey = 1000

// key reads a key on one line, and the colon behind it.
func (r *textReader) key() (string, bool) {
	before, line := r.pos, r.line
	var name string
	ok := false
	switch c := r.text[r.pos]; {
	case c == '"' || c == '\'':
		if name, ok = r.quoted(); !ok || r.line != line {
			return "", false
		}
		for r.pos < len(r.text) && (r.text[r.pos] == ' ' || r.text[r.pos] == '\t') {
			r.pos++
		}
	default:
		if name, ok = r.plainLine(); !ok || name == "<<" {
			return "", false
		}
	}
	if r.pos >= len(r.text) || r.text[r.pos] != ':' || r.pos-before > maxKey {
		return "", false
	}
	r.pos++
	return name, r.flow > 0 || r.spaceAt(r.pos)
}

// trimBlank drops the white space at the end of a line.
func trimBlank(s string) string { return strings.TrimRight(s, " \t") }
