package compare

import (
	"slices"
	"strings"

	"ringwall/internal/policy"
)

// Comparer compares policies, and keeps what it has asked of a catalogue. It is not
// for several comparisons at once.
type Comparer struct {
	catalog  Catalog
	services map[string]*service
	entries  map[string][]known
	forms    map[string]arnForm
}

// service has the actions of a service, by name.
type service struct {
	name    string // in lower case
	actions []Action
	index   map[string]int // by the name in lower case
}

// known is an action of the catalogue.
type known struct {
	service *service
	index   int
}

func (k known) action() *Action { return &k.service.actions[k.index] }

// NewComparer is for as many comparisons as there are, one after the other.
func NewComparer(catalog Catalog) *Comparer {
	return &Comparer{catalog: catalog, services: map[string]*service{}, entries: map[string][]known{},
		forms: map[string]arnForm{}}
}

// Compare is [Comparer.Compare] for one comparison.
func Compare(old, changed []Document, use policy.Use, catalog Catalog) Result {
	return NewComparer(catalog).Compare(old, changed, use)
}

// service reads a service from the catalogue; it may have none of the name.
func (by *Comparer) service(name string) *service {
	name = strings.ToLower(name)
	if s, ok := by.services[name]; ok {
		return s
	}
	s := &service{name: name, index: map[string]int{}}
	by.services[name] = s
	if strings.ContainsAny(name, "*?:") {
		return s
	}
	names := by.catalog.Expand(name + ":*")
	slices.Sort(names)
	for _, n := range names {
		if a, ok := by.catalog.Action(n); ok {
			s.index[strings.ToLower(n)] = len(s.actions)
			s.actions = append(s.actions, a)
		}
	}
	return s
}

// known finds an action of the catalogue.
func (by *Comparer) known(name string) (known, bool) {
	prefix, _, _ := strings.Cut(name, ":")
	s := by.service(prefix)
	i, ok := s.index[strings.ToLower(name)]
	return known{s, i}, ok
}

// expand lists the actions that an entry of Action stands for.
func (by *Comparer) expand(entry string) []known {
	if list, ok := by.entries[entry]; ok {
		return list
	}
	names := []string{entry}
	if strings.ContainsAny(entry, "*?") {
		names = by.catalog.Expand(entry)
	}
	var out []known
	for _, n := range names {
		if k, ok := by.known(n); ok {
			out = append(out, k)
		}
	}
	by.entries[entry] = out
	return out
}
