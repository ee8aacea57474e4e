package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"ringwall/internal/iac/cloudformation/resourcespec"
)

// shape converts a type and notes the definition that it refers to.
func (c *converter) shape(source valueType) (resourcespec.Shape, error) {
	s := resourcespec.Shape{Kind: kind(source.Type)}
	if s.Kind == 0 {
		return s, fmt.Errorf("unknown kind of type %q", source.Type)
	}
	var err error
	switch s.Kind {
	case resourcespec.Object:
		s.Definition, err = c.refer(source.Reference.Ref)
	case resourcespec.List, resourcespec.Map:
		if source.Element == nil {
			return s, fmt.Errorf("%s without element", source.Type)
		}
		var element resourcespec.Shape
		element, err = c.shape(*source.Element)
		s.Element = &element
	case resourcespec.Union:
		for _, t := range source.Types {
			var alternative resourcespec.Shape
			if alternative, err = c.shape(t); err != nil {
				break
			}
			s.Union = append(s.Union, alternative)
		}
	}
	if err != nil {
		return s, err
	}
	s.Allowed, err = allowed(source.AllowedValues)
	return s, err
}

// refer returns the name of the definition with the given ID and sees to it
// that the current type gets it.
func (c *converter) refer(id string) (string, error) {
	d, ok := c.byID[id]
	if !ok {
		return "", fmt.Errorf("no definition has ID %q", id)
	}
	other, seen := c.used[d.Name]
	if seen && other != id {
		return "", fmt.Errorf("two definitions are called %s", d.Name)
	}
	if !seen {
		c.used[d.Name] = id
		c.todo = append(c.todo, id)
	}
	return d.Name, nil
}

func kind(name string) resourcespec.Kind {
	switch name {
	case "string":
		return resourcespec.String
	case "integer":
		return resourcespec.Integer
	case "number":
		return resourcespec.Number
	case "boolean":
		return resourcespec.Boolean
	case "date-time":
		return resourcespec.Timestamp
	case "json":
		return resourcespec.JSON
	case "tag":
		return resourcespec.Tag
	case "ref":
		return resourcespec.Object
	case "array":
		return resourcespec.List
	case "map":
		return resourcespec.Map
	case "union":
		return resourcespec.Union
	}
	return 0
}

// allowed converts strings and whole numbers to strings.
func allowed(values []json.RawMessage) ([]string, error) {
	var texts []string
	for _, v := range values {
		text := string(v)
		if strings.HasPrefix(text, `"`) {
			if err := json.Unmarshal(v, &text); err != nil {
				return nil, err
			}
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// tagShape returns the shape of a type's tags. The source's variants do not
// tell a list from an object that wraps one.
func tagShape(t resourcespec.Type, variant string) (resourcespec.TagShape, error) {
	p, ok := t.Property(t.TagProperty)
	if !ok {
		return 0, fmt.Errorf("tag property %s does not exist", t.TagProperty)
	}
	switch {
	case variant == "standard" && p.Kind == resourcespec.List:
		return resourcespec.TagList, nil
	case variant == "standard" && p.Kind == resourcespec.Object:
		return resourcespec.TagItems, nil
	case variant == "asg" && p.Kind == resourcespec.List:
		return resourcespec.TagListLaunched, nil
	case variant == "map" && (p.Kind == resourcespec.Map || p.Kind == resourcespec.JSON):
		return resourcespec.TagMap, nil
	}
	return 0, fmt.Errorf("tag property %s: variant %q of a %s", t.TagProperty, variant, p.Kind)
}

func scrutiny(name string) string {
	if name == "None" {
		return ""
	}
	return name
}

func deprecated(name string) (bool, error) {
	switch name {
	case "", "NONE":
		return false, nil
	case "WARN", "IGNORE":
		return true, nil
	}
	return false, fmt.Errorf("unknown deprecation %q", name)
}

func replacement(name string) (resourcespec.Replacement, error) {
	switch name {
	case "", "no":
		return resourcespec.ReplacesNever, nil
	case "maybe":
		return resourcespec.ReplacesMaybe, nil
	case "yes":
		return resourcespec.ReplacesAlways, nil
	}
	return 0, fmt.Errorf("unknown replacement %q", name)
}
