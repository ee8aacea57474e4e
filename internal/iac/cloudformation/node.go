package cloudformation

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"ringwall/internal/estate"
)

// Limits on what is read at all. CloudFormation takes templates of up to 1 MB;
// generated ones before minifying may be larger.
const (
	maxBytes = 16 << 20
	maxNodes = 400_000
	maxDepth = 150
)

// Error is something in a template that CloudFormation would refuse too.
type Error struct {
	At   estate.Origin
	Text string // what was found and what was expected
	Hint string // what to do next; may be empty
}

// Error prints the place and what is wrong there.
func (e *Error) Error() string { return e.At.String() + ": " + e.Text }

// node is a piece of a template: a scalar, a list, a map or a call of an
// intrinsic function. Short tags and long forms look alike.
type node struct {
	kind   nodeKind
	text   string // scalar
	plain  estate.Plain
	null   bool    // scalar: null
	items  []*node // list
	fields []field // map
	call   string  // "Ref", "Fn::Sub", "Condition", …; the argument is arg
	arg    *node
	at     estate.Origin
}

type nodeKind uint8

const (
	scalarNode nodeKind = iota
	listNode
	mapNode
	callNode
)

type field struct {
	name string
	at   estate.Origin
	node *node
}

// get is the field of a map with the given name; nil if there is none.
func (n *node) get(name string) *node {
	if n == nil || n.kind != mapNode {
		return nil
	}
	for i := len(n.fields) - 1; i >= 0; i-- { // of duplicates the last one counts
		if n.fields[i].name == name {
			return n.fields[i].node
		}
	}
	return nil
}

func (n *node) describe() string {
	switch {
	case n == nil:
		return "nothing"
	case n.kind == listNode:
		return "a list"
	case n.kind == mapNode:
		return "a map"
	case n.kind == callNode:
		return "a call of " + n.call
	case n.null:
		return "nothing"
	}
	return strconv.Quote(n.text)
}

// reader converts a YAML document into nodes.
type reader struct {
	file  string
	count int
	// expanding are the anchors being expanded, to refuse circular aliases.
	expanding map[*yaml.Node]bool
}

// readNode parses YAML or JSON text into a node.
func readNode(file string, data []byte) (*node, error) {
	if len(data) > maxBytes {
		return nil, &Error{estate.Origin{File: file}, fmt.Sprintf("the file has %d bytes; a template may have at most %d", len(data), maxBytes), "CloudFormation itself takes 1 MB: split the template into nested stacks"}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if at, deep := tooDeep(data); deep {
		at.File = file
		return nil, &Error{at, fmt.Sprintf("brackets are nested more than %d deep", maxDepth), ""}
	}
	if n, ok := readText(file, data); ok {
		return n, nil
	}
	return readYAML(file, data)
}

// readYAML reads with the YAML library: any YAML, and what is wrong with it.
func readYAML(file string, data []byte) (*node, error) {
	var doc, more yaml.Node
	documents := yaml.NewDecoder(bytes.NewReader(data))
	if err := documents.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, SyntaxError(file, data, err)
	}
	if doc.Kind == 0 || len(doc.Content) == 0 {
		return nil, &Error{estate.Origin{File: file, Line: 1}, "the file is empty", ""}
	}
	if err := documents.Decode(&more); err == nil && len(more.Content) > 0 && more.Content[0].ShortTag() != "!!null" {
		return nil, &Error{
			estate.Origin{File: file, Line: more.Content[0].Line, Column: more.Content[0].Column},
			"a second YAML document begins here; a template is one", "put each template into a file of its own",
		}
	} else if err != nil && !errors.Is(err, io.EOF) {
		return nil, SyntaxError(file, data, err)
	}
	r := reader{file: file, expanding: map[*yaml.Node]bool{}}
	return r.convert(doc.Content[0], 0)
}

// tooDeep finds brackets nested beyond maxDepth before the parser meets them.
func tooDeep(data []byte) (estate.Origin, bool) {
	if bytes.Count(data, []byte("{"))+bytes.Count(data, []byte("[")) <= maxDepth {
		return estate.Origin{}, false
	}
	depth, line, start := 0, 1, 0
	var quote byte
	for i, c := range data {
		switch {
		case c == '\n':
			line, start, quote = line+1, i+1, 0
		case quote != 0:
			if c == quote && (i == 0 || data[i-1] != '\\') {
				quote = 0
			}
		case c == '"':
			quote = c
		case c == '[' || c == '{':
			if depth++; depth > maxDepth {
				return estate.Origin{Line: line, Column: i - start + 1}, true
			}
		case c == ']' || c == '}':
			if depth > 0 {
				depth--
			}
		}
	}
	return estate.Origin{}, false
}

