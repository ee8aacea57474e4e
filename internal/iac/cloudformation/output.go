package cloudformation

import (
	"cmp"
	"fmt"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/syntax"
	"ringwall/internal/scenario"
)

// outputState is an output's value, or that it is being worked out.
type outputState struct {
	tree *estate.Tree
	done bool
}

// output is the value of a stack's output, as another stack receives it.
func (s *stack) output(name string) (*estate.Tree, error) {
	n := s.namedOutput(name)
	if n == nil {
		return estate.NewOpaque(s.outside(s.name+" output "+name, "the stack's template has no such output"), estate.Origin{File: s.file}), nil
	}
	if o := s.outputState[name]; o != nil {
		if !o.done {
			return nil, &syntax.Error{At: n.At, Text: fmt.Sprintf("output %s depends on itself", name)}
		}
		return o.tree, nil
	}
	state := &outputState{}
	s.outputState[name] = state
	value := n.Get("Value")
	if value == nil {
		return nil, &syntax.Error{At: n.At, Text: fmt.Sprintf("output %s has no Value", name)}
	}
	t, err := s.eval(value)
	if err != nil {
		return nil, err
	}
	if c := n.Get("Condition"); c != nil {
		g, err := s.condition(c.Text, c.At)
		if err != nil {
			return nil, err
		}
		if !g.IsAlways() {
			t = choice(g, t, nil, n.At)
		}
	}
	state.tree, state.done = t, true
	return t, nil
}

func (s *stack) namedOutput(name string) *syntax.Node {
	if s.outputs == nil {
		return nil
	}
	if n := s.outputs.Get(name); n != nil {
		return n
	}
	loops, err := s.unroll(s.outputs.Fields, 0)
	if err != nil {
		return nil
	}
	for _, f := range loops.fields {
		if f.Name == name {
			return f.Node
		}
	}
	return nil
}

// export is an output that other stacks can import.
type export struct {
	name   estate.Text
	stack  *stack
	output string
}

// exports lists what the stack offers to others.
func (s *stack) exports() ([]export, error) {
	if s.outputs == nil {
		return nil, nil
	}
	loops, err := s.unroll(s.outputs.Fields, 0)
	if err != nil {
		return nil, err
	}
	var out []export
	for _, f := range loops.fields {
		name := f.Node.Get("Export").Get("Name")
		if name == nil {
			continue
		}
		t, err := s.eval(name)
		if err != nil {
			return nil, err
		}
		for _, l := range t.Leaves() {
			if l.Tree != nil && l.Tree.Kind == estate.Scalar {
				out = append(out, export{l.Tree.Text, s, f.Name})
			}
		}
	}
	return out, nil
}

// importValue evaluates Fn::ImportValue: the output of another loaded stack, if
// one exports it, else a variable.
func (s *stack) importValue(n *syntax.Node) (*estate.Tree, error) {
	name, err := s.eval(n.Arg)
	if err != nil {
		return nil, err
	}
	return s.lift(n.At, []*estate.Tree{name}, func(args []*estate.Tree) (*estate.Tree, error) {
		if args[0] == nil || args[0].Kind != estate.Scalar {
			return estate.NewOpaque(s.outside(fmt.Sprintf("ImportValue at line %d", n.At.Line), "the export's name is not known"), n.At), nil
		}
		return s.importText(args[0].Text, n.At)
	})
}

// importText imports by a name that may hang on parameters: each of its known
// values may be the export of another stack.
func (s *stack) importText(name estate.Text, at estate.Origin) (*estate.Tree, error) {
	alternatives := name.Expand()
	t, err := s.importName(name, at)
	if len(alternatives) == 1 || err != nil {
		return t, err
	}
	out := &estate.Tree{Kind: estate.Choice, Origin: at}
	for _, a := range alternatives {
		then := t
		if a.State == estate.Known {
			if then, err = s.importName(estate.Literal(a.Is), at); err != nil {
				return nil, err
			}
		}
		out.Alts = append(out.Alts, estate.TreeAlternative{When: a.When, Then: then})
	}
	return out, nil
}

