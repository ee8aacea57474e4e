package syntax

import (
	"strings"

	"ringwall/internal/estate"
)

// flowValue reads a value within a flow collection, and goes to the token after
// it.
func (r *textReader) flowValue(depth int) (*Node, bool) {
	if r.count++; r.count > MaxNodes || depth > maxDepth || r.pos >= len(r.text) {
		return nil, false
	}
	at, tag := r.origin(), ""
	if r.text[r.pos] == '!' {
		var ok bool
		if tag, ok = r.tag(); !ok || !r.next(true) || r.pos >= len(r.text) {
			return nil, false
		}
	}
	n, ok := r.flowUntagged(at, tag, depth)
	if !ok || !r.next(true) {
		return nil, false
	}
	return r.tagged(tag, n), true
}

func (r *textReader) flowUntagged(at estate.Origin, tag string, depth int) (n *Node, ok bool) {
	var text string
	switch c := r.text[r.pos]; c {
	case '[', '{':
		n, ok = r.flowContent(at, depth)
	case '"', '\'':
		text, ok = r.quoted()
		n = r.scalar(text, false, at)
	case ',', ']', '}':
		n, ok = r.scalar("", false, at), tag != ""
	default:
		text, ok = r.plainLine()
		n = r.scalar(text, tag == "", at)
		ok = ok && (r.within < 0 || !r.tabAhead())
	}
	return n, ok
}

// tabAhead reports whether a later line begins with a tab; behind a plain scalar
// the library may take that for a mistake.
func (r *textReader) tabAhead() bool {
	return strings.HasPrefix(r.text[r.pos:], "\n") && strings.HasPrefix(strings.TrimLeft(r.text[r.pos:], " \n"), "\t")
}

// flowContent reads a flow collection, which may span lines.
func (r *textReader) flowContent(at estate.Origin, depth int) (*Node, bool) {
	r.flow++
	defer func() { r.flow-- }()
	isMap := r.text[r.pos] == '{'
	r.pos++
	if !r.next(true) {
		return nil, false
	}
	if isMap {
		return r.flowMap(at, depth)
	}
	return r.flowList(at, depth)
}

func (r *textReader) flowList(at estate.Origin, depth int) (*Node, bool) {
	base := len(r.queue)
	for first := true; ; first = false {
		more, ok := r.flowMore(']', first)
		if !ok {
			return nil, false
		}
		if !more {
			return r.finishList(at, base), true
		}
		pos := r.pos
		item, ok := r.flowValue(depth + 1)
		if ok && r.pos < len(r.text) && r.text[r.pos] == ':' {
			item, ok = r.flowPair(item, pos, depth+1)
		}
		if !ok {
			return nil, false
		}
		r.queue = append(r.queue, item)
	}
}

// flowPair reads the value of a lone key in a list: [a: b] is [{a: b}]. The key,
// which began at the given place, has been taken for an item.
func (r *textReader) flowPair(key *Node, began, depth int) (*Node, bool) {
	if key.Kind != Scalar || began < r.start || r.pos-began > maxKey || key.Text == "<<" {
		return nil, false
	}
	r.pos++
	if !r.next(true) {
		return nil, false
	}
	value, ok := r.flowValue(depth + 1)
	if !ok {
		return nil, false
	}
	base := len(r.stack)
	r.stack = append(r.stack, Field{key.Text, key.At, value})
	return longForm(r.finishMap(key.At, base)), true
}

func (r *textReader) flowMap(at estate.Origin, depth int) (*Node, bool) {
	base := len(r.stack)
	for first := true; ; first = false {
		more, ok := r.flowMore('}', first)
		if !ok {
			return nil, false
		}
		if !more {
			return r.finishMap(at, base), true
		}
		place := r.origin()
		name, ok := r.key()
		if !ok || !r.next(true) {
			return nil, false
		}
		value, ok := r.flowValue(depth + 1)
		if !ok {
			return nil, false
		}
		r.stack = append(r.stack, Field{name, place, value})
	}
}

// flowMore goes to the next member of a flow collection, or past its end. A
// comma may stand before the end.
func (r *textReader) flowMore(closing byte, first bool) (more, ok bool) {
	if !first && r.pos < len(r.text) && r.text[r.pos] == ',' {
		r.pos++
		if !r.next(true) {
			return false, false
		}
		first = true
	}
	if r.pos >= len(r.text) {
		return false, false
	}
	if r.text[r.pos] == closing {
		r.pos++
		return false, true
	}
	return true, first
}
