package terraform

import (
	"fmt"
	"slices"
	"sort"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// variable is an input variable's value: what the user or the module block gives,
// else its default.
func (m *module) variable(name string, at estate.Origin) *value {
	b := m.config.variables[name]
	if b == nil {
		return m.scope.undeclared("var."+name, at)
	}
	return m.once("var."+name, at, func() *value {
		if m.parent == nil {
			return m.rootVariable(name, b)
		}
		return m.childVariable(name, b, at)
	})
}

// childVariable is what a module block passes; a default of a child counts as
// written.
func (m *module) childVariable(name string, b *block, at estate.Origin) *value {
	c := typeOf(b.body.expr("type"))
	byDefault, hasDefault := b.body.attribute("default")
	var out *value
	if e := m.argument(name); e != nil {
		out = m.outer.eval(e).place(originOf(e.Range()))
	} else if !hasDefault {
		v := m.outside(m.prefix()+"var."+name, "the module block passes no value, and there is no default", "pass it in the module block")
		m.note(estate.Gap{Variable: v, Origin: m.call_.at})
		return unknownOf(v, at)
	} else {
		out = m.scope.eval(byDefault.expr)
	}
	if hasDefault && !isNullable(b) {
		out = m.lift(at, []*value{out}, func(in []*value) *value {
			if in[0].isNone() {
				return m.scope.eval(byDefault.expr)
			}
			return in[0]
		})
	}
	return m.convert(out, c, at)
}

func isNullable(b *block) bool {
	l, ok := b.body.expr("nullable").(*hclsyntax.LiteralValueExpr)
	return !ok || !l.Val.Type().Equals(cty.Bool) || l.Val.True()
}

// rootVariable is a variable of a root: given, or open with or without a default.
func (m *module) rootVariable(name string, b *block) *value {
	c := typeOf(b.body.expr("type"))
	if given, ok := m.settings[name]; ok {
		out := m.convert(given, c, b.at)
		if isSecret(b) && out.form() == isScalar {
			if s, known := out.literal(); known {
				return &value{kind: isScalar, plain: out.plain, at: b.at, text: estate.OfVariable(m.root().sourceVariable(scenario.Variable{
					Name: name, Kind: scenario.Parameter, Domain: []string{s}, Hidden: true, Why: "variable that is kept secret (sensitive), given",
				}))}
			}
		}
		return out
	}
	d := declared{module: m, name: name, block: b, constraint: c}
	if a, ok := b.body.attribute("default"); ok {
		d.hasDefault = true
		d.byDefault = m.convert(m.scope.eval(a.expr), c, b.at)
	}
	return d.value()
}

func isSecret(b *block) bool {
	for _, name := range []string{"sensitive", "ephemeral"} {
		if l, ok := b.body.expr(name).(*hclsyntax.LiteralValueExpr); ok && l.Val.Type() == cty.Bool && l.Val.True() {
			return true
		}
	}
	return false
}

// sourceVariable makes a root's variable, under the root's name where several roots
// declare it.
func (m *module) sourceVariable(v scenario.Variable) *scenario.Variable {
	if m.ambiguous["var."+v.Name] {
		v.Name = m.stack + "/" + v.Name
	}
	return m.loader.variable(v)
}

// declared is a root's variable of which no value is given.
type declared struct {
	*module
	name       string
	block      *block
	constraint constraint
	hasDefault bool
	byDefault  *value
}

// value is the variable: a text where it is of a simple type, else its default in
// the scenario in which it has it.
func (d declared) value() *value {
	v := scenario.Variable{
		Name: d.name, Kind: scenario.Parameter, Why: "variable without a default", Settle: "--param " + d.name + "=VALUE", Hidden: isSecret(d.block),
	}
	plain, simple := d.plain()
	literal, known := d.byDefault.literal()
	if d.hasDefault {
		v.Why, v.HasDefault = "variable with a default", true
		v.Default = literal
		if !known {
			v.Default = d.defaultText()
		}
	}
	if simple {
		d.restrict(&v, plain)
	}
	if v.HasDefault && v.Domain != nil && !slices.Contains(v.Domain, v.Default) {
		if d.byDefault.isNone() {
			v.Domain = append(v.Domain, v.Default)
			sort.Strings(v.Domain)
		} else {
			v.HasDefault, v.Default = false, "" // Terraform refuses it
		}
	}
	made := d.sourceVariable(v)
	text := &value{kind: isScalar, text: estate.OfVariable(made), plain: plain, at: d.block.at}
	if !simple {
		text = unknownOf(made, d.block.at)
	}
	switch {
	case !made.HasDefault, simple && known:
		return text
	case isNullOnly(made):
		return nil
	}
	return either(scenario.Atom(made, made.Default), d.byDefault, text, d.block.at)
}

func isNullOnly(v *scenario.Variable) bool {
	return len(v.Domain) == 1 && v.Domain[0] == "null" && v.Default == "null"
}

// plain is the type of a simple variable. One without a type and default may be of
// any; its name tells whether it is taken for a text.
func (d declared) plain() (estate.Plain, bool) {
	switch d.constraint.typ {
	case cty.String:
		return estate.PlainString, true
	case cty.Number:
		return estate.PlainNumber, true
	case cty.Bool:
		return estate.PlainBool, true
	case cty.DynamicPseudoType:
		if d.byDefault.form() == isScalar {
			return d.byDefault.plain, true
		}
		return estate.PlainString, d.byDefault.isNone() && !isPlural(d.name)
	}
	return estate.PlainString, false
}

// defaultText names a default that is no simple text, as a user would write it.
func (d declared) defaultText() string {
	if t, ok := d.jsonText(d.byDefault); ok {
		return t.String()
	}
	return "(default)"
}

// restrict takes over what validation blocks and the type say of the values
// ("Input Variable Validation").
func (d declared) restrict(v *scenario.Variable, plain estate.Plain) {
	var candidates []string
	if plain == estate.PlainBool {
		candidates = []string{"false", "true"}
	}
	var conditions []hclsyntax.Expression
	for _, b := range d.block.body.of("validation") {
		if e := b.body.expr("condition"); e != nil && d.alone(e) {
			conditions = append(conditions, e)
			if found := d.admitted(e); found != nil && candidates == nil {
				candidates = found
			}
			d.bound(v, e)
		}
	}
	if len(conditions) == 0 && candidates == nil {
		return
	}
	accepts := d.accepts(conditions, plain)
	for _, c := range candidates {
		if accepts(c) {
			v.Domain = append(v.Domain, c)
		}
	}
	if v.Domain != nil {
		sort.Strings(v.Domain)
		v.Domain = slices.Compact(v.Domain)
		v.Bounded = false
		if d.hasDefault && d.byDefault.isNone() {
			v.Domain = append(v.Domain, "null")
			sort.Strings(v.Domain)
		}
		return
	}
	if v.Bounded && v.Max-v.Min >= 0 && v.Max-v.Min < 64 && plain == estate.PlainNumber {
		for n := v.Min; n <= v.Max; n++ {
			if s := strconv.Itoa(n); accepts(s) {
				v.Domain = append(v.Domain, s)
			}
		}
		sort.Strings(v.Domain)
		v.Bounded = false
		return
	}
	v.Accepts = accepts
}

// alone reports a condition that asks of nothing but the variable itself.
func (d declared) alone(e hclsyntax.Expression) bool {
	for _, t := range e.Variables() {
		if t.RootName() != "var" || len(t) < 2 || attrName(t[1]) != d.name {
			return false
		}
	}
	return true
}

// accepts tells which values the conditions admit: those for which none is false
// for certain. It evaluates them apart from the load, and may be asked at any time.
func (d declared) accepts(conditions []hclsyntax.Expression, plain estate.Plain) func(string) bool {
	name := d.name
	return func(s string) bool {
		l := newLoader(Options{}, nil)
		m := l.newModule(newConfig("."), nil, "")
		given := textOf(s, estate.Origin{})
		given.plain = plain
		if plain == estate.PlainNumber && toNumber(s) == nil {
			return false
		}
		m.config.variables[name] = &block{}
		m.values["var."+name] = &memo{is: given, done: true}
		for _, e := range conditions {
			v := m.scope.eval(e)
			if text, known := v.literal(); known && text == "false" || v.form() == isFailed {
				return false
			}
		}
		return true
	}
}

// admitted lists the values that a condition names as the only ones:
// contains(["a", "b"], var.x), or var.x == "a" || var.x == "b", perhaps together
// with other conditions.
func (d declared) admitted(e hclsyntax.Expression) []string {
	switch x := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		return d.admitted(x.Expression)
	case *hclsyntax.FunctionCallExpr:
		return d.admittedBy(x)
	case *hclsyntax.BinaryOpExpr:
		switch x.Op {
		case hclsyntax.OpLogicalAnd:
			if found := d.admitted(x.LHS); found != nil {
				return found
			}
			return d.admitted(x.RHS)
		case hclsyntax.OpLogicalOr:
			left, right := d.admitted(x.LHS), d.admitted(x.RHS)
			if left != nil && right != nil {
				return append(left, right...)
			}
		case hclsyntax.OpEqual:
			for _, sides := range [][2]hclsyntax.Expression{{x.LHS, x.RHS}, {x.RHS, x.LHS}} {
				if s, ok := d.constant(sides[1]); ok && d.isSelf(sides[0]) {
					return []string{s}
				}
			}
		}
	}
	return nil
}

