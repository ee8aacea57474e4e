package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// resource is a resource or data block with its instances.
type resource struct {
	block      *block
	expansions []expansion
	byKey      map[string]*instance
	busy       bool
}

// instance is one instance of a resource or data source.
type instance struct {
	module  *module
	block   *block
	address string
	id      estate.ID
	when    scenario.Guard
	scope   *scope
	memo    map[string]*memo
	names   []string // attributes and types of blocks that are written, in order
	others  bool     // it stands for any other instance of its block
	// fixed are the attributes of what a plan or a state shows.
	fixed *value
}

// metaArguments are no attributes of a resource.
func isMeta(name string) bool {
	switch name {
	case "count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection":
		return true
	}
	return false
}

// typ is the resource type: "aws_vpc".
func (i *instance) typ() string { return i.block.labels[0] }

func (i *instance) isData() bool { return i.block.typ != "resource" }

// thing works out the instances of a resource or data block.
func (m *module) thing(name string) *resource {
	if r := m.things[name]; r != nil {
		return r
	}
	b := m.config.resources[name]
	if b == nil {
		return nil
	}
	r := &resource{block: b, byKey: map[string]*instance{}, busy: true}
	m.things[name] = r
	address := m.prefix() + name
	r.expansions = m.scope.expand(b, address)
	for _, x := range r.expansions {
		for _, k := range x.keys {
			when := m.when.And(x.when)
			if k.maybe != nil {
				when = when.And(*k.maybe)
			}
			if have := r.byKey[k.name]; have != nil {
				have.when = have.when.Or(when)
				continue
			}
			if m.tooMany(b.at) {
				return r
			}
			r.byKey[k.name] = m.instantiate(b, address+k.name, when, x.shape, k)
		}
	}
	r.busy = false
	return r
}

func (m *module) instantiate(b *block, address string, when scenario.Guard, s shape, k instanceKey) *instance {
	i := &instance{module: m, block: b, address: address, when: when, memo: map[string]*memo{}, others: m.others || k.others}
	i.id = m.identify(address)
	i.scope = m.scope
	if k.scoped != nil {
		i.scope = m.scope.with(s.word(), k.scoped)
	}
	inner := *i.scope
	inner.self = i
	if i.scope == m.scope {
		inner.name = ""
	}
	i.scope = &inner
	seen := map[string]bool{}
	for _, a := range b.body.attributes {
		if !isMeta(a.name) {
			i.names = append(i.names, a.name)
			seen[a.name] = true
		}
	}
	for _, x := range b.body.blocks {
		if name := contentType(x); !seen[name] && !isMeta(name) {
			i.names = append(i.names, name)
			seen[name] = true
		}
	}
	m.byID[i.id] = i
	m.all = append(m.all, i)
	return i
}

// identify is an address as an ID: with the stack before it where several root
// modules use the name.
func (m *module) identify(address string) estate.ID {
	label := address
	if cut := labelOf(address); cut != "" {
		label = cut
	}
	if m.ambiguous[label] || m.apart {
		return estate.ID(m.stack + "/" + address)
	}
	return estate.ID(address)
}

// labelOf is the first part of an address: "module.vpc" or "aws_vpc.main".
func labelOf(address string) string {
	parts := strings.SplitN(address, ".", 3)
	if parts[0] == "data" {
		return ""
	}
	if len(parts) > 2 {
		parts = parts[:2]
	}
	label, _, _ := strings.Cut(strings.Join(parts, "."), "[")
	return label
}

// resource is what a reference to a resource or data block stands for.
func (m *module) resource(name string, at estate.Origin) *value {
	r := m.thing(name)
	if r == nil {
		return m.scope.undeclared(name, at)
	}
	if r.busy {
		return failure(m.prefix()+name+" depends on itself", at)
	}
	return m.collection(r.expansions, at, func(k instanceKey) *value {
		if i := r.byKey[k.name]; i != nil {
			return &value{kind: isThing, thing: i, at: at}
		}
		return failure("too many instances", at)
	})
}

