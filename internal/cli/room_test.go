package cli

import (
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
