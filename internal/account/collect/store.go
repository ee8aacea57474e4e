package collect

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// Memory is a store that is gone with the program.
type Memory struct {
	mu    sync.Mutex
	files map[string][]byte
}

// NewMemory is an empty store.
func NewMemory() *Memory { return &Memory{files: map[string][]byte{}} }

// Read implements Store.
func (m *Memory) Read(name string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	data, ok := m.files[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return data, nil
}

// Write implements Store.
func (m *Memory) Write(name string, data []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files[name] = data
	return nil
}

// filesOf are some files of a store.
type filesOf struct {
	store Store
	names []string // sorted
}

// Open opens a file or a folder.
func (f filesOf) Open(name string) (fs.File, error) {
	if _, ok := slices.BinarySearch(f.names, name); ok {
		data, err := f.store.Read(name)
		if err != nil {
			return nil, &fs.PathError{Op: "open", Path: name, Err: err}
		}
		return &opened{Reader: bytes.NewReader(data), info: info{path.Base(name), int64(len(data))}}, nil
	}
	entries := f.within(name)
	if len(entries) == 0 && name != "." {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &opened{Reader: bytes.NewReader(nil), info: info{path.Base(name), -1}, entries: entries}, nil
}

// within lists a folder.
func (f filesOf) within(folder string) []fs.DirEntry {
	before := folder + "/"
	if folder == "." {
		before = ""
	}
	var out []fs.DirEntry
	last := ""
	for _, name := range f.names {
		rest, ok := strings.CutPrefix(name, before)
		if !ok {
			continue
		}
		part, _, deeper := strings.Cut(rest, "/")
		if part == last {
			continue
		}
		last = part
		size := int64(0)
		if deeper {
			size = -1
		}
		out = append(out, fs.FileInfoToDirEntry(info{part, size}))
	}
	return out
}

// opened is an open file or folder.
type opened struct {
	*bytes.Reader
	info
	entries []fs.DirEntry
}

func (o *opened) Stat() (fs.FileInfo, error) { return o.info, nil }
func (o *opened) Close() error               { return nil }

// Size is the file's, not the reader's.
func (o *opened) Size() int64 { return o.info.Size() }

// ReadDir implements fs.ReadDirFile.
func (o *opened) ReadDir(n int) ([]fs.DirEntry, error) {
	out := o.entries
	o.entries = nil
	return out, nil
}

// info describes a file, or a folder: size -1.
type info struct {
	name string
	size int64
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return max(i.size, 0) }
func (i info) IsDir() bool        { return i.size < 0 }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) Sys() any           { return nil }

// Mode is that of a file that is read.
func (i info) Mode() fs.FileMode {
	if i.IsDir() {
		return fs.ModeDir | 0o755
	}
	return 0o644
}