func (d declared) admittedBy(x *hclsyntax.FunctionCallExpr) []string {
	if len(x.Args) != 2 || (x.Name != "contains" && x.Name != "can" && x.Name != "index") || !d.isSelf(x.Args[1]) {
		return nil
	}
	list := d.scope.eval(x.Args[0])
	if list.form() != isList || list.open != nil || x.Name != "contains" {
		return nil
	}
	var out []string
	for _, i := range list.items {
		s, known := i.literal()
		if !known {
			return nil
		}
		out = append(out, s)
	}
	return out
}

func (d declared) isSelf(e hclsyntax.Expression) bool {
	t, ok := e.(*hclsyntax.ScopeTraversalExpr)
	return ok && len(t.Traversal) == 2 && t.Traversal.RootName() == "var" && attrName(t.Traversal[1]) == d.name
}

func (d declared) constant(e hclsyntax.Expression) (string, bool) {
	if len(e.Variables()) > 0 {
		return "", false
	}
	return d.scope.eval(e).literal()
}

// bound reads var.x >= 1 && var.x <= 10.
func (d declared) bound(v *scenario.Variable, e hclsyntax.Expression) {
	lo, hi := d.bounds(e)
	if lo == nil || hi == nil || *lo > *hi {
		return
	}
	v.Min, v.Max, v.Bounded = *lo, *hi, true
}

