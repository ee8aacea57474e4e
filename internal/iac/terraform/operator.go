package terraform

import (
	"math/big"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func (s *scope) unary(x *hclsyntax.UnaryOpExpr, at estate.Origin) *value {
	v := s.eval(x.Val)
	if x.Op == hclsyntax.OpLogicalNot {
		if v.form() == isFailed {
			return v
		}
		yes, stops := s.test(v, at)
		return s.truth(yes.Or(stops).Not(), stops, at)
	}
	return s.liftPlain(at, []*value{v}, func(args []*value) *value {
		n := s.number(args[0])
		if n == nil {
			return failure("- needs a number", at)
		}
		return numberOf(formatNumber(n.Neg(n)), at)
	})
}

// truth is the Boolean that is true in the scenarios of yes; in those of stops
// Terraform would stop.
func (l *loader) truth(yes, stops scenario.Guard, at estate.Origin) *value {
	if stops.IsNever() {
		return guarded(yes, at)
	}
	if stops.IsAlways() {
		return failure("neither true nor false", at)
	}
	out := []leaf{{stops, failure("neither true nor false", at)}}
	if !yes.IsNever() {
		out = append(out, leaf{yes, boolOf(true, at)})
	}
	if no := yes.Or(stops).Not(); !no.IsNever() {
		out = append(out, leaf{no, boolOf(false, at)})
	}
	return choose(out, at)
}

// number is a literal's number, nil if it is none.
func (l *loader) number(v *value) *big.Float {
	s, ok := v.literal()
	if !ok || v.plain == estate.PlainBool {
		return nil
	}
	return toNumber(s)
}

func (s *scope) binary(x *hclsyntax.BinaryOpExpr, at estate.Origin) *value {
	switch x.Op {
	case hclsyntax.OpLogicalAnd, hclsyntax.OpLogicalOr:
		return s.logical(x, at)
	}
	a, b := s.eval(x.LHS), s.eval(x.RHS)
	for _, v := range []*value{a, b} {
		if v.form() == isFailed {
			return v
		}
	}
	switch x.Op {
	case hclsyntax.OpEqual:
		return guarded(s.equal(a, b), at)
	case hclsyntax.OpNotEqual:
		return guarded(s.equal(a, b).Not(), at)
	}
	return s.arithmetic(x.Op, a, b, at)
}

// logical evaluates && and ||. Terraform evaluates both sides; a side that would
// make it stop stops it only where the other doesn't decide, which newer versions
// do.
func (s *scope) logical(x *hclsyntax.BinaryOpExpr, at estate.Origin) *value {
	yes, stops := s.test(s.eval(x.LHS), at)
	and := x.Op == hclsyntax.OpLogicalAnd
	if stops.IsNever() && (and && yes.IsNever() || !and && yes.IsAlways()) {
		return boolOf(!and, at)
	}
	yes2, stops2 := s.test(s.eval(x.RHS), at)
	if and {
		no := yes.Or(stops).Not().Or(yes2.Or(stops2).Not())
		return s.truth(yes.And(yes2), stops.Or(stops2).Minus(no), at)
	}
	is := yes.Or(yes2)
	return s.truth(is, stops.Or(stops2).Minus(is), at)
}

func (s *scope) arithmetic(op *hclsyntax.Operation, a, b *value, at estate.Origin) *value {
	comparison := op == hclsyntax.OpLessThan || op == hclsyntax.OpLessThanOrEqual || op == hclsyntax.OpGreaterThan || op == hclsyntax.OpGreaterThanOrEqual
	if comparison {
		return s.compare(op, a, b, at)
	}
	out := s.liftPlain(at, []*value{a, b}, func(args []*value) *value {
		m, n := s.number(args[0]), s.number(args[1])
		if m == nil || n == nil {
			return failure("arithmetic needs numbers", at)
		}
		r := calculate(op, m, n)
		if r == nil {
			return failure("division by zero", at)
		}
		return numberOf(formatNumber(r), at)
	})
	return s.derived(out, describe(a)+" "+sign(op)+" "+describe(b))
}

// derived is what is worked out of a value that is not known: it is another one, of
// the same cause.
func (l *loader) derived(v *value, name string) *value {
	if v.form() != isUnknown || v.gap == nil || v.gap.Name == name {
		return v
	}
	return unknownOf(l.variable(scenario.Variable{
		Name: name, Kind: v.gap.Kind.Outer(), Why: estate.Gap{Variable: v.gap}.Cause(), Settle: v.gap.Settle, Hidden: v.gap.Hidden,
	}), v.at)
}

func sign(op *hclsyntax.Operation) string {
	switch op {
	case hclsyntax.OpAdd:
		return "+"
	case hclsyntax.OpSubtract:
		return "-"
	case hclsyntax.OpMultiply:
		return "*"
	case hclsyntax.OpDivide:
		return "/"
	}
	return "%"
}

func calculate(op *hclsyntax.Operation, m, n *big.Float) *big.Float {
	out := new(big.Float).SetPrec(512)
	switch op {
	case hclsyntax.OpAdd:
		return out.Add(m, n)
	case hclsyntax.OpSubtract:
		return out.Sub(m, n)
	case hclsyntax.OpMultiply:
		return out.Mul(m, n)
	}
	if n.Sign() == 0 {
		return nil
	}
	if op == hclsyntax.OpDivide {
		return out.Quo(m, n)
	}
	quotient := new(big.Float).SetPrec(512).Quo(m, n)
	if quotient.MantExp(nil) > 4096 {
		return nil // of numbers that differ so much no remainder is worked out
	}
	whole, _ := quotient.Int(nil)
	return out.Sub(m, new(big.Float).SetPrec(512).Mul(n, new(big.Float).SetPrec(512).SetInt(whole)))
}

// compare evaluates <, <=, > and >=. What cannot be decided hangs on a variable of
// its own, so that a condition and its opposite are seen as such.
func (s *scope) compare(op *hclsyntax.Operation, a, b *value, at estate.Origin) *value {
	return s.lift(at, []*value{s.settle(a), s.settle(b)}, func(args []*value) *value {
		for _, v := range args {
			if v.form() == isFailed {
				return v
			}
		}
		m, n := s.number(args[0]), s.number(args[1])
		if m != nil && n != nil {
			return boolOf(holds(op, m.Cmp(n)), at)
		}
		cause := s.unsettled(args[0])
		if cause == nil {
			cause = s.unsettled(args[1])
		}
		if cause == nil {
			return failure("only numbers are compared so", at)
		}
		if g, ok := byBounds(op, args, m, n); ok {
			return guarded(g, at)
		}
		less := describe(args[0]) + " < " + describe(args[1])
		switch op {
		case hclsyntax.OpLessThan:
			return guarded(s.maybe(less, cause), at)
		case hclsyntax.OpGreaterThanOrEqual:
			return guarded(s.maybe(less, cause).Not(), at)
		case hclsyntax.OpGreaterThan:
			return guarded(s.maybe(describe(args[1])+" < "+describe(args[0]), cause), at)
		}
		return guarded(s.maybe(describe(args[1])+" < "+describe(args[0]), cause).Not(), at)
	})
}

func holds(op *hclsyntax.Operation, order int) bool {
	switch op {
	case hclsyntax.OpLessThan:
		return order < 0
	case hclsyntax.OpLessThanOrEqual:
		return order <= 0
	case hclsyntax.OpGreaterThan:
		return order > 0
	}
	return order >= 0
}

// byBounds decides a comparison of a bounded variable with a number where all of
// the variable's values compare alike.
func byBounds(op *hclsyntax.Operation, args []*value, m, n *big.Float) (scenario.Guard, bool) {
	v, number, left := args[0], n, true
	if m != nil {
		v, number, left = args[1], m, false
	}
	if v.form() != isUnknown || !v.gap.Bounded || number == nil {
		return scenario.Guard{}, false
	}
	low := big.NewFloat(float64(v.gap.Min)).Cmp(number)
	high := big.NewFloat(float64(v.gap.Max)).Cmp(number)
	if !left {
		low, high = -low, -high
	}
	if holds(op, low) == holds(op, high) {
		return always(holds(op, low)), true
	}
	return scenario.Guard{}, false
}
