package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"ringwall/internal/catalog"
	"ringwall/internal/policy"
)

// Formatting twice is formatting once, and says what the document says: AWS's
// managed policies are the same but for lists of one entry.
func TestFormatKeepsMeaning(t *testing.T) {
	managed, err := catalog.Managed()
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range managed.Names() {
		if i%10 != 0 {
			continue
		}
		p, _ := managed.Policy(name)
		once, err := format([]byte(p.Document))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if twice, err := format(once); err != nil || !bytes.Equal(once, twice) {
			t.Errorf("%s changes when it is formatted again: %v", name, err)
		}
		if before, after := simple(t, []byte(p.Document)), simple(t, once); !reflect.DeepEqual(before, after) {
			t.Errorf("%s says something else:\n%v\n%v", name, before, after)
		}
	}
}

func format(data []byte) ([]byte, error) {
	node, err := policy.ReadJSON("policy.json", data)
	if err != nil {
		return nil, err
	}
	return formatted(policyText{file: "policy.json", node: node})
}

// simple is a document in which entries stand without their lists of one, and
// numbers and Booleans are text.
func simple(t *testing.T, data []byte) any {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatal(err)
	}
	var walk func(any) any
	walk = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			for k := range v {
				v[k] = walk(v[k])
			}
			return v
		case []any:
			for i := range v {
				v[i] = walk(v[i])
			}
			if len(v) == 1 {
				return v[0]
			}
			return v
		}
		return fmt.Sprint(v)
	}
	return walk(v)
}
