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

// unroll replaces Fn::ForEach among the fields of a map by what it makes
// ("Fn::ForEach": the identifier is replaced in keys and values).
func (s *stack) unroll(fields []field, depth int) ([]field, error) {
	if !hasLoop(fields) {
		return fields, nil
	}
	if depth > maxLoopDepth {
		return nil, &Error{fields[0].at, "Fn::ForEach is nested too deeply", ""}
	}
	var out []field
	for _, f := range fields {
		if !strings.HasPrefix(f.name, forEachPrefix) {
			out = append(out, f)
			continue
		}
		more, err := s.loop(f)
		if err != nil {
			return nil, err
		}
		more, err = s.unroll(more, depth+1)
		if err != nil {
			return nil, err
		}
		if s.spent += len(more); s.spent > maxNodes {
			return nil, &Error{f.at, "Fn::ForEach makes too many values", ""}
		}
		out = append(out, more...)
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

func (s *stack) loop(f field) ([]field, error) {
	n := f.node
	if n.kind != listNode || len(n.items) != 3 || n.items[0].kind != scalarNode || n.items[2].kind != mapNode {
		return nil, &Error{f.at, fmt.Sprintf("%s is %s; it needs an identifier, a collection and a map", f.name, n.describe()), ""}
	}
	values, err := s.collection(n.items[1], f.at)
	if err != nil {
		return nil, err
	}
	var out []field
	for _, v := range values {
		r := replacement{n.items[0].text, v}
		for _, body := range n.items[2].fields {
			out = append(out, field{r.text(body.name), body.at, r.node(body.node)})
		}
	}
	return out, nil
}

// collection lists what a loop runs over. A parameter's default stands for it
// where defaults are assumed; what is not known opens the stack.
func (s *stack) collection(n *node, at estate.Origin) ([]string, error) {
	t, err := s.eval(n)
	if err != nil {
		return nil, err
	}
	var out []string
	strings := t.AsStrings()
	for _, i := range strings.Known {
		if !i.When.IsAlways() && s.options.Assume == estate.AssumeAny {
			s.leaveOpen(i.When.Support()[0], at)
		}
		if !i.When.IsAlways() && i.When.ByDefault().IsNever() {
			continue
		}
		out = append(out, i.Is)
	}
	for _, g := range strings.Unknown {
		v := s.variable(*g.Gap.Variable)
		if len(out) == 0 || !v.HasDefault || s.options.Assume == estate.AssumeAny {
			s.leaveOpen(v, at)
		}
	}
	return out, nil
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
