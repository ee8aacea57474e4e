package cloudformation

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/syntax"
	"ringwall/internal/scenario"
)

// maxChoices bounds the combinations of alternatives that one function call is
// evaluated for; beyond, its result is unknown.
const maxChoices = 128

// maxEvalDepth bounds the nesting of evaluation across outputs and stacks.
const maxEvalDepth = 400

// eval evaluates a node as far as reading can. A nil tree is AWS::NoValue or a
// null.
func (s *stack) eval(n *syntax.Node) (*estate.Tree, error) {
	if s.depth++; s.depth > maxEvalDepth {
		return nil, &syntax.Error{At: n.At, Text: "values refer to each other too deeply", Hint: "look for a circle of references"}
	}
	defer func() { s.depth-- }()
	if s.spent++; s.spent > syntax.MaxNodes*2 {
		return nil, &syntax.Error{At: n.At, Text: "the template unfolds to too many values"}
	}
	switch n.Kind {
	case syntax.List:
		return s.evalList(n)
	case syntax.Map:
		return s.evalMap(n)
	case syntax.Call:
		return s.call(n)
	}
	if n.Null {
		return nil, nil
	}
	return &estate.Tree{Kind: estate.Scalar, Text: s.dynamic(n.Text), Plain: n.Plain, Origin: n.At}, nil
}

func (s *stack) evalList(n *syntax.Node) (*estate.Tree, error) {
	t := &estate.Tree{Kind: estate.List, Origin: n.At, Items: make([]*estate.Tree, 0, len(n.Items))}
	for _, i := range n.Items {
		v, err := s.eval(i)
		if err != nil {
			return nil, err
		}
		if v != nil {
			t.Items = append(t.Items, v)
		}
	}
	return t, nil
}

func (s *stack) evalMap(n *syntax.Node) (*estate.Tree, error) {
	t := &estate.Tree{Kind: estate.Map, Origin: n.At, Fields: make([]estate.Field, 0, len(n.Fields))}
	loops, err := s.unroll(n.Fields, 0)
	if err != nil {
		return nil, err
	}
	t.Open = loops.open
	for _, f := range distinct(loops.fields) {
		if f.Name == "Fn::Transform" {
			t.Open = s.macro(f.Node)
			continue
		}
		v, err := s.eval(f.Node)
		if err != nil {
			return nil, err
		}
		if m, ok := loops.made[f.Name]; ok {
			v = m.in(v, f.At)
		}
		if v != nil {
			t.Fields = append(t.Fields, estate.NewField(f.Name, v, f.At))
		}
	}
	return t, nil
}

// dynamic replaces {{resolve:…}} by variables: the deployment looks them up.
func (s *stack) dynamic(text string) estate.Text {
	if !strings.Contains(text, "{{resolve:") {
		return estate.Literal(text)
	}
	var parts []estate.Text
	rest := text
	for {
		m := dynamicReference.FindStringSubmatchIndex(rest)
		if m == nil {
			break
		}
		service, key := rest[m[2]:m[3]], rest[m[4]:m[5]]
		v := scenario.Variable{
			Name: service + ":" + key, Kind: scenario.Outside,
			Why: "a dynamic reference: CloudFormation looks it up when it deploys",
		}
		if service != "ssm" {
			v.Kind = scenario.Secret
		}
		parts = append(parts, estate.Literal(rest[:m[0]]), estate.OfVariable(s.variable(v)))
		rest = rest[m[1]:]
	}
	return estate.Concat(append(parts, estate.Literal(rest))...)
}

var dynamicReference = regexp.MustCompile(`\{\{resolve:(ssm|ssm-secure|secretsmanager):([^{}]*)\}\}`)

// mapLeaves applies f to every form that t takes, keeping the guards.
func mapLeaves(t *estate.Tree, f func(*estate.Tree) *estate.Tree) *estate.Tree {
	if t == nil {
		return nil
	}
	if t.Kind != estate.Choice {
		return f(t)
	}
	out := &estate.Tree{Kind: estate.Choice, Origin: t.Origin}
	for _, l := range t.Leaves() {
		var v *estate.Tree
		if l.Tree != nil {
			v = f(l.Tree)
		}
		out.Alts = append(out.Alts, estate.TreeAlternative{When: l.When, Then: v})
	}
	return out
}

// lift evaluates a function of several arguments in every combination of their
// forms; f never sees a Choice. A nil argument is an absent one.
func (s *stack) lift(at estate.Origin, args []*estate.Tree, f func([]*estate.Tree) (*estate.Tree, error)) (*estate.Tree, error) {
	if plain, ok := withoutChoices(args); ok {
		return f(plain)
	}
	combos := []combination{{args: make([]*estate.Tree, 0, len(args))}}
	for _, a := range args {
		leaves := a.Leaves()
		if len(leaves) == 1 && leaves[0].When.IsAlways() {
			for i := range combos {
				combos[i].args = append(combos[i].args, leaves[0].Tree)
			}
			continue
		}
		var next []combination
		for _, c := range combos {
			for _, l := range leaves {
				if !c.when.Disjoint(l.When) {
					next = append(next, combination{c.when.And(l.When), append(append([]*estate.Tree(nil), c.args...), l.Tree)})
				}
			}
		}
		if len(next) > maxChoices {
			return estate.NewOpaque(s.outside("the value at "+at.String(), "too many combinations of conditions"), at), nil
		}
		combos = next
	}
	if len(combos) == 1 && combos[0].when.IsAlways() {
		return f(combos[0].args)
	}
	out := &estate.Tree{Kind: estate.Choice, Origin: at}
	for _, c := range combos {
		v, err := f(c.args)
		if err != nil {
			return nil, err
		}
		out.Alts = append(out.Alts, estate.TreeAlternative{When: c.when, Then: v})
	}
	return out, nil
}

// withoutChoices answers the arguments as they are if none depends on scenarios.
func withoutChoices(args []*estate.Tree) ([]*estate.Tree, bool) {
	for i, a := range args {
		switch {
		case a == nil:
		case a.Kind == estate.Choice:
			return nil, false
		case a.Kind == estate.Missing:
			args = slices.Clone(args)
			args[i] = nil
		}
	}
	return args, true
}

type combination struct {
	when scenario.Guard
	args []*estate.Tree
}

// flatten lists the members of a list tree whose members may be choices, as
// arguments for lift.
func flatten(t *estate.Tree) ([]*estate.Tree, *scenario.Variable) {
	if t == nil {
		return nil, nil
	}
	switch t.Kind {
	case estate.List:
		return t.Items, t.Open
	case estate.Opaque:
		return nil, t.Gap().Variable
	}
	return []*estate.Tree{t}, nil
}

// macro is the variable that stands for what a macro call yields.
func (s *stack) macro(n *syntax.Node) *scenario.Variable {
	name := "macro"
	if n.Kind == syntax.Map {
		if m := n.Get("Name"); m != nil && m.Kind == syntax.Scalar {
			name = m.Text
		}
	}
	return s.variable(scenario.Variable{
		Name: fmt.Sprintf("transform %s at line %d", name, n.At.Line), Kind: scenario.Outside,
		Why:    "only CloudFormation can expand this macro",
		Settle: "load the processed template (aws cloudformation get-template --template-stage Processed)",
	})
}

// outside makes a variable for a value made elsewhere.
func (l *loader) outside(name, why string) *scenario.Variable {
	return l.variable(scenario.Variable{Name: name, Kind: scenario.Outside, Why: why})
}
