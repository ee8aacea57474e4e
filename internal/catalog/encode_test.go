package catalog_test

import (
	"bytes"
	"os"
	"reflect"
	"strings"
	"testing"

	"ringwall/internal/catalog"
)

// small is data with one of everything.
func small() catalog.Data {
	return catalog.Data{
		Source: "a test", Date: "2026-01-02",
		Services: []catalog.Service{
			{Prefix: "a", Actions: []catalog.Action{}, Types: []catalog.ResourceType{}, Keys: []catalog.Key{}},
			{
				Prefix: "b-c", Name: "Bee Cee", ResourceControl: true,
				Actions: []catalog.Action{
					{Service: "b-c", Name: "GetThing", Level: catalog.LevelRead, Keys: []string{"b-c:Colour"},
						Resources: []catalog.Use{{Type: "box", Need: catalog.Optional}, {Type: "thing", Need: catalog.Required, Keys: []string{"b-c:Colour", "b-c:Tag/${Key}"}}}},
					{Service: "b-c", Name: "ListThings", Level: catalog.LevelList},
					{Service: "b-c", Name: "TagThing", Level: catalog.LevelTagging, Dependent: []string{"a:Other", "b-c:GetThing"}},
				},
				Types: []catalog.ResourceType{
					{Service: "b-c", Name: "box", ARNs: []string{"arn:${Partition}:b:::box/${Box}", "arn:${Partition}:b:::${Box}"}},
					{Service: "b-c", Name: "thing", ARNs: []string{"arn:${Partition}:b:${Region}:${Account}:thing/${Thing}"}, Keys: []string{"b-c:Tag/${Key}"}},
				},
				Keys: []catalog.Key{{Name: "b-c:Colour", Type: catalog.String, Many: true}, {Name: "b-c:Tag/${Key}", Type: catalog.TypeUnknown}},
			},
		},
	}
}

func encode(t testing.TB, d catalog.Data) []byte {
	t.Helper()
	table, err := catalog.Encode(d)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestDecodeIsWhatWasEncoded(t *testing.T) {
	c, err := catalog.Decode(encode(t, small()))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Data(); !reflect.DeepEqual(got, small()) {
		t.Errorf("got  %+v\nwant %+v", got, small())
	}
}

// The embedded table is what its own data are encoded as: nothing is lost, and the
// order in which data come does not matter.
func TestEmbeddedIsCanonical(t *testing.T) {
	table, err := os.ReadFile("catalog.bin")
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Decode(table)
	if err != nil {
		t.Fatal(err)
	}
	d := c.Data()
	for i, j := 0, len(d.Services)-1; i < j; i, j = i+1, j-1 {
		d.Services[i], d.Services[j] = d.Services[j], d.Services[i]
	}
	if !bytes.Equal(encode(t, d), table) {
		t.Error("the table differs from what its data are encoded as")
	}
	if len(table) > 430_000 {
		t.Errorf("%d bytes", len(table))
	}
}

func TestEncodeRefuses(t *testing.T) {
	for want, change := range map[string]func(*catalog.Data){
		`service a: it is there twice`:                                          func(d *catalog.Data) { d.Services[1] = d.Services[0] },
		`service A: "A" is no prefix of actions`:                                func(d *catalog.Data) { d.Services[0].Prefix = "A" },
		`service : "" is no prefix of actions`:                                  func(d *catalog.Data) { d.Services[0].Prefix = "" },
		`service b-c: action getthing is there twice`:                           func(d *catalog.Data) { d.Services[1].Actions[1].Name = "getthing" },
		`service b-c: action Get*: "b-c:Get*" is no name of an action of b-c`:   func(d *catalog.Data) { d.Services[1].Actions[1].Name = "Get*" },
		`service b-c: action : "b-c:" is no name of an action of b-c`:           func(d *catalog.Data) { d.Services[1].Actions[1].Name = "" },
		`service b-c: resource type thing is there twice`:                       func(d *catalog.Data) { d.Services[1].Types[0].Name = "thing" },
		`service b-c: condition key b-c:Colour is there twice`:                  func(d *catalog.Data) { d.Services[1].Keys[1].Name = "b-c:Colour" },
		`resource type "hox" is not among those of the service`:                 func(d *catalog.Data) { d.Services[1].Actions[0].Resources[0].Type = "hox" },
		`condition key "b-c:Sound" is not among those of the service`:           func(d *catalog.Data) { d.Services[1].Actions[0].Keys[0] = "b-c:Sound" },
		`resource type box: "arn:b" is no form of ARNs`:                         func(d *catalog.Data) { d.Services[1].Types[0].ARNs[0] = "arn:b" },
		`a text has 4097 bytes, which is more than 4096`:                        func(d *catalog.Data) { d.Services[1].Name = strings.Repeat("x", 4097) },
		`resource type thing: condition key "no" is not among those`:            func(d *catalog.Data) { d.Services[1].Types[1].Keys[0] = "no" },
		`action GetThing: resource type thing: condition key "no" is not among`: func(d *catalog.Data) { d.Services[1].Actions[0].Resources[1].Keys[0] = "no" },
	} {
		d := small()
		change(&d)
		if _, err := catalog.Encode(d); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// A table that lacks bytes, has some too many or other ones is an error, or it is
// another table; never a panic.
func TestDecodeDamaged(t *testing.T) {
	table := encode(t, small())
	for i := range table {
		if _, err := catalog.Decode(table[:i]); err == nil {
			t.Errorf("decoded the first %d bytes", i)
		}
	}
	if _, err := catalog.Decode(append(bytes.Clone(table), 0)); err == nil {
		t.Error("decoded a table with a byte too many")
	}
	for i := range table {
		for _, b := range []byte{0, 1, 0x7f, 0x80, 0xff} {
			damaged := bytes.Clone(table)
			damaged[i] = b
			if c, err := catalog.Decode(damaged); err == nil {
				use(c)
			}
		}
	}
}

func use(c *catalog.Catalog) {
	for _, name := range c.Expand("*") {
		if a, ok := c.Action(name); ok {
			c.KeysOf(a)
		}
	}
	c.TypesOf("arn:aws:b:::box/x")
	c.Key("b-c:tag/x")
	c.Data()
}

func FuzzDecode(f *testing.F) {
	f.Add(encode(f, small()))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, table := range [][]byte{data, append([]byte("ringwall catalog 1\n"), data...)} {
			if c, err := catalog.Decode(table); err == nil {
				use(c)
			}
		}
	})
}
