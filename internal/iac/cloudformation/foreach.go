package cloudformation

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

const forEachPrefix = "Fn::ForEach::"

// maxLoopDepth bounds nested loops; CloudFormation allows five.
const maxLoopDepth = 8

// unrolled is a map's fields with its loops run.
type unrolled struct {
	fields []field
	// made are the fields that a loop makes in some scenarios only, by name.
	made map[string]made
	// open is set where a loop runs over what is not known: there may be more.
	open *scenario.Variable
}

// made says when a loop makes a field; otherwise decides it in all other
// scenarios, if that is not known: nil where the field is not there then.
type made struct {
	when      scenario.Guard
	otherwise *scenario.Variable
}

// unroll replaces Fn::ForEach among the fields of a map by what it makes
// ("Fn::ForEach": the identifier is replaced in keys and values).
func (s *stack) unroll(fields []field, depth int) (unrolled, error) {
	if !hasLoop(fields) {
		return unrolled{fields: fields}, nil
	}
	if depth > maxLoopDepth {
		return unrolled{}, &Error{fields[0].at, "Fn::ForEach is nested too deeply", ""}
	}
	var out unrolled
	for _, f := range fields {
		if !strings.HasPrefix(f.name, forEachPrefix) {
			out.fields = append(out.fields, f)
			continue
		}
		before := len(out.fields)
		if err := s.runLoop(&out, f, depth); err != nil {
			return unrolled{}, err
		}
		if s.spent += len(out.fields) - before; s.spent > maxNodes {
			return unrolled{}, &Error{f.at, "Fn::ForEach makes too many values", ""}
		}
	}
	return out, nil
}

func hasLoop(fields []field) bool {
	for _, f := range fields {
		if strings.HasPrefix(f.name, forEachPrefix) {
			return true
		}
	}
	return false
}

// runLoop adds what one loop makes.
func (s *stack) runLoop(out *unrolled, f field, depth int) error {
	n := f.node
	if n.kind != listNode || len(n.items) != 3 || n.items[0].kind != scalarNode || n.items[2].kind != mapNode {
		return &Error{f.at, fmt.Sprintf("%s is %s; it needs an identifier, a collection and a map", f.name, n.describe()), ""}
	}
	t, err := s.eval(n.items[1])
	if err != nil {
		return err
	}
	over := t.AsStrings()
	unknown, counts := s.rest(over)
	if counts {
		out.open = unknown
	}
	for _, i := range over.Known {
		r := replacement{n.items[0].text, i.Is}
		var body []field
		for _, b := range n.items[2].fields {
			body = append(body, field{r.text(b.name), b.at, r.node(b.node)})
		}
		inner, err := s.unroll(body, depth+1)
		if err != nil {
			return err
		}
		out.add(inner, made{i.When, unknown})
	}
	return nil
}

// rest is the variable on which further members of a collection hang, if there
// may be any, and whether they count: where defaults are assumed those do not
// that a default rules out.
func (s *stack) rest(over estate.Items[string]) (v *scenario.Variable, counts bool) {
	for _, g := range over.Unknown {
		mine := s.variable(*g.Gap.Variable)
		if s.options.Assume == estate.AssumeAny || !g.When.ByDefault().IsNever() {
			return mine, true
		}
		v = mine
	}
	return v, false
}

// add takes over what a loop has made for one value, which it has when m says.
func (u *unrolled) add(inner unrolled, m made) {
	if inner.open != nil {
		u.open = inner.open
	}
	if u.made == nil {
		u.made = map[string]made{}
	}
	for _, f := range inner.fields {
		mine := m
		if i, ok := inner.made[f.name]; ok {
			mine.when = mine.when.And(i.when)
			if mine.otherwise == nil {
				mine.otherwise = i.otherwise
			}
		}
		if before, ok := u.made[f.name]; ok {
			mine.when = mine.when.Or(before.when)
		}
		u.made[f.name] = mine
		u.fields = append(u.fields, f)
	}
}

// in is a field's value in the scenarios in which a loop makes it.
func (m made) in(t *estate.Tree, at estate.Origin) *estate.Tree {
	if m.when.IsAlways() {
		return t
	}
	var otherwise *estate.Tree
	if m.otherwise != nil {
		otherwise = estate.NewOpaque(m.otherwise, at)
	}
	return &estate.Tree{Kind: estate.Choice, Origin: at, Alts: []estate.TreeAlternative{
		{When: m.when, Then: t}, {When: m.when.Not(), Then: otherwise},
	}}
}

// leaveOpen says that the stack may hold resources that only v's value decides.
func (s *stack) leaveOpen(v *scenario.Variable, at estate.Origin) {
	s.gap(estate.Gap{Variable: v, Origin: at})
	s.openResources = v
}

// replacement puts a loop's value in the place of its identifier.
type replacement struct{ identifier, value string }

func (r replacement) text(s string) string {
	s = strings.ReplaceAll(s, "${"+r.identifier+"}", r.value)
	return strings.ReplaceAll(s, "&{"+r.identifier+"}", alphanumeric(r.value))
}

// alphanumeric drops what a logical id cannot have: &{Identifier} does so.
func alphanumeric(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
			return c
		}
		return -1
	}, s)
}

func (r replacement) node(n *node) *node {
	if n == nil {
		return nil
	}
	if n.kind == callNode && n.call == "Ref" && n.arg.kind == scalarNode && n.arg.text == r.identifier {
		return &node{text: r.value, at: n.at}
	}
	c := *n
	if n.kind == scalarNode {
		c.text = r.text(n.text)
	}
	c.arg = r.node(n.arg)
	c.items = nil
	for _, i := range n.items {
		c.items = append(c.items, r.node(i))
	}
	c.fields = nil
	for _, f := range n.fields {
		c.fields = append(c.fields, field{r.text(f.name), f.at, r.node(f.node)})
	}
	return &c
}
