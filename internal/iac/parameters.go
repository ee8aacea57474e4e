package iac

import (
	"fmt"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"ringwall/internal/iac/cloudformation"
	"ringwall/internal/iac/cloudformation/syntax"
	"ringwall/internal/iac/terraform"
)

// UnknownParameterError is a parameter that the user gave and no template
// declares.
type UnknownParameterError struct {
	Name     string
	Declared []string
}

// Error names the parameter.
func (e *UnknownParameterError) Error() string {
	return fmt.Sprintf("parameter %s: no template declares it", e.Name)
}

// checkUsed refuses parameters given on the command line that nothing uses: a
// typing mistake would otherwise change the answer silently. Files may hold
// more than one deployment needs.
func checkUsed(o Options, r cloudformation.Result, configured terraform.Result) error {
	names := make([]string, 0, len(o.Parameters))
	for n := range o.Parameters {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		if r.UsedParameters[n] || configured.UsedParameters[n] {
			continue
		}
		e := &UnknownParameterError{Name: n}
		variables := r.Variables
		if len(configured.Variables) > 0 {
			variables = configured.Variables
		}
		for _, v := range parametersOf(variables) {
			e.Declared = append(e.Declared, v.Name)
		}
		return e
	}
	return nil
}

func readParameters(o *Options) (map[string]string, error) {
	out := map[string]string{}
	for _, name := range o.ParameterFiles {
		data, err := readFile(name)
		if err != nil {
			return nil, err
		}
		if isVariableFile(name) {
			o.variableFiles = append(o.variableFiles, terraform.File{Name: name, Data: data})
			continue
		}
		if err := parameterFile(name, data, out); err != nil {
			return nil, err
		}
	}
	for k, v := range o.Parameters {
		out[k] = v
	}
	return out, nil
}

// parameterFile reads the forms in use: the AWS CLI's list of ParameterKey and
// ParameterValue (or of "Key=Value"), CodePipeline's {"Parameters": {…}}, and a
// plain map, in JSON or YAML.
func parameterFile(name string, data []byte, into map[string]string) error {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return fmt.Errorf("read parameters: %w", syntax.Mistake(name, data, err))
	}
	if len(doc.Content) == 0 {
		return nil
	}
	n := doc.Content[0]
	if n.Kind == yaml.MappingNode {
		if p := member(n, "Parameters"); p != nil {
			n = p
		}
	}
	switch n.Kind {
	case yaml.SequenceNode:
		return parameterList(name, n, into)
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			v, err := parameterValue(name, n.Content[i+1])
			if err != nil {
				return err
			}
			into[n.Content[i].Value] = v
		}
		return nil
	}
	return fmt.Errorf("%s:%d:%d: expected a map of parameters or a list of ParameterKey and ParameterValue", name, n.Line, n.Column)
}

func parameterList(name string, n *yaml.Node, into map[string]string) error {
	for _, item := range n.Content {
		if item.Kind == yaml.ScalarNode {
			k, v, ok := strings.Cut(item.Value, "=")
			if !ok {
				return fmt.Errorf("%s:%d:%d: expected NAME=VALUE", name, item.Line, item.Column)
			}
			into[k] = v
			continue
		}
		key, value := member(item, "ParameterKey"), member(item, "ParameterValue")
		if key == nil || value == nil {
			if previous := member(item, "UsePreviousValue"); key != nil && previous != nil {
				continue
			}
			return fmt.Errorf("%s:%d:%d: expected ParameterKey and ParameterValue", name, item.Line, item.Column)
		}
		v, err := parameterValue(name, value)
		if err != nil {
			return err
		}
		into[key.Value] = v
	}
	return nil
}

func parameterValue(name string, n *yaml.Node) (string, error) {
	switch n.Kind {
	case yaml.ScalarNode:
		return n.Value, nil
	case yaml.SequenceNode:
		var parts []string
		for _, i := range n.Content {
			parts = append(parts, i.Value)
		}
		return strings.Join(parts, ","), nil
	}
	return "", fmt.Errorf("%s:%d:%d: a parameter's value must be text or a list", name, n.Line, n.Column)
}

func member(n *yaml.Node, key string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}
