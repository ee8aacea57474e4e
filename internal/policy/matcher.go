package policy

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// verdict is an answer with, where it is Unknown, its cause.
type verdict struct {
	is  Answer
	why string
	// null says that the answer is No because a policy variable has no value.
	null bool
}

func sure(b bool) verdict { return verdict{is: answerOf(b)} }

func doubt(why string) verdict { return verdict{why: why} }

func (v verdict) not() verdict { return verdict{is: v.is.Not(), why: v.why} }

func (v verdict) and(w verdict) verdict {
	switch {
	case v.is == No || w.is == Yes:
		return v
	default:
		if w.is == Unknown && v.is == Unknown {
			return v
		}
		return w
	}
}

// unless is the verdict with a Yes that is doubted for a reason.
func (v verdict) unless(why string) verdict {
	if v.is == Yes && why != "" {
		return doubt(why)
	}
	return v
}

// shape is how a matcher works, from the cheapest.
type shape uint8

const (
	shapeAny    shape = iota // matches all
	shapeExact               // one text
	shapePrefix              // a text and what follows it
	shapeChunks              // texts with * between them
	shapeGlob                // wildcards; texts between them are chunks, unless case doesn't matter
	shapePieces              // policy variables among literals and wildcards
	shapeOpen                // holes, or variables that can't be read: by tokens
)

// matcher is a text of a policy, compiled to be compared with texts of requests.
// It doesn't allocate but for shapeOpen.
type matcher struct {
	shape  shape
	fold   bool // case doesn't matter
	wild   bool // * and ? are wildcards
	bound  bool // colons may stop a wildcard; see withinSegments
	vars   Answer
	text   string
	chunks []string
	pieces []piece
	source Text
	early  string // why a match is doubted
}

// piece is a part of a matcher with policy variables.
type piece struct {
	text    string
	literal bool       // no wildcards in it
	ref     *reference // takes the place of text
}

// maxPieces bounds the pieces that are resolved without allocating.
const maxPieces = 12

// exactly is the matcher of a text in which nothing is a wildcard.
func exactly(t Text, fold bool, vars Answer) matcher {
	return newMatcher(matcher{source: t, fold: fold, vars: vars})
}

// like is the matcher of a pattern.
func like(t Text, fold bool, vars Answer) matcher {
	return newMatcher(matcher{source: t, fold: fold, wild: true, vars: vars})
}

func newMatcher(m matcher) matcher {
	s, known := m.source.Known()
	hasVariables := m.vars != No && strings.Contains(s, "${")
	switch {
	case !known || hasVariables && m.vars == Unknown:
		m.shape = shapeOpen
	case hasVariables:
		m.cut(s)
	case !m.wild || !hasWildcard(s):
		m.shape, m.text = shapeExact, s
	case strings.Trim(s, "*") == "":
		m.shape = shapeAny
	case strings.HasSuffix(s, "*") && !hasWildcard(s[:len(s)-1]):
		m.shape, m.text = shapePrefix, s[:len(s)-1]
	case m.fold || strings.Contains(s, "?"):
		m.shape, m.text = shapeGlob, s
		if !m.fold {
			m.chunks = strings.Split(strings.ReplaceAll(s, "?", "*"), "*")
		}
	default:
		m.shape, m.text, m.chunks = shapeChunks, s, strings.Split(s, "*")
	}
	return m
}

// cut makes the pieces of a text with variables.
func (m *matcher) cut(s string) {
	m.shape = shapePieces
	cutVariables(s,
		func(text string) { m.pieces = append(m.pieces, piece{text: text, literal: !m.wild}) },
		func(c string) { m.pieces = append(m.pieces, piece{text: c, literal: true}) },
		func(r reference) {
			m.pieces = append(m.pieces, piece{ref: &r, literal: true})
			if r.bad != "" {
				m.shape = shapeOpen
			}
		})
	if len(m.pieces) > maxPieces {
		m.shape = shapeOpen
	}
}

