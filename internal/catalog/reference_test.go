package catalog_test

import (
	"reflect"
	"strings"
	"testing"

	"ringwall/internal/catalog"
)

// The form of "Simplified AWS service information for programmatic access".
const reference = `{
  "Name": "b",
  "Actions": [
    {
      "Name": "TagThing",
      "ActionConditionKeys": ["aws:TagKeys", "B:colour"],
      "Annotations": {"Properties": {"IsList": false, "IsPermissionManagement": false, "IsTaggingOnly": true, "IsWrite": true}},
      "Resources": [{"Name": "thing", "ConditionKeys": ["b:Colour"]}],
      "SupportedBy": {"IAM Access Analyzer Policy Generation": true}
    },
    {"Name": "ListThings", "Annotations": {"Properties": {"IsList": true}}},
    {"Name": "GetThing", "Annotations": {"Properties": {}}, "Resources": [{"Name": "thing"}]},
    {"Name": "PutThing", "Annotations": {"Properties": {"IsWrite": true}}},
    {"Name": "PutThingPolicy", "Annotations": {"Properties": {"IsWrite": true, "IsPermissionManagement": true}}}
  ],
  "ConditionKeys": [{"Name": "b:Colour", "Types": ["ArrayOfString"]}, {"Name": "b:New", "Types": ["Quaternion"]}],
  "Operations": [{"Name": "GetThing"}],
  "Resources": [{"Name": "thing", "ARNFormats": ["arn:${Partition}:b:${Region}:${Account}:thing/${Thing}"], "ConditionKeys": ["b:New"]}],
  "Version": "v1.3"
}`

func TestRead(t *testing.T) {
	want := []catalog.Service{{
		Prefix: "b",
		Actions: []catalog.Action{
			{Service: "b", Name: "GetThing", Level: catalog.LevelRead, Resources: []catalog.Use{{Type: "thing"}}},
			{Service: "b", Name: "ListThings", Level: catalog.LevelList},
			{Service: "b", Name: "PutThing", Level: catalog.LevelWrite},
			{Service: "b", Name: "PutThingPolicy", Level: catalog.LevelPermissionsManagement},
			{Service: "b", Name: "TagThing", Level: catalog.LevelTagging, Keys: []string{"aws:TagKeys", "b:Colour"},
				Resources: []catalog.Use{{Type: "thing", Keys: []string{"b:Colour"}}}},
		},
		Types: []catalog.ResourceType{{Service: "b", Name: "thing", ARNs: []string{"arn:${Partition}:b:${Region}:${Account}:thing/${Thing}"}, Keys: []string{"b:New"}}},
		Keys:  []catalog.Key{{Name: "aws:TagKeys"}, {Name: "b:Colour", Type: catalog.String, Many: true}, {Name: "b:New"}},
	}}
	for _, text := range []string{reference, "[" + reference + "]", " \n[\n" + reference + "\n]\n"} {
		got, err := catalog.Read(strings.NewReader(text))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
		}
	}
	for _, text := range []string{`{"Name":"b"}{"Name":"c"}`, "{\"Name\":\"b\"}\n\n{\"Name\":\"c\"}\n", `[{"Name":"b"},{"Name":"c"}]`} {
		got, err := catalog.Read(strings.NewReader(text))
		if err != nil || len(got) != 2 || got[0].Prefix != "b" || got[1].Prefix != "c" {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
}

func TestReadSaysWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "there is no service in it",
		"[]":                                  "there is no service in it",
		"{\"Name\": \"b\",\n \"Actions\": [}": "line 2, column 14: invalid character '}' looking for beginning of value",
		"{\"Name\": \"b\"":                    "line 1, column 13: the file ends in the middle of a document",
		"[{\"Name\": \"b\"}":                  "the file ends in the middle of a document",
		"\n\n{\"Name\": \"b\",\n \"Actions\": [{\"Name\": 3}]}":                   "line 4, column 23: Actions.Name is expected to be of kind string, found number",
		"{\"Name\": \"b\"}\n  {\"Name\": \"c\", \"Actions\": {}}":                 "line 2, column 28: Actions is expected to be of kind array, found object",
		"{\"Name\": \"b\"}\n[{\"Name\": \"c\"}]":                                  "a service is expected to be of kind object, found array",
		"[{\"Name\": \"b\"}]\n{\"Name\": \"c\"}":                                  "line 2, column 1: something follows the array of services",
		"3":                                                                       "a service is expected to be of kind object, found number",
		"{\"Name\": \"b\"}\n{\"Name\": \"b\"}":                                    "line 2: service b stands in line 1 too",
		`{"Actions": []}`:                                                         `line 1: service : "" is no prefix of actions`,
		`[{"service": "s3", "url": "https://example.com/s3.json"}]`:               "line 1: this is the list of services; what is wanted are the files that its entries name, as https://example.com/s3.json",
		`{"Name": "b", "Actions": [{"Name": "X", "Resources": [{"Name": "y"}]}]}`: `line 1: service b: action X: resource type "y" is not among those of the service`,
		`{"Name": "b", "Actions": [{"Name": "X"}, {"Name": "x"}]}`:                "line 1: service b: action x is there twice",
		`{"Name": "b", "Resources": [{"Name": "r", "ARNFormats": ["r"]}]}`:        `service b: resource type r: "r" is no form of ARNs`,
	} {
		got, err := catalog.Read(strings.NewReader(text))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "read service reference: ") {
			t.Errorf("%s: %v, %v, want %q", text, got, err, want)
		}
	}
}

