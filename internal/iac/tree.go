package iac

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/syntax"
)

// IgnoreFile is the name of a file of suppressions: no source, wherever it lies.
const IgnoreFile = ".ringwall-ignore.yaml"

// mostValues bounds what a file of settings unfolds to.
const mostValues = 100_000

// ReadTree reads a file of settings in YAML or JSON as a tree of what is written
// there; nil of an empty file.
func ReadTree(file string, data []byte) (*estate.Tree, error) {
	var doc, more yaml.Node
	in := yaml.NewDecoder(bytes.NewReader(data))
	switch err := in.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, syntax.Mistake(file, data, err)
	}
	switch err := in.Decode(&more); {
	case err == nil:
		return nil, fmt.Errorf("%s: a second document; one is read", estate.Origin{File: file, Line: more.Line, Column: more.Column})
	case !errors.Is(err, io.EOF):
		return nil, syntax.Mistake(file, data, err)
	}
	r := treeReader{file: file}
	return r.read(doc.Content[0])
}

type treeReader struct {
	file  string
	count int
}

func (r *treeReader) read(n *yaml.Node) (*estate.Tree, error) {
	at := estate.Origin{File: r.file, Line: n.Line, Column: n.Column}
	if r.count++; r.count > mostValues {
		return nil, fmt.Errorf("%s: more than %d values", at, mostValues)
	}
	out := &estate.Tree{Origin: at}
	switch n.Kind {
	case yaml.AliasNode:
		return nil, fmt.Errorf("%s: aliases are not read here; write it out", at)
	case yaml.SequenceNode:
		out.Kind = estate.List
		for _, c := range n.Content {
			item, err := r.read(c)
			if err != nil {
				return nil, err
			}
			out.Items = append(out.Items, item)
		}
	case yaml.MappingNode:
		out.Kind = estate.Map
		for i := 0; i+1 < len(n.Content); i += 2 {
			v, err := r.read(n.Content[i+1])
			if err != nil {
				return nil, err
			}
			key := n.Content[i]
			out.Fields = append(out.Fields, estate.NewField(key.Value, v, estate.Origin{File: r.file, Line: key.Line, Column: key.Column}))
		}
	default:
		if n.ShortTag() != "!!null" {
			out.Kind, out.Text = estate.Scalar, estate.Literal(n.Value)
		}
	}
	return out, nil
}
