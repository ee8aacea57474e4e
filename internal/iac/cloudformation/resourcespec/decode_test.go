package resourcespec

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/iac/cloudformation/resourcespec/internal/layout"
)

// visit decodes all of a table, and says whether nothing was damaged.
func visit(t *Table) error {
	for i := range t.names {
		typ, err := t.readType(i)
		if err != nil {
			return err
		}
		for _, name := range typ.Definitions {
			if _, err := t.readDefinition(i, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// Every record can be decoded, every Object has its definition, and all lists
// that are searched are sorted.
func TestComplete(t *testing.T) {
	table, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := visit(table); err != nil {
		t.Fatal(err)
	}
	for _, name := range table.names {
		typ, _ := table.Type(name)
		checkProperties(t, typ, typ.Properties)
		checkSorted(t, name, typ.Attributes, func(a Attribute) string { return a.Name })
		checkSorted(t, name, typ.Definitions, func(s string) string { return s })
		for _, a := range typ.Attributes {
			checkShape(t, typ, a.Shape)
		}
		for _, d := range typ.Definitions {
			definition, ok := table.Definition(name, d)
			if !ok {
				t.Errorf("%s: no definition %s", name, d)
			}
			checkProperties(t, typ, definition.Properties)
		}
	}
}

func checkProperties(t *testing.T, typ Type, properties []Property) {
	checkSorted(t, typ.Name, properties, func(p Property) string { return p.Name })
	for _, p := range properties {
		checkShape(t, typ, p.Shape)
	}
}

func checkSorted[E any](t *testing.T, name string, list []E, key func(E) string) {
	if !slices.IsSortedFunc(list, func(a, b E) int { return strings.Compare(key(a), key(b)) }) {
		t.Errorf("%s: not sorted: %v", name, list)
	}
}

func checkShape(t *testing.T, typ Type, s Shape) {
	if s.Kind == Object && !slices.Contains(typ.Definitions, s.Definition) {
		t.Errorf("%s: no definition %s", typ.Name, s.Definition)
	}
	if s.Element != nil {
		checkShape(t, typ, *s.Element)
	}
	for _, alternative := range s.Union {
		checkShape(t, typ, alternative)
	}
}

// small is a table of one type, as layout.go describes it.
const small = layout.Magic + "\x01v" +
	"\x04" + "\x00\x01A" + "\x00\x01D" + "\x00\x01P" + "\x01\x01x" + // strings: A, D, P, Px
	"\x01" + "\x02" + "\x00\x03" + // enums: A or Px
	"\x01" + "\x06" + smallDefinition +
	"\x01" + "\x12" + smallType

const (
	smallDefinition = "\x01" + "\x01" + "\x02\x01\x11\x00" // D: P, required, string, enum 0
	smallType       = "\x00\x00" + "\x01\x00" +            // A: flags, definition 0
		"\x01" + "\x03\x12\x09\x08\x01" + "\x02" + "\x01\x00\x03" + // Px: list of D, default, relationship
		"\x01" + "\x02\x00\x01" // P: string
)

func TestSmall(t *testing.T) {
	table, err := decode(small)
	if err != nil {
		t.Fatal(err)
	}
	got, ok := table.Type("A")
	want := Type{
		Name: "A",
		Properties: []Property{{
			Name:          "Px",
			Shape:         Shape{Kind: List, Element: &Shape{Kind: Object, Definition: "D"}},
			Default:       "P",
			HasDefault:    true,
			Relationships: []Relationship{{Type: "A", Property: "Px"}},
		}},
		Attributes:  []Attribute{{Name: "P", Shape: Shape{Kind: String}}},
		Definitions: []string{"D"},
	}
	if !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("type %+v, want %+v", got, want)
	}
	definition, ok := table.Definition("A", "D")
	wantDefinition := Definition{Name: "D", Properties: []Property{{
		Name:     "P",
		Shape:    Shape{Kind: String, Allowed: []string{"A", "Px"}},
		Required: true,
	}}}
	if !ok || !reflect.DeepEqual(definition, wantDefinition) {
		t.Errorf("definition %+v, want %+v", definition, wantDefinition)
	}
}

// A table that lacks bytes, or has some too many, is refused.
func TestDamaged(t *testing.T) {
	damaged := []string{
		small + "x",
		embedded + "x",
		embedded[:len(embedded)/2],
		embedded[:len(embedded)-1],
		layout.Magic + "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
		layout.Magic + "\x00\x01\x01\x00\x00\x00\x00", // the first string shares a byte with none
	}
	for i := range small {
		damaged = append(damaged, small[:i])
	}
	for _, data := range damaged {
		if _, err := decode(data); err == nil {
			t.Errorf("%.60q was decoded", data)
		}
	}
}

// A type whose record is damaged is an error, and to callers as if absent.
func TestDamagedRecord(t *testing.T) {
	for i := len(small) - len(smallType) + 1; i < len(small); i++ {
		table, err := decode(small[:i] + "\x7f" + small[i+1:])
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := table.Type("A"); ok != (visit(table) == nil) {
			t.Errorf("byte %d: found %t, error %v", i, ok, visit(table))
		}
	}
}

// Whatever a table contains, decoding it ends, without panic.
func FuzzDecode(f *testing.F) {
	f.Add(embedded[:1000])
	f.Add(small)
	f.Fuzz(func(t *testing.T, data string) {
		for _, data := range []string{data, layout.Magic + data} {
			table, err := decode(data)
			if err != nil {
				continue
			}
			if err := visit(table); err != nil {
				continue
			}
			for _, name := range table.Types() {
				if typ, ok := table.Type(name); !ok || typ.Name != name {
					t.Errorf("type %q not found", name)
				}
			}
		}
	})
}
