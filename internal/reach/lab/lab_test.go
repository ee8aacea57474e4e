//go:build linux

package lab

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ringwall/internal/proof"
)

var (
	seedFlag    = flag.Uint64("lab.seed", 1, "the first estate's seed")
	estatesFlag = flag.Int("lab.estates", 0, "random estates to build; 0 is what RINGWALL_LAB says")
	packetsFlag = flag.Int("lab.packets", 100, "packets to send in each estate")
)

// size is how much RINGWALL_LAB asks for, and how long it may take.
func size(ask string) (estates int, most time.Duration) {
	estates, most = 40, 3*time.Minute
	if ask == "full" {
		estates, most = 320, 20*time.Minute
	}
	if *estatesFlag > 0 {
		estates = *estatesFlag
	}
	return estates, most
}

// insideVariable is set in the process that does the work; its value is the
// network namespace that process must have left.
const insideVariable = "RINGWALL_LAB_INSIDE"

// TestLab compares the engine with the Linux kernel. It runs itself again in
// namespaces of its own (network, mounts, processes), so that whatever is made
// is dropped by the kernel when that process ends, however it ends.
func TestLab(t *testing.T) {
	ask := os.Getenv("RINGWALL_LAB")
	if left := os.Getenv(insideVariable); left != "" {
		inside(t, ask, left)
		return
	}
	if ask != "part" && ask != "full" {
		t.Skip("NOT RUN: the lab in the kernel needs root, iproute2 and nftables; run make lab, or set RINGWALL_LAB to part or full")
	}
	if os.Getuid() != 0 {
		t.Fatal("the lab needs root, to make network namespaces")
	}
	for _, program := range []string{"ip", "nft"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("the lab needs %s (Debian: apt-get install iproute2 nftables): %v", program, err)
		}
	}
	own, err := os.Readlink("/proc/self/ns/net")
	if err != nil {
		t.Fatal(err)
	}
	_, most := size(ask)
	ctx, cancel := context.WithTimeout(context.Background(), most+time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, os.Args[0], append([]string{"-test.run=^TestLab$", "-test.v"}, os.Args[1:]...)...)
	c.Env = append(os.Environ(), insideVariable+"="+own)
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	c.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS | syscall.CLONE_NEWPID,
		Pdeathsig:  syscall.SIGKILL,
	}
	if err := c.Run(); err != nil {
		t.Fatalf("the lab failed: %v", err)
	}
}

// inside is the work, in the process of its own.
func inside(t *testing.T, ask, left string) {
	if err := settle(left); err != nil {
		t.Fatal(err)
	}
	if err := sealedFails(); err != nil {
		t.Fatal(err)
	}
	if err := checkHandmades(); err != nil {
		t.Fatalf("the lab itself is wrong: %v", err)
	}
	estates, most := size(ask)
	start := time.Now()
	var total tally
	var wait sync.WaitGroup
	slots := make(chan bool, 3)
	for k := range estates {
		if time.Since(start) > most || total.differences() > 10 {
			break
		}
		wait.Add(1)
		slots <- true
		go func() {
			defer wait.Done()
			defer func() { <-slots }()
			if err := total.run(t, *seedFlag+uint64(k)); err != nil {
				t.Errorf("seed %d: %v", *seedFlag+uint64(k), err)
			}
		}()
	}
	wait.Wait()
	fmt.Printf("lab: first seed %d, %s, %.0f s\n", *seedFlag, total.String(), time.Since(start).Seconds())
	if total.estates < estates {
		t.Errorf("only %d of %d estates in %s", total.estates, estates, most)
	}
	if total.verdicts[proof.Yes] == 0 || total.verdicts[proof.No] == 0 {
		t.Error("one of the verdicts never occurred: nothing was shown")
	}
	if total.missed == 0 {
		t.Error("an engine with another estate agreed too: the comparison cannot fail")
	}
}

// settle makes this process's mounts its own and checks that there is no way out
// of its network namespace.
func settle(left string) error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("make mounts private: %w", err)
	}
	if err := unix.Mount("proc", "/proc", "proc", 0, ""); err != nil {
		return fmt.Errorf("mount /proc: %w", err)
	}
	now, err := os.Readlink("/proc/self/ns/net")
	if err != nil || now == left {
		return fmt.Errorf("the lab is in the host's network namespace %s: %v", left, err)
	}
	return sealed(nil)
}

// run builds one estate, sends its packets and compares.
func (a *tally) run(t *testing.T, seed uint64) error {
	p := randomPlan(seed)
	m := newMaker(seed, 12, p)
	probes := m.probes(*packetsFlag)
	k, err := buildKernel(p)
	defer k.close()
	if err != nil {
		return fmt.Errorf("build: %w", err)
	}
	r, err := k.prober(probes)
	defer r.close()
	if err != nil {
		return err
	}
	ids := make([]uint32, len(probes))
	for i, x := range probes {
		ids[i] = x.id
	}
	if err := r.run(ids); err != nil {
		return err
	}
	if err := a.compare(t, newEngine(p), r, probes); err != nil {
		return err
	}
	a.miss(newEngine(p.altered()), r, probes)
	return nil
}

