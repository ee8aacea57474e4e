package cloudformation

import (
	"fmt"
	"sort"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/syntax"
	"ringwall/internal/scenario"
	"ringwall/internal/spelling"
)

// stack is one deployment of a template: its evaluator. Nested stacks share the
// loader, and with it the variables, of their parents.
type stack struct {
	*loader
	*template
	name string // "network", "root/Nested"
	// A nested stack takes parameters from the resource that makes it.
	nested     bool
	parent     *stack
	parentNode *syntax.Node
	children   map[string]*stack // nested stacks by the resource's name

	mentioned      map[string][]string // values that conditions compare parameters with
	parameterTrees map[string]*estate.Tree
	places         map[string]estate.Text // pseudo-parameters of where it is deployed
	conditionState map[string]*conditionState
	outputState    map[string]*outputState
	declared       map[string]*declaration
	order          []string        // logical names in source order
	made           map[string]made // resources that loops make
	rules          scenario.Guard  // what template Rules admit
	cores          []estate.Core   // evaluated, not yet read

	open          *scenario.Variable   // a macro may change anything
	openResources *scenario.Variable   // a macro may add resources
	missing       []*scenario.Variable // nested stacks whose templates are not there
	depth         int
	spent         int // work done, to stop what unfolds without end
	// account and region are where the stack goes, if a source says so.
	account, region string
}

// declaration is a resource as the template writes it.
type declaration struct {
	name string
	typ  string
	node *syntax.Node
	at   estate.Origin
	id   estate.ID
}

func (l *loader) newStack(t *loaded, name string, parent *stack, made *syntax.Node) (*stack, error) {
	s := &stack{
		loader: l, template: t.template, name: name, nested: parent != nil, parent: parent, parentNode: made,
		account: t.doc.Account, region: t.doc.Region,
		parameterTrees: map[string]*estate.Tree{}, places: map[string]estate.Text{}, conditionState: map[string]*conditionState{},
		outputState: map[string]*outputState{}, declared: map[string]*declaration{}, children: map[string]*stack{},
	}
	if parent != nil {
		s.account, s.region = parent.account, parent.region
	}
	if s.account == "" {
		s.account = l.options.Account
	}
	if s.region == "" {
		s.region = l.options.Region
	}
	s.noteTransforms()
	s.noteUnexpanded()
	if err := s.readParameters(); err != nil {
		return nil, err
	}
	if l.loops {
		if err := s.passEarly(); err != nil {
			return nil, err
		}
	}
	if err := s.declareResources(); err != nil {
		return nil, err
	}
	return s, nil
}

// noteTransforms opens the stack for what its macros may do.
func (s *stack) noteTransforms() {
	for _, t := range s.transforms {
		resources, properties := t.expands()
		if !resources {
			continue
		}
		v := s.variable(scenario.Variable{
			Name: "transform " + t.name, Kind: scenario.Outside,
			Why:    "only CloudFormation can expand this macro",
			Settle: "load the processed template (aws cloudformation get-template --template-stage Processed)",
		})
		s.openResources = v
		if properties {
			s.open = v
		}
		s.gap(estate.Gap{Variable: v, Origin: t.at})
	}
}

// declareResources lists the resources, with Fn::ForEach unrolled.
func (s *stack) declareResources() error {
	if s.resources == nil {
		return nil
	}
	loops, err := s.unroll(s.resources.Fields, 0)
	if err != nil {
		return err
	}
	s.made = loops.made
	if loops.open != nil {
		s.leaveOpen(loops.open, s.resources.At)
	}
	for _, f := range loops.fields {
		if f.Name == "Fn::Transform" {
			s.openResources = s.macro(f.Node)
			s.gap(estate.Gap{Variable: s.openResources, Origin: f.At})
			continue
		}
		if err := s.declare(f); err != nil {
			return err
		}
	}
	return nil
}

func (s *stack) declare(f syntax.Field) error {
	if f.Node.Kind != syntax.Map {
		return &syntax.Error{At: f.Node.At, Text: fmt.Sprintf("resource %s is %s; it must be a map with a Type", f.Name, f.Node.Describe())}
	}
	typ := f.Node.Get("Type")
	if typ == nil || typ.Kind != syntax.Scalar || typ.Text == "" {
		if s.open != nil {
			typ = &syntax.Node{Text: "unknown"}
		} else {
			return &syntax.Error{At: f.At, Text: fmt.Sprintf("resource %s has no Type", f.Name), Hint: "every resource needs a Type such as AWS::S3::Bucket"}
		}
	}
	if p := f.Node.Get("Properties"); p != nil && p.Kind == syntax.List || p != nil && p.Kind == syntax.Scalar && !p.Null && p.Text != "" {
		return &syntax.Error{At: p.At, Text: fmt.Sprintf("Properties of %s is %s; it must be a map", f.Name, p.Describe())}
	}
	if strings.HasSuffix(typ.Text, "::MODULE") {
		s.openResources = s.outside("module "+typ.Text, "only CloudFormation can expand a registered module")
		s.gap(estate.Gap{Variable: s.openResources, Origin: f.At})
	}
	if _, dup := s.declared[f.Name]; !dup {
		s.order = append(s.order, f.Name)
	}
	s.declared[f.Name] = &declaration{name: f.Name, typ: typ.Text, node: f.Node, at: f.At}
	return nil
}

