package cloudformation

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/resourcespec"
	"ringwall/internal/spelling"
)

// misspelt finds properties that nobody reads because their names are not those of
// AWS's specification, but nearly: AWS refuses a template with one. Names that are
// like no other may be newer than the specification, and nothing is said of them.
type misspelt struct {
	*loader
	table *resourcespec.Table
	types map[string][]resourcespec.Property
}

// tellMisspelt notes such properties of the resources of a stack.
func (s *stack) tellMisspelt() {
	table, err := specification()
	if err != nil {
		return
	}
	m := &misspelt{loader: s.loader, table: table, types: s.loader.properties}
	for _, c := range s.cores {
		m.fields(c.Type, c.Type, m.of(c.Type, ""), c.Properties)
	}
}

// of lists the properties of a type, or of one of its definitions; none where the
// table doesn't know it.
func (m *misspelt) of(typ, definition string) []resourcespec.Property {
	key := typ + "\x00" + definition
	if have, ok := m.types[key]; ok {
		return have
	}
	var out []resourcespec.Property
	if definition != "" {
		d, _ := m.table.Definition(typ, definition)
		out = d.Properties
	} else if t, ok := m.table.Type(typ); ok && t.Transform == "" {
		out = t.Properties
	}
	m.types[key] = out
	return out
}

// fields looks at a map that has the given properties: a type's or a definition's.
func (m *misspelt) fields(typ, of string, properties []resourcespec.Property, t *estate.Tree) {
	if t == nil || len(properties) == 0 {
		return
	}
	switch t.Kind {
	case estate.Choice:
		for _, a := range t.Alts {
			m.fields(typ, of, properties, a.Then)
		}
	case estate.List:
		for _, i := range t.Items {
			m.fields(typ, of, properties, i)
		}
	case estate.Map:
		for _, f := range t.Fields {
			if p, ok := property(properties, f.Name); ok {
				m.value(typ, p.Shape, f.Value)
			} else if near := nearProperty(properties, f.Name); near != "" {
				m.tell(of, near, f)
			}
		}
	}
}

// value looks at what a property holds. A single value may stand for a list of one.
func (m *misspelt) value(typ string, s resourcespec.Shape, t *estate.Tree) {
	switch s.Kind {
	case resourcespec.List:
		m.value(typ, *s.Element, t)
	case resourcespec.Object:
		m.fields(typ, typ+"."+s.Definition, m.of(typ, s.Definition), t)
	}
}

func (m *misspelt) tell(of, near string, f estate.Field) {
	version, _, _ := strings.Cut(m.table.Version(), ",")
	v := m.outside(f.Name+" at "+f.Origin.String(),
		of+" has no such property in AWS's specification ("+version+"), so it is not read; did you mean "+near+"?")
	if m.told[v.Name] {
		return // the template stands in several stacks
	}
	m.told[v.Name] = true
	m.gap(estate.Gap{Variable: v, Origin: f.Origin})
}

func property(properties []resourcespec.Property, name string) (resourcespec.Property, bool) {
	return resourcespec.Definition{Properties: properties}.Property(name)
}

// nearProperty is the property that a name was probably meant for: one that differs in
// the case of its letters, or in one letter, or two of a long name. Digits tell
// properties apart (CidrBlock's IPv4 and IPv6).
func nearProperty(properties []resourcespec.Property, name string) string {
	names := make([]string, 0, len(properties))
	for _, p := range properties {
		if digits(p.Name) == digits(name) {
			names = append(names, p.Name)
		}
	}
	below := 1 // edits, without those of the case
	if len(name) >= 5 {
		below = 2
	}
	if len(name) >= 12 {
		below = 3
	}
	return spelling.Nearest(name, names, below)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
