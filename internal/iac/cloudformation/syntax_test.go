package cloudformation_test

import (
	"errors"
	"strings"
	"testing"

	"ringwall/internal/iac/cloudformation"
)

func TestSyntaxErrorsNameTheirPlace(t *testing.T) {
	for _, x := range []struct{ name, text, want string }{
		{"a NUL byte", "Resources:\n  A:\n    Type: é\x00b\n", "t:3:12: not valid YAML or JSON: the control character U+0000"},
		{"a control character in JSON", "{\"Resources\": {\n \"A\": {\"Type\": \"x\x01\"}}}", "t:2:18: not valid YAML or JSON: the control character U+0001"},
		{"DEL", "Resources:\n  A: \x7f\n", "t:2:6: not valid YAML or JSON: the control character U+007F"},
		{"no UTF-8", "Resources:\n  A: \"\x80\"\n", "t:2:7: not valid YAML or JSON: the byte 0x80 is not UTF-8"},
		{"JSON without a comma", "{\"Resources\": {\"A\": 1\n \"B\": 2}}", "t:2:2: not valid YAML or JSON: invalid character"},
		{"JSON that ends", "{\"Resources\": {\n", "t:1:16: not valid YAML or JSON: unexpected end"},
		{"YAML in braces", "{Resources: {A: {\n  Type: x,\n  B: [1\n  }}}\n", "t:3: not valid YAML or JSON: did not find expected ',' or ']'"},
		{"a list that does not end", "Resources:\n  A: [1, 2\n", "t:2: not valid YAML or JSON: did not find expected ',' or ']'"},
		{"wrong indentation", "Resources:\n  A:\n    Type: x\n   B: 1\n", "t:2: not valid YAML or JSON: did not find expected key"},
		{"a tab", "Resources:\n\tA: 1\n", "t:2: not valid YAML or JSON: found character"},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, _, err := cloudformation.Parse("t", []byte(x.text))
			var told *cloudformation.Error
			if !errors.As(err, &told) || !strings.HasPrefix(told.Error(), x.want) {
				t.Fatalf("got %v, want %s", err, x.want)
			}
			if told.Hint == "" || told.At.Line == 0 && strings.Contains(told.Hint, "line") {
				t.Errorf("hint %q for %v", told.Hint, told.At)
			}
		})
	}
}
