package compare

import (
	"encoding/binary"
	"maps"
	"slices"
	"strings"

	"ringwall/internal/policy"
)

// cell is a set of actions that the policies don't tell apart, and that AWS checks
// on resources alike.
type cell struct {
	names   []string // of the catalogue; of the cell that is the rest, some
	whole   bool     // on "*" only
	bare    bool     // maybe on "*"
	rest    bool     // it is of actions that no policy speaks of
	unknown bool     // actions that the catalogue doesn't have
	members []member
	forms   []string // of the ARNs of resources
	hints   []string // an example of each
	first   *outcome // see proved
}

// member is a statement that is about the cell's actions; maybe only, if doubt is
// an atom.
type member struct {
	*statement
	doubt *atom
}

// hits are the statements that have an entry for an action, as bits.
type hits []uint64

func (h hits) set(i int)      { h[i/64] |= 1 << (i % 64) }
func (h hits) has(i int) bool { return h[i/64]>>(i%64)&1 == 1 }

// cells are all actions in cells, those of the catalogue first.
func (c *comparison) cells() []*cell {
	size := len(c.stmts)/64 + 1
	touched, every := map[string]hits{}, make(hits, size)
	users := map[*atom][]int{}
	var entries []*atom
	for i, st := range c.stmts {
		for _, a := range st.actions.atoms {
			if a.entry.Doubt {
				continue
			}
			if users[a] == nil {
				entries = append(entries, a)
			}
			users[a] = append(users[a], i)
		}
	}
	for _, a := range entries {
		text := patternText(a.entry)
		names := []string(nil)
		if text != "" && strings.Trim(text, "*") == "" || text == "*:*" {
			for _, i := range users[a] {
				every.set(i)
			}
		} else if strings.ContainsAny(text, "*?") {
			names = c.catalog.Expand(text)
		} else if known, ok := c.catalog.Action(text); ok {
			names = []string{known.Name}
		}
		for _, name := range names {
			if touched[name] == nil {
				touched[name] = make(hits, size)
			}
			for _, i := range users[a] {
				touched[name].set(i)
			}
		}
	}
	out := c.group(touched, every)
	var members []member
	for _, st := range c.stmts {
		own := *st
		own.actions.atoms = slices.DeleteFunc(slices.Clone(st.actions.atoms), c.isKnown)
		members = append(members, member{statement: &own})
	}
	if grants(members) {
		out = append(out, &cell{unknown: true, bare: true, members: members, forms: []string{plainResource}})
	}
	return out
}

// isKnown reports an entry that is one action of the catalogue.
func (c *comparison) isKnown(a *atom) bool {
	text := patternText(a.entry)
	if a.entry.Doubt || strings.ContainsAny(text, "*?") {
		return false
	}
	_, known := c.catalog.Action(text)
	return known
}

// plainResource is the form of a resource for actions of which nothing is known.
const plainResource = "arn:${Partition}:s3:::${Name}"

// patternText is an entry of Action as text, in lower case or not as written.
func patternText(l policy.Language) string {
	var out []rune
	for _, s := range l.Steps {
		switch s.Kind {
		case policy.RunStep:
			out = append(out, '*')
		case policy.OneStep:
			out = append(out, '?')
		default:
			out = append(out, s.Char)
		}
	}
	return string(out)
}

// group puts actions of the catalogue together.
func (c *comparison) group(touched map[string]hits, every hits) []*cell {
	cells := map[string]*cell{}
	var order []*cell
	put := func(name string, row hits, rest bool) {
		info, ok := c.catalog.Action(name)
		if !ok {
			return
		}
		key := []byte(kindName(info))
		for i := range row {
			key = binary.BigEndian.AppendUint64(key, row[i]|every[i])
		}
		x := cells[string(key)]
		if x == nil {
			x = &cell{whole: info.Whole, bare: info.Optional, rest: rest, members: c.members(row, every)}
			cells[string(key)] = x
			order = append(order, x)
		}
		x.names = append(x.names, name)
		if len(x.forms) < maxForms {
			x.forms = append(x.forms, info.Forms...)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(touched)) {
		put(name, touched[name], false)
	}
	untouched := make(hits, len(every))
	if grants(c.members(untouched, every)) {
		for _, name := range c.others(touched) {
			put(name, untouched, true)
		}
	}
	return slices.DeleteFunc(order, func(x *cell) bool { return !grants(x.members) })
}

const maxForms = 60

func boolByte(b bool) byte {
	if b {
		return 1
	}
	return 0
}

func kindName(a Action) string {
	return string([]byte{'0' + boolByte(a.Whole), '0' + boolByte(a.Optional), ' '})
}

// grants reports that a changed policy allows something.
func grants(list []member) bool {
	return slices.ContainsFunc(list, func(m member) bool { return m.changed && m.allow })
}

// members are the statements about an action, by those that have an entry for it.
func (c *comparison) members(row, every hits) []member {
	var out []member
	for i, st := range c.stmts {
		hit := row.has(i) || every.has(i)
		switch {
		case hit && st.actions.not:
		case hit || st.actions.not && st.doubted == nil:
			out = append(out, member{statement: st})
		case st.doubted != nil:
			out = append(out, member{st, st.doubted})
		}
	}
	return out
}

// examples are services from which actions are taken of which no policy speaks,
// after those whose resources policies name.
var examples = []string{"s3", "ec2", "dynamodb", "sqs", "lambda", "iam", "kms", "logs", "ecs", "sns", "glue", "rds"}

// others are actions that no policy speaks of: some of each kind.
func (c *comparison) others(touched map[string]hits) []string {
	var services []string
	for _, st := range c.stmts {
		if st.resources == nil {
			continue
		}
		for _, a := range st.resources.atoms {
			parts := strings.SplitN(patternText(a.entry), ":", 4)
			if len(parts) == 4 && !strings.ContainsAny(parts[2], "*?") && !slices.Contains(services, parts[2]) {
				services = append(services, parts[2])
			}
		}
	}
	const each = 20
	var out []string
	kinds := map[string]int{}
	for i, service := range append(services, examples...) {
		if i >= len(services) && len(kinds) == 3 {
			break
		}
		n := map[string]int{}
		for _, name := range c.catalog.Expand(service + ":*") {
			info, ok := c.catalog.Action(name)
			if kind := kindName(info); ok && touched[name] == nil && n[kind] < each && !slices.Contains(out, name) {
				n[kind]++
				kinds[kind]++
				out = append(out, name)
			}
		}
	}
	return out
}
