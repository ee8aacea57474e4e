package terraform

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/resourcespec"
)

// rule says what a type of Terraform's is under CloudFormation's names, where the
// names alone don't tell.
type rule struct {
	cfn string
	// name is the attribute whose value Ref returns, if it is a name.
	name string
	// rename maps attributes to properties: "role" to "Roles", "a" to "B.C" into a
	// nested map, and "a.b" for an attribute of a nested block. "-" drops one.
	rename map[string]string
	// attributes maps attributes that AWS decides to those of GetAtt; "" is what Ref
	// returns.
	attributes map[string]string
	// make makes what cannot be said by names: it is given the properties so far.
	make func(*translation)
}

// translation is the work on one instance.
type translation struct {
	*loader
	*instance
	target     *target
	properties *value // an object under CloudFormation's names
	more       []estate.Core
	// itself is not set where the instance adds to other resources only.
	drop bool
	id   estate.ID
	typ  string
}

// translate makes the resources of an instance, under CloudFormation's names.
func (l *loader) translate(i *instance) []estate.Core {
	if i.isData() || i.when.IsNever() {
		return nil
	}
	t := l.target(i.typ())
	if t.cfn == "" {
		return nil
	}
	x := &translation{loader: l, instance: i, target: t, id: i.id, typ: t.cfn}
	x.properties = x.renamed()
	x.addTags()
	x.readPolicy()
	if t.rule.make != nil {
		t.rule.make(x)
	}
	if x.drop {
		return x.more
	}
	return append([]estate.Core{x.core(x.id, x.typ, x.properties)}, x.more...)
}

// core makes a resource of properties.
func (x *translation) core(id estate.ID, typ string, properties *value) estate.Core {
	p := x.module.provider(x.block)
	region := p.region
	if t, ok := x.module.oneText(x.written("region")); ok && x.fixed == nil {
		region = t
	}
	return estate.Core{
		ID: id, Logical: x.address, Stack: x.module.stack, Type: typ, Origin: x.block.at, When: x.when,
		Account: p.account, Region: region, Beside: x.declaration(), Properties: x.tree(properties), AnyOther: x.others,
	}
}

// declaration says what becomes of the resource when the configuration goes: one
// with skip_destroy is left, one with prevent_destroy keeps Terraform from it.
func (x *translation) declaration() *estate.Declaration {
	keeps := x.written("skip_destroy")
	if x.fixed == nil {
		for _, l := range x.block.body.of("lifecycle") {
			if v := x.scope.eval(l.body.expr("prevent_destroy")); isTrue(v) {
				keeps = v
			}
		}
	}
	if !isTrue(keeps) {
		return &estate.Declaration{}
	}
	retain := estate.Of("Retain", keeps.atOr(x.block.at))
	return &estate.Declaration{DeletionPolicy: retain, UpdateReplacePolicy: retain}
}

// renamed are the instance's attributes under the names of its properties.
func (x *translation) renamed() *value {
	fields := make([]field, 0, len(x.names))
	for _, name := range x.names {
		v := x.written(name)
		if v == nil || x.module.spend(weight(v, maxWeight), v.at) != nil { // the load fails where too much is spent
			continue
		}
		fields = append(fields, field{name, v.at, v})
	}
	return x.rename(objectOf(fields, x.block.at), "", x.target.spec.Properties)
}

// rename gives the fields of an object the names of properties, deeper ones
// included.
func (x *translation) rename(v *value, path string, properties []resourcespec.Property) *value {
	out := &value{kind: isObject, fields: make([]field, 0, len(v.fields)+2), at: v.at, open: v.open}
	for _, f := range v.fields {
		if f.is.isNone() || path == "" && (f.name == "tags" || f.name == "tags_all") {
			continue
		}
		full := f.name
		if path != "" {
			full = path + "." + f.name
		}
		name, said := x.target.rule.rename[full]
		switch {
		case name == "-":
			continue
		case said && strings.Contains(name, "."):
			shape, _ := shapeAt(x, properties, name)
			out.put(strings.Split(name, "."), x.shaped(f.is, full, shape), f.at)
			continue
		}
		property, known := property(properties, f.name, name)
		if !known && !said && isBlocks(f.is) {
			property, known = listed(properties, f.name)
		}
		if known {
			name = property.Name
		} else if !said {
			name = pascal(f.name)
		}
		out.put([]string{name}, x.shaped(f.is, full, property.Shape), f.at)
	}
	return out
}

func property(properties []resourcespec.Property, attribute, said string) (resourcespec.Property, bool) {
	want := squeezed(attribute)
	if said != "" {
		want = squeezed(said)
	}
	for _, p := range properties {
		if squeezesTo(p.Name, want) {
			return p, true
		}
	}
	return resourcespec.Property{}, false
}

// listed is the property that lists what a block writes one of: CloudFormation's
// StatefulRuleGroupReferences is a stateful_rule_group_reference for each.
func listed(properties []resourcespec.Property, block string) (resourcespec.Property, bool) {
	for _, many := range []string{block + "s", strings.TrimSuffix(block, "y") + "ies", block + "es"} {
		if p, ok := property(properties, many, ""); ok && p.Shape.Kind == resourcespec.List {
			return p, true
		}
	}
	return resourcespec.Property{}, false
}

// isBlocks reports nested blocks, of which a configuration writes one for each.
func isBlocks(v *value) bool { return v.form() == isList && v.block }

