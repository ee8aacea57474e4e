package snapshot

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode"
)

// Reader reads a snapshot from its beginning to its end.
type Reader struct {
	Manifest Manifest
	pieces   *pieceReader
	archive  *tar.Reader
	limits   limits
	names    map[string]bool
	came     map[string]int // files that came whole, by folder
	last     string         // the file that is being read
	err      error
}

// Open reads the manifest of a snapshot. Its error is a [*NewerError], a [*Damage], or
// says why the file is no snapshot.
func Open(in io.Reader) (*Reader, error) { return open(in, usual()) }

func open(in io.Reader, l limits) (*Reader, error) {
	pieces, err := newPieceReader(in, l)
	if err != nil {
		return nil, err
	}
	r := &Reader{pieces: pieces, archive: tar.NewReader(pieces), limits: l, names: map[string]bool{}, came: map[string]int{}}
	name, size, err := r.entry()
	switch {
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("it is compressed with Zstandard, but empty: no snapshot")
	case err != nil:
		return nil, err
	case name != ManifestName:
		return nil, fmt.Errorf("it is no snapshot: its first file is %q, expected %s", name, ManifestName)
	case size > l.manifest:
		return nil, fmt.Errorf("%s has %d bytes, more than %d", ManifestName, size, l.manifest)
	}
	data, err := io.ReadAll(r.archive)
	if err != nil {
		return nil, r.fault(err)
	}
	if r.Manifest, err = ReadManifest(data); err != nil {
		return nil, err
	}
	return r, nil
}

// Next goes on to the next file, whose content can be read until the next call. At the
// end its error is io.EOF, at damage a [*Damage]; what comes behind that is lost.
func (r *Reader) Next() (string, io.Reader, error) {
	if r.err != nil {
		return "", nil, r.err
	}
	name, _, err := r.entry()
	if r.last != "" && (err == nil || errors.Is(err, io.EOF)) {
		r.came[folderOf(r.last)]++
	}
	if r.last = name; err != nil {
		r.err = err
		return "", nil, err
	}
	if r.names[name] {
		return "", nil, r.fail("%s is in the snapshot twice", name)
	}
	if r.names[name] = true; len(r.names) > r.limits.files {
		return "", nil, r.fail("the snapshot has more than %d files", r.limits.files)
	}
	return name, content{r}, nil
}

// content is the content of the file that is being read.
type content struct{ r *Reader }

func (c content) Read(out []byte) (int, error) {
	n, err := c.r.archive.Read(out)
	switch {
	case errors.Is(err, io.EOF):
	case err != nil:
		c.r.err = c.r.fault(err)
		return n, c.r.err
	}
	return n, err
}

// entry goes on to the next regular file and checks its name.
func (r *Reader) entry() (string, int64, error) {
	for {
		h, err := r.archive.Next()
		if errors.Is(err, io.EOF) {
			return "", 0, io.EOF
		}
		if err != nil {
			return "", 0, r.fault(err)
		}
		if h.Typeflag == tar.TypeDir {
			continue
		}
		name := strings.TrimPrefix(h.Name, "./") // as tar -c . writes them
		if h.Typeflag != tar.TypeReg || isSparse(h) {
			return "", 0, r.fail("%q is in the snapshot, which is no regular file", name)
		}
		if err := checkName(name); err != nil {
			return "", 0, r.fail("%q is in the snapshot: %s", name, err)
		}
		return name, h.Size, nil
	}
}

// isSparse reports whether a file has holes, which unfold to any size.
func isSparse(h *tar.Header) bool {
	for key := range h.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return true
		}
	}
	return false
}

func (r *Reader) fail(format string, args ...any) error {
	r.err = &Damage{r.pieces.at, fmt.Sprintf(format, args...)}
	return r.err
}

// fault is the error of the archive, or of what it is read from.
func (r *Reader) fault(err error) error {
	var d *Damage
	switch {
	case errors.As(err, &d):
		return d
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &Damage{r.pieces.at, "the file is cut off"}
	case errors.Is(err, tar.ErrHeader):
		return &Damage{r.pieces.at, "the archive within is damaged"}
	case errors.Is(err, io.EOF):
		return &Damage{r.pieces.at, "the file is cut off"}
	}
	return &Damage{r.pieces.at, err.Error()}
}

// Lacking lists the folders, sorted, of which not all files came that the manifest
// counts. It is asked when [Reader.Next] has met the end, or damage.
func (r *Reader) Lacking() []string {
	var out []string
	for folder, n := range r.Manifest.Files {
		if r.came[folder] < n {
			out = append(out, folder)
		}
	}
	slices.Sort(out)
	return out
}

const (
	longestName = 1024
	deepestName = 32
)

// checkName refuses names that would lead out of a folder that one unpacks to, or that
// are no names of files everywhere.
func checkName(name string) error {
	switch {
	case !fs.ValidPath(name) || name == ".":
		return errors.New("the name is no plain relative path")
	case len(name) > longestName:
		return fmt.Errorf("the name is longer than %d bytes", longestName)
	case strings.Count(name, "/") > deepestName:
		return fmt.Errorf("the name has more than %d folders", deepestName)
	case strings.ContainsFunc(name, func(c rune) bool {
		return unicode.IsControl(c) || c == '\\' || c == unicode.ReplacementChar
	}):
		return errors.New("the name has characters that names of files do not have")
	}
	return nil
}
