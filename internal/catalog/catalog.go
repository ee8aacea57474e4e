package catalog

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:generate go run ./generate

//go:embed catalog.bin
var embedded string

// A Catalog holds services with their actions. It does not change and may be used
// by several goroutines at once; it decodes a service when it is first asked for.
// Callers must not change the lists that it returns.
type Catalog struct {
	source, date string
	words        []string
	records      []string
	prefixes     []string // of the services; sorted
	services     []lazyService
	arns         func() typesByARN // see TypesOf
	keys         func() keysByName // see Key
}

var openEmbedded = sync.OnceValues(func() (*Catalog, error) { return open(embedded) })

// Embedded is the catalogue that is part of the program.
func Embedded() (*Catalog, error) { return openEmbedded() }

// Source says what the catalogue was made from.
func (c *Catalog) Source() string { return c.source }

// Date is the day as of which it holds, as 2026-09-26; empty if not known.
func (c *Catalog) Date() string { return c.date }

// Services are the prefixes of all services, sorted.
func (c *Catalog) Services() []string { return slices.Clone(c.prefixes) }

// Service is the service with a prefix, in whatever case.
func (c *Catalog) Service(prefix string) (Service, bool) {
	i, ok := slices.BinarySearchFunc(c.prefixes, prefix, compareFold)
	if !ok {
		return Service{}, false
	}
	return c.services[i].whole(), true
}

// Action is the action that a policy writes as prefix:Name, in whatever case.
func (c *Catalog) Action(name string) (Action, bool) {
	prefix, rest, ok := strings.Cut(name, ":")
	s, found := c.Service(prefix)
	if !ok || !found {
		return Action{}, false
	}
	return s.action(rest)
}

func (s Service) action(name string) (Action, bool) {
	i, ok := slices.BinarySearchFunc(s.Actions, name, func(a Action, n string) int { return compareFold(a.Name, n) })
	if !ok {
		return Action{}, false
	}
	return s.Actions[i], true
}

// Type is a resource type of the service with a prefix.
func (c *Catalog) Type(prefix, name string) (ResourceType, bool) {
	i, ok := slices.BinarySearchFunc(c.prefixes, prefix, compareFold)
	if !ok {
		return ResourceType{}, false
	}
	return c.services[i].declared().typ(name)
}

func (s Service) typ(name string) (ResourceType, bool) {
	i, ok := slices.BinarySearchFunc(s.Types, name, func(t ResourceType, n string) int { return compareFold(t.Name, n) })
	if !ok {
		return ResourceType{}, false
	}
	return s.Types[i], true
}

// Data is all of the catalogue.
func (c *Catalog) Data() Data {
	d := Data{Source: c.source, Date: c.date}
	for _, s := range c.services {
		d.Services = append(d.Services, s.whole())
	}
	return d
}

// compareFold orders texts without regard to the case of ASCII letters.
func compareFold(a, b string) int {
	for i := range min(len(a), len(b)) {
		if x, y := lower(a[i]), lower(b[i]); x != y {
			return int(x) - int(y)
		}
	}
	return len(a) - len(b)
}

func lower(c byte) byte {
	if isCapital(c) {
		return c + 'a' - 'A'
	}
	return c
}