func (r *reader) origin(y *yaml.Node) estate.Origin {
	return estate.Origin{File: r.file, Line: y.Line, Column: y.Column}
}

func (r *reader) convert(y *yaml.Node, depth int) (*node, error) {
	if r.count++; r.count > maxNodes {
		return nil, &Error{r.origin(y), fmt.Sprintf("the template unfolds to more than %d values", maxNodes), "YAML aliases may multiply it: write it without them"}
	}
	if depth > maxDepth {
		return nil, &Error{r.origin(y), fmt.Sprintf("values are nested more than %d deep", maxDepth), ""}
	}
	if y.Kind == yaml.AliasNode {
		if r.expanding[y.Alias] {
			return nil, &Error{r.origin(y), fmt.Sprintf("the alias *%s stands within its own anchor", y.Value), ""}
		}
		r.expanding[y.Alias] = true
		defer delete(r.expanding, y.Alias)
		return r.convert(y.Alias, depth+1)
	}
	n, err := r.plain(y, depth)
	if err != nil {
		return nil, err
	}
	if call, ok := shortTag(y.Tag); ok {
		return &node{kind: callNode, call: call, arg: longForm(n), at: n.at}, nil
	}
	return longForm(n), nil
}

func (r *reader) plain(y *yaml.Node, depth int) (*node, error) {
	n := &node{at: r.origin(y)}
	switch y.Kind {
	case yaml.SequenceNode:
		n.kind = listNode
		n.items = make([]*node, 0, len(y.Content))
		for _, c := range y.Content {
			item, err := r.convert(c, depth+1)
			if err != nil {
				return nil, err
			}
			n.items = append(n.items, item)
		}
	case yaml.MappingNode:
		n.kind = mapNode
		n.fields = make([]field, 0, len(y.Content)/2)
		for i := 0; i+1 < len(y.Content); i += 2 {
			if err := r.field(n, y.Content[i], y.Content[i+1], depth); err != nil {
				return nil, err
			}
		}
	default:
		n.text = y.Value
		switch y.ShortTag() {
		case "!!null":
			n.null = y.Value == "" || y.Value == "~" || strings.EqualFold(y.Value, "null")
		case "!!bool":
			n.plain = estate.PlainBool
		case "!!int", "!!float":
			n.plain = estate.PlainNumber
		}
	}
	return n, nil
}

func (r *reader) field(n *node, key, value *yaml.Node, depth int) error {
	if key.Kind == yaml.AliasNode {
		key = key.Alias
	}
	if key.Kind != yaml.ScalarNode {
		return &Error{r.origin(key), "a key must be a single value", ""}
	}
	v, err := r.convert(value, depth+1)
	if err != nil {
		return err
	}
	if key.Tag == "!!merge" || key.Value == "<<" && key.Style == 0 {
		n.merge(v)
		return nil
	}
	n.fields = append(n.fields, field{key.Value, r.origin(key), v})
	return nil
}

// merge adds the fields of a YAML merge key that n doesn't have itself.
func (n *node) merge(from *node) {
	if from.kind == listNode {
		for _, i := range from.items {
			n.merge(i)
		}
		return
	}
	for _, f := range from.fields {
		if n.get(f.name) == nil {
			n.fields = append([]field{f}, n.fields...)
		}
	}
}

// shortTag turns "!GetAtt" into "Fn::GetAtt".
func shortTag(tag string) (string, bool) {
	if len(tag) < 2 || tag[0] != '!' || tag[1] == '!' {
		return "", false
	}
	switch name := tag[1:]; name {
	case "Ref", "Condition":
		return name, true
	default:
		return "Fn::" + strings.TrimPrefix(name, "Fn::"), true
	}
}

// longForm turns {"Fn::GetAtt": …} into a call. {"Condition": name} is a call
// only where a condition is expected, so it stays a map here.
func longForm(n *node) *node {
	if n.kind != mapNode || len(n.fields) != 1 {
		return n
	}
	f := n.fields[0]
	if f.name == "Ref" || strings.HasPrefix(f.name, "Fn::") && !strings.HasPrefix(f.name, forEachPrefix) {
		return &node{kind: callNode, call: f.name, arg: f.node, at: n.at}
	}
	return n
}
