package packed

import (
	"encoding/binary"
	"slices"
	"strings"
)

// AppendNumber writes what Number reads.
func AppendNumber(b []byte, n int) []byte { return binary.AppendUvarint(b, uint64(n)) }

// AppendText writes what Text reads.
func AppendText[T string | []byte](b []byte, s T) []byte {
	return append(AppendNumber(b, len(s)), s...)
}

// An Interner numbers texts in the order in which it first sees them. The zero
// value has seen none.
type Interner struct {
	Texts   []string // by number
	uses    []int
	numbers map[string]int
}

// Number is the number of a text, and counts a use of it.
func (in *Interner) Number(text string) int {
	n, ok := in.numbers[text]
	if !ok {
		if in.numbers == nil {
			in.numbers = map[string]int{}
		}
		n = len(in.Texts)
		in.numbers[text] = n
		in.Texts, in.uses = append(in.Texts, text), append(in.uses, 0)
	}
	in.uses[n]++
	return n
}

// Ranked returns the texts, the most used first, so that these can have the
// short numbers.
func (in *Interner) Ranked() []string {
	texts := slices.Clone(in.Texts)
	slices.SortFunc(texts, func(a, b string) int {
		if d := in.uses[in.numbers[b]] - in.uses[in.numbers[a]]; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return texts
}
