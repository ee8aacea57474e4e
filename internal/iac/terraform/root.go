package terraform

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"sort"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// IsConfig reports the names of configuration files.
func IsConfig(name string) bool {
	for _, end := range []string{".tf", ".tf.json", ".tofu", ".tofu.json"} {
		if strings.HasSuffix(name, end) && !strings.HasPrefix(name, ".") {
			return true
		}
	}
	return false
}

// config reads the module in a folder; found is false if no file of it is a
// configuration.
func (l *loader) config(dir string) (c *config, found bool, err error) {
	if c := l.configs[dir]; c != nil {
		return c, len(c.files) > 0, nil
	}
	entries, err := l.files.fs.ReadDir(dir)
	if err != nil {
		return nil, false, err
	}
	c = newConfig(dir)
	l.configs[dir] = c
	var overrides []body
	for _, name := range configFiles(entries) {
		file := path.Join(dir, name)
		data, err := l.files.fs.ReadFile(file)
		if err != nil {
			return nil, false, fmt.Errorf("read %s: %w", file, err)
		}
		if err := checkNesting(file, data); err != nil {
			return nil, false, err
		}
		b, err := parseFile(file, data)
		if err != nil {
			return nil, false, err
		}
		if isOverride(name) {
			overrides = append(overrides, b)
		} else if err := c.add(file, b); err != nil {
			return nil, false, err
		}
	}
	for _, b := range overrides {
		if err := c.override(b); err != nil {
			return nil, false, err
		}
	}
	return c, len(c.files) > 0, nil
}

// configFiles are the names of a folder's configuration files, sorted. OpenTofu
// reads x.tofu in the place of x.tf.
func configFiles(entries []fs.DirEntry) []string {
	var out []string
	tofu := map[string]bool{}
	for _, e := range entries {
		if !e.IsDir() && IsConfig(e.Name()) {
			out = append(out, e.Name())
			tofu[e.Name()] = true
		}
	}
	kept := out[:0]
	for _, name := range out {
		if base, ok := strings.CutSuffix(name, ".tf"); ok && tofu[base+".tofu"] {
			continue
		}
		if base, ok := strings.CutSuffix(name, ".tf.json"); ok && tofu[base+".tofu.json"] {
			continue
		}
		kept = append(kept, name)
	}
	sort.Strings(kept)
	return kept
}

// maxNesting bounds brackets within brackets, maxRun signs before a value, and
// maxConditions the conditional expressions of a file: the parser would go down
// once for each.
const (
	maxNesting    = 500
	maxRun        = 2_000
	maxConditions = 50_000
)

// checkNesting refuses text that is nested too deeply to be parsed.
func checkNesting(file string, data []byte) error {
	depth, run, conditions, line := 0, 0, 0, 1
	for _, c := range data {
		switch c {
		case '\n':
			line++
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth > 0 {
				depth--
			}
		case '?':
			conditions++
		}
		switch c {
		case '!', '-':
			run++
		case ' ', '\t', '\n', '\r':
		default:
			run = 0
		}
		if depth > maxNesting || run > maxRun || conditions > maxConditions {
			return &Error{estate.Origin{File: file, Line: line}, "the text is nested too deeply", "nobody writes such a configuration by hand; load the plan instead"}
		}
	}
	return nil
}

// root makes a root module of a folder.
func (l *loader) root(dir string) error {
	c, found, err := l.config(dir)
	if err != nil || !found {
		return err
	}
	m := l.newModule(c, nil, "")
	m.stack = l.stackName(dir)
	m.scope.module = m
	l.roots = append(l.roots, m)
	return nil
}

// stackName names a root after its folder.
func (l *loader) stackName(dir string) string {
	name := path.Base(dir)
	if name == "." || name == "/" || name == ".." {
		name = "root"
	}
	for n, base := 2, name; ; n++ {
		taken := false
		for _, r := range l.roots {
			taken = taken || r.stack == name
		}
		if !taken {
			return name
		}
		name = fmt.Sprintf("%s-%d", base, n)
	}
}

// markAmbiguous notes the names that several roots use.
func (l *loader) markAmbiguous() {
	uses := map[string]int{}
	for _, m := range l.roots {
		for _, name := range m.config.order {
			uses[name]++
		}
		for _, name := range m.config.calls {
			uses["module."+name]++
		}
		for name := range m.config.variables {
			uses["var."+name]++
		}
	}
	for name, n := range uses {
		if n > 1 {
			l.ambiguous[name] = true
		}
	}
}

// variableFiles are the files of values that Terraform reads by itself, and those
// that the user names.
func (m *module) variableFiles() []File {
	entries, err := m.files.fs.ReadDir(m.config.dir)
	if err != nil {
		return nil
	}
	var auto []string
	for _, e := range entries {
		if n := e.Name(); !e.IsDir() && (strings.HasSuffix(n, ".auto.tfvars") || strings.HasSuffix(n, ".auto.tfvars.json")) {
			auto = append(auto, n)
		}
	}
	sort.Strings(auto)
	var out []File
	for _, n := range append([]string{"terraform.tfvars", "terraform.tfvars.json"}, auto...) {
		name := path.Join(m.config.dir, n)
		if data, err := m.files.fs.ReadFile(name); err == nil {
			out = append(out, File{name, data})
		}
	}
	return append(out, m.options.VariableFiles...)
}

