package cloudformation

import (
	"maps"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/sam"
	"ringwall/internal/iac/cloudformation/syntax"
	"ringwall/internal/scenario"
)

// given are the parameters that a nested template takes from its parent.
type given struct {
	values  map[string]string
	unknown map[string]bool // passed, but what is not known before the stacks are evaluated
}

// readTemplate reads a document's sections, with its SAM resources expanded.
func (l *loader) readTemplate(d *Document, g *given) (*template, error) {
	t, err := newTemplate(d.File, d.root)
	if err != nil || !t.isServerless() {
		return t, err
	}
	made, err := sam.Expand(d.root, l.samOptions(d, g))
	if err != nil {
		return nil, err
	}
	if t, err = newTemplate(d.File, made.Root); err != nil {
		return nil, err
	}
	t.serverless = true
	t.unexpanded = made.Left
	return t, nil
}

// isServerless reports whether a template has SAM resources. CloudFormation
// expands them if the template asks for it, and has no other way to make them: so
// one that does not ask is taken to be a part of what is deployed by another tool,
// which does.
func (t *template) isServerless() bool {
	if t.resources == nil {
		return false
	}
	for _, f := range t.resources.Fields {
		if typ := f.Node.Get("Type"); typ != nil && strings.HasPrefix(typ.Text, sam.TypePrefix) {
			return true
		}
		if strings.HasPrefix(f.Name, syntax.ForEach) && t.asksForSAM() {
			return true
		}
	}
	return false
}

func (t *template) asksForSAM() bool {
	for _, tr := range t.transforms {
		if tr.name == sam.Transform {
			return true
		}
	}
	return false
}

func (l *loader) samOptions(d *Document, g *given) sam.Options {
	o := sam.Options{Region: d.Region, UseDefaults: l.options.Assume != estate.AssumeAny}
	if o.Region == "" {
		o.Region = l.options.Region
	}
	if g == nil {
		o.Parameters = l.options.Parameters
		return o
	}
	o.Parameters, o.Unknown = g.values, g.unknown
	return o
}

// passed notes what a nested stack hands to a SAM template, of which the
// expansion depends on it.
func passed(resource *syntax.Node, before *given) *given {
	g := &given{values: map[string]string{}, unknown: map[string]bool{}}
	if before != nil {
		maps.Copy(g.unknown, before.unknown)
	}
	p := resource.Get("Properties").Get("Parameters")
	if p == nil || p.Kind != syntax.Map {
		return g
	}
	for _, f := range p.Fields {
		other := before != nil && before.values[f.Name] != f.Node.Text
		if f.Node.Kind != syntax.Scalar || strings.Contains(f.Node.Text, "{{resolve:") || other {
			g.unknown[f.Name] = true
			continue
		}
		g.values[f.Name] = f.Node.Text
	}
	if before != nil { // another stack may leave it to its default
		for name := range before.values {
			if _, ok := g.values[name]; !ok {
				g.unknown[name] = true
			}
		}
	}
	return g
}

// noteUnexpanded opens the stack for what SAM resources would become that hang
// on what is not known.
func (s *stack) noteUnexpanded() {
	for _, left := range s.unexpanded {
		v := s.variable(scenario.Variable{
			Name: "expansion of " + left.ID, Kind: scenario.Outside,
			Why:    left.Why,
			Settle: "give the parameter's value (--param NAME=VALUE), or load the processed template (aws cloudformation get-template --template-stage Processed)",
		})
		s.openResources = v
		s.gap(estate.Gap{Variable: v, Origin: left.At})
	}
}

// nobody is what a name means that nothing in the template has: CloudFormation
// refuses the template. One with SAM resources is taken to be a part that another
// tool completes, as it does with their code: the name is unknown there.
func (s *stack) nobody(at estate.Origin, what, name string) (*estate.Tree, error) {
	if !s.serverless {
		return nil, s.undefined(at, what, name)
	}
	settle := "define it, or mend the name"
	if near := nearest(name, s.names()); near != "" {
		settle = "did you mean " + near + "?"
	}
	v := s.variable(scenario.Variable{
		Name: name, Kind: scenario.Outside, Settle: settle,
		Why: "no parameter or resource of the template has this name",
	})
	s.gap(estate.Gap{Variable: v, Origin: at})
	return estate.NewOpaque(v, at), nil
}
