package policy

import (
	"cmp"
	"strings"
)

// The parts of an ARN: arn, partition, service, region, account, resource. The
// sixth keeps its colons.
const arnSegments = 6

// segments cuts a text at the first five colons that are neither in a hole nor,
// where there are variables, in one.
func segments(t Text, variables bool) []Text {
	var out []Text
	var current []Part
	for _, p := range t.Parts() {
		if p.Hole != "" {
			current = append(current, p)
			continue
		}
		from := 0
		for i := 0; i < len(p.Literal); i++ {
			if variables {
				if _, size := variableAt(p.Literal[i:]); size > 0 {
					i += size - 1
					continue
				}
			}
			if p.Literal[i] == ':' && len(out) < arnSegments-1 {
				out = append(out, Join(append(current, Part{Literal: p.Literal[from:i]})...).at(t.Pos))
				current, from = nil, i+1
			}
		}
		current = append(current, Part{Literal: p.Literal[from:]})
	}
	return append(out, Join(current...).at(t.Pos))
}

// resourceMatcher is the matcher of an entry of Resource or NotResource.
//
// "You can use wildcard characters within the individual segments of an ARN. If
// the * wildcard is the last character of a segment, it can expand to match
// beyond the colon boundaries" ("IAM JSON policy elements: Resource"). So a
// match that takes another wildcard across one of the first five colons is
// doubted, and so is a variable before the fifth, where AWS documents none.
func resourceMatcher(t Text, vars Answer) matcher {
	m := like(t, false, vars)
	if vars != No && containsVariable(t.literalParts()) {
		parts := segments(t, true)
		for _, p := range parts[:min(len(parts), arnSegments-1)] {
			literal := p.literalParts()
			m.bound = m.bound || strings.Contains(literal, "?") || strings.Contains(strings.TrimRight(literal, "*"), "*")
			if containsVariable(literal) {
				m.early = "a policy variable before the fifth colon of " + t.String()
			}
		}
	} else {
		m.bound = wildWithin(t)
	}
	if known, ok := t.Known(); ok && !isResourcePattern(known) {
		m.shape, m.source = shapeOpen, Hole(known+", which is neither * nor an ARN").at(t.Pos)
	}
	return m
}

// wildWithin reports a wildcard before the fifth colon of a pattern without
// variables that is not the * at the end of its segment.
func wildWithin(t Text) bool {
	colons, star := 0, false
	within := func(literal string) bool {
		for i := range len(literal) {
			switch c := literal[i]; {
			case c == ':' && colons == arnSegments-2:
				colons++
				return false
			case c == ':':
				colons, star = colons+1, false
			case c == '?', c != '*' && star:
				return true
			case c == '*':
				star = true
			}
		}
		return false
	}
	if len(t.parts) == 0 {
		return within(t.literal)
	}
	for _, p := range t.parts {
		if colons == arnSegments-1 {
			break
		}
		if within(p.Literal) {
			return true
		}
	}
	return false
}

// withinSegments answers for a pattern that matches s as a whole whether it also
// does with the wildcards kept to their segments.
func withinSegments(p, s string) bool {
	if segmentwise(p, s) {
		return true
	}
	return bounded(p).run(s)
}

// withinOpen answers for a pattern that matches a text with holes whether it also
// does segment by segment, where no hole of the first five can have a colon.
func (m *matcher) withinOpen(t Text) bool {
	own, its := segments(m.source, m.vars != No), segments(t, false)
	if len(own) != arnSegments || len(its) != arnSegments {
		return false
	}
	for i := range own {
		for _, p := range append(own[i].Parts(), its[i].Parts()...) {
			if i < arnSegments-1 && p.Hole != "" && !p.Own && !p.Segment && !p.Colonless {
				return false
			}
		}
		if !appendGlob(nil, own[i], m.fold, m.vars != No).matches(appendWord(nil, its[i], m.fold)) {
			return false
		}
	}
	return true
}