// evaluate evaluates every resource of the stack.
func (s *stack) evaluate() error {
	guard, err := s.readRules()
	if err != nil {
		return err
	}
	s.rules = guard
	s.cores = make([]estate.Core, 0, len(s.order))
	for _, name := range s.order {
		core, err := s.core(s.declared[name])
		if err != nil {
			return err
		}
		s.cores = append(s.cores, core)
	}
	s.tellMisspelt()
	return s.checkOutputs()
}

// decode reads the typed resources out of what was evaluated.
func (s *stack) decode() []estate.Resource {
	known := modelled()
	var out []estate.Resource
	for _, core := range s.cores {
		if decode := known[core.Type]; decode != nil {
			out = append(out, decode(core))
		} else {
			out = append(out, &estate.Other{Core: core})
		}
	}
	s.cores = nil
	return out
}

// checkOutputs evaluates all outputs, so that a mistake in one is seen.
func (s *stack) checkOutputs() error {
	if s.outputs == nil {
		return nil
	}
	loops, err := s.unroll(s.outputs.Fields, 0)
	if err != nil {
		return err
	}
	for _, f := range loops.fields {
		if f.Node.Kind == syntax.Map {
			if _, err := s.output(f.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *stack) core(d *declaration) (estate.Core, error) {
	c := estate.Core{
		ID: d.id, Logical: d.name, Stack: s.name, Type: d.typ, Origin: d.at,
		Account: s.accountText(), Region: s.regionText(), Beside: &estate.Declaration{},
	}
	for _, f := range d.node.Fields {
		var err error
		switch f.Name {
		case "Condition":
			c.When, err = s.condition(f.Node.Text, f.Node.At)
		case "Properties":
			c.Properties, err = s.eval(f.Node)
		case "Metadata":
			c.Beside.Metadata, err = s.eval(f.Node)
		case "DeletionPolicy":
			c.Beside.DeletionPolicy, err = s.policyAttribute(f.Node)
		case "UpdateReplacePolicy":
			c.Beside.UpdateReplacePolicy, err = s.policyAttribute(f.Node)
		case "DependsOn":
			err = s.checkDependsOn(f.Node)
		case "CreationPolicy", "UpdatePolicy":
			_, err = s.eval(f.Node)
		case "Fn::Transform":
			s.openResources = s.macro(f.Node)
			s.gap(estate.Gap{Variable: s.openResources, Origin: f.At})
		}
		if err != nil {
			return c, err
		}
	}
	if m, ok := s.made[d.name]; ok {
		c.When = c.When.And(m.when)
	}
	if c.Properties == nil {
		c.Properties = &estate.Tree{Kind: estate.Map, Origin: d.at}
	}
	s.openUp(c.Properties, d.typ)
	c.Tags = tags(c.Properties.At("Tags"))
	c.ARN = s.arn(c)
	return c, nil
}

// openUp marks properties to which a macro may add.
func (s *stack) openUp(t *estate.Tree, typ string) {
	v := s.open
	if v == nil && s.openResources != nil && strings.HasPrefix(typ, "AWS::Serverless::") {
		v = s.openResources
	}
	if v != nil && t.Open == nil && t.Kind == estate.Map {
		t.Open = v
	}
}

func (s *stack) policyAttribute(n *syntax.Node) (estate.Value[string], error) {
	t, err := s.eval(n)
	return t.AsString(), err
}

func (s *stack) checkDependsOn(n *syntax.Node) error {
	names := []*syntax.Node{n}
	if n.Kind == syntax.List {
		names = n.Items
	}
	for _, d := range names {
		if d.Kind != syntax.Scalar || s.declared[d.Text] != nil || s.openResources != nil || s.serverless {
			continue
		}
		return s.undefined(d.At, "DependsOn", d.Text)
	}
	return nil
}

// undefined is the error of a name that nothing in the template has.
func (s *stack) undefined(at estate.Origin, what, name string) error {
	hint := "define it, or mend the name"
	if near := nearest(name, s.names()); near != "" {
		hint = fmt.Sprintf("did you mean %s?", near)
	}
	return &syntax.Error{At: at, Text: fmt.Sprintf("%s %q: no parameter or resource of the template has this name", what, name), Hint: hint}
}

func (s *stack) names() []string {
	var out []string
	for n := range s.declared {
		out = append(out, n)
	}
	if s.parameters != nil {
		for _, f := range s.parameters.Fields {
			out = append(out, f.Name)
		}
	}
	sort.Strings(out)
	return out
}

// nearest is the name that differs from want by the fewest edits, if by no more
// than a third of its letters.
func nearest(want string, names []string) string {
	return spelling.Nearest(want, names, len(want)/3+1)
}
