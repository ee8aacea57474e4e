package cloudformation

import (
	"fmt"
	"path"
	"sort"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/resourcespec"
	"ringwall/internal/iac/cloudformation/syntax"
	"ringwall/internal/scenario"
)

// Options are what the user says of a deployment.
type Options struct {
	Parameters map[string]string
	Account    string
	Region     string
	Assume     estate.Assume
}

// Result is what a set of templates holds: resources with IDs that are unique
// among them, and what could not be known.
type Result struct {
	Resources []estate.Resource
	Sources   []estate.Source
	Gaps      []estate.Gap
	Open      []estate.Gap
	Possible  scenario.Rules
	Variables []*scenario.Variable
	Outputs   []estate.Output
	// UsedParameters are the names among Options.Parameters that some template
	// declares.
	UsedParameters map[string]bool
}

// Document is one template file, read but not evaluated.
type Document struct {
	// File is the path as the user knows it; Path is relative to the folder
	// that was loaded, with forward slashes, for finding nested templates.
	File string
	Path string
	// Stack is the stack's name, where the source says one (CDK).
	Stack string
	// Account and Region are where the source says the stack goes, if it does.
	Account, Region string
	root            *syntax.Node
}

// Parse reads a document; ok is false if it is well-formed but no template.
func Parse(file string, data []byte) (d *Document, ok bool, err error) {
	root, err := syntax.Read(file, data)
	if err != nil {
		return nil, false, err
	}
	if !looksLikeTemplate(root) {
		return nil, false, nil
	}
	return &Document{File: file, Path: path.Base(file), root: root}, true, nil
}

// Load evaluates documents as the stacks of one deployment. Templates that a
// stack among them nests are loaded as its children only.
func Load(docs []*Document, options Options) (Result, error) {
	l := newLoader(options)
	if err := l.parse(docs); err != nil {
		return Result{}, err
	}
	if err := l.plan(); err != nil {
		return Result{}, err
	}
	l.identify()
	return l.build()
}

// loader holds what the stacks of one load share.
type loader struct {
	options   Options
	used      map[string]bool
	variables map[string]*scenario.Variable
	gaps      []estate.Gap
	templates []*loaded
	names     map[string]bool // of stacks
	roots     []*stack
	stacks    []*stack // roots and nested ones, parents first
	ambiguous map[string]bool
	exported  exports
	exporting bool
	loops     bool // some template makes resources in loops
	haveAll   bool
	arnForms  map[string]arnForm // by type
	// properties are those of AWS's specification, by type and definition; told are the
	// misspelt ones that were noted.
	properties map[string][]resourcespec.Property
	told       map[string]bool
}

type loaded struct {
	doc      *Document
	template *template
	nested   bool // some stack nests it
	reached  bool // it is loaded within a stack that nests it
	given    *given
}

func newLoader(o Options) *loader {
	return &loader{options: o, used: map[string]bool{}, names: map[string]bool{}, variables: map[string]*scenario.Variable{}, ambiguous: map[string]bool{}, arnForms: map[string]arnForm{},
		properties: map[string][]resourcespec.Property{}, told: map[string]bool{}}
}

// variable returns the one variable of the given name, making it at first.
func (l *loader) variable(v scenario.Variable) *scenario.Variable {
	if have := l.variables[v.Name]; have != nil {
		return have
	}
	made := v
	made.Keep()
	l.variables[v.Name] = &made
	return &made
}

func (l *loader) gap(g estate.Gap) { l.gaps = append(l.gaps, g) }

func (l *loader) parse(docs []*Document) error {
	declaring := map[string]string{}
	logical := map[string]bool{}
	for _, d := range docs {
		t, err := l.readTemplate(d, nil)
		if err != nil {
			return err
		}
		l.templates = append(l.templates, &loaded{doc: d, template: t})
		l.tellTwice(d.root)
		if t.resources != nil {
			l.loops = l.loops || hasLoop(t.resources.Fields)
			for _, f := range t.resources.Fields {
				logical[f.Name] = true
			}
		}
		if t.parameters == nil {
			continue
		}
		for _, f := range t.parameters.Fields {
			shape := fingerprint(f.Node)
			if have, dup := declaring[f.Name]; dup && have != shape {
				// The same name with another meaning is another variable.
				l.ambiguous[f.Name] = true
			}
			declaring[f.Name] = shape
		}
	}
	for name := range declaring {
		if logical[name] {
			// What one template calls a parameter and another a resource are two
			// things, and "${NAME}" has to tell them apart.
			l.ambiguous[name] = true
		}
	}
	return nil
}

