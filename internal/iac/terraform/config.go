package terraform

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"ringwall/internal/estate"
)

// config is one module as its files write it.
type config struct {
	dir       string // as the user knows it
	files     []string
	variables map[string]*block
	locals    map[string]attribute
	outputs   map[string]*block
	resources map[string]*block // "aws_vpc.main", "data.aws_region.here"
	order     []string          // of resources, in source order
	modules   map[string]*block
	calls     []string // of modules, in source order
	providers []*block
	required  map[string]string // provider's local name: its source
}

func newConfig(dir string) *config {
	return &config{
		dir: dir, variables: map[string]*block{}, locals: map[string]attribute{}, outputs: map[string]*block{},
		resources: map[string]*block{}, modules: map[string]*block{}, required: map[string]string{},
	}
}

// maxFile bounds one configuration file; nobody writes more by hand.
const maxFile = 16 << 20

// parseFile reads one file in either syntax.
func parseFile(name string, data []byte) (body, error) {
	if len(data) > maxFile {
		return body{}, &Error{estate.Origin{File: name}, fmt.Sprintf("the file has %d bytes; at most %d are read", len(data), maxFile), "split the file"}
	}
	if strings.HasSuffix(name, ".json") {
		return parseJSON(name, data)
	}
	file, diags := hclsyntax.ParseConfig(data, name, hcl.InitialPos)
	if err := syntaxError(name, diags); err != nil {
		return body{}, err
	}
	root, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		return body{}, &Error{estate.Origin{File: name}, "it is no HCL configuration", ""}
	}
	return nativeBody(root), nil
}

// parseValues reads a file of variables' values, in either syntax.
func parseValues(f File) (body, error) {
	if err := checkNesting(f.Name, f.Data); err != nil {
		return body{}, err
	}
	if !strings.HasSuffix(f.Name, ".json") {
		return parseFile(f.Name, f.Data)
	}
	r := newJSONReader(f.Name, f.Data)
	root, err := r.value(0)
	if err != nil {
		return body{}, err
	}
	if root.kind != '{' {
		return body{}, &Error{r.origin(root.at), "the file is no JSON object", "write variables as names and values"}
	}
	var out body
	for i, name := range root.names {
		expr, err := r.expression(root.items[i], true)
		if err != nil {
			return out, err
		}
		out.attributes = append(out.attributes, attribute{name, expr, r.origin(root.nameAt[i])})
	}
	return out, nil
}

// add takes over what one file declares.
func (c *config) add(file string, b body) error {
	c.files = append(c.files, file)
	for i := range b.blocks {
		if err := c.declare(&b.blocks[i]); err != nil {
			return err
		}
	}
	return nil
}

func (c *config) declare(b *block) error {
	want := map[string]int{"variable": 1, "output": 1, "module": 1, "provider": 1, "resource": 2, "data": 2}[b.typ]
	if len(b.labels) != want && want > 0 {
		return &Error{b.at, fmt.Sprintf("a %s block has %d labels; it needs %d", b.typ, len(b.labels), want), labelHint(b.typ)}
	}
	switch b.typ {
	case "variable":
		return put(c.variables, b.labels[0], b, "variable")
	case "output":
		return put(c.outputs, b.labels[0], b, "output")
	case "module":
		c.calls = append(c.calls, b.labels[0])
		return put(c.modules, b.labels[0], b, "module")
	case "provider":
		c.providers = append(c.providers, b)
	case "resource", "data":
		name := b.labels[0] + "." + b.labels[1]
		if b.typ == "data" {
			name = "data." + name
		}
		c.order = append(c.order, name)
		return put(c.resources, name, b, b.typ)
	case "locals":
		for _, a := range b.body.attributes {
			if have, dup := c.locals[a.name]; dup {
				return &Error{a.at, fmt.Sprintf("local value %q is defined twice; before at %s", a.name, have.at), "keep one of them"}
			}
			c.locals[a.name] = a
		}
	case "terraform":
		for _, r := range b.body.of("required_providers") {
			c.require(r)
		}
	}
	return nil
}

func labelHint(typ string) string {
	if typ == "resource" || typ == "data" {
		return fmt.Sprintf("write %s \"TYPE\" \"NAME\" {…}", typ)
	}
	return fmt.Sprintf("write %s \"NAME\" {…}", typ)
}

func put(into map[string]*block, name string, b *block, what string) error {
	if have := into[name]; have != nil {
		return &Error{b.at, fmt.Sprintf("%s %q is declared twice; before at %s", what, name, have.at), "rename or remove one of them"}
	}
	into[name] = b
	return nil
}

// require notes where providers come from.
func (c *config) require(b block) {
	for _, a := range b.body.attributes {
		o, ok := a.expr.(*hclsyntax.ObjectConsExpr)
		if !ok {
			continue
		}
		for _, i := range o.Items {
			if hcl.ExprAsKeyword(i.KeyExpr) == "source" || plainText(i.KeyExpr) == "source" {
				c.required[a.name] = plainText(i.ValueExpr)
			}
		}
	}
}

// override takes over what an override file says.
func (c *config) override(b body) error {
	for i := range b.blocks {
		by := &b.blocks[i]
		var have *block
		switch by.typ {
		case "variable":
			have = c.variables[first(by.labels)]
		case "output":
			have = c.outputs[first(by.labels)]
		case "module":
			have = c.modules[first(by.labels)]
		case "resource":
			have = c.resources[strings.Join(by.labels, ".")]
		case "data":
			have = c.resources["data."+strings.Join(by.labels, ".")]
		case "locals":
			for _, a := range by.body.attributes {
				c.locals[a.name] = a
			}
			continue
		}
		if have != nil {
			have.body.override(by.body)
		} else if err := c.declare(by); err != nil {
			return err
		}
	}
	return nil
}

func first(labels []string) string {
	if len(labels) == 0 {
		return ""
	}
	return labels[0]
}

// plainText is the text of an expression that is a literal, else "".
func plainText(e hclsyntax.Expression) string {
	switch x := e.(type) {
	case *hclsyntax.TemplateExpr:
		if len(x.Parts) == 0 {
			return ""
		}
		if l, ok := x.Parts[0].(*hclsyntax.LiteralValueExpr); ok && len(x.Parts) == 1 {
			return plainText(l)
		}
	case *hclsyntax.LiteralValueExpr:
		if v := x.Val; v.IsKnown() && !v.IsNull() && v.Type().FriendlyName() == "string" {
			return v.AsString()
		}
	case *hclsyntax.ObjectConsKeyExpr:
		return plainText(x.Wrapped)
	case *hclsyntax.ParenthesesExpr:
		return plainText(x.Expression)
	}
	return ""
}
