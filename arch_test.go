package ringwall_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "ringwall/"

// row is what one room may import, and why no more.
type row struct {
	room string
	may  []string
	why  string
}

// A room may import only the rooms listed for it, of ours; the why says what
// would go wrong otherwise. "room/..." is a room with everything below it.
var rooms = []row{
	{"internal/scenario", nil, "ground: guards are formulas, they know neither AWS nor estates"},
	{"internal/traffic", nil, "ground: sets of packets are arithmetic, provable without an estate"},
	{"internal/policy", nil, "ground: one policy document at a time; what it applies to stands above"},
	{"internal/policy/compare", []string{"internal/policy"},
		"sets of requests follow from policies alone; which actions and keys there are it is told by whoever asks"},
	{"internal/filterpattern", nil, "ground: a pattern and a record, whoever wrote them"},
	{"internal/spelling", nil, "ground: two words, whatever they name"},
	{"internal/packed", nil, "ground: how tables lie in bytes, whatever they hold"},
	{"internal/catalog", []string{"internal/packed"}, "ground: what AWS defines is data, whatever is asked of it"},
	{"internal/catalog/generate", []string{"internal/catalog"}, "the generator writes the catalogue's tables and nothing else"},
	{"internal/estate", []string{"internal/scenario", "internal/traffic", "internal/policy"},
		"the model is read by everyone; what it imported, everyone would hang on"},
	{"internal/proof", []string{"internal/estate", "internal/scenario"},
		"verdicts are shared by engines that do not know each other"},
	{"internal/finding", []string{"internal/estate", "internal/proof"},
		"findings are plain data: they neither judge nor format"},
	{"internal/iac", []string{"internal/estate", "internal/scenario", "internal/traffic", "internal/policy", "internal/iac/..."},
		"reading must not know what will be asked of what is read"},
	{"internal/iac/cloudformation", []string{"internal/estate", "internal/scenario", "internal/traffic", "internal/policy", "internal/iac/cloudformation/resourcespec", "internal/iac/cloudformation/sam", "internal/iac/cloudformation/syntax", "internal/spelling"},
		"a format knows itself only: all meet in the estate"},
	{"internal/iac/terraform", []string{"internal/catalog", "internal/estate", "internal/scenario", "internal/traffic", "internal/policy", "internal/iac/cloudformation/resourcespec"},
		"a format knows itself only; of others it knows AWS's own tables, of types and of managed policies"},
	{"internal/iac/cloudformation/resourcespec", []string{"internal/iac/cloudformation/resourcespec/internal/layout", "internal/packed"},
		"a table of AWS's types is data"},
	{"internal/iac/cloudformation/resourcespec/internal/layout", nil, "how that table lies in bytes is nobody else's business"},
	{"internal/iac/cloudformation/resourcespec/generate", []string{"internal/iac/cloudformation/resourcespec", "internal/iac/cloudformation/resourcespec/internal/layout", "internal/packed"},
		"the generator writes that table and nothing else"},
	{"internal/iac/cloudformation/sam", []string{"internal/catalog", "internal/estate", "internal/iac/cloudformation/syntax"},
		"templates in, templates out: it knows neither values of a deployment nor what is asked of them"},
	{"internal/iac/cloudformation/syntax", []string{"internal/estate"},
		"trees of text know what no section of a template means"},
	{"internal/account", []string{"internal/account/snapshot", "internal/estate", "internal/scenario", "internal/traffic", "internal/policy"},
		"reading must not know what will be asked of what is read"},
	{"internal/account/snapshot", nil, "a snapshot is files with names, whatever they say"},
	{"internal/account/collect", []string{"internal/account/snapshot", "internal/account/wire"},
		"asking for answers must not know what they mean"},
	{"internal/account/wire", nil, "how AWS's APIs are asked is the same whatever is asked"},
	{"internal/account/wire/generate", []string{"internal/account/collect", "internal/account/wire"},
		"the generator writes the table of operations and nothing else"},
	{"internal/reach/bench", nil, "it makes JSON for benchmarks, as AWS's command line prints it; it must know no model"},
	{"internal/reach", []string{"internal/estate", "internal/scenario", "internal/spelling", "internal/traffic", "internal/proof"},
		"network and permissions are proved apart; who needs both stands above"},
	{"internal/authz", []string{"internal/policy"},
		"a decision hangs on the policies that are given; which they are in an estate stands above"},
	{"internal/authz/call", []string{"internal/catalog"},
		"what a call asks for is data; what is decided of it stands beside"},
	{"internal/authz/directory", []string{"internal/authz", "internal/catalog", "internal/estate", "internal/policy", "internal/proof", "internal/scenario"},
		"it says which policies apply in an estate; what is decided of them stands below"},
	{"internal/authz/escalation", []string{"internal/authz", "internal/authz/directory", "internal/catalog", "internal/estate", "internal/policy", "internal/scenario"},
		"it puts many requests to the directory; it judges no finding"},
	{"internal/authz/question", []string{"internal/authz", "internal/policy"},
		"how requests are written in files; who opens these stands above"},
	{"internal/claim", []string{"internal/estate", "internal/scenario", "internal/traffic", "internal/proof", "internal/reach", "internal/authz", "internal/authz/directory", "internal/policy"},
		"a sentence is put to the engines, which don't know each other: it hands one's answer to the other; it is not a rule and does not print"},
	{"internal/review", []string{"internal/estate", "internal/scenario", "internal/traffic", "internal/policy", "internal/proof", "internal/finding", "internal/reach", "internal/claim", "internal/authz", "internal/authz/directory", "internal/authz/escalation", "internal/catalog"},
		"the machinery of rules must not know any rule"},
	{"internal/review/all", []string{"internal/review/..."}, "it lists the rules and does nothing else"},
	{"internal/review/eventpattern", []string{"internal/review", "internal/estate", "internal/scenario"},
		"what a rule of EventBridge takes is no control's own business"},
	{"internal/review/identity", ruleMay(), ruleWhy},
	{"internal/review/detection", ruleMay(), ruleWhy},
	{"internal/review/infrastructure", ruleMay(), ruleWhy},
	{"internal/review/data", ruleMay(), ruleWhy},
	{"internal/review/incident", ruleMay(), ruleWhy},
	{"internal/review/reviewtest", []string{"internal/review", "internal/account", "internal/iac", "internal/estate", "internal/finding", "internal/scenario"},
		"the exam of rules loads specimens; it knows no rule by name"},
	{"internal/suppress", []string{"internal/estate", "internal/finding"},
		"what is accepted is read of trees and set apart from findings; which rules there are, and how it is told, stands above"},
	{"internal/diagram", []string{"internal/estate", "internal/proof", "internal/scenario"},
		"a picture shows what it is handed: it asks no engine, and who prints it stands above"},
	{"internal/report", []string{"internal/estate", "internal/scenario", "internal/traffic", "internal/proof", "internal/finding", "internal/claim"},
		"wording and layout must not ask engines or sources: they are handed everything"},
	{"internal/cli", []string{"internal/..."}, "the only room that knows all others"},
	{"cmd/ringwall", []string{"internal/cli"}, "main is an entrance, not a room"},
}