// match answers whether the matcher takes a text, in a request.
func (m *matcher) match(t Text, c *Context) verdict {
	if s, known := t.Known(); known {
		return m.matchString(s, c)
	}
	return m.matchOpen(t, c).unless(m.early)
}

func (m *matcher) matchString(s string, c *Context) verdict {
	switch m.shape {
	case shapeAny:
		return sure(true)
	case shapeExact:
		return equal(m.text, s, m.fold)
	case shapePrefix:
		return sure(m.hasPrefix(s))
	case shapeChunks:
		return m.within(matchChunks(m.chunks, s), s)
	case shapeGlob:
		// What has not even the texts between the wildcards is soon told.
		return m.within((m.fold || matchChunks(m.chunks, s)) && match(m.text, s, m.fold), s)
	case shapePieces:
		return m.matchPieces(s, c).unless(m.early)
	}
	return m.matchOpen(Literal(s), c).unless(m.early)
}

// within doubts a match in which a wildcard crosses a colon.
func (m *matcher) within(matched bool, s string) verdict {
	if matched && m.bound && !withinSegments(m.text, s) {
		return doubt(m.crossing())
	}
	return sure(matched)
}

// matchChunks is match for the texts between the stars of a pattern, of which
// there is at least one. Taking each where it comes first leaves the most to
// the rest.
func matchChunks(chunks []string, s string) bool {
	first, last := chunks[0], chunks[len(chunks)-1]
	if len(s) < len(first)+len(last) || !strings.HasPrefix(s, first) || !strings.HasSuffix(s, last) {
		return false
	}
	s = s[len(first) : len(s)-len(last)]
	for _, chunk := range chunks[1 : len(chunks)-1] {
		i := strings.Index(s, chunk)
		if i < 0 {
			return false
		}
		s = s[i+len(chunk):]
	}
	return true
}

// equal compares texts. Which letters beyond ASCII differ only in case is not
// documented.
func equal(a, b string, fold bool) verdict {
	switch {
	case a == b || fold && sameASCII(a, b):
		return sure(true)
	case fold && strings.EqualFold(a, b):
		return doubt("the case of letters beyond ASCII")
	}
	return sure(false)
}

// sameASCII compares but for the case of ASCII letters.
func sameASCII(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if !sameByte(a[i], b[i], true) {
			return false
		}
	}
	return true
}

func (m *matcher) hasPrefix(s string) bool {
	n := len(m.text)
	return len(s) >= n && (s[:n] == m.text || m.fold && sameASCII(s[:n], m.text))
}

func (m *matcher) crossing() string {
	return "the wildcard in " + m.source.String() + " would have to cross a colon"
}

func (m *matcher) matchPieces(s string, c *Context) verdict {
	var pieces [maxPieces]piece
	why := ""
	for i := range m.pieces {
		p := m.pieces[i]
		if p.ref != nil {
			sub := p.ref.in(c)
			if sub.null {
				return verdict{is: No, null: true}
			}
			text, known := sub.text.Known()
			if !known {
				return m.matchOpen(Literal(s), c)
			}
			p.text = text
			if sub.doubt != "" {
				why = sub.doubt
			}
		}
		pieces[i] = p
	}
	v := sure(matchPieces(pieces[:len(m.pieces)], s, m.fold))
	if m.bound {
		v = v.unless(m.crossing())
	}
	return v.unless(why)
}

// matchPieces is match for a pattern in pieces.
func matchPieces(ps []piece, s string, fold bool) bool {
	size := 0
	for i := range ps {
		size += len(ps[i].text)
	}
	matched, done := matchPiecesWithin(ps, s, fold, patience(size, len(s)))
	switch {
	case done:
		return matched
	case utf8.ValidString(s) && !slices.ContainsFunc(ps, func(p piece) bool { return !utf8.ValidString(p.text) }):
		return matchPiecesLong(ps, s, fold)
	}
	matched, _ = matchPiecesWithin(ps, s, fold, math.MaxInt)
	return matched
}

