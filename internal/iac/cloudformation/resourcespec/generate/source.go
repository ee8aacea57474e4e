package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"ringwall/internal/iac/cloudformation/resourcespec"
)

// A model is what a table says.
type model struct {
	version string
	types   []typeModel // sorted by name
}

type typeModel struct {
	resourcespec.Type
	definitions []resourcespec.Definition // sorted by name
}

// A database is the part of db.json that the table keeps.
type database struct {
	Schema struct {
		Resource       struct{ Entities []resource }
		TypeDefinition struct{ Entities []typeDefinition }
	}
}

type resource struct {
	CloudFormationType      string
	CloudFormationTransform string
	PrimaryIdentifier       []string
	CfnRefIdentifier        []string
	ArnTemplate             string
	IsStateful              bool
	Scrutinizable           string
	TagInformation          *struct{ TagPropertyName, Variant string }
	Properties              map[string]property
	Attributes              map[string]property
}

type typeDefinition struct {
	ID         string `json:"$id"`
	Name       string
	Properties map[string]property
}

type property struct {
	Type              valueType
	Required          bool
	DefaultValue      *string
	Deprecated        string
	Scrutinizable     string
	CausesReplacement string
	RelationshipRefs  []struct{ CloudFormationType, PropertyName string }
}

type valueType struct {
	Type          string
	Element       *valueType
	Types         []valueType
	AllowedValues []json.RawMessage
	Reference     struct {
		Ref string `json:"$ref"`
	}
}

// parseDatabase reads db.json.
func parseDatabase(text []byte) (model, error) {
	var db database
	if err := json.Unmarshal(text, &db); err != nil {
		return model{}, err
	}
	c := converter{byID: make(map[string]typeDefinition)}
	for _, d := range db.Schema.TypeDefinition.Entities {
		c.byID[d.ID] = d
	}
	var m model
	for _, r := range db.Schema.Resource.Entities {
		t, err := c.typ(r)
		if err != nil {
			return model{}, fmt.Errorf("%s: %w", r.CloudFormationType, err)
		}
		m.types = append(m.types, t)
	}
	slices.SortFunc(m.types, func(a, b typeModel) int { return strings.Compare(a.Name, b.Name) })
	return m, nil
}

// A converter makes one type at a time and follows its references.
type converter struct {
	byID map[string]typeDefinition
	used map[string]string // by the current type: names of definitions to their IDs
	todo []string          // IDs in used that were not yet converted
}

func (c *converter) typ(r resource) (typeModel, error) {
	c.used, c.todo = make(map[string]string), nil
	t := typeModel{Type: resourcespec.Type{
		Name:              r.CloudFormationType,
		ARN:               r.ArnTemplate,
		Identifier:        r.PrimaryIdentifier,
		PrimaryIdentifier: r.PrimaryIdentifier,
		Stateful:          r.IsStateful,
		Transform:         r.CloudFormationTransform,
		Scrutiny:          scrutiny(r.Scrutinizable),
	}}
	if r.CfnRefIdentifier != nil {
		t.Identifier, t.IdentifierStated = r.CfnRefIdentifier, true
	}
	var err error
	if t.Properties, err = c.properties(r.Properties); err != nil {
		return t, err
	}
	if t.Attributes, err = c.attributes(r.Attributes); err != nil {
		return t, err
	}
	if t.definitions, err = c.definitions(); err != nil {
		return t, err
	}
	for _, d := range t.definitions {
		t.Definitions = append(t.Definitions, d.Name)
	}
	if r.TagInformation != nil {
		t.TagProperty = r.TagInformation.TagPropertyName
		t.TagShape, err = tagShape(t.Type, r.TagInformation.Variant)
	}
	return t, err
}

// definitions converts what the current type uses, directly or not.
func (c *converter) definitions() ([]resourcespec.Definition, error) {
	var definitions []resourcespec.Definition
	for len(c.todo) > 0 {
		d := c.byID[c.todo[0]]
		c.todo = c.todo[1:]
		properties, err := c.properties(d.Properties)
		if err != nil {
			return nil, fmt.Errorf("definition %s: %w", d.Name, err)
		}
		definitions = append(definitions, resourcespec.Definition{Name: d.Name, Properties: properties})
	}
	slices.SortFunc(definitions, func(a, b resourcespec.Definition) int { return strings.Compare(a.Name, b.Name) })
	return definitions, nil
}

func (c *converter) properties(source map[string]property) ([]resourcespec.Property, error) {
	properties := make([]resourcespec.Property, 0, len(source))
	for _, name := range slices.Sorted(maps.Keys(source)) {
		p, err := c.property(name, source[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		properties = append(properties, p)
	}
	return properties, nil
}

func (c *converter) attributes(source map[string]property) ([]resourcespec.Attribute, error) {
	properties, err := c.properties(source)
	attributes := make([]resourcespec.Attribute, len(properties))
	for i, p := range properties {
		attributes[i] = resourcespec.Attribute{
			Name:          p.Name,
			Shape:         p.Shape,
			Deprecated:    p.Deprecated,
			Relationships: p.Relationships,
		}
	}
	return attributes, err
}

func (c *converter) property(name string, source property) (resourcespec.Property, error) {
	p := resourcespec.Property{
		Name:     name,
		Required: source.Required,
		Scrutiny: scrutiny(source.Scrutinizable),
	}
	var err error
	if p.Shape, err = c.shape(source.Type); err != nil {
		return p, err
	}
	if source.DefaultValue != nil {
		p.Default, p.HasDefault = *source.DefaultValue, true
		if !json.Valid([]byte(p.Default)) {
			return p, fmt.Errorf("default is not JSON: %s", p.Default)
		}
	}
	for _, r := range source.RelationshipRefs {
		p.Relationships = append(p.Relationships, resourcespec.Relationship{Type: r.CloudFormationType, Property: r.PropertyName})
	}
	if p.Deprecated, err = deprecated(source.Deprecated); err != nil {
		return p, err
	}
	p.Replacement, err = replacement(source.CausesReplacement)
	return p, err
}
