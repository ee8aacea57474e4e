// Package iac opens infrastructure as code, whatever its format, as one estate.
// Sources are recognised by content, never by name alone. It is the only room
// that reads such files; formats live in folders of their own.
//
//	e, err := iac.Open([]string{"examples/myapp"}, iac.Options{})
package iac

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation"
	"ringwall/internal/iac/terraform"
	"ringwall/internal/scenario"
)

// Options are what the user says of the sources.
type Options struct {
	// Parameters are values by name; ParameterFiles are read before them.
	Parameters     map[string]string
	ParameterFiles []string
	Account        string // 12 digits, where the source does not say
	Region         string
	Assume         estate.Assume
	Stdin          io.Reader // what the source "-" reads
	// Environment looks up what the environment says of Terraform's variables:
	// TF_VAR_name and TF_WORKSPACE. Nil knows nothing.
	Environment func(string) string

	variableFiles []terraform.File // among ParameterFiles
}

// ErrNoTemplates is the error of a source in which nothing could be reviewed.
var ErrNoTemplates = errors.New("no CloudFormation template and no Terraform configuration found")

// Open loads sources as one estate. Its errors name file, line and column
// ([cloudformation.Error]) or the parameter that no template declares
// ([UnknownParameterError]).
func Open(sources []string, o Options) (*estate.Estate, error) {
	parameters, err := readParameters(&o)
	if err != nil {
		return nil, err
	}
	found, err := collect(sources, o.Stdin)
	if err != nil {
		return nil, err
	}
	if len(found.documents) == 0 && found.terraform.none() {
		return nil, found.nothing(sources)
	}
	result, err := cloudformation.Load(found.documents, cloudformation.Options{
		Parameters: parameters, Account: o.Account, Region: o.Region, Assume: o.Assume,
	})
	if err != nil {
		return nil, err
	}
	var configured terraform.Result
	if !found.terraform.none() {
		if configured, err = found.load(o, parameters, result); err != nil {
			return nil, err
		}
	}
	if err := checkUsed(o, result, configured); err != nil {
		return nil, err
	}
	return found.join(o, result, configured), nil
}

func parametersOf(vars []*scenario.Variable) []*scenario.Variable {
	var out []*scenario.Variable
	for _, v := range vars {
		if v.Kind == scenario.Parameter {
			out = append(out, v)
		}
	}
	return out
}

// findings of a walk over the sources.
type found struct {
	documents []*cloudformation.Document
	terraform configurations
	skipped   []estate.Source
	read      map[string]bool // of templates, by full path; nil: of one source
}

// nothing is the error of sources that hold no template at all.
func (f found) nothing(sources []string) error {
	what := strings.Join(sources, ", ")
	for _, s := range f.skipped {
		if s.Skipped != notATemplate {
			return fmt.Errorf("open %s: %s: %w", what, s.Skipped, ErrNoTemplates)
		}
	}
	return fmt.Errorf("open %s: %w", what, ErrNoTemplates)
}

func collect(sources []string, stdin io.Reader) (found, error) {
	var out found
	if len(sources) > 1 {
		out.read = map[string]bool{}
	}
	for _, s := range sources {
		if err := out.source(s, stdin); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (f *found) source(source string, stdin io.Reader) error {
	if source == "-" {
		if stdin == nil {
			return fmt.Errorf("open -: there is no standard input")
		}
		data, err := io.ReadAll(io.LimitReader(stdin, maxRead))
		if err != nil {
			return fmt.Errorf("read standard input: %w", err)
		}
		return f.file("<stdin>", "<stdin>", data, true)
	}
	info, err := os.Stat(source)
	if err != nil {
		return fmt.Errorf("open %s: %w", source, plainCause(err))
	}
	if info.IsDir() {
		return f.folder(source)
	}
	if terraform.IsConfig(filepath.Base(source)) {
		f.terraform.roots = append(f.terraform.roots, filepath.ToSlash(filepath.Dir(source)))
		f.terraform.only = filepath.Clean(source)
		return nil
	}
	data, err := readFile(source)
	if err != nil {
		return err
	}
	if filepath.Base(source) == "manifest.json" && isCloudAssembly(data) {
		return f.assembly(filepath.Dir(source), "")
	}
	return f.file(source, filepath.Base(source), data, true)
}

// maxRead bounds what is read of one file; templates beyond it are refused by
// size before they are parsed.
const maxRead = 64 << 20

// maxShow bounds a plan or a state of Terraform's, of which most is passed over.
const maxShow = 1 << 30

func readFile(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, plainCause(err))
	}
	defer file.Close()
	var data bytes.Buffer
	most := int64(maxRead)
	head := make([]byte, terraform.HeadSize)
	n, _ := io.ReadFull(file, head) // a shorter file is no mistake
	if terraform.IsShow(head[:n]) {
		most = maxShow
	}
	if info, err := file.Stat(); err == nil && info.Size() < most {
		data.Grow(int(info.Size()) + bytes.MinRead) // what ReadFrom wants to see
	}
	data.Write(head[:n])
	if _, err := data.ReadFrom(io.LimitReader(file, most)); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, plainCause(err))
	}
	return data.Bytes(), nil
}

