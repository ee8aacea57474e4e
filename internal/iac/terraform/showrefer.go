package terraform

import (
	"bytes"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// configuration is what a plan shows of the configuration: not the expressions, but
// to what each refers.
type configuration struct {
	root      configModule
	providers map[string]configProvider
}

type configProvider struct{ region string }

type configModule struct {
	parent    *configModule
	call      map[string][]string // in the parent: what each argument refers to
	resources map[string]*configResource
	calls     map[string]*configModule
	outputs   map[string][]string
}

type configResource struct {
	provider    string
	expressions shown // read when it is asked
}

// named are the expressions by the attributes that they set.
func (c *configResource) named() map[string]shown {
	out := map[string]shown{}
	r := c.expressions
	r.at = 0
	_ = r.object(func(name string) (err error) { // it has been read before
		out[name], err = r.span()
		return err
	})
	return out
}

func (c *configuration) read(r *shown) error {
	c.providers = map[string]configProvider{}
	return r.object(func(name string) error {
		switch name {
		case "provider_config":
			return r.object(func(key string) error {
				v, err := r.value(estate.Origin{}, 0)
				c.providers[key] = configProvider{region: constantAt(v, "expressions", "region")}
				return err
			})
		case "root_module":
			return c.root.read(r)
		}
		return r.skip()
	})
}

// constantAt is the constant of an expression at a path.
func constantAt(v *value, path ...string) string {
	for _, p := range append(path, "constant_value") {
		if v.form() != isObject {
			return ""
		}
		v, _ = v.get(p)
	}
	s, _ := v.literal()
	return s
}

func (m *configModule) read(r *shown) error {
	m.resources, m.calls, m.outputs = map[string]*configResource{}, map[string]*configModule{}, map[string][]string{}
	return r.object(func(name string) error {
		switch name {
		case "resources":
			return r.list(func() error { return m.readResource(r) })
		case "module_calls":
			return r.object(func(name string) error { return m.readCall(r, name) })
		case "outputs":
			return r.object(func(name string) error {
				v, err := r.value(estate.Origin{}, 0)
				if v.form() == isObject {
					e, _ := v.get("expression")
					m.outputs[name] = referencesOf(e)
				}
				return err
			})
		}
		return r.skip()
	})
}

func (m *configModule) readResource(r *shown) error {
	var c configResource
	address := ""
	err := r.object(func(name string) (err error) {
		switch name {
		case "address":
			address, err = r.text()
		case "provider_config_key":
			c.provider, err = r.text()
		case "expressions":
			c.expressions, err = r.span()
		default:
			err = r.skip()
		}
		return err
	})
	m.resources[address] = &c
	return err
}

func (m *configModule) readCall(r *shown, name string) error {
	child := &configModule{parent: m, call: map[string][]string{}}
	m.calls[name] = child
	return r.object(func(part string) error {
		switch part {
		case "expressions":
			v, err := r.value(estate.Origin{}, 0)
			if v.form() == isObject {
				for _, f := range v.fields {
					child.call[f.name] = referencesOf(f.is)
				}
			}
			return err
		case "module":
			return child.read(r)
		}
		return r.skip()
	})
}

// referencesOf are what an expression refers to, the longest forms only:
// "aws_vpc.main.id" without "aws_vpc.main". Those of nested blocks are not gathered.
func referencesOf(e *value) []string {
	if e.form() != isObject {
		return nil
	}
	list, _ := e.get("references")
	if list.form() != isList {
		return nil
	}
	var all []string
	for _, i := range list.items {
		s, _ := i.literal()
		all = append(all, s)
	}
	var out []string
	for _, s := range all {
		longer := slices.ContainsFunc(all, func(t string) bool {
			return len(t) > len(s) && strings.HasPrefix(t, s) && (t[len(s)] == '.' || t[len(s)] == '[')
		})
		if !longer && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// relate finds the configuration of each planned resource.
func (s *show) relate() {
	for i := range s.planned {
		p := &s.planned[i]
		m := &s.config.root
		for _, name := range callsIn(p.module) {
			if m = m.calls[name]; m == nil {
				break
			}
		}
		key := p.module + "|" + p.typ + "." + p.name
		s.byName[key] = append(s.byName[key], p)
		if p.of = m; m != nil {
			p.config = m.resources[p.typ+"."+p.name]
		}
	}
}

// callsIn are the names of the module blocks in an address.
func callsIn(module string) []string {
	var out []string
	for rest := module; strings.HasPrefix(rest, "module."); {
		i := addressEnd(rest, len("module."))
		name, _, _ := strings.Cut(rest[len("module."):i], "[")
		out = append(out, name)
		if i >= len(rest) {
			break
		}
		rest = rest[i+1:]
	}
	return out
}

// moduleFor is a module for the resources of one provider: it says where they are.
func (s *show) moduleFor(p *plannedResource) *module {
	key := "aws"
	if p.config != nil && p.config.provider != "" {
		key = p.config.provider
	}
	if m := s.modules[key]; m != nil {
		return m
	}
	c := newConfig(s.file)
	m := s.newModule(c, nil, "")
	m.stack, m.apart = s.stack, len(s.options.Shows)+len(s.roots) > 1
	region := s.config.providers[key].region
	if region == "" {
		region = s.options.Region
	}
	m.alias["aws"] = &provider{region: s.place("AWS::Region", region, "--region NAME"), account: s.place("AWS::AccountId", s.options.Account, "--account ID")}
	s.modules[key] = m
	return m
}

// settleUnknown writes what is only known after apply: a reference where the
// configuration shows to what the attribute refers, else an unknown value. What no
// expression sets is the provider's to decide, and counts as not written.
func (s *show) settleUnknown(p *plannedResource) {
	values := p.instance.fixed
	at := p.instance.block.at
	fields := append(make([]field, 0, len(values.fields)+8), values.fields...)
	for i := range fields {
		fields[i].is = s.joinIDs(fields[i].is, p.instance)
	}
	fields = append(fields, s.laterFields(p, values)...)
	p.instance.fixed = objectOf(fields, at)
	p.instance.names = p.instance.names[:0]
	for _, f := range p.instance.fixed.fields {
		if !isMeta(f.name) && f.name != "id" && f.name != "arn" && f.name != "tags_all" && f.name != "timeouts" {
			p.instance.names = append(p.instance.names, f.name)
		}
	}
}

// laterFields are the attributes that are only known after apply. Of those that the
// configuration does not set nothing is read.
func (s *show) laterFields(p *plannedResource, values *value) []field {
	r, ok := s.unknown[p.address]
	if !ok {
		return nil
	}
	var expressions map[string]shown
	if p.config != nil {
		expressions = p.config.named()
	}
	at := p.instance.block.at
	var out []field
	_ = r.object(func(name string) error { // it has been read before
		e, set := expressions[name]
		if p.config != nil && !set {
			return r.skip()
		}
		written, err := r.span()
		if err != nil || !bytes.Contains(written.data, []byte("true")) {
			return err
		}
		unknown, err := written.value(at, 0)
		if err != nil || !someTrue(unknown) {
			return err
		}
		var expression *value
		if set {
			if expression, err = e.value(estate.Origin{}, 0); err != nil {
				return err
			}
		}
		have, _ := values.get(name)
		out = append(out, field{name, at, s.afterApply(p, name, unknown, have, expression)})
		return nil
	})
	return out
}

// joinIDs puts references in the place of ids that AWS has given to resources of
// the same file.
func (s *show) joinIDs(v *value, of *instance) *value {
	switch v.form() {
	case isScalar:
		text, known := v.literal()
		group, all := strings.CutSuffix(text, ":*") // as a trail names a log group
		if to, ok := s.ids[group]; known && ok {
			if r, _ := to.Reference(); r.Resource != of.id {
				if all {
					to = estate.Concat(to, estate.Literal(":*"))
				}
				return openText(to, v.at)
			}
		}
	case isList:
		for i := range v.items {
			v.items[i] = s.joinIDs(v.items[i], of)
		}
	case isObject:
		for i := range v.fields {
			v.fields[i].is = s.joinIDs(v.fields[i].is, of)
		}
	}
	return v
}

// afterApply is a value of which parts are only known after apply; e is its
// expression, where the plan has the configuration.
func (s *show) afterApply(p *plannedResource, name string, unknown, have, e *value) *value {
	at := p.instance.block.at
	all := isTrue(unknown)
	if e.form() == isObject && mayRefer(name) {
		if refs := s.resolve(p, p.of, p.module, referencesOf(e), 0); refs != nil {
			count := -1
			if unknown.form() == isList {
				count = len(unknown.items)
			}
			if v := asReferences(refs, name, count, at); v != nil {
				return v
			}
		}
	}
	if !all && have.form() == isList && unknown.form() == isList && e.form() == isList {
		return s.partlyUnknown(p, name, unknown, have, e)
	}
	return unknownOf(s.later(p, name), at)
}

// later stands for what is only known after apply.
func (s *show) later(p *plannedResource, name string) *scenario.Variable {
	return s.outside(p.address+"."+name, "known after apply: the plan does not have it", "load the configuration instead of the plan, or the state after apply")
}

func isTrue(v *value) bool {
	t, _ := v.literal()
	return t == "true"
}

func someTrue(v *value) bool {
	switch v.form() {
	case isScalar:
		return isTrue(v)
	case isList:
		return slices.ContainsFunc(v.items, someTrue)
	case isObject:
		return slices.ContainsFunc(v.fields, func(f field) bool { return someTrue(f.is) })
	}
	return false
}

// partlyUnknown are blocks of which some attributes are only known after apply.
func (s *show) partlyUnknown(p *plannedResource, name string, unknown, have, e *value) *value {
	out := *have
	out.items = slices.Clone(have.items)
	for i := range out.items {
		if i >= len(unknown.items) || unknown.items[i].form() != isObject || out.items[i].form() != isObject {
			if i < len(unknown.items) && someTrue(unknown.items[i]) {
				out.items[i] = unknownOf(s.later(p, name), have.at)
			}
			continue
		}
		block := *out.items[i]
		fields := slices.Clone(block.fields)
		var expressions *value
		if len(e.items) == len(out.items) {
			expressions = e.items[i]
		}
		for _, u := range unknown.items[i].fields {
			if !someTrue(u.is) {
				continue
			}
			fields = append(fields, field{u.name, have.at, s.inBlock(p, name, u.name, expressions, have.at)})
		}
		block.fields = objectOf(fields, have.at).fields
		out.items[i] = &block
	}
	return &out
}

func (s *show) inBlock(p *plannedResource, block, name string, expressions *value, at estate.Origin) *value {
	if expressions.form() == isObject && mayRefer(name) {
		e, _ := expressions.get(name)
		if refs := s.resolve(p, p.of, p.module, referencesOf(e), 0); refs != nil {
			if v := asReferences(refs, name, -1, at); v != nil {
				return v
			}
		}
	}
	return unknownOf(s.later(p, block+"."+name), at)
}

// mayRefer reports attributes that name other resources, and nothing beside.
func mayRefer(name string) bool {
	if name == "id" || name == "arn" { // of blocks: launch_template, iam_instance_profile
		return true
	}
	for _, end := range []string{"_id", "_ids", "_arn", "_arns", "role", "roles", "user", "users", "group", "groups", "bucket", "subnets", "instance", "queue_url", "rule", "function_name", "topic", "cluster", "repository", "gateway", "endpoint", "instance_profile", "destination", "zone_identifier"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// asReferences are references as the value of an attribute: one text, or a list.
func asReferences(refs []estate.Text, name string, count int, at estate.Origin) *value {
	if isPlural(name) || count >= 0 {
		if count >= 0 && count != len(refs) {
			return nil
		}
		out := &value{kind: isList, at: at}
		for _, r := range refs {
			out.items = append(out.items, openText(r, at))
		}
		return out
	}
	if len(refs) != 1 {
		return nil
	}
	return openText(refs[0], at)
}

// resolve follows references to resources: through variables and outputs of modules.
// It answers nil where one cannot be followed.
func (s *show) resolve(p *plannedResource, in *configModule, module string, references []string, depth int) []estate.Text {
	if in == nil || depth > maxModules || len(references) == 0 {
		return nil
	}
	var out []estate.Text
	sameKey := false
	for _, r := range references {
		sameKey = sameKey || r == "count.index" || r == "each.key"
	}
	for _, r := range references {
		var more []estate.Text
		parts := strings.SplitN(r, ".", 3)
		switch {
		case r == "count.index" || r == "each.key":
			continue
		case parts[0] == "var" && in.parent != nil && len(parts) > 1:
			name, _, _ := strings.Cut(parts[1], "[")
			more = s.resolve(p, in.parent, parentModule(module), in.call[name], depth+1)
		case parts[0] == "module" && len(parts) == 3:
			name, _, _ := strings.Cut(parts[1], "[")
			output, _, _ := strings.Cut(parts[2], "[")
			if child := in.calls[name]; child != nil {
				more = s.resolve(p, child, joinModule(module, parts[1]), child.outputs[output], depth+1)
			}
		case len(parts) >= 2 && strings.HasPrefix(parts[0], "aws_"):
			more = s.named(p, module, r, sameKey)
		}
		if more == nil {
			return nil
		}
		out = append(out, more...)
	}
	return out
}

func parentModule(module string) string {
	last := 0
	for i := 0; i < len(module); {
		end := addressEnd(module, i+len("module."))
		last, i = i, end+1
	}
	return strings.TrimSuffix(module[:last], ".")
}

func joinModule(module, call string) string {
	if module == "" {
		return "module." + call
	}
	return module + ".module." + call
}

// named are the attributes that a reference to a resource stands for.
func (s *show) named(p *plannedResource, module, reference string, sameKey bool) []estate.Text {
	typ, rest, _ := strings.Cut(reference, ".")
	end := addressEnd(rest, 0)
	name, attribute := rest[:end], strings.TrimPrefix(rest[end:], ".")
	name, key, keyed := strings.Cut(name, "[")
	key = strings.Trim(strings.TrimSuffix(key, "]"), `"`)
	list := s.byName[module+"|"+typ+"."+name]
	var out []estate.Text
	for _, c := range list {
		if c.instance == nil || keyed && c.index != key || !keyed && sameKey && c.index != p.index {
			continue
		}
		if attribute == "" {
			attribute = "id"
		}
		v := c.instance.attribute(attribute, p.instance.block.at)
		if v.form() != isScalar || len(v.text.References()) == 0 {
			return nil
		}
		out = append(out, v.text)
	}
	return out
}
