package cloudformation

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// readParameters makes a tree of every parameter: the value given by the user
// or the parent stack, else a variable.
func (s *stack) readParameters() error {
	if s.parameters == nil {
		return nil
	}
	s.noteMentioned()
	for _, f := range s.parameters.fields {
		if f.node.kind != mapNode {
			if s.openResources != nil { // AWS::Include may stand among them
				continue
			}
			return &Error{f.node.at, fmt.Sprintf("parameter %s is %s; it must be a map with a Type", f.name, f.node.describe()), ""}
		}
		t, err := s.parameter(f)
		if err != nil {
			return err
		}
		s.parameterTrees[f.name] = t
	}
	return nil
}

func (s *stack) parameter(f field) (*estate.Tree, error) {
	p := declaredParameter{name: f.name, at: f.at, typ: "String"}
	p.read(f.node)
	if !s.nested {
		if given, ok := s.options.Parameters[f.name]; ok {
			s.used[f.name] = true
			if p.isSSM() {
				return p.typed(estate.NewScalar(estate.OfVariable(s.ssm(given)), f.at)), nil
			}
			if err := p.check(given); err != nil {
				return nil, err
			}
			if p.noEcho {
				return p.typed(estate.NewScalar(estate.OfVariable(s.secret(p, given)), f.at)), nil
			}
			return p.typed(estate.NewScalar(estate.Literal(given), f.at)), nil
		}
	}
	if p.isSSM() {
		name := p.byDefault
		if !p.hasDefault {
			name = "${" + f.name + "}"
		}
		return p.typed(estate.NewScalar(estate.OfVariable(s.ssm(name)), f.at)), nil
	}
	return p.typed(estate.NewScalar(estate.OfVariable(s.parameterVariable(p)), f.at)), nil
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

func (p *declaredParameter) read(n *node) {
	p.maxLen = -1
	for _, f := range n.fields {
		v := f.node
		switch f.name {
		case "Type":
			p.typ = v.text
		case "Default":
			p.byDefault, p.hasDefault = scalarText(v), true
		case "AllowedValues":
			for _, i := range v.items {
				p.allowed = append(p.allowed, scalarText(i))
			}
		case "AllowedPattern":
			p.pattern = v.text
		case "MinValue":
			p.min = v.text
		case "MaxValue":
			p.max = v.text
		case "MinLength":
			p.minLen, _ = strconv.Atoi(v.text)
		case "MaxLength":
			if n, err := strconv.Atoi(v.text); err == nil {
				p.maxLen = n
			}
		case "NoEcho":
			p.noEcho = strings.EqualFold(v.text, "true")
		}
	}
}

// scalarText is the text of a scalar; lists are joined as CloudFormation takes
// them in parameters.
func scalarText(n *node) string {
	if n.kind == listNode {
		var parts []string
		for _, i := range n.items {
			parts = append(parts, scalarText(i))
		}
		return strings.Join(parts, ",")
	}
	return n.text
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
		return &Error{p.at, fmt.Sprintf("parameter %s: %q is not one of its AllowedValues %s", p.name, value, strings.Join(p.allowed, ", ")), "give one of them"}
	}
	if accepts := p.accepts(); accepts != nil && !p.isList() && !accepts(value) {
		return &Error{p.at, fmt.Sprintf("parameter %s: %q breaks its constraints (type %s, pattern %q)", p.name, value, p.typ, p.pattern), "give a value that the parameter accepts"}
	}
	return nil
}

// maxLanguage is how many strings are few.
const maxLanguage = 64

// languageOf lists the strings that a regular expression matches as a whole,
// if they are few: "^(true|false)$".
func languageOf(pattern string) []string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil || isLarge(re) {
		return nil
	}
	out, ok := language(re.Simplify())
	if !ok || len(out) > maxLanguage {
		return nil
	}
	return out
}

