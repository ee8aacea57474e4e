package cloudformation

import (
	"fmt"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/sam"
	"ringwall/internal/iac/cloudformation/syntax"
)

// template is a parsed template, not yet evaluated: its sections as nodes. One
// template may become several stacks.
type template struct {
	file       string
	root       *syntax.Node
	parameters *syntax.Node
	mappings   *syntax.Node
	conditions *syntax.Node
	rules      *syntax.Node
	resources  *syntax.Node
	outputs    *syntax.Node
	transforms []transform
	// serverless is set where the SAM resources are expanded, but for some.
	serverless bool
	unexpanded []sam.Left
}

// transform is one macro that the whole template asks for.
type transform struct {
	name string
	at   estate.Origin
}

// looksLikeTemplate tells by content whether a document is meant as a
// CloudFormation template.
func looksLikeTemplate(n *syntax.Node) bool {
	if n.Kind != syntax.Map {
		return false
	}
	if n.Get("AWSTemplateFormatVersion") != nil {
		return true
	}
	resources := n.Get("Resources")
	if resources == nil || resources.Kind != syntax.Map {
		return false
	}
	for _, f := range resources.Fields {
		if t := f.Node.Get("Type"); t != nil && t.Kind == syntax.Scalar && t.Text != "" {
			return true
		}
	}
	return n.Get("Transform") != nil
}

func newTemplate(file string, root *syntax.Node) (*template, error) {
	t := &template{file: file, root: root}
	for _, s := range []struct {
		name string
		into **syntax.Node
	}{
		{"Parameters", &t.parameters}, {"Mappings", &t.mappings}, {"Conditions", &t.conditions},
		{"Rules", &t.rules}, {"Resources", &t.resources}, {"Outputs", &t.outputs},
	} {
		n := root.Get(s.name)
		if n == nil || n.Kind == syntax.Scalar && (n.Null || n.Text == "") {
			continue
		}
		if n.Kind == syntax.Call && n.Call == "Fn::Transform" {
			n = &syntax.Node{Kind: syntax.Map, At: n.At, Fields: []syntax.Field{{Name: "Fn::Transform", At: n.At, Node: n.Arg}}}
		}
		if n.Kind != syntax.Map {
			return nil, &syntax.Error{At: n.At, Text: fmt.Sprintf("%s is %s; it must be a map of names", s.name, n.Describe())}
		}
		*s.into = n
	}
	t.readTransforms()
	if t.resources == nil && len(t.transforms) == 0 && !t.has("Fn::Transform") {
		return nil, &syntax.Error{At: root.At, Text: "the template has no Resources", Hint: "a template needs at least one resource"}
	}
	return t, nil
}

func (t *template) has(section string) bool { return t.root.Get(section) != nil }

func (t *template) readTransforms() {
	add := func(n *syntax.Node) {
		switch {
		case n == nil:
		case n.Kind == syntax.Scalar && n.Text != "":
			t.transforms = append(t.transforms, transform{n.Text, n.At})
		case n.Kind == syntax.Map:
			if name := n.Get("Name"); name != nil {
				t.transforms = append(t.transforms, transform{name.Text, n.At})
			}
		}
	}
	for _, key := range []string{"Transform", "Fn::Transform"} {
		n := t.root.Get(key)
		if n != nil && n.Kind == syntax.List {
			for _, i := range n.Items {
				add(i)
			}
			continue
		}
		add(n)
	}
}

// The macros of AWS's own that we know.
const (
	languageExtensions = "AWS::LanguageExtensions"
	secretsManager     = "AWS::SecretsManager-2020-07-23"
	secretsManagerNew  = "AWS::SecretsManager-2024-09-16"
	codeDeploy         = "AWS::CodeDeployBlueGreen"
	include            = "AWS::Include"
	serviceCatalog     = "AWS::ServiceCatalog"
)

// expands tells what a macro may change: nothing that we do not evaluate or
// expand ourselves, resources only, or anything.
func (t transform) expands() (resources, properties bool) {
	switch t.name {
	case languageExtensions, codeDeploy, sam.Transform:
		return false, false
	case secretsManager, secretsManagerNew:
		return true, false
	}
	return true, true
}
