package compare

import (
	"encoding/binary"
	"slices"

	"ringwall/internal/policy"
)

// status is the outcome of a question to one dimension.
type status uint8

const (
	none  status = iota // proved: no value
	some                // a value was found
	limit               // the bound of the search was met
)

// maxStates bounds the walk through patterns at once.
const maxStates = 20_000

// language asks for a text that all of some patterns match, and none of others.
type language struct {
	all, none []*sequence
	hints     []string // texts to try first
	fill      func(q *sequence) []string
	fresh     []rune
	refuse    func(text string) bool // may be nil
	refused   bool
	work      *int // may be nil
}

// solve finds a text. It is exact but for its bound: with one pattern to match, and
// others that have neither ? nor wildcards that colons stop, one text decides, in
// which each wildcard stands for a character that no pattern names. Only a * takes
// it, and that takes everything else there, too. Otherwise all patterns are walked
// at once, by breadth.
func (l *language) solve() (string, status) {
	l.all = l.narrow()
	for _, q := range l.all {
		if q.plain {
			return l.accept(q.text)
		}
	}
	for _, h := range l.hints {
		if text, s := l.accept(h); s == some {
			return text, s
		}
	}
	for _, q := range l.all {
		if slices.ContainsFunc(l.none, func(n *sequence) bool { return n.covers(q, l.fresh[0]) }) {
			return "", none
		}
	}
	if len(l.all) == 1 {
		q := l.all[0]
		tries := l.fills(q)
		for _, t := range tries {
			if _, s := l.accept(t); s == some {
				return t, some
			}
		}
		if l.simple(q) && (!l.refused || q.fixed()) {
			return "", none
		}
	}
	return l.walk()
}

// narrow leaves out patterns that match whatever another does.
func (l *language) narrow() []*sequence {
	var out []*sequence
	for i, q := range l.all {
		idle := q.all() && len(l.all) > 1
		for j, r := range l.all {
			idle = idle || i != j && q.covers(r, l.fresh[0]) && (j < i || !r.covers(q, l.fresh[0]))
		}
		if !idle {
			out = append(out, q)
		}
	}
	if len(out) == 0 {
		return l.all[:1]
	}
	return out
}

func (l *language) accept(text string) (string, status) {
	runes := []rune(text)
	for _, q := range l.all {
		if !q.match(runes) {
			return "", none
		}
	}
	for _, q := range l.none {
		if q.match(runes) {
			return "", none
		}
	}
	if l.refuse != nil && l.refuse(text) {
		l.refused = true
		return "", none
	}
	return text, some
}

// simple reports that the last of the fills of a pattern decides.
func (l *language) simple(q *sequence) bool {
	if q.stops {
		return false
	}
	for _, n := range l.none {
		if n.ones && !q.fixed() || n.stops || q.folds && n.cased() {
			return false
		}
	}
	return true
}

// fixed reports a pattern without wildcards.
func (q *sequence) fixed() bool {
	return !slices.ContainsFunc(q.steps, func(s step) bool { return s.kind != policy.CharStep })
}

// cased reports letters of which the case matters.
func (q *sequence) cased() bool {
	return slices.ContainsFunc(q.steps, func(s step) bool { return s.kind == policy.CharStep && isLetter(s.char) && !s.fold })
}

// fills are texts of a pattern, to be tried: nicely filled, and last with a new
// character for each wildcard.
func (l *language) fills(q *sequence) []string {
	var out []string
	if l.fill != nil {
		out = l.fill(q)
	}
	for _, run := range []int{0, 3, 1} {
		out = append(out, string(q.filled(run, l.fresh[0])))
	}
	return out
}

// walk goes through all patterns at once, a character at a time.
type walk struct {
	l       *language
	all     int
	qs      []*sequence
	symbols []rune
	seen    map[string]bool
	scratch places
	key     []byte
}

type point struct {
	at   []places
	from int // the point before
	char rune
}