// isLarge is a quick look at what makes a language too large for sure; it spares
// simplifying most patterns and unfolding a part of them.
func isLarge(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpStar, syntax.OpPlus:
		return isSingle(re.Sub[0])
	case syntax.OpRepeat:
		return re.Max < 0 && isSingle(re.Sub[0]) || re.Max > 0 && (isLarge(re.Sub[0]) || isLargePower(re.Sub[0], re.Max))
	case syntax.OpCharClass:
		return classSize(re) > maxLanguage
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL, syntax.OpNoMatch, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return true
	case syntax.OpCapture, syntax.OpQuest, syntax.OpAlternate, syntax.OpConcat:
		return slices.ContainsFunc(re.Sub, isLarge)
	}
	return false
}

// isLargePower tells whether a character class, repeated so often, is for sure.
func isLargePower(re *syntax.Regexp, times int) bool {
	if re.Op != syntax.OpCharClass {
		return false
	}
	strings := 1
	for range times {
		if strings *= classSize(re); strings > maxLanguage || strings < 2 {
			break
		}
	}
	return strings > maxLanguage
}

func classSize(re *syntax.Regexp) int {
	n := 0
	for i := 0; i+1 < len(re.Rune); i += 2 {
		n += int(re.Rune[i+1]-re.Rune[i]) + 1
	}
	return n
}

// isSingle is true of what matches one character, however often it is repeated.
func isSingle(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral, syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return true
	}
	return false
}

func language(re *syntax.Regexp) ([]string, bool) {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginText, syntax.OpEndText, syntax.OpBeginLine, syntax.OpEndLine:
		return []string{""}, true
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 {
			return nil, false
		}
		return []string{string(re.Rune)}, true
	case syntax.OpCapture:
		return language(re.Sub[0])
	case syntax.OpQuest:
		sub, ok := language(re.Sub[0])
		return append([]string{""}, sub...), ok
	case syntax.OpCharClass:
		var out []string
		for i := 0; i+1 < len(re.Rune); i += 2 {
			if re.Rune[i+1]-re.Rune[i] > 32 {
				return nil, false
			}
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				out = append(out, string(r))
			}
		}
		return out, len(out) <= maxLanguage
	case syntax.OpAlternate:
		var out []string
		for _, sub := range re.Sub {
			l, ok := language(sub)
			if !ok || len(out)+len(l) > maxLanguage {
				return nil, false
			}
			out = append(out, l...)
		}
		return out, true
	case syntax.OpConcat:
		out := []string{""}
		for _, sub := range re.Sub {
			l, ok := language(sub)
			if !ok || len(out)*len(l) > maxLanguage {
				return nil, false
			}
			var next []string
			for _, a := range out {
				for _, b := range l {
					next = append(next, a+b)
				}
			}
			out = next
		}
		return out, true
	}
	return nil, false
}

// noteMentioned gathers the values with which Conditions and Rules compare each
// parameter.
func (s *stack) noteMentioned() {
	s.mentioned = map[string][]string{}
	var walk func(n *node)
	walk = func(n *node) {
		if n == nil {
			return
		}
		if n.kind == callNode && (n.call == "Fn::Equals" || n.call == "Fn::Contains") && n.arg.kind == listNode && len(n.arg.items) == 2 {
			s.mention(n.arg.items[0], n.arg.items[1])
			s.mention(n.arg.items[1], n.arg.items[0])
		}
		walk(n.arg)
		for _, i := range n.items {
			walk(i)
		}
		for _, f := range n.fields {
			walk(f.node)
		}
	}
	walk(s.conditions)
	walk(s.template.rules)
	for name, values := range s.mentioned {
		slices.Sort(values)
		s.mentioned[name] = slices.Compact(values)
	}
}

func (s *stack) mention(parameter, value *node) {
	if parameter.kind != callNode || parameter.call != "Ref" || parameter.arg.kind != scalarNode {
		return
	}
	values := []*node{value}
	if value.kind == listNode {
		values = value.items
	}
	for _, v := range values {
		if v.kind == scalarNode && !v.null {
			s.mentioned[parameter.arg.text] = append(s.mentioned[parameter.arg.text], v.text)
		}
	}
}
