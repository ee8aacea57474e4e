package cloudformation

import "ringwall/internal/estate"

// metadata are the parts of a template's own Metadata in which findings are
// suppressed for the whole template, as they are written: CloudFormation
// evaluates nothing there.
func (t *template) metadata() *estate.Tree {
	all := t.root.get("Metadata")
	var out *estate.Tree
	for _, key := range []string{"ringwall", "cdk_nag"} {
		if n := all.get(key); n != nil {
			if out == nil {
				out = &estate.Tree{Kind: estate.Map, Origin: all.at}
			}
			out.Fields = append(out.Fields, estate.Field{Name: key, Value: n.literal(), Origin: n.at})
		}
	}
	return out
}

// literal is a node as it is written.
func (n *node) literal() *estate.Tree {
	out := &estate.Tree{Origin: n.at}
	switch n.kind {
	case listNode:
		out.Kind = estate.List
		for _, i := range n.items {
			out.Items = append(out.Items, i.literal())
		}
	case mapNode:
		out.Kind = estate.Map
		for _, f := range n.fields {
			out.Fields = append(out.Fields, estate.Field{Name: f.name, Value: f.node.literal(), Origin: f.at})
		}
	case scalarNode:
		if !n.null {
			out.Kind, out.Plain, out.Text = estate.Scalar, n.plain, estate.Literal(n.text)
		}
	case callNode: // a call is nothing that is written out
		out.Kind = estate.Missing
	}
	return out
}
