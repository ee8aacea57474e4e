package cloudformation

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/syntax"
	"ringwall/internal/scenario"
)

// readParameters makes a tree of every parameter: the value given by the user
// or the parent stack, else a variable.
func (s *stack) readParameters() error {
	if s.parameters == nil {
		return nil
	}
	s.noteMentioned()
	for _, f := range s.parameters.Fields {
		if f.Node.Kind != syntax.Map {
			if s.openResources != nil { // AWS::Include may stand among them
				continue
			}
			return &syntax.Error{At: f.Node.At, Text: fmt.Sprintf("parameter %s is %s; it must be a map with a Type", f.Name, f.Node.Describe())}
		}
		t, err := s.parameter(f)
		if err != nil {
			return err
		}
		s.parameterTrees[f.Name] = t
	}
	return nil
}

func (s *stack) parameter(f syntax.Field) (*estate.Tree, error) {
	p := declaredParameter{name: f.Name, at: f.At, typ: "String"}
	p.read(f.Node)
	if !s.nested {
		if given, ok := s.options.Parameters[f.Name]; ok {
			s.used[f.Name] = true
			if p.isSSM() {
				return p.typed(estate.NewScalar(estate.OfVariable(s.ssm(given)), f.At)), nil
			}
			if err := p.check(given); err != nil {
				return nil, err
			}
			if p.noEcho {
				return p.typed(estate.NewScalar(estate.OfVariable(s.secret(p, given)), f.At)), nil
			}
			return p.typed(estate.NewScalar(estate.Literal(given), f.At)), nil
		}
	}
	if p.isSSM() {
		name := p.byDefault
		if !p.hasDefault {
			name = "${" + f.Name + "}"
		}
		return p.typed(estate.NewScalar(estate.OfVariable(s.ssm(name)), f.At)), nil
	}
	return p.typed(estate.NewScalar(estate.OfVariable(s.parameterVariable(p)), f.At)), nil
}

// ssm is the value that an SSM parameter will have at deployment; a template
// only knows its name.
func (s *stack) ssm(name string) *scenario.Variable {
	return s.variable(scenario.Variable{
		Name: "ssm:" + name, Kind: scenario.Outside,
		Why:    "the value stands in SSM Parameter Store; the template only has its name",
		Settle: "give the source that holds the value",
	})
}

// secret is a NoEcho parameter that was given: its value is known, but stays a
// variable, so that it is neither printed nor taken for text of the template.
func (s *stack) secret(p declaredParameter, given string) *scenario.Variable {
	return s.variable(scenario.Variable{
		Name: p.name, Kind: scenario.Parameter, Domain: []string{given}, Hidden: true,
		Why: "parameter that is kept secret (NoEcho), given",
	})
}

func (s *stack) parameterVariable(p declaredParameter) *scenario.Variable {
	name := p.name
	if s.ambiguous[name] || s.nested {
		name = s.name + "/" + name
	}
	v := scenario.Variable{
		Name: name, Kind: scenario.Parameter, Domain: p.domain(), Accepts: p.accepts(),
		Settle: "--param " + p.name + "=VALUE", Why: "parameter without a default",
	}
	if v.Domain == nil {
		v.Mentioned = s.mentioned[p.name]
		v.Min, v.Max, v.Bounded = p.bounds()
	}
	if p.hasDefault && (v.Domain == nil || slices.Contains(v.Domain, p.byDefault)) {
		v.Default, v.HasDefault = p.byDefault, true
		v.Why = "parameter with a default"
	}
	if p.noEcho {
		v.Hidden = true
		v.Why = "parameter that is kept secret (NoEcho)"
	}
	return s.variable(v)
}

// declaredParameter is a parameter's declaration.
type declaredParameter struct {
	name       string
	at         estate.Origin
	typ        string
	byDefault  string
	hasDefault bool
	allowed    []string
	pattern    string
	min, max   string // MinValue, MaxValue
	minLen     int
	maxLen     int // -1 for none
	noEcho     bool
}

func (p *declaredParameter) read(n *syntax.Node) {
	p.maxLen = -1
	for _, f := range n.Fields {
		v := f.Node
		switch f.Name {
		case "Type":
			p.typ = v.Text
		case "Default":
			p.byDefault, p.hasDefault = scalarText(v), true
		case "AllowedValues":
			for _, i := range v.Items {
				p.allowed = append(p.allowed, scalarText(i))
			}
		case "AllowedPattern":
			p.pattern = v.Text
		case "MinValue":
			p.min = v.Text
		case "MaxValue":
			p.max = v.Text
		case "MinLength":
			p.minLen, _ = strconv.Atoi(v.Text)
		case "MaxLength":
			if n, err := strconv.Atoi(v.Text); err == nil {
				p.maxLen = n
			}
		case "NoEcho":
			p.noEcho = strings.EqualFold(v.Text, "true")
		}
	}
}

// scalarText is the text of a scalar; lists are joined as CloudFormation takes
// them in parameters.
func scalarText(n *syntax.Node) string {
	if n.Kind == syntax.List {
		var parts []string
		for _, i := range n.Items {
			parts = append(parts, scalarText(i))
		}
		return strings.Join(parts, ",")
	}
	return n.Text
}

func (p declaredParameter) isSSM() bool {
	return strings.HasPrefix(p.typ, "AWS::SSM::Parameter::Value")
}

func (p declaredParameter) isList() bool {
	return p.typ == "CommaDelimitedList" || strings.HasPrefix(p.typ, "List<") ||
		strings.HasPrefix(p.typ, "AWS::SSM::Parameter::Value<List<") || p.typ == "AWS::SSM::Parameter::Value<CommaDelimitedList>"
}

