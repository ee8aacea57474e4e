// Package terraform reads Terraform: configurations as they are written (HCL and
// its JSON form), and what "terraform show -json" prints of plans and states,
// OpenTofu's too. It evaluates them as far as reading tells and hands over what
// they declare under CloudFormation's names of types and properties, which are
// AWS's own. What cannot be known is unknown for a named cause.
//
//	result, err := terraform.Load(roots, terraform.Options{Files: …})
//
// It runs nothing, asks no network, and reads no file outside what is loaded.
package terraform

import (
	"errors"
	"sort"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/resourcespec"
	"ringwall/internal/scenario"
)

// Options are what the user says of a configuration.
type Options struct {
	// Files is where configurations are read from.
	Files FileSystem
	// Parameters are values of variables by name; VariableFiles are files of such
	// (".tfvars", ".tfvars.json") that the user names, read before Parameters.
	Parameters    map[string]string
	VariableFiles []File
	// Environment looks names of the environment up: TF_VAR_name and TF_WORKSPACE.
	// Nil knows none.
	Environment func(string) string
	Account     string
	Region      string
	Assume      estate.Assume
	// Shows are what "terraform show -json" printed of plans and states.
	Shows []File
	// Variables are those of sources loaded before; facts of the same name are the
	// same fact.
	Variables []*scenario.Variable
}

// File is a file that was read.
type File struct {
	Name string
	Data []byte
}

// Result is what configurations hold.
type Result struct {
	// Cores are the resources, under CloudFormation's names of types and
	// properties.
	Cores     []estate.Core
	Sources   []estate.Source
	Gaps      []estate.Gap
	Open      []estate.Gap
	Variables []*scenario.Variable
	// UsedParameters are the names among Options.Parameters that some root module
	// declares.
	UsedParameters map[string]bool
}

// loader holds what the modules of one load share.
type loader struct {
	options     Options
	files       files
	configs     map[string]*config // by folder
	variables   map[string]*scenario.Variable
	used        map[string]bool
	gaps        []estate.Gap
	noted       map[string]bool // names of the variables that stand in gaps
	opens       []estate.Gap
	errs        []error
	byID        map[estate.ID]*instance
	all         []*instance
	ambiguous   map[string]bool // labels that several roots use
	roots       []*module
	types       map[string]*target
	manifests   map[string]manifest // by root
	structurals map[string]structural
	rules       map[string]rule
	joined      []companion
	// definitions are those of nested properties, by type and name.
	definitions map[string][]resourcespec.Property
	depth       int
	spent       int
	overspent   bool
	rendering   int
	instances   int
	trees       []estate.Tree // room for the next
}

// environment is what the environment says of a name.
func (o Options) environment(name string) string {
	if o.Environment == nil {
		return ""
	}
	return o.Environment(name)
}

func newLoader(o Options, roots []string) *loader {
	l := &loader{
		options: o, files: files{o.Files, roots}, configs: map[string]*config{}, variables: map[string]*scenario.Variable{},
		used: map[string]bool{}, noted: map[string]bool{}, byID: map[estate.ID]*instance{}, ambiguous: map[string]bool{}, types: map[string]*target{}, manifests: map[string]manifest{}, definitions: map[string][]resourcespec.Property{},
	}
	for _, v := range o.Variables {
		l.variables[v.Name] = v
	}
	return l
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

// shared is the one variable of v's name.
func (l *loader) shared(v *scenario.Variable) *scenario.Variable {
	if have := l.variables[v.Name]; have != nil {
		return have
	}
	return l.variable(*v)
}

// outside makes a variable for what is decided elsewhere.
func (l *loader) outside(name, why, settle string) *scenario.Variable {
	return l.variable(scenario.Variable{Name: name, Kind: scenario.Outside, Why: why, Settle: settle})
}

// note says once that something is not known.
func (l *loader) note(g estate.Gap) {
	if !l.noted[g.Variable.Name] {
		l.noted[g.Variable.Name] = true
		l.gaps = append(l.gaps, g)
	}
}

// leaveOpen says that there may be resources which only v's value decides.
func (l *loader) leaveOpen(v *scenario.Variable, at estate.Origin) {
	g := estate.Gap{Variable: v, Origin: at}
	for _, have := range l.opens {
		if have.Variable == v {
			return
		}
	}
	l.note(g)
	l.opens = append(l.opens, g)
}

// maxErrors bounds the mistakes that are told at once.
const maxErrors = 10

func (l *loader) fail(err error) {
	if len(l.errs) < maxErrors {
		l.errs = append(l.errs, err)
	}
}

// Load evaluates folders as root modules.
func Load(roots []string, o Options) (Result, error) {
	l := newLoader(o, roots)
	for _, dir := range roots {
		if err := l.root(dir); err != nil {
			return Result{}, err
		}
	}
	l.markAmbiguous()
	out := Result{UsedParameters: l.used}
	for _, m := range l.roots {
		if err := m.given(); err != nil {
			return Result{}, err
		}
	}
	for _, m := range l.roots {
		m.expandAll()
	}
	for _, m := range l.roots {
		before := len(out.Cores)
		for _, i := range l.all {
			if i.module.root() == m {
				out.Cores = append(out.Cores, l.translate(i)...)
			}
		}
		out.Cores = append(out.Cores, m.credentials()...)
		out.Sources = append(out.Sources, estate.Source{Name: m.config.dir, Format: "Terraform", Stack: m.stack, Resources: len(out.Cores) - before})
	}
	for _, f := range o.Shows {
		cores, format, err := l.show(f)
		if err != nil {
			return Result{}, err
		}
		out.Cores = append(out.Cores, cores...)
		out.Sources = append(out.Sources, estate.Source{Name: f.Name, Format: format, Stack: l.showStack(f.Name), Resources: len(cores)})
	}
	if len(l.errs) > 0 {
		return Result{}, errors.Join(l.errs...)
	}
	out.Cores = l.companions(out.Cores)
	l.result(&out)
	return out, nil
}

// result hands over what could not be known.
func (l *loader) result(out *Result) {
	out.Gaps, out.Open = l.gaps, l.opens
	for _, v := range l.variables {
		out.Variables = append(out.Variables, v)
	}
	sort.Slice(out.Variables, func(i, j int) bool { return out.Variables[i].Name < out.Variables[j].Name })
}