const ruleWhy = "rules never import rules: each must be readable, and removable, alone"

func ruleMay() []string {
	return []string{"internal/review", "internal/estate", "internal/scenario", "internal/traffic", "internal/policy", "internal/proof", "internal/finding", "internal/reach", "internal/claim", "internal/authz", "internal/authz/directory", "internal/authz/escalation", "internal/catalog", "internal/filterpattern", "internal/review/eventpattern"}
}

// Packages from outside that only some rooms may import.
var outside = []struct {
	banned []string // an import, or "path/..." for all below it
	only   []string // the rooms that may
	why    string
}{
	{[]string{"github.com/hashicorp/...", "github.com/zclconf/..."}, []string{"internal/iac/terraform"}, "parsers stand where formats are read"},
	{[]string{"go.yaml.in/yaml/..."}, []string{"internal/iac/..."}, "parsers stand where formats are read"},
	{[]string{"github.com/klauspost/compress/..."}, []string{"internal/account/snapshot"}, "how snapshots are packed is nobody else's business"},
	{[]string{"github.com/aws/...", "net/http"}, []string{"internal/account/wire"}, "one room talks to a network: to AWS, and only to read"},
	{[]string{"github.com/spf13/cobra"}, []string{"internal/cli"}, "flags are read in one room"},
	{[]string{"golang.org/x/term"}, []string{"internal/cli"}, "only the command line meets a terminal"},
	{[]string{"os"}, []string{"internal/cli", "internal/iac/...", "cmd/...", "internal/review/reviewtest", "internal/catalog/generate", "internal/account/wire/generate"},
		"analyses read neither files nor environments: the same estate must give the same answer"},
	{[]string{"testing", "testing/fstest"}, []string{"internal/review/reviewtest"}, "tests are not part of the program"},
}

