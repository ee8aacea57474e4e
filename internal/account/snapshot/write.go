package snapshot

import (
	"archive/tar"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"

	"github.com/klauspost/compress/zstd"
)

// piece is how much is compressed at a time: what one wrong bit costs. Larger pieces
// would be no smaller in the end.
const piece = 1 << 20

// Write makes a snapshot of the files of dir, sorted by name. The same manifest and
// files give the same bytes.
func Write(w io.Writer, m Manifest, dir fs.FS) error {
	names, err := filesOf(dir)
	if err != nil {
		return err
	}
	m.Format, m.Version, m.Collected = Format, Version, m.Collected.UTC().Truncate(time.Second)
	m.Files = map[string]int{}
	for _, name := range names {
		m.Files[folderOf(name)]++
	}
	manifest, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", ManifestName, err)
	}
	pieces, err := newPieceWriter(w)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(pieces)
	if err := add(archive, ManifestName, append(manifest, '\n'), m.Collected); err != nil {
		return err
	}
	if err := pieces.flush(); err != nil { // so that the manifest is soon read
		return fmt.Errorf("write the snapshot: %w", err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return fmt.Errorf("write the snapshot: %w", err)
		}
		if err := add(archive, name, data, m.Collected); err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("write the snapshot: %w", err)
	}
	if err := pieces.flush(); err != nil {
		return fmt.Errorf("write the snapshot: %w", err)
	}
	return nil
}

func add(archive *tar.Writer, name string, data []byte, at time.Time) error {
	h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(data)), Mode: 0o644, ModTime: at}
	if err := archive.WriteHeader(h); err != nil {
		return fmt.Errorf("write %s into the snapshot: %w", name, err)
	}
	if _, err := archive.Write(data); err != nil {
		return fmt.Errorf("write %s into the snapshot: %w", name, err)
	}
	return nil
}

// filesOf lists the files of a folder by name, but for a manifest.
func filesOf(dir fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("read %s: %w", name, err)
		case d.IsDir() || name == ManifestName:
			return nil
		case !d.Type().IsRegular():
			return fmt.Errorf("write %s into the snapshot: it is no regular file", name)
		}
		if err := checkName(name); err != nil {
			return fmt.Errorf("write %q into the snapshot: %w", name, err)
		}
		names = append(names, name)
		return nil
	})
	slices.Sort(names)
	return names, err
}

// pieceWriter compresses what is written piece by piece.
type pieceWriter struct {
	w       io.Writer
	encoder *zstd.Encoder
	plain   []byte
	packed  []byte
}

func newPieceWriter(w io.Writer) (*pieceWriter, error) {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(true), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return nil, fmt.Errorf("begin a snapshot: %w", err)
	}
	return &pieceWriter{w: w, encoder: e, plain: make([]byte, 0, piece)}, nil
}

func (p *pieceWriter) Write(data []byte) (int, error) {
	written := 0
	for len(data) > 0 {
		n := min(len(data), piece-len(p.plain))
		p.plain = append(p.plain, data[:n]...)
		data, written = data[n:], written+n
		if len(p.plain) == piece {
			if err := p.flush(); err != nil {
				return written, err
			}
		}
	}
	return written, nil
}

func (p *pieceWriter) flush() error {
	if len(p.plain) == 0 {
		return nil
	}
	p.packed = p.encoder.EncodeAll(p.plain, p.packed[:0])
	p.plain = p.plain[:0]
	_, err := p.w.Write(p.packed)
	return err
}
