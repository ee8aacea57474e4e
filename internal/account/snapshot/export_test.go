package snapshot

import "io"

// OpenSmall opens a snapshot with limits that a test can reach.
func OpenSmall(in io.Reader) (*Reader, error) {
	return open(in, limits{packed: 64 << 10, plain: 1 << 20, base: 1 << 20, ratio: 20, files: 100, manifest: 16 << 10})
}
