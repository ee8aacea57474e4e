package policy

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Match reports whether the glob matches the whole of s: * is any run of
// characters, newlines included, ? is exactly one character. It takes no memory,
// but for patterns that were built to take long.
func Match(pattern, s string) bool { return match(pattern, s, false) }

// MatchFold is Match without regard to ASCII case, as for actions.
func MatchFold(pattern, s string) bool { return match(pattern, s, true) }

func match(p, s string, fold bool) bool {
	matched, done := matchWithin(p, s, fold, patience(len(p), len(s)))
	if done {
		return matched
	}
	if utf8.ValidString(p) && utf8.ValidString(s) {
		return matchLong(p, s, fold)
	}
	matched, _ = matchWithin(p, s, fold, math.MaxInt)
	return matched
}

// matchWithin matches in at most so many steps; done is false if they didn't do.
func matchWithin(p, s string, fold bool, steps int) (matched, done bool) {
	pi, si, star, mark := 0, 0, -1, 0
	for ; si < len(s); steps-- {
		switch {
		case steps == 0:
			return false, false
		case pi < len(p) && p[pi] == '*':
			star, mark = pi, si
			pi++
		case pi < len(p) && p[pi] == '?':
			si += runeLen(s[si:])
			pi++
		case pi < len(p) && sameByte(p[pi], s[si], fold):
			pi++
			si++
		case star >= 0:
			mark += runeLen(s[mark:])
			pi, si = star+1, mark
		default:
			return false, true
		}
	}
	return strings.Trim(p[pi:], "*") == "", true
}

func runeLen(s string) int {
	_, n := utf8.DecodeRuneInString(s)
	return n
}

func sameByte(a, b byte, fold bool) bool {
	return a == b || fold && lower(rune(a)) == lower(rune(b))
}

func lower(c rune) rune {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// tokenKind is one element of a glob.
type tokenKind uint8

const (
	char          tokenKind = iota
	anyOne                  // ?
	anyRun                  // *
	hole                    // text that the source could not know; may contain wildcards
	plainHole               // the same, without wildcards
	segmentHole             // the same, without colon and slash
	colonlessHole           // the same, without colon
	ownHole                 // the same, and a name that AWS made
	nameRun                 // what such a name begins with: a run without colon and slash
	colonlessRun            // a run without colon
	nameEnd                 // what it ends in, as no other text does
	fixedRun                // what a plain hole can be at best: one text of known characters
	variable                // text that the request decides; never contains wildcards
)

type token struct {
	kind tokenKind
	char rune
	name string // of a hole or variable
}

type glob []token

// usualLength is of how many tokens most texts have less: room for so many is on
// the stack of who asks, and asking takes no memory.
const usualLength = 128

// room is where the tokens of a text are put.
type room [usualLength]token

// appendGlob reads text as a pattern.
func appendGlob(g glob, t Text, fold, variables bool) glob {
	if len(t.parts) == 0 {
		return appendPattern(g, t.literal, fold, variables)
	}
	for _, p := range t.parts {
		if p.Hole != "" {
			g = append(g, holeToken(p))
			continue
		}
		g = appendPattern(g, p.Literal, fold, variables)
	}
	return g
}

// appendWord reads text as it stands: * and ? are characters.
func appendWord(g glob, t Text, fold bool) glob {
	if len(t.parts) == 0 {
		return appendLiteral(g, t.literal, fold)
	}
	for _, p := range t.parts {
		if p.Hole != "" {
			g = append(g, holeToken(p))
			continue
		}
		g = appendLiteral(g, p.Literal, fold)
	}
	return g
}

func holeToken(p Part) token {
	switch {
	case p.Own:
		return token{kind: ownHole, name: p.Hole}
	case p.Segment:
		return token{kind: segmentHole, name: p.Hole}
	case p.Colonless:
		return token{kind: colonlessHole, name: p.Hole}
	case p.Plain:
		return token{kind: plainHole, name: p.Hole}
	}
	return token{kind: hole, name: p.Hole}
}

func literalGlob(s string) glob { return appendLiteral(nil, s, false) }

func appendLiteral(g glob, s string, fold bool) glob {
	for _, c := range s {
		if fold {
			c = lower(c)
		}
		g = append(g, token{kind: char, char: c})
	}
	return g
}

func appendPattern(g glob, s string, fold, variables bool) glob {
	for i := 0; i < len(s); {
		if name, size := variableAt(s[i:]); variables && size > 0 {
			g = append(g, variableToken(name))
			i += size
			continue
		}
		c, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case c == '*' && len(g) > 0 && g[len(g)-1].kind == anyRun:
		case c == '*':
			g = append(g, token{kind: anyRun})
		case c == '?':
			g = append(g, token{kind: anyOne})
		case fold:
			g = append(g, token{kind: char, char: lower(c)})
		default:
			g = append(g, token{kind: char, char: c})
		}
	}
	return g
}

// variableToken is the token of ${name}; ${*}, ${?} and ${$} are characters.
func variableToken(name string) token {
	if c, ok := special(name); ok {
		return token{kind: char, char: rune(c[0])}
	}
	return token{kind: variable, name: strings.ToLower(name)}
}

// loosen has * in place of all that isn't known; of a name that AWS made, its two
// parts; of what is within a segment, a run without colon and slash. It is put
// into the room given, or is g where all is known.
func (g glob) loosen(room glob) glob {
	if g.exact() {
		return g
	}
	out := room
	for _, t := range g {
		switch t.kind {
		case ownHole:
			out = append(out, token{kind: nameRun})
			t.kind = nameEnd
		case segmentHole:
			t = token{kind: nameRun}
		case colonlessHole:
			t = token{kind: colonlessRun}
		case hole, plainHole, variable:
			t = token{kind: anyRun}
		}
		out = append(out, t)
	}
	return out
}

// atBest has a run in place of each hole: * of one that may have wildcards, one text
// of a plain one.
func (g glob) atBest() glob {
	out := slices.Clone(g)
	for i, t := range out {
		switch {
		case t.kind == hole:
			out[i] = token{kind: anyRun}
		case t.isHole():
			out[i] = token{kind: fixedRun}
		}
	}
	return out
}

// isHole reports text that the source could not know.
func (t token) isHole() bool {
	switch t.kind {
	case hole, plainHole, colonlessHole, segmentHole, ownHole:
		return true
	}
	return false
}

func (g glob) hasHoles() bool { return slices.ContainsFunc(g, token.isHole) }

// exact reports that nothing of the glob is left open.
func (g glob) exact() bool {
	for i := range g {
		if g[i].kind == variable || g[i].isHole() {
			return false
		}
	}
	return true
}

// accepts reports whether the token takes the one symbol. Holes and variables
// are symbols that only their like and * take.
func (t token) accepts(symbol token) bool {
	if t.kind == char || symbol.kind == char {
		return t.kind == symbol.kind && t.char == symbol.char || t.kind == anyOne
	}
	return t == symbol || t.kind == anyOne && (symbol.kind == char || symbol.kind == nameEnd)
}

// matches reports whether g matches a word of characters, holes and variables
// whatever the holes and variables are.
func (g glob) matches(word glob) bool {
	gi, wi, star, mark := 0, 0, -1, 0
	for wi < len(word) {
		switch {
		case gi < len(g) && g[gi].kind == anyRun:
			star, mark = gi, wi
			gi++
		case gi < len(g) && g[gi].accepts(word[wi]):
			gi++
			wi++
		case star >= 0:
			mark++
			gi, wi = star+1, mark
		default:
			return false
		}
	}
	for gi < len(g) && g[gi].kind == anyRun {
		gi++
	}
	return gi == len(g)
}
