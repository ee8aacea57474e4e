package cloudformation

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/syntax"
	"ringwall/internal/scenario"
)

// maxLoopDepth bounds nested loops; CloudFormation allows five.
const maxLoopDepth = 8

// unrolled is a map's fields with its loops run.
type unrolled struct {
	fields []syntax.Field
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
func (s *stack) unroll(fields []syntax.Field, depth int) (unrolled, error) {
	if !hasLoop(fields) {
		return unrolled{fields: fields}, nil
	}
	if depth > maxLoopDepth {
		return unrolled{}, &syntax.Error{At: fields[0].At, Text: "Fn::ForEach is nested too deeply"}
	}
	var out unrolled
	for _, f := range fields {
		if !strings.HasPrefix(f.Name, syntax.ForEach) {
			out.fields = append(out.fields, f)
			continue
		}
		before := len(out.fields)
		if err := s.runLoop(&out, f, depth); err != nil {
			return unrolled{}, err
		}
		if s.spent += len(out.fields) - before; s.spent > syntax.MaxNodes {
			return unrolled{}, &syntax.Error{At: f.At, Text: "Fn::ForEach makes too many values"}
		}
	}
	return out, nil
}

func hasLoop(fields []syntax.Field) bool {
	for _, f := range fields {
		if strings.HasPrefix(f.Name, syntax.ForEach) {
			return true
		}
	}
	return false
}

// runLoop adds what one loop makes.
func (s *stack) runLoop(out *unrolled, f syntax.Field, depth int) error {
	n := f.Node
	if n.Kind != syntax.List || len(n.Items) != 3 || n.Items[0].Kind != syntax.Scalar || n.Items[2].Kind != syntax.Map {
		return &syntax.Error{At: f.At, Text: fmt.Sprintf("%s is %s; it needs an identifier, a collection and a map", f.Name, n.Describe())}
	}
	t, err := s.eval(n.Items[1])
	if err != nil {
		return err
	}
	over := t.AsStrings()
	unknown, counts := s.rest(over)
	if counts {
		out.open = unknown
	}
	for _, i := range over.Known {
		r := replacement{n.Items[0].Text, i.Is}
		var body []syntax.Field
		for _, b := range n.Items[2].Fields {
			body = append(body, syntax.Field{Name: r.text(b.Name), At: b.At, Node: r.node(b.Node)})
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
		if i, ok := inner.made[f.Name]; ok {
			mine.when = mine.when.And(i.when)
			if mine.otherwise == nil {
				mine.otherwise = i.otherwise
			}
		}
		if before, ok := u.made[f.Name]; ok {
			mine.when = mine.when.Or(before.when)
		}
		u.made[f.Name] = mine
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

func (r replacement) node(n *syntax.Node) *syntax.Node {
	if n == nil {
		return nil
	}
	if n.Kind == syntax.Call && n.Call == "Ref" && n.Arg.Kind == syntax.Scalar && n.Arg.Text == r.identifier {
		return &syntax.Node{Text: r.value, At: n.At}
	}
	c := *n
	if n.Kind == syntax.Scalar {
		c.Text = r.text(n.Text)
	}
	c.Arg = r.node(n.Arg)
	c.Items = nil
	for _, i := range n.Items {
		c.Items = append(c.Items, r.node(i))
	}
	c.Fields = nil
	for _, f := range n.Fields {
		c.Fields = append(c.Fields, syntax.Field{Name: r.text(f.Name), At: f.At, Node: r.node(f.Node)})
	}
	return &c
}