// Packages that nothing may import.
var never = []struct{ banned, why string }{
	{"os/exec", "the program runs no other"},
	{"math/rand/...", "randomness would make output unstable"},
	{"log/...", "results go to a writer, errors to the caller"},
	{"unsafe", "no need has been shown"},
	{"C", "the binary is built without cgo"},
}

// TestRooms checks every import between our packages against the table, and
// the table against the packages.
func TestRooms(t *testing.T) {
	packages := packagesOf(t)
	for pkg, imports := range packages {
		i := slices.IndexFunc(rooms, func(r row) bool { return r.room == pkg })
		if i < 0 {
			t.Errorf("%s is in no row of the table: say what it may import, and why no more", pkg)
			continue
		}
		for _, imp := range imports {
			ours, ok := strings.CutPrefix(imp, module)
			if ok && !slices.ContainsFunc(rooms[i].may, func(p string) bool { return matches(p, ours) }) {
				t.Errorf("%s imports %s: %s", pkg, ours, rooms[i].why)
			}
		}
	}
	for _, r := range rooms {
		if _, ok := packages[r.room]; !ok {
			t.Errorf("the table has a row for %s, which is no package", r.room)
		}
		for _, may := range r.may {
			if !names(packages, may) {
				t.Errorf("the row of %s names %s, which is no package", r.room, may)
			}
		}
		if r.why == "" {
			t.Errorf("the row of %s does not say why", r.room)
		}
	}
}

// TestOutside checks imports from outside the module.
func TestOutside(t *testing.T) {
	packages := packagesOf(t)
	imported := map[string]bool{}
	for pkg, imports := range packages {
		for _, imp := range imports {
			imported[imp] = true
			for _, b := range outside {
				banned := slices.ContainsFunc(b.banned, func(p string) bool { return matches(p, imp) })
				if banned && !slices.ContainsFunc(b.only, func(p string) bool { return matches(p, pkg) }) {
					t.Errorf("%s imports %s: %s", pkg, imp, b.why)
				}
			}
			for _, b := range never {
				if matches(b.banned, imp) {
					t.Errorf("%s imports %s: %s", pkg, imp, b.why)
				}
			}
		}
	}
	for _, b := range outside {
		for _, p := range b.only {
			if !names(packages, p) {
				t.Errorf("the ban of %v excepts %s, which is no package", b.banned, p)
			}
		}
		for _, p := range b.banned {
			if !slices.ContainsFunc(keys(imported), func(i string) bool { return matches(p, i) }) {
				t.Errorf("the ban of %s names what nothing imports", p)
			}
		}
	}
}

// matches reports whether a pattern stands for a package: itself, or with
// "/..." itself and everything below.
func matches(pattern, pkg string) bool {
	if base, ok := strings.CutSuffix(pattern, "/..."); ok {
		return pkg == base || strings.HasPrefix(pkg, base+"/")
	}
	return pattern == pkg
}

func names(packages map[string][]string, pattern string) bool {
	for pkg := range packages {
		if matches(pattern, pkg) {
			return true
		}
	}
	return false
}

func keys(m map[string]bool) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	return out
}

// packagesOf lists our packages and what their files import, tests left out.
func packagesOf(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg := path.Dir(filepath.ToSlash(name))
		out[pkg] = append(out[pkg], []string{}...)
		for _, i := range f.Imports {
			imp, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			if !slices.Contains(out[pkg], imp) {
				out[pkg] = append(out[pkg], imp)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
