package cloudformation

import (
	"fmt"

	"ringwall/internal/estate"
)

// template is a parsed template, not yet evaluated: its sections as nodes. One
// template may become several stacks.
type template struct {
	file       string
	root       *node
	parameters *node
	mappings   *node
	conditions *node
	rules      *node
	resources  *node
	outputs    *node
	transforms []transform
}

// transform is one macro that the whole template asks for.
type transform struct {
	name string
	at   estate.Origin
}

// looksLikeTemplate tells by content whether a document is meant as a
// CloudFormation template.
func looksLikeTemplate(n *node) bool {
	if n.kind != mapNode {
		return false
	}
	if n.get("AWSTemplateFormatVersion") != nil {
		return true
	}
	resources := n.get("Resources")
	if resources == nil || resources.kind != mapNode {
		return false
	}
	for _, f := range resources.fields {
		if t := f.node.get("Type"); t != nil && t.kind == scalarNode && t.text != "" {
			return true
		}
	}
	return n.get("Transform") != nil
}

func newTemplate(file string, root *node) (*template, error) {
	t := &template{file: file, root: root}
	for _, s := range []struct {
		name string
		into **node
	}{
		{"Parameters", &t.parameters}, {"Mappings", &t.mappings}, {"Conditions", &t.conditions},
		{"Rules", &t.rules}, {"Resources", &t.resources}, {"Outputs", &t.outputs},
	} {
		n := root.get(s.name)
		if n == nil || n.kind == scalarNode && (n.null || n.text == "") {
			continue
		}
		if n.kind == callNode && n.call == "Fn::Transform" {
			n = &node{kind: mapNode, at: n.at, fields: []field{{"Fn::Transform", n.at, n.arg}}}
		}
		if n.kind != mapNode {
			return nil, &Error{n.at, fmt.Sprintf("%s is %s; it must be a map of names", s.name, n.describe()), ""}
		}
		*s.into = n
	}
	t.readTransforms()
	if t.resources == nil && len(t.transforms) == 0 && !t.has("Fn::Transform") {
		return nil, &Error{root.at, "the template has no Resources", "a template needs at least one resource"}
	}
	return t, nil
}

func (t *template) has(section string) bool { return t.root.get(section) != nil }

func (t *template) readTransforms() {
	add := func(n *node) {
		switch {
		case n == nil:
		case n.kind == scalarNode && n.text != "":
			t.transforms = append(t.transforms, transform{n.text, n.at})
		case n.kind == mapNode:
			if name := n.get("Name"); name != nil {
				t.transforms = append(t.transforms, transform{name.text, n.at})
			}
		}
	}
	for _, key := range []string{"Transform", "Fn::Transform"} {
		n := t.root.get(key)
		if n != nil && n.kind == listNode {
			for _, i := range n.items {
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
	serverless         = "AWS::Serverless-2016-10-31"
	secretsManager     = "AWS::SecretsManager-2020-07-23"
	secretsManagerNew  = "AWS::SecretsManager-2024-09-16"
	codeDeploy         = "AWS::CodeDeployBlueGreen"
	include            = "AWS::Include"
	serviceCatalog     = "AWS::ServiceCatalog"
)

// expands tells what a macro may change: nothing that we do not evaluate
// ourselves, resources only, or anything.
func (t transform) expands() (resources, properties bool) {
	switch t.name {
	case languageExtensions, codeDeploy:
		return false, false
	case serverless, secretsManager, secretsManagerNew:
		return true, false
	}
	return true, true
}
