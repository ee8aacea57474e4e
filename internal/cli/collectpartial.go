package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"ringwall/internal/account/snapshot"
)

// free says, before anything is asked, why no snapshot can be written to a file: its
// folder is not there, or something else than a snapshot is in its place.
func free(file string) error {
	if _, err := os.Stat(filepath.Dir(file)); err != nil {
		return wrong("make the folder "+filepath.Dir(file)+" first, or name another file", "write %s: %s", file, cause(err))
	}
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("write %s: %w", file, cause(err))
	case info.IsDir():
		return wrong("ringwall collect "+filepath.Join(file, "estate.snapshot"), "%s is a folder", file)
	}
	old, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("write %s: %w", file, cause(err))
	}
	defer old.Close()
	head := make([]byte, 8)
	n, _ := io.ReadFull(old, head) // a shorter file is no snapshot
	if n > 0 && !snapshot.Is(head[:n]) {
		return wrong("name another file, or remove this one", "%s is there, and is no snapshot", file)
	}
	return nil
}

// partial is a folder with what has been collected so far.
type partial string

// beginning is the file that says when a collection began.
const beginning = "collection.began"

// begin goes on with what is there, or begins. What no collection has left is refused,
// as the folder is removed in the end.
func (p partial) begin(now time.Time, fresh bool) (time.Time, error) {
	if p.foreign() {
		return now, wrong("move it away, or name another file", "%s is there, and is no collection that was broken off", string(p))
	}
	if fresh {
		if err := p.remove(); err != nil {
			return now, err
		}
	}
	if data, err := p.Read(beginning); err == nil {
		if began, err := time.Parse(time.RFC3339, string(data)); err == nil {
			return began, nil
		}
	}
	return now, p.Write(beginning, []byte(now.UTC().Format(time.RFC3339)))
}

// foreign says whether something is in the folder's place that no collection has left.
func (p partial) foreign() bool {
	entries, err := os.ReadDir(string(p))
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return false
	}
	_, err = os.Stat(p.path(beginning))
	return err != nil
}

func (p partial) path(name string) string { return filepath.Join(string(p), filepath.FromSlash(name)) }

// remove takes away the folder and all that is in it.
func (p partial) remove() error {
	if err := os.RemoveAll(string(p)); err != nil {
		return fmt.Errorf("remove %s: %w", string(p), cause(err))
	}
	return nil
}

// removeEmpty takes away a folder in which there is nothing to go on from.
func (p partial) removeEmpty() {
	entries, err := os.ReadDir(string(p))
	if err == nil && len(entries) <= 1 {
		os.RemoveAll(string(p))
	}
}

// Read implements collect.Store.
func (p partial) Read(name string) ([]byte, error) {
	data, err := os.ReadFile(p.path(name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read %s: %w", p.path(name), cause(err))
	}
	return data, err
}

// Write implements collect.Store: a file is there whole, or not at all.
func (p partial) Write(name string, data []byte) error {
	to := p.path(name)
	err := os.MkdirAll(filepath.Dir(to), 0o700)
	if err == nil {
		err = os.WriteFile(to+".new", data, 0o600)
	}
	if err == nil {
		err = os.Rename(to+".new", to)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", to, cause(err))
	}
	return nil
}
