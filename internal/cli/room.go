package cli

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"

	"ringwall/internal/account"
)

// muchToRead is how many bytes of a live account's lists are much.
const muchToRead = 32 << 20

// makeRoom puts off the collection of garbage while much is read: what is made of
// an account's lists takes about as many bytes as these have, and nearly all of it
// is kept, so that looking for garbage before the heap has twice that size finds
// little. Once it has been collected, that is done as often as before.
func makeRoom(files []account.File) {
	var size int64
	for _, f := range files {
		size += f.Size
	}
	if size < muchToRead {
		return
	}
	const least = 4 << 20 // for which the runtime takes a smaller heap, at 100 percent
	before := debug.SetGCPercent(int(2 * size / least * 100))
	runtime.AddCleanup(&[32]byte{}, func(percent int) { debug.SetGCPercent(percent) }, before)
}

// keepRoom bounds the heap of a run that reads a large plan or state, to nine times its
// bytes: what is kept of it is mostly three or four times as much, with the bytes
// themselves while it is read, and the rest is garbage that would otherwise pile up to
// the bound of the whole run. Where more is kept the bound moves up, since looking for
// garbage again and again finds none. It gives what ends that.
func keepRoom(names []string) (end func()) {
	var size int64
	for _, name := range names {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
	}
	most := debug.SetMemoryLimit(-1)
	if size < muchToRead || 9*size >= most {
		return func() {}
	}
	debug.SetMemoryLimit(9 * size)
	r := &room{least: 9 * size, most: most}
	r.watch()
	return r.end
}

// room is a bound on the heap that follows what is in use.
type room struct {
	least, most int64
	mutex       sync.Mutex
	ended       bool
}

// watch looks at the heap once garbage has been collected, and so on.
func (r *room) watch() {
	runtime.AddCleanup(&[32]byte{}, (*room).collected, r)
}

func (r *room) collected() {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.ended {
		return
	}
	debug.SetMemoryLimit(r.bound(int64(live[0].Value.Uint64())))
	r.watch()
}

// bound leaves two thirds of what is in use for more, beyond the bound of the whole run
// a quarter.
func (r *room) bound(live int64) int64 {
	return max(r.least, min(live+live*2/3, r.most), live+live/4)
}

func (r *room) end() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if !r.ended {
		r.ended = true
		debug.SetMemoryLimit(r.most)
	}
}