// written is an attribute, or the blocks of a type, as the configuration writes
// it; nil where it doesn't.
func (i *instance) written(name string) *value {
	if i.fixed != nil {
		v, _ := i.fixed.get(name)
		return v
	}
	if have := i.memo[name]; have != nil {
		if !have.done {
			return failure(i.address+"."+name+" depends on itself", i.block.at)
		}
		return have.is
	}
	state := &memo{}
	i.memo[name] = state
	if a, ok := i.block.body.attribute(name); ok {
		state.is = i.scope.eval(a.expr).place(i.scope.decidedAt(a.expr))
	} else {
		state.is = i.scope.nested(i.block.body, name)
	}
	state.done = true
	return state.is
}

// object is all that is written of an instance, as an object that has attributes
// which AWS decides.
func (i *instance) object() *value {
	if i.isData() {
		return unknownOf(i.module.outside(i.address, "Terraform reads it when it plans", "load the plan (terraform show -json)"), i.block.at)
	}
	var fields []field
	for _, name := range i.names {
		fields = append(fields, field{name, i.block.at, i.attribute(name, i.block.at)})
	}
	for _, name := range []string{"id", "arn"} {
		fields = append(fields, field{name, i.block.at, i.attribute(name, i.block.at)})
	}
	out := objectOf(fields, i.block.at)
	out.block = true
	return out
}

// nested are the blocks of a type as a list of objects; nil where there are none.
func (s *scope) nested(b body, typ string) *value {
	var out *value
	for _, x := range b.blocks {
		if contentType(x) != typ {
			continue
		}
		if out == nil {
			out = &value{kind: isList, block: true, at: x.at}
		}
		if x.typ == "dynamic" && len(x.labels) == 1 {
			out.items = append(out.items, s.dynamic(x)...)
			continue
		}
		out.items = append(out.items, s.content(x.body, x.at))
	}
	return out
}

// content evaluates the body of a nested block.
func (s *scope) content(b body, at estate.Origin) *value {
	var fields []field
	for _, a := range b.attributes {
		fields = append(fields, field{a.name, a.at, s.eval(a.expr).place(s.decidedAt(a.expr))})
	}
	seen := map[string]bool{}
	for _, x := range b.blocks {
		if name := contentType(x); !seen[name] {
			seen[name] = true
			fields = append(fields, field{name, x.at, s.nested(b, name)})
		}
	}
	out := objectOf(fields, at)
	out.block = true
	return out
}

// dynamic makes the blocks of a dynamic block ("dynamic Blocks"): each is there in
// the scenarios in which its element is.
func (s *scope) dynamic(x block) []*value {
	iterator := x.labels[0]
	if name := keywordOf(x.body.expr("iterator")); name != "" {
		iterator = name
	}
	content := x.body.of("content")
	over, ok := x.body.attribute("for_each")
	if !ok || len(content) == 0 {
		return nil
	}
	var out []*value
	for _, l := range s.eval(over.expr).leaves() {
		members, open, bad := s.elements(l.is, over.at)
		if bad != nil && l.is.isNone() {
			continue
		}
		if bad != nil {
			open = s.cause(bad, over.at)
		}
		for _, m := range members {
			if bad := s.spend(10, over.at); bad != nil {
				return out
			}
			each := objectOf([]field{{"key", over.at, m.key}, {"value", over.at, m.is}}, over.at)
			is := s.with(iterator, each).content(content[0].body, content[0].at)
			out = append(out, either(l.when, is, nil, over.at))
		}
		if open != nil {
			out = append(out, either(l.when, unknownOf(open, over.at), nil, over.at))
		}
	}
	return out
}

func keywordOf(e hclsyntax.Expression) string {
	if e == nil {
		return ""
	}
	if k := keyword(e); k != "" {
		return k
	}
	return plainText(e)
}
