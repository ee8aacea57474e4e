package terraform

import (
	"fmt"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// maxDepth bounds the nesting of evaluation, through locals and modules too.
const maxDepth = 1000

// eval evaluates an expression as far as reading tells.
func (s *scope) eval(e hclsyntax.Expression) *value {
	if e == nil {
		return nil
	}
	at := originOf(e.Range())
	if s.depth++; s.depth > maxDepth {
		s.depth--
		return failure("values refer to each other too deeply", at)
	}
	defer func() { s.depth-- }()
	if bad := s.spend(1, at); bad != nil {
		return bad
	}
	out := s.evaluate(e, at)
	switch e.(type) {
	case *hclsyntax.TemplateExpr, *hclsyntax.TupleConsExpr, *hclsyntax.ObjectConsExpr, *hclsyntax.FunctionCallExpr, *hclsyntax.ForExpr, *hclsyntax.SplatExpr:
		if bad := s.afford(at, out); bad != nil {
			return bad
		}
	}
	return out
}

func (s *scope) evaluate(e hclsyntax.Expression, at estate.Origin) *value {
	switch x := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return fromCty(x.Val, at)
	case *hclsyntax.TemplateExpr:
		return s.template(x, at)
	case *hclsyntax.TemplateWrapExpr:
		return s.eval(x.Wrapped)
	case *hclsyntax.TemplateJoinExpr:
		return s.templateJoin(x, at)
	case *hclsyntax.ParenthesesExpr:
		return s.eval(x.Expression)
	case *hclsyntax.ScopeTraversalExpr:
		return s.traverse(x.Traversal, at)
	case *hclsyntax.RelativeTraversalExpr:
		return s.steps(s.eval(x.Source), x.Traversal, at)
	case *hclsyntax.TupleConsExpr:
		return s.tuple(x, at)
	case *hclsyntax.ObjectConsExpr:
		return s.object(x, at)
	case *hclsyntax.ObjectConsKeyExpr:
		return s.eval(x.Wrapped)
	case *hclsyntax.FunctionCallExpr:
		return s.call(x, at)
	case *hclsyntax.ConditionalExpr:
		return s.conditional(x, at)
	case *hclsyntax.BinaryOpExpr:
		return s.binary(x, at)
	case *hclsyntax.UnaryOpExpr:
		return s.unary(x, at)
	case *hclsyntax.IndexExpr:
		return s.index(s.eval(x.Collection), s.eval(x.Key), at)
	case *hclsyntax.SplatExpr:
		return s.splat(x, at)
	case *hclsyntax.AnonSymbolExpr:
		v, _ := s.findItem(x)
		return v
	case *hclsyntax.ForExpr:
		return s.forExpression(x, at)
	}
	return failure(fmt.Sprintf("an expression that is not understood (%T)", e), at)
}

// fromCty takes over a value of which every part is known.
func fromCty(v cty.Value, at estate.Origin) *value {
	v, _ = v.Unmark()
	if v.IsNull() || !v.IsKnown() {
		return nil
	}
	t := v.Type()
	switch {
	case t == cty.String:
		return textOf(v.AsString(), at)
	case t == cty.Number:
		return numberOf(formatNumber(v.AsBigFloat()), at)
	case t == cty.Bool:
		return boolOf(v.True(), at)
	case t.IsObjectType() || t.IsMapType():
		var fields []field
		for it := v.ElementIterator(); it.Next(); {
			k, x := it.Element()
			fields = append(fields, field{k.AsString(), at, fromCty(x, at)})
		}
		return objectOf(fields, at)
	case t.IsTupleType() || t.IsListType() || t.IsSetType():
		out := listOf(make([]*value, 0, v.LengthInt()), at)
		for it := v.ElementIterator(); it.Next(); {
			_, x := it.Element()
			out.items = append(out.items, fromCty(x, at))
		}
		out.set = t.IsSetType()
		return out
	}
	return nil
}

// template joins the parts of a text; parts that hang on scenarios make it a
// choice, parts that are not known stay symbolic.
func (s *scope) template(x *hclsyntax.TemplateExpr, at estate.Origin) *value {
	parts := make([]*value, len(x.Parts))
	for i, p := range x.Parts {
		parts[i] = s.eval(p)
	}
	out := s.concat(parts, at)
	if r := x.SrcRange; r.End.Line > r.Start.Line && out.form() == isScalar {
		out.lines = true
	}
	return out
}

func (l *loader) concat(parts []*value, at estate.Origin) *value {
	return l.lift(at, parts, func(parts []*value) *value {
		texts := make([]estate.Text, len(parts))
		long := 0
		for i, p := range parts {
			if long += weight(p, maxWeight); long > maxWeight {
				return failure("the text is too long", at)
			}
			t, bad := l.textual(p)
			if bad != nil {
				return bad.place(at)
			}
			texts[i] = t
		}
		return openText(estate.Concat(texts...), at)
	})
}

