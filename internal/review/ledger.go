package review

import (
	"cmp"
	"maps"
	"slices"

	"ringwall/internal/scenario"
)

// ledger keeps what the rules of one run looked at and took for granted.
type ledger struct {
	judged  map[string]bool
	assumed map[*scenario.Variable]bool
}

func newLedger() *ledger {
	return &ledger{judged: map[string]bool{}, assumed: map[*scenario.Variable]bool{}}
}

func (l *ledger) note(typ string, assumed []*scenario.Variable) {
	l.judged[typ] = true
	for _, v := range assumed {
		l.assumed[v] = true
	}
}

func (l *ledger) types() []string { return slices.Sorted(maps.Keys(l.judged)) }

func (l *ledger) assumptions() []*scenario.Variable {
	return slices.SortedFunc(maps.Keys(l.assumed), func(a, b *scenario.Variable) int {
		return cmp.Compare(a.Name, b.Name)
	})
}
