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
	actions []known // of the catalogue; of the cell that is the rest, some
	whole   bool    // on "*" only
	bare    bool    // maybe on "*"
	rest    bool    // it is of actions that no policy speaks of
	unknown bool    // actions that the catalogue doesn't have
	members []member
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

func newHits(n int) hits { return make(hits, n/64+1) }

func (h hits) set(i int)      { h[i/64] |= 1 << (i % 64) }
func (h hits) has(i int) bool { return h[i/64]>>(i%64)&1 == 1 }
func (h hits) empty() bool    { return places(h).empty() }

func (h hits) add(o hits) {
	for i := range h {
		h[i] |= o[i]
	}
}

// cells are all actions in cells, those of the catalogue first.
func (c *comparison) cells() []*cell {
	users := map[*atom]hits{}
	var entries []*atom
	for i, st := range c.stmts {
		for _, a := range st.actions.atoms {
			if a.entry.Doubt {
				continue
			}
			if users[a] == nil {
				entries = append(entries, a)
				users[a] = newHits(len(c.stmts))
			}
			users[a].set(i)
		}
	}
	touched, every := rows{}, newHits(len(c.stmts))
	for _, a := range entries {
		text := patternText(a.entry)
		if text != "" && strings.Trim(text, "*") == "" || text == "*:*" {
			every.add(users[a])
			continue
		}
		for _, k := range c.by.expand(text) {
			touched.of(k.service, len(every))[k.index].add(users[a])
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
		out = append(out, &cell{unknown: true, bare: true, members: members})
	}
	return out
}

// rows are the statements that have an entry for an action, by services.
type rows map[*service][]hits

// of is the row of a service, with so many words an action.
func (r rows) of(s *service, words int) []hits {
	if list := r[s]; list != nil {
		return list
	}
	all := make(hits, words*len(s.actions))
	list := make([]hits, len(s.actions))
	for i := range list {
		list[i] = all[i*words : (i+1)*words]
	}
	r[s] = list
	return list
}

// isKnown reports an entry that is one action of the catalogue.
func (c *comparison) isKnown(a *atom) bool {
	text := patternText(a.entry)
	return !a.entry.Doubt && !strings.ContainsAny(text, "*?") && len(c.by.expand(text)) > 0
}

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
func (c *comparison) group(touched rows, every hits) []*cell {
	g := grouping{c: c, every: every, cells: map[string]*cell{}}
	services := slices.SortedFunc(maps.Keys(touched), func(a, b *service) int { return strings.Compare(a.name, b.name) })
	for _, s := range services {
		for i, row := range touched[s] {
			if !row.empty() {
				g.put(known{s, i}, row, false)
			}
		}
	}
	untouched := newHits(len(c.stmts))
	if grants(c.members(untouched, every)) {
		for _, k := range c.others(touched) {
			g.put(k, untouched, true)
		}
	}
	return slices.DeleteFunc(g.order, func(x *cell) bool { return !grants(x.members) })
}

// grouping collects cells.
type grouping struct {
	c     *comparison
	every hits
	cells map[string]*cell
	order []*cell
	key   []byte
}

func (g *grouping) put(k known, row hits, rest bool) {
	a := k.action()
	g.key = append(g.key[:0], kindOfAction(a))
	for i := range row {
		g.key = binary.BigEndian.AppendUint64(g.key, row[i]|g.every[i])
	}
	x := g.cells[string(g.key)]
	if x == nil {
		x = &cell{whole: a.Whole, bare: a.Optional, rest: rest, members: g.c.members(row, g.every)}
		g.cells[string(g.key)] = x
		g.order = append(g.order, x)
	}
	x.actions = append(x.actions, k)
}

func boolByte(b bool) byte {
	if b {
		return 1
	}
	return 0
}

func kindOfAction(a *Action) byte { return boolByte(a.Whole)<<1 | boolByte(a.Optional) }

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
func (c *comparison) others(touched rows) []known {
	var names []string
	for _, st := range c.stmts {
		if st.resources == nil {
			continue
		}
		for _, a := range st.resources.atoms {
			if s, ok := serviceOf(a.entry); ok && !slices.Contains(names, s) {
				names = append(names, s)
			}
		}
	}
	const each = 20
	var out []known
	var kinds [4]int
	seen := map[*service]bool{}
	for i, name := range append(names, examples...) {
		if i >= len(names) && kinds[0] > 0 && kinds[1] > 0 && kinds[3] > 0 {
			break
		}
		s := c.by.service(name)
		if seen[s] {
			continue
		}
		seen[s] = true
		var n [4]int
		row := touched[s]
		for j := range s.actions {
			kind := kindOfAction(&s.actions[j])
			if n[kind] < each && (row == nil || row[j].empty()) {
				n[kind]++
				kinds[kind]++
				out = append(out, known{s, j})
			}
		}
	}
	return out
}

// serviceOf is the service that a pattern of ARNs names.
func serviceOf(l policy.Language) (string, bool) {
	colons := 0
	var name []rune
	for _, s := range l.Steps {
		switch {
		case s.Kind == policy.CharStep && s.Char == ':':
			if colons++; colons == 3 {
				return string(name), true
			}
		case colons == 2 && s.Kind != policy.CharStep:
			return "", false
		case colons == 2:
			name = append(name, s.Char)
		}
	}
	return "", false
}
