package catalog

import (
	"fmt"
	"slices"

	"ringwall/internal/packed"
)

// Encode writes a table of services. The same data gives the same bytes. It
// refuses data that [Decode] would not give back as they are: two services,
// actions, types or keys of one name, a key or resource type that the service
// does not declare, a text of more than four thousand bytes.
func Encode(d Data) ([]byte, error) {
	d.Services = sortedBy(d.Services, func(s Service) string { return s.Prefix })
	counted := &encoder{words: &packed.Interner{}}
	if _, err := counted.services(d.Services); err != nil {
		return nil, fmt.Errorf("encode catalogue: %w", err)
	}
	// A second pass numbers the words by how often the first has used them.
	e := &encoder{words: &packed.Interner{}}
	for _, w := range counted.words.Ranked() {
		e.words.Number(w)
	}
	records, err := e.services(d.Services)
	if err != nil {
		return nil, fmt.Errorf("encode catalogue: %w", err)
	}
	b := packed.AppendText(packed.AppendText([]byte(magic), d.Source), d.Date)
	b = packed.AppendNumber(b, len(e.words.Texts))
	for _, w := range e.words.Texts {
		b = packed.AppendText(b, w)
	}
	b = packed.AppendNumber(b, len(records))
	for _, r := range records {
		b = packed.AppendNumber(b, len(r))
	}
	for _, r := range records {
		b = append(b, r...)
	}
	return b, nil
}

// An encoder makes the records of services.
type encoder struct {
	words *packed.Interner
}

func (e *encoder) services(list []Service) ([][]byte, error) {
	var out [][]byte
	for i, s := range list {
		if i > 0 && s.Prefix == list[i-1].Prefix {
			return nil, fmt.Errorf("service %s: it is there twice", s.Prefix)
		}
		b, err := e.service(s)
		if err != nil {
			return nil, fmt.Errorf("service %s: %w", s.Prefix, err)
		}
		out = append(out, b)
	}
	return out, nil
}

func (e *encoder) service(s Service) ([]byte, error) {
	s = s.sorted()
	if err := check(s); err != nil {
		return nil, err
	}
	var flags byte
	if s.ResourceControl {
		flags = serviceResourceControl
	}
	n := &numbering{keys: index(s.Keys, func(k Key) string { return k.Name }), types: index(s.Types, func(t ResourceType) string { return t.Name })}
	types := packed.AppendNumber(nil, len(s.Types))
	for _, t := range s.Types {
		types = packed.AppendNumber(e.texts(e.text(types, t.Name), t.ARNs), n.keySet(t.Keys))
	}
	names := packed.AppendNumber(nil, len(s.Actions))
	var actions []byte
	for _, a := range s.Actions {
		names = e.text(names, a.Name)
		actions = append(actions, byte(a.Level))
		actions = packed.AppendNumber(actions, n.useSet(a.Resources))
		actions = packed.AppendNumber(actions, n.keySet(a.Keys))
		actions = packed.AppendNumber(actions, n.dependents.Number(string(e.texts(nil, a.Dependent))))
	}
	declared := append(appendSets(e.keys(nil, s.Keys), n.keySets.Texts), types...)
	b := e.text(append(e.text(nil, s.Prefix), flags), s.Name)
	b = packed.AppendNumber(packed.AppendNumber(b, len(declared)), len(names))
	b = append(append(b, declared...), names...)
	b = appendSets(b, n.useSets.Texts)
	b = appendSets(b, n.dependents.Texts)
	return append(b, actions...), nil
}

func (e *encoder) keys(b []byte, keys []Key) []byte {
	b = packed.AppendNumber(b, len(keys))
	for _, k := range keys {
		t := byte(k.Type)
		if k.Many {
			t |= keyMany
		}
		b = append(e.text(b, k.Name), t)
	}
	return b
}

func (e *encoder) text(b []byte, s string) []byte {
	words := splitWords(s)
	b = packed.AppendNumber(b, len(words))
	for _, w := range words {
		b = packed.AppendNumber(b, e.words.Number(w))
	}
	return b
}

func (e *encoder) texts(b []byte, list []string) []byte {
	b = packed.AppendNumber(b, len(list))
	for _, s := range list {
		b = e.text(b, s)
	}
	return b
}

// numbering numbers what the actions of one service share. A set is kept as the
// bytes of its record.
type numbering struct {
	keys, types                  map[string]int
	keySets, useSets, dependents packed.Interner
}

func (n *numbering) keySet(keys []string) int {
	b := packed.AppendNumber(nil, len(keys))
	for _, k := range keys {
		b = packed.AppendNumber(b, n.keys[k])
	}
	return n.keySets.Number(string(b))
}

func (n *numbering) useSet(uses []Use) int {
	b := packed.AppendNumber(nil, len(uses))
	for _, u := range uses {
		b = append(packed.AppendNumber(b, n.types[u.Type]), byte(u.Need))
		b = packed.AppendNumber(b, n.keySet(u.Keys))
	}
	return n.useSets.Number(string(b))
}

// splitWords cuts a text before every letter or digit that begins a word: after
// another sign, and a capital after what is none.
func splitWords(s string) []string {
	var words []string
	start := 0
	for i := 1; i < len(s); i++ {
		if isPlain(s[i]) && (!isPlain(s[i-1]) || isCapital(s[i]) && !isCapital(s[i-1])) {
			words = append(words, s[start:i])
			start = i
		}
	}
	if s == "" {
		return nil
	}
	return append(words, s[start:])
}

func isCapital(c byte) bool { return 'A' <= c && c <= 'Z' }

func isPlain(c byte) bool { return isCapital(c) || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

func index[T any](list []T, name func(T) string) map[string]int {
	out := map[string]int{}
	for i, x := range list {
		out[name(x)] = i
	}
	return out
}

// sorted is the service with its lists in the order in which they are searched.
func (s Service) sorted() Service {
	s.Actions = sortedBy(s.Actions, func(a Action) string { return a.Name })
	s.Types = sortedBy(s.Types, func(t ResourceType) string { return t.Name })
	s.Keys = sortedBy(s.Keys, func(k Key) string { return k.Name })
	return s
}

// sortedBy is the list sorted by name, without regard to case.
func sortedBy[T any](list []T, name func(T) string) []T {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b T) int { return compareFold(name(a), name(b)) })
	return out
}

func appendSets(b []byte, sets []string) []byte {
	b = packed.AppendNumber(b, len(sets))
	for _, s := range sets {
		b = append(b, s...)
	}
	return b
}
