package terraform

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"ringwall/internal/estate"
)

// jsonNode is a JSON value with its place.
type jsonNode struct {
	kind   byte // '{', '[', 's', or 'l' for number, Boolean and null
	text   string
	plain  cty.Value
	items  []jsonNode
	names  []string
	at     hcl.Pos
	nameAt []hcl.Pos
}

// maxJSONDepth bounds the nesting of JSON.
const maxJSONDepth = 200

// parseJSON reads Terraform's JSON syntax ("JSON Configuration Syntax"): strings
// are templates, properties are blocks where Terraform has blocks.
func parseJSON(file string, data []byte) (body, error) {
	r := newJSONReader(file, data)
	root, err := r.value(0)
	if err != nil {
		return body{}, err
	}
	if root.kind != '{' {
		return body{}, &Error{r.origin(root.at), "the file is no JSON object", "Terraform's JSON syntax has an object at the top"}
	}
	return r.topLevel(root)
}

type jsonReader struct {
	file      string
	data      []byte
	decoder   *json.Decoder
	line      int
	lineStart int
	seen      int // bytes whose lines are counted
}

func newJSONReader(file string, data []byte) *jsonReader {
	r := &jsonReader{file: file, data: data, decoder: json.NewDecoder(bytes.NewReader(data)), line: 1}
	r.decoder.UseNumber()
	return r
}

func (r *jsonReader) origin(p hcl.Pos) estate.Origin {
	return estate.Origin{File: r.file, Line: p.Line, Column: p.Column}
}

// here is the place of the next token.
func (r *jsonReader) here() hcl.Pos {
	at := int(r.decoder.InputOffset())
	for at < len(r.data) && (r.data[at] == ' ' || r.data[at] == '\n' || r.data[at] == '\r' || r.data[at] == '\t' || r.data[at] == ',' || r.data[at] == ':') {
		at++
	}
	for ; r.seen < at && r.seen < len(r.data); r.seen++ {
		if r.data[r.seen] == '\n' {
			r.line++
			r.lineStart = r.seen + 1
		}
	}
	return hcl.Pos{Line: r.line, Column: at - r.lineStart + 1, Byte: at}
}

func (r *jsonReader) fail(at hcl.Pos, err error) error {
	what := err.Error()
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		what = "the file ends within a value"
	}
	return &Error{r.origin(at), "not readable as JSON: " + what, "check the commas and brackets before this place"}
}

func (r *jsonReader) value(depth int) (jsonNode, error) {
	n := jsonNode{at: r.here()}
	if depth > maxJSONDepth {
		return n, &Error{r.origin(n.at), "the JSON is nested too deeply", ""}
	}
	token, err := r.decoder.Token()
	if err != nil {
		return n, r.fail(n.at, err)
	}
	switch x := token.(type) {
	case json.Delim:
		n.kind = byte(x)
		return r.members(n, depth)
	case string:
		n.kind, n.text = 's', x
	case json.Number:
		n.kind, n.plain = 'l', cty.NullVal(cty.Number)
		if v, err := cty.ParseNumberVal(x.String()); err == nil {
			n.plain = v
		}
	case bool:
		n.kind, n.plain = 'l', cty.BoolVal(x)
	case nil:
		n.kind, n.plain = 'l', cty.NullVal(cty.DynamicPseudoType)
	}
	return n, nil
}

func (r *jsonReader) members(n jsonNode, depth int) (jsonNode, error) {
	for r.decoder.More() {
		if n.kind == '{' {
			n.nameAt = append(n.nameAt, r.here())
			token, err := r.decoder.Token()
			if err != nil {
				return n, r.fail(r.here(), err)
			}
			name, ok := token.(string)
			if !ok {
				return n, &Error{r.origin(n.at), fmt.Sprintf("found %v; expected a name", token), ""}
			}
			n.names = append(n.names, name)
		}
		item, err := r.value(depth + 1)
		if err != nil {
			return n, err
		}
		n.items = append(n.items, item)
	}
	if _, err := r.decoder.Token(); err != nil {
		return n, r.fail(r.here(), err)
	}
	return n, nil
}

// labelsOf is how many labels the blocks of a type have at the top of a file.
func labelsOf(typ string) int {
	switch typ {
	case "resource", "data":
		return 2
	case "variable", "output", "module", "provider", "check":
		return 1
	}
	return 0
}

