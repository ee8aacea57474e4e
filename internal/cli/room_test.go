package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"ringwall/internal/account"
)

// TestRoom: much to read puts garbage collection off, but for the first time only.
func TestRoom(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	percent := func() int {
		is := debug.SetGCPercent(400)
		debug.SetGCPercent(is)
		return is
	}
	if makeRoom([]account.File{{Size: 1 << 20}}); percent() != 400 {
		t.Fatalf("little to read: %d", percent())
	}
	if makeRoom([]account.File{{Size: 32 << 20}, {Size: 32 << 20}}); percent() != 3200 {
		t.Fatalf("much to read: %d", percent())
	}
	for end := time.Now().Add(10 * time.Second); percent() != 400; runtime.GC() {
		if time.Now().After(end) {
			t.Fatalf("after a collection: %d", percent())
		}
	}
}

// TestRoomForAPlan: a large file bounds the heap while it is read, a small one does not.
func TestRoomForAPlan(t *testing.T) {
	const whole = 2 << 30
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(whole))
	file := func(size int64) string {
		name := filepath.Join(t.TempDir(), "plan.json")
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(name, size); err != nil { // sparse
			t.Fatal(err)
		}
		return name
	}
	for _, c := range []struct{ size, want int64 }{{1 << 20, whole}, {64 << 20, 9 * 64 << 20}, {1 << 30, whole}} {
		end := keepRoom([]string{file(c.size)})
		if got := debug.SetMemoryLimit(-1); got != c.want {
			t.Errorf("%d bytes: a heap of %d, want %d", c.size, got, c.want)
		}
		if end(); debug.SetMemoryLimit(-1) != whole {
			t.Errorf("%d bytes: the bound stays", c.size)
		}
	}
}

// TestRoomFollowsWhatIsInUse: where much is kept the bound moves up, and no further than
// the bound of the run without need.
func TestRoomFollowsWhatIsInUse(t *testing.T) {
	r := &room{least: 900, most: 2000}
	for live, want := range map[int64]int64{100: 900, 540: 900, 600: 1000, 1500: 2000, 1800: 2250} {
		if got := r.bound(live); got != want {
			t.Errorf("%d in use: a bound of %d, want %d", live, got, want)
		}
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(2 << 30))
	r = &room{least: 1, most: 2 << 30}
	debug.SetMemoryLimit(1 << 30)
	r.watch()
	for end := time.Now().Add(10 * time.Second); debug.SetMemoryLimit(-1) == 1<<30; runtime.GC() {
		if time.Now().After(end) {
			t.Fatal("after a collection: the bound stays")
		}
	}
	if r.end(); debug.SetMemoryLimit(-1) != 2<<30 {
		t.Error("after its end: the bound stays")
	}
	r.collected()
	if debug.SetMemoryLimit(-1) != 2<<30 {
		t.Error("what comes after its end sets a bound")
	}
}
