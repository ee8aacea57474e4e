package terraform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"ringwall/internal/estate"
)

// constraint is a variable's type, with the defaults of optional attributes.
type constraint struct {
	typ      cty.Type
	defaults *typeexpr.Defaults
}

// typeOf reads a type constraint; the old forms "string", "list" and "map" are
// still met. What is not understood admits anything.
func typeOf(e hclsyntax.Expression) constraint {
	anything := constraint{typ: cty.DynamicPseudoType}
	if e == nil {
		return anything
	}
	if old := plainText(e); old != "" {
		switch old {
		case "string":
			return constraint{typ: cty.String}
		case "list":
			return constraint{typ: cty.List(cty.DynamicPseudoType)}
		case "map":
			return constraint{typ: cty.Map(cty.DynamicPseudoType)}
		}
		parsed, diags := hclsyntax.ParseExpression([]byte(old), e.Range().Filename, e.Range().Start)
		if diags.HasErrors() {
			return anything
		}
		e = parsed
	}
	switch keyword(e) {
	case "list":
		return constraint{typ: cty.List(cty.DynamicPseudoType)}
	case "map":
		return constraint{typ: cty.Map(cty.DynamicPseudoType)}
	case "set":
		return constraint{typ: cty.Set(cty.DynamicPseudoType)}
	}
	typ, defaults, diags := typeexpr.TypeConstraintWithDefaults(e)
	if diags.HasErrors() {
		return anything
	}
	return constraint{typ, defaults}
}

// isScalarType reports string, number and bool.
func isScalarType(t cty.Type) bool { return t == cty.String || t == cty.Number || t == cty.Bool }

// convert makes a value one of the wanted type, as Terraform does for module
// arguments.
func (l *loader) convert(v *value, c constraint, at estate.Origin) *value {
	if c.typ == cty.DynamicPseudoType || v.isNone() {
		return v
	}
	switch v.kind {
	case isChoice:
		return l.lift(v.at, []*value{v}, func(args []*value) *value { return l.convert(args[0], c, at) })
	case isUnknown, isFailed:
		return v
	case isModule:
		return l.convert(v.child.outputs(v.at), c, at)
	case isThing:
		if isScalarType(c.typ) {
			return failure("a resource, where a text is needed", at)
		}
		return v
	}
	switch {
	case isScalarType(c.typ):
		return convertScalar(v, c.typ)
	case c.typ.IsListType() || c.typ.IsSetType():
		return l.convertList(v, c, at)
	case c.typ.IsMapType():
		return l.convertMap(v, c, at)
	case c.typ.IsObjectType():
		return l.convertObject(v, c, at)
	case c.typ.IsTupleType() && v.kind == isList && len(v.items) == c.typ.Length():
		out := *v
		out.items = make([]*value, len(v.items))
		for i, x := range v.items {
			out.items[i] = l.convert(x, constraint{c.typ.TupleElementType(i), nil}, at)
		}
		return &out
	}
	return failure(fmt.Sprintf("%s is needed", c.typ.FriendlyNameForConstraint()), v.at)
}

func convertScalar(v *value, t cty.Type) *value {
	if v.kind != isScalar {
		return failure(t.FriendlyName()+" is needed", v.at)
	}
	s, known := v.text.Known()
	out := *v
	switch t {
	case cty.String:
		out.plain = estate.PlainString
	case cty.Number:
		out.plain = estate.PlainNumber
		if known {
			n := toNumber(s)
			if n == nil || v.plain == estate.PlainBool {
				return failure(fmt.Sprintf("%q is no number", s), v.at)
			}
			out.text = estate.Literal(formatNumber(n))
		}
	default:
		out.plain = estate.PlainBool
		if known {
			switch s {
			case "true", "1":
				s = "true"
			case "false", "0":
				s = "false"
			default:
				return failure(fmt.Sprintf("%q is neither true nor false", s), v.at)
			}
			out.text = estate.Literal(s)
		}
	}
	if out.plain == v.plain && out.text.Equal(v.text) {
		return v
	}
	return &out
}

func (l *loader) convertList(v *value, c constraint, at estate.Origin) *value {
	element := constraint{c.typ.ElementType(), childDefaults(c, "")}
	if v.kind != isList {
		if g := l.unsettled(v); v.kind == isScalar && g != nil {
			return unknownOf(g, v.at)
		}
		return failure("a list is needed", v.at)
	}
	out := *v
	out.items = make([]*value, 0, len(v.items))
	for _, x := range v.items {
		out.items = append(out.items, l.convert(x, element, at))
	}
	out.set = c.typ.IsSetType()
	if out.set {
		return l.asSet(&out)
	}
	return &out
}

func childDefaults(c constraint, name string) *typeexpr.Defaults {
	if c.defaults == nil {
		return nil
	}
	return c.defaults.Children[name]
}

func (l *loader) convertMap(v *value, c constraint, at estate.Origin) *value {
	if v.kind != isObject {
		if g := l.unsettled(v); v.kind == isScalar && g != nil {
			return unknownOf(g, v.at)
		}
		return failure("a map is needed", v.at)
	}
	element := constraint{c.typ.ElementType(), childDefaults(c, "")}
	out := *v
	out.fields = make([]field, len(v.fields))
	for i, f := range v.fields {
		out.fields[i] = field{f.name, f.at, l.convert(f.is, element, at)}
	}
	return &out
}

func (l *loader) convertObject(v *value, c constraint, at estate.Origin) *value {
	if v.kind != isObject {
		if g := l.unsettled(v); v.kind == isScalar && g != nil {
			return unknownOf(g, v.at)
		}
		return failure("an object is needed", v.at)
	}
	out := &value{kind: isObject, at: v.at, open: v.open}
	var fields []field
	for name, typ := range c.typ.AttributeTypes() {
		f := field{name: name, at: v.at}
		have, ok := v.get(name)
		if ok {
			f.is = l.convert(have, constraint{typ, childDefaults(c, name)}, at)
			for i := range v.fields {
				if v.fields[i].name == name {
					f.at = v.fields[i].at
				}
			}
		} else if v.open != nil {
			f.is = unknownOf(v.open, v.at)
		} else if !c.typ.AttributeOptional(name) {
			return failure(fmt.Sprintf("the object lacks the attribute %q", name), v.at)
		}
		if f.is.isNone() && c.defaults != nil {
			if d, ok := c.defaults.DefaultValues[name]; ok {
				f.is = l.convert(fromCty(d, v.at), constraint{typ, childDefaults(c, name)}, at)
			}
		}
		fields = append(fields, f)
	}
	out.fields = objectOf(fields, v.at).fields
	return out
}

// asSet drops members that are there twice for certain, and sorts those that are
// known, as Terraform goes through sets of texts.
func (l *loader) asSet(v *value) *value {
	out := *v
	out.set, out.items = true, nil
	seen := map[string]bool{}
	known := true
	for _, x := range v.items {
		if x.form() == isScalar {
			key := x.text.String()
			if seen[key] {
				continue
			}
			seen[key] = true
		}
		if _, ok := x.literal(); !ok {
			known = false
		}
		out.items = append(out.items, x)
	}
	if known {
		sortValues(out.items)
	}
	return &out
}

func sortValues(items []*value) {
	compare := func(a, b *value) int {
		x, _ := a.literal()
		y, _ := b.literal()
		if a.plain == estate.PlainNumber && b.plain == estate.PlainNumber {
			m, n := toNumber(x), toNumber(y)
			if m != nil && n != nil {
				return m.Cmp(n)
			}
		}
		return strings.Compare(x, y)
	}
	slices.SortStableFunc(items, compare)
}