// moduleConfig finds the files of a module block: a local path, or what "terraform
// init" has put under .terraform/modules. Where they are not there the answer is
// why.
func (m *module) moduleConfig(b *block, name string) (*config, *scenario.Variable) {
	source := plainText(b.body.expr("source"))
	address := m.prefix() + "module." + name
	if source == "" {
		return newConfig(""), m.missingModule(b, address, "its source is no literal text", "write the source as a literal text")
	}
	dir := ""
	if strings.HasPrefix(source, "./") || strings.HasPrefix(source, "../") || source == "." || source == ".." {
		dir = path.Join(m.config.dir, source)
	} else if dir = m.installed(name, source); dir == "" {
		return newConfig(""), m.missingModule(b, address, fmt.Sprintf("the module %s is not in the folder", source), "run terraform init (or terraform get) in the folder, or load the plan (terraform show -json)")
	}
	if m.nesting() > maxModules-1 {
		m.fail(&Error{b.at, "modules call each other without end", ""})
		return newConfig(""), m.missingModule(b, address, "modules call each other without end", "")
	}
	c, found, err := m.loader.config(dir)
	if found && !m.files.holds(dir) {
		m.files.root = append(m.files.root, dir)
	}
	var mistake *Error
	switch {
	case errors.As(err, &mistake):
		m.fail(err)
		return newConfig(""), m.missingModule(b, address, "its files have a mistake", "")
	case err != nil || !found:
		return newConfig(""), m.missingModule(b, address, fmt.Sprintf("there is no configuration in %s", dir), "load the folder that holds it")
	}
	return c, nil
}

// missingModule leaves the estate open: what the module makes is not known.
func (m *module) missingModule(b *block, address, why, settle string) *scenario.Variable {
	v := m.outside(address, why, settle)
	m.leaveOpen(v, b.at)
	return v
}

// manifest is .terraform/modules/modules.json.
type manifest struct {
	Modules []struct{ Key, Source, Dir string }
}

// manifest reads what terraform init has noted in a root's folder.
func (l *loader) manifest(root string) manifest {
	if have, ok := l.manifests[root]; ok {
		return have
	}
	var list manifest
	if data, err := l.files.fs.ReadFile(path.Join(root, ".terraform/modules/modules.json")); err != nil || json.Unmarshal(data, &list) != nil {
		list = manifest{}
	}
	l.manifests[root] = list
	return list
}

// installed is the folder into which a module was installed, "" if it wasn't.
func (m *module) installed(name, source string) string {
	root := m.root().config.dir
	key := name
	for x := m; x.parent != nil; x = x.parent {
		key = x.callName() + "." + key
	}
	for _, x := range m.manifest(root).Modules {
		if x.Key == key && !path.IsAbs(x.Dir) {
			dir := path.Join(root, x.Dir)
			if m.files.holds(dir) {
				return dir
			}
		}
	}
	return ""
}

// callName is the label of the block that makes the module.
func (m *module) callName() string {
	if m.call_ == nil || len(m.call_.labels) == 0 {
		return ""
	}
	return m.call_.labels[0]
}

// Folders are those of a tree that hold configurations.
type Folders struct {
	Roots  []string // root modules
	Others []string // configurations that are neither roots nor called by one
}

// maxFolders bounds the folders that are looked at.
const maxFolders = 20_000

// Roots finds the root modules of a tree: the folder itself if it is a
// configuration, else every one below it that no other calls.
func Roots(files FileSystem, dir string) (Folders, error) {
	dir = path.Clean(dir)
	w := walk{files: files, called: map[string]bool{}}
	if err := w.folder(dir, 0); err != nil {
		return Folders{}, err
	}
	var out Folders
	for i, d := range w.found {
		switch {
		case w.called[d] && d != dir:
		case i == 0 && d == dir || len(out.Roots) == 0 || out.Roots[0] != dir:
			out.Roots = append(out.Roots, d)
		default:
			out.Others = append(out.Others, d)
		}
	}
	return out, nil
}

// walk looks for configurations.
type walk struct {
	files  FileSystem
	found  []string
	called map[string]bool
	seen   int
}

func (w *walk) folder(dir string, depth int) error {
	entries, err := w.files.ReadDir(dir)
	if err != nil {
		if depth > 0 {
			return nil
		}
		return fmt.Errorf("read %s: %w", dir, err)
	}
	if w.seen++; w.seen > maxFolders || depth > maxModules {
		return nil
	}
	if names := configFiles(entries); len(names) > 0 {
		w.found = append(w.found, dir)
		w.calls(dir, names)
	}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && e.Name() != "node_modules" {
			if err := w.folder(path.Join(dir, e.Name()), depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// localSource finds the sources of module blocks that are local paths: a quick look,
// since what is not called is evaluated too.
var localSource = regexp.MustCompile(`(?m)"?source"?\s*[=:]\s*"(\.\.?(?:/[^"]*)?)"`)

func (w *walk) calls(dir string, names []string) {
	for _, name := range names {
		data, err := w.files.ReadFile(path.Join(dir, name))
		if err != nil {
			continue
		}
		for _, m := range localSource.FindAllSubmatch(data, -1) {
			if target := path.Join(dir, string(m[1])); target != dir {
				w.called[target] = true
			}
		}
	}
}
