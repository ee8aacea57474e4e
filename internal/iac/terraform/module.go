package terraform

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// module is one instance of a module: a root, or what a module block makes.
type module struct {
	*loader
	config  *config
	address string // "module.vpc[0]"; empty for a root
	stack   string // the root's name
	parent  *module
	when    scenario.Guard
	// call is the block that makes a child, evaluated in outer.
	call_    *block
	outer    *scope
	missing  *scenario.Variable // a child whose files are not there
	scope    *scope
	values   map[string]*memo // of variables, locals and outputs, by "var.name"
	things   map[string]*resource
	children map[string]*expanded
	settings map[string]*value // given to a root
	given_   map[string]bool
	alias    map[string]*provider
	apart    bool // one of several plans: names are told apart by the stack
	others   bool // it stands for any other instance of its block
}

// memo is a value that is worked out once.
type memo struct {
	is   *value
	done bool
}

func (l *loader) newModule(c *config, parent *module, address string) *module {
	m := &module{
		loader: l, config: c, address: address, parent: parent,
		values: map[string]*memo{}, things: map[string]*resource{}, children: map[string]*expanded{},
		settings: map[string]*value{}, given_: map[string]bool{}, alias: map[string]*provider{},
	}
	if parent != nil {
		m.stack = parent.stack
	}
	m.scope = &scope{loader: l, module: m}
	return m
}

func (m *module) root() *module {
	for m.parent != nil {
		m = m.parent
	}
	return m
}

// prefix stands before the names of what the module holds.
func (m *module) prefix() string {
	if m.address == "" {
		return ""
	}
	return m.address + "."
}

// path is path.module: relative to the root's folder.
func (m *module) path() string {
	root := m.root().config.dir
	if rel, ok := strings.CutPrefix(m.config.dir, strings.TrimSuffix(root, "/")+"/"); ok {
		return rel
	}
	if m.config.dir == root {
		return "."
	}
	return m.config.dir
}

// filePath is where a path stands that a function names: relative paths start at
// the root's folder, where Terraform runs.
func (m *module) filePath(name string) string {
	if path.IsAbs(name) {
		return path.Clean(name)
	}
	return path.Join(m.root().config.dir, name)
}

// once works a value out, and notices where it hangs on itself.
func (m *module) once(name string, at estate.Origin, f func() *value) *value {
	if have := m.values[name]; have != nil {
		if !have.done {
			return failure(m.prefix()+name+" depends on itself", at)
		}
		return have.is
	}
	state := &memo{}
	m.values[name] = state
	state.is = f()
	state.done = true
	return state.is
}

// local is a local value.
func (m *module) local(name string, at estate.Origin) *value {
	a, ok := m.config.locals[name]
	if !ok {
		return m.scope.undeclared("local."+name, at)
	}
	return m.once("local."+name, at, func() *value { return m.scope.eval(a.expr) })
}

// output is an output's value.
func (m *module) output(name string, at estate.Origin) *value {
	if m.missing != nil {
		return m.missingOutput(name, at)
	}
	b := m.config.outputs[name]
	if b == nil {
		return m.scope.undeclared("output."+name, at)
	}
	return m.once("output."+name, at, func() *value { return m.scope.eval(b.body.expr("value")) })
}

// missingOutput is an output of a module whose files are not there: one and the
// same wherever it is used.
func (m *module) missingOutput(name string, at estate.Origin) *value {
	v := m.outside(m.address+"."+name, m.missing.Why, m.missing.Settle)
	if isPlural(name) {
		return unknownOf(v, at)
	}
	return openText(estate.OfVariable(v), at)
}

// isPlural tells from a name whether it may be of a list or a map; where that is
// not known, the value has no known form.
func isPlural(name string) bool {
	for _, end := range []string{"status", "address", "class", "alias", "dns", "access", "https", "analysis", "basis", "aws", "ops", "tls", "kms", "rds", "eks", "ecs", "sns", "sqs", "efs", "waf", "bus"} {
		if strings.HasSuffix(name, end) {
			return false
		}
	}
	return strings.HasSuffix(name, "s") || strings.HasSuffix(name, "_list") || strings.HasSuffix(name, "_map") ||
		strings.HasSuffix(name, "config") || strings.HasSuffix(name, "attributes") || strings.HasSuffix(name, "this")
}

// outputs are all outputs as an object.
func (m *module) outputs(at estate.Origin) *value {
	if m.missing != nil {
		return unknownOf(m.missing, at)
	}
	var fields []field
	for name, b := range m.config.outputs {
		fields = append(fields, field{name, b.at, m.output(name, at)})
	}
	return objectOf(fields, at)
}

// argument is what a module block passes for a variable.
func (m *module) argument(name string) hclsyntax.Expression {
	return m.call_.body.expr(name)
}

// expandAll evaluates every resource of the module and of its children, in source
// order.
func (m *module) expandAll() {
	if m.missing != nil || m.nesting() > maxModules || len(m.errs) > 0 {
		return
	}
	for _, name := range m.config.order {
		m.thing(name)
	}
	for _, name := range m.config.calls {
		if e := m.child(name); e != nil {
			for _, k := range e.kept {
				k.child.expandAll()
			}
		}
	}
}

// maxModules bounds the nesting of modules.
const maxModules = 40

func (m *module) nesting() int {
	n := 0
	for x := m.parent; x != nil; x = x.parent {
		n++
	}
	return n
}
