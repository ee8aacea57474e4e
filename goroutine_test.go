package ringwall_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// concurrent are the packages that start goroutines.
var concurrent = []string{"internal/account/collect"}

// TestGoroutines: nothing but those packages and tests starts goroutines, and `make
// race` runs all tests of the former, and each of the latter, with the race detector.
// So it need not run any other: where there is one goroutine there is no race.
func TestGoroutines(t *testing.T) {
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	race := regexp.MustCompile(`go test -race -run '([^']+)' (.+)`).FindSubmatch(makefile)
	if race == nil {
		t.Fatal("make race names no tests")
	}
	for _, dir := range concurrent {
		if !strings.Contains(string(makefile), "\tgo test -race ./"+dir+"\n") {
			t.Errorf("make race does not run the tests of %s", dir)
		}
	}
	pattern, started := regexp.MustCompile(string(race[1])), 0
	eachFunction(t, func(file, function string, body ast.Node) {
		dir := path.Dir(file)
		if dir == "internal/reach/lab" || slices.Contains(concurrent, dir) || !startsGoroutine(body) { // the lab's are of its harness in the kernel
			return
		}
		started++
		switch {
		case !strings.HasSuffix(file, "_test.go"):
			t.Errorf("%s: %s starts a goroutine: have make race run the tests of all that use it", file, function)
		case !pattern.MatchString(function) || !strings.Contains(" "+string(race[2])+" ", " ./"+dir+" "):
			t.Errorf("%s: make race does not run %s, which starts goroutines", file, function)
		}
	})
	if started == 0 {
		t.Error("no test starts a goroutine")
	}
}

// startsGoroutine: there is a go statement, or a call to what stands for one.
func startsGoroutine(body ast.Node) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			found = true
		case *ast.CallExpr:
			if s, ok := n.Fun.(*ast.SelectorExpr); ok {
				switch s.Sel.Name {
				case "Go", "AfterFunc", "Parallel":
					found = true
				}
			}
		}
		return !found
	})
	return found
}

// eachFunction visits the functions of all our files.
func eachFunction(t *testing.T, visit func(file, function string, body ast.Node)) {
	for _, root := range []string{"cmd", "internal"} {
		err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && d.Name() == "testdata" {
				return filepath.SkipDir
			}
			if !strings.HasSuffix(p, ".go") {
				return nil
			}
			f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok {
					visit(filepath.ToSlash(p), fn.Name.Name, fn)
				} else {
					visit(filepath.ToSlash(p), "a variable", d)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
