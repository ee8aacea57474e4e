package policy

// Pattern is a compiled action or resource of a statement.
type Pattern struct {
	text  Text
	glob  glob
	plain bool // neither holes nor variables: text is all there is
	fold  bool
}

// ActionPattern is the pattern of an Action entry: case doesn't matter.
func ActionPattern(t Text) Pattern { return newPattern(t, true, false) }

// ResourcePattern is the pattern of a Resource entry: case matters. With
// variables, ${…} is a policy variable: text that the request decides.
func ResourcePattern(t Text, variables bool) Pattern { return newPattern(t, false, variables) }

func newPattern(t Text, fold, variables bool) Pattern {
	p := Pattern{text: t, glob: compileGlob(t, fold, variables), fold: fold}
	_, known := t.Known()
	// A pattern with ${*} has no variable, but isn't its text either.
	p.plain = known && !(variables && containsVariable(t.literal))
	return p
}

func containsVariable(s string) bool {
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
	word := compileWord(t, p.fold)
	if p.glob.matches(word) {
		return Yes
	}
	if p.glob.exact() && word.exact() {
		return No
	}
	if p.glob.loosen().overlaps(word.loosen()) {
		return Unknown
	}
	return No
}

// Covers answers whether the pattern matches everything that other does. For
// patterns without holes the answer is exact. A policy variable is one text,
// the same in both patterns.
func (p Pattern) Covers(other Pattern) Answer {
	if p.plain && other.plain && p.fold == other.fold && !hasWildcard(other.text.literal) {
		return answerOf(match(p.text.literal, other.text.literal, p.fold))
	}
	strict := p.glob.covers(other.glob)
	if strict != No || !p.glob.hasHoles() && !other.glob.hasHoles() {
		return strict
	}
	if !other.glob.hasHoles() {
		// At best a hole is *, and a plain one some text: not one that has in
		// it what a wildcard of other stands for.
		best := p.glob.replace(anyRun, hole).replace(fixedRun, plainHole)
		if best.covers(other.glob) == No {
			return No
		}
		return Unknown
	}
	if p.glob.loosen().overlaps(other.glob.loosen()) {
		return Unknown
	}
	return No
}

// Overlaps answers whether some text matches both patterns.
func (p Pattern) Overlaps(other Pattern) Answer {
	if !p.glob.loosen().overlaps(other.glob.loosen()) {
		return No
	}
	if p.glob.exact() && other.glob.exact() {
		return Yes
	}
	return answerOf(p.glob.covers(other.glob) == Yes || other.glob.covers(p.glob) == Yes).Or(Unknown)
}

// Covers answers whether one glob matches everything another does. It is exact;
// Unknown only for patterns built to exhaust it.
func Covers(pattern, other string) Answer {
	return ResourcePattern(Literal(pattern), false).Covers(ResourcePattern(Literal(other), false))
}
