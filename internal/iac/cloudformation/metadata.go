package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/syntax"
)

// metadata are the parts of a template's own Metadata in which findings are
// suppressed for the whole template, as they are written: CloudFormation
// evaluates nothing there.
func (t *template) metadata() *estate.Tree {
	all := t.root.Get("Metadata")
	var out *estate.Tree
	for _, key := range []string{"ringwall", "cdk_nag"} {
		if n := all.Get(key); n != nil {
			if out == nil {
				out = &estate.Tree{Kind: estate.Map, Origin: all.At}
			}
			out.Fields = append(out.Fields, estate.NewField(key, literally(n), n.At))
		}
	}
	return out
}

// literally is a node as it is written.
func literally(n *syntax.Node) *estate.Tree {
	out := &estate.Tree{Origin: n.At}
	switch n.Kind {
	case syntax.List:
		out.Kind = estate.List
		for _, i := range n.Items {
			out.Items = append(out.Items, literally(i))
		}
	case syntax.Map:
		out.Kind = estate.Map
		for _, f := range n.Fields {
			out.Fields = append(out.Fields, estate.NewField(f.Name, literally(f.Node), f.At))
		}
	case syntax.Scalar:
		if !n.Null {
			out.Kind, out.Plain, out.Text = estate.Scalar, n.Plain, estate.Literal(n.Text)
		}
	case syntax.Call: // a call is nothing that is written out
		out.Kind = estate.Missing
	}
	return out
}
