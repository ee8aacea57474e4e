package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ringwall/internal/iac/cloudformation/resourcespec"
)

// db returns a database with one type, A::B::C, that has the given members,
// and the definitions D and E, of which E has ID 2 and refers to itself.
func db(members string) string {
	return `{"schema": {
		"resource": {"type": "entities", "entities": [{"$id": "9", "cloudFormationType": "A::B::C", ` + members + `}]},
		"typeDefinition": {"entities": [
			{"$id": "1", "name": "D", "properties": {"X": {"type": {"type": "ref", "reference": {"$ref": "2"}}}}},
			{"$id": "2", "name": "E", "properties": {"Y": {"type": {"type": "array", "element": {"type": "ref", "reference": {"$ref": "2"}}}}}},
			{"$id": "3", "name": "E", "properties": {}}
		]}}}`
}

func TestParseDatabase(t *testing.T) {
	m, err := parseDatabase([]byte(db(`
		"primaryIdentifier": ["Id", "N"], "cfnRefIdentifier": ["N"], "arnTemplate": "arn:x", "isStateful": true,
		"tagInformation": {"tagPropertyName": "T", "variant": "map"},
		"properties": {
			"T": {"type": {"type": "map", "element": {"type": "string"}}},
			"N": {"type": {"type": "string", "allowedValues": ["a", "b"]}, "required": true, "causesReplacement": "yes", "documentation": "left out"},
			"I": {"type": {"type": "integer", "allowedValues": [1, 2]}, "defaultValue": "1", "deprecated": "WARN", "scrutinizable": "None"},
			"U": {"type": {"type": "union", "types": [{"type": "json"}, {"type": "ref", "reference": {"$ref": "1"}}]},
				"relationshipRefs": [{"cloudFormationType": "A::B::D", "propertyName": "Arn"}]}
		},
		"attributes": {"Id": {"type": {"type": "string"}}}`)))
	if err != nil {
		t.Fatal(err)
	}
	want := typeModel{
		Type: resourcespec.Type{
			Name: "A::B::C",
			Properties: []resourcespec.Property{
				{
					Name:    "I",
					Shape:   resourcespec.Shape{Kind: resourcespec.Integer, Allowed: []string{"1", "2"}},
					Default: "1", HasDefault: true, Deprecated: true,
				},
				{
					Name:     "N",
					Shape:    resourcespec.Shape{Kind: resourcespec.String, Allowed: []string{"a", "b"}},
					Required: true, Replacement: resourcespec.ReplacesAlways,
				},
				{
					Name:  "T",
					Shape: resourcespec.Shape{Kind: resourcespec.Map, Element: &resourcespec.Shape{Kind: resourcespec.String}},
				},
				{
					Name: "U",
					Shape: resourcespec.Shape{Kind: resourcespec.Union, Union: []resourcespec.Shape{
						{Kind: resourcespec.JSON}, {Kind: resourcespec.Object, Definition: "D"},
					}},
					Relationships: []resourcespec.Relationship{{Type: "A::B::D", Property: "Arn"}},
				},
			},
			Attributes:        []resourcespec.Attribute{{Name: "Id", Shape: resourcespec.Shape{Kind: resourcespec.String}}},
			ARN:               "arn:x",
			Identifier:        []string{"N"},
			PrimaryIdentifier: []string{"Id", "N"},
			IdentifierStated:  true,
			TagProperty:       "T",
			TagShape:          resourcespec.TagMap,
			Definitions:       []string{"D", "E"},
			Stateful:          true,
		},
		definitions: []resourcespec.Definition{
			{Name: "D", Properties: []resourcespec.Property{
				{Name: "X", Shape: resourcespec.Shape{Kind: resourcespec.Object, Definition: "E"}},
			}},
			{Name: "E", Properties: []resourcespec.Property{
				{Name: "Y", Shape: resourcespec.Shape{Kind: resourcespec.List, Element: &resourcespec.Shape{Kind: resourcespec.Object, Definition: "E"}}},
			}},
		},
	}
	if len(m.types) != 1 || !reflect.DeepEqual(m.types[0], want) {
		t.Errorf("got  %+v\nwant %+v", m.types, want)
	}
}

// What the generator does not understand, it refuses.
func TestParseDatabaseErrors(t *testing.T) {
	for _, test := range []struct{ members, want string }{
		{`"properties": {"P": {"type": {"type": "colour"}}}`, `A::B::C: P: unknown kind of type "colour"`},
		{`"properties": {"P": {"type": {"type": "union", "types": [{"type": "colour"}]}}}`, `unknown kind of type "colour"`},
		{`"properties": {"P": {"type": {"type": "array"}}}`, "array without element"},
		{`"properties": {"P": {"type": {"type": "ref", "reference": {"$ref": "7"}}}}`, `no definition has ID "7"`},
		{
			`"properties": {"P": {"type": {"type": "ref", "reference": {"$ref": "2"}}}, "Q": {"type": {"type": "ref", "reference": {"$ref": "3"}}}}`,
			"two definitions are called E",
		},
		{`"attributes": {"P": {"type": {"type": "string"}, "deprecated": "SOON"}}`, `unknown deprecation "SOON"`},
		{`"properties": {"P": {"type": {"type": "string"}, "causesReplacement": "perhaps"}}`, `unknown replacement "perhaps"`},
		{`"properties": {"P": {"type": {"type": "string"}, "defaultValue": "yes"}}`, "default is not JSON: yes"},
		{`"tagInformation": {"tagPropertyName": "T", "variant": "map"}`, "tag property T does not exist"},
		{
			`"tagInformation": {"tagPropertyName": "T", "variant": "map"}, "properties": {"T": {"type": {"type": "string"}}}`,
			`tag property T: variant "map" of a string`,
		},
		{`"properties": 7`, "cannot unmarshal"},
	} {
		if _, err := parseDatabase([]byte(db(test.members))); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("error %v, want %s", err, test.want)
		}
	}
}

// The package can be named by its folder or by the database in it, and two
// runs write the same bytes.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	var compressed bytes.Buffer
	w := gzip.NewWriter(&compressed)
	if _, err := w.Write([]byte(db(`"properties": {}`))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	source, first, second := filepath.Join(dir, "db.json.gz"), filepath.Join(dir, "1"), filepath.Join(dir, "2")
	if err := os.WriteFile(source, compressed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(dir, first); err == nil {
		t.Error("no error without package.json")
	}
	if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"name": "p", "version": "1.2"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(dir, first); err != nil {
		t.Fatal(err)
	}
	if err := run(source, second); err != nil {
		t.Fatal(err)
	}
	a, _ := os.ReadFile(first)
	b, _ := os.ReadFile(second)
	if len(a) == 0 || !bytes.Equal(a, b) {
		t.Errorf("two runs differ: %q, %q", a, b)
	}
	if !bytes.Contains(a, []byte("p 1.2, sha256 ")) {
		t.Errorf("no version in %q", a)
	}
}
