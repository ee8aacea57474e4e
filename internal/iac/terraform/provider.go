package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// provider is a configuration of the AWS provider: where it works, and the tags
// that it gives to everything.
type provider struct {
	region  estate.Text
	account estate.Text
	tags    *value
}

// provider is the one that a resource or data block uses.
func (m *module) provider(b *block) *provider {
	if e := b.body.expr("provider"); e != nil {
		if name := providerName(e); name != "" {
			return m.providerNamed(name)
		}
	}
	return m.providerNamed("aws")
}

// providerName is the name in a reference to a provider: "aws.east".
func providerName(e hclsyntax.Expression) string {
	if x, ok := e.(*hclsyntax.ScopeTraversalExpr); ok {
		name := x.Traversal.RootName()
		if len(x.Traversal) > 1 {
			name += "." + attrName(x.Traversal[1])
		}
		return name
	}
	return plainText(e)
}

// providerNamed finds a provider's configuration: the module's own, what the module
// block passes, or the parent's of the same name.
func (m *module) providerNamed(name string) *provider {
	if p := m.alias[name]; p != nil {
		return p
	}
	p := m.findProvider(name)
	m.alias[name] = p
	return p
}

func (m *module) findProvider(name string) *provider {
	if m.parent != nil {
		if passed := passedProvider(m.call_, name); passed != "" {
			return m.parent.providerNamed(passed)
		}
	}
	local, alias, _ := strings.Cut(name, ".")
	for _, b := range m.config.providers {
		if b.labels[0] == local && plainText(b.body.expr("alias")) == alias {
			return m.configure(b)
		}
	}
	if m.parent != nil && alias == "" {
		return m.parent.providerNamed(name)
	}
	return &provider{region: m.place("AWS::Region", m.options.Region, "--region NAME"), account: m.place("AWS::AccountId", m.options.Account, "--account ID")}
}

// passedProvider is what a module block passes for a provider's name.
func passedProvider(call *block, name string) string {
	o, ok := call.body.expr("providers").(*hclsyntax.ObjectConsExpr)
	if !ok {
		return ""
	}
	for _, i := range o.Items {
		key := i.KeyExpr
		if k, ok := key.(*hclsyntax.ObjectConsKeyExpr); ok {
			key = k.Wrapped
		}
		if providerName(key) == name {
			return providerName(i.ValueExpr)
		}
	}
	return ""
}

// configure reads a provider block: the Region that it names, the account that it
// admits or whose role it takes.
func (m *module) configure(b *block) *provider {
	p := &provider{region: m.place("AWS::Region", m.options.Region, "--region NAME"), account: m.place("AWS::AccountId", m.options.Account, "--account ID")}
	if t, ok := m.oneText(m.scope.eval(b.body.expr("region"))); ok {
		p.region = t
	}
	if m.options.Account == "" {
		if id := m.accountOf(b); id != "" {
			p.account = estate.Literal(id)
		}
	}
	for _, d := range b.body.of("default_tags") {
		p.tags = m.scope.eval(d.body.expr("tags"))
	}
	return p
}

// oneText is a text that is the same in all scenarios, as far as its form goes. One
// that hangs on a variable's default is given with the variable in it.
func (m *module) oneText(v *value) (estate.Text, bool) {
	if v.form() == isScalar && len(v.text.References()) == 0 && v.text.String() != "" {
		return v.text, true
	}
	if v.form() == isChoice {
		for _, l := range v.leaves() {
			if s, known := l.is.literal(); known && s != "" && !l.when.ByDefault().IsNever() && m.options.Assume == estate.AssumeDefaults {
				return estate.Literal(s), true
			}
		}
	}
	return estate.Text{}, false
}

// accountOf is the one account that a provider block admits, or the one of the role
// that it takes.
func (m *module) accountOf(b *block) string {
	if ids := m.scope.eval(b.body.expr("allowed_account_ids")); ids.form() == isList && len(ids.items) == 1 {
		if id, known := ids.items[0].literal(); known && isAccount(id) {
			return id
		}
	}
	for _, r := range b.body.of("assume_role") {
		arn, _ := m.scope.eval(r.body.expr("role_arn")).literal()
		if parts := strings.Split(arn, ":"); len(parts) > 5 && isAccount(parts[4]) {
			return parts[4]
		}
	}
	return ""
}

func isAccount(s string) bool { return len(s) == 12 && strings.Trim(s, "0123456789") == "" }

// place is where something is deployed: what the user says, else a variable that
// stands for it everywhere.
func (l *loader) place(name, value, settle string) estate.Text {
	if value != "" {
		return estate.Literal(value)
	}
	return estate.OfVariable(l.variable(scenario.Variable{
		Name: name, Kind: scenario.Pseudo, Why: "the configuration does not say where it is deployed", Settle: settle,
	}))
}

// partition is that of a Region.
func (l *loader) partition(region estate.Text) estate.Text {
	name, known := region.Known()
	switch {
	case !known:
		if l.options.Region == "" {
			if v, ok := region.Variable(); !ok || !v.HasDefault || estate.PartitionOf(v.Default) != "aws" {
				return l.place("AWS::Partition", "", "--region NAME")
			}
		}
		return estate.Literal("aws")
	}
	return estate.Literal(estate.PartitionOf(name))
}

// workspaceText is the workspace's name.
func (l *loader) workspaceText() estate.Text {
	if name := l.options.environment("TF_WORKSPACE"); name != "" {
		return estate.Literal(name)
	}
	return estate.OfVariable(l.variable(scenario.Variable{
		Name: "terraform.workspace", Kind: scenario.Parameter, Default: "default", HasDefault: true,
		Why: "the workspace, by default the one called default", Settle: "TF_WORKSPACE=NAME",
	}))
}

// credentials are provider blocks in which keys are written: they are shown as
// resources, so that a review sees what is in them.
func (m *module) credentials() []estate.Core {
	var out []estate.Core
	for _, b := range m.config.providers {
		var fields []estate.Field
		for _, name := range []string{"access_key", "secret_key", "token"} {
			if v := m.scope.eval(b.body.expr(name)); v.form() == isScalar && v.text.String() != "" {
				fields = append(fields, estate.NewField(pascal(name), m.loader.tree(v), v.at))
			}
		}
		if fields == nil || b.labels[0] != "aws" {
			continue
		}
		name := "provider.aws"
		if alias := plainText(b.body.expr("alias")); alias != "" {
			name += "." + alias
		}
		p := m.providerNamed(strings.TrimPrefix(name, "provider."))
		id := estate.ID(name)
		if len(m.loader.roots) > 1 {
			id = estate.ID(m.stack) + "/" + id
		}
		out = append(out, estate.Core{
			ID: id, Logical: name, Stack: m.stack, Type: "Terraform::Provider", Origin: b.at, When: scenario.Always(),
			Account: p.account, Region: p.region, Beside: &estate.Declaration{},
			Properties: &estate.Tree{Kind: estate.Map, Fields: fields, Origin: b.at},
		})
	}
	return out
}
