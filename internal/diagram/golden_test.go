package diagram

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"ringwall/internal/proof"
)

var update = flag.Bool("update", false, "rewrite the pictures that are expected")

// TestGoldenPictures compares whole files. Look at a change before you update
// them: go test ./internal/diagram -update
func TestGoldenPictures(t *testing.T) {
	way := Path{
		Title: "internet → WebServer: tcp 80", From: End{Outside: Internet}, To: End{Resource: "WebServer"}, Tone: Good,
		Gates: []Gate{
			{Resource: "InternetGateway", Kind: "internet-gateway", Text: "attached to Vpc", At: "template.yaml:29:3"},
			{Resource: "WebServerSecurityGroup", Kind: "security-group", Text: "in tcp 80 from 0.0.0.0/0", At: "template.yaml:73:11"},
			{Kind: "route", Effect: proof.Depends, Text: "0.0.0.0/0 -> InternetGateway"},
		},
	}
	for _, c := range []struct {
		source, golden string
		marks          Marks
		options        Options
	}{
		{"steps/06-security-groups", "testdata/security-groups.svg", Marks{Title: "Security groups", Note: "Step 6", Paths: []Path{way}}, Options{}},
		{"cross-account/estate", "testdata/cross-account.svg", Marks{}, Options{Inline: true, Prefix: "f1-", Bare: true}},
	} {
		t.Run(c.source, func(t *testing.T) {
			var b bytes.Buffer
			if err := Draw(load(t, examples+"/"+c.source), c.marks).SVG(&b, c.options); err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(c.golden, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(c.golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(b.Bytes(), want) {
				t.Errorf("the picture is not %s: go test ./internal/diagram -update, then look at it", c.golden)
			}
		})
	}
}