func (l *language) walk() (string, status) {
	w := &walk{l: l, all: len(l.all), qs: slices.Clone(l.all), seen: map[string]bool{}}
	for _, n := range l.none {
		apart := slices.ContainsFunc(l.all, func(q *sequence) bool { return !q.overlaps(n) })
		if !apart && !slices.Contains(w.qs[w.all:], n) {
			w.qs = append(w.qs, n)
		}
	}
	w.symbols = symbolsOf(w.qs, l.fresh[0])
	start := point{from: -1}
	for _, q := range w.qs {
		start.at = append(start.at, q.start())
	}
	points := []point{start}
	for i := 0; i < len(points); i++ {
		if w.accepts(points[i].at) {
			if text := w.text(points, i); l.refuse == nil || !l.refuse(text) {
				return text, some
			}
		}
		for _, c := range w.symbols {
			if next := w.after(points[i].at, c); next != nil {
				points = append(points, point{next, i, c})
			}
		}
		if l.work != nil {
			*l.work += len(w.symbols) * w.size() / 64
		}
		if len(points) > maxStates || l.work != nil && *l.work > maxWork {
			return "", limit
		}
	}
	return "", none
}

// size is the work of one step, in places.
func (w *walk) size() int {
	n := 64
	for _, q := range w.qs {
		n += len(q.steps)
	}
	return n
}

func (w *walk) text(points []point, i int) string {
	var out []rune
	for ; points[i].from >= 0; i = points[i].from {
		out = append(out, points[i].char)
	}
	slices.Reverse(out)
	return string(out)
}

func (w *walk) accepts(at []places) bool {
	for i, q := range w.qs {
		if at[i].has(len(q.steps)) != (i < w.all) {
			return false
		}
	}
	return true
}

// after is nil if nothing can come of it, or if it was there before.
func (w *walk) after(at []places, c rune) []places {
	return w.next(at, c, func(i int, p places) bool {
		return i < w.all && p.empty() || i >= w.all && w.qs[i].forever(p)
	})
}

// next is nil if it is in vain, or if it was there before.
func (w *walk) next(at []places, c rune, vain func(int, places) bool) []places {
	if w.scratch == nil {
		n := 0
		for _, p := range at {
			n += len(p)
		}
		w.scratch = make(places, n)
	}
	clear(w.scratch)
	from := 0
	for i, q := range w.qs {
		own := w.scratch[from : from+len(at[i])]
		if q.move(own, at[i], c); vain(i, own) {
			return nil
		}
		from += len(own)
	}
	w.key = w.key[:0]
	for _, word := range w.scratch {
		w.key = binary.LittleEndian.AppendUint64(w.key, word)
	}
	if w.seen[string(w.key)] {
		return nil
	}
	w.seen[string(w.key)] = true
	kept := slices.Clone(w.scratch)
	out := make([]places, len(at))
	for i, p := range at {
		out[i], kept = kept[:len(p):len(p)], kept[len(p):]
	}
	return out
}

// symbolsOf are a character that no pattern names, and those that they name.
func symbolsOf(qs []*sequence, fresh rune) []rune {
	var out []rune
	add := func(c rune) {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for _, q := range qs {
		for _, s := range q.steps {
			if s.stop {
				add(':')
			}
			if s.kind != policy.CharStep {
				continue
			}
			add(s.char)
			if s.fold && isLetter(s.char) {
				add(s.char ^ 0x20)
			}
		}
	}
	slices.Sort(out)
	return append([]rune{fresh}, out...)
}

// classes are texts that begin with a head and go on as in a domain, one for each
// way in which patterns tell them apart; false if there are too many.
func classes(head string, domain *sequence, qs []*sequence, fresh rune) ([]string, bool) {
	const most, mostWork = 2000, 30_000_000
	w := &walk{l: &language{}, all: 1, qs: append([]*sequence{domain}, qs...), seen: map[string]bool{}}
	w.symbols = symbolsOf(w.qs, fresh)
	start := point{from: -1}
	for i, q := range w.qs {
		at := q.start()
		for _, c := range head {
			if i > 0 {
				at = q.after(at, c)
			}
		}
		start.at = append(start.at, at)
	}
	points := []point{start}
	var out []string
	found := map[string]bool{}
	for i := 0; i < len(points); i++ {
		var kind []byte
		for j, q := range w.qs {
			is := byte('0')
			if points[i].at[j].has(len(q.steps)) {
				is = '1'
			}
			kind = append(kind, is)
		}
		if kind[0] == '1' && !found[string(kind)] {
			found[string(kind)] = true
			out = append(out, head+w.text(points, i))
		}
		for _, c := range w.symbols {
			if next := w.step(points[i].at, c); next != nil {
				points = append(points, point{next, i, c})
			}
		}
		if len(points) > most || i*len(w.symbols)*w.size() > mostWork {
			return out, false
		}
	}
	return out, true
}

// step is after for patterns of which none must be missed.
func (w *walk) step(at []places, c rune) []places {
	return w.next(at, c, func(i int, p places) bool { return i == 0 && p.empty() })
}