func (r *jsonReader) topLevel(root jsonNode) (body, error) {
	var out body
	for i, name := range root.names {
		if name == "//" {
			continue
		}
		if err := r.blocks(&out, name, nil, labelsOf(name), root.items[i], root.nameAt[i]); err != nil {
			return out, err
		}
	}
	return out, nil
}

// blocks reads blocks whose labels are the names of nested objects.
func (r *jsonReader) blocks(out *body, typ string, labels []string, left int, n jsonNode, at hcl.Pos) error {
	if n.kind == '[' {
		for _, i := range n.items {
			if err := r.blocks(out, typ, labels, left, i, at); err != nil {
				return err
			}
		}
		return nil
	}
	if n.kind != '{' {
		return &Error{r.origin(n.at), fmt.Sprintf("%s is no object", typ), "Terraform's JSON syntax writes blocks as objects"}
	}
	if left > 0 {
		for i, name := range n.names {
			if name == "//" {
				continue
			}
			if err := r.blocks(out, typ, append(slices.Clone(labels), name), left-1, n.items[i], n.nameAt[i]); err != nil {
				return err
			}
		}
		return nil
	}
	inner, err := r.body(n, typ)
	if err != nil {
		return err
	}
	out.blocks = append(out.blocks, block{typ, labels, inner, r.origin(at)})
	return nil
}

// nestedBlocks are the properties that are blocks whatever holds them; all others
// come to the same as attributes.
func nestedBlocks(parent, name string) bool {
	switch name {
	case "dynamic", "lifecycle", "provisioner", "connection", "validation", "required_providers":
		return true
	case "content":
		return parent == "dynamic"
	}
	return false
}

func (r *jsonReader) body(n jsonNode, parent string) (body, error) {
	var out body
	for i, name := range n.names {
		if name == "//" {
			continue
		}
		if nestedBlocks(parent, name) {
			labels := 0
			if name == "dynamic" || name == "provisioner" {
				labels = 1
			}
			if err := r.blocks(&out, name, nil, labels, n.items[i], n.nameAt[i]); err != nil {
				return out, err
			}
			continue
		}
		expr, err := r.expression(n.items[i], literalOnly(parent, name))
		if err != nil {
			return out, err
		}
		out.attributes = append(out.attributes, attribute{name, expr, r.origin(n.nameAt[i])})
	}
	return out, nil
}

// literalOnly are the properties that are no templates.
func literalOnly(parent, name string) bool {
	return parent == "variable" && (name == "type" || name == "description" || name == "default")
}

func (r *jsonReader) expression(n jsonNode, literal bool) (hclsyntax.Expression, error) {
	rng := hcl.Range{Filename: r.file, Start: n.at, End: n.at}
	switch n.kind {
	case 's':
		if literal {
			return &hclsyntax.TemplateExpr{SrcRange: rng, Parts: []hclsyntax.Expression{&hclsyntax.LiteralValueExpr{Val: cty.StringVal(n.text), SrcRange: rng}}}, nil
		}
		start := n.at
		start.Column++ // behind the quote
		expr, diags := hclsyntax.ParseTemplate([]byte(n.text), r.file, start)
		return expr, syntaxError(r.file, diags)
	case '[':
		out := &hclsyntax.TupleConsExpr{SrcRange: rng, OpenRange: rng}
		for _, i := range n.items {
			e, err := r.expression(i, literal)
			if err != nil {
				return nil, err
			}
			out.Exprs = append(out.Exprs, e)
		}
		return out, nil
	case '{':
		out := &hclsyntax.ObjectConsExpr{SrcRange: rng, OpenRange: rng}
		for i, name := range n.names {
			key, err := r.expression(jsonNode{kind: 's', text: name, at: n.nameAt[i]}, literal)
			if err != nil {
				return nil, err
			}
			e, err := r.expression(n.items[i], literal)
			if err != nil {
				return nil, err
			}
			out.Items = append(out.Items, hclsyntax.ObjectConsItem{KeyExpr: key, ValueExpr: e})
		}
		return out, nil
	}
	return &hclsyntax.LiteralValueExpr{Val: n.plain, SrcRange: rng}, nil
}
