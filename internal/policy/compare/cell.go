package compare

import (
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
	forms   []string // ARNs of resources, as examples
	asked   bool
}

// member is a statement that is about the cell's actions; maybe only, if doubt is
// an atom.
type member struct {
	*statement
	doubt *atom
}

// cells are all actions in cells, those of the catalogue first.
func (c *comparison) cells() []*cell {
	touched := map[string][]bool{} // by action: which of the entries stand for it
	var entries []*atom
	all := map[*atom]bool{}
	index := map[*atom]int{}
	for _, st := range c.stmts {
		for _, a := range st.actions.atoms {
			if _, ok := index[a]; ok || a.entry.Doubt {
				continue
			}
			index[a] = len(entries)
			entries = append(entries, a)
		}
	}
	for _, a := range entries {
		text := patternText(a.entry)
		if strings.Trim(text, "*") == "" || strings.Trim(text, "*") == ":" && strings.HasPrefix(text, "*") && strings.HasSuffix(text, "*") {
			all[a] = true
			continue
		}
		for _, name := range c.catalog.Expand(text) {
			if touched[name] == nil {
				touched[name] = make([]bool, len(entries))
			}
			touched[name][index[a]] = true
		}
	}
	is := func(row []bool, a *atom) bool { return all[a] || row != nil && row[index[a]] }
	out := c.group(touched, is)
	members := c.members(func(*atom) bool { return true }, true)
	if grants(members) {
		out = append(out, &cell{unknown: true, bare: true, members: members, forms: []string{c.plainResource()}})
	}
	return out
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
func (c *comparison) group(touched map[string][]bool, is func([]bool, *atom) bool) []*cell {
	cells := map[string]*cell{}
	var order []string
	names := make([]string, 0, len(touched))
	for name := range touched {
		names = append(names, name)
	}
	slices.Sort(names)
	put := func(name string, row []bool, rest bool) {
		info, ok := c.catalog.Action(name)
		if !ok {
			return
		}
		key := kindName(info)
		for _, b := range row {
			key += string('0' + boolByte(b))
		}
		if cells[key] == nil {
			members := c.members(func(a *atom) bool { return is(row, a) }, false)
			cells[key] = &cell{whole: info.Whole, bare: info.Optional, rest: rest, members: members}
			order = append(order, key)
		}
		x := cells[key]
		x.names = append(x.names, name)
		if len(x.forms) < maxForms {
			x.forms = append(x.forms, info.Forms...)
		}
	}
	for _, name := range names {
		put(name, touched[name], false)
	}
	if grants(c.members(func(a *atom) bool { return is(nil, a) }, false)) {
		for _, name := range c.others(touched) {
			put(name, nil, true)
		}
	}
	var out []*cell
	for _, key := range order {
		if grants(cells[key].members) {
			out = append(out, cells[key])
		}
	}
	return out
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

// members are the statements about actions of which is says which entries stand
// for them; with lists it is for each action apart.
func (c *comparison) members(is func(*atom) bool, lists bool) []member {
	var out []member
	for _, st := range c.stmts {
		if lists {
			out = append(out, member{statement: st})
			continue
		}
		hit := slices.ContainsFunc(st.actions.atoms, func(a *atom) bool { return !a.entry.Doubt && is(a) })
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
func (c *comparison) others(touched map[string][]bool) []string {
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

// plainResource is a resource for actions of which nothing is known.
func (c *comparison) plainResource() string { return "arn:${Partition}:s3:::${Name}" }
