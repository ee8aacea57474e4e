package policy

import "strings"

// Pattern is an action or resource of a statement as a pattern.
type Pattern struct {
	text      Text
	compiled  glob // nil until it is asked for often; see ready
	plain     bool // neither holes nor variables: text is all there is
	fold      bool
	variables bool
}

// ActionPattern is the pattern of an Action entry: case doesn't matter.
func ActionPattern(t Text) Pattern { return newPattern(t, true, false) }

// ResourcePattern is the pattern of a Resource entry: case matters. With
// variables, ${…} is a policy variable: text that the request decides.
func ResourcePattern(t Text, variables bool) Pattern { return newPattern(t, false, variables) }

func newPattern(t Text, fold, variables bool) Pattern {
	p := Pattern{text: t, fold: fold, variables: variables}
	_, known := t.Known()
	// A pattern with ${*} has no variable, but isn't its text either.
	p.plain = known && !(variables && containsVariable(t.literal))
	return p
}

// glob is the pattern as tokens, in the room that is given or in what it was made
// ready with. Most questions are answered without.
func (p Pattern) glob(room glob) glob {
	if p.compiled != nil {
		return p.compiled
	}
	return appendGlob(room, p.text, p.fold, p.variables)
}

// ready is the pattern with its tokens made once, for one that is used often.
func (p Pattern) ready() Pattern {
	p.compiled = p.glob(make(glob, 0, p.text.size()))
	return p
}

func containsVariable(s string) bool {
	if !strings.Contains(s, "${") {
		return false
	}
	for i := range s {
		if _, size := variableAt(s[i:]); size > 0 {
			return true
		}
	}
	return false
}

func (p Pattern) String() string { return p.text.String() }

// Match answers whether the pattern matches a text that is known. Unknown means
// that it hangs on a hole or on a policy variable.
func (p Pattern) Match(s string) Answer {
	if p.plain {
		return answerOf(match(p.text.literal, s, p.fold))
	}
	return p.MatchText(Literal(s))
}

// MatchText answers whether the pattern matches a text that may have holes, for
// all values of the holes. A hole matches itself.
func (p Pattern) MatchText(t Text) Answer {
	var rooms [4]room
	word, glob := appendWord(rooms[0][:0], t, p.fold), p.glob(rooms[1][:0])
	if glob.matches(word) {
		return Yes
	}
	if glob.exact() && word.exact() {
		return No
	}
	if glob.loosen(rooms[2][:0]).overlaps(word.loosen(rooms[3][:0])) {
		return Unknown
	}
	return No
}

// Covers answers whether the pattern matches everything that other does. For
// patterns without holes the answer is exact. A policy variable is one text,
// the same in both patterns.
func (p Pattern) Covers(other Pattern) Answer {
	if p.plain && other.plain && p.fold == other.fold {
		if !hasWildcard(other.text.literal) {
			return answerOf(match(p.text.literal, other.text.literal, p.fold))
		}
		if p.namesMore(other) {
			return No
		}
	}
	var rooms [4]room
	own, its := p.glob(rooms[0][:0]), other.glob(rooms[1][:0])
	strict := own.covers(its)
	if strict != No || !own.hasHoles() && !its.hasHoles() {
		return strict
	}
	if !its.hasHoles() {
		// At best a hole is *, and a plain one some text: not one that has in
		// it what a wildcard of other stands for.
		if own.atBest().covers(its) == No {
			return No
		}
		return Unknown
	}
	if own.loosen(rooms[2][:0]).overlaps(its.loosen(rooms[3][:0])) {
		return Unknown
	}
	return No
}

// namesMore reports whether a plain pattern has a character that another has
// not: it does not match what the other does with none of that character in
// place of its wildcards.
func (p Pattern) namesMore(other Pattern) bool {
	var in [256]bool
	for i := range len(other.text.literal) {
		in[other.text.literal[i]] = true
	}
	for i := range len(p.text.literal) {
		c := p.text.literal[i]
		switch {
		case c == '*' || c == '?' || in[c]:
		case p.fold && isLetter(c) && in[c^0x20]:
		default:
			return true
		}
	}
	return false
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// Overlaps answers whether some text matches both patterns.
func (p Pattern) Overlaps(other Pattern) Answer {
	var rooms [4]room
	own, its := p.glob(rooms[0][:0]), other.glob(rooms[1][:0])
	if !own.loosen(rooms[2][:0]).overlaps(its.loosen(rooms[3][:0])) {
		return No
	}
	if own.exact() && its.exact() {
		return Yes
	}
	return answerOf(own.covers(its) == Yes || its.covers(own) == Yes).Or(Unknown)
}

// Covers answers whether one glob matches everything another does. It is exact;
// Unknown only for patterns built to exhaust it.
func Covers(pattern, other string) Answer {
	return ResourcePattern(Literal(pattern), false).Covers(ResourcePattern(Literal(other), false))
}
