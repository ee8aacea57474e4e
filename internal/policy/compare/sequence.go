package compare

import (
	"math/bits"

	"ringwall/internal/policy"
)

// sequence is a pattern without variables.
type sequence struct {
	steps []step
	ones  bool // has ?
	stops bool // has wildcards that colons stop
	folds bool
	text  string // the pattern, where it is plain text
	plain bool
	// loose is the pattern with wildcards in place of the texts of variables; nil
	// if it had none.
	loose *sequence
}

type step struct {
	kind policy.StepKind
	char rune
	fold bool
	stop bool
}

func newSequence(steps []step) *sequence {
	q := &sequence{steps: steps, plain: true}
	var text []rune
	for _, s := range steps {
		q.ones = q.ones || s.kind == policy.OneStep
		q.stops = q.stops || s.stop && s.kind != policy.CharStep
		q.folds = q.folds || s.fold && s.kind == policy.CharStep && isLetter(s.char)
		q.plain = q.plain && s.kind == policy.CharStep
		text = append(text, s.char)
	}
	q.plain = q.plain && !q.folds
	if q.plain {
		q.text = string(text)
	}
	return q
}

func isLetter(c rune) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func lower(c rune) rune {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// all reports a pattern that matches every text.
func (q *sequence) all() bool {
	for _, s := range q.steps {
		if s.kind != policy.RunStep || s.stop {
			return false
		}
	}
	return len(q.steps) > 0
}

// takes reports whether a step takes a character, as one of its run if it is one.
func (s step) takes(c rune) bool {
	switch {
	case s.kind == policy.CharStep:
		return s.char == c || s.fold && lower(s.char) == lower(c)
	case s.stop:
		return c != ':'
	}
	return true
}

// match reports whether the pattern matches a text.
func (q *sequence) match(text []rune) bool {
	if q.stops {
		return q.matchSets(text)
	}
	pi, si, star, mark := 0, 0, -1, 0
	for si < len(text) {
		switch {
		case pi < len(q.steps) && q.steps[pi].kind == policy.RunStep:
			star, mark = pi, si
			pi++
		case pi < len(q.steps) && q.steps[pi].takes(text[si]):
			pi++
			si++
		case star >= 0:
			mark++
			pi, si = star+1, mark
		default:
			return false
		}
	}
	for pi < len(q.steps) && q.steps[pi].kind == policy.RunStep {
		pi++
	}
	return pi == len(q.steps)
}

func (q *sequence) matchSets(text []rune) bool {
	at := q.start()
	for _, c := range text {
		at = q.after(at, c)
	}
	return at.has(len(q.steps))
}

// places is a set of places in a pattern, as bits.
type places []uint64

func (p places) has(i int) bool { return p[i/64]>>(i%64)&1 == 1 }

func (p places) empty() bool {
	for _, w := range p {
		if w != 0 {
			return false
		}
	}
	return true
}

// put adds a place, and those that are reached from it without a character.
func (q *sequence) put(p places, i int) {
	p[i/64] |= 1 << (i % 64)
	for i < len(q.steps) && q.steps[i].kind == policy.RunStep {
		i++
		p[i/64] |= 1 << (i % 64)
	}
}

func (q *sequence) start() places {
	p := make(places, len(q.steps)/64+1)
	q.put(p, 0)
	return p
}

func (q *sequence) after(p places, c rune) places {
	next := make(places, len(p))
	q.move(next, p, c)
	return next
}

// move is after, into what is empty before.
func (q *sequence) move(next, p places, c rune) {
	for w, word := range p {
		for ; word != 0; word &= word - 1 {
			i := w*64 + bits.TrailingZeros64(word)
			if i == len(q.steps) || !q.steps[i].takes(c) {
				continue
			}
			if q.steps[i].kind == policy.RunStep {
				q.put(next, i)
			} else {
				q.put(next, i+1)
			}
		}
	}
}

// forever reports places from which every text is matched.
func (q *sequence) forever(p places) bool {
	n := len(q.steps)
	return n > 0 && q.steps[n-1].kind == policy.RunStep && !q.steps[n-1].stop && p.has(n)
}

// overlaps reports whether some text matches both patterns.
func (q *sequence) overlaps(r *sequence) bool {
	for i := 0; i < len(q.steps) && i < len(r.steps); i++ {
		s, t := q.steps[i], r.steps[i]
		if s.kind != policy.CharStep || t.kind != policy.CharStep {
			break
		}
		if !meet(s, t) {
			return false
		}
	}
	reach := make([]bool, len(r.steps)+1)
	reach[0] = true
	r.close(reach)
	next := make([]bool, len(reach))
	for _, s := range q.steps {
		clear(next)
		for j, ok := range reach {
			if s.kind == policy.RunStep && (ok || j > 0 && next[j-1] && r.meets(j-1, s)) {
				next[j] = true
			}
			if !ok || s.kind == policy.RunStep || j == len(r.steps) {
				continue
			}
			if t := r.steps[j]; meet(s, t) {
				if t.kind == policy.RunStep {
					next[j] = true
				} else {
					next[j+1] = true
				}
			}
		}
		r.close(next)
		reach, next = next, reach
	}
	return reach[len(r.steps)]
}

// meets reports that the step at j can be passed under a run.
func (q *sequence) meets(j int, run step) bool {
	t := q.steps[j]
	return t.kind == policy.RunStep || meet(run, t)
}

func meet(s, t step) bool {
	switch {
	case s.kind == policy.CharStep && t.kind == policy.CharStep:
		return s.char == t.char || (s.fold || t.fold) && lower(s.char) == lower(t.char)
	case s.kind == policy.CharStep:
		return t.takes(s.char)
	case t.kind == policy.CharStep:
		return s.takes(t.char)
	}
	return true
}

// close lets runs take nothing.
func (q *sequence) close(row []bool) {
	for j, s := range q.steps {
		if row[j] && s.kind == policy.RunStep {
			row[j+1] = true
		}
	}
}

// covers reports that q matches whatever r does; false may be that it isn't known.
// See language.solve for why one text decides.
func (q *sequence) covers(r *sequence, fresh rune) bool {
	if q == someText {
		for _, s := range r.steps {
			if s.kind != policy.RunStep {
				return true
			}
		}
		return false
	}
	if q.ones || q.stops || r.folds && q.cased() {
		return false
	}
	return q.match(r.filled(1, fresh))
}

// filled is a text of the pattern with so many of a character for each *.
func (q *sequence) filled(run int, fresh rune) []rune {
	var text []rune
	for _, s := range q.steps {
		switch s.kind {
		case policy.CharStep:
			text = append(text, s.char)
		case policy.OneStep:
			text = append(text, fresh)
		case policy.RunStep:
			for range run {
				text = append(text, fresh)
			}
		}
	}
	return text
}
