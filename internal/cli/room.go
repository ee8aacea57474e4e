package cli

import (
	"os"
	"runtime"
	"runtime/debug"

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

// keepRoom bounds the heap while a large plan or state is read, to nine times its bytes:
// what is kept of it is four times as much, with the bytes themselves, and the rest is
// garbage that would otherwise pile up to the bound of the whole run. It gives what
// ends that.
func keepRoom(names []string) (end func()) {
	var size int64
	for _, name := range names {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
	}
	before := debug.SetMemoryLimit(-1)
	if size < muchToRead || 9*size >= before {
		return func() {}
	}
	debug.SetMemoryLimit(9 * size)
	return func() { debug.SetMemoryLimit(before) }
}
