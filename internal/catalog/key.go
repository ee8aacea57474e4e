package catalog

import (
	"slices"
	"strings"
)

// keysByName are condition keys by their names in lower case, without what
// follows the first open part: aws:resourcetag/ for aws:ResourceTag/${TagKey}.
type keysByName map[string][]Key

// Key is the condition key that a policy calls name, in whatever case. For a name
// such as aws:ResourceTag/team it is the key aws:ResourceTag/${TagKey}. Keys of
// all services are looked for, and the global ones.
func (c *Catalog) Key(name string) (Key, bool) {
	name = strings.ToLower(name)
	for n := len(name); n > 0; n-- {
		for _, k := range c.keys()[name[:n]] {
			if keyMatches(k.Name, name) {
				return k, true
			}
		}
	}
	return Key{}, false
}

// KeysOf are the condition keys that belong to an action, sorted: its own, those
// it takes for a resource type, and those of its resource types. The global keys
// are not among them unless AWS lists them.
func (c *Catalog) KeysOf(a Action) []Key {
	s, _ := c.Service(a.Service)
	names := slices.Clone(a.Keys)
	for _, u := range a.Resources {
		names = append(names, u.Keys...)
		if t, ok := s.typ(u.Type); ok {
			names = append(names, t.Keys...)
		}
	}
	slices.SortFunc(names, compareFold)
	var out []Key
	for _, n := range slices.Compact(names) {
		i, ok := slices.BinarySearchFunc(s.Keys, n, func(k Key, n string) int { return compareFold(k.Name, n) })
		if ok {
			out = append(out, s.Keys[i])
		}
	}
	return out
}

// keyMatches reports whether a name in lower case is of the key called form, each
// of whose open parts is at least one character.
func keyMatches(form, name string) bool { return openParts(form).matches(name, 1) }

// openParts cuts the name of a key, in lower case, at ${…} and <…>.
func openParts(form string) segment {
	form = strings.ToLower(form)
	if strings.Contains(form, "<") {
		form = strings.ReplaceAll(strings.ReplaceAll(form, "<", "${"), ">", "}")
	}
	return segmentOf(form)
}

// indexKeys collects the keys of all services. Where these disagree on a key's
// type, the table of global keys decides, then the service that the key is named
// after; a type that is known before one that is not.
func (c *Catalog) indexKeys() keysByName {
	out := keysByName{}
	seen := map[string]bool{}
	add := func(k Key) {
		if name := strings.ToLower(k.Name); !seen[name] {
			seen[name] = true
			start := openParts(name)[0]
			out[start] = append(out[start], k)
		}
	}
	for _, k := range globalKeys {
		add(k)
	}
	for _, pass := range []struct{ known, own bool }{{true, true}, {true, false}, {false, true}, {false, false}} {
		for i, s := range c.services {
			for _, k := range s.declared().Keys {
				if (k.Type != TypeUnknown) == pass.known && strings.HasPrefix(k.Name, c.prefixes[i]+":") == pass.own {
					add(k)
				}
			}
		}
	}
	return out
}
