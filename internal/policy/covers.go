package policy

import "math/bits"

// overlaps reports whether some text matches both globs, of which nothing is
// open: see loosen.
func (g glob) overlaps(other glob) bool {
	// row[j] says that g up to i and other up to j match a common text.
	row, next := make([]bool, len(other)+1), make([]bool, len(other)+1)
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
	front := []places{startPlaces(g)}
	for _, t := range wildcardsLast(other) {
		if t.kind == anyRun {
			front = g.repeat(front)
		} else {
			front = g.step(front, t)
		}
		front = minimal(front)
		if len(front) > maxStates {
			return Unknown
		}
		if front[0].empty() {
			return No
		}
	}
	for _, p := range front {
		if !p.has(len(g)) {
			return No
		}
	}
	return Yes
}

// wildcardsLast is an equal glob with the * of each run of wildcards after its
// question marks.
func wildcardsLast(g glob) glob {
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

// places is a set of indexes into a glob, as bits; empty past the last.
type places []uint64

func startPlaces(g glob) places {
	p := make(places, len(g)/64+1)
	p.add(0, g)
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

// after is where g can be after one more symbol; an anyOne symbol is the
// character that g doesn't name.
func (p places) after(symbol token, g glob) places {
	next := make(places, len(p))
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

func (g glob) step(front []places, symbol token) []places {
	out := make([]places, len(front))
	for i, p := range front {
		out[i] = p.after(symbol, g)
	}
	return out
}

// repeat is the front after any number of characters that g doesn't name. Each
// set settles after at most len(g) of them.
func (g glob) repeat(front []places) []places {
	var out []places
	for _, p := range front {
		for {
			out = append(out, p)
			next := p.after(token{kind: anyOne}, g)
			if next.within(p) && p.within(next) {
				break
			}
			p = next
		}
		if len(out) > 2*maxStates {
			out = minimal(out)
		}
	}
	return out
}

// minimal drops each set that contains another.
func minimal(front []places) []places {
	var out []places
	for _, p := range front {
		kept := out[:0]
		covered := false
		for _, q := range out {
			if q.within(p) {
				covered = true
			}
			if covered || !p.within(q) {
				kept = append(kept, q)
			}
		}
		if out = kept; !covered {
			out = append(out, p)
		}
	}
	return out
}
