package reach

import (
	"testing"

	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// TestAllPairs_AgreeWithBetween: what is computed for whole columns of classes
// is what each pair gives by itself.
func TestAllPairs_AgreeWithBetween(t *testing.T) {
	links := 0
	for seed := range uint64(300) {
		e := newEngine(New(generate(seed, float64(seed%3)*0.1, false), scenario.Always()))
		b := pairing{e: e, out: &Pairs{table: e.table}}
		for _, c := range e.classes {
			b.out.Classes = append(b.out.Classes, partyOf(c.members))
		}
		b.inside()
		got := map[[2]int32]bound{}
		for _, l := range b.out.Links {
			got[[2]int32{l.From, l.To}] = bound{l.certain, l.possible}
		}
		links += len(got)
		for i, c := range e.classes {
			for j, d := range e.classes {
				if i == j && len(c.members) == 1 {
					continue
				}
				want := e.flows(e.between(end{c, e.four[i]}, end{d, e.four[j]}))
				if c.subnet.VPC == d.subnet.VPC {
					want = e.or(want, e.flows(e.between(end{c, e.six[i]}, end{d, e.six[j]})))
				} else if e.six[i] != nil && e.six[j] != nil {
					continue // over the internet, which is two links
				}
				if is := got[[2]int32{int32(i), int32(j)}]; is != want {
					t.Fatalf("seed %d: %s -> %s: column %s..%s, pair %s..%s", seed, c.sample().Name(), d.sample().Name(),
						e.table.Services(is.lo), e.table.Services(is.hi), e.table.Services(want.lo), e.table.Services(want.hi))
				}
			}
		}
	}
	t.Logf("%d links", links)
}

func TestAnsweredByNone_IsWhatNoReplyAllows(t *testing.T) {
	for _, full := range []bool{false, true} {
		if !answeredByNone().Equal(answerable(traffic.NoServices(), full)) {
			t.Errorf("full %v: they differ", full)
		}
	}
}
