package reach

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"ringwall/internal/scenario"
)

func cpu() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func TestDbg(t *testing.T) {
	es := largeEstate(50, 200)
	for range 12 {
		c := cpu()
		lap := func(name string) { x := cpu(); fmt.Println(name, x-c); c = cpu() }
		worlds(es)
		lap("worlds")
		n := New(es, scenario.Always())
		lap("New")
		e := newEngine(n)
		lap("engine")
		fmt.Println(len(n.Interfaces), "ifs", len(e.classes), "classes", len(e.sets), "sets", e.spots, "spots", len(e.keys.sets), "keys", len(n.cuts))
		m := &Model{Estate: es, worlds: []*world{{when: scenario.Always(), counts: true, network: n, engine: e}}}
		p := m.AllPairs()
		lap("pairs")
		fmt.Println(len(p.Links), "links")
		s := m.FromInternet()
		lap("frominternet")
		x := m.Exposure()
		lap("exposure")
		fmt.Println(len(s), len(x))
	}
}
