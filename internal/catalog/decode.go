package catalog

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"ringwall/internal/packed"
)

// Decode opens a table that [Encode] wrote. It reads all of it once, so that what
// was damaged is an error here and never a missing action later.
func Decode(table []byte) (*Catalog, error) {
	c, err := open(string(table))
	if err != nil {
		return nil, err
	}
	for i := range c.records {
		if _, err := c.read(i); err != nil {
			return nil, fmt.Errorf("decode catalogue: service %s: %w", c.prefixes[i], err)
		}
	}
	return c, nil
}

// IsTable reports whether data begin like a table that [Encode] wrote.
func IsTable(data []byte) bool {
	return strings.HasPrefix(string(data[:min(len(data), len(magic))]), magic)
}

// open reads the frame of a table: the words, and where each service begins.
func open(table string) (*Catalog, error) {
	body, ok := strings.CutPrefix(table, magic)
	if !ok {
		return nil, errors.New("decode catalogue: not a table of services, or of another layout")
	}
	r := &packed.Reader{Data: body}
	c := &Catalog{source: r.Text(maxText), date: r.Text(maxText)}
	c.words = make([]string, r.Count(1))
	if len(c.words) > maxWords {
		r.Fail(packed.ErrNumber)
	}
	for i := range c.words {
		c.words[i] = r.Text(maxText)
		if r.Err != nil {
			break
		}
	}
	sizes := make([]int, r.Count(1))
	for i := range sizes {
		sizes[i] = r.Number(len(r.Data))
	}
	c.records = make([]string, len(sizes))
	for i, n := range sizes {
		c.records[i] = r.Bytes(n)
	}
	if err := r.End(); err != nil {
		return nil, fmt.Errorf("decode catalogue: %w", err)
	}
	if err := c.readPrefixes(); err != nil {
		return nil, err
	}
	c.arns = sync.OnceValue(c.indexARNs)
	c.keys = sync.OnceValue(c.indexKeys)
	return c, nil
}

// readPrefixes reads the prefixes of the services, which must be sorted to be
// found, and makes their places.
func (c *Catalog) readPrefixes() error {
	c.prefixes = make([]string, len(c.records))
	c.services = make([]lazyService, len(c.records))
	for i, record := range c.records {
		r := c.record(record)
		c.prefixes[i] = r.text()
		if r.Err != nil {
			return fmt.Errorf("decode catalogue: service %d: %w", i+1, r.Err)
		}
		if i > 0 && c.prefixes[i] <= c.prefixes[i-1] {
			return fmt.Errorf("decode catalogue: service %q stands behind %q", c.prefixes[i], c.prefixes[i-1])
		}
		c.services[i] = lazyService{
			declared: sync.OnceValue(func() Service { s, _, _ := c.readDeclared(i); return s }),
			names:    sync.OnceValue(func() []string { names, _ := c.readNames(i); slices.Sort(names); return names }),
			whole:    sync.OnceValue(func() Service { s, _ := c.read(i); return s }),
		}
	}
	return nil
}

// A lazyService is a service as far as someone has asked for it.
type lazyService struct {
	declared func() Service  // without its actions
	names    func() []string // of its actions, as prefix:Name; sorted by their bytes
	whole    func() Service
}

// A recordReader reads the record of one service.
type recordReader struct {
	packed.Reader
	words []string
}

func (c *Catalog) record(data string) *recordReader {
	return &recordReader{packed.Reader{Data: data}, c.words}
}

// text reads the numbers of words and returns the words as one.
func (r *recordReader) text() string {
	n := r.Count(1)
	if n == 1 {
		return r.word()
	}
	var parts [24]string
	if n > len(parts) {
		var b strings.Builder
		for range n {
			b.WriteString(r.word())
			if b.Len() > maxText {
				r.Fail(packed.ErrNumber)
			}
		}
		return b.String()
	}
	for i := range n {
		parts[i] = r.word()
	}
	return strings.Join(parts[:n], "")
}

func (r *recordReader) word() string {
	i := r.Number(len(r.words) - 1)
	if r.Err != nil {
		return ""
	}
	return r.words[i]
}

func (r *recordReader) texts() []string {
	n := r.Count(1)
	if n == 0 {
		return nil
	}
	out := make([]string, n)
	for i := range out {
		if out[i] = r.text(); r.Err != nil {
			return nil
		}
	}
	return out
}

// parts reads what comes before the parts of a record, and cuts these apart.
func (c *Catalog) parts(i int) (s Service, declared, names, actions *recordReader, err error) {
	r := c.record(c.records[i])
	s.Prefix = r.text()
	s.ResourceControl = r.Byte()&serviceResourceControl != 0
	s.Name = r.text()
	first, second := r.Number(len(r.Data)), r.Number(len(r.Data))
	declared, names = c.record(r.Bytes(first)), c.record(r.Bytes(second))
	return s, declared, names, c.record(r.Data), r.Err
}

