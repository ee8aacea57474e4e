package policy

import (
	"strings"
	"unicode/utf8"
)

// automaton matches a pattern with all its positions at once, a bit each. It
// takes len(s) times len(pattern)/64 steps, and memory: it is for what stepping
// back to the last * would take too long.
type automaton struct {
	length int // of the pattern without its stars
	// What a character is taken for: bits of the positions at which it is wanted;
	// others only where ? stands.
	wanted   map[rune][]uint64
	any      []uint64
	notColon []uint64 // of any, those that take none
	// The positions that stay: a * is before them. At a colon fewer may.
	stay, stayAtColon []uint64
	fold              bool
}

func newAutomaton(size int, fold bool) *automaton {
	words := size/64 + 1
	return &automaton{wanted: map[rune][]uint64{}, any: make([]uint64, words), notColon: make([]uint64, words),
		stay: make([]uint64, words), stayAtColon: make([]uint64, words), fold: fold}
}

func setBit(bits []uint64, at int) { bits[at/64] |= 1 << (at % 64) }

func (a *automaton) want(c rune) {
	if a.fold {
		c = lower(c)
	}
	bits := a.wanted[c]
	if bits == nil {
		bits = make([]uint64, len(a.any))
		a.wanted[c] = bits
	}
	setBit(bits, a.length)
	a.length++
}

// wild adds * or ?; free, if it takes colons.
func (a *automaton) wild(c byte, free bool) {
	if c == '*' {
		setBit(a.stay, a.length)
		if free {
			setBit(a.stayAtColon, a.length)
		}
		return
	}
	setBit(a.any, a.length)
	if !free {
		setBit(a.notColon, a.length)
	}
	a.length++
}

// pattern adds text in which * and ? are wildcards.
func (a *automaton) pattern(p string) {
	for _, c := range p {
		if c == '*' || c == '?' {
			a.wild(byte(c), true)
		} else {
			a.want(c)
		}
	}
}

// literal adds text as it stands.
func (a *automaton) literal(s string) {
	for _, c := range s {
		a.want(c)
	}
}

func (a *automaton) run(s string) bool {
	now := make([]uint64, len(a.any))
	now[0] = 1
	notColon := make([]uint64, len(a.any)) // any, at a colon
	for i := range notColon {
		notColon[i] = a.any[i] &^ a.notColon[i]
	}
	none := make([]uint64, len(a.any))
	for _, c := range s {
		if a.fold {
			c = lower(c)
		}
		wanted, any, stay := a.wanted[c], a.any, a.stay
		if wanted == nil {
			wanted = none
		}
		if c == ':' {
			any, stay = notColon, a.stayAtColon
		}
		if !step(now, wanted, any, stay) {
			return false
		}
	}
	return now[a.length/64]>>(a.length%64)&1 != 0
}

// step goes on by a character, from the positions of now; false if there are none.
func step(now, wanted, any, stay []uint64) bool {
	wanted, any, stay = wanted[:len(now)], any[:len(now)], stay[:len(now)]
	carry, alive := uint64(0), uint64(0)
	for i, is := range now {
		on := is & (wanted[i] | any[i])
		next := on<<1 | carry | is&stay[i]
		carry = on >> 63
		alive |= next
		now[i] = next
	}
	return alive != 0
}

// patience is how many steps back and forth are taken before an automaton is made.
func patience(pattern, s int) int { return 4096 + 4*(pattern+s) }

// matchLong is match for what takes long.
func matchLong(p, s string, fold bool) bool {
	a := newAutomaton(utf8.RuneCountInString(p), fold)
	a.pattern(p)
	return a.run(s)
}

// matchPiecesLong is matchPieces for what takes long.
func matchPiecesLong(ps []piece, s string, fold bool) bool {
	size := 0
	for i := range ps {
		size += utf8.RuneCountInString(ps[i].text)
	}
	a := newAutomaton(size, fold)
	for i := range ps {
		if ps[i].literal {
			a.literal(ps[i].text)
		} else {
			a.pattern(ps[i].text)
		}
	}
	return a.run(s)
}

// bounded is the automaton of a pattern whose wildcards are kept to their
// segments: free are those after the fifth colon, and a * at a segment's end.
func bounded(p string) *automaton {
	a := newAutomaton(utf8.RuneCountInString(p), false)
	colons := 0
	for p != "" {
		c, size := utf8.DecodeRuneInString(p)
		free := colons >= arnSegments-1
		switch c {
		case '*':
			rest := strings.TrimLeft(p, "*")
			a.wild('*', free || rest == "" || rest[0] == ':')
			size = len(p) - len(rest)
		case '?':
			a.wild('?', free)
		case ':':
			colons++
			a.want(c)
		default:
			a.want(c)
		}
		p = p[size:]
	}
	return a
}