func (s *stack) importName(name estate.Text, at estate.Origin) (*estate.Tree, error) {
	e, ok, err := s.exporter(name)
	if err != nil {
		return nil, err
	}
	if ok {
		t, err := e.stack.output(e.output)
		return relocate(t, at), err
	}
	return estate.NewScalar(estate.OfVariable(s.variable(scenario.Variable{
		Name: "import:" + name.String(), Kind: scenario.Outside,
		Why: "no loaded stack exports it", Settle: "load the template of the stack that exports it too",
	})), at), nil
}

// exporter finds the export that a name means: the same text; or, for a name
// that is known, an export whose "${AWS::StackName}" is the name under which
// its stack was loaded. Anything looser would be a guess.
func (s *stack) exporter(name estate.Text) (export, bool, error) {
	if err := s.readExports(); err != nil {
		return export{}, false, err
	}
	e, ok := s.exported.find(name, s)
	return e, ok, nil
}

// exports are what stacks offer to others, in their order, by their names.
type exports struct {
	all    []export
	byText map[string][]int
	loaded map[string][]int // by nameAsLoaded
}

func (x *exports) add(e export) {
	if x.byText == nil {
		x.byText, x.loaded = map[string][]int{}, map[string][]int{}
	}
	text := e.name.String()
	x.byText[text] = append(x.byText[text], len(x.all))
	if name := e.nameAsLoaded(); name != "" {
		x.loaded[name] = append(x.loaded[name], len(x.all))
	}
	x.all = append(x.all, e)
}

// find is the first export that a name means in a stack, which cannot import what it
// exports itself.
func (x *exports) find(name estate.Text, by *stack) (export, bool) {
	first := len(x.all)
	for _, i := range x.byText[name.String()] {
		if e := x.all[i]; e.stack != by && e.name.Equal(name) {
			first = i
			break
		}
	}
	if want, known := name.Known(); known {
		for _, i := range x.loaded[want] {
			if x.all[i].stack != by {
				first = min(first, i)
				break
			}
		}
	}
	if first == len(x.all) {
		return export{}, false
	}
	return x.all[first], true
}

// nameAsLoaded is the export's name, taking its stack to be deployed under the
// name of its file; empty if that does not settle it.
func (e export) nameAsLoaded() string {
	var out string
	for _, p := range e.name.Parts() {
		switch {
		case p.Variable != nil && p.Variable.Name == stackNameVariable(e.stack):
			out += e.stack.name
		case p.Variable != nil || p.Reference != nil:
			return ""
		default:
			out += p.Literal
		}
	}
	return out
}

func stackNameVariable(s *stack) string { return "AWS::StackName@" + s.name }

// offer marks the resources that the stacks' outputs name: what no source shows
// may use them.
func (l *loader) offer(resources []estate.Resource) {
	named := map[estate.ID]bool{}
	for _, s := range l.stacks {
		for _, o := range s.outputState {
			for _, r := range o.tree.References() {
				named[r.Resource] = true
			}
		}
	}
	for _, r := range resources {
		if c := r.Base(); named[c.ID] {
			c.Offered = true
		}
	}
}

// shown lists what the stacks' outputs show.
func (l *loader) shown() []estate.Output {
	var out []estate.Output
	for _, s := range l.stacks {
		for name, o := range s.outputState {
			if o.tree != nil {
				out = append(out, estate.Output{Stack: s.name, Name: name, Value: o.tree, Origin: o.tree.Place()})
			}
		}
	}
	slices.SortFunc(out, func(a, b estate.Output) int {
		return cmp.Or(cmp.Compare(a.Stack, b.Stack), cmp.Compare(a.Name, b.Name))
	})
	return out
}
