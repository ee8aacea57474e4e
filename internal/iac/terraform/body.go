package terraform

import (
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"ringwall/internal/estate"
)

// body is what stands between the braces of a block, in either syntax.
type body struct {
	attributes []attribute
	blocks     []block
}

// attribute is "name = expression".
type attribute struct {
	name string
	expr hclsyntax.Expression
	at   estate.Origin
}

// block is a block with its labels.
type block struct {
	typ    string
	labels []string
	body   body
	at     estate.Origin
}

func (b body) attribute(name string) (attribute, bool) {
	for _, a := range b.attributes {
		if a.name == name {
			return a, true
		}
	}
	return attribute{}, false
}

func (b body) expr(name string) hclsyntax.Expression {
	a, _ := b.attribute(name)
	return a.expr
}

// of lists the blocks of a type.
func (b body) of(typ string) []block {
	var out []block
	for _, x := range b.blocks {
		if x.typ == typ {
			out = append(out, x)
		}
	}
	return out
}

// nativeBody takes over what HCL's own syntax has parsed, in source order.
func nativeBody(from *hclsyntax.Body) body {
	out := body{attributes: make([]attribute, 0, len(from.Attributes)), blocks: make([]block, 0, len(from.Blocks))}
	for name, a := range from.Attributes {
		out.attributes = append(out.attributes, attribute{name, a.Expr, originOf(a.NameRange)})
	}
	sort.Slice(out.attributes, func(i, j int) bool { return before(out.attributes[i].at, out.attributes[j].at) })
	for _, b := range from.Blocks {
		out.blocks = append(out.blocks, block{b.Type, b.Labels, nativeBody(b.Body), originOf(b.TypeRange)})
	}
	return out
}

func before(a, b estate.Origin) bool {
	if a.File != b.File {
		return a.File < b.File
	}
	if a.Line != b.Line {
		return a.Line < b.Line
	}
	return a.Column < b.Column
}

// override puts what an override file says over a block: its attributes replace
// those of the same name, its blocks all blocks of their types ("Override
// Files").
func (b *body) override(by body) {
	b.attributes = slices.Clone(b.attributes)
	for _, a := range by.attributes {
		i := slices.IndexFunc(b.attributes, func(have attribute) bool { return have.name == a.name })
		if i >= 0 {
			b.attributes[i] = a
		} else {
			b.attributes = append(b.attributes, a)
		}
	}
	kept := make([]block, 0, len(b.blocks))
	for _, have := range b.blocks {
		if !slices.ContainsFunc(by.blocks, func(n block) bool { return contentType(n) == contentType(have) }) {
			kept = append(kept, have)
		}
	}
	b.blocks = append(kept, by.blocks...)
}

// contentType is the type of blocks that a block makes.
func contentType(b block) string {
	if b.typ == "dynamic" && len(b.labels) == 1 {
		return b.labels[0]
	}
	return b.typ
}

// isOverride reports the names of override files.
func isOverride(name string) bool {
	base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, ".json"), ".tf"), ".tofu")
	return base == "override" || strings.HasSuffix(base, "_override")
}