func (d declared) bounds(e hclsyntax.Expression) (lo, hi *int) {
	if p, ok := e.(*hclsyntax.ParenthesesExpr); ok {
		return d.bounds(p.Expression)
	}
	x, ok := e.(*hclsyntax.BinaryOpExpr)
	if !ok {
		return nil, nil
	}
	if x.Op == hclsyntax.OpLogicalAnd {
		lo, hi = d.bounds(x.LHS)
		lo2, hi2 := d.bounds(x.RHS)
		if lo == nil {
			lo = lo2
		}
		if hi == nil {
			hi = hi2
		}
		return lo, hi
	}
	n, ok := d.whole(x.RHS)
	if !ok || !d.isSelf(x.LHS) {
		return nil, nil
	}
	switch x.Op {
	case hclsyntax.OpGreaterThanOrEqual, hclsyntax.OpGreaterThan:
		return &n, nil // a bound that is a little wide is still one
	case hclsyntax.OpLessThanOrEqual, hclsyntax.OpLessThan:
		return nil, &n
	}
	return nil, nil
}

func (d declared) whole(e hclsyntax.Expression) (int, bool) {
	s, ok := d.constant(e)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// given takes over the values that the user gives for the root's variables, in
// Terraform's order: the environment, terraform.tfvars, *.auto.tfvars, files and
// values of the command line ("Variable Definition Precedence").
func (m *module) given() error {
	for name := range m.config.variables {
		if text := m.options.environment("TF_VAR_" + name); text != "" {
			if err := m.giveText(name, text, "TF_VAR_"+name); err != nil {
				return err
			}
		}
	}
	for _, f := range m.variableFiles() {
		if err := m.giveFile(f); err != nil {
			return err
		}
	}
	for name, text := range m.options.Parameters {
		if m.config.variables[name] != nil {
			m.used[name] = true
		}
		if err := m.giveText(name, text, "--param "+name); err != nil {
			return err
		}
	}
	return nil
}

// giveText is a value given as text: that of a variable of a simple type, or of
// none, is the text itself, that of others an expression.
func (m *module) giveText(name, text, source string) error {
	b := m.config.variables[name]
	if b == nil {
		return nil
	}
	at := estate.Origin{File: source}
	c := typeOf(b.body.expr("type"))
	out := textOf(text, at)
	if !isScalarType(c.typ) && c.typ != cty.DynamicPseudoType {
		expr, diags := hclsyntax.ParseExpression([]byte(text), source, hcl.InitialPos)
		if diags.HasErrors() {
			return &Error{at, fmt.Sprintf("variable %s: %q is no value of type %s", name, text, c.typ.FriendlyNameForConstraint()), "write lists as [\"a\",\"b\"] and maps as {a=\"b\"}"}
		}
		out = m.scope.eval(expr)
	}
	return m.give(name, b, out, c)
}

func (m *module) give(name string, b *block, v *value, c constraint) error {
	converted := m.convert(v, c, b.at)
	if converted.form() == isFailed {
		return &Error{v.place(v.at).at, fmt.Sprintf("variable %s: %s", name, converted.why), "give a value of the type that the variable declares at " + b.at.String()}
	}
	m.settings[name] = v
	return nil
}

func (m *module) giveFile(f File) error {
	b, err := parseValues(f)
	if err != nil {
		return err
	}
	for _, a := range b.attributes {
		if d := m.config.variables[a.name]; d != nil {
			if err := m.give(a.name, d, m.scope.eval(a.expr), typeOf(d.body.expr("type"))); err != nil {
				return err
			}
		}
	}
	return nil
}