// readDeclared reads service i without its actions, and the sets of its keys.
func (c *Catalog) readDeclared(i int) (Service, [][]string, error) {
	s, r, _, _, err := c.parts(i)
	if err != nil {
		return Service{}, nil, err
	}
	s.Keys = r.keys()
	sets := r.keySets(s.Keys)
	s.Types = r.types(s.Prefix, sets)
	return s, sets, r.End()
}

// readNames reads the actions of service i alone, as prefix:Name. They lie in one
// piece of memory: there are twenty thousand of them.
func (c *Catalog) readNames(i int) ([]string, error) {
	s, _, r, _, err := c.parts(i)
	if err != nil {
		return nil, err
	}
	var all strings.Builder
	ends := make([]int, r.Count(1))
	for j := range ends {
		all.WriteString(s.Prefix)
		all.WriteByte(':')
		for range r.Count(1) {
			all.WriteString(r.word())
		}
		if ends[j] = all.Len(); r.Err != nil || all.Len() > len(ends)*maxText {
			r.Fail(packed.ErrNumber)
			return nil, r.Err
		}
	}
	names := make([]string, len(ends))
	start := 0
	for j, end := range ends {
		names[j] = all.String()[start:end]
		start = end
		if j > 0 && compareFold(names[j], names[j-1]) <= 0 {
			r.Fail(fmt.Errorf("action %q stands behind %q", names[j], names[j-1]))
		}
	}
	return names, r.End()
}

// read decodes service i.
func (c *Catalog) read(i int) (Service, error) {
	s, keySets, err := c.readDeclared(i)
	if err != nil {
		return Service{}, err
	}
	names, err := c.readNames(i)
	if err != nil {
		return Service{}, err
	}
	_, _, _, r, err := c.parts(i)
	if err != nil {
		return Service{}, err
	}
	uses := r.useSets(s.Types, keySets)
	dependents := make([][]string, r.Count(1))
	for j := range dependents {
		dependents[j] = r.texts()
	}
	s.Actions = make([]Action, len(names))
	for j, name := range names {
		s.Actions[j] = Action{
			Service: s.Prefix, Name: name[len(s.Prefix)+1:], Level: Level(r.Number(int(levels) - 1)),
			Resources: member(r, uses), Keys: member(r, keySets), Dependent: member(r, dependents),
		}
		if r.Err != nil {
			break
		}
	}
	return s, r.End()
}

func (r *recordReader) keys() []Key {
	keys := make([]Key, r.Count(2))
	for i := range keys {
		keys[i].Name = r.text()
		b := r.Byte()
		keys[i].Type, keys[i].Many = KeyType(b&^keyMany), b&keyMany != 0
		if keys[i].Type >= keyTypes {
			r.Fail(packed.ErrNumber)
		}
		if r.Err != nil {
			return nil
		}
	}
	return keys
}

func (r *recordReader) keySets(keys []Key) [][]string {
	sets := make([][]string, r.Count(1))
	for i := range sets {
		n := r.Count(1)
		if n == 0 {
			continue
		}
		sets[i] = make([]string, n)
		for j := range sets[i] {
			if k := r.Number(len(keys) - 1); r.Err == nil {
				sets[i][j] = keys[k].Name
			}
		}
	}
	return sets
}

func (r *recordReader) types(prefix string, keySets [][]string) []ResourceType {
	types := make([]ResourceType, r.Count(3))
	for i := range types {
		types[i] = ResourceType{Service: prefix, Name: r.text(), ARNs: r.texts(), Keys: member(r, keySets)}
		if r.Err != nil {
			return nil
		}
	}
	return types
}

func (r *recordReader) useSets(types []ResourceType, keySets [][]string) [][]Use {
	sets := make([][]Use, r.Count(1))
	for i := range sets {
		n := r.Count(3)
		if n == 0 {
			continue
		}
		sets[i] = make([]Use, n)
		for j := range sets[i] {
			t := r.Number(len(types) - 1)
			if r.Err != nil {
				return nil
			}
			sets[i][j] = Use{Type: types[t].Name, Need: Need(r.Number(int(Required))), Keys: member(r, keySets)}
		}
	}
	return sets
}

// member reads the number of a set and returns the set.
func member[T any](r *recordReader, sets [][]T) []T {
	i := r.Number(len(sets) - 1)
	if r.Err != nil {
		return nil
	}
	return sets[i]
}