// typed turns a scalar value into the parameter's type: a list is split.
func (p declaredParameter) typed(t *estate.Tree) *estate.Tree {
	if !p.isList() {
		return t
	}
	return mapLeaves(t, func(t *estate.Tree) *estate.Tree {
		if t.Kind != estate.Scalar {
			return t
		}
		return splitText(t.Text, ",", t.Origin, true)
	})
}

// domain lists every value the parameter can take, where the declaration makes
// that a short list: AllowedValues, a Boolean-like pattern, a small range.
func (p declaredParameter) domain() []string {
	if p.isList() {
		return nil
	}
	var out []string
	accepts := p.accepts()
	for _, v := range p.candidates() {
		if accepts == nil || accepts(v) {
			out = append(out, v)
		}
	}
	sort.Strings(out)
	return slices.Compact(out)
}

func (p declaredParameter) candidates() []string {
	if len(p.allowed) > 0 {
		return p.allowed
	}
	if p.typ == "Number" && p.min != "" && p.max != "" {
		lo, err1 := strconv.Atoi(p.min)
		hi, err2 := strconv.Atoi(p.max)
		_, err3 := strconv.Atoi(p.byDefault)
		whole := !p.hasDefault || err3 == nil
		if err1 == nil && err2 == nil && whole && lo <= hi && uint(hi)-uint(lo) < 64 {
			return wholeNumbers(lo, hi)
		}
	}
	if p.pattern != "" {
		return languageOf(p.pattern)
	}
	return nil
}

// bounds are those of a number; ports and the like are decided by them where
// the number itself is open.
func (p declaredParameter) bounds() (lo, hi int, ok bool) {
	if p.typ != "Number" {
		return 0, 0, false
	}
	lo, err1 := strconv.Atoi(p.min)
	hi, err2 := strconv.Atoi(p.max)
	return lo, hi, err1 == nil && err2 == nil
}

func wholeNumbers(lo, hi int) []string {
	var out []string
	for n := range hi - lo + 1 {
		out = append(out, strconv.Itoa(lo+n))
	}
	return out
}

// accepts tells which values the constraints admit; nil admits all.
func (p declaredParameter) accepts() func(string) bool {
	matched := p.pattern != "" && !p.isList()
	number := p.typ == "Number"
	if !matched && p.minLen == 0 && p.maxLen < 0 && !number {
		return nil
	}
	// Patterns are compiled when one is first asked for: most never are.
	pattern := sync.OnceValue(func() *regexp.Regexp {
		re, _ := regexp.Compile("^(?:" + p.pattern + ")$")
		return re
	})
	lo, errLo := strconv.ParseFloat(p.min, 64)
	hi, errHi := strconv.ParseFloat(p.max, 64)
	return func(v string) bool {
		if matched {
			if re := pattern(); re != nil && !re.MatchString(v) {
				return false
			}
		}
		if len(v) < p.minLen || p.maxLen >= 0 && len(v) > p.maxLen {
			return false
		}
		if !number {
			return true
		}
		f, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
		return err == nil && (errLo != nil || f >= lo) && (errHi != nil || f <= hi)
	}
}

// check refuses a value that CloudFormation would refuse.
func (p declaredParameter) check(value string) error {
	if len(p.allowed) > 0 && !p.isList() && !slices.Contains(p.allowed, value) {
		return &syntax.Error{At: p.at, Text: fmt.Sprintf("parameter %s: %q is not one of its AllowedValues %s", p.name, value, strings.Join(p.allowed, ", ")), Hint: "give one of them"}
	}
	if accepts := p.accepts(); accepts != nil && !p.isList() && !accepts(value) {
		return &syntax.Error{At: p.at, Text: fmt.Sprintf("parameter %s: %q breaks its constraints (type %s, pattern %q)", p.name, value, p.typ, p.pattern), Hint: "give a value that the parameter accepts"}
	}
	return nil
}

// noteMentioned gathers the values with which Conditions and Rules compare each
// parameter.
func (s *stack) noteMentioned() {
	s.mentioned = map[string][]string{}
	var walk func(n *syntax.Node)
	walk = func(n *syntax.Node) {
		if n == nil {
			return
		}
		if n.Kind == syntax.Call && (n.Call == "Fn::Equals" || n.Call == "Fn::Contains") && n.Arg.Kind == syntax.List && len(n.Arg.Items) == 2 {
			s.mention(n.Arg.Items[0], n.Arg.Items[1])
			s.mention(n.Arg.Items[1], n.Arg.Items[0])
		}
		walk(n.Arg)
		for _, i := range n.Items {
			walk(i)
		}
		for _, f := range n.Fields {
			walk(f.Node)
		}
	}
	walk(s.conditions)
	walk(s.template.rules)
	for name, values := range s.mentioned {
		slices.Sort(values)
		s.mentioned[name] = slices.Compact(values)
	}
}

func (s *stack) mention(parameter, value *syntax.Node) {
	if parameter.Kind != syntax.Call || parameter.Call != "Ref" || parameter.Arg.Kind != syntax.Scalar {
		return
	}
	values := []*syntax.Node{value}
	if value.Kind == syntax.List {
		values = value.Items
	}
	for _, v := range values {
		if v.Kind == syntax.Scalar && !v.Null {
			s.mentioned[parameter.Arg.Text] = append(s.mentioned[parameter.Arg.Text], v.Text)
		}
	}
}
