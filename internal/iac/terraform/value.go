package terraform

import (
	"slices"
	"sort"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// kind tells the forms of a value apart.
type kind uint8

const (
	isNull   kind = iota
	isScalar      // a string, number or Boolean, perhaps with open parts
	isList        // a list, tuple or set
	isObject      // an object or map
	isChoice      // one of several values, by scenario
	isUnknown
	isFailed // Terraform would stop here
	isThing  // an instance of a resource or data source
	isModule // an instance of a module
)

// value is what an expression comes to, as far as reading tells. Values are not
// changed once made; nil stands for null.
//
// There are millions of them in a large plan: the small fields stand together.
type value struct {
	kind   kind
	plain  estate.Plain       // scalar
	set    bool               // list: has no order, and no member twice
	loose  bool               // list: where a member stands is not known
	lines  bool               // scalar: it stands over several lines
	block  bool               // object: a nested block of a resource, which may have attributes that AWS decides
	text   estate.Text        // scalar
	items  []*value           // list
	fields []field            // object, sorted by name
	open   *scenario.Variable // list, object: why it may have more members
	others *value             // list of instances: what stands for any that it doesn't show
	alts   []alternative      // choice: disjoint
	gap    *scenario.Variable // unknown
	why    string             // failed: what Terraform would say
	thing  *instance
	child  *module // module
	coded  *value  // scalar: it is the JSON text of this
	at     estate.Origin
}

// field is one member of an object.
type field struct {
	name string
	at   estate.Origin
	is   *value
}

// alternative is what a choice is in the scenarios of when.
type alternative struct {
	when scenario.Guard
	then *value
}

func textOf(s string, at estate.Origin) *value {
	return &value{kind: isScalar, text: estate.Literal(s), at: at}
}

func openText(t estate.Text, at estate.Origin) *value {
	return &value{kind: isScalar, text: t, at: at}
}

func numberOf(s string, at estate.Origin) *value {
	return &value{kind: isScalar, text: estate.Literal(s), plain: estate.PlainNumber, at: at}
}

func boolOf(b bool, at estate.Origin) *value {
	s := "false"
	if b {
		s = "true"
	}
	return &value{kind: isScalar, text: estate.Literal(s), plain: estate.PlainBool, at: at}
}

func unknownOf(v *scenario.Variable, at estate.Origin) *value {
	return &value{kind: isUnknown, gap: v, at: at}
}

func failure(why string, at estate.Origin) *value {
	return &value{kind: isFailed, why: why, at: at}
}

func listOf(items []*value, at estate.Origin) *value {
	return &value{kind: isList, items: items, at: at}
}

// objectOf makes an object of fields in any order; of two with one name the last
// one counts.
func objectOf(fields []field, at estate.Origin) *value {
	return &value{kind: isObject, fields: inOrder(fields), at: at}
}

// inOrder sorts fields by name; of two with one name the last one is kept.
func inOrder(fields []field) []field {
	if !slices.IsSortedFunc(fields, compareFields) {
		sort.SliceStable(fields, func(i, j int) bool { return fields[i].name < fields[j].name })
	}
	kept := fields[:0]
	for i, f := range fields {
		if i+1 < len(fields) && fields[i+1].name == f.name {
			continue
		}
		kept = append(kept, f)
	}
	return kept
}

func compareFields(a, b field) int { return strings.Compare(a.name, b.name) }

// isNone reports null.
func (v *value) isNone() bool { return v == nil || v.kind == isNull }

// form is v's kind, null for nil.
func (v *value) form() kind {
	if v == nil {
		return isNull
	}
	return v.kind
}

// literal is the text of a scalar without open parts.
func (v *value) literal() (string, bool) {
	if v.form() != isScalar {
		return "", false
	}
	return v.text.Known()
}

// place is v shown at the place that uses it.
func (v *value) place(at estate.Origin) *value {
	if v == nil || v.at == at {
		return v
	}
	c := *v
	c.at = at
	return &c
}

// get is a field of an object.
func (v *value) get(name string) (*value, bool) {
	i, ok := sort.Find(len(v.fields), func(i int) int { return strings.Compare(name, v.fields[i].name) })
	if !ok {
		return nil, false
	}
	return v.fields[i].is, true
}

// unsettled finds the first part of v that is unknown or failed, or a part of a
// text that is open.
func (l *loader) unsettled(v *value) *scenario.Variable {
	switch v.form() {
	case isUnknown:
		return v.gap
	case isFailed:
		return l.failedVariable(v)
	case isScalar:
		for _, p := range v.text.Parts() {
			if p.Variable != nil {
				return p.Variable
			}
			if p.Reference != nil {
				return l.attributeVariable(*p.Reference)
			}
		}
	case isList:
		if v.open != nil {
			return v.open
		}
		for _, i := range v.items {
			if g := l.unsettled(i); g != nil {
				return g
			}
		}
	case isObject:
		if v.open != nil {
			return v.open
		}
		for _, f := range v.fields {
			if g := l.unsettled(f.is); g != nil {
				return g
			}
		}
	case isThing:
		return l.attributeVariable(estate.Reference{Resource: v.thing.id})
	case isModule:
		return l.outside(v.child.address, "a module is no value", "")
	}
	return nil
}

// failedVariable stands for a value at which Terraform would stop.
func (l *loader) failedVariable(v *value) *scenario.Variable {
	return l.outside("the value at "+v.at.String(), v.why, "")
}

// attributeVariable stands for what AWS decides of a resource.
func (l *loader) attributeVariable(r estate.Reference) *scenario.Variable {
	return l.outside(r.String(), "AWS decides this value when it creates the resource",
		"load the state instead (terraform show -json)")
}

// tree is v as the estate takes it.
func (l *loader) tree(v *value) *estate.Tree {
	if v == nil || l.spend(1, v.at) != nil { // the load fails where too much is spent
		return nil
	}
	switch v.form() {
	case isScalar:
		return &estate.Tree{Kind: estate.Scalar, Text: v.text, Plain: v.plain, Origin: v.at}
	case isList:
		t := &estate.Tree{Kind: estate.List, Origin: v.at, Open: v.open, Items: make([]*estate.Tree, 0, len(v.items))}
		for _, i := range v.items {
			if x := l.tree(i); x != nil {
				t.Items = append(t.Items, x)
			}
		}
		return t
	case isObject:
		t := &estate.Tree{Kind: estate.Map, Origin: v.at, Open: v.open, Fields: make([]estate.Field, 0, len(v.fields))}
		for _, f := range v.fields {
			if x := l.tree(f.is); x != nil {
				t.Fields = append(t.Fields, estate.Field{Name: f.name, Value: x, Origin: f.at})
			}
		}
		return t
	case isChoice:
		t := &estate.Tree{Kind: estate.Choice, Origin: v.at}
		for _, a := range v.alts {
			t.Alts = append(t.Alts, estate.TreeAlternative{When: a.when, Then: l.tree(a.then)})
		}
		return t
	case isUnknown:
		return estate.NewOpaque(v.gap, v.at)
	case isFailed:
		return estate.NewOpaque(l.failedVariable(v), v.at)
	case isModule:
		return l.tree(v.child.outputs(v.at))
	case isThing:
		return estate.NewScalar(estate.OfReference(v.thing.id, ""), v.at)
	}
	return nil
}