// segmentwise matches segment by segment, so that no wildcard crosses a colon.
func segmentwise(p, s string) bool {
	for range arnSegments - 1 {
		own, ownRest, ownMore := strings.Cut(p, ":")
		its, itsRest, itsMore := strings.Cut(s, ":")
		if ownMore != itsMore || !match(own, its, false) {
			return false
		}
		if !ownMore {
			return true
		}
		p, s = ownRest, itsRest
	}
	return match(p, s, false)
}

// arnMatcher compares ARNs: "each of the six colon-delimited components of the
// ARN is checked separately" ("IAM JSON policy elements: Condition operators").
type arnMatcher struct {
	whole matcher // matches whatever the segments do
	parts [arnSegments]matcher
	bad   string
	// A variable in the first five segments could bring colons along, and so
	// could a hole; a match takes a hole there for a part of its segment.
	brings, holes bool
}

func newArnMatcher(t Text, vars Answer) *arnMatcher {
	a := &arnMatcher{whole: like(t, false, vars)}
	if vars == Unknown && strings.Contains(t.literalParts(), "${") {
		a.bad = "whether the Version makes a policy variable of what is in " + t.String()
		return a
	}
	parts := segments(t, vars != No)
	if len(parts) != arnSegments {
		if _, known := t.Known(); known {
			a.bad = t.String() + " is not an ARN of six segments"
		} else {
			a.bad = firstHole(t)
		}
		return a
	}
	for i, p := range parts {
		a.parts[i] = like(p, false, vars)
		a.brings = a.brings || i < arnSegments-1 && vars != No && containsVariable(p.literalParts())
	}
	a.holes = holesBefore(parts)
	return a
}

func (a *arnMatcher) match(t Text, c *Context) verdict {
	s, known := t.Known()
	switch {
	case known && strings.Count(s, ":") < arnSegments-1:
		return doubt(s + " is not an ARN")
	case !known && sameText(a.whole.source, t) == Yes:
		return sure(true)
	case a.bad != "":
		return doubt(a.bad)
	}
	whole := a.whole.match(t, c)
	switch {
	case whole.is == No:
		return whole
	case !known:
		return a.matchOpen(segments(t, false), c, whole)
	}
	v := sure(true)
	for i := range a.parts {
		segment := s
		if i < arnSegments-1 {
			segment, s, _ = strings.Cut(s, ":")
		}
		if v = v.and(a.parts[i].match(Literal(segment), c)); v.is == No {
			break
		}
	}
	switch {
	case v.is == No && a.holes:
		return doubt(firstHole(a.whole.source))
	case v.is == No && a.brings && !v.null:
		return doubt("the policy variable in " + a.whole.source.String() + " may bring colons along")
	}
	return v
}

// holesBefore reports holes in the first five segments.
func holesBefore(parts []Text) bool {
	for _, p := range parts[:min(len(parts), arnSegments-1)] {
		if len(p.Holes()) > 0 {
			return true
		}
	}
	return false
}

func (a *arnMatcher) matchOpen(parts []Text, c *Context, whole verdict) verdict {
	if len(parts) != arnSegments {
		return doubt(cmp.Or(whole.why, firstHole(parts...)))
	}
	v := sure(true)
	for i := range a.parts {
		v = v.and(a.parts[i].match(parts[i], c))
	}
	if v.is == No && (a.holes || a.brings || holesBefore(parts)) {
		return doubt(cmp.Or(firstHole(parts...), firstHole(a.whole.source), a.whole.source.String()))
	}
	return v
}

// sameText answers whether two texts, in which nothing is a wildcard, are equal.
func sameText(a, b Text) Answer {
	if known, ok := a.Known(); ok && len(b.parts) == 0 {
		return answerOf(known == b.literal)
	}
	var rooms [4]room
	own, its := appendWord(rooms[0][:0], a, false), appendWord(rooms[1][:0], b, false)
	switch {
	case own.matches(its):
		return Yes
	case own.exact() && its.exact(), !own.loosen(rooms[2][:0]).overlaps(its.loosen(rooms[3][:0])):
		return No
	}
	return Unknown
}
