package main

import (
	"fmt"
	"slices"

	"ringwall/internal/iac/cloudformation/resourcespec"
	"ringwall/internal/iac/cloudformation/resourcespec/internal/layout"
	"ringwall/internal/packed"
)

// encode writes a table. It encodes twice: how often a string is used, which
// the first pass counts, decides its number in the second.
func encode(m model) ([]byte, error) {
	first := newEncoder(nil)
	first.encodeTypes(m.types)
	second := newEncoder(ranked(first.strings))
	second.encodeTypes(m.types)
	return second.table(m.version)
}

// An encoder collects the records of a table.
type encoder struct {
	strings     *packed.Interner
	enums       packed.Interner
	definitions packed.Interner
	types       [][]byte
}

func newEncoder(texts []string) *encoder {
	e := &encoder{strings: &packed.Interner{}}
	for _, text := range texts {
		e.strings.Number(text)
	}
	return e
}

func (e *encoder) encodeTypes(types []typeModel) {
	for _, t := range types {
		e.types = append(e.types, e.typ(t))
	}
}

// table puts the sections together.
func (e *encoder) table(version string) ([]byte, error) {
	b := packed.AppendText([]byte(layout.Magic), version)
	b = packed.AppendNumber(b, len(e.strings.Texts))
	before, total := "", 0
	for _, text := range e.strings.Texts {
		if len(text) > layout.MaxString {
			return nil, fmt.Errorf("string of %d bytes: %.60q", len(text), text)
		}
		shared := sharedPrefix(before, text)
		b = packed.AppendNumber(b, shared)
		b = packed.AppendText(b, text[shared:])
		before, total = text, total+len(text)
	}
	if total > layout.MaxText {
		return nil, fmt.Errorf("strings of %d bytes in total", total)
	}
	b = appendSection(b, e.enums.Texts)
	b = appendSection(b, e.definitions.Texts)
	return appendSection(b, e.types), nil
}

func (e *encoder) typ(t typeModel) []byte {
	b := e.text(nil, t.Name)
	flags := len(b)
	b = append(b, 0)
	set := func(flag byte, present bool) bool {
		if present {
			b[flags] |= flag
		}
		return present
	}
	if set(layout.TypeARN, t.ARN != "") {
		b = e.text(b, t.ARN)
	}
	if set(layout.TypeTags, t.TagProperty != "") {
		b = append(e.text(b, t.TagProperty), byte(t.TagShape))
	}
	if set(layout.TypeTransform, t.Transform != "") {
		b = e.text(b, t.Transform)
	}
	if set(layout.TypeScrutiny, t.Scrutiny != "") {
		b = e.text(b, t.Scrutiny)
	}
	if set(layout.TypePrimary, t.PrimaryIdentifier != nil) {
		b = e.textList(b, t.PrimaryIdentifier)
	}
	if set(layout.TypeRef, t.IdentifierStated) {
		b = e.textList(b, t.Identifier)
	}
	set(layout.TypeStateful, t.Stateful)
	b = packed.AppendNumber(b, len(t.definitions))
	for _, d := range t.definitions {
		record := e.properties(e.text(nil, d.Name), d.Properties)
		b = packed.AppendNumber(b, e.definitions.Number(string(record)))
	}
	return e.attributes(e.properties(b, t.Properties), t.Attributes)
}

func (e *encoder) properties(b []byte, properties []resourcespec.Property) []byte {
	b = packed.AppendNumber(b, len(properties))
	for _, p := range properties {
		b = e.property(b, p)
	}
	return b
}

func (e *encoder) attributes(b []byte, attributes []resourcespec.Attribute) []byte {
	b = packed.AppendNumber(b, len(attributes))
	for _, a := range attributes {
		b = e.property(b, resourcespec.Property{
			Name:          a.Name,
			Shape:         a.Shape,
			Deprecated:    a.Deprecated,
			Relationships: a.Relationships,
		})
	}
	return b
}

func (e *encoder) property(b []byte, p resourcespec.Property) []byte {
	b = e.text(b, p.Name)
	b = append(b, memberFlags(p))
	b = e.shape(b, p.Shape)
	if p.HasDefault {
		b = e.text(b, p.Default)
	}
	if p.Scrutiny != "" {
		b = e.text(b, p.Scrutiny)
	}
	if p.Relationships != nil {
		b = packed.AppendNumber(b, len(p.Relationships))
		for _, r := range p.Relationships {
			b = e.text(e.text(b, r.Type), r.Property)
		}
	}
	return b
}

func memberFlags(p resourcespec.Property) byte {
	var flags byte
	for _, f := range []struct {
		set bool
		bit byte
	}{
		{p.Required, layout.MemberRequired},
		{p.HasDefault, layout.MemberDefault},
		{p.Deprecated, layout.MemberDeprecated},
		{p.Scrutiny != "", layout.MemberScrutiny},
		{p.Relationships != nil, layout.MemberRelationships},
		{p.Replacement == resourcespec.ReplacesMaybe, layout.MemberReplacementMaybe},
		{p.Replacement == resourcespec.ReplacesAlways, layout.MemberReplacementYes},
	} {
		if f.set {
			flags |= f.bit
		}
	}
	return flags
}

func (e *encoder) shape(b []byte, s resourcespec.Shape) []byte {
	if s.Allowed == nil {
		b = append(b, byte(s.Kind))
	} else {
		b = append(b, byte(s.Kind)|layout.ShapeAllowed)
		var record []byte
		for _, value := range s.Allowed {
			record = e.text(record, value)
		}
		b = packed.AppendNumber(b, e.enums.Number(string(record)))
	}
	switch s.Kind {
	case resourcespec.Object:
		b = e.text(b, s.Definition)
	case resourcespec.List, resourcespec.Map:
		b = e.shape(b, *s.Element)
	case resourcespec.Union:
		b = packed.AppendNumber(b, len(s.Union))
		for _, alternative := range s.Union {
			b = e.shape(b, alternative)
		}
	}
	return b
}

func (e *encoder) text(b []byte, text string) []byte {
	return packed.AppendNumber(b, e.strings.Number(text))
}

func (e *encoder) textList(b []byte, texts []string) []byte {
	b = packed.AppendNumber(b, len(texts))
	for _, text := range texts {
		b = e.text(b, text)
	}
	return b
}

// ranked returns the texts such that the most used get numbers of one byte and
// the next numbers of two. Within these ranks they are sorted, so that
// neighbours share prefixes.
func ranked(in *packed.Interner) []string {
	texts := in.Ranked()
	one, two := min(1<<7, len(texts)), min(1<<14, len(texts))
	slices.Sort(texts[:one])
	slices.Sort(texts[one:two])
	slices.Sort(texts[two:])
	return texts
}

func sharedPrefix(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

func appendSection[T string | []byte](b []byte, records []T) []byte {
	b = packed.AppendNumber(b, len(records))
	for _, r := range records {
		b = packed.AppendNumber(b, len(r))
	}
	for _, r := range records {
		b = append(b, r...)
	}
	return b
}