// miss counts the differences to an engine that was handed another estate: were
// there none in all estates, the comparison could not fail.
func (a *tally) miss(e engine, r *prober, probes []probe) {
	for _, p := range probes {
		if contradiction(p, e.trace(p), *r.seen[p.id]) != "" {
			a.add(func() { a.missed++ })
		}
	}
}

// How often, and after which pause, a packet is sent again that was to pass and
// did not: longer than the kernel takes to give up on a neighbour.
const again, pause = 8, 500 * time.Millisecond

// compare holds the engine's traces against what was seen. A packet that is said
// to pass and did not is sent again first: on busy machines one may get lost.
func (a *tally) compare(t *testing.T, e engine, r *prober, probes []probe) error {
	a.add(func() { a.estates++ })
	for _, p := range probes {
		trace := e.trace(p)
		why := contradiction(p, trace, *r.seen[p.id])
		for n := 0; n < again && why != "" && !r.seen[p.id].complete(p); n++ {
			time.Sleep(pause)
			if err := r.run([]uint32{p.id}); err != nil {
				return err
			}
			why = contradiction(p, trace, *r.seen[p.id])
		}
		if trace.Verdict == proof.Unknown && r.seen[p.id].complete(p) {
			a.add(func() { a.through++ })
		}
		fault := ""
		if why != "" {
			fault = knownFault(p, trace)
		}
		if err := a.compareSets(t, e, r, p, fault); err != nil {
			return err
		}
		a.packet(p, trace.Verdict, why != "" && fault == "")
		switch {
		case fault != "":
			a.add(func() { a.faults++ })
			t.Logf("seed %d: %s: %s: known fault of the engine: %s", r.kernel.plan.seed, p, why, fault)
		case why != "":
			t.Errorf("seed %d: %s: %s\n  engine: %v; kernel: arrived %v, answered %v\n%s%s", r.kernel.plan.seed, p, why,
				trace.Verdict, r.seen[p.id].arrived, r.seen[p.id].answered, explain(trace), reproduce(r.kernel.plan.seed))
		}
	}
	return nil
}

// compareSets holds the engine of sets against what was seen.
func (a *tally) compareSets(t *testing.T, e engine, r *prober, p probe, fault string) error {
	verdict, err := e.ask(p)
	if err != nil {
		return fmt.Errorf("ask for %s: %w", p, err)
	}
	s := r.seen[p.id]
	complete := s.complete(p)
	if fault == "" && (verdict == proof.Yes && !complete || verdict == proof.No && complete) {
		a.add(func() { a.different++ })
		t.Errorf("seed %d: %s: the engine of sets: %v; kernel: arrived %v, answered %v\n%s", r.kernel.plan.seed, p, verdict, s.arrived, s.answered, reproduce(r.kernel.plan.seed))
	}
	if verdict != proof.Unknown {
		a.add(func() { a.sets++ })
	}
	return nil
}

func reproduce(seed uint64) string {
	return fmt.Sprintf("  again: RINGWALL_LAB=part go test ./internal/reach/lab -count=1 -args -lab.estates=1 -lab.packets=%d -lab.seed=%d", *packetsFlag, seed)
}

// tally counts over all estates.
type tally struct {
	mu        sync.Mutex
	estates   int
	packets   map[int]int // by protocol
	six       int
	verdicts  map[proof.Verdict]int
	different int
	faults    int // known ones of the engine
	through   int // packets unknown to the engine that got through
	sets      int // packets on which the engine of sets was definite
	missed    int // differences to engines that were handed another estate
}

func (a *tally) add(count func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.packets == nil {
		a.packets, a.verdicts = map[int]int{}, map[proof.Verdict]int{}
	}
	count()
}

func (a *tally) packet(p probe, v proof.Verdict, different bool) {
	a.add(func() {
		a.packets[p.protocol]++
		a.verdicts[v]++
		if p.six {
			a.six++
		}
		if different {
			a.different++
		}
	})
}

func (a *tally) differences() (n int) {
	a.add(func() { n = a.different })
	return n
}

func (a *tally) String() string {
	all := 0
	for _, n := range a.packets {
		all += n
	}
	return fmt.Sprintf("%d estates, %d packets (TCP %d, UDP %d, ICMP %d, ICMPv6 %d, GRE %d; IPv6 %d), yes %d, no %d, unknown to the engine %d (%d got through), definite by sets %d, %d differences and %d known faults of the engine",
		a.estates, all, a.packets[tcp], a.packets[udp], a.packets[icmp], a.packets[icmpv6], a.packets[gre], a.six,
		a.verdicts[proof.Yes], a.verdicts[proof.No], a.verdicts[proof.Unknown], a.through, a.sets, a.different, a.faults)
}
