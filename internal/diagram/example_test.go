package diagram

import (
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
