package terraform

import (
	"math/big"
	"strconv"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// guarded is the Boolean that is true in the scenarios of g.
func guarded(g scenario.Guard, at estate.Origin) *value {
	return either(g, boolOf(true, at), boolOf(false, at), at)
}

// test are the scenarios in which a condition is true, and those in which
// Terraform would stop because it is no condition at all.
func (l *loader) test(v *value, at estate.Origin) (yes, stops scenario.Guard) {
	yes, stops = scenario.Never(), scenario.Never()
	for _, x := range v.leaves() {
		switch x.is.form() {
		case isScalar:
			yes = yes.Or(x.when.And(l.equalTexts(x.is.text, estate.Literal("true"))))
		case isUnknown:
			yes = yes.Or(x.when.And(l.maybe(x.is.gap.Name+" is true", x.is.gap)))
		default:
			stops = stops.Or(x.when)
		}
	}
	return yes, stops
}

// maybe are the scenarios in which something that hangs on a cause holds.
func (l *loader) maybe(what string, cause *scenario.Variable) scenario.Guard {
	why, settle := "it is not known", ""
	if cause != nil {
		why, settle = estate.Gap{Variable: cause}.Cause(), cause.Settle
	}
	v := l.variable(scenario.Variable{
		Name: what, Kind: scenario.Outside, Why: why, Settle: settle, Domain: []string{"false", "true"},
	})
	return scenario.Atom(v, "true")
}

// equal are the scenarios in which two values are equal, as == compares them.
func (l *loader) equal(a, b *value) scenario.Guard {
	if a.form() != isChoice && b.form() != isChoice {
		return l.equalLeaves(a, b)
	}
	out := scenario.Never()
	for _, x := range a.leaves() {
		for _, y := range b.leaves() {
			if when := x.when.And(y.when); !when.IsNever() {
				out = out.Or(when.And(l.equalLeaves(x.is, y.is)))
			}
		}
	}
	return out
}

func (l *loader) equalLeaves(a, b *value) scenario.Guard {
	if beyondBounds(a, b) || beyondBounds(b, a) {
		return scenario.Never()
	}
	for _, v := range []*value{a, b} {
		if v.form() == isUnknown || v.form() == isFailed {
			return l.maybe(describe(a)+" equals "+describe(b), l.unsettled(v))
		}
	}
	if a.isNone() || b.isNone() {
		if a.isNone() && b.isNone() {
			return scenario.Always()
		}
		return l.nullEquals(a, b)
	}
	switch {
	case a.kind == isScalar && b.kind == isScalar:
		return l.equalScalars(a, b)
	case a.kind == isList && b.kind == isList:
		return l.equalLists(a, b)
	case a.kind == isObject && b.kind == isObject:
		return l.equalObjects(a, b)
	case a.kind == isThing && b.kind == isThing && a.thing == b.thing:
		return scenario.Always()
	}
	return scenario.Never()
}

// beyondBounds is true of a number that a bounded variable cannot be.
func beyondBounds(v, number *value) bool {
	if v.form() != isUnknown || v.gap == nil || !v.gap.Bounded || number.form() != isScalar {
		return false
	}
	s, known := number.literal()
	n := toNumber(s)
	if !known || n == nil {
		return false
	}
	return n.Cmp(big.NewFloat(float64(v.gap.Min))) < 0 || n.Cmp(big.NewFloat(float64(v.gap.Max))) > 0
}

// nullEquals compares null with what is there: a variable's value or an attribute
// that AWS decides may be null.
func (l *loader) nullEquals(a, b *value) scenario.Guard {
	v := a
	if a.isNone() {
		v = b
	}
	if v.kind == isScalar && !isBoolOrNumber(v) {
		if x, ok := v.text.Variable(); ok && x.Kind == scenario.Outside {
			return l.maybe(x.Name+" is null", x)
		}
	}
	return scenario.Never()
}

func isBoolOrNumber(v *value) bool {
	_, known := v.text.Known()
	return known && v.plain != estate.PlainString
}

func (l *loader) equalScalars(a, b *value) scenario.Guard {
	x, known := a.text.Known()
	y, also := b.text.Known()
	if known && also {
		if a.plain != b.plain {
			return scenario.Never()
		}
		if a.plain == estate.PlainNumber && b.plain == estate.PlainNumber {
			m, n := toNumber(x), toNumber(y)
			if m != nil && n != nil {
				return always(m.Cmp(n) == 0)
			}
		}
		return always(x == y)
	}
	if a.plain == estate.PlainNumber || b.plain == estate.PlainNumber {
		return l.equalTexts(plainNumber(l.withNames(a.text)), plainNumber(l.withNames(b.text)))
	}
	return l.equalTexts(l.withNames(a.text), l.withNames(b.text))
}

func isEmpty(t estate.Text) bool {
	s, known := t.Known()
	return known && s == ""
}

// isIdentifier reports an id or ARN of a resource: AWS makes it, and it is not empty.
func isIdentifier(t estate.Text) bool {
	parts := t.Parts()
	if len(parts) != 1 || parts[0].Reference == nil {
		return false
	}
	a := parts[0].Reference.Attribute
	return a == "" || strings.HasSuffix(a, "Id") || strings.HasSuffix(a, "Arn")
}

func plainNumber(t estate.Text) estate.Text {
	if s, ok := t.Known(); ok {
		if n := toNumber(s); n != nil {
			return estate.Literal(formatNumber(n))
		}
	}
	return t
}

func always(b bool) scenario.Guard {
	if b {
		return scenario.Always()
	}
	return scenario.Never()
}

func (l *loader) equalLists(a, b *value) scenario.Guard {
	if a.open != nil || b.open != nil {
		return l.maybe(describe(a)+" equals "+describe(b), l.unsettled(a))
	}
	if len(a.items) != len(b.items) {
		return scenario.Never()
	}
	out := scenario.Always()
	for i := range a.items {
		out = out.And(l.equal(a.items[i], b.items[i]))
	}
	return out
}

func (l *loader) equalObjects(a, b *value) scenario.Guard {
	if a.open != nil || b.open != nil {
		return l.maybe(describe(a)+" equals "+describe(b), l.unsettled(a))
	}
	if len(a.fields) != len(b.fields) {
		return scenario.Never()
	}
	out := scenario.Always()
	for i := range a.fields {
		if a.fields[i].name != b.fields[i].name {
			return scenario.Never()
		}
		out = out.And(l.equal(a.fields[i].is, b.fields[i].is))
	}
	return out
}

// describe names a value in the name of a condition that hangs on it.
func describe(v *value) string {
	switch v.form() {
	case isNull:
		return "null"
	case isScalar:
		return v.text.String()
	case isUnknown:
		return v.gap.Name
	case isThing:
		return string(v.thing.id)
	case isModule:
		return v.child.address
	case isFailed:
		return "the value at " + v.at.String()
	case isList:
		return "the list at " + v.at.String()
	case isChoice:
		return "the choice at " + v.at.String()
	}
	return "the object at " + v.at.String()
}

// equalTexts are the scenarios in which two texts are the same string.
func (l *loader) equalTexts(a, b estate.Text) scenario.Guard {
	if isEmpty(a) && isIdentifier(b) || isEmpty(b) && isIdentifier(a) {
		return scenario.Never()
	}
	return estate.SameText(a, b, func(x, y estate.Alternative[string]) scenario.Guard {
		cause := x.Gap.Variable
		if x.State != estate.Unknown {
			cause = y.Gap.Variable
		}
		return l.maybe(a.String()+" equals "+b.String(), cause)
	})
}

// toNumber reads a number as Terraform does; nil if it is none.
func toNumber(s string) *big.Float {
	f, _, err := big.ParseFloat(strings.TrimSpace(s), 10, 512, big.ToNearestEven)
	if err != nil || f.IsInf() || f.MantExp(nil) > maxExponent || f.MantExp(nil) < -maxExponent {
		return nil
	}
	return f
}

// formatNumber prints a number as Terraform does: without an exponent, and without
// a point if it is whole.
func formatNumber(f *big.Float) string {
	if e := f.MantExp(nil); e > maxExponent || e < -maxExponent {
		return f.Text('g', -1) // nobody's number; written out it would have thousands of digits
	}
	if n, exact := f.Int64(); exact == big.Exact && n != 0 { // the way below is hundreds of times slower
		return strconv.FormatInt(n, 10)
	}
	return f.Text('f', -1)
}

const maxExponent = 4096