// textual is a value as a part of a text.
func (l *loader) textual(v *value) (estate.Text, *value) {
	switch v.form() {
	case isScalar:
		return v.text, nil
	case isUnknown:
		return estate.OfVariable(v.gap), nil
	case isFailed:
		return estate.Text{}, v
	case isNull:
		return estate.Text{}, failure("null in a text", estate.Origin{})
	}
	return estate.Text{}, failure("a value that is no text in a text", v.at)
}

func (s *scope) templateJoin(x *hclsyntax.TemplateJoinExpr, at estate.Origin) *value {
	return s.lift(at, []*value{s.eval(x.Tuple)}, func(args []*value) *value {
		if args[0].form() != isList {
			return s.asUnknown(args[0], at)
		}
		joined := s.concat(args[0].items, at)
		if open := args[0].open; open != nil {
			return unknownOf(open, at)
		}
		return joined
	})
}

// asUnknown is what an expression comes to that needs a known value and has v.
func (l *loader) asUnknown(v *value, at estate.Origin) *value {
	switch v.form() {
	case isFailed:
		return v
	case isNull:
		return failure("null, where a value is needed", at)
	}
	if g := l.unsettled(v); g != nil {
		return unknownOf(g, at)
	}
	return failure("a value of another type than is needed", at)
}

func (s *scope) tuple(x *hclsyntax.TupleConsExpr, at estate.Origin) *value {
	items := make([]*value, len(x.Exprs))
	for i, e := range x.Exprs {
		items[i] = s.eval(e)
	}
	return listOf(items, at)
}

func (s *scope) object(x *hclsyntax.ObjectConsExpr, at estate.Origin) *value {
	fields := make([]field, 0, len(x.Items))
	var open *scenario.Variable
	for _, i := range x.Items {
		is := s.eval(i.ValueExpr)
		key := s.key(i.KeyExpr)
		place := originOf(i.KeyExpr.Range())
		for _, k := range s.settle(key).leaves() {
			name, known := k.is.literal()
			switch {
			case known && k.when.IsAlways():
				fields = append(fields, field{name, place, is})
			case known:
				open = s.outside("the key at "+place.String(), "it hangs on variables", "")
				if !k.when.ByDefault().IsNever() {
					fields = append(fields, field{name, place, is})
				}
			case !k.when.IsAlways() && k.when.ByDefault().IsNever():
			default:
				open = s.unsettled(k.is)
				if open == nil {
					open = s.outside("the key at "+place.String(), "it is no text", "")
				}
			}
		}
	}
	out := objectOf(fields, at)
	out.open = open
	return out
}

// key is an object's key: a bare name stands for itself.
func (s *scope) key(e hclsyntax.Expression) *value {
	if k, ok := e.(*hclsyntax.ObjectConsKeyExpr); ok && !k.ForceNonLiteral {
		if name := keyword(k.Wrapped); name != "" {
			return textOf(name, originOf(e.Range()))
		}
	}
	return s.eval(e)
}

func keyword(e hclsyntax.Expression) string {
	if x, ok := e.(*hclsyntax.ScopeTraversalExpr); ok && len(x.Traversal) == 1 {
		return x.Traversal.RootName()
	}
	return ""
}

func (s *scope) conditional(x *hclsyntax.ConditionalExpr, at estate.Origin) *value {
	yes, stops := s.test(s.eval(x.Condition), at)
	if stops.IsAlways() {
		return failure("the condition is neither true nor false", at)
	}
	no := yes.Or(stops).Not()
	var out []leaf
	for _, b := range []struct {
		when scenario.Guard
		expr hclsyntax.Expression
	}{{yes, x.TrueResult}, {no, x.FalseResult}} {
		if b.when.IsNever() {
			continue
		}
		for _, l := range s.eval(b.expr).leaves() {
			if when := l.when.And(b.when); !when.IsNever() {
				out = append(out, leaf{when, l.is})
			}
		}
	}
	if !stops.IsNever() {
		out = append(out, leaf{stops, failure("the condition is neither true nor false", at)})
	}
	if len(out) > maxChoices {
		return unknownOf(s.tooMany(at), at)
	}
	return choose(out, at)
}

// splat evaluates x[*].y and x.*.y: a single value is a list of one, null of none.
func (s *scope) splat(x *hclsyntax.SplatExpr, at estate.Origin) *value {
	return s.lift(at, []*value{s.eval(x.Source)}, func(args []*value) *value {
		source := args[0]
		switch source.form() {
		case isNull:
			return listOf(nil, at)
		case isFailed, isUnknown:
			return source
		case isList:
		default:
			source = listOf([]*value{source}, at)
		}
		out := &value{kind: isList, at: at, open: source.open}
		for _, i := range source.items {
			out.items = append(out.items, s.withItem(x.Item, i).eval(x.Each))
		}
		if source.others != nil {
			out.others = s.withItem(x.Item, source.others).eval(x.Each)
		}
		return out
	})
}
