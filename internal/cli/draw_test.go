package cli_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"ringwall/internal/cli"
)

// TestThePicturesOfTheDocsAreFresh draws what the README shows; with -update it
// rewrites the files.
func TestThePicturesOfTheDocsAreFresh(t *testing.T) {
	t.Chdir("../..")
	for file, args := range map[string][]string{
		"docs/architecture.svg": {"draw", "examples/myapp"},
		"docs/finding.svg":      {"draw", "examples/myapp-flawed", "--finding", "NET-DB-INTERNET:Database", "--focus", "--title", "The internet reaches the database"},
	} {
		var out, errors bytes.Buffer
		if status := cli.Run(args, strings.NewReader(""), &out, &errors, func(string) string { return "" }); status != 0 {
			t.Fatalf("ringwall %s: exit status %d: %s", strings.Join(args, " "), status, errors.String())
		}
		if *update {
			if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		have, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(have, out.Bytes()) {
			t.Errorf("%s is not what ringwall %s draws: go test ./internal/cli -update, then look at it", file, strings.Join(args, " "))
		}
	}
}
