package terraform

import (
	"fmt"
	"strconv"

	"github.com/hashicorp/hcl/v2"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// traverse evaluates a reference: var.x, local.x, module.m.o, aws_vpc.main.id.
func (s *scope) traverse(t hcl.Traversal, at estate.Origin) *value {
	root := t.RootName()
	if v, ok := s.find(root); ok {
		return s.steps(v.place(at), t[1:], at)
	}
	switch root {
	case "var", "local", "path", "terraform", "tofu", "module", "each", "count":
		if len(t) < 2 {
			return failure(root+" needs a name behind it", at)
		}
	case "data", "ephemeral":
		if len(t) < 3 {
			return failure(root+" needs a type and a name behind it", at)
		}
		return s.steps(s.module.resource(root+"."+attrName(t[1])+"."+attrName(t[2]), at), t[3:], at)
	case "self":
		if s.self == nil {
			return failure("self stands for nothing here", at)
		}
		return s.steps(&value{kind: isThing, thing: s.self, at: at}, t[1:], at)
	default:
		if len(t) < 2 {
			return s.undeclared(root, at)
		}
		return s.steps(s.module.resource(root+"."+attrName(t[1]), at), t[2:], at)
	}
	name := attrName(t[1])
	switch root {
	case "var":
		return s.steps(s.module.variable(name, at).place(at), t[2:], at)
	case "local":
		return s.steps(s.module.local(name, at).place(at), t[2:], at)
	case "module":
		return s.steps(s.module.call(name, at), t[2:], at)
	case "path":
		return s.path(name, at)
	case "terraform", "tofu":
		return s.steps(s.workspace(at), t[2:], at)
	}
	return s.undeclared(root+"."+name, at)
}

func attrName(step hcl.Traverser) string {
	switch x := step.(type) {
	case hcl.TraverseAttr:
		return x.Name
	case hcl.TraverseIndex:
		if k := fromCty(x.Key, estate.Origin{}); k != nil {
			s, _ := k.literal()
			return s
		}
	}
	return ""
}

// undeclared is a name that nothing of the module declares: what stands there
// cannot be known, and the report names it.
func (s *scope) undeclared(name string, at estate.Origin) *value {
	v := s.outside(s.module.prefix()+name, "nothing in the configuration declares it", "declare it, or mend the name")
	s.note(estate.Gap{Variable: v, Origin: at})
	return unknownOf(v, at)
}

func (s *scope) path(name string, at estate.Origin) *value {
	switch name {
	case "module":
		return textOf(s.module.path(), at)
	case "root", "cwd":
		return textOf(".", at)
	}
	return failure("there is no path."+name, at)
}

// workspace is the workspace's name: "default" unless the user says another.
func (s *scope) workspace(at estate.Origin) *value {
	return openText(s.workspaceText(), at)
}

// steps follows attributes and indexes.
func (s *scope) steps(v *value, t hcl.Traversal, at estate.Origin) *value {
	for i, step := range t {
		if v.form() == isThing {
			if out, ok := v.thing.special(t[i:], at); ok {
				return out
			}
		}
		switch x := step.(type) {
		case hcl.TraverseAttr:
			v = s.attribute(v, x.Name, at)
		case hcl.TraverseIndex:
			v = s.index(v, fromCty(x.Key, at), at)
		case hcl.TraverseSplat:
			return s.legacySplat(v, t[i+1:], at)
		default:
			return failure("a reference of an unknown form", at)
		}
	}
	return v
}

// legacySplat is x.*.y in places where the parser keeps it as one reference.
func (s *scope) legacySplat(v *value, rest hcl.Traversal, at estate.Origin) *value {
	return s.lift(at, []*value{v}, func(args []*value) *value {
		if args[0].form() != isList {
			return s.asUnknown(args[0], at)
		}
		out := &value{kind: isList, at: at, open: args[0].open}
		for _, i := range args[0].items {
			out.items = append(out.items, s.steps(i, rest, at))
		}
		if args[0].others != nil {
			out.others = s.steps(args[0].others, rest, at)
		}
		return out
	})
}

func (s *scope) attribute(v *value, name string, at estate.Origin) *value {
	return s.lift(at, []*value{v}, func(args []*value) *value {
		v := args[0]
		switch v.form() {
		case isThing:
			return v.thing.attribute(name, at)
		case isModule:
			return v.child.output(name, at)
		case isObject:
			if x, ok := v.get(name); ok {
				return x
			}
			if v.open != nil {
				return unknownOf(v.open, at)
			}
			if v.block {
				return unknownOf(s.outside(name+" at "+v.at.String(), "AWS decides this value when it creates the resource", ""), at)
			}
			return failure(fmt.Sprintf("the object has no attribute %q", name), at)
		case isList:
			if v.set || len(v.items) != 1 || !v.block {
				return s.listAttribute(v, name, at)
			}
			return s.attribute(v.items[0], name, at)
		case isScalar:
			if g := s.unsettled(v); g != nil {
				return unknownOf(g, at)
			}
			return failure(fmt.Sprintf("a text has no attribute %q", name), at)
		case isUnknown, isFailed:
			return v
		}
		return failure(fmt.Sprintf("null has no attribute %q", name), at)
	})
}

// listAttribute: aws_x.y.id where count makes y a list is an error, but for a
// digit, which old configurations write for an index.
func (s *scope) listAttribute(v *value, name string, at estate.Origin) *value {
	if n := toNumber(name); n != nil {
		return s.index(v, numberOf(name, at), at)
	}
	return failure(fmt.Sprintf("a list has no attribute %q", name), at)
}

// index is v[key].
func (s *scope) index(v, key *value, at estate.Origin) *value {
	if key.form() == isScalar {
		if _, known := key.text.Known(); !known {
			if out := s.byKey(v, key, nil, at); out != nil {
				return out
			}
		}
	}
	return s.lift(at, []*value{v, s.settle(key)}, func(args []*value) *value {
		v, key := args[0], args[1]
		switch {
		case v.form() == isFailed:
			return v
		case v.form() == isUnknown:
			return s.unknownItem(v, key, at)
		case key.form() == isFailed:
			return key
		}
		text, known := key.literal()
		if !known {
			return s.unknownIndex(v, key, at)
		}
		switch v.form() {
		case isList:
			return s.itemAt(v, text, at)
		case isObject:
			if x, ok := v.get(text); ok {
				return x
			}
			if v.open != nil {
				return unknownOf(v.open, at)
			}
			return failure(fmt.Sprintf("the map has no element %q", text), at)
		case isThing:
			return v.thing.attribute(text, at)
		case isModule:
			return v.child.output(text, at)
		case isScalar:
			if g := s.unsettled(v); g != nil {
				return unknownOf(g, at)
			}
		}
		return failure("only lists and maps have elements", at)
	})
}

func (s *scope) itemAt(v *value, text string, at estate.Origin) *value {
	n := toNumber(text)
	if n == nil || !n.IsInt() {
		return failure(fmt.Sprintf("%q is no index of a list", text), at)
	}
	i, _ := n.Int64()
	if v.loose {
		return unknownOf(v.open, at)
	}
	if i < 0 || i >= int64(len(v.items)) {
		if v.open != nil {
			return unknownOf(v.open, at)
		}
		return failure(fmt.Sprintf("index %d of a list of %d", i, len(v.items)), at)
	}
	return v.items[i]
}

// unknownIndex is an element of which only the key's cause is known: where the
// collection has one element only that has this very key, it is that.
func (s *scope) unknownIndex(v, key *value, at estate.Origin) *value {
	if v.form() == isList && v.others != nil && isAnyIndex(key) {
		return v.others
	}
	if v.form() == isObject && v.open != nil {
		if g := s.unsettled(key); g != nil {
			if x, ok := v.get(openKey(g.Name)); ok {
				return x
			}
		}
	}
	return s.asUnknown(key, at)
}

// unknownItem is a member of a list that is not known: one and the same wherever it
// is asked for.
func (l *loader) unknownItem(v, key *value, at estate.Origin) *value {
	text, known := key.literal()
	if !known || toNumber(text) == nil {
		return v
	}
	one := scenario.Variable{
		Name: v.gap.Name + "[" + text + "]", Kind: v.gap.Kind.Outer(), Why: v.gap.Why, Settle: v.gap.Settle, Hidden: v.gap.Hidden,
	}
	if place, err := strconv.Atoi(text); err == nil && v.gap.List != "" {
		one.List, one.Place = v.gap.List, place
	}
	return openText(estate.OfVariable(l.variable(one)), at)
}

// openKey is the key of an instance whose key is not known.
func openKey(cause string) string { return "${" + cause + "}" }

// maxRows bounds the elements among which a key that is not known may choose.
const maxRows = 64

// byKey is the element of a map that a key with open parts chooses: each element in
// the scenarios in which the key is its name. otherwise is what there is in all
// others, nil for Terraform's stopping. It answers nil where the map is none.
func (s *scope) byKey(v, key, otherwise *value, at estate.Origin) *value {
	if v.form() != isObject || v.open != nil || len(v.fields) > maxRows {
		return nil
	}
	text := s.withNames(key.text)
	if len(text.References()) > 0 {
		return nil
	}
	rest := scenario.Always()
	var out []leaf
	for _, f := range v.fields {
		when := s.equalTexts(text, estate.Literal(f.name)).And(rest)
		if when.IsNever() {
			continue
		}
		rest = rest.Minus(when)
		for _, x := range f.is.leaves() {
			if g := x.when.And(when); !g.IsNever() {
				out = append(out, leaf{g, x.is})
			}
		}
	}
	if otherwise != nil && !rest.IsNever() {
		for _, x := range otherwise.leaves() {
			if g := x.when.And(rest); !g.IsNever() {
				out = append(out, leaf{g, x.is})
			}
		}
	}
	switch {
	case len(out) == 0 && otherwise == nil:
		return failure("the map has no such element", at)
	case len(out) > maxChoices:
		return nil
	}
	return choose(out, at) // other keys are impossible: Terraform would stop
}