// matchPiecesWithin is matchWithin for a pattern in pieces.
func matchPiecesWithin(ps []piece, s string, fold bool, steps int) (matched, done bool) {
	type place struct{ piece, at int }
	at, si := place{}, 0
	star, mark := place{piece: -1}, 0
	for ; ; steps-- {
		if steps == 0 {
			return false, false
		}
		for at.piece < len(ps) && at.at == len(ps[at.piece].text) {
			at = place{piece: at.piece + 1}
		}
		if si == len(s) {
			break
		}
		var c byte
		wild := false
		if at.piece < len(ps) {
			c, wild = ps[at.piece].text[at.at], !ps[at.piece].literal
		}
		switch {
		case at.piece < len(ps) && wild && c == '*':
			at.at++
			star, mark = at, si
		case at.piece < len(ps) && wild && c == '?':
			at.at++
			si += runeLen(s[si:])
		case at.piece < len(ps) && sameByte(c, s[si], fold):
			at.at++
			si++
		case star.piece >= 0:
			mark += runeLen(s[mark:])
			at, si = star, mark
		default:
			return false, true
		}
	}
	for i := at.piece; i < len(ps); i++ {
		rest := ps[i].text
		if i == at.piece {
			rest = rest[at.at:]
		}
		if ps[i].literal && rest != "" || strings.Trim(rest, "*") != "" {
			return false, true
		}
	}
	return true, true
}

// matchOpen compares by tokens, for what isn't known.
func (m *matcher) matchOpen(t Text, c *Context) verdict {
	var rooms [4]room
	own, why, null := m.tokens(rooms[0][:0], c)
	if null {
		return verdict{is: No, null: true}
	}
	if t.IsZero() {
		t = Hole("a text that is not given")
	}
	word := appendWord(rooms[1][:0], t, m.fold)
	switch {
	case own.matches(word):
		if m.bound && !m.withinOpen(t) {
			why = m.crossing()
		}
		return sure(true).unless(why)
	case own.exact() && word.exact(), !own.loosen(rooms[2][:0]).overlaps(word.loosen(rooms[3][:0])):
		return sure(false)
	case why != "":
		return doubt(why)
	}
	return doubt(firstHole(m.source, t))
}

func firstHole(texts ...Text) string {
	for _, t := range texts {
		if holes := t.Holes(); len(holes) > 0 {
			return holes[0]
		}
	}
	return ""
}

// tokens are the matcher's with the variables resolved, in the room that is given,
// why one of them is doubted, and whether one has no value.
func (m *matcher) tokens(room glob, c *Context) (g glob, why string, null bool) {
	if m.vars == No {
		if m.wild {
			return appendGlob(room, m.source, m.fold, false), "", false
		}
		return appendWord(room, m.source, m.fold), "", false
	}
	g = room
	literal := func(s string) {
		if m.wild {
			g = appendPattern(g, s, m.fold, false)
		} else {
			g = appendLiteral(g, s, m.fold)
		}
	}
	unclear := func(name, cause string) {
		g, why = append(g, token{kind: hole, name: "${" + name + "}"}), cause
	}
	const version = "whether the Version makes it a policy variable: ${"
	character := func(s string) {
		if m.vars == Unknown {
			unclear(s, version+s+"}")
			return
		}
		g = appendLiteral(g, s, m.fold)
	}
	variable := func(r reference) {
		if m.vars == Unknown {
			unclear(r.key, version+r.key+"}")
			return
		}
		sub := r.in(c)
		null = null || sub.null
		if sub.text.IsZero() {
			unclear(r.key, cmp.Or(sub.doubt, why))
			return
		}
		g, why = appendWord(g, sub.text, m.fold), cmp.Or(sub.doubt, why)
	}
	for _, p := range m.source.Parts() {
		if p.Hole != "" {
			g = append(g, holeToken(p))
			continue
		}
		cutVariables(p.Literal, literal, character, variable)
	}
	return g, why, null
}
