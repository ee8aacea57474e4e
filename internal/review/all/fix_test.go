package all_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/iac"
	"ringwall/internal/iac/cloudformation/resourcespec"
	"ringwall/internal/review"
	"ringwall/internal/review/all"
)

// composed are names that are put together of words, and are no part of something
// else, such as aws:SourceArn.
var composed = regexp.MustCompile(`(?:^|[ ({\[,])((?:AWS::[A-Za-z0-9]+::)?[A-Z][A-Za-z0-9]*[a-z0-9][A-Z][A-Za-z0-9]*)`)

// TestFixesOnTerraformNameItsArguments: neither what is said of a resource that is
// written in Terraform nor its fix names a property of the type as CloudFormation does.
func TestFixesOnTerraformNameItsArguments(t *testing.T) {
	files, err := filepath.Glob("testdata/terraform/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	table, err := resourcespec.Open()
	if err != nil {
		t.Fatal(err)
	}
	var words iac.Wording
	seen, changed := 0, 0
	for _, file := range files {
		root := t.TempDir()
		for name := range unpackCases(t, file, root) {
			e, err := iac.Open([]string{filepath.Join(root, name, "bad")}, iac.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range review.Run(e, all.Rules()).Findings {
				r, ok := e.Get(f.Resource)
				if !ok {
					continue
				}
				fix := words.Say(r, f.Fix)
				if seen++; fix != f.Fix {
					changed++
				}
				for _, said := range []string{fix, words.Say(r, f.Message)} {
					for _, m := range composed.FindAllStringSubmatch(said, -1) {
						if isProperty(table, r, m[1]) {
							t.Errorf("%s on %s names %s: %s", f.Control, r.Base().ID, m[1], said)
						}
					}
				}
			}
		}
	}
	if changed < seen/3 {
		t.Errorf("%d of %d fixes are said in Terraform's names", changed, seen)
	}
}

// isProperty reports the name of a property of a resource's type, at any depth.
func isProperty(table *resourcespec.Table, r estate.Resource, name string) bool {
	typ, ok := table.Type(r.Base().Type)
	if !ok || strings.HasPrefix(name, "AWS::") {
		return false
	}
	if _, ok := typ.Property(name); ok {
		return true
	}
	for _, d := range typ.Definitions {
		if definition, ok := table.Definition(typ.Name, d); ok {
			if _, ok := definition.Property(name); ok {
				return true
			}
		}
	}
	return false
}
