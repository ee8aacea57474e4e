package resourcespec

import (
	"errors"
	"slices"

	"ringwall/internal/iac/cloudformation/resourcespec/internal/layout"
	"ringwall/internal/packed"
)

// maxDepth is how deeply lists, maps and unions may be nested in one shape.
const maxDepth = 8

// readType decodes the type with number i.
func (t *Table) readType(i int) (Type, error) {
	r := t.record(t.types, i)
	typ := r.typeHead()
	definitions := r.definitionNumbers()
	if len(definitions) > 0 {
		typ.Definitions = make([]string, len(definitions))
		for j, d := range definitions {
			name := t.record(t.definitions, d)
			typ.Definitions[j] = name.text()
			if name.Err != nil {
				return Type{}, name.Err
			}
		}
	}
	typ.Properties = r.properties()
	typ.Attributes = r.attributes()
	if err := r.End(); err != nil {
		return Type{}, err
	}
	return typ, nil
}

// readARN decodes the ARN of the type with number i; where it has none, whether
// it has an attribute Arn.
func (t *Table) readARN(i int) (template string, attribute bool, err error) {
	r := t.record(t.types, i)
	typ := r.typeHead()
	if typ.ARN != "" || r.Err != nil {
		return typ.ARN, false, r.Err
	}
	r.definitionNumbers()
	for range r.Count(3) {
		var p Property
		r.property(&p)
	}
	for range r.Count(3) {
		var p Property
		r.property(&p)
		attribute = attribute || p.Name == "Arn"
	}
	return "", attribute, r.End()
}

// readDefinition decodes a definition of the type with number i. The name is
// empty if there is none.
func (t *Table) readDefinition(i int, name string) (Definition, error) {
	r := t.record(t.types, i)
	r.typeHead()
	for _, number := range r.definitionNumbers() {
		d := t.record(t.definitions, number)
		if d.text() != name || d.Err != nil {
			continue
		}
		definition := Definition{Name: name, Properties: d.properties()}
		return definition, d.End()
	}
	return Definition{}, r.Err
}

// typeHead reads what comes before a type's definitions.
func (r *recordReader) typeHead() Type {
	typ := Type{Name: r.text()}
	flags := r.Byte()
	if flags&layout.TypeARN != 0 {
		typ.ARN = r.text()
	}
	if flags&layout.TypeTags != 0 {
		typ.TagProperty = r.text()
		typ.TagShape = TagShape(r.Byte())
		if typ.TagShape == NoTags || typ.TagShape > TagMap {
			r.Fail(packed.ErrNumber)
		}
	}
	if flags&layout.TypeTransform != 0 {
		typ.Transform = r.text()
	}
	if flags&layout.TypeScrutiny != 0 {
		typ.Scrutiny = r.text()
	}
	if flags&layout.TypePrimary != 0 {
		typ.PrimaryIdentifier = r.texts()
		typ.Identifier = slices.Clone(typ.PrimaryIdentifier)
	}
	if flags&layout.TypeRef != 0 {
		typ.Identifier = r.texts()
		typ.IdentifierStated = true
	}
	typ.Stateful = flags&layout.TypeStateful != 0
	return typ
}

func (r *recordReader) definitionNumbers() []int {
	n := r.Count(1)
	if n > 0 && r.t.definitions.count() == 0 {
		r.Fail(packed.ErrNumber)
		return nil
	}
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = r.Number(r.t.definitions.count() - 1)
	}
	return numbers
}

func (r *recordReader) properties() []Property {
	properties := make([]Property, r.Count(3))
	for i := range properties {
		r.property(&properties[i])
		if r.Err != nil {
			return nil
		}
	}
	return properties
}

func (r *recordReader) attributes() []Attribute {
	attributes := make([]Attribute, r.Count(3))
	for i := range attributes {
		var p Property
		r.property(&p)
		if r.Err != nil {
			return nil
		}
		attributes[i] = Attribute{
			Name:          p.Name,
			Shape:         p.Shape,
			Deprecated:    p.Deprecated,
			Relationships: p.Relationships,
		}
	}
	return attributes
}

func (r *recordReader) property(p *Property) {
	p.Name = r.text()
	flags := r.Byte()
	r.shape(&p.Shape, 0)
	p.Required = flags&layout.MemberRequired != 0
	p.Deprecated = flags&layout.MemberDeprecated != 0
	if flags&layout.MemberReplacementMaybe != 0 {
		p.Replacement = ReplacesMaybe
	}
	if flags&layout.MemberReplacementYes != 0 {
		p.Replacement = ReplacesAlways
	}
	if flags&layout.MemberDefault != 0 {
		p.Default, p.HasDefault = r.text(), true
	}
	if flags&layout.MemberScrutiny != 0 {
		p.Scrutiny = r.text()
	}
	if flags&layout.MemberRelationships != 0 {
		p.Relationships = make([]Relationship, r.Count(2))
		for i := range p.Relationships {
			p.Relationships[i] = Relationship{Type: r.text(), Property: r.text()}
		}
	}
}

func (r *recordReader) shape(s *Shape, depth int) {
	if depth > maxDepth {
		r.Fail(errors.New("shape nested too deeply"))
		return
	}
	b := r.Byte()
	s.Kind = Kind(b & layout.ShapeKind)
	if b&layout.ShapeAllowed != 0 {
		s.Allowed = r.enum()
	}
	switch s.Kind {
	case String, Integer, Number, Boolean, Timestamp, JSON, Tag:
	case Object:
		s.Definition = r.text()
	case List, Map:
		s.Element = new(Shape)
		r.shape(s.Element, depth+1)
	case Union:
		s.Union = make([]Shape, r.Count(1))
		for i := range s.Union {
			r.shape(&s.Union[i], depth+1)
		}
	default:
		r.Fail(errors.New("unknown kind of shape"))
	}
}

// enum reads the number of a set of allowed values and returns the set.
func (r *recordReader) enum() []string {
	count := r.t.enums.count()
	if count == 0 {
		r.Fail(packed.ErrNumber)
		return nil
	}
	enum := r.t.record(r.t.enums, r.Number(count-1))
	var values []string
	for enum.Data != "" {
		values = append(values, enum.text())
	}
	if enum.Err != nil {
		r.Fail(enum.Err)
	}
	return values
}