// A service reference does not say everything: what it leaves open stays, what it
// says replaces what was said.
func TestMerge(t *testing.T) {
	old := catalog.Data{Source: "old", Date: "2025-01-01", Services: []catalog.Service{
		{Prefix: "a", Name: "Aye"},
		{
			Prefix: "b", Name: "Bee", ResourceControl: true,
			Actions: []catalog.Action{
				{Service: "b", Name: "Gone"},
				{Service: "b", Name: "TagThing", Level: catalog.LevelWrite, Dependent: []string{"a:X"}, Resources: []catalog.Use{{Type: "thing", Need: catalog.Required}}},
			},
			Types: []catalog.ResourceType{{Service: "b", Name: "thing"}},
		},
	}}
	newer, err := catalog.Read(strings.NewReader(reference + `{"Name": "c"}`))
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Decode(encode(t, old.Merge(newer, "new", "2026-01-01")))
	if err != nil {
		t.Fatal(err)
	}
	if c.Source() != "new" || c.Date() != "2026-01-01" || strings.Join(c.Services(), " ") != "a b c" {
		t.Errorf("%s of %s: %v", c.Source(), c.Date(), c.Services())
	}
	tag, _ := c.Action("b:TagThing")
	if tag.Level != catalog.LevelTagging || tag.Resources[0].Need != catalog.Required || strings.Join(tag.Dependent, " ") != "a:X" {
		t.Errorf("TagThing is %+v", tag)
	}
	if get, ok := c.Action("b:GetThing"); !ok || get.Resources[0].Need != catalog.NeedUnknown {
		t.Errorf("GetThing is %+v, %v", get, ok)
	}
	if gone, ok := c.Action("b:Gone"); ok {
		t.Errorf("kept %v, which AWS does not list any more", gone)
	}
	if s, _ := c.Service("b"); s.Name != "Bee" || !s.ResourceControl {
		t.Errorf("service b is %q, %v", s.Name, s.ResourceControl)
	}
	if k, ok := c.Key("b:new"); !ok || k.Type != catalog.TypeUnknown {
		t.Errorf("b:New is %+v, %v: it exists, and its type is not known", k, ok)
	}
	if k, _ := c.Key("aws:TagKeys"); k.Type != catalog.String || !k.Many {
		t.Errorf("aws:TagKeys is %+v", k)
	}
}

// Whatever can be read can be written, and what was written is what was read.
func FuzzRead(f *testing.F) {
	f.Add(reference)
	f.Add("[" + reference + `,{"Name":"c","Actions":[{"Name":"X"}]}]`)
	f.Add(`[{"service":"s3","url":"x"}]`)
	f.Fuzz(func(t *testing.T, text string) {
		services, err := catalog.Read(strings.NewReader(text))
		if err != nil {
			return
		}
		d := catalog.Data{}.Merge(services, "fuzz", "")
		c, err := catalog.Decode(encode(t, d))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range services {
			for _, a := range s.Actions {
				if got, ok := c.Action(a.String()); !ok || got.Name != a.Name || got.Level != a.Level || len(got.Resources) != len(a.Resources) {
					t.Errorf("%s is %+v, want %+v", a, got, a)
				}
			}
		}
	})
}
