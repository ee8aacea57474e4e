package account

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"ringwall/internal/estate"
)

// Record reads again the record of a file that begins at a line and column:
// loading keeps only what analyses ask for, and this is all that AWS said. Of a
// record that the file ends within it is what is there, with an [Error].
func Record(in io.Reader, at estate.Origin) (*estate.Tree, error) {
	b := bufio.NewReader(in)
	for line := 1; line < at.Line; {
		_, err := b.ReadSlice('\n')
		switch {
		case err == nil:
			line++
		case err != bufio.ErrBufferFull:
			return nil, fmt.Errorf("read %s: it has no line %d any more", at.File, at.Line)
		}
	}
	if _, err := b.Discard(at.Column - 1); err != nil {
		return nil, fmt.Errorf("read %s: it has no column %d any more", at.File, at.Column)
	}
	r := &reader{loader: &loader{values: newValues()}, scanner: newScanner(b), name: at.File}
	// Places are told as in the whole file.
	r.lines, r.lineAt = at.Line-1, int64(1-at.Column)
	t := r.tree()
	var f *fault
	switch {
	case errors.As(r.err, &f):
		return t, &Error{File: at.File, Line: f.line, Column: f.column, What: f.what}
	case r.err != nil:
		return t, fmt.Errorf("read %s: %w", at.File, r.err)
	}
	return t, nil
}
