package policy

import "math/bits"

// overlaps reports whether some text matches both globs, of which nothing is
// open: see loosen.
func (g glob) overlaps(other glob) bool {
	g, other, differ := pastCommon(g, other)
	if differ || endsDiffer(g, other) {
		return false
	}
	// row[j] says that g up to i and other up to j match a common text.
	var one, two [usualLength]bool
	row, next := one[:], two[:]
	if len(other) >= usualLength {
		row, next = make([]bool, len(other)+1), make([]bool, len(other)+1)
	}
	row, next = row[:len(other)+1], next[:len(other)+1]
	row[0] = true
	for i := range len(g) + 1 {
		clear(next)
		for j, ok := range row {
			if !ok {
				continue
			}
			if j < len(other) && (other[j].isRun() || i < len(g) && g[i].runsOver(other[j])) {
				row[j+1] = true
			}
			if i == len(g) {
				continue
			}
			if g[i].isRun() || j < len(other) && other[j].runsOver(g[i]) {
				next[j] = true
			}
			if j < len(other) && (g[i].accepts(other[j]) || other[j].accepts(g[i])) {
				next[j+1] = true
			}
		}
		if i < len(g) {
			row, next = next, row
		}
	}
	return row[len(other)]
}

// pastCommon are the globs without the characters that both begin with, and
// whether they begin with characters that differ: no text matches both.
func pastCommon(g, other glob) (glob, glob, bool) {
	for len(g) > 0 && len(other) > 0 && g[0].kind == char && other[0].kind == char {
		if g[0].char != other[0].char {
			return g, other, true
		}
		g, other = g[1:], other[1:]
	}
	return g, other, false
}

// endsDiffer reports that the globs end in characters that differ: no text matches
// both.
func endsDiffer(g, other glob) bool {
	for i := 1; i <= len(g) && i <= len(other); i++ {
		a, b := g[len(g)-i], other[len(other)-i]
		if a.kind != char || b.kind != char {
			return false
		}
		if a.char != b.char {
			return true
		}
	}
	return false
}

// isRun reports a token that may stand for nothing and for many characters.
func (t token) isRun() bool { return t.kind == anyRun || t.kind == nameRun || t.kind == colonlessRun }

// runsOver reports whether a run takes the one token.
func (t token) runsOver(one token) bool {
	switch {
	case one.isRun():
		return false // which takes as much itself
	case t.kind == nameRun:
		return one.kind == anyOne || one.kind == char && one.char != ':' && one.char != '/'
	}
	return t.kind == anyRun || t.kind == colonlessRun && (one.kind == anyOne || one.kind == char && one.char != ':')
}

// maxStates bounds the work of covers; patterns that people write need a
// handful.
const maxStates = 2048

// covers answers whether g matches every text that other matches. It is exact
// (Unknown only past maxStates): replacing what the wildcards of other stand
// for by a character that g doesn't name loses nothing, since only wildcards of
// g can then take it and those take all. So it walks other once, keeping the
// sets of places that g can be in; a set that contains another is no worse and
// is dropped.
func (g glob) covers(other glob) Answer {
	g, other, differ := pastCommon(g, other)
	if differ || endsDiffer(g, other) {
		return No
	}
	var one, two [16]uint64 // room for the few sets that there usually are
	var last [4]uint64
	words := len(g)/64 + 1
	now, next, room := front{words, one[:0]}, front{words, two[:0]}, places(last[:0])
	room = room.none(words)
	room.add(0, g)
	now = now.insert(room)
	for _, t := range wildcardsLast(other) {
		next.sets = next.sets[:0]
		for i := range now.len() {
			if t.kind != anyRun {
				room = now.at(i).after(t, g, room.none(words))
				next = next.insert(room)
				continue
			}
			// Any number of characters that g doesn't name: a set settles after at
			// most len(g) of them.
			for p := now.at(i); ; copy(p, room) {
				next = next.insert(p)
				room = p.after(token{kind: anyOne}, g, room.none(words))
				if room.within(p) && p.within(room) {
					break
				}
			}
		}
		now, next = next, now
		if now.len() > maxStates {
			return Unknown
		}
		if now.at(0).empty() {
			return No
		}
	}
	for i := range now.len() {
		if !now.at(i).has(len(g)) {
			return No
		}
	}
	return Yes
}

// wildcardsLast is an equal glob with the * of each run of wildcards after its
// question marks.
func wildcardsLast(g glob) glob {
	if !g.starsBeforeMarks() {
		return g
	}
	out := make(glob, 0, len(g))
	star := false
	for _, t := range g {
		if star && t.kind != anyOne && t.kind != anyRun {
			out = append(out, token{kind: anyRun})
			star = false
		}
		if t.kind == anyRun {
			star = true
			continue
		}
		out = append(out, t)
	}
	if star {
		out = append(out, token{kind: anyRun})
	}
	return out
}

// starsBeforeMarks reports a * that a wildcard follows.
func (g glob) starsBeforeMarks() bool {
	for i := 1; i < len(g); i++ {
		if g[i-1].kind == anyRun && (g[i].kind == anyOne || g[i].kind == anyRun) {
			return true
		}
	}
	return false
}

// places is a set of indexes into a glob, as bits; empty past the last.
type places []uint64

// newPlaces has room for the places of a glob.
func newPlaces(g glob) places { return make(places, len(g)/64+1) }

// none is the empty set of so many words, in the room of a set that is no longer
// needed.
func (p places) none(words int) places {
	if cap(p) < words {
		return make(places, words)
	}
	p = p[:words]
	clear(p)
	return p
}

// add puts i in, and what follows it without any text.
func (p places) add(i int, g glob) {
	p[i/64] |= 1 << (i % 64)
	for i < len(g) && (g[i].kind == anyRun || g[i].kind == fixedRun) {
		i++
		p[i/64] |= 1 << (i % 64)
	}
}

func (p places) has(i int) bool { return p[i/64]>>(i%64)&1 == 1 }

func (p places) empty() bool {
	for _, w := range p {
		if w != 0 {
			return false
		}
	}
	return true
}

// within reports whether every place of p is in q.
func (p places) within(q places) bool {
	for i := range p {
		if p[i]&^q[i] != 0 {
			return false
		}
	}
	return true
}

// after is where g can be after one more symbol, in the room that is given; an
// anyOne symbol is the character that g doesn't name.
func (p places) after(symbol token, g glob, next places) places {
	for w, word := range p {
		for ; word != 0; word &= word - 1 {
			i := w*64 + bits.TrailingZeros64(word)
			switch {
			case i == len(g):
			case g[i].kind == anyRun, g[i].kind == fixedRun && symbol.kind != anyOne:
				next.add(i, g)
			case g[i].accepts(symbol):
				next.add(i+1, g)
			}
		}
	}
	return next
}

// front are sets of places one after another, none of which contains another.
type front struct {
	words int // of each set
	sets  []uint64
}

func (f front) len() int { return len(f.sets) / f.words }

func (f front) at(i int) places { return f.sets[i*f.words : (i+1)*f.words] }

// insert is the front with a set that contains none of it, without those that
// contain that.
func (f front) insert(p places) front {
	for i := range f.len() {
		if f.at(i).within(p) {
			return f
		}
	}
	kept := f.sets[:0]
	for i := range f.len() {
		if q := f.at(i); !p.within(q) {
			kept = append(kept, q...)
		}
	}
	f.sets = append(kept, p...)
	return f
}