// shapeAt is the shape of a nested property.
func shapeAt(x *translation, properties []resourcespec.Property, path string) (resourcespec.Shape, bool) {
	first, rest, deeper := strings.Cut(path, ".")
	p, ok := property(properties, first, first)
	if !ok || !deeper {
		return p.Shape, ok
	}
	return shapeAt(x, x.inside(p.Shape), rest)
}

// inside are the properties of an object's definition.
func (x *translation) inside(s resourcespec.Shape) []resourcespec.Property {
	for s.Kind == resourcespec.List && s.Element != nil {
		s = *s.Element
	}
	if s.Kind == resourcespec.Union {
		for _, u := range s.Union {
			if p := x.inside(u); p != nil {
				return p
			}
		}
	}
	table, err := specification()
	if err != nil || s.Definition == "" {
		return nil
	}
	key := x.target.cfn + "." + s.Definition
	if have, ok := x.definitions[key]; ok {
		return have
	}
	d, _ := table.Definition(x.target.cfn, s.Definition)
	x.definitions[key] = d.Properties
	return d.Properties
}

// shaped gives a value the shape that the property has: a block of which there is
// one becomes a map, a JSON text what it says.
func (x *translation) shaped(v *value, path string, s resourcespec.Shape) *value {
	if v == nil { // null, as a group of a regular expression that took no part
		return nil
	}
	return x.lift(v.place(v.at).at, []*value{v}, func(in []*value) *value {
		v := in[0]
		switch v.form() {
		case isNull:
			return nil
		case isObject:
			return x.shapedObject(v, path, s)
		case isList:
			return x.shapedList(v, path, s)
		case isScalar:
			if holdsJSON(s) {
				return x.document(v)
			}
		}
		return v
	})
}

// holdsJSON reports properties whose value is a document.
func holdsJSON(s resourcespec.Shape) bool {
	if s.Kind == resourcespec.JSON {
		return true
	}
	for _, u := range s.Union {
		if u.Kind == resourcespec.JSON {
			return true
		}
	}
	return false
}

func (x *translation) shapedObject(v *value, path string, s resourcespec.Shape) *value {
	switch {
	case s.Kind == resourcespec.List && s.Element != nil && v.block:
		return listOf([]*value{x.shapedObject(v, path, *s.Element)}, v.at)
	case s.Kind == resourcespec.Map || s.Kind == resourcespec.JSON:
		return v
	}
	inner := x.inside(s)
	if inner == nil && !v.block && s.Kind != resourcespec.Object {
		return v // a map of the user's own names
	}
	return x.rename(v, path, inner)
}

func (x *translation) shapedList(v *value, path string, s resourcespec.Shape) *value {
	many := s.Kind == resourcespec.List || s.Kind == 0 && !v.block || s.Kind == resourcespec.JSON
	if s.Kind == 0 && v.block && len(v.items) != 1 {
		many = true
	}
	element := s
	if s.Kind == resourcespec.List && s.Element != nil {
		element = *s.Element
	}
	if !many { // a block of which there is one at most
		if len(v.items) == 0 && v.open == nil {
			return nil
		}
		if v.open != nil && len(v.items) == 0 {
			return unknownOf(v.open, v.at)
		}
		return x.shaped(v.items[0], path, element)
	}
	out := &value{kind: isList, at: v.at, open: v.open}
	for _, i := range v.items {
		out.items = append(out.items, x.shaped(i, path, element))
	}
	return out
}

// put sets a field at a path, in the order in which the source has them.
func (v *value) put(path []string, is *value, at estate.Origin) {
	if is == nil {
		return
	}
	for i := range v.fields {
		if v.fields[i].name != path[0] {
			continue
		}
		if len(path) > 1 && v.fields[i].is.form() == isObject {
			inner := *v.fields[i].is
			inner.put(path[1:], is, at)
			v.fields[i].is = &inner
		} else if len(path) == 1 {
			v.fields[i].is, v.fields[i].at = is, at
		}
		return
	}
	for len(path) > 1 {
		inner := &value{kind: isObject, at: at}
		inner.fields = []field{{path[len(path)-1], at, is}}
		path, is = path[:len(path)-1], inner
	}
	v.fields = append(v.fields, field{path[0], at, is})
}

// property is one that is set already.
func (v *value) property(name string) *value {
	for _, f := range v.fields {
		if f.name == name {
			return f.is
		}
	}
	return nil
}

// addTags writes the tags in the shape that the type has.
func (x *translation) addTags() {
	tags := x.allTags(x.module.provider(x.block))
	if x.fixed != nil {
		if all, ok := x.fixed.get("tags_all"); ok && !all.isNone() {
			tags = all
		}
	}
	if tags.isNone() {
		return
	}
	name := x.target.spec.TagProperty
	if name == "" {
		name = "Tags"
	}
	x.properties.put([]string{name}, x.tagsAs(tags, x.target.spec.TagShape), tags.at)
}

func (x *translation) tagsAs(tags *value, shape resourcespec.TagShape) *value {
	if shape == resourcespec.TagMap {
		return tags
	}
	return x.lift(tags.at, []*value{tags}, func(in []*value) *value {
		if in[0].form() != isObject {
			return in[0]
		}
		out := &value{kind: isList, at: in[0].at, open: in[0].open}
		for _, f := range in[0].fields {
			if f.is.isNone() {
				continue
			}
			out.items = append(out.items, &value{kind: isObject, at: f.at, fields: []field{{"Key", f.at, textOf(f.name, f.at)}, {"Value", f.at, f.is}}})
		}
		return out
	})
}
