package claim_test

import (
	"strings"
	"testing"

	"ringwall/internal/claim"
	"ringwall/internal/proof"
)

func TestParse(t *testing.T) {
	claims, err := claim.ParseAll("# a comment\n\ninternet  -> alb/web   tcp/443  yes\ninternet -> tag:tier=data any no\nonprem -> Web tcp/1-9 unknown\ninternet -> Web any exactly tcp/80,443\n")
	if err != nil {
		t.Fatal(err)
	}
	if len(claims) != 4 {
		t.Fatalf("%d claims, want 4", len(claims))
	}
	if c := claims[0]; c.Line != 3 || c.Text != "internet -> alb/web tcp/443 yes" || c.Want != proof.Yes {
		t.Errorf("got %+v", c)
	}
	if claims[1].Want != proof.No || claims[2].Want != proof.Unknown {
		t.Errorf("got %v and %v", claims[1].Want, claims[2].Want)
	}
	if x := claims[3].Exactly; x == nil || x.String() != "tcp 80,443" {
		t.Errorf("got %v", x)
	}
}

func TestParseErrors(t *testing.T) {
	for line, want := range map[string]string{
		"internet Web tcp/80 yes":              "expected FROM -> TO",
		"internet -> Web tcp/80":               "expected FROM -> TO",
		"internet -> Web tcp/80 perhaps":       `"perhaps" is none of`,
		"internet -> Web tcp/80 yes indeed":    `"indeed" is too much`,
		"internet -> Web tpc/80 yes":           "tpc",
		"internet -> Web any exactly tcp/x":    `"x"`,
		"10.0.0.300 -> Web any yes":            "10.0.0.300",
		"internet -> tag:tier any yes":         "tag",
		"a -> b any no\ninternet -> b any nay": "line 2",
	} {
		if _, err := claim.ParseAll(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want an error with %q", line, err, want)
		}
	}
}
