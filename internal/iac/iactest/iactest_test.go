// Package iactest is the exam that every format passes: one scenario, written in
// each, loads to an equal estate and gets equal answers.
package iactest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"ringwall/internal/estate"
	"ringwall/internal/iac"
)

// A scenario is a txtar file. Its comment holds lines "id: NAME SPELLING…" (what the
// formats call a resource), "reach: FROM TO VERDICT TRAFFIC" and "can: PRINCIPAL
// ACTION RESOURCE VERDICT". Its files stand in a folder for each format.
type scenario struct {
	names   map[string]string // spelling: name
	queries []query
	formats map[string]string // folder
}

type query struct{ args, want []string }

func readScenario(t *testing.T, file string) scenario {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := scenario{names: map[string]string{}, formats: map[string]string{}}
	for _, line := range strings.Split(string(archive.Comment), "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) > 2 && words[0] == "id:":
			for _, w := range words[2:] {
				s.names[w] = words[1]
			}
		case len(words) > 3 && (words[0] == "reach:" || words[0] == "can:"):
			n := 3
			if words[0] == "can:" {
				n = 4
			}
			s.queries = append(s.queries, query{append([]string{strings.TrimSuffix(words[0], ":")}, words[1:n]...), words[n:]})
		}
	}
	root := t.TempDir()
	for _, f := range archive.Files {
		name := filepath.Join(root, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		format, _, _ := strings.Cut(f.Name, "/")
		s.formats[format] = filepath.Join(root, format)
	}
	return s
}

// TestFormatsLoadToEqualEstates compares what each format says of each resource:
// its type and its properties, in whatever order, with names in the place of what
// the formats call the resources.
func TestFormatsLoadToEqualEstates(t *testing.T) {
	for _, file := range scenarios(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			s := readScenario(t, file)
			if len(s.formats) < 2 {
				t.Fatalf("the scenario is written in %d formats", len(s.formats))
			}
			facts := map[string][]string{}
			for format, dir := range s.formats {
				e, err := iac.Open([]string{dir}, iac.Options{Region: "eu-west-1", Account: "111122223333"})
				if err != nil {
					t.Fatalf("%s: %v", format, err)
				}
				facts[format] = s.facts(e)
			}
			want := facts["cloudformation"]
			if len(want) == 0 {
				t.Fatal("no facts of the CloudFormation template")
			}
			for format, got := range facts {
				for _, f := range missing(want, got) {
					t.Errorf("%s lacks  %s", format, f)
				}
				for _, f := range missing(got, want) {
					t.Errorf("%s adds   %s", format, f)
				}
			}
		})
	}
}

// TestFormatsGiveEqualAnswers puts the scenario's questions to each format.
func TestFormatsGiveEqualAnswers(t *testing.T) {
	for _, file := range scenarios(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			s := readScenario(t, file)
			asked := 0
			for format, dir := range s.formats {
				for _, q := range s.queries {
					asked++
					if got := s.ask(t, format, dir, q); got != strings.Join(q.want, " ") {
						t.Errorf("%s: %v: %s, want %v", format, q.args, got, q.want)
					}
				}
			}
			if asked == 0 {
				t.Fatal("the scenario asks nothing")
			}
		})
	}
}

func scenarios(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	return files
}

func (s scenario) ask(t *testing.T, format, dir string, q query) string {
	t.Helper()
	args := append([]string(nil), q.args...)
	for i, a := range args[1:] {
		for spelling, name := range s.names {
			if name == a && s.belongs(format, spelling) {
				args[i+1] = spelling
			}
		}
	}
	args = append(args, "-e", dir, "-o", "json", "--region", "eu-west-1", "--account", "111122223333")
	return answerOf(t, args)
}

// belongs reports whether a spelling is that of a format: Terraform's have a dot.
func (s scenario) belongs(format, spelling string) bool {
	return strings.Contains(spelling, ".") == (format != "cloudformation")
}

// facts are what an estate says of its resources, sorted.
func (s scenario) facts(e *estate.Estate) []string {
	var out []string
	for _, r := range e.Resources {
		c := r.Base()
		if c.Origin.Implied != "" {
			continue
		}
		for _, f := range treeFacts("", c.Properties) {
			out = append(out, s.rename(fmt.Sprintf("%s %s %s", c.Type, c.ID, f)))
		}
		if c.Properties == nil || len(c.Properties.Fields) == 0 {
			out = append(out, s.rename(fmt.Sprintf("%s %s", c.Type, c.ID)))
		}
	}
	sort.Strings(out)
	return out
}

// treeFacts are a tree's leaves with their paths. Of one and a list of one nothing
// tells the difference, nor does true from "true".
func treeFacts(path string, t *estate.Tree) []string {
	if t == nil {
		return nil
	}
	switch t.Kind {
	case estate.Map:
		var out []string
		for _, f := range t.Fields {
			out = append(out, treeFacts(path+"."+f.Name, f.Value)...)
		}
		return out
	case estate.List:
		var out []string
		for _, i := range t.Items {
			out = append(out, treeFacts(path, i)...)
		}
		return out
	case estate.Scalar:
		return []string{path + " = " + t.Text.String()}
	}
	return []string{path + " = ?"}
}

var reference = regexp.MustCompile(`\$\{([^}]+)\}`)

// rename puts the scenario's names in the place of what the format calls resources,
// and leaves the attribute out where it is the id or the name of the whole.
func (s scenario) rename(fact string) string {
	words := strings.SplitN(fact, " ", 3)
	if name, ok := s.names[words[1]]; ok {
		words[1] = name
	}
	fact = strings.Join(words, " ")
	return reference.ReplaceAllStringFunc(fact, func(m string) string {
		inner := m[2 : len(m)-1]
		for spelling, name := range s.names {
			if inner == spelling {
				return "<" + name + ">"
			}
			if attribute, ok := strings.CutPrefix(inner, spelling+"."); ok {
				switch attribute {
				case "GroupId", "AllocationId":
					return "<" + name + ">"
				}
				return "<" + name + "." + attribute + ">"
			}
		}
		return m
	})
}

// missing are the members of want that got has not, or not so often.
func missing(want, got []string) []string {
	left := map[string]int{}
	for _, f := range got {
		left[f]++
	}
	var out []string
	for _, f := range want {
		if left[f]--; left[f] < 0 {
			out = append(out, f)
		}
	}
	return out
}
