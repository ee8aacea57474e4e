package collect_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/account/collect"
	"ringwall/internal/account/wire"
	"ringwall/internal/catalog"
)

// reads reports whether an operation is called as those that change nothing are.
func reads(operation string) bool {
	for _, verb := range []string{"Get", "List", "Describe", "BatchGet", "Search"} {
		if strings.HasPrefix(operation, verb) {
			return true
		}
	}
	return false
}

// TestEveryCallReads: no operation that is asked for can change anything, by its name
// and by what AWS says of the actions that it takes.
func TestEveryCallReads(t *testing.T) {
	c, err := catalog.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range collect.Calls() {
		if !reads(x.Operation) {
			t.Errorf("%s: its name is not that of an operation that reads", x.Name())
		}
		for _, action := range x.Needs() {
			a, ok := c.Action(action)
			if !ok {
				t.Errorf("%s takes %s, which is no action of AWS", x.Name(), action)
				continue
			}
			if a.Level != catalog.LevelRead && a.Level != catalog.LevelList {
				t.Errorf("%s takes %s, whose access level is %v", x.Name(), action, a.Level)
			}
		}
	}
}

// TestNothingElseCanBeAsked: the program's table of operations has those calls, and who
// is asking; nothing else can be sent.
func TestNothingElseCanBeAsked(t *testing.T) {
	m, err := wire.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	want, have := map[string]bool{"sts GetCallerIdentity": true}, map[string]bool{}
	for _, x := range collect.Calls() {
		want[x.Service+" "+x.Operation] = true
	}
	for service, s := range m.Services {
		for operation := range s.Operations {
			have[service+" "+operation] = true
			if !reads(operation) {
				t.Errorf("the table has %s of %s, whose name is not that of an operation that reads", operation, service)
			}
		}
	}
	if !maps.Equal(have, want) {
		t.Errorf("the table is not that of the calls: run go generate ./internal/account/wire\nhave %v\nwant %v", slices.Sorted(maps.Keys(have)), slices.Sorted(maps.Keys(want)))
	}
}

// TestOfTheSDKNothingWrites: of the SDK's own clients only that of STS is in the
// program, and it only takes roles, through the SDK's provider of credentials; requests
// are sent in one place.
func TestOfTheSDKNothingWrites(t *testing.T) {
	files, err := filepath.Glob("../*/*.go")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	sent := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			if at := strings.Index(i.Path.Value, "/service/"); at >= 0 && !strings.HasSuffix(i.Path.Value, `/service/sts"`) {
				t.Errorf("%s imports %s", name, i.Path.Value)
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "sts" && s.Sel.Name != "NewFromConfig" {
				t.Errorf("%s uses sts.%s", name, s.Sel.Name)
			}
			if s.Sel.Name == "Do" {
				sent++
			}
			return true
		})
	}
	if sent != 1 {
		t.Errorf("requests are sent in %d places, want one", sent)
	}
}

// TestPolicyIsWhatTheCallsTake: no more, no less.
func TestPolicyIsWhatTheCallsTake(t *testing.T) {
	data, err := collect.Policy("Auditor")
	if err != nil {
		t.Fatal(err)
	}
	var p struct {
		Statement []struct {
			Effect, Resource string
			Action           []string
		}
	}
	if err := json.Unmarshal(data, &p); err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for _, c := range collect.Calls() {
		for _, a := range c.Needs() {
			want[a] = true
		}
	}
	if have := p.Statement[0].Action; !slices.Equal(have, slices.Sorted(maps.Keys(want))) {
		t.Errorf("the policy allows %v", have)
	}
	if s := p.Statement[1]; s.Action[0] != "sts:AssumeRole" || s.Resource != "arn:aws:iam::*:role/Auditor" {
		t.Errorf("the policy's second statement is %v", s)
	}
	if alone, _ := collect.Policy(""); strings.Contains(string(alone), "sts:AssumeRole") {
		t.Error("without an organisation the policy lets roles be taken")
	}
}
