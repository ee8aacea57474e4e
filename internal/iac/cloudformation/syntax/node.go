// Package syntax reads YAML and JSON templates into trees that keep the place of
// every value. It knows the short tags of intrinsic functions, and nothing of
// what they or the sections of a template mean.
//
//	root, err := syntax.Read("template.yaml", data)
package syntax

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

// ForEach begins the keys of CloudFormation's loops.
const ForEach = "Fn::ForEach::"

// Limits on what is read at all. CloudFormation takes templates of up to 1 MB;
// generated ones before minifying may be larger.
const (
	maxBytes = 16 << 20
	// MaxNodes is how many values a template may unfold to.
	MaxNodes = 400_000
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

// Node is a piece of a template: a scalar, a list, a map or a call of an
// intrinsic function. Short tags and long forms look alike.
type Node struct {
	Kind   Kind
	Text   string // scalar
	Plain  estate.Plain
	Null   bool    // scalar: null
	Items  []*Node // list
	Fields []Field // map
	Call   string  // "Ref", "Fn::Sub", "Condition", …; the argument is Arg
	Arg    *Node
	At     estate.Origin
}

// Kind is the form of a node.
type Kind uint8

// The forms of nodes.
const (
	Scalar Kind = iota
	List
	Map
	Call
)

// Field is one entry of a map; At is where its key stands.
type Field struct {
	Name string
	At   estate.Origin
	Node *Node
}

// Get is the field of a map with the given name; nil if there is none.
func (n *Node) Get(name string) *Node {
	if n == nil || n.Kind != Map {
		return nil
	}
	for i := len(n.Fields) - 1; i >= 0; i-- { // of duplicates the last one counts
		if n.Fields[i].Name == name {
			return n.Fields[i].Node
		}
	}
	return nil
}

// Describe says in a few words what n is, for errors.
func (n *Node) Describe() string {
	switch {
	case n == nil:
		return "nothing"
	case n.Kind == List:
		return "a list"
	case n.Kind == Map:
		return "a map"
	case n.Kind == Call:
		return "a call of " + n.Call
	case n.Null:
		return "nothing"
	}
	return strconv.Quote(n.Text)
}

// reader converts a YAML document into nodes.
type reader struct {
	file  string
	count int
	// expanding are the anchors being expanded, to refuse circular aliases.
	expanding map[*yaml.Node]bool
}

// Read parses YAML or JSON text into a node.
func Read(file string, data []byte) (*Node, error) {
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
func readYAML(file string, data []byte) (*Node, error) {
	var doc, more yaml.Node
	documents := yaml.NewDecoder(bytes.NewReader(data))
	if err := documents.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, Mistake(file, data, err)
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
		return nil, Mistake(file, data, err)
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

func (r *reader) convert(y *yaml.Node, depth int) (*Node, error) {
	if r.count++; r.count > MaxNodes {
		return nil, &Error{r.origin(y), fmt.Sprintf("the template unfolds to more than %d values", MaxNodes), "YAML aliases may multiply it: write it without them"}
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
		return &Node{Kind: Call, Call: call, Arg: longForm(n), At: n.At}, nil
	}
	return longForm(n), nil
}

func (r *reader) plain(y *yaml.Node, depth int) (*Node, error) {
	n := &Node{At: r.origin(y)}
	switch y.Kind {
	case yaml.SequenceNode:
		n.Kind = List
		n.Items = make([]*Node, 0, len(y.Content))
		for _, c := range y.Content {
			item, err := r.convert(c, depth+1)
			if err != nil {
				return nil, err
			}
			n.Items = append(n.Items, item)
		}
	case yaml.MappingNode:
		n.Kind = Map
		n.Fields = make([]Field, 0, len(y.Content)/2)
		for i := 0; i+1 < len(y.Content); i += 2 {
			if err := r.field(n, y.Content[i], y.Content[i+1], depth); err != nil {
				return nil, err
			}
		}
	default:
		n.Text = y.Value
		switch y.ShortTag() {
		case "!!null":
			n.Null = y.Value == "" || y.Value == "~" || strings.EqualFold(y.Value, "null")
		case "!!bool":
			n.Plain = estate.PlainBool
		case "!!int", "!!float":
			n.Plain = estate.PlainNumber
		}
	}
	return n, nil
}

func (r *reader) field(n *Node, key, value *yaml.Node, depth int) error {
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
	n.Fields = append(n.Fields, Field{key.Value, r.origin(key), v})
	return nil
}

// merge adds the fields of a YAML merge key that n doesn't have itself.
func (n *Node) merge(from *Node) {
	if from.Kind == List {
		for _, i := range from.Items {
			n.merge(i)
		}
		return
	}
	for _, f := range from.Fields {
		if n.Get(f.Name) == nil {
			n.Fields = append([]Field{f}, n.Fields...)
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
func longForm(n *Node) *Node {
	if n.Kind != Map || len(n.Fields) != 1 {
		return n
	}
	f := n.Fields[0]
	if f.Name == "Ref" || strings.HasPrefix(f.Name, "Fn::") && !strings.HasPrefix(f.Name, ForEach) {
		return &Node{Kind: Call, Call: f.Name, Arg: f.Node, At: n.At}
	}
	return n
}
