package policy

import "slices"

// maxWitness bounds the work of Witness: combinations of places in the patterns.
const maxWitness = 20_000

// Witness finds a text that all of some patterns match and none of some others:
// what two policies differ in, or have in common. It is exact: Yes comes with a
// shortest such text, No says that there is none. It is Unknown for patterns
// with holes or policy variables, for actions together with resources, and for
// patterns built to exhaust it.
func Witness(all, none []Pattern) (string, Answer) {
	patterns := slices.Concat(all, none)
	for _, p := range patterns {
		if !p.plain || p.fold != patterns[0].fold {
			return "", Unknown
		}
	}
	w := &witness{all: len(all), seen: map[string]bool{}}
	start := state{}
	for _, p := range patterns {
		g := p.glob(nil)
		w.globs = append(w.globs, g)
		begin := newPlaces(g)
		begin.add(0, g)
		start.places = append(start.places, begin)
	}
	w.symbols = symbolsOf(w.globs)
	return w.search(start)
}

// witness walks all patterns at once, by breadth.
type witness struct {
	globs   []glob
	all     int // the first globs, which must match
	symbols []rune
	seen    map[string]bool
}

// state is where each pattern can be after a text.
type state struct {
	places []places
	text   []rune
}

func (w *witness) search(start state) (string, Answer) {
	queue := []state{start}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		if w.accepts(s) {
			return string(s.text), Yes
		}
		for i, c := range w.symbols {
			symbol := token{kind: char, char: c}
			if i == 0 {
				symbol = token{kind: anyOne} // a character that no pattern names
			}
			next := w.after(s, symbol)
			if next.places == nil {
				continue
			}
			next.text = append(slices.Clone(s.text), c)
			if queue = append(queue, next); len(w.seen) > maxWitness {
				return "", Unknown
			}
		}
	}
	return "", No
}

func (w *witness) accepts(s state) bool {
	for i, g := range w.globs {
		if s.places[i].has(len(g)) != (i < w.all) {
			return false
		}
	}
	return true
}

// after is the state after one more symbol; empty if nothing can come of it, or
// if it was there before.
func (w *witness) after(s state, symbol token) state {
	var out state
	var key []byte
	for i, g := range w.globs {
		p := s.places[i].after(symbol, g, newPlaces(g))
		if i < w.all && p.empty() {
			return state{}
		}
		for _, word := range p {
			for shift := 0; shift < 64; shift += 8 {
				key = append(key, byte(word>>shift))
			}
		}
		out.places = append(out.places, p)
	}
	if w.seen[string(key)] {
		return state{}
	}
	w.seen[string(key)] = true
	return out
}

// symbolsOf are the characters that the globs name, after one that they don't.
func symbolsOf(globs []glob) []rune {
	var named []rune
	for _, g := range globs {
		for _, t := range g {
			if t.kind == char && !slices.Contains(named, t.char) {
				named = append(named, t.char)
			}
		}
	}
	slices.Sort(named)
	other := 'x'
	for slices.Contains(named, other) {
		if other++; other > 'z' && other < 'à' {
			other = 'à'
		}
	}
	return append([]rune{other}, named...)
}
