package policy

import (
	"fmt"
	"strings"
)

// Part is a piece of text: a literal, or a hole named after what is not known.
// A part with a Hole has no Literal.
type Part struct {
	Literal string
	Hole    string
	// Plain says of a hole that its value, though not known, is one text
	// without wildcards and policy variables: an attribute of a resource, an
	// account id.
	Plain bool
	// Own says of a plain hole that it is the name that AWS makes for one thing,
	// ending in characters that nobody chose: it has neither colon nor slash, and
	// only a wildcard or the same hole matches it.
	Own bool
	// Segment says of a plain hole that it has neither colon nor slash, as a Region
	// or an account.
	Segment bool
	// Colonless says of a plain hole that it has no colon.
	Colonless bool
}

// Text is a string of a document that may have holes. Two holes of the same
// name have the same value. A hole that makes up a whole entry of a list may
// stand for any number of entries. The zero value is absent text.
type Text struct {
	literal string // all of it, where parts is empty
	parts   []Part // at least one hole, or empty
	set     bool
	Pos     Position
}

// Literal is text without holes.
func Literal(s string) Text { return Text{literal: s, set: true} }

// Hole is text of which nothing is known but the cause.
func Hole(name string) Text { return Text{parts: []Part{{Hole: name}}, set: true} }

// Join is the text made of the parts; neighbouring literals are merged.
func Join(parts ...Part) Text { return join(make([]Part, 0, len(parts)), parts) }

// Joined is [Join] of parts that are no longer needed: the text is made in their place.
func Joined(parts []Part) Text { return join(parts[:0], parts) }

// join merges parts into a list, which may be their own: it never gets ahead of them.
func join(merged, parts []Part) Text {
	holes := false
	for _, p := range parts {
		last := len(merged) - 1
		switch {
		case p.Hole != "":
			holes = true
			merged = append(merged, Part{Hole: p.Hole, Plain: p.Plain || p.Own || p.Segment || p.Colonless, Own: p.Own, Segment: p.Segment, Colonless: p.Colonless})
		case p.Literal == "":
		case last >= 0 && merged[last].Hole == "":
			merged[last].Literal += p.Literal
		default:
			merged = append(merged, Part{Literal: p.Literal})
		}
	}
	if holes {
		return Text{parts: merged, set: true}
	}
	if len(merged) == 0 {
		return Literal("")
	}
	return Literal(merged[0].Literal)
}

func (t Text) at(p Position) Text {
	t.Pos = p
	return t
}

// EachOf is text that stands for every text which a pattern matches: what * and ?
// stand for isn't told, but in the first parts of an ARN they stand for no colon,
// nor in names that can have none. What holds of it holds of all of them.
func EachOf(pattern string) Text {
	var parts []Part
	colonless := namedWithoutColon(pattern)
	colons := 0
	for i := 1; pattern != ""; i++ {
		at := strings.IndexAny(pattern, "*?")
		if at < 0 {
			at = len(pattern)
		}
		parts = append(parts, Part{Literal: pattern[:at]})
		colons += strings.Count(pattern[:at], ":")
		if pattern = pattern[at:]; pattern != "" {
			parts = append(parts, Part{Hole: fmt.Sprintf("what %c stands for in the resource (wildcard %d)", pattern[0], i), Plain: true, Segment: 0 < colons && colons < arnSegments-1, Colonless: colonless && colons >= arnSegments-1})
			pattern = pattern[1:]
		}
	}
	return Join(parts...)
}

// IsZero reports that the text is absent, which is not the same as empty.
func (t Text) IsZero() bool { return !t.set }

// Known is the text, and whether all of it is known.
func (t Text) Known() (string, bool) { return t.literal, t.set && len(t.parts) == 0 }

// Parts are the pieces of the text in order.
func (t Text) Parts() []Part {
	if len(t.parts) > 0 {
		return t.parts
	}
	if t.literal == "" {
		return nil
	}
	return []Part{{Literal: t.literal}}
}

// Holes are the names of the parts that are not known, in order.
func (t Text) Holes() []string {
	var names []string
	for _, p := range t.parts {
		if p.Hole != "" {
			names = append(names, p.Hole)
		}
	}
	return names
}

// open reports holes whose value may have wildcards.
func (t Text) open() bool {
	for _, p := range t.parts {
		if p.Hole != "" && !p.Plain && !p.Own {
			return true
		}
	}
	return false
}

// String is the text with each hole as ${name}.
func (t Text) String() string {
	if len(t.parts) == 0 {
		return t.literal
	}
	size := 0
	for _, p := range t.parts {
		size += len(p.Literal) + len("${}") + len(p.Hole)
	}
	var b strings.Builder
	b.Grow(size)
	for _, p := range t.parts {
		if p.Hole == "" {
			b.WriteString(p.Literal)
			continue
		}
		b.WriteString("${")
		b.WriteString(p.Hole)
		b.WriteByte('}')
	}
	return b.String()
}

// Is answers whether the text is exactly s.
func (t Text) Is(s string) Answer {
	if known, ok := t.Known(); ok {
		return answerOf(known == s)
	}
	if t.IsZero() {
		return No
	}
	return t.may(s)
}

// may is Unknown if some value of the holes makes the text s, else No.
func (t Text) may(s string) Answer {
	if !t.open() && hasWildcard(s) && !hasWildcard(t.literalParts()) {
		return No
	}
	var p glob
	for _, part := range t.parts {
		if part.Own {
			return No
		}
		if part.Hole != "" {
			p = append(p, token{kind: anyRun})
			continue
		}
		p = appendLiteral(p, part.Literal, false)
	}
	if p.matches(literalGlob(s)) {
		return Unknown
	}
	return No
}

// size is the number of tokens that the text has at most.
func (t Text) size() int {
	n := len(t.literal)
	for _, p := range t.parts {
		n += len(p.Literal) + 1
	}
	return n
}

func (t Text) literalParts() string {
	if len(t.parts) == 0 {
		return t.literal
	}
	var b strings.Builder
	for _, p := range t.Parts() {
		b.WriteString(p.Literal)
	}
	return b.String()
}

func hasWildcard(s string) bool { return strings.ContainsAny(s, "*?") }

// append is the text followed by a literal.
func (t Text) append(literal string) Text {
	return Join(append(append([]Part(nil), t.Parts()...), Part{Literal: literal})...).at(t.Pos)
}

// fixedPrefix is the literal text before the first hole, and whether a hole
// follows it.
func (t Text) fixedPrefix() (string, bool) {
	if len(t.parts) == 0 {
		return t.literal, false
	}
	return t.parts[0].Literal, true
}

// split cuts the text at its first n-1 separators outside holes, as
// strings.SplitN does.
func (t Text) split(sep string, n int) []Text {
	if len(t.parts) == 0 {
		pieces := strings.SplitN(t.literal, sep, n)
		out := make([]Text, len(pieces))
		for i, s := range pieces {
			out[i] = Literal(s).at(t.Pos)
		}
		return out
	}
	var out []Text
	var current []Part
	for _, p := range t.Parts() {
		rest := p.Literal
		for p.Hole == "" && len(out) < n-1 {
			before, after, found := strings.Cut(rest, sep)
			if !found {
				break
			}
			out = append(out, Join(append(current, Part{Literal: before})...).at(t.Pos))
			current, rest = nil, after
		}
		p.Literal = rest
		current = append(current, p)
	}
	return append(out, Join(current...).at(t.Pos))
}

func literals(values ...string) []Text {
	out := make([]Text, len(values))
	for i, v := range values {
		out[i] = Literal(v)
	}
	return out
}
