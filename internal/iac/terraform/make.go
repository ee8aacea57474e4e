package terraform

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/resourcespec"
	"ringwall/internal/scenario"
)

// The methods of this file are what rules make properties with.

// set writes a property, at a dotted path; nil writes none.
func (x *translation) set(path string, v *value) {
	if v.isNone() {
		return
	}
	x.properties.put(strings.Split(path, "."), v, v.at)
}

// has reports a property that is set.
func (x *translation) has(name string) bool { return !x.properties.property(name).isNone() }

// unset takes a property away.
func (x *translation) unset(names ...string) {
	kept := x.properties.fields[:0]
	for _, f := range x.properties.fields {
		drop := false
		for _, n := range names {
			drop = drop || f.name == n
		}
		if !drop {
			kept = append(kept, f)
		}
	}
	x.properties.fields = kept
}

// byDefaultBool writes a Boolean where none is written: the provider's default.
func (x *translation) orBool(name string, b bool) {
	if !x.has(name) {
		x.set(name, boolOf(b, x.block.at))
	}
}

// orText writes a text where none is written: the provider's default.
func (x *translation) orText(name, s string) {
	if !x.has(name) {
		x.set(name, textOf(s, x.block.at))
	}
}

// makes adds a resource beside the instance, named after it.
func (x *translation) makes(suffix, typ string, at estate.Origin, when scenario.Guard, fields ...field) {
	kept := fields[:0]
	for _, f := range fields {
		if !f.is.isNone() {
			kept = append(kept, f)
		}
	}
	c := x.core(x.id+estate.ID(suffix), typ, &value{kind: isObject, fields: kept, at: at})
	c.Logical, c.Origin = x.address+suffix, at
	if c.When = c.When.And(when); !c.When.IsNever() {
		x.more = append(x.more, c)
	}
}

// self is a reference to the instance.
func (x *translation) self(at estate.Origin) *value {
	return openText(estate.OfReference(x.id, ""), at)
}

// blocksOf are the blocks of a type, or the objects of an attribute that is written
// in their place, each in the scenarios in which it is there. Those that are not
// known at all are given as unknown values.
func (x *translation) blocksOf(name string) []leaf { return itemsOf(x.written(name), x.block.at) }

// itemsOf are the members of a list by scenario.
func itemsOf(v *value, at estate.Origin) []leaf {
	var out []leaf
	for _, l := range v.leaves() {
		switch l.is.form() {
		case isNull:
		case isList:
			for _, i := range l.is.items {
				if isOneText(i) {
					out = append(out, leaf{l.when, i})
					continue
				}
				for _, m := range i.leaves() {
					if when := m.when.And(l.when); !when.IsNever() && !m.is.isNone() {
						out = append(out, leaf{when, m.is})
					}
				}
			}
			if l.is.open != nil {
				out = append(out, leaf{l.when, unknownOf(l.is.open, l.is.at)})
			}
		default:
			out = append(out, leaf{l.when, l.is})
		}
	}
	return out
}

// isOneText reports a choice of texts only: one member, whichever it is. Scenarios
// that it leaves out are impossible, and stay so.
func isOneText(v *value) bool {
	if v.form() != isChoice {
		return false
	}
	for _, l := range v.leaves() {
		if f := l.is.form(); f != isScalar && f != isUnknown {
			return false
		}
	}
	return true
}

// part is a field of a block; a block that is not known has unknown fields.
func (l *loader) part(b *value, name string) *value {
	switch b.form() {
	case isObject:
		if v, ok := b.get(name); ok {
			return v
		}
		if b.open != nil {
			return unknownOf(b.open, b.at)
		}
		return nil
	case isNull:
		return nil
	}
	return unknownOf(l.cause(b, b.at), b.at)
}

// firstPart is a field of the first block of a type.
func (x *translation) firstPart(typ, name string) *value {
	return x.lift(x.block.at, []*value{x.written(typ)}, func(in []*value) *value {
		switch {
		case in[0].isNone():
			return nil
		case in[0].form() == isList && len(in[0].items) == 0 && in[0].open == nil:
			return nil
		case in[0].form() == isList && len(in[0].items) > 0:
			return x.lift(x.block.at, in[0].items[:1], func(b []*value) *value { return x.part(b[0], name) })
		case in[0].form() == isList:
			return unknownOf(in[0].open, in[0].at)
		}
		return x.part(in[0], name)
	})
}

// mapText changes known texts; others stay as they are.
func (x *translation) mapText(v *value, f func(string) string) *value {
	if v.isNone() {
		return nil
	}
	settled := v
	if _, known := v.literal(); !known {
		settled = x.settle(v)
	}
	return x.lift(v.at, []*value{settled}, func(in []*value) *value {
		s, known := in[0].literal()
		if !known {
			return in[0]
		}
		return textOf(f(s), in[0].at)
	})
}

// choice writes one of two texts by a Boolean.
func (x *translation) choice(v *value, yes, no string) *value {
	if v.isNone() {
		return nil
	}
	is, _ := x.test(v, v.at)
	return either(is, textOf(yes, v.at), textOf(no, v.at), v.at)
}

// list is a value as a list of one.
func list(v *value) *value {
	if v.isNone() {
		return nil
	}
	return listOf([]*value{v}, v.at)
}

// object makes an object of fields that are there.
func object(at estate.Origin, fields ...field) *value {
	out := &value{kind: isObject, at: at}
	for _, f := range fields {
		if !f.is.isNone() {
			out.fields = append(out.fields, f)
		}
	}
	return out
}

// pairs are Key and Value of an attribute list, for what is written.
func pair(key string, v *value) *value {
	return object(v.at, field{"Key", v.at, textOf(key, v.at)}, field{"Value", v.at, v})
}

func splitPath(path string) []string { return strings.Split(path, ".") }

// bucketProperties are those of a bucket.
func (x *translation) bucketProperties() []resourcespec.Property {
	x.target = x.loader.target("aws_s3_bucket")
	return x.target.spec.Properties
}

// logGroup is a log group's ARN as CloudFormation gives it: Terraform's goes without
// the ":*" at the end, which configurations add.
func (x *translation) logGroup(v *value) *value {
	if v.form() != isScalar {
		return v
	}
	parts := v.text.Parts()
	if len(parts) != 2 || parts[0].Reference == nil || parts[1].Literal != ":*" {
		return v
	}
	return openText(estate.OfReference(parts[0].Reference.Resource, parts[0].Reference.Attribute), v.at)
}
