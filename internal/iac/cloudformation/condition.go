package cloudformation

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/syntax"
	"ringwall/internal/scenario"
)

// conditionState is a condition's guard, or that it is being worked out.
type conditionState struct {
	guard scenario.Guard
	done  bool
}

// condition is the guard of a named condition.
func (s *stack) condition(name string, at estate.Origin) (scenario.Guard, error) {
	if c := s.conditionState[name]; c != nil {
		if !c.done {
			return scenario.Never(), &syntax.Error{At: at, Text: fmt.Sprintf("condition %s depends on itself", name)}
		}
		return c.guard, nil
	}
	n := s.namedCondition(name)
	if n == nil {
		if s.openResources != nil || s.serverless {
			return scenario.Atom(s.yesNo("condition "+name, "the template does not define it; a macro may"), "true"), nil
		}
		return scenario.Never(), &syntax.Error{At: at, Text: fmt.Sprintf("condition %q is not defined in Conditions", name), Hint: "define it, or mend the name"}
	}
	state := &conditionState{}
	s.conditionState[name] = state
	g, err := s.test(n)
	if err != nil {
		return scenario.Never(), err
	}
	state.guard, state.done = g, true
	return g, nil
}

func (s *stack) namedCondition(name string) *syntax.Node {
	if n := s.conditions.Get(name); n != nil {
		return n
	}
	if s.conditions == nil {
		return nil
	}
	loops, err := s.unroll(s.conditions.Fields, 0)
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

// yesNo is a variable of two values.
func (l *loader) yesNo(name, why string) *scenario.Variable {
	return l.variable(scenario.Variable{Name: name, Kind: scenario.Outside, Why: why, Domain: []string{"false", "true"}})
}

// test evaluates a condition expression.
func (s *stack) test(n *syntax.Node) (scenario.Guard, error) {
	if s.depth++; s.depth > maxEvalDepth {
		return scenario.Never(), &syntax.Error{At: n.At, Text: "conditions refer to each other too deeply"}
	}
	defer func() { s.depth-- }()
	if name, ok := conditionName(n); ok {
		return s.condition(name, n.At)
	}
	if n.Kind != syntax.Call {
		return s.testScalar(n)
	}
	switch n.Call {
	case "Fn::And", "Fn::Or":
		return s.testMany(n)
	case "Fn::Not":
		arg := n.Arg
		if arg.Kind == syntax.List {
			if len(arg.Items) != 1 {
				return scenario.Never(), badArguments(n, "a list of one condition")
			}
			arg = arg.Items[0]
		}
		g, err := s.test(arg)
		return g.Not(), err
	case "Fn::Equals":
		return s.testEquals(n)
	case "Fn::Contains":
		return s.testContains(n)
	case "Fn::EachMemberIn", "Fn::EachMemberEquals", "Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll":
		return scenario.Atom(s.yesNo(fmt.Sprintf("%s at line %d", n.Call, n.At.Line), "a rule function that reading cannot decide"), "true"), nil
	}
	t, err := s.eval(n)
	if err != nil {
		return scenario.Never(), err
	}
	return s.isTrue(t), nil
}

func conditionName(n *syntax.Node) (string, bool) {
	if n.Kind == syntax.Call && n.Call == "Condition" && n.Arg.Kind == syntax.Scalar {
		return n.Arg.Text, true
	}
	if n.Kind == syntax.Map && len(n.Fields) == 1 && n.Fields[0].Name == "Condition" && n.Fields[0].Node.Kind == syntax.Scalar {
		return n.Fields[0].Node.Text, true
	}
	return "", false
}

func (s *stack) testScalar(n *syntax.Node) (scenario.Guard, error) {
	if n.Kind == syntax.Scalar {
		switch strings.ToLower(n.Text) {
		case "true":
			return scenario.Always(), nil
		case "false":
			return scenario.Never(), nil
		}
	}
	return scenario.Never(), &syntax.Error{At: n.At, Text: fmt.Sprintf("%s is not a condition", n.Describe()), Hint: "write Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition"}
}

func (s *stack) testMany(n *syntax.Node) (scenario.Guard, error) {
	if n.Arg.Kind != syntax.List || len(n.Arg.Items) == 0 {
		return scenario.Never(), badArguments(n, "a list of conditions")
	}
	and := n.Call == "Fn::And"
	out := scenario.Always()
	if !and {
		out = scenario.Never()
	}
	for _, i := range n.Arg.Items {
		g, err := s.test(i)
		if err != nil {
			return scenario.Never(), err
		}
		if and {
			out = out.And(g)
		} else {
			out = out.Or(g)
		}
	}
	return out, nil
}

func badArguments(n *syntax.Node, want string) error {
	return &syntax.Error{At: n.At, Text: fmt.Sprintf("%s has %s; it needs %s", n.Call, n.Arg.Describe(), want)}
}

func (s *stack) testEquals(n *syntax.Node) (scenario.Guard, error) {
	if n.Arg.Kind != syntax.List || len(n.Arg.Items) != 2 {
		return scenario.Never(), badArguments(n, "a list of two values")
	}
	a, err := s.eval(n.Arg.Items[0])
	if err != nil {
		return scenario.Never(), err
	}
	b, err := s.eval(n.Arg.Items[1])
	if err != nil {
		return scenario.Never(), err
	}
	return s.equalTrees(a, b), nil
}

// testContains is the Rules function that asks whether a list has a member.
func (s *stack) testContains(n *syntax.Node) (scenario.Guard, error) {
	if n.Arg.Kind != syntax.List || len(n.Arg.Items) != 2 {
		return scenario.Never(), badArguments(n, "a list of values and a value")
	}
	list, err := s.eval(n.Arg.Items[0])
	if err != nil {
		return scenario.Never(), err
	}
	value, err := s.eval(n.Arg.Items[1])
	if err != nil {
		return scenario.Never(), err
	}
	members, open := flatten(list)
	if wants, known := literals(members); known && open == nil && value.Kind == estate.Scalar {
		if in, ok := value.Text.SameAsAny(wants); ok {
			return in, nil
		}
	}
	var in []scenario.Guard
	for _, m := range members {
		in = append(in, s.equalTrees(m, value))
	}
	if open != nil {
		in = append(in, scenario.Atom(s.yesNo(open.Name+" contains "+value.Describe(), open.Why), "true"))
	}
	return scenario.AnyOf(in...), nil
}

// literals are the texts of trees that are all known.
func literals(list []*estate.Tree) ([]string, bool) {
	out := make([]string, len(list))
	for i, t := range list {
		if t == nil || t.Kind != estate.Scalar {
			return nil, false
		}
		text, known := t.Text.Known()
		if !known {
			return nil, false
		}
		out[i] = text
	}
	return out, true
}

// equalTrees are the scenarios in which two values are equal.
func (s *stack) equalTrees(a, b *estate.Tree) scenario.Guard {
	out := scenario.Never()
	for _, x := range a.Leaves() {
		for _, y := range b.Leaves() {
			if x.When.Disjoint(y.When) {
				continue
			}
			when := x.When.And(y.When)
			out = out.Or(when.And(s.equalLeaves(x.Tree, y.Tree)))
		}
	}
	return out
}

func (s *stack) equalLeaves(a, b *estate.Tree) scenario.Guard {
	if a == nil || b == nil {
		if a == b {
			return scenario.Always()
		}
		return scenario.Never()
	}
	if a.Kind == estate.Scalar && b.Kind == estate.Scalar {
		return s.equalTexts(a.Text, b.Text)
	}
	if a.Kind == estate.List && b.Kind == estate.List && a.Open == nil && b.Open == nil {
		if len(a.Items) != len(b.Items) {
			return scenario.Never()
		}
		out := scenario.Always()
		for i := range a.Items {
			out = out.And(s.equalTrees(a.Items[i], b.Items[i]))
		}
		return out
	}
	return scenario.Atom(s.yesNo(treeName(a)+" equals "+treeName(b), treeWhy(a, b)), "true")
}

func treeName(t *estate.Tree) string {
	switch t.Kind {
	case estate.Scalar:
		return t.Text.String()
	case estate.Opaque:
		return t.Gap().Variable.Name
	}
	return t.Describe()
}

func treeWhy(a, b *estate.Tree) string {
	for _, t := range []*estate.Tree{a, b} {
		if t.Kind == estate.Opaque {
			return t.Gap().Variable.Why
		}
	}
	return "values of different form"
}

// equalTexts are the scenarios in which two texts are the same string.
func (s *stack) equalTexts(a, b estate.Text) scenario.Guard {
	return estate.SameText(a, b, func(x, y estate.Alternative[string]) scenario.Guard {
		why := "it compares values that are not known"
		for _, alt := range []estate.Alternative[string]{x, y} {
			if alt.State == estate.Unknown {
				why = alt.Gap.Cause()
			}
		}
		return scenario.Atom(s.yesNo(a.String()+" equals "+b.String(), why), "true")
	})
}

// isTrue are the scenarios in which a value is "true".
func (s *stack) isTrue(t *estate.Tree) scenario.Guard {
	return s.equalTrees(t, estate.NewScalar(estate.Literal("true"), t.Place()))
}

// readRules are the scenarios that the template's Rules admit.
func (s *stack) readRules() (scenario.Guard, error) {
	out := scenario.Always()
	if s.template.rules == nil {
		return out, nil
	}
	for _, rule := range s.template.rules.Fields {
		g, err := s.rule(rule.Node)
		if err != nil {
			return out, err
		}
		out = out.And(g)
	}
	return out, nil
}

func (s *stack) rule(n *syntax.Node) (scenario.Guard, error) {
	when := scenario.Always()
	if c := n.Get("RuleCondition"); c != nil {
		g, err := s.test(c)
		if err != nil {
			return when, err
		}
		when = g
	}
	all := scenario.Always()
	assertions := n.Get("Assertions")
	if assertions == nil || assertions.Kind != syntax.List {
		return all, nil
	}
	for _, a := range assertions.Items {
		assert := a.Get("Assert")
		if assert == nil {
			continue
		}
		g, err := s.test(assert)
		if err != nil {
			return all, err
		}
		all = all.And(g)
	}
	return when.Not().Or(all), nil
}
