package catalog

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
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
	r := &reader{data: body}
	c := &Catalog{source: r.short(), date: r.short()}
	c.words = make([]string, r.count(1))
	if len(c.words) > maxWords {
		r.fail(errNumber)
	}
	for i := range c.words {
		c.words[i] = r.short()
		if r.err != nil {
			break
		}
	}
	sizes := make([]int, r.count(1))
	for i := range sizes {
		sizes[i] = r.number(len(r.data))
	}
	c.records = make([]string, len(sizes))
	for i, n := range sizes {
		c.records[i] = r.bytes(n)
	}
	if err := r.end(); err != nil {
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
		if r.err != nil {
			return fmt.Errorf("decode catalogue: service %d: %w", i+1, r.err)
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
	reader
	words []string
}

func (c *Catalog) record(data string) *recordReader {
	return &recordReader{reader{data: data}, c.words}
}

// text reads the numbers of words and returns the words as one.
func (r *recordReader) text() string {
	n := r.count(1)
	if n == 1 {
		return r.word()
	}
	var parts [24]string
	if n > len(parts) {
		var b strings.Builder
		for range n {
			b.WriteString(r.word())
			if b.Len() > maxText {
				r.fail(errNumber)
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
	i := r.number(len(r.words) - 1)
	if r.err != nil {
		return ""
	}
	return r.words[i]
}

func (r *recordReader) texts() []string {
	n := r.count(1)
	if n == 0 {
		return nil
	}
	out := make([]string, n)
	for i := range out {
		if out[i] = r.text(); r.err != nil {
			return nil
		}
	}
	return out
}

// parts reads what comes before the parts of a record, and cuts these apart.
func (c *Catalog) parts(i int) (s Service, declared, names, actions *recordReader, err error) {
	r := c.record(c.records[i])
	s.Prefix = r.text()
	s.ResourceControl = r.byte()&serviceResourceControl != 0
	s.Name = r.text()
	first, second := r.number(len(r.data)), r.number(len(r.data))
	declared, names = c.record(r.bytes(first)), c.record(r.bytes(second))
	return s, declared, names, c.record(r.data), r.err
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
	return s, sets, r.end()
}

// readNames reads the actions of service i alone, as prefix:Name. They lie in one
// piece of memory: there are twenty thousand of them.
func (c *Catalog) readNames(i int) ([]string, error) {
	s, _, r, _, err := c.parts(i)
	if err != nil {
		return nil, err
	}
	var all strings.Builder
	ends := make([]int, r.count(1))
	for j := range ends {
		all.WriteString(s.Prefix)
		all.WriteByte(':')
		for range r.count(1) {
			all.WriteString(r.word())
		}
		if ends[j] = all.Len(); r.err != nil || all.Len() > len(ends)*maxText {
			r.fail(errNumber)
			return nil, r.err
		}
	}
	names := make([]string, len(ends))
	start := 0
	for j, end := range ends {
		names[j] = all.String()[start:end]
		start = end
		if j > 0 && compareFold(names[j], names[j-1]) <= 0 {
			r.fail(fmt.Errorf("action %q stands behind %q", names[j], names[j-1]))
		}
	}
	return names, r.end()
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
	dependents := make([][]string, r.count(1))
	for j := range dependents {
		dependents[j] = r.texts()
	}
	s.Actions = make([]Action, len(names))
	for j, name := range names {
		s.Actions[j] = Action{
			Service: s.Prefix, Name: name[len(s.Prefix)+1:], Level: Level(r.number(int(levels) - 1)),
			Resources: member(r, uses), Keys: member(r, keySets), Dependent: member(r, dependents),
		}
		if r.err != nil {
			break
		}
	}
	return s, r.end()
}

func (r *recordReader) keys() []Key {
	keys := make([]Key, r.count(2))
	for i := range keys {
		keys[i].Name = r.text()
		b := r.byte()
		keys[i].Type, keys[i].Many = KeyType(b&^keyMany), b&keyMany != 0
		if keys[i].Type >= keyTypes {
			r.fail(errNumber)
		}
		if r.err != nil {
			return nil
		}
	}
	return keys
}

func (r *recordReader) keySets(keys []Key) [][]string {
	sets := make([][]string, r.count(1))
	for i := range sets {
		n := r.count(1)
		if n == 0 {
			continue
		}
		sets[i] = make([]string, n)
		for j := range sets[i] {
			if k := r.number(len(keys) - 1); r.err == nil {
				sets[i][j] = keys[k].Name
			}
		}
	}
	return sets
}

func (r *recordReader) types(prefix string, keySets [][]string) []ResourceType {
	types := make([]ResourceType, r.count(3))
	for i := range types {
		types[i] = ResourceType{Service: prefix, Name: r.text(), ARNs: r.texts(), Keys: member(r, keySets)}
		if r.err != nil {
			return nil
		}
	}
	return types
}

func (r *recordReader) useSets(types []ResourceType, keySets [][]string) [][]Use {
	sets := make([][]Use, r.count(1))
	for i := range sets {
		n := r.count(3)
		if n == 0 {
			continue
		}
		sets[i] = make([]Use, n)
		for j := range sets[i] {
			t := r.number(len(types) - 1)
			if r.err != nil {
				return nil
			}
			sets[i][j] = Use{Type: types[t].Name, Need: Need(r.number(int(Required))), Keys: member(r, keySets)}
		}
	}
	return sets
}

// member reads the number of a set and returns the set.
func member[T any](r *recordReader, sets [][]T) []T {
	i := r.number(len(sets) - 1)
	if r.err != nil {
		return nil
	}
	return sets[i]
}
