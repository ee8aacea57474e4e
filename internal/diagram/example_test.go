package diagram

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"ringwall/internal/account"
	"ringwall/internal/estate"
	"ringwall/internal/iac"
)

const examples = "../../examples"

// exampleSources are all architectures of the examples.
func exampleSources(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, pattern := range []string{"myapp", "myapp-flawed", "abac", "kms-s3", "steps/*", "*/estate"} {
		found, err := filepath.Glob(filepath.Join(examples, pattern))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, found...)
	}
	if len(out) < 14 {
		t.Fatalf("only %d examples", len(out))
	}
	return out
}

// load reads an architecture.
func load(t testing.TB, name string) *estate.Estate {
	t.Helper()
	if filepath.Base(name) == "estate" {
		files, err := account.Files(os.DirFS(name), name)
		if err != nil {
			t.Fatal(err)
		}
		return estate.New(estate.Estate{Resources: account.Load(files, account.Options{}).Resources})
	}
	e, err := iac.Open([]string{name}, iac.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestTheExamplesAreDrawnLawfully(t *testing.T) {
	for _, name := range exampleSources(t) {
		t.Run(name, func(t *testing.T) { lawful(t, load(t, name), Marks{Title: name}) })
	}
}

// TestTheCorpusIsDrawnLawfully draws every template of a folder of others, which
// is not in this repository: RINGWALL_CORPUS=/path go test ./internal/diagram -run Corpus -v
func TestTheCorpusIsDrawnLawfully(t *testing.T) {
	root := os.Getenv("RINGWALL_CORPUS")
	if root == "" {
		t.Skip("RINGWALL_CORPUS names no folder of templates")
	}
	drawn, padded := 0, 0
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(name); err != nil || d.IsDir() || ext != ".yaml" && ext != ".yml" && ext != ".json" && ext != ".template" {
			return err
		}
		e, err := iac.Open([]string{name}, iac.Options{})
		if err != nil {
			return nil // no template
		}
		t.Run(name, func(t *testing.T) {
			p := lawful(t, e, Marks{Title: name})
			drawn++
			if p.Width == 2*p.Height || p.Height == 2*p.Width {
				padded++
				t.Log("on a larger sheet")
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d pictures, %d of them on a larger sheet", drawn, padded)
}
