package snapshot

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// frameMagic begins every frame of Zstandard (RFC 8878, "Zstandard Frames").
var frameMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}

// Damage is what is wrong with a snapshot.
type Damage struct {
	Offset int64 // in the file, of the piece in which it is
	What   string
}

func (d *Damage) Error() string {
	return fmt.Sprintf("%s (the piece from byte %d on)", d.What, d.Offset)
}

// limits bound what a snapshot unfolds to.
type limits struct {
	packed, plain int   // bytes of one piece
	base          int64 // bytes of the whole, …
	ratio         int64 // … and as many again for each byte of the file
	files         int
	manifest      int64 // bytes of snapshot.json
}

// usual are the limits of all snapshots. JSON of accounts is packed to a tenth or a
// fiftieth, by how much it repeats itself.
func usual() limits {
	return limits{packed: 256 << 20, plain: 512 << 20, base: 1 << 30, ratio: 400, files: 2_000_000, manifest: 64 << 20}
}

// pieceReader reads the pieces of a file one after another. A piece whose checksum is
// not right, or that is not there whole, gives no byte.
type pieceReader struct {
	in      *bufio.Reader
	decoder *zstd.Decoder
	limits  limits
	packed  []byte
	plain   []byte // the piece that is being read
	rest    []byte // what of it has not been read
	at      int64  // where in the file that piece begins
	end     int64  // where it ends
	total   int64  // bytes unfolded
	says    uint64 // bytes that the piece unfolds to, as its header has it; 0: it doesn't say
	err     error
}

func newPieceReader(in io.Reader, l limits) (*pieceReader, error) {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(uint64(l.plain)), zstd.WithDecoderMaxWindow(uint64(l.plain)))
	if err != nil {
		return nil, fmt.Errorf("begin to read a snapshot: %w", err)
	}
	return &pieceReader{in: bufio.NewReaderSize(in, 1<<16), decoder: d, limits: l}, nil
}

func (p *pieceReader) Read(out []byte) (int, error) {
	for len(p.rest) == 0 {
		if p.err == nil {
			p.err = p.next()
		}
		if p.err != nil {
			return 0, p.err
		}
	}
	n := copy(out, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

// next unfolds the next piece; io.EOF after the last.
func (p *pieceReader) next() error {
	p.at = p.end
	if err := p.frame(); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return p.damage("the file is cut off")
		}
		return err
	}
	plain, err := p.decoder.DecodeAll(p.packed, p.plain[:0])
	switch {
	case errors.Is(err, zstd.ErrCRCMismatch):
		return p.damage("the file is damaged: a checksum is not right")
	case errors.Is(err, zstd.ErrDecoderSizeExceeded), errors.Is(err, zstd.ErrWindowSizeExceeded):
		return p.damage(fmt.Sprintf("a piece unfolds to more than %d bytes", p.limits.plain))
	case err != nil:
		return p.damage("the file is damaged: " + err.Error())
	}
	p.plain, p.rest = plain, plain
	if p.total += int64(len(plain)); p.total > p.limits.base+p.limits.ratio*p.end {
		return p.damage(fmt.Sprintf("%d bytes unfold to more than %d: no snapshot repeats itself so often", p.end, p.total-1))
	}
	return nil
}

func (p *pieceReader) damage(what string) error {
	p.rest = nil
	return &Damage{p.at, what}
}

// frame reads the bytes of one frame: its blocks say how long they are (RFC 8878,
// "Blocks").
func (p *pieceReader) frame() error {
	p.packed, p.says = p.packed[:0], 0
	head, err := p.in.Peek(zstd.HeaderMaxSize)
	if len(head) == 0 {
		return err // io.EOF, or why the file cannot be read
	}
	var h zstd.Header
	switch err := h.Decode(head); {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case err != nil:
		return p.damage("the file is damaged: here should begin a piece compressed with Zstandard, or the file end")
	case h.Skippable:
		if err := p.take(h.HeaderSize + int(h.SkippableSize)); err != nil {
			return err
		}
		return nil
	case h.HasFCS && h.FrameContentSize > uint64(p.limits.plain):
		return p.damage(fmt.Sprintf("a piece unfolds to %d bytes, more than %d", h.FrameContentSize, p.limits.plain))
	}
	p.says = h.FrameContentSize
	if err := p.take(h.HeaderSize); err != nil {
		return err
	}
	for last := false; !last; {
		if err := p.take(3); err != nil {
			return err
		}
		block := binary.LittleEndian.Uint32(append(p.packed[len(p.packed)-3:len(p.packed):len(p.packed)], 0))
		last = block&1 == 1
		size := int(block >> 3)
		if block>>1&3 == 1 { // one byte, that many times
			size = 1
		}
		if err := p.take(size); err != nil {
			return err
		}
	}
	if h.HasCheckSum {
		return p.take(4)
	}
	return nil
}

// take moves the next n bytes of the file to the piece.
func (p *pieceReader) take(n int) error {
	if len(p.packed)+n > p.limits.packed {
		return p.damage(fmt.Sprintf("a piece has more than %d bytes", p.limits.packed))
	}
	from := len(p.packed)
	if need := from + n; need > cap(p.packed) {
		// Grown by what is there, not by what a header promises.
		p.packed = append(make([]byte, 0, min(2*need, need+piece)), p.packed...)
	}
	p.packed = p.packed[:from+n]
	got, err := io.ReadFull(p.in, p.packed[from:])
	p.end += int64(got)
	if errors.Is(err, io.EOF) && n > 0 {
		return io.ErrUnexpectedEOF
	}
	return err
}
