package account

import (
	"strings"

	"ringwall/internal/estate"
)

// naming says how the members of an output are called as CloudFormation's properties:
// as they are, with a capital letter.
type naming struct {
	rename map[string]string // others than that; "" for none
	plain  []string          // members whose own members are the user's names
	counts bool              // lists stand in maps with their Quantity, as CloudFront has them
}

// tree is a value under CloudFormation's names. Nothing, and texts without a character,
// are no properties.
func (n naming) tree(t *estate.Tree) *estate.Tree {
	switch {
	case t.IsMissing():
		return nil
	case t.Kind == estate.Scalar && t.Plain == estate.PlainString:
		if s, known := t.Text.Known(); known && s == "" {
			return nil
		}
		return t
	case n.counts && t.Kind == estate.Map && t.Has("Quantity"):
		return n.counted(t)
	case t.Kind == estate.List:
		out := &estate.Tree{Kind: estate.List, Origin: t.Origin}
		for _, i := range t.Items {
			if i = n.tree(i); i != nil {
				out.Items = append(out.Items, i)
			}
		}
		return out
	case t.Kind != estate.Map:
		return t
	}
	out := &estate.Tree{Kind: estate.Map, Origin: t.Origin}
	for _, f := range t.Fields {
		if name, value := n.member(f); value != nil && name != "" {
			out.Fields = append(out.Fields, estate.NewField(name, value, f.Place()))
		}
	}
	return out
}

func (n naming) member(f estate.Field) (string, *estate.Tree) {
	name, said := n.rename[f.Name]
	if !said {
		name = strings.ToUpper(f.Name[:min(1, len(f.Name))]) + f.Name[min(1, len(f.Name)):]
	}
	for _, p := range n.plain {
		if p == f.Name {
			if f.Value.IsMissing() {
				return name, nil
			}
			return name, f.Value
		}
	}
	return name, n.tree(f.Value)
}

// counted is a list that stands in a map with its Quantity.
func (n naming) counted(t *estate.Tree) *estate.Tree {
	list := n.tree(t.At("Items"))
	if list == nil {
		list = &estate.Tree{Kind: estate.List, Origin: t.Origin}
	}
	return list
}

// properties are a record's under CloudFormation's names.
func (x *formed) properties(n naming) *estate.Tree {
	if t := n.tree(x.t); t != nil {
		return t
	}
	return &estate.Tree{Kind: estate.Map, Origin: x.t.Origin}
}

// withMember is a map with a member at a dotted path, in the place of one that is there;
// without a value, without it.
func withMember(t *estate.Tree, path string, value *estate.Tree) *estate.Tree {
	if t != nil && t.Kind == estate.Opaque {
		return t
	}
	out := &estate.Tree{Kind: estate.Map}
	if t != nil {
		out.Origin, out.Open = t.Origin, t.Open
	} else if value != nil {
		out.Origin = value.Origin
	}
	name, rest, deeper := strings.Cut(path, ".")
	at := value.Place()
	if t != nil {
		for _, f := range t.Fields {
			if f.Name != name {
				out.Fields = append(out.Fields, f)
			} else if deeper {
				value = withMember(f.Value, rest, value)
				deeper = false
			}
		}
	}
	if deeper {
		value = withMember(nil, rest, value)
	}
	if value != nil {
		out.Fields = append(out.Fields, estate.NewField(name, value, at))
	}
	return out
}

// textTree is a text as a tree.
func textTree(s string, at estate.Origin) *estate.Tree {
	return estate.NewScalar(estate.Literal(s), at)
}

// boolTree is a Boolean as a tree.
func boolTree(is bool, at estate.Origin) *estate.Tree {
	s := "false"
	if is {
		s = "true"
	}
	return &estate.Tree{Kind: estate.Scalar, Text: estate.Literal(s), Plain: estate.PlainBool, Origin: at}
}

// mapTree is a map of members; those without a value are left out.
func mapTree(at estate.Origin, fields ...estate.Field) *estate.Tree {
	out := &estate.Tree{Kind: estate.Map, Origin: at}
	for _, f := range fields {
		if !f.Value.IsMissing() {
			out.Fields = append(out.Fields, member(f.Name, f.Value)) // named where the value stands
		}
	}
	return out
}

// member is a member of a map.
func member(name string, value *estate.Tree) estate.Field {
	return estate.Field{Name: name, Value: value}
}

// listTree is a list of values.
func listTree(at estate.Origin, items ...*estate.Tree) *estate.Tree {
	return &estate.Tree{Kind: estate.List, Items: items, Origin: at}
}

// plainIn is a scalar as it is written: "true" of a Boolean; empty for anything else.
func plainIn(t *estate.Tree) string {
	if t == nil || t.Kind != estate.Scalar {
		return ""
	}
	s, _ := t.Text.Known()
	return s
}

// itemsOf are the items of a list, if it is one.
func itemsOf(t *estate.Tree) []*estate.Tree {
	if t == nil || t.Kind != estate.List {
		return nil
	}
	return t.Items
}

// pickedOf is a list of one member of each map of a list.
func pickedOf(at estate.Origin, list *estate.Tree, member string) *estate.Tree {
	out := listTree(at)
	for _, t := range itemsOf(list) {
		out.Items = append(out.Items, t.At(member))
	}
	return out
}

// fieldsOf are the members of a map, if it is one.
func fieldsOf(t *estate.Tree) []estate.Field {
	if t == nil || t.Kind != estate.Map {
		return nil
	}
	return t.Fields
}
