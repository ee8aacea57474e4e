package snapshot

import "io"

// Unfolded is how many bytes a snapshot unfolds to, by what its pieces say of
// themselves; nothing is unfolded. Of one that is damaged it is what stands before.
func Unfolded(in io.Reader) int64 {
	most := usual()
	p, err := newPieceReader(in, most)
	if err != nil {
		return 0
	}
	var size int64
	for p.frame() == nil && size < most.base {
		size += int64(p.says)
	}
	return min(size, most.base)
}
