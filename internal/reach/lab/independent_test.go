//go:build linux

package lab

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestIndependent holds the witness apart: what draws, builds and probes knows
// nothing of ours. Only the files that hand the estate to the engine and compare
// do.
func TestIndependent(t *testing.T) {
	may := []string{"estate_test.go", "estatetransit_test.go", "engine_test.go", "lab_test.go"}
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < len(may) {
		t.Fatalf("files %v: %v", files, err)
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			if strings.HasPrefix(i.Path.Value, `"ringwall/`) && !slices.Contains(may, file) {
				t.Errorf("%s imports %s: the witness must not lean on what it judges", file, i.Path.Value)
			}
		}
	}
}