// plainCause drops the operation and path that an os error repeats.
func plainCause(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

const notATemplate = "not a CloudFormation template"

// file reads one file; only one that the user named must be a template.
func (f *found) file(name, path string, data []byte, named bool) error {
	if terraform.IsShow(data[:min(len(data), terraform.HeadSize)]) {
		f.terraform.files = append(f.terraform.files, terraform.File{Name: name, Data: data})
		return nil
	}
	if !named && !mayBeTemplate(data) {
		f.skip(name, notATemplate)
		return nil
	}
	if named {
		if err := terraform.Stored(name, data[:min(len(data), terraform.HeadSize)]); err != nil {
			return err
		}
	}
	if f.again(name) {
		return nil
	}
	doc, ok, err := cloudformation.Parse(name, data)
	switch {
	case err != nil && (named || clearlyTemplate(data)):
		return err
	case err != nil:
		f.skip(name, "not readable as YAML or JSON")
		return nil
	case !ok && named:
		return fmt.Errorf("open %s: it is readable, but not as a CloudFormation template (no Resources with a Type): %w", name, ErrNoTemplates)
	case !ok:
		f.skip(name, notATemplate)
		return nil
	}
	doc.Path = path
	f.documents = append(f.documents, doc)
	return nil
}

// again reports whether a template was read before: it stands in two folders that
// were named, or was named beside its folder.
func (f *found) again(name string) bool {
	if f.read == nil {
		return false
	}
	full, err := filepath.Abs(name)
	before := err == nil && f.read[full]
	f.read[full] = true
	return before
}

func (f *found) skip(name, why string) {
	f.skipped = append(f.skipped, estate.Source{Name: name, Skipped: why})
}

// folder reads every template below a directory, and nested cloud assemblies.
func (f *found) folder(root string) error {
	if data, err := os.ReadFile(filepath.Join(root, "manifest.json")); err == nil && isCloudAssembly(data) {
		return f.assembly(root, "")
	}
	configured, err := f.configuration(root)
	if err != nil {
		return err
	}
	var names []string
	err = filepath.WalkDir(root, func(p string, d os.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("read %s: %w", p, plainCause(err))
		}
		name := d.Name()
		if d.IsDir() {
			if p != root && (strings.HasPrefix(name, ".") || name == "node_modules") {
				return filepath.SkipDir
			}
			return nil
		}
		if hasTemplateEnding(name) && name != IgnoreFile && !(configured && terraform.IsConfig(name)) {
			names = append(names, p)
		}
		return nil
	})
	if err != nil {
		return err
	}
	sort.Strings(names)
	for _, p := range names {
		data, err := readFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			rel = p
		}
		if err := f.file(p, filepath.ToSlash(rel), data, false); err != nil {
			return err
		}
	}
	return nil
}

func hasTemplateEnding(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".yaml", ".yml", ".json", ".template", ".cfn", ".cform":
		return true
	}
	return false
}

// mayBeTemplate is a quick look that spares parsing what cannot be one.
func mayBeTemplate(data []byte) bool {
	return contains(data, "Resources") || contains(data, "AWSTemplateFormatVersion") || contains(data, "AWS::")
}

// clearlyTemplate: text that means to be a template must not be skipped for a
// mistake in it.
func clearlyTemplate(data []byte) bool {
	return contains(data, "AWSTemplateFormatVersion") || contains(data, "Resources") && contains(data, "AWS::")
}

func contains(data []byte, s string) bool { return bytes.Contains(data, []byte(s)) }