// fingerprint tells declarations of a parameter apart.
func fingerprint(n *syntax.Node) string {
	if n.Kind == syntax.Scalar {
		return n.Text
	}
	var b strings.Builder
	for _, i := range n.Items {
		b.WriteString(fingerprint(i) + ",")
	}
	for _, f := range n.Fields {
		if f.Name != "Description" && f.Name != "ConstraintDescription" {
			b.WriteString(f.Name + "=" + fingerprint(f.Node) + ";")
		}
	}
	return b.String()
}

// plan makes the stacks: nested ones with their parents, roots for all others. Of
// templates that nest each other without end the first is a root.
func (l *loader) plan() error {
	for _, t := range l.templates {
		if err := l.markNested(t); err != nil {
			return err
		}
	}
	if err := l.root(func(t *loaded) bool { return !t.nested }); err != nil {
		return err
	}
	return l.root(func(t *loaded) bool { return t.nested && !t.reached })
}

// root makes stacks of the templates that are not within another's, with what they
// nest.
func (l *loader) root(is func(*loaded) bool) error {
	for _, t := range l.templates {
		if !is(t) {
			continue
		}
		name := unusedName(stackName(t.doc), t.doc.Path, l.names)
		s, err := l.newStack(t, name, nil, nil)
		if err != nil {
			return err
		}
		l.roots = append(l.roots, s)
		l.stacks = append(l.stacks, s)
		if err := l.nest(s, t, 0); err != nil {
			return err
		}
	}
	return nil
}

func stackName(d *Document) string {
	if d.Stack != "" {
		return d.Stack
	}
	base := path.Base(d.Path)
	for _, ext := range []string{".yaml", ".yml", ".json", ".template", ".cfn", ".cf", ".txt"} {
		base = strings.TrimSuffix(base, ext)
	}
	if base == "template" || base == "stack" || base == "main" {
		if dir := path.Base(path.Dir(d.Path)); dir != "." && dir != "/" {
			return dir
		}
	}
	return base
}

func unusedName(name, full string, used map[string]bool) string {
	if used[name] {
		name = strings.ReplaceAll(strings.TrimSuffix(full, path.Ext(full)), "/", "-")
	}
	for base, n := name, 2; used[name]; n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	used[name] = true
	return name
}

// identify gives every resource its ID: the logical id where only one stack
// uses it, else with the stack's name before it.
func (l *loader) identify() {
	uses := map[string]int{}
	for _, s := range l.stacks {
		for _, name := range s.order {
			uses[name]++
		}
	}
	for _, s := range l.stacks {
		for _, name := range s.order {
			d := s.declared[name]
			d.id = estate.ID(name)
			if uses[name] > 1 {
				d.id = estate.ID(s.name + "/" + name)
			}
		}
	}
}

func (l *loader) build() (Result, error) {
	out := Result{UsedParameters: l.used}
	for _, s := range l.stacks { // parents first
		if l.loops { // conditions may have been read without all that parents pass
			s.conditionState = map[string]*conditionState{}
		}
		if err := s.passParameters(); err != nil {
			return Result{}, err
		}
	}
	var errs []error
	for _, s := range l.stacks {
		if err := s.evaluate(); err != nil {
			errs = append(errs, err)
		}
	}
	if len(errs) > 0 {
		return Result{}, joinErrors(errs)
	}
	l.joinNames()
	for _, s := range l.stacks {
		resources := s.decode()
		out.Resources = append(out.Resources, resources...)
		out.Possible = out.Possible.With(s.rules)
		out.Sources = append(out.Sources, estate.Source{
			Name: s.file, Format: "CloudFormation", Stack: s.name, Resources: len(resources), Metadata: s.metadata(),
		})
		if s.openResources != nil {
			out.Open = append(out.Open, estate.Gap{Variable: s.openResources, Origin: estate.Origin{File: s.file}})
		}
		for _, v := range s.missing {
			out.Open = append(out.Open, estate.Gap{Variable: v, Origin: estate.Origin{File: s.file}})
		}
	}
	l.offer(out.Resources)
	out.Outputs = l.shown()
	out.Gaps = l.gaps
	for _, v := range l.variables {
		out.Variables = append(out.Variables, v)
	}
	sort.Slice(out.Variables, func(i, j int) bool { return out.Variables[i].Name < out.Variables[j].Name })
	return out, nil
}

// readExports fills in what stacks offer to others. While it does, a name that hangs
// on an import sees those that were read before.
func (l *loader) readExports() error {
	if l.haveAll || l.exporting {
		return nil
	}
	l.exporting = true
	defer func() { l.exporting = false }()
	for _, s := range l.stacks {
		es, err := s.exports()
		if err != nil {
			return err
		}
		for _, e := range es {
			l.exported.add(e)
		}
	}
	l.haveAll = true
	return nil
}

// HasResources reports whether the template declares any resource; CDK writes
// stacks that hold none.
func (d *Document) HasResources() bool {
	r := d.root.Get("Resources")
	return r != nil && len(r.Fields) > 0
}
