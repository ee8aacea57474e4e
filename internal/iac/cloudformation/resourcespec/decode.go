package resourcespec

import (
	"errors"
	"fmt"
	"strings"

	"ringwall/internal/iac/cloudformation/resourcespec/internal/layout"
	"ringwall/internal/packed"
)

// decode reads the frame of a table: strings and where each record begins.
func decode(data string) (*Table, error) {
	body, ok := strings.CutPrefix(data, layout.Magic)
	if !ok {
		return nil, errors.New("decode resource table: not a table, or of another layout")
	}
	r := &packed.Reader{Data: body}
	t := &Table{}
	t.version = r.Bytes(r.Number(layout.MaxString))
	t.readStrings(r)
	t.enums = readSection(r)
	t.definitions = readSection(r)
	t.types = readSection(r)
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("decode resource table: %w", err)
	}
	if err := t.readNames(); err != nil {
		return nil, fmt.Errorf("decode resource table: names of types: %w", err)
	}
	return t, nil
}

// readStrings expands the strings, each of which is stored as a difference to
// the one before, into one text.
func (t *Table) readStrings(r *packed.Reader) {
	n := r.Count(2)
	var text strings.Builder
	text.Grow(min(len(r.Data), layout.MaxText))
	t.ends = make([]uint32, n+1)
	start := 0
	for i := range n {
		end := text.Len()
		shared := r.Number(end - start)
		text.WriteString(text.String()[start : start+shared])
		text.WriteString(r.Bytes(r.Number(layout.MaxString - shared)))
		if text.Len() > layout.MaxText {
			r.Fail(errors.New("too many strings"))
		}
		if r.Err != nil {
			return
		}
		start = end
		t.ends[i+1] = uint32(text.Len())
	}
	t.text = text.String()
}

// A section is a sequence of records that can be reached by number.
type section struct {
	data string
	ends []uint32 // ends[i] is the end of record i-1
}

func readSection(r *packed.Reader) section {
	s := section{ends: make([]uint32, r.Count(1)+1)}
	total := 0
	for i := range len(s.ends) - 1 {
		total += r.Number(len(r.Data))
		if total > len(r.Data) {
			r.Fail(packed.ErrShort)
			return section{}
		}
		s.ends[i+1] = uint32(total)
	}
	s.data = r.Bytes(total)
	return s
}

func (s section) count() int { return max(len(s.ends)-1, 0) }

func (s section) record(i int) string { return s.data[s.ends[i]:s.ends[i+1]] }

// readNames fills in the names of the types, which must be sorted for Type to
// find them.
func (t *Table) readNames() error {
	t.names = make([]string, t.types.count())
	for i := range t.names {
		r := t.record(t.types, i)
		t.names[i] = r.text()
		if r.Err != nil {
			return r.Err
		}
		if i > 0 && t.names[i] <= t.names[i-1] {
			return fmt.Errorf("%q after %q", t.names[i], t.names[i-1])
		}
	}
	return nil
}

// A recordReader reads one record, whose strings are in the table.
type recordReader struct {
	packed.Reader
	t *Table
}

func (t *Table) record(s section, i int) *recordReader {
	return &recordReader{packed.Reader{Data: s.record(i)}, t}
}

// text reads the number of a string and returns the string.
func (r *recordReader) text() string {
	if len(r.t.ends) < 2 {
		r.Fail(packed.ErrNumber)
		return ""
	}
	i := r.Number(len(r.t.ends) - 2)
	return r.t.text[r.t.ends[i]:r.t.ends[i+1]]
}

func (r *recordReader) texts() []string {
	texts := make([]string, r.Count(1))
	for i := range texts {
		texts[i] = r.text()
	}
	return texts
}
